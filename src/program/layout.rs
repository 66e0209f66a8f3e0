//! Where the codes of a row lie: the matter first, then a frame for each element of a list that is read.

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::cells::{Coding, Key, MISSING, NONE, declared};
use super::graph::{Frame, Graph, PathIx};
use super::translate::is_listed;
use crate::model::{Type, Vocabulary};
use crate::plan::RecordId;
use crate::plan::slots::{Cell, InstanceId, List, MATTER, Slots};
use crate::plan::{Plan, ProvisionIx};
use crate::value::Date;

/// Words of a number that is kept exactly: the mantissa in two, and how many decimal places it has (2 more than that; less: not
/// given, or none).
pub const EXACT: u32 = 3;
/// Marks a number that no row holds exactly.
pub const TOO_LARGE: u32 = u32::MAX;

/// One cell that is read, with its place in the frame.
#[derive(Clone, Debug)]
pub struct Read {
    /// The way to it.
    pub steps: Vec<(Option<RecordId>, u32)>,
    /// What its code stands for.
    pub key: Key,
    /// Where its code lies.
    pub code: Option<u32>,
    /// Where its number lies, exactly.
    pub exact: Option<u32>,
    /// Where the place of its elements lies, and the frame of one.
    pub list: Option<(u32, Frame)>,
}

/// The cells of one kind of frame.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// How many words.
    pub size: u32,
    /// The cells.
    pub reads: IndexMap<PathIx, Read, FxBuildHasher>,
}

/// The frames of a program.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The words of each kind of frame.
    pub frames: IndexMap<Frame, Words, FxBuildHasher>,
    /// Where the place of all elements of a record lies.
    pub every: IndexMap<RecordId, u32, FxBuildHasher>,
    /// How each key is coded.
    pub codings: FxHashMap<Key, Coding>,
}

impl Layout {
    /// Begins with the matter.
    pub fn new(codings: FxHashMap<Key, Coding>) -> Layout {
        let mut layout = Layout { codings, ..Layout::default() };
        // A place of elements is no code of what is missing or none.
        layout.frames.insert(Frame::Matter, Words { size: 2, ..Words::default() });
        layout
    }

    /// The cells of the matter that are read.
    pub fn matter(&self) -> impl Iterator<Item = &Read> {
        self.frames.get(&Frame::Matter).into_iter().flat_map(|words| words.reads.values())
    }

    /// True if every cell that is read lies in the matter and is a code: no list, no number that is kept exactly.
    pub fn is_flat(&self) -> bool {
        self.every.is_empty()
            && self.frames.len() == 1
            && self.matter().all(|read| read.exact.is_none() && read.list.is_none())
    }

    fn read(&mut self, graph: &Graph, path: PathIx) -> Option<(&mut u32, &mut Read)> {
        let found = graph.path(path)?;
        let key = match (found.special, found.steps.last(), found.frame) {
            (Some(key), ..) => key,
            (None, Some((record, offset)), _) => Key::Cell(*record, *offset),
            (None, None, Frame::Element(record, offset)) => Key::Element(record, offset),
            (None, None, _) => return None,
        };
        let words = self.frames.entry(found.frame).or_default();
        let new = || Read { steps: found.steps.clone(), key, code: None, exact: None, list: None };
        let read = words.reads.entry(path).or_insert_with(new);
        Some((&mut words.size, read))
    }

    /// The word of a code.
    pub fn code(&mut self, graph: &Graph, path: PathIx) -> Option<u32> {
        let (size, read) = self.read(graph, path)?;
        Some(*read.code.get_or_insert_with(|| take(size, 1)))
    }

    /// The first word of an exact number.
    pub fn exact(&mut self, graph: &Graph, path: PathIx) -> Option<u32> {
        let (size, read) = self.read(graph, path)?;
        Some(*read.exact.get_or_insert_with(|| take(size, EXACT)))
    }

    /// The word of a list.
    pub fn list(&mut self, vocabulary: &Vocabulary, graph: &Graph, path: PathIx) -> Option<u32> {
        let (record, offset) = *graph.path(path)?.steps.last()?;
        let element = match declared(vocabulary, record, offset)?.required() {
            Type::List(inner) | Type::Set(inner) => match &**inner {
                Type::Record(of) => Frame::Record(*of),
                _ => Frame::Element(record, offset),
            },
            _ => return None,
        };
        self.frames.entry(element).or_default();
        let (size, read) = self.read(graph, path)?;
        Some(read.list.get_or_insert_with(|| (take(size, 1), element)).0)
    }

