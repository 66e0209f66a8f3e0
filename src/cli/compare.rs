//! `lexact decide` of several days: the answers side by side, and the instruments that made each change.

use serde_json::json;

use super::args::{Decisions, Form};
use super::decide::code;
use super::diff::sentences;
use super::output::Trouble;
use super::timeline::cited;
use super::{Answer, clock, count, input};
use crate::comparison::{self, Kind, Row, Turn};
use crate::difference::Difference;
use crate::source::{pad, width};
use crate::value::visible;
use crate::{Date, Decision, Known, Rulebook};

/// Wider cells of the table are broken between words.
const CELL: usize = 32;

/// The answers of days that were asked for.
pub fn days(rulebook: &Rulebook, args: &Decisions, days: &[(Date, Known)]) -> Result<Answer, Trouble> {
    if args.receipt.is_some() && days.len() > 1 {
        return Err(Trouble::Usage {
            message: "a receipt is of one answer, and this asks for several".into(),
            help: Some("give one day with `--on`, and one `--known`".into()),
        });
    }
    let matter = input::FactFile::read(&args.facts, args.format.format())?;
    let decisions = decide(rulebook, &matter, args, days)?;
    let title = format!("{}, {} to the same facts", rulebook.name(), count(days.len(), "answer"));
    Ok(answer(args, comparison::side_by_side(decisions), title))
}

/// The answer of one day as a table of one row.
pub fn one(args: &Decisions, decision: Decision) -> Answer {
    let law = decision.law();
    let title = format!("{}, law of {}", law.rulebook().name(), law.on());
    answer(args, comparison::side_by_side(vec![decision]), title)
}

/// The answers of every revision, each as long as it stays the same.
pub fn revisions(rulebook: &Rulebook, args: &Decisions) -> Result<Answer, Trouble> {
    if args.on.len() > 2 {
        return Err(Trouble::Usage {
            message: "`--compare` goes from one day to another, and there are more".into(),
            help: Some(
                "give the first and the last day with `--on`, or leave `--compare` out for the answers of each day"
                    .into(),
            ),
        });
    }
    let matter = input::FactFile::read(&args.facts, args.format.format())?;
    let mut rows = Vec::new();
    for known in clock::all_known(&args.known) {
        let any_day = matter.decide(&rulebook.in_force(Date::FIRST, known), args.format.format())?;
        let mut days = rulebook.turning_days(known, any_day.facts());
        if let Some(first) = args.on.iter().min() {
            days.retain(|day| day > first);
            days.insert(0, *first);
        }
        if let Some(last) = args.on.iter().max().filter(|_| args.on.len() > 1) {
            days.retain(|day| day <= last);
        }
        let days: Vec<(Date, Known)> = days.into_iter().map(|day| (day, known)).collect();
        rows.extend(comparison::joined(decide(rulebook, &matter, args, &days)?));
    }
    let title = format!("{}, {} to the same facts in turn", rulebook.name(), count(rows.len(), "answer"));
    Ok(answer(args, rows, title))
}

fn decide(
    rulebook: &Rulebook,
    matter: &input::FactFile,
    args: &Decisions,
    days: &[(Date, Known)],
) -> Result<Vec<Decision>, Trouble> {
    days.iter().map(|(on, known)| matter.decide(&rulebook.in_force(*on, *known), args.format.format())).collect()
}

fn answer(args: &Decisions, rows: Vec<Row>, title: String) -> Answer {
    let code = rows.iter().map(|row| code(&row.decision, args.strict)).max().unwrap_or(0);
    let table = Table::of(&rows, args.compare);
    let title = match (table.one_known, rows.first()) {
        (true, Some(row)) => format!("{title}, known {}", row.decision.law().known()),
        _ => title,
    };
    let text = match args.format {
        Form::Json => format!("{:#}\n", to_json(&rows, args.compare)),
        Form::Text => text(&title, &table, &rows),
        Form::Markdown => markdown(&title, &table, &rows),
    };
    Answer { text, code }
}

fn to_json(rows: &[Row], revisions: bool) -> serde_json::Value {
    let rulebook = rows.first().map(|row| row.decision.law().rulebook());
    json!({
        "rulebook": rulebook.map(Rulebook::name),
        "digest": rulebook.map(Rulebook::digest),
        "engine": env!("CARGO_PKG_VERSION"),
        "rows": if revisions { "revisions" } else { "days" },
        "answers": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
        "notes": note(rows, revisions).into_iter().collect::<Vec<_>>(),
    })
}

