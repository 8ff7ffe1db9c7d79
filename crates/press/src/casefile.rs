//! A matter's case file: cover, index, documents, what was stated and by which record, what was done, closing note.

use paper::{Block, Bound, Day, DrawError, Fonts, Layout, Leaf, Paper, Pdf, Run, Table, bind};
use std::sync::Arc;

/// A document of the file.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Number as the index tells it.
    pub number: String,
    /// Who made it.
    pub by: String,
    /// Title.
    pub title: String,
    /// Day, `2023-03-01`.
    pub day: String,
    /// The paper.
    pub paper: Paper,
}

/// A fact of the matter.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Title of the field.
    pub title: String,
    /// Value.
    pub value: String,
    /// The record that stated it last.
    pub seq: u64,
}

/// A file that an act keeps.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Title of its field.
    pub title: String,
    /// What it is called.
    pub name: String,
    /// Its size in words.
    pub size: String,
    /// SHA-256 of its bytes, as the record says.
    pub hash: String,
    /// Who brought it.
    pub by: String,
    /// Day of the act, `2023-03-01`.
    pub day: String,
    /// The act's record.
    pub seq: u64,
    /// A JPEG to print; none for what is no picture or was erased.
    pub picture: Option<Arc<Vec<u8>>>,
    /// That it was erased, in the words of the index; empty while it is there.
    pub erased: String,
}

/// An act of the matter.
#[derive(Clone, Debug)]
pub struct Done {
    /// Day.
    pub day: String,
    /// What was done.
    pub title: String,
    /// Who did it.
    pub by: String,
    /// Its record.
    pub seq: u64,
}

/// Everything that a case file holds.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Whose file it is, `云溪镇人民政府`.
    pub organ: String,
    /// Title of the procedure.
    pub title: String,
    /// The matter's number.
    pub number: String,
    /// Lines of the cover: name and value.
    pub cover: Vec<(String, String)>,
    /// Documents in the order of the acts that made them.
    pub pieces: Vec<Piece>,
    /// Files in the order of the acts that keep them.
    pub attachments: Vec<Attachment>,
    /// Facts in the order of the definition.
    pub facts: Vec<Stated>,
    /// Acts in their order.
    pub acts: Vec<Done>,
    /// What the definition asks for and the file lacks, as sentences.
    pub missing: Vec<String>,
    /// The day of its last act: the file's own date.
    pub day: Day,
}

impl CaseFile {
    /// The file as one PDF. Pages of documents and lists are numbered through; cover, index and closing note are not.
    ///
    /// # Errors
    /// No font, or the writer's.
    pub fn pdf(&self, fonts: &Fonts) -> Result<Pdf, DrawError> {
        let mut counted: Vec<(Paper, Option<Arc<Vec<u8>>>)> =
            self.pieces.iter().map(|p| (p.paper.clone(), None)).collect();
        counted.extend(self.plates().map(|a| (self.plate(a), a.picture.clone())));
        counted.push((self.stated(), None));
        counted.push((self.done(), None));
        let bound = Bound::count(counted.iter().map(|(paper, _)| paper), fonts)?;
        let plain = |paper| Leaf { paper, picture: None, counted: false };
        let mut leaves = vec![plain(self.cover_page(&bound)), plain(self.index(&bound))];
        leaves.extend(counted.into_iter().map(|(paper, picture)| Leaf { paper, picture, counted: true }));
        leaves.push(plain(self.closing(&bound)));
        bind(&leaves, &format!("{} {}", self.title, self.number), self.day, fonts)
    }

    /// Attachments of which there is a picture: each has a page.
    fn plates(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(|a| a.picture.is_some())
    }

    fn plate(&self, a: &Attachment) -> Paper {
        let line = |text: String| Block::Flush(vec![Run::plain(text)]);
        let body = vec![
            line(format!("{} {} 记录第{}条", a.title, a.day, a.seq)),
            line(format!("{} {}", a.name, a.size)),
            line(format!("SHA-256 {}", a.hash)),
        ];
        self.sheet("图片", body)
    }

    fn sheet(&self, title: &str, body: Vec<Block>) -> Paper {
        Paper {
            layout: Layout::Sheet,
            organ: None,
            number: None,
            title: title.to_owned(),
            recipient: None,
            body,
            signed: None,
            dated: None,
            day: self.day,
            check: None,
        }
    }

