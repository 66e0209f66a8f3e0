//! Widths, columns and line breaks: what every part of the printer shares.

use unicode_width::UnicodeWidthStr;

use crate::syntax::items::ITEM_WORDS;

/// The column at which lists of names are broken.
pub(super) const WIDTH: usize = 120;
/// A text is folded only beyond this width, so that no single word is left over.
const WIDEST_TEXT: usize = 132;
/// A cell wider than this does not widen its column; what follows it stands two spaces on.
const WIDEST_CELL: usize = 32;
/// Columns from an item's first word to the continuation of a broken list.
pub(super) const CONTINUATION: usize = 4;

/// Where labelled paragraphs go: on lines of their own from a column on, or all on the one line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Everything on one line, for quotation.
    OneLine,
    /// Each paragraph on its own line, its label in this column.
    Column(usize),
}

impl Place {
    /// What separates two lines here.
    pub(super) fn line_break(self) -> String {
        match self {
            Place::OneLine => " ".to_owned(),
            Place::Column(column) => format!("\n{}", spaces(column)),
        }
    }

    /// The same place so many columns further in.
    pub(super) fn further(self, by: usize) -> Place {
        match self {
            Place::OneLine => Place::OneLine,
            Place::Column(column) => Place::Column(column + by),
        }
    }

    /// True where `text` from here on is not too wide.
    pub(super) fn has_room(self, text: &str) -> bool {
        match self {
            Place::OneLine => true,
            Place::Column(column) => {
                let first = text.lines().next().unwrap_or("");
                column + width(first) <= WIDTH && text.lines().skip(1).all(fits)
            }
        }
    }

    /// `text` filled with spaces to `width`, where columns exist.
    pub(super) fn cell(self, text: &str, width: usize) -> String {
        match self {
            Place::OneLine => text.to_owned(),
            Place::Column(_) => pad(text, width),
        }
    }
}

pub(super) fn spaces(count: usize) -> String {
    " ".repeat(count)
}

/// Columns a terminal gives to `text`: a Chinese character takes two.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// True where `text` is wider than `columns`. A text of very many bytes is not measured to its end each time a line of it
/// is broken.
fn wider(text: &str, columns: usize) -> bool {
    text.len() > 8 * WIDTH || width(text) > columns
}

/// True when no line of `text` is wider than [`WIDTH`].
pub(super) fn fits(text: &str) -> bool {
    text.lines().all(|line| width(line) <= WIDTH)
}

/// `text` with spaces after it up to `to` columns.
pub(super) fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", spaces(to.saturating_sub(width(text))))
}

/// `text` between quotation marks. The language has no escapes: what a text cannot hold is replaced by its nearest kin.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'").replace(['\n', '\r'], " "))
}

/// True where `text` at the start of a line would be taken for an item: `end user`.
pub(super) fn begins_item(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| ITEM_WORDS.contains(&word))
}

/// Items separated by commas.
pub(super) fn list<T: std::fmt::Display>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// `first` and the lines under it.
pub(super) fn block(first: String, lines: Vec<String>) -> String {
    std::iter::once(first).chain(lines).collect::<Vec<_>>().join("\n")
}

/// `head` and the items after it, separated by commas and broken before [`WIDTH`]; continued at `column`.
pub(super) fn wrapped(head: &str, items: &[String], column: usize) -> String {
    let mut text = head.to_owned();
    let mut at = width(head);
    for (number, item) in items.iter().enumerate() {
        let comma = usize::from(number + 1 < items.len());
        if number > 0 && at + 1 + width(item) + comma > WIDTH && !begins_item(item) {
            text.push_str(&Place::Column(column).line_break());
            at = column;
        } else {
            text.push(' ');
            at += 1;
        }
        text.push_str(item);
        at += width(item) + comma;
        if comma == 1 {
            text.push(',');
        }
    }
    text
}

/// A text, or texts in several languages, as it stands in `column`: in lines of that column where one is too wide. A text is
/// closed and opened again, which adjacent texts are joined from.
pub(super) fn folded(texts: &str, column: usize) -> String {
    let mut lines = Vec::new();
    let mut rest = texts.to_owned();
    while wider(&rest, WIDEST_TEXT.saturating_sub(column)) {
        let Some((at, inside)) = last_fold(&rest, WIDTH.saturating_sub(column)) else { break };
        let (before, after) = rest.split_at_checked(at).unwrap_or((&rest, ""));
        let after = after.get(1..).unwrap_or("");
        let (close, open) = if inside { ("\"", "\"") } else { ("", "") };
        lines.push(format!("{before}{close}"));
        rest = format!("{open}{after}");
    }
    lines.push(rest);
    lines.join(&Place::Column(column).line_break())
}

/// The last space within `room` at which texts may be folded: before a language, or between two words of a text (true).
fn last_fold(texts: &str, room: usize) -> Option<(usize, bool)> {
    let mut inside = false;
    let mut best = None;
    for (at, c) in texts.char_indices() {
        inside ^= c == '"';
        let (before, after) = (texts.get(..at).unwrap_or(""), texts.get(at + c.len_utf8()..).unwrap_or(""));
        if width(before) + usize::from(inside) > room {
            break;
        }
        let between_words = !before.ends_with(['"', ' ']) && !after.starts_with(['"', ' ']);
        if c == ' ' && if inside { between_words } else { after.starts_with('[') } {
            best = Some((at, inside));
        }
    }
    best
}

