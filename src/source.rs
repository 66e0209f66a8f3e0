//! Where text comes from: files by number, spans in bytes, lines and columns for people.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

/// The number of a file within its [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SourceId(pub u32);

/// A run of bytes in one file, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of `start..end` in `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        Span { source, start: start as u32, end: end as u32 }
    }

    /// The smallest span that holds both, which must lie in one file.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A node together with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// What stands there.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `node` at `span`.
    pub fn new(node: T, span: Span) -> Spanned<T> {
        Spanned { node, span }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.node
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// One file: its name as the user knows it, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path relative to the rulebook's folder, or a name given by the host.
    pub name: String,
    /// The whole text, with line ends as [`line_ends`] gives them.
    pub text: Arc<str>,
}

/// A place for people: line and column, both from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All files of a rulebook and of the shared rulebooks it uses; and the provisions written out from several of them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    // INVARIANT: the files stand before the texts that are written out
    texts: Vec<Source>,
    files: usize,
}

impl Sources {
    /// Adds a file and returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let text = text.into();
        let text = match line_ends(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(text) => text.into(),
        };
        let id = self.write_out(name, text);
        self.files = self.texts.len();
        id
    }

    /// Adds the consolidated text of a provision, which is in no file, and returns its number.
    pub fn write_out(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.texts.push(Source { name: name.into(), text: text.into() });
        SourceId(self.texts.len() as u32 - 1)
    }

    /// The file, or the text written out, with this number.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.texts[id.0 as usize]
    }

    /// All files, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.texts.iter().take(self.files).enumerate().map(|(i, s)| (SourceId(i as u32), s))
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The text a span covers on one line, without comments.
    pub fn on_one_line(&self, span: Span) -> String {
        let lines = self.text(span).lines().map(|line| line.split(" --").next().unwrap_or(""));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// Line and column of the first character of a span.
    pub fn place(&self, span: Span) -> Place {
        let text = &self.get(span.source).text;
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = text.get(..start).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Place { line, column }
    }
}

/// `text` with every carriage return that ends a line alone as a line feed, so that only line feeds end lines. No place
/// moves.
pub fn line_ends(text: &str) -> Cow<'_, str> {
    let lone = |(at, _): &(usize, &str)| text.as_bytes().get(at + 1) != Some(&b'\n');
    if !text.match_indices('\r').any(|found| lone(&found)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices('\r').filter(lone) {
        out.push_str(text.get(from..at).unwrap_or(""));
        out.push('\n');
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    Cow::Owned(out)
}

/// How many terminal cells a text takes; a Chinese character takes two.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Pads `text` with spaces to `width` terminal cells; a Chinese character takes two.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(self::width(text))))
}
