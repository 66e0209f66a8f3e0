//! Graph → code: tables to walk, and flat operations for what no table holds.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::cells::{Coding, FALSE, Key, OPEN, TRUE};
use super::diagram::{ASK, ASKED, Answers, CONFLICT, Diagram, Diagrams, Split};
use super::graph::{Cond, Graph, KnownCell, Node, Num, Number, OutcomeIx, Place, Source};
use super::layout::Layout;
use super::translate::Translator;
use crate::model::Vocabulary;
use crate::plan::{Aggregate, Arithmetic, Comparison, DecisionId, Plan, ProvisionId};

/// Most words of a frame that tables reach, and most entries of all tables.
const MOST_WORDS: u32 = 1 << (WORD_BITS - 1);
const WORD_BITS: u32 = 12;
/// From here on a word is the number of a condition that is asked.
const ASKED_WORDS: u32 = MOST_WORDS;
const TARGET_BITS: u32 = 32 - WORD_BITS;
const TARGET: u32 = (1 << TARGET_BITS) - 1;
/// Instead of a word: the walk has ended.
const END: u32 = (1 << WORD_BITS) - 1;

/// Most entries of one table that holds several decisions: of one that holds them all, and of one of several.
const MOST_TOGETHER: usize = 1 << 13;
const MOST_JOINED: usize = 1 << 9;
/// Most values in its tuples.
const MOST_VALUES: usize = 1 << 19;

/// Most columns that are made anew for each code of a cell, all together; and to how many times the conditions of the law they may grow.
const MOST_GIVEN: usize = 1 << 10;
const MOST_GROWN: usize = 16;

/// An operation on the row, in the order parts before wholes.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    /// Always so.
    Constant(u8),
    /// A walk through the tables, from the frame in a register.
    Walk(u8, u32),
    /// The answer to one question: register, word, and where the answers to its codes begin.
    Test(u8, u32, u32),
    /// The opposite.
    Not(u32),
    /// All parts hold.
    All(u32, u32),
    /// One part holds.
    Any(u32, u32),
    /// So many parts hold.
    AtLeast(u32, u32, u32),
    /// One part holds and no more.
    One(u32, u32),
    /// One of two, by the first.
    Choose(u32, u32, u32),
    /// One element meets the condition: the list's register and word, the element's register, the condition.
    Some(u8, u32, u8, u32),
    /// Two numbers compare so.
    Compare(Comparison, u32, u32),
    /// A decision has one of these values.
    Is(u32, u64),
}

/// A number that is calculated.
#[derive(Clone, Debug)]
pub enum Calculation {
    /// `mantissa / 10^scale`
    Constant(i128, u32),
    /// Register and first word.
    Cell(u8, u32),
    /// `-x`
    Negate(u32),
    /// `a + b`
    Arithmetic(Arithmetic, u32, u32),
    /// A day some days after another.
    Days(u32, u32),
    /// A day some months after another.
    Months(u32, i64),
    /// The first whose condition holds.
    Pick(Vec<(u32, u32)>),
    /// Over a list: its register and word, the register of the element, the value, the condition.
    Fold(Aggregate, u8, u32, u8, Option<u32>, u32),
}

/// A decision that is settled rule by rule.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Conditions and the values concluded under them.
    pub concluded: Vec<(u32, u8)>,
    /// What stands where none holds.
    pub default: u8,
}

/// What gives one column of the answer.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// A decision: index into [`Code::outcomes`].
    Outcome(u32),
    /// Whether an element is in a set: an operation.
    Element(u32),
}

/// Several columns from one walk.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Where the walk begins.
    pub root: u32,
    /// The columns it gives.
    pub columns: Vec<u32>,
    /// Their values, for each end of the walk; walks that begin alike share them.
    pub values: Arc<[u8]>,
}

/// Walks and operations that depend on the code of one cell of the matter: most of a law is settled by what kind of thing is at hand.
#[derive(Clone, Debug)]
pub struct Switch {
    /// The word of the cell.
    pub word: u32,
    /// What remains for each code.
    pub branches: Vec<Branch>,
}

