//! Decisions of many matters whose facts stand in columns.

use std::borrow::Cow;
use std::fmt;

use rustc_hash::FxHashMap;

use super::{ASK, CONFLICT, Desk, Program, Programs, SILENT, TRUE};
use crate::decision::Status;
use crate::diagnostics;
use crate::plan::slots::Cell;
use crate::program::cells::{Coding, FALSE, FIRST, Key, MISSING};
use crate::program::columns::{Chosen, Coded, Coder, Named, RUN, Rows};
pub use crate::program::columns::{Column, Whole};
use crate::program::graph::Frame;
use crate::program::layout::{Read, counts};
use crate::program::reader::{Kind, Raw};
use crate::program::run::LAST_DAY;
use crate::program::translate::DISCRETION;

/// The facts of many matters, a column for each fact.
///
/// What no column is entered for is not given, in any row. Lists, ranges and records by name are no columns: matters that have them are
/// read one by one.
///
/// ```
/// use std::borrow::Cow;
/// use lexact::{ColumnDesk, Columns, Known, Rulebook, Status, Column, Whole};
///
/// let rulebook = Rulebook::from_sources([
///     ("rulebook.act", "rulebook lamps\nfact light number\nfact lit_on date\ndecision permit required | not needed"),
///     (
///         "2020-lamps.act",
///         "act 2020-lamps citation \"Order 1\" published 2020-01-02 effective 2020-02-01
///          default 1 permit is not needed
///          rule 2 when light is at least 12.5 then permit is required",
///     ),
/// ])?;
/// let programs = rulebook.programs(&["permit"], "lit_on", Known::Latest)?;
///
/// let mut columns = Columns::new(3);
/// let day: lexact::Date = "2020-02-01".parse()?;
/// let days = vec![day.number() as i32, day.number() as i32, day.number() as i32 - 1];
/// let light = Column { places: 2, ..Column::of(Whole::Ints(Cow::Owned(vec![1250, 1249, 1250]))) };
/// programs.enter(&mut columns, "lit_on", Column::of(Whole::Ints(Cow::Owned(days))))?;
/// programs.enter(&mut columns, "light", light)?;
///
/// let (mut desk, mut ends) = (ColumnDesk::default(), Vec::new());
/// programs.decide_columns(&columns, &mut desk, &mut ends);
/// let told = |row: usize| desk.tuple(&programs, ends[row]).map(|tuple| (tuple.status_at(0), tuple.value_at(0)));
/// assert_eq!(told(0), Some((Some(Status::Decided), Some("required".into()))));
/// assert_eq!(told(1), Some((Some(Status::Decided), Some("not needed".into()))));
/// assert_eq!(told(2), Some((Some(Status::Silent), None)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Columns<'a> {
    pub(super) rows: usize,
    entered: Vec<Entered<'a>>,
    /// The days whose law applies, where they are no fact.
    pub(super) days: Option<Column<'a>>,
    /// The rows that the reader of facts must be asked about.
    pub(super) refused: Vec<bool>,
}

/// One column, for the facts of one rulebook.
#[derive(Clone, Debug)]
pub(super) struct Entered<'a> {
    /// The place among what the reader of the rulebook reads.
    place: u32,
    values: Column<'a>,
    /// The values that its names name.
    members: Vec<Option<u32>>,
    is_text: bool,
}

/// Why a column is not entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadColumn {
    /// The path of the fact.
    pub path: String,
    /// What is wrong with it.
    pub message: &'static str,
    /// What was meant, perhaps.
    pub help: Option<String>,
}

impl fmt::Display for BadColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for BadColumn {}

impl<'a> Column<'a> {
    /// Whole numbers, given in every row.
    pub fn of(whole: Whole<'a>) -> Column<'a> {
        Column { whole, places: 0, given: None, names: Cow::Borrowed(&[]) }
    }

    fn is_given(&self, row: usize) -> bool {
        self.given.as_ref().is_none_or(|given| given.get(row).copied().unwrap_or(false))
    }

    /// The same in four bytes each where all of them fit, so that more are compared at once.
    pub fn narrow(self) -> Column<'a> {
        let Whole::Longs(all) = &self.whole else { return self };
        let narrow: Option<Vec<i32>> = all.iter().map(|value| i32::try_from(*value).ok()).collect();
        match narrow {
            Some(narrow) => Column { whole: Whole::Ints(Cow::Owned(narrow)), ..self },
            None => self,
        }
    }
}

