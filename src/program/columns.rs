//! Columns of facts → columns of codes → columns of answers.
//!
//! A column is coded as a whole: one pass for each threshold, no branch on a value. The diagram that holds all decisions is cut into
//! *blocks* of neighbouring cells; each block is one table over the state the block before it ended in and the codes of its cells, so a
//! row is a few additions and one look-up a block, however many rules there are. Rows go in runs of [`RUN`], so that what lies between
//! two passes stays in the nearest cache.
//!
//! One row of the chip controls: `tpp` 1600 has the code 3, `density` 5.92 the code 4, *for data centers* the code 3. With six codes each
//! for the numbers and four for yes or no that is place 3·24 + 4·4 + 3 of the first table, which says state 7: *classified by a.2, the rest
//! is open*. The second table, at state 7 and the codes of the destination and the headquarters, holds the number of the tuple: required,
//! presumption of denial.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::FxBuildHasher;

use super::cells::{Coding, FIRST, MISSING, Ordered};
use super::code::{Code, asks, is_end, split};
use super::layout::Layout;

/// Rows that are coded together.
pub const RUN: usize = 1024;

/// Most entries of one table of a block, where one cell alone does not take more.
const MOST_ENTRIES: usize = 1 << 12;
/// Most entries at all: places and states are 16 bits wide.
const MOST_PLACES: usize = 1 << 16;

/// Whole numbers of the width at hand, one for each row.
#[derive(Clone, Debug)]
pub enum Whole<'a> {
    /// Of one byte.
    Bytes(Cow<'a, [u8]>),
    /// Of two bytes.
    Shorts(Cow<'a, [u16]>),
    /// Of four bytes.
    Ints(Cow<'a, [i32]>),
    /// Of eight bytes.
    Longs(Cow<'a, [i64]>),
}

impl Whole<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Whole::Bytes(all) => all.len(),
            Whole::Shorts(all) => all.len(),
            Whole::Ints(all) => all.len(),
            Whole::Longs(all) => all.len(),
        }
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Whole::Bytes(all) => all.get(row).map(|n| i64::from(*n)),
            Whole::Shorts(all) => all.get(row).map(|n| i64::from(*n)),
            Whole::Ints(all) => all.get(row).map(|n| i64::from(*n)),
            Whole::Longs(all) => all.get(row).copied(),
        }
    }
}

/// The values of one fact, row by row.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    /// Digits of decimals, numbers of days, 1 for yes, or indices into `names`.
    pub whole: Whole<'a>,
    /// How many of the digits stand after the point.
    pub places: u32,
    /// In which rows the fact is given; none: in all.
    pub given: Option<Cow<'a, [bool]>>,
    /// The texts, or the names of values, that occur.
    pub names: Cow<'a, [String]>,
}

/// How one column becomes codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coder {
    /// Every value has the same code.
    Same,
    /// The code of each of few values.
    Each(Vec<u16>),
    /// Where the next code begins, ascending.
    Steps(Vec<i64>),
}

