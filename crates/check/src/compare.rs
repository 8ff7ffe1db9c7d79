//! Two reports of following years: what this one says of last year against what last year's said.

use std::collections::BTreeMap;

use crate::amount::{Fit, percent_fits, percent_text};
use crate::clause::{Figure, Joint, Reading, Role};
use crate::quantity::Unit;
use crate::relation::{against_last_year, label_content, number, plain, put};
use crate::report::{Agreement, Finding, Key, Kind, Level, Report, Tale};
use crate::tell::{Places, key};
use smol_str::SmolStr;

/// Checks what `this` says of the year before (上年、比上年增加、增长、上年结转) against the report `last` of that year.
/// [`Finding::spans`] are places in `this`, [`Finding::other`] in `last`. Every contradiction is for a person to decide, since
/// figures are revised. What neither report names alike is left alone.
pub fn compare(this: &str, last: &str) -> Report {
    let (now, before) = (Reading::new(this), Reading::new(last));
    let (here, there) = (Places::new(this, now.page.len()), Places::new(last, before.page.len()));
    let known = known(&before);
    let mut findings = Vec::new();
    let mut add = |pair: Pair<'_>| {
        let mut finding = pair.finding;
        finding.key = key::of(&now.page, finding.kind, &places(&pair.here));
        finding.spans = places(&pair.here).iter().map(|p| here.span(p)).collect();
        finding.other = places(&[pair.last]).iter().map(|p| there.span(p)).collect();
        findings.push(finding);
    };
    for (k, figure) in now.figures.iter().enumerate().filter(|(_, f)| !f.q.hedged) {
        if let Some(last) = carried(&now, figure, &before) {
            add(carried_over(figure, last));
        }
        if !figure.is_level() {
            continue;
        }
        let Some(last) =
            label_content(&now, figure).and_then(|l| known.get(&(figure.unit(), l)).copied().flatten())
        else {
            continue;
        };
        for change in now.figures.iter().skip(k + 1).take(4) {
            let ends = change.is_level() || change.sentence != figure.sentence || change.joint > Joint::Comma;
            if ends || change.q.hedged {
                break;
            }
            if let Some(pair) = changed(&now, figure, change, last) {
                add(pair);
            }
        }
    }
    Report { findings }
}

struct Pair<'a> {
    here: Vec<&'a Figure>,
    last: &'a Figure,
    finding: Finding,
}

fn places(figures: &[&Figure]) -> Vec<(usize, usize)> {
    figures.iter().map(|f| (f.q.start, f.q.end)).collect()
}

/// Last year's figures by unit and label; none where one label has several values.
fn known(before: &Reading) -> BTreeMap<(Unit, String), Option<&Figure>> {
    let mut known: BTreeMap<(Unit, String), Option<&Figure>> = BTreeMap::new();
    for f in before.figures.iter().filter(|f| f.is_level() && !f.q.hedged && f.depth == 0) {
        if let Some(label) = label_content(before, f) {
            known
                .entry((f.unit(), label))
                .and_modify(|k| *k = k.filter(|k| k.amount().value == f.amount().value))
                .or_insert(Some(f));
        }
    }
    known
}

/// What last year's report carried over to this year.
fn carried<'a>(now: &Reading, figure: &Figure, before: &'a Reading) -> Option<&'a Figure> {
    let label = now.label(figure);
    if !["上年结转", "上年度结转", "上年转入"].iter().any(|w| label.has(w)) {
        return None;
    }
    let mut all = before.figures.iter().filter(|f| {
        let label = before.label(f);
        f.unit() == figure.unit() && !f.q.hedged && (label.has("结转下") || label.has("转下年"))
    });
    all.next().filter(|_| all.next().is_none())
}

