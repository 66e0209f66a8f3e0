//! What begins and ends on a day, and which instrument makes it so.

use indexmap::IndexSet;
use lexact::model::{ActId, Clause, Model, Named, ProvisionId, Start, Statement, StatementId, Target, VerbKind};
use lexact::temporal::{Calendar, Life, Track};
use lexact::{Date, Known};

/// A statement of an act begins, ends, pauses or comes back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Turn {
    /// What it does to the text.
    pub touches: Touches,
    /// What happens.
    pub what: What,
    /// The act whose statement it is; for a provision that a verb names, the act with the verb.
    pub of: ActId,
    /// The acts that make it so: the act itself, or that of the verb.
    pub by: Vec<ActId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Touches {
    Statement(StatementId),
    /// A provision with all beneath it, whoever wrote it.
    Provision(ProvisionId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    TakesEffect,
    /// A `commence` gives it this day.
    Commenced,
    FallsDue,
    Lapses,
    /// By such a verb.
    Away(VerbKind),
    /// Such a verb is over.
    Back(VerbKind),
    /// Its force is uncertain from here.
    Uncertain,
    Certain,
    /// Known by one day and not by another.
    NotPublic,
}

impl What {
    /// `suspended`, `no longer suspended` …
    pub fn words(self) -> String {
        let done = |kind| match kind {
            VerbKind::Suspend => "suspended",
            VerbKind::StopEnforcing => "not enforced",
            VerbKind::Annul => "annulled",
            _ => "revoked",
        };
        match self {
            What::TakesEffect => "takes effect".into(),
            What::Commenced => "commences".into(),
            What::FallsDue => "falls due".into(),
            What::Lapses => "lapses".into(),
            What::Away(kind) => done(kind).into(),
            What::Back(VerbKind::StopEnforcing) => "enforced again".into(),
            What::Back(VerbKind::RevokeRestoring) => "restored".into(),
            What::Back(kind) => format!("no longer {}", done(kind)),
            What::Uncertain => "force uncertain".into(),
            What::Certain => "no longer uncertain".into(),
            What::NotPublic => "not public".into(),
        }
    }
}

/// Everything that turns on a day in a track.
pub fn of(model: &Model, calendar: &Calendar, day: Date, track: Track) -> Vec<Turn> {
    let mut turns = Vec::new();
    for ix in 0..model.statements.len() as u32 {
        let id = StatementId(ix);
        let (statement, Some(life)) = (model.statement(id), calendar.life(id)) else { continue };
        if changes_the_text(&statement.clause) {
            let turn =
                |(what, by): (What, Vec<ActId>)| Turn { touches: Touches::Statement(id), what, of: statement.act, by };
            turns.extend(turning(model, calendar, (id, life), day, track).into_iter().map(turn));
        }
    }
    for mark in calendar.marks().iter().filter(|mark| mark.track <= track) {
        let verb = model.statement(mark.by);
        let Clause::Verb(kind) = &verb.clause else { continue };
        let (now, before) = (mark.days.contains(day), mark.days.contains(day.previous()));
        let (what, by) = match (before, now) {
            (false, true) => (What::Away(kind.kind), vec![verb.act]),
            (true, false) => (What::Back(kind.kind), over(model, calendar, mark.by, day)),
            _ => continue,
        };
        turns.push(Turn { touches: Touches::Provision(mark.node), what, of: verb.act, by });
    }
    turns
}

/// Verbs only move other statements, but for one that takes text away where it stands.
fn changes_the_text(clause: &Clause) -> bool {
    !matches!(clause, Clause::Verb(verb) if verb.kind != VerbKind::RevokeWithoutRestoring)
}

fn turning(
    model: &Model,
    calendar: &Calendar,
    (id, life): (StatementId, &Life),
    day: Date,
    track: Track,
) -> Vec<(What, Vec<ActId>)> {
    let statement = model.statement(id);
    let act_of = |by: StatementId| model.statement(by).act;
    let days = life.days(track);
    let mut turns = Vec::new();
    match (days.contains(day.previous()), days.contains(day)) {
        (false, true) => {
            turns.push(beginning(model, calendar, (statement, life), day, track));
            // Of some it is uncertain from its first day whether it has any force.
            let uncertain = life.moved_by(VerbKind::ForceUncertain, day);
            turns.extend(uncertain.map(|by| (What::Uncertain, vec![act_of(by)])));
        }
        (true, false) => {
            let begins = life.moved.iter().find(|m| m.days.runs().iter().any(|(from, _)| *from == day));
            let extended = life.moved.iter().rfind(|m| matches!(m.kind, VerbKind::Extend)).map(|m| act_of(m.by));
            turns.push(match begins {
                _ if life.end == Some(day) => (What::Lapses, std::iter::once(statement.act).chain(extended).collect()),
                Some(moved) => (What::Away(moved.kind), vec![act_of(moved.by)]),
                None => (What::Lapses, Vec::new()),
            });
        }
        (true, true) => {
            let uncertain = life.moved.iter().filter(|m| m.kind == VerbKind::ForceUncertain);
            for moved in uncertain {
                match (moved.days.contains(day.previous()), moved.days.contains(day)) {
                    (false, true) => turns.push((What::Uncertain, vec![act_of(moved.by)])),
                    (true, false) => turns.push((What::Certain, over(model, calendar, moved.by, day))),
                    _ => {}
                }
            }
        }
        (false, false) => {}
    }
    turns
}

fn beginning(
    model: &Model,
    calendar: &Calendar,
    (statement, life): (&Statement, &Life),
    day: Date,
    track: Track,
) -> (What, Vec<ActId>) {
    if life.effective == Some(day) {
        let commence = life.moved.iter().rfind(|m| m.kind == VerbKind::Commence).map(|m| model.statement(m.by).act);
        return match (statement.start, commence) {
            (Start::ToBeAppointed, Some(by)) => (What::Commenced, vec![statement.act, by]),
            _ => (What::TakesEffect, vec![statement.act]),
        };
    }
    let over_today = life.moved.iter().find(|m| m.days.runs().iter().any(|(_, until)| *until == Some(day)));
    match over_today {
        _ if track == Track::Enforced && life.complies == Some(day) => (What::FallsDue, vec![statement.act]),
        Some(moved) => (What::Back(moved.kind), over(model, calendar, moved.by, day)),
        None => (What::TakesEffect, Vec::new()),
    }
}

/// The acts by which a verb is over: its own, where that says so, and whoever moved it.
fn over(model: &Model, calendar: &Calendar, verb: StatementId, day: Date) -> Vec<ActId> {
    let mut acts: IndexSet<ActId> = IndexSet::from([model.statement(verb).act]);
    if let Some(life) = calendar.life(verb) {
        let ends = |kind: VerbKind| !matches!(kind, VerbKind::ForceUncertain | VerbKind::Commence);
        let moved = life.moved.iter().filter(|m| ends(m.kind));
        let today = moved.filter(|m| m.kind == VerbKind::ExtendSuspension || m.days.turns().any(|turn| turn == day));
        acts.extend(today.map(|m| model.statement(m.by).act));
    }
    acts.into_iter().collect()
}

/// What makes the text of a day differ by what was public: statements known by the later day alone, and lives that verbs known
/// by it alone have moved.
pub fn not_public(model: &Model, latest: &Calendar, then: &Calendar, eve: Date, on: Date, track: Track) -> Vec<Turn> {
    let known = |act: ActId| Known::Day(eve).reaches(model.act(act).public_from);
    let mut turns = Vec::new();
    for ix in 0..model.statements.len() as u32 {
        let id = StatementId(ix);
        let (statement, Some(life)) = (model.statement(id), latest.life(id)) else { continue };
        if !changes_the_text(&statement.clause) {
            continue;
        }
        let uncertain = |life: Option<&Life>| {
            life.map(|l| l.moved_by(VerbKind::ForceUncertain, on).collect::<Vec<_>>()).unwrap_or_default()
        };
        let alive = |life: Option<&Life>| life.is_some_and(|l| l.days(track).contains(on));
        let same = alive(Some(life)) == alive(then.life(id)) && uncertain(Some(life)) == uncertain(then.life(id));
        if same {
            continue;
        }
        let own = std::iter::once(statement.act).filter(|act| !known(*act) && alive(Some(life)));
        let verbs = life.moved.iter().map(|m| (model.statement(m.by).act, m.days.contains(on)));
        let verbs: Vec<(ActId, bool)> = verbs.filter(|(act, _)| !known(*act)).collect();
        let mut by: IndexSet<ActId> =
            own.chain(verbs.iter().filter(|(_, at_work)| *at_work).map(|(a, _)| *a)).collect();
        if by.is_empty() {
            by = verbs.into_iter().map(|(act, _)| act).collect();
        }
        turns.push(Turn {
            touches: Touches::Statement(id),
            what: What::NotPublic,
            of: statement.act,
            by: by.into_iter().collect(),
        });
    }
    for mark in latest.marks().iter().filter(|m| m.track <= track && m.days.contains(on)) {
        let act = model.statement(mark.by).act;
        if !then.marks_on(on, track).any(|m| m.by == mark.by && m.node == mark.node) {
            turns.push(Turn { touches: Touches::Provision(mark.node), what: What::NotPublic, of: act, by: vec![act] });
        }
    }
    for mark in then.marks_on(on, track) {
        let latest_mark = latest.marks_on(on, track).any(|m| m.by == mark.by && m.node == mark.node);
        let Some(life) = latest.life(mark.by).filter(|_| !latest_mark) else { continue };
        let by = life.moved.iter().map(|m| model.statement(m.by).act).filter(|act| !known(*act)).collect();
        let touches = Touches::Provision(mark.node);
        turns.push(Turn { touches, what: What::NotPublic, of: model.statement(mark.by).act, by });
    }
    turns
}

/// What a turn may change: provisions, groups and values by name.
pub fn subjects(model: &Model, turn: &Turn) -> IndexSet<Named> {
    let mut all = match &turn.touches {
        Touches::Provision(node) => model.tree.subtree(*node).map(Named::Provision).collect(),
        Touches::Statement(id) => of_clause(model, &model.statement(*id).clause),
    };
    // What is written at an id that is renumbered stands at the new one.
    let moves = model.statements.iter().filter_map(|s| match &s.clause {
        Clause::Renumber(renumber) => Some(&renumber.moves),
        _ => None,
    });
    let moves: Vec<_> = moves.flatten().collect();
    loop {
        let before = all.len();
        for (from, to) in &moves {
            if all.contains(&Named::Provision(*from)) {
                all.insert(Named::Provision(*to));
            }
        }
        if all.len() == before {
            return all;
        }
    }
}

/// The name of what stands in the text.
pub fn name(model: &Model, subject: Named) -> &str {
    let vocabulary = &model.vocabulary;
    match subject {
        Named::Provision(id) => model.tree.text(id),
        Named::Group(id) => vocabulary.groups.get_index(id.ix()).map_or("", |(name, _)| name),
        Named::Value(id) => vocabulary.values.get_index(id.ix()).map_or("", |(name, _)| name),
    }
}

fn of_clause(model: &Model, clause: &Clause) -> IndexSet<Named> {
    match clause {
        Clause::Provision(p) => IndexSet::from([Named::Provision(p.id)]),
        Clause::Amend(a) => IndexSet::from([Named::Provision(a.target)]),
        Clause::Value(v, _) | Clause::Set(v, _) => IndexSet::from([Named::Value(*v)]),
        Clause::Group(g) => IndexSet::from([Named::Group(g.group)]),
        Clause::Members(m) => m.groups.iter().map(|g| Named::Group(*g)).collect(),
        Clause::Renumber(r) => {
            r.moves.iter().flat_map(|(from, to)| [Named::Provision(*from), Named::Provision(*to)]).collect()
        }
        Clause::Repeal(targets) => targets
            .iter()
            .flat_map(|target| match target {
                Named::Provision(node) => model.tree.subtree(*node).map(Named::Provision).collect(),
                other => vec![*other],
            })
            .collect(),
        Clause::Verb(verb) => {
            let named = |act: ActId| verb.targets.iter().any(|t| matches!(t, Target::Act(x, _) if *x == act));
            let own = model.statements.iter().filter(|s| named(s.act) && !matches!(s.clause, Clause::Verb(_)));
            own.flat_map(|s| of_clause(model, &s.clause)).collect()
        }
    }
}
