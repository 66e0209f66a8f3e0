//! Facts set one by one: for hosts that have values, not JSON.

use super::errors::{Errors, Mistake, quote};
use super::json::{Json, Object};
use super::{FactErrors, Facts, read_tree};
use crate::model::{ProvisionTree, Vocabulary};
use crate::plan::slots::Layout;
use crate::value::Date;

/// Facts being put together, each at its path.
///
/// ```
/// let mut facts = lexact::facts::FactsBuilder::default();
/// facts.set("item.tpp", 4800).set("item.io_rate", "400 GB/s").set("parties[0].name", "ACME");
/// ```
#[derive(Debug, Default)]
pub struct FactsBuilder {
    facts: Object,
    errors: Errors,
}

impl FactsBuilder {
    /// Sets the fact at a path: names with `.` between them, `[0]` for an element of a list. Elements are set in order.
    pub fn set(&mut self, path: &str, value: impl Into<Json>) -> &mut FactsBuilder {
        if put(&mut self.facts, path, value.into()).is_none() {
            let mistake = Mistake::new("facts/bad-path", format!("{} is not a path to set a fact at", quote(path)));
            self.errors.push(mistake.help("write `item.contains[0].tpp`; elements are set in order").at(path));
        }
        self
    }

    /// The facts.
    ///
    /// # Errors
    /// Paths that lead nowhere; otherwise as [`read_json`](super::read_json).
    pub fn read(self, vocabulary: &Vocabulary, tree: &ProvisionTree, layout: &Layout) -> Result<Facts, FactErrors> {
        let facts = self.errors.or(Json::Object(self.facts))?;
        read_tree(vocabulary, tree, layout, &facts)
    }
}

fn put(facts: &mut Object, path: &str, value: Json) -> Option<()> {
    let mut steps = path.split('.').map(step);
    let (name, places) = steps.next()??;
    let mut at = descend(facts, name, &places)?;
    for step in steps {
        let (name, places) = step?;
        if *at == Json::Null {
            *at = Json::Object(Object::default());
        }
        let Json::Object(object) = at else { return None };
        at = descend(object, name, &places)?;
    }
    *at = value;
    Some(())
}

/// `contains[0]` as its name and places.
fn step(text: &str) -> Option<(&str, Vec<usize>)> {
    let (name, rest) = text.split_at(text.find('[').unwrap_or(text.len()));
    let mut parts = rest.split('[');
    let closed = |part: &str| part.strip_suffix(']').and_then(|n| n.parse().ok());
    if name.is_empty() || parts.next() != Some("") {
        return None;
    }
    parts.map(closed).collect::<Option<Vec<usize>>>().map(|places| (name, places))
}

fn descend<'o>(object: &'o mut Object, name: &str, places: &[usize]) -> Option<&'o mut Json> {
    let mut at = object.members.entry(name.to_string()).or_insert(Json::Null);
    for place in places {
        if *at == Json::Null {
            *at = Json::List(Vec::new());
        }
        let Json::List(list) = at else { return None };
        if *place == list.len() {
            list.push(Json::Null);
        }
        at = list.get_mut(*place)?;
    }
    Some(at)
}

impl From<bool> for Json {
    fn from(yes: bool) -> Json {
        Json::YesNo(yes)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Json {
        Json::Number(number.to_string())
    }
}

impl From<i32> for Json {
    fn from(number: i32) -> Json {
        Json::Number(number.to_string())
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Json {
        Json::Number(number.to_string())
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Json {
        Json::Number(number.to_string())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}

impl From<Date> for Json {
    fn from(date: Date) -> Json {
        Json::Text(date.to_string())
    }
}

/// Numbers as they are written.
impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Json {
        match value {
            serde_json::Value::Null => Json::Null,
            serde_json::Value::Bool(yes) => Json::YesNo(yes),
            serde_json::Value::Number(number) => Json::Number(number.to_string()),
            serde_json::Value::String(text) => Json::Text(text),
            serde_json::Value::Array(values) => values.into(),
            serde_json::Value::Object(members) => {
                let members = members.into_iter().map(|(key, value)| (key, value.into())).collect();
                Json::Object(Object { members, ..Object::default() })
            }
        }
    }
}

/// None becomes `null`: the fact is known to be none.
impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(values: Vec<T>) -> Json {
        Json::List(values.into_iter().map(Into::into).collect())
    }
}
