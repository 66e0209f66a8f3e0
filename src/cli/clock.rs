//! Today. The library never looks at the clock; the command does where no day is given, and says so.

use std::time::{SystemTime, UNIX_EPOCH};

use super::args::Days;
use super::output::{Trouble, note};
use crate::{Date, Known};

const SECONDS_A_DAY: u64 = 86_400;

/// The day and what is known: as given, else today (UTC) and everything.
pub fn days(days: &Days) -> Result<(Date, Known), Trouble> {
    let known = days.known.unwrap_or(Known::Latest);
    if let Some(on) = days.on {
        return Ok((on, known));
    }
    let today = today().ok_or_else(|| Trouble::usage("the clock shows no day; say which with `--on`"))?;
    note(&format!("on {today} (today), known {known}"));
    Ok((today, known))
}

/// Every day with everything known, as given, in order; else today and everything.
pub fn all(on: &[Date], known: &[Known]) -> Result<Vec<(Date, Known)>, Trouble> {
    let known = all_known(known);
    let mut on = on.to_vec();
    if on.is_empty() {
        on.push(days(&Days { on: None, known: known.first().copied() })?.0);
    }
    on.sort_unstable();
    on.dedup();
    Ok(known.iter().flat_map(|known| on.iter().map(|on| (*on, *known))).collect())
}

/// What was known, as given, the earliest first; else everything.
pub fn all_known(known: &[Known]) -> Vec<Known> {
    let mut all = known.to_vec();
    if all.is_empty() {
        all.push(Known::Latest);
    }
    all.sort_unstable_by_key(|known| match known {
        Known::Day(day) => (false, Some(*day)),
        Known::Latest => (true, None),
    });
    all.dedup();
    all
}

fn today() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Date::new(1970, 1, 1).ok()?.plus_days(i64::try_from(seconds / SECONDS_A_DAY).ok()?)
}
