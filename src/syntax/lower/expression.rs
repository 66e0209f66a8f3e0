//! Expressions: values, calculations, and the tests of one subject.

use super::{Lower, Pair, child, children, has, only, shorten};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Aggregate, Arithmetic, CalendarUnit, Comparison, Connective, Expr, ExprKind, Includes, NumberText, Relation,
    RoundedTo, Rounding, Side, Test, TestKind, WEEKDAYS, WORKING_DAYS, Week,
};
use crate::syntax::error;
use crate::value::{Date, RoundingMode};
use lexact_grammar::Rule;

/// Most terms of one sum or product, and most parts of one path.
const MAX_TERMS: usize = 100;

/// `includes`, `includes any of`, `includes all of`, `includes none of`
pub(super) fn including(pair: &Pair<'_>) -> Includes {
    let words = [(Rule::any_of, Includes::AnyOf), (Rule::all_of, Includes::AllOf), (Rule::none_of, Includes::NoneOf)];
    words.into_iter().find(|(rule, _)| has(pair, *rule)).map_or(Includes::Plain, |(_, includes)| includes)
}

impl Lower<'_> {
    /// A value and what is asked of it.
    pub(super) fn comparison(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let subject = self.offset(&child(pair, Rule::offset)?)?;
        let Some(test) = child(pair, Rule::test) else { return Some(subject) };
        let test = self.test(&only(&test)?)?;
        Some(Expr {
            kind: ExprKind::Test { subject: Box::new(subject), tests: vec![test], joined: Connective::And },
            span,
        })
    }

    /// A further test of the same subject.
    pub(super) fn elliptic(&mut self, pair: &Pair<'_>) -> Option<Test> {
        self.test(&only(pair)?)
    }

    fn test(&mut self, pair: &Pair<'_>) -> Option<Test> {
        let span = self.span(pair);
        let kind = match pair.as_rule() {
            Rule::is_test => {
                let inner = pair.clone().into_inner().find(|p| p.as_rule() != Rule::kw_is)?;
                self.test_kind(&inner)?
            }
            _ => self.test_kind(pair)?,
        };
        Some(Test { kind, span })
    }

    fn test_kind(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        Some(match pair.as_rule() {
            Rule::comparator_test => self.comparator_test(&only(pair)?)?,
            Rule::in_test => self.in_test(pair)?,
            Rule::related => self.related(pair)?,
            Rule::includes => TestKind::Includes(including(pair), self.value_list(pair)),
            Rule::is_list if has(pair, Rule::any_of) => TestKind::IsAnyOf(self.value_list(pair)),
            Rule::is_list => TestKind::IsNoneOf(self.value_list(pair)),
            Rule::is_none if has(pair, Rule::kw_not) => TestKind::IsNotNone,
            Rule::is_none => TestKind::IsNone,
            Rule::is_empty => TestKind::IsEmpty,
            Rule::is_not => TestKind::IsNot(self.value(&child(pair, Rule::value)?)?),
            _ => self.is_value(pair)?,
        })
    }

    /// `touches X`, `covers more than A, at most B`
    fn related(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        let relation = match pair.clone().into_inner().next()?.as_rule() {
            Rule::kw_touches => Relation::Touches,
            Rule::kw_covers => Relation::Covers,
            _ => Relation::LiesWithin,
        };
        let Some(bounds) = child(pair, Rule::bounds) else {
            return Some(TestKind::Related(relation, self.offset(&child(pair, Rule::offset)?)?));
        };
        let bounds: Vec<Pair<'_>> = children(&bounds, Rule::bound).collect();
        let bounds = bounds.iter().map(|bound| self.comparator_test(&only(bound)?)).collect::<Option<_>>()?;
        Some(TestKind::RelatedToBounds(relation, bounds))
    }

    /// `is X`; `is 25 days before E` is a distance of exactly that.
    fn is_value(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        let value = self.value(&child(pair, Rule::value)?)?;
        Some(match value.kind {
            ExprKind::Offset { distance, side, from } => {
                TestKind::Distance { comparison: Comparison::Exactly, distance: *distance, side, of: *from }
            }
            _ => TestKind::Is(value),
        })
    }

    fn comparator_test(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        let mut days = children(pair, Rule::offset);
        Some(match pair.as_rule() {
            Rule::compare => self.compare(pair)?,
            Rule::before => TestKind::Before(self.offset(&days.next()?)?),
            Rule::after => TestKind::After(self.offset(&days.next()?)?),
            Rule::on_or_before => TestKind::OnOrBefore(self.offset(&days.next()?)?),
            Rule::on_or_after => TestKind::OnOrAfter(self.offset(&days.next()?)?),
            Rule::from_through => TestKind::FromThrough(self.offset(&days.next()?)?, self.offset(&days.next()?)?),
            _ => {
                let mut sums = children(pair, Rule::sum);
                let distance = self.sum(&sums.next()?)?;
                let of = self.sum(&sums.next()?)?;
                TestKind::Within(distance, side(&child(pair, Rule::side)?)?, Box::new(of))
            }
        })
    }

    fn compare(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        let comparator = child(pair, Rule::comparator)?;
        let comparison = match comparator.into_inner().last()?.as_rule() {
            Rule::kw_least => Comparison::AtLeast,
            Rule::kw_most => Comparison::AtMost,
            Rule::kw_exactly => Comparison::Exactly,
            _ if has(&child(pair, Rule::comparator)?, Rule::kw_more) => Comparison::MoreThan,
            _ => Comparison::LessThan,
        };
        let value = child(pair, Rule::compare_value)?;
        if let Some(phrase) = child(&value, Rule::phrase) {
            return Some(TestKind::Compare(comparison, self.phrase(&phrase)));
        }
        let mut sums = children(&value, Rule::sum);
        let first = self.compared(&sums.next()?)?;
        Some(match (child(&value, Rule::side), sums.next()) {
            (Some(word), Some(of)) => {
                TestKind::Distance { comparison, distance: first, side: side(&word)?, of: self.sum(&of)? }
            }
            _ => TestKind::Compare(comparison, first),
        })
    }

    /// A compared value; `75W` there is a number without its space.
    fn compared(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let value = self.sum(pair)?;
        if let ExprKind::Id(text) = &value.kind
            && let Some(split) = unit_stuck(text)
        {
            self.out.push(error::number_form(value.span, text, Some(split)));
        }
        Some(value)
    }

    fn in_test(&mut self, pair: &Pair<'_>) -> Option<TestKind> {
        if let Some(year) = child(pair, Rule::calendar_year) {
            let of = self.offset(&child(&year, Rule::offset)?)?;
            return Some(match has(pair, Rule::kw_not) {
                true => TestKind::NotInCalendarYearOf(of),
                false => TestKind::InCalendarYearOf(of),
            });
        }
        let group = self.offset(&child(pair, Rule::offset)?)?;
        Some(if has(pair, Rule::kw_not) { TestKind::NotIn(group) } else { TestKind::In(group) })
    }

    /// The values of the first `value_list` beneath a pair.
    pub(super) fn value_list(&mut self, pair: &Pair<'_>) -> Vec<Expr> {
        let Some(list) = child(pair, Rule::value_list) else { return Vec::new() };
        children(&list, Rule::value).filter_map(|p| self.value(&p)).collect()
    }

    pub(super) fn value(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let inner = only(pair)?;
        match inner.as_rule() {
            Rule::phrase => Some(self.phrase(&inner)),
            _ => self.offset(&inner),
        }
    }

    /// A value of several words.
    pub(super) fn phrase(&self, pair: &Pair<'_>) -> Expr {
        let words = self.words(pair);
        Expr { kind: ExprKind::Words(words.node), span: words.span }
    }

    pub(super) fn offset(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        if let Some(lone) = child(pair, Rule::single) {
            return self.primary(&only(&lone)?);
        }
        let span = self.span(pair);
        let mut sums = children(pair, Rule::sum);
        let first = self.sum(&sums.next()?)?;
        let (Some(word), Some(from)) = (child(pair, Rule::side), sums.next()) else { return Some(first) };
        if !matches!(first.kind, ExprKind::Duration(..) | ExprKind::Quantity(..) | ExprKind::Parenthesised(_)) {
            self.out.push(error::distance_expected(self.span(&word), word.as_str()));
        }
        let from = self.sum(&from)?;
        Some(Expr {
            kind: ExprKind::Offset { distance: Box::new(first), side: side(&word)?, from: Box::new(from) },
            span,
        })
    }

    pub(super) fn sum(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        match child(pair, Rule::single) {
            Some(lone) => self.primary(&only(&lone)?),
            None => self.chain(pair, Lower::product),
        }
    }

    fn product(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        self.chain(pair, Lower::power)
    }

    fn power(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        self.chain(pair, Lower::signed)
    }

    /// Operands with operators between them, joined from the left.
    fn chain(&mut self, pair: &Pair<'_>, operand: fn(&mut Self, &Pair<'_>) -> Option<Expr>) -> Option<Expr> {
        let mut parts = pair.clone().into_inner();
        let mut left = operand(self, &parts.next()?)?;
        let mut terms = 1;
        while let (Some(operator), Some(right)) = (parts.next(), parts.next()) {
            let right = operand(self, &right)?;
            terms += 1;
            if terms > MAX_TERMS {
                self.out.push(error::too_deep(self.span(&operator), MAX_TERMS, "terms in one calculation"));
                return Some(left);
            }
            let span = left.span.to(right.span);
            let symbol = Spanned::new(arithmetic(&operator), self.span(&operator));
            left = Expr { kind: ExprKind::Arithmetic(symbol, Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    fn signed(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let mut expr = self.primary(&only(&child(pair, Rule::primary)?)?)?;
        if has(pair, Rule::as_given) {
            expr = Expr { kind: ExprKind::AsGiven(Box::new(expr)), span };
        }
        if let Some(stood) = child(pair, Rule::as_it_stood_on) {
            let day = self.day_in(&stood)?;
            expr = Expr { kind: ExprKind::AsItStoodOn(Box::new(expr), day), span };
        }
        if has(pair, Rule::minus_sign) {
            expr = Expr { kind: ExprKind::Negate(Box::new(expr)), span };
        }
        Some(expr)
    }

    fn primary(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let kind = match pair.as_rule() {
            Rule::text => ExprKind::Text(self.text(pair).node),
            Rule::date => ExprKind::Date(self.day(pair).node),
            Rule::amount if has(pair, Rule::percent_sign) => {
                ExprKind::Percent(self.number_text(&child(pair, Rule::number)?))
            }
            Rule::amount if !has(pair, Rule::unit_after) => {
                ExprKind::Number(self.number_text(&child(pair, Rule::number)?))
            }
            Rule::amount | Rule::quantity => self.quantity(pair)?,
            Rule::number => ExprKind::Number(self.number_text(pair)),
            Rule::id_value => return Some(self.id_value(pair)),
            Rule::rounding => {
                let value = self.sum(&child(pair, Rule::sum)?)?;
                ExprKind::Round(Box::new(value), self.rounding(&child(pair, Rule::rounding_words)?)?)
            }
            Rule::aggregate => self.aggregate(pair)?,
            Rule::chosen => self.chosen(pair)?,
            Rule::call => {
                let arguments = children(pair, Rule::value).filter_map(|p| self.value(&p)).collect();
                ExprKind::Call(self.name_in(pair, Rule::name)?, arguments)
            }
            Rule::of_chain => return self.of_chain(pair),
            Rule::yes_no => ExprKind::YesNo(has(pair, Rule::kw_yes)),
            Rule::none => ExprKind::None,
            Rule::this => ExprKind::This,
            Rule::on => ExprKind::On,
            Rule::paragraph_reference => ExprKind::Paragraph(child(pair, Rule::address)?.as_str().to_string()),
            Rule::bracketed => return self.bracketed(pair),
            _ => return Some(self.path(pair)),
        };
        Some(Expr { kind, span })
    }

    fn rounding(&mut self, pair: &Pair<'_>) -> Option<Rounding> {
        let span = self.span(pair);
        let way = child(pair, Rule::rounding_way).and_then(|p| only(&p)).map(|p| match p.as_rule() {
            Rule::kw_up => RoundingMode::Up,
            _ => RoundingMode::Down,
        });
        let half = child(pair, Rule::rounding_half).and_then(|p| p.into_inner().last()).map(|p| match p.as_rule() {
            Rule::kw_up => RoundingMode::HalfUp,
            Rule::kw_down => RoundingMode::HalfDown,
            _ => RoundingMode::HalfEven,
        });
        if way.is_none() == half.is_none() {
            self.out.push(error::rounding_mode(span, way.is_some()));
        }
        let to = match child(pair, Rule::places) {
            Some(places) => RoundedTo::Places(self.number_text(&child(&places, Rule::number)?)),
            None => {
                let multiples = child(pair, Rule::multiples)?;
                let of = multiples.into_inner().last()?;
                RoundedTo::Multiples(Box::new(self.primary(&of)?))
            }
        };
        Some(Rounding { mode: way.or(half), to, span })
    }

    pub(super) fn number_text(&mut self, pair: &Pair<'_>) -> NumberText {
        NumberText { value: self.number(pair), text: pair.as_str().to_string() }
    }

    /// What a `value` is: an expression, or which days are working days.
    pub(super) fn value_or_week(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        match child(pair, Rule::week) {
            Some(week) => Some(Expr { span: self.span(&week), kind: ExprKind::Week(Box::new(self.week(&week)?)) }),
            None => self.value(&child(pair, Rule::value)?),
        }
    }

    /// `Monday to Friday except HOLIDAYS from 2024-01-01 through 2026-12-31`
    fn week(&mut self, pair: &Pair<'_>) -> Option<Week> {
        let number = |day: Pair<'_>| WEEKDAYS.iter().position(|name| *name == day.as_str());
        let named: Vec<usize> = children(pair, Rule::weekday).filter_map(number).collect();
        let mut days = [false; 7];
        match named.as_slice() {
            [first, last] if has(pair, Rule::kw_to) => {
                (0..=(last + 7 - first) % 7).for_each(|n| days[(first + n) % 7] = true);
            }
            all => all.iter().for_each(|day| days[*day] = true),
        }
        let except = self.name_in(pair, Rule::name);
        let mut ends = children(pair, Rule::day).map(|day| self.day(&day));
        Some(Week { days, except, from: ends.next()?, through: ends.next()? })
    }

    fn quantity(&mut self, pair: &Pair<'_>) -> Option<ExprKind> {
        let number = self.number_text(&child(pair, Rule::number)?);
        let mut unit = self.name_in(pair, Rule::unit_after)?;
        if unit.node.contains(char::is_whitespace) {
            unit.node = WORKING_DAYS.to_owned();
        }
        Some(match calendar_unit(&unit.node) {
            Some(calendar) => ExprKind::Duration(number, Spanned::new(calendar, unit.span)),
            None => ExprKind::Quantity(number, unit),
        })
    }

    /// An id, or something that begins with a digit and is nothing.
    fn id_value(&mut self, pair: &Pair<'_>) -> Expr {
        let id = self.id(pair);
        if !pair.as_str().starts_with('§') {
            self.check_digits(&id.node, id.span);
        }
        Expr { kind: ExprKind::Id(id.node), span: id.span }
    }

    fn check_digits(&mut self, text: &str, span: Span) {
        let only = |extra: &str| text.chars().all(|c| c.is_ascii_digit() || extra.contains(c));
        if text.contains(',') {
            self.out.push(error::number_form(span, &shorten(text), Some(text.replace(',', "_"))));
        } else if only("-") && text.matches('-').count() == 2 {
            let why = Date::parse(text).map_or_else(|e| e.to_string(), |_| String::new());
            self.out.push(error::no_such_day(span, text, &why));
        } else if only("-") && text.contains('-') {
            self.out.push(error::number_form(span, &shorten(text), Some(text.replacen('-', " - ", 1))));
        } else if text.contains('e') && only("e._") {
            self.out.push(error::number_form(span, &shorten(text), exponent(text)));
        }
    }

    fn aggregate(&mut self, pair: &Pair<'_>) -> Option<ExprKind> {
        let word = child(pair, Rule::aggregate_name)?;
        let function = match only(&word)?.as_rule() {
            Rule::kw_sum => Aggregate::Sum,
            Rule::kw_count => Aggregate::Count,
            Rule::kw_least => Aggregate::Least,
            _ => Aggregate::Greatest,
        };
        let sums: Vec<Pair<'_>> = children(pair, Rule::sum).collect();
        let (value, list) = match sums.as_slice() {
            [value, list, ..] => (self.sum(value).map(Box::new), list),
            [list] => (None, list),
            [] => return None,
        };
        if value.is_none() && function != Aggregate::Count {
            let name = word.as_str();
            let message = format!("`{name} of` needs a value before the variable");
            self.out.push(error::expected(
                self.span(&word),
                message,
                Some(format!("write `{name} of (x.amount for x in …)`")),
            ));
        }
        Some(ExprKind::Aggregate {
            function: Spanned::new(function, self.span(&word)),
            value,
            variable: self.name_in(pair, Rule::name)?,
            list: Box::new(self.sum(list)?),
            body: self.where_part(pair)?.map(Box::new),
        })
    }

    /// `the p in LIST with the greatest E where C`
    fn chosen(&mut self, pair: &Pair<'_>) -> Option<ExprKind> {
        let extremes = [(Rule::kw_greatest, true), (Rule::kw_least, false)];
        let (word, greatest) = extremes.into_iter().find_map(|(rule, is)| Some((child(pair, rule)?, is)))?;
        let mut sums = children(pair, Rule::sum);
        let (list, key) = (sums.next()?, sums.next()?);
        Some(ExprKind::Chosen {
            greatest: Spanned::new(greatest, self.span(&word)),
            key: Box::new(self.sum(&key)?),
            variable: self.name_in(pair, Rule::name)?,
            list: Box::new(self.sum(&list)?),
            body: self.where_part(pair)?.map(Box::new),
        })
    }

    /// `( … )`, or `(the p in LIST with the greatest E).power`
    fn bracketed(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let span = self.span(pair);
        let inner = self.expression(&child(pair, Rule::expression)?)?;
        let fields: Vec<Pair<'_>> = children(pair, Rule::dot_field).collect();
        match fields.first() {
            None => return Some(Expr { kind: ExprKind::Parenthesised(Box::new(inner)), span }),
            Some(first) if !matches!(inner.kind, ExprKind::Chosen { .. }) => {
                self.out.push(error::field_of_bracket(self.span(first), first.as_str()));
                return None;
            }
            Some(_) => {}
        }
        let mut expr = inner;
        for part in fields {
            let field = self.word(&only(&part)?);
            let span = span.to(field.span);
            expr = Expr { kind: ExprKind::Field(Box::new(expr), field), span };
        }
        Some(expr)
    }

    pub(super) fn of_chain(&mut self, pair: &Pair<'_>) -> Option<Expr> {
        let end = self.span(pair);
        let mut expr = self.path(&child(pair, Rule::path)?);
        let names: Vec<Pair<'_>> = children(pair, Rule::name).collect();
        for name in names.into_iter().rev() {
            let name = self.word(&name);
            let span = name.span.to(end);
            expr = Expr { kind: ExprKind::Of(name, Box::new(expr)), span };
        }
        Some(expr)
    }

    /// `item.tpp`
    pub(super) fn path(&mut self, pair: &Pair<'_>) -> Expr {
        let mut parts = pair.clone().into_inner();
        let Some(first) = parts.next() else {
            return Expr { kind: ExprKind::Name(pair.as_str().to_string()), span: self.span(pair) };
        };
        let mut expr = Expr { kind: ExprKind::Name(first.as_str().to_string()), span: self.span(&first) };
        for (index, part) in parts.enumerate() {
            let field = self.word(&part);
            if index >= MAX_TERMS {
                self.out.push(error::too_deep(field.span, MAX_TERMS, "parts in one path"));
                break;
            }
            let span = expr.span.to(field.span);
            expr = Expr { kind: ExprKind::Field(Box::new(expr), field), span };
        }
        expr
    }
}

fn side(pair: &Pair<'_>) -> Option<Side> {
    Some(if only(pair)?.as_rule() == Rule::kw_before { Side::Before } else { Side::After })
}

fn arithmetic(pair: &Pair<'_>) -> Arithmetic {
    match pair.as_rule() {
        Rule::plus => Arithmetic::Add,
        Rule::minus => Arithmetic::Subtract,
        Rule::times => Arithmetic::Multiply,
        Rule::divided_by => Arithmetic::Divide,
        _ => Arithmetic::Power,
    }
}

fn calendar_unit(word: &str) -> Option<CalendarUnit> {
    match word {
        "day" | "days" => Some(CalendarUnit::Days),
        "week" | "weeks" => Some(CalendarUnit::Weeks),
        "month" | "months" => Some(CalendarUnit::Months),
        "year" | "years" => Some(CalendarUnit::Years),
        _ => None,
    }
}

/// `75 W` for `75W`: digits, then letters only.
fn unit_stuck(text: &str) -> Option<String> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || c == '_' || c == '.'))?;
    let (digits, letters) = text.split_at_checked(split)?;
    (!digits.is_empty() && letters.chars().all(char::is_alphabetic)).then(|| format!("{digits} {letters}"))
}

/// `26 * 10^6` for `26e6`.
fn exponent(text: &str) -> Option<String> {
    let (mantissa, power) = text.split_once('e')?;
    Some(if mantissa == "1" { format!("10^{power}") } else { format!("{mantissa} * 10^{power}") })
}
