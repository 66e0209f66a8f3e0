//! A whole file: its statements one below the other, and the empty lines between them.

use super::comments::{Author, Comment, is_blank};
use super::lines::{self, Line};
use super::weave::{Statement, woven};
use crate::syntax::ast::{File, Item, ItemKind};
use crate::syntax::lower::is_space;
use crate::syntax::print;

/// The canonical text of a file whose text is `text`. `as_written`: a statement that its comments would change is left as its
/// author laid it out.
pub(super) fn laid_out(text: &str, file: &File, as_written: bool) -> String {
    let author = Author { text };
    let comments = author.comments(file);
    let mut page = Page { author, comments: &comments, as_written, lines: Vec::new(), body: 0, gap: false };
    let mut before: Option<Above> = None;
    let mut items = file.items.iter().zip(printed(author, &file.items)).peekable();
    while let Some((item, printed)) = items.next() {
        page.free_comments(item.span.start as usize);
        let next = items.peek().map(|(next, _)| next.span.start as usize);
        before = Some(page.item(item, &printed, next, before));
    }
    page.free_comments(text.len() + 1);
    lines::text(&page.lines)
}

/// The items as text, those that no empty line parts in common columns.
fn printed(author: Author<'_>, items: &[Item]) -> Vec<String> {
    let together = |a: &Item, b: &Item| !has_gap(author.slice(a.span.end as usize, b.span.start as usize));
    items.chunk_by(together).flat_map(print::each).collect()
}

/// True where one of the whole lines between two items is empty.
fn has_gap(between: &str) -> bool {
    let mut lines = between.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && is_blank(line) {
            return true;
        }
    }
    false
}

/// What decides whether an empty line must follow an item.
struct Above {
    kind: std::mem::Discriminant<ItemKind>,
    one_line: bool,
    alone: bool,
}

struct Page<'a> {
    author: Author<'a>,
    /// Those not yet written.
    comments: &'a [Comment<'a>],
    as_written: bool,
    lines: Vec<Line>,
    /// The line after the last item.
    body: usize,
    /// True if there is an empty line after it.
    gap: bool,
}

impl<'a> Page<'a> {
    /// The comments up to a place, which are those of no item.
    fn free_comments(&mut self, up_to: usize) {
        for comment in self.take(|comment| comment.start < up_to) {
            self.empty_line(comment.below_gap);
            self.lines.push(Line::of(comment.written()));
        }
    }

    fn take(&mut self, belongs: impl Fn(&Comment<'a>) -> bool) -> &'a [Comment<'a>] {
        let count = self.comments.iter().take_while(|comment| belongs(comment)).count();
        let (taken, left) = self.comments.split_at_checked(count).unwrap_or((self.comments, &[]));
        self.comments = left;
        taken
    }

    fn empty_line(&mut self, wanted: bool) {
        if wanted && !self.lines.is_empty() {
            self.lines.push(Line::default());
            self.gap = true;
        }
    }

    /// One item with its comments, and an empty line before it where there must be one.
    fn item(&mut self, item: &Item, printed: &str, next: Option<usize>, before: Option<Above>) -> Above {
        self.empty_line(self.author.below_gap(item.span.start as usize));
        let lines = self.lines_of(item, printed, next);
        let here = Above {
            kind: std::mem::discriminant(&item.kind),
            one_line: lines.len() == 1,
            alone: matches!(
                item.kind,
                ItemKind::Rulebook(_) | ItemKind::Act(_) | ItemKind::Part(_) | ItemKind::Prose(_)
            ),
        };
        if let Some(before) = before
            && !self.gap
            && !may_touch(&before, &here)
        {
            self.lines.insert(self.body, Line::default());
        }
        self.lines.extend(lines);
        (self.body, self.gap) = (self.lines.len(), false);
        here
    }

    fn lines_of(&mut self, item: &Item, printed: &str, next: Option<usize>) -> Vec<Line> {
        let (start, end) = (item.span.start as usize, item.span.end as usize);
        let next_column = next.map_or(0, |at| self.author.column(at));
        let next = next.unwrap_or(self.author.text.len() + 1);
        let last = self.author.end_of_line(end);
        if let ItemKind::Prose(_) = item.kind {
            self.take(|comment| comment.start < end);
            return prose(self.author.slice(start, end));
        }
        let own = self.take(|c| c.start < last || c.start < next && c.alone && c.column > next_column);
        let statement = |end, comments| Statement { author: self.author, start, end, comments, next_column };
        let lines = woven(&statement(end, own), printed);
        let kept = || lines::same_text(self.author.slice(start, end), &lines::text(&lines));
        if self.as_written && !kept() {
            let (inside, after) = own.split_at_checked(own.partition_point(|c| c.start < last)).unwrap_or((own, &[]));
            let end = inside.last().map_or(end, |comment| comment.end.max(end));
            return verbatim(self.author.slice(start, end), after);
        }
        lines
    }
}

/// Lines of one kind stand together as the author has them, and so do items of one line; all else is parted.
fn may_touch(before: &Above, here: &Above) -> bool {
    !before.alone && !here.alone && (before.kind == here.kind || before.one_line && here.one_line)
}

/// Prose keeps its lines, those of comments and the empty ones among them.
fn prose(text: &str) -> Vec<Line> {
    let line = |line: &str| {
        let line = line.trim_matches(is_space);
        let (mark, rest) = match line.strip_prefix("---") {
            Some(rest) => ("---", rest.trim_start_matches('-')),
            None => ("--", line.strip_prefix("--").unwrap_or(line).trim()),
        };
        let space = if rest.starts_with(' ') || rest.is_empty() { "" } else { " " };
        if line.is_empty() { Line::default() } else { Line::of(format!("{mark}{space}{rest}")) }
    };
    text.split('\n').map(line).collect()
}

/// A table and its like, word for word, and the comments after it.
fn verbatim(text: &str, after: &[Comment<'_>]) -> Vec<Line> {
    let mut lines: Vec<Line> = text.split('\n').map(Line::of).collect();
    for comment in after {
        if comment.below_gap {
            lines.push(Line::default());
        }
        lines.push(Line::of(format!("  {}", comment.written())));
    }
    lines
}
