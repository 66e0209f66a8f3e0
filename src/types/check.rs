//! One expression at a time: its type, and whether its parts agree.

use super::error;
use crate::diagnostics::{Sink, near_of};
use crate::model::{
    Aggregate, Arithmetic, CaseValue, Chosen, Comparison, Conclusion, ConclusionKind, Constant, Dimension, Expr,
    ExprKind, Field, FieldId, Provision, ProvisionKind, RoundedTo, Scale, Type, Unit, ValueId, Vocabulary,
    multiply_dimensions,
};
use crate::source::Span;
use crate::value::Number;

/// Checks the expressions of one statement.
pub struct Checker<'a> {
    vocabulary: &'a Vocabulary,
    pub(super) sink: &'a mut Sink,
    /// The variables of the provision.
    pub variables: Vec<(String, Type)>,
    /// The types of its inputs, where it is a function.
    pub inputs: Vec<Type>,
    /// Addresses of paragraphs already passed.
    passed: Vec<String>,
}

impl<'a> Checker<'a> {
    /// A checker for one statement.
    pub fn new(vocabulary: &'a Vocabulary, sink: &'a mut Sink) -> Checker<'a> {
        Checker { vocabulary, sink, variables: Vec::new(), inputs: Vec::new(), passed: Vec::new() }
    }

    pub(super) fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// All expressions of a provision.
    pub fn provision(&mut self, provision: &mut Provision) {
        self.variables = provision.variables.0.clone();
        if let Some(condition) = &mut provision.condition {
            self.condition(condition);
        }
        match &mut provision.kind {
            ProvisionKind::Define { name, cases, otherwise, .. } => {
                let defined = &self.vocabulary.defined[name.ix()];
                let (ty, name) = (defined.ty.clone(), defined.name.clone());
                self.inputs = defined.inputs.iter().map(|input| input.ty.clone()).collect();
                let mut first: Option<(Type, Span)> = None;
                for case in cases {
                    if let Some(when) = &mut case.when {
                        self.condition(when);
                    }
                    self.case_value(&mut case.value, &ty, &name, &mut first);
                }
                if let Some(value) = otherwise {
                    self.case_value(value, &ty, &name, &mut first);
                }
            }
            ProvisionKind::Register { columns, entries } => {
                let record = self.vocabulary.registers.values().find(|register| register.node == provision.id);
                let Some(record) = record.map(|register| self.vocabulary.record(register.of)) else { return };
                for entry in entries {
                    for (column, cell) in columns.iter().zip(&mut entry.cells) {
                        let Some((name, field)) = record.fields.get_index(column.ix()) else { continue };
                        self.entry(name, field, cell.as_mut(), entry.span);
                    }
                }
            }
            ProvisionKind::Default { decision, value } => {
                let ty = self.vocabulary.decision(*decision).ty.clone();
                self.expect(value, &ty);
                self.must_be_constant("a default", value);
            }
            _ => {}
        }
        for conclusion in &mut provision.conclusions {
            self.conclusion(conclusion);
        }
    }

    /// What a register says of a field of an entry.
    fn entry(&mut self, name: &str, field: &Field, cell: Option<&mut Expr>, span: Span) {
        match cell {
            Some(value) => {
                self.expect(value, &field.ty);
                self.must_be_constant("an entry of a register", value);
                self.within_bound(&field.ty, field.lower.as_ref(), value);
            }
            None if matches!(field.ty, Type::Optional(_)) => {}
            None => {
                let help = "only what is declared `optional` can be none";
                self.sink.push(error::no_operation(format!("`{name}` is never none"), span, help));
            }
        }
    }

    fn case_value(&mut self, value: &mut CaseValue, ty: &Type, name: &str, first: &mut Option<(Type, Span)>) {
        let CaseValue::Is(expr) = value else { return };
        let found = self.expr(expr, Some(ty)).required().clone();
        match first {
            Some((other, span)) if !agree(other, &found) => {
                let (a, b) = (self.vocabulary.describe(other), self.vocabulary.describe(&found));
                self.sink.push(error::cases_differ(name, (&a, *span), (&b, expr.span)));
            }
            Some(_) => {}
            None => *first = Some((found, expr.span)),
        }
    }

    fn conclusion(&mut self, conclusion: &mut Conclusion) {
        match &mut conclusion.kind {
            ConclusionKind::Is { decision, cases, otherwise } => {
                let ty = self.vocabulary.decision(*decision).ty.clone();
                for (when, value) in cases {
                    if let Some(when) = when {
                        self.condition(when);
                    }
                    self.expect(value, &ty);
                }
                if let Some(value) = otherwise {
                    self.expect(value, &ty);
                }
            }
            ConclusionKind::Duty(duty) => {
                if let Some(date) = &mut duty.date {
                    self.expect(date, &Type::Date);
                }
                if let Some(when) = &mut duty.when {
                    self.condition(when);
                }
            }
            ConclusionKind::Deem { place, value } => {
                let ty = self.expr(place, None);
                self.expect(value, &ty);
                let lower = self.vocabulary.declared(place).and_then(|(_, lower)| lower);
                self.within_bound(&place.ty, lower, value);
            }
            ConclusionKind::Includes { .. } | ConclusionKind::Discretion { .. } => {}
        }
    }

    /// A number that the law writes in the place of one that is given is, as that one, no less than the declared bound.
    fn within_bound(&mut self, ty: &Type, lower: Option<&(Number, bool)>, value: &Expr) {
        let (Some((bound, included)), Some(number)) = (lower, constant_number(value)) else { return };
        if number < *bound || number == *bound && !included {
            let words = if *included { "at least" } else { "more than" };
            let ty = self.vocabulary.describe(ty);
            let diagnostic =
                error::not_a_value(&number.to_string(), &format!("{ty} {words} {bound}"), value.span, None);
            self.sink.push(diagnostic.help("it must be a value that the declaration allows"));
        }
    }

    /// The value of a `value` or `set` statement.
    pub fn value(&mut self, id: ValueId, expr: &mut Expr) {
        let ty = self.vocabulary.values[id.ix()].ty.clone();
        self.expect(expr, &ty);
        self.must_be_constant("a value", expr);
    }

    fn must_be_constant(&mut self, what: &str, expr: &Expr) {
        if !is_constant(expr) {
            let help = "write a number, a date or a word; what depends on facts is a `define`";
            self.sink.push(error::no_operation(format!("{what} does not depend on facts"), expr.span, help));
        }
    }

    /// A condition: its type must be yes/no.
    pub fn condition(&mut self, expr: &mut Expr) {
        self.expect(expr, &Type::YesNo);
    }

    /// An expression of a stated type.
    fn expect(&mut self, expr: &mut Expr, wanted: &Type) {
        let found = self.expr(expr, Some(wanted));
        if agree(&found, wanted) {
            return;
        }
        let (w, f) = (self.vocabulary.describe(wanted), self.vocabulary.describe(&found));
        self.sink.push(if *wanted == Type::YesNo {
            error::wanted("a condition", &f, expr.span).help("compare it: `is …`, `is at least …`, `in …`")
        } else {
            error::wanted(&w, &f, expr.span)
        });
    }

    /// Finds the type of an expression; `wanted` settles words.
    pub fn expr(&mut self, expr: &mut Expr, wanted: Option<&Type>) -> Type {
        let span = expr.span;
        let ty = match &mut expr.kind {
            ExprKind::Constant(constant) => {
                if let (Constant::Text(text), Some(Type::Enumeration(id))) = (&*constant, wanted.map(Type::required))
                    && let Some(member) = self.vocabulary.enumerations[id.ix()].find(text)
                {
                    *constant = Constant::Member(*id, member);
                }
                constant_type(constant)
            }
            ExprKind::Quantity(number, dimension) => {
                let unit = unit_of(self.vocabulary, dimension);
                expr.kind = ExprKind::Constant(Constant::Number(number.clone()));
                Type::Number(unit)
            }
            ExprKind::Words(words) => {
                let words = words.clone();
                let (kind, ty) = self.words(&words, span, wanted);
                expr.kind = kind;
                ty
            }
            ExprKind::None => {
                let help = "`none` stands only in `is none` and `is not none`";
                self.sink.push(error::no_operation("`none` is no value".into(), span, help));
                Type::Unknown
            }
            ExprKind::Variable(id) => self.variables.get(id.ix()).map_or(Type::Unknown, |(_, ty)| ty.clone()),
            ExprKind::Fact(id) => self.vocabulary.fact(*id).1.ty.clone(),
            ExprKind::Field(base, record, field) => {
                self.expr(base, None);
                let field = self.vocabulary.record(*record).fields.get_index(field.ix());
                field.map_or(Type::Unknown, |(_, f)| f.ty.clone())
            }
            ExprKind::AsGiven(inner) => self.expr(inner, None),
            ExprKind::Defined(id, of) => {
                if let Some(of) = of {
                    self.expr(of, None);
                }
                self.vocabulary.defined[id.ix()].ty.clone()
            }
            ExprKind::Decision(id, of) => {
                if let Some(of) = of {
                    self.expr(of, None);
                }
                self.vocabulary.decision(*id).ty.clone()
            }
            ExprKind::Value(id, _) => match &self.vocabulary.values[id.ix()].ty {
                Type::WorkingDays => {
                    let help = "count them: `10 working days after D`, or its name in the place of `working days`";
                    self.sink.push(error::no_operation("working days are no value by themselves".into(), span, help));
                    Type::Unknown
                }
                ty => ty.clone(),
            },
            ExprKind::WorkingDays(_, id) => {
                let ty = &self.vocabulary.values[id.ix()].ty;
                if !agree(ty, &Type::WorkingDays) {
                    let found = self.vocabulary.describe(ty);
                    self.sink.push(error::wanted(
                        "a unit, or a value that says which days are working days",
                        &found,
                        span,
                    ));
                }
                Type::WorkingDays
            }
            ExprKind::Week(_) => Type::WorkingDays,
            ExprKind::On => Type::Date,
            ExprKind::Negate(inner) => self.number(inner),
            ExprKind::Arithmetic(op, left, right) => {
                let op = *op;
                self.arithmetic(op, left, right, span)
            }
            ExprKind::Offset { days, from, .. } => {
                self.expect_period(days);
                self.expect_date(from);
                Type::Date
            }
            ExprKind::Equals(left, right) => {
                self.equals(left, right);
                Type::YesNo
            }
            ExprKind::IsNone(inner) => {
                self.is_none(inner);
                Type::YesNo
            }
            ExprKind::Compare(by, left, right) => {
                let by = *by;
                self.compare(by, left, right, span);
                Type::YesNo
            }
            ExprKind::CompareDates(_, left, right) => {
                self.expect_date(left);
                self.expect_date(right);
                Type::YesNo
            }
            ExprKind::Distance { day, days, from, .. } => {
                self.expect_date(day);
                self.expect_period(days);
                self.expect_date(from);
                Type::YesNo
            }
            ExprKind::SameYear(left, right) => {
                self.expect_date(left);
                self.expect_date(right);
                Type::YesNo
            }
            ExprKind::In(left, group, _) => {
                let (name, group) = self.vocabulary.groups.get_index(group.ix()).expect("GroupId of this vocabulary");
                let of = group.of.clone();
                let mut found = self.expr(left, Some(&of));
                if of == Type::Text {
                    found = self.told_by_name(left, found);
                }
                if !agree(&found, &of) {
                    let (a, b) = (self.vocabulary.describe(&found), self.vocabulary.describe(&of));
                    let note = format!("{b}: a member of `{name}`");
                    self.sink.push(error::mismatch((&a, left.span), (&note, group.span)));
                }
                Type::YesNo
            }
            ExprKind::Includes { of, .. } => {
                if let Some(of) = of {
                    self.expr(of, None);
                }
                Type::YesNo
            }
            ExprKind::FactIncludes(..) | ExprKind::Applies(_) => Type::YesNo,
            ExprKind::Not(inner) => match self.not_word(inner) {
                Some(kind) => {
                    expr.kind = kind;
                    Type::YesNo
                }
                None => {
                    self.condition(inner);
                    Type::YesNo
                }
            },
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter_mut().for_each(|p| self.condition(p));
                Type::YesNo
            }
            ExprKind::List(_, paragraphs) => {
                for paragraph in paragraphs {
                    if let Some(body) = &mut paragraph.body {
                        self.condition(body);
                    }
                    self.passed.push(paragraph.address.clone());
                }
                Type::YesNo
            }
            ExprKind::Quantified { list, body, .. } => {
                self.expr(list, None);
                // Its paragraphs speak of one element at a time, so none of them can be asked about from outside.
                let outside = self.passed.len();
                if let Some(body) = body {
                    self.condition(body);
                }
                self.passed.truncate(outside);
                Type::YesNo
            }
            ExprKind::Aggregate { function, value, list, body, .. } => {
                self.expr(list, None);
                let outside = self.passed.len();
                if let Some(body) = body {
                    self.condition(body);
                }
                self.passed.truncate(outside);
                match value {
                    Some(value) => self.aggregated(*function, value),
                    None => Type::Number(Unit::none()),
                }
            }
            ExprKind::Chosen(chosen) => self.chosen(chosen),
            ExprKind::Related(relation, left, beside) => {
                expr.kind = self.related(*relation, left, beside, span);
                Type::YesNo
            }
            ExprKind::Register(id) => {
                let register = self.vocabulary.registers.get_index(id.ix());
                register.map_or(Type::Unknown, |(_, register)| Type::List(Box::new(Type::Record(register.of))))
            }
            ExprKind::Input(ix) => self.inputs.get(*ix as usize).cloned().unwrap_or(Type::Unknown),
            ExprKind::Call(id, arguments) => {
                let defined = &self.vocabulary.defined[id.ix()];
                let (inputs, ty) = (defined.inputs.clone(), defined.ty.clone());
                for (argument, input) in arguments.iter_mut().zip(&inputs) {
                    self.expect(argument, &input.ty);
                }
                ty
            }
            ExprKind::Scale(scale) => self.scale(scale),
            ExprKind::Round(inner, rounding) => {
                let ty = self.number(inner);
                if let RoundedTo::Multiples(of) = &mut rounding.to {
                    let multiple = self.number(of);
                    self.must_agree((&ty, inner.span), (&multiple, of.span));
                    self.must_be_constant("what a value is rounded to", of);
                    if constant_number(of).is_some_and(|multiple| multiple <= Number::ZERO) {
                        let help = "a value is rounded to multiples of a number more than 0: 0.01, 1, 100";
                        self.sink.push(error::no_operation(
                            "nothing is rounded to these multiples".into(),
                            of.span,
                            help,
                        ));
                    }
                }
                ty
            }
            ExprKind::Paragraph(address) => {
                if !self.passed.contains(address) {
                    let diagnostic = error::no_such_paragraph(address, span);
                    self.sink.push(diagnostic);
                }
                Type::YesNo
            }
            ExprKind::Error => Type::Unknown,
        };
        expr.ty = ty.clone();
        ty
    }

    /// Words: a value of the type that is wanted here.
    fn words(&mut self, words: &str, span: Span, wanted: Option<&Type>) -> (ExprKind, Type) {
        match wanted.map(Type::required) {
            Some(Type::Enumeration(id)) => {
                let enumeration = &self.vocabulary.enumerations[id.ix()];
                if let Some(member) = enumeration.find(words) {
                    return (ExprKind::Constant(Constant::Member(*id, member)), Type::Enumeration(*id));
                }
                let near = near_of(words, enumeration.members.keys().map(String::as_str));
                let wanted = self.vocabulary.describe(&Type::Enumeration(*id));
                self.sink.push(error::not_a_value(words, &wanted, span, near));
            }
            Some(Type::Unknown) => {}
            _ => {
                let v = self.vocabulary;
                let names = v.facts.keys().chain(v.decisions.keys()).chain(v.values.keys()).map(String::as_str);
                let names = names.chain(v.defined.iter().map(|d| d.name.as_str()));
                let names = names.chain(self.variables.iter().map(|(n, _)| n.as_str()));
                let near = near_of(words, names);
                self.sink.push(error::unknown_word(words, span, near));
            }
        }
        (ExprKind::Error, Type::Unknown)
    }

    fn number(&mut self, expr: &mut Expr) -> Type {
        let ty = self.expr(expr, None);
        match ty.required() {
            Type::Number(_) | Type::Unknown => ty.required().clone(),
            other => {
                let found = self.vocabulary.describe(other);
                self.sink.push(error::wanted("a number", &found, expr.span));
                Type::Unknown
            }
        }
    }

    fn arithmetic(&mut self, op: Arithmetic, left: &mut Expr, right: &mut Expr, span: Span) -> Type {
        let (a, b) = (self.number(left), self.number(right));
        let (Type::Number(a), Type::Number(b)) = (a, b) else { return Type::Unknown };
        match op {
            Arithmetic::Add | Arithmetic::Subtract => {
                if a.dimension != b.dimension {
                    self.units_differ((&a, left.span), (&b, right.span));
                }
                Type::Number(a)
            }
            Arithmetic::Multiply => self.product(&a.dimension, &b.dimension, 1),
            Arithmetic::Divide => self.product(&a.dimension, &b.dimension, -1),
            Arithmetic::Power if a.dimension.is_empty() && b.dimension.is_empty() => Type::Number(Unit::none()),
            Arithmetic::Power => {
                let help = "raise plain numbers to plain whole powers";
                self.sink.push(error::no_operation("a power of a number with a unit".into(), span, help));
                Type::Unknown
            }
        }
    }

    /// Bounds are in the unit of the amount; what is taken of it has the unit of both.
    fn scale(&mut self, scale: &mut Scale) -> Type {
        let amount = self.number(&mut scale.amount);
        let span = scale.amount.span;
        let mut rates: Option<(Type, Span)> = None;
        for band in &mut scale.bands {
            for (_, bound) in band.start.iter_mut().chain(&mut band.bound) {
                let ty = self.number(bound);
                self.must_agree((&amount, span), (&ty, bound.span));
                if !is_constant(bound) && !matches!(bound.kind, ExprKind::Value(..)) {
                    let help = "write a number or the name of a `value`";
                    self.sink.push(error::no_operation("a bound does not depend on facts".into(), bound.span, help));
                }
            }
            let rate = self.number(&mut band.rate);
            match &rates {
                Some((first, at)) => self.must_agree((first, *at), (&rate, band.rate.span)),
                None => rates = Some((rate, band.rate.span)),
            }
        }
        match (amount, rates) {
            (Type::Number(amount), Some((Type::Number(rate), _))) => {
                self.product(&amount.dimension, &rate.dimension, 1)
            }
            _ => Type::Unknown,
        }
    }

    fn product(&self, a: &Dimension, b: &Dimension, power: i32) -> Type {
        Type::Number(unit_of(self.vocabulary, &multiply_dimensions(a, b, power)))
    }

    fn units_differ(&mut self, left: (&Unit, Span), right: (&Unit, Span)) {
        let words = |unit: &Unit| self.vocabulary.describe(&Type::Number(unit.clone()));
        let (a, b) = (words(left.0), words(right.0));
        let help = if right.0.dimension.is_empty() && !left.0.dimension.is_empty() {
            Some(format!("state its unit: {}", self.vocabulary.describe_dimension(&left.0.dimension)))
        } else {
            None
        };
        self.sink.push(error::unit_mismatch((&a, left.1), (&b, right.1), help));
    }

    /// A record where a name is wanted: its name stands for it, as it does in the facts.
    fn told_by_name(&self, expr: &mut Expr, found: Type) -> Type {
        let Type::Record(id) = *found.required() else { return found };
        let record = self.vocabulary.record(id);
        let Some(ix) = record.name_field() else { return found };
        let Some((_, field)) = record.fields.get_index(ix as usize) else { return found };
        let whole = std::mem::replace(expr, Expr::new(ExprKind::Error, expr.span));
        expr.kind = ExprKind::Field(Box::new(whole), id, FieldId(ix));
        expr.ty = field.ty.clone();
        field.ty.clone()
    }

    fn equals(&mut self, left: &mut Expr, right: &mut Expr) {
        let (a, b) = if matches!(left.kind, ExprKind::Words(_)) && !matches!(right.kind, ExprKind::Words(_)) {
            let b = self.expr(right, None);
            (self.expr(left, Some(&b)), b)
        } else {
            let a = self.expr(left, None);
            let b = self.expr(right, Some(&a));
            (a, b)
        };
        self.must_agree((&a, left.span), (&b, right.span));
        if matches!(a.required(), Type::Set(_) | Type::List(_)) {
            let help = "ask what it includes, or about `any x in …`";
            self.sink.push(error::no_operation("a list or set is not compared as a whole".into(), left.span, help));
        }
        if self.vocabulary.ends_of(&a).is_some() {
            let help = "ask whether one `covers` the other, or `lies within` it";
            self.sink.push(error::no_operation("ranges are not compared as a whole".into(), left.span, help));
        } else if let Type::Record(id) = a.required()
            && !self.vocabulary.record(*id).fields.values().any(|f| *f.ty.required() == Type::Text)
        {
            let message = format!(
                "two records {} cannot be told apart: the record has no name",
                self.vocabulary.record(*id).name
            );
            self.sink.push(error::no_operation(message, left.span, "give it a field `name identity`"));
        }
    }

    /// `is not needed`: where the type has the value `not needed` but no value `needed`.
    fn not_word(&mut self, inner: &mut Expr) -> Option<ExprKind> {
        let ExprKind::Equals(left, right) = &mut inner.kind else { return None };
        let ExprKind::Words(word) = &right.kind else { return None };
        let negative = format!("not {word}");
        let ty = Checker {
            vocabulary: self.vocabulary,
            sink: &mut Sink::default(),
            variables: self.variables.clone(),
            inputs: self.inputs.clone(),
            passed: Vec::new(),
        }
        .expr(&mut left.clone(), None);
        let Type::Enumeration(id) = ty.required() else { return None };
        let enumeration = &self.vocabulary.enumerations[id.ix()];
        if enumeration.find(word).is_some() {
            return None;
        }
        enumeration.find(&negative)?;
        right.kind = ExprKind::Words(negative);
        self.condition(inner);
        Some(inner.kind.clone())
    }

    pub(super) fn must_agree(&mut self, left: (&Type, Span), right: (&Type, Span)) {
        match (left.0.required(), right.0.required()) {
            (Type::Number(a), Type::Number(b)) if a.dimension != b.dimension => {
                self.units_differ((a, left.1), (b, right.1));
            }
            (a, b) if !agree(a, b) => {
                let (a, b) = (self.vocabulary.describe(a), self.vocabulary.describe(b));
                self.sink.push(error::mismatch((&a, left.1), (&b, right.1)));
            }
            _ => {}
        }
    }

    fn is_none(&mut self, inner: &mut Expr) {
        let ty = self.expr(inner, None);
        if !matches!(ty, Type::Optional(_) | Type::Unknown) {
            let found = self.vocabulary.describe(&ty);
            let help = "only what is declared `optional` can be none; what is not known is left out of the facts";
            self.sink.push(error::no_operation(format!("this is {found}, which is never none"), inner.span, help));
        }
    }

    fn compare(&mut self, by: Comparison, left: &mut Expr, right: &mut Expr, span: Span) {
        let a = self.expr(left, None);
        let b = self.expr(right, Some(&a));
        match (a.required(), b.required()) {
            (Type::Date, Type::Date) => {
                let (words, instead) = match by {
                    Comparison::AtLeast => ("is at least", "is on or after"),
                    Comparison::MoreThan => ("is more than", "is after"),
                    Comparison::AtMost => ("is at most", "is on or before"),
                    Comparison::LessThan => ("is less than", "is before"),
                    Comparison::Exactly => ("is exactly", "is"),
                };
                self.sink.push(error::dates_by_size(span, instead, words));
            }
            (Type::Days, Type::Days) | (Type::Months, Type::Months) => {}
            (Type::Number(_), Type::Number(_)) | (Type::Unknown, _) | (_, Type::Unknown) => {
                self.must_agree((&a, left.span), (&b, right.span));
            }
            (Type::Enumeration(id), other) if agree(&Type::Enumeration(*id), other) => {
                if !self.vocabulary.enumerations[id.ix()].ordered {
                    let message = format!("{} has no order", self.vocabulary.describe(&a));
                    let help = "declare its values with `<` between them, least first, if the law orders them";
                    self.sink.push(error::no_operation(message, span, help));
                }
            }
            (x, _) if self.vocabulary.ends_of(x).is_some() => {
                let message = format!("{} has no size to compare", self.vocabulary.describe(x));
                let help = "write `touches`, `covers` or `lies within`; between the ends of a range stands a comma";
                self.sink.push(error::no_operation(message, span, help));
            }
            (x, y) if agree(x, y) => {
                let message = format!("{} has no size to compare", self.vocabulary.describe(x));
                self.sink.push(error::no_operation(message, span, "compare it with `is`"));
            }
            _ => self.must_agree((&a, left.span), (&b, right.span)),
        }
    }

    /// One element of a list: it has the type of the elements.
    fn chosen(&mut self, chosen: &mut Chosen) -> Type {
        let list = self.expr(&mut chosen.list, None);
        let outside = self.passed.len();
        if let Some(body) = &mut chosen.body {
            self.condition(body);
        }
        self.passed.truncate(outside);
        self.aggregated(chosen.function, &mut chosen.key);
        match list.required() {
            Type::List(element) => (**element).clone(),
            _ => Type::Unknown,
        }
    }

    /// What is added or compared over a list: numbers of one unit; days may be compared.
    fn aggregated(&mut self, function: Aggregate, value: &mut Expr) -> Type {
        let found = self.expr(value, None);
        match (function, found.required()) {
            (_, Type::Number(_) | Type::Unknown) => found.required().clone(),
            (Aggregate::Least | Aggregate::Greatest, Type::Date) => Type::Date,
            (_, other) => {
                let wanted = match function {
                    Aggregate::Least | Aggregate::Greatest => "a number or a date",
                    Aggregate::Sum | Aggregate::Count => "a number",
                };
                let found = self.vocabulary.describe(other);
                self.sink.push(error::wanted(wanted, &found, value.span));
                Type::Unknown
            }
        }
    }

    /// A number of days, or of months.
    fn expect_period(&mut self, expr: &mut Expr) {
        let found = self.expr(expr, Some(&Type::Days));
        if ![Type::Days, Type::Months, Type::WorkingDays].iter().any(|period| agree(&found, period)) {
            let found = self.vocabulary.describe(&found);
            self.sink.push(error::wanted("a number of days or months", &found, expr.span));
        }
    }

    fn expect_date(&mut self, expr: &mut Expr) {
        let found = self.expr(expr, Some(&Type::Date));
        if !agree(&found, &Type::Date) {
            let found = self.vocabulary.describe(&found);
            self.sink.push(error::wanted("a date", &found, expr.span));
        }
    }
}