impl<'a> Columns<'a> {
    /// For so many matters, nothing of which is given yet.
    pub fn new(rows: usize) -> Columns<'a> {
        Columns { rows, ..Columns::default() }
    }

    /// How many matters.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Leaves a row to the reader of facts.
    pub fn refuse(&mut self, row: usize) {
        if self.refused.is_empty() {
            self.refused.resize(self.rows, false);
        }
        if let Some(place) = self.refused.get_mut(row) {
            *place = true;
        }
    }

    /// Leaves the rows to the reader of facts in which a given value is not such.
    fn refuse_unless(&mut self, values: &Column<'_>, good: impl Fn(i64) -> bool) {
        for row in 0..self.rows {
            if values.is_given(row) && !values.whole.get(row).is_some_and(&good) {
                self.refuse(row);
            }
        }
    }
}

/// What is kept between calls of one [`Programs`], so that tuples are made once.
#[derive(Clone, Debug, Default)]
pub struct ColumnDesk {
    desk: Desk,
    text: String,
    /// Each tuple: its revision, and where its values begin and end.
    tuples: Vec<(u32, u32, u32)>,
    values: Vec<u8>,
    /// The number of the first tuple of each revision's diagram.
    bases: FxHashMap<u32, u32>,
    /// Tuples of rows that were decided one by one.
    known: FxHashMap<(u32, Vec<u8>), u32>,
}

/// The answers of a matter: those of every matter that ends in the same tuple.
#[derive(Clone, Copy, Debug)]
pub struct Tuple<'d> {
    program: &'d Program,
    values: &'d [u8],
}

/// Instead of the number of a tuple: the row is left to the reader of facts.
pub const REFUSED: u32 = u32::MAX;

impl ColumnDesk {
    /// The tuple with a number; none of a row that must be read by itself, because a value of it is none of its fact, or its day is not
    /// given.
    pub fn tuple<'d>(&'d self, programs: &'d Programs, number: u32) -> Option<Tuple<'d>> {
        let (revision, from, to) = *self.tuples.get(number as usize)?;
        let values = self.values.get(from as usize..to as usize)?;
        Some(Tuple { program: programs.numbered(revision as usize), values })
    }

    /// How many tuples there are so far: numbers are given in order.
    pub fn tuples(&self) -> usize {
        self.tuples.len()
    }

    fn add(&mut self, revision: u32, values: &[u8]) -> u32 {
        let from = self.values.len() as u32;
        self.values.extend_from_slice(values);
        self.tuples.push((revision, from, self.values.len() as u32));
        self.tuples.len() as u32 - 1
    }

    fn interned(&mut self, revision: u32) -> u32 {
        let key = (revision, std::mem::take(&mut self.desk.values));
        if let Some(known) = self.known.get(&key) {
            self.desk.values = key.1;
            return *known;
        }
        let number = self.add(revision, &key.1);
        self.known.insert(key, number);
        number
    }
}

impl<'d> Tuple<'d> {
    /// The codes of all decisions, as [`Answer::codes`](super::Answer::codes).
    pub fn codes(&self) -> &'d [u8] {
        self.values
    }

    /// The program that gave it.
    pub fn program(&self) -> &'d Program {
        self.program
    }

    /// True if some decision of it is left to the law.
    pub fn is_open(&self) -> bool {
        self.values.contains(&ASK)
    }

    /// How the decision at a place came out; none where the law must be asked.
    pub fn status_at(&self, at: usize) -> Option<Status> {
        if let Some(values) = self.set(at) {
            return values.iter().all(|value| matches!(*value, TRUE | FALSE)).then_some(Status::Decided);
        }
        match self.column(at)? {
            SILENT => Some(Status::Silent),
            CONFLICT => Some(Status::Conflict),
            DISCRETION => Some(Status::Discretion),
            0..DISCRETION => Some(Status::Decided),
            _ => None,
        }
    }

    /// The value of the decision at a place, where it is decided; the elements of a set with commas between them.
    pub fn value_at(&self, at: usize) -> Option<Cow<'d, str>> {
        let Some(values) = self.set(at) else {
            let value = self.column(at).filter(|value| *value < DISCRETION)?;
            return self.program.0.words.get(at)?.get(value as usize).map(|word| Cow::Borrowed(word.as_str()));
        };
        let tree = &self.program.0.law.rulebook().model().tree;
        let elements = self.program.0.code.outputs.get(at)?.elements.as_ref()?;
        let within = elements.iter().zip(values).filter(|(_, value)| **value == TRUE);
        Some(Cow::Owned(within.map(|(element, _)| tree.text(*element)).collect::<Vec<_>>().join(", ")))
    }

    fn column(&self, at: usize) -> Option<u8> {
        self.values.get(self.program.0.code.outputs.get(at)?.column as usize).copied()
    }

    fn set(&self, at: usize) -> Option<&'d [u8]> {
        let output = self.program.0.code.outputs.get(at)?;
        let count = output.elements.as_ref()?.len();
        self.values.get(output.column as usize..output.column as usize + count)
    }
}

