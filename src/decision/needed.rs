//! The facts on which open answers turn.

use indexmap::{IndexMap, IndexSet};

use super::gather::Matter;
use super::{Decision, Need};
use crate::eval::Mode;
use crate::model::DecisionId;
use crate::plan::slots::{InstanceId, MATTER};
use crate::possible::Question;
use crate::value::{Causes, Truth};

/// The facts on which the open answers to one matter turn.
#[derive(Clone, Debug, Default)]
pub(super) struct Needed {
    /// Of each decision.
    pub decisions: IndexMap<String, Vec<Need>>,
    /// Of each elective exemption.
    pub options: IndexMap<String, Vec<Need>>,
    /// All of them.
    pub all: Vec<Need>,
}

impl Needed {
    /// Fills in the missing facts of all that is open.
    pub fn of(decision: &Decision) -> Needed {
        let law = decision.law();
        let matter = Matter::new(law, decision.facts(), law.enforced()).told_in(decision.language);
        let named = matter.named().into_iter();
        let decisions: IndexMap<String, Vec<Need>> =
            named.map(|(name, id, instance)| (name, matter.needs_of(id, instance))).collect();
        let mut options: IndexMap<String, Vec<Need>> = IndexMap::new();
        for ix in &matter.plan().options {
            let id = law.rulebook().model().tree.text(matter.plan().provision(*ix).id);
            let unknown = decision.options.iter().any(|o| o.provision == id && o.state == "unknown");
            let (at, truth) = matter.best_instance(*ix).unwrap_or((MATTER, Truth::False));
            if unknown && truth.causes().has(Causes::MISSING) {
                let needs = matter.needs_for(&Question::Open(*ix, at));
                let known = options.entry(id.to_string()).or_default();
                needs.into_iter().for_each(|need| {
                    if !known.contains(&need) {
                        known.push(need)
                    }
                });
            }
        }
        // What only an unclaimed option waits for cannot change an answer where claims are given.
        let any_counts = matter.evaluator.claims().is_none();
        let counts = |id: &String| any_counts || decision.options.iter().any(|o| o.provision == *id && o.claimed);
        let of_options = options.iter().filter(|(id, _)| counts(id)).map(|(_, needs)| needs);
        let all: IndexSet<Need> = decisions.values().chain(of_options).flatten().cloned().collect();
        Needed { decisions, options, all: all.into_iter().collect() }
    }
}

/// The facts on which a decision turns under the printed law.
pub(super) fn as_printed(decision: &Decision, name: &str) -> Vec<Need> {
    let law = decision.law();
    let matter = Matter::new(law, decision.facts(), law.printed()).told_in(decision.language);
    let found = matter.named().into_iter().find(|(known, ..)| known == name);
    found.map_or_else(Vec::new, |(_, id, instance)| matter.needs_of(id, instance))
}

impl Matter<'_> {
    fn needs_of(&self, id: DecisionId, instance: InstanceId) -> Vec<Need> {
        if !self.plan().decision(id).is_set {
            return self.needs_for(&Question::Outcome(id, instance, Mode::WithClaims));
        }
        let elements = self.elements(id, instance).into_iter();
        let open = elements.filter(|(_, truth, _)| truth.causes().has(Causes::MISSING)).map(|(.., rules)| rules);
        self.needs_for(&Question::Elements(open.collect()))
    }

    fn needs_for(&self, question: &Question) -> Vec<Need> {
        match question.answer(&self.evaluator) {
            Some(_) => Vec::new(),
            None => self.needs(self.explorer().explore(question).needs()),
        }
    }
}
