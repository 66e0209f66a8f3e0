//! What the law asks of a fact, and the small numbers that answer it.
//!
//! A fact that rules only compare with what they state is kept as a *code*: 0 where it is not given, 1 where it is none, and from
//! 2 on one number for each class of values that no question of the law tells apart. A number between two thresholds has the
//! code of the interval, whatever digits it has, so nothing is rounded.

use rustc_hash::FxHashMap;

use crate::model::{Type, Vocabulary};
use crate::plan::slots::Cell;
use crate::plan::{Comparison, Datum, Membership, Plan, ProvisionIx, RecordId};
use crate::value::{Date, Number};

/// The code of a fact that is not given.
pub const MISSING: u32 = 0;
/// The code of a fact that is none.
pub const NONE: u32 = 1;
/// The first code of a value.
pub const FIRST: u32 = 2;

/// A condition that does not hold, holds, or is open: the evaluator is asked.
pub const FALSE: u8 = 0;
/// Holds.
pub const TRUE: u8 = 1;
/// Open.
pub const OPEN: u8 = 2;

/// What a code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A fact (of no record) or a field.
    Cell(Option<RecordId>, u32),
    /// An element of a list of plain values: the fact or field that is the list.
    Element(Option<RecordId>, u32),
    /// The day whose law applies.
    Day,
    /// Whether an elective exemption counts: nobody claims anything, or somebody claims this.
    Counts(ProvisionIx),
}

/// A question about one value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// It is yes.
    Holds,
    /// It is none.
    IsNone,
    /// It is this value.
    Equals(Datum),
    /// It compares so with this value.
    Compare(Comparison, Datum),
    /// It is in a group: index into [`Plan::sets`].
    In(u32),
}

/// How the values of one key become codes.
#[derive(Clone, Debug)]
pub enum Coding {
    /// Given, whatever it is.
    Given,
    /// No: 2, yes: 3.
    YesNo,
    /// Numbers, days and periods.
    Ordered(Ordered),
    /// The code of each member of a list of values.
    Members(Vec<u32>),
    /// The code of each name the law states; any other has the first code.
    Texts(FxHashMap<Box<str>, u32>),
}

/// Values with an order, cut where some question of the law changes its answer.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    /// Where the next code begins, ascending: at the number itself, or (true) after it. In base units; days as their number.
    bounds: Vec<(Number, bool)>,
    /// The same for decimals as they are written in the declared unit.
    written: Option<Written>,
}

/// Bounds for decimals as they are written: twice the number times a power of ten, and one more after it.
#[derive(Clone, Debug, Default)]
struct Written {
    places: u32,
    bounds: Vec<i64>,
}

/// Powers of ten that an `i64` holds.
pub const POWERS: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut at = 1;
    while at < 19 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Most decimal places of a threshold that decimals are compared with as they are written.
const MOST_PLACES: u32 = 9;

impl Ordered {
    fn new(mut bounds: Vec<(Number, bool)>, factor: &Number) -> Ordered {
        bounds.sort();
        bounds.dedup();
        let written = Written::new(&bounds, factor);
        Ordered { bounds, written }
    }

    /// One bound alone: a number keeps it if it has not the first code.
    pub fn bound(at: &Number, included: bool, factor: &Number) -> Ordered {
        Ordered::new(vec![(at.clone(), !included)], factor)
    }

    /// The code of a number of base units.
    pub fn code(&self, number: &Number) -> u32 {
        FIRST + self.bounds.partition_point(|(at, after)| number > at || (!after && number == at)) as u32
    }

    /// The code of `mantissa / 10^places` of the declared unit; none where only the exact number tells.
    pub fn code_written(&self, mantissa: i64, places: u32) -> Option<u32> {
        let written = self.written.as_ref()?;
        let key = if places <= written.places {
            // What is too large to be counted so is beyond every threshold.
            let scaled = mantissa.saturating_mul(POWERS[(written.places - places) as usize]);
            scaled.saturating_mul(2)
        } else {
            let unit = POWERS.get((places - written.places) as usize)?;
            mantissa.div_euclid(*unit).saturating_mul(2) | i64::from(mantissa.rem_euclid(*unit) != 0)
        };
        Some(FIRST + count_reached(&written.bounds, key))
    }

