//! First pass: the words. Vocabulary, then every name and id that some act writes on any date.

use indexmap::IndexMap;

use super::acts::first_day_out;
use super::types::is_by_name;
use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{
    About, CLAIMS, CiteAs, Decision, Defined, Enumeration, EnumerationId, Fact, Field, GroupName, LeftOut, Record,
    RecordId, Titles, Type, Unit, UnitAtom, ValueName,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, Text, Title};
use crate::value::Number;

/// Main text and other languages as one.
pub(super) fn titles(main: Option<&Text>, others: &[Title]) -> Titles {
    let main = main.map(|t| (String::new(), t.node.clone()));
    Titles(main.into_iter().chain(others.iter().map(title)).collect())
}

/// The tag of its language, empty for the main one, and the text.
fn title(title: &Title) -> (String, String) {
    (title.lang.as_ref().map_or_else(String::new, |lang| lang.node.clone()), title.text.node.clone())
}

impl Resolver {
    /// Units, identities and the names of records: what the vocabulary of any file may be made of.
    pub(super) fn declare_types(&mut self, file: &ast::File, own: bool) {
        for item in &file.items {
            match &item.kind {
                ItemKind::Rulebook(rulebook) if own => self.about(rulebook, item.span),
                ItemKind::Unit(unit) => self.declare_unit(unit),
                ItemKind::Identity(identity) => self.identity(identity),
                ItemKind::Record(record) => self.record_name(record),
                _ => {}
            }
        }
    }

    /// Fields, facts and decisions; the files may stand in any order.
    pub(super) fn declare_vocabulary(&mut self, file: &ast::File) {
        for item in &file.items {
            match &item.kind {
                ItemKind::Record(record) => self.record_fields(record),
                ItemKind::Fact(fact) => self.fact(fact),
                ItemKind::Decision(decision) => self.decision(decision),
                ItemKind::Elsewhere(elsewhere) => self.elsewhere(elsewhere),
                _ => {}
            }
        }
    }

    fn about(&mut self, rulebook: &ast::Rulebook, span: Span) {
        if !self.model.about.name.is_empty() {
            self.report(error::declared_twice(
                "the rulebook",
                &rulebook.name,
                rulebook.name.span,
                self.model.about.span,
            ));
            return;
        }
        let cite_as = self.cite_as(&rulebook.cite_as);
        self.model.about = About {
            name: rulebook.name.node.clone(),
            titles: titles(None, &rulebook.titles),
            authority: titles(None, &rulebook.authority),
            cite_as,
            leaves_out: rulebook.leaves_out.iter().map(|left_out| self.left_out(left_out)).collect(),
            span,
        };
    }

    fn left_out(&mut self, stated: &ast::LeavesOut) -> LeftOut {
        if let (Some(from), Some(end)) = (&stated.from, &stated.end) {
            self.check_end(end, "from", from.node, from.span);
        }
        LeftOut {
            text: title(&stated.text),
            from: stated.from.as_ref().map(|from| from.node),
            until: stated.end.as_ref().map(|end| first_day_out(end.node)),
        }
    }

    fn cite_as(&mut self, stated: &[ast::CiteAs]) -> CiteAs {
        let mut all = CiteAs::default();
        let (mut everywhere, mut named): (Option<Span>, Option<Span>) = (None, None);
        let mut apart: IndexMap<&str, Span> = IndexMap::new();
        for ast::CiteAs { form, within } in stated {
            if !form.node.contains("{id}") {
                let help = "write `{id}` where the id of the provision belongs";
                self.report(error::misplaced("this would cite every provision alike", form.span, help));
            }
            let own = form.node.contains("{name}");
            if !within.is_empty() {
                if own {
                    let why = "names of the rulebook's own are told alike everywhere";
                    let help = "state it without `for`: `{id}` stands for the citation of the law";
                    self.report(error::misplaced(why, form.span, help));
                }
                for id in within {
                    all.within.push((id.node.clone(), form.node.clone()));
                    if let Some(first) = apart.insert(&id.node, id.span) {
                        self.report(error::declared_twice("the citation of", &id.node, id.span, first));
                    }
                }
                continue;
            }
            let (place, first) = if own { (&mut all.named, &mut named) } else { (&mut all.form, &mut everywhere) };
            *place = Some(form.node.clone());
            if let Some(first) = first.replace(form.span) {
                self.report(error::declared_twice("how provisions are cited,", &form.node, form.span, first));
            }
        }
        all
    }

