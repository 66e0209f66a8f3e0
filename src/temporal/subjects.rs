//! What statements touch, and which of them must be looked at together: the text of a node rests on few of all statements.

use crate::model::{Clause, GroupTerm, Model, Named, ProvisionId, StatementId, Target, VerbKind};

use super::calendar::{touches_named, verb};

/// Statements that touch the same nodes, in file order; no other statement touches these nodes.
pub(super) fn components(model: &Model) -> Vec<Vec<StatementId>> {
    let mut sets = Sets::new(model);
    let written = written_nodes(model);
    let touched: Vec<Vec<usize>> =
        (0..model.statements.len() as u32).map(|ix| touches(model, &sets, &written, StatementId(ix))).collect();
    for (ix, statement) in model.statements.iter().enumerate() {
        match &statement.clause {
            Clause::Renumber(renumber) => {
                for (from, to) in &renumber.moves {
                    sets.join(from.ix(), to.ix());
                }
            }
            Clause::Group(_) | Clause::Members(_) => {
                for pair in touched.get(ix).map_or(&[][..], Vec::as_slice).windows(2) {
                    sets.join(pair[0], pair[1]);
                }
            }
            _ => {}
        }
    }
    let mut all: indexmap::IndexMap<usize, Vec<StatementId>> = indexmap::IndexMap::new();
    for (ix, subjects) in touched.into_iter().enumerate() {
        for subject in subjects {
            let component = all.entry(sets.find(subject)).or_default();
            let id = StatementId(ix as u32);
            if component.last() != Some(&id) {
                component.push(id);
            }
        }
    }
    all.into_values().collect()
}

/// The nodes at which some statement may put a text.
fn written_nodes(model: &Model) -> Vec<bool> {
    let mut written = vec![false; model.tree.iter().count()];
    let mut note = |node: ProvisionId| {
        if let Some(slot) = written.get_mut(node.ix()) {
            *slot = true;
        }
    };
    for statement in &model.statements {
        match &statement.clause {
            Clause::Provision(provision) => note(provision.id),
            Clause::Renumber(renumber) => renumber.moves.iter().for_each(|(_, to)| note(*to)),
            _ => {}
        }
    }
    written
}

fn touches(model: &Model, sets: &Sets, written: &[bool], id: StatementId) -> Vec<usize> {
    let beneath = |node: ProvisionId| {
        model.tree.subtree(node).map(|n| n.ix()).filter(|ix| written.get(*ix) == Some(&true)).collect::<Vec<_>>()
    };
    let groups = |terms: &[GroupTerm]| {
        let inner = |term: &GroupTerm| match term {
            GroupTerm::Group(group) | GroupTerm::AsItStood(group, _) => Some(sets.group(group.ix())),
            _ => None,
        };
        terms.iter().filter_map(inner).collect::<Vec<_>>()
    };
    match &model.statement(id).clause {
        Clause::Provision(provision) => vec![provision.id.ix()],
        Clause::Amend(amendment) => vec![amendment.target.ix()],
        Clause::Value(value, _) | Clause::Set(value, _) => vec![sets.value(value.ix())],
        Clause::Group(group) => {
            let own = std::iter::once(sets.group(group.group.ix()));
            own.chain(groups(&group.members)).chain(groups(&group.except)).collect()
        }
        Clause::Members(change) => {
            change.groups.iter().map(|g| sets.group(g.ix())).chain(groups(&change.members)).collect()
        }
        Clause::Repeal(targets) => targets
            .iter()
            .flat_map(|target| match target {
                Named::Provision(node) => beneath(*node),
                Named::Group(group) => vec![sets.group(group.ix())],
                Named::Value(value) => vec![sets.value(value.ix())],
            })
            .collect(),
        Clause::Renumber(renumber) => renumber.moves.iter().flat_map(|(from, to)| [from.ix(), to.ix()]).collect(),
        Clause::Verb(v) if v.kind == VerbKind::RevokeWithoutRestoring => revoked(model, sets, id),
        Clause::Verb(_) => Vec::new(),
    }
}

/// What the acts that a verb names wrote, wherever it stands now.
fn revoked(model: &Model, sets: &Sets, id: StatementId) -> Vec<usize> {
    let Some(verb) = verb(model, id) else { return Vec::new() };
    let mut all = Vec::new();
    for statement in &model.statements {
        let named = verb.targets.iter().any(|target| match target {
            Target::Act(act, so_far) => {
                *act == statement.act && (so_far.is_empty() || touches_named(model, &statement.clause, so_far))
            }
            Target::Provision(_) => false,
        });
        if named {
            all.extend(match &statement.clause {
                Clause::Provision(provision) => Some(provision.id.ix()),
                Clause::Value(value, _) => Some(sets.value(value.ix())),
                Clause::Group(group) => Some(sets.group(group.group.ix())),
                _ => None,
            });
        }
    }
    all
}

/// Disjoint sets of provisions, groups and values.
struct Sets {
    above: Vec<usize>,
    provisions: usize,
    groups: usize,
}

impl Sets {
    fn new(model: &Model) -> Sets {
        let (provisions, groups) = (model.tree.iter().count(), model.vocabulary.groups.len());
        let all = provisions + groups + model.vocabulary.values.len();
        Sets { above: (0..all).collect(), provisions, groups }
    }

    fn group(&self, ix: usize) -> usize {
        self.provisions + ix
    }

    fn value(&self, ix: usize) -> usize {
        self.provisions + self.groups + ix
    }

    fn find(&self, mut at: usize) -> usize {
        while let Some(above) = self.above.get(at).copied().filter(|above| *above != at) {
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(slot) = self.above.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}
