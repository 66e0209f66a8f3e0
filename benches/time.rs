//! What time costs: generated rulebooks of 10, 100 and 1,000 instruments of 20 statements each. Opening them, the calendar of
//! all lives, the text of a day in each track; and that none of it is paid at decision time.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    reason = "a benchmark stops when something is not as it says, and tells what it measures"
)]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion};
use lexact::temporal::{Calendar, Track};
use lexact::{Date, Facts, Known, Law, Rulebook};

const SIZES: [usize; 3] = [10, 100, 1_000];
/// Statements of one instrument.
const STATEMENTS: usize = 20;
const FIRST_DAY: (i16, i8, i8) = (2000, 1, 3);
/// From one instrument to the next.
const DAYS_BETWEEN: usize = 7;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for acts in SIZES {
        let sources = generated(acts);
        let book = open(&sources);
        describe(&book, acts);
        let mut group = criterion.benchmark_group(format!("{acts} instruments"));
        group.sample_size(10);
        group.bench_function("open", |b| b.iter(|| open(black_box(&sources))));
        let model = book.model();
        group.bench_function("calendar", |b| b.iter(|| Calendar::new(black_box(model), Known::Latest)));
        let calendar = Calendar::new(model, Known::Latest);
        for track in Track::ALL {
            let mut days = some_days(&calendar).into_iter().cycle();
            group.bench_function(BenchmarkId::new("text of a day", format!("{track:?}").to_lowercase()), |b| {
                b.iter(|| calendar.text(model, black_box(days.next().expect("a circle")), track));
            });
        }
        let day = *calendar.boundaries().last().expect("a boundary");
        group.bench_function("first law of a revision", |b| {
            b.iter_batched_ref(|| open(&sources), |book| book.in_force(day, Known::Latest), BatchSize::PerIteration);
        });
        group.bench_function("a law that is cached", |b| b.iter(|| book.in_force(black_box(day), Known::Latest)));
        let law = book.in_force(day, Known::Latest);
        let facts = facts(&law);
        assert!(law.decide(&facts).is_decided(), "the matter is decided");
        group.bench_function("a decision", |b| b.iter(|| law.decide(black_box(&facts))));
        group.finish();
    }
    criterion.final_summary();
}

fn open(sources: &[(String, String)]) -> Rulebook {
    Rulebook::from_sources(sources.iter().cloned()).unwrap_or_else(|failure| panic!("{failure}"))
}

/// Ten days spread over the whole time.
fn some_days(calendar: &Calendar) -> Vec<Date> {
    let all = calendar.boundaries();
    (1..=10).filter_map(|tenth| all.get((all.len() * tenth / 10).saturating_sub(1))).copied().collect()
}

/// A matter that every rule speaks to, with no fact missing.
fn facts(law: &Law) -> Facts {
    let facts = r#"{ "weight": 130, "color": "C1", "port": "P1" }"#;
    law.facts().from_json(facts).unwrap_or_else(|errors| panic!("{errors}"))
}

fn describe(book: &Rulebook, acts: usize) {
    let model = book.model();
    let calendar = Calendar::new(model, Known::Latest);
    let day = *calendar.boundaries().last().expect("a boundary");
    let [printed, operative, enforced] = Track::ALL.map(|track| calendar.text(model, day, track).provisions.len());
    eprintln!(
        "{acts} instruments: {} statements, {} days on which the law changes; on the last {printed} provisions printed, \
         {operative} operative, {enforced} enforced",
        model.statements.len(),
        calendar.boundaries().len()
    );
}

// ---- the rulebooks

const VOCABULARY: &str = r#"rulebook generated
  title "A generated regime"
fact weight number "weight"
fact color  C0 | C1 | C2 | C3 | C4 | C5 | C6 | C7 | C8 | C9 "color"
fact port   Port "port"
decision license required | not needed "whether a license is needed"
"#;

/// Members of the list that groups are made of.
const PORTS: usize = 100;
const GROUPS: usize = 10;
const VALUES: usize = 9;
const RULES: usize = 80;
/// The instruments that first put a text at every node: one for values and groups, the others for rules.
const FOUNDING: usize = 1 + RULES / STATEMENTS;

