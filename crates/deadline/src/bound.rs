//! Words that set a bound: which of them include the number itself (民法典 1259, 治安管理处罚法 143).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A word that sets a bound beside a number or a day (CNT-07, CNT-19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// 以上: this number and more.
    AtLeast,
    /// 以下: this number and less.
    AtMost,
    /// 以内: this number and less.
    Within,
    /// 届满: when this number is full, the last one included.
    Expiry,
    /// 超过: more than this number.
    Exceeding,
    /// 不满: less than this number.
    Under,
    /// 以外: beyond this number.
    Beyond,
}

impl Bound {
    /// All words, those that include the number first.
    pub const ALL: [Bound; 7] = [
        Bound::AtLeast,
        Bound::AtMost,
        Bound::Within,
        Bound::Expiry,
        Bound::Exceeding,
        Bound::Under,
        Bound::Beyond,
    ];

    /// Whether the number itself is included.
    pub fn is_inclusive(self) -> bool {
        matches!(self, Bound::AtLeast | Bound::AtMost | Bound::Within | Bound::Expiry)
    }

    /// Whether a value keeps the bound: `Bound::AtLeast.holds(&value, &limit)` is `value >= limit`. For a period,
    /// [`Bound::Expiry`] holds as soon as the whole number has passed.
    pub fn holds<T: Ord>(self, value: &T, limit: &T) -> bool {
        match self {
            Bound::AtLeast | Bound::Expiry => value >= limit,
            Bound::AtMost | Bound::Within => value <= limit,
            Bound::Exceeding | Bound::Beyond => value > limit,
            Bound::Under => value < limit,
        }
    }

    /// The word of the law: `以上`.
    pub fn zh(self) -> &'static str {
        match self {
            Bound::AtLeast => "以上",
            Bound::AtMost => "以下",
            Bound::Within => "以内",
            Bound::Expiry => "届满",
            Bound::Exceeding => "超过",
            Bound::Under => "不满",
            Bound::Beyond => "以外",
        }
    }

    /// The articles that say so; 治安管理处罚法 143 speaks of the first three only.
    pub fn articles(self) -> &'static [&'static str] {
        match self {
            Bound::AtLeast | Bound::AtMost | Bound::Within => {
                &["《民法典》第一千二百五十九条", "《治安管理处罚法》第一百四十三条"]
            }
            _ => &["《民法典》第一千二百五十九条"],
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.zh())
    }
}

/// A word that sets no bound known to the law.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{word}” is no word for a bound: write 以上, 以下, 以内 or 届满 (with the number), 超过, 不满 or 以外 (without it)"
)]
pub struct BoundError {
    /// What was read.
    pub word: String,
}

impl FromStr for Bound {
    type Err = BoundError;

    fn from_str(word: &str) -> Result<Self, BoundError> {
        let found = Bound::ALL.into_iter().find(|b| b.zh() == word);
        found.ok_or_else(|| BoundError { word: word.to_owned() })
    }
}
