//! Conditions with their parts shared: what the chosen decisions ask, every part once.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::cells::{FALSE, Key, OPEN, TRUE, Test};
use crate::plan::{Aggregate, Arithmetic, Comparison, RecordId};

/// A condition: index into [`Graph::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cond(pub u32);

/// A number that is calculated: index into [`Graph::numbers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Num(pub u32);

/// A decision: index into [`Graph::outcomes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutcomeIx(pub u32);

/// A way from the first cell of a frame: index into [`Graph::paths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathIx(pub u32);

/// Cells that lie together in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Frame {
    /// The matter, with the records that lie in it.
    Matter,
    /// A record that is an element of a list, with the records that lie in it.
    Record(RecordId),
    /// A plain value that is an element of this list.
    Element(Option<RecordId>, u32),
}

/// A cell, or a record that lies in a frame.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// Where it begins.
    pub frame: Frame,
    /// The fields on the way; none for the frame itself.
    pub steps: Vec<(Option<RecordId>, u32)>,
    /// Something of the matter that is no fact.
    pub special: Option<Key>,
}

/// A path from the frame that a register holds. Register 0 holds the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The register.
    pub register: u8,
    /// The path.
    pub path: PathIx,
}

/// What a loop goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The elements of a list.
    List(Place),
    /// Every record of a kind that is an element of some list.
    Every(RecordId),
}

impl Source {
    /// The register in which it is found, as one bit.
    fn registers(self) -> u32 {
        match self {
            Source::List(place) => 1 << place.register,
            Source::Every(_) => 1,
        }
    }
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Does not hold.
    False,
    /// Holds.
    True,
    /// Open, whatever the facts: the law is silent, or contradicts itself.
    Open,
    /// Beyond what programs do: the evaluator is asked.
    Beyond,
    /// A question about one cell: index into [`Graph::tests`].
    Test(Place, u32),
    /// The opposite.
    Not(Cond),
    /// All hold.
    All(Vec<Cond>),
    /// One holds at least.
    Any(Vec<Cond>),
    /// So many hold at least.
    AtLeast(u32, Vec<Cond>),
    /// One holds, and no more.
    One(Vec<Cond>),
    /// One of two conditions, by a third.
    Choose(Cond, Cond, Cond),
    /// One element at least meets the condition, the element in this register.
    Some(Source, u8, Cond),
    /// A comparison of numbers that are calculated.
    Compare(Comparison, Num, Num),
    /// A decision is decided with one of these values, one bit each.
    Is(OutcomeIx, u64),
}

/// A number that is calculated; days are their number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// `mantissa / 10^scale`.
    Constant(i128, u32),
    /// A number, day or period among the facts, exactly.
    Cell(Place),
    /// `-x`
    Negate(Num),
    /// `a + b`
    Arithmetic(Arithmetic, Num, Num),
    /// A day so many days after another (before it, where the number is negative), within the calendar.
    Days(Num, Num),
    /// A day so many months after another, within the calendar.
    Months(Num, i64),
    /// One of several, by the first condition that holds; open where none does.
    Pick(Vec<(Cond, Num)>),
    /// A calculation over a list; without a value, one for each element.
    Fold(Aggregate, Source, u8, Option<Num>, Cond),
}

/// A decision: the values that rules conclude, and what stands where none does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// Conditions under which a value is concluded.
    pub concluded: Vec<(Cond, u8)>,
    /// The default; none: the law is silent.
    pub default: Option<u8>,
}

/// A cell of the matter whose code is known.
pub struct KnownCell<'a> {
    /// The cell.
    pub place: Place,
    /// Its code.
    pub code: u32,
    /// The answers to all tests, code by code.
    pub answers: &'a [Vec<u8>],
}

impl KnownCell<'_> {
    fn answer(&self, test: u32) -> u8 {
        let answers = self.answers.get(test as usize);
        answers.and_then(|answers| answers.get(self.code as usize)).copied().unwrap_or(OPEN)
    }
}

