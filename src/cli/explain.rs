//! `lexact explain`: the answers of a matter as a reasoned opinion.

use super::args::{Decide, Format};
use super::output::Trouble;
use super::{Answer, decide, input};

pub fn run(args: &Decide) -> Result<Answer, Trouble> {
    let decision = input::decision(args)?;
    let text = match args.format {
        Format::Text => decision.explain(),
        Format::Json => format!("{:#}\n", decision.to_json()),
    };
    Ok(Answer { text, code: decide::code(&decision, args.strict) })
}
