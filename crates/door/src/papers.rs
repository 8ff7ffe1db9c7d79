//! Documents' own numbers, counted again from the record and compared.

use crate::act::numbered;
use crate::verify::Fault;
use deadline::Date;
use kernel::{Rulebook, Words};
use std::collections::BTreeMap;
use store::{Counter, PaperNumber, Reader, StoreError, StoredRecord};

/// Rows read in one go.
const AT_ONCE: u32 = 512;

/// A document that the record says was made.
struct Made {
    /// Book in which it is counted, `penalty/penalty-decision`.
    book: String,
    year: i16,
    form: String,
}

/// Documents with a number of their own that the record says were made, by record and document.
#[derive(Default)]
pub(crate) struct Papers {
    /// The version under which each matter runs.
    versions: BTreeMap<String, Date>,
    made: BTreeMap<(u64, String), Made>,
}

impl Papers {
    /// Notes what a record's act made. Records come in their order.
    pub(crate) fn note(&mut self, rulebook: &Rulebook, stored: &StoredRecord) {
        let r = &stored.recorded;
        let day = r.happened_at.date();
        if r.step == 1
            && let Some(procedure) = rulebook.procedure_on(&r.procedure, day)
        {
            self.versions.insert(r.matter.clone(), procedure.from);
        }
        // A change of rules may take a matter over to a newer version.
        let moved = r.facts.get(kernel::change::VERSION).and_then(|v| v.as_text()?.parse().ok());
        if let Some(version) = moved {
            self.versions.insert(r.matter.clone(), version);
        }
        let version = self.versions.get(&r.matter);
        let procedure = version.and_then(|from| rulebook.procedure_version(&r.procedure, *from));
        let Some((procedure, action)) = procedure.and_then(|p| Some((p, p.action(&r.action)?))) else {
            return;
        };
        for paper in numbered(procedure, action) {
            let book = format!("{}/{}", r.procedure, paper.document);
            let made = Made { book, year: day.year(), form: paper.number_form };
            self.made.insert((stored.seq, paper.document), made);
        }
    }

    /// Compares the stored numbers; adds the last of each book to the books.
    ///
    /// A series begins with its first number: what was made before the rulebook gave the document a number of its
    /// own has none.
    pub(crate) fn compare(
        mut self,
        reader: &mut dyn Reader,
        town: &str,
        books: &mut BTreeMap<Counter, u64>,
        faults: &mut Vec<Fault>,
    ) -> Result<(), StoreError> {
        let mut stored: BTreeMap<(u64, String), String> = BTreeMap::new();
        let mut after = (0, String::new());
        loop {
            let some = reader.scan_papers(town, (after.0, &after.1), AT_ONCE)?;
            let Some(last) = some.last() else { break };
            after = (last.seq, last.document.clone());
            stored.extend(
                some.into_iter().map(|PaperNumber { seq, document, number }| ((seq, document), number)),
            );
        }
        let mut fault = |(seq, document): &(u64, String), zh: String, en: String| {
            faults.push(Fault { place: format!("paper {seq} {document}"), says: Words::new(zh, en) });
        };
        for (key, made) in &self.made {
            let book = Counter::Book(made.book.clone(), made.year);
            match stored.get(key) {
                Some(number) => {
                    let n = books.entry(book).or_insert(0);
                    *n = n.saturating_add(1);
                    let should =
                        made.form.replace("{year}", &made.year.to_string()).replace("{n}", &n.to_string());
                    if *number != should {
                        fault(key, format!("文号应是 {should}"), format!("its number should be {should}"));
                    }
                }
                None if books.contains_key(&book) => {
                    fault(key, "这份文书缺文号".to_owned(), "this document's number is missing".to_owned());
                }
                None => {}
            }
        }
        for key in stored.keys().filter(|k| self.made.remove(*k).is_none()) {
            let en = "no act of the record made this document".to_owned();
            fault(key, "记录里没有作出这份文书的行为".to_owned(), en);
        }
        Ok(())
    }
}
