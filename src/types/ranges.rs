//! Tests of ranges, written out as comparisons of their ends.
//!
//! Each test is the same with the two ends of a fact exchanged: what one end must do, either may, and what both must do is asked of both.
//! So the rows of a table, which are tried over all values of both, never meet a range that runs backwards.

use super::check::{Checker, constant_number};
use super::error;
use crate::model::{Beside, Bound, Comparison, Constant, Expr, ExprKind, FROM, Relation, TO, Type};
use crate::source::Span;

/// A range, or a single value in the place of one.
struct Extent {
    kind: Kind,
    /// The type of its ends.
    ty: Type,
    span: Span,
    /// The lower end; none where it is open.
    low: Option<End>,
    /// The upper end; none where it is open.
    high: Option<End>,
    /// That each end that is counted from a day which may be none has such a day.
    there: Vec<Expr>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A fact or a definition: it has both ends, and holds at least one value.
    Declared,
    /// A single value: both ends are it.
    Single,
    /// Written in the law.
    Written,
}

#[derive(Clone)]
struct End {
    at: Expr,
    included: bool,
}

impl Checker<'_> {
    /// `left` set beside another range or value: comparisons of their ends, which all must hold.
    pub(super) fn related(&mut self, relation: Relation, left: &mut Expr, beside: &mut Beside, span: Span) -> ExprKind {
        let Some(left) = self.extent(left) else { return ExprKind::Error };
        let right = match beside {
            Beside::Value(other) => self.extent(other),
            Beside::Bounds { low, high } => self.written(&left.ty, low.as_mut(), high.as_mut(), span),
        };
        let Some(right) = right else { return ExprKind::Error };
        self.must_agree((&left.ty, left.span), (&right.ty, right.span));
        if let Err((message, help)) = stands(relation, &left, &right) {
            self.sink.push(error::no_operation(message.into(), span, help));
            return ExprKind::Error;
        }
        let Some(mut parts) = self.holds_something(&right, relation, span) else { return ExprKind::Error };
        parts.extend(right.there.iter().cloned());
        match relation {
            Relation::Touches => {
                parts.extend(reaches(&left, &right, span));
                parts.extend(reaches(&right, &left, span));
            }
            Relation::Covers => parts.extend(covers(&left, &right, span)),
            Relation::LiesWithin => parts.extend(covers(&right, &left, span)),
        }
        parts.sort_by_key(|part| matches!(part.kind, ExprKind::Or(_)));
        match parts.len() {
            1 => parts.swap_remove(0).kind,
            _ => ExprKind::And(parts),
        }
    }

    fn extent(&mut self, expr: &mut Expr) -> Option<Extent> {
        let found = self.expr(expr, None);
        let (ends, span) = (self.vocabulary().ends_of(&found), expr.span);
        match found.required() {
            Type::Number(_) | Type::Date => {}
            Type::Unknown => return None,
            _ if ends.is_some() => {}
            other => {
                let found = self.vocabulary().describe(other);
                self.sink.push(error::wanted("a range, a number or a date", &found, span));
                return None;
            }
        }
        if !is_plain(expr) {
            let help = "give it a name with `define`";
            self.sink.push(error::no_operation("this is worked out anew for each end".into(), span, help));
            return None;
        }
        let Some((record, end)) = ends else {
            let end = Some(End { at: expr.clone(), included: true });
            return Some(Extent {
                kind: Kind::Single,
                ty: found.required().clone(),
                span,
                low: end.clone(),
                high: end,
                there: Vec::new(),
            });
        };
        let ty = end.ty.clone();
        let end = |field| {
            let kind = ExprKind::Field(Box::new(expr.clone()), record, field);
            Some(End { at: Expr { kind, ty: ty.clone(), span }, included: true })
        };
        Some(Extent { kind: Kind::Declared, low: end(FROM), high: end(TO), ty, span, there: Vec::new() })
    }

    /// A range written in the law. Between days there is nothing, so that an open end is the day next to it.
    fn written(
        &mut self,
        beside: &Type,
        low: Option<&mut Bound>,
        high: Option<&mut Bound>,
        span: Span,
    ) -> Option<Extent> {
        let mut ty = None;
        let (mut ends, mut there) = ([None, None], Vec::new());
        for ((slot, bound), below) in ends.iter_mut().zip([low, high]).zip([true, false]) {
            let Some(bound) = bound else { continue };
            let whole = self.expr(&mut bound.at, Some(beside));
            let found = whole.required().clone();
            match (&found, bound.of_days) {
                (Type::Number(_), false) | (Type::Date, true) => {}
                (Type::Unknown, _) => return None,
                (Type::Date, false) => {
                    let (instead, words) = words(below, bound.included);
                    self.sink.push(error::dates_by_size(bound.at.span, instead, words));
                    return None;
                }
                (other, of_days) => {
                    let found = self.vocabulary().describe(other);
                    let wanted = if of_days { "a date" } else { "a number" };
                    self.sink.push(error::wanted(wanted, &found, bound.at.span));
                    return None;
                }
            }
            let end = End { at: bound.at.clone(), included: bound.included };
            // A test is false of a day that is none, while the day after none is undefined.
            if found == Type::Date && !bound.included && whole != found {
                there.push(is_there(&bound.at));
            }
            *slot = Some(if found == Type::Date { self.closed(end, below)? } else { end });
            match &ty {
                Some((first, at)) => self.must_agree((first, *at), (&found, bound.at.span)),
                None => ty = Some((found, bound.at.span)),
            }
        }
        let [low, high] = ends;
        Some(Extent { kind: Kind::Written, ty: ty?.0, span, low, high, there })
    }

    /// The day next to an open end, as an end that is in the range.
    fn closed(&mut self, end: End, below: bool) -> Option<End> {
        if end.included {
            return Some(end);
        }
        let (span, one) = (end.at.span, if below { 1 } else { -1 });
        let kind = match &end.at.kind {
            ExprKind::Constant(Constant::Date(day)) => match day.plus_days(one) {
                Some(next) => ExprKind::Constant(Constant::Date(next)),
                None => {
                    let message = "there is no day beyond this one".to_string();
                    self.sink.push(error::no_operation(message, span, "the calendar has the years 1 to 9999"));
                    return None;
                }
            },
            _ => {
                let days = Expr { kind: ExprKind::Constant(Constant::Days(1)), ty: Type::Days, span };
                ExprKind::Offset { days: Box::new(days), after: below, from: Box::new(end.at) }
            }
        };
        Some(End { at: Expr { kind, ty: Type::Date, span }, included: true })
    }

    /// A range written in the law holds something: an error where it never does, and a comparison where that depends on its ends.
    /// What lies within another need not be asked: where it holds something, so does the other.
    fn holds_something(&mut self, written: &Extent, relation: Relation, span: Span) -> Option<Vec<Expr>> {
        let (Kind::Written, Some(low), Some(high)) = (written.kind, &written.low, &written.high) else {
            return Some(Vec::new());
        };
        let known = match (&low.at.kind, &high.at.kind) {
            (ExprKind::Constant(Constant::Date(a)), ExprKind::Constant(Constant::Date(b))) => Some(a.cmp(b)),
            _ => constant_number(&low.at).zip(constant_number(&high.at)).map(|(a, b)| a.cmp(&b)),
        };
        let by = comparison(low, high);
        match known {
            Some(order) if !by.holds(order) => {
                let help = "the lower end stands first: `at least 2, at most 5`";
                self.sink.push(error::no_operation("nothing lies between these ends".into(), span, help));
                None
            }
            None if relation != Relation::LiesWithin => Some(vec![compared(by, low, high, span)]),
            _ => Some(Vec::new()),
        }
    }
}

