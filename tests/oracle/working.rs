//! Working days: which they are is law; of days that it does not cover it is silent.

use super::evaluate::*;
use super::model::*;
use super::range::Range;

impl Eval<'_> {
    /// The day a period after another day, or before it.
    pub fn shifted(&self, from: Day, period: Period, after: bool) -> Got {
        let Period(n, Unit::Working(name)) = period else {
            return shift(from, period, after)
                .map_or(Got::Unknown(cause(Cause::Undefined)), |d| Got::Known(V::Date(d)));
        };
        let all = self.text.values.iter().filter(|((id, _), _)| id == name).map(|(_, value)| value);
        let gap = self.text.gaps.contains(name);
        self.chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| self.counted(value, from, n, after))
    }

    /// Why it is not told which days are working days, whatever the day from which they are counted.
    pub fn told(&self, period: Period) -> Causes {
        let Period(_, Unit::Working(name)) = period else { return Causes::new() };
        let all = self.text.values.iter().filter(|((id, _), _)| id == name).map(|(_, value)| value);
        let gap = self.text.gaps.contains(name);
        let read = self.chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| match value {
            Expr::Calendar(calendar) => self.is_holiday(calendar, calendar.from),
            other => panic!("{other:?} is no calendar"),
        });
        read.causes()
    }

    /// The days it may be, of all calendars that may stand.
    pub fn range_of_shifted(&self, from: Day, period: Period, after: bool) -> Option<Range> {
        let Period(n, Unit::Working(name)) = period else { return None };
        let all = self.text.values.iter().filter(|((id, _), _)| id == name).map(|(_, value)| value);
        let gap = self.text.gaps.contains(name);
        self.range_of_chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| {
            super::calculate::number(&self.counted(value, from, n, after))
        })
    }

    /// Day by day; the first day does not count.
    fn counted(&self, calendar: &Expr, from: Day, n: i64, after: bool) -> Got {
        let Expr::Calendar(calendar) = calendar else { panic!("{calendar:?} is no calendar") };
        // Where the list of holidays is not in force nothing is told.
        if let open @ Got::Unknown(_) = self.is_holiday(calendar, from) {
            return open;
        }
        let (mut day, mut left) = (from, n);
        while left > 0 {
            day += if after { 1 } else { -1 };
            if !(calendar.from..=calendar.through).contains(&day) {
                return Got::Unknown(cause(Cause::Silent));
            }
            if calendar.week.contains(&weekday(day)) {
                match self.is_holiday(calendar, day) {
                    Got::Known(V::YesNo(holiday)) => left -= i64::from(!holiday),
                    open => return open,
                }
            }
        }
        Got::Known(V::Date(day))
    }

    fn is_holiday(&self, calendar: &Calendar, day: Day) -> Got {
        let Some(name) = &calendar.except else { return Got::Known(V::YesNo(false)) };
        let all = self.text.values.iter().filter(|((id, _), _)| id == name).map(|(_, value)| value);
        let gap = self.text.gaps.contains(name);
        self.chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| match value {
            Expr::Days(rows) => Got::Known(V::YesNo(rows.iter().any(|row| row.1 == day))),
            other => panic!("{other:?} is no register"),
        })
    }
}
