//! The languages of opinions and interviews, and of whatever else is said to people about an answer: a file each, and no sentence
//! elsewhere.
//!
//! To add one, write its file, and name it in [`LANGUAGES`]. Provision ids, citations and quoted words of the law stay as they
//! are in every language; titles, names and questions come from the vocabulary, which has them under the language's tag.

mod en;
mod zh;

use std::fmt;

use crate::Known;
use crate::away::Away;
use crate::decision::{Deemed, Duty, FactChange, Need, Note, OtherDay, Verdict, Wanted, WhyNot};
use crate::explain::values::{Listed, Shown, Value};
use crate::explain::wording::{Given, Measure, Presumed, Told, ToldFact, ToldGroup, ToldStep};
use crate::facts::FactErrors;
use crate::interview::{Member, Progress, Question, Reader};
use crate::model::Comparison;
use crate::opinion::Exemption;
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

/// `` nothing is written in `fr`, only in en (English), zh (中文) ``
impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<String> = LANGUAGES.iter().map(|l| format!("{} ({})", l.tag(), l.name())).collect();
        write!(f, "nothing is written in `{}`, only in {}", self.0, known.join(", "))
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

/// More paragraphs of one entry than this are counted, not listed.
const MOST_LISTED: usize = 3;
/// Most facts that a conclusion names on which it turns.
const MOST_TOLD: usize = 3;

/// Ids, and entries of which there are many: `3A090.b.1`, and `3A001` with 27. An entry is what stands before the first dot or bracket.
fn by_entry(ids: &[String]) -> Vec<(&str, usize)> {
    let end = |id: &String| id.find(['.', '(']).unwrap_or(id.len());
    let mut entries: indexmap::IndexMap<&str, Vec<&str>> = indexmap::IndexMap::new();
    for id in ids {
        entries.entry(&id[..end(id)]).or_default().push(id);
    }
    let listed = |(entry, ids): (_, Vec<_>)| match ids.len() > MOST_LISTED {
        true => vec![(entry, ids.len())],
        false => ids.into_iter().map(|id| (id, 1)).collect(),
    };
    entries.into_iter().flat_map(listed).collect()
}

/// `CN (China)`
fn of_many(member: &Member) -> String {
    member.name.as_ref().map_or_else(|| member.code.clone(), |name| format!("{} ({name})", member.code))
}

/// What the lines at the head of an opinion tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Whose law it is.
    Law,
    /// Who makes it.
    Authority,
    /// The day whose law applies.
    Day,
    /// What is taken to have been public.
    Known,
}

/// The parts of an opinion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// The answers, in short.
    Conclusion,
    /// The facts that the answers rest on.
    Facts,
    /// The reasons, decision by decision.
    Analysis,
    /// What the printed law says where it differs.
    Printed,
    /// Exemptions that somebody may claim.
    Exemptions,
    /// Duties and prohibitions.
    Duties,
    /// Facts that the law deems to be something.
    Deemed,
    /// Values that were given in the place of what the law defines.
    Stipulated,
    /// Facts that are not known.
    Missing,
    /// Remarks.
    Notes,
    /// The instruments.
    Sources,
    /// What the opinion does not cover.
    Limits,
}

/// What somebody may type in the place of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Why this is asked.
    Why,
    /// That nobody knows.
    Unknown,
    /// All values to choose from.
    List,
    /// Back to the question before.
    Back,
    /// Enough.
    Quit,
}

