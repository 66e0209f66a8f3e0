//! Decisions: S6 over all who may conclude, after overrides (S8).

use std::rc::Rc;

use super::{Evaluator, Frame, Mode, Reading};
use crate::plan::slots::InstanceId;
use crate::plan::{Conclusion, Datum, DecisionId, ProvisionIx};
use crate::value::{Causes, Truth};

/// What a rule may conclude.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A value.
    Known(Datum),
    /// It is left to a person.
    Discretion,
    /// Some value, not known which.
    Unknown,
}

/// How a decision stands (S6, S7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Every completion of the missing facts gives this value.
    Decided,
    /// A missing fact could still settle it.
    Unknown,
    /// Provisions that surely apply disagree.
    Conflict,
    /// It rests on something undefined.
    Undefined,
    /// The law says nothing.
    Silent,
    /// It is left to a person.
    Discretion,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Decided => "decided",
            Status::Unknown => "unknown",
            Status::Conflict => "conflict",
            Status::Undefined => "undefined",
            Status::Silent => "silent",
            Status::Discretion => "discretion",
        }
    }

    /// The status of something unresolved, by the order of S7.
    pub fn unresolved(causes: Causes) -> Status {
        if causes.has(Causes::MISSING) || causes.has(Causes::UNCERTAIN) {
            Status::Unknown
        } else if causes.has(Causes::CONFLICT) {
            Status::Conflict
        } else if causes.has(Causes::UNDEFINED) {
            Status::Undefined
        } else if causes.has(Causes::SILENT) {
            Status::Silent
        } else {
            Status::Discretion
        }
    }
}

/// A rule, on one instance, that may conclude a decision.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The rule.
    pub rule: ProvisionIx,
    /// Which of its conclusions.
    pub conclusion: u32,
    /// The instance it runs on.
    pub instance: InstanceId,
    /// What it may conclude; empty if surely nothing.
    pub values: Vec<Value>,
    /// True if it may conclude nothing.
    pub nothing: bool,
    /// Why it is open.
    pub causes: Causes,
}

impl Candidate {
    /// Concludes one known value (or discretion), whatever is missing.
    fn sure(&self) -> Option<&Value> {
        match self.values.as_slice() {
            [value] if !self.nothing && *value != Value::Unknown => Some(value),
            _ => None,
        }
    }

    fn is_out(&self) -> bool {
        self.values.is_empty()
    }
}

/// How one decision came out.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How it stands.
    pub status: Status,
    /// The value, where decided.
    pub value: Option<Value>,
    /// All causes, where not decided.
    pub causes: Causes,
    /// Rules that surely apply, in text order.
    pub sure: Vec<Candidate>,
    /// Rules that may apply, in text order.
    pub open: Vec<Candidate>,
    /// True if the default answers.
    pub by_default: bool,
}

