//! Whether each verb finds what it speaks of: clashes of acts in time, told with both acts and the days.

use super::calendar::{Calendar, Life, Verbs, ends_or_extends, same_target, touches_named, verb, written};
use super::check::{named, settled, written_name};
use super::error;
use crate::diagnostics::Sink;
use crate::model::{Clause, Model, Start, StatementId, Target, Verb, VerbKind};
use crate::value::Date;

pub(super) fn check(model: &Model, verbs: &Verbs, whole: &Calendar, sink: &mut Sink) {
    for ix in 0..model.statements.len() as u32 {
        let id = StatementId(ix);
        let Some(life) = whole.life(id) else { continue };
        match verb(model, id) {
            Some(verb) => {
                acts_on_later(model, id, verb, sink);
                let work = life.effective.filter(|begin| life.printed.contains(*begin));
                if let Some(begin) = work {
                    verb.targets
                        .iter()
                        .for_each(|target| finds_something(model, whole, (id, begin), verb, target, sink));
                }
            }
            None => also_mend(model, whole, id, life, sink),
        }
        if let Start::WithAct(act) = model.statement(id).start {
            let writes = |other: StatementId| !matches!(model.statement(other).clause, Clause::Verb(_));
            if !verbs.statements_of(act).any(writes) {
                sink.push(error::no_start(&model.act(act).name, model.act(act).span, model.statement(id).span));
            }
        }
        never_alive(model, id, life, sink);
    }
}

fn acts_on_later(model: &Model, id: StatementId, verb: &Verb, sink: &mut Sink) {
    let statement = model.statement(id);
    let act = model.act(statement.act);
    for target in &verb.targets {
        let Target::Act(other, _) = target else { continue };
        let is_verb = |s: &crate::model::Statement| s.act == *other && matches!(s.clause, Clause::Verb(_));
        let same_day = *other != statement.act && model.act(*other).public_from == act.public_from;
        if same_day && !settled(model, *other, statement.act) && model.statements.iter().any(is_verb) {
            let other = model.act(*other);
            sink.push(error::order_unsaid(verb.kind.words(), (&act.name, statement.span), (&other.name, other.span)));
            continue;
        }
        let own = *other == statement.act && verb.kind != VerbKind::ForceUncertain;
        let other = model.act(*other);
        if own || other.public_from > act.public_from {
            let days = (act.public_from.to_string(), other.public_from.to_string());
            let there = other.span;
            let (act, other) = ((act.name.as_str(), days.0.as_str()), (other.name.as_str(), days.1.as_str()));
            sink.push(error::acts_on_later(verb.kind.words(), act, other, statement.span, there));
        }
    }
}

/// The statements other than `id` that a target of a verb names.
fn named_by<'a>(
    model: &'a Model,
    whole: &'a Calendar,
    id: StatementId,
    target: &'a Target,
) -> impl Iterator<Item = (StatementId, &'a Life)> {
    let names = move |other: StatementId| {
        let statement = model.statement(other);
        match target {
            Target::Act(act, so_far) => {
                *act == statement.act && (so_far.is_empty() || touches_named(model, &statement.clause, so_far))
            }
            Target::Provision(node) => {
                written(&statement.clause).is_some_and(|written| whole.may_stand_within(model, written, *node))
            }
        }
    };
    whole.order.iter().map(|(other, life)| (*other, life)).filter(move |(other, _)| *other != id && names(*other))
}