/// How the rows of one revision are decided.
enum Way {
    /// By the blocks of its diagram: where the codes of each word come from, and the first tuple.
    Chain(Vec<Shared>, u32),
    /// One by one.
    Each,
}

/// Where the codes of a word come from.
#[derive(Clone, Debug)]
pub(super) enum Codes<'c> {
    /// Every row has this one.
    One(u16),
    /// A column.
    Of(&'c Column<'c>, Coder),
}

/// Where the codes of a word come from, where revisions share them.
#[derive(Clone, Copy)]
enum Shared {
    /// Every row has this one.
    One(u16),
    /// A column: index into [`Deciding::coded`].
    Of(usize),
}

/// A column and the codes of the rows at hand: revisions that tell its values apart alike share them.
struct CodedColumn<'c> {
    column: &'c Column<'c>,
    coder: Coder,
    codes: Vec<u16>,
    /// True if these are the codes of all rows of the run.
    is_whole: bool,
}

/// One call.
struct Deciding<'c> {
    programs: &'c Programs,
    columns: &'c Columns<'c>,
    ways: FxHashMap<u32, Way>,
    coded: Vec<CodedColumn<'c>>,
    states: [u16; RUN],
    chosen: Chosen,
}

/// The codes of a run, ascending; where they lie close together, also those between them. `marks` has a place for each code.
fn different(codes: &[u16], marks: &mut [bool], found: &mut Vec<u16>) {
    found.clear();
    // Codes of revisions are few: as signed numbers they are compared many at once.
    let (mut least, mut most) = (i16::MAX, 0);
    for code in codes {
        least = least.min(*code as i16);
        most = most.max(*code as i16);
    }
    let (least, most) = (least.unsigned_abs(), most.unsigned_abs());
    if usize::from(most.saturating_sub(least)) < FEW_REVISIONS {
        found.extend(least..=most);
        return;
    }
    marks.fill(false);
    for code in codes {
        if let Some(mark) = marks.get_mut(usize::from(*code)) {
            *mark = true;
        }
    }
    found.extend((0u16..).zip(marks).filter(|(_, mark)| **mark).map(|(code, _)| code));
}

/// Most revisions that have codes.
pub(super) const MOST_REVISIONS: usize = 1 << 14;

/// Most revisions in a run under each of which all of its rows are decided.
const FEW_REVISIONS: usize = 3;

/// Keeps the ends of the rows that have this code.
fn keep(codes: &[u16], code: u16, found: &[u32], ends: &mut [u32]) {
    for ((end, found), of) in ends.iter_mut().zip(found).zip(codes) {
        let mask = u32::from(*of == code).wrapping_neg();
        *end = found & mask | *end & !mask;
    }
}

/// Which rows have this code: how many.
fn choose(codes: &[u16], code: u16, rows: &mut [u16; RUN]) -> usize {
    let mut count = 0;
    for (row, of) in (0u16..).zip(codes) {
        // Written in any case, and kept where it counts: no branch is guessed wrong.
        rows[count % RUN] = row;
        count += usize::from(*of == code);
    }
    count
}

