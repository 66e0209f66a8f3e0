//! Decision diagrams: each test asks for the code of one cell and leaves as many ways as there are codes.
//!
//! Every condition over the cells of one frame that stays small enough becomes a diagram, and so do decisions and several decisions
//! together. A walk then asks each cell at most once, however many rules compare with it. Loops and calculations over the whole
//! matter are asked like cells, after them, and only where a walk gets that far.
//!
//! That a fact is not given is a way like any other, and what an open part makes of the whole is settled here by the same
//! three-valued logic as in the evaluator: a diagram never knows more than the evaluator does.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::cells::{FALSE, OPEN, TRUE};
use super::graph::{Cond, Graph, Node, OutcomeIx, Place};
use super::translate::DISCRETION;

/// A diagram: a node, or with `LEAF` set a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Diagram(pub u32);

const LEAF: u32 = 1 << 31;

impl Diagram {
    /// A leaf with a value.
    pub fn leaf(value: u32) -> Diagram {
        Diagram(value | LEAF)
    }

    /// The value of a leaf.
    pub fn value(self) -> Option<u32> {
        (self.0 & LEAF != 0).then_some(self.0 & !LEAF)
    }
}

/// The law says nothing.
pub const SILENT: u8 = 252;
/// Provisions that surely apply disagree.
pub const CONFLICT: u8 = 253;
/// The evaluator is asked.
pub const ASK: u8 = 254;
/// No rule has concluded anything yet.
pub const NOTHING: u8 = 255;

/// A test: the cell, and the ways in runs of codes, each up to its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Split {
    /// The cell: index into [`Diagrams::places`].
    pub cell: u32,
    /// Up to which code, exclusive, and where to.
    pub runs: Rc<[(u32, Diagram)]>,
}

/// The ways of a diagram at a cell.
enum Ways {
    /// It asks the cell first.
    Runs(Rc<[(u32, Diagram)]>),
    /// It asks another first: one way, whatever the code is.
    One(Diagram),
}

impl Ways {
    fn get(&self, ix: usize) -> Option<(u32, Diagram)> {
        match self {
            Ways::Runs(runs) => runs.get(ix).copied(),
            Ways::One(to) => (ix == 0).then_some((u32::MAX, *to)),
        }
    }
}

/// How two diagrams are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Join {
    All,
    Any,
    /// The second, where the first is settled.
    Settled,
    /// How many hold and how many are open, so far, and one more.
    Count,
    /// What is concluded so far, and whether this value is.
    Conclude(u8),
    /// Two tuples as one.
    Pair,
}

/// What is made of each leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Turn {
    Not,
    AtLeast(u32),
    One,
    Default(u8),
    Is(u64),
    /// As a tuple of one.
    Column,
    /// Whether an element is in a set, as a tuple of one.
    Element,
}

/// The diagrams of a program.
#[derive(Debug, Default)]
pub struct Diagrams {
    /// The cells that are tested, in the order in which a walk meets them.
    pub places: IndexSet<Place, FxBuildHasher>,
    /// Conditions of the matter that no diagram holds, asked like cells, after them: loops and calculations.
    pub asked: IndexSet<Cond, FxBuildHasher>,
    /// The conditions that may be asked so.
    pub closed: FxHashSet<Cond>,
    /// The tests.
    pub splits: IndexSet<Split, FxBuildHasher>,
    /// Values of several decisions together: the leaves of joined diagrams.
    pub tuples: IndexSet<Vec<u8>, FxBuildHasher>,
    joined: FxHashMap<(Join, Diagram, Diagram), Diagram>,
    turned: FxHashMap<(Turn, Diagram), Diagram>,
    conditions: FxHashMap<Cond, Option<Diagram>>,
    outcomes: FxHashMap<OutcomeIx, Option<Diagram>>,
    /// How many steps may still be made for the diagram at hand.
    left: usize,
}

/// Most steps that are made for one diagram before it is given up.
const MOST_STEPS: usize = 500;

/// The number of the first condition that is asked like a cell.
pub const ASKED: u32 = 1 << 24;

/// The answers to the tests of a graph, by the number of the test.
pub type Answers = Vec<Vec<u8>>;

impl Diagrams {
    /// The diagram of a condition; none where it looks beyond one frame, calculates, or grows too large.
    pub fn condition(&mut self, graph: &Graph, answers: &Answers, cond: Cond) -> Option<Diagram> {
        if let Some(known) = self.conditions.get(&cond) {
            return *known;
        }
        let made = self.make(graph, answers, cond);
        self.conditions.insert(cond, made);
        made
    }

