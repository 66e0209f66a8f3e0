//! Scenarios: facts become the JSON a fact file would hold; expectations become tests of outcomes.

use serde_json::{Map, Value};

use super::{Resolver, error};
use crate::model::Type;
use crate::model::scenarios::{DecisionTest, Expect, Expectation, OutcomeTest, Scenario};
use crate::source::Span;
use crate::syntax::ast::{self, Given, GivenValue, Includes, ItemKind, TestKind};

type Facts = Map<String, Value>;

impl Resolver {
    pub(super) fn scenarios(&mut self, file: &ast::File) {
        for item in &file.items {
            if let ItemKind::Scenario(scenario) = &item.kind {
                let declared = self.scenario(scenario);
                self.model.scenarios.push(declared);
            }
        }
    }

    fn scenario(&mut self, scenario: &ast::Scenario) -> Scenario {
        let mut facts = Facts::new();
        self.given(&scenario.given, &mut facts);
        let expectations = scenario.expectations.iter().filter_map(|e| self.expectation(e, &facts)).collect();
        Scenario { title: scenario.title.node.clone(), facts, expectations, span: scenario.title.span }
    }

    fn given(&mut self, given: &[Given], facts: &mut Facts) {
        for one in given {
            let Some(path) = self.fact_path(&one.path) else { continue };
            let Some(value) = self.fact_value(&one.value, &path) else { continue };
            put(facts, &path, value);
        }
    }

    /// `item.tpp`, `transistors of item`: the keys from the top of a fact file.
    fn fact_path(&mut self, path: &ast::Expr) -> Option<Vec<String>> {
        let keys = match &path.kind {
            ast::ExprKind::Name(name) => Some(vec![name.clone()]),
            ast::ExprKind::Field(base, field) => self.fact_path(base).map(|mut keys| {
                keys.push(field.node.clone());
                keys
            }),
            ast::ExprKind::Of(name, of) => self.fact_path(of).map(|mut keys| {
                keys.push(name.node.clone());
                keys
            }),
            _ => None,
        };
        if keys.is_none() {
            let help = "write a fact or a field of one: `item.tpp is 4800`";
            self.report(error::misplaced("this is no fact", path.span, help));
        }
        keys
    }

    fn fact_value(&mut self, value: &GivenValue, path: &[String]) -> Option<Value> {
        Some(match value {
            GivenValue::Is(expr) => self.literal(expr)?,
            GivenValue::None => Value::Null,
            GivenValue::Empty => Value::Array(Vec::new()),
            GivenValue::Includes(values) => Value::Array(values.iter().filter_map(|v| self.literal(v)).collect()),
            GivenValue::Range(from, to) => self.range(from, to)?,
            GivenValue::Ranges(ranges) => {
                Value::Array(ranges.iter().map(|(from, to)| self.range(from, to)).collect::<Option<_>>()?)
            }
            GivenValue::Holds => Value::Bool(true),
            GivenValue::Records(records) => {
                let mut all = Vec::new();
                for record in records {
                    let mut fields = Facts::new();
                    self.given(record, &mut fields);
                    all.push(Value::Object(fields));
                }
                match (self.is_one_record(path), all.len()) {
                    (true, 1) => all.pop()?,
                    _ => Value::Array(all),
                }
            }
        })
    }

    /// A range as a fact file would hold it.
    fn range(&mut self, from: &ast::Expr, to: &ast::Expr) -> Option<Value> {
        let ends = [("from", from), ("to", to)];
        let ends = ends.map(|(name, end)| Some((name.to_string(), self.literal(end)?)));
        Some(Value::Object(ends.into_iter().collect::<Option<Facts>>()?))
    }

    /// True if the fact at this path is a record, not a list of them.
    fn is_one_record(&self, path: &[String]) -> bool {
        let mut keys = path.iter();
        let Some(fact) = keys.next().and_then(|name| self.model.vocabulary.facts.get(name)) else { return false };
        let mut ty = fact.ty.required();
        for key in keys {
            let record = match ty {
                Type::Record(id) => self.model.vocabulary.record(*id),
                Type::List(inner) => match inner.required() {
                    Type::Record(id) => self.model.vocabulary.record(*id),
                    _ => return false,
                },
                _ => return false,
            };
            match record.fields.get(key) {
                Some(field) => ty = field.ty.required(),
                None => return false,
            }
        }
        matches!(ty, Type::Record(_))
    }

