//! Expressions: every name bound to what it names.

use super::{Resolver, error};
use crate::diagnostics::{Diagnostic, near_of};
use crate::model::{
    Aggregate, Arithmetic, Beside, Bound, Chosen, Comparison, Constant, DecisionId, Expr, ExprKind, FactId, FieldId,
    GroupId, Input, ListQuantifier, Paragraph, ProvisionId, Quantifier, RecordId, RegisterId, Relation, RoundedTo,
    Rounding, Type, ValueId, VariableId, Variables, Week,
};
use crate::source::Span;
use crate::syntax::ast::{self, Connective, Name, Side, TestKind};
use crate::value::{Date, RoundingMode};

/// Most days that a list of holidays may say it covers: a hundred years.
const MOST_DAYS_COVERED: i64 = 36_525;

/// What names mean at one place of a provision.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The provision.
    pub provision: Option<ProvisionId>,
    /// The record it runs on.
    pub record: Option<RecordId>,
    /// The inputs of the function it is.
    pub inputs: Vec<Input>,
    /// All its variables.
    pub variables: Variables,
    /// Those visible here, innermost last.
    visible: Vec<(String, VariableId)>,
    /// The address of the paragraph around.
    pub prefix: String,
    /// Every address of the provision so far.
    pub addresses: Vec<(String, Span)>,
}

impl Scope {
    /// The scope of a provision that runs on `record`, before any variable is bound.
    pub fn of(provision: Option<ProvisionId>, record: Option<RecordId>) -> Scope {
        Scope { provision, record, ..Scope::default() }
    }

    /// The scope of a function: what it is asked with, and no record.
    pub fn of_function(provision: Option<ProvisionId>, inputs: Vec<Input>) -> Scope {
        Scope { provision, inputs, ..Scope::default() }
    }

    /// Binds a variable and makes it visible.
    pub fn bind(&mut self, name: String, ty: Type) -> VariableId {
        let id = VariableId(self.variables.0.len() as u32);
        self.variables.0.push((name.clone(), ty));
        self.visible.push((name, id));
        id
    }

    fn find(&self, name: &str) -> Option<VariableId> {
        self.visible.iter().rev().find(|(n, _)| n == name).map(|(_, id)| *id)
    }
}

impl Resolver {
    pub(super) fn condition(&mut self, condition: &ast::Condition, scope: &mut Scope) -> Expr {
        match condition {
            ast::Condition::Expr(expr) => self.expr(expr, scope),
            ast::Condition::List(list) => self.list(list, scope),
        }
    }

    fn list(&mut self, list: &ast::ParagraphList, scope: &mut Scope) -> Expr {
        let quantifier = match list.quantifier.node {
            ast::Quantifier::AllOf => Quantifier::AllOf,
            ast::Quantifier::AnyOf => Quantifier::AnyOf,
            ast::Quantifier::NoneOf => Quantifier::NoneOf,
            ast::Quantifier::ExactlyOneOf => Quantifier::ExactlyOneOf,
            ast::Quantifier::AtLeast(n) => Quantifier::AtLeast(n),
        };
        let count = list.paragraphs.iter().filter(|p| p.body.is_some()).count() as u32;
        if let Quantifier::AtLeast(n) = quantifier
            && (n == 0 || n > count)
        {
            let message = format!("at least {n} of {count} paragraphs");
            let help = "the number must be from 1 to the number of paragraphs";
            self.report(error::misplaced(message, list.quantifier.span, help));
        }
        let paragraphs = list.paragraphs.iter().map(|p| self.paragraph(p, scope)).collect();
        Expr::new(ExprKind::List(quantifier, paragraphs), list.span)
    }

    fn paragraph(&mut self, paragraph: &ast::Paragraph, scope: &mut Scope) -> Paragraph {
        let address = format!("{}({})", scope.prefix, paragraph.label.node);
        scope.addresses.push((address.clone(), paragraph.label.span));
        let outer = std::mem::replace(&mut scope.prefix, address.clone());
        let body = paragraph.body.as_ref().map(|c| self.condition(c, scope));
        scope.prefix = outer;
        let span = body.as_ref().map_or(paragraph.label.span, |b| paragraph.label.span.to(b.span));
        Paragraph { address, body, span }
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr, scope: &mut Scope) -> Expr {
        let kind = self.expr_kind(expr, scope);
        Expr::new(kind, expr.span)
    }

    fn boxed(&mut self, expr: &ast::Expr, scope: &mut Scope) -> Box<Expr> {
        Box::new(self.expr(expr, scope))
    }