    /// What is cited in a way of its own must be there.
    pub(super) fn cited_provisions(&mut self, file: &ast::File) {
        for item in &file.items {
            let ItemKind::Rulebook(rulebook) = &item.kind else { continue };
            for id in rulebook.cite_as.iter().flat_map(|cite_as| &cite_as.within) {
                if self.model.tree.find(id).is_none() {
                    self.report(error::unknown_provision(
                        id,
                        id.span,
                        Some("name what some act writes, as in `3A090`".into()),
                    ));
                }
            }
        }
    }

    fn declare_unit(&mut self, unit: &ast::Unit) {
        let name = unit.name.node.clone();
        if self.model.vocabulary.units.contains_key(&name) {
            self.report(error::declared_twice("the unit", &name, unit.name.span, unit.name.span));
            return;
        }
        let declared = match &unit.equals {
            None => {
                self.model.vocabulary.atoms.push(name.clone());
                let atom = UnitAtom(self.model.vocabulary.atoms.len() as u32 - 1);
                Unit { name: name.clone(), factor: Number::from(1), dimension: vec![(atom, 1)] }
            }
            Some((count, of)) => match self.unit(&of.node, of.span) {
                Some(base) if !count.node.is_zero() => {
                    Unit { name: name.clone(), factor: count.node.mul(&base.factor), dimension: base.dimension }
                }
                Some(_) => {
                    self.report(error::misplaced(
                        "a unit cannot be zero of another",
                        count.span,
                        "state how many it is",
                    ));
                    Unit::none()
                }
                None => Unit::none(),
            },
        };
        self.model.vocabulary.units.insert(name, declared);
    }

    fn identity(&mut self, identity: &ast::Identity) {
        let name = identity.name.node.clone();
        let ty = if identity.members.is_empty() || identity.open {
            Type::Text
        } else {
            let mut members = IndexMap::new();
            for member in &identity.members {
                if members.insert(member.code.node.clone(), titles(None, &member.titles)).is_some() {
                    self.report(error::declared_twice(
                        "the member",
                        &member.code,
                        member.code.span,
                        identity.name.span,
                    ));
                }
            }
            self.model.vocabulary.enumerations.push(Enumeration { name: Some(name.clone()), members, ordered: false });
            Type::Enumeration(EnumerationId(self.model.vocabulary.enumerations.len() as u32 - 1))
        };
        if self.model.vocabulary.identities.insert(name, ty).is_some() {
            self.report(error::declared_twice("the identity", &identity.name, identity.name.span, identity.name.span));
        }
    }

    fn record_name(&mut self, record: &ast::Record) {
        let name = record.name.node.clone();
        if let Some(first) = self.model.vocabulary.records.get(&name) {
            let first = first.span;
            self.report(error::declared_twice("the record", &name, record.name.span, first));
            return;
        }
        let declared = Record {
            variable: snake_case(&name),
            name: name.clone(),
            fields: IndexMap::new(),
            is_range: false,
            doc: titles(record.doc.as_ref(), &[]),
            span: record.name.span,
        };
        self.model.vocabulary.records.insert(name, declared);
    }

    fn record_fields(&mut self, record: &ast::Record) {
        let Some(known) = self.model.vocabulary.records.get(&record.name.node) else { return };
        if known.span != record.name.span {
            return;
        }
        let mut fields: IndexMap<String, Field> = IndexMap::new();
        for field in &record.fields {
            let declared = Field {
                ty: self.type_of(&field.ty),
                lower: self.lower_bound(&field.ty),
                by_name: is_by_name(&field.ty),
                doc: titles(field.doc.as_ref(), &field.docs),
                span: field.name.span,
            };
            if let Some(first) = fields.get(&field.name.node) {
                let first = first.span;
                self.report(error::declared_twice("the field", &field.name, field.name.span, first));
            }
            fields.insert(field.name.node.clone(), declared);
        }
        if let Some(record) = self.model.vocabulary.records.get_mut(&record.name.node) {
            record.fields = fields;
        }
    }

