//! What a decision costs: the chip controls of the EAR on 18 November 2023, by Lexact and by hand; all decisions of `rules/us-ear` by a
//! program, beside the job of the peer benchmark; and what it costs to load a rulebook, to check it again after a change, and to
//! compile one revision. Before anything is timed, Lexact and the law by hand must give the same answers.

#![allow(
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a benchmark stops when the answers differ, and says what it checked"
)]

mod by_hand;
#[path = "peerbench/job.rs"]
mod job;

use std::collections::BTreeSet;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use lexact::{Desk, Docket, Draft, Facts, Known, Law, Programs, Rulebook};
use serde_json::json;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear");
const ON: &str = "2023-11-18";

fn main() {
    let book = open();
    let law = in_force(&book);
    for (name, text) in cases() {
        agree(&law, name, &text);
    }
    grid(&law);
    let mut criterion = Criterion::default().configure_from_args();
    prepared(&mut criterion, &law);
    from_json(&mut criterion, &law);
    programs(&mut criterion, &book);
    load(&mut criterion);
    criterion.final_summary();
}

fn open() -> Rulebook {
    Rulebook::open(RULES).unwrap_or_else(|failure| panic!("{failure}"))
}

fn in_force(book: &Rulebook) -> Law {
    book.in_force(ON.parse().expect("a day"), Known::Latest)
}

/// Name, performance, density, for data centers, destination, seat of the buyer's parent.
type Case = (&'static str, u32, &'static str, bool, &'static str, &'static str);

/// One that is required by a.1 and a.2, one by a.2 alone, one that Note 2 leaves out, one by headquarters.
const CASES: [Case; 4] = [
    ("H800 to China", 15832, "19.45", true, "CN", "CN"),
    ("L4 to China", 1936, "6.57", true, "CN", "CN"),
    ("RTX 4090 D to China", 4707, "7.74", false, "CN", "CN"),
    ("H800 to Germany, Chinese parent", 15832, "19.45", true, "DE", "CN"),
];

fn cases() -> Vec<(&'static str, String)> {
    CASES.iter().map(|case| (case.0, text(case))).collect()
}

fn text(&(_, tpp, density, for_data_centers, destination, parent): &Case) -> String {
    json!({
        "item": {
            "form": "integrated circuit", "tpp": tpp, "performance_density": density, "io_rate": 400,
            "for_data_centers": for_data_centers
        },
        "exporter": { "name": "Seller", "headquarters": "US" },
        "destination": destination,
        "activity": "export",
        "parties": [{
            "name": "Buyer", "role": "ultimate consignee", "headquarters": destination,
            "ultimate_parent_headquarters": parent, "headquarters_known_to_exporter": true
        }],
        "claims": []
    })
    .to_string()
}

// ---- both give the same answers

fn lexact_facts(law: &Law, text: &str) -> Facts {
    law.facts().from_json(text).unwrap_or_else(|errors| panic!("{errors}\n{text}"))
}

/// The answer in words: classification, license, review, the two legs of NAC.
type Words = (Vec<String>, String, String, Vec<String>);

fn by_lexact(law: &Law, text: &str) -> Words {
    let decision = law.decide(&lexact_facts(law, text));
    let elements = decision["classification"].elements.iter().flatten();
    let option = |id| decision.options.iter().find(|o| o.provision == id).map_or("absent", |o| o.state).to_string();
    (
        elements.map(|e| e.provision.clone()).collect(),
        decision["license"].to_string(),
        decision["review"].to_string(),
        vec![option("740.8(a)"), option("740.8(b)")],
    )
}

fn by_hand(text: &str) -> Words {
    let facts = by_hand::read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let answer = by_hand::decide(&facts);
    let state = |state| match state {
        by_hand::State::Open => "open".to_string(),
        by_hand::State::Unknown => "unknown".to_string(),
        by_hand::State::Closed => "closed".to_string(),
    };
    let review = match answer.review {
        Some(by_hand::Review::Denial) => "presumption of denial",
        Some(by_hand::Review::Approval) => "presumption of approval",
        None => "silent",
    };
    (
        answer.classification.paragraphs().map(str::to_string).collect(),
        if answer.license_required { "required" } else { "not needed" }.to_string(),
        review.to_string(),
        vec![state(answer.notified_nac), state(answer.nac_without_notice)],
    )
}

fn agree(law: &Law, name: &str, text: &str) {
    assert_eq!(by_lexact(law, text), by_hand(text), "{name}: Lexact (left) and the law by hand (right)\n{text}");
}

