//! The comments of one statement, put back into its printed text.
//!
//! A comment behind a word stays behind it, where necessary by a line break that the printer would not have made; a
//! comment on lines of its own stays above the word it stood above, as deep as the lines it belongs to.

use super::comments::{Author, Comment};
use super::lines::Line;
use super::words::{Word, matched, words};
use crate::source::width;

/// The column of what is given on further lines: under the first fact after `given`.
const GIVEN: usize = 8;
/// The least column of a comment that ends a statement.
const INSIDE: usize = 2;

/// One statement as the author wrote it.
pub(super) struct Statement<'a> {
    pub(super) author: Author<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its comments, those after its last word included.
    pub(super) comments: &'a [Comment<'a>],
    /// The column of the next statement.
    pub(super) next_column: usize,
}

/// The lines of a statement, of its printed text and its comments.
pub(super) fn woven(statement: &Statement<'_>, printed: &str) -> Vec<Line> {
    let (ours, theirs) = (words(statement.author.slice(statement.start, statement.end)), words(printed));
    let matched = matched(&ours, &theirs);
    let mut origins = vec![None; theirs.len()];
    for (author, place) in ours.iter().zip(&matched) {
        if let Some(origin) = place.and_then(|place| origins.get_mut(place)) {
            *origin = Some(statement.start + author.start);
        }
    }
    let places = places(statement, &ours, &matched, &theirs);
    let mut weaver = Weaver {
        statement,
        lines: Vec::new(),
        levels: Vec::new(),
        code: String::new(),
        continued: None,
        attached: None,
    };
    let mut places = places.as_slice();
    let (mut end, mut before) = (0, None);
    for (number, word) in theirs.iter().enumerate() {
        let gap = printed.get(end..word.start).unwrap_or_default();
        let here = places.iter().take_while(|(at, _)| *at <= number).count();
        let (now, later) = places.split_at_checked(here).unwrap_or((places, &[]));
        let origin = origins.get(number).copied().flatten();
        weaver.gap(gap, before, word, now, origin);
        weaver.code.push_str(word.text);
        (places, end, before) = (later, word.end, Some(word));
    }
    weaver.code.push_str(printed.get(end..).unwrap_or_default().trim_end());
    weaver.finish(places);
    weaver.lines
}

