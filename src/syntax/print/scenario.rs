//! Scenarios: the facts given and what is expected.

use super::expr::{expr_at, exprs};
use super::layout::{Place, block, list, quoted, wrapped};
use crate::syntax::ast::{Expect, Expectation, Given, GivenValue, OptionState, Scenario};

/// The column of a given fact on a further line: under the first one after `given`.
const GIVEN: usize = 8;

pub(super) fn scenario(scenario: &Scenario) -> String {
    let facts: Vec<String> = scenario.given.iter().map(given).collect();
    let mut lines = Vec::new();
    if !facts.is_empty() {
        lines.push(wrapped("  given", &facts, GIVEN));
    }
    lines.extend(scenario.expectations.iter().map(expectation));
    block(format!("scenario {}", quoted(&scenario.title)), lines)
}

fn given(given: &Given) -> String {
    let path = expr_at(&given.path, Place::OneLine);
    match &given.value {
        GivenValue::Is(value) => format!("{path} is {}", expr_at(value, Place::OneLine)),
        GivenValue::None => format!("{path} is none"),
        GivenValue::Empty => format!("{path} is empty"),
        GivenValue::Includes(values) => format!("{path} includes {}", exprs(values, Place::OneLine)),
        GivenValue::Records(records) => {
            format!("{path} is {}", list(&records.iter().map(|r| record(r)).collect::<Vec<_>>()))
        }
        GivenValue::Holds => path,
    }
}

/// `(headquarters is CN, role is end user)`
fn record(fields: &[Given]) -> String {
    format!("({})", givens(fields))
}

fn givens(facts: &[Given]) -> String {
    list(&facts.iter().map(given).collect::<Vec<_>>())
}

fn expectation(expectation: &Expectation) -> String {
    let mut line = format!("  on {}", expectation.on);
    if let Some(known) = &expectation.known {
        line.push_str(&format!(" known {known}"));
    }
    if expectation.as_printed {
        line.push_str(" as printed");
    }
    if !expectation.if_claimed.is_empty() {
        line.push_str(&format!(" if claimed {}", list(&expectation.if_claimed)));
    }
    if !expectation.given.is_empty() {
        line.push_str(&format!(" given {}", givens(&expectation.given)));
    }
    line.push_str(&format!(" expect {}", expected(&expectation.expect)));
    if !expectation.because.is_empty() {
        line.push_str(&format!(" because {}", list(&expectation.because)));
    }
    line
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Decision { test, by } => {
            let by = by.as_ref().map_or(String::new(), |id| format!(" by {id}"));
            format!("{}{by}", expr_at(test, Place::OneLine))
        }
        Expect::Option(id, state) => format!("{id} is {}", option_state(state.node)),
        Expect::Applies(id, true) => format!("{id} applies"),
        Expect::Applies(id, false) => format!("{id} does not apply"),
        Expect::Unresolved { subject, cause } => {
            let cause = cause.as_ref().map_or(String::new(), |cause| format!(": {cause}"));
            format!("{} is unresolved{cause}", expr_at(subject, Place::OneLine))
        }
        Expect::Conflict(between) => format!("conflict between {}", list(between)),
        Expect::Duty(text) => format!("duty {}", quoted(text)),
    }
}

fn option_state(state: OptionState) -> &'static str {
    match state {
        OptionState::Open => "open",
        OptionState::Closed => "closed",
        OptionState::Unknown => "unknown",
    }
}
