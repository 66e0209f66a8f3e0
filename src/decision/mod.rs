//! The answer: every decision with its status, value and reasons; options, duties, needs. Its JSON form is stable.

mod deemed;
mod gather;
mod json;
mod needed;
mod notes;
mod paragraphs;
mod verdict;
mod why_not;

use std::fmt;

use indexmap::IndexMap;

use self::needed::Needed;
pub use self::notes::Note;
pub use self::paragraphs::ParagraphTruth;
pub use self::verdict::Verdict;
pub use self::why_not::{FactChange, NearMiss, OtherDay, Wanted, WhyNot, WishError};
use crate::away::Away;
pub use crate::eval::Status;
use crate::explain::values::{Listed, Shown};
use crate::explain::wording::Told;
use crate::facts::Facts;
use crate::language::{ENGLISH, Language};
use crate::law::Law;
use crate::opinion::Opinion;
use crate::value::Date;

/// The answer to one matter under one law.
///
/// ```text
/// decision["license"] == "required"
/// ```
#[derive(Clone, Debug)]
pub struct Decision {
    law: Law,
    facts: Facts,
    /// The tag of the language of titles, names and questions; empty for the main one of the rulebook.
    language: &'static str,
    /// The decisions in order of declaration, as enforced. A decision `of` a record stands once for each top-level fact
    /// that is such a record: under its own name where there is one, else as `classification of part`.
    pub decisions: IndexMap<String, Outcome>,
    /// Decisions that the printed law answers differently (S18).
    pub as_printed: IndexMap<String, Outcome>,
    /// Why: the printed words that are not enforced and bear on those answers, and by whose act.
    pub away: Vec<Away>,
    /// The elective exemptions, in text order (S11).
    pub options: Vec<Choice>,
    /// Duties and prohibitions that bind, or may bind.
    pub duties: Vec<Duty>,
    /// Values that were given in the place of defined ones (S20): paths.
    pub stipulated: Vec<String>,
    /// Facts that rules deem to be something, with the rules, as enforced (S12).
    pub deemed: Vec<Deemed>,
    /// Ids the law asks about that are not encoded: they never apply.
    pub elsewhere: Vec<String>,
    /// What the reader should know: claims that are closed, stipulations without a definition.
    pub notes: Vec<Note>,
    /// The facts on which open answers turn, once somebody has asked.
    needed: Needed,
}

/// How one decision came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it stands.
    pub status: Status,
    /// Its value, where decided: the text of the value, a number or date as written, `yes` or `no`.
    pub value: Option<String>,
    /// The same without anybody claiming an exemption; none for set-valued decisions.
    pub without_claims: Option<Plain>,
    /// Why it is not decided.
    pub causes: Vec<&'static str>,
    /// The values that disagree, in a conflict.
    pub between: Vec<String>,
    /// The elements of a set-valued decision that are in, or perhaps; none for a single-valued one.
    pub elements: Option<Vec<Element>>,
    /// Facts that are not given and were all filled in, in every way the law tells apart: whatever they turn out to be, the answer
    /// is this. Empty where the answer does not take that.
    pub whatever: Vec<Need>,
}

/// A status and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// How it stands.
    pub status: Status,
    /// Its value, where decided.
    pub value: Option<String>,
}

/// An element of a set-valued decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The provision.
    pub provision: String,
    /// True if it is surely in the set; otherwise perhaps.
    pub sure: bool,
    /// Why it is only perhaps.
    pub causes: Vec<&'static str>,
}

/// How an elective exemption stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub provision: String,
    /// `open`, `closed` or `unknown`.
    pub state: &'static str,
    /// True if the facts claim it.
    pub claimed: bool,
    /// What binds whoever claims it.
    pub duties: Vec<Duty>,
}

impl Choice {
    /// With another version of the same exemption: open where either is.
    fn or(&mut self, other: Choice) {
        let rank = |state: &str| ["closed", "unknown", "open"].iter().position(|s| *s == state);
        match rank(other.state).cmp(&rank(self.state)) {
            std::cmp::Ordering::Less => return,
            std::cmp::Ordering::Greater => {
                (self.state, self.duties) = (other.state, Vec::new());
            }
            std::cmp::Ordering::Equal => {}
        }
        let new: Vec<Duty> = other.duties.into_iter().filter(|duty| !self.duties.contains(duty)).collect();
        self.duties.extend(new);
    }
}

