//! Every way to fill in the missing facts, as a diagram: which fact is tried, and what each class of it leads to.

use indexmap::IndexSet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::classes::{Class, Classes};
use super::distinctions::Place;
use super::question::{Answer, Question};
use crate::eval::Evaluator;
use crate::explain::{Need, Needs};
use crate::plan::Plan;
use crate::plan::slots::Slots;
use crate::value::Date;

/// Most times one question is asked anew: what is not settled by then stays open, which is sound.
pub const MOST_TRIALS: u32 = 200;

/// A place in the diagram: index into its nodes.
type At = u32;

/// A node of the diagram.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Node {
    /// The answer with this number, whatever else is missing.
    Answer(u32),
    /// Open for want of facts that cannot be divided into classes: the set with this number.
    Open(u32),
    /// Not tried.
    Untried,
    /// By the class of a fact: what each leads to.
    By(Need, Vec<At>),
}

/// What was found by filling in the missing facts.
#[derive(Debug)]
pub struct Explored {
    nodes: Vec<Node>,
    /// For each node: true if nothing beneath it is open or untried.
    closed: Vec<bool>,
    answers: Vec<Answer>,
    open: Vec<Vec<Need>>,
    root: At,
    /// The facts that were tried, in the order in which the law asks for them.
    order: IndexSet<Need>,
    /// What the question waits for before anything is tried.
    first: Vec<Need>,
    /// False where there were too many ways to try them all.
    pub complete: bool,
    /// How many were tried.
    pub trials: u32,
}

/// Fills in the missing facts of one matter.
pub struct Explorer<'a> {
    classes: Classes<'a>,
    plan: &'a Plan,
    on: Date,
    slots: Slots,
    divided: FxHashMap<Need, Option<Vec<Class>>>,
}

/// One exploration under way.
struct Search<'q> {
    question: &'q Question,
    numbers: FxHashMap<Node, At>,
    explored: Explored,
    /// Stops at the first two answers that differ.
    hasty: bool,
}

impl<'a> Explorer<'a> {
    /// An explorer of one matter under one law.
    pub fn new(classes: Classes<'a>, slots: &Slots, on: Date) -> Explorer<'a> {
        Explorer { plan: classes.plan, classes, on, slots: slots.clone(), divided: FxHashMap::default() }
    }

    /// Everything a question may turn on.
    pub fn explore(&mut self, question: &Question) -> Explored {
        self.search(question, false)
    }

    /// The answer, where every way to fill in the facts gives the same: stops as soon as two differ. With the facts tried.
    pub fn settle(&mut self, question: &Question) -> Option<(Answer, Vec<Need>)> {
        self.search(question, true).settled()
    }

    fn search(&mut self, question: &Question, hasty: bool) -> Explored {
        let explored = Explored {
            nodes: Vec::new(),
            closed: Vec::new(),
            answers: Vec::new(),
            open: Vec::new(),
            root: 0,
            order: IndexSet::new(),
            first: Vec::new(),
            complete: true,
            trials: 0,
        };
        let mut search = Search { question, numbers: FxHashMap::default(), explored, hasty };
        search.explored.root = self.grow(&mut search);
        search.explored
    }

    fn grow(&mut self, search: &mut Search<'_>) -> At {
        let different = search.explored.answers.len() + search.explored.open.len() > 1;
        if search.explored.trials >= MOST_TRIALS || search.hasty && different {
            search.explored.complete = false;
            return search.number(Node::Untried);
        }
        search.explored.trials += 1;
        let (answer, needs) = {
            let evaluator = Evaluator::new(self.plan, &self.slots, self.on);
            let answer = search.question.answer(&evaluator);
            let mut needs = Needs::new(&evaluator, search.question.mode());
            if answer.is_none() {
                search.question.needs(&mut needs);
            }
            (answer, needs.found)
        };
        if let Some(answer) = answer {
            return search.answer(answer);
        }
        if search.explored.trials == 1 {
            search.explored.first = needs.iter().copied().collect();
        }
        search.explored.order.extend(needs.iter().copied());
        // One order for all branches, so that a fact that is tried in two of them is tried in the same place.
        let order = &search.explored.order;
        // What is supposed to lie in a class is tried, though the class may leave it open.
        let is_tried = |need: &Need| self.slots.supposed(need.instance, need.offset).is_some();
        let mut waiting: Vec<Need> = needs.iter().filter(|need| !is_tried(need)).copied().collect();
        waiting.sort_by_key(|need| order.get_index_of(need));
        let next = waiting.into_iter().find_map(|need| self.divide(need).map(|classes| (need, classes)));
        let Some((need, classes)) = next else {
            return search.open(needs.into_iter().collect());
        };
        let place = (need.instance, need.offset);
        let mut children = Vec::with_capacity(classes.len());
        for class in &classes {
            class.put(&mut self.slots, place);
            children.push(self.grow(search));
            class.take_back(&mut self.slots, place);
        }
        match children.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| other == first) && search.explored.is_closed(*first) => {
                *first
            }
            _ => search.number(Node::By(need, children)),
        }
    }

    /// The classes of a missing fact, if it has any.
    fn divide(&mut self, need: Need) -> Option<Vec<Class>> {
        let (classes, slots) = (self.classes, &self.slots);
        let divided = self.divided.entry(need);
        divided.or_insert_with(|| classes.of(slots, (need.instance, need.offset) as Place)).clone()
    }
}

