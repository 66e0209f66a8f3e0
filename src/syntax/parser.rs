//! The parser that pest makes of `grammar/lexact.pest`, and nothing else.

#![allow(missing_docs)]

use pest::Parser as _;
use pest::iterators::Pair;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/lexact.pest"]
struct Grammar;

/// Parses a whole text by one rule.
pub(super) fn parse(start: Rule, text: &str) -> Result<Pair<'_, Rule>, Box<pest::error::Error<Rule>>> {
    let mut pairs = Grammar::parse(start, text).map_err(Box::new)?;
    match pairs.next() {
        Some(pair) => Ok(pair),
        None => Err(Box::new(pest::error::Error::new_from_pos(
            pest::error::ErrorVariant::ParsingError { positives: vec![start], negatives: Vec::new() },
            pest::Position::from_start(text),
        ))),
    }
}
