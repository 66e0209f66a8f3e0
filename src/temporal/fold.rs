//! The fold of S2: statements alive in a track, applied in order, give its text.

use std::cmp::Ordering;
use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};

use super::{Known, Track, is_alive};
use crate::model::{Clause, GroupId, GroupTerm, MemberChange, Model, ProvisionId, Repealed, StatementId, ValueId};
use crate::value::Date;

/// The text of one track on one day: for each node the statement that put it there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Provisions in force, in text order: the order of the statements that wrote them.
    pub provisions: IndexMap<ProvisionId, StatementId>,
    /// Groups in force.
    pub groups: IndexMap<GroupId, GroupInForce>,
    /// Values in force: the statement that last set each.
    pub values: IndexMap<ValueId, StatementId>,
}

/// A group in force: the statement that states its list, and changes of members since, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupInForce {
    /// The list.
    pub stated_by: StatementId,
    /// Members put in (true) or taken out (false) since, and by which statement.
    pub changes: Vec<(bool, GroupTerm, StatementId)>,
}

/// What went wrong while folding; each names the statement at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// `amend` or `set` of what is not in force.
    AmendsNothing(StatementId),
    /// `repeal` of what is not in force.
    RepealsNothing(StatementId, Repealed),
    /// `insert` or `remove` on a group that is not in force.
    NoSuchGroup(StatementId, GroupId),
    /// `insert` of a member that is in the group already, or `remove` of one that is not.
    NoChange(StatementId, GroupId, GroupTerm),
    /// A provision written where one is in force already, without `amend`: a restatement, which is allowed; reported only
    /// where both come from one act.
    WrittenTwice(StatementId, StatementId),
}

/// The text in force on a day.
pub fn consolidate(model: &Model, on: Date, known: Known, track: Track) -> Text {
    fold(model, on, known, track, &mut |_| {})
}

/// S2, telling `trouble` what it meets.
pub(super) fn fold(model: &Model, on: Date, known: Known, track: Track, trouble: &mut dyn FnMut(Trouble)) -> Text {
    let mut text = Text::default();
    let alive = order(model, on, known, track);
    alive.iter().for_each(|id| apply(model, &mut text, *id, trouble));
    // Text order is the order of the statements that write the nodes now, not of those that wrote them first.
    let position: HashMap<StatementId, usize> = alive.into_iter().enumerate().map(|(ix, id)| (id, ix)).collect();
    text.provisions.sort_by(|_, a, _, b| position.get(a).cmp(&position.get(b)));
    text
}

/// The statements alive, in order of (effective, public, explicit `after`, act, position).
fn order(model: &Model, on: Date, known: Known, track: Track) -> Vec<StatementId> {
    let mut alive: Vec<StatementId> = (0..model.statements.len() as u32)
        .map(StatementId)
        .filter(|id| is_alive(model.statement(*id), on, known, track))
        .collect();
    alive.sort_by(|a, b| compare(model, *a, *b));
    alive
}

fn compare(model: &Model, a: StatementId, b: StatementId) -> Ordering {
    let (x, y) = (model.statement(a), model.statement(b));
    let rank = |act: crate::model::ActId| depth(model, act, 0);
    x.effective
        .cmp(&y.effective)
        .then(x.public_from.cmp(&y.public_from))
        .then_with(|| rank(x.act).cmp(&rank(y.act)))
        .then(x.act.cmp(&y.act))
        .then(x.position.cmp(&y.position))
}

/// How many acts stand before this one by `after`. A circle of acts is cut at a thousand and reported by `check`.
fn depth(model: &Model, act: crate::model::ActId, so_far: usize) -> usize {
    if so_far > 1_000 {
        return so_far;
    }
    model.act(act).after.iter().map(|before| depth(model, *before, so_far + 1)).max().unwrap_or(so_far)
}

