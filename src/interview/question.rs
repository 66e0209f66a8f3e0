//! A path of the facts → what to ask for it.

use super::place::{self, Step};
use crate::facts::json::Json;
use crate::model::{Enumeration, RecordId, Titles, Type, Vocabulary};
use crate::value::Number;

/// A fact that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its JSON path: `item.contains[0].tpp`.
    pub path: String,
    /// What the vocabulary says it is, in the language of the interview where it has that; none where it says nothing.
    pub text: Option<String>,
    /// What an answer may be.
    pub kind: Kind,
    /// True if it may be none.
    pub optional: bool,
    /// True for a question to counsel: an arguable reading of the law.
    pub counsel: bool,
    /// The elements given already, of a list that may go on: what is asked for are the others.
    pub given: Vec<Json>,
    /// The name of the record whose fact it is, where that has one.
    pub of: Option<String>,
    /// Where that record is only named: what to begin its description with.
    pub(super) describes: Option<Named>,
}

/// What an answer may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    YesNo,
    /// A number.
    Number {
        /// The unit it is counted in; empty for a plain number.
        unit: String,
        /// The least it may be, counted in that unit, and whether that itself is allowed.
        lower: Option<(Number, bool)>,
    },
    /// A day.
    Date,
    /// A number of days.
    Days,
    /// A number of months.
    Months,
    /// A text or open name.
    Text,
    /// The id of a provision.
    Provision,
    /// One of these.
    OneOf(Vec<Member>),
    /// A record elsewhere among the facts, by its name: what such a record is called.
    Name(String),
    /// Whether there is such a record: its fields are asked for one by one.
    Record,
    /// How many records a list holds: what such a record is called. Their fields are asked for one by one.
    Count(String),
    /// The values of a list, each of this kind.
    Values(Box<Kind>),
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its code or words, as a fact file has it.
    pub code: String,
    /// Its name in the language of the interview, where that is not the code itself.
    pub name: Option<String>,
}

/// A fact or field as it is declared.
struct Word<'v> {
    ty: &'v Type,
    lower: Option<&'v (Number, bool)>,
    by_name: bool,
    doc: &'v Titles,
    counsel: bool,
}

impl Question {
    /// What to ask for a path; none where the path is no fact of the matter. Of a record of which only the name is given, as a reference to
    /// it, it is asked for where such records are listed.
    pub(super) fn at(vocabulary: &Vocabulary, facts: &Json, path: &str, language: &str) -> Option<Question> {
        let steps = place::steps(path)?;
        let Some(word) = word(vocabulary, &steps) else {
            let (path, named) = described(vocabulary, facts, &steps)?;
            let asked = Question::at(vocabulary, facts, &path, language)?;
            return Some(Question { of: Some(named.name.clone()), describes: Some(named), ..asked });
        };
        let of = owner(vocabulary, facts, &steps);
        let text = word.doc.in_language(language).map(str::to_string);
        let optional = matches!(word.ty, Type::Optional(_));
        let kind = kind(vocabulary, word.ty.required(), &word, language);
        let given = place::get(facts, path).and_then(place::elements).cloned().unwrap_or_default();
        Some(Question {
            path: path.to_string(),
            text,
            kind,
            optional,
            counsel: word.counsel,
            given,
            of,
            describes: None,
        })
    }
}

/// A record that is only named, to be described as a further element of the first list of such records among the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The field by which such records are told apart.
    pub field: String,
    /// The name.
    pub name: String,
}

