//! The text of a day: every statement live in a track, applied in order to nothing. Recomputed each time.

pub use super::life::{Lives, Place, Track};
use super::life::{is_write, touched};
use super::model::*;
use super::patch::{self, Failed};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

/// A condition under which a text stands, or under which it does not.
#[derive(Clone, Debug)]
pub struct Guard {
    /// None: whether the text is in force is uncertain.
    pub cond: Option<Cond>,
    pub holds: bool,
    /// The act that says so.
    by: usize,
}

#[derive(Clone, Debug)]
pub enum Content {
    Rule(Rule),
    Exemption(Exemption),
    Define(Define),
    Function(Function),
    Default(String, Expr),
    Value(Expr),
    Group(Group),
}

/// One text that may stand at a node; more than one where facts choose.
#[derive(Clone, Debug)]
pub struct Alternative {
    pub content: Rc<Content>,
    pub guards: Vec<Guard>,
    pub write: Place,
    /// The renumberings that brought it here.
    pub moved: Vec<Place>,
    pub patches: Vec<Place>,
}

#[derive(Clone, Debug)]
pub struct InForce<T> {
    pub guards: Vec<Guard>,
    pub number: usize,
    pub what: T,
}

impl<T> Deref for InForce<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.what
    }
}

/// By node and number of the alternative.
type All<T> = BTreeMap<(String, usize), InForce<T>>;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    pub members: Vec<String>,
    pub except: Vec<String>,
}

/// What is wrong with a statement on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A patch whose node, group or value is not there.
    NoTarget,
    /// `amend rule ID` of what is not there.
    AmendsNothing,
    NoParagraph,
    /// A label that is taken.
    Taken,
    /// Words that are not there exactly once.
    Words,
    /// Inserted although there, removed although not.
    Member,
    NothingToRenumber,
    Occupied,
    RepealsNothing,
    /// The text it patches is operative but not enforced.
    NotEnforced,
    /// More than sixteen alternatives.
    TooMany,
    /// A group, a default or a renumbering under a guard.
    Guarded,
    /// Two acts on one day at one node.
    SameDay,
    /// A verb about a later act, or about its own.
    Target,
    /// `extend suspension` of one without an end.
    NoEnd,
    /// The documents do not say.
    Unsaid(&'static str),
}

/// The text in force: provisions, values, groups.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub nodes: BTreeMap<String, Vec<Alternative>>,
    pub rules: All<Rule>,
    pub exemptions: All<Exemption>,
    pub defines: All<Define>,
    pub functions: All<Function>,
    pub values: All<Expr>,
    pub defaults: BTreeMap<String, (String, Expr)>,
    pub groups: BTreeMap<String, Group>,
    /// Which statements wrote each node.
    pub written: BTreeMap<String, Vec<Place>>,
    pub problems: BTreeSet<(Place, Why)>,
    /// Patches passed over, and why: true where the text is suspended.
    pub held: BTreeMap<Place, bool>,
    /// Nodes at which, for some transactions, nothing may stand.
    pub gaps: BTreeSet<String>,
    /// What each patch found.
    found: BTreeMap<Place, Vec<Alternative>>,
    pub known: Option<Day>,
    pub track: Option<Track>,
}

impl Text {
    /// True when nobody could tell the two apart.
    pub fn same_law(&self, other: &Text) -> bool {
        let same = |a: &Alternative, b: &Alternative| {
            let statements = (a.write, &a.moved, &a.patches) == (b.write, &b.moved, &b.patches);
            statements && format!("{:?}", a.guards) == format!("{:?}", b.guards)
        };
        let pairs = self.nodes.values().zip(other.nodes.values());
        self.written == other.written && pairs.into_iter().all(|(a, b)| a.iter().zip(b).all(|(a, b)| same(a, b)))
    }

    /// True when something in it reads the text of another day.
    pub fn looks_back(&self) -> bool {
        // A member of a group says it in words; a test and a value are named so.
        let words = |a: &Alternative| format!("{:?}", a.content);
        self.nodes.values().flatten().map(words).any(|w| w.contains("AsOf(") || w.contains(" as it stood on "))
    }

