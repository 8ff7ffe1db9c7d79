//! Shares: 占…的 P %, against the part before it and the whole that is named or that the list belongs to.

use std::collections::BTreeMap;

use super::list::List;
use super::{Hint, Relation, number, plain, put};
use crate::amount::{Amount, Fit, ONE, decimal, percent_fits};
use crate::clause::{Figure, Joint, Reading, Role};
use crate::report::{Kind, Level};
use crate::scan::{Phrase, cue::Cues};

/// A share with its numerator, before the whole is known.
struct Claim<'a> {
    at: usize,
    share: &'a Figure,
    parts: Vec<&'a Figure>,
    /// The words between 占 and 的, empty if none.
    base: String,
    /// Whether the part was found by its name and not by its place.
    by_name: bool,
}

/// For each part the whole of its list, and the whole that may be meant instead (the same where there is none).
type Wholes = BTreeMap<usize, (usize, usize)>;

/// For each base in words the wholes against which shares of it held; a general word (总数) speaks of its own paragraph only.
type Bases<'a> = BTreeMap<(&'a str, u32), Vec<usize>>;

fn base_key<'a>(claim: &'a Claim<'_>) -> (&'a str, u32) {
    let general = stem(&claim.base).chars().count() < 2;
    (&claim.base, if general { claim.share.line } else { u32::MAX })
}

/// The whole against which other shares of the same base hold, and whether at least two agree on it; one alone may have
/// fitted by chance and counts in its own paragraph only.
fn known<'a>(reading: &'a Reading, bases: &Bases<'_>, claim: &Claim<'_>) -> Option<(&'a Figure, bool)> {
    let (first, rest) = bases.get(&base_key(claim))?.split_first()?;
    let whole = reading.figures.get(*first).filter(|_| rest.iter().all(|w| w == first))?;
    let sure = !rest.is_empty();
    (sure || whole.line == claim.share.line).then_some((whole, sure))
}

/// Finds shares and shares that make a hundred percent.
pub(crate) fn find(reading: &Reading, lists: &[List], found: &mut Vec<Relation>) {
    let mut wholes: Wholes = BTreeMap::new();
    for list in lists {
        for part in &list.wide {
            wholes.entry(*part).or_insert((list.alternate.unwrap_or(list.whole), list.whole));
        }
    }
    let claims: Vec<Claim<'_>> = (0..reading.figures.len()).filter_map(|k| claim(reading, k)).collect();
    let mut bases: Bases<'_> = BTreeMap::new();
    let mut open = Vec::new();
    let mut resolved: Vec<(usize, &Claim<'_>)> = Vec::new();
    for claim in &claims {
        let fit = first_fit(reading, &wholes, claim).or_else(|| {
            let whole = wider(&wholes, &resolved, claim)?;
            let (part, figure) = (sum(claim)?, reading.figures.get(whole)?);
            let fits = percent_fits(part, figure.amount(), claim.share.amount()) == Some(Fit::Holds);
            fits.then(|| (whole, relation(claim, part, figure, Fit::Holds, Level::Error)))
        });
        match fit {
            Some((whole, relation)) => {
                if !claim.base.is_empty() {
                    bases.entry(base_key(claim)).or_default().push(whole);
                }
                resolved.push((whole, claim));
                found.push(relation);
            }
            None => open.push(claim),
        }
    }
    for claim in open {
        let nested = wider(&wholes, &resolved, claim).is_some();
        let relation =
            broken(reading, &wholes, &bases, claim).or_else(|| among_siblings(reading, &resolved, claim));
        found.extend(relation.map(|r| if nested && r.level == Level::Error { r.doubtful() } else { r }));
    }
    hundred(reading, lists, found);
    bare(reading, found);
    partitions(reading, &resolved, found);
}

/// For 老人109人,占26%,其中高龄83人,占20%: the whole of which the list's own whole is a share, since a share without a named whole
/// may be of either.
fn wider(wholes: &Wholes, resolved: &[(usize, &Claim<'_>)], claim: &Claim<'_>) -> Option<usize> {
    let (own, _) = wholes.get(&claim.at).filter(|_| claim.base.is_empty())?;
    resolved.iter().rev().take(12).find(|(_, c)| c.at == *own && c.at != claim.at).map(|(whole, _)| *whole)
}

fn claim(reading: &Reading, k: usize) -> Option<Claim<'_>> {
    let figures = &reading.figures;
    let share = figures.get(k).filter(|f| f.role == Role::Share && !f.q.hedged)?;
    let (subject, base) = words(reading, share);
    if reading.page.has(share.label, share.q.start, "分别") {
        return None;
    }
    if !subject.is_empty() {
        return by_name(reading, k, &subject, base);
    }
    let mut strongest = share.joint;
    let mut n = k.checked_sub(1)?;
    while figures.get(n).is_some_and(|f| !f.is_level() || f.depth > share.depth) {
        if k - n > 12 {
            return None;
        }
        strongest = strongest.max(figures.get(n)?.joint);
        n = n.checked_sub(1)?;
    }
    let part = figures.get(n)?;
    if strongest > Joint::Comma || part.q.hedged || part.depth < share.depth {
        return None;
    }
    let joint = share.cues.any(Cues::JOINTLY)
        || (share.cues.any(Cues::TOTAL) && reading.page.has(share.label, share.q.start, "共占"));
    let parts = if joint { run(figures, n) } else { vec![part] };
    Some(Claim { at: n, share, parts, base, by_name: false })
}

/// 税收占财政收入的53.79%, told after both figures: the part is the nearest figure of that name in the paragraph.
fn by_name<'a>(reading: &'a Reading, k: usize, subject: &str, base: String) -> Option<Claim<'a>> {
    let share = reading.figures.get(k)?;
    let named = |f: &Figure| f.is_level() && !f.q.hedged && reading.label(f).has(subject);
    let (at, part) = reading.back(k, 12).find(|(_, f)| named(f)).filter(|_| subject.chars().count() >= 2)?;
    Some(Claim { at, share, parts: vec![part], base, by_name: true })
}

