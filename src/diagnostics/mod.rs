//! What is wrong with a rulebook or its facts, as data; wording sits beside the stage that found it, rendering in
//! [`render`].
//!
//! A diagnostic has a stable code that reads like an address (`syntax/label-out-of-sequence`), one message in the
//! author's words (lowercase, no full stop, their text in backticks), the places concerned and, where there is one, what
//! to write instead. This module imports no stage.

mod excerpt;
pub mod render;
mod suggest;

pub use suggest::{near, near_of};

use crate::source::Span;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The rulebook or the facts cannot be used.
    Error,
    /// They can, but the author should look.
    Warning,
}

/// A place a diagnostic points at, and what to say there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words; empty where the message says it all.
    pub text: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable address of the kind of mistake, such as `types/unit-mismatch`.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong: lowercase, no full stop, the author's words in backticks.
    pub message: String,
    /// The places: the first is where the mistake is, the others what it disagrees with.
    pub labels: Vec<Label>,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error with this code and message; places and help are added with [`at`](Self::at) and [`help`](Self::help).
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: Severity::Error, message: message.into(), labels: Vec::new(), help: None }
    }

    /// A warning with this code and message.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Adds a place with a few words; the first one added is where the mistake is.
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says what to write instead, if anything is known.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// True for an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Collects diagnostics while a stage goes on.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    all: Vec<Diagnostic>,
}

impl Sink {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// True if any error has been added.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(Diagnostic::is_error)
    }

    /// How many have been added.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True if nothing has been added.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them sorted by place, each one once.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.all.sort_by_key(|d| (d.labels.first().map(|l| l.span).unwrap_or_default(), d.code));
        self.all.dedup();
        self.all
    }
}