    /// The bounds for decimals as they are written, each twice the number times a power of ten, and one more where the code begins
    /// after it: how many places, and the bounds.
    pub fn written(&self) -> Option<(u32, &[i64])> {
        self.written.as_ref().map(|written| (written.places, written.bounds.as_slice()))
    }

    fn position(&self, at: &Number, after: bool) -> u32 {
        self.bounds.partition_point(|(b, a)| (b, a) < (at, &after)) as u32
    }

    /// Whether the values of each code satisfy a comparison with `at`, from the first code on.
    fn satisfy(&self, by: Comparison, at: &Number) -> Vec<bool> {
        let (from, past) = (self.position(at, false), self.position(at, true));
        let one = |code: u32| match by {
            Comparison::AtLeast => code > from,
            Comparison::MoreThan => code > past,
            Comparison::AtMost => code <= past,
            Comparison::LessThan => code <= from,
            Comparison::Exactly => code > from && code <= past,
        };
        (0..=self.bounds.len() as u32).map(one).collect()
    }
}

/// How many of the ascending bounds the key reaches.
#[inline]
fn count_reached(bounds: &[i64], key: i64) -> u32 {
    if bounds.len() <= 8 {
        return bounds.iter().map(|bound| u32::from(key >= *bound)).sum();
    }
    bounds.partition_point(|bound| key >= *bound) as u32
}

impl Written {
    fn new(bounds: &[(Number, bool)], factor: &Number) -> Option<Written> {
        let counted = |(at, after): &(Number, bool)| Some((at.div(factor)?.decimal()?, *after));
        let decimals: Vec<((i128, u32), bool)> = bounds.iter().map(counted).collect::<Option<_>>()?;
        let places = decimals.iter().map(|((_, scale), _)| *scale).max().unwrap_or(0);
        if places > MOST_PLACES {
            return None;
        }
        // Far from the ends of the integers, where keys are cut off.
        const FARTHEST: i64 = i64::MAX / 4;
        let bound = |((mantissa, scale), after): &((i128, u32), bool)| {
            let scaled = mantissa.checked_mul(i128::from(POWERS[(places - scale) as usize]))?;
            let scaled = i64::try_from(scaled).ok().filter(|n| (-FARTHEST..=FARTHEST).contains(n))?;
            Some(2 * scaled + i64::from(*after))
        };
        Some(Written { places, bounds: decimals.iter().map(bound).collect::<Option<_>>()? })
    }
}

impl Coding {
    /// The coding of a key that these questions are asked of.
    pub fn new(plan: &Plan, vocabulary: &Vocabulary, key: Key, tests: &[Test]) -> Coding {
        match key {
            Key::Counts(_) => Coding::YesNo,
            Key::Day => Coding::ordered(tests, &Number::from(1)),
            Key::Cell(record, offset) => Coding::of_type(plan, vocabulary, declared(vocabulary, record, offset), tests),
            Key::Element(record, offset) => {
                let element = match declared(vocabulary, record, offset).map(Type::required) {
                    Some(Type::List(inner) | Type::Set(inner)) => Some(&**inner),
                    _ => None,
                };
                Coding::of_type(plan, vocabulary, element, tests)
            }
        }
    }

    fn of_type(plan: &Plan, vocabulary: &Vocabulary, ty: Option<&Type>, tests: &[Test]) -> Coding {
        match ty.map(Type::required) {
            Some(Type::YesNo) => Coding::YesNo,
            Some(Type::Number(unit)) => Coding::ordered(tests, &unit.factor),
            Some(Type::Date | Type::Days | Type::Months) => Coding::ordered(tests, &Number::from(1)),
            Some(Type::Enumeration(id)) => {
                let count = vocabulary.enumerations.get(id.ix()).map_or(0, |e| e.members.len() as u32);
                let mut classes = Classes::default();
                let code =
                    |member| classes.code(tests.iter().map(|t| asked_of(plan, t, &Datum::Member(member))).collect());
                Coding::Members((0..count).map(code).collect())
            }
            Some(Type::Text) => Coding::texts(plan, tests),
            _ => Coding::Given,
        }
    }