    /// A value as a fact file would hold it; numbers as text, so that they stay exact, and written as answers write them, so that
    /// an expected `1.50` is the answer `1.5`.
    fn literal(&mut self, expr: &ast::Expr) -> Option<Value> {
        Some(match &expr.kind {
            ast::ExprKind::YesNo(yes) => Value::Bool(*yes),
            ast::ExprKind::None => Value::Null,
            _ => Value::String(self.literal_text(expr)?),
        })
    }

    fn literal_text(&mut self, expr: &ast::Expr) -> Option<String> {
        Some(match &expr.kind {
            ast::ExprKind::Number(number) => number.value.to_string(),
            ast::ExprKind::Negate(inner) => format!("-{}", self.literal_text(inner)?),
            ast::ExprKind::Quantity(number, unit) => format!("{} {}", number.value, unit.node),
            ast::ExprKind::Duration(number, unit) => match unit.node {
                ast::CalendarUnit::Days => format!("{} days", number.text.replace('_', "")),
                ast::CalendarUnit::Weeks => format!("{} days", number.value.mul(&7.into())),
                ast::CalendarUnit::Months | ast::CalendarUnit::Years => return self.no_single_value(expr.span),
            },
            ast::ExprKind::Percent(number) => format!("{}%", number.text),
            ast::ExprKind::Date(date) => date.to_string(),
            ast::ExprKind::YesNo(yes) => if *yes { "yes" } else { "no" }.to_string(),
            ast::ExprKind::Text(text)
            | ast::ExprKind::Name(text)
            | ast::ExprKind::Words(text)
            | ast::ExprKind::Id(text) => text.clone(),
            _ => return self.no_single_value(expr.span),
        })
    }

    fn no_single_value(&mut self, span: Span) -> Option<String> {
        let help = "a scenario states values as they are: a number, a date, a number of days, a word";
        self.report(error::misplaced("this is no single value", span, help));
        None
    }

    fn expectation(&mut self, line: &ast::Expectation, facts: &Facts) -> Option<Expectation> {
        let mut facts = facts.clone();
        self.given(&line.given, &mut facts);
        if !line.if_claimed.is_empty() {
            let claims = line.if_claimed.iter().map(|id| Value::String(id.node.clone())).collect();
            facts.insert(crate::model::CLAIMS.into(), Value::Array(claims));
        }
        let expect = self.expect(&line.expect)?;
        let because = line.because.iter().map(|id| id.node.clone()).collect();
        for id in &line.because {
            self.known_address(&id.node, id.span);
        }
        Some(Expectation {
            on: line.on.node,
            known: line.known.as_ref().map(|d| d.node),
            as_printed: line.as_printed,
            facts,
            expect,
            because,
            span: line.span,
        })
    }

    fn expect(&mut self, expect: &ast::Expect) -> Option<Expect> {
        Some(match expect {
            ast::Expect::Decision { test, by } => {
                let by = by.as_ref().map(|id| self.known_address(&id.node, id.span));
                Expect::Holds(self.decision_test(test)?, by)
            }
            ast::Expect::Option(id, state) => {
                let state = match state.node {
                    ast::OptionState::Open => "open",
                    ast::OptionState::Closed => "closed",
                    ast::OptionState::Unknown => "unknown",
                };
                Expect::Option(self.known_address(&id.node, id.span), state)
            }
            ast::Expect::Applies(id, yes) => Expect::Applies(self.known_address(&id.node, id.span), *yes),
            ast::Expect::Unresolved { subject, cause } => {
                Expect::Unresolved(self.decision_test(subject)?, cause.as_ref().map(|t| t.node.clone()))
            }
            ast::Expect::Conflict(ids) => {
                Expect::Conflict(ids.iter().map(|id| self.known_address(&id.node, id.span)).collect())
            }
            ast::Expect::Duty(text) => Expect::Duty(text.node.clone()),
        })
    }

    /// An id, or a paragraph address below one that is known.
    fn known_address(&mut self, id: &str, span: Span) -> String {
        let mut stem = id;
        while self.model.tree.find(stem).is_none() {
            match stem.rfind('(').filter(|at| *at > 0).and_then(|at| stem.get(..at)) {
                Some(shorter) => stem = shorter,
                None => {
                    self.provision(&ast::IdText::new(id.to_string(), span));
                    break;
                }
            }
        }
        id.to_string()
    }

