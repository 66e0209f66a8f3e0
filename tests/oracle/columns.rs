//! Tables against the oracle: plan, columns and oracle agree on rulebooks, days and facts drawn by lot, nulls included.

use lexact::Known;
use lexact::value::Date;

use super::compare::{differ_once, put};
use super::facts::to_json;
use super::generate::Gen;
use super::model::show_day;
use super::print::sources;
use crate::batch::tables::{Matter, asked, same};

/// How many rulebooks are drawn by default; `LEXACT_ORACLE_TABLES` says otherwise.
const BOOKS: u64 = 4;
/// Rows of a table.
const ROWS: usize = 12;

#[test]
fn tables_agree_with_the_oracle() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let books = number("LEXACT_ORACLE_TABLES").unwrap_or(BOOKS);
    let first = number("LEXACT_ORACLE_SEED").unwrap_or(1);
    let (mut rows, mut read) = (0, 0);
    for seed in first..first + books {
        let mut lot = Gen::new(seed);
        let book = lot.book();
        let Ok(rulebook) = lexact::Rulebook::from_sources(sources(&book)) else { continue };
        let mut matters = Vec::new();
        for _ in 0..ROWS {
            let mut question = lot.question(&book);
            // Tables know one state of knowledge.
            question.known = None;
            let got = put(&rulebook, &question);
            assert_eq!(differ_once(seed, &book, &question, &got), None);
            let on = Date::parse(&show_day(question.on)).unwrap();
            let matter = || Matter { on, facts: to_json(&question.facts) };
            // Twice, and once under the law of another day: what is kept of one must not answer for the other.
            matters.extend([matter(), matter(), Matter { on: on.next(), ..matter() }]);
        }
        let expected = asked(&rulebook, Known::Latest, &matters);
        same(&rulebook, Known::Latest, &matters, &expected);
        rows += matters.len();
        read += expected.iter().flatten().count();
    }
    println!("{rows} rows, {read} of them without mistakes");
}