    fn expr_kind(&mut self, expr: &ast::Expr, scope: &mut Scope) -> ExprKind {
        use ast::ExprKind as From;
        match &expr.kind {
            From::Number(number) => ExprKind::Constant(Constant::Number(number.value.clone())),
            From::Quantity(number, unit) if self.counts_working_days(&unit.node) => {
                self.working_days(number, unit, expr.span)
            }
            From::Week(week) => self.week(week),
            From::Quantity(number, unit) => match self.unit(&unit.node, unit.span) {
                Some(unit) => ExprKind::Quantity(number.value.mul(&unit.factor), unit.dimension),
                None => ExprKind::Error,
            },
            From::Percent(number) => {
                ExprKind::Constant(Constant::Number(number.value.mul(&crate::value::Number::scaled(1, 2))))
            }
            From::Duration(number, unit) => self.duration(number, unit, expr.span),
            From::Date(date) => ExprKind::Constant(Constant::Date(*date)),
            From::Text(text) => ExprKind::Constant(Constant::Text(text.clone())),
            From::YesNo(yes) => ExprKind::Constant(Constant::YesNo(*yes)),
            From::None => ExprKind::None,
            From::Name(name) => self.name(name, expr.span, scope),
            From::Words(words) => self.words(words, expr.span, scope),
            From::Field(base, field) => self.field(base, field, scope),
            From::Id(id) => self.id(id, expr.span),
            From::This => self.refuse("`this` stands only after `includes`", expr.span, "write the provision's id"),
            From::On => ExprKind::On,
            From::Of(name, of) => self.of(name, of, scope),
            From::Call(name, arguments) => match arguments.as_slice() {
                [one] if matches!(one.kind, From::Chosen { .. }) => self.of(name, one, scope),
                _ => self.call(name, arguments, scope),
            },
            From::Paragraph(address) => ExprKind::Paragraph(address.clone()),
            From::AsGiven(inner) => self.as_given(inner, scope),
            From::Negate(inner) => ExprKind::Negate(self.boxed(inner, scope)),
            From::Arithmetic(op, left, right) => {
                ExprKind::Arithmetic(arithmetic(op.node), self.boxed(left, scope), self.boxed(right, scope))
            }
            From::AsItStoodOn(inner, day) => self.as_it_stood(inner, day.node, expr.span, scope),
            From::Round(inner, how) => self.round(inner, how, scope),
            From::Aggregate { function, value, variable, list, body } => {
                let value = value.as_deref();
                self.aggregate(aggregate(function.node), value, variable, list, body.as_deref(), scope)
            }
            From::Offset { distance, side, from } => ExprKind::Offset {
                days: self.boxed(distance, scope),
                after: *side == Side::After,
                from: self.boxed(from, scope),
            },
            From::Test { subject, tests, joined } => self.tests(subject, tests, *joined, scope),
            From::Not(inner) => ExprKind::Not(self.boxed(inner, scope)),
            From::And(parts) => ExprKind::And(parts.iter().map(|p| self.expr(p, scope)).collect()),
            From::Or(parts) => ExprKind::Or(parts.iter().map(|p| self.expr(p, scope)).collect()),
            From::Quantified { quantifier, variable, list, body } => {
                self.quantified(quantifier.node, variable, list, body.as_deref(), scope)
            }
            From::Chosen { greatest, key, variable, list, body } => {
                let function = if greatest.node { Aggregate::Greatest } else { Aggregate::Least };
                self.chosen(function, key, variable, list, body.as_deref(), scope)
            }
            From::Applies(references) => ExprKind::Applies(self.reach(references)),
            From::Parenthesised(inner) => self.expr_kind(inner, scope),
        }
    }

    /// Several words: one value where some type has it, else `NAME of PATH`.
    fn words(&mut self, words: &str, span: Span, scope: &mut Scope) -> ExprKind {
        let is_value = self.model.vocabulary.enumerations.iter().any(|e| e.find(words).is_some());
        let Some((name, of)) = words.split_once(" of ").filter(|_| !is_value) else {
            return ExprKind::Words(words.to_string());
        };
        if name.contains(' ') || of.contains(' ') {
            return ExprKind::Words(words.to_string());
        }
        let mut parts = of.split('.').map(str::to_string);
        let first = ast::Expr { kind: ast::ExprKind::Name(parts.next().unwrap_or_default()), span };
        let path = parts.fold(first, |base, field| ast::Expr {
            kind: ast::ExprKind::Field(Box::new(base), Name::new(field, span)),
            span,
        });
        self.of(&Name::new(name.to_string(), span), &path, scope)
    }

    pub(super) fn refuse(&mut self, message: &str, span: Span, help: &str) -> ExprKind {
        self.report(error::misplaced(message, span, help));
        ExprKind::Error
    }

    fn duration(
        &mut self,
        number: &ast::NumberText,
        unit: &crate::source::Spanned<ast::CalendarUnit>,
        span: Span,
    ) -> ExprKind {
        let (period, units): (fn(i64) -> Constant, i64) = match unit.node {
            ast::CalendarUnit::Days => (Constant::Days, 1),
            ast::CalendarUnit::Weeks => (Constant::Days, 7),
            ast::CalendarUnit::Months => (Constant::Months, 1),
            ast::CalendarUnit::Years => (Constant::Months, 12),
        };
        match number.value.to_i64().and_then(|n| n.checked_mul(units)) {
            Some(count) => ExprKind::Constant(period(count)),
            None if number.value.is_whole() => self.too_long(span),
            None => {
                let help = "write it without a fraction: `18 months`, not `1.5 years`";
                self.refuse("a period is a whole number of days, weeks, months or years", span, help)
            }
        }
    }