    fn problem(&mut self, place: Place, why: Why) {
        self.problems.insert((place, why));
    }

    /// The nodes as the evaluation reads them.
    fn spread_out(&mut self) {
        for (id, all) in &self.nodes {
            self.written.insert(id.clone(), all.iter().map(|a| a.write).collect());
            for (number, a) in all.iter().enumerate() {
                let (key, guards) = ((id.clone(), number), a.guards.clone());
                match (*a.content).clone() {
                    Content::Rule(what) => _ = self.rules.insert(key, InForce { guards, number, what }),
                    Content::Exemption(what) => _ = self.exemptions.insert(key, InForce { guards, number, what }),
                    Content::Function(what) => _ = self.functions.insert(key, InForce { guards, number, what }),
                    Content::Define(what) => _ = self.defines.insert(key, InForce { guards, number, what }),
                    Content::Value(what) => _ = self.values.insert(key, InForce { guards, number, what }),
                    Content::Default(decision, value) => _ = self.defaults.insert(id.clone(), (decision, value)),
                    Content::Group(group) => _ = self.groups.insert(id.clone(), group),
                }
            }
        }
    }
}

/// The text of a day in a track.
pub fn fold(book: &Book, track: Track, on: Day, known: Option<Day>) -> Text {
    fold_lives(&Lives::new(book, known), track, on, known)
}

pub fn fold_lives(lives: &Lives, track: Track, on: Day, known: Option<Day>) -> Text {
    let mut text = nodes(lives, track, on);
    text.spread_out();
    (text.known, text.track) = (known, Some(track));
    text
}

/// The nodes alone, and what is wrong.
pub fn nodes(lives: &Lives, track: Track, on: Day) -> Text {
    let printed = (track != Track::Printed).then(|| apply_all(lives, Track::Printed, on, None));
    nodes_beside(lives, track, on, printed.as_ref())
}

/// The same where the printed text of that day is at hand.
pub fn nodes_beside(lives: &Lives, track: Track, on: Day, printed: Option<&Text>) -> Text {
    let mut text = apply_all(lives, track, on, printed);
    // Nodes under a mark are taken out.
    for (v, clause) in lives.clauses.iter().enumerate() {
        let Some(Verb { does, target: Some(Target::Node(node)), .. }) = clause.verb() else { continue };
        let takes = match does {
            Does::Suspend => track != Track::Printed,
            Does::StopEnforcing => track == Track::Enforced,
            _ => false,
        };
        if takes && lives.live(v, Track::Operative, on) {
            text.nodes.retain(|id, _| !beneath(id, node));
        }
    }
    text
}

fn apply_all(lives: &Lives, track: Track, on: Day, printed: Option<&Text>) -> Text {
    let live = (0..lives.clauses.len()).filter(|i| lives.live(*i, track, on));
    let key = |i: &usize| {
        let (public, rank, act, part, position) = lives.clauses[*i].order;
        (lives.start(*i), public, rank, act, part, position)
    };
    let mut order: Vec<usize> = live.collect();
    order.sort_by_cached_key(key);
    let mut fold = Fold { lives, track, on, printed, text: Text::default() };
    for i in order {
        fold.apply(i);
    }
    fold.text
}

struct Fold<'a> {
    lives: &'a Lives<'a>,
    track: Track,
    on: Day,
    /// The same day as printed, in the other tracks.
    printed: Option<&'a Text>,
    text: Text,
}