impl Coder {
    /// The coder of a column; none where only the exact number tells its code.
    pub fn new(coding: &Coding, places: u32, names: &[Named<'_>]) -> Option<Coder> {
        let code = |code: u32| u16::try_from(code).ok();
        Some(match coding {
            Coding::Given => Coder::Same,
            Coding::YesNo => Coder::Each(vec![FIRST as u16, FIRST as u16 + 1]),
            Coding::Ordered(ordered) => {
                Coder::Steps(ordered.steps(places).filter(|steps| code(FIRST + steps.len() as u32).is_some())?)
            }
            Coding::Members(codes) => {
                let of = |name: &Named<'_>| codes.get(name.member? as usize).copied().and_then(code);
                Coder::Each(names.iter().map(of).collect::<Option<_>>()?)
            }
            Coding::Texts(codes) => {
                let of = |name: &Named<'_>| code(codes.get(name.text).copied().unwrap_or(FIRST));
                Coder::Each(names.iter().map(of).collect::<Option<_>>()?)
            }
        })
    }

    /// Writes the codes of rows.
    pub fn code(&self, column: &Column<'_>, rows: Rows<'_>, desk: &mut Chosen, codes: &mut [u16]) {
        match &column.whole {
            Whole::Bytes(all) => self.code_of(all, rows, &mut desk.bytes, codes),
            Whole::Shorts(all) => self.code_of(all, rows, &mut desk.shorts, codes),
            Whole::Ints(all) => self.code_of(all, rows, &mut desk.ints, codes),
            Whole::Longs(all) => self.code_of(all, rows, &mut desk.longs, codes),
        }
        if let Some(given) = &column.given {
            let given = rows.of(given, &mut desk.given, codes.len());
            codes.iter_mut().zip(given).for_each(|(code, given)| *code *= u16::from(*given));
        }
    }

    fn code_of<T: Counted>(&self, all: &[T], rows: Rows<'_>, chosen: &mut Vec<T>, codes: &mut [u16]) {
        let all = rows.of(all, chosen, codes.len());
        match self {
            Coder::Same => codes.fill(FIRST as u16),
            Coder::Each(table) if table.len() <= 256 => {
                // A value that is none of the table's leaves its row to the reader of facts: whatever code it has here is not looked at.
                let mut few = [MISSING as u16; 256];
                few.iter_mut().zip(table).for_each(|(place, code)| *place = *code);
                codes.iter_mut().zip(all).for_each(|(code, value)| *code = few[usize::from(value.low())]);
            }
            Coder::Each(table) => {
                let of = |value: &T| table.get(value.index()).copied().unwrap_or(MISSING as u16);
                codes.iter_mut().zip(all).for_each(|(code, value)| *code = of(value));
            }
            Coder::Steps(steps) => {
                // What is beyond the type no value of it reaches.
                let steps: Vec<T> = steps.iter().map_while(|step| T::clamped(*step)).collect();
                count_reached(&steps, all, codes);
            }
        }
    }
}

/// How many of the ascending steps each value reaches, as codes.
fn count_reached<T: Counted>(steps: &[T], all: &[T], codes: &mut [u16]) {
    if steps.len() > MOST_PASSES {
        let count = |value: &T| FIRST as u16 + steps.partition_point(|step| step <= value) as u16;
        codes.iter_mut().zip(all).for_each(|(code, value)| *code = count(value));
        return;
    }
    codes.fill(FIRST as u16);
    let mut steps = steps.chunks_exact(2);
    for two in &mut steps {
        let &[a, b] = two else { continue };
        let both = |value: T| u16::from(value >= a) + u16::from(value >= b);
        codes.iter_mut().zip(all).for_each(|(code, value)| *code += both(*value));
    }
    for step in steps.remainder() {
        codes.iter_mut().zip(all).for_each(|(code, value)| *code += u16::from(value >= step));
    }
}

/// Most thresholds that are counted one by one.
const MOST_PASSES: usize = 12;

/// A name that occurs in a column: its text, and the value of the fact's type that it names.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// As it is spelled.
    pub text: &'a str,
    /// The number of the value, where the type is a list of values.
    pub member: Option<u32>,
}

/// Rows of a run.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'r> {
    /// Where the run begins.
    pub from: usize,
    /// How many rows it has.
    pub run: usize,
    /// Which of them, ascending; none: all.
    pub chosen: Option<&'r [u16]>,
}

/// Memory for the values of chosen rows.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    bytes: Vec<u8>,
    shorts: Vec<u16>,
    ints: Vec<i32>,
    longs: Vec<i64>,
    given: Vec<bool>,
}

impl Rows<'_> {
    /// The values of these rows.
    #[inline]
    fn of<'v, T: Copy + Default>(self, all: &'v [T], chosen: &'v mut Vec<T>, count: usize) -> &'v [T] {
        let all = all.get(self.from..self.from + self.run).unwrap_or(&[]);
        let Some(rows) = self.chosen else { return all };
        if chosen.len() < RUN {
            chosen.resize(RUN, T::default());
        }
        let places = chosen.iter_mut().zip(rows);
        match <&[T; RUN]>::try_from(all) {
            // Nothing is to be checked where the run is a whole one.
            Ok(all) => places.for_each(|(place, row)| *place = all[*row as usize % RUN]),
            Err(_) => places.for_each(|(place, row)| *place = all.get(*row as usize).copied().unwrap_or_default()),
        }
        chosen.get(..count).unwrap_or(&[])
    }
}

