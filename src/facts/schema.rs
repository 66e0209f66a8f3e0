//! Vocabulary → JSON Schema of its fact files, for editors and hosts.

use serde_json::{Map, Value, json};

use super::quantities::shown;
use crate::model::{About, Enumeration, RecordId, Titles, Type, Unit, Vocabulary};
use crate::plan::slots::Layout;
use crate::value::Number;

/// The JSON Schema (2020-12) of a fact file.
pub fn schema(vocabulary: &Vocabulary, about: &About) -> Value {
    let writer = Writer { vocabulary, layout: Layout::of(vocabulary) };
    let mut schema = Map::new();
    schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    schema.insert("title".into(), format!("Facts for {}", about.titles.main().unwrap_or(&about.name)).into());
    schema.extend(writer.object(None));
    schema.insert("$defs".into(), writer.definitions().into());
    Value::Object(schema)
}

/// The lower bound stated of a number, and whether a record is given by its name.
type Stated<'v> = (Option<&'v (Number, bool)>, bool);

struct Writer<'v> {
    vocabulary: &'v Vocabulary,
    layout: Layout,
}

impl Writer<'_> {
    /// Records and named lists of values, each by its name.
    fn definitions(&self) -> Map<String, Value> {
        let declared = self.vocabulary.records.values().enumerate().filter(|(_, record)| !record.is_range);
        let records = declared.map(|(ix, record)| {
            let mut schema = self.object(Some(RecordId(ix as u32)));
            describe(&mut schema, &record.doc, Vec::new());
            (record.name.clone(), Value::Object(schema))
        });
        let named = self.vocabulary.enumerations.iter().filter_map(|e| Some((e.name.clone()?, values(e))));
        named.chain(records).collect()
    }

    /// A record, or the matter: its fields and the defined names that may be stipulated.
    fn object(&self, record: Option<RecordId>) -> Map<String, Value> {
        let mut properties = self.stipulable(record);
        properties.extend(match record {
            None => self.facts(),
            Some(id) => {
                let fields = self.vocabulary.record(id).fields.iter();
                fields
                    .map(|(name, f)| (name.clone(), self.property(&f.ty, (f.lower.as_ref(), f.by_name), &f.doc, None)))
                    .collect()
            }
        });
        let mut schema = Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), properties.into());
        schema.insert("additionalProperties".into(), false.into());
        schema
    }

    fn facts(&self) -> Map<String, Value> {
        let facts = self.vocabulary.facts.iter().map(|(name, fact)| {
            let note = fact.question.then(|| "A question for counsel.".to_string());
            (name.clone(), self.property(&fact.ty, (fact.lower.as_ref(), fact.by_name), &fact.doc, note))
        });
        facts.collect()
    }

    fn stipulable(&self, record: Option<RecordId>) -> Map<String, Value> {
        let names = self.layout.shape(record).stipulable.iter().filter_map(|id| self.vocabulary.defined.get(id.ix()));
        let note = || Some("Defined by the law; a value given here is stipulated and stands in its place.".to_string());
        let no_doc = Titles::default();
        names.map(|d| (d.name.clone(), self.property(&d.ty, (None, false), &no_doc, note()))).collect()
    }

    fn property(&self, ty: &Type, stated: Stated<'_>, doc: &Titles, note: Option<String>) -> Value {
        let mut schema = self.value(ty, stated);
        let notes = [number_note(ty.required(), stated.0), note].into_iter().flatten().collect();
        describe(&mut schema, doc, notes);
        Value::Object(schema)
    }

    fn value(&self, ty: &Type, stated: Stated<'_>) -> Map<String, Value> {
        let schema = match ty {
            Type::YesNo => json!({ "type": "boolean" }),
            Type::Number(unit) => number(unit, stated.0),
            Type::Days => {
                json!({ "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": r"^-?[0-9]+( days?)?$" }] })
            }
            Type::Months => json!({ "type": "string", "pattern": r"^-?[0-9]+ months?$" }),
            // The law alone says which days these are.
            Type::WorkingDays => json!({ "not": {} }),
            Type::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            Type::Text => json!({ "type": "string" }),
            Type::Provision => json!({ "type": "string", "description": "The id of a provision." }),
            Type::Enumeration(id) => match self.vocabulary.enumerations.get(id.ix()) {
                Some(Enumeration { name: Some(name), .. }) => reference(name),
                Some(unnamed) => values(unnamed),
                None => json!({}),
            },
            Type::Record(id) if stated.1 => {
                let name = &self.vocabulary.record(*id).name;
                json!({ "type": "string", "description": format!("The name of a {name} among the facts.") })
            }
            // It has no name of its own that another schema could refer to.
            Type::Record(id) if self.vocabulary.record(*id).is_range => Value::Object(self.object(Some(*id))),
            Type::Record(id) => reference(&self.vocabulary.record(*id).name),
            Type::Set(inner) if **inner == Type::Provision => {
                json!({ "type": "array", "items": self.value(inner, (None, false)), "description": "Ids of provisions." })
            }
            Type::List(inner) | Type::Set(inner) => list(&self.value(inner, stated)),
            Type::Optional(inner) => json!({ "anyOf": [self.value(inner, stated), { "type": "null" }] }),
            Type::Unknown => json!({}),
        };
        match schema {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{}", name.replace('~', "~0").replace('/', "~1")) })
}

