//! Exemptions, limits and overrides fit what they defeat.

use super::error;
use crate::diagnostics::Sink;
use crate::model::{ConclusionKind, DecisionId, Model, Provision, ProvisionId, ProvisionKind, Reach};

/// Checks every defeater against everything it may reach on any date.
pub fn check(model: &Model, sink: &mut Sink) {
    let provisions: Vec<&Provision> =
        (0..model.statements.len()).filter_map(|ix| model.provision(crate::model::StatementId(ix as u32))).collect();
    for defeater in &provisions {
        match &defeater.kind {
            ProvisionKind::Exemption { from, .. } => reaches(model, defeater, from, &provisions, is_rule, sink),
            ProvisionKind::Limit { on } => reaches(model, defeater, on, &provisions, is_exemption, sink),
            ProvisionKind::Rule { overrides, subject_to } => {
                overrides.iter().for_each(|node| overrides_rule(model, defeater, *node, true, &provisions, sink));
                subject_to.iter().for_each(|node| overrides_rule(model, defeater, *node, false, &provisions, sink));
            }
            _ => {}
        }
    }
}

fn is_rule(p: &Provision) -> bool {
    matches!(p.kind, ProvisionKind::Rule { .. })
}

fn is_exemption(p: &Provision) -> bool {
    matches!(p.kind, ProvisionKind::Exemption { .. })
}

/// A defeater `for each` record meets the same instance: what it reaches must run on that record too.
fn reaches(
    model: &Model,
    defeater: &Provision,
    reach: &Reach,
    all: &[&Provision],
    kind: fn(&Provision) -> bool,
    sink: &mut Sink,
) {
    let Some(record) = defeater.for_each else { return };
    for target in all.iter().filter(|p| kind(p) && p.id != defeater.id && model.tree.reaches(reach, p.id)) {
        if target.for_each != Some(record) {
            let (id, name) = (model.tree.text(target.id), &model.vocabulary.record(record).name);
            let message =
                format!("`{}` runs for each {name}, but reaches `{id}`, which does not", model.tree.text(defeater.id));
            sink.push(error::instances_differ(message, defeater.id_span, target.id_span, format!("`{id}`")));
        }
    }
}

/// `prevails`: true where `rule` overrides what stands at `node`, false where it is subject to that.
fn overrides_rule(
    model: &Model,
    rule: &Provision,
    node: ProvisionId,
    prevails: bool,
    all: &[&Provision],
    sink: &mut Sink,
) {
    let targets: Vec<&&Provision> =
        all.iter().filter(|p| is_rule(p) && p.id != rule.id && model.tree.is_within(p.id, node)).collect();
    let mine = single_decisions(rule);
    let shared = |p: &Provision| single_decisions(p).iter().any(|d| mine.contains(d));
    if let Some(first) = targets.first()
        && !targets.iter().any(|p| shared(p))
    {
        let message = format!(
            "`{}` and `{}` decide no common single-valued decision, so neither can override the other",
            model.tree.text(rule.id),
            model.tree.text(node)
        );
        sink.push(error::nothing_to_override(message, rule.id_span, first.id_span));
    }
    for target in targets {
        let defeater = if prevails { rule } else { target };
        if defeater.for_each.is_some() && target.for_each != rule.for_each && shared(target) {
            let (a, b) = (model.tree.text(rule.id), model.tree.text(target.id));
            let message = format!("`{a}` and `{b}` do not run on the same record, so neither can override the other");
            sink.push(error::instances_differ(message, rule.id_span, target.id_span, format!("`{b}`")));
        }
    }
}

fn single_decisions(provision: &Provision) -> Vec<DecisionId> {
    let decision = |kind: &ConclusionKind| match kind {
        ConclusionKind::Is { decision, .. } | ConclusionKind::Discretion { decision, .. } => Some(*decision),
        _ => None,
    };
    provision.conclusions.iter().filter_map(|c| decision(&c.kind)).collect()
}
