//! The answer as a reasoned opinion in plain text.

use super::{Decision, Duty, Need, Outcome, Status};
use crate::explain::State;
use crate::explain::wording::{Told, ToldCalculation};

pub(super) fn explain(decision: &Decision) -> String {
    let law = decision.law();
    let mut out = Lines::default();
    let known = match law.known() {
        crate::Known::Latest => "with everything in the rulebook known".to_string(),
        crate::Known::Day(day) => format!("as known on {day}"),
    };
    out.line(0, &format!("{}: the law in force on {}, {known}", law.rulebook().name(), law.on()));
    for (name, outcome) in &decision.decisions {
        out.blank();
        out.line(0, &headline(name, outcome));
        body(&mut out, decision, name, outcome);
    }
    for (name, outcome) in &decision.as_printed {
        out.blank();
        out.line(0, &format!("As printed, {}", headline(name, outcome)));
        out.line(1, "the printed law differs from what is enforced that day; the answer above is as enforced");
        decision.because_as_printed(name).iter().for_each(|told| reason(&mut out, 1, told));
    }
    options(&mut out, decision);
    duties(&mut out, 0, "Duties", &decision.duties);
    list(
        &mut out,
        "Not known, and could change an answer",
        decision.needs().iter().map(|n| asked(&n.fact, &n.question)),
    );
    list(&mut out, "Given in the place of what the law defines", decision.stipulated.iter().cloned());
    list(&mut out, "Deemed", decision.deemed.iter().map(ToString::to_string));
    list(&mut out, "Asked about, but not in this rulebook", decision.elsewhere.iter().cloned());
    list(&mut out, "Notes", decision.notes.iter().cloned());
    out.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, words: &str) {
        self.text += &"  ".repeat(depth);
        self.text += words;
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }
}

fn headline(name: &str, outcome: &Outcome) -> String {
    if outcome.elements.is_some() {
        return format!("{name}: {outcome}");
    }
    match outcome.status {
        Status::Decided => format!("{name} is {outcome}"),
        Status::Unknown if !outcome.causes.contains(&"missing") => {
            format!("{name} is unknown: it is uncertain whether a text is in force")
        }
        Status::Unknown => format!("{name} is unknown: facts are missing"),
        Status::Conflict if outcome.between.len() < 2 => {
            format!("{name} is in conflict: it rests on provisions that disagree")
        }
        Status::Conflict => format!("{name} is in conflict: provisions say {}", outcome.between.join(" and ")),
        Status::Undefined => format!("{name} is undefined: it rests on a value that does not exist"),
        Status::Silent => format!("{name}: the law says nothing"),
        Status::Discretion => format!("{name} is left to discretion"),
    }
}

fn body(out: &mut Lines, decision: &Decision, name: &str, outcome: &Outcome) {
    if let Some(without) = &outcome.without_claims
        && (without.status, &without.value) != (outcome.status, &outcome.value)
    {
        let value = without.value.clone().unwrap_or_else(|| without.status.word().to_string());
        out.line(1, &format!("without any exemption claimed: {value}"));
    }
    if !outcome.whatever.is_empty() {
        let facts: Vec<&str> = outcome.whatever.iter().map(|need| need.fact.as_str()).collect();
        out.line(1, &format!("whatever is true of {}: all that the law tells apart was tried", facts.join(", ")));
    }
    let because = decision.because(name);
    if outcome.elements.is_none() {
        because.iter().for_each(|told| reason(out, 1, told));
        return;
    }
    // Of a set, what is in it or was taken out of it is told; the rest is only named.
    let (told, failed): (Vec<&Told>, Vec<&Told>) = because.iter().partition(|t| t.state != State::Fails);
    told.into_iter().for_each(|told| reason(out, 1, told));
    if !failed.is_empty() {
        let ids: Vec<&str> = failed.iter().map(|t| t.provision.as_str()).collect();
        out.line(1, &format!("not met: {}", ids.join(", ")));
    }
}