/// Every threshold, exactly and one step to either side, for destinations of every kind; the facts of NAC turn over
/// beside them.
fn grid(law: &Law) {
    let performances = ["0", "1599.9999", "1600", "2399.9999", "2400", "4799.9999", "4800", "4800.0001", "15832"];
    let densities = ["0", "1.5999", "1.6", "3.1999", "3.2", "5.9199", "5.92", "5.9201"];
    let countries = ["CN", "MO", "SA", "IL", "DE", "VN", "CY", "AF"];
    let mut number = 0;
    for tpp in performances {
        for density in densities {
            for destination in countries {
                for (parent, known) in [("CN", true), ("MO", false), ("CY", true), ("DE", true)] {
                    for for_data_centers in [true, false] {
                        let text = generated(number, tpp, density, destination, parent, known, for_data_centers);
                        agree(law, "a generated case", &text);
                        number += 1;
                    }
                }
            }
        }
    }
    eprintln!("the same answers for {} cases and {number} generated ones", CASES.len());
}

fn generated(
    number: usize,
    tpp: &str,
    density: &str,
    destination: &str,
    parent: &str,
    known: bool,
    for_data_centers: bool,
) -> String {
    // A different turn for each fact, so that they do not move together.
    let turn = |n: usize, of: usize| number.wrapping_mul(2_654_435_761).rotate_right(7 * n as u32) % of;
    let form = ["integrated circuit", "integrated circuit", "integrated circuit", "memory stack"][turn(1, 4)];
    let activity =
        ["export", "export", "reexport", "transfer", "transfer", "deemed export", "deemed reexport"][turn(2, 7)];
    let mut facts = json!({
        "item": {
            "form": form, "tpp": tpp, "performance_density": density, "io_rate": 400, "for_data_centers": for_data_centers
        },
        "exporter": { "name": "Seller", "headquarters": "US" },
        "destination": destination,
        "activity": activity,
        "parties": [
            {
                "name": "Forwarder", "role": "intermediate consignee", "headquarters": "DE",
                "ultimate_parent_headquarters": "DE", "headquarters_known_to_exporter": true
            },
            {
                "name": "Buyer", "role": "ultimate consignee", "headquarters": "SG",
                "ultimate_parent_headquarters": parent, "headquarters_known_to_exporter": known
            }
        ],
        "claims": []
    });
    // 24 October is 25 days before; missing is not the same as none.
    match turn(3, 5) {
        0 => facts["bis_notified_on"] = json!(null),
        1 => facts["bis_notified_on"] = json!("2023-10-25"),
        2 | 3 => facts["bis_notified_on"] = json!("2023-10-24"),
        _ => {}
    }
    match turn(4, 5) {
        0 => facts["bis_reply"] = json!("none yet"),
        1 => facts["bis_reply"] = json!("refusal"),
        2 | 3 => facts["bis_reply"] = json!("confirmation number"),
        _ => {}
    }
    match turn(5, 4) {
        0 => facts["purchase_order_held"] = json!(false),
        1 | 2 => facts["purchase_order_held"] = json!(true),
        _ => {}
    }
    facts.to_string()
}

// ---- what is timed

/// One decision of facts that are read already.
fn prepared(criterion: &mut Criterion, law: &Law) {
    let mut group = criterion.benchmark_group("prepared");
    let facts: Vec<Facts> = cases().iter().map(|(_, text)| lexact_facts(law, text)).collect();
    let mut next = facts.iter().cycle();
    group.bench_function("lexact", |b| b.iter(|| law.decide(black_box(next.next().expect("a circle")))));
    let facts: Vec<by_hand::Facts> =
        cases().iter().map(|(_, text)| by_hand::read(text).expect("read before")).collect();
    let mut next = facts.iter().cycle();
    group.bench_function("by hand", |b| b.iter(|| by_hand::decide(black_box(next.next().expect("a circle")))));
    group.finish();
}

/// One decision of a text; and the reading alone.
fn from_json(criterion: &mut Criterion, law: &Law) {
    let mut group = criterion.benchmark_group("json");
    let texts: Vec<String> = cases().into_iter().map(|(_, text)| text).collect();
    let mut next = texts.iter().cycle();
    group.bench_function("lexact", |b| {
        b.iter(|| law.facts().from_json(black_box(next.next().expect("a circle"))).map(|facts| law.decide(&facts)));
    });
    let mut next = texts.iter().cycle();
    group.bench_function("by hand", |b| {
        b.iter(|| by_hand::read(black_box(next.next().expect("a circle"))).map(|facts| by_hand::decide(&facts)));
    });
    let mut next = texts.iter().cycle();
    group.bench_function("lexact, reading alone", |b| {
        b.iter(|| law.facts().from_json(black_box(next.next().expect("a circle"))));
    });
    let mut next = texts.iter().cycle();
    group.bench_function("by hand, reading alone", |b| {
        b.iter(|| by_hand::read(black_box(next.next().expect("a circle"))));
    });
    group.finish();
}

/// The day of the law of today.
const TODAY: &str = "2026-10-01";

