//! `lexact show`: the consolidated text of a day.

use serde_json::json;

use super::args::{Form, Show, Track};
use super::output::Trouble;
use super::{Answer, WRONG, clock, input, output};
use crate::away::{Awaiting, Away};
use crate::consolidated::{Passage, Sourced};
use crate::diagnostics::near_of;
use crate::model::provisions::is_beneath;
use crate::{Known, Law};

/// A text and what is missing from it.
struct Shown {
    passages: Vec<Passage>,
    away: Vec<Away>,
    awaiting: Vec<Awaiting>,
}

pub fn run(args: &Show) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, args.format.format())?;
    if let Some(id) = &args.id {
        exists(&rulebook, id)?;
    }
    let (on, known) = clock::days(&args.days)?;
    let law = rulebook.in_force(on, known);
    let printed = args.which.track() == Track::Printed;
    let (passages, away, awaiting) = (law.consolidated(printed), law.away(), law.awaiting());
    let mut shown = Shown { passages, away, awaiting };
    if let Some(id) = &args.id {
        let bears = |name: &str| is_beneath(name, id) || is_beneath(id, name);
        shown.passages.retain(|p| is_beneath(&p.id, id));
        shown.away.retain(|a| bears(&a.provision));
        shown.awaiting.retain(|a| bears(&a.provision));
        if shown.passages.is_empty() && shown.away.is_empty() && shown.awaiting.is_empty() {
            output::note(&absent(&law, id));
            return Ok(Answer { text: String::new(), code: WRONG });
        }
    }
    let track = if printed { "printed" } else { "enforced" };
    let title = format!("{}, text of {on}, known {known}, as {track}", rulebook.name());
    Ok(Answer::good(match args.format {
        Form::Json => {
            let value = json!({
                "rulebook": rulebook.name(),
                "digest": rulebook.digest(),
                "on": on.to_string(),
                "known": known.to_string(),
                "as": track,
                "text": shown.passages.iter().map(Passage::to_json).collect::<Vec<_>>(),
                "away": shown.away.iter().map(Away::to_json).collect::<Vec<_>>(),
                "awaiting": shown.awaiting.iter().map(Awaiting::to_json).collect::<Vec<_>>(),
            });
            format!("{value:#}\n")
        }
        Form::Text => text(&law, &title, &shown, printed),
        Form::Markdown => markdown(&law, &title, &shown, printed),
    }))
}

fn text(law: &Law, title: &str, shown: &Shown, printed: bool) -> String {
    let mut out = format!("{title}\n");
    for passage in &shown.passages {
        out += &format!("\n{} [{}]\n", name(law, passage), source(passage));
        passage.text.lines().for_each(|line| out += &indented(line));
        notes(passage).iter().for_each(|note| out += &indented(note));
    }
    let missing = missing(shown);
    if !missing.is_empty() {
        out += &format!("\n{}\n", missing_title(printed));
        missing.iter().for_each(|line| out += &indented(line));
    }
    out
}

fn markdown(law: &Law, title: &str, shown: &Shown, printed: bool) -> String {
    let mut out = format!("# {title}\n");
    for passage in &shown.passages {
        out += &format!("\n## {}\n\n*{}*\n\n", name(law, passage), source(passage));
        passage.text.lines().for_each(|line| out += &format!("    {line}\n"));
        let notes = notes(passage);
        if !notes.is_empty() {
            out.push('\n');
            notes.iter().for_each(|note| out += &format!("- {note}\n"));
        }
    }
    let missing = missing(shown);
    if !missing.is_empty() {
        out += &format!("\n## {}\n\n", missing_title(printed));
        missing.iter().for_each(|line| out += &format!("- {line}\n"));
    }
    out
}

fn missing_title(printed: bool) -> &'static str {
    if printed { "printed, and not enforced on this day" } else { "not in this text" }
}

fn missing(shown: &Shown) -> Vec<String> {
    let awaiting = shown.awaiting.iter().map(ToString::to_string);
    shown.away.iter().map(ToString::to_string).chain(awaiting).collect()
}

/// An id nobody ever wrote is a slip of the pen.
pub fn exists(rulebook: &crate::Rulebook, id: &str) -> Result<(), Trouble> {
    let model = rulebook.model();
    let names = model.vocabulary.groups.keys().chain(model.vocabulary.values.keys()).map(String::as_str);
    let mut all = model.tree.iter().map(|(_, id)| id).chain(names);
    if all.any(|known| known == id) {
        return Ok(());
    }
    let names = model.vocabulary.groups.keys().chain(model.vocabulary.values.keys()).map(String::as_str);
    let help = near_of(id, model.tree.iter().map(|(_, id)| id).chain(names));
    let message = format!("`{}` has no provision, group or value `{id}`", rulebook.name());
    Err(Trouble::Usage { message, help })
}

