//! Relations that the text states about its own figures, one file a kind.

mod average;
mod balance;
mod complement;
mod conversion;
mod date;
mod growth;
mod item_count;
mod law;
mod list;
mod numbering;
mod period;
mod points;
mod rate;
mod ratio;
mod remainder;
mod same;
mod share;
mod sum;
mod table;

pub(crate) use growth::against_last_year;
pub(crate) use same::label_content;

use crate::amount::{Amount, Fit, decimal};
use crate::clause::{Figure, Joint, Reading};
use crate::law::Law;
use crate::report::{Kind, Level};
use crate::scan::Lexicon;
use smol_str::{SmolStr, SmolStrBuilder};

/// A relation before it is judged and told. The first place is that of the stated figure.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) kind: Kind,
    pub(crate) places: Vec<(usize, usize)>,
    pub(crate) holds: bool,
    pub(crate) level: Level,
    pub(crate) stated: SmolStr,
    pub(crate) computed: SmolStr,
    /// The reckoning, readable in any language: 124 / 140 = 88.57 %.
    pub(crate) formula: SmolStr,
    /// Why it is so, where there is more to say.
    pub(crate) hint: Hint,
}

/// What more there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Nothing.
    None,
    /// The shares of the parts make a hundred percent, so the list is complete.
    SharesComplete,
    /// The rate was reckoned on the current value instead of the earlier one.
    OnCurrentValue,
    /// The labels mean the same but are not literally the same.
    LikeLabels,
    /// A difference of two percentages was written in percent, not in points.
    PercentForPoints,
    /// One amount in two units.
    Units,
    /// The calendar does not have this day.
    NoSuchDay,
    /// The day of the week is another.
    Weekday,
}

impl Relation {
    /// A relation that holds, differs in the last digit or is off at the given level.
    fn new(kind: Kind, fit: Fit, level: Level) -> Self {
        Self {
            kind,
            places: Vec::new(),
            holds: fit == Fit::Holds,
            level: if fit == Fit::LastDigit { Level::Rounding } else { level },
            stated: SmolStr::default(),
            computed: SmolStr::default(),
            formula: SmolStr::default(),
            hint: Hint::None,
        }
    }

    fn at(mut self, figures: &[&Figure]) -> Self {
        self.places = figures.iter().map(|f| (f.q.start, f.q.end)).collect();
        self
    }

    fn words(
        mut self,
        stated: impl Into<SmolStr>,
        computed: impl Into<SmolStr>,
        formula: impl Into<SmolStr>,
    ) -> Self {
        self.stated = stated.into();
        self.computed = computed.into();
        self.formula = formula.into();
        self
    }

    /// The same, for a person to decide.
    fn doubtful(self) -> Self {
        Self { level: Level::Suspect, ..self }
    }

    fn hint(mut self, hint: Hint) -> Self {
        self.hint = hint;
        self
    }
}

/// All relations of a text.
pub(crate) fn relations(reading: &Reading, laws: &[Law]) -> Vec<Relation> {
    let lists = list::lists(reading);
    let mut found = Vec::new();
    share::find(reading, &lists, &mut found);
    sum::find(reading, &lists, &mut found);
    of_figures(reading, &mut found);
    ratio::find(reading, &mut found);
    date::find(reading, &mut found);
    growth::changes(reading, &lists, &mut found);
    table::find(reading, &mut found);
    same::find(reading, &mut found);
    numbering::find(reading, &mut found);
    item_count::find(reading, &mut found);
    period::find(reading, &mut found);
    law::find(reading, laws, &mut found);
    found
}

/// Adds what the figure at an index states.
type Question = fn(&Reading, usize, &Figure, &mut Vec<Relation>);

/// What is asked of each figure in turn.
const OF_A_FIGURE: [Question; 7] =
    [sum::at, rate::at, remainder::at, growth::at, points::at, average::at, conversion::at];

/// How many figures are asked one question before the next, so that they stay near at hand.
const BLOCK: usize = 512;

