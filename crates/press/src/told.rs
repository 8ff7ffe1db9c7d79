//! What a source told of the same figures, held against the record.

use figures::{Amount, Row};

/// A figure as a source told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Numbered item of the source.
    pub item: u32,
    /// Figure.
    pub figure: String,
    /// Dimension, empty for the total.
    pub dimension: String,
    /// The number as told, as `88.6`.
    pub value: String,
    /// How it was told: `exact`, `at_least` (以上、余), `at_most`.
    pub precision: String,
}

/// What the record says to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldVerdict {
    /// The same.
    Agrees,
    /// Not the same.
    Contradicted,
    /// The figure is not applicable, or the number can't be read.
    Unknown,
}

impl Told {
    /// Reads lines `item,figure,value,precision,dimension` after a heading line.
    ///
    /// # Errors
    /// The number of the first line that is not of this form.
    pub fn read(csv: &str) -> Result<Vec<Told>, usize> {
        let lines = csv.lines().enumerate().skip(1).filter(|(_, l)| !l.trim().is_empty());
        lines.map(|(n, line)| Told::line(line).ok_or(n + 1)).collect()
    }

    fn line(line: &str) -> Option<Told> {
        let [item, figure, value, precision, dimension] =
            line.split(',').collect::<Vec<_>>().try_into().ok()?;
        let own = str::to_owned;
        Some(Told {
            item: item.parse().ok()?,
            figure: own(figure),
            dimension: own(dimension),
            value: own(value),
            precision: own(precision),
        })
    }

    /// Holds it against the rows of the same year.
    pub fn verdict(&self, rows: &[Row]) -> (ToldVerdict, Option<Amount>) {
        let row = rows.iter().find(|r| r.figure == self.figure && r.dimension == self.dimension);
        let (Some(found), Some(told)) = (row.and_then(|r| r.value), scaled(&self.value)) else {
            return (ToldVerdict::Unknown, row.and_then(|r| r.value));
        };
        let widen = |a: Amount, to: u8| i128::from(a.scaled) * 10_i128.pow(u32::from(to - a.decimals));
        let to = found.decimals.max(told.decimals);
        let (record, source) = (widen(found, to), widen(told, to));
        let agrees = match self.precision.as_str() {
            "at_least" => record >= source,
            "at_most" => record <= source,
            _ => record == source,
        };
        (if agrees { ToldVerdict::Agrees } else { ToldVerdict::Contradicted }, Some(found))
    }
}

fn scaled(text: &str) -> Option<Amount> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let scaled = format!("{whole}{part}").parse().ok()?;
    Some(Amount { scaled, decimals: u8::try_from(part.len()).ok()? })
}
