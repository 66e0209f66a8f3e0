//! Whether a rulebook is valid, and if not, why: every day on which something changes, as known on every day on which
//! something became public, in every track.

use super::life::{Lives, Place, TRACKS, Track, days_named, is_patch, is_write, touched};
use super::model::*;
use super::text::{Why, nodes, nodes_beside};
use std::collections::BTreeSet;

pub type Problems = BTreeSet<(Place, Why)>;

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Valid,
    /// Wrong, whatever the reading.
    Invalid(Problems),
    /// The documents leave open whether this may be, or what it means.
    Open(Problems),
}

/// What is known matters on these days: each public day and the end of all days.
pub fn knowns(book: &Book) -> Vec<Option<Day>> {
    let days: BTreeSet<Day> = book.acts.iter().map(Act::public).collect();
    days.into_iter().map(Some).chain([None]).collect()
}

pub fn verdict(book: &Book) -> Verdict {
    let all = problems(book);
    if all.is_empty() {
        Verdict::Valid
    } else if all.iter().any(|(_, why)| matches!(why, Why::Unsaid(_))) {
        Verdict::Open(all)
    } else {
        Verdict::Invalid(all)
    }
}

pub fn problems(book: &Book) -> Problems {
    let mut all = found(book);
    // Where a statement is wrong anyway, it does not matter what is open about it.
    let unsaid = |why: &Why| matches!(why, Why::Unsaid(_));
    let wrong: BTreeSet<Place> = all.iter().filter(|p| !unsaid(&p.1)).map(|p| p.0).collect();
    all.retain(|(place, why)| !unsaid(why) || !wrong.contains(place));
    all
}

fn found(book: &Book) -> Problems {
    let mut all = Problems::new();
    targets(book, &mut all);
    for known in knowns(book) {
        let lives = Lives::new(book, known);
        endings(&lives, &mut all);
        effects(&lives, &mut all);
        one_day(&lives, known.is_none(), &mut all);
        let mut met = BTreeSet::new();
        let mut before = Vec::new();
        for on in days_named(book) {
            let state = |i: usize| TRACKS.map(|track| lives.live(i, track, on));
            let now: Vec<_> = (0..lives.clauses.len()).map(state).collect();
            // The same statements live: the same text.
            if std::mem::replace(&mut before, now.clone()) == now {
                continue;
            }
            let printed = nodes(&lives, Track::Printed, on);
            for track in TRACKS {
                if track != Track::Printed && now.iter().all(|[p, o, e]| p == o && o == e) {
                    continue;
                }
                let text = match track {
                    Track::Printed => printed.clone(),
                    _ => nodes_beside(&lives, track, on, Some(&printed)),
                };
                for (v, clause) in lives.clauses.iter().enumerate() {
                    if let Some(Verb { target: Some(Target::Node(node)), .. }) = clause.verb()
                        && text.nodes.keys().any(|id| beneath(id, node))
                        && lives.live(v, Track::Printed, on)
                        && track == Track::Printed
                    {
                        met.insert(clause.place);
                    }
                }
                for (place, why) in text.problems {
                    match why {
                        // Only the printed text must hold what a statement speaks of.
                        Why::AmendsNothing | Why::NothingToRenumber | Why::Occupied if track != Track::Printed => {}
                        Why::RepealsNothing if track != Track::Printed => {}
                        Why::RepealsNothing => _ = all.insert((place, Why::Unsaid("a repeal of nothing"))),
                        why => _ = all.insert((place, why)),
                    }
                }
            }
        }
        for clause in &lives.clauses {
            if let Some(Verb { does: Does::Suspend | Does::StopEnforcing, target: Some(Target::Node(_)), .. }) =
                clause.verb()
                && !met.contains(&clause.place)
            {
                all.insert((clause.place, Why::Unsaid("a mark on nothing")));
            }
        }
    }
    all
}

fn places(book: &Book) -> Vec<(Place, &Statement)> {
    let mut all = Vec::new();
    for (a, act) in book.acts.iter().enumerate() {
        for (p, part) in act.parts.iter().enumerate() {
            all.extend(part.statements.iter().enumerate().map(|(s, x)| ((a, p, s), x)));
        }
    }
    all
}

