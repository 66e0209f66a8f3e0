//! Ranges set beside one another: `touches`, `covers`, `lies within`.

use super::evaluate::*;
use super::model::*;
use super::range::{End, Range};

/// An end, and whether it is inside; none where the range goes on for ever.
type Edge = Option<(Side, bool)>;

struct Ends {
    from: Edge,
    to: Edge,
    /// It may turn out that nothing lies between the ends.
    written: bool,
}

/// The earlier or the later day.
fn next(side: Side, by: Day) -> Side {
    let got = match side.got {
        Got::Known(V::Date(d)) => Got::Known(V::Date(d + by)),
        other => other,
    };
    Side { got, range: side.range.map(|r| r.by_day(|d| d + by)) }
}

/// What begins there begins before the other ends.
fn meets(from: &Edge, to: &Edge) -> Truth {
    match (from, to) {
        (Some((from, a)), Some((to, b))) => compare(if *a && *b { Cmp::AtMost } else { Cmp::LessThan }, from, to),
        _ => Truth::True,
    }
}

/// The first reaches as far as the other: down, or up.
fn as_far(own: &Edge, other: &Edge, down: bool) -> Truth {
    match (own, other) {
        (None, _) => Truth::True,
        (Some(_), None) => Truth::False,
        (Some((own, inside)), Some((other, held))) => {
            let cmp = match (down, *inside || !held) {
                (true, true) => Cmp::AtMost,
                (true, false) => Cmp::LessThan,
                (false, true) => Cmp::AtLeast,
                (false, false) => Cmp::MoreThan,
            };
            compare(cmp, own, other)
        }
    }
}

fn some(of: &Ends) -> Truth {
    if of.written { meets(&of.from, &of.to) } else { Truth::True }
}

impl Eval<'_> {
    fn ends(&self, env: &Env, span: &Span) -> Ends {
        match span {
            Span::Fact(path) => {
                let end = |name: &str| Some((self.side(env, &Expr::Path(path.join(name))), true));
                Ends { from: end("from"), to: end("to"), written: false }
            }
            Span::Value(e) => {
                let at = Some((self.side(env, e), true));
                Ends { from: at.clone(), to: at, written: false }
            }
            Span::Written { days, from, to } => {
                // Between days there is nothing: after a day is from the next one.
                let end = |e: &Option<(Expr, bool)>, by: Day| {
                    e.as_ref().map(|(e, inside)| match self.side(env, e) {
                        side if *days && !inside => (next(side, by), true),
                        side => (side, *inside),
                    })
                };
                Ends { from: end(from, 1), to: end(to, -1), written: true }
            }
        }
    }

    /// Of a fact both ends are inside, and there are always two.
    pub fn beside(&self, env: &Env, a: &Span, how: Beside, b: &Span) -> Truth {
        let (a, b) = (self.ends(env, a), self.ends(env, b));
        let covers = |a: &Ends, b: &Ends| and([some(b), as_far(&a.from, &b.from, true), as_far(&a.to, &b.to, false)]);
        match how {
            Beside::Touches => and([some(&a), some(&b), meets(&a.from, &b.to), meets(&b.from, &a.to)]),
            Beside::Covers => covers(&a, &b),
            Beside::LiesWithin => covers(&b, &a),
        }
    }

    /// Of the end of a range: it is not past the other end, where that is given.
    pub fn beside_the_other_end(&self, env: &Env, path: &Path, range: Range) -> Range {
        let Some((own, above)) = path.fields.split_last() else { return range };
        let above = Path { root: path.root.clone(), fields: above.to_vec() };
        if !matches!(unwrap_optional(&self.resolve(env, &above).ty), Type::Range(_)) {
            return range;
        }
        let other = if own == "from" { "to" } else { "from" };
        let at = match self.fetch(&self.resolve(env, &above.join(other))) {
            Some(Data::Num(n)) => *n,
            Some(Data::Date(d)) => Rat::from_integer(i128::from(*d)),
            _ => return range,
        };
        let end = Some(End { at, inside: true });
        if own == "from" { Range { to: end, ..range } } else { Range { from: end, ..range } }
    }
}
