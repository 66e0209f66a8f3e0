//! Types as written → types.

use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{Enumeration, EnumerationId, Field, Record, RecordId, Titles, Type, Unit};
use crate::source::Span;
use crate::syntax::ast::{Member, Title, TypeExpr, TypeKind};
use crate::value::Number;

/// True for `Party by name`, and for a list or an optional one of them.
pub(super) fn is_by_name(ty: &TypeExpr) -> bool {
    match &ty.kind {
        TypeKind::ByName(_) => true,
        TypeKind::List(inner) | TypeKind::Set(inner) | TypeKind::Optional(inner) => is_by_name(inner),
        _ => false,
    }
}

impl Resolver {
    pub(super) fn type_of(&mut self, ty: &TypeExpr) -> Type {
        match &ty.kind {
            TypeKind::YesNo => Type::YesNo,
            TypeKind::Number { unit: None, .. } => Type::Number(Unit::none()),
            TypeKind::Number { unit: Some(unit), .. } => {
                self.unit(&unit.node, unit.span).map_or(Type::Unknown, Type::Number)
            }
            TypeKind::Money { currency, .. } => {
                self.unit(&currency.node, currency.span).map_or(Type::Unknown, Type::Number)
            }
            TypeKind::Percent { .. } => self.find_unit("%").map_or(Type::Unknown, Type::Number),
            TypeKind::Date => Type::Date,
            TypeKind::Duration => Type::Days,
            TypeKind::Text | TypeKind::Identity => Type::Text,
            TypeKind::Provision => Type::Provision,
            TypeKind::Named(name) => self.named_type(&name.node, name.span),
            TypeKind::Values { values, ordered } => {
                let words: Vec<(String, Span)> = values.iter().map(|v| (v.code.node.clone(), v.code.span)).collect();
                let ty = self.values_type(&words, *ordered);
                self.name_values(&ty, values);
                ty
            }
            TypeKind::List(inner) => Type::List(Box::new(self.type_of(inner))),
            TypeKind::Set(inner) => Type::Set(Box::new(self.type_of(inner))),
            TypeKind::Optional(inner) => Type::Optional(Box::new(self.type_of(inner))),
            TypeKind::Range(inner) => self.range_type(inner, ty.span),
            TypeKind::ByName(name) => match self.record(name) {
                Some(record) => {
                    self.references.push((record, ty.span));
                    Type::Record(record)
                }
                None => Type::Unknown,
            },
        }
    }

    /// The lower bound a type states, of itself or of its elements, in base units.
    pub(super) fn lower_bound(&mut self, ty: &TypeExpr) -> Option<(Number, bool)> {
        let (unit, bound, inclusive) = match &ty.kind {
            TypeKind::Number { unit, lower: Some((bound, inclusive)) } => {
                (unit.as_ref().map(|u| u.node.as_str()), bound, inclusive)
            }
            TypeKind::Money { currency, lower: Some((bound, inclusive)) } => {
                (Some(currency.node.as_str()), bound, inclusive)
            }
            TypeKind::Percent { lower: Some((bound, inclusive)) } => (Some("%"), bound, inclusive),
            TypeKind::List(inner) | TypeKind::Set(inner) | TypeKind::Optional(inner) => return self.lower_bound(inner),
            _ => return None,
        };
        let factor = unit.and_then(|u| self.find_unit(u)).map_or_else(|| Number::from(1), |u| u.factor);
        Some((bound.node.mul(&factor), *inclusive))
    }

    /// A range: a record of its own with the ends `from` and `to`, one for all places that write the same.
    fn range_type(&mut self, of: &TypeExpr, span: Span) -> Type {
        let ty = self.type_of(of);
        let words = match &ty {
            Type::Unknown => return Type::Unknown,
            Type::Number(unit) if unit.name == "%" => "percent".to_string(),
            Type::Number(unit) if unit.name.is_empty() => "number".to_string(),
            Type::Number(unit) => format!("number in {}", unit.name),
            Type::Date => "date".to_string(),
            other => {
                let what = self.model.vocabulary.describe(other);
                let help = "it is of numbers, money, percentages or dates; for several values there is `list of`";
                self.report(error::misplaced(format!("a range is not of {what}"), span, help));
                return Type::Unknown;
            }
        };
        let lower = self.lower_bound(of);
        let bound = lower.as_ref().map_or(String::new(), |(at, included)| {
            let factor = if let Type::Number(unit) = &ty { at.div(&unit.factor) } else { None };
            format!(" {} {}", if *included { "at least" } else { "more than" }, factor.as_ref().unwrap_or(at))
        });
        let name = format!("range of {words}{bound}");
        let end = |text: &str| Field {
            ty: ty.clone(),
            lower: lower.clone(),
            by_name: false,
            doc: Titles(vec![(String::new(), text.to_string())]),
            span,
        };
        let fields = [("from", end("the lower end, in the range")), ("to", end("the upper end, in the range"))];
        let fields = fields.into_iter().map(|(name, end)| (name.to_string(), end)).collect();
        let declared = Record {
            variable: "range".to_string(),
            name: name.clone(),
            fields,
            is_range: true,
            doc: Titles::default(),
            span,
        };
        let records = &mut self.model.vocabulary.records;
        let ix = match records.get_index_of(&name) {
            Some(known) => known,
            None => records.insert_full(name, declared).0,
        };
        Type::Record(RecordId(ix as u32))
    }

