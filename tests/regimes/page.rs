//! The pages: fixed columns, short lines.

use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};
use lexact::model::{ActId, Model, Statement};
use lexact::temporal::{Calendar, Text, Track};
use lexact::{Date, Known, Rulebook};

use super::change::{Change, Changed};
use super::standing::{Outcomes, Row, Standing};
use super::turns::{self, Turn, What};

/// No line of a page is longer.
pub const WIDTH: usize = 140;

const LEGEND: &str = "\
A license is required and reviewed with a policy of denial (DENY), a presumption of denial (deny) or of approval (appr), case by case
(case), or as the law does not say (req); it is not needed (-); the facts, or counsel, do not tell yet (?). Classes are of 3A090.
";

/// For a regime that asks for no license.
const PLAIN_LEGEND: &str = "\
What is decided, by the names of the decisions; the facts, or counsel, do not tell yet (?); where the law is silent nothing stands.
";

/// The width of the column of names.
const NAME: usize = 42;

const SAME: &str = "nothing changes\n";

/// Everything that the pages of one regime are made of.
pub struct Regime {
    pub book: Rulebook,
    pub standing: Standing,
    latest: Calendar,
}

/// One revision: its page, its lines in the index, how matters stand from then on.
pub struct Revision {
    pub page: String,
    pub entry: String,
    pub outcomes: Outcomes,
    /// What changed and no instrument explains.
    pub unexplained: Vec<String>,
}

/// What changed in each track, and by which acts.
struct Changes {
    page: String,
    by: IndexMap<Track, Changed>,
}

impl Regime {
    pub fn new(book: Rulebook) -> Regime {
        let standing = Standing::of(&book);
        let latest = Calendar::new(book.model(), Known::Latest);
        Regime { book, standing, latest }
    }

    fn model(&self) -> &Model {
        self.book.model()
    }

    /// The page of a revision.
    pub fn revision(&self, before: Option<(Date, &Outcomes)>, day: Date) -> Revision {
        let turned: Vec<(Track, Vec<Turn>)> =
            Track::ALL.map(|track| (track, turns::of(self.model(), &self.latest, day, track))).into();
        let text = self.text(before.map(|(previous, _)| previous), day, &turned);
        let mut unexplained: Vec<String> = Vec::new();
        for (track, changed) in &text.by {
            unexplained.extend(changed.unexplained().map(|name| format!("{day}, {}: {name}", words(*track))));
        }
        let instruments = self.instruments(day, &turned);
        let mut page = format!("{} {day}\n\nINSTRUMENTS\n{instruments}{}", self.book.name(), text.page);
        let outcomes = self.standing.under(&self.book.in_force(day, Known::Latest));
        let mut changed_rows = 0;
        if !self.standing.is_empty() {
            let explained = Explained::new(before.map(|(_, outcomes)| outcomes), &outcomes, &text.by);
            changed_rows = explained.by.len();
            let no_cause = explained.by.iter().filter(|(_, acts)| acts.is_empty());
            unexplained.extend(no_cause.map(|(name, _)| format!("{day}, standing matter: {name}")));
            let legend = if self.standing.licenses { LEGEND } else { PLAIN_LEGEND };
            page += &format!("\nSTANDING MATTERS, AS KNOWN TODAY\n{legend}");
            page += &self.table(&outcomes, &explained, &|_| true);
            page += &self.grounds(before.map(|(_, outcomes)| outcomes), &outcomes);
            let (eve, eve_page, more) = self.known_the_day_before(day, &outcomes);
            page += &format!("\nSTANDING MATTERS, AS KNOWN ON {eve}\n{eve_page}");
            unexplained.extend(more);
        }
        Revision { page, entry: self.entry(day, &turned, &text, changed_rows), outcomes, unexplained }
    }

    fn text(&self, previous: Option<Date>, day: Date, turned: &[(Track, Vec<Turn>)]) -> Changes {
        // What stands on the first day of all has no day before.
        let text = |on: Date, track: Track| self.latest.text(self.model(), on, track);
        let before = |track| previous.map_or_else(Text::default, |_| text(day.previous(), track));
        let texts = turned.iter().map(|(track, turned)| (*track, before(*track), text(day, *track), turned));
        let texts: Vec<_> = texts.collect();
        let mut sections: IndexMap<String, Vec<(Track, Change)>> = IndexMap::new();
        let mut by = IndexMap::new();
        for (track, old, new, turned) in &texts {
            let change = Change::new(&self.book, old, new, turned);
            by.insert(*track, change.changed());
            sections.entry(change.lines(None)).or_default().push((*track, change));
        }
        let mut shown = IndexSet::new();
        let mut page = String::new();
        for same in sections.values() {
            let tracks: Vec<&str> = same.iter().map(|(track, _)| words(*track)).collect();
            let heading = match tracks.len() {
                3 => "TEXT".to_string(),
                _ => format!("TEXT AS {}", tracks.join(" AND ").to_uppercase()),
            };
            let lines = same.first().map_or_else(String::new, |(_, change)| change.lines(Some(&mut shown)));
            page += &format!("\n{heading}\n{}", if lines.is_empty() { SAME } else { &lines });
        }
        Changes { page, by }
    }

