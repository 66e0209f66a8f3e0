//! The lives of all statements, as known on a day: which verb moved which statement, and to when (S1, S4).

use std::cmp::Ordering;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::days::Days;
use super::{Known, Track};
use crate::model::{
    ActId, Clause, Model, Named, ProvisionId, Start, Statement, StatementId, Target, Verb, VerbKind, Version,
};
use crate::value::Date;

/// When one statement is law, in each track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// The day it takes effect; none while it awaits a day to be appointed.
    pub effective: Option<Date>,
    /// First day it is no longer law by its own terms, extensions counted.
    pub end: Option<Date>,
    /// First day compliance is due.
    pub complies: Option<Date>,
    /// The days on which it is printed.
    pub printed: Days,
    /// Printed, and not suspended.
    pub operative: Days,
    /// Operative, compliance due, and not left unenforced.
    pub enforced: Days,
    /// The verbs that moved it, in their order.
    pub moved: Vec<Moved>,
}

/// One verb's effect on the life of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The statement with the verb.
    pub by: StatementId,
    /// Which verb.
    pub kind: VerbKind,
    /// The days on which the verb is at work.
    pub days: Days,
}

impl Life {
    /// The days on which it is alive in a track.
    pub fn days(&self, track: Track) -> &Days {
        match track {
            Track::Printed => &self.printed,
            Track::Operative => &self.operative,
            Track::Enforced => &self.enforced,
        }
    }

    /// The days on which it begins, ends, or its force becomes uncertain, in any track.
    fn turns(&self) -> impl Iterator<Item = Date> + '_ {
        let windows = self.moved.iter().filter(|m| m.kind == VerbKind::ForceUncertain).map(|m| &m.days);
        [&self.printed, &self.operative, &self.enforced].into_iter().chain(windows).flat_map(Days::turns)
    }

    /// The first day on which it differs from the same life as known before; with all its days where its place in the order, or
    /// the doubt of its force, differs.
    fn parts_from(&self, before: &Life) -> Option<Date> {
        fn uncertain(life: &Life) -> impl Iterator<Item = &Moved> {
            life.moved.iter().filter(|m| m.kind == VerbKind::ForceUncertain)
        }
        if self.effective != before.effective || !uncertain(self).eq(uncertain(before)) {
            return self.turns().chain(before.turns()).min();
        }
        let tracks = Track::ALL.map(|track| (self.days(track), before.days(track)));
        let differ = tracks.into_iter().filter(|(now, before)| now != before);
        let days = differ.flat_map(|(now, before)| [now.minus(before), before.minus(now)]);
        days.filter_map(|days| days.turns().min()).min()
    }

    /// The verbs of one kind at work on it on a day.
    pub fn moved_by(&self, kind: VerbKind, on: Date) -> impl Iterator<Item = StatementId> + '_ {
        self.moved.iter().filter(move |m| m.kind == kind && m.days.contains(on)).map(|m| m.by)
    }
}

/// Since when a provision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// First day it is law.
    pub in_force_from: Date,
    /// First day it is enforced; where it is not enforced that day, the day on which it will be, if any.
    pub enforced_from: Option<Date>,
    /// Where it was away for a time and is back: since when.
    pub again_from: Option<Date>,
}

/// A provision that a verb names: it stands in the text and never applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The provision, with all beneath it.
    pub node: ProvisionId,
    /// The statement with the verb.
    pub by: StatementId,
    /// The first track without it: operative where it is suspended, enforced where it is not enforced.
    pub track: Track,
    /// When.
    pub days: Days,
}

/// Everything about time, as known on a day: what the law of any day is folded from.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The statements that are known, in the order in which they make the text (S2).
    pub(super) order: Vec<(StatementId, Life)>,
    places: FxHashMap<StatementId, usize>,
    pub(super) marks: Vec<Mark>,
    boundaries: Vec<Date>,
    moves: Moves,
}

