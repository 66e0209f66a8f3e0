//! Expressions and tests as text.
//!
//! The tree keeps the author's parentheses ([`ExprKind::Parenthesised`]). Others are added only where the nesting of the
//! tree would otherwise be read differently, which no parsed tree needs.

use super::condition::condition_at;
use super::layout::{Place, list, quoted};
use crate::syntax::ast::{
    Aggregate, Arithmetic, CalendarUnit, Comparison, Condition, Connective, Expr, ExprKind, Includes, ListQuantifier,
    Name, NumberText, References, Relation, RoundedTo, Rounding, Side, Test, TestKind, WEEKDAYS, WORKING_DAYS, Week,
};
use crate::value::RoundingMode;

/// How tightly a form holds its parts together, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Connected,
    Quantified,
    Negated,
    Test,
    Day,
    Sum,
    Product,
    Negative,
    Power,
    Word,
}

/// An expression; labelled lists inside it go to `place`.
pub(super) fn expr_at(expr: &Expr, place: Place) -> String {
    match &expr.kind {
        ExprKind::Number(number) => number.text.clone(),
        ExprKind::Quantity(number, unit) if unit.node == WORKING_DAYS => {
            format!("{} working {}", number.text, if number.text == "1" { "day" } else { "days" })
        }
        ExprKind::Quantity(number, unit) => format!("{} {unit}", number.text),
        ExprKind::Week(week) => self::week(week),
        ExprKind::Percent(number) => format!("{}%", number.text),
        ExprKind::Duration(number, unit) => duration(number, unit.node),
        ExprKind::Date(date) => date.to_string(),
        ExprKind::Text(text) => quoted(text),
        ExprKind::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        ExprKind::None => "none".to_owned(),
        ExprKind::Name(name) | ExprKind::Words(name) => name.clone(),
        ExprKind::Field(base, field) => format!("{}.{field}", within(base, Tightness::Word, place)),
        ExprKind::Id(id) => id_in_expression(id),
        ExprKind::This => "this".to_owned(),
        ExprKind::On => "on".to_owned(),
        ExprKind::Of(name, operand) => format!("{name} of {}", within(operand, Tightness::Word, place)),
        ExprKind::Call(name, arguments) => format!("{name} of ({})", exprs(arguments, place.further(2))),
        ExprKind::Paragraph(address) => format!("paragraph {address}"),
        ExprKind::AsGiven(operand) => format!("{} as given", within(operand, Tightness::Word, place)),
        ExprKind::Negate(operand) => format!("-{}", within(operand, Tightness::Power, place)),
        ExprKind::Arithmetic(operator, left, right) => arithmetic(operator.node, left, right, place),
        ExprKind::Round(operand, how) => format!("round {} {}", within(operand, Tightness::Sum, place), rounding(how)),
        ExprKind::Offset { distance, side, from } => offset(distance, *side, from, place),
        ExprKind::Test { subject, tests, joined } => tested(subject, tests, *joined, place),
        ExprKind::Not(operand) => negated(operand, place),
        ExprKind::And(operands) => connected(operands, Connective::And, place),
        ExprKind::Or(operands) => connected(operands, Connective::Or, place),
        ExprKind::Quantified { quantifier, variable, list, body } => {
            quantified(quantifier.node, variable, list, body.as_deref(), place)
        }
        ExprKind::Aggregate { function, value, variable, list, body } => {
            aggregate(function.node, value.as_deref(), variable, list, body.as_deref(), place.further(2))
        }
        ExprKind::Chosen { greatest, key, variable, list, body } => {
            let word = if greatest.node { "greatest" } else { "least" };
            let (list, key) = (within(list, Tightness::Sum, place), within(key, Tightness::Sum, place));
            let body = body.as_ref().map_or(String::new(), |body| format!(" where {}", condition_at(body, place)));
            format!("the {variable} in {list} with the {word} {key}{body}")
        }
        ExprKind::Applies(references) => applies(references, "applies"),
        ExprKind::Parenthesised(inner) => format!("({})", expr_at(inner, place.further(2))),
        ExprKind::AsItStoodOn(operand, date) => {
            format!("{} as it stood on {date}", within(operand, Tightness::Word, place))
        }
    }
}