    fn decision_test(&mut self, test: &ast::Expr) -> Option<DecisionTest> {
        let (subject, test) = match &test.kind {
            ast::ExprKind::Test { subject, tests, .. } if tests.len() == 1 => (&**subject, tests.first()),
            ast::ExprKind::Parenthesised(inner) => return self.decision_test(inner),
            ast::ExprKind::Not(inner) if matches!(inner.kind, ast::ExprKind::Name(_)) => {
                let mut positive = self.decision_test(inner)?;
                positive.test = Some(OutcomeTest::Is(vec!["no".into()]));
                return Some(positive);
            }
            ast::ExprKind::Name(_) | ast::ExprKind::Of(..) => (test, None),
            _ => {
                self.no_test(test.span);
                return None;
            }
        };
        let (name, of) = match &subject.kind {
            ast::ExprKind::Name(name) => (ast::Name::new(name.clone(), subject.span), None),
            ast::ExprKind::Of(name, of) => (name.clone(), self.fact_path(of).map(|keys| keys.join("."))),
            _ => {
                self.no_test(subject.span);
                return None;
            }
        };
        let id = self.decision_named(&name)?;
        let test = match test {
            Some(test) => Some(self.outcome_test(id, test)?),
            None => None,
        };
        Some(DecisionTest { decision: name.node, of, test })
    }

    fn no_test(&mut self, span: Span) {
        let help = "write `license is required`, `classification includes 3A090.a`, `740.8 is closed`, …";
        self.report(error::misplaced("a scenario expects something of one decision", span, help));
    }

    fn outcome_test(&mut self, decision: crate::model::DecisionId, test: &ast::Test) -> Option<OutcomeTest> {
        let mut values =
            |exprs: &[ast::Expr]| -> Option<Vec<String>> { exprs.iter().map(|e| self.literal_text(e)).collect() };
        let outcome = match &test.kind {
            TestKind::Is(value) => OutcomeTest::Is(values(std::slice::from_ref(value))?),
            TestKind::IsNot(value) => {
                let word = values(std::slice::from_ref(value))?;
                let negative: Vec<String> = word.iter().map(|w| format!("not {w}")).collect();
                if negative.iter().all(|n| self.is_value_of(decision, n)) {
                    OutcomeTest::Is(negative)
                } else {
                    OutcomeTest::IsNot(word)
                }
            }
            TestKind::IsAnyOf(list) => OutcomeTest::Is(values(list)?),
            TestKind::IsNoneOf(list) => OutcomeTest::IsNot(values(list)?),
            TestKind::Includes(mode, list) => {
                let ids = values(list)?;
                for (id, expr) in ids.iter().zip(list) {
                    self.known_address(id, expr.span);
                }
                match mode {
                    Includes::Plain | Includes::AnyOf => OutcomeTest::IncludesAny(ids),
                    Includes::AllOf => OutcomeTest::IncludesAll(ids),
                    Includes::NoneOf => OutcomeTest::IncludesNone(ids),
                }
            }
            _ => {
                self.no_test(test.span);
                return None;
            }
        };
        self.check_values(decision, &outcome, test.span);
        Some(outcome)
    }

    fn is_value_of(&self, decision: crate::model::DecisionId, word: &str) -> bool {
        match &self.model.vocabulary.decision(decision).ty {
            Type::Enumeration(id) => self.model.vocabulary.enumerations[id.ix()].find(word).is_some(),
            _ => false,
        }
    }

    /// A value the decision cannot take is a typo, not a failing test.
    fn check_values(&mut self, decision: crate::model::DecisionId, test: &OutcomeTest, span: Span) {
        let declared = self.model.vocabulary.decision(decision);
        let Type::Enumeration(id) = &declared.ty else { return };
        let (OutcomeTest::Is(words) | OutcomeTest::IsNot(words)) = test else { return };
        let enumeration = &self.model.vocabulary.enumerations[id.ix()];
        let Some(wrong) = words.iter().find(|w| enumeration.find(w).is_none()) else { return };
        let near = crate::diagnostics::near_of(wrong, enumeration.members.keys().map(String::as_str));
        let diagnostic = error::unknown(&format!("value of `{}`", declared.name), wrong, span, near);
        self.report(diagnostic);
    }
}

/// Puts `value` at a path, making the objects on the way.
fn put(facts: &mut Facts, path: &[String], value: Value) {
    match path {
        [] => {}
        [last] => {
            facts.insert(last.clone(), value);
        }
        [first, rest @ ..] => {
            let inner = facts.entry(first.clone()).or_insert_with(|| Value::Object(Facts::new()));
            if !inner.is_object() {
                *inner = Value::Object(Facts::new());
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}
