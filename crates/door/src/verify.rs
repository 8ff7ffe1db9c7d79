//! Verification: the record against its tree and checkpoints, and everything derived against the record.

use crate::act::{Door, columns};
use crate::files::{self, FileCounts};
use crate::papers::Papers;
use figures::{Cell, Posting};
use kernel::{EntryChange, FileRef, Ground, Matter, Recorded, Rulebook, Words, advance};
use record::audit::{Auditor, Evidence, Finding, StoredCheckpoint, StoredFact, StoredRow};
use record::checkpoint::VerifierKey;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{Counter, Entry, Listed, Reader, StoreError, StoredRecord};

/// What was found, or that nothing was.
#[derive(Debug, Default)]
pub struct Verification {
    /// Records looked at.
    pub records: u64,
    /// Matters looked at.
    pub matters: u64,
    /// Checkpoints whose signature and root hold.
    pub checkpoints: u64,
    /// Files of acts.
    pub files: FileCounts,
    /// Everything that is not as the program left it.
    pub faults: Vec<Fault>,
}

/// One place that is not as the program left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Table and key, as `record 17`, `matter 云溪热〔2023〕3号`.
    pub place: String,
    /// What is wrong there.
    pub says: Words,
}

/// The first record that made an entry of that register, key and first moment.
type Made = BTreeMap<(String, String, deadline::DateTime), u64>;

/// The number that each matter should have, by its id.
type Numbers = BTreeMap<String, String>;

/// Rows read in one go.
const AT_ONCE: u32 = 512;

impl Door {
    /// Reads everything of a town and names what was changed, removed, inserted or moved by hand.
    ///
    /// # Errors
    /// The store failed. Changed rows are no errors but findings.
    pub fn verify(&self, town: &str, key: &VerifierKey) -> Result<Verification, StoreError> {
        self.store.read(|reader| {
            let mut out = Verification::default();
            let mut papers = Papers::default();
            let (known, mut books) = self.audit_record(reader, town, key, &mut papers, &mut out)?;
            papers.compare(reader, town, &mut books, &mut out.faults)?;
            let rest = Rest { counters: books, ..Rest::default() };
            Derived { door: self, town, out: &mut out, known, rest }.run(reader)?;
            Ok(out)
        })
    }

    /// The record itself; gives the number that each matter's opening should have, and the last of each book.
    fn audit_record(
        &self,
        reader: &mut dyn Reader,
        town: &str,
        key: &VerifierKey,
        papers: &mut Papers,
        out: &mut Verification,
    ) -> Result<(Numbers, BTreeMap<Counter, u64>), StoreError> {
        let (mut hashes, mut numbers, mut books) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        loop {
            let from = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
            let some = reader.leaf_hashes(town, from, AT_ONCE)?;
            if some.is_empty() {
                break;
            }
            hashes.extend(some);
        }
        let frontier = reader.head(town)?.map(|h| h.frontier);
        let notes = reader.checkpoints(town)?.into_iter();
        let checkpoints: Vec<StoredCheckpoint> =
            notes.map(|(size, note)| StoredCheckpoint { size, note }).collect();
        let evidence = Evidence {
            list: &hashes,
            checkpoints: &checkpoints,
            keys: std::slice::from_ref(key),
            frontier: frontier.as_ref(),
        };
        let mut auditor = Auditor::new(evidence);
        let mut editions = BTreeSet::new();
        let mut from = 0;
        loop {
            let some = reader.scan(town, from, AT_ONCE)?;
            let Some(last) = some.last() else { break };
            from = last.seq.saturating_add(1);
            for r in some {
                out.records = out.records.saturating_add(1);
                let book = self.book_of(reader, &r.recorded);
                editions.insert(r.recorded.rulebook.clone());
                if r.recorded.step == 1 {
                    let number = Self::number(&book, &r, &mut books);
                    numbers.insert(r.recorded.matter.clone(), number);
                }
                papers.note(&book, &r);
                let row = stored_row(r);
                auditor
                    .push(&row)
                    .map_err(|e| StoreError::Unreadable { what: "record", reason: e.to_string() })?;
            }
        }
        for version in editions {
            if let Err(error) = self.kept(reader, town, &version) {
                let zh = format!("规则集的文本缺失或者被改动:{error}");
                let says = Words::new(zh, error.to_string());
                out.faults.push(Fault { place: format!("edition {version}"), says });
            }
        }
        let report = auditor.finish();
        out.checkpoints = report.checkpoints_ok;
        out.faults.extend(report.findings.iter().map(told));
        Ok((numbers, books))
    }