    fn cover_page(&self, bound: &Bound) -> Paper {
        let row = |(name, value): &(String, String)| vec![name.clone(), value.clone()];
        let mut rows: Vec<Vec<String>> = self.cover.iter().map(row).collect();
        rows.push(vec!["卷内".to_owned(), format!("{}件 {}页", bound.pages.len(), last(bound))]);
        let table = Table { shares: vec![1, 3], head: Vec::new(), rows, centred: vec![true, false] };
        let body = vec![
            Block::Skip(3),
            Block::Title(format!("{}案卷", self.title)),
            Block::Skip(2),
            Block::Table(table),
        ];
        self.sheet(&self.organ, body)
    }

    fn index(&self, bound: &Bound) -> Paper {
        let pages = |n: usize| {
            bound.pages.get(n).map_or_else(String::new, |(from, to)| {
                if from == to { from.to_string() } else { format!("{from}—{to}") }
            })
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (n, p) in self.pieces.iter().enumerate() {
            let order = (n + 1).to_string();
            rows.push(vec![order, p.number.clone(), p.by.clone(), p.title.clone(), p.day.clone(), pages(n)]);
        }
        for a in self.plates() {
            let n = rows.len();
            let title = format!("{}:{}", a.title, a.name);
            rows.push(vec![(n + 1).to_string(), String::new(), a.by.clone(), title, a.day.clone(), pages(n)]);
        }
        let bound_here = rows.len() + 2;
        for title in [STATED, DONE] {
            let n = rows.len();
            let empty = String::new;
            rows.push(vec![
                (n + 1).to_string(),
                empty(),
                self.organ.clone(),
                title.to_owned(),
                empty(),
                pages(n),
            ]);
        }
        // What can't be printed here lies beside the file: named with its hash, by which it is known.
        for (n, a) in self.attachments.iter().filter(|a| a.picture.is_none()).enumerate() {
            let title = format!("{}:{}({};SHA-256 {})", a.title, a.name, a.size, a.hash);
            let order = (bound_here + n + 1).to_string();
            let place = if a.erased.is_empty() { "另存".to_owned() } else { a.erased.clone() };
            rows.push(vec![order, String::new(), a.by.clone(), title, a.day.clone(), place]);
        }
        let head = ["顺序号", "文号", "责任者", "题名", "日期", "页号"].map(str::to_owned).to_vec();
        let table = Table {
            shares: vec![12, 24, 22, 26, 20, 11],
            head,
            rows,
            centred: vec![true, false, false, false, true, true],
        };
        self.sheet("卷内目录", vec![Block::Table(table)])
    }

    fn stated(&self) -> Paper {
        let row = |(n, f): (usize, &Stated)| {
            vec![(n + 1).to_string(), f.title.clone(), f.value.clone(), f.seq.to_string()]
        };
        let table = Table {
            shares: vec![9, 24, 58, 12],
            head: ["序号", "项目", "内容", "记录"].map(str::to_owned).to_vec(),
            rows: self.facts.iter().enumerate().map(row).collect(),
            centred: vec![true, false, false, true],
        };
        self.sheet(STATED, vec![Block::Table(table)])
    }

    fn done(&self) -> Paper {
        let row = |(n, a): (usize, &Done)| {
            vec![(n + 1).to_string(), a.day.clone(), a.title.clone(), a.by.clone(), a.seq.to_string()]
        };
        let table = Table {
            shares: vec![9, 19, 38, 26, 12],
            head: ["序号", "日期", "办理环节", "办理人", "记录"].map(str::to_owned).to_vec(),
            rows: self.acts.iter().enumerate().map(row).collect(),
            centred: vec![true, true, false, false, true],
        };
        self.sheet(DONE, vec![Block::Table(table)])
    }

    fn closing(&self, bound: &Bound) -> Paper {
        let paragraph = |text: String| Block::Paragraph(vec![Run::plain(text)]);
        let mut body = vec![paragraph(format!("本卷共有材料{}件，{}页。", bound.pages.len(), last(bound)))];
        if self.missing.is_empty() {
            body.push(paragraph("对照程序规定，卷内材料齐全。".to_owned()));
        } else {
            body.push(paragraph("对照程序规定，缺少下列材料或者内容：".to_owned()));
            let line = |(n, m): (usize, &String)| paragraph(format!("{}. {m}", n + 1));
            body.extend(self.missing.iter().enumerate().map(line));
        }
        body.push(Block::Skip(2));
        body.extend(
            ["立卷人：", "检查人：", "立卷日期：　　　　年　　月　　日"].map(|t| paragraph(t.to_owned())),
        );
        self.sheet("卷内备考表", body)
    }
}

const STATED: &str = "事实和证据登记表";
const DONE: &str = "办理经过";

fn last(bound: &Bound) -> usize {
    bound.pages.last().map_or(0, |(_, to)| *to)
}
