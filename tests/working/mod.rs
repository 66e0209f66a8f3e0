//! Working days: a folder for each case; counted against a count by another way; what is decided holds whichever day is missing.

use proptest::prelude::*;

use super::{cases, completions};

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    cases::come_out_as_their_scenarios_say("working");
}

const VOCABULARY: &str =
    "rulebook small\n  title \"Small\"\nrecord Holiday\n  day date\nfact start date\nfact sent date
decision after_it date\ndecision before_it date\ndecision in_time yes/no\ndecision kept yes/no\n";
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A law of working days, all of March to September 2024 being covered. The days are counted in days of 2024.
#[derive(Clone, Debug)]
struct Case {
    days: Vec<usize>,
    holidays: Vec<u32>,
    count: u32,
    start: u32,
    sent: u32,
}

/// The days from 1 March through 30 September, as days of 2024 from 0.
const COVERED: std::ops::RangeInclusive<u32> = 60..=273;
/// The lengths of the months of 2024.
const MONTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

fn written(day: u32) -> String {
    let (mut month, mut rest) = (0, day);
    while rest >= MONTHS[month] {
        rest -= MONTHS[month];
        month += 1;
    }
    format!("2024-{:02}-{:02}", month + 1, rest + 1)
}

impl Case {
    fn law(&self) -> lexact::Law {
        let days: Vec<&str> = self.days.iter().map(|day| NAMES[*day]).collect();
        let rows = self.holidays.iter().enumerate().map(|(n, day)| format!("  | {} | {} |\n", n + 1, written(*day)));
        let (days, rows, count) = (days.join(", "), rows.collect::<String>(), self.count);
        let act = format!(
            "act one\n  citation \"1\"\n  published 2024-01-01\n  effective 2024-01-01
register HOLIDAYS of Holiday\n  | row | day |\n{rows}
value working_days = {days} except HOLIDAYS from {} through {}
rule 1\n  then after_it is {count} working days after start
rule 2\n  then before_it is {count} working days before start
rule 3\n  then in_time is yes when sent is at least {count} working days before start; no otherwise
rule 4\n  then kept is yes when sent is on or before {count} working days after start; no otherwise\n",
            written(*COVERED.start()),
            written(*COVERED.end()),
        );
        completions::law(VOCABULARY, &act)
    }

    /// 1 January 2024 was a Monday.
    fn works(&self, day: u32) -> bool {
        self.days.contains(&(day as usize % 7)) && !self.holidays.contains(&day)
    }

    /// The first day by which enough working days lie between it and `start`; none where one of these is not covered.
    fn counted(&self, after: bool) -> Option<u32> {
        let step = |far: u32| if after { Some(self.start + far) } else { self.start.checked_sub(far) };
        let enough =
            |far: &u32| (1..=*far).filter_map(step).filter(|day| self.works(*day)).count() as u32 >= self.count;
        let far = (0..=366).filter(|far| step(*far).is_some()).find(enough)?;
        (1..=far).filter_map(step).all(|day| COVERED.contains(&day)).then(|| step(far))?
    }

    fn facts(&self, start: bool, sent: bool) -> String {
        let one = |name: &str, day: u32, given: bool| given.then(|| format!("\"{name}\": \"{}\"", written(day)));
        let known: Vec<String> =
            [one("start", self.start, start), one("sent", self.sent, sent)].into_iter().flatten().collect();
        format!("{{ {} }}", known.join(", "))
    }
}

fn matters() -> impl Strategy<Value = Case> {
    let days = proptest::sample::subsequence((0..7).collect::<Vec<usize>>(), 1..=7);
    let holidays = proptest::collection::btree_set(COVERED, 1..25);
    (days, holidays, 0u32..12, 50u32..285, 50u32..285).prop_map(|(days, holidays, count, start, sent)| Case {
        days,
        holidays: holidays.into_iter().collect(),
        count,
        start,
        sent,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_day_differs_from_a_count_by_another_way(case in matters()) {
        let law = case.law();
        let decide = |facts: &str| law.decide(&law.facts().from_json(facts).unwrap());
        let whole = decide(&case.facts(true, true));
        for (decision, after) in [("after_it", true), ("before_it", false)] {
            let expected = case.counted(after).map(written);
            prop_assert_eq!(whole[decision].value.as_deref(), expected.as_deref(), "{}", decision);
        }
        let before = case.counted(false);
        let in_time = match before {
            _ if case.sent > case.start => Some(false),
            Some(last) => Some(case.sent <= last),
            None => None,
        };
        let kept = case.counted(true).map(|last| case.sent <= last);
        prop_assert_eq!(completions::decided(&whole, "in_time"), in_time);
        prop_assert_eq!(completions::decided(&whole, "kept"), kept);
        // What is decided without one of the facts is what comes out with it.
        for (start, sent) in [(true, false), (false, true), (false, false)] {
            let part = decide(&case.facts(start, sent));
            for (name, whole) in [("in_time", in_time), ("kept", kept)] {
                if let Some(decided) = completions::decided(&part, name) {
                    prop_assert_eq!(Some(decided), whole, "{} decided without a fact", name);
                }
            }
        }
    }
}