/// A verb speaks of acts public no later than its own, and not of its own.
fn targets(book: &Book, all: &mut Problems) {
    // A patch names what some act writes, or brings there by renumbering, on some day.
    let kinds = || places(book).into_iter().map(|(_, s)| &s.kind);
    for (place, statement) in places(book).into_iter().filter(|(_, s)| is_patch(&s.kind)) {
        let there = |id: &String| {
            kinds().any(|k| match k {
                Kind::Renumber { to, .. } => beneath(id, to),
                k => is_write(k) && touched(k).contains(&id),
            })
        };
        if !touched(&statement.kind).into_iter().all(there) {
            all.insert((place, Why::NoTarget));
        }
    }
    // What moves others in time moves them for all transactions.
    for (place, statement) in places(book) {
        if matches!(statement.kind, Kind::Verb(_)) && book.acts[place.0].applies_to.is_some() {
            all.insert((place, Why::Guarded));
        }
    }
    // An act that only moves others in time has no start that another could take.
    for (place, statement) in places(book) {
        let (act, part) = (&book.acts[place.0], &book.acts[place.0].parts[place.1]);
        let own = statement.dates.effective.as_ref().or(part.dates.effective.as_ref());
        let Some(Start::OfAct(name)) = own.or(act.dates.effective.as_ref()) else { continue };
        let of = |other: &Act| other.parts.iter().flat_map(|p| &p.statements).any(|s| !matches!(s.kind, Kind::Verb(_)));
        if book.acts.iter().any(|other| other.name == *name && !of(other)) {
            all.insert((place, Why::Target));
        }
    }
    for (place, statement) in places(book) {
        let Kind::Verb(Verb { target: Some(Target::Act(name)), .. }) = &statement.kind else { continue };
        let own = &book.acts[place.0];
        match book.acts.iter().position(|a| a.name == *name) {
            None => _ = all.insert((place, Why::Target)),
            Some(other) => {
                let act = &book.acts[other];
                if own.dates.effective == Some(Start::OfAct(name.clone())) {
                    all.insert((place, Why::Unsaid("a verb about the act from whose start it runs")));
                }
                if other == place.0 || act.public() > own.public() {
                    all.insert((place, Why::Target));
                } else if act.public() == own.public() && other > place.0 {
                    all.insert((place, Why::Unsaid("a verb about a later act of the same day")));
                }
                let Kind::Verb(Verb { so_far, .. }) = &statement.kind else { unreachable!() };
                let half = |kind: &Kind| match kind {
                    Kind::Renumber { from, to } => so_far.iter().any(|n| beneath(to, n) != beneath(from, n)),
                    Kind::Repeal(ids) => so_far.iter().any(|n| ids.iter().any(|id| id != n && beneath(n, id))),
                    _ => false,
                };
                if act.parts.iter().flat_map(|p| &p.statements).any(|s| half(&s.kind)) {
                    all.insert((place, Why::Unsaid("a change of what stands partly beneath a node")));
                }
            }
        }
    }
}

/// What ends, extends or commences must find what it speaks of, and must itself live on.
fn endings(lives: &Lives, all: &mut Problems) {
    for (v, clause) in lives.clauses.iter().enumerate() {
        let Some(verb) = clause.verb() else { continue };
        let place = clause.place;
        let mut open = |why| _ = all.insert((place, Why::Unsaid(why)));
        let hit: Vec<usize> = (0..lives.clauses.len()).filter(|i| lives.ends_it(v, verb, *i)).collect();
        match verb.does {
            Does::EndSuspension | Does::ResumeEnforcing if hit.is_empty() => open("an ending of nothing"),
            Does::ExtendSuspension if hit.is_empty() => open("an extension of no suspension"),
            Does::Extend if !hit.iter().any(|i| lives.own_end(*i).is_some()) => open("an extension of what has no end"),
            Does::Commence if !lives.names_appointed(v) => open("a commencement of nothing"),
            Does::ExtendSuspension if hit.iter().any(|i| lives.own_end(*i).is_none()) => {
                all.insert((place, Why::NoEnd));
                continue;
            }
            _ => {}
        }
        if matches!(verb.does, Does::EndSuspension | Does::ResumeEnforcing) {
            let at_work = |i: &usize| {
                let (day, begun) = (lives.start(v), lives.start(*i));
                let lasts = |end: Option<Day>| end.is_none_or(|x| Some(x) > day);
                let (then, now) = (lives.end_by(*i, &|w| w < v), lives.end_by(*i, &|w| w != v));
                begun.is_some() && begun < day && lasts(then) && lasts(now)
            };
            if lives.ever(v) && !hit.iter().any(at_work) {
                open("an ending of what is not at work");
            }
        }
        if matches!(verb.does, Does::Extend | Does::ExtendSuspension) && lives.ever(v) {
            let over = |i: &usize| {
                let (end, public) = (lives.end_by(*i, &|w| w < v), Some(clause.act.public()));
                lives.own_end(*i).is_some() && (end <= public || lives.start(*i) >= end)
            };
            if hit.iter().any(over) {
                open("an extension of what had ended");
            }
        }
        if let (Does::Extend, Some(Target::Node(node))) = (verb.does, &verb.target)
            && hit
                .iter()
                .any(|i| !touched(&lives.clauses[*i].statement.kind).contains(&node) && lives.own_end(*i).is_some())
        {
            open("an extension of what stands beneath a node");
        }
        // A verb that moves a date, and is itself revoked, suspended or at an end.
        let moves = match verb.does {
            Does::Annul
            | Does::Commence
            | Does::Extend
            | Does::ExtendSuspension
            | Does::EndSuspension
            | Does::ResumeEnforcing => true,
            Does::RevokeWithout => !hit.is_empty(),
            _ => false,
        };
        if let (true, Some(start)) = (moves && lives.ever(v), lives.start(v)) {
            let lapses = |track| lives.days.iter().any(|day| *day >= start && !lives.live(v, track, *day));
            if lapses(Track::Operative) {
                open("a date moved by what no longer lives");
            }
        }
        // Revoked before it was appointed a day.
        if verb.does == Does::RevokeWithout {
            let late = |i: usize| lives.verbs(Does::Commence, i).iter().any(|c| *c > v);
            if (0..lives.clauses.len()).any(|i| lives.names(v, i) && late(i)) {
                open("commenced after it was revoked");
            }
        }
        // The same act, named in part and as a whole.
        if matches!(verb.does, Does::EndSuspension | Does::ExtendSuspension | Does::ResumeEnforcing) {
            let similar = |i: &usize| {
                let old = lives.clauses[*i].verb().expect("a verb");
                matches!(old.does, Does::Suspend | Does::StopEnforcing)
                    && old.target == verb.target
                    && old.so_far != verb.so_far
            };
            if lives.verbs.iter().any(similar) {
                open("one of two suspensions of one act, in part and as a whole");
            }
        }
    }
}

