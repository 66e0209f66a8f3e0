//! What the missing facts could be: an answer is settled exactly where every way to fill them in gives it, and the facts it is
//! said to turn on are exactly those it turns on.

mod misses;

use std::collections::BTreeSet;

use lexact::{Decision, Known, Law, Rulebook, Status};
use serde_json::{Map, Value, json};

const VOCABULARY: &str = r#"rulebook small
  title "Small"
unit t "tonnes"
identity Place "a place"
  HERE "here"
  THERE "there"
  ELSEWHERE "elsewhere"
record Party "a party"
  home  Place                     "its seat"
  known yes/no                    "it is known"
fact apt     yes/no               "apt"
fact bulk    yes/no               "bulk"
fact covered yes/no               "covered"
fact weight number in t at least 0 "weight"
fact day    optional date        "a day"
fact party  Party                "the party"
decision license required | not needed
decision marks   set of provision
"#;

/// Every fact and all that is worth trying of it: each threshold of the rules drawn below, and a value to either side.
const VALUES: [(&str, &[&str]); 7] = [
    ("apt", &["true", "false"]),
    ("bulk", &["true", "false"]),
    ("covered", &["true", "false"]),
    ("weight", &["0", "1", "2", "2.5", "3", "4", "5", "6"]),
    ("day", &["null", "\"2024-01-09\"", "\"2024-01-10\"", "\"2024-01-11\"", "\"2023-12-20\"", "\"2023-12-01\""]),
    ("party.home", &["\"HERE\"", "\"THERE\"", "\"ELSEWHERE\""]),
    ("party.known", &["true", "false"]),
];

/// Tests of one fact each.
const TESTS: [&str; 14] = [
    "apt",
    "not bulk",
    "covered",
    "apt is no",
    "weight is at least 3 t",
    "weight is less than 3 t",
    "weight is more than 2 t and at most 5 t",
    "day is before 2024-01-10",
    "day is at least 20 days before on",
    "day is none",
    "party.home is HERE",
    "party.home in FAR",
    "party.known",
    "weight is 5 t",
];

struct Lot(u64);

impl Lot {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn condition(&mut self, depth: usize) -> String {
        match self.below(if depth == 0 { 1 } else { 5 }) {
            1 => format!("({}) and ({})", self.condition(depth - 1), self.condition(depth - 1)),
            2 => format!("({}) or ({})", self.condition(depth - 1), self.condition(depth - 1)),
            3 => format!("not ({})", self.condition(depth - 1)),
            _ => TESTS[self.below(TESTS.len())].to_string(),
        }
    }

    fn law(&mut self) -> String {
        let mut act = String::from("act one\n  citation \"1\"\n  published 2024-01-01\n  effective 2024-01-01\n");
        act += "group FAR of Place is THERE, ELSEWHERE\n";
        for n in 1..=2 + self.below(3) {
            let value = if self.below(3) == 0 { "not needed" } else { "required" };
            act += &format!("rule {n}\n  when {}\n  then license is {value}\n", self.condition(2));
        }
        if self.below(2) == 0 {
            act += &format!("exemption 8 from 1\n  when {}\n", self.condition(1));
        }
        if self.below(2) == 0 {
            act += "default 9 license is not needed\n";
        }
        act + &format!("rule 10.1\n  when {}\n  then marks includes this\n", self.condition(2))
    }
}

fn with(facts: &Value, path: &str, value: &str) -> Value {
    let mut facts = facts.clone();
    let value: Value = serde_json::from_str(value).unwrap();
    match path.split_once('.') {
        Some((record, field)) => facts[record][field] = value,
        None => facts[path] = value,
    }
    facts
}

fn open(act: &str) -> Law {
    let book = Rulebook::from_sources([("rulebook.act", VOCABULARY), ("one.act", act)])
        .unwrap_or_else(|failure| panic!("{failure}\n{act}"));
    book.in_force("2024-01-10".parse().unwrap(), Known::Latest)
}

fn decide(law: &Law, facts: &Value) -> Decision {
    law.decide(&law.facts().from_json(&facts.to_string()).unwrap_or_else(|errors| panic!("{errors}\n{facts}")))
}

/// What is told of both decisions.
fn told(decision: &Decision) -> (String, String) {
    let license = &decision["license"];
    let marks = decision["marks"].elements.iter().flatten().filter(|e| e.sure).count();
    (format!("{:?} {:?}", license.status, license.value), format!("{:?} {marks}", decision["marks"].status))
}

