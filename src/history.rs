//! The history of a provision, group or value: what happened to it and when, and what stood in each of the three tracks.

use serde_json::{Value, json};

use crate::Rulebook;
use crate::model::{
    ActId, Amendment, Clause, Model, Named, Rewording, Start, Statement, StatementId, Target, Verb, VerbKind, Version,
};
use crate::temporal::{Calendar, Known, Life, Text, Track};
use crate::value::Date;

/// What happened to one provision, group or value, and what stood there, as known on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Its id or name.
    pub id: String,
    /// `provision`, `group` or `value`.
    pub kind: &'static str,
    /// What happened, in order of days.
    pub events: Vec<Event>,
    /// What was law by its dates.
    pub printed: Vec<Run>,
    /// Printed, and not suspended.
    pub operative: Vec<Run>,
    /// Operative, compliance due, and not left unenforced.
    pub enforced: Vec<Run>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The first day of it.
    pub on: Date,
    /// What.
    pub what: Happening,
    /// The instrument that made it so.
    pub by: Instrument,
    /// The addresses of the paragraphs, or the members, that it touched; empty where it touched the whole.
    pub parts: Vec<String>,
    /// First day on which it is over, where it was given an end.
    pub until: Option<Date>,
    /// The other id of a renumbering.
    pub other: Option<String>,
    /// Why the force is uncertain; for every other event, the only transactions that it is for.
    pub why: Option<String>,
}

/// The kinds of things that happen to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// Enacted with effect from a day to be appointed.
    Awaits,
    /// Published, with effect from a day it never reached.
    Announced,
    /// What stood there was to end, and does.
    Expired,
    /// Taken away for good.
    Repealed,
    /// Another id from now on.
    RenumberedAs,
    /// Taken away by the revocation of its act.
    Revoked,
    /// Taken away from the beginning.
    Annulled,
    /// Written where nothing stood.
    Enacted,
    /// Its day was appointed.
    Commenced,
    /// Written anew.
    Restated,
    /// Came from another id.
    RenumberedFrom,
    /// Words of it changed.
    Amended,
    /// Paragraphs or members put in.
    Inserted,
    /// Paragraphs taken out.
    Omitted,
    /// Members taken out.
    Removed,
    /// A paragraph got another number.
    Relabelled,
    /// Compliance with it became due.
    ComplianceDue,
    /// Given a later end.
    Extended,
    /// Put out of operation.
    Suspended,
    /// Left unenforced.
    EnforcementStopped,
    /// The suspension was given a later end.
    SuspensionExtended,
    /// The suspension was ended by an act.
    SuspensionEnded,
    /// Enforcement was taken up again by an act.
    EnforcementResumed,
    /// An earlier text is in force again, because what stood in its way is over.
    Back,
    /// It is enforced again, because what stood in its way is over.
    EnforcedAgain,
    /// Whether it is in force became uncertain.
    Uncertain,
    /// It is no longer uncertain.
    Settled,
}

impl Happening {
    /// The words for it, as in `2026-11-10  in force again`.
    pub fn words(self) -> &'static str {
        match self {
            Happening::Awaits => "enacted, awaits a day to be appointed",
            Happening::Announced => "announced, never in force",
            Happening::Expired => "expired",
            Happening::Repealed => "repealed",
            Happening::RenumberedAs => "renumbered as",
            Happening::Revoked => "revoked",
            Happening::Annulled => "annulled",
            Happening::Enacted => "enacted",
            Happening::Commenced => "commenced",
            Happening::Restated => "restated",
            Happening::RenumberedFrom => "renumbered from",
            Happening::Amended => "amended",
            Happening::Inserted => "inserted",
            Happening::Omitted => "omitted",
            Happening::Removed => "removed",
            Happening::Relabelled => "renumbered",
            Happening::ComplianceDue => "compliance due",
            Happening::Extended => "extended",
            Happening::Suspended => "suspended",
            Happening::EnforcementStopped => "not enforced",
            Happening::SuspensionExtended => "suspension extended",
            Happening::SuspensionEnded => "suspension ended",
            Happening::EnforcementResumed => "enforcement resumed",
            Happening::Back => "in force again",
            Happening::EnforcedAgain => "enforced again",
            Happening::Uncertain => "force uncertain",
            Happening::Settled => "force no longer uncertain",
        }
    }

    /// Whether it puts a text in the place of the one before, so that nothing came back by itself.
    fn brings_text(self) -> bool {
        !matches!(self, Happening::Expired | Happening::Revoked | Happening::Annulled | Happening::Uncertain)
    }
}

