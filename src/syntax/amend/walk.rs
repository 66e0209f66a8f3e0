//! One walk over a provision, in the order of its text: every place of the tree, and every list of paragraphs with the
//! address that it stands beneath.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Case, CaseValue, Cell, CellKind, Conclusion, ConclusionKind, Condition, Dates, Define, Effective, Exemption, Expr,
    ExprKind, Head, ItemKind, Name, Paragraph, ParagraphList, References, RoundedTo, Rule, Scale, Table, TableForm,
    Test, TestKind, Tiers, Title,
};

/// What is done on the way; nothing, unless it is said.
pub(in crate::syntax) trait Visit {
    /// A place.
    fn span(&mut self, _span: &mut Span) {}
    /// A list of paragraphs, before its paragraphs. `prefix` is the address that its labels continue, and empty for the
    /// provision's own lists.
    fn list(&mut self, _prefix: &str, _list: &mut ParagraphList) {}
    /// A paragraph, before what is beneath it.
    fn paragraph(&mut self, _prefix: &str, _paragraph: &Paragraph) {}
    /// A row of a table, before its cells.
    fn row(&mut self, _label: &Name, _span: Span) {}
    /// A conclusion, before what is beneath it.
    fn conclusion(&mut self, _conclusion: &Conclusion) {}
}

/// Walks over a provision that may have paragraphs; false for every other item, which is not looked at.
pub(in crate::syntax) fn walk(item: &mut ItemKind, visit: &mut impl Visit) -> bool {
    let mut walk = Walk { visit, prefix: String::new() };
    match item {
        ItemKind::Rule(rule) => walk.rule(rule),
        ItemKind::Exemption(exemption) => walk.exemption(exemption),
        ItemKind::Define(define) => walk.define(define),
        ItemKind::Default(default) => {
            walk.head(&mut default.head);
            walk.name(&mut default.decision);
            walk.expr(&mut default.value);
        }
        ItemKind::Table(table) => walk.table(table),
        ItemKind::Tiers(tiers) => walk.tiers(tiers),
        ItemKind::Scale(scale) => walk.scale(scale),
        _ => return false,
    }
    true
}

struct Walk<'a, V> {
    visit: &'a mut V,
    /// The address of the paragraph, or of the labelled conclusion, that the walk is in.
    prefix: String,
}