    fn make(&mut self, graph: &Graph, answers: &Answers, cond: Cond) -> Option<Diagram> {
        let truth = |value: u8| Some(Diagram::leaf(u32::from(value)));
        match graph.node(cond) {
            Node::False => truth(FALSE),
            Node::True => truth(TRUE),
            Node::Open | Node::Beyond => truth(OPEN),
            Node::Test(place, test) => {
                let cell = self.places.insert_full(*place).0 as u32;
                let answers = answers.get(*test as usize)?;
                let runs = answers.iter().map(|a| Diagram::leaf(u32::from(*a)));
                Some(self.split(cell, (1..).zip(runs)))
            }
            Node::Not(inner) => {
                let inner = self.condition(graph, answers, *inner)?;
                self.turn(Turn::Not, inner)
            }
            Node::All(parts) => self.fold(graph, answers, parts, Join::All, Diagram::leaf(u32::from(TRUE))),
            Node::Any(parts) => self.fold(graph, answers, parts, Join::Any, Diagram::leaf(u32::from(FALSE))),
            Node::AtLeast(n, parts) => {
                let count = self.fold(graph, answers, parts, Join::Count, Diagram::leaf(0))?;
                self.turn(Turn::AtLeast(*n), count)
            }
            Node::One(parts) => {
                let count = self.fold(graph, answers, parts, Join::Count, Diagram::leaf(0))?;
                self.turn(Turn::One, count)
            }
            Node::Choose(when, then, otherwise) => {
                let when = self.condition(graph, answers, *when)?;
                let then = self.condition(graph, answers, *then)?;
                let otherwise = self.condition(graph, answers, *otherwise)?;
                let not = self.turn(Turn::Not, when)?;
                let then = self.join(Join::All, when, then)?;
                let otherwise = self.join(Join::All, not, otherwise)?;
                let either = self.join(Join::Any, then, otherwise)?;
                self.join(Join::Settled, when, either)
            }
            Node::Is(outcome, values) => {
                let outcome = self.outcome(graph, answers, *outcome)?;
                self.turn(Turn::Is(*values), outcome)
            }
            Node::Some(..) | Node::Compare(..) if self.closed.contains(&cond) => {
                let cell = ASKED + self.asked.insert_full(cond).0 as u32;
                let ways = [FALSE, TRUE, OPEN].into_iter().map(|answer| Diagram::leaf(u32::from(answer)));
                Some(self.split(cell, (1..).zip(ways)))
            }
            Node::Some(..) | Node::Compare(..) => None,
        }
    }

    fn fold(
        &mut self,
        graph: &Graph,
        answers: &Answers,
        parts: &[Cond],
        join: Join,
        start: Diagram,
    ) -> Option<Diagram> {
        let mut all = start;
        for part in parts {
            let part = self.condition(graph, answers, *part)?;
            all = self.join(join, all, part)?;
        }
        Some(all)
    }

    /// The diagram of a decision: its value, or why it has none.
    pub fn outcome(&mut self, graph: &Graph, answers: &Answers, outcome: OutcomeIx) -> Option<Diagram> {
        if let Some(known) = self.outcomes.get(&outcome) {
            return *known;
        }
        let made = self.make_outcome(graph, answers, outcome);
        self.outcomes.insert(outcome, made);
        made
    }

    fn make_outcome(&mut self, graph: &Graph, answers: &Answers, outcome: OutcomeIx) -> Option<Diagram> {
        let outcome = graph.outcomes.get_index(outcome.0 as usize)?;
        let mut all = Diagram::leaf(u32::from(NOTHING));
        for (when, value) in &outcome.concluded {
            let when = self.condition(graph, answers, *when)?;
            all = self.join(Join::Conclude(*value), all, when)?;
        }
        self.turn(Turn::Default(outcome.default.unwrap_or(SILENT)), all)
    }

    /// Both conditions, or one of them, as one diagram; none where they are of two frames or it grows too large.
    pub fn both(&mut self, a: Diagram, b: Diagram, all: bool) -> Option<Diagram> {
        self.join(if all { Join::All } else { Join::Any }, a, b)
    }

    /// A diagram of values, or of whether an element is in a set, as one of tuples of one.
    pub fn column(&mut self, of: Diagram, element: bool) -> Option<Diagram> {
        self.turn(if element { Turn::Element } else { Turn::Column }, of)
    }

    /// Two diagrams of tuples as one, made in so many steps.
    pub fn pair(&mut self, a: Diagram, b: Diagram, most: usize) -> Option<Diagram> {
        self.left = most;
        self.joined_at(Join::Pair, a, b)
    }