/// The command that was typed, in the words of any language.
pub fn command(typed: &str) -> Option<Command> {
    let typed = typed.trim().replace('’', "'");
    let all = [Command::Why, Command::Unknown, Command::List, Command::Back, Command::Quit];
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

    // ---- values

    /// A value.
    fn shown(&self, value: &Shown) -> String;
    /// A day.
    fn day(&self, day: Date) -> String;
    /// What is known of a value.
    fn value(&self, value: &Value) -> String;
    /// A bound: `at least 4800`, `before 2023-11-17`.
    fn bound(&self, by: Comparison, at: &Shown) -> String;
    /// What is put between remarks on one paragraph.
    fn between(&self) -> &'static str;

    // ---- the frame

    /// The title of an opinion.
    fn title(&self) -> &'static str;
    /// A line at its head.
    fn label(&self, label: Label) -> &'static str;
    /// What is put between a label and what it labels.
    fn colon(&self) -> &'static str;
    /// A heading.
    fn heading(&self, heading: Heading) -> &'static str;
    /// What is taken to have been public.
    fn known(&self, known: Known) -> String;
    /// That it is no legal advice.
    fn caveat(&self) -> &'static str;
    /// What the law refers to and the rulebook does not hold.
    fn elsewhere(&self, ids: &[String]) -> String;

    // ---- conclusions

    /// How a decision came out.
    fn verdict(&self, decision: &str, verdict: &Verdict) -> String;
    /// The same of the printed law.
    fn printed(&self, verdict: &str) -> String;
    /// The provisions by which it came out so, after it.
    fn under(&self, cites: &[String]) -> String;
    /// Something told beside a name.
    fn aside(&self, text: &str) -> String;
    /// What a decision or fact is about, after how it came out.
    fn about(&self, what: &str) -> String;
    /// What it would be if nobody claimed an exemption, after those that are claimed and make it otherwise.
    fn without_claims(&self, verdict: &Verdict, claimed: &[String]) -> String;
    /// That the reasons given are those of the printed law.
    fn printed_differs(&self) -> &'static str;
    /// Printed words of these provisions that are not enforced.
    fn away(&self, away: &Away, provisions: &[String]) -> String;
    /// Provisions that would have made another answer, or put something into a set, were they met.
    fn not_met(&self, ids: &[String]) -> String;

    // ---- reasons

    /// How provisions that stand alike stand.
    fn stands(&self, told: &[&Told]) -> String;
    /// The same, where its reasons were told before, under this decision or exemption.
    fn as_found_above(&self, told: &[&Told], under: &str) -> String;
    /// Since when it stands so, and by whose changes.
    fn since(&self, told: &Told) -> String;
    /// The name a fact goes by in a sentence.
    fn fact(&self, fact: &ToldFact) -> String;
    /// What a fact is read as.
    fn read(&self, fact: &ToldFact) -> String;
    /// What a fact is, in a sentence.
    fn fact_is(&self, fact: &ToldFact) -> String;
    /// What something that is calculated is.
    fn is(&self, name: &str, value: &str) -> String;
    /// What a definition or conclusion gives.
    fn given(&self, given: &Given, value: &Value) -> String {
        given.by.listed.map_or_else(|| self.value(value), |listed| self.listed(listed))
    }
    /// Whether a case is met; none where that is open.
    fn met(&self, met: Option<bool>) -> &'static str;
    /// That a day cannot be told, because working days are listed on these days only.
    fn listed(&self, listed: Listed) -> String;
    /// That a chain goes on beyond what is told of it.
    fn goes_on(&self) -> &'static str;
    /// What rules make of a fact, after its value.
    fn presumed(&self, presumed: &Presumed) -> String;
    /// How far a value lies from a bound, after the value.
    fn distance(&self, measure: &Measure) -> String;
    /// Whether a value is a member of a group, after the value.
    fn member(&self, group: &ToldGroup) -> String;
    /// A step of a calculation, and what it gave.
    fn step(&self, step: &ToldStep) -> (String, String);

    // ---- the rest

    /// How an exemption that must be claimed stands, and whether it helped.
    fn exemption(&self, exemption: &Exemption) -> String;
    /// What binds whoever claims it.
    fn duties_of_claim(&self) -> &'static str;
    /// A duty or prohibition.
    fn duty(&self, duty: &Duty) -> String;
    /// A fact that is deemed.
    fn deemed(&self, deemed: &Deemed) -> String;
    /// A fact to ask for.
    fn ask(&self, need: &Need) -> String;
    /// A remark.
    fn note(&self, note: &Note) -> String;
    /// That an answer is the same however these facts turn out.
    fn whatever(&self, facts: &[String]) -> String;

    // ---- why not

    /// What is asked for, and what it is instead; the ways to bring it about follow.
    fn why_not(&self, answer: &WhyNot) -> String;
    /// A way to bring it about: changes that are needed together, and whether another way was told before.
    fn way(&self, changes: &[String], another: bool) -> String;
    /// A fact that would have to be otherwise.
    fn change(&self, change: &FactChange) -> String;
    /// What it would have to be.
    fn wanted(&self, wanted: &[Wanted]) -> String;
    /// A day on which the same facts have that answer.
    fn other_day(&self, day: &OtherDay) -> String;
    /// That no way was found, of all there are or of those that were tried.
    fn no_way(&self, complete: bool) -> &'static str;
    /// That there may be others, as not all were tried.
    fn not_all_tried(&self) -> &'static str;

    // ---- what somebody may type in an interview

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

    // ---- its questions

    /// The first lines: whose law it is, of which day, and what may be typed.
    fn begin(&self, rulebook: &str, on: Date, known: Known) -> String;
    /// How far it has come.
    fn progress(&self, progress: Progress) -> String;
    /// The question: what is asked for and where it stands among the facts.
    fn question(&self, question: &Question) -> String;
    /// What an answer may be, without the values to choose from.
    fn possible_answers(&self, question: &Question) -> String;
    /// That there are many values to choose from: how many, and some of them.
    fn many_values(&self, count: usize, some: &[&Member]) -> String;
    /// Why an answer was refused.
    fn refused(&self, typed: &str, question: &Question, errors: &FactErrors) -> String;
    /// Why it is asked.
    fn why(&self, readers: &[Reader]) -> String;
    /// A provision for the sake of which it is asked.
    fn reader(&self, reader: &Reader) -> String;
    /// That there are as many more provisions.
    fn more_readers(&self, count: usize) -> String;
    /// That there is nothing to go back to.
    fn at_the_beginning(&self) -> &'static str;

    // ---- its end

    /// That nothing more has to be asked; what nobody knew, and an answer may turn on.
    fn finished(&self, unknown: &[String]) -> String;
    /// That it ended before all was asked; what is open.
    fn unfinished(&self, open: &[String]) -> String;
    /// Where the facts are kept.
    fn kept(&self, file: &str) -> String;
    /// What heads the facts, where they are not kept in a file.
    fn facts(&self) -> &'static str;
}
