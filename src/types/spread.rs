//! A definition that spreads may read itself only where what it has reached stays so as it spreads (S14): then there is one least
//! set, whatever the order in which it is found.

use super::error;
use crate::diagnostics::Sink;
use crate::model::{
    Aggregate, Arithmetic, Beside, CaseValue, Comparison, Constant, DefinedId, Expr, ExprKind, ListQuantifier,
    Provision, ProvisionKind, Quantifier, RoundedTo, Type, Vocabulary,
};
use crate::source::Span;
use crate::value::Number;

/// Checks the condition of a definition that spreads.
pub fn check(provision: &Provision, vocabulary: &Vocabulary, sink: &mut Sink) {
    let ProvisionKind::Define { name, cases, spreads: true, .. } = &provision.kind else { return };
    let mut growth = Growth { name: *name, vocabulary, reading: Vec::new() };
    for case in cases {
        let CaseValue::Is(expr) = &case.value else { continue };
        if let Err((here, why)) = growth.grows(expr) {
            sink.push(error::not_growing(&vocabulary.defined[name.ix()].name, here, why));
        }
    }
}

/// Where the name is read, and why it may not be read there.
type Shrinks = (Span, &'static str);

struct Growth<'v> {
    /// The name that spreads.
    name: DefinedId,
    vocabulary: &'v Vocabulary,
    /// Paragraphs that read the name: whoever asks about one reads it too.
    reading: Vec<String>,
}

impl Growth<'_> {
    /// A condition that holds of more as the name holds of more, or does not read it.
    fn grows(&mut self, expr: &Expr) -> Result<(), Shrinks> {
        let Some(here) = self.reads(expr) else { return Ok(()) };
        let elsewhere = "it would have to be read as a condition by itself";
        match &expr.kind {
            ExprKind::Defined(..) | ExprKind::Paragraph(_) => Ok(()),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().try_for_each(|part| self.grows(part)),
            ExprKind::List(quantifier, paragraphs) => {
                let grows = matches!(quantifier, Quantifier::AllOf | Quantifier::AnyOf | Quantifier::AtLeast(_));
                for paragraph in paragraphs {
                    let Some(body) = &paragraph.body else { continue };
                    match self.reads(body) {
                        Some(here) if !grows => {
                            let why = "`none of` and `exactly one of` fail where more holds";
                            return Err((here, why));
                        }
                        Some(_) => {
                            self.grows(body)?;
                            self.reading.push(paragraph.address.clone());
                        }
                        None => {}
                    }
                }
                Ok(())
            }
            ExprKind::Quantified { quantifier: ListQuantifier::No, .. } => Err((here, "`no …` fails where more holds")),
            ExprKind::Quantified { list, body, .. } => match (self.reads(list), body) {
                (None, Some(body)) => self.grows(body),
                _ => Err((here, elsewhere)),
            },
            ExprKind::Compare(by, left, right) => match (by, self.reads(left), self.reads(right)) {
                (Comparison::AtLeast | Comparison::MoreThan, Some(_), None) => self.rises(left),
                (Comparison::AtMost | Comparison::LessThan, None, Some(_)) => self.rises(right),
                _ => Err((here, "the comparison could fail where more holds")),
            },
            ExprKind::Not(_) => Err((here, "`not` fails where more holds")),
            _ => Err((here, elsewhere)),
        }
    }

    /// A value that never falls as the name holds of more.
    fn rises(&mut self, expr: &Expr) -> Result<(), Shrinks> {
        let Some(here) = self.reads(expr) else { return Ok(()) };
        match &expr.kind {
            ExprKind::Arithmetic(Arithmetic::Add, a, b) => self.rises(a).and_then(|()| self.rises(b)),
            ExprKind::Aggregate { function: Aggregate::Sum | Aggregate::Count, value, list, body, .. } => {
                if let Some(value) = value
                    && (self.reads(value).is_some() || !self.is_never_negative(value, list))
                {
                    return Err((here, "what is added must be declared `at least 0`, and never be none"));
                }
                match (self.reads(list), body) {
                    (None, Some(body)) => self.grows(body),
                    _ => Err((here, "it would have to be read as a condition by itself")),
                }
            }
            _ => Err((here, "only a sum or a count never falls where more holds")),
        }
    }

    /// A number that is never below zero, and always has a value: what may be none or divides by zero would undo a sum.
    fn is_never_negative(&self, expr: &Expr, list: &Expr) -> bool {
        let floor = |ty: &Type, lower: Option<&(Number, bool)>| {
            let ty = match ty {
                Type::List(inner) => inner,
                other => other,
            };
            matches!(ty, Type::Number(_)) && lower.is_some_and(|(at, _)| *at >= Number::ZERO)
        };
        match &expr.kind {
            ExprKind::Constant(Constant::Number(number)) => *number >= Number::ZERO,
            // The element of a list of numbers has the bound that the list states.
            ExprKind::Variable(_) => self.floor_of(list).is_some_and(|(ty, lower)| floor(ty, lower)),
            ExprKind::Fact(_) | ExprKind::Field(..) => {
                self.floor_of(expr).is_some_and(|(ty, lower)| !matches!(ty, Type::List(_)) && floor(ty, lower))
            }
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Multiply, a, b) => {
                self.is_never_negative(a, list) && self.is_never_negative(b, list)
            }
            ExprKind::Arithmetic(Arithmetic::Divide, a, b) => {
                let divides = matches!(&b.kind, ExprKind::Constant(Constant::Number(n)) if *n > Number::ZERO);
                divides && self.is_never_negative(a, list)
            }
            _ => false,
        }
    }

    /// The declared type of a fact or field and the bound it states; none where something on the way to it may be none.
    fn floor_of(&self, expr: &Expr) -> Option<(&Type, Option<&(Number, bool)>)> {
        match &expr.kind {
            ExprKind::Field(base, ..) if may_be_none(base) => None,
            _ => self.vocabulary.declared(expr),
        }
    }

    /// Where an expression reads the name.
    fn reads(&self, expr: &Expr) -> Option<Span> {
        let mut open = vec![expr];
        let mut found: Option<Span> = None;
        while let Some(expr) = open.pop() {
            let here = match &expr.kind {
                ExprKind::Defined(name, _) => *name == self.name,
                ExprKind::Paragraph(address) => self.reading.contains(address),
                _ => false,
            };
            if here {
                found = Some(expr.span);
            }
            open.extend(parts(expr));
        }
        found
    }
}

