//! The law of one day as known on one day, ready to decide.

use std::fmt;
use std::sync::Arc;

use crate::decision::Decision;
use crate::eval::{Evaluator, Mode, Reading};
use crate::facts::{self, FactError, FactErrors, Facts, FactsBuilder};
use crate::language::ENGLISH;
use crate::model::Model;
use crate::plan::{self, NodeId, Op, Plan, ProvisionIx};
use crate::rulebook::Rulebook;
use crate::temporal::{Calendar, Known, Text, Track};
use crate::value::Date;

/// The consolidated text of one day as known on one day, compiled. Cheap to clone; `Send + Sync`.
#[derive(Clone)]
pub struct Law {
    rulebook: Rulebook,
    on: Date,
    known: Known,
    compiled: Arc<Compiled>,
}

/// One revision, compiled: what is enforced, and what is printed where that differs (S18).
pub(crate) struct Compiled {
    pub calendar: Arc<Calendar>,
    pub enforced: View,
    pub printed: Option<View>,
}

/// The text of one track and its plan.
pub(crate) struct View {
    pub text: Text,
    pub plan: Plan,
}

impl View {
    /// True if some provision reads the day itself.
    pub(crate) fn reads_the_day(&self) -> bool {
        self.plan.nodes.iter().any(|node| matches!(node.op, Op::On))
    }
}

impl Compiled {
    pub(crate) fn new(model: &Model, calendar: Arc<Calendar>, on: Date) -> Compiled {
        let compiled =
            |text: Text, track: Track| View { plan: plan::compile(model, &calendar, &text, on, track), text };
        let enforced = compiled(calendar.text(model, on, Track::Enforced), Track::Enforced);
        let printed = Some(calendar.text(model, on, Track::Printed)).filter(|text| *text != enforced.text);
        let printed = printed.map(|text| compiled(text, Track::Printed));
        Compiled { calendar, enforced, printed }
    }
}

impl Law {
    pub(crate) fn new(rulebook: Rulebook, on: Date, known: Known, compiled: Arc<Compiled>) -> Law {
        Law { rulebook, on, known, compiled }
    }

    /// Reads facts for this law.
    pub fn facts(&self) -> FactsReader<'_> {
        FactsReader { law: self }
    }

    /// Decides every decision of the rulebook. Facts read under another law of the same rulebook serve too.
    ///
    /// # Panics
    /// Where the facts were read for another rulebook, or for another version of its files: their slots would be misread.
    /// A host that swaps rulebooks reads facts and decides under one and the same [`Law`].
    #[expect(clippy::panic, reason = "a mistake of the host that must not become a wrong answer")]
    pub fn decide(&self, facts: &Facts) -> Decision {
        match self.try_decide(facts) {
            Ok(decision) => decision,
            Err(other) => panic!("{other}"),
        }
    }

    /// The same for a host that may hold facts longer than a rulebook.
    ///
    /// # Errors
    /// Where the facts were read for another rulebook, or for another version of its files: they must be read anew.
    pub fn try_decide(&self, facts: &Facts) -> Result<Decision, OtherRulebook> {
        if facts.rulebook() != self.rulebook.digest() {
            return Err(OtherRulebook { rulebook: self.rulebook.name().to_string() });
        }
        Ok(Decision::new(self.clone(), facts.clone()))
    }

    /// The day whose law this is.
    pub fn on(&self) -> Date {
        self.on
    }

    /// What was public.
    pub fn known(&self) -> Known {
        self.known
    }

    /// The rulebook it comes from.
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// True if what is printed and what is enforced differ that day.
    pub fn printed_differs(&self) -> bool {
        self.compiled.printed.is_some()
    }

    /// The lives of all statements, as known.
    pub(crate) fn calendar(&self) -> &Calendar {
        &self.compiled.calendar
    }

    pub(crate) fn enforced(&self) -> &View {
        &self.compiled.enforced
    }

    /// The printed text where it differs, else the enforced one.
    pub(crate) fn printed(&self) -> &View {
        self.compiled.printed.as_ref().unwrap_or(&self.compiled.enforced)
    }

    /// Its texts, each once: the enforced one, and the printed one where it differs.
    pub(crate) fn views(&self) -> impl Iterator<Item = &View> {
        std::iter::once(&self.compiled.enforced).chain(&self.compiled.printed)
    }

    /// A stipulated value that its own definition contradicts is an error of fact (S20).
    fn check_stipulations(&self, facts: Facts) -> Result<Facts, FactErrors> {
        let plan = &self.enforced().plan;
        let evaluator = Evaluator::new(plan, facts.slots(), self.on);
        let model = self.rulebook.model();
        let mut errors = Vec::new();
        for stipulation in facts.stipulated() {
            let versions = plan.definitions.get(stipulation.name.ix()).map_or(&[][..], Vec::as_slice);
            let stands = |(by, guard): &&(ProvisionIx, Option<NodeId>)| {
                let mut frame = evaluator.frame(*by, stipulation.instance, Mode::WithClaims);
                guard.is_none_or(|guard| evaluator.truth(guard, &mut frame).holds())
            };
            let Some((by, _)) = versions.iter().find(stands).copied() else { continue };
            let given = evaluator.cell(evaluator.stipulated(stipulation.name, stipulation.instance));
            let defined = evaluator.definition(by, stipulation.instance, Mode::WithClaims);
            let settled = |reading: &Reading| !matches!(reading, Reading::Undetermined(_));
            let range = evaluator.range_of_definition(by, stipulation.instance, Mode::WithClaims);
            let outside = match (&given, &range) {
                (Reading::Known(given), Ok(range)) => range.excludes(given),
                _ => false,
            };
            if outside || settled(&given) && settled(&defined) && given != defined {
                let ty = Some(&model.vocabulary.defined[stipulation.name.ix()].ty);
                let words = |reading: &Reading| match reading {
                    Reading::Known(datum) => model.datum_text(datum, ty),
                    _ => "none".to_string(),
                };
                let id = model.tree.text(plan.provision(by).id);
                errors.push(FactError {
                    path: stipulation.path.clone(),
                    code: "facts/contradicts-definition",
                    message: format!(
                        "`{}` is given as {}, but by `{id}` the other facts make it {}",
                        stipulation.path,
                        words(&given),
                        match &range {
                            Ok(_) => ENGLISH.value(&model.range_shown(&range, ty, "")),
                            Err(_) => words(&defined),
                        }
                    ),
                    help: Some("leave it out, or mend the facts it is made of".into()),
                });
            }
        }
        if errors.is_empty() { Ok(facts.read_for(self.rulebook.digest())) } else { Err(FactErrors(errors)) }
    }
}