/// An instrument as it is cited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instrument {
    /// The day it became public.
    pub public: Date,
    /// Its name.
    pub act: String,
    /// Its official citation.
    pub citation: String,
    /// The day it was published, where that is stated.
    pub published: Option<Date>,
}

/// A run of days on which the same versions stood in one track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first day.
    pub from: Date,
    /// The first day after it; none where it has no end.
    pub until: Option<Date>,
    /// What stood there: more than one version where a fact, or a doubt, chooses between them.
    pub versions: Vec<Standing>,
}

/// A version and the instruments it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The instrument that wrote it.
    pub written_by: Instrument,
    /// Those that changed it since, each once, in order.
    pub amended_by: Vec<Instrument>,
    /// What must be so for it to stand there.
    pub only_where: Option<String>,
}

impl Rulebook {
    /// The histories of a provision with all beneath it, of a group or a value, or of everything; as known on a day. Provisions
    /// come in the order of their ids in the rulebook; what no act ever wrote has no history.
    pub fn history(&self, id: Option<&str>, known: Known) -> Vec<History> {
        let calendar = self.calendar(known);
        let nodes = self.named(id);
        let mut tracks: Vec<[Vec<Stretch>; 3]> = nodes.iter().map(|_| Default::default()).collect();
        for day in calendar.boundaries() {
            for track in Track::ALL {
                let text = calendar.text(self.model(), *day, track);
                for (node, all) in nodes.iter().zip(&mut tracks) {
                    let Some(stretches) = all.get_mut(track as usize) else { continue };
                    let versions = standing(&text, *node);
                    if stretches.last().map_or(!versions.is_empty(), |last| last.versions != versions) {
                        stretches.push(Stretch { from: *day, versions });
                    }
                }
            }
        }
        let history = |(node, tracks): (&Named, [Vec<Stretch>; 3])| {
            let mut teller = Teller { rulebook: self, calendar: &calendar, node: *node, tracks, events: Vec::new() };
            teller.tell();
            teller.history()
        };
        let all = nodes.iter().zip(tracks).map(history);
        all.filter(|h| !h.events.is_empty() || !h.printed.is_empty()).collect()
    }

    /// The nodes that an id or a name means.
    pub(crate) fn named(&self, id: Option<&str>) -> Vec<Named> {
        let model = self.model();
        let vocabulary = &model.vocabulary;
        let wanted = |name: &str| id.is_none_or(|id| id == name);
        let values = vocabulary.values.keys().enumerate().filter(|(_, name)| wanted(name));
        let values = values.map(|(ix, _)| Named::Value(crate::model::ValueId(ix as u32)));
        let groups = vocabulary.groups.keys().enumerate().filter(|(_, name)| wanted(name));
        let groups = groups.map(|(ix, _)| Named::Group(crate::model::GroupId(ix as u32)));
        let beneath = |name: &str| id.is_none_or(|id| crate::model::provisions::is_beneath(name, id));
        let provisions = model.tree.iter().filter(|(_, name)| beneath(name)).map(|(node, _)| Named::Provision(node));
        values.chain(groups).chain(provisions).collect()
    }

    /// An act as it is cited.
    pub(crate) fn instrument(&self, act: ActId) -> Instrument {
        let act = self.model().act(act);
        Instrument {
            public: act.public_from,
            act: act.name.clone(),
            citation: act.citation.clone(),
            published: act.published,
        }
    }
}

/// What stands at a node.
pub(crate) fn standing(text: &Text, node: Named) -> Vec<Version> {
    match node {
        Named::Provision(id) => text.provisions.get(&id).cloned().unwrap_or_default(),
        Named::Value(id) => text.values.get(&id).cloned().unwrap_or_default(),
        Named::Group(id) => {
            let version = text.groups.get(&id).map(|group| {
                let mut amended_by: Vec<StatementId> = group.changes.iter().map(|(_, _, by)| *by).collect();
                amended_by.dedup();
                Version { amended_by, ..Version::by(group.stated_by) }
            });
            version.into_iter().collect()
        }
    }
}