/// Every verb about an act must meet something of it that lives.
fn effects(lives: &Lives, all: &mut Problems) {
    for (v, clause) in lives.clauses.iter().enumerate() {
        let Some(start) = lives.start(v) else { continue };
        let mut open = |why| _ = all.insert((clause.place, Why::Unsaid(why)));
        if !lives.appointed(v)
            && (lives.comply(v).is_some_and(|c| c < start) || lives.own_end(v).is_some_and(|x| x <= start))
        {
            open("due, or at its end, before it begins");
        }
        let Some(verb) = clause.verb() else { continue };
        let acts = match verb.does {
            Does::Suspend
            | Does::StopEnforcing
            | Does::RevokeRestoring
            | Does::RevokeWithout
            | Does::ForceUncertain => !matches!(verb.target, Some(Target::Node(_))),
            _ => false,
        };
        let revokes = |does| matches!(does, Does::RevokeRestoring | Does::RevokeWithout);
        // Would it live on that day but for this verb?
        let lives_else = |i: usize, day: Day| {
            let end = lives.end_by(i, &|w| w != v);
            let begun = lives.start(i).is_some_and(|e| e <= day) && end.is_none_or(|x| day < x);
            let others = [Does::RevokeRestoring, Does::RevokeWithout].into_iter().flat_map(|d| lives.verbs(d, i));
            let gone = others.filter(|w| *w != v).any(|w| lives.live(w, Track::Printed, day));
            if revokes(verb.does) { begun && !gone && !lives.annulled(i) } else { lives.live(i, Track::Printed, day) }
        };
        let meets = |i: usize| {
            let days = lives.days.iter().copied().chain([start]).filter(|d| lives.live(v, Track::Printed, *d));
            lives.names(v, i) && days.into_iter().any(|d| lives_else(i, d))
        };
        if acts && lives.ever(v) && !(0..lives.clauses.len()).any(meets) {
            open("a verb that meets nothing");
        }
        if verb.does == Does::Annul && !(0..lives.clauses.len()).any(|i| lives.names(v, i)) {
            open("a verb that meets nothing");
        }
    }
}

/// Two acts, one day, one node or one above the other: only `after` settles it.
fn one_day(lives: &Lives, latest: bool, all: &mut Problems) {
    for (i, a) in lives.clauses.iter().enumerate() {
        for (j, b) in lives.clauses.iter().enumerate() {
            if a.place.0 == b.place.0 && i < j && is_write(&a.statement.kind) && is_write(&b.statement.kind) {
                let both = |d: &Day| lives.live(i, Track::Printed, *d) && lives.live(j, Track::Printed, *d);
                if touched(&a.statement.kind) == touched(&b.statement.kind) && lives.days.iter().any(both) {
                    all.insert((b.place, Why::Unsaid("one act writes one node twice")));
                }
            }
            let (Some(day), true) = (lives.start(i), a.place.0 < b.place.0) else { continue };
            if lives.start(j) != Some(day) || a.act.after.contains(&b.act.name) || b.act.after.contains(&a.act.name) {
                continue;
            }
            let nodes = |c: &Kind| {
                let mut nodes: Vec<String> = touched(c).into_iter().cloned().collect();
                if let Kind::Renumber { to, .. } = c {
                    nodes.push(to.clone());
                }
                nodes
            };
            let (x, y) = (nodes(&a.statement.kind), nodes(&b.statement.kind));
            if !x.iter().any(|x| y.iter().any(|y| beneath(x, y) || beneath(y, x))) {
                continue;
            }
            if let (Kind::Members { members: m, .. }, Kind::Members { members: n, .. }) =
                (&a.statement.kind, &b.statement.kind)
                && !m.iter().any(|x| n.contains(x))
            {
                continue;
            }
            if lives.days.iter().any(|d| lives.live(i, Track::Printed, *d) && lives.live(j, Track::Printed, *d)) {
                all.insert((b.place, Why::SameDay));
            } else if latest {
                all.insert((b.place, Why::Unsaid("two acts of one day that never live together")));
            }
        }
    }
}