impl fmt::Debug for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Law")
            .field("rulebook", &self.rulebook.name())
            .field("on", &self.on)
            .field("known", &self.known)
            .finish()
    }
}

/// Facts that were read for another rulebook, or another version of its files, than the one they are to be decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherRulebook {
    /// The name of the one they are to be decided by.
    pub rulebook: String,
}

impl fmt::Display for OtherRulebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "these facts were read for another rulebook than `{}` as it is now: read them anew", self.rulebook)
    }
}

impl std::error::Error for OtherRulebook {}

/// Reads facts into the slots of a law.
#[derive(Clone, Copy, Debug)]
pub struct FactsReader<'l> {
    law: &'l Law,
}

impl FactsReader<'_> {
    /// From the text of a fact file.
    ///
    /// # Errors
    /// Every mistake, each with its JSON path.
    pub fn from_json(&self, text: &str) -> Result<Facts, FactErrors> {
        let book = &self.law.rulebook;
        let facts = facts::read_json(&book.model().vocabulary, &book.model().tree, book.layout(), text)?;
        self.law.check_stipulations(facts)
    }

    /// From the bytes of a fact file.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json), or that the bytes are not UTF-8.
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<Facts, FactErrors> {
        let book = &self.law.rulebook;
        let facts = facts::read_bytes(&book.model().vocabulary, &book.model().tree, book.layout(), bytes)?;
        self.law.check_stipulations(facts)
    }

    /// From any value of the host that serde can write.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn from_serialize<T: serde::Serialize>(&self, value: &T) -> Result<Facts, FactErrors> {
        let book = &self.law.rulebook;
        let facts = facts::read_serialize(&book.model().vocabulary, &book.model().tree, book.layout(), value)?;
        self.law.check_stipulations(facts)
    }

    /// From facts that a host sets one by one.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn from_builder(&self, builder: FactsBuilder) -> Result<Facts, FactErrors> {
        let book = &self.law.rulebook;
        let facts = builder.read(&book.model().vocabulary, &book.model().tree, book.layout())?;
        self.law.check_stipulations(facts)
    }

    /// No facts at all: everything is unknown.
    ///
    /// # Errors
    /// Never in practice; the form is that of the other readers.
    pub fn none(&self) -> Result<Facts, FactErrors> {
        self.from_json("{}")
    }
}
