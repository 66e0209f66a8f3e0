//! Lexact in peerbench: the rulebook of the job at any scale, and the adapter. The day of a transaction chooses the law.
use crate::engine::Engine;
use crate::facts::*;
use lexact::{Column, ColumnDesk, Columns, Date, Desk, Docket, Known, Programs, Rulebook, Whole};
use std::borrow::Cow;
use std::fmt::Write;

/// Between the files of the rulebook, each of which begins with its name.
const FILE: &str = "--- file ";

fn name(i: usize) -> String {
    if i == 0 { "class".into() } else { format!("class_{i}") }
}

/// The rulebook: the vocabulary, the act of 2022 and the act of 2023, with the class rules `scale` times.
pub fn source(scale: usize) -> String {
    let mut s = String::new();
    let mut countries: Vec<&str> = [D5, D14, A56, OTHER, &["US"]].concat();
    countries.sort_unstable();
    countries.dedup();
    s += &format!("{FILE}rulebook.act\n");
    s += "rulebook job\n  title      \"One job for every engine\"\n  authority  \"peerbench\"\n  cite as    \"{id}\"\n\n";
    s += "unit GB/s  \"gigabytes per second\"\n\nidentity Country  \"a country, by its code\"\n";
    countries.iter().for_each(|c| writeln!(s, "  {c}").unwrap());
    s += r#"
fact tpp             number          "total processing performance"
fact pd              number          "performance density"
fact io_gbps         number in GB/s  "aggregate bidirectional transfer rate"
fact mem_bw_density  number          "memory bandwidth density; no rule asks"
fact is_datacenter   yes/no          "designed or marketed for data centers"
fact destination     Country         "country of ultimate destination"
fact hq_country      Country         "seat of the buyer's parent"
fact date            date            "day of the transaction"
fact notified_days   duration        "days since the notification"
fact quantity        number          "how many; no rule asks"

"#;
    for i in 0..scale {
        writeln!(s, "decision {} upper | lower | old | nothing  \"the paragraph that describes the item\"", name(i)).unwrap();
    }
    s += r#"decision license    required | not needed  "whether a license is needed"
decision exception  NAC | nothing  "the exception that is open"
decision review     presumption of denial | presumption of approval | nothing  "how an application is reviewed"
"#;
    s += &format!("{FILE}2022.act\n");
    s += "act 2022-10-13-regime\n  title      \"The regime of October 2022\"\n  citation   \"87 FR 62186\"\n";
    s += "  released   2022-10-13\n  published  2022-10-13\n  effective  2022-10-21\n\n";
    for (group, members) in [("D5", D5), ("D14", D14), ("A56", A56)] {
        writeln!(s, "group {group} of Country is {}", members.join(", ")).unwrap();
    }
    for i in 0..scale {
        let (class, p, a) = (name(i), 100 + i, thr(i).0);
        write!(
            s,
            "default {p}.0 {class} is nothing\nrule {p}.1\n  when all of\n    (1) io_gbps is at least 600 GB/s\n    \
             (2) tpp is at least {a}\n  then {class} is old\n"
        )
        .unwrap();
    }
    s += r#"
default 2.0 license is not needed
default 3.0 exception is nothing
default 4.0 review is nothing
rule 2.1
  when all of
    (1) class is not nothing
    (2) any of
        (i)   destination in D5
        (ii)  hq_country in D5
        (iii) all of
              (A) destination in D14
              (B) destination not in A56
  then license is required
rule 3.1
  when all of
    (1) license is required
    (2) any of
        (i)  class is lower
        (ii) all of
             (A) class is upper
             (B) is_datacenter is no
    (3) any of
        (i)  destination not in D5
        (ii) notified_days is at least 25 days
  then exception is NAC
rule 4.1
  when all of
    (1) license is required
    (2) any of
        (i)  destination in D5
        (ii) hq_country in D5
  then review is presumption of denial
rule 4.2
  when all of
    (1) license is required
    (2) destination not in D5
    (3) hq_country not in D5
  then review is presumption of approval
"#;
    s += &format!("{FILE}2023.act\n");
    s += "act 2023-10-25-regime\n  title      \"The regime of October 2023\"\n  citation   \"88 FR 73458\"\n";
    s += "  released   2023-10-17\n  published  2023-10-25\n  effective  2023-11-17\n\n";
    for i in 0..scale {
        let (class, p, (a, b, c)) = (name(i), 100 + i, thr(i));
        write!(
            s,
            "repeal {p}.1
rule {p}.2
  when any of
    (1) tpp is at least {a}
    (2) all of
        (i)  tpp is at least {b}
        (ii) pd is at least 5.92
  then {class} is upper
rule {p}.3
  when any of
    (1) all of
        (i)  tpp is at least {c} and less than {a}
        (ii) pd is at least 1.6 and less than 5.92
    (2) all of
        (i)  tpp is at least {b} and less than {a}
        (ii) pd is at least 3.2 and less than 5.92
  then {class} is lower
exemption {p}.4 from {p}.2, {p}.3
  when all of
    (1) is_datacenter is no
    (2) tpp is less than {a}
"
        )
        .unwrap();
    }
    s
}

pub struct Lexact {
    programs: Programs,
    docket: Docket<'static>,
    desk: Desk,
    scale: usize,
}

/// Opens the rulebook, which checks it in full, and compiles the three revisions.
pub fn load(text: &str, scale: usize) -> Box<dyn Engine> {
    Box::new(Lexact { programs: programs(text, scale), docket: Docket::default(), desk: Desk::default(), scale })
}