    fn named_type(&mut self, name: &str, span: Span) -> Type {
        let vocabulary = &self.model.vocabulary;
        if let Some(ix) = vocabulary.records.get_index_of(name) {
            return Type::Record(RecordId(ix as u32));
        }
        if let Some(ty) = vocabulary.identities.get(name) {
            return ty.clone();
        }
        let names = vocabulary.records.keys().chain(vocabulary.identities.keys()).map(String::as_str);
        let near = near_of(name, names);
        self.report(error::unknown("record or identity", name, span, near));
        Type::Unknown
    }

    /// One list of values for all places that write the same values in the same order.
    fn values_type(&mut self, words: &[(String, Span)], ordered: bool) -> Type {
        let mut members = indexmap::IndexMap::new();
        for (word, span) in words {
            if members.insert(word.clone(), Titles::default()).is_some() {
                self.report(error::declared_twice("the value", word, *span, *span));
            }
        }
        for (word, span) in words.iter().filter(|(word, _)| ["yes", "no", "none"].contains(&word.as_str())) {
            let help = "for yes and no there is the type `yes/no`; for none, `optional`";
            self.report(error::misplaced(format!("`{word}` is a word of the language and no value"), *span, help));
        }
        for (word, span) in words {
            if let Some(rest) = word.strip_prefix("not ")
                && members.contains_key(rest)
                && members.len() > 2
            {
                self.report(error::misplaced(
                    format!("`is {word}` would have two meanings, because `{rest}` is a value too"),
                    *span,
                    "use another word for one of them",
                ));
            }
        }
        let same = |e: &Enumeration| e.name.is_none() && e.ordered == ordered && e.members.keys().eq(members.keys());
        let known = self.model.vocabulary.enumerations.iter().position(same);
        let ix = known.unwrap_or_else(|| {
            self.model.vocabulary.enumerations.push(Enumeration { name: None, members, ordered });
            self.model.vocabulary.enumerations.len() - 1
        });
        Type::Enumeration(EnumerationId(ix as u32))
    }

    /// Gives values the names that are written beside them. The same values may be written elsewhere without names, not with others.
    fn name_values(&mut self, ty: &Type, values: &[Member]) {
        let Type::Enumeration(id) = ty else { return };
        let mut twice = Vec::new();
        let Some(enumeration) = self.model.vocabulary.enumerations.get_mut(id.ix()) else { return };
        for value in values {
            let Some(titles) = enumeration.members.get_mut(&value.code.node) else { continue };
            for Title { lang, text } in &value.titles {
                let tag = lang.as_ref().map_or("", |tag| tag.node.as_str());
                match titles.exactly(tag) {
                    None => {
                        // In a language that has no name for it, it is called what it is.
                        if titles.0.is_empty() {
                            titles.0.push((String::new(), value.code.node.clone()));
                        }
                        titles.0.push((tag.to_string(), text.node.clone()));
                    }
                    Some(other) if other == text.node => {}
                    Some(_) => twice.push(text.span),
                }
            }
        }
        for span in twice {
            let help = "the same values mean the same wherever they are written: name them once";
            self.report(error::misplaced("this value has another name elsewhere".to_string(), span, help));
        }
    }

    /// A unit by its symbol, or an error.
    pub(super) fn unit(&mut self, name: &str, span: Span) -> Option<Unit> {
        let unit = self.find_unit(name);
        if unit.is_none() {
            let near = near_of(name, self.model.vocabulary.units.keys().map(String::as_str));
            self.report(error::unknown("unit", name, span, near));
        }
        unit
    }

    /// See [`Vocabulary::find_unit`](crate::model::Vocabulary::find_unit).
    pub(super) fn find_unit(&self, name: &str) -> Option<Unit> {
        self.model.vocabulary.find_unit(name)
    }
}
