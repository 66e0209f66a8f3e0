//! When a statement lives: day by day, by recursion from the verbs that speak about it. No intervals; each day is asked anew.

use super::model::*;
use super::text::Content;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Track {
    Printed,
    Operative,
    Enforced,
}

pub const TRACKS: [Track; 3] = [Track::Printed, Track::Operative, Track::Enforced];

/// Act, part and position of a statement.
pub type Place = (usize, usize, usize);

/// Where a statement stands among the verbs: public day, `after`, act, part, position.
pub type Order = (Day, usize, usize, usize, usize);

#[derive(Clone, Debug)]
pub struct Clause<'a> {
    pub place: Place,
    pub act: &'a Act,
    part: &'a Part,
    pub statement: &'a Statement,
    pub order: Order,
}

impl<'a> Clause<'a> {
    pub fn verb(&self) -> Option<&'a Verb> {
        match &self.statement.kind {
            Kind::Verb(verb) => Some(verb),
            _ => None,
        }
    }
}

/// Every statement that exists for one `known`, in the order of the verbs.
pub struct Lives<'a> {
    pub clauses: Vec<Clause<'a>>,
    /// Every day any act names: lives change on no other.
    pub days: Vec<Day>,
    /// Which of the clauses are verbs.
    pub verbs: Vec<usize>,
    /// By day: what has been answered about each statement, in each track.
    asked: RefCell<BTreeMap<Day, Vec<[Option<bool>; 3]>>>,
    starts: RefCell<Vec<Option<Option<Day>>>>,
    ends: RefCell<Vec<Option<Option<Day>>>>,
    /// What each statement writes, labelled once.
    pub contents: RefCell<BTreeMap<Place, Rc<Content>>>,
}

/// How many acts `after` puts before each.
pub fn ranks(book: &Book) -> Vec<usize> {
    let mut rank = vec![0usize; book.acts.len()];
    for _ in 0..book.acts.len() {
        for (i, act) in book.acts.iter().enumerate() {
            for (j, other) in book.acts.iter().enumerate() {
                if act.after.contains(&other.name) && rank[i] <= rank[j] {
                    rank[i] = rank[j] + 1;
                }
            }
        }
    }
    rank
}

fn first_out(end: End) -> Day {
    match end {
        End::Through(day) => day + 1,
        End::Until(day) => day,
    }
}

/// Every day that stands in an act, as a turning point of the law.
pub fn days_named(book: &Book) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    let mut add = |dates: &Dates| {
        days.extend(dates.day());
        days.extend(dates.end.map(first_out));
        days.extend(dates.comply);
    };
    for act in &book.acts {
        add(&act.dates);
        for part in &act.parts {
            add(&part.dates);
            part.statements.iter().for_each(|s| add(&s.dates));
        }
    }
    for statement in book.acts.iter().flat_map(|a| &a.parts).flat_map(|p| &p.statements) {
        if let Kind::Verb(Verb { to: Some(day), .. }) = &statement.kind {
            days.insert(day + 1);
        }
    }
    days
}

/// The nodes, groups and values a statement writes, patches, repeals or renumbers.
pub fn touched(kind: &Kind) -> Vec<&String> {
    match kind {
        Kind::Rule(Rule { id, .. })
        | Kind::Exemption(Exemption { id, .. })
        | Kind::Define(Define { id, .. })
        | Kind::Function(Function { id, .. })
        | Kind::Default { id, .. }
        | Kind::Paragraph { id, .. }
        | Kind::Insert { id, .. }
        | Kind::Omit { id, .. }
        | Kind::Replace { id, .. } => vec![id],
        Kind::Value { name, .. }
        | Kind::Group { name, .. }
        | Kind::Set { name, .. }
        | Kind::Register { name, .. }
        | Kind::Row { register: name, .. } => vec![name],
        Kind::Members { group, .. } => vec![group],
        Kind::Repeal(ids) => ids.iter().collect(),
        Kind::Renumber { from, .. } => vec![from],
        Kind::Verb(_) => vec![],
    }
}

pub fn is_patch(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Paragraph { .. }
            | Kind::Insert { .. }
            | Kind::Omit { .. }
            | Kind::Replace { .. }
            | Kind::Members { .. }
            | Kind::Row { .. }
            | Kind::Set { .. }
    )
}

pub fn is_write(kind: &Kind) -> bool {
    !is_patch(kind) && !matches!(kind, Kind::Repeal(_) | Kind::Renumber { .. } | Kind::Verb(_))
}

impl<'a> Lives<'a> {
    /// Whether a node, or what is above or beneath it, is suspended or not enforced by its id.
    pub fn marks(&self, id: &str, on: Day) -> bool {
        let clauses = self.clauses.iter().enumerate();
        clauses.filter_map(|(v, c)| c.verb().map(|verb| (v, verb))).any(|(v, verb)| match &verb.target {
            Some(Target::Node(node)) if matches!(verb.does, Does::Suspend | Does::StopEnforcing) => {
                (beneath(id, node) || beneath(node, id)) && self.live(v, Track::Operative, on)
            }
            _ => false,
        })
    }

