//! Exemptions, limits and overrides fit what they defeat.

use std::collections::HashMap;

use super::error;
use crate::diagnostics::Sink;
use crate::model::{ConclusionKind, DecisionId, Model, Provision, ProvisionId, ProvisionKind, Reach, RecordId};

/// Checks every defeater against everything it may reach on any date.
pub fn check(model: &Model, sink: &mut Sink) {
    let provisions: Vec<&Provision> = model.every_version().collect();
    let mut beneath = Beneath::new();
    for provision in &provisions {
        for node in model.tree.upwards(provision.id) {
            beneath.entry(node).or_default().push(provision);
        }
    }
    for defeater in &provisions {
        match &defeater.kind {
            ProvisionKind::Exemption { from, .. } => {
                reaches_something(model, defeater, from, &beneath, is_rule, "rule", sink);
                reaches(model, defeater, from, &beneath, is_rule, sink);
            }
            ProvisionKind::Limit { on } => {
                let relief = |p: &Provision| is_exemption(p) || matches!(p.kind, ProvisionKind::Limit { .. });
                reaches_something(model, defeater, on, &beneath, relief, "exemption", sink);
                reaches(model, defeater, on, &beneath, is_exemption, sink);
                // A limit reaches another limit only where it names it.
                let named = |p: &Provision| matches!(p.kind, ProvisionKind::Limit { .. }) && on.nodes.contains(&p.id);
                reaches(model, defeater, on, &beneath, named, sink);
            }
            ProvisionKind::Rule { overrides, subject_to } => {
                overrides.iter().for_each(|node| overrides_rule(model, defeater, *node, true, &beneath, sink));
                subject_to.iter().for_each(|node| overrides_rule(model, defeater, *node, false, &beneath, sink));
            }
            _ => {}
        }
    }
}

/// Per node: every version of every provision at or beneath it.
type Beneath<'m> = HashMap<ProvisionId, Vec<&'m Provision>>;

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
    all: &Beneath,
    kind: impl Fn(&Provision) -> bool,
    sink: &mut Sink,
) {
    let Some(record) = defeater.for_each else { return };
    let named = reach.nodes.iter().filter_map(|node| all.get(node)).flatten();
    for target in named.filter(|p| kind(p) && p.id != defeater.id && model.tree.reaches(reach, p.id)) {
        if target.for_each != Some(record) {
            let (id, name) = (model.tree.text(target.id), &model.vocabulary.record(record).name);
            let message =
                format!("`{}` runs for each {name}, but reaches `{id}`, which does not", model.tree.text(defeater.id));
            sink.push(error::instances_differ(message, defeater.id_span, target.id_span, format!("`{id}`")));
        }
    }
}

/// Each node a defeater names must have something it could defeat, at or beneath it and on some date, or be elsewhere.
/// What is taken out again with `except` counts: `everything in 740 except 740.8` may wait for what comes later.
fn reaches_something(
    model: &Model,
    defeater: &Provision,
    reach: &Reach,
    all: &Beneath,
    kind: impl Fn(&Provision) -> bool,
    wanted: &str,
    sink: &mut Sink,
) {
    let tree = &model.tree;
    let elsewhere =
        |node: ProvisionId| model.elsewhere.iter().any(|e| tree.is_within(*e, node) || tree.is_within(node, *e));
    let reached = |node: &ProvisionId| {
        let at_node = all.get(node).map_or(&[][..], Vec::as_slice);
        elsewhere(*node) || at_node.iter().any(|p| kind(p) && p.id != defeater.id)
    };
    for node in reach.nodes.iter().filter(|node| !reached(node)) {
        let keyword = defeater.kind.keyword();
        let (id, node) = (tree.text(defeater.id), tree.text(*node));
        let message = format!("{keyword} `{id}` reaches no {wanted} at `{node}`, on any date");
        let help = if wanted == "rule" {
            "an exemption takes away from rules; what bars an exemption is a `limit … on …`"
        } else {
            "a limit bars exemptions; what takes away from a rule is an `exemption … from …`"
        };
        sink.push(error::reaches_nothing(message, defeater.id_span, help));
    }
}

/// `prevails`: true where `rule` overrides what stands at `node`, false where it is subject to that.
fn overrides_rule(model: &Model, rule: &Provision, node: ProvisionId, prevails: bool, all: &Beneath, sink: &mut Sink) {
    let at_node = all.get(&node).map_or(&[][..], Vec::as_slice);
    let targets: Vec<&&Provision> = at_node.iter().filter(|p| is_rule(p) && p.id != rule.id).collect();
    if targets.is_empty() {
        let message = format!("`{}` names no other rule at `{}`", model.tree.text(rule.id), model.tree.text(node));
        let help = "only rules override each other; relief is an `exemption`, a bar on it a `limit`";
        sink.push(error::reaches_nothing(message, rule.id_span, help));
    }
    let mine = subjects(rule);
    let shared = |p: &Provision| subjects(p).iter().any(|subject| mine.contains(subject));
    if let Some(first) = targets.first()
        && !targets.iter().any(|p| shared(p))
    {
        let message = format!(
            "`{}` and `{}` decide no common single-valued decision and deem no common fact, so neither can override the other",
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

/// What a rule may conclude otherwise than another.
#[derive(PartialEq)]
enum Subject {
    /// A decision with one value.
    Decision(DecisionId),
    /// A fact, or a field of a record, that is deemed to be something.
    Deemed(Option<RecordId>, u32),
}

fn subjects(provision: &Provision) -> Vec<Subject> {
    let subject = |kind: &ConclusionKind| match kind {
        ConclusionKind::Is { decision, .. } | ConclusionKind::Discretion { decision, .. } => {
            Some(Subject::Decision(*decision))
        }
        ConclusionKind::Deem { place, .. } => place.names_cell().map(|(record, field)| Subject::Deemed(record, field)),
        ConclusionKind::Includes { .. } | ConclusionKind::Duty(_) => None,
    };
    provision.conclusions.iter().filter_map(|c| subject(&c.kind)).collect()
}