    /// What happens on a day, act by act.
    fn instruments(&self, day: Date, turned: &[(Track, Vec<Turn>)]) -> String {
        let mut out = String::new();
        for (what, of, by) in events(turned) {
            let act = self.model().act(of);
            let own = by.first() == Some(&of) || by.is_empty();
            let _ = writeln!(out, "{:<22} {}", what.words(), act.name);
            if what == What::TakesEffect || what == What::Commenced {
                let published = act.published.map_or(String::new(), |day| format!(", published {day}"));
                out += &self.under(&format!("{}, public from {}{published}", act.citation, act.public_from));
                if let Some(later) = self.due_later(of, day) {
                    out += &self.under(&format!("to be complied with in part from {later}"));
                }
            } else {
                out += &self.under(&act.citation);
            }
            for other in by.iter().filter(|other| **other != of || !own) {
                out += &self.under(&format!(
                    "by {}, {}",
                    self.model().act(*other).name,
                    self.model().act(*other).citation
                ));
            }
        }
        out
    }

    fn under(&self, text: &str) -> String {
        wrap(&format!("{:23}{text}", ""))
    }

    fn due_later(&self, act: ActId, day: Date) -> Option<Date> {
        let statements = self.model().statements.iter().enumerate().filter(|(_, s): &(usize, &Statement)| s.act == act);
        let lives = statements.filter_map(|(ix, _)| self.latest.life(lexact::model::StatementId(ix as u32)));
        lives.filter(|l| l.effective == Some(day)).filter_map(|l| l.complies).filter(|due| *due > day).min()
    }

    /// The lines of the index: what changed, by which instruments.
    fn entry(&self, day: Date, turned: &[(Track, Vec<Turn>)], text: &Changes, rows: usize) -> String {
        let differs = |track: Track| text.by.get(&track).is_some_and(|c| !c.0.is_empty());
        let mark = |track, letter| if differs(track) { letter } else { '.' };
        let tracks: String =
            [mark(Track::Printed, 'P'), mark(Track::Operative, 'O'), mark(Track::Enforced, 'E')].iter().collect();
        let mut out = String::new();
        for (n, (what, of, by)) in events(turned).into_iter().enumerate() {
            let act = self.model().act(of);
            let others: Vec<String> = by
                .iter()
                .filter(|by| **by != of)
                .map(|by| self.model().act(*by))
                .map(|act| format!(" by {} ({})", act.name, act.citation))
                .collect();
            let others = others.join(" and");
            let late = if act.public_from > day && what == What::TakesEffect {
                format!(", public from {}", act.public_from)
            } else {
                String::new()
            };
            let start = match n {
                0 => format!("{day}  {tracks}  {rows:>3}"),
                _ => String::new(),
            };
            out +=
                &hanging(&format!("{start:<20}  {} ({}) {}{others}{late}", act.name, act.citation, what.words()), 26);
        }
        out
    }

    /// The acts that change no text on any day, with what is known today: they keep others from doing so, or only inform.
    pub fn without_a_page(&self, days: &[Date]) -> String {
        let turned = |day: &Date| Track::ALL.map(|track| turns::of(self.model(), &self.latest, *day, track));
        let turned: Vec<Turn> = days.iter().flat_map(turned).flatten().collect();
        let seen: IndexSet<ActId> = turned.iter().flat_map(|turn| turn.by.iter().chain([&turn.of])).copied().collect();
        let acts = self.model().acts.iter().enumerate().filter(|(ix, _)| !seen.contains(&ActId(*ix as u32)));
        acts.map(|(_, act)| wrap(&format!("{}  {} ({})", act.public_from, act.name, act.citation))).collect()
    }