    /// Every test that a walk may meet.
    pub fn reached(&self, roots: impl IntoIterator<Item = Diagram>) -> Vec<Diagram> {
        let mut found: IndexSet<Diagram, FxBuildHasher> = IndexSet::default();
        let mut open: Vec<Diagram> = roots.into_iter().collect();
        while let Some(at) = open.pop() {
            if at.value().is_none()
                && found.insert(at)
                && let Some(split) = self.splits.get_index(at.0 as usize)
            {
                open.extend(split.runs.iter().map(|(_, to)| *to));
            }
        }
        found.into_iter().collect()
    }

    /// How many codes a cell has where diagrams ask it first.
    pub fn codes(&self, roots: impl Iterator<Item = Diagram>, cell: u32) -> u32 {
        let of = |root| match self.ways(root, cell) {
            Ways::Runs(runs) => runs.last().map(|(end, _)| *end),
            Ways::One(_) => None,
        };
        roots.filter_map(of).max().unwrap_or(0)
    }

    /// What remains of a diagram where the code of a cell that it asks first, if it asks it, is known.
    pub fn given(&self, root: Diagram, cell: u32, code: u32) -> Diagram {
        match self.ways(root, cell) {
            Ways::Runs(runs) => runs.get(runs.partition_point(|(end, _)| *end <= code)).map_or(root, |(_, to)| *to),
            Ways::One(to) => to,
        }
    }

    /// The frame that a diagram looks at; none where it looks at nothing.
    pub fn register(&self, of: Diagram) -> Option<u8> {
        let split = self.splits.get_index(of.value().is_none().then_some(of.0 as usize)?)?;
        if split.cell >= ASKED {
            return Some(0);
        }
        self.places.get_index(split.cell as usize).map(|place| place.register)
    }

    /// A test whose ways are given code by code, or run by run; none where all are one.
    fn split(&mut self, cell: u32, ways: impl Iterator<Item = (u32, Diagram)>) -> Diagram {
        let mut runs: Vec<(u32, Diagram)> = Vec::new();
        for (end, to) in ways {
            match runs.last_mut() {
                Some(last) if last.1 == to => last.0 = end,
                _ => runs.push((end, to)),
            }
        }
        match runs.as_slice() {
            [(_, only)] => *only,
            _ => Diagram(self.splits.insert_full(Split { cell, runs: runs.into() }).0 as u32),
        }
    }

    fn cell(&self, of: Diagram) -> Option<u32> {
        of.value().is_none().then(|| self.splits.get_index(of.0 as usize).map(|split| split.cell)).flatten()
    }

    fn join(&mut self, join: Join, a: Diagram, b: Diagram) -> Option<Diagram> {
        if let (Some(x), Some(y)) = (self.register(a), self.register(b))
            && x != y
        {
            return None;
        }
        self.left = MOST_STEPS;
        self.joined_at(join, a, b)
    }

    fn joined_at(&mut self, join: Join, a: Diagram, b: Diagram) -> Option<Diagram> {
        if let Some(done) = self.settled(join, a, b) {
            return Some(done);
        }
        if let Some(known) = self.joined.get(&(join, a, b)) {
            return Some(*known);
        }
        self.left = self.left.checked_sub(1)?;
        let cell = match (self.cell(a), self.cell(b)) {
            (Some(x), Some(y)) => x.min(y),
            (x, y) => x.or(y)?,
        };
        let (of_a, of_b) = (self.ways(a, cell), self.ways(b, cell));
        let mut ways = Vec::new();
        let (mut i, mut j) = (0, 0);
        while let (Some((end_a, to_a)), Some((end_b, to_b))) = (of_a.get(i), of_b.get(j)) {
            let end = end_a.min(end_b);
            ways.push((end, self.joined_at(join, to_a, to_b)?));
            i += usize::from(end_a == end);
            j += usize::from(end_b == end);
        }
        let made = self.split(cell, ways.into_iter());
        self.joined.insert((join, a, b), made);
        Some(made)
    }

    /// The ways of a diagram at a cell: where it asks another first, one whatever the code is.
    fn ways(&self, of: Diagram, cell: u32) -> Ways {
        match self.splits.get_index(if of.value().is_none() { of.0 as usize } else { usize::MAX }) {
            Some(split) if split.cell == cell => Ways::Runs(Rc::clone(&split.runs)),
            _ => Ways::One(of),
        }
    }