    /// True where what stands in the place of a unit is `working days`, or the name of a value.
    fn counts_working_days(&self, unit: &str) -> bool {
        let is_value = self.model.vocabulary.values.contains_key(unit);
        self.find_unit(unit).is_none() && (is_value || unit == ast::WORKING_DAYS)
    }

    /// `25 working days`
    fn working_days(&mut self, number: &ast::NumberText, unit: &Name, span: Span) -> ExprKind {
        let Some(ix) = self.model.vocabulary.values.get_index_of(&unit.node) else {
            let help = "say it once: `value working_days = Monday to Friday except HOLIDAYS from D through D`";
            return self.refuse("which days are working days is not said", span, help);
        };
        match number.value.to_i64() {
            Some(count) => ExprKind::WorkingDays(count, ValueId(ix as u32)),
            None if number.value.is_whole() => self.too_long(span),
            None => self.refuse("working days are counted in whole days", span, "write it without a fraction"),
        }
    }

    fn too_long(&mut self, span: Span) -> ExprKind {
        self.refuse("this period is too long", span, "the calendar has the years 0001 to 9999")
    }

    /// `Monday to Friday except HOLIDAYS from 2024-01-01 through 2026-12-31`
    fn week(&mut self, week: &ast::Week) -> ExprKind {
        let covers = (week.from.node, week.through.node);
        if covers.1 < covers.0 || covers.0.days_until(covers.1) > MOST_DAYS_COVERED {
            let help = "it covers the days from the first through the last, a hundred years at most";
            return self.refuse("no such span of days", week.from.span.to(week.through.span), help);
        }
        let except = match &week.except {
            None => None,
            Some(name) => match self.holidays(name) {
                Some(holidays) => Some(holidays),
                None => return ExprKind::Error,
            },
        };
        ExprKind::Week(Box::new(Week { days: week.days, except, covers }))
    }

    /// A register of holidays, and the one field of its entries that is a day.
    fn holidays(&mut self, name: &Name) -> Option<(RegisterId, FieldId)> {
        let registers = &self.model.vocabulary.registers;
        let Some((ix, _, register)) = registers.get_full(&name.node) else {
            let near = crate::diagnostics::near_of(name, registers.keys().map(String::as_str));
            self.report(error::unknown("register", name, name.span, near));
            return None;
        };
        let fields = self.model.vocabulary.record(register.of).fields.values();
        let days: Vec<usize> =
            fields.enumerate().filter(|(_, field)| *field.ty.required() == Type::Date).map(|(n, _)| n).collect();
        let [day] = days.as_slice() else {
            let help = "the record of its entries has one field that is a `date`: the day";
            self.report(error::misplaced(format!("`{name}` is no list of days"), name.span, help));
            return None;
        };
        Some((RegisterId(ix as u32), FieldId(*day as u32)))
    }

    /// A word: a variable, fact, defined name, decision or value; else words that a type may settle.
    fn name(&mut self, name: &str, span: Span, scope: &Scope) -> ExprKind {
        if let Some(variable) = scope.find(name) {
            return ExprKind::Variable(variable);
        }
        if let Some(input) = scope.inputs.iter().position(|input| input.name == name) {
            return ExprKind::Input(input as u32);
        }
        let vocabulary = &self.model.vocabulary;
        if let Some(ix) = vocabulary.facts.get_index_of(name) {
            return ExprKind::Fact(FactId(ix as u32));
        }
        if let Some(id) = vocabulary.find_defined(name, None) {
            let defined = &vocabulary.defined[id.ix()];
            if defined.is_function() {
                let inputs: Vec<&str> = defined.inputs.iter().map(|input| input.name.as_str()).collect();
                let help = format!("write `{name} of ({})`", inputs.join(", "));
                return self.refuse(&format!("`{name}` gives a value for what it is asked with"), span, &help);
            }
            return ExprKind::Defined(id, None);
        }
        if let Some(record) = scope.record
            && let Some(id) = vocabulary.find_defined(name, Some(record))
        {
            return ExprKind::Defined(id, Some(Box::new(instance(record, span))));
        }
        if let Some(ix) = vocabulary.decisions.get_index_of(name) {
            return self.decision_here(DecisionId(ix as u32), span, scope);
        }
        if let Some(ix) = vocabulary.values.get_index_of(name) {
            return ExprKind::Value(ValueId(ix as u32), None);
        }
        if let Some(ix) = vocabulary.registers.get_index_of(name) {
            return ExprKind::Register(RegisterId(ix as u32));
        }
        if let Some(of) = vocabulary.defined.iter().find(|d| d.name == name).and_then(|d| d.of) {
            let record = vocabulary.record(of);
            let help = format!("say of which {}: `{name} of {}`", record.name, record.variable);
            return self.refuse(&format!("`{name}` is defined of a {}", vocabulary.record(of).name), span, &help);
        }
        ExprKind::Words(name.to_string())
    }

