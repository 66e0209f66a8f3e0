//! `lexact decide`: the answers of a matter, each with the provisions it rests on.

use std::path::Path;

use super::args::{Decisions, Form};
use super::output::Trouble;
use super::{Answer, WRONG, clock, compare, input};
use crate::decision::{Need, Outcome};
use crate::diagnostics::Diagnostic;
use crate::explain::State;
use crate::explain::wording::Told;
use crate::language::ENGLISH;
use crate::source::{pad, width};
use crate::value::visible;
use crate::{Decision, Receipt};

pub fn run(args: &Decisions) -> Result<Answer, Trouble> {
    let format = args.format.format();
    if let Some(path) = &args.receipt {
        may_be_written(path, args)?;
    }
    let rulebook = input::rulebook(&args.rulebook, format)?;
    if args.compare {
        return compare::revisions(&rulebook, args);
    }
    let days = clock::all(&args.on, &args.known)?;
    let [(on, known)] = days.as_slice() else { return compare::days(&rulebook, args, &days) };
    let decision = input::FactFile::read(&args.facts, format)?.decide(&rulebook.in_force(*on, *known), format)?;
    if let Some(path) = &args.receipt {
        write_receipt(&decision, &args.rulebook, path).map_err(|why| {
            let message = format!("cannot write the receipt {}: {why}", path.display());
            input::wrong(vec![Diagnostic::error("receipt/unwritable", message)], format)
        })?;
    }
    let code = code(&decision, args.strict);
    let text = match args.format {
        Form::Text => text(&decision),
        Form::Json => format!("{:#}\n", decision.to_json()),
        Form::Markdown => return Ok(compare::one(args, decision)),
    };
    Ok(Answer { text, code })
}

/// A receipt goes to a file of its own: not in the place of the facts, nor among the rules.
fn may_be_written(receipt: &Path, args: &Decisions) -> Result<(), Trouble> {
    let refused = |why: &str| Err(Trouble::usage(format!("`--receipt` {why}")));
    if receipt.as_os_str() == "-" {
        return refused("needs the name of a file: the answer goes to standard output");
    }
    let place = input::place(receipt);
    if place.is_some() && place == args.facts.canonicalize().ok() {
        return refused("would replace the facts that `--facts` names");
    }
    let folder = args.rulebook.canonicalize().ok();
    let among_rules = folder.zip(place).is_some_and(|(folder, place)| place.starts_with(folder));
    if among_rules || receipt.extension().is_some_and(|ending| ending == "act") {
        return refused("would write among the rules; choose a file outside the rulebook");
    }
    Ok(())
}

fn write_receipt(decision: &Decision, rulebook: &Path, path: &Path) -> std::io::Result<()> {
    let receipt = Receipt::of_rulebook_at(decision, rulebook.display().to_string());
    std::fs::write(path, receipt.to_json())
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
        out += &format!("\n{}  {}\n", pad(name, name_width), visible(&outcome.words()));
        out += &claims(outcome);
        out += &table(&decision.because(name), 2);
    }
    for (name, outcome) in &decision.as_printed {
        out += &format!("\n{}  {}, as printed\n", pad(name, name_width), visible(&outcome.words()));
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

fn claims(outcome: &Outcome) -> String {
    let without = outcome.otherwise_without_claims();
    without.map_or_else(String::new, |value| format!("  without any exemption claimed: {value}\n"))
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