/// A duty or a prohibition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The provision that imposes it.
    pub provision: String,
    /// The act that wrote the provision.
    pub act: String,
    /// The act's citation.
    pub citation: String,
    /// True for `may not`.
    pub prohibition: bool,
    /// The words.
    pub text: String,
    /// The deadline, or the first free day, where it is known.
    pub date: Option<Date>,
    /// Where it has such a day, and it cannot be told: why.
    pub unsettled: Option<Unsettled>,
    /// The condition that it states for itself, in the words of the rule file; none where it has none.
    pub when: Option<String>,
    /// True if it surely binds; otherwise it may.
    pub binds: bool,
}

/// The day of a duty, where it cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// The day, in the words of the rule file.
    pub text: String,
    /// Where it lies beyond the working days that are listed: the days of which they are.
    pub listed: Option<Listed>,
}

/// A fact that is not given and could still change an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Need {
    /// Its JSON path.
    pub fact: String,
    /// What to ask.
    pub question: String,
    /// True for a question put to counsel.
    pub counsel: bool,
}

/// A fact that a rule deems to be something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deemed {
    /// The fact's JSON path.
    pub fact: String,
    /// What it is deemed to be.
    pub value: Shown,
    /// What it is given as, where it is given.
    pub given: Option<Shown>,
    /// The rule.
    pub provision: String,
    /// True where an exemption from the rule rebuts it.
    pub rebuttable: bool,
    /// Its codified citation.
    pub cite: String,
    /// The act that wrote the rule.
    pub act: String,
    /// The act's citation.
    pub citation: String,
}

/// `item.for_data_centers: yes, by 3A090.note-1; given as no`
impl fmt::Display for Deemed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGLISH.deemed(self))
    }
}

/// A name that is none of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchDecision {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: Vec<String>,
}

/// `` there is no decision `licence`; there are license, review ``
impl fmt::Display for NoSuchDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no decision `{}`; there are {}", self.name, self.known.join(", "))
    }
}

impl std::error::Error for NoSuchDecision {}

impl Decision {
    /// The law it was decided under.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The facts it was decided on.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// True if every decision is decided.
    pub fn is_decided(&self) -> bool {
        self.decisions.values().all(|o| o.status == Status::Decided)
    }

    /// The outcome of a decision, if the rulebook declares it.
    pub fn get(&self, name: &str) -> Option<&Outcome> {
        self.decisions.get(name)
    }

    /// The decisions of these names, as [`decisions`](Self::decisions) has them; all where none is named. A decision of a record goes by
    /// its own name for all of them, or as `classification of part` for one.
    ///
    /// # Errors
    /// A name that is none of a decision.
    pub fn named(&self, names: &[&str]) -> Result<Vec<String>, NoSuchDecision> {
        let known = || self.decisions.keys();
        if names.is_empty() {
            return Ok(known().cloned().collect());
        }
        let mut found: Vec<String> = Vec::new();
        for name in names {
            let before = found.len();
            found.extend(
                known().filter(|k| k == name || k.strip_prefix(name).is_some_and(|of| of.starts_with(" of "))).cloned(),
            );
            if found.len() == before {
                return Err(NoSuchDecision { name: (*name).to_string(), known: known().cloned().collect() });
            }
        }
        Ok(found)
    }

    /// What would have to be otherwise for `wish` to be the answer: `license is not needed`, `license is not required`,
    /// `classification includes 3A090.a`, `classification does not include 3A090.a`. The nearest misses: the smallest sets of facts
    /// whose change brings it about, and the nearest days.
    ///
    /// # Errors
    /// Where the wish names no decision, or a value that it never has.
    pub fn why_not(&self, wish: &str) -> Result<WhyNot, WishError> {
        self.why_not_keeping(wish, &[])
    }