/// Where each provision may stand besides where it was written: renumberings move it.
type Moves = FxHashMap<ProvisionId, Vec<ProvisionId>>;

impl Calendar {
    /// The calendar of a whole rulebook as known on a day.
    pub fn new(model: &Model, known: Known) -> Calendar {
        let all = (0..model.statements.len() as u32).map(StatementId);
        let verbs = Verbs::settled(model, known);
        Calendar::of(model, &verbs, known, all, verbs.marks(model))
    }

    /// The same for some of the statements, which is enough for the nodes that only they touch.
    pub(super) fn of(
        model: &Model,
        verbs: &Verbs,
        known: Known,
        statements: impl Iterator<Item = StatementId>,
        marks: Vec<Mark>,
    ) -> Calendar {
        let public = |id: &StatementId| known.reaches(model.statement(*id).public_from);
        let mut order: Vec<(StatementId, Life)> =
            statements.filter(public).map(|id| (id, verbs.settled_life(model, id))).collect();
        order.sort_by(|(a, x), (b, y)| verbs.compare(model, (*a, x.effective), (*b, y.effective)));
        let places = order.iter().enumerate().map(|(place, (id, _))| (*id, place)).collect();
        let marked = marks.iter().flat_map(|mark| mark.days.turns());
        let mut boundaries: Vec<Date> = order.iter().flat_map(|(_, life)| life.turns()).chain(marked).collect();
        boundaries.sort_unstable();
        boundaries.dedup();
        Calendar { order, places, marks, boundaries, moves: verbs.moves.clone() }
    }

    /// True if what was written at a node may stand at another or beneath it: there, or after renumberings.
    pub(super) fn may_stand_within(&self, model: &Model, written: ProvisionId, node: ProvisionId) -> bool {
        may_stand_within(model, &self.moves, written, node)
    }

    /// Every day on which something begins, ends, pauses, comes back or falls due, in order: between two of them the law does
    /// not change.
    pub fn boundaries(&self) -> &[Date] {
        &self.boundaries
    }

