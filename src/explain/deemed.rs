//! Presumptions in an explanation: the rules that deem a fact, what they wait for, and the fact as it is read.

use super::reasons::Found;
use super::values::Value;
use super::wording::{Presumed, Teller};
use super::{Explainer, Need, Needs};
use crate::eval::{Frame, Mode, Presumption, Reading};
use crate::plan::slots::InstanceId;
use crate::plan::{Deeming, NodeId};
use crate::value::Truth;

impl Explainer<'_, '_> {
    /// The rules that deem a fact, or may; where there are none, those that were rebutted.
    pub(super) fn deemed(&mut self, given: NodeId, by: u32, frame: &mut Frame, found: &mut Found) {
        let Ok(instance) = self.evaluator.instance_of(given, frame) else { return };
        let deemed = self.evaluator.deemed(by, instance, self.mode);
        for presumption in &deemed.presumptions {
            if presumption.deems.holds() || deemed.sure().next().is_none() {
                self.presumption(presumption, found);
            }
        }
        if deemed.presumptions.is_empty() {
            self.rebutted(by, instance, found);
        }
    }

    fn presumption(&mut self, presumption: &Presumption, found: &mut Found) {
        let Presumption { by: Deeming { rule, conclusion }, on, .. } = *presumption;
        let mut reason = self.rule(rule, on);
        if let Some((_, value)) = self.evaluator.plan.deems(presumption.by)
            && self.concluded.insert((rule, conclusion, on))
        {
            let mut inside = Found::default();
            let mut frame = self.evaluator.frame(rule, on, self.mode);
            self.walk_value(value, &mut frame, &mut inside);
            reason.add(inside);
        }
        found.because.push(reason);
    }

    /// Rules whose condition holds of this instance, and from which an exemption takes it.
    fn rebutted(&mut self, by: u32, instance: InstanceId, found: &mut Found) {
        let evaluator = self.evaluator;
        for deeming in evaluator.plan.deeming(by) {
            for on in evaluator.deems_of(*deeming, instance) {
                let is_met = evaluator.condition(deeming.rule, on, self.mode).holds();
                if is_met && evaluator.status(deeming.rule, on, self.mode).fails() {
                    found.because.push(self.rule(deeming.rule, on));
                }
            }
        }
    }
}

impl Needs<'_, '_> {
    /// What a deemed fact waits for: the fact itself where its given value counts, and the rules that may deem it.
    pub(super) fn deemed(&mut self, given: NodeId, by: u32, frame: &mut Frame) {
        let Ok(instance) = self.evaluator.instance_of(given, frame) else { return self.value(given, frame) };
        if !self.deemed.insert((by, instance)) {
            return;
        }
        let deemed = self.evaluator.deemed(by, instance, self.mode);
        if deemed.given_counts {
            self.value(given, frame);
        }
        for presumption in &deemed.presumptions {
            let Presumption { by, on, deems, .. } = presumption;
            if matches!(deems, Truth::Undetermined(_)) {
                self.provision(by.rule, *on);
            }
            if let Some((_, value)) = self.evaluator.plan.deems(*by) {
                let mut frame = self.evaluator.frame(by.rule, *on, self.mode);
                self.value(value, &mut frame);
            }
        }
    }
}

impl Teller<'_, '_> {
    /// A fact that rules deem, or may, as it is read, and the rules; none where nothing deems it.
    pub(super) fn deemed(&self, by: u32, cell: Need, mode: Mode) -> Option<(Value, Presumed)> {
        let deemed = self.evaluator.deemed(by, cell.instance, mode);
        if deemed.presumptions.is_empty() {
            return None;
        }
        let words = |reading: &Reading| self.model.value_shown(reading, self.type_of(cell), self.language);
        let sure: Vec<&Presumption> = deemed.sure().collect();
        let open: Vec<&Presumption> = deemed.presumptions.iter().filter(|p| !p.deems.holds()).collect();
        let value = match sure.first().map(|first| &first.value) {
            Some(Reading::Undetermined(_)) => Value::NotKnown,
            Some(value) => words(value),
            None => words(&self.evaluator.cell(self.evaluator.slots.cell(cell.instance, cell.offset))),
        };
        let rebuttable = sure.iter().any(|p| self.evaluator.plan.is_rebuttable(p.by));
        let (by, unless) = (self.rules(&sure), self.rules(&open));
        let presumed = Presumed { by, differently: deemed.in_conflict(), unless, rebuttable };
        Some((value, presumed))
    }

    /// The ids of rules, each once.
    fn rules(&self, presumptions: &[&Presumption]) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for presumption in presumptions {
            let id = self.model.tree.text(self.evaluator.plan.provision(presumption.by.rule).id).to_string();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }
}
