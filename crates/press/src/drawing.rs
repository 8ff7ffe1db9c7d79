//! A procedure drawn as SVG: stages as boxes with the actions offered in them, one line to each stage that is reached.

use crate::procedure::Pick;
use kernel::definition::{Action, Opening, Procedure};
use kernel::{Rulebook, Words};
use std::fmt::Write as _;

/// Height of a line of text, in pixels.
const ROW: usize = 24;
/// Space between boxes and around the whole.
const GAP: usize = 22;
/// Space between two lines beside the boxes.
const LANE: usize = 16;

/// A box: a stage, or the beginning.
struct Shown<'a> {
    title: String,
    end: bool,
    top: usize,
    rows: Vec<(&'a Action, String)>,
}

/// Draws a procedure in one language.
pub fn drawing(book: &Rulebook, procedure: &Procedure, pick: Pick) -> String {
    let line = |a: &Action| {
        let role =
            |r: &String| book.roles.get(r).map_or_else(|| by_itself(r, pick), |r| pick(&r.title).to_owned());
        let by: Vec<String> = a.by.iter().map(role).collect();
        let to = a.to.as_ref().and_then(|to| procedure.stage(to));
        let to = to.map_or_else(String::new, |s| format!(" → {}", pick(&s.title)));
        format!("{} · {}{to}", pick(&a.title), by.join(", "))
    };
    let rows = |offered: &dyn Fn(&Action) -> bool| -> Vec<(&Action, String)> {
        // That a limit ran out is recorded anywhere and leads nowhere; so does what general law offers anywhere.
        let leading = procedure.actions.iter().filter(|a| a.expiry_of.is_none() || a.to.is_some());
        let drawn = leading.filter(|a| a.general.is_none() || a.to.is_some());
        drawn.filter(|a| offered(a)).map(|a| (a, line(a))).collect()
    };
    let begin = Words::new("开始", "Begin");
    let opens = rows(&|a| a.opening == Opening::Opens);
    let mut boxes = vec![Shown { title: pick(&begin).to_owned(), end: false, top: 0, rows: opens }];
    let order = in_order(procedure);
    for stage in order.iter().filter_map(|name| procedure.stage(name)) {
        let here = rows(&|a| matches!(&a.opening, Opening::From(from) if from.contains(&stage.name)));
        boxes.push(Shown { title: pick(&stage.title).to_owned(), end: stage.end, top: 0, rows: here });
    }
    let mut y = GAP + 2 * ROW;
    for b in &mut boxes {
        b.top = y;
        y += (b.rows.len() + 1) * ROW + GAP;
    }
    let texts = boxes.iter().flat_map(|b| b.rows.iter().map(|(_, t)| t).chain([&b.title]));
    let width = texts.map(|t| width_of(t)).max().unwrap_or(0) + 28;
    let lanes = lanes(&boxes, &order);
    let lanes_used = lanes.iter().flatten().max().map_or(0, |l| l + 1);
    let whole =
        (2 * GAP + width + (lanes_used + 1) * LANE).max(width_of(pick(&procedure.title)) + 2 * GAP + 160);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {y}\" width=\"{whole}\" height=\"{y}\" \
         font-family=\"sans-serif\" font-size=\"14\" role=\"img\">\n<title>{title}</title>\n\
         <defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">\
         <path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{GAP}\" y=\"{}\" font-size=\"18\" font-weight=\"bold\">{title}</text>\n\
         <text x=\"{GAP}\" y=\"{}\" fill=\"#555\">{} · {}</text>\n",
        GAP + 8,
        GAP + 8 + ROW,
        procedure.name,
        procedure.from,
        title = escaped(pick(&procedure.title)),
    );
    boxes.iter().for_each(|b| boxed(&mut out, b, width));
    for (target, lane) in lanes.iter().enumerate() {
        if let (Some(lane), Some(to)) = (lane, boxes.get(target)) {
            bus(&mut out, &boxes, &order, target, to, GAP + width, GAP + width + (lane + 1) * LANE);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn by_itself(role: &str, pick: Pick) -> String {
    let title = match role {
        "clock" => Words::new("时间", "time"),
        "anyone" => Words::new("任何人", "anyone"),
        _ => Words::new("建镇", "founding"),
    };
    pick(&title).to_owned()
}

/// Stages as they are reached from the beginning, ends last.
fn in_order(procedure: &Procedure) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let next = |stage: Option<&String>| {
        let offered = move |a: &&Action| match (&a.opening, stage) {
            (Opening::Opens, None) => true,
            (Opening::From(from), Some(stage)) => from.contains(stage),
            _ => false,
        };
        procedure.actions.iter().filter(offered).filter_map(|a| a.to.clone()).collect::<Vec<_>>()
    };
    let mut waiting: std::collections::VecDeque<String> = next(None).into();
    while let Some(stage) = waiting.pop_front() {
        if !order.contains(&stage) {
            waiting.extend(next(Some(&stage)));
            order.push(stage);
        }
    }
    order.sort_by_key(|s| procedure.stage(s).is_some_and(|s| s.end));
    order
}

/// The box that an action leads to; none keeps the stage.
fn target(action: &Action, order: &[String]) -> Option<usize> {
    let to = action.to.as_ref()?;
    order.iter().position(|s| s == to).map(|i| i + 1)
}

/// The lines that lead to a box: the height of each row whose action leads there from elsewhere.
fn sources(boxes: &[Shown<'_>], order: &[String], to: usize) -> Vec<usize> {
    let rows = boxes.iter().enumerate().flat_map(|(from, b)| {
        b.rows
            .iter()
            .enumerate()
            .map(move |(n, (action, _))| (from, b.top + (n + 1) * ROW + ROW / 2, *action))
    });
    rows.filter(|(from, _, a)| *from != to && target(a, order) == Some(to)).map(|(_, y, _)| y).collect()
}

/// For each box the lane of the line that leads to it, such that no two lines lie upon each other.
fn lanes(boxes: &[Shown<'_>], order: &[String]) -> Vec<Option<usize>> {
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut lanes = vec![None; boxes.len()];
    let span = |to: usize| {
        let ys = sources(boxes, order, to);
        let own = boxes.get(to)?.top + ROW / 2;
        Some((ys.iter().copied().min()?.min(own), ys.iter().copied().max()?.max(own)))
    };
    let mut spans: Vec<(usize, usize, usize)> =
        (0..boxes.len()).filter_map(|to| span(to).map(|(a, b)| (b - a, to, a))).collect();
    spans.sort_unstable();
    for (length, to, from) in spans {
        let until = from + length;
        let free = |lane: &Vec<(usize, usize)>| lane.iter().all(|(a, b)| until < *a || *b < from);
        let place = taken.iter().position(free).unwrap_or(taken.len());
        if place == taken.len() {
            taken.push(Vec::new());
        }
        if let (Some(lane), Some(slot)) = (taken.get_mut(place), lanes.get_mut(to)) {
            lane.push((from, until));
            *slot = Some(place);
        }
    }
    lanes
}

fn boxed(out: &mut String, b: &Shown<'_>, width: usize) {
    let height = (b.rows.len() + 1) * ROW;
    let (fill, stroke) = if b.end { ("#eee", 3) } else { ("#fff", 1) };
    let _ = writeln!(
        out,
        "<rect x=\"{GAP}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"{fill}\" stroke=\"#222\" \
         stroke-width=\"{stroke}\"/>\n<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>",
        b.top,
        GAP + 10,
        b.top + 17,
        escaped(&b.title),
    );
    for (n, (_, text)) in b.rows.iter().enumerate() {
        let y = b.top + (n + 1) * ROW + 17;
        let _ = writeln!(out, "<text x=\"{}\" y=\"{y}\">{}</text>", GAP + 18, escaped(text));
    }
}

/// The line from all rows that lead to a box, along its lane, to the box.
fn bus(
    out: &mut String,
    boxes: &[Shown<'_>],
    order: &[String],
    index: usize,
    to: &Shown<'_>,
    edge: usize,
    x: usize,
) {
    let own = to.top + ROW / 2;
    let mut path = String::new();
    for y in sources(boxes, order, index) {
        let _ = write!(path, "M{edge} {y}H{x}V{own}");
    }
    let _ = writeln!(out, "<path d=\"{path}\" fill=\"none\" stroke=\"#444\"/>");
    let _ =
        writeln!(out, "<path d=\"M{x} {own}H{edge}\" fill=\"none\" stroke=\"#444\" marker-end=\"url(#a)\"/>");
}

/// Width of a text in pixels, generously: a Chinese character is as wide as the font is high.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 8 } else { 14 }).sum()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
