//! One value that is neither record nor list → its cell.

use std::sync::Arc;

use super::errors::{Mistake, listed, near, quote};
use super::json::Json;
use super::quantities;
use crate::model::{Enumeration, EnumerationId, ProvisionId, ProvisionTree, Type, Vocabulary};
use crate::plan::slots::Cell;
use crate::value::{Date, Number};

/// As many values as a message lists.
const FEW: usize = 12;

/// The cell of a value of type `ty`.
pub(super) fn scalar(
    vocabulary: &Vocabulary,
    tree: &ProvisionTree,
    ty: &Type,
    lower: Option<&(Number, bool)>,
    json: &Json,
) -> Result<Cell, Mistake> {
    match ty {
        Type::YesNo => yes_no(vocabulary, json),
        Type::Number(unit) => {
            let number = quantities::number(vocabulary, unit, json)?;
            quantities::bounded(number, unit, lower).map(Cell::Number)
        }
        Type::Days => quantities::days(vocabulary, json).map(Cell::Days),
        Type::Months => quantities::months(vocabulary, json).map(Cell::Months),
        Type::Date => date(vocabulary, json),
        Type::Enumeration(id) => member(vocabulary, *id, json),
        Type::Provision => provision(vocabulary, tree, json).map(|id| Cell::Provisions(Arc::from([id]))),
        Type::Text => match json {
            Json::Text(text) => Ok(Cell::Text(Arc::from(text.as_str()))),
            other => Err(wrong_type(vocabulary, ty, other)),
        },
        // a rulebook with such a type has errors of its own and makes no law
        Type::Unknown => Ok(Cell::Missing),
        Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Optional(_) | Type::WorkingDays => {
            Err(wrong_type(vocabulary, ty, json))
        }
    }
}

/// The provision with this id.
pub(super) fn provision(vocabulary: &Vocabulary, tree: &ProvisionTree, json: &Json) -> Result<ProvisionId, Mistake> {
    let Json::Text(id) = json else { return Err(wrong_type(vocabulary, &Type::Provision, json)) };
    tree.find(id).ok_or_else(|| {
        let message = format!("{} is not a provision of this rulebook", quote(id));
        Mistake::new("facts/unknown-provision", message).maybe_help(near(id, tree.iter().map(|(_, text)| text)))
    })
}

fn yes_no(vocabulary: &Vocabulary, json: &Json) -> Result<Cell, Mistake> {
    let write = match json {
        Json::YesNo(yes) => return Ok(Cell::YesNo(*yes)),
        Json::Text(text) if is_one_of(text, &["yes", "true"]) => "write `true`, without quotation marks",
        Json::Text(text) if is_one_of(text, &["no", "false"]) => "write `false`, without quotation marks",
        _ => "write `true` or `false`",
    };
    Err(wrong_type(vocabulary, &Type::YesNo, json).help(write))
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|w| text.eq_ignore_ascii_case(w))
}

fn date(vocabulary: &Vocabulary, json: &Json) -> Result<Cell, Mistake> {
    let Json::Text(text) = json else {
        return Err(wrong_type(vocabulary, &Type::Date, json).help("write a date as in \"2023-11-17\""));
    };
    let bad = |why| Mistake::new("facts/bad-date", format!("{} is not a date: {why}", quote(text)));
    Date::parse(text).map(Cell::Date).map_err(bad)
}

fn member(vocabulary: &Vocabulary, id: EnumerationId, json: &Json) -> Result<Cell, Mistake> {
    let Some(enumeration) = vocabulary.enumerations.get(id.ix()) else { return Ok(Cell::Missing) };
    match json {
        Json::Text(text) => {
            enumeration.find(text).map(Cell::Member).ok_or_else(|| unknown_value(vocabulary, enumeration, id, text))
        }
        Json::Number(text) if enumeration.find(text).is_some() => {
            Err(wrong_type(vocabulary, &Type::Enumeration(id), json).help(format!("write it as a string: \"{text}\"")))
        }
        other => Err(wrong_type(vocabulary, &Type::Enumeration(id), other)),
    }
}

fn unknown_value(vocabulary: &Vocabulary, enumeration: &Enumeration, id: EnumerationId, text: &str) -> Mistake {
    let message = match &enumeration.name {
        Some(_) => format!("{} is not {}", quote(text), vocabulary.describe(&Type::Enumeration(id))),
        None => format!("{} is not one of the values", quote(text)),
    };
    let names = enumeration.members.values().flat_map(|titles| titles.0.iter().map(|(_, name)| name.as_str()));
    let help = near(text, enumeration.members.keys().map(String::as_str).chain(names))
        .or_else(|| (enumeration.members.len() <= FEW).then(|| one_of(enumeration)));
    Mistake::new("facts/unknown-value", message).maybe_help(help)
}

fn one_of(enumeration: &Enumeration) -> String {
    format!("it is one of {}", listed(enumeration.members.keys().map(String::as_str)))
}

/// A value of the wrong kind.
pub(super) fn wrong_type(vocabulary: &Vocabulary, ty: &Type, json: &Json) -> Mistake {
    Mistake::new("facts/wrong-type", format!("{} is needed, not {}", describe(vocabulary, ty), json.describe()))
}

/// The type in a few words, numbers in the unit they are declared in.
pub(super) fn describe(vocabulary: &Vocabulary, ty: &Type) -> String {
    match ty {
        Type::Number(unit) if !unit.name.is_empty() => format!("a number in {}", unit.name),
        Type::Enumeration(id) if is_long(vocabulary, *id) => "one of the declared values".into(),
        Type::Text => "a text".into(),
        Type::Record(_) if vocabulary.ends_of(ty).is_some() => {
            format!("{}, `{{\"from\": …, \"to\": …}}`,", vocabulary.describe(ty))
        }
        Type::Record(_) => format!("an object (the fields of {})", vocabulary.describe(ty)),
        _ => vocabulary.describe(ty),
    }
}

fn is_long(vocabulary: &Vocabulary, id: EnumerationId) -> bool {
    vocabulary.enumerations.get(id.ix()).is_some_and(|e| e.name.is_none() && e.members.len() > FEW)
}
