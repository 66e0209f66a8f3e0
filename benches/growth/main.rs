//! What grows with the rules, counted in instructions, which are the same on a busy machine as on a quiet one: each case is run once by itself
//! under callgrind, with the class rules of the job 1, 10 and 100 times. Without valgrind nothing is measured, and that is said. And the memory
//! that a rulebook takes.

#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark stops when something is wrong, and says what it counted"
)]

#[path = "../peerbench/job.rs"]
mod job;

use std::hint::black_box;
use std::process::Command;

use lexact::{Desk, Docket, Draft, Known, Law, Programs, Rulebook};

const SCALES: [usize; 3] = [1, 10, 100];

/// What a case is called, and its work with so many sets of class rules.
type Case = (&'static str, fn(usize));

/// What is counted.
const CASES: [Case; 8] = [
    ("open the rulebook, checked in full", load),
    ("one instrument changed, checked again", change),
    ("first law of a revision", revision),
    ("compile the decisions of three revisions", compile),
    ("a decision by the law, facts prepared", decide),
    ("its opinion", explain),
    ("a decision by the program, facts prepared", prepared),
    ("a decision by the program, from JSON", from_json),
];

/// The same of `rules/us-ear`.
const US_EAR: [(&str, fn()); 2] =
    [("open the rulebook, checked in full", load_us_ear), ("one instrument changed, checked again", change_us_ear)];

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear");
/// The instrument that is changed, and how.
const CHANGED: (&str, &str, &str) = ("2023-10-25-advanced-computing.act", "5.92", "5.93");

const MATTER: &str = r#"{"tpp": 5000, "pd": 6.25, "io_gbps": 400, "mem_bw_density": 3, "is_datacenter": true, "destination": "CN",
    "hq_country": "CN", "date": "2024-03-01", "notified_days": 30, "quantity": 10}"#;

fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--case").skip(1);
    match (arguments.next(), arguments.next()) {
        (Some(case), Some(scale)) if case == "memory" => held(&scale),
        (Some(case), Some(scale)) if scale == "us-ear" => US_EAR[case.parse::<usize>().unwrap()].1(),
        (Some(case), Some(scale)) => CASES[case.parse::<usize>().unwrap()].1(scale.parse().unwrap()),
        _ => table(),
    }
}

/// Counts every case at every scale.
fn table() {
    println!("instructions, in thousands; the class rules 1, 10 and 100 times\n");
    for (number, (name, _)) in CASES.iter().enumerate() {
        let counts: Vec<String> =
            SCALES.iter().map(|scale| count(number, &scale.to_string())).map(|count| format!("{count:>12}")).collect();
        println!("{name:<44}{}", counts.concat());
    }
    println!("\nthe same of rules/us-ear\n");
    for (number, (name, _)) in US_EAR.iter().enumerate() {
        println!("{name:<44}{:>12}", count(number, "us-ear"));
    }
    println!("\nmemory of a rulebook that is held, for each statement of its instruments\n");
    for scale in SCALES.map(|scale| scale.to_string()).iter().map(String::as_str).chain(["us-ear"]) {
        let own = std::env::current_exe().unwrap();
        let said = Command::new(own).args(["--case", "memory", scale]).output().unwrap();
        println!("{scale:<44}{:>12}", String::from_utf8_lossy(&said.stdout).trim());
    }
}

/// How many rulebooks are held at once, so that what belongs to none of them does not count.
const HELD: usize = 20;

/// Prints the bytes that a rulebook takes for each statement of its instruments.
fn held(scale: &str) {
    let open = || match scale.parse() {
        Ok(scale) => rulebook(scale),
        Err(_) => Rulebook::open(RULES).unwrap_or_else(|failure| panic!("{failure}")),
    };
    let statements = open().model().statements.len();
    let before = resident();
    let all: Vec<Rulebook> = (0..HELD).map(|_| open()).collect();
    println!("{} bytes", resident().saturating_sub(before) / all.len() / statements);
}

/// The memory of this process, in bytes, as Linux counts it.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().and_then(|kib| kib.parse::<usize>().ok()).unwrap() * 1024
}