    /// A decision read without `of`: the instance at hand, else the only fact of that record.
    fn decision_here(&mut self, id: DecisionId, span: Span, scope: &Scope) -> ExprKind {
        let Some(record) = self.model.vocabulary.decision(id).of else { return ExprKind::Decision(id, None) };
        if scope.record == Some(record) {
            return ExprKind::Decision(id, Some(Box::new(instance(record, span))));
        }
        match self.model.vocabulary.only_fact_of(record) {
            Some(fact) => ExprKind::Decision(id, Some(Box::new(Expr::new(ExprKind::Fact(fact), span)))),
            None => {
                let name = self.model.vocabulary.decision(id).name.clone();
                let record = self.model.vocabulary.record(record);
                let help = format!("say of which: `{name} of …`");
                let message = format!("there is not exactly one fact that is a {}", record.name);
                self.refuse(&message, span, &help)
            }
        }
    }

    fn id(&mut self, id: &str, span: Span) -> ExprKind {
        if let Some(ix) = self.model.vocabulary.values.get_index_of(id) {
            return ExprKind::Value(ValueId(ix as u32), None);
        }
        let help = format!("write `{id} applies`, or `includes {id}` after a decision");
        self.refuse(&format!("the provision `{id}` is no value and no condition"), span, &help)
    }

    fn field(&mut self, base: &ast::Expr, field: &Name, scope: &mut Scope) -> ExprKind {
        let base = self.boxed(base, scope);
        let record = match self.declared_type(&base, scope).map(|t| t.required().clone()) {
            Some(Type::Record(record)) => record,
            Some(other) if other != Type::Unknown => {
                let what = self.model.vocabulary.describe(&other);
                let message = format!("`.{}` asks for a field, but this is {what}", field.node);
                return self.refuse(&message, field.span, "only a record has fields");
            }
            _ => return ExprKind::Error,
        };
        let declared = self.model.vocabulary.record(record);
        if let Some(ix) = declared.fields.get_index_of(&field.node) {
            return ExprKind::Field(base, record, FieldId(ix as u32));
        }
        let what = format!("field of {}", declared.name);
        let help = if self.model.vocabulary.find_defined(field, Some(record)).is_some() {
            Some(format!("it is defined by a provision: write `{} of {}`", field.node, declared.variable))
        } else {
            near_of(field, declared.fields.keys().map(String::as_str))
        };
        self.report(error::unknown(&what, field, field.span, help));
        ExprKind::Error
    }

    /// The declared type of a path; none where only the `types` stage can tell.
    pub(super) fn declared_type(&mut self, expr: &Expr, scope: &Scope) -> Option<Type> {
        match &expr.kind {
            ExprKind::Variable(id) => scope.variables.0.get(id.ix()).map(|(_, ty)| ty.clone()),
            ExprKind::Register(id) => {
                let (_, register) = self.model.vocabulary.registers.get_index(id.ix())?;
                Some(Type::List(Box::new(Type::Record(register.of))))
            }
            ExprKind::Input(ix) => scope.inputs.get(*ix as usize).map(|input| input.ty.clone()),
            ExprKind::Fact(id) => Some(self.model.vocabulary.fact(*id).1.ty.clone()),
            ExprKind::Chosen(chosen) => scope.variables.0.get(chosen.variable.ix()).map(|(_, ty)| ty.clone()),
            ExprKind::Field(_, record, field) => {
                let record = self.model.vocabulary.record(*record);
                record.fields.get_index(field.ix()).map(|(_, f)| f.ty.clone())
            }
            ExprKind::Words(words) => {
                let diagnostic = self.unknown_word(words, expr.span, scope);
                self.report(diagnostic);
                None
            }
            ExprKind::Error => None,
            _ => {
                let help = "write a fact, a variable, or a field of one";
                self.refuse("this has no fields and is no list", expr.span, help);
                None
            }
        }
    }

    fn unknown_word(&self, word: &str, span: Span, scope: &Scope) -> Diagnostic {
        let vocabulary = &self.model.vocabulary;
        let names = scope.visible.iter().map(|(n, _)| n.as_str());
        let facts = vocabulary.facts.keys().chain(vocabulary.decisions.keys()).map(String::as_str);
        let defined = vocabulary.defined.iter().map(|d| d.name.as_str());
        error::unknown("fact or name", word, span, near_of(word, names.chain(facts).chain(defined)))
    }

    fn round(&mut self, inner: &ast::Expr, how: &ast::Rounding, scope: &mut Scope) -> ExprKind {
        // that the way is not written is told where the text is read
        let mode = how.mode.unwrap_or(RoundingMode::Down);
        const MOST_PLACES: i64 = 100;
        let to = match &how.to {
            ast::RoundedTo::Multiples(of) => RoundedTo::Multiples(self.boxed(of, scope)),
            ast::RoundedTo::Places(number) => match number.value.to_i64().filter(|n| (0..=MOST_PLACES).contains(n)) {
                Some(places) => RoundedTo::Places(places as u32),
                None => {
                    let help = "write a whole number of places, from 0 to 100, or `to multiples of …`";
                    return self.refuse(&format!("{} is no number of decimal places", number.text), how.span, help);
                }
            },
        };
        ExprKind::Round(self.boxed(inner, scope), Rounding { mode, to })
    }

