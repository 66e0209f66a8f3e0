//! Facts as JSON text, and every way to fill in what is missing.

use super::model::*;
use super::print::print_number;
use std::collections::BTreeMap;

pub fn to_json(facts: &Facts) -> String {
    let mut parts: Vec<String> =
        facts.given.iter().map(|(name, data)| format!("{name:?}: {}", data_json(data))).collect();
    if let Some(claims) = &facts.claims {
        let claims: Vec<String> = claims.iter().map(|c| format!("{c:?}")).collect();
        parts.push(format!("\"claims\": [{}]", claims.join(", ")));
    }
    format!("{{{}}}", parts.join(", "))
}

fn data_json(data: &Data) -> String {
    match data {
        Data::Null => "null".into(),
        Data::YesNo(b) => b.to_string(),
        // Both ways of writing a number, by lot of its size.
        Data::Num(n) if n.numer() % 2 == 0 => format!("\"{}\"", print_number(n)),
        Data::Num(n) => print_number(n),
        Data::Date(d) => format!("\"{}\"", show_day(*d)),
        Data::Word(w) => format!("{w:?}"),
        Data::Record(fields) => {
            let fields: Vec<String> = fields.iter().map(|(n, d)| format!("{n:?}: {}", data_json(d))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Data::List(items, complete) => {
            let items: Vec<String> = items.iter().map(data_json).collect();
            let items = format!("[{}]", items.join(", "));
            if *complete { items } else { format!("{{\"list\": {items}, \"complete\": false}}") }
        }
    }
}

/// Draws one of `n`.
pub type Draw<'a> = &'a mut dyn FnMut(usize) -> usize;

/// Facts with everything missing filled in by lot.
pub fn complete(book: &Book, facts: &Facts, pool: &Pool, draw: Draw) -> Facts {
    let mut full = facts.clone();
    for fact in &book.facts {
        let data = fill(book, &fact.ty, facts.given.get(&fact.name).cloned(), pool, 0, draw);
        full.given.insert(fact.name.clone(), data);
    }
    full
}

/// Values worth trying.
#[derive(Clone, Debug)]
pub struct Pool {
    pub numbers: Vec<Rat>,
    pub days: Vec<Day>,
}

fn fill(book: &Book, ty: &Type, data: Option<Data>, pool: &Pool, depth: usize, draw: Draw) -> Data {
    // What is given of an optional thing is that thing.
    let ty = if data.is_some() { unwrap_optional(ty) } else { ty };
    match (ty, data) {
        (_, Some(Data::Null)) => Data::Null,
        (Type::Range(of), data) => {
            let mut ends = match data {
                Some(Data::Record(ends)) => ends,
                None => BTreeMap::new(),
                other => panic!("{other:?} for a range"),
            };
            // One end is never past the other.
            let mut end = |ends: &BTreeMap<String, Data>, own: &str, other: &str, low: bool| {
                let given = |name: &str| ends.get(name).map(position);
                if let Some(at) = given(own) {
                    return at;
                }
                let all = match **of {
                    Type::Date => pool.days.iter().map(|d| position(&Data::Date(*d))).collect(),
                    _ => pool.numbers.iter().filter(|n| of.admits(n)).copied().collect::<Vec<_>>(),
                };
                let fits = |n: &&Rat| given(other).is_none_or(|o| if low { **n <= o } else { **n >= o });
                let fitting: Vec<Rat> = all.iter().filter(fits).copied().chain(given(other)).collect();
                fitting[draw(fitting.len())]
            };
            for (own, other, low) in [("from", "to", true), ("to", "from", false)] {
                let at = end(&ends, own, other, low);
                ends.insert(own.to_string(), placed(of, at));
            }
            Data::Record(ends)
        }
        (Type::Record(name), data) => {
            let mut fields = match data {
                Some(Data::Record(fields)) => fields,
                None => BTreeMap::new(),
                other => panic!("{other:?} for {name}"),
            };
            for (field, ty) in &book.record(name).fields {
                let had = fields.remove(field);
                fields.insert(field.clone(), fill(book, ty, had, pool, depth + 1, draw));
            }
            Data::Record(fields)
        }
        (Type::List(of), data) => {
            let (mut items, complete) = match data {
                Some(Data::List(items, complete)) => (items, complete),
                None => (vec![], false),
                other => panic!("{other:?} for a list"),
            };
            let old = items.len();
            let more = if complete || depth > 3 { 0 } else { draw(3) };
            items = items.into_iter().map(|i| fill(book, of, Some(i), pool, depth + 1, draw)).collect();
            for _ in old..old + more {
                items.push(fill(book, of, None, pool, depth + 1, draw));
            }
            Data::List(items, true)
        }
        (_, Some(data)) => data,
        (Type::Optional(of), None) => {
            if draw(3) == 0 {
                Data::Null
            } else {
                fill(book, of, None, pool, depth, draw)
            }
        }
        (Type::YesNo, None) => Data::YesNo(draw(2) == 0),
        (Type::Number | Type::Bounded(..), None) => {
            let numbers: Vec<&Rat> = pool.numbers.iter().filter(|n| ty.admits(n)).collect();
            Data::Num(*numbers[draw(numbers.len())])
        }
        (Type::Date, None) => Data::Date(pool.days[draw(pool.days.len())]),
        (Type::Values(values, _), None) => Data::Word(values[draw(values.len())].clone()),
        (Type::Country, None) => Data::Word(book.countries[draw(book.countries.len())].0.clone()),
    }
}

/// Where a number or a day lies.
fn position(data: &Data) -> Rat {
    match data {
        Data::Num(n) => *n,
        Data::Date(d) => Rat::from_integer(i128::from(*d)),
        other => panic!("{other:?} is no end"),
    }
}

/// The number or the day that lies there.
fn placed(ty: &Type, at: Rat) -> Data {
    match ty {
        Type::Date => Data::Date(Day::try_from(at.to_integer()).expect("a day")),
        _ => Data::Num(at),
    }
}

/// How many things are missing (a missing record or list counts once).
pub fn missing(book: &Book, facts: &Facts) -> usize {
    fn count(book: &Book, ty: &Type, data: Option<&Data>) -> usize {
        match (unwrap_optional(ty), data) {
            (_, None) => 1,
            (Type::Range(_), Some(Data::Record(ends))) => 2 - ends.len(),
            (Type::Record(name), Some(Data::Record(fields))) => {
                book.record(name).fields.iter().map(|(f, ty)| count(book, ty, fields.get(f))).sum()
            }
            (Type::List(of), Some(Data::List(items, complete))) => {
                let inside: usize = items.iter().map(|i| count(book, of, Some(i))).sum();
                inside + usize::from(!complete)
            }
            _ => 0,
        }
    }
    book.facts.iter().map(|f| count(book, &f.ty, facts.given.get(&f.name))).sum()
}
