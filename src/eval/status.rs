//! Provisions: does the condition hold, who takes it away, does it apply (S9 to S11).

use super::{Evaluator, Frame, Mode};
use crate::plan::slots::{Cell, InstanceId, MATTER};
use crate::plan::{DecisionId, Kind, ProvisionIx};
use crate::value::{Causes, Truth};

impl Evaluator<'_> {
    /// Whether an instance surely exists: one that stands for elements of absent lists may not.
    pub fn exists(&self, instance: InstanceId) -> Truth {
        if self.slots.is_phantom(instance) { Truth::Undetermined(Causes::MISSING) } else { Truth::True }
    }

    /// The same where one instance is at hand: of that it is not asked again.
    fn exists_beside(&self, instance: InstanceId, at_hand: Option<InstanceId>) -> Truth {
        if at_hand == Some(instance) { Truth::True } else { self.exists(instance) }
    }

    /// The condition of a provision on an instance, whether or not the instance exists.
    pub fn condition(&self, provision: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        let key = (provision, instance, self.remembered(mode));
        if let Some(known) = self.conditions.borrow().get(&key) {
            return *known;
        }
        let truth = match self.plan.provision(provision).condition {
            None => Truth::True,
            Some(node) => self.truth(node, &mut self.frame(provision, instance, mode)),
        };
        self.conditions.borrow_mut().insert(key, truth);
        truth
    }

    /// Whether a rule applies on an instance: the instance is there, its condition holds, and no exemption takes it away.
    pub fn status(&self, rule: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        self.status_beside(rule, instance, mode, None)
    }

    /// The same where one instance is at hand, which is there.
    pub fn status_beside(
        &self,
        rule: ProvisionIx,
        instance: InstanceId,
        mode: Mode,
        at_hand: Option<InstanceId>,
    ) -> Truth {
        self.status_if_there(rule, instance, mode).and(self.exists_beside(instance, at_hand))
    }

    /// Whether a rule applies on an instance that is there. What is asked of one instance twice, of a rule and of what takes it away, is
    /// asked of it as being there both times.
    pub(super) fn status_if_there(&self, rule: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        let key = (rule, instance, self.remembered(mode));
        if let Some(known) = self.statuses.borrow().get(&key) {
            return *known;
        }
        let mut status = self.condition(rule, instance, mode);
        for exemption in &self.plan.provision(rule).relieved_by {
            if status.fails() {
                break;
            }
            status = status.and(!self.relief(*exemption, self.meets(*exemption, instance), mode));
        }
        self.statuses.borrow_mut().insert(key, status);
        status
    }

    /// Whether an exemption takes away what it reaches, in a mode (S11).
    pub fn relief(&self, exemption: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        let elective = self.plan.provision(exemption).kind == Kind::Exemption { elective: true };
        match (elective, mode) {
            (true, Mode::WithoutClaims) => Truth::False,
            (true, Mode::WithClaims) if self.claims().is_some() && !self.is_claimed(exemption) => Truth::False,
            _ => self.open(exemption, instance, mode),
        }
    }

    /// Whether an exemption or limit stands open: its condition holds and no limit bars it.
    pub fn open(&self, provision: ProvisionIx, instance: InstanceId, mode: Mode) -> Truth {
        let key = (provision, instance, self.remembered(mode));
        if let Some(known) = self.statuses.borrow().get(&key) {
            return *known;
        }
        let mut open = self.condition(provision, instance, mode);
        for limit in &self.plan.provision(provision).limited_by {
            if open.fails() {
                break;
            }
            open = open.and(!self.open(*limit, self.meets(*limit, instance), mode));
        }
        self.statuses.borrow_mut().insert(key, open);
        open
    }

    /// S9: any of these provisions applies, claims ignored; one that runs on the record at hand is asked of the same
    /// instance, any other of all.
    pub(super) fn applies(&self, provisions: &[ProvisionIx], frame: &Frame) -> Truth {
        let mut any = Truth::False;
        for provision in provisions {
            for instance in self.asked_on(*provision, frame) {
                any = any.or(self.applies_beside(*provision, instance, frame.instance));
            }
        }
        any
    }

    /// The instances on which a condition asks whether a provision applies: the one at hand where both run on its record,
    /// else all.
    pub fn asked_on(&self, provision: ProvisionIx, frame: &Frame) -> Vec<InstanceId> {
        let record = self.plan.provision(provision).instance;
        let of = |i: InstanceId| self.slots.record_of(i);
        match frame.instance.filter(|i| record.is_some() && of(*i) == record) {
            Some(instance) => vec![instance],
            None => self.instances(provision).to_vec(),
        }
    }

    /// Whether one provision applies on one instance, claims ignored.
    pub fn applies_on(&self, provision: ProvisionIx, instance: InstanceId) -> Truth {
        self.applies_beside(provision, instance, None)
    }

    /// The same where one instance is at hand, which is there.
    pub fn applies_beside(&self, provision: ProvisionIx, instance: InstanceId, at_hand: Option<InstanceId>) -> Truth {
        let mode = Mode::WithoutClaims;
        let applies = match self.plan.provision(provision).kind {
            Kind::Rule => self.status_if_there(provision, instance, mode),
            Kind::Exemption { .. } | Kind::Limit => self.open(provision, instance, mode),
            Kind::Define => match self.defined_by(provision, instance, mode) {
                super::Reading::Known(crate::plan::Datum::YesNo(b)) => Truth::of(b),
                super::Reading::Undetermined(causes) => Truth::Undetermined(causes),
                _ => Truth::False,
            },
            Kind::Default | Kind::Register => Truth::False,
        };
        applies.and(self.exists_beside(instance, at_hand))
    }

    /// S13: whether one of these rules puts its element into the set of an instance.
    pub(super) fn includes(
        &self,
        decision: DecisionId,
        instance: InstanceId,
        rules: &[ProvisionIx],
        mode: Mode,
    ) -> Truth {
        let mut any = Truth::False;
        for rule in rules {
            for on in self.concluding_instances(decision, *rule, instance) {
                any = any.or(self.status_beside(*rule, on, mode, Some(instance)));
            }
            if any.holds() {
                break;
            }
        }
        any
    }

    /// The instances on which a rule concludes a decision of `instance`: the instance itself where both run on one record;
    /// all of the rule's where the decision is of the matter, or of the only fact of its record.
    pub fn concluding_instances(
        &self,
        decision: DecisionId,
        rule: ProvisionIx,
        instance: InstanceId,
    ) -> Vec<InstanceId> {
        let decision = self.plan.decision(decision);
        let rule_record = self.plan.provision(rule).instance;
        match decision.of {
            None => self.instances(rule).to_vec(),
            Some(record) if rule_record == Some(record) => vec![instance],
            Some(_) if self.only_instance(decision.only_fact) == Some(instance) => self.instances(rule).to_vec(),
            Some(_) => Vec::new(),
        }
    }

    fn only_instance(&self, cell: Option<u32>) -> Option<InstanceId> {
        match self.slots.cell(MATTER, cell?) {
            Cell::Record(instance) => Some(*instance),
            _ => None,
        }
    }
}
