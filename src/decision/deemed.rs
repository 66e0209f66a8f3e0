//! The facts that rules deem to be something.

use super::Deemed;
use super::gather::Matter;
use crate::eval::{Mode, Presumption, Reading};
use crate::explain::Need;
use crate::explain::values::Shown;
use crate::plan::slots::{InstanceId, MATTER};

impl Matter<'_> {
    /// Every fact of every instance that a rule surely deems: a fact that two deem stands twice.
    pub(super) fn deemed(&self) -> Vec<Deemed> {
        let mut all = Vec::new();
        for (by, (record, offset)) in self.plan().deemed.keys().enumerate() {
            let slots = self.evaluator.slots;
            let instances = record.map_or(&[MATTER][..], |record| slots.instances_of(record));
            for instance in instances.iter().filter(|instance| !slots.is_phantom(**instance)) {
                let deemed = self.evaluator.deemed(by as u32, *instance, Mode::WithClaims);
                let told = deemed.sure().filter_map(|p| self.told(p, *instance, *offset));
                all.extend(told);
            }
        }
        all.dedup();
        all
    }

    fn told(&self, presumption: &Presumption, instance: InstanceId, offset: u32) -> Option<Deemed> {
        let model = self.law.rulebook().model();
        let slots = self.evaluator.slots;
        let record = slots.record_of(instance);
        let ty = model.type_of_cell(record, offset);
        let words = |reading: &Reading| match reading {
            Reading::Known(datum) => Some(model.shown(datum, ty, self.language)),
            Reading::None => Some(Shown::Plain("none".to_string())),
            Reading::Undetermined(_) => None,
        };
        let provision = self.plan().provision(presumption.by.rule);
        let act = model.act(model.statement(provision.version.written_by).act);
        let id = model.tree.text(provision.id);
        Some(Deemed {
            fact: self.path(Need { instance, offset }),
            value: words(&presumption.value)?,
            given: words(&self.evaluator.cell(slots.cell(instance, offset))),
            provision: id.to_string(),
            cite: model.about.cite(id),
            rebuttable: self.plan().is_rebuttable(presumption.by),
            act: act.name.clone(),
            citation: act.citation.clone(),
        })
    }
}
