//! What the scenarios leave unexercised, in legal terms: a provision or paragraph is exercised when it held in one line
//! and failed in another.

use indexmap::IndexMap;

use super::scenarios::decide;
use crate::Rulebook;
use crate::decision::ParagraphTruth;
use crate::model::Clause;

/// Every provision and paragraph that some scenario line left in doubt.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// How many provisions and paragraphs there are that can hold or fail.
    pub all: usize,
    /// Those not exercised both ways, in the order of the files.
    pub gaps: Vec<Gap>,
}

/// A provision or paragraph that is not exercised both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The act that wrote it.
    pub act: String,
    /// The provision.
    pub provision: String,
    /// The paragraph's address; empty for the provision as a whole.
    pub address: String,
    /// What no line showed: `in force`, `met`, `not met`, `either`.
    pub never: &'static str,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    held: bool,
    failed: bool,
    can_fail: bool,
}

/// Runs every line again and notes what held and what failed.
pub fn coverage(rulebook: &Rulebook) -> Coverage {
    let model = rulebook.model();
    let mut seen: IndexMap<(String, String, String), Seen> = IndexMap::new();
    for line in model.scenarios.iter().flat_map(|s| &s.expectations) {
        // A line whose facts are wrong exercises nothing; the run of scenarios reports it.
        let Ok(decision) = decide(rulebook, line) else { continue };
        for ParagraphTruth { act, provision, address, holds, can_fail } in decision.paragraph_truths() {
            let one = seen.entry((act, provision, address)).or_default();
            one.held |= holds == Some(true);
            one.failed |= holds == Some(false);
            one.can_fail |= can_fail;
        }
    }
    let mut coverage = Coverage::default();
    for statement in &model.statements {
        let Clause::Provision(written) = &statement.clause else { continue };
        let act = &model.act(statement.act).name;
        let id = model.tree.text(written.id);
        let of_this = |(a, p, _): &(String, String, String)| a == act && p == id;
        let mut found = seen.iter().filter(|(key, _)| of_this(key)).peekable();
        if found.peek().is_none() {
            coverage.all += 1;
            coverage.gaps.push(gap(act, id, "", "in force"));
        }
        for ((_, _, address), seen) in found {
            coverage.all += 1;
            let never = match (seen.held, seen.failed || !seen.can_fail) {
                (true, true) => continue,
                (true, false) => "not met",
                (false, _) if !seen.failed => "either",
                (false, _) => "met",
            };
            coverage.gaps.push(gap(act, id, address, never));
        }
    }
    coverage.gaps.dedup();
    coverage
}

fn gap(act: &str, provision: &str, address: &str, never: &'static str) -> Gap {
    Gap { act: act.into(), provision: provision.into(), address: address.into(), never }
}
