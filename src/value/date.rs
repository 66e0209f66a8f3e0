//! Civil dates. The library reads no clock: every day comes from a rule file, the facts or the caller.

use std::fmt;

/// A day of the proleptic Gregorian calendar, years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// Why a text is not a date, in calendar words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// Not written `2023-11-17`.
    Form,
    /// No such day: `30 February does not exist`.
    NoSuchDay(String),
}

impl Date {
    /// The first day of the calendar: 1 January of the year 1.
    pub const FIRST: Date = Date(jiff::civil::Date::constant(1, 1, 1));

    /// The last day of the calendar: 31 December of the year 9999.
    pub const LAST: Date = Date(jiff::civil::Date::constant(9999, 12, 31));

    /// The day `year-month-day`.
    ///
    /// # Errors
    /// [`DateError::NoSuchDay`] where the calendar has no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Date, DateError> {
        if year < 1 {
            return Err(DateError::NoSuchDay(format!("there is no year {year} here; years run from 0001 to 9999")));
        }
        if let Ok(date) = jiff::civil::Date::new(year, month, day) {
            return Ok(Date(date));
        }
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month_name = usize::try_from(i16::from(month) - 1).ok().and_then(|m| MONTHS.get(m));
        Err(DateError::NoSuchDay(match month_name {
            None => format!("there is no month {month}"),
            Some(name) if (1..=31).contains(&day) => format!("{day} {name} {year} does not exist"),
            Some(name) => format!("{name} has no day {day}"),
        }))
    }

    /// Reads `2023-11-17`: four, two and two digits.
    ///
    /// # Errors
    /// [`DateError`] in calendar words.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let part = |range: std::ops::Range<usize>| {
            text.get(range).filter(|p| p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse::<i16>().ok())
        };
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        match (dashes, part(0..4), part(5..7), part(8..10)) {
            (true, Some(year), Some(month), Some(day)) => Date::new(year, month as i8, day as i8),
            _ => Err(DateError::Form),
        }
    }

    /// The day `days` later, or earlier when negative; none past the calendar's ends.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let span = jiff::Span::new().try_days(days).ok()?;
        self.0.checked_add(span).ok().filter(|d| d.year() >= 1).map(Date)
    }

    /// The day `months` months later, or earlier when negative; none past the calendar's ends. “Last day of the month”: it is the
    /// day of the same number, or the last day of a month that has no such day.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let months = (i64::from(self.0.year()) * 12 + i64::from(self.0.month()) - 1).checked_add(months)?;
        let (year, month) = (i16::try_from(months.div_euclid(12)).ok()?, i8::try_from(months.rem_euclid(12) + 1).ok()?);
        let first = jiff::civil::Date::new(year, month, 1).ok().filter(|first| first.year() >= 1)?;
        jiff::civil::Date::new(year, month, self.0.day().min(first.days_in_month())).ok().map(Date)
    }

    /// True if both days are in one calendar year.
    pub fn same_year(self, other: Date) -> bool {
        self.0.year() == other.0.year()
    }

    /// The first and the last day of its calendar year.
    pub fn year_edges(self) -> (Date, Date) {
        (Date(self.0.first_of_year()), Date(self.0.last_of_year()))
    }

    /// Whole days from `self` to `later`, negative when `later` is earlier.
    pub fn days_until(self, later: Date) -> i64 {
        (later.0 - self.0).get_days().into()
    }

    /// Year, month and day.
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// The day of the week, from Monday, which is 0, to Sunday, which is 6.
    pub fn weekday(self) -> usize {
        usize::try_from(self.0.weekday().to_monday_zero_offset()).unwrap_or_default()
    }

    /// The number of the day, counted from the first day of the calendar, which has number 0.
    pub fn number(self) -> i64 {
        Date::FIRST.days_until(self)
    }

    /// The next day; the last day of the calendar has none and stays itself.
    pub fn next(self) -> Date {
        self.plus_days(1).unwrap_or(self)
    }

    /// The day before; the first day of the calendar stays itself.
    pub fn previous(self) -> Date {
        self.plus_days(-1).unwrap_or(self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::Form => f.write_str("a date is written year-month-day, as in 2023-11-17"),
            DateError::NoSuchDay(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for DateError {}

impl std::str::FromStr for Date {
    type Err = DateError;
    fn from_str(text: &str) -> Result<Date, DateError> {
        Date::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_words() {
        let why = |t: &str| Date::parse(t).unwrap_err().to_string();
        assert_eq!(why("2023-02-30"), "30 February 2023 does not exist");
        assert_eq!(why("2023-13-01"), "there is no month 13");
        assert_eq!(why("2023-1-1"), "a date is written year-month-day, as in 2023-11-17");
        assert_eq!(why("2023-04-00"), "April has no day 0");
        assert!(why("0000-01-01").contains("year"));
    }

    #[test]
    fn months_end_on_the_last_day() {
        let plus = |day: &str, months: i64| Date::parse(day).unwrap().plus_months(months).map(|d| d.to_string());
        assert_eq!(plus("2024-01-31", 1).as_deref(), Some("2024-02-29"));
        assert_eq!(plus("2023-01-31", 1).as_deref(), Some("2023-02-28"));
        assert_eq!(plus("2024-03-31", -1).as_deref(), Some("2024-02-29"));
        assert_eq!(plus("2024-02-29", 12).as_deref(), Some("2025-02-28"));
        assert_eq!(plus("2024-02-29", -48).as_deref(), Some("2020-02-29"));
        assert_eq!(plus("2023-12-15", 1).as_deref(), Some("2024-01-15"));
        assert_eq!(plus("2024-01-15", -1).as_deref(), Some("2023-12-15"));
        assert_eq!(plus("9999-12-01", 1), None);
        assert_eq!(plus("0001-01-31", -1), None);
        assert_eq!(plus("2024-01-31", i64::MAX), None);
    }

    #[test]
    fn days_between() {
        let (a, b) = (Date::parse("2024-02-28").unwrap(), Date::parse("2024-03-01").unwrap());
        assert_eq!(a.days_until(b), 2);
        assert_eq!(b.days_until(a), -2);
        assert_eq!(a.plus_days(2), Some(b));
        assert_eq!(Date::parse("9999-12-31").unwrap().plus_days(1), None);
        assert_eq!(a.plus_days(i64::MAX), None);
    }
}