    fn of(&mut self, name: &Name, of: &ast::Expr, scope: &mut Scope) -> ExprKind {
        if self.model.vocabulary.find_function(&name.node).is_some() {
            return self.call(name, std::slice::from_ref(of), scope);
        }
        let of = self.boxed(of, scope);
        let record = match self.declared_type(&of, scope).map(|t| t.required().clone()) {
            Some(Type::Record(record)) => record,
            Some(Type::Unknown) | None => return ExprKind::Error,
            Some(other) => {
                let what = self.model.vocabulary.describe(&other);
                return self.refuse(&format!("`of` wants a record, but this is {what}"), of.span, "name a record");
            }
        };
        let vocabulary = &self.model.vocabulary;
        if let Some(id) = vocabulary.find_defined(&name.node, Some(record)) {
            return ExprKind::Defined(id, Some(of));
        }
        if let Some(ix) = vocabulary.decisions.get_index_of(&name.node)
            && vocabulary.decisions[ix].of == Some(record)
        {
            return ExprKind::Decision(DecisionId(ix as u32), Some(of));
        }
        let record_name = vocabulary.record(record).name.clone();
        let help = if vocabulary.record(record).fields.contains_key(&name.node) {
            Some(format!("it is a field: write `….{}`", name.node))
        } else {
            let defined = vocabulary.defined.iter().filter(|d| d.of == Some(record)).map(|d| d.name.as_str());
            let decisions = vocabulary.decisions.values().filter(|d| d.of == Some(record)).map(|d| d.name.as_str());
            near_of(name, defined.chain(decisions))
        };
        self.report(error::unknown(&format!("defined name or decision of {record_name}"), name, name.span, help));
        ExprKind::Error
    }

    fn quantified(
        &mut self,
        quantifier: ast::ListQuantifier,
        variable: &Name,
        list: &ast::Expr,
        body: Option<&ast::Condition>,
        scope: &mut Scope,
    ) -> ExprKind {
        let quantifier = match quantifier {
            ast::ListQuantifier::Any => ListQuantifier::Any,
            ast::ListQuantifier::EveryAtLeastOne => ListQuantifier::EveryAtLeastOne,
            ast::ListQuantifier::EveryEvenIfNone => ListQuantifier::EveryEvenIfNone,
            ast::ListQuantifier::No => ListQuantifier::No,
        };
        let Some((id, list, body)) =
            self.over(variable, list, scope, |all, scope| body.map(|b| Box::new(all.condition(b, scope))))
        else {
            return ExprKind::Error;
        };
        ExprKind::Quantified { quantifier, variable: id, list, body }
    }

    /// `sum of (E for x in LIST where C)`
    fn aggregate(
        &mut self,
        function: Aggregate,
        value: Option<&ast::Expr>,
        variable: &Name,
        list: &ast::Expr,
        body: Option<&ast::Condition>,
        scope: &mut Scope,
    ) -> ExprKind {
        // What is counted needs no value of its own.
        let value = value.filter(|_| function != Aggregate::Count);
        let inside = |all: &mut Resolver, scope: &mut Scope| {
            let value = value.map(|value| all.boxed(value, scope));
            (value, body.map(|body| Box::new(all.condition(body, scope))))
        };
        let Some((variable, list, (value, body))) = self.over(variable, list, scope, inside) else {
            return ExprKind::Error;
        };
        ExprKind::Aggregate { function, value, variable, list, body }
    }

    /// `the p in LIST with the greatest E where C`
    fn chosen(
        &mut self,
        function: Aggregate,
        key: &ast::Expr,
        variable: &Name,
        list: &ast::Expr,
        body: Option<&ast::Condition>,
        scope: &mut Scope,
    ) -> ExprKind {
        let inside = |all: &mut Resolver, scope: &mut Scope| {
            let element = scope.variables.0.last().map(|(_, ty)| ty.required().clone());
            (all.expr(key, scope), body.map(|body| all.condition(body, scope)), element)
        };
        let Some((variable, list, (key, body, element))) = self.over(variable, list, scope, inside) else {
            return ExprKind::Error;
        };
        if !matches!(element, Some(Type::Record(_) | Type::Unknown)) {
            let help = "write `greatest of (x for x in LIST)`";
            return self.refuse("one is chosen of a list of records", list.span, help);
        }
        ExprKind::Chosen(Box::new(Chosen { function, key, variable, list: *list, body }))
    }

