//! What is wrong with the text on any day: clashes of acts, changes of what is not there, verbs without effect, circles.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use indexmap::IndexMap;

use super::calendar::{Calendar, Verbs};
use super::fold::{MOST_NESTED_GROUPS, Met, Trouble};
use super::subjects::components;
use super::{Known, Text, Track, error, verbs, why};
use crate::diagnostics::{Diagnostic, Sink};
use crate::model::{ActId, Amendment, Clause, GroupId, GroupTerm, Model, Named, Rewording, StatementId};
use crate::value::Date;

/// Every trouble of the text on all days, as known today; a trouble is told on the first day it shows.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    circular_after(model, &mut sink);
    after_later(model, &mut sink);
    if sink.has_errors() {
        return sink.into_sorted();
    }
    let settled = Verbs::settled(model, Known::Latest);
    let whole = Calendar::new(model, Known::Latest);
    let clashing = same_day(model, &whole, &mut sink);
    verbs::check(model, &settled, &whole, &mut sink);
    let mut removals: HashSet<(StatementId, Option<Named>)> = HashSet::new();
    for component in components(model) {
        let calendar = Calendar::of(model, &settled, Known::Latest, component.iter().copied(), Vec::new());
        check_component(model, &calendar, &clashing, &mut removals, &mut sink);
    }
    nothing_removed(model, &whole, &removals, &mut sink);
    sink.into_sorted()
}

/// The text of nodes that no other statement touches, on every day on which one of these turns.
fn check_component(
    model: &Model,
    calendar: &Calendar,
    clashing: &HashSet<StatementId>,
    removals: &mut HashSet<(StatementId, Option<Named>)>,
    sink: &mut Sink,
) {
    let mut told: Vec<Trouble> = Vec::new();
    let mut first: HashMap<StatementId, Vec<StatementId>> = HashMap::new();
    let earlier = calendar.earlier(model, Track::Printed);
    for day in calendar.boundaries() {
        let mut new = Vec::new();
        let (text, met) = calendar.fold(model, *day, Track::Printed, &earlier, &mut |trouble| new.push(trouble));
        removals.extend(met.removals.iter().copied());
        note_bases(calendar, *day, &met, &mut first);
        new.retain(|trouble| is_told(model, calendar, trouble, *day, (&first, clashing)));
        circular_groups(model, &text, sink);
        for track in calendar.tracks().iter().skip(1) {
            calendar.fold(model, *day, *track, &earlier, &mut |trouble| {
                if matches!(trouble, Trouble::NotEnforced(_) | Trouble::Occupied(..)) && !new.contains(&trouble) {
                    new.push(trouble);
                }
            });
        }
        for trouble in new {
            if !told.contains(&trouble) {
                sink.push(describe(model, calendar, &text, &trouble, *day));
                told.push(trouble);
            }
        }
    }
}

/// What each change meets on the first day of its life: afterwards that may end by its own terms.
fn note_bases(calendar: &Calendar, day: Date, met: &Met, first: &mut HashMap<StatementId, Vec<StatementId>>) {
    for (id, life) in &calendar.order {
        if begins(&life.printed, day) {
            first.entry(*id).or_insert_with(|| met.bases(*id).collect());
        }
    }
}

fn begins(days: &super::Days, day: Date) -> bool {
    days.runs().iter().any(|(from, _)| *from == day)
}

/// A change finds nothing: that is wrong on the day it takes effect. Later it is wrong unless what it changed has run out by
/// its own terms; of members, and of a text restated in full, it is harmless later.
fn is_told(
    model: &Model,
    calendar: &Calendar,
    trouble: &Trouble,
    day: Date,
    (first, clashing): (&HashMap<StatementId, Vec<StatementId>>, &HashSet<StatementId>),
) -> bool {
    let id = match trouble {
        Trouble::AmendsNothing(id) | Trouble::NoSuchGroup(id, _) | Trouble::NoChange(id, ..) => *id,
        _ => return true,
    };
    // Which of two acts of one day comes first is not said: that is told already.
    if clashing.contains(&id) {
        return false;
    }
    let begins = calendar.life(id).is_some_and(|life| begins(&life.printed, day));
    let restated = matches!(model.statement(id).clause, Clause::Provision(_));
    let ran_out = |base: &StatementId| calendar.life(*base).and_then(|life| life.end).is_some_and(|end| end <= day);
    let changed = first.get(&id).map_or(&[][..], Vec::as_slice);
    let harmless =
        restated || matches!(trouble, Trouble::NoChange(..)) || (!changed.is_empty() && changed.iter().all(ran_out));
    begins || !harmless
}