/// Puts the ends of chosen rows into their places.
fn put(found: &[u32], rows: &[u16], ends: &mut [u32]) {
    match <&mut [u32; RUN]>::try_from(&mut *ends) {
        Ok(ends) => found.iter().zip(rows).for_each(|(end, row)| ends[*row as usize % RUN] = *end),
        Err(_) => {
            for (end, row) in found.iter().zip(rows) {
                if let Some(place) = ends.get_mut(*row as usize) {
                    *place = *end;
                }
            }
        }
    }
}

impl Programs {
    /// Enters a column: numbers as the digits of decimals in the declared unit, days as [`Date::number`](crate::Date::number), 1 for yes, texts and values of
    /// lists as indices into the names. A value that its fact does not admit leaves its row to the reader of facts.
    ///
    /// # Errors
    /// That no fact or field has this path, or that it is none of which there are columns, or has another number of rows.
    pub fn enter<'a>(&self, columns: &mut Columns<'a>, path: &str, values: Column<'a>) -> Result<(), BadColumn> {
        let bad = |message, help| BadColumn { path: path.to_string(), message, help };
        let Some((place, kind)) = self.reader.column(path) else {
            let facts = self.rulebook.model().vocabulary.facts.keys();
            let help = diagnostics::near_of(path, facts.map(String::as_str));
            return Err(bad("no fact or field that holds one plain value", help));
        };
        let rows = values.given.as_ref().map_or(columns.rows, |given| given.len());
        if values.whole.len() != columns.rows || rows != columns.rows {
            return Err(bad("the column has not as many rows as the others", None));
        }

        let names = values.names.len() as i64;
        let mut members = Vec::new();
        match kind {
            Kind::YesNo => columns.refuse_unless(&values, |value| matches!(value, 0 | 1)),
            Kind::Date => columns.refuse_unless(&values, |day| (0..=LAST_DAY).contains(&i128::from(day))),
            Kind::Text => columns.refuse_unless(&values, |name| (0..names).contains(&name)),
            Kind::Number(Some(bound)) => {
                let keeps = |value| bound.code_written(value, values.places).is_some_and(|code| code != FIRST);
                columns.refuse_unless(&values, keeps);
            }
            Kind::Days if values.places != 0 => columns.refuse_unless(&values, |_| false),
            Kind::Number(None) | Kind::Days => {}
            Kind::Member(all) => {
                members = values.names.iter().map(|name| all.get(name.as_bytes()).copied()).collect();
                let is_member = |name: i64| members.get(name as usize).is_some_and(Option::is_some);
                columns.refuse_unless(&values, is_member);
            }
        }
        columns.entered.push(Entered { place, values, members, is_text: matches!(kind, Kind::Text) });
        Ok(())
    }

    /// Decides matters column by column, each under the law of its day: the number of the tuple of each row, whose answers
    /// [`ColumnDesk::tuple`] tells.
    pub fn decide_columns(&self, columns: &Columns<'_>, desk: &mut ColumnDesk, ends: &mut Vec<u32>) {
        ends.resize(columns.rows, REFUSED);
        let of_day = columns.entered.iter().find(|entered| Some(entered.place) == self.place);
        let days = columns.days.as_ref().or(of_day.map(|entered| &entered.values));
        let (Some(days), true) = (days, self.starts.len() <= MOST_REVISIONS) else { return ends.fill(REFUSED) };
        let mut deciding = Deciding {
            programs: self,
            columns,
            ways: FxHashMap::default(),
            coded: Vec::new(),
            states: [0; RUN],
            chosen: Chosen::default(),
        };
        let starts = Coder::Steps(self.starts.clone());
        let (mut revisions, mut found, mut part, mut at) = ([0u16; RUN], [REFUSED; RUN], [0u16; RUN], Vec::new());
        let mut marks = vec![false; self.starts.len() + FIRST as usize + 1];
        for from in (0..columns.rows).step_by(RUN) {
            let run = RUN.min(columns.rows - from);
            let all = Rows { from, run, chosen: None };
            deciding.coded.iter_mut().for_each(|coded| coded.is_whole = false);
            starts.code(days, all, &mut deciding.chosen, &mut revisions[..run]);
            let revisions = &revisions[..run];
            different(revisions, &mut marks, &mut at);
            if let [only] = at.as_slice() {
                deciding.part(*only, all, desk, &mut found[..run]);
                ends[from..from + run].copy_from_slice(&found[..run]);
                continue;
            }
            let ends = &mut ends[from..from + run];
            for revision in &at {
                // To decide all rows and keep those of the revision costs less than to gather these, where there are few revisions.
                if at.len() <= FEW_REVISIONS && deciding.is_chain(*revision, desk) {
                    deciding.part(*revision, all, desk, &mut found[..run]);
                    keep(revisions, *revision, &found[..run], ends);
                    continue;
                }
                let count = choose(revisions, *revision, &mut part);
                let rows = Rows { from, run, chosen: Some(&part[..count]) };
                deciding.part(*revision, rows, desk, &mut found[..count]);
                put(&found[..count], &part[..count], ends);
            }
        }
        for (end, _) in ends.iter_mut().zip(&columns.refused).filter(|(_, refused)| **refused) {
            *end = REFUSED;
        }
    }

    /// Where the codes of a cell come from; none where they are found one by one.
    pub(super) fn codes_of_read<'c>(
        &self,
        program: &Program,
        read: &Read,
        coding: &Coding,
        columns: &'c Columns<'c>,
    ) -> Option<Codes<'c>> {
        match read.key {
            // Nobody says in a column what is claimed.
            Key::Counts(exemption) => {
                let counts = counts(&program.0.law.enforced().plan, &Cell::Missing, exemption);
                Some(Codes::One(FIRST as u16 + u16::from(counts)))
            }
            Key::Day => {
                let of_day = columns.entered.iter().find(|entered| Some(entered.place) == self.place);
                let days = columns.days.as_ref().or(of_day.map(|entered| &entered.values))?;
                Some(Codes::Of(days, Coder::new(coding, 0, &[])?))
            }
            _ => {
                let place = self.reader.place(Frame::Matter, &read.steps)?;
                let Some(entered) = columns.entered.iter().find(|entered| entered.place == place) else {
                    return Some(Codes::One(MISSING as u16));
                };
                let named = entered.values.names.iter().enumerate();
                let named: Vec<Named<'_>> =
                    named.map(|(n, text)| Named { text, member: entered.members.get(n).copied().flatten() }).collect();
                Some(Codes::Of(&entered.values, entered.coder(coding, &named)?))
            }
        }
    }
}

