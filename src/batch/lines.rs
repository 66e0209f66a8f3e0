//! Lines of JSON → answers.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray};
use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::desk::{Desk, bad_day, day};
use super::{BadRow, Batch, Decided, answers};
use crate::facts::{FactError, quote};
use crate::value::Date;

/// The members of one object, in order, their values as they are written.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: serde::Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'t> Visitor<'t> for Each {
            type Value = Members<'t>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of facts")
            }
            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry::<Key<'t>, &'t RawValue>()? {
                    all.push((member.0.0, member.1));
                }
                Ok(Members(all))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// A key, borrowed where it has no escapes.
#[derive(Deserialize, PartialEq)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

/// One line, split: its day, the text of its facts, and the fields that are kept.
struct Split<'t> {
    on: Date,
    facts: Cow<'t, str>,
}

impl Batch {
    /// Decides lines of JSON, each the facts of one matter, of which the first has this number. `on_column` names the member of the
    /// object that has the day; it need not be a fact.
    pub fn decide_lines<'t>(&self, lines: impl Iterator<Item = &'t str>, first: u64, desk: &mut Desk) -> Decided {
        desk.make_room();
        let (mut found, mut bad) = (Vec::new(), Vec::new());
        let mut kept: Vec<Vec<Option<String>>> = vec![Vec::new(); self.options.keep.len()];
        for (row, line) in (first..).zip(lines) {
            let mut fields = vec![None; kept.len()];
            let told = self.split(line, &mut fields).and_then(|Split { on, facts }| self.told(&facts, on, desk));
            kept.iter_mut().zip(fields).for_each(|(column, field)| column.push(field));
            found.push(told.as_ref().ok().copied());
            bad.extend(told.err().map(|mistakes| BadRow { row, mistakes }));
        }
        let kept: Vec<ArrayRef> = kept.into_iter().map(|all| Arc::new(StringArray::from(all)) as ArrayRef).collect();
        let kept = self.options.keep.iter().zip(&kept);
        Decided { answers: answers::batch(&self.programs, &found, first, kept, &desk.results), bad }
    }

    fn split<'t>(&self, line: &'t str, kept: &mut [Option<String>]) -> Result<Split<'t>, Vec<FactError>> {
        // What is no JSON is told by the reader of facts, with its place.
        let Members(members) = serde_json::from_str(line).map_err(|why| self.no_object(line, &why))?;
        twice(&members)?;
        let vocabulary = &self.programs.rulebook().model().vocabulary;
        let (mut on, mut rest) = (None, Vec::with_capacity(members.len()));
        let mut whole = true;
        for (name, value) in &members {
            let is_on = *name == self.options.on_column;
            let keep = self.options.keep.iter().position(|keep| keep == name);
            if is_on && value.get() != "null" {
                on = Some(self.text_of_day(value)?);
            }
            if let Some(place) = keep.and_then(|at| kept.get_mut(at)) {
                *place = text_of(value);
            }
            let aside = is_on || keep.is_some();
            let ignored = self.options.ignore.iter().any(|ignored| ignored == name);
            if ignored || aside && !vocabulary.facts.contains_key(&**name) {
                whole = false;
            } else {
                rest.push((name, value));
            }
        }
        let on = day(&self.options.on_column, on.as_deref())?;
        if whole {
            return Ok(Split { on, facts: Cow::Borrowed(line) });
        }
        let mut facts = String::from("{");
        for (n, (name, value)) in rest.into_iter().enumerate() {
            facts.push_str(if n == 0 { "" } else { "," });
            super::cells::quoted(name, &mut facts);
            facts.push(':');
            facts.push_str(value.get());
        }
        facts.push('}');
        Ok(Split { on, facts: Cow::Owned(facts) })
    }

    fn text_of_day<'t>(&self, value: &'t RawValue) -> Result<Cow<'t, str>, Vec<FactError>> {
        serde_json::from_str::<Key<'t>>(value.get()).map(|Key(text)| text).map_err(|_| {
            let message = format!("{} is no text; a day is written as \"2023-11-17\"", quote(value.get()));
            bad_day(&self.options.on_column, message)
        })
    }

    fn no_object(&self, line: &str, why: &serde_json::Error) -> Vec<FactError> {
        let law = self.programs.rulebook().in_force(Date::FIRST, self.programs.known());
        match law.facts().from_json(line) {
            Err(errors) => errors.0,
            Ok(_) => {
                vec![FactError { path: String::new(), code: "facts/syntax", message: why.to_string(), help: None }]
            }
        }
    }
}

/// Refuses keys that are given twice, as in a fact file: also that of the day, and what is only kept.
fn twice(members: &[(Cow<'_, str>, &RawValue)]) -> Result<(), Vec<FactError>> {
    let mut seen = FxHashSet::default();
    let again = members.iter().filter(|(name, _)| !seen.insert(&**name));
    let mistakes: Vec<FactError> = again.map(|(name, _)| FactError::given_twice(name)).collect();
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// A kept field: a text without its quotation marks, anything else as it is written.
fn text_of(value: &RawValue) -> Option<String> {
    match value.get() {
        "null" => None,
        text => Some(serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_string())),
    }
}