/// `Monday to Friday except HOLIDAYS from 2024-01-01 through 2026-12-31`
fn week(week: &Week) -> String {
    let is = |day: usize| week.days[day % 7];
    let firsts: Vec<usize> = (0..7).filter(|day| is(*day) && !is(*day + 6)).collect();
    let run = |first: usize| (0..7).take_while(|n| is(first + n)).count();
    let days = match firsts.as_slice() {
        [] => format!("{} to {}", WEEKDAYS[0], WEEKDAYS[6]),
        [first] if run(*first) > 2 => format!("{} to {}", WEEKDAYS[*first], WEEKDAYS[(first + run(*first) - 1) % 7]),
        _ => list(&(0..7).filter(|day| is(*day)).map(|day| WEEKDAYS[day].to_owned()).collect::<Vec<_>>()),
    };
    let except = week.except.as_ref().map_or(String::new(), |holidays| format!(" except {holidays}"));
    format!("{days}{except} from {} through {}", week.from, week.through)
}

/// Expressions separated by commas.
pub(super) fn exprs(items: &[Expr], place: Place) -> String {
    list(&items.iter().map(|item| expr_at(item, place)).collect::<Vec<_>>())
}

/// A provision where a number could also stand: `§740.8`, but `3A090.a`.
fn id_in_expression(id: &str) -> String {
    if reads_as_number(id) { format!("§{id}") } else { id.to_owned() }
}

fn reads_as_number(id: &str) -> bool {
    let (whole, fraction) = id.split_once('.').unwrap_or((id, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    digits(whole) && digits(fraction)
}

fn tightness(expr: &Expr) -> Tightness {
    match &expr.kind {
        ExprKind::And(_) | ExprKind::Or(_) => Tightness::Connected,
        ExprKind::Quantified { .. } | ExprKind::Chosen { .. } => Tightness::Quantified,
        ExprKind::Not(operand) if matches!(operand.kind, ExprKind::Applies(_)) => Tightness::Test,
        ExprKind::Not(_) => Tightness::Negated,
        ExprKind::Test { .. } | ExprKind::Applies(_) => Tightness::Test,
        ExprKind::Offset { .. } => Tightness::Day,
        ExprKind::Arithmetic(operator, ..) => strength(operator.node),
        ExprKind::Negate(_) => Tightness::Negative,
        _ => Tightness::Word,
    }
}

fn strength(operator: Arithmetic) -> Tightness {
    match operator {
        Arithmetic::Add | Arithmetic::Subtract => Tightness::Sum,
        Arithmetic::Multiply | Arithmetic::Divide => Tightness::Product,
        Arithmetic::Power => Tightness::Power,
    }
}

/// An operand that must hold together at least so tightly.
fn within(operand: &Expr, least: Tightness, place: Place) -> String {
    enclosed(operand, tightness(operand) < least, place)
}

fn enclosed(operand: &Expr, enclose: bool, place: Place) -> String {
    if enclose { format!("({})", expr_at(operand, place.further(2))) } else { expr_at(operand, place) }
}

fn duration(number: &NumberText, unit: CalendarUnit) -> String {
    let unit = match unit {
        CalendarUnit::Days => "day",
        CalendarUnit::Weeks => "week",
        CalendarUnit::Months => "month",
        CalendarUnit::Years => "year",
    };
    format!("{} {unit}{}", number.text, if number.text == "1" { "" } else { "s" })
}

fn arithmetic(operator: Arithmetic, left: &Expr, right: &Expr, place: Place) -> String {
    let (symbol, least_left, least_right) = match operator {
        Arithmetic::Add => (" + ", Tightness::Sum, Tightness::Product),
        Arithmetic::Subtract => (" - ", Tightness::Sum, Tightness::Product),
        Arithmetic::Multiply => (" * ", Tightness::Product, Tightness::Negative),
        Arithmetic::Divide => (" / ", Tightness::Product, Tightness::Negative),
        Arithmetic::Power if tightness(right) == Tightness::Negative => ("^", Tightness::Word, Tightness::Negative),
        Arithmetic::Power => ("^", Tightness::Word, Tightness::Word),
    };
    format!("{}{symbol}{}", within(left, least_left, place), within(right, least_right, place))
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Before => "before",
        Side::After => "after",
    }
}

fn offset(distance: &Expr, towards: Side, from: &Expr, place: Place) -> String {
    let distance = within(distance, Tightness::Sum, place);
    format!("{distance} {} {}", side(towards), within(from, Tightness::Sum, place))
}

// ---- conditions

fn negated(operand: &Expr, place: Place) -> String {
    if let ExprKind::Applies(references) = &operand.kind {
        return applies(references, "does not apply");
    }
    let tightness = tightness(operand);
    format!("not {}", enclosed(operand, matches!(tightness, Tightness::Connected | Tightness::Negated), place))
}

fn connected(operands: &[Expr], connective: Connective, place: Place) -> String {
    let last = operands.len().saturating_sub(1);
    let operand = |(number, operand): (usize, &Expr)| {
        enclosed(operand, connects_otherwise(operand, connective) || (number < last && open_ended(operand)), place)
    };
    let word = if connective == Connective::And { " and " } else { " or " };
    operands.iter().enumerate().map(operand).collect::<Vec<_>>().join(word)
}

/// True where `operand` would mix `and` with `or`, or fall apart into its neighbours.
fn connects_otherwise(operand: &Expr, connective: Connective) -> bool {
    match &operand.kind {
        ExprKind::And(_) | ExprKind::Or(_) => true,
        ExprKind::Test { tests, joined, .. } => tests.len() > 1 && *joined != connective,
        _ => false,
    }
}

/// True where whatever follows `expr` would be read as part of it.
fn open_ended(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Quantified { quantifier, body: Some(body), .. } => mode_comes_first(quantifier.node, body),
        ExprKind::Not(operand) => open_ended(operand),
        _ => false,
    }
}