/// Whether the relation has a meaning between two such things: else what is wrong, and what to write.
fn stands(relation: Relation, left: &Extent, right: &Extent) -> Result<(), (&'static str, &'static str)> {
    match (relation, left.kind, right.kind) {
        (_, Kind::Single, Kind::Single | Kind::Written) => Err((
            "neither of these is a range",
            "compare single values: `is at least …`, `is more than … and at most …`",
        )),
        (Relation::Touches, Kind::Single, _) | (Relation::Touches, _, Kind::Single) => {
            Err(("a single value does not touch a range", "it lies within it, and the range covers it"))
        }
        (Relation::Covers, Kind::Single, _) | (Relation::LiesWithin, _, Kind::Single) => {
            Err(("a single value has no room for a range", "the range covers the value, which lies within it"))
        }
        (Relation::Covers, _, Kind::Written) if right.low.is_none() || right.high.is_none() => {
            Err(("a range has two ends and never covers what has no end", "state both: `covers at least A, at most B`"))
        }
        _ => Ok(()),
    }
}

/// Something of `one` lies as low as the upper end of `other`, or lower. None where that end is open.
fn reaches(one: &Extent, other: &Extent, span: Span) -> Option<Expr> {
    let (low, high) = (one.low.as_ref()?, other.high.as_ref()?);
    let lows = std::iter::once(low).chain(one.high.iter().filter(|_| one.kind == Kind::Declared));
    let highs: Vec<&End> =
        std::iter::once(high).chain(other.low.iter().filter(|_| other.kind == Kind::Declared)).collect();
    let any = lows.flat_map(|low| highs.iter().map(move |high| compared(comparison(low, high), low, high, span)));
    Some(either(any.collect(), span))
}