fn reason(out: &mut Lines, depth: usize, told: &Told) {
    // What failed is told once, with its paragraphs; the second time it comes without them and is left out.
    let bare = told.paragraphs.is_empty() && told.calculations.is_empty() && told.because.is_empty();
    if depth > 1 && bare && matches!(told.state, State::Fails | State::Displaced) {
        return;
    }
    let title = told.title.as_ref().map_or_else(String::new, |t| format!(" “{t}”"));
    let stands = match (told.state, told.keyword) {
        (State::Applies, "register") => "lists".to_string(),
        (State::Open, "register") => "may list".to_string(),
        (State::Applies, "table" | "tiers" | "scale") => "gives".to_string(),
        (State::Open, "table" | "tiers" | "scale") => "may give".to_string(),
        (State::Applies, "define") => "is met".to_string(),
        (State::Fails, "define") => "is not met".to_string(),
        (State::Displaced, "rule") => "is met, but does not apply:".to_string(),
        (State::Displaced, _) => "is met, but barred:".to_string(),
        (state, _) => state.word().to_string(),
    };
    let of = told.of.as_ref().map_or_else(String::new, |name| format!(" of {name}"));
    out.line(depth, &format!("{}{title}{of} {stands} [{}, {}]", told.cite, told.citation, told.since()));
    for paragraph in &told.paragraphs {
        let words = format!("{} {}{}", paragraph.address, paragraph.text, facts(&paragraph.facts));
        out.line(depth + 1, words.trim_start());
        let here = told.calculations.iter().filter(|c| c.address == paragraph.address);
        here.for_each(|calculation| calculated(out, depth + 2, calculation));
    }
    let is_told = |address: &str| told.paragraphs.iter().any(|paragraph| paragraph.address == address);
    for calculation in told.calculations.iter().filter(|c| !is_told(&c.address)) {
        calculated(out, depth + 1, calculation);
    }
    told.because.iter().for_each(|inner| reason(out, depth + 1, inner));
}

fn calculated(out: &mut Lines, depth: usize, calculation: &ToldCalculation) {
    let ToldCalculation { text, value, elements, steps, .. } = calculation;
    out.line(depth, &format!("{text}: {value}{}", facts(elements)));
    for (words, value) in steps {
        out.line(depth + 1, &format!("{words}: {value}"));
    }
}

fn facts(facts: &[(String, String)]) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let all: Vec<String> = facts.iter().map(|(path, value)| format!("{path}: {value}")).collect();
    format!("  ({})", all.join("; "))
}

fn options(out: &mut Lines, decision: &Decision) {
    if decision.options.is_empty() {
        return;
    }
    out.blank();
    out.line(0, "Exemptions that can be claimed");
    for option in &decision.options {
        let claimed = if option.claimed { ", claimed" } else { "" };
        let wait = waiting(decision.needs_of_option(&option.provision));
        out.line(1, &format!("{} is {}{claimed}{wait}", option.provision, option.state));
        if let Some(told) = decision.because_of_option(&option.provision) {
            reason(out, 2, &told);
        }
        duties(out, 2, "whoever claims it", &option.duties);
    }
}

fn waiting(needs: &[Need]) -> String {
    if needs.is_empty() {
        return String::new();
    }
    let needs: Vec<&str> = needs.iter().map(|n| n.fact.as_str()).collect();
    format!(", for want of {}", needs.join(", "))
}

fn duties(out: &mut Lines, depth: usize, title: &str, duties: &[Duty]) {
    if duties.is_empty() {
        return;
    }
    if depth == 0 {
        out.blank();
    }
    out.line(depth, title);
    for duty in duties {
        let verb = if duty.prohibition { "may not" } else { "must" };
        let date = match (duty.date, duty.prohibition) {
            (Some(date), false) => format!(", by {date}"),
            (Some(date), true) => format!(", until {date}"),
            (None, _) => String::new(),
        };
        let sure = if duty.binds { "" } else { " (may bind)" };
        out.line(depth + 1, &format!("{verb} “{}”{date}{sure} [{}, {}]", duty.text, duty.provision, duty.citation));
    }
}

fn asked(fact: &str, question: &str) -> String {
    if question.is_empty() { fact.to_string() } else { format!("{fact}: {question}") }
}

fn list(out: &mut Lines, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return;
    }
    out.blank();
    out.line(0, title);
    items.iter().for_each(|item| out.line(1, item));
}