impl<'c> Deciding<'c> {
    /// True if the rows of a revision are decided together.
    fn is_chain(&mut self, code: u16, desk: &mut ColumnDesk) -> bool {
        let Some(revision) = u32::from(code).checked_sub(FIRST + 1) else { return true };
        if !self.ways.contains_key(&revision) {
            let way = self.way(revision, desk);
            self.ways.insert(revision, way);
        }
        matches!(self.ways.get(&revision), Some(Way::Chain(..)))
    }

    /// Decides the rows of one revision, which is given by the code of its days.
    fn part(&mut self, code: u16, rows: Rows<'_>, desk: &mut ColumnDesk, ends: &mut [u32]) {
        // No day is given, or none of the calendar.
        let Some(revision) = u32::from(code).checked_sub(FIRST + 1) else { return ends.fill(REFUSED) };
        self.is_chain(code, desk);
        let chain = self.programs.numbered(revision as usize).0.chain.get();
        if let (Some(Way::Chain(from, base)), Some(Some(chain))) = (self.ways.get(&revision), chain) {
            let count = ends.len();
            for shared in from {
                let Shared::Of(at) = shared else { continue };
                if let Some(coded) = self.coded.get_mut(*at).filter(|coded| !coded.is_whole) {
                    coded.coder.code(coded.column, rows, &mut self.chosen, &mut coded.codes[..count]);
                    coded.is_whole = rows.chosen.is_none();
                }
            }
            let states = &mut self.states[..count];
            chain.run(states, |cell| match from.get(cell) {
                Some(Shared::Of(at)) => Coded::Each(self.coded.get(*at).map_or(&[], |coded| &coded.codes[..count])),
                Some(Shared::One(code)) => Coded::All(*code),
                None => Coded::All(MISSING as u16),
            });
            ends.iter_mut().zip(states).for_each(|(end, state)| *end = base + u32::from(*state));
            return;
        }
        for (n, end) in ends.iter_mut().enumerate() {
            let row = rows.chosen.map_or(n, |chosen| chosen.get(n).map_or(n, |row| usize::from(*row)));
            *end = self.each(revision, rows.from + row, desk);
        }
    }