/// The run of figures joined by 、 that ends at `n`.
fn run(figures: &[Figure], n: usize) -> Vec<&Figure> {
    let mut parts = Vec::new();
    for f in figures.get(..=n).unwrap_or(&[]).iter().rev().take(40) {
        if !f.is_level() {
            break;
        }
        parts.push(f);
        if f.joint > Joint::Pause {
            break;
        }
    }
    parts.reverse();
    parts
}

/// What stands before 占 (the subject, empty if it is the figure before) and between 占 and 的 (the base).
fn words(reading: &Reading, share: &Figure) -> (String, String) {
    let label: String = reading.label(share).0.iter().filter(|c| **c != ' ').collect();
    let Some((before, after)) =
        label.split_once('占').or_else(|| label.split_once("比重")).or_else(|| label.split_once("比例"))
    else {
        return (label, String::new());
    };
    let base = after.trim_matches(|c: char| "比例重为达到约的".contains(c)).to_owned();
    if let Some(within) = before.strip_prefix('在').and_then(|s| s.strip_suffix('中')) {
        return (String::new(), within.to_owned());
    }
    (before.trim_matches(|c: char| "约共各其,所均分别合计起来加在一".contains(c)).to_owned(), base)
}

/// The base words without what every base may carry.
fn stem(base: &str) -> String {
    ["全部", "总量", "总数", "总额", "总件数", "全年", "总", "当月", "本月", "同期", "全镇", "的", "数"]
        .iter()
        .fold(base.to_owned(), |s, w| s.replace(w, ""))
}

/// How much of a base a figure's label names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// Nothing.
    No,
    /// Two neighbouring characters.
    Partly,
    /// At least half of the pairs of neighbouring characters.
    Mostly,
}

/// Whether a figure's label speaks of the base; it does not if the base names a wider region.
fn named(reading: &Reading, figure: &Figure, base: &str) -> Named {
    let region = ["全国", "全省", "全市", "全区", "全县", "全州"].iter().find(|r| base.contains(**r));
    let label = context(reading, figure);
    if region.is_some_and(|r| !label.has(r)) {
        return Named::No;
    }
    let base: Vec<char> = stem(base).chars().collect();
    let pairs = base.windows(2).count();
    match base.windows(2).filter(|pair| label.0.windows(2).any(|w| w == *pair)).count() {
        0 => Named::No,
        n if n * 2 >= pairs => Named::Mostly,
        _ => Named::Partly,
    }
}

/// The label, or where a bracket holds the bare figure, the words before it.
fn context<'a>(reading: &'a Reading, figure: &Figure) -> Phrase<'a> {
    let label = reading.label(figure);
    if label.trim().is_empty() {
        return reading.page.phrase(figure.q.start.saturating_sub(14), figure.q.start);
    }
    label
}