/// A whole number of some width.
trait Counted: Copy + Ord + Default {
    /// A step as a value of this type: cut off below; none above, where no value reaches it.
    fn clamped(step: i64) -> Option<Self>;
    /// As an index.
    fn index(self) -> usize;
    /// Its lowest byte.
    fn low(self) -> u8;
}

macro_rules! counted {
    ($($width:ty)*) => {$(
        impl Counted for $width {
            #[inline]
            fn clamped(step: i64) -> Option<$width> {
                #[allow(clippy::cast_lossless, clippy::unnecessary_cast, reason = "written once for all widths")]
                <$width>::try_from(step.max(<$width>::MIN as i64)).ok()
            }
            #[inline]
            fn index(self) -> usize {
                self as usize
            }
            #[inline]
            #[allow(clippy::unnecessary_cast, reason = "written once for all widths")]
            fn low(self) -> u8 {
                self as u8
            }
        }
    )*};
}

counted!(u8 u16 i32 i64);

impl Ordered {
    /// Where the next code begins, for numbers with so many decimal places; none where no decimal of them tells.
    fn steps(&self, places: u32) -> Option<Vec<i64>> {
        let (of_bounds, bounds) = self.written()?;
        let unit = 10i128.checked_pow(of_bounds.abs_diff(places))?;
        // A bound is twice the number, and one more where the code begins after it.
        let step = |bound: &i64| {
            let (at, after) = (i128::from(bound.div_euclid(2)), i128::from(bound.rem_euclid(2)));
            if places <= of_bounds {
                Some(-(-(at + after)).div_euclid(unit))
            } else {
                Some(at.checked_mul(unit)? + after)
            }
        };
        let steps = bounds.iter().map(step).collect::<Option<Vec<i128>>>()?;
        // Every number is at least the least of its type, and none reaches what is beyond it.
        let within = |step: i128| i64::try_from(step.max(i128::from(i64::MIN))).ok();
        Some(steps.into_iter().map_while(within).collect())
    }
}

/// The diagram of all decisions in blocks.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The words whose codes are read, in the order of the blocks.
    pub words: Vec<u32>,
    blocks: Vec<Block>,
    /// Where the values of each end begin, in [`Chain::values`].
    ends: Vec<u32>,
    values: Arc<[u8]>,
    width: usize,
}

/// A table over the state before it and the codes of neighbouring cells.
#[derive(Clone, Debug)]
struct Block {
    /// How many codes each of its cells has.
    counts: Vec<u16>,
    /// The state after it; of the last block, the number of the end.
    table: Vec<u16>,
}

impl Chain {
    /// Cuts the diagram of a code; none where it is not one diagram over cells of the matter alone, or too large.
    pub fn new(code: &Code) -> Option<Chain> {
        let joined = code.all_at_once()?;
        let tests = tests(code, joined.root)?;
        let words = in_order(&tests);
        let counts = words.iter().map(|word| codes_of(&code.layout, *word)).collect::<Option<Vec<_>>>()?;
        let mut chain = Chain {
            words: words.clone(),
            blocks: Vec::new(),
            ends: Vec::new(),
            values: Arc::clone(&joined.values),
            width: joined.columns.len(),
        };
        let mut states = vec![joined.root];
        let mut from = 0;
        while from < words.len() {
            let mut to = from + 1;
            let mut entries = states.len() * counts[from];
            while to < words.len() && entries * counts[to] <= MOST_ENTRIES {
                entries *= counts[to];
                to += 1;
            }
            if entries > MOST_PLACES {
                return None;
            }
            let (table, after) = block(&tests, &states, &words[from..to], &counts[from..to])?;
            let counts = counts[from..to].iter().map(|count| u16::try_from(*count).ok()).collect::<Option<_>>()?;
            chain.blocks.push(Block { counts, table });
            states = after;
            from = to;
        }
        let end = |state: &u32| Some(split(*state)).filter(|(word, _)| is_end(*word)).map(|(_, target)| target);
        chain.ends = states.iter().map(end).collect::<Option<_>>()?;
        Some(chain)
    }