impl Search<'_> {
    fn number(&mut self, node: Node) -> At {
        if let Some(at) = self.numbers.get(&node) {
            return *at;
        }
        let at = self.explored.nodes.len() as At;
        let closed = match &node {
            Node::Answer(_) => true,
            Node::Open(_) | Node::Untried => false,
            Node::By(_, children) => children.iter().all(|child| self.explored.is_closed(*child)),
        };
        self.explored.closed.push(closed);
        self.explored.nodes.push(node.clone());
        self.numbers.insert(node, at);
        at
    }

    fn answer(&mut self, answer: Answer) -> At {
        let known = self.explored.answers.iter().position(|other| *other == answer);
        let ix = known.unwrap_or_else(|| {
            self.explored.answers.push(answer);
            self.explored.answers.len() - 1
        });
        self.number(Node::Answer(ix as u32))
    }

    fn open(&mut self, mut needs: Vec<Need>) -> At {
        needs.sort_unstable_by_key(|need| (need.instance, need.offset));
        let known = self.explored.open.iter().position(|other| *other == needs);
        let ix = known.unwrap_or_else(|| {
            self.explored.open.push(needs);
            self.explored.open.len() - 1
        });
        self.number(Node::Open(ix as u32))
    }
}

impl Explored {
    fn is_closed(&self, at: At) -> bool {
        self.closed.get(at as usize).copied().unwrap_or(false)
    }

    /// The answer that all ways to fill in the facts give, and the facts that were tried for it.
    pub fn settled(self) -> Option<(Answer, Vec<Need>)> {
        match self.nodes.get(self.root as usize) {
            Some(Node::Answer(ix)) => {
                let answer = self.answers.get(*ix as usize)?.clone();
                Some((answer, self.first))
            }
            _ => None,
        }
    }

    /// True if everything was tried: the facts it turns on are then exactly those.
    pub fn is_exact(&self) -> bool {
        self.complete && self.is_closed(self.root)
    }

    /// The facts on which the answer turns: first those of which one answer alone may settle it, each group in the order in which
    /// the law asks. Where not everything was tried, what may matter is listed too.
    pub fn needs(&self) -> Vec<Need> {
        let mut matters: FxHashSet<Need> = FxHashSet::default();
        for node in &self.nodes {
            match node {
                Node::By(need, children) if self.differ(children) => {
                    matters.insert(*need);
                }
                Node::Open(ix) => matters.extend(self.open.get(*ix as usize).into_iter().flatten().copied()),
                _ => {}
            }
        }
        if !self.complete {
            matters.extend(self.first.iter().copied());
        }
        let (at_once, later): (Vec<Need>, Vec<Need>) =
            self.order.iter().filter(|need| matters.contains(*need)).partition(|need| self.settles(**need));
        at_once.into_iter().chain(later).collect()
    }

    /// True if one class of a fact settles the question alone.
    fn settles(&self, need: Need) -> bool {
        let mut classes = None;
        for node in &self.nodes {
            if let Node::By(by, children) = node
                && *by == need
            {
                classes = Some(children.len());
            }
        }
        classes.is_some_and(|count| (0..count).any(|class| self.only_answer(self.root, need, class).is_some()))
    }

    /// The one answer beneath a node once a fact is in a class, if there is one.
    fn only_answer(&self, at: At, need: Need, class: usize) -> Option<u32> {
        match self.nodes.get(at as usize)? {
            Node::Answer(ix) => Some(*ix),
            Node::Open(_) | Node::Untried => None,
            Node::By(by, children) if *by == need => self.only_answer(*children.get(class)?, need, class),
            Node::By(_, children) => {
                let mut only = None;
                for child in children {
                    let answer = self.only_answer(*child, need, class)?;
                    if only.is_some_and(|only| only != answer) {
                        return None;
                    }
                    only = Some(answer);
                }
                only
            }
        }
    }

    /// True if what follows is not the same for all classes.
    fn differ(&self, children: &[At]) -> bool {
        let mut rest = children.iter();
        let first = rest.next().copied();
        rest.any(|other| first.is_some_and(|first| !self.same(first, *other, &mut Vec::new())))
    }

    /// True if two nodes give the same answer, however the facts are filled in: facts may be tried in another order in each.
    fn same(&self, a: At, b: At, given: &mut Vec<(Need, usize)>) -> bool {
        let (a, b) = (self.at(a, given), self.at(b, given));
        if a == b {
            // What is open may come out one way beneath one and another way beneath the other.
            return self.is_closed(a);
        }
        let branch = [a, b].into_iter().find_map(|at| match self.nodes.get(at as usize) {
            Some(Node::By(need, children)) => Some((*need, children.len())),
            _ => None,
        });
        let Some((need, count)) = branch else { return false };
        (0..count).all(|class| {
            given.push((need, class));
            let same = self.same(a, b, given);
            given.pop();
            same
        })
    }

    /// Where one comes out by what is given.
    fn at(&self, at: At, given: &[(Need, usize)]) -> At {
        let mut at = at;
        while let Some(Node::By(need, children)) = self.nodes.get(at as usize)
            && let Some((_, class)) = given.iter().find(|(known, _)| known == need)
            && let Some(child) = children.get(*class)
        {
            at = *child;
        }
        at
    }
}
