//! Orders to try `lexact batch` on, and a check of what it says of them.
//!
//! `cargo run --release --example orders -- write 10000000 orders.csv` writes so many orders of chips, drawn by lot over four years;
//! `cargo run --release --example orders -- check orders.csv answers.csv 100` decides every hundredth of them by itself and compares.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};

use lexact::explain::State;
use lexact::{Date, FactsBuilder, Known, Rulebook};

const HEADER: &str = "order,date,tpp,pd,io_gbps,is_datacenter,destination,hq_country,notified_days";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", count, path] => write(count.parse()?, path),
        ["check", orders, answers, every] => check(orders, answers, every.parse()?),
        _ => Err("write COUNT FILE, or check ORDERS ANSWERS EVERY".into()),
    }
}

/// A number below another, by the splitmix64 generator.
struct Lot(u64);

impl Lot {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

const COUNTRIES: [&str; 14] = ["CN", "HK", "MO", "DE", "JP", "TW", "VN", "AE", "SA", "IN", "GB", "KZ", "IL", "BR"];

fn write(count: u64, path: &str) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{HEADER}")?;
    let (mut lot, first) = (Lot(1), "2022-06-01".parse::<Date>()?);
    for order in 1..=count {
        // Thresholds exactly, one step to either side, and anything else; one in fifty is not given.
        let tpp = match lot.below(4) {
            0 => format!("{}", [1600, 2400, 4800][lot.below(3) as usize] + lot.below(3) - 1),
            1 => format!("{}.{}", lot.below(6000), lot.below(10)),
            _ => lot.below(20_000).to_string(),
        };
        let pd = format!("{}.{:02}", lot.below(10), lot.below(100));
        let given = |lot: &mut Lot, text: String| if lot.below(50) == 0 { String::new() } else { text };
        let (tpp, pd) = (given(&mut lot, tpp), given(&mut lot, pd));
        let io = lot.below(900);
        // A day that there is not, once in a hundred thousand.
        let day = match lot.below(100_000) {
            0 => "2023-02-30".to_string(),
            _ => first.plus_days(lot.below(4 * 365) as i64).ok_or("a day")?.to_string(),
        };
        let (datacenter, destination, seat) = (lot.of(&["true", "false"]), lot.of(&COUNTRIES), lot.of(&COUNTRIES));
        let notified = lot.below(40);
        writeln!(out, "{order},{day},{tpp},{pd},{io},{datacenter},{destination},{seat},{notified}")?;
    }
    Ok(out.flush()?)
}

/// The fields of each line but the first, by their names; nothing in these files needs quotation marks but citations and lists.
fn check(orders: &str, answers: &str, every: u64) -> Result<(), Box<dyn Error>> {
    let rulebook = Rulebook::open("tests/data/orders")?;
    let mut answers = BufReader::new(File::open(answers)?).lines();
    let names: Vec<String> = answers.next().ok_or("no answers")??.split(',').map(String::from).collect();
    let (mut checked, mut wrong, mut bad) = (0, 0, 0);
    let mut next = answers.next().transpose()?;
    for (row, line) in (1u64..).zip(BufReader::new(File::open(orders)?).lines().skip(1)) {
        let line = line?;
        let answer = match &next {
            Some(answer) if answer.starts_with(&format!("{row},")) => {
                let answer = answer.clone();
                next = answers.next().transpose()?;
                Some(answer)
            }
            _ => None,
        };
        if row % every != 0 {
            continue;
        }
        checked += 1;
        let told = expected(&rulebook, &line)?;
        match (answer, told) {
            (None, None) => bad += 1,
            (Some(answer), Some(told)) => {
                let fields: HashMap<&str, &str> = names.iter().map(String::as_str).zip(answer.split(',')).collect();
                wrong += u64::from(told.iter().any(|(name, text)| fields.get(name.as_str()) != Some(&text.as_str())));
            }
            _ => wrong += 1,
        }
    }
    println!("{checked} checked, {wrong} wrong, {bad} with mistakes in both");
    if wrong > 0 { Err("the answers differ".into()) } else { Ok(()) }
}

/// The columns of an answer, and what stands in them.
type Told = Vec<(String, String)>;

/// What the law of its day says of an order; none where the order has no day.
fn expected(rulebook: &Rulebook, line: &str) -> Result<Option<Told>, Box<dyn Error>> {
    let fields: Vec<&str> = line.split(',').collect();
    let Some(on) = fields.get(1).and_then(|day| day.parse::<Date>().ok()) else { return Ok(None) };
    let mut facts = FactsBuilder::default();
    for (name, text) in HEADER.split(',').zip(fields).skip(2).filter(|(_, text)| !text.is_empty()) {
        match (name, text) {
            ("is_datacenter", yes) => facts.set(name, yes == "true"),
            ("notified_days", days) => facts.set(name, days.parse::<i64>()?),
            _ => facts.set(name, text),
        };
    }
    let law = rulebook.in_force(on, Known::Latest);
    let decision = law.decide(&law.facts().from_builder(facts)?);
    let mut told = Vec::new();
    for (name, outcome) in &decision.decisions {
        let because = decision.because(name);
        let first = because.iter().find(|told| matches!(told.state, State::Applies | State::Open));
        told.push((name.clone(), outcome.value.clone().unwrap_or_default()));
        told.push((format!("{name}.status"), outcome.status.word().to_string()));
        told.push((format!("{name}.citation"), first.map_or(String::new(), |told| told.citation.clone())));
    }
    Ok(Some(told))
}
