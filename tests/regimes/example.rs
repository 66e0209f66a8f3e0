//! An invented regime for what the shipped ones do not have yet: values, printed and enforced text that differ, lists that
//! are restated or repealed.

use lexact::{Known, Rulebook};

use super::page;
use super::standing::Standing;

const VOCABULARY: &str = r#"
rulebook example
  title "An invented regime"
identity Port "a port"
  N "North"
  S "South"
  W "West"
fact weight number "weight"
fact port Port "port"
decision permit required | not needed "whether a permit is needed"
"#;

const FIRST: &str = r#"
act 2020-01-10-first
  title "The first act"
  citation "A 1"
  published 2020-01-10
  effective 2020-02-01

value LIMIT = 100
value SPARE = 7
group CLOSED of Port is N
group WATCHED of Port is CLOSED, S

default 1 permit is not needed
rule 2
  when weight is at least LIMIT and port in WATCHED
  then permit is required
rule 3
  through 2020-12-31
  when weight is at least SPARE and port in CLOSED
  then permit is required
"#;

const SECOND: &str = r#"
act 2020-05-20-second
  title "The second act"
  citation "A 2"
  published 2020-05-20
  effective 2020-06-01

part "Weight" comply from 2020-09-01

set LIMIT to 80

part "Ports"

insert W into CLOSED
amend rule 2
  when weight is at least LIMIT and port in WATCHED and port is not S
  then permit is required
"#;

const THIRD: &str = r#"
act 2021-03-01-third
  title "The third act"
  citation "A 3"
  published 2021-03-01
  effective 2021-03-01

repeal 2, SPARE, WATCHED
"#;

#[test]
fn values_lists_and_later_compliance() {
    let sources = [("rulebook.act", VOCABULARY), ("1.act", FIRST), ("2.act", SECOND), ("3.act", THIRD)];
    let book = super::sound(Rulebook::from_sources(sources));
    let none = Standing::of(&book).on(&book, "2020-01-01".parse().expect("a day"), Known::Latest);
    let steps = super::steps(&book).into_iter();
    let pages: Vec<String> = steps.map(|(before, day)| page::revision(&book, before, day, None, &none)).collect();
    super::assert_page(&book, "all", &pages.join("\n--------\n"));
}