fn applies(references: &References, verb: &str) -> String {
    let plural = references.everything || references.ids.len() != 1 || !references.except.is_empty();
    match references.ids.first() {
        Some(id) if !plural => format!("{id} {verb}"),
        _ => format!("{} {verb}", self::references("anything in", references)),
    }
}

/// `3A090.a, 3A090.b` or, with the words `all`, `everything in 740 except 740.8`.
pub(super) fn references(all: &str, references: &References) -> String {
    let all = if references.everything { format!("{all} ") } else { String::new() };
    let except =
        if references.except.is_empty() { String::new() } else { format!(" except {}", list(&references.except)) };
    format!("{all}{}{except}", list(&references.ids))
}

fn quantified(
    quantifier: ListQuantifier,
    variable: &Name,
    list: &Expr,
    body: Option<&Condition>,
    place: Place,
) -> String {
    let word = match quantifier {
        ListQuantifier::Any => "any",
        ListQuantifier::EveryAtLeastOne | ListQuantifier::EveryEvenIfNone => "every",
        ListQuantifier::No => "no",
    };
    let mode = list_mode(quantifier);
    match body {
        Some(body) if mode_comes_first(quantifier, body) => {
            format!("{word} {}{mode} where {}", elements(variable, list, None, place), condition_at(body, place))
        }
        _ => format!("{word} {}{mode}", elements(variable, list, body, place)),
    }
}

/// What `every` says of an empty list.
fn list_mode(quantifier: ListQuantifier) -> &'static str {
    match quantifier {
        ListQuantifier::EveryAtLeastOne => " (at least one)",
        ListQuantifier::EveryEvenIfNone => " (even if none)",
        ListQuantifier::Any | ListQuantifier::No => "",
    }
}

/// True where nothing closes the body: there is no mode, or it stands before a list, whose last paragraph would take it.
fn mode_comes_first(quantifier: ListQuantifier, body: &Condition) -> bool {
    list_mode(quantifier).is_empty() || matches!(body, Condition::List(_))
}

fn aggregate(
    function: Aggregate,
    value: Option<&Expr>,
    variable: &Name,
    list: &Expr,
    body: Option<&Condition>,
    place: Place,
) -> String {
    let word = match function {
        Aggregate::Sum => "sum",
        Aggregate::Count => "count",
        Aggregate::Least => "least",
        Aggregate::Greatest => "greatest",
    };
    let value = value.map_or(String::new(), |value| format!("{} for ", expr_at(value, place)));
    format!("{word} of ({value}{})", elements(variable, list, body, place))
}

/// `party in parties where …`
fn elements(variable: &Name, list: &Expr, body: Option<&Condition>, place: Place) -> String {
    let body = body.map_or(String::new(), |body| format!(" where {}", condition_at(body, place)));
    format!("{variable} in {}{body}", within(list, Tightness::Sum, place))
}

// ---- tests

fn tested(subject: &Expr, tests: &[Test], joined: Connective, place: Place) -> String {
    let word = if joined == Connective::And { " and " } else { " or " };
    let tests: Vec<String> = tests.iter().enumerate().map(|(number, t)| test(&t.kind, number == 0, place)).collect();
    format!("{} {}", within(subject, Tightness::Day, place), tests.join(word))
}

/// A test of a date without its `is`: `contract_date on or after 2025-01-01`.
pub(super) fn bare_date_test(expr: &Expr, place: Place) -> Option<String> {
    let ExprKind::Test { subject, tests, .. } = &expr.kind else { return None };
    let [only] = tests.as_slice() else { return None };
    let of_date = matches!(
        only.kind,
        TestKind::Before(_) | TestKind::After(_) | TestKind::OnOrBefore(_) | TestKind::OnOrAfter(_)
    );
    of_date.then(|| format!("{} {}", within(subject, Tightness::Day, place), test(&only.kind, false, place)))
}