    /// The tracks in which its texts may differ: one, where all that is printed is enforced.
    pub(super) fn tracks(&self) -> &'static [Track] {
        let alike = self.marks.is_empty() && self.order.iter().all(|(_, life)| life.printed == life.enforced);
        if alike { &[Track::Printed] } else { &Track::ALL }
    }

    /// The first day on which a text by this calendar may differ from one by an earlier calendar of the same statements, which
    /// knows less; none where there is no such day.
    pub(crate) fn parts_from(&self, earlier: &Calendar) -> Option<Date> {
        let parts = |(id, life): &(StatementId, Life)| match earlier.life(*id) {
            None => life.turns().min(),
            Some(before) => life.parts_from(before),
        };
        let marked = |here: &Calendar, there: &Calendar| {
            let new = here.marks.iter().filter(|mark| !there.marks.contains(mark));
            new.filter_map(|mark| mark.days.turns().min()).min()
        };
        let marks = [marked(self, earlier), marked(earlier, self)];
        self.order.iter().filter_map(parts).chain(marks.into_iter().flatten()).min()
    }

    /// The first day of the revision that `on` falls in: the last boundary not after it; none before the first.
    pub fn revision_start(&self, on: Date) -> Option<Date> {
        let after = self.boundaries.partition_point(|day| *day <= on);
        after.checked_sub(1).and_then(|ix| self.boundaries.get(ix)).copied()
    }

    /// The life of a statement; none where it is not known yet.
    pub fn life(&self, id: StatementId) -> Option<&Life> {
        self.places.get(&id).and_then(|place| self.order.get(*place)).map(|(_, life)| life)
    }

    /// The statements alive on a day in a track, in the order of the text.
    pub fn alive(&self, on: Date, track: Track) -> impl Iterator<Item = (StatementId, &Life)> {
        self.order.iter().filter(move |(_, life)| life.days(track).contains(on)).map(|(id, life)| (*id, life))
    }

    /// The statements that are known with their lives, in the order in which they make the text.
    pub fn all(&self) -> impl Iterator<Item = (StatementId, &Life)> {
        self.order.iter().map(|(id, life)| (*id, life))
    }

    /// Its place in the order of the text.
    pub(super) fn place(&self, id: StatementId) -> usize {
        self.places.get(&id).copied().unwrap_or(usize::MAX)
    }

    /// The marks at work on a day in a track.
    pub fn marks_on(&self, on: Date, track: Track) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.track <= track && mark.days.contains(on))
    }

    /// The days on which what stands at a node in this version is enforced: those of the statement that wrote it, without
    /// those on which a verb names the provision.
    pub fn enforced(&self, model: &Model, node: ProvisionId, version: &Version) -> Days {
        let named = self.marks.iter().filter(|mark| model.tree.is_within(node, mark.node));
        let own = self.life(version.written_by).map_or_else(Days::default, |life| life.enforced.clone());
        named.fold(own, |days, mark| days.minus(&mark.days))
    }

    /// Since when what stands at a node in this version stands, and is enforced, seen from a day in a track.
    pub fn standing(
        &self,
        model: &Model,
        (node, version): (ProvisionId, &Version),
        on: Date,
        track: Track,
    ) -> Standing {
        let (effective, complies) = self.begins(version);
        let in_force_from = effective.unwrap_or(on);
        let began = complies.unwrap_or(in_force_from);
        let enforced = self.enforced(model, node, version);
        let next = || enforced.runs().iter().map(|(from, _)| *from).find(|from| *from > on);
        let days = match track {
            Track::Enforced => &enforced,
            track => self.life(version.written_by).map_or(&enforced, |life| life.days(track)),
        };
        let run = days.runs().iter().rev().map(|(from, _)| *from).find(|from| *from <= on);
        Standing {
            in_force_from,
            enforced_from: if enforced.contains(on) { Some(began) } else { next() },
            again_from: run.filter(|from| *from > began),
        }
    }

    /// All marks.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The first day a version is law, and the first it is enforced, by the dates of the statement that wrote it.
    pub fn begins(&self, version: &Version) -> (Option<Date>, Option<Date>) {
        let life = self.life(version.written_by);
        (life.and_then(|l| l.effective), life.and_then(|l| l.complies))
    }
}

/// The verbs of a rulebook with their own lives, and the order of instruments.
pub(super) struct Verbs {
    known: Known,
    /// For each act, the longest chain of acts before it by `after`.
    ranks: Vec<usize>,
    /// The statements of each act.
    acts: Vec<Range<u32>>,
    /// The verbs that are known, in the order in which they were made public.
    lives: Vec<(StatementId, Life)>,
    places: FxHashMap<StatementId, usize>,
    /// The verbs that act on an act's statements, in that order.
    on_acts: FxHashMap<ActId, Vec<StatementId>>,
    /// `extend ID` and `force uncertain of ID`.
    on_nodes: Vec<StatementId>,
    /// The verbs that end or extend other verbs.
    on_verbs: Vec<StatementId>,
    moves: Moves,
}

impl Verbs {
    /// The latest first: a verb is acted upon only by those made public after it, so its own life is settled before it acts.
    pub(super) fn settled(model: &Model, known: Known) -> Verbs {
        let ranks = ranks(model);
        let mut verbs: Vec<StatementId> = (0..model.statements.len() as u32)
            .map(StatementId)
            .filter(|id| verb(model, *id).is_some() && known.reaches(model.statement(*id).public_from))
            .collect();
        verbs.sort_by_key(|id| publication(model, &ranks, *id));
        let places = verbs.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut settled = Verbs {
            known,
            ranks,
            acts: acts(model),
            lives: Vec::new(),
            places,
            on_acts: FxHashMap::default(),
            on_nodes: Vec::new(),
            on_verbs: Vec::new(),
            moves: moves(model),
        };
        let empty = Life {
            effective: None,
            end: None,
            complies: None,
            printed: Days::default(),
            operative: Days::default(),
            enforced: Days::default(),
            moved: Vec::new(),
        };
        settled.lives = verbs.iter().map(|id| (*id, empty.clone())).collect();
        for place in (0..verbs.len()).rev() {
            let Some(id) = verbs.get(place).copied() else { continue };
            let life = settled.life(model, id);
            if let Some(slot) = settled.lives.get_mut(place) {
                slot.1 = life;
            }
            settled.enlist(model, id);
        }
        settled
    }

