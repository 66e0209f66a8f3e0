//! Facts in columns: every row is answered as the law of its day answers it, or left to it.

use std::borrow::Cow;

use lexact::{Column, ColumnDesk, Columns, Date, FactsBuilder, Known, Programs, Rulebook, Status, Whole};

/// A number below another, by the splitmix64 generator.
struct Lot(u64);

impl Lot {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// The values of a fact in all rows; none where it is not given.
enum Drawn {
    /// Digits, four of which stand after the point.
    Decimals(Vec<Option<i64>>),
    Whole(Vec<Option<i64>>),
    YesNo(Vec<Option<i64>>),
    Days(Vec<Option<i64>>),
    Names(Vec<Option<i64>>, &'static [&'static str]),
}

impl Drawn {
    fn values(&self) -> &[Option<i64>] {
        match self {
            Drawn::Decimals(all) | Drawn::Whole(all) | Drawn::YesNo(all) | Drawn::Days(all) | Drawn::Names(all, _) => {
                all
            }
        }
    }

    fn column(&self) -> Column<'static> {
        let all = self.values();
        let given = all.iter().map(Option::is_some).collect();
        let long = || Whole::Longs(Cow::Owned(all.iter().map(|v| v.unwrap_or(0)).collect()));
        let (whole, places, names) = match self {
            Drawn::Decimals(_) => (long(), 4, &[][..]),
            Drawn::YesNo(_) => {
                (Whole::Bytes(Cow::Owned(all.iter().map(|v| v.unwrap_or(0) as u8).collect())), 0, &[][..])
            }
            Drawn::Names(_, names) => {
                (Whole::Shorts(Cow::Owned(all.iter().map(|v| v.unwrap_or(0) as u16).collect())), 0, *names)
            }
            Drawn::Whole(_) | Drawn::Days(_) => (long(), 0, &[][..]),
        };
        let names = names.iter().map(ToString::to_string).collect();
        let column = Column { whole, places, given: Some(Cow::Owned(given)), names: Cow::Owned(names) };
        // Of some columns the narrow form.
        if matches!(self, Drawn::Decimals(_)) { column } else { column.narrow() }
    }

    fn set(&self, facts: &mut FactsBuilder, name: &str, row: usize) {
        let Some(value) = self.values()[row] else { return };
        match self {
            Drawn::Decimals(_) => {
                let sign = if value < 0 { "-" } else { "" };
                let size = value.unsigned_abs();
                facts.set(name, format!("{sign}{}.{:04}", size / 10_000, size % 10_000).as_str())
            }
            Drawn::Whole(_) => facts.set(name, value),
            Drawn::YesNo(_) => facts.set(name, value == 1),
            Drawn::Days(_) => facts.set(name, Date::FIRST.plus_days(value).unwrap().to_string().as_str()),
            Drawn::Names(_, names) => facts.set(name, names[value as usize]),
        };
    }
}

/// Values of which one in so many is not given.
fn draw(lot: &mut Lot, rows: usize, missing: usize, values: &[i64]) -> Vec<Option<i64>> {
    (0..rows).map(|_| (lot.below(missing) > 0).then(|| values[lot.below(values.len())])).collect()
}

/// How many rows were answered without the law, and how many are left to the reader of facts.
fn agree(book: &Rulebook, programs: &Programs, day: &str, drawn: &[(&str, Drawn)], names: &[&str]) -> (usize, usize) {
    let rows = drawn[0].1.values().len();
    let mut columns = Columns::new(rows);
    for (name, drawn) in drawn {
        programs.enter(&mut columns, name, drawn.column()).unwrap();
    }
    let (mut desk, mut ends) = (ColumnDesk::default(), Vec::new());
    let (mut settled, mut refused) = (0, 0);
    // Twice at one desk.
    for _ in 0..2 {
        programs.decide_columns(&columns, &mut desk, &mut ends);
        (settled, refused) = (0, 0);
        let days = drawn.iter().find(|(name, _)| *name == day).unwrap().1.values();
        for (row, end) in ends.iter().enumerate() {
            let mut facts = FactsBuilder::default();
            drawn.iter().for_each(|(name, drawn)| drawn.set(&mut facts, name, row));
            let on = days[row].map(|day| Date::FIRST.plus_days(day).unwrap());
            let law = book.in_force(on.unwrap_or(Date::FIRST), Known::Latest);
            let read = law.facts().from_builder(facts);
            let Some(tuple) = desk.tuple(programs, *end) else {
                assert!(on.is_none() || read.is_err(), "row {row} is left to the reader, which reads it");
                refused += 1;
                continue;
            };
            let decision = law.decide(&read.unwrap_or_else(|errors| panic!("row {row} has mistakes: {errors}")));
            for (at, name) in names.iter().enumerate() {
                let Some(status) = tuple.status_at(at) else { continue };
                let outcome = &decision[*name];
                let sure = outcome.elements.as_ref().map(|all| {
                    all.iter().filter(|e| e.sure).map(|e| e.provision.as_str()).collect::<Vec<_>>().join(", ")
                });
                let law =
                    (outcome.status, outcome.value.clone().or(sure).filter(|_| outcome.status == Status::Decided));
                assert_eq!((status, tuple.value_at(at).map(Cow::into_owned)), law, "{name} in row {row}");
            }
            settled += usize::from(!tuple.is_open());
        }
    }
    (settled, refused)
}