    /// The tuples in which rows may end, by number: the value of every column.
    pub fn tuples(&self) -> impl Iterator<Item = &[u8]> {
        self.ends.iter().map(|at| self.values.get(*at as usize..*at as usize + self.width).unwrap_or(&[]))
    }

    /// The number of the end of each row, by the codes of each of [`Chain::words`].
    pub fn run<'r>(&self, states: &mut [u16], codes: impl Fn(usize) -> Coded<'r>) {
        states.fill(0);
        let mut cell = 0;
        for Block { counts, table } in &self.blocks {
            for count in counts {
                // Places are below 2^16 in all.
                let next = |state: u16, code: u16| state.wrapping_mul(*count).wrapping_add(code);
                match codes(cell) {
                    Coded::All(code) => states.iter_mut().for_each(|state| *state = next(*state, code)),
                    Coded::Each(codes) => {
                        states.iter_mut().zip(codes).for_each(|(state, code)| *state = next(*state, *code))
                    }
                }
                cell += 1;
            }
            states.iter_mut().for_each(|state| *state = table.get(*state as usize).copied().unwrap_or(0));
        }
    }
}

/// The codes of one cell.
#[derive(Clone, Copy, Debug)]
pub enum Coded<'r> {
    /// One for all rows.
    All(u16),
    /// One for each.
    Each(&'r [u16]),
}

/// How many codes a word of the matter has.
fn codes_of(layout: &Layout, word: u32) -> Option<usize> {
    let read = layout.matter().find(|read| read.code == Some(word))?;
    layout.codings.get(&read.key).map(|coding| coding.count() as usize)
}

/// Every test of a diagram: its word, and where its ways lead.
fn tests(code: &Code, root: u32) -> Option<BTreeMap<u32, (u32, Vec<u32>)>> {
    let mut found: BTreeMap<u32, (u32, Vec<u32>)> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(entry) = open.pop() {
        let (word, target) = split(entry);
        if is_end(word) || found.contains_key(&entry) {
            continue;
        }
        // A loop or a calculation is asked of one row at a time.
        if asks(word).is_some() {
            return None;
        }
        let from = target as usize;
        let ways = code.tables.get(from..from + codes_of(&code.layout, word)?)?.to_vec();
        open.extend(&ways);
        found.insert(entry, (word, ways));
    }
    Some(found)
}

/// The words a diagram asks, each before those that are asked after it.
fn in_order(tests: &BTreeMap<u32, (u32, Vec<u32>)>) -> Vec<u32> {
    let mut after: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (word, ways) in tests.values() {
        let next = ways.iter().map(|way| split(*way).0).filter(|next| !is_end(*next));
        after.entry(*word).or_default().extend(next);
    }
    let mut order = Vec::new();
    while !after.is_empty() {
        let later: BTreeSet<u32> = after.values().flatten().copied().collect();
        // The diagram asks its cells in one order, so there is always one that none is asked before.
        let Some(next) = after.keys().find(|word| !later.contains(word)).copied() else { break };
        after.remove(&next);
        order.push(next);
    }
    order
}

/// The table of a block, and the states it ends in, each once.
fn block(
    tests: &BTreeMap<u32, (u32, Vec<u32>)>,
    states: &[u32],
    words: &[u32],
    counts: &[usize],
) -> Option<(Vec<u16>, Vec<u32>)> {
    let mut after: IndexSet<u32, FxBuildHasher> = IndexSet::default();
    let mut table = Vec::new();
    let mut codes = vec![0usize; words.len()];
    for state in states {
        codes.fill(0);
        loop {
            let mut at = *state;
            for (word, code) in words.iter().zip(&codes) {
                match tests.get(&at) {
                    Some((asked, ways)) if asked == word => at = *ways.get(*code)?,
                    _ => {}
                }
            }
            table.push(u16::try_from(after.insert_full(at).0).ok()?);
            // The next combination, the last code counting fastest.
            let Some(turned) = (0..codes.len()).rev().find(|cell| codes[*cell] + 1 < counts[*cell]) else { break };
            codes[turned] += 1;
            codes[turned + 1..].fill(0);
        }
    }
    Some((table, after.into_iter().collect()))
}