    /// A settled verb begins to act on what was made public before it.
    fn enlist(&mut self, model: &Model, id: StatementId) {
        let Some(verb) = verb(model, id) else { return };
        for target in &verb.targets {
            if let Target::Act(act, _) = target {
                self.on_acts.entry(*act).or_default().push(id);
            }
        }
        if ends_or_extends(verb.kind).is_some() {
            self.on_verbs.push(id);
        } else if matches!(verb.kind, VerbKind::Extend | VerbKind::ForceUncertain) {
            self.on_nodes.push(id);
        }
    }

    /// The statements of an act.
    pub(super) fn statements_of(&self, act: ActId) -> impl Iterator<Item = StatementId> + use<> {
        self.acts.get(act.ix()).cloned().unwrap_or_default().map(StatementId)
    }

    /// True if what was written at a node may stand at another or beneath it: there, or after renumberings.
    pub(super) fn may_stand_within(&self, model: &Model, written: ProvisionId, node: ProvisionId) -> bool {
        may_stand_within(model, &self.moves, written, node)
    }

    fn own(&self, id: StatementId) -> Option<&Life> {
        self.places.get(&id).and_then(|place| self.lives.get(*place)).map(|(_, life)| life)
    }

    /// True if a verb takes effect at all: it is printed on the day it is to begin.
    fn acts(&self, id: StatementId) -> Option<(&Life, Date)> {
        let life = self.own(id)?;
        let begin = life.effective?;
        life.printed.contains(begin).then_some((life, begin))
    }

    /// The order of the text: (effective, public, `after`, act, position). What awaits its day comes last.
    fn compare(&self, model: &Model, a: (StatementId, Option<Date>), b: (StatementId, Option<Date>)) -> Ordering {
        let key = |(id, effective): (StatementId, Option<Date>)| {
            (effective.is_none(), effective, publication(model, &self.ranks, id))
        };
        key(a).cmp(&key(b))
    }

    /// What acts on a statement, in order of publication.
    pub(super) fn acting_on(&self, model: &Model, id: StatementId) -> Vec<StatementId> {
        let statement = model.statement(id);
        let on_act = self.on_acts.get(&statement.act).into_iter().flatten().copied();
        let names_it = |by: &StatementId| {
            let named = |target: &Target| match target {
                Target::Act(act, so_far) => {
                    *act == statement.act && (so_far.is_empty() || touches_named(model, &statement.clause, so_far))
                }
                Target::Provision(_) => false,
            };
            let acts = |verb: &Verb| ends_or_extends(verb.kind).is_none() && verb.targets.iter().any(named);
            *by != id && verb(model, *by).is_some_and(acts)
        };
        let others = match &statement.clause {
            Clause::Verb(_) => &self.on_verbs,
            _ => &self.on_nodes,
        };
        let others = others.iter().copied().filter(|by| *by != id && names_other(model, &self.moves, *by, id));
        let mut all: Vec<StatementId> = on_act.filter(names_it).chain(others).collect();
        all.sort_by_key(|by| self.places.get(by).copied());
        all.dedup();
        all
    }

    /// The life of a statement; that of a verb was settled when only later verbs could act on it.
    fn settled_life(&self, model: &Model, id: StatementId) -> Life {
        self.own(id).cloned().unwrap_or_else(|| self.life(model, id))
    }