fn finds_something(
    model: &Model,
    whole: &Calendar,
    (id, begin): (StatementId, Date),
    verb: &Verb,
    target: &Target,
    sink: &mut Sink,
) {
    let statement = model.statement(id);
    let what = target_name(model, target);
    let mut no_effect = |why: String| {
        let place = match target {
            Target::Act(act, _) => {
                let act = model.act(*act);
                Some((act.span, format!("act `{}`, public from {}", act.name, act.public_from)))
            }
            Target::Provision(_) => None,
        };
        sink.push(error::no_effect(verb.kind.words(), &what, &why, statement.span, place, help(verb.kind)));
    };
    if let Some(kind) = ends_or_extends(verb.kind) {
        let earlier = whole.order.iter().filter(|(other, _)| {
            *other != id
                && super::calendar::verb(model, *other)
                    .is_some_and(|earlier| earlier.kind == kind && same_target(&earlier.targets, target))
        });
        // What is ended or extended is at work until then.
        let ends = |kind: VerbKind| matches!(kind, VerbKind::EndSuspension | VerbKind::ResumeEnforcing);
        let at_work = |(_, life): &&(StatementId, Life)| {
            life.effective.is_some_and(|from| from < begin || !ends(verb.kind))
                && life.moved.iter().all(|m| m.by == id || !ends(m.kind) || !m.days.contains(begin))
        };
        let ended = |(other, life): &(StatementId, Life)| {
            let stated = model.statement(*other).end;
            life.moved
                .iter()
                .take_while(|m| m.by != id)
                .fold(stated, |end, m| super::calendar::verb(model, m.by).and_then(|v| v.extended_to).or(end))
        };
        let earlier: Vec<_> = earlier.filter(at_work).collect();
        let extends = verb.kind == VerbKind::ExtendSuspension;
        // An extension may join on to the end, and may take effect after it if it was public before.
        let over = |end: Date| if extends { end < begin && end < statement.public_from } else { end <= begin };
        if earlier.is_empty() {
            no_effect(format!("no `{} {what}` is at work on {begin}", kind.words()));
        } else if earlier.iter().all(|e| ended(e).is_some_and(over)) {
            no_effect(format!("`{} {what}` had ended by {begin}", kind.words()));
        } else if extends && earlier.iter().all(|e| ended(e).is_none()) {
            no_effect(format!("`{} {what}` has no end", kind.words()));
        }
        return;
    }
    let mut all = named_by(model, whole, id, target).peekable();
    if all.peek().is_none() {
        no_effect(match target {
            Target::Act(_, so_far) if so_far.is_empty() => "the act states nothing".into(),
            Target::Act(..) => "the act changes nothing of that name".into(),
            Target::Provision(_) => "no act writes it".into(),
        });
        return;
    }
    match verb.kind {
        VerbKind::Commence if !all.any(|(other, _)| model.statement(other).start == Start::ToBeAppointed) => {
            no_effect("nothing of it awaits a day".into());
        }
        VerbKind::Extend => {
            let extended: Vec<_> = all.filter(|(other, _)| model.statement(*other).end.is_some()).collect();
            let ended = |(other, life): &(StatementId, &Life)| {
                let stated = model.statement(*other).end;
                let before = life.moved.iter().take_while(|m| m.by != id);
                let end = before
                    .fold(stated, |end, m| super::calendar::verb(model, m.by).and_then(|v| v.extended_to).or(end));
                end.is_some_and(|end| end < begin && end < statement.public_from)
            };
            if extended.is_empty() {
                no_effect("it has no end".into());
            } else if extended.iter().all(ended) {
                no_effect(format!("it had ended by {begin}"));
            }
        }
        VerbKind::Suspend | VerbKind::StopEnforcing => {
            let last = whole.life(id).and_then(|life| life.end);
            let meets = |(_, life): (StatementId, &Life)| {
                let starts = |(from, until): &(Date, Option<Date>)| {
                    last.is_none_or(|last| *from < last) && until.is_none_or(|until| begin < until)
                };
                life.printed.runs().iter().any(starts)
            };
            if !all.any(meets) {
                no_effect(format!("it is not in force from {begin} on"));
                return;
            }
            if let Target::Act(act, so_far) = target
                && so_far.is_empty()
            {
                done_already(model, whole, (id, begin), verb, *act, sink);
            }
            if let Target::Provision(node) = target {
                older_than_meant(model, whole, (id, begin), verb, *node, sink);
            }
        }
        _ => {}
    }
}

/// A suspension undoes nothing that an act has done to other acts: what it revoked, extended or commenced stays so.
fn done_already(
    model: &Model,
    whole: &Calendar,
    (id, begin): (StatementId, Date),
    suspends: &Verb,
    act: crate::model::ActId,
    sink: &mut Sink,
) {
    let done = whole.order.iter().find(|(other, life)| {
        let lasting = |kind| matches!(kind, VerbKind::Suspend | VerbKind::StopEnforcing | VerbKind::ForceUncertain);
        let statement = model.statement(*other);
        statement.act == act
            && life.effective.is_some_and(|from| from <= begin)
            && super::calendar::verb(model, *other).is_some_and(|verb| !lasting(verb.kind))
    });
    if let Some((other, _)) = done {
        let what = words(model, *other).unwrap_or_default();
        let (verb, here) = (suspends.kind.words(), model.statement(id).span);
        sink.push(error::done_already(verb, &model.act(act).name, &what, model.statement(*other).span, here));
    }
}

