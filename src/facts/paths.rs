//! Where a fact stands: `item.contains[0].tpp`.

use std::fmt;

use crate::model::{RecordId, Vocabulary};
use crate::plan::slots::{InstanceId, Layout, Slots};

/// The path to the value now being read.
#[derive(Debug, Default)]
pub(super) struct Path<'v>(Vec<Step<'v>>);

#[derive(Debug)]
enum Step<'v> {
    Name(&'v str),
    Place(usize),
}

impl<'v> Path<'v> {
    pub(super) fn enter(&mut self, name: &'v str) {
        self.0.push(Step::Name(name));
    }

    pub(super) fn at(&mut self, place: usize) {
        self.0.push(Step::Place(place));
    }

    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    /// The path of a key beneath.
    pub(super) fn with(&self, key: &str) -> String {
        let shown: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
        let plain = key == shown && !key.is_empty() && !key.contains(['.', '[', ']', '"']);
        match (plain, self.0.is_empty()) {
            (false, _) => format!("{self}[{shown:?}]"),
            (true, true) => shown,
            (true, false) => format!("{self}.{shown}"),
        }
    }

    /// The last name.
    pub(super) fn name(&self) -> &'v str {
        let names = self.0.iter().rev().filter_map(|step| match step {
            Step::Name(name) => Some(*name),
            Step::Place(_) => None,
        });
        names.into_iter().next().unwrap_or("")
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.0.iter().enumerate() {
            match step {
                Step::Name(name) if n == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Place(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

/// The number of the field with this name: of a record, or of the matter, whose fields are the facts.
pub fn field_of(vocabulary: &Vocabulary, record: Option<RecordId>, name: &str) -> Option<u32> {
    let found = match record {
        None => vocabulary.facts.get_index_of(name),
        Some(id) => vocabulary.record(id).fields.get_index_of(name),
    };
    found.map(|ix| ix as u32)
}

/// The name of a cell of an instance of this record, or of the matter: a field, a fact, or a defined name.
pub fn name_of<'v>(vocabulary: &'v Vocabulary, layout: &Layout, record: Option<RecordId>, offset: u32) -> &'v str {
    let shape = layout.shape(record);
    if let Some(beyond) = offset.checked_sub(shape.fields) {
        let defined = shape.stipulable.get(beyond as usize).and_then(|id| vocabulary.defined.get(id.ix()));
        return defined.map_or("", |d| &d.name);
    }
    let field = match record {
        None => vocabulary.facts.get_index(offset as usize).map(|(name, _)| name),
        Some(id) => vocabulary.record(id).fields.get_index(offset as usize).map(|(name, _)| name),
    };
    field.map_or("", String::as_str)
}

/// The path of an instance: empty for the matter, `item.contains[0]`; a phantom, which has no place, goes by the name of
/// its record.
pub fn instance(vocabulary: &Vocabulary, layout: &Layout, slots: &Slots, id: InstanceId) -> String {
    let Some(known) = slots.instances.get(id.0 as usize) else { return String::new() };
    match (known.parent, known.record) {
        (Some((parent, offset, place)), _) => {
            let path = cell(vocabulary, layout, slots, parent, offset);
            place.map_or(path.clone(), |n| format!("{path}[{n}]"))
        }
        (None, Some(record)) => vocabulary.record(record).name.clone(),
        (None, None) => String::new(),
    }
}

/// The path of a cell: `item.contains[0].tpp`.
pub fn cell(vocabulary: &Vocabulary, layout: &Layout, slots: &Slots, id: InstanceId, offset: u32) -> String {
    let record = slots.record_of(id);
    let (above, name) = (instance(vocabulary, layout, slots, id), name_of(vocabulary, layout, record, offset));
    if above.is_empty() { name.to_string() } else { format!("{above}.{name}") }
}
