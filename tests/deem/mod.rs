//! Presumptions: a folder for each case, with its vocabulary, its law and scenarios that say how it comes out; what an answer
//! shows, what it waits for, and that what is decided stays so.

mod shown;
mod soundness;
mod texts;

use lexact::{Decision, Rulebook};

use super::cases;

/// The rulebook of a case.
fn open(case: &str) -> Rulebook {
    cases::open("deem", case)
}

fn decide(book: &Rulebook, on: &str, facts: &str) -> Decision {
    cases::decide(book, on, facts)
}

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    cases::come_out_as_their_scenarios_say("deem");
}