    /// The life of a statement (S1): its own dates, then each verb that acts on it, in their order.
    pub(super) fn life(&self, model: &Model, id: StatementId) -> Life {
        let statement = model.statement(id);
        let acting = self.acting_on(model, id);
        let mut life = Life {
            effective: self.begin(model, id, &acting),
            end: statement.end,
            complies: None,
            printed: Days::default(),
            operative: Days::default(),
            enforced: Days::default(),
            moved: Vec::new(),
        };
        let Some(effective) = life.effective else { return life };
        life.complies = Some(statement.comply_from.map_or(effective, |day| day.max(effective)));
        let mut away = [Vec::new(), Vec::new(), Vec::new()];
        for by in acting {
            let (Some(verb), Some(own)) = (verb(model, by), self.own(by)) else { continue };
            let Some(begin) = own.effective.filter(|_| !own.printed.is_empty()) else { continue };
            // Some verbs do their work on one day, and do it only if they are law that day; the others work while they last.
            let at_once = matches!(
                verb.kind,
                VerbKind::Commence
                    | VerbKind::Extend
                    | VerbKind::ExtendSuspension
                    | VerbKind::EndSuspension
                    | VerbKind::ResumeEnforcing
            );
            if at_once && !own.printed.contains(begin) {
                continue;
            }
            let mut days = Days::run(begin, None);
            match verb.kind {
                VerbKind::Commence => {
                    if statement.start != Start::ToBeAppointed {
                        continue;
                    }
                }
                VerbKind::Extend | VerbKind::ExtendSuspension => {
                    // What had ended is not revived; an extension may join on to the end, or have been public before it.
                    let over = |end: Date| end < begin && end < model.statement(by).public_from;
                    if life.end.is_none_or(over) {
                        continue;
                    }
                    life.end = verb.extended_to;
                }
                VerbKind::EndSuspension | VerbKind::ResumeEnforcing => {
                    life.end = Some(life.end.map_or(begin, |end| end.min(begin)));
                }
                VerbKind::RevokeRestoring => {
                    days = own.printed.clone();
                    away[0].push(days.clone());
                }
                VerbKind::RevokeWithoutRestoring if effective >= begin => {
                    days = own.printed.clone();
                    away[0].push(days.clone());
                }
                VerbKind::RevokeWithoutRestoring => {
                    if is_continuing(&statement.clause) && own.printed.contains(begin) {
                        life.end = Some(life.end.map_or(begin, |end| end.min(begin)));
                    }
                }
                VerbKind::Annul => {
                    days = Days::run(Date::FIRST, None);
                    away[0].push(days.clone());
                }
                VerbKind::Suspend => {
                    days = own.operative.clone();
                    away[1].push(days.clone());
                }
                VerbKind::StopEnforcing => {
                    days = own.operative.clone();
                    away[2].push(days.clone());
                }
                VerbKind::ForceUncertain => days = own.operative.clone(),
            }
            life.moved.push(Moved { by, kind: verb.kind, days });
        }
        let without = |days: Days, away: &[Days]| away.iter().fold(days, |days, gone| days.minus(gone));
        life.printed = without(Days::run(effective, life.end), &away[0]);
        life.operative = without(life.printed.clone(), &away[1]);
        life.enforced = without(life.operative.from_on(life.complies.unwrap_or(effective)), &away[2]);
        life
    }

    /// The day a statement takes effect.
    fn begin(&self, model: &Model, id: StatementId, acting: &[StatementId]) -> Option<Date> {
        match model.statement(id).start {
            Start::On(day) => Some(day),
            Start::ToBeAppointed => {
                let commences = |by: &&StatementId| verb(model, **by).is_some_and(|v| v.kind == VerbKind::Commence);
                acting.iter().filter(commences).filter_map(|by| self.acts(*by)).map(|(_, day)| day).next_back()
            }
            Start::WithAct(act) => self.act_begins(model, act),
        }
    }