/// What remains where the code of one cell is known.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The values of all columns that are settled; of the others, that they are to be asked.
    pub settled: Vec<u8>,
    /// Walks for others.
    pub walks: Vec<Joined>,
    /// The rest, by operations.
    pub columns: Vec<(u32, Column)>,
}

/// What of a decision is asked: its name, its number, and the fact it is of.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The name it is reported by.
    pub name: String,
    /// The decision.
    pub decision: DecisionId,
    /// The fact of its record.
    pub fact: Option<u32>,
}

/// One decision of the answer.
#[derive(Clone, Debug)]
pub struct Output {
    /// What was asked.
    pub wanted: Wanted,
    /// Its first column.
    pub column: u32,
    /// The elements, one column each, of a set.
    pub elements: Option<Vec<ProvisionId>>,
    /// True if nothing of it is left to the evaluator beforehand.
    pub fast: bool,
}

/// A law for certain decisions, ready to run over rows.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// Where the codes lie.
    pub layout: Layout,
    /// Entries: the word whose code is asked next, and where its ways begin; or `END` and a value.
    pub tables: Vec<u32>,
    /// Operations.
    pub ops: Vec<Op>,
    /// True for operations that give the same wherever they are asked: they are asked once.
    pub once: Vec<bool>,
    /// Parts of operations.
    pub parts: Vec<u32>,
    /// Answers of tests.
    pub answers: Vec<u8>,
    /// Operations that walks ask for.
    pub asked: Vec<u32>,
    /// Numbers.
    pub numbers: Vec<Calculation>,
    /// Decisions.
    pub outcomes: Vec<(Op, Settled)>,
    /// What was asked.
    pub outputs: Vec<Output>,
    /// How many columns an answer has.
    pub width: u32,
    /// Columns that one walk gives together.
    pub joined: Vec<Joined>,
    /// Where they are too many for few walks: by the code of one cell, which walks remain.
    pub switch: Option<Switch>,
    /// The other columns.
    pub columns: Vec<(u32, Column)>,
    /// What tells reasons apart, where that is wanted.
    pub witness: Option<Witness>,
}

/// What the reasons of an answer depend on, also where the answer itself does not.
#[derive(Clone, Debug, Default)]
pub struct Witness {
    /// Words of the matter.
    pub words: Vec<u32>,
    /// Loops and calculations of the matter: operations.
    pub ops: Vec<u32>,
}

/// Compiles the decisions that are wanted. With `reasons`, a row keeps every cell that some condition of theirs asks, also where no answer
/// turns on it.
pub fn compile(plan: &Plan, vocabulary: &Vocabulary, wanted: Vec<Wanted>, reasons: bool) -> Code {
    let mut translator = Translator::new(plan, vocabulary);
    let mut columns: Vec<Asked> = Vec::new();
    let mut outputs = Vec::new();
    for wanted in wanted {
        let column = columns.len() as u32;
        let mut fast = true;
        let elements = if plan.decision(wanted.decision).is_set {
            let elements = translator.elements(wanted.decision, wanted.fact);
            for cond in elements.values() {
                fast &= !translator.graph.is_beyond(*cond);
                columns.push(Asked::Element(*cond));
            }
            Some(elements.into_keys().collect())
        } else {
            let outcome = translator.decision(wanted.decision, wanted.fact);
            let known = translator.graph.outcomes.get_index(outcome.0 as usize).cloned();
            for (when, _) in known.into_iter().flat_map(|known| known.concluded) {
                fast &= !translator.graph.is_beyond(when);
            }
            columns.push(Asked::Outcome(outcome));
            None
        };
        outputs.push(Output { wanted, column, elements, fast });
    }
    let mut emitter = Emitter::new(plan, vocabulary, translator.graph);
    emitter.columns(&columns);
    if reasons {
        emitter.witness();
    }
    let Emitter { mut code, mut graph, .. } = emitter;
    code.layout.complete(vocabulary, &mut graph);
    code.outputs = outputs;
    code.width = columns.len() as u32;
    code
}

