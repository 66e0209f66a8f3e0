//! Every version of a provision that some statement's words must be worked into: what the consolidated text is written for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::calendar::{Calendar, Verbs, written};
use super::fold::Met;
use super::subjects::components;
use super::{GroupInForce, Known, Text, Track};
use crate::model::{Clause, Doubt, Guard, Model, ProvisionId, Start, StatementId, Version};
use crate::value::Date;

/// A version of a provision with changes of its words, or under another id than it was written at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition {
    /// The node.
    pub node: ProvisionId,
    /// The statement that wrote it and the changes since; without guards.
    pub version: Version,
    /// The first day it stands in print.
    pub printed: Option<Date>,
    /// Changes that must find their place in it although what came before them is not enforced (S3), and the first such day.
    pub unexcused: Vec<(StatementId, Date)>,
}

/// All of them: on every day, in every track, as known on any day.
pub fn compositions(model: &Model) -> Vec<Composition> {
    let latest = Verbs::settled(model, Known::Latest);
    let rewrites = |id: &StatementId| matches!(model.statement(*id).clause, Clause::Amend(_) | Clause::Renumber(_));
    let components: Vec<Vec<StatementId>> =
        components(model).into_iter().filter(|component| component.iter().any(rewrites)).collect();
    let mut public: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (ix, component) in components.iter().enumerate() {
        public_days(model, &latest, component).into_iter().for_each(|day| public.entry(day).or_default().push(ix));
    }
    // For each component, what was known of it last, and what was found in it.
    let mut before: Vec<Option<Calendar>> = components.iter().map(|_| None).collect();
    let mut found: Vec<Found> = components.iter().map(|_| Found::default()).collect();
    for (day, some) in public {
        let verbs = Verbs::settled(model, Known::Day(day));
        for ix in some {
            let (Some(component), Some(before), Some(found)) =
                (components.get(ix), before.get_mut(ix), found.get_mut(ix))
            else {
                continue;
            };
            let calendar = Calendar::of(model, &verbs, Known::Day(day), component.iter().copied(), Vec::new());
            // On the days before, the text is what it was by what was known before.
            let first = before.as_ref().map_or(Some(Date::FIRST), |before| calendar.parts_from(before));
            for on in calendar.boundaries().iter().filter(|on| first.is_some_and(|first| first <= **on)) {
                for track in Track::ALL {
                    collect(model, &calendar, *on, track, found);
                }
            }
            *before = Some(calendar);
        }
    }
    found.into_iter().flat_map(IndexMap::into_values).collect()
}

/// The same, day by day in all that was known on any day: what the short way is tested against.
#[cfg(test)]
pub(crate) fn exhaustive_compositions(model: &Model) -> Vec<Composition> {
    let mut found = Found::default();
    let public: BTreeSet<Date> = model.acts.iter().map(|act| act.public_from).collect();
    for day in public {
        let calendar = Calendar::new(model, Known::Day(day));
        for on in calendar.boundaries() {
            for track in Track::ALL {
                let folded = calendar.fold(model, *on, track, &Arc::default(), &mut |_| {});
                note(model, &calendar, *on, track, folded, &mut found);
            }
        }
    }
    found.into_values().collect()
}

type Found = IndexMap<(ProvisionId, Version), Composition>;

/// The first day of each revision of the text in any track. A text changes where that of some nodes does, so each few nodes are
/// looked at by themselves.
pub fn revisions(model: &Model, known: Known) -> BTreeSet<Date> {
    let verbs = Verbs::settled(model, known);
    let marks = verbs.marks(model);
    let mut days = BTreeSet::new();
    for component in components(model) {
        let nodes: Vec<ProvisionId> = component.iter().filter_map(|id| written(&model.statement(*id).clause)).collect();
        let marks =
            marks.iter().filter(|mark| nodes.iter().any(|node| verbs.may_stand_within(model, *node, mark.node)));
        let calendar = Calendar::of(model, &verbs, known, component.iter().copied(), marks.cloned().collect());
        let tracks = calendar.tracks();
        let earlier: Vec<_> = tracks.iter().map(|track| calendar.earlier(model, *track)).collect();
        let mut last: Option<Vec<Text>> = None;
        for on in calendar.boundaries() {
            let texts = tracks.iter().zip(&earlier);
            let texts = texts.map(|(track, earlier)| calendar.quick_fold(model, *on, *track, earlier).0);
            let now: Vec<Text> = texts.collect();
            // Before the first boundary there is no text at all.
            let changed = match &last {
                Some(last) => *last != now,
                None => now.iter().any(|text| *text != Text { earlier: Arc::clone(&text.earlier), ..Text::default() }),
            };
            if changed {
                days.insert(*on);
            }
            last = Some(now);
        }
    }
    days
}