impl Evaluator<'_> {
    /// S6 for a single-valued decision.
    pub fn outcome(&self, decision: DecisionId, instance: InstanceId, mode: Mode) -> Rc<Outcome> {
        let key = (decision, instance, self.remembered(mode));
        if let Some(known) = self.outcomes.borrow().get(&key) {
            return Rc::clone(known);
        }
        let outcome = Rc::new(self.settle(decision, instance, mode));
        self.outcomes.borrow_mut().insert(key, Rc::clone(&outcome));
        outcome
    }

    fn settle(&self, decision: DecisionId, instance: InstanceId, mode: Mode) -> Outcome {
        let candidates = self.candidates(decision, instance, mode);
        let (sure, open): (Vec<_>, Vec<_>) =
            candidates.into_iter().filter(|c| !c.is_out()).partition(|c| c.sure().is_some());
        let default = self.plan.decision(decision).default.map(|(ix, node)| self.default_value(ix, node, mode));
        let mut outcome =
            Outcome { status: Status::Decided, value: None, causes: Causes::NONE, sure, open, by_default: false };
        let first = outcome.sure.first().and_then(Candidate::sure).cloned();
        let agreed = match &first {
            Some(value) if outcome.sure.iter().any(|c| c.sure() != Some(value)) => {
                outcome.status = Status::Conflict;
                outcome.causes = Causes::CONFLICT;
                return outcome;
            }
            Some(value) => Some(value.clone()),
            None if default == Some(Value::Unknown) => {
                // The default itself is undefined: a division by zero (S16).
                let open = outcome.open.iter().fold(Causes::UNDEFINED, |all, c| all.and(c.causes));
                (outcome.causes, outcome.status) = (open, Status::unresolved(open));
                return outcome;
            }
            None => default,
        };
        let undisturbed = |value: &Value| outcome.open.iter().all(|c| c.values.iter().all(|v| v == value));
        match agreed {
            Some(value) if undisturbed(&value) => {
                outcome.by_default = first.is_none();
                if value == Value::Discretion {
                    outcome.status = Status::Discretion;
                    outcome.causes = Causes::DISCRETION;
                }
                outcome.value = Some(value);
            }
            None if outcome.open.is_empty() => {
                outcome.status = Status::Silent;
                outcome.causes = Causes::SILENT;
            }
            _ => {
                outcome.causes = outcome.open.iter().fold(Causes::NONE, |all, c| all.and(c.causes));
                outcome.status = Status::unresolved(outcome.causes);
            }
        }
        outcome
    }

    fn default_value(&self, default: ProvisionIx, node: crate::plan::NodeId, mode: Mode) -> Value {
        let mut frame = self.frame(default, crate::plan::slots::MATTER, mode);
        known(self.value(node, &mut frame))
    }

    fn candidates(&self, decision: DecisionId, instance: InstanceId, mode: Mode) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (rule, conclusion) in &self.plan.decision(decision).concluded_by {
            for on in self.concluding_instances(decision, *rule, instance) {
                let status = self.undefeated(*rule, *conclusion, on, mode);
                all.push(self.candidate(*rule, *conclusion, on, mode, status));
            }
        }
        all
    }

    /// What a rule with this status may conclude.
    fn candidate(
        &self,
        rule: ProvisionIx,
        conclusion: u32,
        instance: InstanceId,
        mode: Mode,
        status: Truth,
    ) -> Candidate {
        let mut candidate =
            Candidate { rule, conclusion, instance, values: Vec::new(), nothing: true, causes: status.causes() };
        if status.fails() {
            return candidate;
        }
        match self.plan.provision(rule).conclusions.get(conclusion as usize) {
            Some(Conclusion::Is(_, cases)) => {
                let mut frame: Frame = self.frame(rule, instance, mode);
                let possible = self.cases(cases, &mut frame);
                candidate.nothing = possible.nothing;
                candidate.causes = candidate.causes.and(possible.causes);
                for reading in possible.values {
                    candidate.causes = candidate.causes.and(match &reading {
                        Reading::Undetermined(causes) => *causes,
                        Reading::None => Causes::UNDEFINED,
                        Reading::Known(_) => Causes::NONE,
                    });
                    let value = known(reading);
                    if value == Value::Unknown || !candidate.values.contains(&value) {
                        candidate.values.push(value);
                    }
                }
            }
            Some(Conclusion::Discretion(_)) => {
                candidate.nothing = false;
                candidate.values.push(Value::Discretion);
            }
            _ => return candidate,
        }
        candidate.nothing |= !status.holds();
        candidate
    }

    /// S8: the status of a rule for one conclusion, after those that override it.
    pub fn undefeated(&self, rule: ProvisionIx, conclusion: u32, instance: InstanceId, mode: Mode) -> Truth {
        self.undefeated_if_there(rule, conclusion, instance, mode).and(self.exists(instance))
    }

    /// The same on an instance that is there.
    fn undefeated_if_there(&self, rule: ProvisionIx, conclusion: u32, instance: InstanceId, mode: Mode) -> Truth {
        let status = self.status_if_there(rule, instance, mode);
        let overridden_by = &self.plan.provision(rule).overridden_by;
        if overridden_by.is_empty() || status.fails() {
            return status;
        }
        let key = (rule, conclusion, instance, self.remembered(mode));
        if let Some(known) = self.undefeated.borrow().get(&key) {
            return *known;
        }
        let mut undefeated = status;
        for defeater in overridden_by {
            undefeated = undefeated.and(!self.defeats(*defeater, (rule, conclusion), instance, mode));
        }
        self.undefeated.borrow_mut().insert(key, undefeated);
        undefeated
    }

    /// Whether a defeater applies, undefeated itself, and concludes otherwise on the decision.
    fn defeats(&self, defeater: ProvisionIx, rule: (ProvisionIx, u32), instance: InstanceId, mode: Mode) -> Truth {
        let target = self.plan.provision(rule.0).conclusions.get(rule.1 as usize);
        let Some(decision) = target.and_then(Conclusion::decision) else { return Truth::False };
        let at = self.meets(defeater, instance);
        let mine = self.candidate(rule.0, rule.1, instance, mode, Truth::True);
        let mut defeats = Truth::False;
        for (number, conclusion) in self.plan.provision(defeater).conclusions.iter().enumerate() {
            if conclusion.decision() != Some(decision) {
                continue;
            }
            let status = self.undefeated_if_there(defeater, number as u32, at, mode);
            let theirs = self.candidate(defeater, number as u32, at, mode, Truth::True);
            defeats = defeats.or(status.and(otherwise(&theirs, &mine)));
        }
        defeats
    }
}

/// Whether two rules conclude differently: over all pairs of what they may conclude.
fn otherwise(a: &Candidate, b: &Candidate) -> Truth {
    let open = Truth::Undetermined(a.causes.and(b.causes));
    let (mut differ, mut agree) = (false, false);
    for x in &a.values {
        for y in &b.values {
            if *x == Value::Unknown || *y == Value::Unknown {
                return open;
            }
            differ |= x != y;
            agree |= x == y;
        }
    }
    match (differ, agree) {
        (true, false) if !a.nothing => Truth::True,
        (true, _) => open,
        (false, _) => Truth::False,
    }
}

fn known(reading: Reading) -> Value {
    match reading {
        Reading::Known(datum) => Value::Known(datum),
        Reading::None | Reading::Undetermined(_) => Value::Unknown,
    }
}