    fn ordered(tests: &[Test], factor: &Number) -> Coding {
        let mut bounds = Vec::new();
        for test in tests {
            let (by, at) = match test {
                Test::Equals(datum) => (Comparison::Exactly, counted(datum)),
                Test::Compare(by, datum) => (*by, counted(datum)),
                _ => continue,
            };
            let Some(at) = at else { continue };
            match by {
                Comparison::AtLeast | Comparison::LessThan => bounds.push((at, false)),
                Comparison::MoreThan | Comparison::AtMost => bounds.push((at, true)),
                Comparison::Exactly => bounds.extend([(at.clone(), false), (at, true)]),
            }
        }
        Coding::Ordered(Ordered::new(bounds, factor))
    }

    fn texts(plan: &Plan, tests: &[Test]) -> Coding {
        let mut classes = Classes::default();
        classes.code(vec![FALSE; tests.len()]);
        let mut codes = FxHashMap::default();
        for test in tests {
            let stated: Vec<Datum> = match test {
                Test::Equals(text) => vec![text.clone()],
                Test::In(set) => match &plan.sets[*set as usize] {
                    Membership::Texts(texts) => texts.iter().map(|t| Datum::Text(t.clone())).collect(),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            for text in stated {
                let code = classes.code(tests.iter().map(|t| asked_of(plan, t, &text)).collect());
                if let Datum::Text(text) = text {
                    codes.insert(Box::from(&*text), code);
                }
            }
        }
        Coding::Texts(codes)
    }

    /// How many codes there are, those of what is missing or none included.
    pub fn count(&self) -> u32 {
        FIRST
            + match self {
                Coding::Given => 1,
                Coding::YesNo => 2,
                Coding::Ordered(ordered) => ordered.bounds.len() as u32 + 1,
                Coding::Members(codes) => codes.iter().max().map_or(0, |code| code - FIRST + 1),
                Coding::Texts(codes) => codes.values().max().map_or(1, |code| code - FIRST + 1),
            }
    }

    /// The answer to a question for each code.
    pub fn answers(&self, plan: &Plan, test: &Test) -> Vec<u8> {
        let mut answers = vec![missing(plan, test), if *test == Test::IsNone { TRUE } else { FALSE }];
        let count = self.count();
        answers.resize(count as usize, OPEN);
        let mut set = |code: u32, answer: u8| {
            if let Some(place) = answers.get_mut(code as usize) {
                *place = answer;
            }
        };
        if *test == Test::IsNone {
            (FIRST..count).for_each(|code| set(code, FALSE));
            return answers;
        }
        match self {
            Coding::Given => {}
            Coding::YesNo => {
                let one = |yes: bool| match test {
                    Test::Holds => u8::from(yes),
                    other => asked_of(plan, other, &Datum::YesNo(yes)),
                };
                set(FIRST, one(false));
                set(FIRST + 1, one(true));
            }
            Coding::Ordered(ordered) => {
                let (by, at) = match test {
                    Test::Equals(datum) => (Comparison::Exactly, counted(datum)),
                    Test::Compare(by, datum) => (*by, counted(datum)),
                    _ => return answers,
                };
                let Some(at) = at else { return answers };
                (FIRST..).zip(ordered.satisfy(by, &at)).for_each(|(code, holds)| set(code, u8::from(holds)));
            }
            Coding::Members(codes) => {
                for (member, code) in (0u32..).zip(codes) {
                    set(*code, asked_of(plan, test, &Datum::Member(member)));
                }
            }
            Coding::Texts(codes) => {
                let not_in_force = |set: &u32| matches!(plan.sets[*set as usize], Membership::NotInForce);
                set(FIRST, if matches!(test, Test::In(set) if not_in_force(set)) { OPEN } else { FALSE });
                let mut each: Vec<(&Box<str>, &u32)> = codes.iter().collect();
                each.sort();
                each.into_iter()
                    .for_each(|(text, code)| set(*code, asked_of(plan, test, &Datum::Text((**text).into()))));
            }
        }
        answers
    }

    /// The code of what a cell holds.
    pub fn code(&self, cell: &Cell) -> u32 {
        match (self, cell) {
            (_, Cell::Missing) => MISSING,
            (_, Cell::None) => NONE,
            (Coding::Given, _) => FIRST,
            (Coding::YesNo, Cell::YesNo(yes)) => FIRST + u32::from(*yes),
            (Coding::Ordered(ordered), cell) => match cell {
                Cell::Number(number) => ordered.code(number),
                Cell::Date(date) => ordered.code(&Number::from(date.number())),
                Cell::Days(count) | Cell::Months(count) => ordered.code(&Number::from(*count)),
                _ => MISSING,
            },
            (Coding::Members(codes), Cell::Member(member)) => codes.get(*member as usize).copied().unwrap_or(MISSING),
            (Coding::Texts(codes), Cell::Text(text)) => codes.get(&**text).copied().unwrap_or(FIRST),
            _ => MISSING,
        }
    }

    /// The code of a day.
    pub fn code_of_day(&self, day: Date) -> u32 {
        match self {
            Coding::Ordered(ordered) => ordered.code(&Number::from(day.number())),
            _ => MISSING,
        }
    }
}

/// Values told apart by the answers to all questions.
#[derive(Default)]
struct Classes(FxHashMap<Vec<u8>, u32>);

impl Classes {
    fn code(&mut self, answers: Vec<u8>) -> u32 {
        let next = FIRST + self.0.len() as u32;
        *self.0.entry(answers).or_insert(next)
    }
}

/// The type a fact or field is declared with.
pub fn declared(vocabulary: &Vocabulary, record: Option<RecordId>, offset: u32) -> Option<&Type> {
    match record {
        None => vocabulary.facts.get_index(offset as usize).map(|(_, fact)| &fact.ty),
        Some(id) => vocabulary.record(id).fields.get_index(offset as usize).map(|(_, field)| &field.ty),
    }
}

/// A value with an order as a number.
pub fn counted(datum: &Datum) -> Option<Number> {
    match datum {
        Datum::Number(number) => Some(number.clone()),
        Datum::Date(date) => Some(Number::from(date.number())),
        Datum::Days(count) | Datum::Months(count) => Some(Number::from(*count)),
        _ => None,
    }
}

/// The answer where the fact is not given.
fn missing(plan: &Plan, test: &Test) -> u8 {
    let empty = |set: &u32| match &plan.sets[*set as usize] {
        Membership::Members(bits) => bits.iter().all(|word| *word == 0),
        Membership::Texts(texts) => texts.is_empty(),
        Membership::NotInForce => false,
    };
    match test {
        Test::In(set) if empty(set) => FALSE,
        _ => OPEN,
    }
}

/// The answer for a known value.
pub fn asked_of(plan: &Plan, test: &Test, value: &Datum) -> u8 {
    match test {
        Test::Holds => match value {
            Datum::YesNo(yes) => u8::from(*yes),
            _ => OPEN,
        },
        Test::IsNone => FALSE,
        Test::Equals(other) => u8::from(value == other),
        Test::Compare(by, other) => value.order(other).map_or(OPEN, |order| u8::from(by.holds(order))),
        Test::In(set) => match (&plan.sets[*set as usize], value) {
            (Membership::NotInForce, _) => OPEN,
            (Membership::Members(bits), Datum::Member(m)) => {
                u8::from(bits.get(*m as usize / 64).is_some_and(|word| word >> (m % 64) & 1 == 1))
            }
            (Membership::Texts(texts), Datum::Text(text)) => u8::from(texts.contains(text)),
            _ => FALSE,
        },
    }
}