/// `repeal` and `renumber` of what is not in force, on any day.
fn nothing_removed(model: &Model, whole: &Calendar, removals: &HashSet<(StatementId, Option<Named>)>, sink: &mut Sink) {
    for (ix, statement) in model.statements.iter().enumerate() {
        let id = StatementId(ix as u32);
        let Some(on) = whole.life(id).and_then(|life| life.printed.turns().next()) else { continue };
        let act = &model.act(statement.act).name;
        match &statement.clause {
            Clause::Repeal(targets) => {
                for target in targets.iter().filter(|target| !removals.contains(&(id, Some(**target)))) {
                    let what = named(model, *target);
                    let why = why::not_there(model, whole, *target, (id, on));
                    sink.push(error::amends_nothing("repeals", what, act, &on.to_string(), statement.span, why));
                }
            }
            Clause::Renumber(renumber) if !removals.contains(&(id, None)) => {
                let what = model.tree.text(renumber.from);
                let why = why::not_there(model, whole, Named::Provision(renumber.from), (id, on));
                sink.push(error::amends_nothing("renumbers", what, act, &on.to_string(), statement.span, why));
            }
            _ => {}
        }
    }
}

fn describe(model: &Model, calendar: &Calendar, text: &Text, trouble: &Trouble, day: Date) -> Diagnostic {
    let act = |id: StatementId| model.act(model.statement(id).act).name.as_str();
    let span = |id: StatementId| model.statement(id).span;
    let on = day.to_string();
    match trouble {
        Trouble::AmendsNothing(id) => {
            let why = target(model, *id).and_then(|what| why::not_there(model, calendar, what, (*id, day)));
            error::amends_nothing("amends", &written_name(model, *id), act(*id), &on, span(*id), why)
        }
        Trouble::NotEnforced(id) => {
            let why = target(model, *id).and_then(|what| why::not_enforced(model, calendar, text, what, day));
            error::changes_what_is_not_enforced(&written_name(model, *id), act(*id), &on, span(*id), why)
        }
        Trouble::Occupied(id, node, other) => {
            error::occupied(model.tree.text(*node), &on, (act(*other), span(*other)), (act(*id), span(*id)))
        }
        Trouble::NoSuchGroup(id, group) => {
            let what = group_name(model, *group);
            let why = why::not_there(model, calendar, Named::Group(*group), (*id, day));
            error::amends_nothing("changes the members of", what, act(*id), &on, span(*id), why)
        }
        Trouble::NoChange(id, group, term) => {
            let insert = matches!(&model.statement(*id).clause, Clause::Members(m) if m.insert);
            let (member, group_text) = (term_name(model, *group, term), group_name(model, *group));
            error::no_change(insert, &member, group_text, &on, span(*id))
        }
        Trouble::WrittenTwice(first, second) => {
            error::written_twice(&written_name(model, *second), act(*second), span(*first), span(*second))
        }
        Trouble::CannotDoubt(id) => {
            let (doubt, place) = why::doubted(model, calendar, *id, day);
            let what = match &model.statement(*id).clause {
                Clause::Group(_) | Clause::Members(_) => "a group",
                Clause::Renumber(_) => "the number of a provision",
                Clause::Verb(_) => "what moves others in time",
                _ => "a default",
            };
            error::cannot_doubt(what, &doubt, span(*id), place)
        }
        Trouble::TooManyVersions(id, what) => error::too_many_versions(named(model, *what), &on, span(*id)),
    }
}