/// Where the law reads the day itself, an answer may change on a day on which no text does.
fn note(rows: &[Row], revisions: bool) -> Option<String> {
    let counts = revisions && rows.iter().any(|row| comparison::counts_from_the_day(&row.decision));
    let note = "some provisions read the day itself: rows begin where, on these facts, they may turn";
    counts.then(|| note.to_string())
}

/// The decisions over the days.
struct Table {
    one_known: bool,
    /// The first is the heading.
    cells: Vec<Vec<String>>,
    /// What is the same in all rows: name and answer.
    same: Vec<(String, String)>,
    note: Option<String>,
}

impl Table {
    fn of(rows: &[Row], revisions: bool) -> Table {
        let known = |row: &Row| row.decision.law().known();
        let one_known = rows.windows(2).all(|two| two.first().map(known) == two.last().map(known));
        let mut columns: Vec<(String, Vec<String>)> = Vec::new();
        let on = |row: &Row| row.decision.law().on().to_string();
        columns.push((if revisions { "from" } else { "on" }.into(), rows.iter().map(on).collect()));
        if revisions {
            let through = |row: &Row| row.until.map_or(String::new(), |day| day.previous().to_string());
            columns.push(("through".into(), rows.iter().map(through).collect()));
        }
        if !one_known {
            columns.push(("known".into(), rows.iter().map(|row| known(row).to_string()).collect()));
        }
        let mut same = Vec::new();
        for (name, answers) in decisions(rows) {
            match answers.first() {
                Some(first) if answers.iter().all(|answer| answer == first) => same.push((name, first.clone())),
                _ => columns.push((name, answers)),
            }
        }
        if rows.iter().any(|row| !row.turns.is_empty()) {
            columns.push(("changed by".into(), rows.iter().map(instruments).collect()));
        }
        let heading = columns.iter().map(|(name, _)| name.clone()).collect();
        let line = |n: usize| columns.iter().map(|(_, all)| all.get(n).cloned().unwrap_or_default()).collect();
        let cells = std::iter::once(heading).chain((0..rows.len()).map(line)).collect();
        Table { one_known, cells, same, note: note(rows, revisions) }
    }
}

/// Every decision, and where they are answered otherwise the printed ones, with its answer in each row.
fn decisions(rows: &[Row]) -> Vec<(String, Vec<String>)> {
    let mut names: Vec<(&String, bool)> = Vec::new();
    for printed in [false, true] {
        for row in rows {
            let all = if printed { &row.decision.as_printed } else { &row.decision.decisions };
            let new: Vec<_> = all.keys().map(|name| (name, printed)).filter(|new| !names.contains(new)).collect();
            names.extend(new);
        }
    }
    let column = |(name, printed): (&String, bool)| {
        let answer = |row: &Row| {
            let as_printed = row.decision.as_printed.get(name).filter(|_| printed);
            as_printed.or(row.decision.get(name)).map_or(String::new(), |outcome| visible(&outcome.words()))
        };
        let title = if printed { format!("{name}, as printed") } else { name.clone() };
        (title, rows.iter().map(answer).collect())
    };
    names.into_iter().map(column).collect()
}

/// `88 FR 73458, 89 FR 23876`: the instruments that changed anything in a row.
fn instruments(row: &Row) -> String {
    let mut all: Vec<&str> = Vec::new();
    for instrument in row.turns.iter().flat_map(|turn| &turn.by).map(|difference| cited(&difference.instrument)) {
        if !all.contains(&instrument) {
            all.push(instrument);
        }
    }
    all.join(", ")
}