    /// The earliest day on which a statement of an act, verbs apart, takes effect; acts that begin with one another in turn are
    /// followed to the first.
    fn act_begins(&self, model: &Model, act: ActId) -> Option<Date> {
        let (mut open, mut seen, mut first) = (vec![act], vec![act], None);
        while let Some(act) = open.pop() {
            for id in self.acts.get(act.ix())?.clone().map(StatementId) {
                let statement = model.statement(id);
                if matches!(statement.clause, Clause::Verb(_)) || !self.known.reaches(statement.public_from) {
                    continue;
                }
                match statement.start {
                    Start::WithAct(other) if seen.contains(&other) => {}
                    Start::WithAct(other) => {
                        seen.push(other);
                        open.push(other);
                    }
                    _ => {
                        let begin = self.begin(model, id, &self.acting_on(model, id));
                        first = [first, begin].into_iter().flatten().min();
                    }
                }
            }
        }
        first
    }

    /// Provisions that verbs name: `suspend rule ID`, `stop enforcing rule ID`.
    pub(super) fn marks(&self, model: &Model) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (id, life) in &self.lives {
            let Some(verb) = verb(model, *id) else { continue };
            let track = match verb.kind {
                VerbKind::Suspend => Track::Operative,
                VerbKind::StopEnforcing => Track::Enforced,
                _ => continue,
            };
            for target in &verb.targets {
                if let Target::Provision(node) = target
                    && !life.operative.is_empty()
                {
                    marks.push(Mark { node: *node, by: *id, track, days: life.operative.clone() });
                }
            }
        }
        marks
    }
}

/// True of `extend ID` and `force uncertain of ID` where the statement gives the node its words, and of an end or extension of
/// a verb that names the same target.
fn names_other(model: &Model, moves: &Moves, by: StatementId, id: StatementId) -> bool {
    let Some(later) = verb(model, by) else { return false };
    let names = |target: &Target| match (&model.statement(id).clause, target) {
        (Clause::Verb(earlier), _) => {
            ends_or_extends(later.kind) == Some(earlier.kind) && same_target(&earlier.targets, target)
        }
        (clause, Target::Provision(node)) => written(clause).is_some_and(|w| may_stand_within(model, moves, w, *node)),
        (_, Target::Act(..)) => false,
    };
    later.targets.iter().any(names)
}

fn may_stand_within(model: &Model, moves: &Moves, written: ProvisionId, node: ProvisionId) -> bool {
    let moved = moves.get(&written).map_or(&[][..], Vec::as_slice);
    std::iter::once(&written).chain(moved).any(|at| model.tree.is_within(*at, node))
}

/// Every place a provision may come to by renumberings, one after the other.
fn moves(model: &Model) -> Moves {
    let mut steps: Moves = FxHashMap::default();
    for statement in &model.statements {
        if let Clause::Renumber(renumber) = &statement.clause {
            renumber.moves.iter().for_each(|(from, to)| steps.entry(*from).or_default().push(*to));
        }
    }
    let mut all: Moves = FxHashMap::default();
    let mut starts: Vec<&ProvisionId> = steps.keys().collect();
    starts.sort_unstable();
    for from in starts {
        let (mut open, mut found) = (vec![*from], Vec::new());
        while let Some(at) = open.pop() {
            for to in steps.get(&at).into_iter().flatten().filter(|to| *to != from) {
                if !found.contains(to) {
                    found.push(*to);
                    open.push(*to);
                }
            }
        }
        all.insert(*from, found);
    }
    all
}

/// The verb of a statement, if it is one.
pub(super) fn verb(model: &Model, id: StatementId) -> Option<&Verb> {
    match &model.statement(id).clause {
        Clause::Verb(verb) => Some(verb),
        _ => None,
    }
}

