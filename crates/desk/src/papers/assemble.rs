//! What a matter's papers are made of: its records, folded act by act, each by the rulebook of its day.

use door::Door;
use kernel::definition::{Demand, FieldKind, Opening, Procedure};
use kernel::{Matter, Rulebook};
use paper::{Check, Day, Paper};
use press::Occasion;
use press::casefile::{Attachment, CaseFile, Done, Piece, Stated};
use std::sync::Arc;
use store::{FilePart, FileRow, PaperNumber, StoredMatter, StoredRecord, Town};
use web::Language;
use web::shown::value;

/// A document that an act made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The act's record.
    pub seq: u64,
    /// Name within the procedure.
    pub name: String,
    /// Day of the act, `2023-03-01`.
    pub day: String,
    /// The document's number.
    pub number: String,
    /// The paper.
    pub paper: Paper,
    /// Titles of the fields that it prints and that were not given.
    pub blanks: Vec<String>,
}

/// All that is read of a matter.
struct Read {
    stored: StoredMatter,
    records: Vec<StoredRecord>,
    numbers: Vec<PaperNumber>,
    /// Files with the copies of those that are pictures.
    files: Vec<(FileRow, Option<Vec<u8>>)>,
}

fn read(door: &Door, town: &Town, matter: &str) -> Result<Option<Read>, String> {
    let read = |r: &mut dyn store::Reader| {
        let Some(stored) = r.matter(&town.key, matter)? else { return Ok(None) };
        let (records, numbers) = (r.records(&town.key, matter)?, r.papers(&town.key, matter)?);
        let mut files = Vec::new();
        for row in r.files(&town.key, matter)? {
            let copy = r.file_bytes(&town.key, &row.file.id, FilePart::Large)?;
            files.push((row, copy));
        }
        Ok(Some(Read { stored, records, numbers, files }))
    };
    door.store.read(read).map_err(|e| e.to_string())
}

/// The documents of a matter in the order of the acts that made them.
///
/// # Errors
/// A sentence about what failed.
pub fn documents(door: &Door, town: &Town, matter: &str) -> Result<Vec<Made>, String> {
    match read(door, town, matter)? {
        Some(read) => made(door, town, &read),
        None => Ok(Vec::new()),
    }
}

fn made(door: &Door, town: &Town, read: &Read) -> Result<Vec<Made>, String> {
    let mut out = Vec::new();
    let mut matter: Option<Matter> = None;
    for stored in &read.records {
        let book = door.rulebook_of(&town.key, &stored.recorded.rulebook).map_err(|e| e.to_string())?;
        let step = kernel::advance(&book, matter.as_ref(), &stored.recorded).map_err(|e| e.to_string())?;
        let after = step.matter;
        if let Some(procedure) = book.procedure_version(&after.procedure, after.version)
            && let Some(action) = procedure.action(&stored.recorded.action)
        {
            for name in &action.documents {
                out.extend(one(town, read, stored, &book, procedure, &after, name)?);
            }
        }
        matter = Some(after);
    }
    Ok(out)
}

fn one(
    town: &Town,
    read: &Read,
    stored: &StoredRecord,
    book: &Arc<Rulebook>,
    procedure: &Procedure,
    matter: &Matter,
    name: &str,
) -> Result<Option<Made>, String> {
    let Some(document) = procedure.documents.get(name) else { return Ok(None) };
    let own = read.numbers.iter().find(|n| n.seq == stored.seq && n.document == name);
    let number = own.map_or(read.stored.number.as_str(), |n| n.number.as_str());
    let happened = stored.recorded.happened_at;
    let hash = record::Hash::of_leaf(&stored.leaf);
    let check = Check {
        says: format!("{} {number} {} {hash}", town.name, stored.seq),
        caption: format!("核对:记录第{}条", stored.seq),
    };
    let occasion = Occasion {
        book,
        procedure,
        document,
        matter,
        number,
        town: &town.name,
        happened,
        check: Some(check),
    };
    let paper = press::paper(&occasion).map_err(|e| e.to_string())?;
    let blanks = press::blanks(book, document, procedure, matter, happened).map_err(|e| e.to_string())?;
    let title = |f: String| procedure.field(&f).map_or(f.clone(), |field| field.title.zh.clone());
    Ok(Some(Made {
        seq: stored.seq,
        name: name.to_owned(),
        day: happened.date().to_string(),
        number: number.to_owned(),
        paper,
        blanks: blanks.into_iter().map(title).collect(),
    }))
}

/// A matter's case file, or that there is no such matter.
///
/// # Errors
/// A sentence about what failed.
pub fn case_file(door: &Door, town: &Town, matter: &str) -> Result<Option<CaseFile>, String> {
    let Some(read) = read(door, town, matter)? else { return Ok(None) };
    let all = made(door, town, &read)?;
    let m = &read.stored.matter;
    let book = &door.rulebook;
    let procedure = book
        .procedure_version(&m.procedure, m.version)
        .ok_or_else(|| format!("no procedure {} of {}", m.procedure, m.version))?;
    let last = m.last_at.date();
    let missing = missing(procedure, m, &all);
    let organ = format!("{}人民政府", town.name);
    let piece = |made: Made| Piece {
        by: made.paper.signed.clone().unwrap_or_else(|| organ.clone()),
        title: made.paper.title.clone(),
        number: made.number,
        day: made.day,
        paper: made.paper,
    };
    let title = |r: &StoredRecord| {
        procedure.act_title(&r.recorded.action).map_or(r.recorded.action.clone(), |t| t.zh.clone())
    };
    let act = |r: &StoredRecord| Done {
        day: r.recorded.happened_at.date().to_string(),
        title: title(r),
        by: actor(book, r),
        seq: r.seq,
    };
    Ok(Some(CaseFile {
        organ: organ.clone(),
        title: procedure.title.zh.clone(),
        number: read.stored.number.clone(),
        cover: cover(procedure, m, &read),
        attachments: attachments(book, procedure, &read),
        facts: facts(procedure, m, &read.records),
        acts: read.records.iter().map(act).collect(),
        pieces: all.into_iter().map(piece).collect(),
        missing,
        day: Day { year: last.year(), month: last.month(), day: last.day() },
    }))
}

