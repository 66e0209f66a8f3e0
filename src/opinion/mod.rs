//! A decision → a reasoned opinion, as a lawyer would write it: conclusion, facts, analysis, exemptions, duties, what is not known,
//! sources.
//!
//! An [`Opinion`] is data without a sentence. Its sentences come from a [`Language`]; the two together make a document, which is
//! written as text, Markdown, HTML or JSON. It uses the public API of a decision, and decides nothing.

mod build;
mod document;
mod ground;
mod html;
mod json;
mod markdown;
mod text;
mod why_not;

pub use self::document::{Document, Item, Section};
pub use self::ground::Ground;
use crate::Known;
use crate::away::Away;
use crate::decision::{Decision, Deemed, Duty, Need, NoSuchDecision, Note, Verdict};
use crate::explain::wording::{Told, ToldFact};
use crate::language::Language;
use crate::value::Date;

/// A reasoned opinion on one matter.
#[derive(Clone, Debug)]
pub struct Opinion {
    language: &'static dyn Language,
    decision: Decision,
    /// Whose law: the title of the rulebook.
    pub law: String,
    /// The name of the rulebook.
    pub rulebook: String,
    /// Who makes or administers it.
    pub authority: Option<String>,
    /// The day whose law applies.
    pub on: Date,
    /// What is taken to have been public.
    pub known: Known,
    /// The facts that the reasons read, each once, in the order in which they do.
    pub facts: Vec<ToldFact>,
    /// The decisions, as enforced.
    pub findings: Vec<Finding>,
    /// Those that the printed law answers otherwise.
    pub as_printed: Vec<Finding>,
    /// The printed words that are not enforced and bear on those.
    pub away: Vec<Away>,
    /// The exemptions that must be claimed.
    pub exemptions: Vec<Exemption>,
    /// Duties and prohibitions.
    pub duties: Vec<Duty>,
    /// Facts that the law deems to be something.
    pub deemed: Vec<Deemed>,
    /// Paths of values that were given in the place of defined ones.
    pub stipulated: Vec<String>,
    /// What is not known and could change an answer.
    pub missing: Vec<Need>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// The instruments whose words it rests on, each once.
    pub sources: Vec<Source>,
    /// Ids the law asks about that are not in the rulebook.
    pub elsewhere: Vec<String>,
    /// What of the law of the day the rulebook does not say.
    pub leaves_out: Vec<String>,
}

/// What was found of one decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The decision.
    pub name: String,
    /// What it is about, in the language of the opinion.
    pub about: Option<String>,
    /// How it came out.
    pub verdict: Verdict,
    /// Facts that are not given and were all filled in: it comes out so whatever they are.
    pub whatever: Vec<String>,
    /// How it would come out if nobody claimed an exemption, where that is another way.
    pub without_claims: Option<Verdict>,
    /// Why.
    pub grounds: Vec<Ground>,
    /// Of a set: the provisions that could have put something into it, and do not.
    pub not_met: Vec<Told>,
}

/// An exemption that must be claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    /// Its id.
    pub provision: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is claimed; none where the facts say nothing of claims.
    pub claimed: Option<bool>,
    /// True if it is claimed and open, and some decision would come out otherwise without claims.
    pub helps: bool,
    /// Paths of the facts that it waits for.
    pub needs: Vec<String>,
    /// Why.
    pub ground: Option<Ground>,
    /// What binds whoever claims it.
    pub duties: Vec<Duty>,
}

/// How an exemption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It can be claimed.
    Open,
    /// It cannot.
    Closed,
    /// It depends on what is not settled.
    Unknown,
}

/// An instrument that an opinion rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its official citation.
    pub citation: String,
    /// Its title.
    pub title: Option<String>,
    /// The address of its official text.
    pub address: Option<String>,
}

impl Opinion {
    /// The opinion on a decision, in a language.
    pub fn new(decision: &Decision, language: &'static dyn Language) -> Opinion {
        build::opinion(decision, &[], language)
    }

    /// The opinion on these decisions alone, with the exemptions that bear on them; on all of them where none is named. A decision of
    /// a record goes by its own name for all of them.
    ///
    /// # Errors
    /// A decision that is not declared.
    pub fn limited_to(&self, decisions: &[&str]) -> Result<Opinion, NoSuchDecision> {
        let names = self.decision.named(decisions)?;
        Ok(build::opinion(&self.decision, if decisions.is_empty() { &[] } else { &names }, self.language))
    }

    /// Its sentences, in order.
    pub fn document(&self) -> Document {
        document::write(self)
    }

    /// What it comes to, without its reasons: conclusion, exemptions, duties, what is not known.
    pub fn summary(&self) -> Document {
        document::summary(self)
    }

    /// As plain text.
    pub fn to_text(&self) -> String {
        self.document().to_text()
    }

    /// As Markdown.
    pub fn to_markdown(&self) -> String {
        markdown::render(&self.document())
    }

    /// As one HTML page, complete in itself and without scripts.
    pub fn to_html(&self) -> String {
        html::render(&self.document())
    }

    /// As JSON: all keys of the decision, and `opinion`.
    pub fn to_json(&self) -> serde_json::Value {
        json::render(self)
    }
}
