//! The languages of interviews: a file each, and no sentence elsewhere.
//!
//! To add one, write its file and name it in [`LANGUAGES`]. Questions and names of values come from the vocabulary, which has them
//! under the language's tag; ids and citations stay as they are in every language.

mod en;
mod zh;

use std::fmt;

use super::{Progress, Question, Reader};
use crate::Known;
use crate::value::Date;

/// English.
pub static ENGLISH: &dyn Language = &en::English;
/// Chinese, in simplified characters.
pub static CHINESE: &dyn Language = &zh::Chinese;
/// All of them.
pub static LANGUAGES: &[&dyn Language] = &[ENGLISH, CHINESE];

/// A language that there is no file for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLanguage(String);

/// `` there are no interviews in `fr`, only in en (English), zh (中文) ``
impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<String> = LANGUAGES.iter().map(|l| format!("{} ({})", l.tag(), l.name())).collect();
        write!(f, "there are no interviews in `{}`, only in {}", self.0, known.join(", "))
    }
}

impl std::error::Error for UnknownLanguage {}

/// The language of a tag.
///
/// # Errors
/// Where there is none: its message lists those that there are.
pub fn language(tag: &str) -> Result<&'static dyn Language, UnknownLanguage> {
    LANGUAGES.iter().find(|language| language.tag() == tag).copied().ok_or_else(|| UnknownLanguage(tag.to_string()))
}

/// What somebody may type in the place of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Why this is asked.
    Why,
    /// That nobody knows.
    Unknown,
    /// Back to the question before.
    Back,
    /// Enough.
    Quit,
}

/// The command that was typed, in the words of any language.
pub fn command(typed: &str) -> Option<Command> {
    let typed = typed.trim().replace('’', "'");
    let all = [Command::Why, Command::Unknown, Command::Back, Command::Quit];
    let is = |command: &Command| {
        LANGUAGES.iter().any(|l| l.command(*command).iter().any(|word| typed.eq_ignore_ascii_case(word)))
    };
    all.into_iter().find(is)
}

/// The words of a language: sentences with their arguments.
pub trait Language: Sync + fmt::Debug {
    /// Its tag: `en`.
    fn tag(&self) -> &'static str;
    /// Its name in itself.
    fn name(&self) -> &'static str;

    // ---- what somebody may type

    /// Ways to write yes.
    fn yes(&self) -> &'static [&'static str];
    /// Ways to write no.
    fn no(&self) -> &'static [&'static str];
    /// Ways to say that there is none.
    fn none(&self) -> &'static [&'static str];
    /// Ways to say that those given are all.
    fn all(&self) -> &'static [&'static str];
    /// Ways to give a command, the one to show first.
    fn command(&self, command: Command) -> &'static [&'static str];

    // ---- questions

    /// The first lines: whose law it is, of which day, and what may be typed.
    fn begin(&self, rulebook: &str, on: Date, known: Known) -> String;
    /// How far it has come.
    fn progress(&self, progress: Progress) -> String;
    /// The question: what is asked for and where it stands among the facts.
    fn question(&self, question: &Question) -> String;
    /// What an answer may be, without the values to choose from.
    fn wanted(&self, question: &Question) -> String;
    /// Why it is asked.
    fn why(&self, readers: &[Reader]) -> String;
    /// A provision for the sake of which it is asked.
    fn reader(&self, reader: &Reader) -> String;
    /// That there is nothing to go back to.
    fn at_the_beginning(&self) -> &'static str;

    // ---- the end

    /// That nothing more has to be asked; what nobody knew, and an answer may turn on.
    fn finished(&self, unknown: &[String]) -> String;
    /// That it ended before all was asked; what is open.
    fn unfinished(&self, open: &[String]) -> String;
    /// Where the facts are kept.
    fn kept(&self, file: &str) -> String;
    /// What heads the facts, where they are not kept in a file.
    fn facts(&self) -> &'static str;
}