    fn way(&mut self, revision: u32, desk: &mut ColumnDesk) -> Way {
        let program = self.programs.numbered(revision as usize);
        let Some(chain) = program.0.chain.get_or_init(|| super::Chain::new(&program.0.code)) else { return Way::Each };
        let from = chain.words.iter().map(|word| self.from(program, *word)).collect::<Option<Vec<_>>>();
        let Some(from) = from else { return Way::Each };
        let from = from.into_iter().map(|codes| self.shared(codes)).collect();
        let base = match desk.bases.get(&revision) {
            Some(known) => *known,
            None => {
                let base = desk.tuples.len() as u32;
                chain.tuples().for_each(|tuple| {
                    desk.add(revision, tuple);
                });
                desk.bases.insert(revision, base);
                base
            }
        };
        Way::Chain(from, base)
    }

    fn shared(&mut self, codes: Codes<'c>) -> Shared {
        let (column, coder) = match codes {
            Codes::One(code) => return Shared::One(code),
            Codes::Of(column, coder) => (column, coder),
        };
        let same = |known: &CodedColumn<'c>| std::ptr::eq(known.column, column) && known.coder == coder;
        Shared::Of(self.coded.iter().position(same).unwrap_or_else(|| {
            self.coded.push(CodedColumn { column, coder, codes: vec![0; RUN], is_whole: false });
            self.coded.len() - 1
        }))
    }

    /// Where the codes of a word come from; none where they are found one by one.
    fn from(&self, program: &Program, word: u32) -> Option<Codes<'c>> {
        let layout = &program.0.code.layout;
        let read = layout.matter().find(|read| read.code == Some(word))?;
        let coding = layout.codings.get(&read.key)?;
        self.programs.codes_of_read(program, read, coding, self.columns)
    }

    /// The tuple of one row, by way of what the reader of texts would have read.
    fn each(&self, revision: u32, row: usize, desk: &mut ColumnDesk) -> u32 {
        let program = self.programs.numbered(revision as usize);
        let ColumnDesk { desk: at, text, .. } = desk;
        text.clear();
        at.read.clear(self.programs.reader.size());
        let mut day = None;
        for entered in &self.columns.entered {
            let Some(raw) = entered.raw(row, text) else { return REFUSED };
            if Some(entered.place) == self.programs.place && raw.kind != MISSING {
                day = Some(raw.value);
            }
            at.read.put(entered.place, raw);
        }
        if let Some(days) = &self.columns.days {
            day = days.whole.get(row).filter(|_| days.is_given(row));
        }
        let Some(day) = day else { return REFUSED };
        if !program.encode(text, day, at) {
            return REFUSED;
        }
        program.0.code.run(&at.writer.codes, &mut at.scratch, &mut at.values);
        desk.interned(revision)
    }
}

impl Entered<'_> {
    fn coder(&self, coding: &Coding, named: &[Named<'_>]) -> Option<Coder> {
        // A name that is no value leaves its rows to the reader of facts: its code is never looked at.
        let mut named = named.to_vec();
        named.iter_mut().for_each(|named| named.member = named.member.or(Some(0)));
        Coder::new(coding, self.values.places, &named)
    }

    /// The value of a row as the reader of texts would have read it; none where it is none of the fact's.
    fn raw(&self, row: usize, text: &mut String) -> Option<Raw> {
        const GIVEN: u32 = FIRST;
        if !self.values.is_given(row) {
            return Some(Raw::default());
        }
        let value = self.values.whole.get(row)?;
        if self.is_text {
            let name = self.values.names.get(value as usize)?;
            let from = text.len() as i64;
            text.push_str(name);
            return Some(Raw { value: from << 32 | name.len() as i64, kind: GIVEN });
        }
        if !self.members.is_empty() {
            let member = (*self.members.get(value as usize)?)?;
            return Some(Raw { value: i64::from(member), kind: GIVEN });
        }
        Some(Raw { value, kind: GIVEN + self.values.places })
    }
}
