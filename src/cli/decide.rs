//! `lexact decide`: the answers of a matter, each with the provisions it rests on.

use super::args::{Decide, Format};
use super::output::Trouble;
use super::{Answer, WRONG, input};
use crate::decision::{Need, Outcome};
use crate::explain::State;
use crate::explain::wording::Told;
use crate::opinion::ENGLISH;
use crate::source::{pad, width};
use crate::{Decision, Status};

pub fn run(args: &Decide) -> Result<Answer, Trouble> {
    let decision = input::decision(&args.matter, args.format)?;
    let text = match args.format {
        Format::Text => text(&decision),
        Format::Json => format!("{:#}\n", decision.to_json()),
    };
    Ok(Answer { text, code: code(&decision, args.matter.strict) })
}

/// The exit code: with `--strict`, 1 when anything is not decided.
pub fn code(decision: &Decision, strict: bool) -> u8 {
    if strict && !decision.is_decided() { WRONG } else { 0 }
}

/// The answers for people, each with the provisions it rests on.
pub fn text(decision: &Decision) -> String {
    let law = decision.law();
    let mut out = format!("{}, law of {}, known {}\n", law.rulebook().name(), law.on(), law.known());
    let name_width = decision.decisions.keys().chain(decision.as_printed.keys()).map(|n| width(n)).max().unwrap_or(0);
    for (name, outcome) in &decision.decisions {
        out += &format!("\n{}  {}\n", pad(name, name_width), words(outcome));
        out += &claims(outcome);
        out += &table(&decision.because(name), 2);
    }
    for (name, outcome) in &decision.as_printed {
        out += &format!("\n{}  {}, as printed\n", pad(name, name_width), words(outcome));
        out += &table(&decision.because_as_printed(name), 2);
    }
    if !decision.options.is_empty() {
        out += "\nexemptions that can be claimed\n";
        let ids = decision.options.iter().map(|o| width(&o.provision)).max().unwrap_or(0);
        for option in &decision.options {
            let claimed = if option.claimed { ", claimed" } else { "" };
            let wait = want(decision.needs_of_option(&option.provision));
            out += &format!("  {}  {}{claimed}{wait}\n", pad(&option.provision, ids), option.state);
            option.duties.iter().for_each(|d| out += &format!("  {}    {}\n", pad("", ids), ENGLISH.duty(d)));
        }
    }
    section(&mut out, "duties", decision.duties.iter().map(|duty| ENGLISH.duty(duty)).collect());
    section(
        &mut out,
        "not known, and could change an answer",
        decision.needs().iter().map(|need| ENGLISH.ask(need)).collect(),
    );
    section(&mut out, "given in the place of what the law defines", decision.stipulated.clone());
    section(&mut out, "deemed", decision.deemed.iter().map(ToString::to_string).collect());
    section(&mut out, "asked about, but not in this rulebook", one_line(&decision.elsewhere));
    section(&mut out, "notes", decision.notes.iter().map(ToString::to_string).collect());
    out
}

fn words(outcome: &Outcome) -> String {
    match outcome.status {
        Status::Conflict if outcome.between.len() > 1 => format!("conflict: {}", outcome.between.join(" and ")),
        Status::Silent if outcome.elements.is_none() => "the law says nothing".into(),
        Status::Discretion if outcome.elements.is_none() => "left to discretion".into(),
        _ => outcome.to_string(),
    }
}

fn claims(outcome: &Outcome) -> String {
    let Some(without) = &outcome.without_claims else { return String::new() };
    if (without.status, &without.value) == (outcome.status, &outcome.value) {
        return String::new();
    }
    let value = without.value.clone().unwrap_or_else(|| without.status.word().to_string());
    format!("  without any exemption claimed: {value}\n")
}

/// The provisions an answer rests on, in columns: id, title, citation.
fn table(reasons: &[Told], indent: usize) -> String {
    let told: Vec<&Told> = reasons.iter().filter(|t| matches!(t.state, State::Applies | State::Open)).collect();
    let rows: Vec<[String; 3]> = told
        .iter()
        .map(|t| {
            let open = if t.state == State::Open { ", open" } else { "" };
            let from = format!("{}, {}{open}", t.citation, ENGLISH.since(t));
            [t.cite.clone(), t.title.clone().unwrap_or_default(), from]
        })
        .collect();
    let widest = |column: usize| rows.iter().map(|r| width(&r[column])).max().unwrap_or(0);
    let (ids, titles) = (widest(0), widest(1));
    let gap = if titles == 0 { "" } else { "  " };
    let line = |[id, title, from]: &[String; 3]| {
        format!("{}{}  {}{gap}{from}\n", " ".repeat(indent), pad(id, ids), pad(title, titles))
    };
    rows.iter().map(line).collect()
}

fn want(needs: &[Need]) -> String {
    if needs.is_empty() {
        return String::new();
    }
    let facts: Vec<&str> = needs.iter().map(|n| n.fact.as_str()).collect();
    format!(", for want of {}", facts.join(", "))
}

fn one_line(items: &[String]) -> Vec<String> {
    if items.is_empty() { Vec::new() } else { vec![items.join(", ")] }
}

fn section(out: &mut String, title: &str, items: Vec<String>) {
    if items.is_empty() {
        return;
    }
    *out += &format!("\n{title}\n");
    items.iter().for_each(|item| *out += &format!("  {item}\n"));
}
