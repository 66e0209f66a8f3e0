//! Why something does not stand in the text of a day, or is not enforced, for messages: which act took it away, and when.

use super::calendar::{Calendar, Life, Moved, verb};
use super::{Text, check::named};
use crate::model::{Clause, Model, Named, StatementId, VerbKind};
use crate::source::Span;
use crate::value::Date;

/// What a message adds to its own place: another place, and what happened there.
pub(super) type Place = (Span, String);

/// Why nothing stands at a provision, group or value on a day in print, for the statement that would change it; none where no
/// other ever writes it.
pub(super) fn not_there(
    model: &Model,
    calendar: &Calendar,
    what: Named,
    (change, day): (StatementId, Date),
) -> Option<Place> {
    let began = |life: &Life| life.effective.is_some_and(|from| from <= day);
    let writers = || calendar.order.iter().filter(|(id, _)| *id != change && writes(model, *id, what));
    let Some((last, life)) = writers().rfind(|(_, life)| began(life)) else {
        return writers().next().map(|(first, life)| not_yet(model, *first, life));
    };
    if let Some(told) = taken_away(model, *last, life, day) {
        return Some(told);
    }
    let gone = calendar.order.iter().find(|(id, life)| {
        life.printed.contains(day) && calendar.place(*id) > calendar.place(*last) && removes(model, *id, what)
    });
    gone.map(|(id, life)| (model.statement(*id).span, removed(model, *id, life)))
}

fn not_yet(model: &Model, first: StatementId, life: &Life) -> Place {
    let statement = model.statement(first);
    let act = &model.act(statement.act).name;
    let told = match life.effective {
        Some(from) => format!("act `{act}` writes it with effect from {from}"),
        None => format!("act `{act}` writes it, and awaits a day to be appointed"),
    };
    (statement.span, told)
}

/// The statement that wrote it is no longer alive: it has ended, or a verb took it away.
fn taken_away(model: &Model, last: StatementId, life: &Life, day: Date) -> Option<Place> {
    let statement = model.statement(last);
    let act = &model.act(statement.act).name;
    if life.printed.contains(day) {
        return None;
    }
    if let Some(end) = life.end.filter(|end| *end <= day) {
        return Some((statement.span, format!("what act `{act}` writes ends with {}", end.previous())));
    }
    let revokes = [VerbKind::RevokeRestoring, VerbKind::RevokeWithoutRestoring, VerbKind::Annul];
    let moved = life.moved.iter().find(|m| revokes.contains(&m.kind) && m.days.contains(day))?;
    let by = model.statement(moved.by);
    let (other, does) = (&model.act(by.act).name, moved.kind.words());
    let from = match moved.kind {
        VerbKind::Annul => String::new(),
        _ => begins(moved),
    };
    Some((by.span, format!("act `{other}` of {} {does}s act `{act}`{from}", by.public_from)))
}

fn writes(model: &Model, id: StatementId, what: Named) -> bool {
    match (&model.statement(id).clause, what) {
        (Clause::Provision(provision), Named::Provision(node)) => provision.id == node,
        (Clause::Renumber(renumber), Named::Provision(node)) => renumber.moves.iter().any(|(_, to)| *to == node),
        (Clause::Value(value, _), Named::Value(wanted)) => *value == wanted,
        (Clause::Group(group), Named::Group(wanted)) => group.group == wanted,
        _ => false,
    }
}

fn removes(model: &Model, id: StatementId, what: Named) -> bool {
    match &model.statement(id).clause {
        Clause::Repeal(targets) => targets.iter().any(|target| match (target, what) {
            (Named::Provision(above), Named::Provision(node)) => model.tree.is_within(node, *above),
            (target, what) => *target == what,
        }),
        Clause::Renumber(renumber) => renumber.moves.iter().any(|(from, _)| what == Named::Provision(*from)),
        Clause::Verb(verb) => verb.kind == VerbKind::RevokeWithoutRestoring,
        _ => false,
    }
}

fn removed(model: &Model, id: StatementId, life: &Life) -> String {
    let statement = model.statement(id);
    let act = &model.act(statement.act).name;
    let from = life.effective.map_or_else(String::new, |day| format!(" from {day}"));
    match &statement.clause {
        Clause::Renumber(renumber) => {
            let (old, new) = (model.tree.text(renumber.from), model.tree.text(renumber.to));
            format!("act `{act}` renumbers `{old}` as `{new}`{from}")
        }
        Clause::Repeal(targets) => {
            let what = targets.iter().map(|target| format!("`{}`", named(model, *target)));
            format!("act `{act}` repeals {}{from}", what.collect::<Vec<_>>().join(", "))
        }
        _ => format!("act `{act}` revokes it{from}, without restoring what was there before"),
    }
}

/// Why what stands in print on a day is not enforced.
pub(super) fn not_enforced(model: &Model, calendar: &Calendar, text: &Text, what: Named, day: Date) -> Option<Place> {
    let writer = match what {
        Named::Provision(node) => text.provisions.get(&node)?.first()?.written_by,
        Named::Value(value) => text.values.get(&value)?.first()?.written_by,
        Named::Group(group) => text.groups.get(&group)?.stated_by,
    };
    let life = calendar.life(writer)?;
    let statement = model.statement(writer);
    let act = &model.act(statement.act).name;
    if let Some(due) = life.complies.filter(|due| *due > day) {
        return Some((statement.span, format!("act `{act}` writes it, with compliance from {due}")));
    }
    let stopped = life.moved.iter().find(|m| m.kind == VerbKind::StopEnforcing && m.days.contains(day))?;
    let by = model.statement(stopped.by);
    let from = begins(stopped);
    Some((by.span, format!("act `{}` stops enforcing act `{act}`{from}", model.act(by.act).name)))
}

fn begins(moved: &Moved) -> String {
    moved.days.runs().first().map_or_else(String::new, |(from, _)| format!(" from {from}"))
}

/// Why a statement is not for all transactions: its act says so, or another says that its force is uncertain.
pub(super) fn doubted(model: &Model, calendar: &Calendar, id: StatementId, day: Date) -> (String, Option<Place>) {
    let act = model.act(model.statement(id).act);
    if act.applies_to.is_some() {
        return (format!("act `{}` applies to some transactions only", act.name), None);
    }
    let by = calendar.life(id).and_then(|life| life.moved_by(VerbKind::ForceUncertain, day).next());
    let place = by.map(|by| {
        let why = verb(model, by).and_then(|verb| verb.why.clone()).unwrap_or_default();
        (model.statement(by).span, format!("“{why}”"))
    });
    (format!("whether act `{}` is in force on {day} is uncertain", act.name), place)
}