    /// The rows that come out otherwise by what was public on the day before, with what was not public.
    fn known_the_day_before(&self, day: Date, now: &Outcomes) -> (Date, String, Vec<String>) {
        let eve = day.previous();
        let known = Known::Day(eve);
        let then_calendar = Calendar::new(self.model(), known);
        let mut changed = IndexMap::new();
        for track in Track::ALL {
            let turned = turns::not_public(self.model(), &self.latest, &then_calendar, eve, day, track);
            let (old, new) = (then_calendar.text(self.model(), day, track), self.latest.text(self.model(), day, track));
            changed.insert(track, Change::new(&self.book, &old, &new, &turned).changed());
        }
        let all: IndexSet<ActId> = changed.values().flat_map(Changed::all).collect();
        if all.is_empty() {
            return (eve, "The same: nothing that the text of the day rests on was public later.\n".into(), Vec::new());
        }
        let mut page = String::new();
        for act in all {
            let act = self.model().act(act);
            page += &wrap(&format!("Not public yet: {}, {}, public from {}", act.name, act.citation, act.public_from));
        }
        let then = self.standing.under(&self.book.in_force(day, known));
        let explained = Explained::new(Some(now), &then, &changed);
        let no_cause = explained.by.iter().filter(|(_, acts)| acts.is_empty());
        let unexplained = no_cause.map(|(name, _)| format!("{day} known {eve}, standing matter: {name}")).collect();
        if explained.by.is_empty() {
            page += "No matter comes out otherwise.\n";
        } else {
            let left = now.rows().count() - explained.by.len();
            page += &self.table(&then, &explained, &|name| explained.by.contains_key(name));
            if left > 0 {
                let _ = writeln!(page, "  the other {left}: as known today");
            }
        }
        (eve, page, unexplained)
    }

    /// The rows, those that differ marked and naming what makes the difference.
    fn table(&self, outcomes: &Outcomes, explained: &Explained, told: &dyn Fn(&str) -> bool) -> String {
        let mut out = String::new();
        let columns: String = self.standing.columns.iter().map(|heading| format!("{heading:<6}")).collect();
        let matter = match self.standing.licenses {
            true => line("matter", "class", "license"),
            false => line("matter", "decisions", "").trim_end().to_string() + "\n",
        };
        let headings = [line("chip", "class", columns.trim_end()), matter];
        for (rows, heading) in [&outcomes.chips, &outcomes.others].into_iter().zip(headings) {
            let mut rows = rows.iter().filter(|(name, _)| told(name)).peekable();
            if rows.peek().is_some() {
                out += &heading;
            }
            for (name, row) in rows {
                out += &self.row(name, row, explained.by.get(name));
            }
        }
        out
    }

    fn row(&self, name: &str, row: &Row, by: Option<&IndexSet<ActId>>) -> String {
        let mark = if by.is_some() { '*' } else { ' ' };
        let citations: Vec<&str> =
            by.into_iter().flatten().map(|act| self.model().act(*act).citation.as_str()).collect();
        if !self.standing.licenses {
            return plain_row(&format!("{mark} {name}"), row, &citations);
        }
        let width = 21 + 6 * self.standing.columns.len();
        let cells = format!("{:<width$}", row.enforced);
        let mut out = hanging(&format!("{mark} {name:<NAME$} {cells} {}", citations.join(", ")), 4 + NAME + width);
        if let Some(printed) = &row.printed {
            let name = "  as printed";
            out += &hanging(&format!("  {name:<NAME$} {printed}"), 4 + NAME + 21);
        }
        out
    }

    /// What the license answers rest on, with the number of chips; not again where it is as before.
    fn grounds(&self, before: Option<&Outcomes>, now: &Outcomes) -> String {
        let mut out = String::new();
        for (column, heading) in self.standing.columns.iter().enumerate() {
            let grounds = now.grounds(column);
            if before.is_some_and(|before| before.grounds(column) == grounds) {
                continue;
            }
            for ((license, because), chips) in grounds {
                out += &wrap(&format!("{heading:<7} {chips:>3} {license:<11} {because}"));
            }
        }
        for (name, row) in &now.others {
            let ground = row.ground();
            if before.and_then(|b| b.others.get(name)).is_none_or(|row| row.ground() != ground) {
                out += &wrap(&format!("{name}: {ground}"));
            }
        }
        if out.is_empty() { "\nGROUNDS: as before\n".into() } else { format!("\nGROUNDS, WHERE THEY CHANGED\n{out}") }
    }