fn absent(law: &Law, id: &str) -> String {
    let days = law.days_written(id);
    let on = law.on();
    let next = days.iter().find(|day| **day > on);
    let before = days.iter().rev().find(|day| **day <= on);
    match (next, before) {
        (Some(day), _) => format!("`{id}` is not in force on {on}; it is written with effect from {day}"),
        (None, Some(day)) => format!("`{id}` is not in force on {on}; it was last written with effect from {day}"),
        (None, None) if !law.rulebook().in_force(on, Known::Latest).days_written(id).is_empty() => {
            format!("`{id}` is not in force on {on} by what was public on {}", law.known())
        }
        (None, None) => format!("`{id}` is named in this rulebook, but its text is not in it"),
    }
}

fn name(law: &Law, passage: &Passage) -> String {
    match passage.keyword {
        "group" | "value" => format!("{} {}", passage.keyword, passage.id),
        _ => law.rulebook().model().about.cite(&passage.id),
    }
}

/// `2023-10-25-chips, 88 FR 73458, in force from 2023-11-17`
fn source(passage: &Passage) -> String {
    let mut source = format!("{}, {}, in force from {}", passage.act, passage.citation, passage.in_force_from);
    if passage.enforced_from != passage.in_force_from {
        source += &format!(", enforced from {}", passage.enforced_from);
    }
    if let Some(end) = passage.until {
        source += &format!(", through {}", end.previous());
    }
    source
}

/// What stands beneath a text: for which matters it stands, whose words its paragraphs are, who its members are.
fn notes(passage: &Passage) -> Vec<String> {
    let mut notes: Vec<String> = passage.only_where.iter().map(|only| format!("only where {only}")).collect();
    let changed = passage.paragraphs.iter().filter(|p| p.how != "written");
    let mut changed: Vec<(&str, String)> = changed.map(|p| (p.address.as_str(), paragraph(p))).collect();
    for amendment in &passage.amended_by {
        let source = format!("{}, in force from {}", amendment.citation, amendment.in_force_from);
        let address = amendment.address.as_str();
        let stands = passage.paragraphs.iter().any(|p| p.address == address);
        if amendment.held {
            changed.push((address, format!("to be {} by {source}: held", amendment.how)));
        } else if !stands && amendment.how == "omitted" {
            changed.push((address, format!("omitted by {source}")));
        } else if address.is_empty() {
            changed.push(("", format!("as amended by {source}")));
        }
    }
    let width = changed.iter().map(|(address, _)| address.len()).max().unwrap_or(0);
    notes.extend(changed.iter().map(|(address, told)| format!("{address:width$}  {told}").trim_start().to_string()));
    notes.extend(passage.changes.iter().map(|change| {
        let verb = if change.insert { "inserted" } else { "removed" };
        format!(
            "{verb} {} [{}, {}, in force from {}]",
            change.member, change.act, change.citation, change.in_force_from
        )
    }));
    if passage.keyword == "group" {
        notes.extend(through(passage));
        let all = if passage.members.is_empty() { "none".into() } else { passage.members.join(", ") };
        notes.push(format!("{} members: {all}", passage.members.len()));
    }
    notes
}

/// `as amended by 89 FR 96790, in force from 2024-12-02`
fn paragraph(source: &Sourced) -> String {
    let how = if source.how == "amended" { "as amended" } else { source.how };
    format!("{how} by {}, in force from {}", source.citation, source.in_force_from)
}

/// The members that come from other groups, by group and by the act that put them there.
fn through(passage: &Passage) -> Vec<String> {
    let inner: Vec<&Sourced> = passage.member_sources.iter().filter(|m| m.through.is_some()).collect();
    let same =
        |a: &&Sourced, b: &&Sourced| (&a.through, &a.act, a.in_force_from) == (&b.through, &b.act, b.in_force_from);
    let runs = inner.chunk_by(same).filter_map(|run| run.split_first());
    let line = |(first, rest): (&&Sourced, &[&Sourced])| {
        let members = [*first].into_iter().chain(rest.iter().copied()).map(|m| m.address.as_str());
        let group = first.through.as_deref().unwrap_or("");
        let members = members.collect::<Vec<_>>().join(", ");
        format!("through {group}: {members} [{}, {}, in force from {}]", first.act, first.citation, first.in_force_from)
    };
    runs.map(line).collect()
}

fn indented(line: &str) -> String {
    if line.is_empty() { "\n".into() } else { format!("  {line}\n") }
}
