//! An interview: question by question, only what still matters, until every answer is settled.
//!
//! A host shows each [`Question`] as it likes and hands back what was typed; nothing here reads or prints. What is asked is what
//! [`Decision::needs_of`] says the open decisions turn on, the most decisive first, without what was answered by *I do not know*.
//! Answers go through the ordinary [reader of facts](crate::FactsReader), so what is kept at the end is a fact file like any other.
//!
//! | file | does |
//! |---|---|
//! | `question` | a path of the facts → what to ask for it |
//! | `answer` | what was typed → the JSON to put there |
//! | `place` | puts it there |

mod answer;
mod place;
mod question;

use std::fmt;

use indexmap::IndexSet;

pub use self::question::{Kind, Member, Question};
use crate::decision::{Decision, NoSuchDecision};
use crate::eval::Status;
use crate::explain::State;
use crate::explain::wording::Told;
use crate::facts::json::{self, Json};
use crate::facts::{FactError, FactErrors};
use crate::law::Law;

/// An interview about one matter under one law.
///
/// ```
/// # let rulebook = lexact::Rulebook::open("examples/stalls")?;
/// let law = rulebook.in_force("2023-05-01".parse()?, lexact::Known::Latest);
/// let mut interview = lexact::Interview::new(law, &["permit"], "{}")?;
/// while let Some(question) = interview.next() {
///     match question.path.as_str() {
///         "stall.area" => interview.answer("5 m2")?,
///         "stall.hot_food" => interview.answer("yes")?,
///         _ => interview.do_not_know(),
///     }
/// }
/// println!("{} {:#}", interview.decision()["permit"], interview.facts());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Interview {
    law: Law,
    /// The decisions it is about, as the decision names them, in order.
    about: Vec<String>,
    /// The tag of the language questions are asked in.
    language: String,
    /// What stood before each answer, oldest first.
    before: Vec<Turn>,
    now: Turn,
}

/// What is known at one moment of an interview.
#[derive(Clone, Debug)]
struct Turn {
    facts: Json,
    decision: Decision,
    /// The facts that nobody knows: paths.
    unknown: Vec<String>,
    /// What may still be asked, in order: paths.
    open: Vec<String>,
}

/// How far an interview has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Answers given, those of *I do not know* included.
    pub answered: usize,
    /// How many facts may still matter, by what is known so far.
    pub remaining: usize,
    /// True where one of them is a list or a record: its answer may lead to questions that are not counted yet.
    pub grows: bool,
}

/// A provision for the sake of which something is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Its codified citation.
    pub cite: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The citation of the act that wrote it.
    pub citation: String,
    /// The addresses of its paragraphs that read the fact; none where the condition is no list of paragraphs.
    pub paragraphs: Vec<String>,
}

/// Why an interview cannot begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotBegin {
    /// It is to be about a decision that there is not.
    NoSuchDecision(NoSuchDecision),
    /// The facts to begin with are wrong.
    Facts(FactErrors),
}

impl fmt::Display for CannotBegin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CannotBegin::NoSuchDecision(no) => no.fmt(f),
            CannotBegin::Facts(errors) => errors.fmt(f),
        }
    }
}

impl std::error::Error for CannotBegin {}

impl From<NoSuchDecision> for CannotBegin {
    fn from(no: NoSuchDecision) -> CannotBegin {
        CannotBegin::NoSuchDecision(no)
    }
}

impl From<FactErrors> for CannotBegin {
    fn from(errors: FactErrors) -> CannotBegin {
        CannotBegin::Facts(errors)
    }
}

impl Interview {
    /// An interview about these decisions, in this order; about all of them where none is named. A decision of a record goes by its
    /// own name, for all top-level facts that are one, or as `classification of part` for one. `facts` is the text of a fact file
    /// to begin with, `{}` where nothing is known.
    ///
    /// # Errors
    /// A decision that is not declared; every mistake in the facts.
    pub fn new(law: Law, decisions: &[&str], facts: &str) -> Result<Interview, CannotBegin> {
        let read = law.facts().from_json(facts)?;
        let facts = json::parse(facts).map_err(FactErrors::from)?;
        let decision = law.decide(&read);
        let about = decision.named(decisions)?;
        let now = Turn { facts, decision, unknown: Vec::new(), open: Vec::new() };
        let mut interview = Interview { law, about, language: String::new(), before: Vec::new(), now };
        interview.now.open = interview.open(&interview.now);
        Ok(interview)
    }

