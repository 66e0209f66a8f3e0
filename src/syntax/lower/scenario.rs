//! Scenarios: facts and what is expected of them.

use super::expression::including;
use super::{Lower, Pair, child, children, has, only};
use crate::source::Spanned;
use crate::syntax::ast::Test;
use crate::syntax::ast::{
    Connective, Expect, Expectation, Expr, ExprKind, Given, GivenValue, IdText, OptionState, Scenario, TestKind,
};
use lexact_grammar::Rule;

impl Lower<'_> {
    pub(super) fn scenario(&mut self, pair: Pair<'_>) -> Option<Scenario> {
        let title = self.text_in(&pair)?;
        let (mut given, mut expectations) = (Vec::new(), Vec::new());
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::given_clause => given.extend(self.given_clause(&part)),
                Rule::expectation => expectations.extend(self.expectation(&part)),
                _ => {}
            }
        }
        Some(Scenario { title, given, expectations })
    }

    fn given_clause(&mut self, pair: &Pair<'_>) -> Vec<Given> {
        child(pair, Rule::givens).map(|p| self.givens(&p)).unwrap_or_default()
    }

    fn givens(&mut self, pair: &Pair<'_>) -> Vec<Given> {
        children(pair, Rule::given).filter_map(|p| self.given(&p)).collect()
    }

    fn given(&mut self, pair: &Pair<'_>) -> Option<Given> {
        let path = self.of_or_path(&child(pair, Rule::given_path)?)?;
        let value = if let Some(value) = child(pair, Rule::given_value) {
            self.given_value(&only(&value)?)?
        } else if let Some(elements) = child(pair, Rule::given_elements) {
            match children(&elements, Rule::given_range).map(|p| self.range(&p)).collect::<Option<Vec<_>>>()? {
                ranges if !ranges.is_empty() => GivenValue::Ranges(ranges),
                _ => GivenValue::Includes(children(&elements, Rule::value).filter_map(|p| self.value(&p)).collect()),
            }
        } else {
            GivenValue::Holds
        };
        Some(Given { path, value, span: self.span(pair) })
    }

    fn of_or_path(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        match child(pair, Rule::of_chain) {
            Some(chain) => self.of_chain(&chain),
            None => Some(self.path(&child(pair, Rule::path)?)),
        }
    }

    fn given_value(&mut self, pair: &Pair<'_>) -> Option<GivenValue> {
        Some(match pair.as_rule() {
            Rule::given_none => GivenValue::None,
            Rule::given_empty => GivenValue::Empty,
            Rule::given_range => {
                let (from, to) = self.range(pair)?;
                GivenValue::Range(from, to)
            }
            Rule::records => GivenValue::Records(
                children(pair, Rule::record_value)
                    .filter_map(|r| child(&r, Rule::givens))
                    .map(|g| self.givens(&g))
                    .collect(),
            ),
            _ => GivenValue::Is(self.plain_value(pair)?),
        })
    }

    /// `2.7 GHz to 2.9 GHz`
    fn range(&mut self, pair: &Pair<'_>) -> Option<(Expr, Expr)> {
        let mut ends = children(pair, Rule::sum);
        Some((self.sum(&ends.next()?)?, self.sum(&ends.next()?)?))
    }

    fn expectation(&mut self, pair: &Pair<'_>) -> Option<Expectation> {
        Some(Expectation {
            on: self.day_in(pair)?,
            known: child(pair, Rule::known).and_then(|p| self.day_in(&p)),
            as_printed: has(pair, Rule::as_printed),
            as_enforced: has(pair, Rule::as_enforced),
            if_claimed: children(pair, Rule::claimed).flat_map(|p| self.id_list(&p)).collect(),
            given: children(pair, Rule::given_clause).flat_map(|p| self.given_clause(&p)).collect(),
            expect: self.expect(&only(&child(pair, Rule::expect)?)?)?,
            because: child(pair, Rule::because).map(|p| self.id_list(&p)).unwrap_or_default(),
            span: self.span(pair),
        })
    }

    fn expect(&mut self, pair: &Pair<'_>) -> Option<Expect> {
        Some(match pair.as_rule() {
            Rule::expect_conflict => Expect::Conflict(self.ids(pair)),
            Rule::expect_duty => Expect::Duty(self.text_in(pair)?),
            Rule::expect_option => Expect::Option(self.expected_id(pair)?, self.option_state(pair)?),
            Rule::expect_applies => Expect::Applies(self.expected_id(pair)?, has(pair, Rule::kw_applies)),
            Rule::expect_unresolved => Expect::Unresolved {
                subject: self.unresolved_subject(&child(pair, Rule::unresolved_subject)?)?,
                cause: child(pair, Rule::cause).map(|p| Spanned::new(p.as_str().trim().to_string(), self.span(&p))),
            },
            _ => Expect::Decision { test: self.expression(&child(pair, Rule::expression)?)?, by: self.id_in(pair) },
        })
    }

    fn expected_id(&self, pair: &Pair<'_>) -> Option<IdText> {
        child(pair, Rule::id_value).map(|p| self.id(&p))
    }

    fn option_state(&self, pair: &Pair<'_>) -> Option<Spanned<OptionState>> {
        let word = pair.clone().into_inner().last()?;
        let state = match word.as_rule() {
            Rule::kw_open => OptionState::Open,
            Rule::kw_closed => OptionState::Closed,
            _ => OptionState::Unknown,
        };
        Some(Spanned::new(state, self.span(&word)))
    }

    fn unresolved_subject(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let subject = self.of_or_path(pair)?;
        let Some(includes) = child(pair, Rule::includes) else { return Some(subject) };
        let which = including(&includes);
        let test = Test { kind: TestKind::Includes(which, self.value_list(&includes)), span: self.span(&includes) };
        Some(Expr {
            kind: ExprKind::Test { subject: Box::new(subject), tests: vec![test], joined: Connective::And },
            span,
        })
    }
}
