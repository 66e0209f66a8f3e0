//! The canonical layout of a file, comments included.
//!
//! - *takes* the text of one file
//! - *gives* the same law as the formatter lays it out, or what is wrong with the text
//! - *forgets* the author's spaces and line ends, and of several empty lines all but one
//! - *keeps* every statement, every comment and every line of prose, in the author's order
//! - *reports* `syntax/…`, and `syntax/not-formatted` where it would have failed to keep them
//!
//! The printer lays out the statements and knows no comments. A comment is tied to the words it stands between, not to a
//! node of the tree: the printed text has the author's words in the author's order, so a comment finds its place by
//! counting, and a new construct of the language needs nothing here.
//!
//! Formatting twice is formatting once. Nothing is read or written here.

mod comments;
mod lines;
mod page;
mod weave;
mod words;

use super::ast::File;
use super::{error, parse};
use crate::diagnostics::Diagnostic;
use crate::source::{SourceId, Span};

/// The text of a file in the canonical layout.
///
/// The result parses to the same tree, places aside, and has the same comments in the same order; this is looked at each
/// time. Line ends become `\n`, and a byte order mark is dropped.
///
/// # Errors
///
/// Every mistake of a text that does not parse, with places in `text`, or one `syntax/not-formatted`: a fault of the
/// formatter, whose result is then withheld.
pub fn formatted(text: &str) -> Result<String, Vec<Diagnostic>> {
    let source = SourceId::default();
    let (_, diagnostics) = parse(source, text);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let plain = plain_line_ends(text);
    let (before, _) = parse(source, &plain);
    let mut what = "statement";
    for as_written in [false, true] {
        let laid_out = page::laid_out(&plain, &before, as_written);
        let (after, diagnostics) = parse(source, &laid_out);
        what = if diagnostics.iter().any(Diagnostic::is_error) || !lines::same_tree(&before, &after) {
            "statement"
        } else if !same_comments(&before, &after) {
            "comment"
        } else {
            return Ok(laid_out);
        };
    }
    Err(vec![error::not_formatted(Span::new(source, 0, text.len().min(1)), what)])
}

/// `text` without a byte order mark, every line end a `\n`.
fn plain_line_ends(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

fn same_comments(before: &File, after: &File) -> bool {
    before.comments.iter().map(|c| &c.node).eq(after.comments.iter().map(|c| &c.node))
}
