//! Glyphs to lines: those of one height make a line, from left to right; a wide gap is a bar where lines around have one too.

/// One glyph where it stands; y grows upward.
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) size: f64,
}

/// A gap of so many ems parts two cells; justified text spreads its characters by less.
const GAP: f64 = 0.7;

/// A line and the ends of its cells.
struct Line {
    y: f64,
    size: f64,
    cells: Vec<String>,
    /// Right end, to see whether the line fills the column.
    right: f64,
}

/// The text of a page. A line that fills the column runs on into the next; rows of several cells become rows of a table.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> String {
    glyphs.retain(|g| g.x.is_finite() && g.y.is_finite() && g.size.is_finite());
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    glyphs.sort_by(|a, b| b.y.total_cmp(&a.y));
    for glyph in glyphs {
        match rows.last_mut().filter(|row| {
            row.first()
                .is_some_and(|first| (first.y - glyph.y).abs() <= 0.4 * glyph.size.max(first.size).max(1.0))
        }) {
            Some(row) => row.push(glyph),
            None => rows.push(vec![glyph]),
        }
    }
    let lines: Vec<Line> = rows.into_iter().map(line).collect();
    let right = lines.iter().filter(|l| l.cells.len() == 1).map(|l| l.right).fold(0.0, f64::max);
    let mut text = String::new();
    for (n, line) in lines.iter().enumerate() {
        text.push_str(&line.cells.join(" | "));
        let next = lines.get(n + 1);
        let ended = line.cells.last().is_some_and(|c| c.ends_with('。'));
        let full = line.right >= right - 2.5 * line.size && line.cells.len() == 1 && !ended;
        let close = next.is_some_and(|l| line.y - l.y < 2.6 * line.size.max(1.0) && l.cells.len() == 1);
        if !(full && close) {
            text.push('\n');
        }
    }
    text
}

fn line(mut glyphs: Vec<Glyph>) -> Line {
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    let size = glyphs.iter().map(|g| g.size).fold(0.0, f64::max);
    let y = glyphs.first().map_or(0.0, |g| g.y);
    let mut cells = vec![String::new()];
    let mut end = f64::NEG_INFINITY;
    for glyph in &glyphs {
        let gap = glyph.x - end;
        let blank = glyph.text.trim().is_empty();
        let filled = cells.last().is_some_and(|c| !c.trim().is_empty());
        if end.is_finite() && gap > GAP * size && filled && !blank {
            cells.push(String::new());
        }
        if let Some(cell) = cells.last_mut()
            && !(blank && cell.is_empty())
        {
            cell.push_str(&glyph.text);
        }
        if !blank {
            end = glyph.x + width(&glyph.text) * glyph.size;
        }
    }
    let cells = rejoined(cells.into_iter().map(|c| c.trim().to_owned()));
    Line { y, size, cells, right: end }
}

/// Words that were spread over a cell (合　计) put together again: neighbouring cells of one Han character each.
fn rejoined(cells: impl Iterator<Item = String>) -> Vec<String> {
    let single = |c: &str| {
        let mut chars = c.chars();
        chars.next().is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) && chars.next().is_none()
    };
    let (mut out, mut open): (Vec<String>, bool) = (Vec::new(), false);
    for cell in cells {
        match out.last_mut().filter(|_| open && single(&cell)) {
            Some(last) => last.push_str(&cell),
            None => {
                open = single(&cell);
                out.push(cell);
            }
        }
    }
    out
}

/// The width of a glyph in ems, near enough to see gaps: Han characters are square, others half as wide.
fn width(text: &str) -> f64 {
    text.chars().map(|c| if u32::from(c) >= 0x2e80 { 1.0 } else { 0.5 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(glyphs: &mut Vec<Glyph>, text: &str, x: f64, y: f64) {
        for (k, c) in text.chars().enumerate() {
            glyphs.push(Glyph {
                text: String::from(c),
                x: x + 10.0 * f64::from(u32::try_from(k).unwrap_or(0)),
                y,
                size: 10.0,
            });
        }
    }

    #[test]
    fn full_lines_run_on_and_wide_gaps_part_cells() {
        let mut glyphs = Vec::new();
        put(&mut glyphs, "全年受理来信三十件办", 0.0, 100.0);
        put(&mut glyphs, "结二十件。", 0.0, 85.0);
        put(&mut glyphs, "来信", 0.0, 60.0);
        put(&mut glyphs, "三十", 60.0, 60.0);
        assert_eq!(lines(glyphs), "全年受理来信三十件办结二十件。\n来信 | 三十\n");
    }
}
