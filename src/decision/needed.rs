//! The facts on which open answers turn.

use std::cmp::Reverse;
use std::sync::OnceLock;

use indexmap::{IndexMap, IndexSet};

use super::gather::Matter;
use super::{Choice, Decision, Need};
use crate::eval::Mode;
use crate::explain::Needs;
use crate::law::View;
use crate::model::DecisionId;
use crate::plan::ProvisionIx;
use crate::plan::slots::{InstanceId, MATTER};
use crate::possible::Question;
use crate::value::{Causes, Truth};

/// The facts on which the open answers to one matter turn, each found when somebody asks for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Needed {
    /// Of each decision.
    decisions: IndexMap<String, OnceLock<Turns>>,
    /// Of each elective exemption.
    options: IndexMap<String, OnceLock<Vec<Need>>>,
    /// All of them.
    all: OnceLock<Vec<Need>>,
}

/// The facts on which a decision turns, and whether these are exactly all.
#[derive(Clone, Debug)]
struct Turns {
    on: Vec<Need>,
    exactly: bool,
}

impl Needed {
    /// Of these decisions and exemptions.
    pub fn new<'n>(decisions: impl Iterator<Item = &'n String>, options: impl Iterator<Item = &'n String>) -> Needed {
        Needed {
            decisions: decisions.map(|name| (name.clone(), OnceLock::new())).collect(),
            options: options.map(|provision| (provision.clone(), OnceLock::new())).collect(),
            all: OnceLock::new(),
        }
    }
}

impl Decision {
    /// Facts that are not given and could still change an answer, of the decisions first and then of the options: what waits for
    /// none of them is settled. Where no claims are given, or it is claimed, an option counts.
    pub fn needs(&self) -> &[Need] {
        self.needed.all.get_or_init(|| {
            // What only an unclaimed option waits for cannot change an answer where claims are given.
            let any_counts = Matter::new(self.law(), self.facts(), self.law().enforced()).evaluator.claims().is_none();
            let counts = |option: &&Choice| any_counts || option.claimed;
            let of_options = self.options.iter().filter(counts).map(|option| self.needs_of_option(&option.provision));
            let of_decisions = self.decisions.keys().map(|name| self.needs_of(name));
            let all: IndexSet<Need> = of_decisions.chain(of_options).flatten().cloned().collect();
            all.into_iter().collect()
        })
    }

    /// Facts on which a decision still turns, most decisive first: those of which one answer alone may settle it, then the others,
    /// each in the order in which the law asks for them. None where it is settled.
    pub fn needs_of(&self, name: &str) -> &[Need] {
        self.turns(name).map_or(&[], |turns| &turns.on)
    }

    /// True if [`needs_of`](Self::needs_of) lists exactly the facts on which the decision turns. False where there were too many ways to
    /// fill in what is missing, or it waits for what cannot be tried out value by value (lists, facts that are compared with each
    /// other): it may then list a fact that could not matter, and never leaves out one that could.
    pub fn needs_are_exact(&self, name: &str) -> bool {
        self.turns(name).is_none_or(|turns| turns.exactly)
    }

    fn turns(&self, name: &str) -> Option<&Turns> {
        let asked = self.needed.decisions.get(name)?;
        Some(asked.get_or_init(|| self.turns_under(name, self.law().enforced())))
    }

    /// The same of an elective exemption: whether it stands open.
    pub fn needs_of_option(&self, provision: &str) -> &[Need] {
        let asked = self.needed.options.get(provision);
        asked.map_or(&[], |asked| asked.get_or_init(|| self.needs_for_option(provision)))
    }

    /// The same of a decision under the printed law.
    pub fn needs_as_printed(&self, name: &str) -> Vec<Need> {
        self.turns_under(name, self.law().printed()).on
    }

    fn turns_under(&self, name: &str, view: &View) -> Turns {
        let matter = Matter::new(self.law(), self.facts(), view).told_in(self.language);
        let found = matter.named().into_iter().find(|(known, ..)| known == name);
        let turns = found.map(|(_, id, instance)| matter.turns_on(id, instance));
        turns.unwrap_or(Turns { on: Vec::new(), exactly: true })
    }

    /// Of an exemption that is unknown: what its versions wait for.
    fn needs_for_option(&self, provision: &str) -> Vec<Need> {
        let law = self.law();
        let unknown = self.options.iter().any(|option| option.provision == provision && option.state == "unknown");
        if !unknown {
            return Vec::new();
        }
        let matter = Matter::new(law, self.facts(), law.enforced()).told_in(self.language);
        let named = |ix: &&ProvisionIx| law.rulebook().model().tree.text(matter.plan().provision(**ix).id) == provision;
        let mut all: IndexSet<Need> = IndexSet::new();
        for ix in matter.plan().options.iter().filter(named) {
            let (at, truth) = matter.best_instance(*ix).unwrap_or((MATTER, Truth::False));
            if truth.causes().has(Causes::MISSING) {
                all.extend(matter.turns(&Question::Open(*ix, at)).on);
            }
        }
        all.into_iter().collect()
    }
}

impl Matter<'_> {
    fn turns_on(&self, id: DecisionId, instance: InstanceId) -> Turns {
        if !self.plan().decision(id).is_set {
            return self.turns(&Question::Outcome(id, instance, Mode::WithClaims));
        }
        let elements = self.elements(id, instance).into_iter();
        let open = elements.filter(|(_, truth, _)| truth.causes().has(Causes::MISSING)).map(|(.., rules)| rules);
        let open: Vec<_> = open.collect();
        let rules: Vec<_> = open.iter().flatten().copied().collect();
        let mut turns = self.turns(&Question::Elements(open));
        // No one fact settles a set: the fact comes first that most of its rules wait for.
        let waiting: Vec<IndexSet<Need>> = rules.into_iter().map(|(rule, on)| self.waits_for(rule, on)).collect();
        turns.on.sort_by_cached_key(|need| Reverse(waiting.iter().filter(|needs| needs.contains(need)).count()));
        turns
    }

    /// The facts that a rule waits for.
    fn waits_for(&self, rule: ProvisionIx, on: InstanceId) -> IndexSet<Need> {
        let mut needs = Needs::new(&self.evaluator, Mode::WithClaims);
        needs.provision(rule, on);
        self.needs(needs.found.into_iter().collect()).into_iter().collect()
    }

    fn turns(&self, question: &Question) -> Turns {
        if question.answer(&self.evaluator).is_some() {
            return Turns { on: Vec::new(), exactly: true };
        }
        let explored = self.explorer().explore(question);
        Turns { on: self.needs(explored.needs()), exactly: explored.is_exact() }
    }
}
