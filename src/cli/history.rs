//! `lexact history`: what happened to a provision, group or value, and when.

use serde_json::json;

use super::args::{Form, History};
use super::output::Trouble;
use super::{Answer, input, show, timeline};
use crate::{Known, Rulebook, history};

pub fn run(args: &History) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, args.format.format())?;
    if let Some(id) = &args.id {
        show::exists(&rulebook, id)?;
    }
    let known = args.known.unwrap_or(Known::Latest);
    let histories = rulebook.history(args.id.as_deref(), known);
    let what = args.id.as_deref().unwrap_or("everything");
    Ok(Answer::good(match args.format {
        Form::Json => {
            let value = json!({
                "rulebook": rulebook.name(),
                "digest": rulebook.digest(),
                "known": known.to_string(),
                "histories": histories.iter().map(history::History::to_json).collect::<Vec<_>>(),
            });
            format!("{value:#}\n")
        }
        Form::Text => {
            format!("{}, history of {what}, known {known}\n{}", rulebook.name(), drawn(&rulebook, &histories))
        }
        Form::Markdown => {
            let mut out = format!("# {}, history of {what}, known {known}\n", rulebook.name());
            for history in &histories {
                out += &format!("\n## {}\n\n{}", heading(&rulebook, history), timeline::markdown(history));
            }
            out
        }
    }))
}

/// Each history under the citation of what it is about.
pub fn drawn(rulebook: &Rulebook, histories: &[history::History]) -> String {
    if histories.is_empty() {
        return "\nno act writes it\n".into();
    }
    let mut out = String::new();
    for history in histories {
        out += &format!("\n{}\n", heading(rulebook, history));
        for line in timeline::drawn(history).lines() {
            out += &if line.is_empty() { "\n".to_string() } else { format!("  {line}\n") };
        }
    }
    out
}

fn heading(rulebook: &Rulebook, history: &history::History) -> String {
    match history.kind {
        "provision" => rulebook.model().about.cite(&history.id),
        kind => format!("{kind} {}", history.id),
    }
}