    fn fact(&mut self, fact: &ast::Fact) {
        let name = fact.name.node.clone();
        if name == CLAIMS {
            self.report(error::built_in(fact.name.span));
            return;
        }
        if let Some(first) = self.model.vocabulary.facts.get(&name) {
            let first = first.span;
            self.report(error::declared_twice("the fact", &name, fact.name.span, first));
            return;
        }
        let declared = Fact {
            ty: self.type_of(&fact.ty),
            lower: self.lower_bound(&fact.ty),
            by_name: is_by_name(&fact.ty),
            question: fact.question,
            doc: titles(fact.doc.as_ref(), &fact.docs),
            span: fact.name.span,
        };
        self.model.vocabulary.facts.insert(name, declared);
    }

    /// The built-in fact: which exemptions somebody elects.
    pub(super) fn declare_claims(&mut self) {
        let doc = Titles(vec![
            (String::new(), "exemptions somebody elects; leave it out to have all of them considered".into()),
            ("zh".into(), "所主张的例外；省略则逐一考虑".into()),
        ]);
        let ty = Type::Set(Box::new(Type::Provision));
        let claims = Fact { ty, lower: None, by_name: false, question: false, doc, span: Span::default() };
        self.model.vocabulary.facts.insert(CLAIMS.into(), claims);
    }

    fn decision(&mut self, decision: &ast::Decision) {
        let name = decision.name.node.clone();
        if let Some(first) = self.model.vocabulary.decisions.get(&name) {
            let first = first.span;
            self.report(error::declared_twice("the decision", &name, decision.name.span, first));
            return;
        }
        let of = decision.of.as_ref().and_then(|of| self.record(of));
        let ty = self.type_of(&decision.ty);
        if !matches!(
            &ty,
            Type::YesNo | Type::Number(_) | Type::Date | Type::Enumeration(_) | Type::Text | Type::Unknown
        ) && ty != Type::Set(Box::new(Type::Provision))
        {
            let help = "a decision is yes/no, a number, a date, one of stated values, or a `set of provision`";
            self.report(error::misplaced("a decision cannot have this type", decision.ty.span, help));
        }
        let doc = titles(decision.doc.as_ref(), &decision.docs);
        let declared = Decision { name: name.clone(), of, ty, doc, span: decision.name.span };
        self.model.vocabulary.decisions.insert(name, declared);
    }

    /// The record with this name, or an error.
    pub(super) fn record(&mut self, name: &ast::Name) -> Option<RecordId> {
        let found = self.model.vocabulary.records.get_index_of(&name.node);
        if found.is_none() {
            let near = near_of(name, self.model.vocabulary.records.keys().map(String::as_str));
            self.report(error::unknown("record", name, name.span, near));
        }
        found.map(|ix| RecordId(ix as u32))
    }

    fn elsewhere(&mut self, elsewhere: &ast::Elsewhere) {
        for id in &elsewhere.ids {
            let node = self.model.tree.intern(id);
            self.model.elsewhere.push(node);
        }
    }

    /// Every id and name that a statement writes.
    pub(super) fn declare_provisions(&mut self, file: &ast::File) {
        for item in &file.items {
            match &item.kind {
                ItemKind::Rule(rule) => self.written(&rule.head),
                ItemKind::Exemption(exemption) => self.written(&exemption.head),
                ItemKind::Default(default) => self.written(&default.head),
                ItemKind::Define(define) => {
                    self.written(&define.head);
                    self.defined(define);
                }
                ItemKind::Value(value) => {
                    let name = ValueName { ty: Type::Unknown, span: value.head.id.span };
                    self.model.vocabulary.values.entry(value.head.id.node.clone()).or_insert(name);
                }
                ItemKind::Group(group) => self.group_name(group),
                ItemKind::Table(table) => self.declare_rows(table),
                ItemKind::Tiers(tiers) => self.written(&tiers.head),
                ItemKind::Scale(scale) => self.written(&scale.head),
                _ => {}
            }
        }
    }