fn apply(model: &Model, text: &mut Text, id: StatementId, trouble: &mut dyn FnMut(Trouble)) {
    match &model.statement(id).clause {
        Clause::Provision(provision) => {
            let before = text.provisions.insert(provision.id, id);
            match before {
                None if provision.amend => trouble(Trouble::AmendsNothing(id)),
                Some(before) if model.statement(before).act == model.statement(id).act && !provision.amend => {
                    trouble(Trouble::WrittenTwice(before, id));
                }
                _ => {}
            }
        }
        Clause::Value(value, _) => {
            text.values.insert(*value, id);
        }
        Clause::Set(value, _) => {
            if text.values.insert(*value, id).is_none() {
                trouble(Trouble::AmendsNothing(id));
            }
        }
        Clause::Group(group) => {
            text.groups.insert(group.group, GroupInForce { stated_by: id, changes: Vec::new() });
        }
        Clause::Members(change) => change_members(model, text, id, change, trouble),
        Clause::Repeal(targets) => targets.iter().for_each(|target| repeal(model, text, id, *target, trouble)),
    }
}

fn change_members(
    model: &Model,
    text: &mut Text,
    id: StatementId,
    change: &MemberChange,
    trouble: &mut dyn FnMut(Trouble),
) {
    for group in &change.groups {
        if !text.groups.contains_key(group) {
            trouble(Trouble::NoSuchGroup(id, *group));
            continue;
        }
        let members = members_of(model, text, *group);
        for member in &change.members {
            let same = |m: &GroupTerm| m == member;
            if !matches!(member, GroupTerm::Group(_)) && members.iter().any(same) == change.insert {
                trouble(Trouble::NoChange(id, *group, member.clone()));
            }
        }
        if let Some(group) = text.groups.get_mut(group) {
            group.changes.extend(change.members.iter().map(|m| (change.insert, m.clone(), id)));
        }
    }
}

fn repeal(model: &Model, text: &mut Text, id: StatementId, target: Repealed, trouble: &mut dyn FnMut(Trouble)) {
    let found = match target {
        Repealed::Provision(node) => {
            let before = text.provisions.len();
            text.provisions.retain(|p, _| !model.tree.is_within(*p, node));
            text.provisions.len() < before
        }
        Repealed::Group(group) => text.groups.shift_remove(&group).is_some(),
        Repealed::Value(value) => text.values.shift_remove(&value).is_some(),
    };
    if !found {
        trouble(Trouble::RepealsNothing(id, target));
    }
}

/// The members of a group in force, other groups followed (S5); none of them a [`GroupTerm::Group`].
pub fn members_of(model: &Model, text: &Text, group: GroupId) -> IndexSet<GroupTerm> {
    collect(model, text, group, &mut Vec::new(), &mut HashMap::new())
}

/// `known` holds what was collected before: a group may be named many times, at every depth.
fn collect(
    model: &Model,
    text: &Text,
    group: GroupId,
    within: &mut Vec<GroupId>,
    known: &mut HashMap<GroupId, IndexSet<GroupTerm>>,
) -> IndexSet<GroupTerm> {
    if let Some(members) = known.get(&group) {
        return members.clone();
    }
    // A group that contains itself is reported by `check`; here the circle is cut.
    let mut members = IndexSet::new();
    let Some(in_force) = text.groups.get(&group) else { return members };
    if within.contains(&group) || within.len() > MOST_NESTED_GROUPS {
        return members;
    }
    within.push(group);
    let mut expand = |terms: &mut dyn Iterator<Item = &GroupTerm>| -> IndexSet<GroupTerm> {
        let mut all = IndexSet::new();
        for term in terms {
            match term {
                GroupTerm::Group(inner) => all.extend(collect(model, text, *inner, within, known)),
                other => {
                    all.insert(other.clone());
                }
            }
        }
        all
    };
    if let Clause::Group(stated) = &model.statement(in_force.stated_by).clause {
        members = expand(&mut stated.members.iter());
        let except = expand(&mut stated.except.iter());
        members.retain(|m| !except.contains(m));
    }
    for (insert, term, _) in &in_force.changes {
        let terms = expand(&mut std::iter::once(term));
        if *insert {
            members.extend(terms);
        } else {
            members.retain(|m| !terms.contains(m));
        }
    }
    within.pop();
    known.insert(group, members.clone());
    members
}

/// Groups that follow groups, at most so deep.
pub(super) const MOST_NESTED_GROUPS: usize = 64;