    /// The rulebook of a record; the door's own stands in for one whose texts are gone or changed.
    fn book_of(&self, reader: &mut dyn Reader, r: &Recorded) -> Arc<Rulebook> {
        self.rulebook_in(reader, &r.town, &r.rulebook).unwrap_or_else(|_| self.rulebook.clone())
    }

    /// The book number of an opening record, by the order of openings.
    fn number(book: &Rulebook, r: &StoredRecord, books: &mut BTreeMap<Counter, u64>) -> String {
        let (name, day) = (&r.recorded.procedure, r.recorded.happened_at.date());
        let n = books.entry(Counter::Book(name.clone(), day.year())).or_insert(0);
        *n = n.saturating_add(1);
        let form = book.procedure_on(name, day).map_or("", |p| &p.number);
        form.replace("{year}", &day.year().to_string()).replace("{n}", &n.to_string())
    }
}

fn stored_row(r: StoredRecord) -> StoredRow {
    let committed = record::Leaf::from_bytes(&r.leaf).map(|l| l.facts).unwrap_or_default();
    let mut facts: BTreeMap<String, StoredFact> =
        committed.keys().map(|name| (name.clone(), StoredFact { salt: None, value: None })).collect();
    for (name, value) in &r.recorded.facts {
        let fact = StoredFact { salt: r.salts.get(name).cloned(), value: serde_json::to_value(value).ok() };
        facts.insert(name.clone(), fact);
    }
    StoredRow { seq: r.seq, columns: columns(&r.recorded, committed), leaf_bytes: r.leaf, facts }
}

/// A finding of the audit in both languages; its English is the audit's own.
fn told(finding: &Finding) -> Fault {
    use Finding::*;
    let zh = match finding {
        FactChanged { field, .. } => format!("事实 {field} 与承诺不符"),
        ColumnChanged { field, .. } => format!("列 {field} 与叶不符"),
        LeafChanged { fields, .. } => format!("叶被改动({})", fields.join("、")),
        Removed { count, .. } => format!("缺少 {count} 行"),
        Inserted { .. } => "树里没有这一行:后来插入的".to_owned(),
        Moved { .. } => "行被挪动".to_owned(),
        Duplicated { .. } => "行重复".to_owned(),
        StepGap { .. } | StepRepeated { .. } => "事项的步骤不连续".to_owned(),
        TreeChanged { .. } | FrontierChanged { .. } => "树的哈希被改动".to_owned(),
        CheckpointMismatch { .. } => "检查点的树根与记录不符".to_owned(),
        CheckpointSignature { .. } => "检查点的签名不成立".to_owned(),
        HeadBehind { .. } => "记录比检查点短:末尾被截去".to_owned(),
    };
    Fault { place: format!("record {}", finding.place()), says: Words::new(zh, finding.to_string()) }
}

/// What is compared after all matters were folded.
#[derive(Default)]
struct Rest {
    grounds: Vec<(Ground, u64)>,
    entries: Vec<(u64, usize, EntryChange)>,
    cells: BTreeMap<(String, i32, String), i64>,
    stages: BTreeMap<(String, String), i64>,
    clocks: BTreeMap<(String, String), deadline::DateTime>,
    counters: BTreeMap<Counter, u64>,
    /// Files that the records name, with the record, by their ids.
    files: BTreeMap<String, (u64, FileRef)>,
}

/// Everything that follows from the record, made again and compared.
struct Derived<'a> {
    door: &'a Door,
    town: &'a str,
    out: &'a mut Verification,
    known: Numbers,
    rest: Rest,
}

