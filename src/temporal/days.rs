//! Sets of days: what a statement's life is made of.

use crate::value::Date;

/// A set of days, as runs in order, each from its first day to the first day out (none: without end).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(Vec<(Date, Option<Date>)>);

impl Days {
    /// The days from `from` to the day before `until`.
    pub fn run(from: Date, until: Option<Date>) -> Days {
        Days(if until.is_some_and(|until| until <= from) { Vec::new() } else { vec![(from, until)] })
    }

    /// True if the day is among them.
    pub fn contains(&self, day: Date) -> bool {
        self.0.iter().any(|(from, until)| *from <= day && until.is_none_or(|until| day < until))
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The runs, in order.
    pub fn runs(&self) -> &[(Date, Option<Date>)] {
        &self.0
    }

    /// These days without those.
    pub fn minus(&self, other: &Days) -> Days {
        let mut left = self.clone();
        for (cut, back) in &other.0 {
            // What is left of a run: what lies before the cut, and what lies after it.
            let parts = |(from, until): &(Date, Option<Date>)| {
                let before = Days::run(*from, Some(until.map_or(*cut, |until| until.min(*cut))));
                let after = back.map_or_else(Days::default, |back| Days::run((*from).max(back), *until));
                before.0.into_iter().chain(after.0)
            };
            left = Days(left.0.iter().flat_map(parts).collect());
        }
        left
    }

    /// Those from `day` on.
    pub fn from_on(&self, day: Date) -> Days {
        let run = |(from, until): &(Date, Option<Date>)| Days::run((*from).max(day), *until).0;
        Days(self.0.iter().flat_map(run).collect())
    }

    /// The days on which something turns: the first of each run, and the first out.
    pub fn turns(&self) -> impl Iterator<Item = Date> + '_ {
        self.0.iter().flat_map(|(from, until)| [Some(*from), *until]).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: i8) -> Date {
        Date::new(2024, 1, n).unwrap()
    }

    /// Every set made of runs within ten days, against the same done day by day.
    #[test]
    fn minus_is_day_by_day() {
        let runs = |a: i8, b: i8, c: i8, d: Option<i8>| {
            let mut runs = Days::run(day(a), Some(day(b))).0;
            runs.extend(Days::run(day(c), d.map(day)).0);
            Days(runs)
        };
        let mut sets = vec![Days::default()];
        for a in 1..4 {
            for (b, c) in [(a, 5), (a + 1, 5), (4, 6), (5, 7)] {
                sets.extend([runs(a, b, c, None), runs(a, b, c, Some(8)), runs(a, b, c, Some(c))]);
            }
        }
        for x in &sets {
            for y in &sets {
                let left = x.minus(y);
                for n in 1..12 {
                    let d = day(n);
                    assert_eq!(left.contains(d), x.contains(d) && !y.contains(d), "{x:?} minus {y:?} on {d}");
                    assert_eq!(x.from_on(day(4)).contains(d), x.contains(d) && d >= day(4));
                }
                assert!(left.0.iter().all(|(from, until)| until.is_none_or(|u| u > *from)));
            }
        }
    }
}