    /// A list, and what is said `inside` of a variable that runs over it; none where that is an error.
    fn over<T>(
        &mut self,
        variable: &Name,
        list: &ast::Expr,
        scope: &mut Scope,
        inside: impl FnOnce(&mut Resolver, &mut Scope) -> T,
    ) -> Option<(VariableId, Box<Expr>, T)> {
        if self.no_list_here(list.span, scope) {
            return None;
        }
        let list = self.boxed(list, scope);
        let element = match self.declared_type(&list, scope).map(|t| t.required().clone()) {
            Some(Type::List(element)) => *element,
            Some(Type::Unknown) | None => Type::Unknown,
            Some(other) => {
                let what = self.model.vocabulary.describe(&other);
                let message = format!("`{}` runs over a list, but this is {what}", variable.node);
                self.refuse(&message, list.span, "name a fact or field that is a `list of …`");
                return None;
            }
        };
        if scope.find(&variable.node).is_some() || self.model.vocabulary.facts.contains_key(&variable.node) {
            let message = format!("`{}` already means something here", variable.node);
            self.refuse(&message, variable.span, "give the variable another name");
            return None;
        }
        // Beyond three, the cost of a decision is no longer a small polynomial in the facts.
        const DEEPEST: usize = 3;
        let outer = scope.visible.len() - usize::from(scope.record.is_some());
        if outer >= DEEPEST {
            let help = "give the inner part a name of its own with `define`";
            self.refuse("lists are searched within lists more than three deep", variable.span, help);
            return None;
        }
        let id = scope.bind(variable.node.clone(), element);
        let inner = inside(self, scope);
        scope.visible.pop();
        Some((id, list, inner))
    }

    fn tests(&mut self, subject: &ast::Expr, tests: &[ast::Test], joined: Connective, scope: &mut Scope) -> ExprKind {
        let reported = self.sink.len();
        let subject = self.expr(subject, scope);
        if let ExprKind::Words(word) = &subject.kind {
            // Whatever it is tested for, a word that nothing declares is no subject.
            let diagnostic = self.unknown_word(word, subject.span, scope);
            self.report(diagnostic);
        }
        if tests.len() > 1 && !is_value(&subject) {
            // It would be copied for every test, and again by every test around it.
            let help = "give it a name with `define`, or test it once";
            let what = match subject.kind {
                _ if chooses(&subject) => "one of a list is no subject of several tests",
                ExprKind::Aggregate { .. } => "a calculation over a list is no subject of several tests",
                _ => "a condition is no subject of several tests",
            };
            return self.refuse(what, subject.span, help);
        }
        let broken = self.sink.len() > reported;
        let mut parts: Vec<Expr> = tests
            .iter()
            .map(|test| {
                let span = if tests.len() == 1 { subject.span.to(test.span) } else { test.span };
                Expr::new(self.test(&subject, test, scope), span)
            })
            .collect();
        if broken {
            return ExprKind::Error;
        }
        match (parts.len(), joined) {
            (1, _) => parts.pop().map_or(ExprKind::Error, |p| p.kind),
            (_, Connective::And) => ExprKind::And(parts),
            (_, Connective::Or) => ExprKind::Or(parts),
        }
    }

    fn test(&mut self, subject: &Expr, test: &ast::Test, scope: &mut Scope) -> ExprKind {
        let left = || Box::new(subject.clone());
        match &test.kind {
            TestKind::Is(value) => match value.kind {
                ast::ExprKind::None => ExprKind::IsNone(left()),
                _ => ExprKind::Equals(left(), self.boxed(value, scope)),
            },
            TestKind::IsNot(value) => {
                let right = self.boxed(value, scope);
                not(ExprKind::Equals(left(), right), test.span)
            }
            TestKind::IsAnyOf(values) => self.is_any_of(subject, values, scope),
            TestKind::IsNoneOf(values) => not(self.is_any_of(subject, values, scope), test.span),
            TestKind::IsNone => ExprKind::IsNone(left()),
            TestKind::IsNotNone => not(ExprKind::IsNone(left()), test.span),
            TestKind::IsEmpty => {
                let help = "write `no x in LIST` in a rule; `is empty` is for scenarios";
                self.refuse("`is empty` stands only in scenarios", test.span, help)
            }
            TestKind::Compare(by, to) => ExprKind::Compare(comparison(*by), left(), self.boxed(to, scope)),
            TestKind::Before(day) => ExprKind::CompareDates(Comparison::LessThan, left(), self.boxed(day, scope)),
            TestKind::After(day) => ExprKind::CompareDates(Comparison::MoreThan, left(), self.boxed(day, scope)),
            TestKind::OnOrBefore(day) => ExprKind::CompareDates(Comparison::AtMost, left(), self.boxed(day, scope)),
            TestKind::OnOrAfter(day) => ExprKind::CompareDates(Comparison::AtLeast, left(), self.boxed(day, scope)),
            TestKind::FromThrough(first, last) => ExprKind::And(vec![
                Expr::new(ExprKind::CompareDates(Comparison::AtLeast, left(), self.boxed(first, scope)), test.span),
                Expr::new(ExprKind::CompareDates(Comparison::AtMost, left(), self.boxed(last, scope)), test.span),
            ]),
            TestKind::Distance { comparison: by, distance, side, of } => ExprKind::Distance {
                comparison: comparison(*by),
                day: left(),
                days: self.boxed(distance, scope),
                after: *side == Side::After,
                from: self.boxed(of, scope),
            },
            TestKind::In(group) => self.in_group(subject, group),
            TestKind::NotIn(group) => not(self.in_group(subject, group), test.span),
            TestKind::InCalendarYearOf(day) => ExprKind::SameYear(left(), self.boxed(day, scope)),
            TestKind::NotInCalendarYearOf(day) => {
                let day = self.boxed(day, scope);
                not(ExprKind::SameYear(left(), day), test.span)
            }
            // Both ends count in, as with `at most`.
            TestKind::Within(distance, side, of) => ExprKind::Distance {
                comparison: Comparison::AtMost,
                day: left(),
                days: self.boxed(distance, scope),
                after: *side == Side::After,
                from: self.boxed(of, scope),
            },
            TestKind::Related(relation, other) => {
                let other = Beside::Value(self.expr(other, scope));
                ExprKind::Related(related(*relation), left(), Box::new(other))
            }
            TestKind::RelatedToBounds(relation, bounds) => match self.bounds(bounds, test.span, scope) {
                Some(bounds) => ExprKind::Related(related(*relation), left(), Box::new(bounds)),
                None => ExprKind::Error,
            },
            TestKind::Includes(mode, elements) => self.includes(subject, *mode, elements, test.span, scope),
        }
    }