fn programs(text: &str, scale: usize) -> Programs {
    let files = text.split(FILE).skip(1).map(|file| file.split_once('\n').unwrap());
    let book = Rulebook::from_sources(files).unwrap();
    let names: Vec<String> = (0..scale).map(name).chain(["license", "exception", "review"].map(String::from)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let programs = book.programs(&names, "date", Known::Latest).unwrap();
    for day in ["2020-01-01", "2023-01-01", "2024-01-01"] {
        programs.on(day.parse().unwrap());
    }
    programs
}

const CLASS: [Class; 4] = [Class::A, Class::B, Class::Old, Class::None];
const REVIEW: [Review; 3] = [Review::Denial, Review::Approval, Review::None];

/// Where the law says nothing, before its first instrument, nothing is required.
#[inline]
fn outcome(codes: &[u8], scale: usize) -> Outcome {
    let (classes, rest) = codes.split_at(scale);
    let [license, exception, review] = *rest else { panic!("three decisions besides the classes") };
    Outcome {
        class: *CLASS.get(classes[0] as usize).unwrap_or(&Class::None),
        licence: license == 0,
        nac: exception == 0,
        review: *REVIEW.get(review as usize).unwrap_or(&Review::None),
        hits: classes.iter().map(|class| u32::from(*class < 3)).sum(),
    }
}

impl Engine for Lexact {
    fn prepare(&mut self, facts: &[Facts]) {
        self.docket = Docket::default();
        for f in facts {
            let row = self.programs.read_json(&f.json()).unwrap().detached(&self.programs).unwrap();
            self.docket.enter(row);
        }
    }
    fn decide_prepared(&mut self, i: usize) -> Outcome {
        match self.programs.codes_of(&self.docket, i) {
            Some(codes) => outcome(codes, self.scale),
            None => outcome(self.programs.decide_of(&self.docket, i, &mut self.desk).unwrap().codes(), self.scale),
        }
    }
    fn decide_json(&mut self, text: &str) -> Outcome {
        let answer = self.programs.decide_json(text, &mut self.desk).unwrap();
        outcome(answer.codes(), self.scale)
    }
}

/// The same with facts in columns: exact decimals of four places, days, numbers of countries. What `run_prepared` is given are the facts
/// themselves; coding them is in it, and so is the choice of the law by the day.
pub struct InColumns {
    programs: Programs,
    columns: Columns<'static>,
    desk: ColumnDesk,
    ends: Vec<u32>,
    outcomes: Vec<Outcome>,
    scale: usize,
}

pub fn load_columns(text: &str, scale: usize) -> Box<dyn Engine> {
    Box::new(InColumns {
        programs: programs(text, scale),
        columns: Columns::default(),
        desk: ColumnDesk::default(),
        ends: Vec::new(),
        outcomes: Vec::new(),
        scale,
    })
}

fn decimals(all: impl Iterator<Item = f64>) -> Column<'static> {
    let digits = all.map(|value| (value * 10000.0).round() as i64).collect();
    Column { places: 4, ..Column::of(Whole::Longs(Cow::Owned(digits))) }.narrow()
}

fn countries(all: impl Iterator<Item = &'static str>) -> Column<'static> {
    let mut names: Vec<String> = Vec::new();
    let number = |country: &str| {
        names.iter().position(|name| name == country).unwrap_or_else(|| {
            names.push(country.to_string());
            names.len() - 1
        }) as u16
    };
    let numbers = all.map(number).collect::<Vec<_>>();
    Column { names: Cow::Owned(names), ..Column::of(Whole::Shorts(Cow::Owned(numbers))) }
}

impl Engine for InColumns {
    fn prepare(&mut self, facts: &[Facts]) {
        let mut columns = Columns::new(facts.len());
        let ints = |all: Vec<i32>| Column::of(Whole::Ints(Cow::Owned(all)));
        let day = |f: &Facts| {
            let ymd = f.ymd();
            let date = Date::new((ymd / 10000) as i16, (ymd / 100 % 100) as i8, (ymd % 100) as i8).unwrap();
            date.number() as i32
        };
        for (path, column) in [
            ("tpp", decimals(facts.iter().map(|f| f.tpp))),
            ("pd", decimals(facts.iter().map(|f| f.pd))),
            ("io_gbps", decimals(facts.iter().map(|f| f.io))),
            ("is_datacenter", Column::of(Whole::Bytes(Cow::Owned(facts.iter().map(|f| f.dc as u8).collect())))),
            ("destination", countries(facts.iter().map(|f| f.dest))),
            ("hq_country", countries(facts.iter().map(|f| f.hq))),
            ("date", ints(facts.iter().map(day).collect())),
            ("notified_days", ints(facts.iter().map(|f| f.notified as i32).collect())),
        ] {
            self.programs.enter(&mut columns, path, column).unwrap();
        }
        self.columns = columns;
    }
    fn decide_prepared(&mut self, i: usize) -> Outcome {
        let mut out = Vec::new();
        self.run_prepared(i + 1, &mut out);
        out[i]
    }
    fn decide_json(&mut self, text: &str) -> Outcome {
        let mut desk = Desk::default();
        outcome(self.programs.decide_json(text, &mut desk).unwrap().codes(), self.scale)
    }
    fn run_prepared(&mut self, n: usize, out: &mut Vec<Outcome>) {
        let InColumns { programs, columns, desk, ends, outcomes, scale } = self;
        programs.decide_columns(columns, desk, ends);
        while outcomes.len() < desk.tuples() {
            let tuple = desk.tuple(programs, outcomes.len() as u32).unwrap();
            outcomes.push(outcome(tuple.codes(), *scale));
        }
        out.clear();
        out.extend(ends[..n].iter().map(|end| outcomes[*end as usize]));
    }
}