/// S3: `suspend rule ID` of a provision that an older act wrote and a later one changed.
fn older_than_meant(
    model: &Model,
    whole: &Calendar,
    (id, begin): (StatementId, Date),
    verb: &Verb,
    node: crate::model::ProvisionId,
    sink: &mut Sink,
) {
    let at_node = |(other, life): &&(StatementId, Life)| {
        written(&model.statement(*other).clause) == Some(node) && life.printed.contains(begin)
    };
    let mut writers = whole.order.iter().filter(at_node).map(|(other, _)| *other);
    let (Some(first), Some(last)) = (writers.next(), writers.next_back()) else { return };
    let (first_act, last_act) = (model.statement(first).act, model.statement(last).act);
    if first_act != last_act {
        let first = (model.act(first_act).name.as_str(), model.statement(first).span);
        let (last, here) = (&model.act(last_act).name, model.statement(id).span);
        sink.push(error::older_than_meant(verb.kind.words(), model.tree.text(node), first, last, here));
    }
}

/// S4: a change with effect in the past, and a later restatement of the same text.
fn also_mend(model: &Model, whole: &Calendar, id: StatementId, life: &Life, sink: &mut Sink) {
    let statement = model.statement(id);
    let (Some(node), Some(effective)) = (written(&statement.clause), life.effective) else { return };
    if effective >= statement.public_from {
        return;
    }
    let restated = whole.order.iter().find(|(other, theirs)| {
        let later = theirs.effective.is_some_and(|from| from > effective && from < statement.public_from);
        let clause = &model.statement(*other).clause;
        *other != id && later && matches!(clause, Clause::Provision(p) if p.id == node) && !theirs.printed.is_empty()
    });
    // The later text is mended too where a change of it takes effect with it.
    let mended = |from: Option<Date>| {
        whole.order.iter().any(|(other, theirs)| {
            let other = model.statement(*other);
            theirs.effective == from
                && other.public_from >= statement.public_from
                && written(&other.clause) == Some(node)
        })
    };
    let restated = restated.filter(|(_, theirs)| !mended(theirs.effective));
    if let Some((later, theirs)) = restated {
        let other = model.statement(*later);
        let day = theirs.effective.map_or_else(String::new, |day| day.to_string());
        let later = (model.act(other.act).name.as_str(), day.as_str(), other.span);
        let what = written_name(model, id);
        sink.push(error::also_mend(&what, &model.act(statement.act).name, later, statement.span));
    }
}

/// An end that is not after the beginning, once commencement and extension have had their say.
fn never_alive(model: &Model, id: StatementId, life: &Life, sink: &mut Sink) {
    let statement = model.statement(id);
    let (Some(effective), Some(end)) = (life.effective, life.end) else { return };
    let moves = |kind: VerbKind| matches!(kind, VerbKind::Commence | VerbKind::Extend | VerbKind::ExtendSuspension);
    let moved = life.moved.iter().rfind(|m| moves(m.kind)).map(|m| m.by);
    if end > effective || (moved.is_none() && matches!(statement.start, Start::On(_))) {
        return;
    }
    let by = moved.map(|by| (model.act(model.statement(by).act).name.as_str(), model.statement(by).span));
    let what = words(model, id).unwrap_or_else(|| written_name(model, id));
    sink.push(error::never_alive(&what, &effective.to_string(), &end.previous().to_string(), statement.span, by));
}

/// What to look at where a verb has no effect.
fn help(kind: VerbKind) -> &'static str {
    match kind {
        VerbKind::EndSuspension | VerbKind::ExtendSuspension => {
            "name what `suspend` names, in the same words, and check the days; a suspension is extended before it is over"
        }
        VerbKind::ResumeEnforcing => "name what `stop enforcing` names, in the same words, and check the days",
        VerbKind::Commence => "only what is `effective on a day to be appointed` waits for `commence`",
        VerbKind::Extend => "only what has an end (`through D`, `until D`) is extended, and before it is over",
        _ => "check the name, and the days of both acts",
    }
}

/// What a verb acts on, in the author's words.
pub(super) fn target_name(model: &Model, target: &Target) -> String {
    match target {
        Target::Provision(node) => model.tree.text(*node).to_string(),
        Target::Act(act, so_far) => {
            let name = format!("act {}", model.act(*act).name);
            if so_far.is_empty() {
                return name;
            }
            let all: Vec<&str> = so_far.iter().map(|n| named(model, *n)).collect();
            format!("{name} so far as it changes {}", all.join(", "))
        }
    }
}

/// A verb in words: `suspend act X`.
fn words(model: &Model, id: StatementId) -> Option<String> {
    let verb = verb(model, id)?;
    let targets: Vec<String> = verb.targets.iter().map(|target| target_name(model, target)).collect();
    Some(format!("{} {}", verb.kind.words(), targets.join(", ")))
}
