//! `lexact schema`: the JSON Schema of the facts.

use super::args::{Format, Schema};
use super::output::Trouble;
use super::{Answer, input};

pub fn run(args: &Schema) -> Result<Answer, Trouble> {
    let rulebook = input::rulebook(&args.rulebook, Format::Text)?;
    Ok(Answer::good(format!("{:#}\n", rulebook.schema())))
}