    /// The word of all elements of a record.
    pub fn every(&mut self, record: RecordId) -> Option<u32> {
        let matter = self.frames.get_mut(&Frame::Matter)?;
        Some(*self.every.entry(record).or_insert_with(|| take(&mut matter.size, 1)))
    }

    /// Adds the lists in which elements of those records lie, however deep.
    pub fn complete(&mut self, vocabulary: &Vocabulary, graph: &mut Graph) {
        let wanted: Vec<RecordId> = self.every.keys().copied().collect();
        let mut frames = vec![Frame::Matter];
        frames.extend(
            (0..vocabulary.records.len() as u32).map(RecordId).filter(|r| is_listed(vocabulary, *r)).map(Frame::Record),
        );
        for frame in frames.into_iter().filter(|_| !wanted.is_empty()) {
            for steps in lists_in(vocabulary, frame, &wanted) {
                let path = graph.intern(super::graph::Path { frame, steps, special: None });
                self.list(vocabulary, graph, path);
            }
        }
    }
}

/// The ways to the lists of a frame that hold one of these records.
fn lists_in(vocabulary: &Vocabulary, frame: Frame, wanted: &[RecordId]) -> Vec<Vec<(Option<RecordId>, u32)>> {
    let mut found = Vec::new();
    let start = match frame {
        Frame::Record(record) => Some(record),
        _ => None,
    };
    let mut open = vec![(start, Vec::new(), start.into_iter().collect::<Vec<_>>())];
    while let Some((record, steps, around)) = open.pop() {
        let fields = match record {
            None => vocabulary.facts.len(),
            Some(id) => vocabulary.record(id).fields.len(),
        };
        for offset in 0..fields as u32 {
            let Some(ty) = declared(vocabulary, record, offset) else { continue };
            if !vocabulary.records_in(ty).iter().any(|record| wanted.contains(record)) {
                continue;
            }
            let mut within: Vec<(Option<RecordId>, u32)> = steps.clone();
            within.push((record, offset));
            match ty.required() {
                Type::Record(inner) if !around.contains(inner) => {
                    let around = around.iter().copied().chain([*inner]).collect();
                    open.push((Some(*inner), within, around));
                }
                Type::List(_) | Type::Set(_) => found.push(within),
                _ => {}
            }
        }
    }
    found
}

fn take(size: &mut u32, words: u32) -> u32 {
    *size += words;
    *size - words
}

/// A row being written.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    /// The words.
    pub codes: Vec<u32>,
    /// The frames of the elements of each record whose elements are wanted.
    found: Vec<(RecordId, Vec<u32>)>,
    /// Of which of them there may be more.
    perhaps: Vec<RecordId>,
}

impl Writer {
    /// Begins a row, with the memory of the one before.
    pub fn begin(&mut self, layout: &Layout) {
        self.codes.clear();
        self.perhaps.clear();
        if self.found.len() != layout.every.len() {
            self.found = layout.every.keys().map(|record| (*record, Vec::new())).collect();
        }
        for ((of, all), record) in self.found.iter_mut().zip(layout.every.keys()) {
            *of = *record;
            all.clear();
        }
    }

    /// A frame of so many missing words: where it begins.
    pub fn frame(&mut self, frame: Frame, size: u32) -> u32 {
        let base = self.codes.len() as u32;
        self.codes.resize(self.codes.len() + size as usize, MISSING);
        if let Frame::Record(record) = frame
            && let Some((_, all)) = self.found.iter_mut().find(|(of, _)| *of == record)
        {
            all.push(base);
        }
        base
    }

    /// Sets one word.
    pub fn set(&mut self, at: u32, word: u32) {
        if let Some(place) = self.codes.get_mut(at as usize) {
            *place = word;
        }
    }

    /// Sets an exact number.
    pub fn set_exact(&mut self, at: u32, mantissa: i64, places: u32) {
        self.set(at, mantissa as u32);
        self.set(at + 1, (mantissa >> 32) as u32);
        self.set(at + 2, places + 2);
    }

    /// Notes that there may be more elements of the records that a list holds.
    pub fn more(&mut self, vocabulary: &Vocabulary, read: &Read) {
        if self.found.is_empty() {
            return;
        }
        if let Key::Cell(record, offset) = read.key
            && let Some(ty) = declared(vocabulary, record, offset)
        {
            self.perhaps.extend(vocabulary.records_in(ty));
        }
    }

    /// Writes a list of elements: its place.
    pub fn list(&mut self, elements: &[u32], complete: bool) -> u32 {
        let at = self.codes.len() as u32;
        self.codes.push(elements.len() as u32);
        self.codes.push(u32::from(complete));
        self.codes.extend_from_slice(elements);
        at
    }

