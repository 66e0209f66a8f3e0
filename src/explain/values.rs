//! Values as people read them, typed: each language words them in its own way.

use std::fmt;

use crate::eval::{End, Range, Reading};
use crate::model::{Model, Type};
use crate::plan::Datum;
use crate::value::{Causes, Date};

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// `yes` or `no`.
    YesNo(bool),
    /// A day.
    Date(Date),
    /// A number of days.
    Days(i64),
    /// A number of months.
    Months(i64),
    /// A member of a list of values.
    Member {
        /// Its code, or its words as declared.
        code: String,
        /// Its name in the language asked for, where it has one.
        name: Option<String>,
    },
    /// A number with its unit, an open name: the same in every language.
    Plain(String),
}

/// The value as rule files and facts write it: `yes`, `2023-11-17`, `25 days`, `CN`, `400 GB/s`.
impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shown::YesNo(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Shown::Date(day) => write!(f, "{day}"),
            Shown::Days(n) => write!(f, "{n} day{}", if n.abs() == 1 { "" } else { "s" }),
            Shown::Months(n) => write!(f, "{n} month{}", if n.abs() == 1 { "" } else { "s" }),
            Shown::Member { code, .. } => f.write_str(code),
            Shown::Plain(text) => f.write_str(text),
        }
    }
}

/// An end of what a value may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Where it ends.
    pub at: Shown,
    /// True if the end itself is in it.
    pub included: bool,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// It is this.
    Is(Shown),
    /// It lies within these ends, at least one of which is there.
    Within {
        /// The lower end.
        low: Option<Bound>,
        /// The upper end.
        high: Option<Bound>,
    },
    /// There is none.
    None,
    /// The fact is not given.
    NotGiven,
    /// It rests on facts that are not given.
    NotKnown,
    /// It does not exist.
    Undefined,
    /// An element that is only counted.
    Counted,
}

/// The days of which the law says whether they are working days: a count that leaves them comes to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The first.
    pub from: Date,
    /// The last.
    pub through: Date,
}

impl Value {
    /// The value, where it is one.
    pub fn known(&self) -> Option<&Shown> {
        match self {
            Value::Is(shown) => Some(shown),
            _ => None,
        }
    }
}

impl Model {
    /// A value in the words of its type, with names in the language of this tag; the main language under the empty one.
    pub fn shown(&self, datum: &Datum, ty: Option<&Type>, tag: &str) -> Shown {
        match (datum, ty.map(Type::required)) {
            (Datum::YesNo(yes), _) => Shown::YesNo(*yes),
            (Datum::Date(day), _) => Shown::Date(*day),
            (Datum::Days(n), _) => Shown::Days(*n),
            (Datum::Months(n), _) => Shown::Months(*n),
            (Datum::Member(member), Some(Type::Enumeration(id))) => {
                let enumeration = &self.vocabulary.enumerations[id.ix()];
                self.member(enumeration, enumeration.code(*member), tag)
            }
            _ => Shown::Plain(self.datum_text(datum, ty)),
        }
    }

    fn member(&self, of: &crate::model::Enumeration, code: &str, tag: &str) -> Shown {
        let name = of.members.get(code).and_then(|titles| titles.in_language(tag));
        Shown::Member { code: code.to_string(), name: name.filter(|name| *name != code).map(str::to_string) }
    }

    /// A value that is only at hand in the words of its type.
    pub fn shown_text(&self, text: &str, ty: &Type, tag: &str) -> Shown {
        match ty.required() {
            Type::YesNo if text == "yes" || text == "no" => Shown::YesNo(text == "yes"),
            Type::Date => Date::parse(text).map_or_else(|_| Shown::Plain(text.to_string()), Shown::Date),
            Type::Enumeration(id) => self.member(&self.vocabulary.enumerations[id.ix()], text, tag),
            _ => Shown::Plain(text.to_string()),
        }
    }

    /// What was read, typed.
    pub fn value_shown(&self, reading: &Reading, ty: Option<&Type>, tag: &str) -> Value {
        match reading {
            Reading::Known(datum) => Value::Is(self.shown(datum, ty, tag)),
            Reading::None => Value::None,
            Reading::Undetermined(_) => Value::NotGiven,
        }
    }

    /// What a value may be, typed.
    pub fn range_shown(&self, range: &Result<Range, Causes>, ty: Option<&Type>, tag: &str) -> Value {
        let range = match range {
            Ok(range) => range,
            Err(causes) if causes.has(Causes::MISSING) => return Value::NotKnown,
            Err(_) => return Value::Undefined,
        };
        if let Some(value) = range.value() {
            return Value::Is(self.shown(value, ty, tag));
        }
        let bound = |end: &End| Bound { at: self.shown(&end.at, ty, tag), included: end.included };
        match (range.low.as_ref().map(bound), range.high.as_ref().map(bound)) {
            (None, None) => Value::NotKnown,
            (low, high) => Value::Within { low, high },
        }
    }
}