/// What a statement changes.
fn target(model: &Model, id: StatementId) -> Option<Named> {
    match &model.statement(id).clause {
        Clause::Provision(provision) => Some(Named::Provision(provision.id)),
        Clause::Amend(amendment) => Some(Named::Provision(amendment.target)),
        Clause::Value(value, _) | Clause::Set(value, _) => Some(Named::Value(*value)),
        Clause::Members(change) => change.groups.first().map(|group| Named::Group(*group)),
        _ => None,
    }
}

/// The name of what a statement writes or changes.
pub(super) fn written_name(model: &Model, id: StatementId) -> String {
    match &model.statement(id).clause {
        Clause::Provision(p) => model.tree.text(p.id).to_string(),
        Clause::Amend(Amendment { target, address, .. }) => format!("{}{address}", model.tree.text(*target)),
        Clause::Renumber(renumber) => model.tree.text(renumber.from).to_string(),
        Clause::Value(v, _) | Clause::Set(v, _) => named(model, Named::Value(*v)).to_string(),
        Clause::Group(g) => group_name(model, g.group).to_string(),
        Clause::Members(change) => change.groups.first().map_or("", |g| group_name(model, *g)).to_string(),
        Clause::Repeal(targets) => targets.first().map_or("", |target| named(model, *target)).to_string(),
        Clause::Verb(_) => String::new(),
    }
}

/// The words for something named.
pub(super) fn named(model: &Model, named: Named) -> &str {
    match named {
        Named::Provision(node) => model.tree.text(node),
        Named::Group(group) => group_name(model, group),
        Named::Value(value) => model.vocabulary.values.get_index(value.ix()).map_or("", |(name, _)| name),
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
        GroupTerm::AsItStood(group, day) => format!("{} as it stood on {day}", group_name(model, *group)),
    }
}

/// How much of a node a statement writes, for clashes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Extent {
    /// All of it.
    Whole,
    /// It and all beneath it.
    Subtree,
    /// The words at this address, empty for words anywhere in it.
    Words(String),
    /// New paragraphs beside those that stand there.
    Inserted,
    /// Members that go into a group (true) or out of it.
    Members(bool, Vec<GroupTerm>),
}

impl Extent {
    /// True if two such changes come out the same in either order.
    fn commutes_with(&self, other: &Extent) -> bool {
        match (self, other) {
            (Extent::Members(a, into), Extent::Members(b, other)) => a == b || !into.iter().any(|m| other.contains(m)),
            (Extent::Inserted, Extent::Inserted) => true,
            (Extent::Inserted, Extent::Words(at)) | (Extent::Words(at), Extent::Inserted) => !at.is_empty(),
            (Extent::Words(a), Extent::Words(b)) => {
                let apart = |a: &str, b: &str| !a.is_empty() && !crate::model::provisions::is_beneath(a, b);
                apart(a, b) && apart(b, a)
            }
            _ => false,
        }
    }
}

fn writes(clause: &Clause) -> Vec<(Named, Extent)> {
    match clause {
        Clause::Provision(p) => vec![(Named::Provision(p.id), Extent::Whole)],
        Clause::Amend(a) if a.how == Rewording::Inserted => vec![(Named::Provision(a.target), Extent::Inserted)],
        Clause::Amend(a) => vec![(Named::Provision(a.target), Extent::Words(a.address.clone()))],
        Clause::Renumber(r) => {
            vec![(Named::Provision(r.from), Extent::Subtree), (Named::Provision(r.to), Extent::Subtree)]
        }
        Clause::Value(v, _) | Clause::Set(v, _) => vec![(Named::Value(*v), Extent::Whole)],
        Clause::Group(g) => vec![(Named::Group(g.group), Extent::Whole)],
        Clause::Members(m) => {
            let members = || Extent::Members(m.insert, m.members.clone());
            m.groups.iter().map(|g| (Named::Group(*g), members())).collect()
        }
        Clause::Repeal(targets) => targets.iter().map(|t| (*t, Extent::Subtree)).collect(),
        Clause::Verb(_) => Vec::new(),
    }
}

