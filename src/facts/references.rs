//! Names → the instances they name: references between records are bound when everything is read.

use std::collections::HashMap;
use std::sync::Arc;

use super::errors::{Mistake, quote};
use super::paths;
use super::read::{Place, Reader};
use crate::model::RecordId;
use crate::plan::slots::{Cell, InstanceId, ListId};

/// A reference by name, not yet bound.
pub(super) struct Reference {
    /// The record it refers to.
    pub record: RecordId,
    /// The name that is given.
    pub name: Arc<str>,
    /// Where it is given.
    pub path: String,
    /// Its cell, or that of the list it stands in.
    pub place: Place,
    /// Its place, where it stands in a list.
    pub element: Option<(ListId, usize)>,
}

/// A record and the name of one of its instances.
type Named = (RecordId, Arc<str>);

impl Reader<'_> {
    /// Binds each reference to the instance it names. One that nothing else in the facts describes is a further instance, of
    /// which only the name is known.
    pub(super) fn bind(&mut self) {
        let references = std::mem::take(&mut self.references);
        let mut named = self.named(&references);
        let mut bound: HashMap<Named, Option<InstanceId>> = HashMap::new();
        let mut found = Vec::with_capacity(references.len());
        // What is given is compared while references are names still: so parties that own each other compare in one pass.
        for reference in &references {
            let key = (reference.record, Arc::clone(&reference.name));
            if !bound.contains_key(&key) {
                let instance = match named.remove(&key) {
                    Some(same) => self.one(&same, reference),
                    None => Some(self.further(reference)),
                };
                bound.insert(key.clone(), instance);
            }
            found.push(bound.get(&key).copied().flatten());
        }
        for (reference, instance) in references.iter().zip(found) {
            let cell = instance.map_or(Cell::Missing, Cell::Record);
            match reference.element {
                None => self.set(reference.place, cell),
                Some((list, n)) => {
                    let list = self.slots.lists.get_mut(list.0 as usize);
                    if let Some(element) = list.and_then(|list| list.elements.get_mut(n)) {
                        *element = cell;
                    }
                }
            }
        }
    }

    /// The instances given of each record that is referred to, by name.
    fn named(&self, references: &[Reference]) -> HashMap<Named, Vec<InstanceId>> {
        let mut named: HashMap<Named, Vec<InstanceId>> = HashMap::new();
        let mut records: Vec<RecordId> = references.iter().map(|reference| reference.record).collect();
        records.sort_unstable();
        records.dedup();
        for record in records {
            let Some(field) = self.vocabulary.record(record).name_field() else { continue };
            for instance in self.slots.instances_of(record) {
                if let Cell::Text(name) = self.slots.cell(*instance, field) {
                    named.entry((record, Arc::clone(name))).or_default().push(*instance);
                }
            }
        }
        named
    }

    /// The instance that several of one name are; a mistake where they differ. All of them are the same party, so each may stand
    /// for it: the first of those of which most is given.
    fn one(&mut self, same: &[InstanceId], reference: &Reference) -> Option<InstanceId> {
        let cells: Vec<(InstanceId, Cell)> = same.iter().map(|id| (*id, Cell::Record(*id))).collect();
        if let Some((a, b)) = self.differ(&cells) {
            let path = |id| paths::instance(self.vocabulary, self.layout, &self.slots, id);
            let record = &self.vocabulary.record(reference.record).name;
            let message =
                format!("{} is the name of two {record} that differ: {}, {}", quote(&reference.name), path(a), path(b));
            let help = "give them different names, or say the same of both";
            self.errors.push(Mistake::new("facts/ambiguous-name", message).help(help).at(reference.path.clone()));
            return None;
        }
        let given = |id: &&InstanceId| {
            let size = self.layout.shape(Some(reference.record)).size();
            (0..size).filter(|offset| self.is_given(self.slots.cell(**id, *offset))).count()
        };
        same.iter().rev().max_by_key(given).copied()
    }

    fn further(&mut self, reference: &Reference) -> InstanceId {
        let (instance, offset, _) = reference.place;
        let place = (instance, offset, reference.element.map(|(_, n)| n as u32));
        let id = self.instance(Some(reference.record), Some(place), None, false);
        if let Some(field) = self.vocabulary.record(reference.record).name_field() {
            self.set((id, field, None), Cell::Text(Arc::clone(&reference.name)));
        }
        id
    }

    /// The first two of these, each within an instance, that are given differently; what is not given agrees with everything.
    fn differ(&self, same: &[(InstanceId, Cell)]) -> Option<(InstanceId, InstanceId)> {
        let mut given = same.iter().filter(|(_, cell)| self.is_given(cell));
        let (first, cell) = given.next()?;
        let others: Vec<&(InstanceId, Cell)> = given.collect();
        let odd = |alike: &dyn Fn(&Cell) -> bool| {
            others.iter().find(|(_, other)| !alike(other)).map(|(instance, _)| (*first, *instance))
        };
        match cell {
            Cell::Record(id) => odd(&|other| matches!(other, Cell::Record(_))).or_else(|| {
                let record = self.slots.record_of(*id);
                let size = self.layout.shape(record).size();
                (0..size).find_map(|offset| self.differ(&self.cells_of(same, offset)))
            }),
            Cell::List(id) => {
                let list = self.slots.list(*id);
                let alike = |other: &Cell| match other {
                    Cell::List(other) => {
                        let other = self.slots.list(*other);
                        (other.elements.len(), other.complete) == (list.elements.len(), list.complete)
                    }
                    _ => false,
                };
                odd(&alike).or_else(|| (0..list.elements.len()).find_map(|n| self.differ(&self.elements_of(same, n))))
            }
            cell => odd(&|other| other == cell),
        }
    }

    fn cells_of(&self, same: &[(InstanceId, Cell)], offset: u32) -> Vec<(InstanceId, Cell)> {
        let cell = |(within, cell): &(InstanceId, Cell)| match cell {
            Cell::Record(id) if self.is_given(cell) => Some((*within, self.slots.cell(*id, offset).clone())),
            _ => None,
        };
        same.iter().filter_map(cell).collect()
    }

    fn elements_of(&self, same: &[(InstanceId, Cell)], n: usize) -> Vec<(InstanceId, Cell)> {
        let element = |(within, cell): &(InstanceId, Cell)| match cell {
            Cell::List(id) => self.slots.list(*id).elements.get(n).map(|element| (*within, element.clone())),
            _ => None,
        };
        same.iter().filter_map(element).collect()
    }

    /// False for what is missing, and for an optional record that may be none.
    fn is_given(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Missing => false,
            Cell::Record(id) => !self.slots.is_phantom(*id),
            _ => true,
        }
    }
}