/// `outer` holds all of `inner`.
fn covers(outer: &Extent, inner: &Extent, span: Span) -> Vec<Expr> {
    let mut parts = Vec::new();
    // What is in the outer one may not be less than its end; where it is not in it, it must be more.
    let by = |outer: &End, inner: &End| match outer.included || !inner.included {
        true => Comparison::AtMost,
        false => Comparison::LessThan,
    };
    let partner = |end: &Option<End>, of: &Extent| end.clone().filter(|_| of.kind == Kind::Declared);
    if let (Some(low), Some(inner_low)) = (&outer.low, &inner.low) {
        let lows = std::iter::once(low.clone()).chain(partner(&outer.high, outer));
        parts.push(either(lows.map(|low| compared(by(&low, inner_low), &low, inner_low, span)).collect(), span));
        parts.extend(partner(&inner.high, inner).map(|high| compared(by(low, &high), low, &high, span)));
    }
    if let (Some(high), Some(inner_high)) = (&outer.high, &inner.high) {
        let highs = std::iter::once(high.clone()).chain(partner(&outer.low, outer));
        parts.push(either(highs.map(|high| compared(by(&high, inner_high), inner_high, &high, span)).collect(), span));
        parts.extend(partner(&inner.low, inner).map(|low| compared(by(high, &low), &low, high, span)));
    }
    parts
}

/// How a lower end and an upper end stand that have something between them.
fn comparison(low: &End, high: &End) -> Comparison {
    if low.included && high.included { Comparison::AtMost } else { Comparison::LessThan }
}

/// Two ends compared; what is written in the law stands last, as the proofs over rows of tables want it.
fn compared(by: Comparison, a: &End, b: &End, span: Span) -> Expr {
    let turned = !matches!(a.at.kind, ExprKind::Field(..)) && matches!(b.at.kind, ExprKind::Field(..));
    let (by, a, b) = match (turned, by) {
        (true, Comparison::AtMost) => (Comparison::AtLeast, b, a),
        (true, Comparison::LessThan) => (Comparison::MoreThan, b, a),
        _ => (by, a, b),
    };
    let kind = ExprKind::Compare(by, Box::new(a.at.clone()), Box::new(b.at.clone()));
    Expr { kind, ty: Type::YesNo, span }
}

fn is_there(at: &Expr) -> Expr {
    let yes_no = |kind| Expr { kind, ty: Type::YesNo, span: at.span };
    yes_no(ExprKind::Not(Box::new(yes_no(ExprKind::IsNone(Box::new(at.clone()))))))
}

fn either(mut parts: Vec<Expr>, span: Span) -> Expr {
    match parts.len() {
        1 => parts.swap_remove(0),
        _ => Expr { kind: ExprKind::Or(parts), ty: Type::YesNo, span },
    }
}

/// What may stand in several comparisons at no great cost.
fn is_plain(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Field(inner, ..) | ExprKind::AsGiven(inner) | ExprKind::Negate(inner) => is_plain(inner),
        ExprKind::Defined(_, Some(of)) => is_plain(of),
        ExprKind::Arithmetic(_, a, b) | ExprKind::Offset { days: a, from: b, .. } => is_plain(a) && is_plain(b),
        ExprKind::Constant(_)
        | ExprKind::Quantity(..)
        | ExprKind::Variable(_)
        | ExprKind::Fact(_)
        | ExprKind::Defined(_, None)
        | ExprKind::Value(..)
        | ExprKind::WorkingDays(..)
        | ExprKind::Input(_)
        | ExprKind::On
        | ExprKind::Words(_)
        | ExprKind::Error => true,
        _ => false,
    }
}

/// The words for an end of days, and those for an end of numbers.
fn words(below: bool, included: bool) -> (&'static str, &'static str) {
    match (below, included) {
        (true, true) => ("on or after", "at least"),
        (true, false) => ("after", "more than"),
        (false, true) => ("on or before", "at most"),
        (false, false) => ("before", "less than"),
    }
}