impl Derived<'_> {
    fn run(mut self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let some = reader.scan_matters(self.town, &after, AT_ONCE)?;
            let listed = reader.scan_listed(self.town, &after, AT_ONCE)?;
            let Some(last) = some.last() else { break };
            after.clone_from(&last.matter.id);
            for (stored, listed) in some.into_iter().zip(listed) {
                // Lists find a matter by columns that repeat its state; its state is compared with the records below.
                if listed != Listed::of(&stored.matter) {
                    self.fault(
                        format!("matter {}", stored.number),
                        "列表用的列与事项的状态不符",
                        "the columns by which lists find it differ from its state",
                    );
                }
                self.out.matters = self.out.matters.saturating_add(1);
                let records = reader.records(self.town, &stored.matter.id)?;
                let number = self.known.remove(&stored.matter.id);
                if number.as_deref() != Some(&stored.number) {
                    let expected = number.unwrap_or_default();
                    self.fault(
                        format!("matter {}", stored.number),
                        format!("编号应为 {expected}"),
                        format!("its number should be {expected}"),
                    );
                }
                self.matter(reader, &stored.matter, &stored.number, &records)?;
            }
        }
        for (id, number) in std::mem::take(&mut self.known) {
            self.fault(
                format!("matter {number}"),
                format!("有记录而没有事项 {id}"),
                format!("records are there, the matter {id} is not"),
            );
        }
        self.sums(reader)?;
        self.clocks(reader)?;
        let made = self.registers(reader)?;
        self.grounds(reader, &made)?;
        let named = std::mem::take(&mut self.rest.files);
        self.out.files = files::compare(reader, self.town, named, &mut self.out.faults)?;
        self.counters(reader)
    }

    /// What the next number and the next change of a register are counted from.
    fn counters(&mut self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        let expected = std::mem::take(&mut self.rest.counters);
        let stored = reader.counters(self.town)?;
        let wrong: Vec<Counter> = (expected.keys().chain(stored.keys()))
            .filter(|c| expected.get(*c) != stored.get(*c))
            .cloned()
            .collect();
        for counter in wrong.into_iter().collect::<BTreeSet<_>>() {
            let place = match &counter {
                Counter::Book(procedure, year) => format!("book {procedure} {year}"),
                Counter::Register(register) => format!("register_head {register}"),
            };
            let number =
                |of: &BTreeMap<Counter, u64>| of.get(&counter).map_or("—".to_owned(), u64::to_string);
            let (should, is) = (number(&expected), number(&stored));
            self.fault(
                place,
                format!("应为 {should},现为 {is}"),
                format!("it should be {should}, it is {is}"),
            );
        }
        Ok(())
    }

    fn fault(&mut self, place: String, zh: impl Into<String>, en: impl Into<String>) {
        self.out.faults.push(Fault { place, says: Words::new(zh, en) });
    }

    /// Folds one matter's records and compares matter and postings.
    fn matter(
        &mut self,
        reader: &mut dyn Reader,
        stored: &Matter,
        number: &str,
        records: &[StoredRecord],
    ) -> Result<(), StoreError> {
        let mut folded: Option<Matter> = None;
        for r in records {
            let book = self.door.book_of(reader, &r.recorded);
            let step = match advance(&book, folded.as_ref(), &r.recorded) {
                Ok(step) => step,
                Err(error) => {
                    self.fault(
                        format!("record {}", r.seq),
                        format!("不能重演:{error}"),
                        format!("can't be folded: {error}"),
                    );
                    return Ok(());
                }
            };
            self.postings(reader, r, &book, &step.matter)?;
            self.rest.grounds.extend(r.recorded.grounds().into_iter().map(|g| (g, r.seq)));
            let changes = step.entries.into_iter().enumerate().map(|(i, e)| (r.seq, i, e));
            self.rest.entries.extend(changes);
            if let Some(procedure) = book.procedure_version(&step.matter.procedure, step.matter.version) {
                let named = files::named(procedure, &r.recorded).into_iter();
                self.rest.files.extend(named.map(|f| (f.id.clone(), (r.seq, f))));
            }
            folded = Some(step.matter);
        }
        let Some(folded) = folded else { return Ok(()) };
        if folded != *stored {
            let field = difference(&folded, stored);
            self.fault(
                format!("matter {number}"),
                format!("与记录不符:{field}"),
                format!("differs from its records: {field}"),
            );
        }
        let stage = (folded.procedure.clone(), folded.stage.clone());
        let n = self.rest.stages.entry(stage).or_insert(0);
        *n = n.saturating_add(1);
        for (name, clock) in folded.clocks.iter().filter(|(_, c)| c.running()) {
            if let Some(due) = clock.due {
                self.rest.clocks.insert((folded.id.clone(), name.clone()), due);
            }
        }
        Ok(())
    }

    fn postings(
        &mut self,
        reader: &mut dyn Reader,
        r: &StoredRecord,
        book: &Rulebook,
        after: &Matter,
    ) -> Result<(), StoreError> {
        let recorded: &Recorded = &r.recorded;
        let expected: Vec<Posting> = match figures::post(book, after, recorded) {
            Ok(expected) => expected,
            Err(error) => {
                self.fault(
                    format!("record {}", r.seq),
                    format!("不能重新计数:{error}"),
                    format!("can't be counted again: {error}"),
                );
                return Ok(());
            }
        };
        if reader.postings(self.town, r.seq)? != expected {
            self.fault(
                format!("posting {}", r.seq),
                "计数与记录不符",
                "the postings differ from what the record posts",
            );
        }
        for p in expected {
            let sum = self.rest.cells.entry((p.figure, Cell::month_of(p.day), p.dimension)).or_insert(0);
            *sum = sum.saturating_add(p.amount);
        }
        Ok(())
    }

    fn sums(&mut self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        let mut expected = std::mem::take(&mut self.rest.cells);
        for cell in reader.cells(self.town, i32::MAX)? {
            let key = (cell.figure.clone(), cell.month, cell.dimension.clone());
            let sum = expected.remove(&key).unwrap_or(0);
            if sum != cell.amount {
                let place = format!(
                    "cell {} {}-{:02} {}",
                    cell.figure,
                    cell.month / 12,
                    cell.month % 12 + 1,
                    cell.dimension
                );
                self.fault(
                    place,
                    format!("合计应为 {sum},现为 {}", cell.amount),
                    format!("the sum should be {sum}, it is {}", cell.amount),
                );
            }
        }
        for ((figure, month, dimension), sum) in expected.into_iter().filter(|(_, n)| *n != 0) {
            let place = format!("cell {figure} {}-{:02} {dimension}", month / 12, month % 12 + 1);
            self.fault(place, format!("缺少合计 {sum}"), format!("the sum {sum} is missing"));
        }
        let mut stages = std::mem::take(&mut self.rest.stages);
        for c in reader.stage_counts(self.town)? {
            let n = stages.remove(&(c.procedure.clone(), c.stage.clone())).unwrap_or(0);
            if n != c.n {
                self.fault(
                    format!("stage_count {} {}", c.procedure, c.stage),
                    format!("件数应为 {n},现为 {}", c.n),
                    format!("the count should be {n}, it is {}", c.n),
                );
            }
        }
        for ((procedure, stage), n) in stages {
            self.fault(
                format!("stage_count {procedure} {stage}"),
                format!("缺少件数 {n}"),
                format!("the count {n} is missing"),
            );
        }
        Ok(())
    }

    fn clocks(&mut self, reader: &mut dyn Reader) -> Result<(), StoreError> {
        let mut expected = std::mem::take(&mut self.rest.clocks);
        for clock in reader.due(self.town, deadline::DateTime::MAX, u32::MAX)? {
            let due = expected.remove(&(clock.matter.clone(), clock.clock.clone()));
            if due != Some(clock.due) {
                self.fault(
                    format!("clock {} {}", clock.matter, clock.clock),
                    "到期时间与记录不符",
                    "the due moment differs from what the records give",
                );
            }
        }
        for (matter, clock) in expected.into_keys() {
            self.fault(format!("clock {matter} {clock}"), "缺少期限", "the clock is missing");
        }
        Ok(())
    }

    /// What acts stand on: the rows by which entries are asked, and that each entry had been made before the act.
    fn grounds(&mut self, reader: &mut dyn Reader, made: &Made) -> Result<(), StoreError> {
        let mut expected = std::mem::take(&mut self.rest.grounds);
        for (ground, seq) in &expected {
            let version = (ground.register.clone(), ground.key.clone(), ground.from);
            if made.get(&version).is_none_or(|by| by >= seq) {
                self.fault(
                    format!("record {seq}"),
                    format!("所依据的条目当时并不存在:{ground}"),
                    format!("the entry that it stands on was not there: {ground}"),
                );
            }
        }
        let place =
            |(g, seq): &(Ground, u64)| (g.register.clone(), g.key.clone(), *seq, g.link.clone(), g.from);
        expected.sort_by_cached_key(place);
        let mut expected = expected.into_iter();
        let mut after: Option<(Ground, u64)> = None;
        loop {
            let some = reader.scan_grounds(self.town, after.as_ref(), AT_ONCE)?;
            let wrong = some.iter().find(|g| expected.next().as_ref() != Some(*g)).cloned();
            let ended = some.is_empty().then(|| expected.next()).flatten();
            if let Some((ground, seq)) = wrong.or(ended) {
                self.fault(
                    format!("ground {seq}"),
                    format!("职权依据的索引与记录不符:{ground}"),
                    format!("the rows of what acts stand on differ from the records: {ground}"),
                );
                return Ok(());
            }
            if some.is_empty() {
                return Ok(());
            }
            after = some.into_iter().last();
        }
    }

    /// Replays all entry changes in the order of the record; gives the first record that made each version.
    fn registers(&mut self, reader: &mut dyn Reader) -> Result<Made, StoreError> {
        let mut made = Made::new();
        let mut changes = std::mem::take(&mut self.rest.entries);
        changes.sort_by_key(|(seq, ordinal, _)| (*seq, *ordinal));
        let mut standing: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (seq, _, change) in changes {
            let head = self.rest.counters.entry(Counter::Register(change.register.clone())).or_insert(seq);
            *head = (*head).max(seq);
            let entries = standing.entry(change.register.clone()).or_default();
            for e in
                entries.iter_mut().filter(|e| e.key == change.key && e.until.is_none_or(|u| u > change.from))
            {
                e.until = Some(change.from);
            }
            if !change.ends {
                let version = (change.register.clone(), change.key.clone(), change.from);
                made.entry(version).or_insert(seq);
                entries.push(Entry {
                    register: change.register,
                    key: change.key,
                    from: change.from,
                    until: change.until,
                    fields: change.fields,
                });
            }
        }
        for name in self.door.rulebook.registers.keys() {
            let mut expected = standing.remove(name).unwrap_or_default();
            // Stored by key, then by the record that made them.
            expected.sort_by(|a, b| a.key.cmp(&b.key));
            let stored = reader.register(self.town, name)?;
            for (e, s) in expected.iter().zip(&stored).filter(|(e, s)| e != s) {
                self.fault(
                    format!("entry {name} {}", s.key),
                    format!("与记录不符(应为 {})", e.key),
                    format!("differs from the records (should be {})", e.key),
                );
            }
            for e in &stored {
                let Some(holder) = e.fields.get("holder").map(ToString::to_string) else { continue };
                if !reader.entries_of(self.town, name, &holder)?.contains(e) {
                    let place = format!("entry {name} {}", e.key);
                    self.fault(place, "任职人一列与条目不符", "its holder column differs from the entry");
                }
            }
            if expected.len() != stored.len() {
                self.fault(
                    format!("entry {name}"),
                    format!("应有 {} 条,现有 {} 条", expected.len(), stored.len()),
                    format!("{} entries should be there, there are {}", expected.len(), stored.len()),
                );
            }
        }
        Ok(made)
    }
}

/// The first part in which two matters differ.
fn difference(folded: &Matter, stored: &Matter) -> &'static str {
    if folded.stage != stored.stage || folded.ended != stored.ended {
        "stage"
    } else if folded.facts != stored.facts {
        "facts"
    } else if folded.clocks != stored.clocks {
        "clocks"
    } else if folded.done != stored.done {
        "done"
    } else {
        "columns"
    }
}