    /// `more than 2.7 GHz, at most 2.9 GHz`: at most one end below and one above.
    fn bounds(&mut self, bounds: &[TestKind], span: Span, scope: &mut Scope) -> Option<Beside> {
        let (mut low, mut high) = (None, None);
        for bound in bounds {
            let (below, at, included, of_days) = match bound {
                TestKind::Compare(ast::Comparison::AtLeast, at) => (true, at, true, false),
                TestKind::Compare(ast::Comparison::MoreThan, at) => (true, at, false, false),
                TestKind::Compare(ast::Comparison::AtMost, at) => (false, at, true, false),
                TestKind::Compare(ast::Comparison::LessThan, at) => (false, at, false, false),
                TestKind::OnOrAfter(at) => (true, at, true, true),
                TestKind::After(at) => (true, at, false, true),
                TestKind::OnOrBefore(at) => (false, at, true, true),
                TestKind::Before(at) => (false, at, false, true),
                TestKind::FromThrough(from, through) if bounds.len() == 1 => {
                    let mut end = |at| Some(Bound { at: self.expr(at, scope), included: true, of_days: true });
                    return Some(Beside::Bounds { low: end(from), high: end(through) });
                }
                _ => {
                    let help =
                        "write an end below, an end above, or both: `more than A, at most B`, `from D through E`";
                    self.refuse("this is no end of a range", span, help);
                    return None;
                }
            };
            let bound = Bound { at: self.expr(at, scope), included, of_days };
            let end = if below { &mut low } else { &mut high };
            if end.replace(bound).is_some() {
                let help = "write one end below and one above: `more than A, at most B`";
                self.refuse("a range has one end on each side", span, help);
                return None;
            }
        }
        Some(Beside::Bounds { low, high })
    }

    fn is_any_of(&mut self, subject: &Expr, values: &[ast::Expr], scope: &mut Scope) -> ExprKind {
        let equals = |value: &ast::Expr| {
            let right = self.boxed(value, scope);
            Expr::new(ExprKind::Equals(Box::new(subject.clone()), right), value.span)
        };
        ExprKind::Or(values.iter().map(equals).collect())
    }

    /// `CAP as it stood on 2023-01-01`: only what is data has a text of an earlier day that can be read alone.
    fn as_it_stood(&mut self, inner: &ast::Expr, day: Date, span: Span, scope: &mut Scope) -> ExprKind {
        match self.expr_kind(inner, scope) {
            ExprKind::Value(id, None) => {
                self.model.days_named.insert(day);
                ExprKind::Value(id, Some(day))
            }
            ExprKind::Error => ExprKind::Error,
            _ => {
                self.refuse("only a value or a group can be read as it stood on a day", span, "name a value or a group")
            }
        }
    }

    fn in_group(&mut self, subject: &Expr, group: &ast::Expr) -> ExprKind {
        if let ast::ExprKind::AsItStoodOn(group, day) = &group.kind {
            self.model.days_named.insert(day.node);
            return match self.in_group(subject, group) {
                ExprKind::In(subject, group, _) => ExprKind::In(subject, group, Some(day.node)),
                other => other,
            };
        }
        let name = match &group.kind {
            ast::ExprKind::Name(name) | ast::ExprKind::Id(name) | ast::ExprKind::Words(name) => name.clone(),
            _ => {
                return self.refuse(
                    "`in` wants the name of a group",
                    group.span,
                    "for single values write `is any of A, B`",
                );
            }
        };
        match self.group_named(&Name::new(name, group.span)) {
            Some(id) => ExprKind::In(Box::new(subject.clone()), id, None),
            None => ExprKind::Error,
        }
    }

    fn includes(
        &mut self,
        subject: &Expr,
        mode: ast::Includes,
        elements: &[ast::Expr],
        span: Span,
        scope: &Scope,
    ) -> ExprKind {
        match mode {
            ast::Includes::Plain | ast::Includes::AnyOf => self.includes_any(subject, elements, scope),
            ast::Includes::NoneOf => not(self.includes_any(subject, elements, scope), span),
            ast::Includes::AllOf => {
                let one = |e: &ast::Expr| Expr::new(self.includes_any(subject, std::slice::from_ref(e), scope), e.span);
                ExprKind::And(elements.iter().map(one).collect())
            }
        }
    }

