//! `lexact explain`: the answers of a matter as a reasoned opinion.

use super::args::{Explain, Paper};
use super::output::Trouble;
use super::{Answer, decide, input};
use crate::Decision;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

pub fn run(args: &Explain) -> Result<Answer, Trouble> {
    let decision = input::decision(&args.matter, args.format.format())?;
    if let Some(wish) = &args.why_not {
        return why_not(&decision.in_language(args.language.tag()), wish, args);
    }
    let names: Vec<&str> = args.decide.iter().map(String::as_str).collect();
    let opinion = decision.opinion(args.language).limited_to(&names).map_err(|no| Trouble::usage(no.to_string()))?;
    let text = match args.format {
        Paper::Text => opinion.to_text(),
        Paper::Markdown => opinion.to_markdown(),
        Paper::Html => opinion.to_html(),
        Paper::Json => format!("{:#}\n", opinion.to_json()),
    };
    Ok(Answer { text, code: decide::code(&decision, args.matter.strict) })
}

/// The nearest misses of an answer.
fn why_not(decision: &Decision, wish: &str, args: &Explain) -> Result<Answer, Trouble> {
    let format = args.format.format();
    let keep: Vec<&str> = args.keep.iter().map(String::as_str).collect();
    let answer = decision.why_not_keeping(wish, &keep).map_err(|error| {
        let diagnostic = Diagnostic::error("facts/no-such-answer", error.message).maybe_help(error.help);
        Trouble::Wrong { diagnostics: vec![diagnostic], sources: Sources::default(), format }
    })?;
    let text = match args.format {
        Paper::Text => answer.to_text(args.language),
        Paper::Json => format!("{:#}\n", answer.to_json()),
        Paper::Markdown | Paper::Html => {
            return Err(Trouble::Usage {
                message: "nearest misses are told as text or JSON".into(),
                help: Some("leave out `--format`, or write `--format json`".into()),
            });
        }
    };
    Ok(Answer { text, code: decide::code(decision, args.matter.strict) })
}