/// A number written in the law, with its sign.
pub(super) fn constant_number(expr: &Expr) -> Option<Number> {
    match &expr.kind {
        ExprKind::Constant(Constant::Number(number)) | ExprKind::Quantity(number, _) => Some(number.clone()),
        ExprKind::Negate(inner) => constant_number(inner).map(|number| number.neg()),
        ExprKind::Arithmetic(operation, a, b) => {
            let (a, b) = (constant_number(a)?, constant_number(b)?);
            match operation {
                Arithmetic::Add => Some(a.add(&b)),
                Arithmetic::Subtract => Some(a.sub(&b)),
                Arithmetic::Multiply => Some(a.mul(&b)),
                Arithmetic::Divide => a.div(&b),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Made of constants alone.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Week(_) | ExprKind::Error => true,
        ExprKind::Negate(inner) => is_constant(inner),
        ExprKind::Arithmetic(_, a, b) => is_constant(a) && is_constant(b),
        _ => false,
    }
}

fn constant_type(constant: &Constant) -> Type {
    match constant {
        Constant::Number(_) => Type::Number(Unit::none()),
        Constant::Date(_) => Type::Date,
        Constant::Days(_) => Type::Days,
        Constant::Months(_) => Type::Months,
        Constant::Text(_) => Type::Text,
        Constant::YesNo(_) => Type::YesNo,
        Constant::Member(id, _) => Type::Enumeration(*id),
    }
}

/// A unit known only by its dimension.
fn unit_of(vocabulary: &Vocabulary, dimension: &Dimension) -> Unit {
    let name = if dimension.is_empty() { String::new() } else { vocabulary.describe_dimension(dimension) };
    Unit { name, factor: Number::from(1), dimension: dimension.clone() }
}

/// True if two types may stand side by side: optional or not, and numbers of one dimension.
pub fn agree(a: &Type, b: &Type) -> bool {
    match (a.required(), b.required()) {
        (Type::Unknown, _) | (_, Type::Unknown) => true,
        (Type::Number(a), Type::Number(b)) => a.dimension == b.dimension,
        (a, b) => a == b,
    }
}