/// Five instruments write 80 rules, 9 values and 10 groups; all others change these, so that the text of a day is about as large
/// however many instruments made it. Of the 20 statements of an instrument 9 restate a rule, 7 change a paragraph of one, 2 set
/// values; one changes the members of a group. In every ten instruments one suspends an earlier one for 30 days, one stops
/// enforcing an earlier one, one resumes that, one revokes an earlier one restoring what it replaced.
fn generated(acts: usize) -> Vec<(String, String)> {
    let mut vocabulary = VOCABULARY.to_string();
    vocabulary += "identity Port \"a port\"\n";
    (0..PORTS).for_each(|port| writeln!(vocabulary, "  P{port} \"Port {port}\"").expect("to write"));
    let mut sources = vec![("rulebook.act".to_string(), vocabulary)];
    sources.extend((0..acts).map(|n| (format!("a{n:04}.act"), act(n))));
    sources
}

fn day(n: usize) -> Date {
    let (year, month, day) = FIRST_DAY;
    let first = Date::new(year, month, day).expect("a day");
    first.plus_days((n * DAYS_BETWEEN) as i64).expect("a day")
}

fn act(n: usize) -> String {
    let (today, name) = (day(n), name(n));
    let mut act = format!(
        "act {name}\n  title \"Instrument {n}\"\n  citation \"{n} G.R. 1\"\n  published {today}\n  effective {today}\n\n"
    );
    for k in 0..STATEMENTS {
        act += &statement(n, k);
        act += "\n";
    }
    act
}

fn name(n: usize) -> String {
    format!("a{n:04}")
}

fn statement(n: usize, k: usize) -> String {
    match (n, k) {
        (0, 0) => "default 1 license is not needed".into(),
        (0, _) if k < STATEMENTS / 2 => format!("value LIMIT_{} = {}", k - 1, 10 * k),
        (0, _) => {
            let group = k - STATEMENTS / 2;
            let members: Vec<String> = (0..8).map(|p| format!("P{}", 10 * group + p)).collect();
            format!("group GROUP_{group} of Port is {}", members.join(", "))
        }
        _ if n < FOUNDING => rule("", (n - 1) * STATEMENTS + k, n),
        _ => change(n, k),
    }
}

fn change(n: usize, k: usize) -> String {
    let node = (13 * n + k) % RULES;
    let set = |plus: usize| format!("set LIMIT_{} to {}", (n + plus) % VALUES, n % 90 + plus);
    // The first instruments that change something have nothing to suspend or revoke yet.
    let verb = if n < FOUNDING + 10 { 0 } else { n % 10 };
    match k {
        15 => set(0),
        16 => set(1),
        // What is revoked later puts nobody into a group: taking him out again would fail.
        17 if n % 10 == 2 => set(2),
        17 => {
            let (group, turn) = (n % GROUPS, (n - FOUNDING) / GROUPS);
            let word = if turn.is_multiple_of(2) { ("insert", "into") } else { ("remove", "from") };
            format!("{} P{} {} GROUP_{group}", word.0, 10 * group + 8, word.1)
        }
        18 if verb == 3 => format!("suspend act {} from {} through {}", name(n - 2), day(n), day(n + 4)),
        18 if verb == 5 => format!("stop enforcing act {} from {}", name(n - 2), day(n)),
        18 if verb == 9 && n >= FOUNDING + 14 => format!("resume enforcing act {} from {}", name(n - 6), day(n)),
        18 if verb == 7 => format!("revoke act {} restoring what it replaced", name(n - 5)),
        18 => set(3),
        8..15 => format!("amend {}(a) to weight is at least LIMIT_{} + {} held", 100 + node, k % VALUES, n % 50),
        _ => rule("amend ", node, n),
    }
}

fn rule(amend: &str, node: usize, n: usize) -> String {
    format!(
        "{amend}rule {}\n  when all of\n    (a) weight is at least LIMIT_{} + {}\n    (b) color is C{}\n    (c) port in GROUP_{}\n  \
         then license is required",
        100 + node,
        node % VALUES,
        n % 50,
        node % 10,
        node % GROUPS
    )
}