/// Where a fact of a record that is only named is asked for, and the record.
fn described(vocabulary: &Vocabulary, facts: &Json, steps: &[Step<'_>]) -> Option<(String, Named)> {
    let (to_name, record) = (1..steps.len()).rev().find_map(|n| match word(vocabulary, &steps[..n]) {
        Some(Word { ty, by_name: true, .. }) => match ty.required() {
            Type::Record(id) => Some((n, *id)),
            _ => None,
        },
        _ => None,
    })?;
    let Some(Json::Text(name)) = place::get(facts, &place::path(&steps[..to_name])) else { return None };
    let field = name_field(vocabulary, record)?.to_string();
    let holds =
        |ty: &Type| matches!(ty.required(), Type::List(inner) | Type::Set(inner) if **inner == Type::Record(record));
    let (list, _) = vocabulary.facts.iter().find(|(_, fact)| !fact.by_name && holds(&fact.ty))?;
    let next = place::get(facts, list).and_then(place::elements).map_or(0, Vec::len);
    Some((format!("{list}[{next}].{}", place::path(&steps[to_name..])), Named { field, name: name.clone() }))
}

/// The name of the innermost record on the way to a path that has one.
fn owner(vocabulary: &Vocabulary, facts: &Json, steps: &[Step<'_>]) -> Option<String> {
    (1..steps.len()).rev().find_map(|n| {
        let Type::Record(record) = word(vocabulary, &steps[..n])?.ty.required() else { return None };
        let Json::Object(given) = place::get(facts, &place::path(&steps[..n]))? else { return None };
        match given.get(name_field(vocabulary, *record)?)? {
            Json::Text(name) => Some(name.clone()),
            _ => None,
        }
    })
}

/// The field by which the instances of a record are told apart.
fn name_field(vocabulary: &Vocabulary, record: RecordId) -> Option<&str> {
    let record = vocabulary.record(record);
    record.fields.get_index(record.name_field()? as usize).map(|(name, _)| name.as_str())
}

/// The declaration that a path leads to.
fn word<'v>(vocabulary: &'v Vocabulary, steps: &[Step<'_>]) -> Option<Word<'v>> {
    let mut record: Option<RecordId> = None;
    let mut found = None;
    for (n, (name, places)) in steps.iter().enumerate() {
        let mut word = match record {
            None if n > 0 => return None,
            None => {
                let fact = vocabulary.facts.get(*name)?;
                let (lower, doc) = (fact.lower.as_ref(), &fact.doc);
                Word { ty: &fact.ty, lower, by_name: fact.by_name, doc, counsel: fact.question }
            }
            Some(id) => {
                let field = vocabulary.record(id).fields.get(*name)?;
                let (lower, doc) = (field.lower.as_ref(), &field.doc);
                Word { ty: &field.ty, lower, by_name: field.by_name, doc, counsel: false }
            }
        };
        for _ in places {
            let (Type::List(inner) | Type::Set(inner)) = word.ty.required() else { return None };
            word.ty = inner;
        }
        record = match word.ty.required() {
            Type::Record(id) if !word.by_name => Some(*id),
            _ => None,
        };
        found = Some(word);
    }
    found
}

fn kind(vocabulary: &Vocabulary, ty: &Type, word: &Word<'_>, language: &str) -> Kind {
    let called = |id: &RecordId| vocabulary.record(*id).name.clone();
    match ty {
        Type::YesNo => Kind::YesNo,
        Type::Number(unit) => {
            let counted = |bound: &Number| bound.div(&unit.factor).unwrap_or_else(|| bound.clone());
            let lower = word.lower.map(|(bound, included)| (counted(bound), *included));
            Kind::Number { unit: unit.name.clone(), lower }
        }
        Type::Date => Kind::Date,
        Type::Days => Kind::Days,
        Type::Months => Kind::Months,
        // None is of the type of working days.
        Type::Text | Type::Unknown | Type::WorkingDays => Kind::Text,
        Type::Provision => Kind::Provision,
        Type::Enumeration(id) => {
            Kind::OneOf(vocabulary.enumerations.get(id.ix()).map_or_else(Vec::new, |e| members(e, language)))
        }
        Type::Record(id) if word.by_name => Kind::Name(called(id)),
        Type::Record(_) => Kind::Record,
        Type::List(inner) | Type::Set(inner) => match &**inner {
            Type::Record(id) if !word.by_name => Kind::Count(called(id)),
            inner => Kind::Values(Box::new(kind(vocabulary, inner, word, language))),
        },
        Type::Optional(inner) => kind(vocabulary, inner, word, language),
    }
}

fn members(enumeration: &Enumeration, language: &str) -> Vec<Member> {
    let member = |(code, titles): (&String, &Titles)| {
        let name = titles.in_language(language).filter(|name| name != code).map(str::to_string);
        Member { code: code.clone(), name }
    };
    enumeration.members.iter().map(member).collect()
}