    /// The same, but none of these facts changes where it is given: paths such as `item.form`, or `item` for all of a record, or
    /// `claims`. What is not given may still be filled in.
    ///
    /// # Errors
    /// As [`why_not`](Self::why_not); also where a path leads to no fact of the matter.
    pub fn why_not_keeping(&self, wish: &str, keep: &[&str]) -> Result<WhyNot, WishError> {
        why_not::why_not(self, wish, keep)
    }

    /// The same answer with titles, names and questions in the language of this tag, where the vocabulary has them.
    pub fn in_language(&self, tag: &'static str) -> Decision {
        if tag == self.language {
            return self.clone();
        }
        Decision::told(self.law.clone(), self.facts.clone(), tag)
    }

    /// Why a decision came out as it did: the provisions it rests on.
    pub fn because(&self, name: &str) -> Vec<Told> {
        gather::because(self, name, false)
    }

    /// The same for the printed law.
    pub fn because_as_printed(&self, name: &str) -> Vec<Told> {
        gather::because(self, name, true)
    }

    /// How an elective exemption stands, and why; none where it is not in force.
    pub fn because_of_option(&self, provision: &str) -> Option<Told> {
        gather::because_of_option(self, provision)
    }

    /// Whether a provision applies, claims ignored (S9): true, false or, where it depends on what is open, none; with the
    /// reasons. An id that names several provisions applies where one of them does.
    pub fn applies(&self, provision: &str) -> (Option<bool>, Vec<Told>) {
        gather::applies(self, provision)
    }

    /// How every provision and paragraph in force stands, in text order, on every instance: what coverage counts.
    pub fn paragraph_truths(&self) -> Vec<ParagraphTruth> {
        paragraphs::truths(self)
    }

    /// The stable JSON form.
    pub fn to_json(&self) -> serde_json::Value {
        json::decision(self)
    }

    /// A reasoned opinion in a language.
    pub fn opinion(&self, language: &'static dyn Language) -> Opinion {
        Opinion::new(self, language)
    }

    /// A reasoned opinion in English, as plain text.
    pub fn explain(&self) -> String {
        self.opinion(ENGLISH).to_text()
    }
}

impl std::ops::Index<&str> for Decision {
    type Output = Outcome;

    /// The outcome of a decision.
    ///
    /// # Panics
    /// Where the rulebook declares no such decision; [`get`](Decision::get) does not.
    #[expect(clippy::panic, reason = "indexing by a name that is not declared is a mistake of the host, as with a map")]
    fn index(&self, name: &str) -> &Outcome {
        match self.get(name) {
            Some(outcome) => outcome,
            None => panic!("the rulebook `{}` declares no decision `{name}`", self.law.rulebook().name()),
        }
    }
}

impl PartialEq<&str> for Outcome {
    /// True if it is decided with this value.
    fn eq(&self, value: &&str) -> bool {
        self.status == Status::Decided && self.value.as_deref() == Some(*value)
    }
}

impl Outcome {
    /// In words, for people: `required`, `conflict: required and not needed`, `the law is silent`.
    pub fn words(&self) -> String {
        match self.status {
            Status::Conflict if self.between.len() > 1 => format!("conflict: {}", self.between.join(" and ")),
            Status::Silent if self.elements.is_none() => "the law is silent".into(),
            Status::Discretion if self.elements.is_none() => "left to discretion".into(),
            _ => self.to_string(),
        }
    }

    /// What it is without anybody claiming an exemption, in words, where that is something else.
    pub fn otherwise_without_claims(&self) -> Option<String> {
        let without = self.without_claims.as_ref()?;
        let same = (without.status, &without.value) == (self.status, &self.value);
        (!same).then(|| without.value.clone().unwrap_or_else(|| without.status.word().to_string()))
    }
}

/// `required`, `unknown`, `3A090.a.1, 3A090.a.2`
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(elements) = &self.elements {
            let words = |e: &Element| if e.sure { e.provision.clone() } else { format!("perhaps {}", e.provision) };
            let all: Vec<String> = elements.iter().map(words).collect();
            return f.write_str(if all.is_empty() { "none".into() } else { all.join(", ") }.as_str());
        }
        match &self.value {
            Some(value) if self.status == Status::Decided => f.write_str(value),
            _ => f.write_str(self.status.word()),
        }
    }
}
