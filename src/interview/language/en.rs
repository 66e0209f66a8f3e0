//! English.

use super::{Command, Language};
use crate::Known;
use crate::interview::{Kind, Progress, Question, Reader};
use crate::value::Date;

#[derive(Debug)]
pub struct English;

/// What one value may be.
fn one(kind: &Kind) -> String {
    match kind {
        Kind::YesNo => "yes or no".into(),
        Kind::Number { unit, lower } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" in {unit}, with or without the unit") };
            let bound = lower.as_ref().map_or_else(String::new, |(bound, included)| {
                format!(", {} {bound}", if *included { "at least" } else { "more than" })
            });
            format!("a number{unit}{bound}")
        }
        Kind::Date => "a date as in 2023-11-17".into(),
        Kind::Days => "a number of days".into(),
        Kind::Months => "a number of months as in 3 months".into(),
        Kind::Text => "a text".into(),
        Kind::Provision => "the id of a provision".into(),
        Kind::OneOf(_) => "one of".into(),
        Kind::Name(record) => format!("the name of a {record} among the facts"),
        Kind::Record => "yes if there is one; what it is like is asked afterwards".into(),
        Kind::Count(record) => {
            format!("how many there are of {record}, 0 if there are none; each is asked about afterwards")
        }
        Kind::Values(kind) => several(kind),
    }
}

fn several(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(_) => "several with commas, or none, of".into(),
        Kind::Provision => "ids of provisions with commas, or none".into(),
        Kind::Name(record) => format!("the names of each {record}, with commas, or none"),
        kind => format!("several with commas, or none; each {}", one(kind)),
    }
}

fn of_those_given(question: &Question) -> String {
    let count = question.given.len();
    match &question.kind {
        Kind::Count(record) => format!("{count} given of {record}: all if that is all, else how many more there are"),
        _ => format!("{count} given: all if that is all, else the others, with commas"),
    }
}

impl Language for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn name(&self) -> &'static str {
        "English"
    }

    fn yes(&self) -> &'static [&'static str] {
        &["yes", "y", "true"]
    }

    fn no(&self) -> &'static [&'static str] {
        &["no", "n", "false"]
    }

    fn none(&self) -> &'static [&'static str] {
        &["none"]
    }

    fn all(&self) -> &'static [&'static str] {
        &["all"]
    }

    fn command(&self, command: Command) -> &'static [&'static str] {
        match command {
            Command::Why => &["?", "why"],
            Command::Unknown => &["don't know", "do not know", "I don't know"],
            Command::Back => &["back"],
            Command::Quit => &["quit"],
        }
    }

    fn begin(&self, rulebook: &str, on: Date, known: Known) -> String {
        format!(
            "{rulebook}, law of {on}, known {known}\n\
             Only what can still change an answer is asked. ? tells why; don't know, back and quit do what they say."
        )
    }

    fn progress(&self, progress: Progress) -> String {
        let Progress { answered, remaining, grows } = progress;
        let more = if grows { ", more where there are lists" } else { "" };
        format!("({answered} answered, {remaining} that may still matter{more})")
    }

    fn question(&self, question: &Question) -> String {
        let counsel = if question.counsel { " (a question for counsel)" } else { "" };
        match &question.text {
            Some(text) => format!("{text}  [{}]{counsel}", question.path),
            None => format!("{}{counsel}", question.path),
        }
    }

    fn wanted(&self, question: &Question) -> String {
        let wanted = if question.given.is_empty() { one(&question.kind) } else { of_those_given(question) };
        match &question.kind {
            Kind::OneOf(_) if question.optional => "none, or one of".into(),
            _ if question.optional => format!("{wanted}; or none"),
            _ => wanted,
        }
    }

    fn why(&self, readers: &[Reader]) -> String {
        if readers.is_empty() { "An answer turns on it.".into() } else { "It is read by".into() }
    }

    fn reader(&self, reader: &Reader) -> String {
        let title = reader.title.as_ref().map_or_else(String::new, |title| format!(" “{title}”"));
        let at =
            if reader.paragraphs.is_empty() { String::new() } else { format!(", {}", reader.paragraphs.join(", ")) };
        format!("{}{title}{at} [{}]", reader.cite, reader.citation)
    }

    fn at_the_beginning(&self) -> &'static str {
        "This is the first question."
    }

    fn finished(&self, unknown: &[String]) -> String {
        match unknown {
            [] => "Nothing more can change an answer.".into(),
            some => format!("Nothing more can be asked. Not known: {}.", some.join(", ")),
        }
    }

    fn unfinished(&self, open: &[String]) -> String {
        format!("Ended before all was asked. Still open: {}.", open.join(", "))
    }

    fn kept(&self, file: &str) -> String {
        format!("The facts are kept in {file}.")
    }

    fn facts(&self) -> &'static str {
        "The facts to keep:"
    }
}