fn candidates<'a>(
    reading: &'a Reading,
    claim: &Claim<'a>,
    sum: Amount,
) -> impl Iterator<Item = (usize, &'a Figure)> {
    let unit = claim.parts.first().map(|f| f.unit());
    let first = claim.parts.first().map(|f| f.q.start).unwrap_or_default();
    let planned = ["预算", "计划", "任务", "目标"]
        .iter()
        .any(|w| claim.base.ends_with(w) || claim.base.ends_with(&format!("{w}数")));
    let upto = reading.figures.get(..claim.at).unwrap_or(&[]);
    upto.iter().enumerate().rev().take(64).filter(move |(_, f)| {
        let fits =
            (f.is_level() && !planned || f.role == Role::Plan) && unit.is_some_and(|u| u.near(f.unit()));
        fits && f.q.start < first && !f.q.hedged && f.amount().value >= sum.value
    })
}

fn sum(claim: &Claim<'_>) -> Option<Amount> {
    super::total(&claim.parts)
}

/// The nearest whole against which the share holds.
fn first_fit(reading: &Reading, wholes: &Wholes, claim: &Claim<'_>) -> Option<(usize, Relation)> {
    let part = sum(claim)?;
    let fits = |f: &Figure| percent_fits(part, f.amount(), claim.share.amount()) == Some(Fit::Holds);
    let figure = |w: usize| Some((w, reading.figures.get(w)?));
    let own =
        wholes.get(&claim.at).and_then(|(a, b)| figure(*a).filter(|(_, f)| fits(f)).or_else(|| figure(*b)));
    if let Some((w, f)) = own
        && claim.base.is_empty()
    {
        return fits(f).then(|| (w, relation(claim, part, f, Fit::Holds, Level::Error)));
    }
    let line = claim.share.line;
    let near = |f: &Figure| {
        f.line == line
            || f.cues.any(Cues::TOTAL)
            || (!claim.base.is_empty() && named(reading, f, &claim.base) > Named::No)
    };
    let hit = own
        .filter(|(_, f)| fits(f))
        .or_else(|| candidates(reading, claim, part).find(|(_, f)| near(f) && fits(f)))?;
    Some((hit.0, relation(claim, part, hit.1, Fit::Holds, Level::Error)))
}