/// The conditions, numbers and decisions of a program, every one once.
#[derive(Debug, Default)]
pub struct Graph {
    /// Conditions, parts before wholes.
    pub nodes: IndexSet<Node, FxBuildHasher>,
    /// Numbers, parts before wholes.
    pub numbers: IndexSet<Number, FxBuildHasher>,
    /// Decisions.
    pub outcomes: IndexSet<Outcome, FxBuildHasher>,
    /// Paths.
    pub paths: IndexSet<Path, FxBuildHasher>,
    /// Questions, each with the key it is asked of.
    pub tests: IndexSet<(Key, Test), FxBuildHasher>,
    /// What each cell that is calculated with holds is kept exactly too.
    pub exact: IndexSet<PathIx, FxBuildHasher>,
    beyond: FxHashMap<Cond, bool>,
    free: FxHashMap<Cond, u32>,
}

impl Graph {
    /// The node of a condition.
    pub fn node(&self, cond: Cond) -> &Node {
        self.nodes.get_index(cond.0 as usize).unwrap_or(&Node::Beyond)
    }

    /// A path by its number.
    pub fn path(&self, path: PathIx) -> Option<&Path> {
        self.paths.get_index(path.0 as usize)
    }

    /// A condition, the known one where it is known.
    pub fn add(&mut self, node: Node) -> Cond {
        Cond(self.nodes.insert_full(node).0 as u32)
    }

    /// A number, the known one where it is known.
    pub fn number(&mut self, number: Number) -> Num {
        Num(self.numbers.insert_full(number).0 as u32)
    }

    /// A path, the known one where it is known.
    pub fn intern(&mut self, path: Path) -> PathIx {
        PathIx(self.paths.insert_full(path).0 as u32)
    }

    /// Always holds, or never.
    pub fn truth(&mut self, holds: bool) -> Cond {
        self.add(if holds { Node::True } else { Node::False })
    }

    /// A question about a cell.
    pub fn test(&mut self, place: Place, key: Key, test: Test) -> Cond {
        let test = self.tests.insert_full((key, test)).0 as u32;
        self.add(Node::Test(place, test))
    }

    /// The opposite.
    pub fn not(&mut self, cond: Cond) -> Cond {
        match self.node(cond) {
            Node::True => self.truth(false),
            Node::False => self.truth(true),
            Node::Open | Node::Beyond => cond,
            Node::Not(inner) => *inner,
            _ => self.add(Node::Not(cond)),
        }
    }

    /// All of them hold.
    pub fn all(&mut self, parts: impl IntoIterator<Item = Cond>) -> Cond {
        let mut kept = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::True => {}
                Node::False => return part,
                Node::All(inner) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        let kept = unique(kept);
        match kept.as_slice() {
            [] => self.truth(true),
            [one] => *one,
            _ => self.add(Node::All(kept)),
        }
    }

    /// One of them holds at least.
    pub fn any(&mut self, parts: impl IntoIterator<Item = Cond>) -> Cond {
        let mut kept = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::False => {}
                Node::True => return part,
                Node::Any(inner) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        let kept = unique(kept);
        match kept.as_slice() {
            [] => self.truth(false),
            [one] => *one,
            _ => self.add(Node::Any(kept)),
        }
    }

    /// One of two, by a condition; open where that is, even if both agree.
    pub fn choose(&mut self, when: Cond, then: Cond, otherwise: Cond) -> Cond {
        match self.node(when) {
            Node::True => then,
            Node::False => otherwise,
            Node::Open | Node::Beyond => when,
            _ => match (self.node(then), self.node(otherwise)) {
                (Node::True, Node::False) => when,
                (Node::False, Node::True) => self.not(when),
                _ => self.add(Node::Choose(when, then, otherwise)),
            },
        }
    }