    /// Begins a complete list of so many elements, to be set from its third word on: its place.
    pub fn begin_list(&mut self, count: usize) -> u32 {
        let at = self.codes.len() as u32;
        self.codes.extend([count as u32, 1]);
        self.codes.resize(self.codes.len() + count, MISSING);
        at
    }

    /// Writes the lists of all elements of a record.
    pub fn finish(&mut self, layout: &Layout) {
        for (n, (record, word)) in layout.every.iter().enumerate() {
            let all = self.found.get_mut(n).map(|(_, all)| std::mem::take(all)).unwrap_or_default();
            let at = self.list(&all, !self.perhaps.contains(record));
            self.set(*word, at);
            if let Some((_, place)) = self.found.get_mut(n) {
                *place = all;
            }
        }
    }
}

/// The facts of a matter → a row.
pub struct FromSlots<'a> {
    /// The law.
    pub plan: &'a Plan,
    /// The words.
    pub vocabulary: &'a Vocabulary,
    /// The facts.
    pub slots: &'a Slots,
    /// The day.
    pub on: Date,
}

impl FromSlots<'_> {
    /// Writes the row.
    pub fn write(&self, layout: &Layout, writer: &mut Writer) {
        writer.begin(layout);
        self.frame(layout, Frame::Matter, &Cell::Record(MATTER), writer);
        writer.finish(layout);
    }

    fn frame(&self, layout: &Layout, frame: Frame, element: &Cell, writer: &mut Writer) -> u32 {
        let Some(words) = layout.frames.get(&frame) else { return 0 };
        let base = writer.frame(frame, words.size);
        for read in words.reads.values() {
            self.cell(layout, read, element, base, writer);
        }
        base
    }

    fn cell(&self, layout: &Layout, read: &Read, element: &Cell, base: u32, writer: &mut Writer) {
        let cell = self.found(&read.steps, element);
        if let (Some(word), Some(coding)) = (read.code, layout.codings.get(&read.key)) {
            let code = match read.key {
                Key::Day => coding.code_of_day(self.on),
                Key::Counts(exemption) => coding.code(&Cell::YesNo(self.counts(exemption))),
                _ => coding.code(&cell),
            };
            writer.set(base + word, code);
        }
        if let Some(word) = read.exact {
            let cell = if read.key == Key::Day { Cell::Date(self.on) } else { cell.clone() };
            write_exact(&cell, base + word, writer);
        }
        if let Some((word, frame)) = read.list {
            let place = match &cell {
                Cell::List(id) => {
                    let List { elements, complete } = self.slots.list(*id);
                    let all: Vec<u32> = elements.iter().map(|e| self.frame(layout, frame, e, writer)).collect();
                    if !*complete {
                        writer.more(self.vocabulary, read);
                    }
                    writer.list(&all, *complete)
                }
                Cell::None => NONE,
                _ => {
                    writer.more(self.vocabulary, read);
                    MISSING
                }
            };
            writer.set(base + word, place);
        }
    }

    /// What lies at the end of a way.
    fn found(&self, steps: &[(Option<RecordId>, u32)], element: &Cell) -> Cell {
        let mut at = element.clone();
        for (_, offset) in steps {
            at = match at {
                Cell::Record(instance) => self.slots.cell(instance, *offset).clone(),
                Cell::None => Cell::None,
                _ => Cell::Missing,
            };
        }
        at
    }

    /// Whether an elective exemption counts (S11).
    fn counts(&self, exemption: ProvisionIx) -> bool {
        counts(self.plan, self.slots.cell(InstanceId(0), self.plan.claims), exemption)
    }
}

/// Whether an elective exemption counts: nobody says what is claimed, or it is claimed itself or something above it (S11).
pub fn counts(plan: &Plan, claims: &Cell, exemption: ProvisionIx) -> bool {
    let id = plan.provision(exemption).id;
    match claims {
        Cell::Provisions(claims) => claims.iter().any(|claim| plan.is_within(id, *claim)),
        _ => true,
    }
}

fn write_exact(cell: &Cell, at: u32, writer: &mut Writer) {
    match cell {
        Cell::None => writer.set(at + 2, NONE),
        Cell::Number(number) => {
            let fits = number.decimal().and_then(|(mantissa, scale)| Some((i64::try_from(mantissa).ok()?, scale)));
            match fits {
                Some((mantissa, scale)) => writer.set_exact(at, mantissa, scale),
                None => writer.set(at + 2, TOO_LARGE),
            }
        }
        Cell::Date(date) => writer.set_exact(at, date.number(), 0),
        Cell::Days(count) => writer.set_exact(at, *count, 0),
        Cell::Member(member) => writer.set_exact(at, i64::from(*member), 0),
        _ => {}
    }
}
