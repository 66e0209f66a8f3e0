//! An invented regime for what the shipped ones may not have: values, each verb of time, lists that are restated or repealed, text
//! that comes back, force in doubt, and a matter that changes by the day alone.

use lexact::{Known, Rulebook};

use super::page::Regime;
use super::standing::Outcomes;

const VOCABULARY: &str = r#"
rulebook example
  title "An invented regime"
identity Port "a port"
  N "North"
  S "South"
  W "West"
fact weight number "weight"
fact port Port "port"
decision license required | not needed "whether a license is needed"
"#;

const ACTS: [(&str, &str); 9] = [
    (
        "1.act",
        r#"
act 2020-01-10-first
  title "The first act"
  citation "A 1"
  published 2020-01-10
  effective 2020-02-01

value LIMIT = 100
value SPARE = 7
group CLOSED of Port is N
group WATCHED of Port is CLOSED, S

default 1 license is not needed
rule 2
  when weight is at least LIMIT and port in WATCHED
  then license is required
rule 3
  through 2020-12-31
  when weight is at least SPARE and port in CLOSED
  then license is required
rule 4
  when weight is at least 5000 and on is on or after 2021-06-15
  then license is required
"#,
    ),
    (
        "2.act",
        r#"
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
  when all of
    (a) weight is at least LIMIT
    (b) port in WATCHED
    (c) port is not S
  then license is required
"#,
    ),
    (
        "3.act",
        r#"
act 2020-10-01-stay
  title "A stay"
  citation "A 3"
  published 2020-10-01
  effective 2020-10-01

suspend act 2020-05-20-second so far as it changes 2 from 2020-10-05 through 2020-11-30
"#,
    ),
    (
        "4.act",
        r#"
act 2020-11-20-longer-stay
  title "A longer stay"
  citation "A 4"
  published 2020-11-20
  effective 2020-11-20

extend suspension of act 2020-05-20-second so far as it changes 2 through 2020-12-15
"#,
    ),
    (
        "5.act",
        r#"
act 2020-12-20-announcement
  title "An announcement"
  citation "A 5"
  published 2020-12-20
  effective 2020-12-20

stop enforcing rule 2 from 2020-12-20
"#,
    ),
    (
        "6.act",
        r#"
act 2021-01-20-resumption
  title "Another announcement"
  citation "A 6"
  published 2021-01-20
  effective 2021-01-20

resume enforcing rule 2 from 2021-01-20
"#,
    ),
    (
        "7.act",
        r#"
act 2021-02-10-words
  title "Words"
  citation "A 7"
  published 2021-02-10
  effective 2021-02-10

amend 2(a) to weight is at least LIMIT + 10
renumber 4 as 5
"#,
    ),
    (
        "8.act",
        r#"
act 2021-03-01-repeals
  title "Repeals"
  citation "A 8"
  published 2021-03-01
  effective 2021-03-01

repeal SPARE
"#,
    ),
    (
        "9.act",
        r#"
act 2021-04-20-late
  title "Known late"
  citation "A 9"
  published 2021-04-20
  effective 2021-04-01

set LIMIT to 50
"#,
    ),
];

const MATTERS: &str = r#"
scenario "90 to West"
  given weight is 90, port is W
scenario "60 to West"
  given weight is 60, port is W
scenario "100 to South"
  given weight is 100, port is S
scenario "6000 to South"
  given weight is 6000, port is S
"#;

fn example() -> Regime {
    let sources = [("rulebook.act", VOCABULARY)].into_iter().chain(ACTS).chain([("matters/example.act", MATTERS)]);
    Regime::new(super::sound(Rulebook::from_sources(sources)))
}

/// On a day on which no text changes, matters that come out otherwise are named as unexplained; where no matter does, nothing is.
#[test]
fn a_change_that_no_instrument_explains_is_told() {
    let regime = example();
    let day = |text: &str| text.parse::<lexact::Date>().expect("a day");
    let under = |on| regime.standing.under(&regime.book.in_force(day(on), Known::Latest));
    let (quiet, same, other) = (day("2020-03-01"), under("2020-02-01"), under("2020-06-01"));
    assert_eq!(regime.revision(Some((day("2020-02-01"), &same)), quiet).unexplained, Vec::<String>::new());
    let unexplained = regime.revision(Some((day("2020-02-01"), &other)), quiet).unexplained;
    assert_eq!(unexplained.len(), 4, "{unexplained:?}");
    assert_eq!(unexplained[0], "2020-03-01, standing matter: 90 to West");
}

#[test]
fn verbs_values_lists_and_later_compliance() {
    let regime = example();
    let mut before: Option<(lexact::Date, Outcomes)> = None;
    let (mut pages, mut index) = (Vec::new(), String::new());
    for day in regime.book.revisions(Known::Latest) {
        let revision = regime.revision(before.as_ref().map(|(day, outcomes)| (*day, outcomes)), day);
        assert_eq!(revision.unexplained, Vec::<String>::new());
        pages.push(revision.page);
        index += &revision.entry;
        before = Some((day, revision.outcomes));
    }
    let (day, outcomes) = before.expect("a revision");
    let later = regime.by_the_day_alone(day, &outcomes, day.plus_days(365).expect("a day"));
    assert_eq!(later.len(), 1, "{later:?}");
    assert_eq!(later[0].0.to_string(), "2021-06-15");
    super::assert_page("example", "all", &(pages.join("\n--------\n") + "\n--------\n" + &index));
}
