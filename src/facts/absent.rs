//! What is not given: an absent record is one instance of which nothing is known; elements a list may still have are a
//! phantom of each record they are or contain (S10).

use std::collections::BTreeSet;

use crate::model::{RecordId, Type, Vocabulary};

/// Most instances made for records that are not given; further ones become a phantom.
const MAX_ABSENT: usize = 100_000;
/// Most records inside one another made for records that are not given.
const MAX_CHAIN: usize = 150;

/// What may exist besides what is given.
#[derive(Debug, Default)]
pub(super) struct Absent {
    /// The records of the instances now being read, outermost first.
    chain: Vec<RecordId>,
    /// How many instances were made for absent records.
    made: usize,
    /// The records that need a phantom.
    perhaps: BTreeSet<RecordId>,
}

impl Absent {
    pub(super) fn enter(&mut self, record: Option<RecordId>) {
        self.chain.extend(record);
    }

    pub(super) fn leave(&mut self, record: Option<RecordId>) {
        if record.is_some() {
            self.chain.pop();
        }
    }

    /// True if an absent record gets an instance. One inside another of its kind does not: that would never end.
    pub(super) fn makes(&mut self, record: RecordId) -> bool {
        let makes = !self.chain.contains(&record) && self.chain.len() < MAX_CHAIN && self.made < MAX_ABSENT;
        self.made += usize::from(makes);
        makes
    }

    /// Notes that there may be more values of this type: a phantom of every record they are or contain.
    pub(super) fn more_of(&mut self, vocabulary: &Vocabulary, ty: &Type) {
        let mut open: Vec<RecordId> = record_in(ty).into_iter().collect();
        while let Some(record) = open.pop() {
            if self.perhaps.insert(record) {
                open.extend(vocabulary.record(record).fields.values().filter_map(|field| record_in(&field.ty)));
            }
        }
    }

    /// The records that need a phantom, in order of declaration.
    pub(super) fn phantoms(&self) -> Vec<RecordId> {
        self.perhaps.iter().copied().collect()
    }
}

/// The record a value of this type is or holds.
fn record_in(ty: &Type) -> Option<RecordId> {
    match ty {
        Type::Record(id) => Some(*id),
        Type::List(inner) | Type::Set(inner) | Type::Optional(inner) => record_in(inner),
        _ => None,
    }
}
