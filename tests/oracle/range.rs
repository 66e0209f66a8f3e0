//! What is known of a number that is not known: between which ends it lies. Days count as numbers.

use super::model::*;

/// An end, and whether the number may lie on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    pub at: Rat,
    pub inside: bool,
}

/// From one end to the other; `None` where it goes on for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub from: Option<End>,
    pub to: Option<End>,
}

pub const EVERYTHING: Range = Range { from: None, to: None };

impl End {
    pub fn day(&self) -> Day {
        Day::try_from(self.at.to_integer()).expect("a day")
    }
}

fn zero() -> Rat {
    Rat::from_integer(0)
}

/// Of two ends the one further down (or up); where they meet, one that is inside.
fn further(a: Option<End>, b: Option<End>, down: bool) -> Option<End> {
    let (a, b) = (a?, b?);
    if a.at == b.at {
        return Some(End { at: a.at, inside: a.inside || b.inside });
    }
    Some(if (a.at < b.at) == down { a } else { b })
}

impl Range {
    pub fn point(at: Rat) -> Range {
        let end = Some(End { at, inside: true });
        Range { from: end, to: end }
    }
    pub fn at_least(at: Rat) -> Range {
        Range { from: Some(End { at, inside: true }), to: None }
    }
    pub fn more_than(at: Rat) -> Range {
        Range { from: Some(End { at, inside: false }), to: None }
    }

    /// The one number it holds, if it is one.
    pub fn only(&self) -> Option<Rat> {
        match (self.from, self.to) {
            (Some(a), Some(b)) if a.at == b.at => Some(a.at),
            _ => None,
        }
    }

    /// Both, and what lies between them.
    pub fn or(self, other: Range) -> Range {
        Range { from: further(self.from, other.from, true), to: further(self.to, other.to, false) }
    }

    /// The same of days that are moved, none past another.
    pub fn by_day(self, to: impl Fn(Day) -> Day) -> Range {
        let moved = |e: Option<End>| e.map(|e| End { at: Rat::from_integer(i128::from(to(e.day()))), ..e });
        Range { from: moved(self.from), to: moved(self.to) }
    }

    pub fn plus(self, other: Range) -> Range {
        let add = |a: Option<End>, b: Option<End>| {
            let (a, b) = (a?, b?);
            Some(End { at: a.at + b.at, inside: a.inside && b.inside })
        };
        Range { from: add(self.from, other.from), to: add(self.to, other.to) }
    }

    /// A sum of any number of such numbers, of none, too.
    pub fn any_number_of(self) -> Range {
        let end = Some(End { at: zero(), inside: true });
        let negative = self.from.is_none_or(|e| e.at < zero());
        let positive = self.to.is_none_or(|e| e.at > zero());
        Range { from: end.filter(|_| !negative), to: end.filter(|_| !positive) }
    }

    pub fn negative(self) -> Range {
        let turn = |e: Option<End>| e.map(|e| End { at: -e.at, ..e });
        Range { from: turn(self.to), to: turn(self.from) }
    }

    /// Of what is wholly unknown, nothing is known of the product either.
    pub fn times(self, other: Range) -> Range {
        if self == EVERYTHING || other == EVERYTHING {
            return EVERYTHING;
        }
        // The ends of the product are products of ends.
        let (mut all, mut down, mut up) = (Vec::new(), false, false);
        for (a, a_up) in [(self.from, false), (self.to, true)] {
            for (b, b_up) in [(other.from, false), (other.to, true)] {
                match (a, b) {
                    (Some(a), Some(b)) => {
                        // Zero times anything is zero.
                        let by_zero = a.inside && a.at == zero() || b.inside && b.at == zero();
                        all.push(End { at: a.at * b.at, inside: a.inside && b.inside || by_zero });
                    }
                    (Some(end), None) | (None, Some(end)) if end.at == zero() => {
                        all.push(End { at: zero(), inside: end.inside });
                    }
                    (Some(end), None) => {
                        let goes_up = b_up == (end.at > zero());
                        (down, up) = (down || !goes_up, up || goes_up);
                    }
                    (None, Some(end)) => {
                        let goes_up = a_up == (end.at > zero());
                        (down, up) = (down || !goes_up, up || goes_up);
                    }
                    (None, None) => {
                        let goes_up = a_up == b_up;
                        (down, up) = (down || !goes_up, up || goes_up);
                    }
                }
            }
        }
        let end = |far: bool, lower: bool| {
            if far { None } else { all.iter().map(|e| Some(*e)).reduce(|a, b| further(a, b, lower)).flatten() }
        };
        Range { from: end(down, true), to: end(up, false) }
    }

    /// Nothing where the divisor may be zero.
    pub fn over(self, other: Range) -> Option<Range> {
        let above = other.from.is_some_and(|e| e.at > zero() || e.at == zero() && !e.inside);
        let below = other.to.is_some_and(|e| e.at < zero() || e.at == zero() && !e.inside);
        if !above && !below {
            return None;
        }
        // 1/x falls; what goes on for ever comes near zero, and what comes near zero goes on for ever.
        let turn = |e: Option<End>| match e {
            None => Some(End { at: zero(), inside: false }),
            Some(e) if e.at == zero() => None,
            Some(e) => Some(End { at: e.at.recip(), ..e }),
        };
        Some(self.times(Range { from: turn(other.to), to: turn(other.from) }))
    }

