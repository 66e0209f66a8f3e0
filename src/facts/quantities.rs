//! A number as it is written, with its unit or in the declared one → an exact number of base units.

use super::errors::{Mistake, near, quote};
use super::json::Json;
use super::scalars::{describe, wrong_type};
use crate::model::{Dimension, Type, Unit, UnitAtom, Vocabulary};
use crate::value::{Number, NumberError};

/// A number for a field counted in `unit`: `400`, `"19.4"`, `"400 GB/s"`, `"50%"`.
pub(super) fn number(vocabulary: &Vocabulary, unit: &Unit, json: &Json) -> Result<Number, Mistake> {
    match json {
        Json::Number(text) => plain(text).map(|n| n.mul(&unit.factor)),
        Json::Text(text) => quantity(vocabulary, unit, text.trim()),
        other => Err(wrong_type(vocabulary, &Type::Number(unit.clone()), other)),
    }
}

/// A whole number of days: `25`, `"25"`, `"25 days"`.
pub(super) fn days(vocabulary: &Vocabulary, json: &Json) -> Result<i64, Mistake> {
    let number = match json {
        Json::Number(text) => plain(text)?,
        Json::Text(text) => {
            let text = text.trim();
            let bare = text.strip_suffix("days").or_else(|| text.strip_suffix("day")).unwrap_or(text);
            plain(bare.trim_end()).map_err(|_| wrong_type(vocabulary, &Type::Days, json))?
        }
        other => return Err(wrong_type(vocabulary, &Type::Days, other)),
    };
    match number.to_i64() {
        Some(days) => Ok(days),
        None => {
            Err(Mistake::new("facts/wrong-type", format!("a whole number of days is needed, not {}", json.describe())))
        }
    }
}

/// A whole number of months: `"3 months"`.
pub(super) fn months(vocabulary: &Vocabulary, json: &Json) -> Result<i64, Mistake> {
    let wrong = || wrong_type(vocabulary, &Type::Months, json);
    let Json::Text(text) = json else { return Err(wrong()) };
    let text = text.trim();
    let bare = text.strip_suffix("months").or_else(|| text.strip_suffix("month")).ok_or_else(wrong)?;
    plain(bare.trim_end()).ok().and_then(|number| number.to_i64()).ok_or_else(wrong)
}

/// The number where it keeps to the stated lower bound, which is in base units like the number.
pub(super) fn bounded(number: Number, unit: &Unit, lower: Option<&(Number, bool)>) -> Result<Number, Mistake> {
    let Some((bound, included)) = lower else { return Ok(number) };
    if number > *bound || (*included && number == *bound) {
        return Ok(number);
    }
    let words = if *included { "at least" } else { "more than" };
    let shown = |n: &Number| shown(n, unit);
    Err(Mistake::new("facts/out-of-range", format!("must be {words} {}, not {}", shown(bound), shown(&number))))
}

/// A number of base units as it reads in the declared unit.
pub(super) fn shown(number: &Number, unit: &Unit) -> String {
    let counted = number.div(&unit.factor).unwrap_or_else(|| number.clone());
    format!("{counted} {}", unit.name).trim_end().to_string()
}

fn quantity(vocabulary: &Vocabulary, wanted: &Unit, text: &str) -> Result<Number, Mistake> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent_unit = Unit { name: "%".into(), factor: Number::scaled(1, 2), dimension: Dimension::new() };
        return converted(vocabulary, text, plain(percent.trim_end())?, &percent_unit, wanted);
    }
    let Some((digits, name)) = text.split_once(char::is_whitespace) else {
        return plain(text).map(|n| n.mul(&wanted.factor)).map_err(|m| m.maybe_help(with_space(vocabulary, text)));
    };
    let number = plain(digits)?;
    let unit =
        unit(vocabulary, name.trim_start()).ok_or_else(|| unknown_unit(vocabulary, wanted, name.trim_start()))?;
    converted(vocabulary, text, number, &unit, wanted)
}

