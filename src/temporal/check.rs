//! What is wrong with the text on any day: clashes of acts, changes of what is not there, circles.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};

use super::fold::{MOST_NESTED_GROUPS, Trouble, fold};
use super::{Known, Text, Track, boundaries, error};
use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{ActId, Clause, GroupId, GroupTerm, Model, ProvisionId, Repealed, StatementId};
use crate::value::Date;

/// Every trouble of the printed track, on all days, as known today; a trouble is told on the first day it shows.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    circular_after(model, &mut sink);
    if !sink.has_errors() {
        same_day(model, &mut sink);
        let mut told: Vec<Trouble> = Vec::new();
        for day in boundaries(model, Known::Latest) {
            let mut new = Vec::new();
            let text = fold(model, day, Known::Latest, Track::Printed, &mut |t| new.push(t));
            for trouble in new {
                if !told.contains(&trouble) {
                    sink.push(describe(model, &trouble, day));
                    told.push(trouble);
                }
            }
            circular_groups(model, &text, &mut sink);
        }
    }
    sink.into_sorted()
}

fn describe(model: &Model, trouble: &Trouble, day: Date) -> Diagnostic {
    let act = |id: StatementId| model.act(model.statement(id).act).name.as_str();
    let on = day.to_string();
    match trouble {
        Trouble::AmendsNothing(id) => {
            let what = written_name(model, *id);
            error::amends_nothing("amends", &what, act(*id), &on, model.statement(*id).span)
        }
        Trouble::RepealsNothing(id, target) => {
            let what = repealed_name(model, *target);
            error::amends_nothing("repeals", what, act(*id), &on, model.statement(*id).span)
        }
        Trouble::NoSuchGroup(id, group) => {
            let what = group_name(model, *group);
            error::amends_nothing("changes the members of", what, act(*id), &on, model.statement(*id).span)
        }
        Trouble::NoChange(id, group, term) => {
            let insert = matches!(&model.statement(*id).clause, Clause::Members(m) if m.insert);
            let (member, group_text) = (term_name(model, *group, term), group_name(model, *group));
            error::no_change(insert, &member, group_text, &on, model.statement(*id).span)
        }
        Trouble::WrittenTwice(first, second) => {
            let what = written_name(model, *second);
            error::written_twice(&what, act(*second), model.statement(*first).span, model.statement(*second).span)
        }
    }
}

fn written_name(model: &Model, id: StatementId) -> String {
    match &model.statement(id).clause {
        Clause::Provision(p) => model.tree.text(p.id).to_string(),
        Clause::Value(v, _) | Clause::Set(v, _) => {
            model.vocabulary.values.get_index(v.ix()).map_or_else(String::new, |(name, _)| name.clone())
        }
        Clause::Group(g) => group_name(model, g.group).to_string(),
        Clause::Members(_) | Clause::Repeal(_) => String::new(),
    }
}

fn repealed_name(model: &Model, target: Repealed) -> &str {
    match target {
        Repealed::Provision(node) => model.tree.text(node),
        Repealed::Group(group) => group_name(model, group),
        Repealed::Value(value) => model.vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name),
    }
}

fn group_name(model: &Model, group: GroupId) -> &str {
    model.vocabulary.groups.get_index(group.ix()).map_or("", |(name, _)| name)
}

/// A member as the author wrote it.
pub fn term_name(model: &Model, group: GroupId, term: &GroupTerm) -> String {
    match term {
        GroupTerm::Member(member) => match &model.vocabulary.groups[group.ix()].of {
            crate::model::Type::Enumeration(id) => model.vocabulary.enumerations[id.ix()].code(*member).to_string(),
            _ => member.to_string(),
        },
        GroupTerm::Text(text) => text.clone(),
        GroupTerm::Provision(node) => model.tree.text(*node).to_string(),
        GroupTerm::Group(group) => group_name(model, *group).to_string(),
    }
}

/// What a statement writes or removes, for clashes: nodes of the tree and names of data.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Written {
    Provision(ProvisionId),
    Group(GroupId),
    Value(crate::model::ValueId),
}

fn writes(clause: &Clause) -> Vec<(Written, bool)> {
    match clause {
        Clause::Provision(p) => vec![(Written::Provision(p.id), false)],
        Clause::Value(v, _) | Clause::Set(v, _) => vec![(Written::Value(*v), false)],
        Clause::Group(g) => vec![(Written::Group(g.group), false)],
        Clause::Members(_) => Vec::new(),
        Clause::Repeal(targets) => targets
            .iter()
            .map(|t| match t {
                Repealed::Provision(node) => (Written::Provision(*node), true),
                Repealed::Group(group) => (Written::Group(*group), true),
                Repealed::Value(value) => (Written::Value(*value), true),
            })
            .collect(),
    }
}

/// S4: two acts that write one node, or a node and (by repeal) one above it, with one effective date.
fn same_day(model: &Model, sink: &mut Sink) {
    let mut by_day: IndexMap<Date, Vec<StatementId>> = IndexMap::new();
    for (ix, statement) in model.statements.iter().enumerate() {
        by_day.entry(statement.effective).or_default().push(StatementId(ix as u32));
    }
    for (day, statements) in by_day {
        let acts: IndexSet<ActId> = statements.iter().map(|s| model.statement(*s).act).collect();
        if acts.len() > 1 {
            same_day_clashes(model, day, &statements, sink);
        }
    }
}

