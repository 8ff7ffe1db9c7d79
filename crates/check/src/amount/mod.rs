//! Exact amounts: fixed point of eight decimals in `i128`, with the uncertainty that a written number carries.

use smol_str::{SmolStr, SmolStrBuilder};

/// Units of the fixed point in one.
pub(crate) const ONE: i128 = 100_000_000;

/// A written number: its value and how far the true value may lie from it. All three fields count in 1/[`ONE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// The value as written, with 万 and 亿 multiplied out.
    pub(crate) value: i128,
    /// Half of the last written digit; 0 for counts written without decimals.
    pub(crate) half: i128,
    /// Half of the last written digit even for whole 万 and 亿, which authors often round to.
    pub(crate) soft: i128,
}

/// How a stated figure stands to a computed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Agrees within what was written.
    Holds,
    /// Differs in the last digit only.
    LastDigit,
    /// Does not agree.
    Off,
}

impl Amount {
    /// A certain whole.
    pub(crate) fn exact(value: i128) -> Self {
        Self { value, half: 0, soft: 0 }
    }

    /// The sum, uncertainties added.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            value: self.value.checked_add(other.value)?,
            half: self.half.checked_add(other.half)?,
            soft: self.soft.checked_add(other.soft)?,
        })
    }

    /// The negative.
    pub(crate) fn negative(self) -> Self {
        Self { value: -self.value, ..self }
    }

    /// Compares two amounts that should be equal.
    pub(crate) fn fits(self, other: Self) -> Fit {
        let gap = self.value.abs_diff(other.value);
        let within = |a: i128, b: i128| a.checked_add(b).is_some_and(|t| gap <= t.unsigned_abs());
        if within(self.half, other.half) {
            Fit::Holds
        } else if within(self.soft, other.soft) {
            Fit::LastDigit
        } else {
            Fit::Off
        }
    }
}

/// Whether part / whole is the stated percentage, by intervals; none if the whole is not positive or the numbers are too large.
pub(crate) fn percent_fits(part: Amount, whole: Amount, percent: Amount) -> Option<Fit> {
    if whole.value - whole.half <= 0 {
        return None;
    }
    let top = |n: i128| n.checked_mul(100)?.checked_mul(ONE);
    let (low, high) = (top(part.value - part.half)?, top(part.value + part.half)?);
    let meets = |spread: i128| -> Option<bool> {
        let floor = (percent.value - spread).checked_mul(whole.value - whole.half)?;
        let ceiling = (percent.value + spread).checked_mul(whole.value + whole.half)?;
        Some(low <= ceiling && high >= floor)
    };
    Some(if meets(percent.half)? {
        Fit::Holds
    } else if meets(percent.half.checked_mul(2)?)? {
        Fit::LastDigit
    } else {
        Fit::Off
    })
}

/// part / whole in percent with `places` decimals, rounded half away from zero.
pub(crate) fn percent_text(part: i128, whole: i128, places: u32) -> Option<SmolStr> {
    let scaled = part.checked_mul(100)?.checked_mul(10i128.checked_pow(places + 1)?)?.checked_div(whole)?;
    let rounded = (scaled + 5 * scaled.signum()) / 10;
    Some(decimal(rounded, places))
}

/// A fixed-point value of `places` decimals in writing, without trailing zeros.
pub(crate) fn decimal(value: i128, places: u32) -> SmolStr {
    let (magnitude, unit) = (value.unsigned_abs(), 10u128.pow(places));
    let (whole, part) = match (u64::try_from(magnitude), u64::try_from(unit)) {
        (Ok(magnitude), Ok(unit)) => (u128::from(magnitude / unit), u128::from(magnitude % unit)),
        _ => (magnitude / unit, magnitude % unit),
    };
    let mut text = SmolStrBuilder::new();
    if value < 0 {
        text.push('-');
    }
    match (u64::try_from(whole), u64::try_from(part)) {
        (Ok(whole), Ok(0)) => push_digits(&mut text, whole, 1),
        (Ok(whole), Ok(mut part)) => {
            push_digits(&mut text, whole, 1);
            text.push('.');
            let mut width = places;
            while part % 10 == 0 {
                part /= 10;
                width -= 1;
            }
            push_digits(&mut text, part, width);
        }
        _ => {
            let digits = format!("{part:0width$}", width = places as usize);
            text.push_str(&format!("{whole}.{}", digits.trim_end_matches('0')));
        }
    }
    text.finish()
}

/// At least `width` digits of a number.
fn push_digits(text: &mut SmolStrBuilder, number: u64, width: u32) {
    if number >= 10 || width > 1 {
        push_digits(text, number / 10, width.saturating_sub(1));
    }
    text.push(char::from(b'0' + u8::try_from(number % 10).unwrap_or(0)));
}

/// Whether two different values look like one slip of the hand: one digit changed, or two neighbours swapped.
pub(crate) fn one_slip(a: i128, b: i128) -> bool {
    let (a, b) = (a.unsigned_abs().to_string(), b.unsigned_abs().to_string());
    if a.len() != b.len() || a == b {
        return false;
    }
    let off: Vec<usize> = (0..a.len()).filter(|i| a.as_bytes().get(*i) != b.as_bytes().get(*i)).collect();
    match off.as_slice() {
        [_] => true,
        [i, j] => {
            *j == i + 1
                && a.as_bytes().get(*i) == b.as_bytes().get(*j)
                && a.as_bytes().get(*j) == b.as_bytes().get(*i)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
