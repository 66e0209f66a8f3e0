//! The classes into which a law divides the values of a fact: each value of a class gets the same answers.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::distinctions::{Distinctions, Place, Test};
use crate::model::{RecordId, Type, Vocabulary};
use crate::plan::slots::{Cell, Slots, Supposed};
use crate::plan::{Comparison, Datum, Membership, Plan, has_bit};

/// A class of values of one fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Class {
    /// One value, or none.
    Is(Cell),
    /// Several values.
    OneOf(Supposed),
}

impl Class {
    /// True if a value that is given lies in the class; of a name that the law does not mention, the class of all such names.
    pub fn holds(&self, cell: &Cell) -> bool {
        match (self, cell) {
            (Class::Is(own), _) => own == cell,
            (Class::OneOf(Supposed::Members(bits)), Cell::Member(member)) => has_bit(bits, *member),
            (Class::OneOf(Supposed::Names(names)), Cell::Text(name)) => names.contains(name),
            (Class::OneOf(Supposed::OtherNames(names)), Cell::Text(name)) => !names.contains(name),
            (Class::OneOf(Supposed::Between(low, high)), _) => {
                let Some(value) = datum(cell) else { return false };
                let beyond = |end: &End, out: Ordering| {
                    end.as_ref().is_some_and(|(at, included)| {
                        value.order(at).is_none_or(|o| o == out || o == Ordering::Equal && !included)
                    })
                };
                !beyond(low, Ordering::Less) && !beyond(high, Ordering::Greater)
            }
            _ => false,
        }
    }

    /// Supposes that a fact lies in the class.
    pub fn put(&self, slots: &mut Slots, place: Place) {
        match self {
            Class::Is(cell) => {
                slots.put(place.0, place.1, cell.clone());
            }
            Class::OneOf(supposed) => slots.supposed.push((place, supposed.clone())),
        }
    }

    /// Takes that back: the fact is missing.
    pub fn take_back(&self, slots: &mut Slots, place: Place) {
        match self {
            Class::Is(_) => {
                slots.put(place.0, place.1, Cell::Missing);
            }
            Class::OneOf(_) => slots.supposed.retain(|(other, _)| *other != place),
        }
    }
}

/// Divides facts into classes.
#[derive(Clone, Copy)]
pub struct Classes<'a> {
    /// The words of the rulebook: what may be given at all.
    pub vocabulary: &'a Vocabulary,
    /// The law.
    pub plan: &'a Plan,
    /// What it tells apart.
    pub distinctions: &'a Distinctions,
}