    /// Asks in this language: docs and names of values that have no text under its tag stay in the main one.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Interview {
        self.language = tag.to_string();
        self
    }

    /// The question that is open: the same one until it is answered. None at the end.
    pub fn next(&self) -> Option<Question> {
        self.question(self.now.open.first()?)
    }

    fn question(&self, path: &str) -> Option<Question> {
        Question::at(&self.law.rulebook().model().vocabulary, &self.now.facts, path, &self.language)
    }

    /// Answers the open question with what somebody typed: `yes`, `400 GB/s`, `2023-11-17`, a code or a name, `none`; for a list of
    /// records how many there are; for a list of plain values the values with commas. What stands in quotation marks is taken to the
    /// letter; a list or record may be written as JSON.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the words of the reader of facts. The question stays open and nothing is lost.
    pub fn answer(&mut self, typed: &str) -> Result<(), FactErrors> {
        let question = self.next().ok_or_else(nothing_asked)?;
        let value = answer::read(&question, typed)?;
        self.put(&question, value)
    }

    /// Answers the open question with a value of the facts, as a fact file would have it there.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub fn answer_json(&mut self, value: Json) -> Result<(), FactErrors> {
        let question = self.next().ok_or_else(nothing_asked)?;
        self.put(&question, value)
    }

    fn put(&mut self, question: &Question, value: Json) -> Result<(), FactErrors> {
        let mut facts = self.now.facts.clone();
        place::put(&mut facts, &question.path, value, question.describes.as_ref()).ok_or_else(nothing_asked)?;
        let read = self.law.facts().from_json(&facts.to_string())?;
        let decision = self.law.decide(&read);
        self.turn(Turn { facts, decision, unknown: self.now.unknown.clone(), open: Vec::new() });
        Ok(())
    }

    /// Answers the open question with *I do not know*: it is not asked again. Without effect at the end.
    pub fn do_not_know(&mut self) {
        if let Some(question) = self.next() {
            let mut turn = self.now.clone();
            turn.unknown.push(question.path);
            self.turn(turn);
        }
    }

    fn turn(&mut self, mut turn: Turn) {
        turn.open = self.open(&turn);
        self.before.push(std::mem::replace(&mut self.now, turn));
    }

    /// Takes back the last answer, or the last *I do not know*. False where there is none.
    pub fn back(&mut self) -> bool {
        let last = self.before.pop();
        let was = last.is_some();
        self.now = last.unwrap_or_else(|| self.now.clone());
        was
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let open: Vec<Question> = self.now.open.iter().filter_map(|path| self.question(path)).collect();
        let grows = open.iter().any(|question| matches!(question.kind, Kind::Count { .. } | Kind::Record));
        Progress { answered: self.before.len(), remaining: open.len(), grows }
    }

    /// The facts so far, numbers as they were written: written out, they are a fact file to keep.
    pub fn facts(&self) -> &Json {
        &self.now.facts
    }

    /// The decision on the facts so far.
    pub fn decision(&self) -> &Decision {
        &self.now.decision
    }

    /// The decisions it is about, as [`Decision::decisions`] names them.
    pub fn about(&self) -> &[String] {
        &self.about
    }

    /// What was answered by *I do not know*: paths, in order.
    pub fn unknown(&self) -> &[String] {
        &self.now.unknown
    }

    /// What a decision that is open turns on and cannot be asked for: paths of what no fact file could say, such as a field of a record that
    /// is only named, where no list of the facts could describe it.
    pub fn cannot_be_asked(&self) -> Vec<String> {
        let needs = self.about.iter().flat_map(|name| self.now.decision.needs_of(name));
        let paths: IndexSet<&String> = needs.map(|need| &need.fact).collect();
        paths.into_iter().filter(|path| self.question(path).is_none()).cloned().collect()
    }

    /// What may still be asked: paths, in order.
    pub fn still_open(&self) -> &[String] {
        &self.now.open
    }

    /// Why the open question is asked: the provisions that read the fact. Where none names it by itself, as with elements of lists,
    /// the provisions that leave the decision open.
    pub fn why(&self) -> Vec<Reader> {
        let Some(path) = self.now.open.first() else { return Vec::new() };
        let asking = self.about.iter().find(|name| self.now.decision.needs_of(name).iter().any(|n| n.fact == *path));
        let because = asking.map_or_else(Vec::new, |name| self.now.decision.because(name));
        let mut readers = Vec::new();
        because.iter().for_each(|told| collect(told, path, &mut readers));
        if readers.is_empty() {
            let open = because.iter().filter(|told| told.state == State::Open);
            open.for_each(|told| add(&mut readers, reader(told, Vec::new())));
        }
        readers
    }

    /// What the open decisions turn on and may be asked.
    fn open(&self, turn: &Turn) -> Vec<String> {
        let mut open: Vec<String> = Vec::new();
        for name in &self.about {
            if turn.decision.get(name).is_none_or(|outcome| outcome.status == Status::Decided) {
                continue;
            }
            for need in turn.decision.needs_of(name) {
                let vocabulary = &self.law.rulebook().model().vocabulary;
                let Some(asked) = Question::at(vocabulary, &turn.facts, &need.fact, "") else { continue };
                if !open.contains(&need.fact) && !turn.unknown.contains(&asked.path) {
                    open.push(need.fact.clone());
                }
            }
        }
        open
    }
}

fn nothing_asked() -> FactErrors {
    let error =
        FactError { path: String::new(), code: "facts/bad-path", message: "nothing is asked".into(), help: None };
    error.into()
}

/// The provisions among these reasons that read a fact and still may count.
fn collect(told: &Told, path: &str, readers: &mut Vec<Reader>) {
    let reading = told.paragraphs.iter().filter(|p| p.facts.iter().any(|fact| fact.path == path));
    let addresses: Vec<String> = reading.map(|p| p.address.trim().to_string()).collect();
    if !addresses.is_empty() && told.state != State::Fails {
        add(readers, reader(told, addresses.into_iter().filter(|address| !address.is_empty()).collect()));
    }
    told.because.iter().for_each(|inner| collect(inner, path, readers));
}

fn reader(told: &Told, paragraphs: Vec<String>) -> Reader {
    Reader { cite: told.cite.clone(), title: told.title.clone(), citation: told.citation.clone(), paragraphs }
}

fn add(readers: &mut Vec<Reader>, reader: Reader) {
    if !readers.contains(&reader) {
        readers.push(reader);
    }
}