/// The name of a node.
pub(crate) fn name_of(model: &Model, node: Named) -> &str {
    match node {
        Named::Provision(id) => model.tree.text(id),
        Named::Group(id) => model.vocabulary.groups.get_index(id.ix()).map_or("", |(name, _)| name),
        Named::Value(id) => model.vocabulary.values.get_index(id.ix()).map_or("", |(name, _)| name),
    }
}

/// What stands in a track from a day on.
struct Stretch {
    from: Date,
    versions: Vec<Version>,
}

/// What a statement does to a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Touch {
    Writes,
    Changes,
    Removes,
    MovesAway,
    MovesHere,
}

/// Tells the history of one node.
struct Teller<'a> {
    rulebook: &'a Rulebook,
    calendar: &'a Calendar,
    node: Named,
    tracks: [Vec<Stretch>; 3],
    events: Vec<Event>,
}

impl Teller<'_> {
    fn model(&self) -> &Model {
        self.rulebook.model()
    }

    fn statement(&self, id: StatementId) -> &Statement {
        self.model().statement(id)
    }

    fn at(&self, track: Track, on: Date) -> &[Version] {
        let stretches = self.tracks.get(track as usize).map_or(&[][..], Vec::as_slice);
        stretches.iter().rev().find(|s| s.from <= on).map_or(&[], |s| s.versions.as_slice())
    }

    /// True if something else stands in a track from this day on.
    fn turns(&self, track: Track, on: Date) -> bool {
        let stretches = self.tracks.get(track as usize).map_or(&[][..], Vec::as_slice);
        stretches.iter().any(|s| s.from == on)
    }

    fn stands(&self, track: Track, on: Date, statement: StatementId) -> bool {
        self.at(track, on).iter().any(|v| v.written_by == statement || v.amended_by.contains(&statement))
    }

    fn tell(&mut self) {
        let calendar = self.calendar;
        for (id, life) in calendar.all() {
            if let Some(touch) = self.touch(id) {
                self.tell_statement(id, life, touch);
            }
            self.tell_deletion(id, life);
        }
        for mark in calendar.marks() {
            let model = self.model();
            let beneath = matches!(self.node, Named::Provision(node) if model.tree.is_within(node, mark.node));
            if beneath {
                for (from, until) in mark.days.runs() {
                    let met =
                        |s: &&Stretch| s.from > *from && until.is_none_or(|u| s.from < u) && !s.versions.is_empty();
                    let later = || self.tracks[0].iter().find(met).map(|s| s.from);
                    let day = if self.at(Track::Printed, *from).is_empty() { later() } else { Some(*from) };
                    if let Some(day) = day {
                        self.tell_away(mark.by, mark.track, (day, *until), Vec::new());
                    }
                }
            }
        }
        self.tell_what_came_back();
        self.events.sort_by_key(|event| (event.on, event.what == Happening::Back, event.by.public));
        self.merge();
    }

    fn touch(&self, id: StatementId) -> Option<Touch> {
        let model = self.model();
        let above = |named: &Named| match (named, self.node) {
            (Named::Provision(above), Named::Provision(node)) => model.tree.is_within(node, *above),
            (named, node) => *named == node,
        };
        match (&self.statement(id).clause, self.node) {
            (Clause::Provision(p), Named::Provision(node)) if p.id == node => Some(Touch::Writes),
            (Clause::Value(value, _), Named::Value(node)) if *value == node => Some(Touch::Writes),
            (Clause::Group(group), Named::Group(node)) if group.group == node => Some(Touch::Writes),
            (Clause::Amend(amendment), Named::Provision(node)) if amendment.target == node => Some(Touch::Changes),
            (Clause::Set(value, _), Named::Value(node)) if *value == node => Some(Touch::Changes),
            (Clause::Members(change), Named::Group(node)) if change.groups.contains(&node) => Some(Touch::Changes),
            (Clause::Repeal(targets), _) if targets.iter().any(above) => Some(Touch::Removes),
            (Clause::Renumber(renumber), Named::Provision(node)) => {
                let from = renumber.moves.iter().any(|(from, _)| *from == node);
                let to = renumber.moves.iter().any(|(_, to)| *to == node);
                // Beneath itself, it may do both: what stood there goes before what comes.
                let before = self.calendar.life(id).and_then(|life| life.effective).map(Date::previous);
                let stood = before.is_some_and(|day| !self.at(Track::Printed, day).is_empty());
                let goes = from && (stood || !to);
                if goes { Some(Touch::MovesAway) } else { to.then_some(Touch::MovesHere) }
            }
            _ => None,
        }
    }

    fn tell_statement(&mut self, id: StatementId, life: &Life, touch: Touch) {
        let statement = self.statement(id);
        let (public, start) = (statement.public_from, statement.start);
        let parts = self.parts(id);
        if start == Start::ToBeAppointed {
            self.event(public, Happening::Awaits, id).parts = parts.clone();
        }
        let Some(effective) = life.effective else { return };
        let annulled = life.moved.iter().any(|m| m.kind == VerbKind::Annul);
        if !life.printed.contains(effective) && !annulled {
            let event = self.event(public, Happening::Announced, id);
            event.parts = parts.clone();
            event.until = Some(effective);
        } else if self.did_something(id, touch, effective) || annulled {
            let (what, by) = self.beginning(id, life, touch, effective);
            let (other, only) = (self.other_id(id, touch), self.transactions(id));
            let event = self.event(effective, what, by);
            (event.parts, event.other, event.why) = (parts.clone(), other, only);
        }
        if let Some(due) = life.complies.filter(|due| *due > effective && self.turns(Track::Enforced, *due))
            && (self.stands(Track::Printed, due, id) || !matches!(touch, Touch::Writes | Touch::Changes))
        {
            self.event(due, Happening::ComplianceDue, id).parts = parts.clone();
        }
        if let Some(end) = life.end.filter(|end| self.turns(Track::Printed, *end))
            && !life.printed.contains(end)
            && life.printed.contains(end.previous())
        {
            let cut = life.moved.iter().any(|m| m.kind == VerbKind::RevokeWithoutRestoring);
            if !cut {
                self.event(end, Happening::Expired, id).parts = parts.clone();
            }
        }
        for moved in &life.moved {
            self.tell_move(id, life, touch, moved.by, moved.kind, moved.days.runs());
        }
    }

    /// False for a change or removal that found nothing here.
    fn did_something(&self, id: StatementId, touch: Touch, effective: Date) -> bool {
        match touch {
            Touch::Writes | Touch::Changes => {
                self.stands(Track::Printed, effective, id) || self.superseded(id, effective)
            }
            Touch::MovesHere => self.turns(Track::Printed, effective),
            Touch::Removes | Touch::MovesAway => {
                let (before, after) =
                    (self.at(Track::Printed, effective.previous()), self.at(Track::Printed, effective));
                // What is repealed and written on one day is restated; what is repealed for some transactions stays for others.
                let left = |version: &Version| before.iter().any(|b| b.written_by == version.written_by);
                let gone = after.iter().all(left) && self.turns(Track::Printed, effective);
                !before.is_empty() && (touch == Touch::MovesAway || gone)
            }
        }
    }

    /// True if another statement of the same day wrote over it.
    fn superseded(&self, id: StatementId, effective: Date) -> bool {
        matches!(self.statement(id).clause, Clause::Provision(_)) && !self.at(Track::Printed, effective).is_empty()
    }

    fn beginning(&self, id: StatementId, life: &Life, touch: Touch, effective: Date) -> (Happening, StatementId) {
        let commenced = life.moved.iter().rfind(|m| m.kind == VerbKind::Commence);
        if let (Some(commenced), Start::ToBeAppointed) = (commenced, self.statement(id).start) {
            return (Happening::Commenced, commenced.by);
        }
        let stood = !self.at(Track::Printed, effective.previous()).is_empty();
        let what = match (touch, &self.statement(id).clause) {
            (Touch::Writes, _) if stood => Happening::Restated,
            (Touch::Writes, _) => Happening::Enacted,
            (Touch::Removes, _) => Happening::Repealed,
            (Touch::MovesAway, _) => Happening::RenumberedAs,
            (Touch::MovesHere, _) => Happening::RenumberedFrom,
            (_, Clause::Amend(Amendment { how: Rewording::Inserted, .. })) => Happening::Inserted,
            (_, Clause::Amend(Amendment { how: Rewording::Omitted, .. })) => Happening::Omitted,
            (_, Clause::Amend(Amendment { how: Rewording::Renumbered, .. })) => Happening::Relabelled,
            (_, Clause::Members(change)) if change.insert => Happening::Inserted,
            (_, Clause::Members(_)) => Happening::Removed,
            _ => Happening::Amended,
        };
        (what, id)
    }

    fn other_id(&self, id: StatementId, touch: Touch) -> Option<String> {
        let (Clause::Renumber(renumber), Named::Provision(node)) = (&self.statement(id).clause, self.node) else {
            return None;
        };
        let model = self.model();
        renumber.moves.iter().find_map(|(from, to)| match touch {
            Touch::MovesAway if *from == node => Some(model.tree.text(*to).to_string()),
            Touch::MovesHere if *to == node => Some(model.tree.text(*from).to_string()),
            _ => None,
        })
    }

    /// The only transactions that the act of a statement applies to, in the author's words.
    fn transactions(&self, id: StatementId) -> Option<String> {
        let condition = self.model().act(self.statement(id).act).applies_to.as_ref()?;
        let words = self.rulebook.sources().text(condition.condition.span);
        Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The paragraphs or members that a statement changes.
    fn parts(&self, id: StatementId) -> Vec<String> {
        let model = self.model();
        match (&self.statement(id).clause, self.node) {
            (Clause::Amend(amendment), Named::Provision(node)) => {
                let has_it = model
                    .amended
                    .iter()
                    .filter(|((n, ..), a)| *n == node && a.paragraphs.iter().any(|(_, by)| *by == id));
                // The fewer changes a version holds, the fewer of its words were changed again.
                let touched = has_it.min_by_key(|((.., changes), _)| changes.len()).map(|(_, amended)| {
                    let own = amended.paragraphs.iter().filter(|(_, by)| *by == id).map(|(address, _)| address.clone());
                    own.filter(|address| !address.is_empty()).collect::<Vec<_>>()
                });
                let own = || Some(amendment.address.clone()).filter(|a| !a.is_empty()).into_iter().collect();
                touched.unwrap_or_else(own)
            }
            (Clause::Members(change), Named::Group(group)) => {
                let of = model.vocabulary.groups.get_index(group.ix()).map(|(_, declared)| &declared.of);
                let word = |term| of.map(|of| crate::consolidated::term_text(model, of, term));
                change.members.iter().filter_map(word).collect()
            }
            _ => Vec::new(),
        }
    }

    fn tell_move(
        &mut self,
        id: StatementId,
        life: &Life,
        touch: Touch,
        by: StatementId,
        kind: VerbKind,
        days: &[(Date, Option<Date>)],
    ) {
        let Some(effective) = life.effective else { return };
        let whole = matches!(touch, Touch::Writes | Touch::Changes);
        let removes = matches!(touch, Touch::Removes | Touch::MovesAway);
        let parts = self.parts(id);
        match kind {
            // What keeps a repeal away brings the text back.
            VerbKind::Suspend
            | VerbKind::StopEnforcing
            | VerbKind::RevokeRestoring
            | VerbKind::RevokeWithoutRestoring
            | VerbKind::Annul
                if removes =>
            {
                let begin = days.first().map(|(from, _)| (*from).max(effective));
                let day =
                    if kind == VerbKind::Annul { self.calendar.life(by).and_then(|l| l.effective) } else { begin };
                if let Some(day) = day.filter(|day| self.turns(Track::Enforced, *day)) {
                    self.event(day, Happening::Back, by);
                }
            }
            VerbKind::Suspend | VerbKind::StopEnforcing => {
                let track = if kind == VerbKind::Suspend { Track::Operative } else { Track::Enforced };
                for (from, until) in days {
                    let day = (*from).max(effective);
                    let over = until.is_some_and(|until| until <= day);
                    if !over && life.printed.contains(day) && (!whole || self.stands(Track::Printed, day, id)) {
                        self.tell_away(by, track, (day, *until), parts.clone());
                    }
                }
            }
            VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring => {
                let begin = days.first().map(|(from, _)| *from);
                if let Some(begin) = begin.filter(|begin| *begin <= effective || self.turns(Track::Printed, *begin)) {
                    self.event(begin, Happening::Revoked, by).parts = parts;
                }
            }
            VerbKind::Annul => {
                if let Some(day) = self.calendar.life(by).and_then(|life| life.effective) {
                    self.event(day, Happening::Annulled, by).parts = parts;
                }
            }
            VerbKind::Extend => {
                let day = days.first().map(|(from, _)| *from);
                if let Some(day) = day.filter(|day| self.stands(Track::Printed, *day, id)) {
                    let until = self.extended_to(by);
                    self.event(day, Happening::Extended, by).until = until;
                }
            }
            VerbKind::ForceUncertain => {
                if let Some((from, until)) = days.first().filter(|_| !self.at(Track::Printed, effective).is_empty()) {
                    let why = match &self.statement(by).clause {
                        Clause::Verb(verb) => verb.why.clone(),
                        _ => None,
                    };
                    let event = self.event((*from).max(effective), Happening::Uncertain, by);
                    (event.until, event.why) = (*until, why);
                    if let Some(over) = until.filter(|over| self.turns(Track::Printed, *over)) {
                        self.event(over, Happening::Settled, by);
                    }
                }
            }
            _ => {}
        }
    }

    fn extended_to(&self, by: StatementId) -> Option<Date> {
        match &self.statement(by).clause {
            Clause::Verb(verb) => verb.extended_to,
            _ => None,
        }
    }

    /// A suspension, or the end of enforcement, and what later verbs made of it.
    fn tell_away(&mut self, by: StatementId, track: Track, (from, until): (Date, Option<Date>), parts: Vec<String>) {
        if self.at(track, from) == self.at(Track::Printed, from) {
            return;
        }
        let what = if track == Track::Operative { Happening::Suspended } else { Happening::EnforcementStopped };
        let calendar = self.calendar;
        let life = calendar.life(by);
        let later = life.map(|life| life.moved.clone()).unwrap_or_default();
        let first = self.statement(by).end;
        let event = self.event(from, what, by);
        event.until = if later.is_empty() { until } else { first };
        event.parts = parts;
        for moved in later {
            let Some(day) = moved.days.runs().first().map(|(day, _)| *day) else { continue };
            match moved.kind {
                VerbKind::ExtendSuspension => {
                    let until = self.extended_to(moved.by);
                    self.event(day, Happening::SuspensionExtended, moved.by).until = until;
                }
                VerbKind::EndSuspension if until == Some(day) => {
                    self.event(day, Happening::SuspensionEnded, moved.by);
                }
                VerbKind::ResumeEnforcing if until == Some(day) => {
                    self.event(day, Happening::EnforcementResumed, moved.by);
                }
                VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring | VerbKind::Annul
                    if until == Some(day) =>
                {
                    let ended = match track {
                        Track::Operative => Happening::SuspensionEnded,
                        _ => Happening::EnforcementResumed,
                    };
                    self.event(day, ended, moved.by);
                }
                _ => {}
            }
        }
    }

    /// `revoke act X without restoring` takes away what the act wrote before.
    fn tell_deletion(&mut self, id: StatementId, life: &Life) {
        let Clause::Verb(Verb { kind: VerbKind::RevokeWithoutRestoring, targets, .. }) = &self.statement(id).clause
        else {
            return;
        };
        let Some(day) = life.effective.filter(|day| self.turns(Track::Printed, *day)) else { return };
        let writers: Vec<ActId> = self
            .at(Track::Printed, day.previous())
            .iter()
            .map(|version| self.statement(version.written_by).act)
            .collect();
        let its_own = |target: &Target| matches!(target, Target::Act(act, _) if writers.contains(act));
        if targets.iter().any(its_own) && self.at(Track::Printed, day).is_empty() {
            self.event(day, Happening::Revoked, id);
        }
    }

    /// Text that is there again although no statement of the day put it there.
    fn tell_what_came_back(&mut self) {
        let mut back: Vec<(Date, Happening, StatementId)> = Vec::new();
        for track in [Track::Operative, Track::Enforced] {
            let stretches = self.tracks.get(track as usize).map_or(&[][..], Vec::as_slice);
            let mut before: &[Version] = &[];
            for after in stretches {
                let explained = self.events.iter().any(|e| e.on == after.from && e.what.brings_text())
                    || back.iter().any(|(day, ..)| *day == after.from);
                let all = |versions: &[Version]| -> Vec<StatementId> {
                    versions.iter().flat_map(|v| [v.written_by].into_iter().chain(v.amended_by.clone())).collect()
                };
                let known = all(before);
                before = &after.versions;
                let new = all(&after.versions).into_iter().rfind(|id| !known.contains(id));
                if let (Some(by), false) = (new, explained) {
                    let what = if track == Track::Operative { Happening::Back } else { Happening::EnforcedAgain };
                    back.push((after.from, what, by));
                }
            }
        }
        for (day, what, by) in back {
            self.event(day, what, by);
        }
    }

    fn event(&mut self, on: Date, what: Happening, by: StatementId) -> &mut Event {
        let by = self.rulebook.instrument(self.statement(by).act);
        let (parts, until, other, why) = (Vec::new(), None, None, None);
        self.events.push(Event { on, what, by, parts, until, other, why });
        // INVARIANT: one was pushed just now
        let last = self.events.len() - 1;
        &mut self.events[last]
    }

    /// One event for what one instrument did on one day to several paragraphs.
    fn merge(&mut self) {
        let mut merged: Vec<Event> = Vec::new();
        for event in std::mem::take(&mut self.events) {
            let same = |e: &&mut Event| {
                (e.on, e.what, &e.by, e.until, &e.other) == (event.on, event.what, &event.by, event.until, &event.other)
            };
            match merged.iter_mut().find(same) {
                Some(there) if there.parts.is_empty() || event.parts.is_empty() => there.parts.clear(),
                Some(there) => {
                    let new: Vec<String> = event.parts.into_iter().filter(|p| !there.parts.contains(p)).collect();
                    there.parts.extend(new);
                }
                None => merged.push(event),
            }
        }
        self.events = merged;
    }

    fn history(self) -> History {
        let runs = |track: Track| -> Vec<Run> {
            let stretches = self.tracks.get(track as usize).map_or(&[][..], Vec::as_slice);
            let ends = stretches.iter().skip(1).map(|s| Some(s.from)).chain([None]);
            let run = |(stretch, until): (&Stretch, Option<Date>)| Run {
                from: stretch.from,
                until,
                versions: stretch.versions.iter().map(|v| self.standing(v)).collect(),
            };
            stretches.iter().zip(ends).filter(|(s, _)| !s.versions.is_empty()).map(run).collect()
        };
        let (printed, operative, enforced) = (runs(Track::Printed), runs(Track::Operative), runs(Track::Enforced));
        let kind = match self.node {
            Named::Provision(_) => "provision",
            Named::Group(_) => "group",
            Named::Value(_) => "value",
        };
        let id = name_of(self.rulebook.model(), self.node).to_string();
        History { id, kind, events: self.events, printed, operative, enforced }
    }

    fn standing(&self, version: &Version) -> Standing {
        let instrument = |id: StatementId| self.rulebook.instrument(self.statement(id).act);
        let mut amended_by: Vec<Instrument> = version.amended_by.iter().map(|id| instrument(*id)).collect();
        amended_by.dedup();
        let only_where = self.rulebook.only_where(version);
        Standing { written_by: instrument(version.written_by), amended_by, only_where }
    }
}

