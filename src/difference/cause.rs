//! Which statement a change between two days is due to.

use crate::model::{Clause, Model, Named, Start, StatementId, Target, Verb, VerbKind};
use crate::temporal::{Calendar, Life, Text, Track};
use crate::value::Date;

/// One of the two texts, and the lives of statements as they were known for it.
pub(super) struct Side<'a> {
    pub on: Date,
    pub calendar: &'a Calendar,
    pub text: &'a Text,
}

/// Both texts.
pub(super) struct Sides<'a> {
    pub before: Side<'a>,
    pub after: Side<'a>,
    pub track: Track,
    pub model: &'a Model,
}

/// What a change is due to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// The statement.
    pub by: StatementId,
    /// The statement whose words come or go.
    pub of: StatementId,
    /// How it made the change.
    pub how: How,
}

/// How a statement changes a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// By its own words: they took effect.
    Says,
    /// Its words took effect before; compliance with them is due now.
    Due,
    /// Its words ran out.
    Expires,
    /// Its words have not taken effect: the second day is before the first.
    NotYet,
    /// It suspends the words of another.
    Suspends,
    /// It stops the enforcement of the words of another.
    StopsEnforcing,
    /// It revokes the words of another.
    Revokes,
    /// It annuls the words of another.
    Annuls,
    /// What it kept away is there again.
    Releases,
}

impl Side<'_> {
    fn life(&self, id: StatementId) -> Option<&Life> {
        self.calendar.life(id)
    }

    /// True where a statement is not known yet, or begins after the day.
    fn begins_later(&self, id: StatementId, track: Track) -> bool {
        let due = |l: &Life| if track == Track::Enforced { l.complies.max(l.effective) } else { l.effective };
        self.life(id).and_then(due).is_none_or(|day| day > self.on)
    }

    fn lives(&self, id: StatementId, track: Track) -> bool {
        self.life(id).is_some_and(|life| life.days(track).contains(self.on))
    }

    /// The verb that keeps a statement away from a track: the last of those at work.
    fn kept_away_by(&self, id: StatementId, track: Track) -> Option<(StatementId, How)> {
        let life = self.life(id)?;
        let at_work = |kind: VerbKind| match kind {
            VerbKind::Suspend if track >= Track::Operative => Some(How::Suspends),
            VerbKind::StopEnforcing if track >= Track::Enforced => Some(How::StopsEnforcing),
            VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring => Some(How::Revokes),
            VerbKind::Annul => Some(How::Annuls),
            _ => None,
        };
        let on = life.moved.iter().filter(|m| m.days.contains(self.on));
        on.filter_map(|m| at_work(m.kind).map(|how| (m.by, how))).next_back()
    }
}

