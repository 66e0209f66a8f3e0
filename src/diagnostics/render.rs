//! Diagnostics for people and programs: the terminal through miette, plain lines, JSON. All speak from the same value.

use std::fmt;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use serde_json::{Value, json};

use super::excerpt::Excerpt;
use super::{Diagnostic, Label, Severity};
use crate::source::{Sources, Span};

/// A diagnostic together with the text it points into, as miette wants it. Places in other files than the first become
/// related notes.
#[derive(Debug)]
pub struct Report {
    diagnostic: Diagnostic,
    source: Option<Text>,
    labels: Vec<LabeledSpan>,
    related: Vec<Report>,
}

impl Report {
    /// Joins a diagnostic with its sources.
    pub fn new(diagnostic: &Diagnostic, sources: &Sources) -> Report {
        let Some(first) = diagnostic.labels.first() else {
            return Report { diagnostic: diagnostic.clone(), source: None, labels: Vec::new(), related: Vec::new() };
        };
        let home = first.span.source;
        let file = sources.get(home);
        let here: Vec<&Label> = diagnostic.labels.iter().filter(|l| l.span.source == home).collect();
        let places: Vec<Range<usize>> = here.iter().map(|l| l.span.start as usize..l.span.end as usize).collect();
        let text = Excerpt::new(&file.text, &places);
        let fits = text.fits();
        let drawn = here.iter().filter(|_| fits).enumerate();
        let labels = drawn.map(|(n, l)| labeled(shown(&text, l.span), &l.text, n == 0)).collect();
        let related = diagnostic
            .labels
            .iter()
            .filter(|l| l.span.source != home)
            .map(|l| {
                let note = Diagnostic {
                    code: diagnostic.code,
                    severity: diagnostic.severity,
                    message: l.text.clone(),
                    labels: vec![l.clone()],
                    help: None,
                };
                Report::new(&note, sources)
            })
            .collect();
        Report {
            diagnostic: diagnostic.clone(),
            source: fits.then(|| Text { name: file.name.clone(), text }),
            labels,
            related,
        }
    }

    /// False if there is no room to draw it: then its [`plain`] lines are shown.
    pub fn can_be_drawn(&self) -> bool {
        (self.source.is_some() || self.diagnostic.labels.is_empty()) && self.related.iter().all(Report::can_be_drawn)
    }
}

/// A file as miette reads it, but with columns in characters where it would count bytes, and without the rest of very long lines.
#[derive(Debug)]
struct Text {
    name: String,
    text: Excerpt,
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = SourceCode::read_span(self.text.text(), span, lines_before, lines_after)?;
        let column = self.text.column(inner.span().offset());
        let (data, at) = (inner.data(), *inner.span());
        let (line, lines) = (inner.line(), inner.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, at, line, column, lines)))
    }
}

/// Where a place is in what is shown.
fn shown(text: &Excerpt, span: Span) -> Range<usize> {
    text.shown_at(span.start as usize)..text.shown_at(span.end as usize)
}

/// A label; the first one, where the mistake is, gives the report its line and column.
fn labeled(place: Range<usize>, text: &str, first: bool) -> LabeledSpan {
    let text = if text.is_empty() { None } else { Some(text.to_string()) };
    let bytes = (place.start, place.len());
    if first { LabeledSpan::new_primary_with_span(text, bytes) } else { LabeledSpan::new_with_span(text, bytes) }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|s| s as &dyn SourceCode)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.related.iter().map(|r| r as &dyn miette::Diagnostic)))
    }
}

/// One diagnostic as plain lines: `file:line:column: error: message [code]`, then a line per further place and the help.
/// Columns count characters.
pub fn plain(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut out = String::new();
    match diagnostic.labels.first() {
        None => out += &format!("{kind}: {} [{}]\n", diagnostic.message, diagnostic.code),
        Some(label) => {
            out += &format!("{}: {kind}: {} [{}]\n", at(label.span, sources), diagnostic.message, diagnostic.code);
            if !label.text.is_empty() {
                out += &format!("  here: {}\n", label.text);
            }
        }
    }
    for label in diagnostic.labels.iter().skip(1) {
        out += &format!("  {}: {}\n", at(label.span, sources), label.text);
    }
    if let Some(help) = &diagnostic.help {
        out += &format!("  help: {help}\n");
    }
    out
}

/// One diagnostic as JSON, with line and column of each place.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let places: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|l| {
            let place = sources.place(l.span);
            json!({ "file": sources.get(l.span.source).name, "line": place.line, "column": place.column, "text": l.text })
        })
        .collect();
    json!({
        "code": diagnostic.code,
        "severity": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": diagnostic.message,
        "places": places,
        "help": diagnostic.help,
    })
}

fn at(span: Span, sources: &Sources) -> String {
    let place = sources.place(span);
    format!("{}:{}:{}", sources.get(span.source).name, place.line, place.column)
}