    /// Every number of it is below every number of the other.
    pub fn below(&self, other: &Range) -> bool {
        match (self.to, other.from) {
            (Some(a), Some(b)) => a.at < b.at || a.at == b.at && !(a.inside && b.inside),
            _ => false,
        }
    }

    /// None of it is above any of the other.
    pub fn not_above(&self, other: &Range) -> bool {
        matches!((self.to, other.from), (Some(a), Some(b)) if a.at <= b.at)
    }
}

/// A comparison that comes out alike over both ranges.
pub fn settled(cmp: Cmp, a: &Range, b: &Range) -> Option<bool> {
    let either = |yes: bool, no: bool| if yes { Some(true) } else { no.then_some(false) };
    match cmp {
        Cmp::AtMost => either(a.not_above(b), b.below(a)),
        Cmp::AtLeast => settled(Cmp::AtMost, b, a),
        Cmp::LessThan => either(a.below(b), b.not_above(a)),
        Cmp::MoreThan => settled(Cmp::LessThan, b, a),
        Cmp::Exactly => either(a.only().is_some() && a.only() == b.only(), a.below(b) || b.below(a)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::generate::{Rng, num};
    use super::*;

    fn inside(n: Rat, r: &Range) -> bool {
        r.from.is_none_or(|e| e.at < n || e.inside && e.at == n)
            && r.to.is_none_or(|e| n < e.at || e.inside && e.at == n)
    }

    fn drawn(lot: &mut Rng) -> Range {
        let mut ends = [lot.below(7) as i128 - 3, lot.below(7) as i128 - 3].map(|n| Rat::new(n, 2));
        ends.sort();
        let mut end = |at| (!lot.chance(25)).then_some(End { at, inside: true });
        let mut r = Range { from: end(ends[0]), to: end(ends[1]) };
        if ends[0] < ends[1] {
            for e in [&mut r.from, &mut r.to].into_iter().flatten() {
                e.inside = lot.chance(60);
            }
        }
        r
    }

    /// No number of two ranges gives a result that their range does not hold, and the ends of the result are reached.
    #[test]
    fn what_is_calculated_lies_in_the_range_that_is_calculated() {
        let mut lot = Rng(7);
        let numbers: Vec<Rat> = (-24..=24).map(|n| Rat::new(n, 8)).collect();
        for _ in 0..400 {
            let (a, b) = (drawn(&mut lot), drawn(&mut lot));
            let of = |r: &Range| numbers.iter().copied().filter(|n| inside(*n, r)).collect::<Vec<_>>();
            let (xs, ys) = (of(&a), of(&b));
            let pairs = || xs.iter().flat_map(|x| ys.iter().map(move |y| (*x, *y)));
            for (x, y) in pairs() {
                assert!(inside(x + y, &a.plus(b)), "{x} + {y} {a:?} {b:?}");
                assert!(inside(x - y, &a.plus(b.negative())), "{x} - {y} {a:?} {b:?}");
                assert!(inside(x * y, &a.times(b)), "{x} * {y} {a:?} {b:?}");
                assert!(inside(x, &a.or(b)) && inside(y, &a.or(b)));
                match a.over(b) {
                    Some(r) => assert!(inside(x / y, &r), "{x} / {y} {a:?} {b:?} {r:?}"),
                    None => assert!(inside(zero(), &b) || b.only().is_none()),
                }
                for cmp in [Cmp::AtLeast, Cmp::MoreThan, Cmp::AtMost, Cmp::LessThan, Cmp::Exactly] {
                    if let Some(holds) = settled(cmp, &a, &b) {
                        let real = match cmp {
                            Cmp::AtLeast => x >= y,
                            Cmp::MoreThan => x > y,
                            Cmp::AtMost => x <= y,
                            Cmp::LessThan => x < y,
                            Cmp::Exactly => x == y,
                        };
                        assert_eq!(holds, real, "{x} {cmp:?} {y} {a:?} {b:?}");
                    }
                }
            }
            // An end that is inside is reached by some pair of the grid, where the grid holds the ends.
            for (result, reached) in [
                (a.plus(b), pairs().map(|(x, y)| x + y).collect::<Vec<_>>()),
                (a.times(b), pairs().map(|(x, y)| x * y).collect::<Vec<_>>()),
            ] {
                for end in [result.from, result.to].into_iter().flatten().filter(|e| e.inside) {
                    assert!(reached.contains(&end.at), "{end:?} of {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn an_end_that_is_not_inside_is_kept() {
        let positive = Range::more_than(zero());
        assert_eq!(settled(Cmp::MoreThan, &positive, &Range::point(zero())), Some(true));
        assert_eq!(settled(Cmp::AtLeast, &Range::at_least(zero()), &Range::point(zero())), Some(true));
        assert_eq!(settled(Cmp::MoreThan, &Range::at_least(zero()), &Range::point(zero())), None);
        assert_eq!(Range::point(num("6")).over(positive), Some(positive));
        assert_eq!(Range::point(num("6")).over(Range::at_least(zero())), None);
        assert_eq!(Range::at_least(num("2")).times(Range::point(zero())), Range::point(zero()));
        assert_eq!(EVERYTHING.times(Range::point(zero())), EVERYTHING);
    }
}