impl Sides<'_> {
    pub fn lives_before(&self, id: StatementId) -> bool {
        self.before.lives(id, self.track)
    }

    pub fn lives_after(&self, id: StatementId) -> bool {
        self.after.lives(id, self.track)
    }

    /// Why a statement is alive on the one day and not on the other; none where it is alive on both or on neither.
    pub fn cause(&self, id: StatementId) -> Option<Cause> {
        match (self.lives_before(id), self.lives_after(id)) {
            (false, true) => Some(self.came(id)),
            (true, false) => Some(self.went(id)),
            _ => None,
        }
    }

    fn came(&self, id: StatementId) -> Cause {
        if let Some((by, _)) = self.before.kept_away_by(id, self.track)
            && self.before.life(id).and_then(|l| l.effective).is_some_and(|day| day <= self.before.on)
        {
            return Cause { by: self.released_by(by), of: id, how: How::Releases };
        }
        let life = self.after.life(id);
        let life_before = self.before.life(id);
        let began = life_before.and_then(|l| l.effective).is_some_and(|day| day <= self.before.on);
        let over = life_before.and_then(|l| l.end).is_some_and(|end| end <= self.before.on);
        if began && !over {
            return Cause { by: id, of: id, how: How::Due };
        }
        let commenced = life.and_then(|l| l.moved.iter().rfind(|m| m.kind == VerbKind::Commence));
        match commenced {
            Some(moved) if self.model.statement(id).start == Start::ToBeAppointed => {
                Cause { by: moved.by, of: id, how: How::Says }
            }
            _ => Cause { by: id, of: id, how: How::Says },
        }
    }

    /// Who let go what a verb kept away: the act that ended the verb, else the verb itself, whose end came.
    fn released_by(&self, verb: StatementId) -> StatementId {
        let ends = |kind: VerbKind| {
            matches!(
                kind,
                VerbKind::EndSuspension
                    | VerbKind::ResumeEnforcing
                    | VerbKind::RevokeRestoring
                    | VerbKind::RevokeWithoutRestoring
                    | VerbKind::Annul
            )
        };
        if let Some((by, _)) = self.after.kept_away_by(verb, Track::Operative) {
            return by;
        }
        let life = self.after.life(verb);
        let by = life.and_then(|l| l.moved.iter().rfind(|m| ends(m.kind) && m.days.contains(self.after.on)));
        by.map_or(verb, |moved| moved.by)
    }

    fn went(&self, id: StatementId) -> Cause {
        match self.after.kept_away_by(id, self.track) {
            Some((by, how)) => Cause { by, of: id, how },
            None if self.after.begins_later(id, self.track) => Cause { by: id, of: id, how: How::NotYet },
            None => Cause { by: id, of: id, how: How::Expires },
        }
    }

    /// Why a node that statements still write is gone, or is there again: a repeal, a renumbering, a revocation that deletes,
    /// or a verb that names the node, alive on one of the two days only. `gone` where it is the later text that lacks it.
    pub fn removal(&self, node: Named, gone: bool) -> Option<Cause> {
        let removes = |id: StatementId| self.removes(id, node);
        let days = if gone { &self.after } else { &self.before };
        let statements = days.calendar.all().filter(|(id, _)| removes(*id)).filter_map(|(id, _)| {
            let cause = self.cause(id)?;
            (self.lives_after(id) == gone).then_some(cause)
        });
        statements.last().or_else(|| self.mark(node, gone))
    }

    fn removes(&self, id: StatementId, node: Named) -> bool {
        let model = self.model;
        let above = |named: &Named| match (named, node) {
            (Named::Provision(above), Named::Provision(node)) => model.tree.is_within(node, *above),
            (named, node) => *named == node,
        };
        match &model.statement(id).clause {
            Clause::Repeal(targets) => targets.iter().any(above),
            Clause::Renumber(renumber) => {
                renumber.moves.iter().any(|(from, to)| [from, to].into_iter().any(|id| Named::Provision(*id) == node))
            }
            Clause::Verb(Verb { kind: VerbKind::RevokeWithoutRestoring, targets, .. }) => {
                let written = crate::history::standing(self.before.text, node);
                let acts: Vec<_> = written.iter().map(|v| model.statement(v.written_by).act).collect();
                targets.iter().any(|target| matches!(target, Target::Act(act, _) if acts.contains(act)))
            }
            _ => false,
        }
    }

    fn mark(&self, node: Named, gone: bool) -> Option<Cause> {
        let Named::Provision(node) = node else { return None };
        let side = if gone { &self.after } else { &self.before };
        let other = if gone { &self.before } else { &self.after };
        let beneath = |by: StatementId, side: &Side| {
            side.calendar.marks_on(side.on, self.track).any(|m| m.by == by && self.model.tree.is_within(node, m.node))
        };
        let marks = side.calendar.marks_on(side.on, self.track);
        let mark = marks.filter(|m| self.model.tree.is_within(node, m.node) && !beneath(m.by, other)).last()?;
        let how = if mark.track == Track::Operative { How::Suspends } else { How::StopsEnforcing };
        let of = mark.by;
        let released = || Cause { by: self.released_by(of), of, how: How::Releases };
        Some(if gone { Cause { by: of, of, how } } else { released() })
    }
}
