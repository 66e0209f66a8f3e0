//! What is wrong with the text on any day: clashes of acts, changes of what is not there, circles.

use std::collections::HashMap;
use std::hash::Hash;

use indexmap::{IndexMap, IndexSet};

use super::fold::{MOST_NESTED_GROUPS, Trouble, fold};
use super::{Known, Text, Track, boundaries, error};
use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{ActId, Clause, GroupId, GroupTerm, Model, ProvisionId, Repealed, StatementId};
use crate::value::Date;

/// Every trouble of the text on all days, as known today; a trouble is told on the first day it shows.
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
            fold(model, day, Known::Latest, Track::Enforced, &mut |trouble| {
                if !told.contains(&trouble)
                    && let Some(diagnostic) = not_enforced(model, &trouble, day)
                {
                    sink.push(diagnostic);
                    told.push(trouble);
                }
            });
            circular_groups(model, &text, &mut sink);
        }
    }
    sink.into_sorted()
}

/// S3: a patch that is enforced while what it changes is not. A provision restated in full needs nothing before it, and a
/// repeal of what is not enforced takes nothing away.
fn not_enforced(model: &Model, trouble: &Trouble, day: Date) -> Option<Diagnostic> {
    let (id, what) = match trouble {
        Trouble::AmendsNothing(id) if matches!(model.statement(*id).clause, Clause::Set(..)) => {
            (*id, written_name(model, *id))
        }
        Trouble::NoSuchGroup(id, group) => (*id, group_name(model, *group).to_string()),
        _ => return None,
    };
    let statement = model.statement(id);
    Some(error::changes_what_is_not_enforced(&what, &model.act(statement.act).name, &day.to_string(), statement.span))
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
    let acts = (0..model.acts.len() as u32).map(ActId);
    let after = |act: ActId| model.act(act).after.clone();
    if let Some(Chain::Circle(chain)) = worst_chain(acts, usize::MAX, after) {
        let names: Vec<&str> = chain.iter().map(|act| model.act(*act).name.as_str()).collect();
        let span = chain.first().map(|act| model.act(*act).span).unwrap_or_default();
        sink.push(error::circular_after(&names.join(" after "), span));
    }
}

fn circular_groups(model: &Model, text: &Text, sink: &mut Sink) {
    let follows = |group: GroupId| {
        let Some(in_force) = text.groups.get(&group) else { return Vec::new() };
        let Clause::Group(stated) = &model.statement(in_force.stated_by).clause else { return Vec::new() };
        let terms = stated.members.iter().chain(&stated.except).chain(in_force.changes.iter().map(|(_, term, _)| term));
        let group = |term: &GroupTerm| if let GroupTerm::Group(inner) = term { Some(*inner) } else { None };
        terms.filter_map(group).collect()
    };
    let span = |group: &GroupId| text.groups.get(group).map(|g| model.statement(g.stated_by).span).unwrap_or_default();
    match worst_chain(text.groups.keys().copied(), MOST_NESTED_GROUPS, follows) {
        Some(Chain::Circle(chain)) => {
            let names: Vec<&str> = chain.iter().map(|g| group_name(model, *g)).collect();
            sink.push(error::circular_group(&names.join(" → "), chain.first().map(span).unwrap_or_default()));
        }
        Some(Chain::TooLong(group)) => {
            sink.push(error::nested_too_deep(group_name(model, group), MOST_NESTED_GROUPS, span(&group)));
        }
        None => {}
    }
}

/// What is wrong with things that follow one another.
enum Chain<T> {
    /// From one thing back to itself.
    Circle(Vec<T>),
    /// More than so many in a row, from this one.
    TooLong(T),
}

/// Depth first, each thing once, with a stack of its own.
fn worst_chain<T: Copy + Eq + Hash>(
    all: impl Iterator<Item = T>,
    most: usize,
    follows: impl Fn(T) -> Vec<T>,
) -> Option<Chain<T>> {
    let mut depths: HashMap<T, usize> = HashMap::new();
    for start in all {
        let mut open: Vec<(T, Vec<T>, usize)> = Vec::new();
        let mut next = Some(start).filter(|start| !depths.contains_key(start));
        loop {
            if let Some(thing) = next.take() {
                open.push((thing, follows(thing), 0));
            }
            let Some((thing, rest, depth)) = open.last_mut() else { break };
            match rest.pop() {
                Some(inner) => match depths.get(&inner) {
                    Some(known) => *depth = (*depth).max(*known),
                    None if open.iter().any(|(outer, ..)| *outer == inner) => {
                        let chain = open.iter().map(|(outer, ..)| *outer).skip_while(|outer| *outer != inner);
                        return Some(Chain::Circle(chain.chain([inner]).collect()));
                    }
                    None => next = Some(inner),
                },
                None => {
                    let (thing, depth) = (*thing, *depth + 1);
                    if depth > most {
                        return Some(Chain::TooLong(thing));
                    }
                    depths.insert(thing, depth);
                    open.pop();
                    if let Some((_, _, outer)) = open.last_mut() {
                        *outer = (*outer).max(depth);
                    }
                }
            }
        }
    }
    None
}