/// A diagram of tuples, and the columns that they are of.
type Table = (Diagram, Rc<[u32]>);

/// Where a walk begins, and the values of its ends.
type Placed = (u32, Arc<[u8]>);

#[derive(Clone, Copy)]
enum Asked {
    Outcome(OutcomeIx),
    Element(Cond),
}

struct Emitter<'a> {
    vocabulary: &'a Vocabulary,
    graph: Graph,
    /// How many conditions the law has: others are what remains of them in some case.
    law: usize,
    answers: Answers,
    diagrams: Diagrams,
    code: Code,
    entries: FxHashMap<Diagram, Option<u32>>,
    /// Two tables of tuples as one of so many entries at most; none where they are too large.
    pairs: FxHashMap<(Diagram, Diagram, usize), Option<Diagram>>,
    /// How many entries a table of tuples takes, and how many ends it has.
    sizes: FxHashMap<Diagram, (usize, usize)>,
    /// Where tables of tuples begin, and their values.
    placed: FxHashMap<Diagram, Option<Placed>>,
    ops: FxHashMap<Cond, u32>,
    walks: FxHashMap<(u8, u32), u32>,
    asked: FxHashMap<Cond, u32>,
    nums: FxHashMap<Num, u32>,
    outcomes: FxHashMap<OutcomeIx, u32>,
}

