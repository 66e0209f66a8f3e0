//! The parser that pest makes of `lexact.pest`, and nothing else. What its pairs mean is the `syntax` stage of `lexact`: use that crate.

// the parser made without the standard library names it
extern crate alloc;

use pest::Parser as _;
use pest::iterators::Pair;

#[derive(pest_derive::Parser)]
#[grammar = "lexact.pest"]
struct Grammar;

/// Parses a text by one rule.
///
/// # Errors
///
/// The place pest could not get past, and what it would have taken there.
pub fn parse(start: Rule, text: &str) -> Result<Pair<'_, Rule>, Box<pest::error::Error<Rule>>> {
    let mut pairs = Grammar::parse(start, text).map_err(Box::new)?;
    match pairs.next() {
        Some(pair) => Ok(pair),
        None => Err(Box::new(pest::error::Error::new_from_pos(
            pest::error::ErrorVariant::ParsingError { positives: vec![start], negatives: Vec::new() },
            pest::Position::from_start(text),
        ))),
    }
}