/// One test of a cell: a value alone is what the input must be.
pub(super) fn cell_test(kind: &TestKind) -> String {
    match kind {
        TestKind::Is(value) => within(value, Tightness::Day, Place::OneLine),
        TestKind::IsAnyOf(values) => format!("any of {}", exprs(values, Place::OneLine)),
        TestKind::IsNoneOf(values) => format!("none of {}", exprs(values, Place::OneLine)),
        other => test(other, false, Place::OneLine),
    }
}

/// `down to multiples of 1 GBP`, `to 2 places half up`
fn rounding(how: &Rounding) -> String {
    let to = match &how.to {
        RoundedTo::Places(number) if number.text == "1" => "to 1 place".to_owned(),
        RoundedTo::Places(number) => format!("to {} places", number.text),
        RoundedTo::Multiples(of) => format!("to multiples of {}", expr_at(of, Place::OneLine)),
    };
    match how.mode {
        None => to,
        Some(RoundingMode::Up) => format!("up {to}"),
        Some(RoundingMode::Down) => format!("down {to}"),
        Some(RoundingMode::HalfUp) => format!("{to} half up"),
        Some(RoundingMode::HalfDown) => format!("{to} half down"),
        Some(RoundingMode::HalfEven) => format!("{to} half even"),
    }
}

/// One test. The first of a subject has its `is`; a later comparison goes without: `is at least 4 and less than 6`.
///
/// `at least 25 days before on` is a distance; a comparison with a day that is counted from another encloses that day.
fn test(test: &TestKind, first: bool, place: Place) -> String {
    let operand = |expr: &Expr| within(expr, Tightness::Day, place);
    let sum = |expr: &Expr| within(expr, Tightness::Sum, place);
    let compared = |rest: String| if first { format!("is {rest}") } else { rest };
    match test {
        TestKind::Is(value) => format!("is {}", operand(value)),
        TestKind::IsNot(value) => format!("is not {}", operand(value)),
        TestKind::IsAnyOf(values) => format!("is any of {}", exprs(values, place)),
        TestKind::IsNoneOf(values) => format!("is none of {}", exprs(values, place)),
        TestKind::IsNone => "is none".to_owned(),
        TestKind::IsNotNone => "is not none".to_owned(),
        TestKind::IsEmpty => "is empty".to_owned(),
        TestKind::Compare(how, than) => compared(format!("{} {}", comparison(*how), sum(than))),
        TestKind::Before(day) => compared(format!("before {}", operand(day))),
        TestKind::After(day) => compared(format!("after {}", operand(day))),
        TestKind::OnOrBefore(day) => compared(format!("on or before {}", operand(day))),
        TestKind::OnOrAfter(day) => compared(format!("on or after {}", operand(day))),
        TestKind::FromThrough(from, to) => compared(format!("from {} through {}", operand(from), operand(to))),
        TestKind::Distance { comparison: how, distance, side: towards, of } => {
            compared(format!("{} {} {} {}", comparison(*how), sum(distance), side(*towards), sum(of)))
        }
        TestKind::In(group) => format!("in {}", operand(group)),
        TestKind::NotIn(group) => format!("not in {}", operand(group)),
        TestKind::InCalendarYearOf(day) => format!("is in the calendar year of {}", operand(day)),
        TestKind::NotInCalendarYearOf(day) => format!("is not in the calendar year of {}", operand(day)),
        TestKind::Within(distance, towards, of) => {
            format!("is within {} {} {}", sum(distance), side(*towards), sum(of))
        }
        TestKind::Includes(how, elements) => format!("includes {}", included(*how, elements, place)),
        TestKind::Related(relation, other) => format!("{} {}", related(*relation), operand(other)),
        TestKind::RelatedToBounds(relation, bounds) => {
            let bounds: Vec<String> = bounds.iter().map(|bound| self::test(bound, false, place)).collect();
            format!("{} {}", related(*relation), list(&bounds))
        }
    }
}

fn related(relation: Relation) -> &'static str {
    match relation {
        Relation::Touches => "touches",
        Relation::Covers => "covers",
        Relation::LiesWithin => "lies within",
    }
}

fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::AtLeast => "at least",
        Comparison::MoreThan => "more than",
        Comparison::AtMost => "at most",
        Comparison::LessThan => "less than",
        Comparison::Exactly => "exactly",
    }
}

fn included(how: Includes, elements: &[Expr], place: Place) -> String {
    let how = match how {
        Includes::Plain => "",
        Includes::AnyOf => "any of ",
        Includes::AllOf => "all of ",
        Includes::NoneOf => "none of ",
    };
    format!("{how}{}", exprs(elements, place))
}