    pub fn new(book: &'a Book, known: Option<Day>) -> Lives<'a> {
        let rank = ranks(book);
        let mut clauses = Vec::new();
        for (a, act) in book.acts.iter().enumerate().filter(|(_, act)| known.is_none_or(|k| act.public() <= k)) {
            for (p, part) in act.parts.iter().enumerate() {
                for (s, statement) in part.statements.iter().enumerate() {
                    let order = (act.public(), rank[a], a, p, s);
                    clauses.push(Clause { place: (a, p, s), act, part, statement, order });
                }
            }
        }
        clauses.sort_by_key(|c| c.order);
        let days = days_named(book).into_iter().collect();
        let verbs = (0..clauses.len()).filter(|i| clauses[*i].verb().is_some()).collect();
        let none = vec![None; clauses.len()];
        Lives {
            clauses,
            days,
            verbs,
            asked: RefCell::default(),
            starts: RefCell::new(none.clone()),
            ends: RefCell::new(none),
            contents: RefCell::default(),
        }
    }

    pub fn at(&self, place: Place) -> Option<usize> {
        self.clauses.iter().position(|c| c.place == place)
    }

    // ---- who speaks about whom

    /// True when the verb `v` names the statement `i`: its act, and what of its act.
    pub fn names(&self, v: usize, i: usize) -> bool {
        let (verb, to) = (&self.clauses[v], &self.clauses[i]);
        let Some(Verb { target, so_far, .. }) = verb.verb() else { return false };
        let act = match target {
            None => return verb.place.0 == to.place.0 && v != i,
            Some(Target::Node(_)) => return false,
            Some(Target::Act(act)) => act,
        };
        let part =
            so_far.is_empty() || touched(&to.statement.kind).iter().any(|n| so_far.iter().any(|node| beneath(n, node)));
        *act == to.act.name && self.before(i, v) && part
    }

    /// A verb speaks only about other acts, none of them later than its own.
    fn before(&self, i: usize, v: usize) -> bool {
        self.clauses[i].place.0 != self.clauses[v].place.0 && self.clauses[i].order < self.clauses[v].order
    }

    /// The verbs of that kind that name the statement, the earliest first.
    pub fn verbs(&self, does: Does, i: usize) -> Vec<usize> {
        let all = self.verbs.iter().copied();
        all.filter(|v| self.clauses[*v].verb().is_some_and(|verb| verb.does == does) && self.names(*v, i)).collect()
    }

    /// True when `v` ends or extends what `i` does: the same kind of verb, the same target.
    fn same_target(&self, v: usize, i: usize, does: Does) -> bool {
        let (Some(verb), Some(old)) = (self.clauses[v].verb(), self.clauses[i].verb()) else { return false };
        old.does == does && old.target == verb.target && old.so_far == verb.so_far && self.before(i, v)
    }

    // ---- dates

    /// The day a statement takes effect; none while it has not been appointed.
    pub fn start(&self, i: usize) -> Option<Day> {
        if let Some(day) = self.starts.borrow()[i] {
            return day;
        }
        let c = &self.clauses[i];
        let own = c.statement.dates.effective.as_ref().or(c.part.dates.effective.as_ref());
        let start = match own.or(c.act.dates.effective.as_ref()).expect("effective") {
            Start::On(day) => Some(*day),
            Start::Appointed => {
                let live = self.verbs(Does::Commence, i).into_iter().filter(|v| self.ever(*v));
                live.last().and_then(|v| self.start(v))
            }
            Start::OfAct(name) => {
                let theirs = (0..self.clauses.len()).filter(|j| self.clauses[*j].act.name == *name);
                theirs.filter(|j| self.clauses[*j].verb().is_none()).filter_map(|j| self.start(j)).min()
            }
        };
        self.starts.borrow_mut()[i] = Some(start);
        start
    }

    /// The first day out.
    pub fn end(&self, i: usize) -> Option<Day> {
        if let Some(day) = self.ends.borrow()[i] {
            return day;
        }
        let end = self.end_by(i, &|_| true);
        self.ends.borrow_mut()[i] = Some(end);
        end
    }

    /// The first day out, were it for these verbs alone.
    pub fn end_by(&self, i: usize, only: &dyn Fn(usize) -> bool) -> Option<Day> {
        let mut end = self.own_end(i);
        for v in self.verbs.iter().copied().filter(|v| *v > i && only(*v)) {
            let Some(verb) = self.clauses[v].verb() else { continue };
            if !self.ends_it(v, verb, i) || !self.ever(v) {
                continue;
            }
            match verb.does {
                Does::Extend | Does::ExtendSuspension => {
                    if end.is_some() {
                        end = verb.to.map(|day| day + 1);
                    }
                }
                // The day of the ending, or of the revocation.
                _ => {
                    let day = self.start(v).expect("a verb that lives has a day");
                    if verb.does != Does::RevokeWithout || self.start(i).is_some_and(|e| e < day) {
                        end = Some(end.map_or(day, |x| x.min(day)));
                    }
                }
            }
        }
        end
    }

    /// The end a statement was given when it was made.
    pub fn own_end(&self, i: usize) -> Option<Day> {
        let c = &self.clauses[i];
        c.statement.dates.end.or(c.part.dates.end).or(c.act.dates.end).map(first_out)
    }

    /// True when the statement waits for a day to be appointed, or waited.
    pub fn appointed(&self, i: usize) -> bool {
        let c = &self.clauses[i];
        let own = c.statement.dates.effective.as_ref().or(c.part.dates.effective.as_ref());
        own.or(c.act.dates.effective.as_ref()) == Some(&Start::Appointed)
    }

    pub fn names_appointed(&self, v: usize) -> bool {
        (0..self.clauses.len()).any(|i| self.names(v, i) && self.appointed(i))
    }

    /// True when the verb moves the statement's end.
    pub fn ends_it(&self, v: usize, verb: &Verb, i: usize) -> bool {
        let kind = &self.clauses[i].statement.kind;
        match (verb.does, &verb.target) {
            (Does::EndSuspension | Does::ExtendSuspension, _) => self.same_target(v, i, Does::Suspend),
            (Does::ResumeEnforcing, _) => self.same_target(v, i, Does::StopEnforcing),
            (Does::Extend, Some(Target::Node(node))) => {
                (is_write(kind) || is_patch(kind))
                    && touched(kind).iter().any(|n| beneath(n, node))
                    && self.before(i, v)
            }
            (Does::Extend, _) => self.names(v, i),
            (Does::RevokeWithout, _) => {
                let standing = |k: &Kind| match k {
                    Kind::Verb(verb) => {
                        matches!(verb.does, Does::Suspend | Does::StopEnforcing | Does::ForceUncertain)
                    }
                    _ => false,
                };
                standing(kind) && self.names(v, i)
            }
            _ => false,
        }
    }

    /// The day compliance is due. The act's own day delays neither exemptions nor limits.
    pub fn comply(&self, i: usize) -> Option<Day> {
        let c = &self.clauses[i];
        let relief = matches!(c.statement.kind, Kind::Exemption(_));
        let of_act = if relief { None } else { c.act.dates.comply };
        c.statement.dates.comply.or(c.part.dates.comply).or(of_act)
    }

    // ---- lives

    /// Annulled by an annulment that is not itself annulled, nor waits for its day.
    pub fn annulled(&self, i: usize) -> bool {
        self.verbs(Does::Annul, i).into_iter().any(|v| !self.annulled(v) && self.start(v).is_some())
    }

    /// Printed on some day.
    pub fn ever(&self, i: usize) -> bool {
        let start = self.start(i);
        self.days.iter().copied().chain(start).any(|day| self.live(i, Track::Printed, day))
    }

    pub fn live(&self, i: usize, track: Track, on: Day) -> bool {
        if let Some(live) = self.asked.borrow().get(&on).and_then(|all| all[i][track as usize]) {
            return live;
        }
        let live = match track {
            Track::Printed => self.printed(i, on),
            Track::Operative => {
                let suspended = || self.verbs(Does::Suspend, i).into_iter().any(|v| self.live(v, Track::Operative, on));
                self.live(i, Track::Printed, on) && !suspended()
            }
            Track::Enforced => {
                let stopped =
                    || self.verbs(Does::StopEnforcing, i).into_iter().any(|v| self.live(v, Track::Operative, on));
                self.live(i, Track::Operative, on) && self.comply(i).is_none_or(|c| c <= on) && !stopped()
            }
        };
        let none = || vec![[None; 3]; self.clauses.len()];
        self.asked.borrow_mut().entry(on).or_insert_with(none)[i][track as usize] = Some(live);
        live
    }

    fn printed(&self, i: usize, on: Day) -> bool {
        let Some(start) = self.start(i) else { return false };
        if on < start || self.end(i).is_some_and(|end| end <= on) || self.annulled(i) {
            return false;
        }
        let mut revoked = self.verbs(Does::RevokeRestoring, i);
        let without = self.verbs(Does::RevokeWithout, i).into_iter();
        revoked.extend(without.filter(|v| self.start(*v).is_some_and(|e| start >= e)));
        !revoked.into_iter().any(|v| self.live(v, Track::Printed, on))
    }

    /// The verbs of that kind live in a track, that name the statement.
    pub fn marked(&self, does: Does, i: usize, track: Track, on: Day) -> bool {
        self.verbs(does, i).into_iter().any(|v| self.live(v, track, on))
    }
}