fn finding(kind: Kind, fit: Fit, stated: SmolStr, computed: SmolStr, says: [String; 2]) -> Finding {
    let level = if fit == Fit::LastDigit { Level::Rounding } else { Level::Suspect };
    Finding {
        kind,
        holds: Some(fit == Fit::Holds),
        level: (fit != Fit::Holds).then_some(level),
        stated,
        computed,
        key: Key::default(),
        agrees: Agreement::default(),
        tale: Tale::Words(Box::new(says)),
        spans: Vec::new(),
        other: Vec::new(),
    }
}

fn carried_over<'a>(figure: &'a Figure, last: &'a Figure) -> Pair<'a> {
    let fit = figure.amount().fits(last.amount());
    let (a, b) = (number(figure), number(last));
    let says = if fit == Fit::Holds {
        [format!("上年结转{a}，与上年报告一致。"), format!("Carried over {a}, as last year's report says.")]
    } else {
        [
            format!("写作上年结转{a}，而上年报告写作结转下年{b}。"),
            format!("Said to be carried over: {a}; last year's report carried over {b}."),
        ]
    };
    Pair { here: vec![figure], last, finding: finding(Kind::SameQuantity, fit, a, b, says) }
}

/// A figure of last year, a change or a growth that this report tells, against last year's own figure.
fn changed<'a>(now: &Reading, figure: &'a Figure, change: &'a Figure, last: &'a Figure) -> Option<Pair<'a>> {
    if !against_last_year(now, change) || now.label(change).has("结转") {
        return None;
    }
    let (current, base) = (figure.amount(), last.amount());
    let (kind, fit, stated, computed) = match change.role {
        Role::Prior if change.unit() == last.unit() => {
            (Kind::SameQuantity, change.amount().fits(base), number(change), number(last))
        }
        Role::Delta(up) if change.unit() == last.unit() => {
            let real = if up { current.plus(base.negative())? } else { base.plus(current.negative())? };
            (Kind::Growth, real.fits(change.amount()), number(change), plain(real.value, change.q.scale))
        }
        Role::Growth(up) => {
            let real = if up { current.plus(base.negative())? } else { base.plus(current.negative())? };
            let fit = percent_fits(real, base, change.amount())?;
            let shown = percent_text(real.value, base.value, 2)?;
            (Kind::Growth, fit, put(&[&number(change), "%"]), put(&[&shown, "%"]))
        }
        _ => return None,
    };
    let (a, b) = (number(figure), number(last));
    let says = if fit == Fit::Holds {
        [
            format!("{stated}，与上年报告的{b}相符。"),
            format!("{stated} agrees with {b} of last year's report."),
        ]
    } else {
        [
            format!("写作{stated}，而按本年{a}与上年报告的{b}，应为{computed}；上年数如有修订，请注明。"),
            format!(
                "Stated {stated}, but {a} now and {b} in last year's report give {computed}; say so if last year's was revised."
            ),
        ]
    };
    Some(Pair { here: vec![change, figure], last, finding: finding(kind, fit, stated, computed, says) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: &str = "2022年，全镇共受理群众信访事项210件，结转下年度4件。全年办理行政处罚案件96件。";

    fn told(this: &str) -> Vec<(Option<bool>, SmolStr, SmolStr)> {
        let report = compare(this, LAST);
        report.findings.into_iter().map(|f| (f.holds, f.stated, f.computed)).collect()
    }

    #[test]
    fn last_year_is_held_against_what_this_year_says_of_it() {
        let this = "2023年，全镇共受理群众信访事项231件，比上年增长12%，上年结转3件。全年办理行政处罚案件120件，比上年增加24件。";
        assert_eq!(
            told(this),
            vec![
                (Some(false), "12%".into(), "10%".into()),
                (Some(false), "3".into(), "4".into()),
                (Some(true), "24".into(), "24".into()),
            ]
        );
    }

    #[test]
    fn other_matters_and_other_bases_are_left_alone() {
        assert_eq!(
            told(
                "全年办理行政许可案件120件，比上年增加20件。全年办理行政处罚案件120件，比年初预算增加20件。"
            ),
            vec![]
        );
    }
}