impl<'a> Emitter<'a> {
    fn new(plan: &Plan, vocabulary: &'a Vocabulary, graph: Graph) -> Emitter<'a> {
        let mut asked: IndexMap<Key, Vec<super::cells::Test>> = IndexMap::new();
        for (key, test) in &graph.tests {
            asked.entry(*key).or_default().push(test.clone());
        }
        let coding = |(key, tests): (Key, Vec<_>)| (key, Coding::new(plan, vocabulary, key, &tests));
        let codings: FxHashMap<Key, Coding> = asked.into_iter().map(coding).collect();
        let answers =
            graph.tests.iter().map(|(key, test)| codings.get(key).map_or_else(Vec::new, |c| c.answers(plan, test)));
        Emitter {
            vocabulary,
            answers: answers.collect(),
            law: graph.nodes.len(),
            graph,
            diagrams: Diagrams::default(),
            code: Code { layout: Layout::new(codings), ..Code::default() },
            entries: FxHashMap::default(),
            pairs: FxHashMap::default(),
            sizes: FxHashMap::default(),
            placed: FxHashMap::default(),
            ops: FxHashMap::default(),
            walks: FxHashMap::default(),
            asked: FxHashMap::default(),
            nums: FxHashMap::default(),
            outcomes: FxHashMap::default(),
        }
    }

    // ---- columns

    fn columns(&mut self, asked: &[Asked]) {
        self.close(0);
        let mut tables: Vec<Table> = Vec::new();
        let mut rest = Vec::new();
        for (n, one) in (0u32..).zip(asked) {
            match self.table(*one) {
                Some(column) => tables.push((column, Rc::new([n]))),
                None => rest.push((n, *one)),
            }
        }
        let together = self.together(&tables);
        // Where one walk gives all that tables hold, kinds of things are told apart for the rest alone.
        let for_rest = |codes: u32| !rest.is_empty() && rest.len() * codes as usize <= MOST_GIVEN;
        let first = self.first(&tables).filter(|(_, codes)| together.is_none() || for_rest(*codes));
        let switch = first.and_then(|(cell, codes)| self.switch(&tables, &rest, (cell, codes)));
        if switch.is_some() {
            self.code.switch = switch;
            return;
        }
        for (root, columns) in together.map_or(tables, |all| vec![all]) {
            match self.joined_columns(root, &columns) {
                Some(joined) => self.code.joined.push(joined),
                None => rest.extend(columns.iter().filter_map(|n| Some((*n, *asked.get(*n as usize)?)))),
            }
        }
        for (n, one) in rest {
            let column = self.column(one);
            self.code.columns.push((n, column));
        }
    }

    /// Notes which loops and calculations, of the conditions from this one on, are of the matter as a whole.
    fn close(&mut self, from: usize) {
        for cond in (from as u32..self.graph.nodes.len() as u32).map(Cond) {
            if matches!(self.graph.node(cond), Node::Some(..) | Node::Compare(..))
                && self.graph.registers(cond) & !1 == 0
            {
                self.diagrams.closed.insert(cond);
            }
        }
    }

    /// What no table holds, as operations.
    fn column(&mut self, asked: Asked) -> Column {
        match asked {
            Asked::Outcome(outcome) => Column::Outcome(self.outcome(outcome)),
            Asked::Element(cond) => Column::Element(self.op(cond)),
        }
    }

    /// The diagram of one column, if there is one over the matter.
    fn table(&mut self, asked: Asked) -> Option<Diagram> {
        let diagram = match asked {
            Asked::Outcome(outcome) => self.diagrams.outcome(&self.graph, &self.answers, outcome),
            Asked::Element(cond) => self.diagrams.condition(&self.graph, &self.answers, cond),
        }?;
        if self.diagrams.register(diagram).unwrap_or(0) != 0 {
            return None;
        }
        self.diagrams.column(diagram, matches!(asked, Asked::Element(_)))
    }

    /// Keeps every cell and every loop or calculation that conditions ask.
    fn witness(&mut self) {
        let mut ops = Vec::new();
        for cond in (0..self.law as u32).map(Cond) {
            let asks = match self.graph.node(cond) {
                Node::Test(place, _) => {
                    self.code.layout.code(&self.graph, place.path);
                    false
                }
                Node::Some(..) | Node::Compare(..) => true,
                _ => false,
            };
            if asks && self.graph.registers(cond) & !1 == 0 {
                ops.push(self.op(cond));
            }
        }
        let words = self.code.layout.matter().filter_map(|read| read.code).collect();
        self.code.witness = Some(Witness { words, ops });
    }

    /// All tables as one, in rounds of two by two; none at the first two that are too large together.
    fn together(&mut self, tables: &[Table]) -> Option<Table> {
        let mut tables = tables.to_vec();
        while tables.len() > 1 {
            let mut next = Vec::with_capacity(tables.len().div_ceil(2));
            for two in tables.chunks(2) {
                next.push(match two {
                    [first, second] => self.join(first, second, MOST_TOGETHER)?,
                    other => other.first()?.clone(),
                });
            }
            tables = next;
        }
        tables.pop()
    }

    /// The cell that most tables ask first, and how many codes it has.
    fn first(&self, tables: &[Table]) -> Option<(u32, u32)> {
        let mut first: IndexMap<u32, usize> = IndexMap::new();
        for (root, _) in tables {
            let cell = self.diagrams.splits.get_index(root.0 as usize).map(|split| split.cell).filter(|c| *c < ASKED);
            cell.into_iter().for_each(|cell| *first.entry(cell).or_default() += 1);
        }
        let cell = first.into_iter().max_by_key(|(_, count)| *count)?.0;
        Some((cell, self.diagrams.codes(tables.iter().map(|(root, _)| *root), cell)))
    }

    /// What remains for each code of a cell, of what no table holds too; none where there is no room for it.
    fn switch(&mut self, tables: &[Table], rest: &[(u32, Asked)], (cell, codes): (u32, u32)) -> Option<Switch> {
        let word = self.tested(cell)?;
        let width = rest.len() + tables.iter().map(|(_, columns)| columns.len()).sum::<usize>();
        let mut branches = Vec::new();
        for code in 0..codes {
            let mut remaining: Vec<Table> = tables.to_vec();
            let mut columns = Vec::new();
            for (n, one) in self.rest_given(rest, cell, code, codes)? {
                match self.table(one) {
                    Some(column) => remaining.push((column, Rc::new([n]))),
                    None => columns.push((n, self.column(one))),
                }
            }
            let (mut settled, mut open) = (vec![ASK; width], Vec::new());
            for (root, columns) in remaining {
                let root = self.diagrams.given(root, cell, code);
                let Some(leaf) = root.value() else {
                    open.push((root, columns));
                    continue;
                };
                let tuple = self.diagrams.tuples.get_index(leaf as usize)?;
                for (column, value) in columns.iter().zip(tuple) {
                    *settled.get_mut(*column as usize)? = *value;
                }
            }
            let walks = self.joined(open).into_iter().map(|(root, columns)| self.joined_columns(root, &columns));
            branches.push(Branch { settled, walks: walks.collect::<Option<_>>()?, columns });
        }
        Some(Switch { word, branches })
    }

    /// What no table holds, where the code of a cell is known; as it was where that would be too much.
    fn rest_given(&mut self, rest: &[(u32, Asked)], cell: u32, code: u32, codes: u32) -> Option<Vec<(u32, Asked)>> {
        if rest.len() * codes as usize > MOST_GIVEN || self.graph.nodes.len() > MOST_GROWN * self.law {
            return Some(rest.to_vec());
        }
        let place = *self.diagrams.places.get_index(cell as usize)?;
        let before = self.graph.nodes.len();
        let known = KnownCell { place, code, answers: &self.answers };
        let mut done = FxHashMap::default();
        let each = rest.iter().map(|(n, one)| {
            let one = match one {
                Asked::Outcome(outcome) => Asked::Outcome(self.graph.outcome_given(*outcome, &known, &mut done)),
                Asked::Element(cond) => Asked::Element(self.graph.given(*cond, &known, &mut done)),
            };
            (*n, one)
        });
        let each = each.collect();
        self.close(before);
        Some(each)
    }

    /// Tables of several columns, joined two by two as long as they stay small.
    fn joined(&mut self, mut tables: Vec<Table>) -> Vec<Table> {
        loop {
            let mut next: Vec<Table> = Vec::new();
            let mut waiting: Option<Table> = None;
            let before = tables.len();
            for table in tables {
                waiting = match waiting {
                    None => Some(table),
                    Some(first) => match self.join(&first, &table, MOST_JOINED) {
                        Some(both) => {
                            next.push(both);
                            None
                        }
                        None => {
                            next.push(first);
                            Some(table)
                        }
                    },
                };
            }
            next.extend(waiting);
            if next.len() == before {
                return next;
            }
            tables = next;
        }
    }

    fn join(&mut self, a: &Table, b: &Table, most: usize) -> Option<Table> {
        let key = (a.0, b.0, most);
        let joined = match self.pairs.get(&key) {
            Some(known) => (*known)?,
            None => {
                let made = self.diagrams.pair(a.0, b.0, most).filter(|made| self.size(*made).0 <= most);
                self.pairs.insert(key, made);
                made?
            }
        };
        let columns = a.1.iter().chain(&*b.1).copied().collect::<Rc<[u32]>>();
        (self.size(joined).1 * columns.len() <= MOST_VALUES).then_some((joined, columns))
    }

    fn size(&mut self, root: Diagram) -> (usize, usize) {
        if let Some(known) = self.sizes.get(&root) {
            return *known;
        }
        let size = self.count(root);
        self.sizes.insert(root, size);
        size
    }

    /// How many entries a diagram takes, and how many ends it has.
    fn count(&self, root: Diagram) -> (usize, usize) {
        let mut entries = 0;
        let mut ends = rustc_hash::FxHashSet::default();
        ends.extend(root.value());
        for at in self.diagrams.reached([root]) {
            let Some(split) = self.diagrams.splits.get_index(at.0 as usize) else { continue };
            entries += split.runs.last().map_or(0, |(end, _)| *end as usize);
            ends.extend(split.runs.iter().filter_map(|(_, to)| to.value()));
        }
        (entries, ends.len())
    }

    fn joined_columns(&mut self, root: Diagram, columns: &[u32]) -> Option<Joined> {
        let (root, values) = match self.placed.get(&root) {
            Some(known) => known.clone()?,
            None => {
                let placed = self.tuples(root);
                self.placed.insert(root, placed.clone());
                placed?
            }
        };
        Some(Joined { root, columns: columns.to_vec(), values })
    }

    /// The entry of a diagram of tuples, and the tuples one after another; an end leads to the first value of its tuple.
    fn tuples(&mut self, root: Diagram) -> Option<Placed> {
        let mut values = Vec::new();
        let mut placed: FxHashMap<u32, u32> = FxHashMap::default();
        let mut entries: FxHashMap<Diagram, u32> = FxHashMap::default();
        let mut end = |tuples: &Diagrams, leaf: u32| {
            *placed.entry(leaf).or_insert_with(|| {
                let at = values.len() as u32;
                values.extend_from_slice(tuples.tuples.get_index(leaf as usize).map_or(&[], Vec::as_slice));
                at
            })
        };
        let entry = self.emit(root, &mut entries, &mut end)?;
        (values.len() <= TARGET as usize).then(|| (entry, values.into()))
    }

    // ---- tables

    /// The entry of a diagram of conditions or values.
    fn entry(&mut self, root: Diagram) -> Option<u32> {
        if let Some(known) = self.entries.get(&root) {
            return *known;
        }
        let mut entries: FxHashMap<Diagram, u32> = FxHashMap::default();
        let entry = self.emit(root, &mut entries, &mut |_, leaf| leaf);
        self.entries.insert(root, entry);
        entry
    }

    /// Writes the tables of a diagram, the ways of each test one after another.
    fn emit(
        &mut self,
        at: Diagram,
        entries: &mut FxHashMap<Diagram, u32>,
        end: &mut dyn FnMut(&Diagrams, u32) -> u32,
    ) -> Option<u32> {
        if let Some(leaf) = at.value() {
            return Some(END << TARGET_BITS | end(&self.diagrams, leaf) & TARGET);
        }
        if let Some(known) = entries.get(&at) {
            return Some(*known);
        }
        let Split { cell, runs } = self.diagrams.splits.get_index(at.0 as usize)?.clone();
        let word = self.tested(cell)?;
        let mut ways = Vec::new();
        for (upto, to) in runs.iter() {
            let entry = self.emit(*to, entries, end)?;
            ways.resize(*upto as usize, entry);
        }
        let target = self.code.tables.len() as u32;
        if target as usize + ways.len() > TARGET as usize {
            return None;
        }
        self.code.tables.extend(ways);
        let entry = word << TARGET_BITS | target;
        entries.insert(at, entry);
        Some(entry)
    }

    /// The word of what a test looks at.
    fn tested(&mut self, cell: u32) -> Option<u32> {
        let Some(asked) = cell.checked_sub(ASKED) else {
            let place = *self.diagrams.places.get_index(cell as usize)?;
            return self.code.layout.code(&self.graph, place.path).filter(|word| *word < MOST_WORDS);
        };
        let cond = *self.diagrams.asked.get_index(asked as usize)?;
        let op = match self.asked.get(&cond) {
            Some(known) => *known,
            None => {
                let made = self.make(cond);
                let made = self.push(made, true);
                self.asked.insert(cond, made);
                made
            }
        };
        let at = self.code.asked.iter().position(|known| *known == op).unwrap_or_else(|| {
            self.code.asked.push(op);
            self.code.asked.len() - 1
        });
        Some(ASKED_WORDS + at as u32).filter(|word| *word < END)
    }

    // ---- operations

    fn push(&mut self, op: Op, once: bool) -> u32 {
        self.code.ops.push(op);
        self.code.once.push(once);
        self.code.ops.len() as u32 - 1
    }

    fn op(&mut self, cond: Cond) -> u32 {
        if let Some(known) = self.ops.get(&cond) {
            return *known;
        }
        let once = self.graph.registers(cond) & !1 == 0;
        let made = match self.walk(cond) {
            Some(walk) => walk,
            None => {
                let op = self.make(cond);
                self.push(op, once)
            }
        };
        self.ops.insert(cond, made);
        made
    }

    /// A condition that is one diagram.
    fn walk(&mut self, cond: Cond) -> Option<u32> {
        let diagram = self.diagrams.condition(&self.graph, &self.answers, cond)?;
        self.walk_of(diagram)
    }

    fn walk_of(&mut self, diagram: Diagram) -> Option<u32> {
        if let Some(value) = diagram.value() {
            return Some(self.push(Op::Constant(value as u8), true));
        }
        let register = self.diagrams.register(diagram)?;
        let entry = self.entry(diagram)?;
        if let Some(known) = self.walks.get(&(register, entry)) {
            return Some(*known);
        }
        let op = self.push(Op::Walk(register, entry), register == 0);
        self.walks.insert((register, entry), op);
        Some(op)
    }

    fn make(&mut self, cond: Cond) -> Op {
        match self.graph.node(cond).clone() {
            Node::False => Op::Constant(FALSE),
            Node::True => Op::Constant(TRUE),
            Node::Open | Node::Beyond => Op::Constant(OPEN),
            Node::Test(place, test) => self.test(place, test),
            Node::Not(inner) => Op::Not(self.op(inner)),
            Node::All(parts) => {
                let (from, to) = self.grouped(&parts, true);
                Op::All(from, to)
            }
            Node::Any(parts) => {
                let (from, to) = self.grouped(&parts, false);
                Op::Any(from, to)
            }
            Node::AtLeast(n, parts) => {
                let (from, to) = self.each(&parts);
                Op::AtLeast(n, from, to)
            }
            Node::One(parts) => {
                let (from, to) = self.each(&parts);
                Op::One(from, to)
            }
            Node::Choose(when, then, otherwise) => Op::Choose(self.op(when), self.op(then), self.op(otherwise)),
            Node::Some(source, register, body) => {
                let body = self.op(body);
                match self.source(source) {
                    Some((of, word)) => Op::Some(of, word, register, body),
                    None => Op::Constant(OPEN),
                }
            }
            Node::Compare(by, a, b) => match (self.num(a), self.num(b)) {
                (Some(a), Some(b)) => Op::Compare(by, a, b),
                _ => Op::Constant(OPEN),
            },
            Node::Is(outcome, values) => Op::Is(self.outcome(outcome), values),
        }
    }

    fn test(&mut self, place: Place, test: u32) -> Op {
        let Some(word) = self.code.layout.code(&self.graph, place.path) else { return Op::Constant(OPEN) };
        let at = self.code.answers.len() as u32;
        self.code.answers.extend(self.answers.get(test as usize).into_iter().flatten());
        Op::Test(place.register, word, at)
    }

    fn source(&mut self, source: Source) -> Option<(u8, u32)> {
        match source {
            Source::List(place) => {
                Some((place.register, self.code.layout.list(self.vocabulary, &self.graph, place.path)?))
            }
            Source::Every(record) => Some((0, self.code.layout.every(record)?)),
        }
    }

    /// The parts as operations, diagrams of one frame joined, cheap ones first.
    fn grouped(&mut self, parts: &[Cond], all: bool) -> (u32, u32) {
        let mut diagrams: Vec<Diagram> = Vec::new();
        let mut others: Vec<Cond> = Vec::new();
        for part in parts {
            match self.diagrams.condition(&self.graph, &self.answers, *part) {
                Some(one) => {
                    let joined = diagrams.last().and_then(|last| self.diagrams.both(*last, one, all));
                    match (joined, diagrams.last_mut()) {
                        (Some(both), Some(last)) => *last = both,
                        _ => diagrams.push(one),
                    }
                }
                None => others.push(*part),
            }
        }
        let mut ops = Vec::new();
        for diagram in diagrams {
            match self.walk_of(diagram) {
                Some(op) => ops.push(op),
                // No room is left in the tables: each part by itself.
                None => return self.each(parts),
            }
        }
        ops.extend(others.into_iter().map(|part| self.op(part)).collect::<Vec<_>>());
        self.list(ops)
    }

    fn each(&mut self, parts: &[Cond]) -> (u32, u32) {
        let ops = parts.iter().map(|part| self.op(*part)).collect();
        self.list(ops)
    }

    fn list(&mut self, ops: Vec<u32>) -> (u32, u32) {
        let from = self.code.parts.len() as u32;
        self.code.parts.extend(ops);
        (from, self.code.parts.len() as u32)
    }

    fn outcome(&mut self, outcome: OutcomeIx) -> u32 {
        if let Some(known) = self.outcomes.get(&outcome) {
            return *known;
        }
        let diagram = self.diagrams.outcome(&self.graph, &self.answers, outcome);
        let diagram = diagram.filter(|d| self.diagrams.register(*d).unwrap_or(0) == 0);
        let walk = diagram.and_then(|d| self.entry(d)).map(|entry| Op::Walk(0, entry));
        let known = self.graph.outcomes.get_index(outcome.0 as usize).cloned();
        let settled = match (walk, known) {
            (None, Some(known)) => Settled {
                concluded: known.concluded.into_iter().map(|(when, value)| (self.op(when), value)).collect(),
                default: known.default.unwrap_or(super::diagram::SILENT),
            },
            _ => Settled { concluded: Vec::new(), default: ASK },
        };
        self.code.outcomes.push((walk.unwrap_or(Op::Constant(CONFLICT)), settled));
        let made = self.code.outcomes.len() as u32 - 1;
        self.outcomes.insert(outcome, made);
        made
    }

    // ---- numbers

    fn num(&mut self, num: Num) -> Option<u32> {
        if let Some(known) = self.nums.get(&num) {
            return Some(*known);
        }
        let made = match self.graph.numbers.get_index(num.0 as usize)?.clone() {
            Number::Constant(mantissa, scale) => Calculation::Constant(mantissa, scale),
            Number::Cell(place) => Calculation::Cell(place.register, self.code.layout.exact(&self.graph, place.path)?),
            Number::Negate(a) => Calculation::Negate(self.num(a)?),
            Number::Arithmetic(op, a, b) => Calculation::Arithmetic(op, self.num(a)?, self.num(b)?),
            Number::Days(a, b) => Calculation::Days(self.num(a)?, self.num(b)?),
            Number::Months(a, months) => Calculation::Months(self.num(a)?, months),
            Number::Pick(all) => {
                let all = all.into_iter().map(|(when, num)| Some((self.op(when), self.num(num)?)));
                Calculation::Pick(all.collect::<Option<_>>()?)
            }
            Number::Fold(function, source, register, value, body) => {
                let (of, word) = self.source(source)?;
                let value = match value {
                    Some(value) => Some(self.num(value)?),
                    None => None,
                };
                Calculation::Fold(function, of, word, register, value, self.op(body))
            }
        };
        self.code.numbers.push(made);
        let at = self.code.numbers.len() as u32 - 1;
        self.nums.insert(num, at);
        Some(at)
    }
}

/// The word and the target of an entry.
#[inline]
pub fn split(entry: u32) -> (u32, u32) {
    (entry >> TARGET_BITS, entry & TARGET)
}

/// The number of the condition that a word asks; none where it is the word of a cell.
#[inline]
pub fn asks(word: u32) -> Option<u32> {
    word.checked_sub(ASKED_WORDS)
}

/// True if an entry is the end of a walk.
#[inline]
pub fn is_end(word: u32) -> bool {
    word == END
}
