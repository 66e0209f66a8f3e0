//! Ranges, and one element of a list: a folder for each case; what an answer shows and waits for; what is decided stays so.

mod shown;
mod soundness;

use super::cases;

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    cases::come_out_as_their_scenarios_say("ranges");
}
