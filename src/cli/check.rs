//! `lexact check`: every mistake in a rulebook.

use std::io::Write;
use std::time::Duration;

use serde_json::json;

use super::args::{Check, Format};
use super::output::{Trouble, complain, report};
use super::{Answer, WRONG, count, history, input, show};
use crate::diagnostics::render;
use crate::history::History;
use crate::model::{Clause, Model};
use crate::{Draft, Known, Rulebook};

/// How long a watch waits before it looks at the folder again.
const PAUSE: Duration = Duration::from_millis(200);

pub fn run(args: &Check) -> Result<Answer, Trouble> {
    if args.watch { watch(args) } else { answer(args, input::rulebook(&args.rulebook, args.format)) }
}

/// Checks again whenever a file has changed, until the process is ended or nobody reads what it says.
fn watch(args: &Check) -> Result<Answer, Trouble> {
    let trouble = |failure| input::failed(&failure, args.format);
    let mut draft = Draft::default();
    draft.read(&args.rulebook).map_err(trouble)?;
    // A file that an editor is just writing cannot be read for a moment; each trouble is told once.
    let (mut changed, mut unreadable) = (true, None);
    loop {
        if changed {
            let answer = answer(args, draft.check().map_err(trouble)).unwrap_or_else(|trouble| {
                complain(&trouble);
                Answer::good(String::new())
            });
            let mut out = std::io::stdout().lock();
            if out.write_all(answer.text.as_bytes()).and_then(|()| out.flush()).is_err() {
                return Ok(Answer::good(String::new()));
            }
        }
        std::thread::sleep(PAUSE);
        changed = match draft.read(&args.rulebook) {
            Ok(changed) => unreadable.take().is_some() || changed,
            Err(failure) => {
                let told = Some(failure.to_string());
                if unreadable != told {
                    complain(&trouble(failure));
                }
                unreadable = told;
                false
            }
        };
    }
}

fn answer(args: &Check, rulebook: Result<Rulebook, Trouble>) -> Result<Answer, Trouble> {
    match rulebook {
        Ok(rulebook) => checked(args, &rulebook),
        Err(Trouble::Wrong { diagnostics, sources, format: Format::Json }) => {
            let all: Vec<_> = diagnostics.iter().map(|d| render::json(d, &sources)).collect();
            Ok(Answer { text: format!("{:#}\n", json!({ "diagnostics": all })), code: WRONG })
        }
        Err(trouble) => {
            let found = match &trouble {
                Trouble::Wrong { diagnostics, .. } => diagnostics.iter().filter(|d| d.is_error()).count(),
                Trouble::Usage { .. } => 0,
            };
            complain(&trouble);
            Ok(Answer { text: format!("{}\n", count(found, "mistake")), code: WRONG })
        }
    }
}

/// A rulebook without mistakes, and the history of what is asked for.
fn checked(args: &Check, rulebook: &Rulebook) -> Result<Answer, Trouble> {
    let histories = match &args.id {
        None => Vec::new(),
        Some(id) => {
            show::exists(rulebook, id)?;
            rulebook.history(Some(id), Known::Latest)
        }
    };
    if args.format == Format::Json {
        let warnings: Vec<_> = rulebook.warnings().iter().map(|d| render::json(d, rulebook.sources())).collect();
        let revisions: Vec<String> = rulebook.revisions(Known::Latest).iter().map(ToString::to_string).collect();
        let mut value = json!({
            "rulebook": rulebook.name(),
            "digest": rulebook.digest(),
            "revisions": revisions,
            "diagnostics": warnings,
        });
        if args.id.is_some() {
            value["histories"] = histories.iter().map(History::to_json).collect();
        }
        return Ok(Answer::good(format!("{value:#}\n")));
    }
    report(rulebook.warnings(), rulebook.sources());
    let drawn = if args.id.is_some() { history::drawn(rulebook, &histories) } else { String::new() };
    Ok(Answer::good(summary(rulebook) + &drawn))
}

fn summary(rulebook: &Rulebook) -> String {
    let model = rulebook.model();
    let counts = [
        count(model.acts.len(), "instrument"),
        count(provisions(model), "provision"),
        count(rulebook.revisions(Known::Latest).len(), "revision"),
        count(model.scenarios.len(), "scenario"),
    ];
    let warnings = match rulebook.warnings().len() {
        0 => "no mistakes".to_string(),
        n => format!("no mistakes, {}", count(n, "warning")),
    };
    format!("{}: {}; {warnings}\n", rulebook.name(), counts.join(", "))
}

/// Ids that some act writes.
fn provisions(model: &Model) -> usize {
    let ids = model.statements.iter().filter_map(|s| match &s.clause {
        Clause::Provision(p) => Some(p.id),
        _ => None,
    });
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}