impl Instrument {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        json!({
            "act": self.act,
            "citation": self.citation,
            "public": self.public.to_string(),
            "published": self.published.map(|day| day.to_string()),
        })
    }
}

impl Event {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let mut value = json!({ "on": self.on.to_string(), "event": self.what.words(), "by": self.by.to_json() });
        if !self.parts.is_empty() {
            value["parts"] = json!(self.parts);
        }
        if let Some(until) = self.until {
            value["until"] = json!(until.to_string());
        }
        if let Some(other) = &self.other {
            value["other"] = json!(other);
        }
        if let Some(why) = &self.why {
            value["why"] = json!(why);
        }
        value
    }
}

impl Run {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let standing = |s: &Standing| {
            let mut value = json!({
                "written_by": s.written_by.to_json(),
                "amended_by": s.amended_by.iter().map(Instrument::to_json).collect::<Vec<_>>(),
            });
            if let Some(only_where) = &s.only_where {
                value["only_where"] = json!(only_where);
            }
            value
        };
        json!({
            "from": self.from.to_string(),
            "until": self.until.map(|day| day.to_string()),
            "versions": self.versions.iter().map(standing).collect::<Vec<_>>(),
        })
    }
}

impl History {
    /// The three tracks by name, from the widest.
    pub fn tracks(&self) -> [(&'static str, &[Run]); 3] {
        [("printed", &self.printed), ("operative", &self.operative), ("enforced", &self.enforced)]
    }

    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let mut tracks = json!({});
        for (name, runs) in self.tracks() {
            tracks[name] = runs.iter().map(Run::to_json).collect();
        }
        json!({
            "id": self.id,
            "kind": self.kind,
            "events": self.events.iter().map(Event::to_json).collect::<Vec<_>>(),
            "tracks": tracks,
        })
    }
}
