//! Plan + slots → findings: three-valued logic, defeat, conflict (S6 to S13).
//!
//! - *takes* a plan, the slots of one matter, and the day (`on` stands for the day of the transaction)
//! - *gives* an [`Evaluator`], which settles what it is asked and remembers it: nothing is computed that no question needs
//! - *forgets* nothing: explanations ask the same evaluator afterwards
//! - *keeps* soundness: what it calls settled holds under every completion of the missing facts
//! - *reports* nothing: every plan and every matter has findings
//!
//! It sees no model, no names, no JSON. The plan is free of circles and bounded in depth, so every walk ends.

mod aggregates;
mod chosen;
mod decide;
mod deemed;
mod expressions;
mod functions;
mod ranges;
mod spread;
mod status;

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

pub use aggregates::{Counted, Elements};
pub use decide::{Candidate, Outcome, Status, Value};
pub use deemed::{Deemed, Presumption};
pub use expressions::{Reading, shifted};
pub use functions::{Scaled, Taken};
pub use ranges::{End, Range};

use crate::plan::slots::{Cell, InstanceId, MATTER, Slots};
use crate::plan::{DecisionId, Plan, ProvisionId, ProvisionIx};
use crate::value::{Causes, Date, Truth};

/// Whether elective exemptions count (S11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// As if nobody claimed anything.
    WithoutClaims,
    /// Claimed exemptions count; where no claims are given, all open ones do.
    WithClaims,
}

/// A provision at work on one instance: what its operations see.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The variables; number 0 is the instance of `for each`.
    pub variables: Vec<Cell>,
    /// The instance of `for each`, where the provision runs on instances.
    pub instance: Option<InstanceId>,
    /// Whether claims count.
    pub mode: Mode,
}

impl Frame {
    /// A frame of so many variables, on no instance.
    pub fn of(variables: u32, mode: Mode) -> Frame {
        Frame { variables: vec![Cell::Missing; variables as usize], instance: None, mode }
    }
}

/// Where a memo is kept: a provision and the instance it runs on ([`MATTER`] where it runs once).
type Key = (ProvisionIx, InstanceId, Mode);

/// Settles conditions, provisions and decisions on demand.
pub struct Evaluator<'a> {
    /// The law.
    pub plan: &'a Plan,
    /// The facts.
    pub slots: &'a Slots,
    /// The day.
    pub on: Date,
    /// False where no exemption can be elected, or nobody elects any: then both modes are one.
    claims_matter: bool,
    conditions: RefCell<FxHashMap<Key, Truth>>,
    statuses: RefCell<FxHashMap<Key, Truth>>,
    definitions: RefCell<FxHashMap<Key, Reading>>,
    /// How far each definition that spreads has come (S14).
    spreads: RefCell<FxHashMap<(ProvisionIx, Mode), Rc<spread::Reach>>>,
    /// Those being computed, innermost last.
    assumed: RefCell<Vec<spread::Assumed>>,
    ranges: RefCell<FxHashMap<Key, Result<Range, Causes>>>,
    outcomes: RefCell<FxHashMap<(DecisionId, InstanceId, Mode), Rc<Outcome>>>,
    undefeated: RefCell<FxHashMap<(ProvisionIx, u32, InstanceId, Mode), Truth>>,
    deemed: deemed::Memo,
}

impl<'a> Evaluator<'a> {
    /// An evaluator of one matter under one law.
    pub fn new(plan: &'a Plan, slots: &'a Slots, on: Date) -> Evaluator<'a> {
        let nobody_claims = matches!(slots.cell(MATTER, plan.claims), Cell::Provisions(ids) if ids.is_empty());
        Evaluator {
            plan,
            slots,
            on,
            claims_matter: !plan.options.is_empty() && !nobody_claims,
            conditions: RefCell::default(),
            statuses: RefCell::default(),
            definitions: RefCell::default(),
            spreads: RefCell::default(),
            assumed: RefCell::default(),
            ranges: RefCell::default(),
            outcomes: RefCell::default(),
            undefeated: RefCell::default(),
            deemed: deemed::Memo::default(),
        }
    }

    /// The mode under which a finding is remembered.
    fn remembered(&self, mode: Mode) -> Mode {
        if self.claims_matter { mode } else { Mode::WithoutClaims }
    }

    /// The frame of a provision on an instance.
    pub fn frame(&self, provision: ProvisionIx, instance: InstanceId, mode: Mode) -> Frame {
        let provision = self.plan.provision(provision);
        let mut variables = vec![Cell::Missing; provision.variables as usize];
        let instance = provision.instance.map(|_| instance);
        if let (Some(instance), Some(first)) = (instance, variables.first_mut()) {
            *first = Cell::Record(instance);
        }
        Frame { variables, instance, mode }
    }

    /// The instances a provision runs on: those of its record, or the matter once.
    pub fn instances(&self, provision: ProvisionIx) -> &'a [InstanceId] {
        const ONCE: &[InstanceId] = &[MATTER];
        match self.plan.provision(provision).instance {
            None => ONCE,
            Some(record) => self.slots.instances_of(record),
        }
    }

    /// Where a defeater meets a target that runs on `instance`: on the same one if it runs on instances, else once.
    pub fn meets(&self, defeater: ProvisionIx, instance: InstanceId) -> InstanceId {
        if self.plan.provision(defeater).instance.is_some() { instance } else { MATTER }
    }

    /// The provisions somebody claims: none where the fact is not given.
    pub fn claims(&self) -> Option<&'a [ProvisionId]> {
        match self.slots.cell(MATTER, self.plan.claims) {
            Cell::Provisions(ids) => Some(ids),
            _ => None,
        }
    }

    /// True if a claim names the provision or a node above it.
    pub fn is_claimed(&self, provision: ProvisionIx) -> bool {
        let id = self.plan.provision(provision).id;
        self.claims().is_some_and(|claims| claims.iter().any(|claim| self.plan.is_within(id, *claim)))
    }
}
