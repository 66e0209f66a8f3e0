//! Where facts lie: one cell per fact and per field of every record instance. Names stay outside.

use std::sync::Arc;

use super::Datum;
use crate::model::{DefinedId, ProvisionId, RecordId, Vocabulary};
use crate::value::{Date, Number};

/// Which cell of an instance holds what, for the matter as a whole and for each record. The same for every law of a
/// rulebook, so facts read once serve every day.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The matter itself: its fields are the facts.
    pub matter: Shape,
    /// The records, by [`RecordId`].
    pub records: Vec<Shape>,
}

/// The cells of one kind of instance: its fields in order of declaration, then a cell for each defined name that may be
/// stipulated (S20).
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// How many fields (or facts).
    pub fields: u32,
    /// Defined names, in the order of their cells after the fields.
    pub stipulable: Vec<DefinedId>,
}

impl Shape {
    /// Cells per instance.
    pub fn size(&self) -> u32 {
        self.fields + self.stipulable.len() as u32
    }

    /// The cell of a stipulation of `name`, counted from the instance's first cell.
    pub fn stipulation(&self, name: DefinedId) -> Option<u32> {
        self.stipulable.iter().position(|d| *d == name).map(|ix| self.fields + ix as u32)
    }
}

impl Layout {
    /// The layout of a vocabulary.
    pub fn of(vocabulary: &Vocabulary) -> Layout {
        let stipulable = |of: Option<RecordId>| {
            let all = vocabulary.defined.iter().enumerate();
            all.filter(|(_, d)| d.of == of && !d.is_function()).map(|(ix, _)| DefinedId(ix as u32)).collect()
        };
        let record = |(ix, record): (usize, &crate::model::Record)| Shape {
            fields: record.fields.len() as u32,
            stipulable: stipulable(Some(RecordId(ix as u32))),
        };
        Layout {
            matter: Shape { fields: vocabulary.facts.len() as u32, stipulable: stipulable(None) },
            records: vocabulary.records.values().enumerate().map(record).collect(),
        }
    }

    /// The shape of the matter (none) or of a record.
    pub fn shape(&self, record: Option<RecordId>) -> &Shape {
        match record {
            None => &self.matter,
            Some(id) => &self.records[id.ix()],
        }
    }
}

/// A record instance: index into [`Slots::instances`]. Number 0 is the matter itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(pub u32);

/// The matter itself.
pub const MATTER: InstanceId = InstanceId(0);

/// A list of the facts: index into [`Slots::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListId(pub u32);

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Cell {
    /// Not given: unknown.
    #[default]
    Missing,
    /// Given as none.
    None,
    /// `yes` or `no`.
    YesNo(bool),
    /// A number in base units.
    Number(Number),
    /// A day.
    Date(Date),
    /// A number of days.
    Days(i64),
    /// A number of months: a period that a provision defines, stipulated.
    Months(i64),
    /// A member of its type's list of values.
    Member(u32),
    /// An open name.
    Text(Arc<str>),
    /// A record.
    Record(InstanceId),
    /// A list.
    List(ListId),
    /// A set of provisions.
    Provisions(Arc<[ProvisionId]>),
}

/// What is supposed of a cell that is missing, while it is tried out what it may be: it is not none, and its value is one of
/// these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supposed {
    /// A number, a day or a period between two ends; open at an end that is missing. The second says whether the end is in it.
    Between(Option<(Datum, bool)>, Option<(Datum, bool)>),
    /// One of these members, one bit each.
    Members(Vec<u64>),
    /// One of these open names.
    Names(Vec<Arc<str>>),
    /// Any open name but these.
    OtherNames(Vec<Arc<str>>),
}

/// A record instance among the facts.
#[derive(Clone, Debug)]
pub struct Instance {
    /// Its record; none for the matter.
    pub record: Option<RecordId>,
    /// Its first cell.
    pub base: u32,
    /// True for the one that stands for elements of absent or incomplete lists (S10), and for an optional record that is
    /// not given, which may be none: nothing of it is known, not even whether it exists.
    pub phantom: bool,
    /// The instance it is nested in, the cell there, and its place in the list where that cell holds a list. None for the
    /// matter and for the phantoms of lists.
    pub parent: Option<(InstanceId, u32, Option<u32>)>,
    /// True where a reference by name is not given: it stands for the one that would be named.
    pub unnamed: bool,
}

/// A list among the facts.
#[derive(Clone, Debug)]
pub struct List {
    /// Its elements.
    pub elements: Vec<Cell>,
    /// False where there may be more.
    pub complete: bool,
}

/// All facts of one matter, ready for a plan.
#[derive(Clone, Debug)]
pub struct Slots {
    /// The cells, instance after instance.
    pub cells: Vec<Cell>,
    /// The instances; the first is the matter.
    pub instances: Vec<Instance>,
    /// The lists.
    pub lists: Vec<List>,
    /// The instances of each record in order of declaration, depth first, a phantom last (S10).
    pub by_record: Vec<Vec<InstanceId>>,
    /// What is supposed of cells that are missing; of facts that are only read, nothing.
    pub supposed: Vec<((InstanceId, u32), Supposed)>,
}

impl Slots {
    /// What is supposed of a cell that is missing.
    pub fn supposed(&self, instance: InstanceId, offset: u32) -> Option<&Supposed> {
        self.supposed.iter().find(|(cell, _)| *cell == (instance, offset)).map(|(_, supposed)| supposed)
    }

    /// Puts a value into a cell, and gives what it held.
    pub fn put(&mut self, instance: InstanceId, offset: u32, cell: Cell) -> Cell {
        let base = self.instances.get(instance.0 as usize).map_or(0, |i| i.base);
        match self.cells.get_mut(base.saturating_add(offset) as usize) {
            Some(place) => std::mem::replace(place, cell),
            None => Cell::Missing,
        }
    }

    /// Where every cell stands, instance by instance.
    pub fn places(&self) -> impl Iterator<Item = (InstanceId, u32)> + '_ {
        let ends = self.instances.iter().skip(1).map(|next| next.base).chain([self.cells.len() as u32]);
        let instances = self.instances.iter().zip(ends).enumerate();
        instances.flat_map(|(number, (instance, end))| {
            (0..end.saturating_sub(instance.base)).map(move |offset| (InstanceId(number as u32), offset))
        })
    }

    /// The cell `offset` of an instance.
    pub fn cell(&self, instance: InstanceId, offset: u32) -> &Cell {
        const MISSING: &Cell = &Cell::Missing;
        let base = self.instances.get(instance.0 as usize).map_or(0, |i| i.base);
        self.cells.get(base.saturating_add(offset) as usize).unwrap_or(MISSING)
    }

    /// The record an instance is of; none for the matter.
    pub fn record_of(&self, instance: InstanceId) -> Option<RecordId> {
        self.instances.get(instance.0 as usize)?.record
    }

    /// A list.
    pub fn list(&self, id: ListId) -> &List {
        &self.lists[id.0 as usize]
    }

    /// True if the instance stands for elements that may or may not exist.
    pub fn is_phantom(&self, instance: InstanceId) -> bool {
        self.instances.get(instance.0 as usize).is_some_and(|i| i.phantom)
    }

    /// True if the instance is an optional record that is not given: it may turn out to be none.
    pub fn may_be_none(&self, instance: InstanceId) -> bool {
        self.instances.get(instance.0 as usize).is_some_and(|i| i.phantom && i.parent.is_some())
    }

    /// The instances of a record.
    pub fn instances_of(&self, record: RecordId) -> &[InstanceId] {
        self.by_record.get(record.ix()).map_or(&[], Vec::as_slice)
    }
}
