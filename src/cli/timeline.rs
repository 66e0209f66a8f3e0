//! A history drawn: its events as lines, and three bars with the days beneath.

use crate::Date;
use crate::history::{Event, Happening, History, Instrument, Run, Standing};
use crate::source::{pad, width};

/// Cells of one column of the bars: a day and two spaces.
const COLUMN: usize = 12;
/// So many columns fit beside the names of the tracks.
const COLUMNS: usize = 5;
/// The widest name of a track, and two spaces.
const NAMES: usize = 11;
/// Cells of a day and two spaces.
const DAY: usize = 12;
/// Lines are broken here; what shows them may set them in by two.
const WIDTH: usize = 78;
/// A longer citation has a line of its own.
const CITATION: usize = 24;

/// The events, one a line, and the bars.
pub fn drawn(history: &History) -> String {
    events(history) + &bars(history)
}

/// `text` after `head`, broken between words; further lines begin at `column`.
fn wrapped(head: &str, text: &str, column: usize) -> String {
    let mut out = head.to_string();
    let mut at = width(head);
    for (n, word) in text.split(' ').enumerate() {
        let room = at + 1 + width(word) <= WIDTH;
        if n > 0 && !room {
            out += &format!("\n{}", " ".repeat(column));
            at = column;
        } else if n > 0 {
            out.push(' ');
            at += 1;
        }
        out += word;
        at += width(word);
    }
    out + "\n"
}

/// The official citation of an instrument, else its name.
pub fn cited(instrument: &Instrument) -> &str {
    if instrument.citation.is_empty() { &instrument.act } else { &instrument.citation }
}

fn events(history: &History) -> String {
    let widths = history.events.iter().map(|e| width(cited(&e.by))).filter(|w| *w <= CITATION);
    let column = widths.max().unwrap_or(0);
    let mut out = String::new();
    for event in &history.events {
        let (cited, told) = (cited(&event.by), told(event));
        if width(cited) <= column {
            out += &wrapped(&format!("{}  {}  ", event.on, pad(cited, column)), &told, DAY + column + 2);
        } else {
            out += &wrapped(&format!("{}  ", event.on), cited, DAY);
            out += &wrapped(&" ".repeat(DAY), &told, DAY);
        }
    }
    out
}

/// What happened, in words: `(2) amended (published 2025-09-30)`.
pub fn told(event: &Event) -> String {
    let parts = event.parts.join(", ");
    let words = event.what.words();
    let mut told = match event.what {
        _ if parts.is_empty() => words.to_string(),
        Happening::ComplianceDue | Happening::Awaits | Happening::Announced => format!("{words}: {parts}"),
        _ => format!("{parts} {words}"),
    };
    if let Some(other) = &event.other {
        told += &format!(" {other}");
    }
    match event.until {
        Some(day) if event.what == Happening::Announced => told += &format!(" (was to begin on {day})"),
        Some(until) => told += &format!(" through {}", until.previous()),
        None => {}
    }
    match &event.why {
        Some(why) if event.what == Happening::Uncertain => told += &format!(": {why}"),
        Some(only) => told += &format!(", only for transactions with {only}"),
        None => {}
    }
    let public = event.by.published.unwrap_or(event.by.public);
    let began = !matches!(
        event.what,
        Happening::Awaits | Happening::Announced | Happening::Expired | Happening::Back | Happening::EnforcedAgain
    );
    if began && public != event.on && event.what != Happening::ComplianceDue {
        told += &format!(" (published {public})");
    }
    told
}

/// One bar for each track, a column from each day on which one of them turns; further rows where they do not fit.
fn bars(history: &History) -> String {
    let tracks = history.tracks();
    let turns = |(_, runs): &(&str, &[Run])| -> Vec<Date> {
        runs.iter().flat_map(|run| [Some(run.from), run.until]).flatten().collect()
    };
    let mut days: Vec<Date> = tracks.iter().flat_map(turns).collect();
    days.sort_unstable();
    days.dedup();
    let mut versions: Vec<&[Standing]> = Vec::new();
    for day in &days {
        for run in tracks.iter().filter_map(|(_, runs)| at(runs, *day)) {
            if !versions.contains(&run.versions.as_slice()) {
                versions.push(&run.versions);
            }
        }
    }
    let mut out = String::new();
    let blocks = days.chunks(COLUMNS).count();
    for (n, block) in days.chunks(COLUMNS).enumerate() {
        out.push('\n');
        for (name, runs) in &tracks {
            let line = bar(runs, block, n + 1 == blocks, &versions);
            out += format!("{}{line}", pad(name, NAMES)).trim_end();
            out.push('\n');
        }
        let beneath: Vec<String> = block.iter().map(ToString::to_string).collect();
        out += &format!("{}{}\n", " ".repeat(NAMES), beneath.join("  "));
    }
    if !versions.is_empty() {
        out.push('\n');
    }
    for (n, version) in versions.iter().enumerate() {
        for (ix, standing) in version.iter().enumerate() {
            let head = if ix == 0 { format!("{}  ", letter(n)) } else { "   or ".to_string() };
            out += &wrapped(&head, &made_of(standing), 3);
        }
    }
    out
}

fn at(runs: &[Run], day: Date) -> Option<&Run> {
    runs.iter().find(|run| run.from <= day && run.until.is_none_or(|until| day < until))
}

fn bar(runs: &[Run], days: &[Date], last: bool, versions: &[&[Standing]]) -> String {
    let mut line = String::new();
    for (n, day) in days.iter().enumerate() {
        let Some(run) = at(runs, *day) else {
            line += &" ".repeat(COLUMN);
            continue;
        };
        let place = versions.iter().position(|v| *v == run.versions.as_slice()).unwrap_or(0);
        let begins = n == 0 || run.from == *day;
        let mark = if begins { letter(place) } else { String::new() };
        let open = last && n + 1 == days.len();
        let (rest, end) =
            if open { ("━".repeat(COLUMN - 1 - mark.len()), "→") } else { ("━".repeat(COLUMN - mark.len()), "") };
        line += &format!("{mark}{rest}{end}");
    }
    line
}

/// `A` to `Z`, then `A1`, `B1` …
fn letter(n: usize) -> String {
    let letter = char::from(b'A' + (n % 26) as u8);
    if n < 26 { letter.to_string() } else { format!("{letter}{}", n / 26) }
}

/// `88 FR 73458 as amended by 89 FR 96790`
pub fn made_of(standing: &Standing) -> String {
    let mut words = cited(&standing.written_by).to_string();
    if !standing.amended_by.is_empty() {
        let all: Vec<&str> = standing.amended_by.iter().map(cited).collect();
        words += &format!(" as amended by {}", all.join(", "));
    }
    if let Some(only_where) = &standing.only_where {
        words += &format!(", only where {only_where}");
    }
    words
}

/// The events and the runs of the tracks as Markdown tables.
pub fn markdown(history: &History) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut out = String::from("| day | instrument | event |\n| --- | --- | --- |\n");
    for event in &history.events {
        out += &format!("| {} | {} | {} |\n", event.on, cell(cited(&event.by)), cell(&told(event)));
    }
    out += "\n| track | from | through | text |\n| --- | --- | --- | --- |\n";
    for (name, runs) in history.tracks() {
        for run in runs {
            let through = run.until.map_or(String::new(), |until| until.previous().to_string());
            let text = run.versions.iter().map(made_of).collect::<Vec<_>>().join(" or ");
            out += &format!("| {name} | {} | {through} | {} |\n", run.from, cell(&text));
        }
    }
    out
}