    /// What remains of a condition where the code of one cell of the matter is known.
    pub fn given(&mut self, cond: Cond, known: &KnownCell<'_>, done: &mut FxHashMap<Cond, Cond>) -> Cond {
        if let Some(made) = done.get(&cond) {
            return *made;
        }
        let made = match self.node(cond).clone() {
            Node::Test(place, test) if place == known.place => match known.answer(test) {
                TRUE => self.truth(true),
                FALSE => self.truth(false),
                _ => self.add(Node::Open),
            },
            Node::False | Node::True | Node::Open | Node::Beyond | Node::Test(..) | Node::Compare(..) => cond,
            Node::Not(inner) => {
                let inner = self.given(inner, known, done);
                self.not(inner)
            }
            Node::All(parts) => {
                let parts = self.each_given(&parts, known, done);
                self.all(parts)
            }
            Node::Any(parts) => {
                let parts = self.each_given(&parts, known, done);
                self.any(parts)
            }
            Node::AtLeast(n, parts) => {
                let parts = self.each_given(&parts, known, done);
                self.add(Node::AtLeast(n, parts))
            }
            Node::One(parts) => {
                let parts = self.each_given(&parts, known, done);
                self.add(Node::One(parts))
            }
            Node::Choose(when, then, otherwise) => {
                let parts = self.each_given(&[when, then, otherwise], known, done);
                match parts.as_slice() {
                    [when, then, otherwise] => self.choose(*when, *then, *otherwise),
                    _ => cond,
                }
            }
            Node::Some(source, register, body) => match self.given(body, known, done) {
                same if same == body => cond,
                body => self.some(source, register, body),
            },
            Node::Is(outcome, values) => {
                let outcome = self.outcome_given(outcome, known, done);
                self.add(Node::Is(outcome, values))
            }
        };
        done.insert(cond, made);
        made
    }

    fn each_given(&mut self, parts: &[Cond], known: &KnownCell<'_>, done: &mut FxHashMap<Cond, Cond>) -> Vec<Cond> {
        parts.iter().map(|part| self.given(*part, known, done)).collect()
    }

    /// What remains of a decision where the code of one cell of the matter is known.
    pub fn outcome_given(
        &mut self,
        outcome: OutcomeIx,
        known: &KnownCell<'_>,
        done: &mut FxHashMap<Cond, Cond>,
    ) -> OutcomeIx {
        let Some(Outcome { concluded, default }) = self.outcomes.get_index(outcome.0 as usize).cloned() else {
            return outcome;
        };
        let concluded = concluded.into_iter().map(|(when, value)| (self.given(when, known, done), value));
        let concluded: Vec<(Cond, u8)> = concluded.collect();
        let never = |graph: &Graph, when: Cond| *graph.node(when) == Node::False;
        let concluded = concluded.into_iter().filter(|(when, _)| !never(self, *when)).collect();
        OutcomeIx(self.outcomes.insert_full(Outcome { concluded, default }).0 as u32)
    }

    /// One element at least meets the condition. What does not look at the element is asked once, beside the elements: where it fails,
    /// elements that are not given cannot meet the condition either.
    pub fn some(&mut self, source: Source, register: u8, body: Cond) -> Cond {
        let parts = match self.node(body) {
            Node::All(parts) => parts.clone(),
            _ => vec![body],
        };
        let looks = |graph: &mut Graph, part: &Cond| graph.registers(*part) >> register & 1 == 1;
        let (within, mut all): (Vec<Cond>, Vec<Cond>) = parts.into_iter().partition(|part| looks(self, part));
        let body = self.all(within);
        all.push(self.add(Node::Some(source, register, body)));
        self.all(all)
    }

