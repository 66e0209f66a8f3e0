//! Every version of a provision that some statement's words must be worked into: what the consolidated text is written for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;

use super::calendar::{Calendar, Verbs, written};
use super::subjects::components;
use super::{GroupInForce, Known, Text, Track};
use crate::model::{Clause, Doubt, Guard, Model, ProvisionId, StatementId, Version};
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
    let mut verbs: HashMap<Known, Verbs> = HashMap::new();
    let latest = Verbs::settled(model, Known::Latest);
    let mut found: IndexMap<(ProvisionId, Version), Composition> = IndexMap::new();
    for component in components(model) {
        let rewrites = |id: &StatementId| matches!(model.statement(*id).clause, Clause::Amend(_) | Clause::Renumber(_));
        if !component.iter().any(rewrites) {
            continue;
        }
        for day in public_days(model, &latest, &component) {
            let known = Known::Day(day);
            let verbs = verbs.entry(known).or_insert_with(|| Verbs::settled(model, known));
            let calendar = Calendar::of(model, verbs, known, component.iter().copied(), Vec::new());
            for on in calendar.boundaries() {
                for track in [Track::Printed, Track::Operative, Track::Enforced] {
                    collect(model, &calendar, *on, track, &mut found);
                }
            }
        }
    }
    found.into_values().collect()
}

/// The first day of each revision of the text in any track. A text changes where that of some nodes does, so each few nodes are
/// looked at by themselves.
pub fn revisions(model: &Model, known: Known) -> BTreeSet<Date> {
    let verbs = Verbs::settled(model, known);
    let marks = verbs.marks(model);
    let mut days = BTreeSet::new();
    for component in components(model) {
        let nodes: Vec<ProvisionId> = component.iter().filter_map(|id| written(&model.statement(*id).clause)).collect();
        let marks = marks.iter().filter(|mark| nodes.iter().any(|node| model.tree.is_within(*node, mark.node)));
        let calendar = Calendar::of(model, &verbs, known, component.iter().copied(), marks.cloned().collect());
        let earlier = Track::ALL.map(|track| calendar.earlier(model, track));
        let mut last: Option<Vec<Text>> = None;
        for on in calendar.boundaries() {
            let texts = Track::ALL.iter().zip(&earlier);
            let texts = texts.map(|(track, earlier)| calendar.fold(model, *on, *track, earlier, &mut |_| {}).0);
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
        let new: Vec<StatementId> = verbs.acting_on(model, id).into_iter().filter(|by| seen.insert(*by)).collect();
        open.extend(new);
    }
    days
}

fn collect(
    model: &Model,
    calendar: &Calendar,
    on: Date,
    track: Track,
    found: &mut IndexMap<(ProvisionId, Version), Composition>,
) {
    let (text, met) = calendar.fold(model, on, track, &Arc::default(), &mut |_| {});
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
                        let unexcused = !model.statement(*change).held && before.iter().filter(away).any(operates);
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
        let guards = vec![Guard { conditions: vec![Doubt::Force(version.written_by)], holds: true }];
        Version { guards, ..version }
    };
    for id in written {
        match &model.statement(id).clause {
            Clause::Provision(p) => text.provisions.entry(p.id).or_default().push(in_doubt(Version::by(id))),
            Clause::Value(value, _) | Clause::Set(value, _) => {
                text.values.entry(*value).or_default().push(in_doubt(Version::by(id)));
            }
            Clause::Group(group) => {
                text.groups.entry(group.group).or_insert(GroupInForce { stated_by: id, changes: Vec::new() });
            }
            _ => {}
        }
    }
    for (node, written_by, amended_by) in model.amended.keys() {
        let version = Version { amended_by: amended_by.clone(), ..Version::by(*written_by) };
        text.provisions.entry(*node).or_default().push(in_doubt(version));
    }
    text
}