impl Fold<'_> {
    /// What the statement's words stand under: its act's transactions, and the doubt about its force.
    fn guards(&mut self, i: usize) -> Vec<Guard> {
        let clause = &self.lives.clauses[i];
        let by = clause.place.0;
        let mut guards = Vec::new();
        if let Some(cond) = &clause.act.applies_to {
            guards.push(Guard { cond: Some(cond.clone()), holds: true, by });
        }
        let track = if self.track == Track::Printed { Track::Printed } else { Track::Operative };
        if self.lives.marked(Does::ForceUncertain, i, track, self.on) {
            guards.push(Guard { cond: None, holds: true, by });
        }
        let doubts = |t| self.lives.marked(Does::ForceUncertain, i, t, self.on);
        if doubts(Track::Printed) != doubts(Track::Operative) {
            self.text.problem(clause.place, Why::Unsaid("a doubt about force that is itself suspended"));
        }
        guards
    }

    fn apply(&mut self, i: usize) {
        let clause = self.lives.clauses[i].clone();
        let place = clause.place;
        let guards = self.guards(i);
        let printed = self.track == Track::Printed;
        match &clause.statement.kind {
            Kind::Verb(verb) if verb.does == Does::RevokeWithout => self.remove_what_is_its_own(i),
            Kind::Verb(_) => {}
            Kind::Repeal(ids) => {
                for id in ids {
                    let mut any = false;
                    for (_, all) in self.text.nodes.iter_mut().filter(|(n, _)| beneath(n, id)) {
                        any = true;
                        all.iter_mut().for_each(|a| deny(a, &guards));
                    }
                    if guards.is_empty() {
                        self.text.nodes.retain(|n, _| !beneath(n, id));
                        self.text.gaps.retain(|n| !beneath(n, id));
                    } else {
                        let gone = self.text.nodes.keys().filter(|n| beneath(n, id)).cloned();
                        self.text.gaps.extend(gone);
                    }
                    if !guards.is_empty()
                        && self.text.nodes.iter().any(|(n, all)| beneath(n, id) && !can_be_guarded(all))
                    {
                        self.text.problem(place, Why::Guarded);
                    }
                    if !any {
                        self.text.problem(place, Why::RepealsNothing);
                    }
                }
            }
            Kind::Renumber { from, to } => {
                if !guards.is_empty() {
                    self.text.problem(place, Why::Guarded);
                }
                if self.lives.marks(from, self.on) {
                    self.text.problem(place, Why::Unsaid("a renumbering of what a mark takes out"));
                }
                let moving: Vec<String> = self.text.nodes.keys().filter(|n| beneath(n, from)).cloned().collect();
                if !self.text.nodes.contains_key(from) {
                    self.text.problem(place, Why::NothingToRenumber);
                    if !moving.is_empty() {
                        self.text.problem(place, Why::Unsaid("a renumbered node that is empty and has children"));
                    }
                }
                let mut out: Vec<(String, Vec<Alternative>)> = Vec::new();
                for id in moving {
                    let all = self.text.nodes.remove(&id).expect("it was there");
                    out.push((format!("{to}{}", &id[from.len()..]), all));
                }
                // What the moved node leaves behind does not stand in its way.
                if self.text.nodes.keys().any(|n| beneath(n, to)) {
                    let exactly = self.text.nodes.contains_key(to);
                    self.text.problem(
                        place,
                        if printed && exactly { Why::Occupied } else { Why::Unsaid("renumbered onto what is there") },
                    );
                }
                for (id, mut all) in out {
                    for a in &mut all {
                        a.moved.push(place);
                        match Rc::make_mut(&mut a.content) {
                            Content::Rule(rule) => rule.id = id.clone(),
                            Content::Exemption(e) => e.id = id.clone(),
                            Content::Define(d) => d.id = id.clone(),
                            Content::Function(f) => f.id = id.clone(),
                            _ => {}
                        }
                    }
                    self.text.nodes.insert(id, all);
                }
            }
            kind if is_write(kind) => self.write(place, kind, guards),
            kind => {
                let nodes: Vec<String> = touched(kind).into_iter().cloned().collect();
                for node in nodes {
                    self.patch(i, &node, kind, &guards);
                }
            }
        }
    }

    fn write(&mut self, place: Place, kind: &Kind, guards: Vec<Guard>) {
        let id = touched(kind)[0];
        if let Kind::Rule(Rule { amend: true, .. }) = kind
            && !self.text.nodes.contains_key(id)
        {
            self.text.problem(place, Why::AmendsNothing);
        }
        let mut written = self.lives.contents.borrow_mut();
        let content = written.entry(place).or_insert_with(|| Rc::new(content(kind))).clone();
        let new = Alternative { content, guards: guards.clone(), write: place, moved: vec![], patches: vec![] };
        let mut all = vec![];
        if guards.is_empty() {
            self.text.gaps.remove(id);
        } else {
            all = self.text.nodes.remove(id).unwrap_or_default();
            if all.is_empty() {
                self.text.gaps.insert(id.clone());
            }
            if all.iter().any(|a| a.guards.iter().any(|g| guards.iter().any(|h| g.by == h.by))) {
                self.text.problem(place, Why::Unsaid("two changes of one act under its guard at one node"));
            }
            all.iter_mut().for_each(|a| deny(a, &guards));
        }
        all.push(new);
        if !guards.is_empty() && !can_be_guarded(&all) {
            self.text.problem(place, Why::Guarded);
        }
        if all.len() > 16 {
            self.text.problem(place, Why::TooMany);
        }
        let kinds: BTreeSet<_> = all.iter().map(|a| format!("{:?}", std::mem::discriminant(&*a.content))).collect();
        if kinds.len() > 1 {
            self.text.problem(place, Why::Unsaid("alternatives of several kinds"));
        }
        self.text.nodes.insert(id.clone(), all);
    }

    fn patch(&mut self, i: usize, node: &str, kind: &Kind, guards: &[Guard]) {
        let clause = &self.lives.clauses[i];
        let place = clause.place;
        let here = self.text.nodes.get(node).cloned().unwrap_or_default();
        if let Some(printed) = self.printed {
            // What it patches as printed; nothing there: an error of the printed track, told there.
            let wrong = printed.problems.iter().any(|(p, why)| *p == place && !matches!(why, Why::Unsaid(_)));
            let Some(theirs) = printed.found.get(&place).filter(|_| !wrong) else { return };
            let same = here.len() == theirs.len()
                && here.iter().zip(theirs).all(|(a, b)| a.write == b.write && a.moved == b.moved);
            if !same {
                if theirs.len() > 1 || here.len() > 1 {
                    self.text.problem(place, Why::Unsaid("a patch where the alternatives differ"));
                    return;
                }
                let other = &theirs[0];
                let away = std::iter::once(other.write).chain(other.moved.iter().copied());
                self.hold(i, away.collect());
                return;
            }
        }
        if here.is_empty() {
            self.text.problem(place, Why::NoTarget);
            return;
        }
        if self.printed.is_none() {
            self.text.found.insert(place, here.clone());
        }
        if !guards.is_empty() {
            if !can_be_guarded(&here) {
                self.text.problem(place, Why::Guarded);
            }
            if here.iter().any(|a| a.guards.iter().any(|g| guards.iter().any(|h| g.by == h.by))) {
                self.text.problem(place, Why::Unsaid("two changes of one act under its guard at one node"));
            }
        }
        if here.len() > 1 && guards.is_empty() {
            self.text.problem(place, Why::Unsaid("a patch without a guard on alternatives"));
        }
        let mut all = Vec::new();
        for (n, old) in here.iter().enumerate() {
            let mut new = old.clone();
            let mut unsaid = None;
            match patch::apply(Rc::make_mut(&mut new.content), kind, &mut unsaid) {
                Ok(()) => new.patches.push(place),
                Err(failed) => {
                    self.failed(i, failed, n, old);
                    return;
                }
            }
            if let Some(what) = unsaid {
                self.text.problem(place, Why::Unsaid(what));
            }
            if !guards.is_empty() {
                let mut without = old.clone();
                deny(&mut without, guards);
                all.push(without);
                new.guards.extend(guards.iter().cloned());
            }
            all.push(new);
        }
        if all.len() > 16 {
            self.text.problem(place, Why::TooMany);
        }
        self.text.nodes.insert(node.to_string(), all);
    }

    /// The text is there, but not the paragraph, the words or the member.
    fn failed(&mut self, i: usize, failed: Failed, n: usize, here: &Alternative) {
        let place = self.lives.clauses[i].place;
        let Some(printed) = self.printed else {
            let why = match failed {
                Failed::NoParagraph => Why::NoParagraph,
                Failed::Taken => Why::Taken,
                Failed::Words => Why::Words,
                Failed::Member => Why::Member,
                Failed::Kind => Why::NoTarget,
            };
            self.text.problem(place, why);
            return;
        };
        if failed == Failed::Kind {
            return;
        }
        let before = &printed.found[&place][n].patches;
        self.hold(i, before.iter().filter(|p| !here.patches.contains(p)).copied().collect());
        if failed == Failed::Member && self.text.problems.remove(&(place, Why::NotEnforced)) {
            self.text.problem(place, Why::Unsaid("a member there already, by a change that is not enforced"));
        }
    }

    /// Passes over a patch because these statements are away: held where they are suspended, an error where they are
    /// operative but not enforced, unless the patch says `held`.
    fn hold(&mut self, i: usize, away: Vec<Place>) {
        let clause = &self.lives.clauses[i];
        let mut suspended = Vec::new();
        for place in away {
            let j = self.lives.at(place).expect("a statement");
            if !self.lives.live(j, Track::Operative, self.on) {
                suspended.push(true);
            } else if !self.lives.live(j, self.track, self.on) {
                suspended.push(false);
            } else if let Some(because) = self.text.held.get(&place) {
                // Passed over itself, for a reason of its own.
                suspended.push(*because);
            }
        }
        let why = match suspended.first() {
            None => Some(Why::Unsaid("what it patches is live but not there")),
            Some(first) if suspended.iter().any(|s| s != first) => {
                Some(Why::Unsaid("away because suspended and because not enforced"))
            }
            Some(false) if !clause.statement.held => Some(Why::NotEnforced),
            _ => None,
        };
        if let Some(why) = why {
            self.text.problem(clause.place, why);
        }
        self.text.held.insert(clause.place, suspended.first().copied().unwrap_or(true));
    }

    /// `revoke … without restoring`, at its place: what the act wrote that is still its own goes.
    fn remove_what_is_its_own(&mut self, v: usize) {
        let place = self.lives.clauses[v].place;
        let own: BTreeSet<Place> = (0..self.lives.clauses.len())
            .filter(|i| self.lives.names(v, *i))
            .map(|i| self.lives.clauses[i].place)
            .collect();
        if self.text.nodes.values().any(|all| all.len() > 1 && all.iter().any(|a| own.contains(&a.write))) {
            self.text.problem(place, Why::Unsaid("what a revoked act wrote, among alternatives"));
        }
        self.text.nodes.retain(|_, all| !all.iter().any(|a| own.contains(&a.write)));
    }
}

