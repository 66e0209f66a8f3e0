//! `lexact diff`: what changed between two days, by the instruments that changed it.

use serde_json::json;

use super::args::{Diff, Form, Track};
use super::output::Trouble;
use super::timeline::cited;
use super::{Answer, input, show};
use crate::Known;
use crate::difference::{self, Change, Difference};
use crate::model::provisions::is_beneath;

pub fn run(args: &Diff) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, args.format.format())?;
    if let Some(id) = &args.id {
        show::exists(&rulebook, id)?;
    }
    let known = args.known.unwrap_or(Known::Latest);
    let known_to = args.known_to.unwrap_or(known);
    let printed = args.which.track() == Track::Printed;
    let mut all = rulebook.differences((args.from, known), (args.to, known_to), printed);
    if let Some(id) = &args.id {
        all.iter_mut().for_each(|d| d.changes.retain(|change| is_beneath(&change.id, id)));
        all.retain(|d| !d.changes.is_empty());
    }
    let track = if printed { "printed" } else { "enforced" };
    let day = |day, known: Known| match (known, known == known_to && args.known_to.is_none()) {
        (_, true) => format!("{day}"),
        (known, false) => format!("{day}, known {known},"),
    };
    let (from, to) = (day(args.from, known), day(args.to, known_to));
    let mut title = format!("{}, from {from} to {to}", rulebook.name());
    if args.known_to.is_none() {
        title += &format!(", known {known},");
    }
    title += &format!(" as {track}");
    Ok(Answer::good(match args.format {
        Form::Json => {
            let value = json!({
                "rulebook": rulebook.name(),
                "digest": rulebook.digest(),
                "from": { "on": args.from.to_string(), "known": known.to_string() },
                "to": { "on": args.to.to_string(), "known": known_to.to_string() },
                "as": track,
                "differences": difference::to_json(&all),
            });
            format!("{value:#}\n")
        }
        Form::Text => text(&title, &all),
        Form::Markdown => markdown(&title, &all),
    }))
}

fn text(title: &str, all: &[Difference]) -> String {
    let mut out = format!("{title}\n");
    if all.is_empty() {
        out += "\nno change\n";
    }
    for difference in all {
        out += &format!("\n{}\n", instrument(difference));
        for (wording, text) in sentences(&difference.changes) {
            let colon = if text.is_some() { ":" } else { "" };
            out += &format!("  {wording}{colon}\n");
            text.into_iter().flat_map(str::lines).for_each(|line| out += &format!("    {line}\n"));
        }
    }
    out
}

fn markdown(title: &str, all: &[Difference]) -> String {
    let mut out = format!("# {title}\n");
    if all.is_empty() {
        out += "\nNo change.\n";
    }
    for difference in all {
        out += &format!("\n## {}\n\n", instrument(difference));
        for (wording, text) in sentences(&difference.changes) {
            let colon = if text.is_some() { ":" } else { "" };
            out += &format!("- {wording}{colon}\n");
            if let Some(text) = text {
                out.push('\n');
                text.lines().for_each(|line| out += &format!("      {line}\n"));
                out.push('\n');
            }
        }
    }
    out
}

/// `89 FR 96790, 2024-12-05-hbm, published 2024-12-05`
fn instrument(difference: &Difference) -> String {
    let instrument = &difference.instrument;
    let public = match instrument.published {
        Some(day) => format!("published {day}"),
        None => format!("public from {}", instrument.public),
    };
    format!("{}, {}, {public}", cited(instrument), instrument.act)
}

/// Each change in words, with the whole text it puts in; what is said of several wholes in a row is said once.
pub fn sentences(changes: &[Change]) -> Vec<(String, Option<&str>)> {
    let together =
        |a: &Change, b: &Change| a.what == b.what && a.because == b.because && a.what.of_wholes(&[]).is_some();
    let sentence = |run: &'_ [Change]| {
        let ids: Vec<String> = run.iter().map(|change| change.id.clone()).collect();
        let of_wholes = run.first().and_then(|first| first.what.of_wholes(&ids));
        of_wholes.unwrap_or_else(|| run.first().map(Change::wording).unwrap_or_default())
    };
    let runs = changes.chunk_by(together);
    runs.map(|run| (sentence(run), run.first().and_then(Change::text))).collect()
}