impl<V: Visit> Walk<'_, V> {
    // ---- provisions

    fn rule(&mut self, rule: &mut Rule) {
        self.head(&mut rule.head);
        self.names(&mut rule.for_each);
        self.names(&mut rule.overrides);
        self.names(&mut rule.subject_to);
        self.condition(&mut rule.when);
        self.condition(&mut rule.unless);
        self.conclusions(&mut rule.then);
    }

    fn exemption(&mut self, exemption: &mut Exemption) {
        self.head(&mut exemption.head);
        self.references(&mut exemption.from);
        self.names(&mut exemption.for_each);
        self.condition(&mut exemption.when);
        self.condition(&mut exemption.unless);
        self.conclusions(&mut exemption.then);
    }

    fn define(&mut self, define: &mut Define) {
        self.head(&mut define.head);
        self.name(&mut define.name);
        self.names(&mut define.of);
        self.names(&mut define.scope);
        self.exprs(&mut define.spreading);
        for Case { value, when } in &mut define.cases {
            self.case_value(value);
            self.condition(when);
        }
        if let Some(value) = &mut define.otherwise {
            self.case_value(value);
        }
    }

    fn table(&mut self, table: &mut Table) {
        self.head(&mut table.head);
        match &mut table.form {
            TableForm::Function { name, inputs } => {
                self.name(name);
                self.names(inputs);
            }
            TableForm::Register(of) => self.name(of),
            TableForm::Rules { for_each, over, then } => {
                self.names(for_each);
                if let Some((variable, list)) = over {
                    self.name(variable);
                    self.expr(list);
                }
                self.conclusions(then);
            }
        }
        self.names(&mut table.policy);
        self.exprs(&mut table.asked);
        self.exprs(&mut table.results);
        for row in &mut table.rows {
            self.visit.row(&row.label, row.span);
            self.visit.span(&mut row.span);
            self.name(&mut row.label);
            row.asked.iter_mut().chain(&mut row.results).for_each(|cell| self.cell(cell));
        }
        table.otherwise.iter_mut().for_each(|cell| self.cell(cell));
    }

    fn cell(&mut self, cell: &mut Cell) {
        self.visit.span(&mut cell.span);
        match &mut cell.kind {
            CellKind::Tests(tests) => tests.iter_mut().for_each(|test| self.test(test)),
            CellKind::Value(value) => self.expr(value),
            CellKind::Any | CellKind::None | CellKind::Silent => {}
        }
    }

    fn tiers(&mut self, tiers: &mut Tiers) {
        self.head(&mut tiers.head);
        self.name(&mut tiers.name);
        self.name(&mut tiers.of);
        for tier in &mut tiers.tiers {
            self.visit.span(&mut tier.span);
            self.names(&mut tier.title);
            self.condition(&mut tier.when);
        }
    }

    fn scale(&mut self, scale: &mut Scale) {
        self.head(&mut scale.head);
        self.name(&mut scale.name);
        self.name(&mut scale.input);
        for band in &mut scale.bands {
            self.visit.span(&mut band.span);
            self.exprs(band.start.iter_mut().chain(&mut band.bound).map(|(_, at)| at));
            self.expr(&mut band.rate);
        }
    }

    fn case_value(&mut self, value: &mut CaseValue) {
        match value {
            CaseValue::Is(condition) => self.condition([condition]),
            CaseValue::Silent(span) => self.visit.span(span),
        }
    }

    fn head(&mut self, head: &mut Head) {
        self.name(&mut head.id);
        self.titles(&mut head.titles);
        self.names(&mut head.quotes);
        self.dates(&mut head.dates);
    }

    fn dates(&mut self, dates: &mut Dates) {
        if let Some(effective) = &mut dates.effective {
            self.visit.span(&mut effective.span);
            if let Effective::FromStartOf(act) = &mut effective.node {
                self.name(act);
            }
        }
        self.names(&mut dates.end);
        self.names(&mut dates.comply_from);
        dates.held.iter_mut().for_each(|span| self.visit.span(span));
    }

    fn titles(&mut self, titles: &mut [Title]) {
        for title in titles {
            self.names(&mut title.lang);
            self.name(&mut title.text);
        }
    }

    fn references(&mut self, references: &mut References) {
        self.visit.span(&mut references.span);
        self.names(&mut references.ids);
        self.names(&mut references.except);
    }

    fn name<T>(&mut self, name: &mut Spanned<T>) {
        self.visit.span(&mut name.span);
    }

    fn names<'n, T: 'n>(&mut self, names: impl IntoIterator<Item = &'n mut Spanned<T>>) {
        names.into_iter().for_each(|name| self.name(name));
    }

    // ---- conditions and conclusions

    fn condition<'c>(&mut self, conditions: impl IntoIterator<Item = &'c mut Condition>) {
        for condition in conditions {
            match condition {
                Condition::Expr(expr) => self.expr(expr),
                Condition::List(list) => self.list(list),
            }
        }
    }

    fn list(&mut self, list: &mut ParagraphList) {
        self.visit.list(&self.prefix, list);
        self.visit.span(&mut list.span);
        self.name(&mut list.quantifier);
        list.paragraphs.iter_mut().for_each(|paragraph| self.paragraph(paragraph));
    }

    fn paragraph(&mut self, paragraph: &mut Paragraph) {
        self.visit.paragraph(&self.prefix, paragraph);
        self.name(&mut paragraph.label);
        self.titles(&mut paragraph.titles);
        self.names(&mut paragraph.quotes);
        let outer = self.prefix.len();
        self.prefix.push_str(&bracketed(&paragraph.label));
        self.condition(&mut paragraph.body);
        self.prefix.truncate(outer);
    }

    fn conclusions(&mut self, conclusions: &mut [Conclusion]) {
        for conclusion in conclusions {
            self.visit.conclusion(conclusion);
            self.visit.span(&mut conclusion.span);
            self.names(&mut conclusion.label);
            self.prefix = conclusion.label.as_ref().map(bracketed).unwrap_or_default();
            self.conclusion(&mut conclusion.kind);
            self.prefix.clear();
        }
    }

    fn conclusion(&mut self, kind: &mut ConclusionKind) {
        match kind {
            ConclusionKind::Is { decision, cases, otherwise } => {
                self.name(decision);
                for Case { value, when } in cases {
                    self.expr(value);
                    self.condition(when);
                }
                self.exprs(otherwise);
            }
            ConclusionKind::Includes { decision, elements } => {
                self.name(decision);
                self.exprs(elements);
            }
            ConclusionKind::Discretion { decision, criteria } => {
                self.name(decision);
                self.names(criteria);
            }
            ConclusionKind::Must { text, by: day, when } | ConclusionKind::MayNot { text, until: day, when } => {
                self.name(text);
                self.exprs(day);
                self.condition(when);
            }
            ConclusionKind::Deem { path, value } => {
                self.expr(path);
                self.expr(value);
            }
            ConclusionKind::Omitted => {}
        }
    }

    // ---- expressions

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &mut Expr) {
        self.visit.span(&mut expr.span);
        match &mut expr.kind {
            ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::YesNo(_)
            | ExprKind::None
            | ExprKind::Name(_)
            | ExprKind::Words(_)
            | ExprKind::Id(_)
            | ExprKind::This
            | ExprKind::On
            | ExprKind::Paragraph(_) => {}
            ExprKind::Quantity(_, unit) => self.name(unit),
            ExprKind::Week(week) => {
                self.names(&mut week.except);
                self.name(&mut week.from);
                self.name(&mut week.through);
            }
            ExprKind::Duration(_, unit) => self.name(unit),
            ExprKind::Field(inner, name) | ExprKind::Of(name, inner) => {
                self.name(name);
                self.expr(inner);
            }
            ExprKind::Call(name, arguments) => {
                self.name(name);
                self.exprs(arguments);
            }
            ExprKind::AsGiven(inner)
            | ExprKind::Negate(inner)
            | ExprKind::Not(inner)
            | ExprKind::Parenthesised(inner) => self.expr(inner),
            ExprKind::Round(inner, how) => {
                self.expr(inner);
                self.visit.span(&mut how.span);
                if let RoundedTo::Multiples(of) = &mut how.to {
                    self.expr(of);
                }
            }
            ExprKind::AsItStoodOn(inner, day) => {
                self.expr(inner);
                self.name(day);
            }
            ExprKind::Arithmetic(operator, left, right) => {
                self.name(operator);
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Offset { distance, side: _, from } => {
                self.expr(distance);
                self.expr(from);
            }
            ExprKind::Test { subject, tests, joined: _ } => {
                self.expr(subject);
                tests.iter_mut().for_each(|test| self.test(test));
            }
            ExprKind::And(all) | ExprKind::Or(all) => self.exprs(all),
            ExprKind::Quantified { quantifier, variable, list, body } => {
                self.name(quantifier);
                self.name(variable);
                self.expr(list);
                self.condition(body.as_deref_mut());
            }
            ExprKind::Aggregate { function, value, variable, list, body } => {
                self.name(function);
                self.exprs(value.as_deref_mut());
                self.name(variable);
                self.expr(list);
                self.condition(body.as_deref_mut());
            }
            ExprKind::Chosen { greatest, key, variable, list, body } => {
                self.name(greatest);
                self.expr(key);
                self.name(variable);
                self.expr(list);
                self.condition(body.as_deref_mut());
            }
            ExprKind::Applies(references) => self.references(references),
        }
    }

    fn test(&mut self, test: &mut Test) {
        self.visit.span(&mut test.span);
        self.test_kind(&mut test.kind);
    }

    fn test_kind(&mut self, kind: &mut TestKind) {
        match kind {
            TestKind::IsNone | TestKind::IsNotNone | TestKind::IsEmpty => {}
            TestKind::Is(value)
            | TestKind::IsNot(value)
            | TestKind::Compare(_, value)
            | TestKind::Before(value)
            | TestKind::After(value)
            | TestKind::OnOrBefore(value)
            | TestKind::OnOrAfter(value)
            | TestKind::In(value)
            | TestKind::NotIn(value)
            | TestKind::InCalendarYearOf(value)
            | TestKind::NotInCalendarYearOf(value)
            | TestKind::Related(_, value) => self.expr(value),
            TestKind::RelatedToBounds(_, bounds) => bounds.iter_mut().for_each(|bound| self.test_kind(bound)),
            TestKind::IsAnyOf(values) | TestKind::IsNoneOf(values) | TestKind::Includes(_, values) => {
                self.exprs(values);
            }
            TestKind::FromThrough(from, through) => {
                self.expr(from);
                self.expr(through);
            }
            TestKind::Distance { comparison: _, distance, side: _, of } => {
                self.expr(distance);
                self.expr(of);
            }
            TestKind::Within(distance, _, of) => {
                self.expr(distance);
                self.expr(of);
            }
        }
    }
}

/// A label as it stands in an address: `(2A)`.
pub(in crate::syntax) fn bracketed(label: &Name) -> String {
    format!("({label})")
}