/// All decisions of `rules/us-ear` for the matters of its scenarios, and those of the job of the peer benchmark for as many.
fn programs(criterion: &mut Criterion, book: &Rulebook) {
    let law = book.in_force(TODAY.parse().expect("a day"), Known::Latest);
    let mut group = criterion.benchmark_group("programs");
    group.sample_size(10);
    group.bench_function("compile us-ear", |b| b.iter(|| law.program(&[]).map(|program| program.decisions().count())));
    group.sample_size(100);
    let program = law.program(&[]).unwrap_or_else(|error| panic!("{error}"));
    let mut docket = Docket::default();
    let facts = matters(&law);
    for row in facts.iter().map(|facts| program.row(facts)).filter(|row| !program.decide(row).is_open()) {
        docket.enter(row);
    }
    eprintln!("{} of {} matters of us-ear leave nothing to the evaluator", docket.len(), facts.len());
    let mut desk = Desk::default();
    group.throughput(Throughput::Elements(docket.len() as u64));
    group.bench_function("us-ear, all decisions", |b| {
        b.iter(|| {
            let codes = |number| program.decide_of(&docket, number, &mut desk).map_or(0, |a| u64::from(a.codes()[0]));
            (0..docket.len()).map(codes).sum::<u64>()
        });
    });
    let (programs, jobs) = jobs(docket.len());
    group.bench_function("the job of the peer benchmark", |b| {
        b.iter(|| {
            let codes = |number| programs.codes_of(&jobs, number).map_or(0, |codes| u64::from(codes[0]));
            (0..jobs.len()).map(codes).sum::<u64>()
        });
    });
    group.finish();
}

/// The facts of all scenarios, each to every of these countries; where a scenario does not say what is claimed, nothing is.
fn matters(law: &Law) -> Vec<Facts> {
    const DESTINATIONS: [&str; 12] = ["CN", "MO", "RU", "SA", "AE", "IL", "VN", "DE", "JP", "TW", "MX", "IN"];
    let scenarios = &law.rulebook().model().scenarios;
    let given = scenarios.iter().flat_map(|s| std::iter::once(&s.facts).chain(s.expectations.iter().map(|e| &e.facts)));
    let texts: BTreeSet<String> = given
        .flat_map(|facts| {
            DESTINATIONS.map(|destination| {
                let mut facts = facts.clone();
                facts.entry("claims").or_insert_with(|| json!([]));
                facts.insert("destination".into(), json!(destination));
                serde_json::Value::Object(facts).to_string()
            })
        })
        .collect();
    // Values of defined names may contradict the law of another day than the scenario's.
    texts.iter().filter_map(|text| law.facts().from_json(text).ok()).collect()
}

/// So many transactions of the job, in no order.
fn jobs(count: usize) -> (Programs, Docket<'static>) {
    let rulebook = Rulebook::from_sources(job::files(&job::source(1))).unwrap_or_else(|failure| panic!("{failure}"));
    let programs = rulebook.programs(&["class", "license", "exception", "review"], "date", Known::Latest);
    let programs = programs.unwrap_or_else(|error| panic!("{error}"));
    let mut docket = Docket::default();
    for n in 0..count {
        let turn = |way: u32, of: usize| n.wrapping_mul(2_654_435_761).rotate_right(7 * way) % of;
        let tpp = [1599, 1600, 2400, 4799, 4800, 6000][turn(1, 6)];
        let pd = ["1.5", "1.6", "3.2", "5.91", "5.92"][turn(2, 5)];
        let destination = ["CN", "DE", "IL", "SA", "US"][turn(5, 5)];
        let date = ["2022-10-20", "2022-10-21", "2023-11-16", "2023-11-17", "2024-03-01"][turn(7, 5)];
        let facts = json!({
            "tpp": tpp, "pd": pd, "io_gbps": if turn(3, 2) == 0 { 400 } else { 600 }, "mem_bw_density": 3,
            "is_datacenter": turn(4, 2) == 0, "destination": destination,
            "hq_country": if turn(6, 2) == 0 { "CN" } else { "DE" }, "date": date,
            "notified_days": format!("{} days", 24 + turn(8, 3)), "quantity": 10
        });
        let text = facts.to_string();
        let row = programs.read_json(&text).and_then(|row| row.detached(&programs));
        docket.enter(row.unwrap_or_else(|errors| panic!("{errors}")));
    }
    (programs, docket)
}

/// A rulebook from its folder, all revisions checked; the same after one threshold has changed; and the first law of a revision, from a
/// rulebook that has compiled none for use.
fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    group.bench_function("open", |b| b.iter(open));
    let mut draft = Draft::default();
    let failed = |failure| panic!("{failure}");
    let _ = draft.read(RULES).unwrap_or_else(failed);
    let name = "2023-10-25-advanced-computing.act";
    let text = draft.files().find(|file| file.0 == name).map(|file| file.1.to_string()).expect("an instrument");
    let mut odd = false;
    group.bench_function("one instrument changed, checked again", |b| {
        b.iter(|| {
            odd = !odd;
            draft.write(name, text.replacen("5.92", if odd { "5.93" } else { "5.92" }, 1));
            draft.check().map(|rulebook| rulebook.name().len())
        });
    });
    group.bench_function("first law of a revision", |b| {
        b.iter_batched_ref(open, |book| in_force(book), BatchSize::PerIteration);
    });
    group.finish();
}