/// A record that may be none, or that stands within one.
fn may_be_none(expr: &Expr) -> bool {
    let above = match &expr.kind {
        ExprKind::Field(base, ..) => may_be_none(base),
        _ => false,
    };
    above || matches!(expr.ty, Type::Optional(_))
}

/// The expressions directly within one.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::AsGiven(a)
        | ExprKind::Field(a, ..)
        | ExprKind::Negate(a)
        | ExprKind::IsNone(a)
        | ExprKind::In(a, ..)
        | ExprKind::Not(a) => {
            vec![a]
        }
        ExprKind::Defined(_, of) | ExprKind::Decision(_, of) | ExprKind::Includes { of, .. } => {
            of.iter().map(|of| &**of).collect()
        }
        ExprKind::Arithmetic(_, a, b)
        | ExprKind::Offset { days: a, from: b, .. }
        | ExprKind::Equals(a, b)
        | ExprKind::Compare(_, a, b)
        | ExprKind::CompareDates(_, a, b)
        | ExprKind::SameYear(a, b) => vec![a, b],
        ExprKind::Distance { day, days, from, .. } => vec![day, days, from],
        ExprKind::And(all) | ExprKind::Or(all) => all.iter().collect(),
        ExprKind::List(_, paragraphs) => paragraphs.iter().filter_map(|p| p.body.as_ref()).collect(),
        ExprKind::Quantified { list, body, .. } => std::iter::once(list).chain(body).map(|e| &**e).collect(),
        ExprKind::Aggregate { value, list, body, .. } => {
            std::iter::once(list).chain(value).chain(body).map(|e| &**e).collect()
        }
        ExprKind::Chosen(chosen) => [&chosen.list, &chosen.key].into_iter().chain(&chosen.body).collect(),
        ExprKind::Related(_, a, beside) => {
            let others: Vec<&Expr> = match &**beside {
                Beside::Value(other) => vec![other],
                Beside::Bounds { low, high } => low.iter().chain(high).map(|bound| &bound.at).collect(),
            };
            std::iter::once(&**a).chain(others).collect()
        }
        ExprKind::Call(_, arguments) => arguments.iter().collect(),
        ExprKind::Scale(scale) => {
            let bands = scale.bands.iter();
            let bounds = bands.clone().flat_map(|band| band.start.iter().chain(&band.bound)).map(|(_, bound)| bound);
            std::iter::once(&scale.amount).chain(bounds).chain(bands.map(|band| &band.rate)).collect()
        }
        ExprKind::Round(inner, rounding) => match &rounding.to {
            RoundedTo::Multiples(of) => vec![inner, of],
            RoundedTo::Places(_) => vec![inner],
        },
        ExprKind::Input(_)
        | ExprKind::Register(_)
        | ExprKind::Constant(_)
        | ExprKind::Quantity(..)
        | ExprKind::Words(_)
        | ExprKind::None
        | ExprKind::Variable(_)
        | ExprKind::Fact(_)
        | ExprKind::Value(..)
        | ExprKind::WorkingDays(..)
        | ExprKind::Week(_)
        | ExprKind::On
        | ExprKind::FactIncludes(..)
        | ExprKind::Applies(_)
        | ExprKind::Paragraph(_)
        | ExprKind::Error => Vec::new(),
    }
}