    /// What two diagrams make where that can be told without their tests.
    fn settled(&mut self, join: Join, a: Diagram, b: Diagram) -> Option<Diagram> {
        let truth = |value: u8| Diagram::leaf(u32::from(value));
        let (x, y) = (a.value(), b.value());
        match join {
            Join::All if a == truth(FALSE) || b == truth(FALSE) => Some(truth(FALSE)),
            Join::All if a == truth(TRUE) || a == b => Some(b),
            Join::All if b == truth(TRUE) => Some(a),
            Join::Any if a == truth(TRUE) || b == truth(TRUE) => Some(truth(TRUE)),
            Join::Any if a == truth(FALSE) || a == b => Some(b),
            Join::Any if b == truth(FALSE) => Some(a),
            Join::All | Join::Any => x.and(y).map(|_| truth(OPEN)),
            Join::Settled => x.map(|x| if x == u32::from(OPEN) { a } else { b }),
            Join::Count => {
                let (count, one) = (x?, y?);
                Some(Diagram::leaf(match one as u8 {
                    TRUE => count + (1 << 12),
                    FALSE => count,
                    _ => count + 1,
                }))
            }
            Join::Conclude(value) => {
                if b == truth(FALSE) || a == truth(CONFLICT) {
                    return Some(a);
                }
                let (so_far, one) = (x? as u8, y? as u8);
                Some(truth(concluded(so_far, value, one)))
            }
            Join::Pair => {
                let (first, second) = (self.tuples.get_index(x? as usize)?, self.tuples.get_index(y? as usize)?);
                let both = [first.as_slice(), second.as_slice()].concat();
                Some(Diagram::leaf(self.tuples.insert_full(both).0 as u32))
            }
        }
    }

    fn turn(&mut self, turn: Turn, of: Diagram) -> Option<Diagram> {
        if let Some(value) = of.value() {
            return Some(Diagram::leaf(match turn {
                Turn::Not => u32::from(not(value as u8)),
                Turn::AtLeast(n) => u32::from(at_least(value >> 12, value & 0xFFF, n)),
                Turn::One => u32::from(exactly_one(value >> 12, value & 0xFFF)),
                Turn::Default(default) => {
                    if value == u32::from(NOTHING) {
                        u32::from(default)
                    } else {
                        value
                    }
                }
                Turn::Is(values) => u32::from(is_one_of(value as u8, values)),
                Turn::Column => self.tuples.insert_full(vec![value as u8]).0 as u32,
                Turn::Element => self.tuples.insert_full(vec![element(value as u8)]).0 as u32,
            }));
        }
        if let Some(known) = self.turned.get(&(turn, of)) {
            return Some(*known);
        }
        let Split { cell, runs } = self.splits.get_index(of.0 as usize)?.clone();
        let mut ways = Vec::with_capacity(runs.len());
        for (end, to) in runs.iter() {
            ways.push((*end, self.turn(turn, *to)?));
        }
        let made = self.split(cell, ways.into_iter());
        self.turned.insert((turn, of), made);
        Some(made)
    }
}

/// What is concluded after one more rule that concludes a value, or does not, or may.
pub fn concluded(so_far: u8, value: u8, holds: u8) -> u8 {
    match (holds, so_far) {
        (FALSE, _) | (_, CONFLICT) => so_far,
        (TRUE, NOTHING) => value,
        (TRUE, known) if known == value => known,
        (TRUE, ASK) | (OPEN, _) => ASK,
        _ => CONFLICT,
    }
}

/// Whether an element is in a set, as an answer has it: the evaluator is asked what is open.
pub fn element(truth: u8) -> u8 {
    if truth == OPEN { ASK } else { truth }
}

/// The opposite.
pub fn not(truth: u8) -> u8 {
    match truth {
        TRUE => FALSE,
        FALSE => TRUE,
        open => open,
    }
}

/// Whether at least so many hold.
pub fn at_least(holds: u32, open: u32, n: u32) -> u8 {
    match (holds >= n, holds + open < n) {
        (true, _) => TRUE,
        (_, true) => FALSE,
        _ => OPEN,
    }
}

/// Whether one holds and no more.
pub fn exactly_one(holds: u32, open: u32) -> u8 {
    match (holds, open) {
        (2.., _) | (0, 0) => FALSE,
        (1, 0) => TRUE,
        _ => OPEN,
    }
}

/// Whether a decision is decided with one of these values.
pub fn is_one_of(value: u8, values: u64) -> u8 {
    match value {
        0..64 => u8::from(values >> value & 1 == 1),
        64..DISCRETION => FALSE,
        _ => OPEN,
    }
}
