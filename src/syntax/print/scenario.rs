//! Scenarios: the facts given and what is expected.

use super::expr::{expr_at, exprs};
use super::layout::{Place, WIDTH, begins_item, block, list, parted, quoted, spaces, width, wrapped};
use crate::syntax::ast::{Expect, Expectation, Expr, Given, GivenValue, OptionState, Scenario};

/// The column of a given fact on a further line: under the first one after `given`.
const GIVEN: usize = 8;
/// The column of what an expectation has on further lines.
const FURTHER: usize = 4;

pub(super) fn scenario(scenario: &Scenario) -> String {
    let mut lines = Vec::new();
    if !scenario.given.is_empty() {
        lines.push(given_lines(&scenario.given));
    }
    lines.extend(scenario.expectations.iter().map(expectation));
    block(format!("scenario {}", quoted(&scenario.title)), lines)
}

/// `given …`, facts separated by commas. A fact that is too long for a line is broken between the fields of its records.
fn given_lines(facts: &[Given]) -> String {
    let mut text = "  given".to_owned();
    let mut at = width(&text);
    for (number, fact) in facts.iter().enumerate() {
        let comma = if number + 1 < facts.len() { "," } else { "" };
        let written = format!("{}{comma}", given(fact));
        if number > 0 && at + 1 + width(&written) > WIDTH && !begins_item(&written) {
            text.push_str(&Place::Column(GIVEN).line_break());
            at = GIVEN;
        } else {
            text.push(' ');
            at += 1;
        }
        let written = match &fact.value {
            GivenValue::Records(records) if at + width(&written) > WIDTH => {
                format!("{}{comma}", records_at(&expr_at(&fact.path, Place::OneLine), records, at))
            }
            _ => written,
        };
        at = written.rsplit('\n').next().map_or(0, width) + if written.contains('\n') { 0 } else { at };
        text.push_str(&written);
    }
    text
}

/// `parties is (…, …), (…)` from `column` on, the fields of a record below each other's first.
fn records_at(path: &str, records: &[Vec<Given>], column: usize) -> String {
    let head = format!("{path} is ");
    let column = column + width(&head);
    let fields = |fields: &Vec<Given>| {
        let fields: Vec<String> = fields.iter().map(given).collect();
        let text = wrapped(&spaces(column), &fields, column + 1);
        format!("({})", text.trim_start())
    };
    let records: Vec<String> = records.iter().map(fields).collect();
    format!("{head}{}", records.join(&format!(",{}", Place::Column(column).line_break())))
}

fn given(given: &Given) -> String {
    let path = expr_at(&given.path, Place::OneLine);
    match &given.value {
        GivenValue::Is(value) => format!("{path} is {}", expr_at(value, Place::OneLine)),
        GivenValue::Range(from, to) => format!("{path} is {}", range(from, to)),
        GivenValue::Ranges(ranges) => {
            let ranges: Vec<String> = ranges.iter().map(|(from, to)| range(from, to)).collect();
            format!("{path} includes {}", list(&ranges))
        }
        GivenValue::None => format!("{path} is none"),
        GivenValue::Empty => format!("{path} is empty"),
        GivenValue::Includes(values) => format!("{path} includes {}", exprs(values, Place::OneLine)),
        GivenValue::Records(records) => {
            format!("{path} is {}", list(&records.iter().map(|r| record(r)).collect::<Vec<_>>()))
        }
        GivenValue::Holds => path,
    }
}

fn range(from: &Expr, to: &Expr) -> String {
    format!("{} to {}", expr_at(from, Place::OneLine), expr_at(to, Place::OneLine))
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
    } else if expectation.as_enforced {
        line.push_str(" as enforced");
    }
    if !expectation.if_claimed.is_empty() {
        line.push_str(&format!(" if claimed {}", list(&expectation.if_claimed)));
    }
    if !expectation.given.is_empty() {
        line.push_str(&format!(" given {}", givens(&expectation.given)));
    }
    let mut parts = vec![format!("expect {}", expected(&expectation.expect))];
    if !expectation.because.is_empty() {
        parts.push(format!("because {}", list(&expectation.because)));
    }
    parted(&line, &parts, FURTHER)
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
