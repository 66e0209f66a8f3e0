//! `lexact show`: the consolidated text of a day.

use serde_json::json;

use super::args::{Format, Show, Track};
use super::output::Trouble;
use super::{Answer, WRONG, clock, input, output};
use crate::consolidated::Passage;
use crate::diagnostics::near_of;
use crate::model::provisions::is_beneath;
use crate::{Known, Law};

pub fn run(args: &Show) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, args.format)?;
    if let Some(id) = &args.id {
        exists(&rulebook, id)?;
    }
    let (on, known) = clock::days(&args.days)?;
    let law = rulebook.in_force(on, known);
    let mut passages = law.consolidated(args.track == Track::Printed);
    if let Some(id) = &args.id {
        passages.retain(|p| p.id == *id || is_beneath(&p.id, id));
        if passages.is_empty() {
            output::note(&absent(&law, id));
            return Ok(Answer { text: String::new(), code: WRONG });
        }
    }
    let track = if args.track == Track::Printed { "printed" } else { "enforced" };
    if args.format == Format::Json {
        let value = json!({
            "rulebook": rulebook.name(),
            "digest": rulebook.digest(),
            "on": on.to_string(),
            "known": known.to_string(),
            "as": track,
            "text": passages.iter().map(Passage::to_json).collect::<Vec<_>>(),
        });
        return Ok(Answer::good(format!("{value:#}\n")));
    }
    let mut out = format!("{}, text of {on}, known {known}, as {track}\n", rulebook.name());
    for passage in &passages {
        out += &format!("\n{}\n", heading(&law, passage));
        passage.text.lines().for_each(|line| out += &indented(line));
        out += &members(passage);
    }
    Ok(Answer::good(out))
}

/// An id nobody ever wrote is a slip of the pen.
fn exists(rulebook: &crate::Rulebook, id: &str) -> Result<(), Trouble> {
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

fn heading(law: &Law, passage: &Passage) -> String {
    let name = match passage.keyword {
        "group" | "value" => format!("{} {}", passage.keyword, passage.id),
        _ => law.rulebook().model().about.cite(&passage.id),
    };
    let mut heading = format!("{name} [{}, {}, in force from {}", passage.act, passage.citation, passage.in_force_from);
    if passage.enforced_from != passage.in_force_from {
        heading += &format!(", enforced from {}", passage.enforced_from);
    }
    if let Some(end) = passage.until {
        heading += &format!(", through {}", end.previous());
    }
    heading + "]"
}

fn members(passage: &Passage) -> String {
    let mut out = String::new();
    for change in &passage.changes {
        let verb = if change.insert { "inserted" } else { "removed" };
        out += &format!(
            "  {verb} {} [{}, {}, in force from {}]\n",
            change.member, change.act, change.citation, change.in_force_from
        );
    }
    if passage.keyword == "group" {
        let all = if passage.members.is_empty() { "none".into() } else { passage.members.join(", ") };
        out += &format!("  {} members: {all}\n", passage.members.len());
    }
    out
}

fn indented(line: &str) -> String {
    if line.is_empty() { "\n".into() } else { format!("  {line}\n") }
}
