//! References by name and definitions that spread: a folder for each, with its vocabulary, its law and scenarios that say how it
//! comes out; what an answer shows, what it waits for, what is refused, and that what is decided stays so.

mod references;
mod shown;
mod soundness;

use lexact::{Decision, Rulebook};

use super::cases;

/// The rulebook of a case.
fn open(case: &str) -> Rulebook {
    cases::open("spread", case)
}

fn decide(book: &Rulebook, facts: &str) -> Decision {
    cases::decide(book, "2024-01-01", facts)
}

fn needs<'d>(decision: &'d Decision, name: &str) -> Vec<&'d str> {
    decision.needs_of(name).iter().map(|need| need.fact.as_str()).collect()
}

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    cases::come_out_as_their_scenarios_say("spread");
}