    fn includes_any(&mut self, subject: &Expr, elements: &[ast::Expr], scope: &Scope) -> ExprKind {
        let (mut nodes, mut groups) = (Vec::new(), Vec::new());
        for element in elements {
            match self.node_or_group(element, scope) {
                Some(Ok(node)) => nodes.push(node),
                Some(Err(group)) => groups.push(group),
                None => return ExprKind::Error,
            }
        }
        match &subject.kind {
            ExprKind::Decision(decision, of) if self.model.vocabulary.decision(*decision).is_set() => {
                ExprKind::Includes { decision: *decision, of: of.clone(), elements: nodes, groups }
            }
            ExprKind::Fact(fact)
                if groups.is_empty()
                    && *self.model.vocabulary.fact(*fact).1.ty.required() == Type::Set(Box::new(Type::Provision)) =>
            {
                ExprKind::FactIncludes(*fact, nodes)
            }
            ExprKind::Error => ExprKind::Error,
            _ => {
                let help = "name a decision or fact that is a `set of provision`; groups are asked of decisions only";
                self.refuse("this cannot include provisions", subject.span, help)
            }
        }
    }

    fn node_or_group(&mut self, element: &ast::Expr, scope: &Scope) -> Option<Result<ProvisionId, GroupId>> {
        let text = match &element.kind {
            ast::ExprKind::This => return scope.provision.map(Ok),
            ast::ExprKind::Id(text) | ast::ExprKind::Name(text) => text.clone(),
            ast::ExprKind::Number(number) => number.text.clone(),
            _ => {
                self.refuse("only provisions and groups of provisions can be included", element.span, "write an id");
                return None;
            }
        };
        if let Some(ix) = self.model.vocabulary.groups.get_index_of(&text) {
            return Some(Err(GroupId(ix as u32)));
        }
        self.provision(&Name::new(text, element.span)).map(Ok)
    }
}

/// A value without tests inside: what several tests may share.
fn is_value(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Negate(inner) | ExprKind::AsGiven(inner) => is_value(inner),
        ExprKind::Arithmetic(_, a, b) => is_value(a) && is_value(b),
        ExprKind::Offset { days, from, .. } => is_value(days) && is_value(from),
        ExprKind::Call(_, arguments) => arguments.iter().all(is_value),
        ExprKind::Round(inner, _) | ExprKind::Field(inner, ..) => is_value(inner),
        ExprKind::Defined(_, Some(of)) | ExprKind::Decision(_, Some(of)) => is_value(of),
        ExprKind::Constant(_)
        | ExprKind::Quantity(..)
        | ExprKind::Words(_)
        | ExprKind::Input(_)
        | ExprKind::Variable(_)
        | ExprKind::Fact(_)
        | ExprKind::Defined(..)
        | ExprKind::Decision(..)
        | ExprKind::Value(..)
        | ExprKind::WorkingDays(..)
        | ExprKind::On
        | ExprKind::Error => true,
        _ => false,
    }
}

/// True for one element of a list, and for what is read of it.
fn chooses(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Chosen(_) => true,
        ExprKind::Field(inner, ..) | ExprKind::Defined(_, Some(inner)) | ExprKind::Decision(_, Some(inner)) => {
            chooses(inner)
        }
        _ => false,
    }
}

/// The instance a provision runs on: always its first variable.
fn instance(record: RecordId, span: Span) -> Expr {
    Expr { kind: ExprKind::Variable(VariableId(0)), ty: Type::Record(record), span }
}

fn not(kind: ExprKind, span: Span) -> ExprKind {
    match kind {
        ExprKind::Error => ExprKind::Error,
        kind => ExprKind::Not(Box::new(Expr::new(kind, span))),
    }
}

fn related(relation: ast::Relation) -> Relation {
    match relation {
        ast::Relation::Touches => Relation::Touches,
        ast::Relation::Covers => Relation::Covers,
        ast::Relation::LiesWithin => Relation::LiesWithin,
    }
}

fn arithmetic(op: ast::Arithmetic) -> Arithmetic {
    match op {
        ast::Arithmetic::Add => Arithmetic::Add,
        ast::Arithmetic::Subtract => Arithmetic::Subtract,
        ast::Arithmetic::Multiply => Arithmetic::Multiply,
        ast::Arithmetic::Divide => Arithmetic::Divide,
        ast::Arithmetic::Power => Arithmetic::Power,
    }
}

fn aggregate(function: ast::Aggregate) -> Aggregate {
    match function {
        ast::Aggregate::Sum => Aggregate::Sum,
        ast::Aggregate::Count => Aggregate::Count,
        ast::Aggregate::Least => Aggregate::Least,
        ast::Aggregate::Greatest => Aggregate::Greatest,
    }
}

fn comparison(by: ast::Comparison) -> Comparison {
    match by {
        ast::Comparison::AtLeast => Comparison::AtLeast,
        ast::Comparison::MoreThan => Comparison::MoreThan,
        ast::Comparison::AtMost => Comparison::AtMost,
        ast::Comparison::LessThan => Comparison::LessThan,
        ast::Comparison::Exactly => Comparison::Exactly,
    }
}