/// For each comment the number of printed words before it, never fewer than before the comment in front of it.
fn places<'a>(
    statement: &'a Statement<'a>,
    ours: &[Word<'_>],
    matched: &[Option<usize>],
    theirs: &[Word<'_>],
) -> Vec<(usize, &'a Comment<'a>)> {
    let mut least = 1;
    let mut place = |comment: &'a Comment<'a>| {
        let before = ours.partition_point(|word| statement.start + word.start < comment.start);
        let (earlier, later) = matched.split_at_checked(before).unwrap_or((matched, &[]));
        // Behind a word that the printer writes otherwise, or not at all, the comment goes behind what it writes instead.
        let last = earlier.last().copied().flatten().filter(|_| !comment.alone);
        let next = || later.iter().find_map(|place| *place).unwrap_or(theirs.len());
        let at = last.map_or_else(next, |place| behind(place + 1, theirs));
        least = at.max(least);
        (least, comment)
    };
    statement.comments.iter().map(&mut place).collect()
}

/// A comment stands behind the marks that close what is before it.
fn behind(at: usize, theirs: &[Word<'_>]) -> usize {
    let marks = theirs.get(at..).unwrap_or_default();
    at + marks.iter().take_while(|word| !word.quoted && matches!(word.text, "," | ";" | ")")).count()
}

/// A printed line, and where the author began it.
struct Level {
    indent: usize,
    /// The column of what is said about it: of the text after its label.
    body: usize,
    column: Option<usize>,
}

struct Weaver<'a> {
    statement: &'a Statement<'a>,
    lines: Vec<Line>,
    levels: Vec<Level>,
    /// The line being written.
    code: String,
    /// The column of further lines, where a comment has broken the printed line.
    continued: Option<usize>,
    /// The comment behind the line being written.
    attached: Option<String>,
}

impl Weaver<'_> {
    /// What stands between two printed words, and the comments there.
    fn gap(
        &mut self,
        gap: &str,
        before: Option<&Word<'_>>,
        word: &Word<'_>,
        comments: &[(usize, &Comment<'_>)],
        origin: Option<usize>,
    ) {
        let author = self.statement.author;
        let column = origin.filter(|at| author.begins_line(*at)).map(|at| author.column(at));
        let Some(before) = before else {
            self.code.push_str(gap);
            self.levels.push(Level { indent: 0, body: INSIDE, column });
            return;
        };
        if let Some((closing, opening)) = gap.split_once('\n') {
            self.code.push_str(closing.trim_end());
            let indent = opening.len() - opening.trim_start_matches(' ').len();
            let gap_above = column.is_some() && origin.is_some_and(|at| author.below_gap(at));
            self.comments(comments, indent, column);
            self.begin_line(indent, column, gap_above);
            self.continued = None;
            self.code.push_str(opening);
        } else if comments.is_empty() {
            self.code.push_str(gap);
        } else {
            let (closing, opening) = parted(gap, before, word);
            self.code.push_str(&closing);
            let indent = *self.continued.get_or_insert_with(|| continuation(&self.code, !opening.is_empty()));
            self.comments(comments, indent, column);
            self.begin_line(indent, column, false);
            self.code.push_str(&" ".repeat(indent));
            self.code.push_str(&opening);
        }
    }

    /// The comments before a line that will begin in column `indent`.
    fn comments(&mut self, comments: &[(usize, &Comment<'_>)], indent: usize, column: Option<usize>) {
        for (_, comment) in comments {
            let above = self.code.is_empty();
            if !comment.alone && !above && self.attached.is_none() {
                self.attached = Some(comment.written());
                continue;
            }
            self.end_line();
            if comment.below_gap {
                self.lines.push(Line::default());
            }
            let indent = self.depth(comment, indent, column);
            self.lines.push(Line::of(format!("{}{}", " ".repeat(indent), comment.written())));
        }
    }

    /// The column of a comment on a line of its own: that of the line below it, unless the author set it further in,
    /// under a line before it.
    fn depth(&self, comment: &Comment<'_>, indent: usize, column: Option<usize>) -> usize {
        if !comment.alone || column.is_none_or(|column| comment.column <= column) {
            return indent;
        }
        if let Some(last) = self.levels.last().filter(|last| last.indent >= indent)
            && last.column.is_some_and(|column| column < comment.column)
        {
            return last.body;
        }
        let mut outer = usize::MAX;
        for level in self.levels.iter().rev() {
            if level.indent <= indent {
                break;
            }
            if level.indent < outer {
                outer = level.indent;
                if level.column.is_some_and(|column| column <= comment.column) {
                    return level.indent;
                }
            }
        }
        indent
    }

    fn begin_line(&mut self, indent: usize, column: Option<usize>, gap_above: bool) {
        self.end_line();
        if gap_above {
            self.lines.push(Line::default());
        }
        self.levels.push(Level { indent, body: indent + INSIDE, column });
    }

    fn end_line(&mut self) {
        if !self.code.is_empty() {
            if let (Some(level), Some(body)) = (self.levels.last_mut(), body_column(&self.code)) {
                level.body = body;
            }
            let comment = self.attached.take();
            self.lines.push(Line { code: std::mem::take(&mut self.code), comment });
        }
    }

    /// The comments after the last word. The statement's own are set in, so that they are not the next one's.
    fn finish(&mut self, comments: &[(usize, &Comment<'_>)]) {
        let next = self.statement.next_column;
        for place in comments {
            let indent = self.depth(place.1, 0, Some(next)).max(INSIDE);
            self.comments(std::slice::from_ref(place), indent, None);
        }
        self.end_line();
    }
}

/// What ends the one line and begins the next where a line is broken between two words: a text is closed and opened
/// again, which adjacent texts are joined from.
fn parted(gap: &str, before: &Word<'_>, word: &Word<'_>) -> (String, String) {
    if before.quoted && word.quoted && !gap.contains('"') {
        let more = gap.get(1..).unwrap_or_default();
        return ("\"".to_owned(), format!("\"{more}"));
    }
    let closing = if before.quoted { gap.find('"').map_or(0, |at| at + 1) } else { 0 };
    let (closing, opening) = gap.split_at_checked(closing).unwrap_or((gap, ""));
    (closing.to_owned(), opening.trim_start().to_owned())
}

/// Where a line goes on that a comment breaks: under its facts, under the text in quotation marks that goes on, or a
/// little further in than its own text.
fn continuation(line: &str, in_text: bool) -> usize {
    if in_text && let Some(at) = line.strip_suffix('"').and_then(|text| text.rfind('"')) {
        return width(line.get(..at).unwrap_or_default());
    }
    let text = line.trim_start_matches(' ');
    let indent = line.len() - text.len();
    if text.starts_with("given ") {
        return GIVEN;
    }
    let further = if text.ends_with(',') { indent + 4 } else { indent + 2 };
    body_column(line).map_or(further, |body| body + 2)
}

/// The column of the text after a label.
fn body_column(line: &str) -> Option<usize> {
    let text = line.trim_start_matches(' ');
    let (label, body) = text.strip_prefix('(')?.split_once(')')?;
    let spaces = body.len() - body.trim_start_matches(' ').len();
    (spaces > 0).then(|| line.len() - text.len() + label.len() + 2 + spaces)
}
