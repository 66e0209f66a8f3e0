//! The pages: fixed columns, short lines.

use std::fmt::Write;

use indexmap::IndexSet;
use lexact::model::{Act, Statement};
use lexact::temporal::Track;
use lexact::{Date, Known, Rulebook};

use super::change;
use super::standing::{BUYERS, Outcomes, Standing};

/// No line of a page is longer.
pub const WIDTH: usize = 120;

const LEGEND: &str = "\
A license is required and reviewed with presumption of denial (deny), of approval (appr), case by case (case), or as the
law does not say (req); it is not needed (-); the facts do not tell (?). No exemption is claimed. Classes are of 3A090.
";

/// The page of a revision.
pub fn revision(
    book: &Rulebook,
    previous: Option<Date>,
    day: Date,
    before: Option<&Outcomes>,
    now: &Outcomes,
) -> String {
    let mut page = format!("{} {day}\n\nINSTRUMENTS\n{}", book.name(), instruments(book, day));
    let printed = change::of(book, previous, day, Track::Printed);
    let enforced = change::of(book, previous, day, Track::Enforced);
    if printed == enforced {
        page += &format!("\nTEXT\n{printed}");
    } else {
        page += &format!("\nTEXT AS PRINTED\n{printed}\nTEXT AS ENFORCED\n{enforced}");
    }
    if !now.lines.is_empty() {
        page += &format!("\nSTANDING CASES\n{}{}", LEGEND, lines(before, now, &citations(book, day)));
        page += &format!("\nGROUNDS\n{}", grounds(now));
    }
    page
}

/// What takes effect, falls due or ends on a day.
fn instruments(book: &Rulebook, day: Date) -> String {
    book.model().acts.iter().map(|act| events(book, act, day)).collect()
}

fn events(book: &Rulebook, act: &Act, day: Date) -> String {
    let own: Vec<&Statement> = statements(book, act).collect();
    let tell = |what: &str, happens: &dyn Fn(&Statement) -> bool| {
        if own.iter().any(|s| happens(s)) { instrument(what, act) } else { String::new() }
    };
    let due_later = own.iter().filter(|s| s.effective == day && s.comply_from > day).map(|s| s.comply_from).min();
    [
        tell("takes effect", &|s| s.effective == day),
        due_later.map_or_else(String::new, |later| format!("{:14}enforced in part from {later}\n", "")),
        tell("falls due", &|s| s.comply_from == day && s.effective < day),
        tell("ends in part", &|s| s.end == Some(day)),
    ]
    .concat()
}

fn statements<'b>(book: &'b Rulebook, act: &Act) -> impl Iterator<Item = &'b Statement> {
    let name = act.name.clone();
    book.model().statements.iter().filter(move |s| book.model().act(s.act).name == name)
}

fn instrument(what: &str, act: &Act) -> String {
    let published = act.published.map_or(String::new(), |day| format!(", published {day}"));
    let first = format!("{what:<13} {}\n", act.name);
    first + &wrap(&format!("              {}, public from {}{published}", act.citation, act.public_from))
}

/// The citations of the instruments that may explain a change on a day.
fn citations(book: &Rulebook, day: Date) -> String {
    let acts = change::explaining(book.model(), day);
    let all: Vec<&str> = acts.into_iter().map(|act| book.model().act(act).citation.as_str()).collect();
    all.join(", ")
}

/// The cases, those that changed marked and naming what changed them.
fn lines(before: Option<&Outcomes>, now: &Outcomes, by: &str) -> String {
    let mut out = heading();
    for (name, line) in &now.lines {
        let changed = before.is_some_and(|before| before.lines.get(name) != Some(line));
        assert!(!changed || !by.is_empty(), "no instrument explains this change: {name} {line}");
        let (mark, by) = if changed { ("*", by) } else { (" ", "") };
        let text = format!("{mark} {name:<37} {line:<61} {by}");
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}

fn heading() -> String {
    let buyers: String = BUYERS.iter().map(|(heading, ..)| format!("{heading:<7}")).collect();
    format!("  {:<37} {:<19} {}\n", "chip", "class", buyers.trim_end())
}

/// What the license answers rest on, with the number of cases.
fn grounds(now: &Outcomes) -> String {
    let mut out = String::new();
    for (buyer, (heading, ..)) in BUYERS.iter().enumerate() {
        for ((license, because), cases) in now.grounds(buyer) {
            out += &wrap(&format!("{heading:<7} {cases:>3} {license:<11} {because}"));
        }
    }
    out
}

/// The page of an instrument: the cases that would have come out otherwise before it became public.
pub fn unpublished(book: &Rulebook, act: &Act, standing: &Standing) -> String {
    let eve = act.public_from.previous();
    let mut page = format!("{} {}: as known on {eve}\n{}", book.name(), act.name, wrap(&act.citation));
    for day in effective_days(book, act) {
        let now = standing.on(book, day, Known::Latest);
        let then = standing.on(book, day, Known::Day(eve));
        let _ = write!(page, "\nON {day}\n{}", differing(&then, &now));
    }
    page
}

fn effective_days(book: &Rulebook, act: &Act) -> Vec<Date> {
    let mut days: Vec<Date> = statements(book, act).map(|s| s.effective).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn differing(then: &Outcomes, now: &Outcomes) -> String {
    let mut different = then.lines.clone();
    different.retain(|name, line| now.lines.get(name) != Some(line));
    if different.is_empty() {
        return "no case differs\n".into();
    }
    let outcomes: IndexSet<&String> = different.values().collect();
    if outcomes.len() == 1 && different.len() == then.lines.len() {
        return format!("{}  {:<37} {}\n", heading(), "every chip", outcomes[0]);
    }
    heading() + &different.iter().map(|(name, line)| format!("  {name:<37} {line}\n")).collect::<String>()
}

/// Breaks a line between words so that it fits; what follows is indented four columns more than the line.
pub fn wrap(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let mut out = String::new();
    let mut rest = line.trim_end().to_string();
    while let Some(at) = break_at(&rest, indent) {
        let _ = writeln!(out, "{}", rest[..at].trim_end());
        rest = format!("{:1$}{2}", "", indent + 4, rest[at..].trim_start());
    }
    out + &rest + "\n"
}

/// The last space at which a line that is too long can break.
fn break_at(line: &str, indent: usize) -> Option<usize> {
    let (limit, _) = line.char_indices().nth(WIDTH)?;
    line[..=limit].rfind(' ').filter(|at| *at > indent + 4)
}
