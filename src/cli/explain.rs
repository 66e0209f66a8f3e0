//! `lexact explain`: the answers of a matter as a reasoned opinion.

use super::args::{Explain, Paper};
use super::output::Trouble;
use super::{Answer, decide, input};

pub fn run(args: &Explain) -> Result<Answer, Trouble> {
    let decision = input::decision(&args.matter, args.format.format())?;
    let opinion = decision.opinion(args.language);
    let text = match args.format {
        Paper::Text => opinion.to_text(),
        Paper::Markdown => opinion.to_markdown(),
        Paper::Html => opinion.to_html(),
        Paper::Json => format!("{:#}\n", opinion.to_json()),
    };
    Ok(Answer { text, code: decide::code(&decision, args.matter.strict) })
}