impl Classes<'_> {
    /// The classes of a fact, in order of its values; none where it has no value that can be tried: a list, a record, a set.
    pub fn of(&self, slots: &Slots, place: Place) -> Option<Vec<Class>> {
        let record = slots.record_of(place.0);
        let ty = self.ty(record, place.1)?;
        let mut classes = match ty.required() {
            Type::YesNo => vec![Class::Is(Cell::YesNo(true)), Class::Is(Cell::YesNo(false))],
            Type::Number(_) | Type::Date | Type::Days => self.intervals(slots, record, place),
            Type::Enumeration(id) => {
                let count = self.vocabulary.enumerations.get(id.ix())?.members.len() as u32;
                self.members(count, place)
            }
            Type::Text => self.names(place),
            _ => return None,
        };
        if matches!(ty, Type::Optional(_)) {
            classes.push(Class::Is(Cell::None));
        }
        Some(classes)
    }

    fn ty(&self, record: Option<RecordId>, offset: u32) -> Option<&Type> {
        match record {
            None => self.vocabulary.facts.get_index(offset as usize).map(|(_, fact)| &fact.ty),
            Some(id) => self.vocabulary.record(id).fields.get_index(offset as usize).map(|(_, field)| &field.ty),
        }
    }

    /// Between the values the fact is compared with, and those values themselves where the law tells them from both sides.
    fn intervals(&self, slots: &Slots, record: Option<RecordId>, place: Place) -> Vec<Class> {
        let mut cuts: Vec<Cut> = Vec::new();
        for test in self.distinctions.of(place) {
            let (at, below, above) = match test {
                Test::Compare(Comparison::AtLeast | Comparison::LessThan, at) => (at, true, false),
                Test::Compare(Comparison::MoreThan | Comparison::AtMost, at) => (at, false, true),
                Test::Compare(Comparison::Exactly, at) | Test::Turns(at) => (at, true, true),
                Test::In(_) => continue,
            };
            match cuts.iter_mut().find(|cut| cut.at == *at) {
                Some(cut) => (cut.below, cut.above) = (cut.below || below, cut.above || above),
                None => cuts.push(Cut { at: at.clone(), below, above }),
            }
        }
        cuts.sort_by(|a, b| a.at.order(&b.at).unwrap_or(Ordering::Equal));
        let floor = self.plan.floor(record, place.1);
        let mut low: End =
            floor.and_then(|floor| floor.lower.clone()).map(|(at, included)| (Datum::Number(at), included));
        let mut top: End = None;
        // Of a range the other end, where it is given, bounds this one.
        if let Some((end, upper)) = floor.and_then(|floor| floor.other_end)
            && let Some(at) = datum(slots.cell(place.0, end))
        {
            let higher = low.as_ref().is_none_or(|(low, _)| low.order(&at) == Some(Ordering::Less));
            match upper {
                true => top = Some((at, true)),
                false if higher => low = Some((at, true)),
                false => {}
            }
        }
        let within = |cut: &Cut| {
            let order = top.as_ref().and_then(|(top, _)| cut.at.order(top));
            order.is_none_or(|order| order == Ordering::Less || order == Ordering::Equal && !cut.above)
        };
        cuts.retain(within);
        let mut classes = Vec::new();
        for Cut { at, below, above } in cuts {
            // What the declaration rules out is no class.
            let reached = low.as_ref().map_or(Some(Ordering::Less), |(low, _)| low.order(&at));
            if below && reached == Some(Ordering::Less) {
                classes.extend(between(low, Some((at.clone(), false))));
                low = Some((at.clone(), true));
            }
            let may_be = match &low {
                None => true,
                Some((low, included)) => low.order(&at).is_some_and(|o| o.is_lt() || o.is_eq() && *included),
            };
            if above && may_be {
                classes.extend(between(low, Some((at.clone(), true))));
                low = Some((at, false));
            }
        }
        classes.extend(between(low, top));
        classes
    }

    fn members(&self, count: u32, place: Place) -> Vec<Class> {
        let tests = self.distinctions.of(place);
        let mut classes: IndexMap<Vec<bool>, Vec<u32>> = IndexMap::new();
        for member in 0..count {
            classes.entry(self.answers(tests, &Datum::Member(member))).or_default().push(member);
        }
        let class = |members: Vec<u32>| match members.as_slice() {
            [one] => Class::Is(Cell::Member(*one)),
            _ => {
                let mut bits = vec![0u64; count.div_ceil(64) as usize];
                members.iter().for_each(|m| bits[*m as usize / 64] |= 1 << (m % 64));
                Class::OneOf(Supposed::Members(bits))
            }
        };
        classes.into_values().map(class).collect()
    }

    /// The names that the law mentions, as far as it tells them apart, and any other.
    fn names(&self, place: Place) -> Vec<Class> {
        let tests = self.distinctions.of(place);
        let mut classes: IndexMap<Vec<bool>, Vec<std::sync::Arc<str>>> = IndexMap::new();
        for test in tests {
            let mentioned: Vec<_> = match test {
                Test::Compare(_, Datum::Text(name)) | Test::Turns(Datum::Text(name)) => vec![name.clone()],
                Test::In(set) => match self.plan.sets.get(*set as usize) {
                    Some(Membership::Texts(names)) => names.iter().cloned().collect(),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            for name in mentioned {
                let class = classes.entry(self.answers(tests, &Datum::Text(name.clone()))).or_default();
                if !class.contains(&name) {
                    class.push(name);
                }
            }
        }
        // Any other name fails every test.
        classes.shift_remove(&vec![false; tests.len()]);
        let others = classes.values().flatten().cloned().collect();
        let class = |names: Vec<std::sync::Arc<str>>| match names.as_slice() {
            [one] => Class::Is(Cell::Text(one.clone())),
            _ => Class::OneOf(Supposed::Names(names)),
        };
        let mut all: Vec<Class> = classes.into_values().map(class).collect();
        all.push(Class::OneOf(Supposed::OtherNames(others)));
        all
    }

    /// How a value answers the tests.
    fn answers(&self, tests: &[Test], value: &Datum) -> Vec<bool> {
        let answer = |test: &Test| match test {
            Test::Compare(by, at) => {
                value == at && by.holds(Ordering::Equal) || value.order(at).is_some_and(|o| by.holds(o))
            }
            Test::Turns(at) => value == at,
            Test::In(set) => self.plan.sets.get(*set as usize).is_some_and(|set| set.contains(value)),
        };
        tests.iter().map(answer).collect()
    }
}

/// A value at which answers may change: just below it, just above it.
struct Cut {
    at: Datum,
    below: bool,
    above: bool,
}

/// An end of a class of values, and whether it is in it.
type End = Option<(Datum, bool)>;

/// The values between two ends; no class where there are none.
fn between(low: End, high: End) -> Option<Class> {
    let (low, high) = (inward(low, 1), inward(high, -1));
    if let (Some((from, from_included)), Some((to, to_included))) = (&low, &high) {
        match from.order(to) {
            Some(Ordering::Greater) => return None,
            Some(Ordering::Equal) if *from_included && *to_included => return Some(Class::Is(cell(from))),
            Some(Ordering::Equal) => return None,
            _ => {}
        }
    }
    Some(Class::OneOf(Supposed::Between(low, high)))
}

/// Days have nothing between one and the next: an end that is not in the class gives way to the next day that is.
fn inward(end: End, step: i64) -> End {
    Some(match end? {
        (Datum::Date(day), false) => match day.plus_days(step) {
            Some(next) => (Datum::Date(next), true),
            None => (Datum::Date(day), false),
        },
        (Datum::Days(days), false) => match days.checked_add(step) {
            Some(next) => (Datum::Days(next), true),
            None => (Datum::Days(days), false),
        },
        other => other,
    })
}

/// The value that a cell holds, if it has an order.
fn datum(cell: &Cell) -> Option<Datum> {
    match cell {
        Cell::Number(n) => Some(Datum::Number(n.clone())),
        Cell::Date(d) => Some(Datum::Date(*d)),
        Cell::Days(n) => Some(Datum::Days(*n)),
        _ => None,
    }
}

/// The cell that holds a value.
fn cell(datum: &Datum) -> Cell {
    match datum {
        Datum::YesNo(b) => Cell::YesNo(*b),
        Datum::Number(n) => Cell::Number(n.clone()),
        Datum::Date(d) => Cell::Date(*d),
        Datum::Days(n) => Cell::Days(*n),
        Datum::Months(n) => Cell::Months(*n),
        Datum::Member(m) => Cell::Member(*m),
        Datum::Text(t) => Cell::Text(t.clone()),
        Datum::Record(i) => Cell::Record(*i),
        // No fact holds them.
        Datum::WorkingDays(..) => Cell::Missing,
    }
}