    /// The registers a condition looks at and does not set itself, one bit each.
    pub fn registers(&mut self, cond: Cond) -> u32 {
        if let Some(known) = self.free.get(&cond) {
            return *known;
        }
        let free = match self.node(cond).clone() {
            Node::False | Node::True | Node::Open | Node::Beyond => 0,
            Node::Test(place, _) => 1 << place.register,
            Node::Not(inner) => self.registers(inner),
            Node::All(parts) | Node::Any(parts) | Node::AtLeast(_, parts) | Node::One(parts) => {
                parts.into_iter().fold(0, |all, part| all | self.registers(part))
            }
            Node::Choose(a, b, c) => self.registers(a) | self.registers(b) | self.registers(c),
            Node::Some(source, register, body) => source.registers() | self.registers(body) & !(1 << register),
            Node::Compare(_, a, b) => self.number_registers(a) | self.number_registers(b),
            Node::Is(outcome, _) => {
                let known = self.outcomes.get_index(outcome.0 as usize).cloned();
                let whens = known.into_iter().flat_map(|known| known.concluded);
                whens.fold(0, |all, (when, _)| all | self.registers(when))
            }
        };
        self.free.insert(cond, free);
        free
    }

    fn number_registers(&mut self, num: Num) -> u32 {
        match self.numbers.get_index(num.0 as usize).cloned() {
            Some(Number::Cell(place)) => 1 << place.register,
            Some(Number::Negate(a) | Number::Months(a, _)) => self.number_registers(a),
            Some(Number::Arithmetic(_, a, b) | Number::Days(a, b)) => {
                self.number_registers(a) | self.number_registers(b)
            }
            Some(Number::Pick(all)) => {
                all.into_iter().fold(0, |of, (when, num)| of | self.registers(when) | self.number_registers(num))
            }
            Some(Number::Fold(_, source, register, value, body)) => {
                let value = value.map_or(0, |value| self.number_registers(value));
                source.registers() | (value | self.registers(body)) & !(1 << register)
            }
            Some(Number::Constant(..)) | None => 0,
        }
    }

    /// The conditions and numbers directly beneath a condition.
    fn parts(&self, cond: Cond) -> (Vec<Cond>, Vec<Num>) {
        match self.node(cond) {
            Node::Not(inner) => (vec![*inner], Vec::new()),
            Node::All(all) | Node::Any(all) | Node::AtLeast(_, all) | Node::One(all) => (all.clone(), Vec::new()),
            Node::Choose(when, then, otherwise) => (vec![*when, *then, *otherwise], Vec::new()),
            Node::Some(_, _, body) => (vec![*body], Vec::new()),
            Node::Compare(_, a, b) => (Vec::new(), vec![*a, *b]),
            Node::Is(outcome, _) => {
                let concluded = self.outcomes.get_index(outcome.0 as usize).map(|o| &o.concluded);
                (concluded.into_iter().flatten().map(|(when, _)| *when).collect(), Vec::new())
            }
            _ => (Vec::new(), Vec::new()),
        }
    }

    /// True if something within the condition is beyond what programs do.
    pub fn is_beyond(&mut self, cond: Cond) -> bool {
        if let Some(known) = self.beyond.get(&cond) {
            return *known;
        }
        let (conds, nums) = self.parts(cond);
        let beyond = *self.node(cond) == Node::Beyond
            || conds.into_iter().any(|c| self.is_beyond(c))
            || nums.into_iter().any(|n| self.number_is_beyond(n));
        self.beyond.insert(cond, beyond);
        beyond
    }

    fn number_is_beyond(&mut self, num: Num) -> bool {
        match self.numbers.get_index(num.0 as usize).cloned() {
            Some(Number::Negate(a) | Number::Months(a, _)) => self.number_is_beyond(a),
            Some(Number::Arithmetic(_, a, b) | Number::Days(a, b)) => {
                self.number_is_beyond(a) || self.number_is_beyond(b)
            }
            Some(Number::Pick(all)) => all.into_iter().any(|(c, n)| self.is_beyond(c) || self.number_is_beyond(n)),
            Some(Number::Fold(_, _, _, value, body)) => {
                self.is_beyond(body) || value.is_some_and(|v| self.number_is_beyond(v))
            }
            Some(Number::Constant(..) | Number::Cell(_)) | None => false,
        }
    }
}

/// The conditions without repetitions, in their order.
fn unique(all: Vec<Cond>) -> Vec<Cond> {
    let mut seen = rustc_hash::FxHashSet::default();
    all.into_iter().filter(|c| seen.insert(*c)).collect()
}