/// Parts that follow each other on one line, or each on its own line from `column` on where one line is too wide for all.
pub(super) fn parted(head: &str, parts: &[String], column: usize) -> String {
    let mut lines: Vec<String> = vec![head.to_owned()];
    for (number, part) in parts.iter().enumerate() {
        let rest = parts.get(number..).unwrap_or_default().join(" ");
        match lines.last_mut() {
            Some(line)
                if width(line) + 1 + width(&rest) <= WIDTH
                    || (number > 0 && width(line) + 1 + width(part) <= WIDTH) =>
            {
                *line = format!("{line} {part}");
            }
            _ => lines.push(format!("{}{part}", spaces(column))),
        }
    }
    lines.join("\n")
}

/// [`wrapped`] at the continuation column of an item.
pub(super) fn wrapped_item<T: std::fmt::Display>(head: &str, items: &[T]) -> String {
    wrapped(head, &items.iter().map(ToString::to_string).collect::<Vec<_>>(), CONTINUATION)
}

/// `text` with every line that is too wide broken after a comma, `and` or `or` outside quotation marks, where it has one.
pub(super) fn broken(text: &str) -> String {
    text.lines().map(broken_line).collect::<Vec<_>>().join("\n")
}

fn broken_line(line: &str) -> String {
    let further = continuation(line);
    let mut lines = Vec::new();
    let mut rest = line.to_owned();
    while wider(&rest, WIDTH) {
        let Some((before, after)) = last_break(&rest).and_then(|at| rest.split_at_checked(at)) else { break };
        let next = format!("{}{}", spaces(further), after.trim_start());
        lines.push(before.trim_end().to_owned());
        rest = next;
    }
    lines.push(rest);
    lines.join("\n")
}

/// Where the rest of a broken line begins: a little further in than its text, which may have a label before it.
fn continuation(line: &str) -> usize {
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    match text.strip_prefix('(').and_then(|text| text.split_once(')')) {
        Some((label, body)) if body.starts_with(' ') => {
            indent + width(label) + 2 + (body.len() - body.trim_start().len()) + 2
        }
        _ => indent + CONTINUATION,
    }
}

/// The last place within [`WIDTH`], or else the first beyond it, at which `line` may be broken.
fn last_break(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let mut quoted = false;
    let mut best = None;
    for (at, c) in line.char_indices().skip(indent) {
        quoted ^= c == '"';
        if c != ' ' || quoted || !breaks_after(line.get(indent..at).unwrap_or(""), line.get(at..).unwrap_or("")) {
            continue;
        }
        if best.is_some() && width(line.get(..at).unwrap_or("")) > WIDTH {
            break;
        }
        best = Some(at);
    }
    best
}

fn breaks_after(before: &str, after: &str) -> bool {
    if begins_item(after) {
        return false;
    }
    let of_days = [" before", " after"].iter().any(|side| after.starts_with(side));
    before.ends_with(',') || before.ends_with(" and") || (before.ends_with(" or") && !of_days)
}

/// Rows of cells as lines, each column as wide as its widest cell that is not exceptionally wide, two spaces between.
///
/// An empty cell keeps its column; nothing is left at the end of a line.
pub(super) fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(|column| column_width(rows, column)).collect();
    rows.iter().map(|row| columned(row, &widths)).collect()
}

fn column_width(rows: &[Vec<String>], column: usize) -> usize {
    let cells = || rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell));
    cells().filter(|w| *w <= WIDEST_CELL).max().unwrap_or(0)
}

/// [`columns`] of declarations, whose last cell is what the thing is in words: on the next line where it is too far out.
pub(super) fn described(rows: &[Vec<String>], indent: usize) -> Vec<String> {
    let lines = columns(rows);
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let column = (0..count.saturating_sub(1)).map(|column| column_width(rows, column) + 2).sum::<usize>();
    let line = |(line, row): (String, &Vec<String>)| match row.split_last() {
        Some((texts, cells)) if indent + width(&line) > WIDTH && texts.starts_with('"') => {
            let head = line.strip_suffix(texts.as_str()).unwrap_or(&line);
            let first_cells = head.trim_end();
            if width(head) > column && !cells.is_empty() {
                let below = Place::Column(indent + column).line_break();
                format!("{first_cells}{below}{}", folded(texts, indent + column))
            } else {
                format!("{head}{}", folded(texts, indent + width(head)))
            }
        }
        _ => line,
    };
    lines.into_iter().zip(rows).map(line).collect()
}

fn columned(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, to) in row.iter().zip(widths) {
        if *to > 0 || !cell.is_empty() {
            line.push_str(&pad(cell, *to));
            line.push_str("  ");
        }
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_follow_display_width() {
        let rows = [["中国", "a"], ["x", "b"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), ["中国  a", "x     b"]);
    }

    #[test]
    fn an_exceptional_cell_widens_nothing() {
        let wide = "w".repeat(40);
        let rows = vec![vec![wide.clone(), "a".to_owned()], vec!["x".to_owned(), "b".to_owned()]];
        assert_eq!(columns(&rows), [format!("{wide}  a"), "x  b".to_owned()]);
    }

    #[test]
    fn long_lists_break_before_the_width() {
        let items: Vec<String> = (0..60).map(|n| format!("A{n}")).collect();
        let text = wrapped_item("group G of Country is", &items);
        assert!(text.lines().count() > 1 && fits(&text), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("    A")), "{text}");
    }

    #[test]
    fn a_text_is_always_one_string() {
        assert_eq!(quoted("a \"b\"\nc"), "\"a 'b' c\"");
    }
}