/// Codes first, then the names that are accepted as well.
fn values(enumeration: &Enumeration) -> Value {
    let names = enumeration.members.values().flat_map(|titles| titles.0.iter().map(|(_, name)| name));
    let all: indexmap::IndexSet<&String> = enumeration.members.keys().chain(names).collect();
    json!({ "enum": all.into_iter().collect::<Vec<_>>() })
}

fn number(unit: &Unit, lower: Option<&(Number, bool)>) -> Value {
    let mut plain = json!({ "type": "number" });
    let whole = lower.and_then(|(bound, included)| Some((bound.div(&unit.factor)?.to_i64()?, *included)));
    if let (Some((bound, included)), Some(members)) = (whole, plain.as_object_mut()) {
        members.insert(if included { "minimum" } else { "exclusiveMinimum" }.into(), bound.into());
    }
    json!({ "anyOf": [plain, { "type": "string", "pattern": r"^\s*-?[0-9]" }] })
}

/// A whole list, or one that may go on.
fn list(element: &Map<String, Value>) -> Value {
    let elements = json!({ "type": "array", "items": element });
    let form = json!({
        "type": "object",
        "properties": {
            "list": elements,
            "complete": { "type": "boolean", "description": "False where the list may go on." },
        },
        "required": ["list"],
        "additionalProperties": false,
    });
    json!({ "anyOf": [elements, form] })
}

/// The unit and the bound of a number, in words.
fn number_note(ty: &Type, lower: Option<&(Number, bool)>) -> Option<String> {
    let Type::Number(unit) = ty else { return None };
    let counted =
        if unit.name.is_empty() { None } else { Some(format!("In {0}, or a string with its unit.", unit.name)) };
    let bound = lower.map(|(bound, included)| {
        format!("{} {}.", if *included { "At least" } else { "More than" }, shown(bound, unit))
    });
    let notes: Vec<String> = counted.into_iter().chain(bound).collect();
    (!notes.is_empty()).then(|| notes.join(" "))
}

/// Adds title and description: the author's words, other languages, then notes.
fn describe(schema: &mut Map<String, Value>, doc: &Titles, notes: Vec<String>) {
    if let Some(title) = doc.main() {
        schema.insert("title".into(), title.into());
    }
    let main = doc.main();
    let others = doc.0.iter().filter(|(_, text)| Some(text.as_str()) != main).map(|(_, text)| text.clone());
    let own = schema.get("description").and_then(Value::as_str).map(str::to_string);
    let sentences: Vec<String> = own.into_iter().chain(notes).chain(others).collect();
    if !sentences.is_empty() {
        schema.insert("description".into(), sentences.join(" ").into());
    }
}