fn text(title: &str, table: &Table, rows: &[Row]) -> String {
    let mut out = format!("{title}\n\n{}", drawn(&table.cells));
    if !table.same.is_empty() {
        out += "\nthe same throughout\n";
        let names = table.same.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        table.same.iter().for_each(|(name, answer)| out += &format!("  {}  {answer}\n", pad(name, names)));
    }
    for row in rows.iter().filter(|row| !row.turns.is_empty()) {
        out += &format!("\n{}\n", heading(row, table.one_known));
        for together in row.turns.chunk_by(|a, b| a.by == b.by) {
            together.iter().for_each(|turn| out += &format!("  {}\n", told(turn)));
            let by = together.first().map_or_else(Vec::new, |turn| made_by(&turn.by));
            by.iter().for_each(|line| out += &format!("    {line}\n"));
        }
    }
    table.note.iter().for_each(|note| out += &format!("\nnotes\n  {note}\n"));
    out
}

fn markdown(title: &str, table: &Table, rows: &[Row]) -> String {
    let mut out = format!("# {title}\n\n");
    for (n, line) in table.cells.iter().enumerate() {
        let cells: Vec<String> = line.iter().map(|cell| cell.replace('|', "\\|")).collect();
        out += &format!("| {} |\n", cells.join(" | "));
        if n == 0 {
            out += &format!("|{}\n", " --- |".repeat(line.len()));
        }
    }
    if !table.same.is_empty() {
        out += "\nThe same throughout:\n\n";
        table.same.iter().for_each(|(name, answer)| out += &format!("- {name}: {answer}\n"));
    }
    for row in rows.iter().filter(|row| !row.turns.is_empty()) {
        out += &format!("\n## {}\n\n", heading(row, table.one_known));
        for turn in &row.turns {
            out += &format!("- {}\n", told(turn));
            made_by(&turn.by).iter().for_each(|line| out += &format!("  - {line}\n"));
        }
    }
    table.note.iter().for_each(|note| out += &format!("\nNote: {note}.\n"));
    out
}

/// `2023-11-17, compared with 2023-11-16`
fn heading(row: &Row, one_known: bool) -> String {
    let law = row.decision.law();
    let words = |(on, known): (Date, Known)| match one_known {
        true => on.to_string(),
        false => format!("{on} as known {known}"),
    };
    let after = row.after.map_or_else(String::new, |after| format!(", compared with {}", words(after)));
    words((law.on(), law.known())) + &after
}

/// `license: not needed → required`
fn told(turn: &Turn) -> String {
    let none = if turn.kind == Kind::Exemption { "not in force" } else { "nothing" };
    let or_none = |answer: &Option<String>| answer.clone().unwrap_or_else(|| none.to_string());
    let name = match turn.kind {
        Kind::AsPrinted => format!("{}, as printed", turn.name),
        Kind::Exemption => format!("exemption {}", turn.name),
        Kind::Decision | Kind::Duty => turn.name.clone(),
    };
    format!("{name}: {} → {}", or_none(&turn.before), or_none(&turn.now))
}

/// `88 FR 73458: 3A090.a.1 and 3A090.a.2 are inserted`
fn made_by(by: &[Difference]) -> Vec<String> {
    if by.is_empty() {
        return vec!["no text changed: the law reads the day itself".into()];
    }
    let line = |difference: &Difference| {
        let changes: Vec<String> = sentences(&difference.changes).into_iter().map(|(wording, _)| wording).collect();
        format!("{}: {}", cited(&difference.instrument), changes.join("; "))
    };
    by.iter().map(line).collect()
}

/// The table in columns.
fn drawn(cells: &[Vec<String>]) -> String {
    let broken: Vec<Vec<Vec<String>>> =
        cells.iter().map(|line| line.iter().map(|cell| lines(cell)).collect()).collect();
    let columns = cells.first().map_or(0, Vec::len);
    let all = |column: usize| broken.iter().filter_map(move |line| line.get(column)).flatten();
    let widths: Vec<usize> = (0..columns).map(|n| all(n).map(|part| width(part)).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &broken {
        for n in 0..line.iter().map(Vec::len).max().unwrap_or(0) {
            let part = |(cell, width): (&Vec<String>, &usize)| pad(cell.get(n).map_or("", String::as_str), *width);
            let parts: Vec<String> = line.iter().zip(&widths).map(part).collect();
            out += parts.join("  ").trim_end();
            out.push('\n');
        }
    }
    out
}

/// A cell, broken between words.
fn lines(cell: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in cell.split(' ') {
        match all.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if width(line) + 1 + width(word) <= CELL => *line += &format!(" {word}"),
            _ => all.push(word.to_string()),
        }
    }
    all
}