fn of_figures(reading: &Reading, found: &mut Vec<Relation>) {
    let mut answers: [Vec<Relation>; OF_A_FIGURE.len()] = Default::default();
    for (n, block) in reading.figures.chunks(BLOCK).enumerate() {
        for (ask, answers) in OF_A_FIGURE.iter().zip(&mut answers) {
            for (k, figure) in block.iter().enumerate() {
                ask(reading, n * BLOCK + k, figure, answers);
            }
        }
    }
    answers.into_iter().for_each(|answers| found.extend(answers));
}

/// An amount in the scale in which a figure was written, without unit.
pub(crate) fn plain(value: i128, scale: i128) -> SmolStr {
    let places = match scale {
        1 => 8,
        10_000 => 12,
        100_000_000 => 16,
        _ => return decimal(value, 8),
    };
    decimal(value, places)
}

/// A figure's number without its unit.
pub(crate) fn number(figure: &Figure) -> SmolStr {
    plain(figure.amount().value, figure.q.scale)
}

static ADJUSTED: Lexicon =
    Lexicon::new(&["口径", "可比", "剔除", "扣除", "不变价", "还原", "不含", "因素后"]);

/// Whether the sentence from shortly before `from` up to `to` speaks of a base that was changed: 同口径, 剔除.
fn adjusted(reading: &Reading, from: usize, to: usize) -> bool {
    let start = from.saturating_sub(40);
    let before = reading.page.slice(start, from);
    let start = before.iter().rposition(|c| matches!(c, '。' | '\n' | ';')).map_or(start, |i| start + i + 1);
    ADJUSTED.occurs(reading.page.slice(start, to))
}

/// The figures told side by side with one, joined by 、: 一般隐患1562项、重大隐患9项. What follows may be said of all of them.
fn side_by_side<'a>(reading: &'a Reading, one: &Figure) -> Vec<&'a Figure> {
    let at = reading.figures.partition_point(|f| f.q.start < one.q.start);
    let alike = |f: &Figure| f.is_level() && f.unit() == one.unit() && f.depth == one.depth && !f.q.hedged;
    let (before, after) = reading.figures.split_at(at.min(reading.figures.len()));
    let mut all: Vec<&Figure> = Vec::new();
    let mut joint = one.joint;
    for f in before.iter().rev().take(8).take_while(|f| alike(f)) {
        if joint != Joint::Pause {
            break;
        }
        all.push(f);
        joint = f.joint;
    }
    all.reverse();
    all.extend(after.iter().take(1));
    all.extend(after.iter().skip(1).take(8).take_while(|f| alike(f) && f.joint == Joint::Pause));
    all
}

/// The sum of some figures.
fn total(figures: &[&Figure]) -> Option<Amount> {
    figures.iter().try_fold(Amount::exact(0), |sum, f| sum.plus(f.amount()))
}

/// a+b+c, each in the scale in which the total was written.
fn addends(figures: &[&Figure], scale: i128) -> Joined {
    joined(figures.iter().map(|f| f.amount()), scale)
}

/// The same of amounts.
fn joined(amounts: impl Iterator<Item = Amount>, scale: i128) -> Joined {
    let mut text = SmolStrBuilder::new();
    for (k, amount) in amounts.enumerate() {
        if k > 0 {
            text.push('+');
        }
        text.push_str(&plain(amount.value, scale));
    }
    Joined(text)
}

/// Terms, to which their sum may be put.
struct Joined(SmolStrBuilder);

impl Joined {
    fn less(mut self, other: &str, sum: &str) -> SmolStr {
        self.0.push_str(" - ");
        self.0.push_str(other);
        self.makes(sum)
    }

    fn makes(mut self, sum: &str) -> SmolStr {
        self.0.push_str(" = ");
        self.0.push_str(sum);
        self.0.finish()
    }
}

/// Text and text and text, without the detour of a format.
pub(crate) fn put(pieces: &[&str]) -> SmolStr {
    let mut text = SmolStrBuilder::new();
    pieces.iter().for_each(|piece| text.push_str(piece));
    text.finish()
}
