//! Printing: answers to standard output, complaints to standard error; colour only on a terminal.

use std::io::{IsTerminal, Write};

use miette::{GraphicalReportHandler, GraphicalTheme};
use serde_json::json;

use super::args::Format;
use super::{USAGE, WRONG};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::render::{self, Report};
use crate::source::Sources;

/// Widest report.
const WIDTH: usize = 100;

/// Why there is no answer.
pub enum Trouble {
    /// The rules or the facts are wrong.
    Wrong {
        /// Every mistake.
        diagnostics: Vec<Diagnostic>,
        /// The files they point into.
        sources: Sources,
        /// For whom.
        format: Format,
    },
    /// The command line asks for what there is not.
    Usage {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: Option<String>,
    },
}

impl Trouble {
    pub fn usage(message: impl Into<String>) -> Trouble {
        Trouble::Usage { message: message.into(), help: None }
    }

    pub fn code(&self) -> u8 {
        match self {
            Trouble::Wrong { .. } => WRONG,
            Trouble::Usage { .. } => USAGE,
        }
    }
}

/// To standard output. A reader that has gone away (`| head`) is no error.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// A remark to standard error.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Says why there is no answer.
pub fn complain(trouble: &Trouble) {
    match trouble {
        Trouble::Wrong { diagnostics, sources, format: Format::Json } => {
            let all: Vec<_> = diagnostics.iter().map(|d| render::json(d, sources)).collect();
            note(&format!("{:#}", json!({ "diagnostics": all })));
        }
        Trouble::Wrong { diagnostics, sources, .. } => report(diagnostics, sources),
        Trouble::Usage { message, help } => {
            note(&format!("error: {message}"));
            help.iter().for_each(|help| note(&format!("  help: {help}")));
        }
    }
}

/// Shows diagnostics with the lines they point at.
pub fn report(diagnostics: &[Diagnostic], sources: &Sources) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(WIDTH).with_wrap_lines(false);
    for (n, diagnostic) in diagnostics.iter().enumerate() {
        let mut text = String::new();
        let report = Report::new(diagnostic, sources);
        if !report.can_be_drawn() || handler.render_report(&mut text, &report).is_err() {
            text = render::plain(diagnostic, sources);
        }
        let gap = if n == 0 { "" } else { "\n" };
        note(&format!("{gap}{}", text.trim_matches('\n')));
    }
}