/// S4: two acts that write one node, or a node and one above it, with one effective date. Gives the statements concerned.
fn same_day(model: &Model, whole: &Calendar, sink: &mut Sink) -> HashSet<StatementId> {
    let mut clashing = HashSet::new();
    let mut at = 0;
    while let Some((_, life)) = whole.order.get(at) {
        let length = whole.order.iter().skip(at).take_while(|(_, l)| l.effective == life.effective).count();
        let day: Vec<StatementId> = whole
            .order
            .iter()
            .skip(at)
            .take(length)
            .filter(|(_, life)| !life.printed.is_empty())
            .map(|(id, _)| *id)
            .collect();
        let several = day.windows(2).any(|w| model.statement(w[0]).act != model.statement(w[1]).act);
        if let (Some(on), true) = (life.effective, several) {
            same_day_clashes(model, on, &day, &mut clashing, sink);
        }
        at += length.max(1);
    }
    clashing
}

fn same_day_clashes(
    model: &Model,
    day: Date,
    statements: &[StatementId],
    clashing: &mut HashSet<StatementId>,
    sink: &mut Sink,
) {
    let mut writers: IndexMap<Named, Vec<(StatementId, Extent)>> = IndexMap::new();
    let mut told: HashSet<(ActId, ActId, Named)> = HashSet::new();
    for id in statements {
        let act = model.statement(*id).act;
        for (what, extent) in writes(&model.statement(*id).clause) {
            let same = writers.get(&what).into_iter().flatten().filter(|(_, other)| !extent.commutes_with(other));
            let others = same.map(|(id, _)| *id).chain(above(model, what, &writers)).chain(beneath(
                model,
                what,
                extent == Extent::Subtree,
                &writers,
            ));
            for other in others.collect::<Vec<_>>() {
                let first = model.statement(other).act;
                if first != act && !settled(model, first, act) && told.insert((first, act, what)) {
                    clashing.extend([other, *id]);
                    sink.push(error::same_day(
                        named(model, what),
                        &day.to_string(),
                        (&model.act(first).name, model.statement(other).span),
                        (&model.act(act).name, model.statement(*id).span),
                    ));
                }
            }
            writers.entry(what).or_default().push((*id, extent));
        }
    }
}

/// Those who repealed or moved a node above.
fn above(model: &Model, what: Named, writers: &IndexMap<Named, Vec<(StatementId, Extent)>>) -> Vec<StatementId> {
    let Named::Provision(node) = what else { return Vec::new() };
    let at = model.tree.upwards(node).skip(1).filter_map(|above| writers.get(&Named::Provision(above)));
    at.flatten().filter(|(_, extent)| *extent == Extent::Subtree).map(|(id, _)| *id).collect()
}

/// Where this one repeals or moves: the writers of nodes beneath it.
fn beneath(
    model: &Model,
    what: Named,
    subtree: bool,
    writers: &IndexMap<Named, Vec<(StatementId, Extent)>>,
) -> Vec<StatementId> {
    let (Named::Provision(top), true) = (what, subtree) else { return Vec::new() };
    let within = |(other, _): &(&Named, _)| matches!(other, Named::Provision(node) if *node != top && model.tree.is_within(*node, top));
    writers.iter().filter(within).flat_map(|(_, all)| all).map(|(id, _)| *id).collect()
}

/// True if one of two acts says it comes after the other, directly or through others.
pub(super) fn settled(model: &Model, a: ActId, b: ActId) -> bool {
    fn comes_after(model: &Model, late: ActId, early: ActId, seen: &mut Vec<ActId>) -> bool {
        if seen.contains(&late) {
            return false;
        }
        seen.push(late);
        model.act(late).after.iter().any(|act| *act == early || comes_after(model, *act, early, seen))
    }
    comes_after(model, a, b, &mut Vec::new()) || comes_after(model, b, a, &mut Vec::new())
}

/// `after act Y` orders acts that became public on one day; one that became public later comes later anyhow.
fn after_later(model: &Model, sink: &mut Sink) {
    for act in &model.acts {
        for other in act.after.iter().map(|id| model.act(*id)).filter(|other| other.public_from > act.public_from) {
            let days = (act.public_from.to_string(), other.public_from.to_string());
            sink.push(error::after_later((&act.name, &days.0, act.span), (&other.name, &days.1, other.span)));
        }
    }
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
