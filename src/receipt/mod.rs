//! The receipt of an answer: all that is needed to decide the same again, and the proof that it comes out the same.
//!
//! A receipt is a JSON text. It holds the facts as they were given and the whole answer; no day but those of the law, so that
//! the same question gives the same receipt. Its seal is a digest of everything else in it: who changes a receipt by hand
//! breaks it. The seal is no signature, whoever can run this code can make one.

mod differ;
mod read;

use std::collections::BTreeMap;

use serde_json::Value;

pub use self::differ::{Different, Differs};
pub use self::read::ReceiptError;
use crate::facts::FactError;
use crate::facts::json::Members;
use crate::rulebook::sha256;
use crate::temporal::Known;
use crate::value::Date;
use crate::{Decision, Rulebook};

/// The form of receipts that this version writes and reads.
const FORM: &str = "1";
/// The member that seals the others.
const SEAL: &str = "seal";

/// The receipt of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The name of the rulebook.
    pub rulebook: String,
    /// The folder that the rulebook was opened from, as it was given; none where that was not said.
    pub path: Option<String>,
    /// The digest of the rulebook.
    pub digest: String,
    /// The digest of each of its files, by name.
    pub files: BTreeMap<String, String>,
    /// The version of Lexact that gave the answer.
    pub engine: String,
    /// The day whose law it is.
    pub on: Date,
    /// What was public.
    pub known: Known,
    /// The facts, as JSON text, as they were given.
    pub facts: String,
    /// The answer, as JSON text without spaces between its words.
    pub answer: String,
    /// False where the receipt is not as it was written.
    sealed: bool,
    /// The whole text.
    text: String,
}

/// What came out when the facts of a receipt were decided again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// True where the receipt is not as it was written: its seal does not fit the rest.
    pub edited: bool,
    /// The names of the two rulebooks, where they differ.
    pub rulebook: Option<Differs>,
    /// The digests of the two rulebooks, where they differ.
    pub digest: Option<Differs>,
    /// The files whose digests differ, by name; one that is on one side only has no digest on the other.
    pub files: Vec<Different>,
    /// The versions of Lexact, where they differ.
    pub engine: Option<Differs>,
    /// Why the facts cannot be read by this rulebook; empty where they can.
    pub facts: Vec<FactError>,
    /// Where the two answers differ, by JSON path; digest, engine and name of the rulebook are told above.
    pub answer: Vec<Different>,
}

impl Replay {
    /// True if everything is as the receipt says, the answer byte for byte.
    pub fn is_same(&self) -> bool {
        !self.edited
            && self.rulebook.is_none()
            && self.digest.is_none()
            && self.files.is_empty()
            && self.engine.is_none()
            && self.is_same_answer()
    }

    /// True if the facts gave the same answer, whatever else differs.
    pub fn is_same_answer(&self) -> bool {
        self.facts.is_empty() && self.answer.is_empty()
    }
}

impl Receipt {
    /// The receipt of an answer.
    pub fn of(decision: &Decision) -> Receipt {
        Receipt::new(decision, None)
    }

    fn new(decision: &Decision, path: Option<String>) -> Receipt {
        let law = decision.law();
        let answer = decision.to_json();
        let receipt = Receipt {
            rulebook: law.rulebook().name().to_string(),
            path,
            digest: law.rulebook().digest().to_string(),
            files: law.rulebook().file_digests(),
            engine: env!("CARGO_PKG_VERSION").to_string(),
            on: law.on(),
            known: law.known(),
            facts: decision.facts().text().to_string(),
            answer: answer.to_string(),
            sealed: true,
            text: String::new(),
        };
        receipt.written(&answer)
    }

    /// The same, with the folder that the rulebook was opened from, as it was given. It is looked for there when the receipt is
    /// replayed.
    pub fn of_rulebook_at(decision: &Decision, path: impl Into<String>) -> Receipt {
        Receipt::new(decision, Some(path.into()))
    }

    /// Its JSON text, ending in a line feed. Of one that was read, the text that was read.
    pub fn to_json(&self) -> &str {
        &self.text
    }

    /// Decides the facts again under a rulebook, on the same day with the same known, and compares.
    pub fn replay(&self, rulebook: &Rulebook) -> Replay {
        let law = rulebook.in_force(self.on, self.known);
        let facts = law.facts().from_json(&self.facts);
        let engine = Differs::between(&self.engine, env!("CARGO_PKG_VERSION"));
        let digest = Differs::between(&self.digest, rulebook.digest());
        let name = Differs::between(&self.rulebook, rulebook.name());
        let told = [("engine", &engine), ("digest", &digest), ("rulebook", &name)];
        let told: Vec<&str> = told.into_iter().filter(|(_, differs)| differs.is_some()).map(|(key, _)| key).collect();
        let (facts, answer) = match facts {
            Ok(facts) => {
                let now = law.decide(&facts).to_json().to_string();
                (Vec::new(), differ::between(&self.answer, &now, &told))
            }
            Err(errors) => (errors.0, Vec::new()),
        };
        Replay {
            edited: !self.sealed,
            files: differ::files(&self.files, &rulebook.file_digests()),
            rulebook: name,
            digest,
            engine,
            facts,
            answer,
        }
    }

    /// The receipt with its text.
    fn written(mut self, answer: &Value) -> Receipt {
        let text = |text: &str| Value::from(text).to_string();
        let mut members = vec![("receipt", FORM.to_string()), ("rulebook", text(&self.rulebook))];
        members.extend(self.path.as_deref().map(|path| ("path", text(path))));
        members.push(("digest", text(&self.digest)));
        members.push(("files", format!("{:#}", serde_json::json!(self.files))));
        members.push(("engine", text(&self.engine)));
        members.push(("on", text(&self.on.to_string())));
        members.push(("known", text(&self.known.to_string())));
        members.push(("as", text(read::AS)));
        members.push(("facts", self.facts.clone()));
        members.push(("answer", format!("{answer:#}")));
        let seal = seal(members.iter().map(|(key, value)| (*key, value.as_str())));
        members.push((SEAL, text(&seal)));
        let line = |(key, value): &(&str, String)| match *key {
            // As they were given, to the space.
            "facts" => format!("  \"facts\": {value}"),
            _ => format!("  \"{key}\": {}", value.replace('\n', "\n  ")),
        };
        self.text = format!("{{\n{}\n}}\n", members.iter().map(line).collect::<Vec<_>>().join(",\n"));
        self
    }
}

/// A digest of members in their order, whatever the layout of their values.
fn seal<'m>(members: impl Iterator<Item = (&'m str, &'m str)>) -> String {
    let members = members.filter(|(key, _)| *key != SEAL);
    let all: Vec<String> = members.map(|(key, value)| format!("{}:{}", Value::from(key), compact(value))).collect();
    sha256(&format!("{{{}}}", all.join(",")))
}

/// A JSON text without spaces between its words.
fn compact(text: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let stays = |c: &char| {
        let stays = quoted || !c.is_ascii_whitespace();
        quoted ^= *c == '"' && !escaped;
        escaped = quoted && *c == '\\' && !escaped;
        stays
    };
    text.chars().filter(stays).collect()
}

/// The members of a JSON object; none where it is something else.
fn members(text: &str) -> Option<Members<'_>> {
    text.trim_start().starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
}