/// The days on which something that bears on these statements became public.
fn public_days(model: &Model, verbs: &Verbs, component: &[StatementId]) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    let mut open = component.to_vec();
    let mut seen: BTreeSet<StatementId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        days.insert(model.statement(id).public_from);
        if let Start::WithAct(act) = model.statement(id).start {
            open.extend(verbs.statements_of(act).filter(|other| seen.insert(*other)));
        }
        let new: Vec<StatementId> = verbs.acting_on(model, id).into_iter().filter(|by| seen.insert(*by)).collect();
        open.extend(new);
    }
    days
}

fn collect(model: &Model, calendar: &Calendar, on: Date, track: Track, found: &mut Found) {
    note(model, calendar, on, track, calendar.quick_fold(model, on, track, &Arc::default()), found);
}

fn note(model: &Model, calendar: &Calendar, on: Date, track: Track, (text, met): (Text, Met), found: &mut Found) {
    for (node, versions) in &text.provisions {
        for version in versions {
            let moved = model.provision(version.written_by).is_some_and(|p| p.id != *node);
            if version.amended_by.is_empty() && !moved {
                continue;
            }
            let version = Version { guards: Vec::new(), ..version.clone() };
            let key = (*node, version.clone());
            let entry = found.entry(key).or_insert_with(|| Composition {
                node: *node,
                version: version.clone(),
                printed: None,
                unexcused: Vec::new(),
            });
            match track {
                Track::Printed => entry.printed = Some(entry.printed.map_or(on, |day| day.min(on))),
                Track::Operative => {}
                Track::Enforced => {
                    for change in &version.amended_by {
                        let before = met.before(*change, *node, version.written_by).unwrap_or_default();
                        let away = |id: &&StatementId| !version.amended_by.contains(id);
                        let operates =
                            |id: &StatementId| calendar.life(*id).is_some_and(|life| life.operative.contains(on));
                        let mut missing = before.iter().filter(away).peekable();
                        let unexcused =
                            !model.statement(*change).held && missing.peek().is_some() && missing.all(operates);
                        if unexcused && !entry.unexcused.iter().any(|(id, _)| id == change) {
                            entry.unexcused.push((*change, on));
                        }
                    }
                }
            }
        }
    }
}

/// All versions of all provisions as if they stood together, each in doubt: what can be wrong with any day's text is wrong with
/// this one. It is the law of no day.
pub fn all_versions(model: &Model) -> Text {
    let mut text = Text::default();
    let written = model.statements.iter().enumerate().map(|(ix, _)| StatementId(ix as u32));
    let in_doubt = |version: Version| {
        let statements = std::iter::once(&version.written_by).chain(&version.amended_by);
        let acts = statements.map(|id| model.statement(*id).act).filter(|act| model.act(*act).applies_to.is_some());
        let mut conditions: Vec<Doubt> = acts.map(Doubt::Transactions).collect();
        conditions.push(Doubt::Force(version.written_by));
        Version { guards: vec![Guard { conditions, holds: true }], ..version }
    };
    for id in written {
        match &model.statement(id).clause {
            Clause::Provision(p) => text.provisions.entry(p.id).or_default().push(in_doubt(Version::by(id))),
            // All who were ever members, so that whoever asks about the group depends on all of them.
            Clause::Group(group) => {
                let new = GroupInForce { stated_by: id, changes: Vec::new() };
                let in_force = text.groups.entry(group.group).or_insert(new);
                in_force.changes.extend(group.members.iter().map(|member| (true, member.clone(), id)));
            }
            _ => {}
        }
    }
    for statement in &model.statements {
        let Clause::Members(change) = &statement.clause else { continue };
        for group in change.groups.iter().filter(|_| change.insert) {
            if let Some(in_force) = text.groups.get_mut(group) {
                let by = in_force.stated_by;
                in_force.changes.extend(change.members.iter().map(|member| (true, member.clone(), by)));
            }
        }
    }
    for (node, written_by, amended_by) in model.amended.keys() {
        let version = Version { amended_by: amended_by.clone(), ..Version::by(*written_by) };
        text.provisions.entry(*node).or_default().push(in_doubt(version));
    }
    text
}
