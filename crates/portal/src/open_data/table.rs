//! A table as CSV and as JSON.

use serde_json::{Map, Value, json};

/// Rows under named columns.
pub(super) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

impl Table {
    pub(super) fn new(columns: impl IntoIterator<Item = impl Into<String>>) -> Table {
        Table { columns: columns.into_iter().map(Into::into).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, row: Vec<Value>) {
        self.rows.push(row);
    }

    /// A list of objects.
    pub(super) fn json(&self) -> String {
        let object = |row: &Vec<Value>| -> Value {
            let pairs: Map<String, Value> = self.columns.iter().cloned().zip(row.iter().cloned()).collect();
            Value::Object(pairs)
        };
        json!(self.rows.iter().map(object).collect::<Vec<_>>()).to_string()
    }

    /// RFC 4180, with the mark by which spreadsheet programs know UTF-8.
    pub(super) fn csv(&self) -> String {
        let mut text = String::from("\u{FEFF}");
        let head = self.columns.iter().map(|c| cell(c)).collect::<Vec<_>>();
        text += &head.join(",");
        text += "\r\n";
        for row in &self.rows {
            let cells = row.iter().map(|v| match v {
                Value::Null => String::new(),
                Value::String(t) => cell(t),
                other => other.to_string(),
            });
            text += &cells.collect::<Vec<_>>().join(",");
            text += "\r\n";
        }
        text
    }
}

/// A text as a cell. One that a spreadsheet would run as a formula gets an apostrophe before it.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::{Table, cell};
    use serde_json::json;

    #[test]
    fn no_cell_runs_as_a_formula_and_none_breaks_the_table() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@a"), "'@a");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
        assert_eq!(cell("云溪镇"), "云溪镇");
    }

    #[test]
    fn numbers_stay_numbers() {
        let mut table = Table::new(["a", "b"]);
        table.row(vec![json!("x"), json!(-3)]);
        table.row(vec![json!(null), json!(1.5)]);
        assert_eq!(table.csv(), "\u{FEFF}a,b\r\nx,-3\r\n,1.5\r\n");
        assert_eq!(table.json(), r#"[{"a":"x","b":-3},{"a":null,"b":1.5}]"#);
    }
}