fn same_day_clashes(model: &Model, day: Date, statements: &[StatementId], sink: &mut Sink) {
    let mut writers: IndexMap<Written, (StatementId, bool)> = IndexMap::new();
    let mut told: IndexSet<(ActId, ActId, String)> = IndexSet::new();
    for id in statements {
        let act = model.statement(*id).act;
        for (written, subtree) in writes(&model.statement(*id).clause) {
            let others = above(model, &written, &writers).chain(beneath(model, &written, subtree, &writers));
            for other in others.collect::<Vec<_>>() {
                let first = model.statement(other).act;
                let name = match &written {
                    Written::Provision(node) => model.tree.text(*node).to_string(),
                    _ => written_name(model, *id),
                };
                if first != act && !settled(model, first, act) && told.insert((first, act, name.clone())) {
                    sink.push(error::same_day(
                        &name,
                        &day.to_string(),
                        (&model.act(first).name, model.statement(other).span),
                        (&model.act(act).name, model.statement(*id).span),
                    ));
                }
            }
            writers.entry(written).or_insert((*id, subtree));
        }
    }
}

/// The writer of the same node, and those who repealed a node above it.
fn above<'a>(
    model: &'a Model,
    written: &'a Written,
    writers: &'a IndexMap<Written, (StatementId, bool)>,
) -> impl Iterator<Item = StatementId> + 'a {
    let mut at = match written {
        Written::Provision(node) => model.tree.parent(*node),
        _ => None,
    };
    let same = writers.get(written).map(|(id, _)| *id);
    same.into_iter().chain(std::iter::from_fn(move || {
        while let Some(node) = at {
            at = model.tree.parent(node);
            if let Some((id, true)) = writers.get(&Written::Provision(node)) {
                return Some(*id);
            }
        }
        None
    }))
}

/// Where this one repeals: the writers of nodes beneath it.
fn beneath<'a>(
    model: &'a Model,
    written: &'a Written,
    subtree: bool,
    writers: &'a IndexMap<Written, (StatementId, bool)>,
) -> impl Iterator<Item = StatementId> + 'a {
    writers.iter().filter_map(move |(other, (id, _))| match (subtree, written, other) {
        (true, Written::Provision(top), Written::Provision(node))
            if node != top && model.tree.is_within(*node, *top) =>
        {
            Some(*id)
        }
        _ => None,
    })
}

/// True if one of two acts says it comes after the other, directly or through others.
fn settled(model: &Model, a: ActId, b: ActId) -> bool {
    fn comes_after(model: &Model, late: ActId, early: ActId, seen: &mut Vec<ActId>) -> bool {
        if seen.contains(&late) {
            return false;
        }
        seen.push(late);
        model.act(late).after.iter().any(|act| *act == early || comes_after(model, *act, early, seen))
    }
    comes_after(model, a, b, &mut Vec::new()) || comes_after(model, b, a, &mut Vec::new())
}

fn circular_after(model: &Model, sink: &mut Sink) {
    let mut clear = vec![false; model.acts.len()];
    for ix in 0..model.acts.len() {
        // The chain walked, each act with the number of its `after` clauses already followed.
        let mut chain = vec![(ActId(ix as u32), 0)];
        while let Some((at, followed)) = chain.last_mut() {
            let (at, next) = (*at, model.act(*at).after.get(*followed).copied());
            *followed += 1;
            let Some(next) = next else {
                clear.get_mut(at.0 as usize).into_iter().for_each(|c| *c = true);
                chain.pop();
                continue;
            };
            if let Some(start) = chain.iter().position(|(a, _)| *a == next) {
                let circle = chain.iter().skip(start).map(|(a, _)| *a).chain([next]);
                let names: Vec<&str> = circle.map(|a| model.act(a).name.as_str()).collect();
                sink.push(error::circular_after(&names.join(" after "), model.act(next).span));
                return;
            }
            if !clear.get(next.0 as usize).copied().unwrap_or(true) {
                chain.push((next, 0));
            }
        }
    }
}

fn circular_groups(model: &Model, text: &Text, sink: &mut Sink) {
    let mut depths = HashMap::new();
    for group in text.groups.keys() {
        if let Err(chain) = group_depth(model, text, *group, &mut vec![*group], &mut depths) {
            let names: Vec<&str> = chain.iter().map(|g| group_name(model, *g)).collect();
            let first = chain.first().and_then(|g| text.groups.get(g));
            let span = first.map(|g| model.statement(g.stated_by).span).unwrap_or_default();
            sink.push(match names.as_slice() {
                [first, .., last] if first != last => error::groups_too_deep(first, MOST_NESTED_GROUPS, span),
                _ => error::circular_group(&names.join(" → "), span),
            });
            return;
        }
    }
}

/// How many groups stand inside one another from `group` on, each counted once; the chain that is a circle or too long.
fn group_depth(
    model: &Model,
    text: &Text,
    group: GroupId,
    chain: &mut Vec<GroupId>,
    depths: &mut HashMap<GroupId, usize>,
) -> Result<usize, Vec<GroupId>> {
    if let Some(depth) = depths.get(&group) {
        return if chain.len() + depth > MOST_NESTED_GROUPS { Err(chain.clone()) } else { Ok(*depth) };
    }
    if chain.len() > MOST_NESTED_GROUPS {
        return Err(chain.clone());
    }
    let Some(in_force) = text.groups.get(&group) else { return Ok(0) };
    let Clause::Group(stated) = &model.statement(in_force.stated_by).clause else { return Ok(0) };
    let terms = stated.members.iter().chain(&stated.except).chain(in_force.changes.iter().map(|(_, term, _)| term));
    let mut deepest = 0;
    for term in terms {
        let GroupTerm::Group(inner) = term else { continue };
        let again = chain.iter().position(|g| g == inner);
        chain.push(*inner);
        if let Some(start) = again {
            return Err(chain.split_off(start));
        }
        deepest = deepest.max(group_depth(model, text, *inner, chain, depths)? + 1);
        chain.pop();
    }
    depths.insert(group, deepest);
    Ok(deepest)
}