#[test]
fn orders_in_columns_are_decided_alike() {
    let book = Rulebook::open(format!("{}/tests/data/orders", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let words = book.sources().iter().map(|(_, source)| source.text.to_string()).collect::<String>();
    // The rulebook takes the day from outside; for programs it is a fact.
    let files: Vec<(String, String)> =
        book.sources().iter().map(|(_, s)| (s.name.clone(), s.text.to_string())).collect();
    assert!(words.contains("fact tpp"));
    let files = files.into_iter().map(|(name, text)| (name, text.replace("fact tpp ", "fact date date\nfact tpp ")));
    let book = Rulebook::from_sources(files).unwrap_or_else(|failure| panic!("{failure}"));
    let names = ["class", "license", "exception"];
    let programs = book.programs(&names, "date", Known::Latest).unwrap();
    let edges = |all: &[i64]| all.iter().flat_map(|n| [n - 1, *n, n + 1]).collect::<Vec<_>>();
    let turns: Vec<i64> = book.revisions(Known::Latest).iter().map(|day| day.number()).collect();
    const COUNTRIES: &[&str] = &["CN", "MO", "DE", "VN", "AE", "HK", "no country"];
    for (seed, rows, days) in [(1, 1500, edges(&turns)), (2, 2500, turns[1..3].to_vec()), (3, 1024, vec![turns[2]])] {
        let lot = &mut Lot(seed);
        let tpp = edges(&[1600_0000, 2400_0000, 4800_0000, i64::MAX - 1, i64::MIN + 2]);
        let drawn = [
            ("date", Drawn::Days(draw(lot, rows, 60, &days))),
            ("tpp", Drawn::Decimals(draw(lot, rows, 20, &tpp))),
            ("pd", Drawn::Decimals(draw(lot, rows, 20, &edges(&[1_6000, 3_2000, 5_9200])))),
            ("io_gbps", Drawn::Whole(draw(lot, rows, 20, &edges(&[600])))),
            ("is_datacenter", Drawn::YesNo(draw(lot, rows, 20, &[0, 1]))),
            (
                "destination",
                Drawn::Names(draw(lot, rows, 20, &[0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 6]), COUNTRIES),
            ),
            ("hq_country", Drawn::Names(draw(lot, rows, 20, &[0, 1, 2, 3, 4, 5]), COUNTRIES)),
            ("notified_days", Drawn::Whole(draw(lot, rows, 20, &edges(&[25])))),
        ];
        let (settled, refused) = agree(&book, &programs, "date", &drawn, &names);
        assert!(settled * 2 > rows && refused > 0, "{settled} settled, {refused} refused of {rows}");
    }
}

/// Ratios, sums and distances of days: rows are decided one by one, in the same call.
#[test]
fn lamps_in_columns_are_decided_alike() {
    let book = super::lamps();
    let days: Vec<i64> = ["2020-01-31", "2020-02-01", "2020-06-01", "2021-02-01"]
        .iter()
        .map(|day| day.parse::<Date>().unwrap().number())
        .collect();
    for names in [&["class"][..], &["class", "permit", "marks"]] {
        let programs = book.programs(names, "made_on", Known::Latest).unwrap();
        let (lot, rows) = (&mut Lot(9), 700);
        let drawn = [
            ("made_on", Drawn::Days(draw(lot, rows, 50, &days))),
            ("light", Drawn::Decimals(draw(lot, rows, 10, &[799_9999, 800_0000, 2000_4999, 2000_5000, 3000_0000, -1]))),
            ("power", Drawn::Decimals(draw(lot, rows, 10, &[64_0000, 63_9999, 160_0000, 1, 0]))),
            ("offset", Drawn::Decimals(draw(lot, rows, 10, &[-3_0000, -3_0001, 0]))),
            ("gas", Drawn::YesNo(draw(lot, rows, 10, &[0, 1]))),
            ("sold_on", Drawn::Days(draw(lot, rows, 10, &[days[0] + 30, days[1] + 30, days[1] + 31, days[3]]))),
            ("colour", Drawn::Names(draw(lot, rows, 10, &[0, 1, 2]), &["red", "amber", "green"])),
            ("maker", Drawn::Names(draw(lot, rows, 10, &[0, 1, 2]), &["Acme", "Bolt", "Nobody"])),
        ];
        let (settled, refused) = agree(&book, &programs, "made_on", &drawn, names);
        assert!(settled > 0 && refused > 0, "{settled} settled, {refused} refused");
    }
}

#[test]
fn columns_that_do_not_fit_are_told() {
    let book = super::lamps();
    let programs = book.programs(&["class"], "made_on", Known::Latest).unwrap();
    let mut columns = Columns::new(2);
    let column = |rows: usize| Column::of(Whole::Bytes(Cow::Owned(vec![1; rows])));
    let mut error = |path: &str, rows| programs.enter(&mut columns, path, column(rows)).unwrap_err().to_string();
    assert_eq!(error("lihgt", 2), "lihgt: no fact or field that holds one plain value; did you mean `light`?");
    assert_eq!(error("parts", 2), "parts: no fact or field that holds one plain value");
    assert_eq!(error("gas", 3), "gas: the column has not as many rows as the others");
}