/// The files of the matter, each with the field under which its act names it.
fn attachments(book: &Rulebook, procedure: &Procedure, read: &Read) -> Vec<Attachment> {
    let one = |(row, copy): &(FileRow, Option<Vec<u8>>)| {
        let record = read.records.iter().find(|r| Some(r.seq) == row.seq)?;
        let says = |v: &kernel::Value| v.texts().iter().any(|t| t.starts_with(&row.file.id));
        let field = record.recorded.facts.iter().find(|(_, v)| says(v)).map(|(name, _)| name);
        let title = field.and_then(|name| procedure.field(name)).map_or("文件", |f| f.title.zh.as_str());
        let erased = row.erased.as_ref().map_or_else(String::new, |_| "已删除".to_owned());
        Some(Attachment {
            title: title.to_owned(),
            name: row.file.name.clone(),
            size: web::upload::size(row.file.size),
            hash: row.file.hash.clone(),
            by: actor(book, record),
            day: record.recorded.happened_at.date().to_string(),
            seq: record.seq,
            picture: copy.clone().map(Arc::new),
            erased,
        })
    };
    read.files.iter().filter_map(one).collect()
}

fn actor(book: &Rulebook, r: &StoredRecord) -> String {
    let role = book.roles.get(&r.recorded.capacity).map(|role| role.title.zh.as_str());
    match (r.recorded.actor.as_str(), role) {
        ("clock", _) => "期限届满".to_owned(),
        ("citizen", _) => "当事人".to_owned(),
        ("founder", _) => "设立".to_owned(),
        (name, Some(role)) => format!("{name}({role})"),
        (name, None) => name.to_owned(),
    }
}

fn cover(procedure: &Procedure, m: &Matter, read: &Read) -> Vec<(String, String)> {
    let line = |name: &str, value: String| (name.to_owned(), value);
    let mut lines = vec![line("案号", read.stored.number.clone())];
    for field in procedure.fields.iter().filter(|f| f.kind == FieldKind::Person) {
        if let Some(v) = m.facts.get(&field.name) {
            lines.push((field.title.zh.clone(), value(&field.kind, v, Language::Zh)));
        }
    }
    let stage = procedure.stage(&m.stage).map_or(m.stage.clone(), |s| s.title.zh.clone());
    lines.push(line("立案日期", m.opened_at.date().to_string()));
    lines.push(line("结案日期", if m.ended { m.last_at.date().to_string() } else { "未办结".to_owned() }));
    lines.push(line("处理结果", stage));
    let mut people: Vec<String> = Vec::new();
    for r in
        read.records.iter().filter(|r| !["clock", "citizen", "founder"].contains(&r.recorded.actor.as_str()))
    {
        if !people.contains(&r.recorded.actor) {
            people.push(r.recorded.actor.clone());
        }
    }
    lines.push(line("承办人", people.join("、")));
    let term = procedure.keeps.as_ref().map_or_else(
        || "程序没有规定".to_owned(),
        |k| k.years.map_or_else(|| "永久".to_owned(), |y| format!("{y}年")),
    );
    lines.push(line("保管期限", term));
    lines
}

fn facts(procedure: &Procedure, m: &Matter, records: &[StoredRecord]) -> Vec<Stated> {
    let stated = |field: &kernel::definition::Field| {
        let v = m.facts.get(&field.name)?;
        let by = records.iter().rev().find(|r| r.recorded.facts.contains_key(&field.name));
        Some(Stated {
            title: field.title.zh.clone(),
            value: value(&field.kind, v, Language::Zh),
            seq: by.map_or(0, |r| r.seq),
        })
    };
    procedure.fields.iter().filter_map(stated).collect()
}

/// What the definition asks for and the matter lacks.
fn missing(procedure: &Procedure, m: &Matter, made: &[Made]) -> Vec<String> {
    let mut out = Vec::new();
    let title =
        |name: &String| procedure.action(name).map_or_else(|| name.clone(), |a| format!("“{}”", a.title.zh));
    if !m.ended {
        let stage = procedure.stage(&m.stage).map_or(m.stage.as_str(), |s| s.title.zh.as_str());
        out.push(format!("事项没有办结，现在是“{stage}”"));
    }
    for document in made.iter().filter(|d| !d.blanks.is_empty()) {
        let (name, number) = (&document.paper.title, &document.number);
        out.push(format!("《{name}》（{number}）没有填写：{}", document.blanks.join("、")));
    }
    for property in &procedure.properties {
        if let Demand::NoEndWithout { acts } = &property.demand
            && property.when.is_none()
            && !acts.iter().any(|a| m.done.contains_key(a))
        {
            let acts: Vec<String> = acts.iter().map(title).collect();
            out.push(format!("没有{}的记录（{}）", acts.join("或者"), property.says.zh));
        }
    }
    // A file that was never opened by an act of its own lacks its beginning.
    let opened =
        procedure.actions.iter().any(|a| a.opening == Opening::Opens && m.done.contains_key(&a.name));
    if !opened {
        out.push("没有立案（受理）的记录".to_owned());
    }
    if procedure.keeps.is_none() {
        out.push("程序没有规定保管期限".to_owned());
    }
    out
}
