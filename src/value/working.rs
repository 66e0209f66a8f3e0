//! Working days: which weekdays they are, without the holidays of a list that covers certain days.

use super::Date;

/// Which days are working days, as far as somebody has said so: nothing is known of a day before the first or after the last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WorkingWeek {
    /// Monday to Sunday: true for those on which people work.
    pub days: [bool; 7],
    /// The days on which nobody works all the same, rising.
    // INVARIANT: sorted, without repetition
    holidays: Vec<Date>,
    /// The first day of which the holidays are known.
    first: Date,
    /// The last such day.
    last: Date,
}

impl WorkingWeek {
    /// The working days from `first` through `last`.
    pub fn new(days: [bool; 7], mut holidays: Vec<Date>, (first, last): (Date, Date)) -> WorkingWeek {
        holidays.sort_unstable();
        holidays.dedup();
        WorkingWeek { days, holidays, first, last }
    }

    /// The last of so many working days after a day, or before it; the day itself does not count. None where a day that would have
    /// to be looked at is not covered. No days after a day is that day.
    pub fn counted(&self, from: Date, count: i64, after: bool) -> Option<Date> {
        let mut day = from;
        let mut left = count;
        while left > 0 {
            day = day.plus_days(if after { 1 } else { -1 })?;
            left -= i64::from(self.is_working(day)?);
        }
        Some(day)
    }

    /// The first and the last day of which the holidays are known.
    pub fn covers(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// Whether people work on a day; none where the holidays of it are not known.
    pub fn is_working(&self, day: Date) -> Option<bool> {
        let covered = self.first <= day && day <= self.last;
        covered.then(|| self.days[day.weekday()] && self.holidays.binary_search(&day).is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn week() -> WorkingWeek {
        let days = [true, true, true, true, true, false, false];
        let holidays = ["2024-12-26", "2024-12-25", "2025-01-01"].map(day).to_vec();
        WorkingWeek::new(days, holidays, (day("2024-01-01"), day("2025-01-03")))
    }

    #[test]
    fn neither_the_first_day_nor_days_off_count() {
        let after = |from: &str, count: i64| week().counted(day(from), count, true).map(|d| d.to_string());
        assert_eq!(after("2024-12-23", 1).as_deref(), Some("2024-12-24"));
        assert_eq!(after("2024-12-23", 2).as_deref(), Some("2024-12-27"));
        assert_eq!(after("2024-12-28", 2).as_deref(), Some("2024-12-31"));
        assert_eq!(after("2024-12-28", 0).as_deref(), Some("2024-12-28"));
        let before = week().counted(day("2024-12-27"), 2, false);
        assert_eq!(before, Some(day("2024-12-23")));
    }

    #[test]
    fn a_day_that_the_list_does_not_cover_is_neither() {
        assert_eq!(week().counted(day("2024-12-31"), 2, true), Some(day("2025-01-03")));
        assert_eq!(week().counted(day("2024-12-31"), 3, true), None);
        assert_eq!(week().counted(day("2024-01-02"), 2, false), None);
        // Only the days that are counted have to be covered.
        assert_eq!(week().counted(day("2023-12-31"), 1, true), Some(day("2024-01-01")));
    }
}