fn content(kind: &Kind) -> Content {
    match kind {
        Kind::Rule(rule) => Content::Rule(patch::labelled_rule(rule)),
        Kind::Exemption(e) => Content::Exemption(patch::labelled_exemption(e)),
        Kind::Define(d) => Content::Define(patch::labelled_define(d)),
        Kind::Function(f) => Content::Function(f.clone()),
        Kind::Default { decision, value, .. } => Content::Default(decision.clone(), value.clone()),
        Kind::Value { value, .. } => Content::Value(value.clone()),
        Kind::Register { rows, .. } => Content::Value(Expr::Days(rows.clone())),
        Kind::Group { members, except, .. } => {
            Content::Group(Group { members: members.clone(), except: except.clone() })
        }
        other => panic!("no write: {other:?}"),
    }
}

/// The alternative stands only where the guards do not hold.
fn deny(a: &mut Alternative, guards: &[Guard]) {
    match guards {
        [] => {}
        [one] => a.guards.push(Guard { holds: false, ..one.clone() }),
        // Not both: the condition fails, or the force does; together they are at least as uncertain as the force.
        [cond, force] => {
            let both = Guard { holds: false, ..cond.clone() };
            a.guards.push(Guard { cond: both.cond.map(|c| Cond::And(vec![c, Cond::Uncertain])), ..force.clone() });
            a.guards.last_mut().expect("just put there").holds = false;
        }
        more => panic!("{} guards", more.len()),
    }
}

fn can_be_guarded(all: &[Alternative]) -> bool {
    !all.iter().any(|a| matches!(*a.content, Content::Group(_) | Content::Default(..)))
}