/// The kind of verb that another ends or extends.
pub(super) fn ends_or_extends(kind: VerbKind) -> Option<VerbKind> {
    match kind {
        VerbKind::EndSuspension | VerbKind::ExtendSuspension => Some(VerbKind::Suspend),
        VerbKind::ResumeEnforcing => Some(VerbKind::StopEnforcing),
        _ => None,
    }
}

/// True if one of these is the target meant: the same provision, or the same act in the same reach.
pub(super) fn same_target(targets: &[Target], meant: &Target) -> bool {
    targets.iter().any(|target| match (target, meant) {
        (Target::Act(a, _), Target::Act(b, named)) if named.is_empty() => a == b,
        _ => target == meant,
    })
}

/// True of a verb that works on as long as its act stands; the others have done their work on the day they take effect.
fn is_continuing(clause: &Clause) -> bool {
    matches!(
        clause,
        Clause::Verb(Verb { kind: VerbKind::Suspend | VerbKind::StopEnforcing | VerbKind::ForceUncertain, .. })
    )
}

/// The provision whose words a statement writes or changes.
pub(super) fn written(clause: &Clause) -> Option<ProvisionId> {
    match clause {
        Clause::Provision(provision) => Some(provision.id),
        Clause::Amend(amendment) => Some(amendment.target),
        _ => None,
    }
}

/// True if a statement writes, changes, repeals or moves something that is named, or lies beneath it.
pub(super) fn touches_named(model: &Model, clause: &Clause, named: &[Named]) -> bool {
    let within = |node: ProvisionId| {
        named.iter().any(|n| matches!(n, Named::Provision(above) if model.tree.is_within(node, *above)))
    };
    match clause {
        Clause::Provision(provision) => within(provision.id),
        Clause::Amend(amendment) => within(amendment.target),
        Clause::Renumber(renumber) => renumber.moves.iter().any(|(from, to)| within(*from) || within(*to)),
        Clause::Value(value, _) | Clause::Set(value, _) => named.contains(&Named::Value(*value)),
        Clause::Group(group) => named.contains(&Named::Group(group.group)),
        Clause::Members(change) => change.groups.iter().any(|g| named.contains(&Named::Group(*g))),
        Clause::Repeal(targets) => targets.iter().any(|target| match target {
            Named::Provision(node) => within(*node),
            other => named.contains(other),
        }),
        Clause::Verb(_) => false,
    }
}

/// The order in which statements became public: the second key of the text's order, and the order of verbs.
fn publication(model: &Model, ranks: &[usize], id: StatementId) -> (Date, usize, ActId, u32) {
    let statement: &Statement = model.statement(id);
    (statement.public_from, ranks.get(statement.act.ix()).copied().unwrap_or(0), statement.act, statement.position)
}

/// The statements of each act: they stand together in the model.
fn acts(model: &Model) -> Vec<Range<u32>> {
    let mut acts = vec![0..0; model.acts.len()];
    for (ix, statement) in model.statements.iter().enumerate() {
        let ix = ix as u32;
        let Some(range) = acts.get_mut(statement.act.ix()) else { continue };
        *range = if range.start == range.end { ix..ix + 1 } else { range.start..ix + 1 };
    }
    acts
}

/// For each act, the longest chain of acts before it by `after`. Acts in a circle, which `check` reports, stay at 0.
fn ranks(model: &Model) -> Vec<usize> {
    let mut waits: Vec<usize> = model.acts.iter().map(|act| act.after.len()).collect();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); model.acts.len()];
    for (ix, act) in model.acts.iter().enumerate() {
        act.after.iter().for_each(|before| followers[before.ix()].push(ix));
    }
    let mut ranks = vec![0; model.acts.len()];
    let mut ready: Vec<usize> = (0..waits.len()).filter(|ix| waits[*ix] == 0).collect();
    while let Some(before) = ready.pop() {
        for follower in followers[before].clone() {
            ranks[follower] = ranks[follower].max(ranks[before] + 1);
            waits[follower] -= 1;
            if waits[follower] == 0 {
                ready.push(follower);
            }
        }
    }
    ranks
}