/// A share whose whole is not named, where at least three shares of the same sentence hold against one whole.
fn among_siblings(
    reading: &Reading,
    resolved: &[(usize, &Claim<'_>)],
    claim: &Claim<'_>,
) -> Option<Relation> {
    let near = resolved.partition_point(|(_, c)| c.at < claim.at);
    let around = resolved.get(near.saturating_sub(12)..(near + 12).min(resolved.len()))?;
    let siblings: Vec<usize> = around
        .iter()
        .filter(|(_, c)| c.share.sentence == claim.share.sentence && c.base == claim.base)
        .map(|(w, _)| *w)
        .collect();
    let (first, rest) = siblings.split_first()?;
    if claim.by_name || !claim.base.is_empty() || rest.len() < 2 || rest.iter().any(|w| w != first) {
        return None;
    }
    let (part, whole) = (sum(claim)?, reading.figures.get(*first)?);
    let fit = percent_fits(part, whole.amount(), claim.share.amount())
        .filter(|_| part.value <= whole.amount().value)?;
    (fit != Fit::Holds).then(|| relation(claim, part, whole, fit, Level::Error))
}

/// A share that fits no whole, if it is plain which whole is meant.
fn broken(reading: &Reading, wholes: &Wholes, bases: &Bases<'_>, claim: &Claim<'_>) -> Option<Relation> {
    let part = sum(claim)?;
    let own = wholes.get(&claim.at).and_then(|(w, _)| reading.figures.get(*w));
    let (whole, level) = if claim.base.is_empty() {
        (own.filter(|_| !claim.by_name)?, Level::Error)
    } else if let Some((known, sure)) = known(reading, bases, claim) {
        let specific = sure && stem(&claim.base).chars().count() >= 2;
        (known, if specific { Level::Error } else { Level::Suspect })
    } else {
        let mut matched = candidates(reading, claim, part)
            .filter(|(_, f)| named(reading, f, &claim.base) >= Named::Mostly)
            .map(|(_, f)| f);
        let first = matched.next()?;
        if matched.any(|f| f.amount().value != first.amount().value) {
            return None;
        }
        let close = first.line == claim.share.line
            && (own.is_none() || own.is_some_and(|o| o.q.start == first.q.start));
        if claim.by_name && !close {
            return None;
        }
        (first, if close && !claim.by_name { Level::Error } else { Level::Suspect })
    };
    if part.value > whole.amount().value || claim.parts.iter().any(|f| !f.unit().near(whole.unit())) {
        return None;
    }
    let scoped = claim.share.gap.any(Cues::PRIOR.or(Cues::SEASON)) || whole.q.hedged;
    let fit = percent_fits(part, whole.amount(), claim.share.amount()).filter(|_| !scoped)?;
    (fit != Fit::Holds).then(|| relation(claim, part, whole, fit, level))
}

fn relation(claim: &Claim<'_>, part: Amount, whole: &Figure, fit: Fit, level: Level) -> Relation {
    let share = claim.share;
    let computed = super::rate::shown(part, whole.amount(), share);
    let scale = claim.parts.first().map_or(1, |f| f.q.scale);
    let formula = put(&[&plain(part.value, scale), " / ", &number(whole), " = ", &computed, "%"]);
    let mut figures = vec![share];
    figures.extend(&claim.parts);
    figures.push(whole);
    Relation::new(Kind::Share, fit, level).at(&figures).words(
        put(&[&number(share), "%"]),
        put(&[&computed, "%"]),
        formula,
    )
}

/// Shares of a list that make a hundred percent. Only told when they do, or nearly.
fn hundred(reading: &Reading, lists: &[List], found: &mut Vec<Relation>) {
    for list in lists.iter().filter(|l| l.tight.len() >= 2) {
        let shares: Vec<&Figure> = list
            .tight
            .iter()
            .filter_map(|k| {
                reading
                    .figures
                    .get(k + 1)
                    .filter(|f| f.role == Role::Share && f.joint <= Joint::Comma && !f.q.hedged)
            })
            .collect();
        let Some(sum) = super::total(&shares).filter(|_| shares.len() == list.tight.len()) else { continue };
        let fit = sum.fits(Amount::exact(100 * ONE));
        if fit == Fit::Holds {
            let text = decimal(sum.value, 8);
            let formula = super::addends(&shares, 1).makes(&text);
            let relation = Relation::new(Kind::ShareSum, fit, Level::Rounding).at(&shares);
            found.push(relation.words("100%", put(&[&text, "%"]), formula).hint(Hint::None));
        }
    }
}

/// Shares told one after another without counts that make a hundred percent. Only told when they do.
fn bare(reading: &Reading, found: &mut Vec<Relation>) {
    let figures = &reading.figures;
    let mut k = 0;
    while k < figures.len() {
        let run = figures.get(k..).unwrap_or(&[]);
        let share = |f: &&Figure| f.role == Role::Share && !f.q.hedged;
        let length = run.iter().take_while(share).count();
        let shares: Vec<&Figure> = run.iter().take(length.min(16)).collect();
        let joined = shares.iter().skip(1).all(|f| f.joint <= Joint::Semicolon && f.joint >= Joint::Pause);
        if shares.len() >= 3
            && joined
            && let Some(sum) = super::total(&shares)
            && sum.fits(Amount::exact(100 * ONE)) == Fit::Holds
        {
            let text = decimal(sum.value, 8);
            let formula = super::addends(&shares, 1).makes(&text);
            let relation = Relation::new(Kind::ShareSum, Fit::Holds, Level::Rounding).at(&shares);
            found.push(relation.words("100%", put(&[&text, "%"]), formula));
        }
        k += length.max(1);
    }
}

/// Parts in different paragraphs whose shares of one named whole make a hundred percent: the parts make the whole.
fn partitions(reading: &Reading, resolved: &[(usize, &Claim<'_>)], found: &mut Vec<Relation>) {
    let same = |a: &(usize, &Claim<'_>), b: &(usize, &Claim<'_>)| a.0 == b.0 && a.1.base == b.1.base;
    for group in resolved
        .chunk_by(same)
        .filter(|g| g.len() >= 2 && g.iter().all(|(_, c)| !c.base.is_empty() && c.parts.len() == 1))
    {
        let shares: Vec<&Figure> = group.iter().map(|(_, c)| c.share).collect();
        let parts: Vec<&Figure> = group.iter().flat_map(|(_, c)| c.parts.iter().copied()).collect();
        let whole = group.first().and_then(|(w, _)| reading.figures.get(*w));
        let (Some(whole), Some(all), Some(sum)) = (whole, super::total(&shares), super::total(&parts)) else {
            continue;
        };
        let narrow = shares.len() == 2 || all.half * 4 <= ONE;
        if narrow
            && all.fits(Amount::exact(100 * ONE)) == Fit::Holds
            && sum.fits(whole.amount()) == Fit::Holds
        {
            found.push(
                super::sum::relation(whole, &parts, Fit::Holds, Level::Error).hint(Hint::SharesComplete),
            );
        }
    }
}