fn converted(
    vocabulary: &Vocabulary,
    text: &str,
    number: Number,
    unit: &Unit,
    wanted: &Unit,
) -> Result<Number, Mistake> {
    if unit.dimension == wanted.dimension {
        return Ok(number.mul(&unit.factor));
    }
    let needed = match wanted.dimension.is_empty() {
        true => "a plain number".into(),
        false => describe(vocabulary, &Type::Number(wanted.clone())),
    };
    let message = format!("{} is in {}, and {needed} is needed", quote(text), unit.name);
    Err(Mistake::new("facts/unit-mismatch", message))
}

fn plain(text: &str) -> Result<Number, Mistake> {
    Number::parse_json(text).map_err(|why| match why {
        NumberError::NotANumber => {
            let help = text
                .contains(',')
                .then(|| "digits are grouped as in `26_900_000`, and the decimal mark is a point".into());
            Mistake::new("facts/not-a-number", format!("{} is not a number", quote(text))).maybe_help(help)
        }
        NumberError::TooLong => {
            let message = format!("{} is beyond the limits: at most 1,000 digits, exponents up to 1,000", quote(text));
            Mistake::new("facts/number-too-long", message)
        }
    })
}

/// ``write `400 GB/s` `` for `400GB/s`.
fn with_space(vocabulary: &Vocabulary, text: &str) -> Option<String> {
    let (digits, name) = text.split_at(text.find(|c: char| !matches!(c, '0'..='9' | '.' | '_' | '-'))?);
    Number::parse(digits).ok()?;
    unit(vocabulary, name).map(|_| format!("write `{digits} {name}`"))
}

fn unknown_unit(vocabulary: &Vocabulary, wanted: &Unit, name: &str) -> Mistake {
    let declared = || (!wanted.name.is_empty()).then(|| format!("write it in {}", wanted.name));
    let help = near(name, vocabulary.units.keys().map(String::as_str)).or_else(declared);
    Mistake::new("facts/unknown-unit", format!("{} is not a unit of this rulebook", quote(name))).maybe_help(help)
}

/// The unit written so: declared, or declared units with `/` or `per` between them.
fn unit(vocabulary: &Vocabulary, text: &str) -> Option<Unit> {
    if let Some(declared) = vocabulary.units.get(text) {
        return Some(declared.clone());
    }
    if text.len() > 200 {
        return None;
    }
    let joined = text.split(" per ").map(str::trim).collect::<Vec<_>>().join("/");
    let mut rest: Vec<&str> = joined.split('/').collect();
    let mut product = leading(vocabulary, &mut rest)?;
    while !rest.is_empty() {
        product = over(&product, &leading(vocabulary, &mut rest)?)?;
    }
    Some(Unit { name: text.to_string(), ..product })
}

/// Takes the longest declared unit off the front: `GB/s` off `GB/s/mm2`.
fn leading<'v>(vocabulary: &'v Vocabulary, rest: &mut Vec<&str>) -> Option<Unit> {
    let longest = |n: &usize| rest.get(..*n).and_then(|parts| vocabulary.units.get(&parts.join("/")));
    let (n, unit): (usize, &'v Unit) = (1..=rest.len()).rev().find_map(|n| longest(&n).map(|unit| (n, unit)))?;
    rest.drain(..n);
    Some(unit.clone())
}

fn over(above: &Unit, below: &Unit) -> Option<Unit> {
    let factor = above.factor.div(&below.factor)?;
    let mut powers: std::collections::BTreeMap<UnitAtom, i32> = above.dimension.iter().copied().collect();
    for (atom, power) in &below.dimension {
        *powers.entry(*atom).or_insert(0) -= power;
    }
    Some(Unit { name: String::new(), factor, dimension: powers.into_iter().filter(|(_, p)| *p != 0).collect() })
}
