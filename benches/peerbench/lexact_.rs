//! Lexact in peerbench: the adapter. The rulebook of the job is `job.rs`. The day of a transaction chooses the law.
use crate::engine::Engine;
use crate::facts::*;
use lexact::{Column, ColumnDesk, Columns, Date, Desk, Docket, Known, Programs, Rulebook, Whole};
use std::borrow::Cow;

#[path = "job.rs"]
mod job;

pub use job::source;
use job::name;

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
    let book = Rulebook::from_sources(job::files(text)).unwrap();
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
