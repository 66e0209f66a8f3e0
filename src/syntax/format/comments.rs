//! The author's comments, and how each of them stands.

use crate::source::Span;
use crate::source::width;
use crate::syntax::ast::File;
use crate::syntax::lower::is_space;

/// A comment as it stands in the author's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'a> {
    /// Without its dashes and the spaces around it.
    pub(super) text: &'a str,
    /// Where its dashes begin.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The column of its dashes.
    pub(super) column: usize,
    /// True on a line of its own: it belongs to what follows. Otherwise it belongs to what stands before it.
    pub(super) alone: bool,
    /// True below an empty line.
    pub(super) below_gap: bool,
}

impl Comment<'_> {
    /// As it is written: `-- …`.
    pub(super) fn written(&self) -> String {
        format!("-- {}", self.text).trim_end().to_owned()
    }
}

/// The author's text, and what stands where in it.
#[derive(Clone, Copy)]
pub(super) struct Author<'a> {
    pub(super) text: &'a str,
}

impl<'a> Author<'a> {
    /// The comments of a file, in order.
    pub(super) fn comments(self, file: &'a File) -> Vec<Comment<'a>> {
        let comment = |text: &'a str, span: Span| {
            let (start, end) = (span.start as usize, span.end as usize);
            let (alone, column) = (self.begins_line(start), self.column(start));
            Comment { text, start, end, column, alone, below_gap: self.below_gap(start) }
        };
        file.comments.iter().map(|c| comment(&c.node, c.span)).collect()
    }

    /// The text of a place.
    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// What stands before a place on its line.
    fn before(self, at: usize) -> &'a str {
        let before = self.slice(0, at);
        before.rsplit('\n').next().unwrap_or_default()
    }

    /// True where only spaces stand before a place on its line.
    pub(super) fn begins_line(self, at: usize) -> bool {
        is_blank(self.before(at))
    }

    /// The column of a place.
    pub(super) fn column(self, at: usize) -> usize {
        width(self.before(at))
    }

    /// True where the line above the line of a place is empty.
    pub(super) fn below_gap(self, at: usize) -> bool {
        let line = at - self.before(at).len();
        let above = self.slice(0, line.saturating_sub(1));
        line > 0 && is_blank(above.rsplit('\n').next().unwrap_or_default())
    }

    /// Where the line of a place ends.
    pub(super) fn end_of_line(self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |length| at + length)
    }
}

pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(is_space)
}