    pub(super) fn written(&mut self, head: &ast::Head) {
        let node = self.model.tree.intern(&head.id);
        self.written.entry(node).or_insert(head.id.span);
    }

    fn defined(&mut self, define: &ast::Define) {
        let of = define.of.as_ref().and_then(|of| self.record(of));
        if self.model.vocabulary.find_defined(&define.name, of).is_none() {
            let (name, span) = (define.name.node.clone(), define.name.span);
            self.model.vocabulary.defined.push(Defined { name, of, inputs: Vec::new(), ty: Type::Unknown, span });
        }
    }

    fn group_name(&mut self, group: &ast::Group) {
        let of = match group.of.node.as_str() {
            "provision" => Type::Provision,
            "identity" | "text" => Type::Text,
            name => match self.model.vocabulary.identities.get(name) {
                Some(ty) => ty.clone(),
                None => {
                    let near = near_of(name, self.model.vocabulary.identities.keys().map(String::as_str));
                    self.report(error::unknown("identity", name, group.of.span, near));
                    Type::Unknown
                }
            },
        };
        let name = GroupName { of: of.clone(), span: group.head.id.span };
        let first = self.model.vocabulary.groups.entry(group.head.id.node.clone()).or_insert(name).clone();
        if first.of != of && of != Type::Unknown {
            let message = format!("group `{}` has members of another type elsewhere", group.head.id.node);
            let diagnostic = error::misplaced(message, group.of.span, "a group keeps its type over all dates");
            self.report(diagnostic.at(first.span, "first stated here"));
        }
    }

    /// Words that would mean two things.
    pub(super) fn check_vocabulary(&mut self) {
        let vocabulary = &self.model.vocabulary;
        let mut taken: IndexMap<&str, (&str, Span)> = IndexMap::new();
        let mut found = Vec::new();
        let facts = vocabulary.facts.iter().map(|(n, f)| (n.as_str(), "fact", f.span));
        let decisions = vocabulary.decisions.iter().map(|(n, d)| (n.as_str(), "decision", d.span));
        let defined = vocabulary.defined.iter().filter(|d| d.of.is_none());
        let defined = defined.map(|d| (d.name.as_str(), "defined name", d.span));
        let values = vocabulary.values.iter().map(|(n, v)| (n.as_str(), "value", v.span));
        let groups = vocabulary.groups.iter().map(|(n, g)| (n.as_str(), "group", g.span));
        let registers = vocabulary.registers.iter().map(|(n, r)| (n.as_str(), "register", r.span));
        let groups = groups.chain(registers);
        for (name, what, span) in facts.chain(decisions).chain(defined).chain(values).chain(groups) {
            if name == CLAIMS && what != "fact" {
                found.push(error::built_in(span));
                continue;
            }
            if let Some((other, first)) = taken.get(name) {
                found.push(error::declared_twice(&format!("the {other} and the {what}"), name, span, *first));
            }
            taken.insert(name, (what, span));
        }
        for enumeration in vocabulary.enumerations.iter().filter(|e| e.name.is_none()) {
            for word in enumeration.members.keys() {
                if let Some((what, span)) = taken.get(word.as_str()) {
                    let message = format!("`{word}` is both a value and a {what}");
                    found.push(error::misplaced(message, *span, "give one of them another name"));
                }
            }
        }
        for d in vocabulary.defined.iter() {
            let field = d.of.and_then(|of| vocabulary.record(of).fields.get(&d.name));
            if let Some(field) = field {
                found.push(error::declared_twice("the field and the defined name", &d.name, d.span, field.span));
            }
        }
        for (record, span) in &self.references {
            let record = vocabulary.record(*record);
            if record.name_field().is_none() {
                found.push(error::no_name(&record.name, *span, record.span));
            }
        }
        found.into_iter().for_each(|d| self.report(d));
    }
}

/// `ItemGroup` → `item_group`
fn snake_case(name: &str) -> String {
    let mut out = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && after_lower {
            out.push('_');
        }
        after_lower = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase());
    }
    out
}
