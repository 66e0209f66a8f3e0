//! Paths of facts, `item.contains[0].tpp`, and the places they lead to.

use indexmap::IndexMap;

use super::question::Named;
use crate::facts::json::{Json, Object};

/// A name, and the places in the lists it holds: `contains` and `[0]`.
pub(super) type Step<'p> = (&'p str, Vec<usize>);

/// The steps of a path.
pub(super) fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    path.split('.').map(step).collect()
}

fn step(text: &str) -> Option<Step<'_>> {
    let (name, places) = text.split_at(text.find('[').unwrap_or(text.len()));
    let places = places.split_inclusive(']').map(|place| place.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    Some((name, places.collect::<Option<_>>()?)).filter(|_| !name.is_empty())
}

/// The path of some steps.
pub(super) fn path(steps: &[Step<'_>]) -> String {
    let step = |(name, places): &Step<'_>| places.iter().fold((*name).to_string(), |path, n| format!("{path}[{n}]"));
    steps.iter().map(step).collect::<Vec<_>>().join(".")
}

/// Puts a value at a path; records on the way that are not given yet are begun, and so is one more element of a list, for a record that is only
/// named. None where the path leads nowhere.
pub(super) fn put(facts: &mut Json, path: &str, value: Json, describes: Option<&Named>) -> Option<()> {
    let mut at = facts;
    for (n, (name, places)) in steps(path)?.into_iter().enumerate() {
        if n > 0 && *at == Json::Null {
            *at = Json::Object(Object::default());
        }
        let Json::Object(object) = at else { return None };
        at = object.members.entry(name.to_string()).or_insert(Json::Null);
        for place in places {
            if let Some(named) = describes {
                begin_element(at, place, named);
            }
            at = elements_mut(at)?.get_mut(place)?;
        }
    }
    *at = value;
    Some(())
}

/// Begins the next element of a list; of a list that is not given, the first of one that may go on.
fn begin_element(list: &mut Json, place: usize, named: &Named) {
    let object = |members| Json::Object(Object { members, ..Object::default() });
    if *list == Json::Null && place == 0 {
        let form = [("list".into(), Json::List(Vec::new())), ("complete".into(), Json::YesNo(false))];
        *list = object(IndexMap::from(form));
    }
    if let Some(elements) = elements_mut(list)
        && elements.len() == place
    {
        elements.push(object(IndexMap::from([(named.field.clone(), Json::Text(named.name.clone()))])));
    }
}

/// The value at a path, where one is given.
pub(super) fn get<'j>(facts: &'j Json, path: &str) -> Option<&'j Json> {
    let mut at = facts;
    for (name, places) in steps(path)? {
        let Json::Object(object) = at else { return None };
        at = object.get(name)?;
        for place in places {
            at = elements(at)?.get(place)?;
        }
    }
    Some(at)
}

/// The elements of a list, whether or not it may go on.
pub(super) fn elements(list: &Json) -> Option<&Vec<Json>> {
    match list {
        Json::List(elements) => Some(elements),
        Json::Object(form) => match form.get("list")? {
            Json::List(elements) => Some(elements),
            _ => None,
        },
        _ => None,
    }
}

fn elements_mut(list: &mut Json) -> Option<&mut Vec<Json>> {
    match list {
        Json::List(elements) => Some(elements),
        Json::Object(form) => match form.members.get_mut("list")? {
            Json::List(elements) => Some(elements),
            _ => None,
        },
        _ => None,
    }
}
