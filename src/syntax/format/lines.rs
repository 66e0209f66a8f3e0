//! Lines with the comments behind them, and when two trees are the same.

use std::fmt::{self, Write};

use crate::source::{pad, width};
use crate::syntax::ast::File;

/// Where a comment behind a single line stands, if the line is no longer.
const GUTTER: usize = 44;
/// A line wider than this does not move the comments of its neighbours.
const WIDEST: usize = 76;

/// One line of the result.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// All but a comment behind it; a comment on a line of its own counts as such a line.
    pub(super) code: String,
    /// A comment behind it, with its dashes.
    pub(super) comment: Option<String>,
}

impl Line {
    pub(super) fn of(code: impl Into<String>) -> Line {
        Line { code: code.into(), comment: None }
    }
}

/// The lines as text. Comments behind lines that follow each other stand in one column.
pub(super) fn text(lines: &[Line]) -> String {
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| a.comment.is_some() == b.comment.is_some()) {
        let column = column(run);
        for line in run {
            match &line.comment {
                Some(comment) => {
                    let to = column.max(width(&line.code) + 2);
                    out.push_str(&format!("{}{comment}\n", pad(&line.code, to)));
                }
                None => out.push_str(&format!("{}\n", line.code)),
            }
        }
    }
    out
}

fn column(run: &[Line]) -> usize {
    let widths = run.iter().map(|line| width(&line.code) + 2).filter(|w| *w <= WIDEST);
    match run {
        [_] => GUTTER,
        _ => widths.max().unwrap_or(0),
    }
}

/// True where two files say the same, places aside.
pub(super) fn same_tree(before: &File, after: &File) -> bool {
    before.items.len() == after.items.len()
        && before.items.iter().zip(&after.items).all(|(a, b)| without_places(&a.kind) == without_places(&b.kind))
}

/// True where two texts say the same, places and comments aside.
pub(super) fn same_text(before: &str, after: &str) -> bool {
    let parsed = |text: &str| crate::syntax::parse(crate::source::SourceId::default(), text).0;
    same_tree(&parsed(before), &parsed(after))
}

/// A node as text without its places.
fn without_places(node: &impl fmt::Debug) -> String {
    let mut out = WithoutPlaces::default();
    // Writing to a string does not fail.
    let _ = write!(out, "{node:?}");
    out.text
}

#[derive(Default)]
struct WithoutPlaces {
    text: String,
    /// Where the last place may have begun.
    place: Option<usize>,
}

impl Write for WithoutPlaces {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if part == "Span" {
            self.place = Some(self.text.len());
        }
        self.text.push_str(part);
        if part.ends_with('}')
            && let Some(at) = self.place.take()
            && self.text.get(at..).is_some_and(|written| written.starts_with("Span { source: SourceId("))
        {
            self.text.truncate(at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span, Spanned};

    #[test]
    fn comments_of_neighbours_share_a_column() {
        let line = |code: &str, comment: Option<&str>| Line { code: code.into(), comment: comment.map(str::to_owned) };
        let lines = [line("a", Some("-- x")), line("bcd", Some("-- y")), line("e", None), line("f", Some("-- z"))];
        let expected = format!("a    -- x\nbcd  -- y\ne\nf{}-- z\n", " ".repeat(43));
        assert_eq!(text(&lines), expected);
    }

    #[test]
    fn places_are_no_part_of_a_tree() {
        let node = |text: &str, at| Some(Spanned::new(text.to_owned(), Span::new(SourceId(0), at, at + 1)));
        assert_eq!(without_places(&node("a", 1)), without_places(&node("a", 29)));
        assert_ne!(without_places(&node("a", 1)), without_places(&node("b", 1)));
        assert_eq!(without_places(&"Span"), "\"Span\"");
    }
}