/// Every way to fill in what is missing: the answers to both decisions.
fn completions(law: &Law, facts: &Value, missing: &[(&str, &[&str])]) -> Vec<(Vec<usize>, (String, String))> {
    let Some(((path, values), rest)) = missing.split_first() else {
        return vec![(Vec::new(), told(&decide(law, facts)))];
    };
    let each = values.iter().enumerate().flat_map(|(n, value)| {
        let below = completions(law, &with(facts, path, value), rest);
        below.into_iter().map(move |(mut at, told)| {
            at.insert(0, n);
            (at, told)
        })
    });
    each.collect()
}

/// The facts on which an answer turns: two ways to fill them in differ in that fact alone and get different answers.
fn turns_on(all: &[(Vec<usize>, String)], missing: &[(&str, &[&str])]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (number, (path, _)) in missing.iter().enumerate() {
        let mut rest: std::collections::BTreeMap<Vec<usize>, &String> = Default::default();
        for (at, told) in all {
            let mut others = at.clone();
            others.remove(number);
            if *rest.entry(others).or_insert(told) != told {
                found.insert((*path).to_string());
            }
        }
    }
    found
}

#[test]
fn settled_exactly_where_all_completions_agree() {
    let mut lot = Lot(7);
    let (mut settled, mut open_ones) = (0, 0);
    for _ in 0..60 {
        let act = lot.law();
        let law = open(&act);
        for _ in 0..2 {
            let mut facts = json!({ "party": {}, "claims": [] });
            let mut missing: Vec<(&str, &[&str])> = Vec::new();
            for (path, values) in VALUES {
                if missing.len() < 3 && lot.below(2) == 0 {
                    missing.push((path, values));
                } else {
                    facts = with(&facts, path, values[lot.below(values.len())]);
                }
            }
            let decision = decide(&law, &facts);
            let all = completions(&law, &facts, &missing);
            for (name, pick) in [("license", 0), ("marks", 1)] {
                let answers: Vec<(Vec<usize>, String)> =
                    all.iter().map(|(at, (license, marks))| (at.clone(), [license, marks][pick].clone())).collect();
                let one = answers.iter().all(|(_, told)| *told == answers[0].1);
                let shown = format!("{act}\n{facts}\n{:#}", decision.to_json()["decisions"]);
                let (license, marks) = told(&decision);
                if one {
                    settled += 1;
                    assert_eq!([license, marks][pick], answers[0].1, "{name}\n{shown}");
                } else {
                    open_ones += 1;
                    assert_eq!(decision[name].status, Status::Unknown, "{name}\n{shown}");
                }
                let needs: BTreeSet<String> = decision.needs_of(name).iter().map(|need| need.fact.clone()).collect();
                assert_eq!(needs, turns_on(&answers, &missing), "{name}\n{shown}");
            }
        }
    }
    assert!(settled > 50 && open_ones > 50, "{settled} settled, {open_ones} open: the lot is too narrow");
}

/// The chip of the first page: what matters first is its performance.
#[test]
fn the_first_need_is_the_most_decisive() {
    let book = Rulebook::open(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear")).unwrap();
    let law = book.in_force("2024-01-10".parse().unwrap(), Known::Latest);
    let chip = json!({ "item": { "form": "integrated circuit", "tpp": 5000 }, "destination": "CN", "activity": "export",
        "claims": [] });
    assert_eq!(decide(&law, &chip)["license"], "required");
    let open = decide(&law, &json!({ "item": { "form": "integrated circuit" }, "parties": [] }));
    assert_eq!(open["license"].status, Status::Unknown);
    assert_eq!(open.needs_of("license")[0].fact, "item.tpp");
}

/// `x or not x` holds whatever x is, and the answer says that it took filling it in.
#[test]
fn what_was_filled_in_is_told() {
    let law = open(
        "act one\n  citation \"1\"\n  published 2024-01-01\n  effective 2024-01-01\n\
         rule 1\n  when weight is at least 3 t\n  then license is required\n\
         rule 2\n  when weight is less than 3 t\n  then license is required\n",
    );
    let decision = decide(&law, &Value::Object(Map::new()));
    assert_eq!(decision["license"], "required");
    let whatever: Vec<&str> = decision["license"].whatever.iter().map(|need| need.fact.as_str()).collect();
    assert_eq!(whatever, ["weight"]);
    assert_eq!(decision.to_json()["decisions"]["license"]["whatever"], json!(["weight"]));
    assert!(decision.needs().is_empty());
    assert!(decision.explain().contains("whatever is true of weight"), "{}", decision.explain());
}