/// The instructions of one case, in thousands, with a decimal. On one core, as only one thread is counted.
fn count(case: usize, scale: &str) -> String {
    let own = std::env::current_exe().unwrap();
    let ran = Command::new("taskset")
        .args(["-c", "0", "valgrind"])
        .args([
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            "--collect-atstart=no",
            "--toggle-collect=*measured*",
        ])
        .arg(own)
        .args(["--case", &case.to_string(), scale])
        .output()
        .unwrap_or_else(|why| panic!("valgrind cannot be run on one core, so nothing is counted: {why}"));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1)).unwrap_or_else(|| panic!("{said}"));
    let count: u64 = collected.trim().parse().unwrap();
    format!("{}.{}", count / 1000, count % 1000 / 100)
}

/// What callgrind counts: all that happens within.
#[inline(never)]
fn measured<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn rulebook(scale: usize) -> Rulebook {
    Rulebook::from_sources(job::files(&job::source(scale))).unwrap_or_else(|failure| panic!("{failure}"))
}

fn law(scale: usize) -> Law {
    rulebook(scale).in_force("2024-03-01".parse().unwrap(), Known::Latest)
}

fn programs(rulebook: &Rulebook, scale: usize) -> Programs {
    let names: Vec<String> =
        (0..scale).map(job::name).chain(["license", "exception", "review"].map(String::from)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let programs = rulebook.programs(&names, "date", Known::Latest).unwrap();
    for day in ["2020-01-01", "2023-01-01", "2024-03-01"] {
        programs.on(day.parse().unwrap());
    }
    programs
}

fn load(scale: usize) {
    let text = job::source(scale);
    let files = job::files(&text);
    measured(|| Rulebook::from_sources(files)).unwrap_or_else(|failure| panic!("{failure}"));
}

/// The draft is checked once before; then one threshold of one file is another.
fn change(scale: usize) {
    let text = job::source(scale);
    let mut draft = Draft::default();
    job::files(&text).into_iter().for_each(|(name, text)| draft.write(name, text));
    draft.check().unwrap_or_else(|failure| panic!("{failure}"));
    let (name, text) = job::files(&text).pop().unwrap();
    draft.write(name, text.replacen("5.92", "5.93", 1));
    measured(|| draft.check()).unwrap_or_else(|failure| panic!("{failure}"));
}

fn load_us_ear() {
    measured(|| Rulebook::open(RULES)).unwrap_or_else(|failure| panic!("{failure}"));
}

fn change_us_ear() {
    let mut draft = Draft::default();
    draft.read(RULES).unwrap_or_else(|failure| panic!("{failure}"));
    draft.check().unwrap_or_else(|failure| panic!("{failure}"));
    let (name, from, to) = CHANGED;
    let text = std::fs::read_to_string(format!("{RULES}/{name}")).unwrap();
    draft.write(name, text.replacen(from, to, 1));
    measured(|| draft.check()).unwrap_or_else(|failure| panic!("{failure}"));
}

fn revision(scale: usize) {
    let rulebook = rulebook(scale);
    measured(|| rulebook.in_force("2024-03-01".parse().unwrap(), Known::Latest));
}

fn compile(scale: usize) {
    let rulebook = rulebook(scale);
    for day in ["2020-01-01", "2023-01-01", "2024-03-01"] {
        rulebook.in_force(day.parse().unwrap(), Known::Latest);
    }
    measured(|| programs(&rulebook, scale));
}

fn decide(scale: usize) {
    let law = law(scale);
    let facts = law.facts().from_json(MATTER).unwrap();
    let decision = measured(|| law.decide(&facts));
    assert_eq!(decision["license"], "required");
}

fn explain(scale: usize) {
    let law = law(scale);
    let decision = law.decide(&law.facts().from_json(MATTER).unwrap());
    measured(|| decision.explain());
}

fn prepared(scale: usize) {
    let programs = programs(&rulebook(scale), scale);
    let mut docket = Docket::default();
    let row = docket.enter(programs.read_json(MATTER).unwrap().detached(&programs).unwrap());
    let mut desk = Desk::default();
    let mut decided = || match programs.codes_of(&docket, row) {
        Some(codes) => codes.len(),
        None => programs.decide_of(&docket, row, &mut desk).map_or(0, |answer| answer.codes().len()),
    };
    decided();
    assert_eq!(measured(decided), scale + 3);
}

fn from_json(scale: usize) {
    let programs = programs(&rulebook(scale), scale);
    let mut desk = Desk::default();
    programs.decide_json(MATTER, &mut desk).unwrap();
    let status = measured(|| programs.decide_json(MATTER, &mut desk).unwrap().value("license").map(str::len));
    assert_eq!(status, Some("required".len()));
}