    /// Days between two revisions on which a matter comes out otherwise although the text is the same: the text itself
    /// speaks of the day.
    pub fn by_the_day_alone(&self, first: Date, outcomes: &Outcomes, last: Date) -> Vec<(Date, String)> {
        let end = self.standing.under(&self.book.in_force(last, Known::Latest));
        let mut all = Vec::new();
        for (name, row) in end.rows().filter(|(name, row)| outcomes.row(name) != Some(row)) {
            let at = |day| self.standing.one(&self.book.in_force(day, Known::Latest), name);
            let (mut low, mut now) = (first, outcomes.row(name).cloned());
            let mut enforced = now.as_ref().map(|row| row.enforced.clone());
            while now.as_ref() != Some(row) {
                // The first day after `low` on which it is not as it was on `low`.
                let (mut same, mut other) = (low, last);
                while same.days_until(other) > 1 {
                    let middle = same.plus_days(same.days_until(other) / 2).unwrap_or(other);
                    if at(middle) == now { same = middle } else { other = middle }
                }
                low = other;
                now = at(low);
                // Where what is enforced stays, it is what is printed that turns.
                let line = now.as_ref().map_or(String::new(), |row| match (&row.printed, enforced.as_ref()) {
                    (Some(printed), Some(before)) if *before == row.enforced => format!("as printed {printed}"),
                    _ => row.enforced.clone(),
                });
                enforced = now.as_ref().map(|row| row.enforced.clone());
                all.push((low, format!("{name}: {line}")));
            }
        }
        all.sort();
        all
    }
}

/// Which rows differ, and by which acts; no act where no instrument explains it.
struct Explained {
    by: IndexMap<String, IndexSet<ActId>>,
}

impl Explained {
    fn new(before: Option<&Outcomes>, now: &Outcomes, changed: &IndexMap<Track, Changed>) -> Explained {
        let mut by = IndexMap::new();
        let Some(before) = before else { return Explained { by } };
        let acts = |track: Track| changed.get(&track).map(Changed::all).unwrap_or_default();
        for (name, row) in now.rows() {
            let Some(old) = before.row(name).filter(|old| *old != row) else { continue };
            // What is enforced changes by what is enforced; beside it, what is printed may.
            let tracks: &[Track] =
                if old.enforced == row.enforced { &[Track::Printed, Track::Enforced] } else { &[Track::Enforced] };
            let all: IndexSet<ActId> = tracks.iter().flat_map(|track| acts(*track)).collect();
            if all.len() < 2 {
                by.insert(name.clone(), all);
                continue;
            }
            let names: IndexSet<String> = old.rests_on().into_iter().chain(row.rests_on()).collect();
            let some = tracks.iter().filter_map(|track| changed.get(track)).flat_map(|changed| changed.by(&names));
            by.insert(name.clone(), some.collect());
        }
        Explained { by }
    }
}

/// What happens, to which act, by which acts; each once, over all tracks.
fn events(turned: &[(Track, Vec<Turn>)]) -> IndexSet<(What, ActId, Vec<ActId>)> {
    turned.iter().flat_map(|(_, turns)| turns).map(|turn| (turn.what, turn.of, turn.by.clone())).collect()
}

fn words(track: Track) -> &'static str {
    match track {
        Track::Printed => "printed",
        Track::Operative => "operative",
        Track::Enforced => "enforced",
    }
}

/// The row of a regime that asks for no license; an arrow leads to what makes the difference.
fn plain_row(name: &str, row: &Row, citations: &[&str]) -> String {
    let name_width = NAME + 2;
    let by = if citations.is_empty() { String::new() } else { format!(" <- {}", citations.join(", ")) };
    let mut out = hanging(&format!("{name:<name_width$} {}{by}", row.enforced), name_width + 5);
    if let Some(printed) = &row.printed {
        out += &hanging(&format!("{:<name_width$} {printed}", "    as printed"), name_width + 5);
    }
    out
}

fn line(name: &str, class: &str, rest: &str) -> String {
    format!("  {name:<NAME$} {class:<20} {rest}\n")
}

/// Breaks a line between words so that it fits; what follows is indented four columns more than the line.
pub fn wrap(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    hanging(line, indent + 4)
}

/// The same; what follows is indented so much.
pub fn hanging(line: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut rest = line.trim_end().to_string();
    while let Some(at) = break_at(&rest, indent) {
        let _ = writeln!(out, "{}", rest[..at].trim_end());
        rest = format!("{:indent$}{}", "", rest[at..].trim_start());
    }
    out + &rest + "\n"
}

/// The last space at which a line that is too long can break.
fn break_at(line: &str, indent: usize) -> Option<usize> {
    let (limit, _) = line.char_indices().nth(WIDTH)?;
    line[..=limit].rfind(' ').filter(|at| *at > indent)
}
