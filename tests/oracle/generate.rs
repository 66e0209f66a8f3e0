//! Seed → a valid rulebook, days to ask about, and facts. Acyclic by construction: provisions stand in sections, and each
//! section reads only facts, definitions and earlier sections.

use super::facts::Pool;
use super::life::{Lives, days_named};
use super::model::*;
use super::text::{Place, Track, Why, fold, nodes};
use std::collections::{BTreeMap, BTreeSet};

#[path = "history.rs"]
mod history;

#[path = "wide.rs"]
mod wide;

/// SplitMix64.
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    /// True in `percent` of cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
    pub fn word<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

fn s(text: &str) -> String {
    text.to_string()
}

pub fn num(text: &str) -> Rat {
    match text.split_once('.') {
        None => Rat::from_integer(text.parse().unwrap()),
        Some((a, b)) => {
            let scale = 10i128.pow(b.len() as u32);
            Rat::new(format!("{a}{b}").parse().unwrap(), scale)
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Ty {
    YesNo,
    Number,
    Date,
}

#[derive(Clone, Debug)]
struct DefineInfo {
    id: String,
    name: String,
    of: Option<String>,
    ty: Ty,
}

/// A function: what it is asked with, by the names of its inputs.
#[derive(Clone, Debug)]
struct FunctionInfo {
    id: String,
    name: String,
    inputs: Vec<(String, Type)>,
}

/// A rule that deems, and whether it is rebutted by an exemption.
#[derive(Clone, Debug)]
struct DeemInfo {
    id: String,
    for_each: Option<String>,
    path: Path,
    ty: Type,
    rebutted: bool,
}

#[derive(Clone, Debug)]
struct Section {
    node: usize,
    decision: String,
    for_each: Option<String>,
    ids: Vec<String>,
    exemptions: Vec<ExemptionInfo>,
    limits: Vec<ExemptionInfo>,
    /// Limits that name a limit: (itself, the limit).
    nested: Vec<(ExemptionInfo, String)>,
}

#[derive(Clone, Debug)]
struct ExemptionInfo {
    id: String,
    for_each: Option<String>,
    claimed: bool,
}

#[derive(Clone, Debug)]
enum Slot {
    Rule(usize, usize),
    Exemption(usize, usize),
    Limit(usize, usize),
    Nested(usize, usize),
    Define(usize),
    Function(usize),
    Deem(usize),
    Rebuttal(usize),
    Default(String, String),
    Value(String),
    Group(String),
    Calendar,
    Holidays,
}

/// What a condition may see.
#[derive(Clone, Debug)]
struct Ctx {
    of: Option<String>,
    vars: Vec<(String, Type)>,
    /// Sections before this one may be read.
    section: usize,
    /// Definitions before this one may be read.
    define: usize,
}

pub struct Gen {
    pub rng: Rng,
    book: Book,
    sections: Vec<Section>,
    defines: Vec<DefineInfo>,
    functions: Vec<FunctionInfo>,
    deems: Vec<DeemInfo>,
    base: Day,
    /// Whether conditions may speak of the text of another day.
    looks_back: bool,
    /// Patches drawn: what they bind has names of its own.
    patches: usize,
    /// Whether ranges, chosen elements and working days are drawn, too.
    wide: bool,
    /// Whether periods may be of working days.
    working: bool,
}

/// One question to a rulebook.
#[derive(Clone, Debug)]
pub struct Question {
    pub on: Day,
    pub known: Option<Day>,
    pub facts: Facts,
}

const NUMBERS: [&str; 6] = ["1", "2", "2.5", "5", "10", "0.5"];
/// What a number is compared with.
const MARKS: [&str; 9] = ["1", "2", "2.5", "5", "10", "0.5", "0", "20", "-1"];
const GIVEN: [&str; 9] = ["0", "1", "2", "2.5", "5", "7.5", "10", "12", "-1"];
const GRADES: [&str; 4] = ["fair", "good", "very good", "hopeless"];

fn words(list: &[&str], ordered: bool) -> Type {
    Type::Values(list.iter().map(|w| s(w)).collect(), ordered)
}

pub fn vocabulary(rng: &mut Rng) -> Book {
    let record = |name: &str| Type::Record(s(name));
    let list = |ty: Type| Type::List(Box::new(ty));
    let optional = |ty: Type| Type::Optional(Box::new(ty));
    let mut party = vec![
        (s("kind"), words(&["person", "company", "public body"], false)),
        (s("seat"), Type::Country),
        (s("listed"), Type::YesNo),
        (s("score"), Type::Number),
    ];
    if rng.chance(60) {
        party.push((s("parent_seat"), optional(Type::Country)));
    }
    if rng.chance(60) {
        party.push((s("founded_on"), optional(Type::Date)));
    }
    let mut bounded = || {
        let bound = rng.word(&["0", "0", "0", "0.5", "-1"]);
        Type::Bounded(num(bound), rng.chance(30))
    };
    let bounds = [(); 5].map(|()| bounded());
    let [weight, mass, tonnage, price, rate] = bounds;
    let mut item = vec![
        (s("form"), words(&["chip", "board", "big machine"], false)),
        (s("power"), Type::Number),
        (s("area"), Type::Number),
        (s("fragile"), Type::YesNo),
        (s("made_on"), Type::Date),
        (s("risk"), words(&["low", "middle", "very high"], true)),
    ];
    if rng.chance(60) {
        item.push((s("maker"), record("Party")));
    }
    if rng.chance(80) {
        item.push((s("contains"), list(record("Item"))));
    }
    if rng.chance(40) {
        item.push((s("used_by"), list(record("Party"))));
    }
    if rng.chance(60) {
        item.push((s("weight"), weight));
    }
    let mut shipment = vec![(s("mass"), mass), (s("sent_on"), Type::Date), (s("insured"), Type::YesNo)];
    if rng.chance(60) {
        shipment.push((s("sent_to"), Type::Country));
    }
    if rng.chance(50) {
        shipment.push((s("price"), price));
    }
    if rng.chance(40) {
        shipment.push((s("margin"), Type::Number));
    }
    if rng.chance(30) {
        shipment.push((s("rebate"), optional(Type::Bounded(num("0"), false))));
    }
    if rng.chance(30) {
        shipment.push((s("load"), record("Item")));
    }
    let fact = |name: &str, ty: Type| Fact { name: s(name), ty, question: false };
    let mut facts = vec![
        fact("item", record("Item")),
        fact("destination", Type::Country),
        fact("activity", words(&["sale", "loan", "gift"], false)),
        fact("amount", Type::Number),
        fact("urgent", Type::YesNo),
        fact("done_on", Type::Date),
    ];
    if rng.chance(70) {
        facts.push(fact("exporter", record("Party")));
    }
    if rng.chance(75) {
        facts.push(fact("shipments", list(record("Shipment"))));
    }
    if rng.chance(50) {
        facts.push(fact("tonnage", tonnage));
    }
    if rng.chance(50) {
        facts.push(fact("rate", rate));
    }
    if rng.chance(25) {
        facts.push(fact("buyer", record("Party")));
    }
    if rng.chance(70) {
        facts.push(fact("parties", list(record("Party"))));
    }
    if rng.chance(40) {
        facts.push(fact("transit", list(Type::Country)));
    }
    if rng.chance(70) {
        facts.push(fact("noticed_on", optional(Type::Date)));
    }
    if rng.chance(50) {
        facts.push(fact("discount", optional(Type::Number)));
    }
    if rng.chance(30) {
        facts.push(fact("waived", optional(Type::YesNo)));
    }
    if rng.chance(30) {
        facts.push(Fact { name: s("reading"), ty: words(&["strict", "loose"], false), question: true });
    }
    let decision = |name: &str, of: Option<&str>, ty| Decision { name: s(name), of: of.map(s), ty };
    let decisions = vec![
        decision("marks", Some("Item"), DecisionType::Set),
        decision("flags", None, DecisionType::Set),
        decision("grade", Some("Item"), DecisionType::One(words(&GRADES, false))),
        decision("trust", Some("Party"), DecisionType::One(words(&["good", "bad"], false))),
        decision("license", None, DecisionType::One(words(&["required", "not needed"], false))),
        decision("review", None, DecisionType::One(words(&["approve", "case by case", "deny"], true))),
        decision("fee", None, DecisionType::One(Type::Number)),
        decision("cleared", None, DecisionType::One(Type::YesNo)),
    ];
    let countries = [("CN", "China"), ("US", "United States"), ("FR", "France"), ("NO", "Norway"), ("TW", "Taiwan")];
    Book {
        records: [("Party", party), ("Item", item), ("Shipment", shipment)]
            .map(|(name, fields)| Record { name: s(name), fields })
            .to_vec(),
        facts,
        countries: countries.iter().map(|(a, b)| (s(a), s(b))).collect(),
        elsewhere: vec![s("990"), s("991.1")],
        decisions,
        acts: vec![],
    }
}

impl Gen {
    pub fn new(seed: u64) -> Gen {
        let mut rng = Rng(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x1234_5678);
        let book = vocabulary(&mut rng);
        Gen {
            rng,
            book,
            sections: vec![],
            defines: vec![],
            functions: vec![],
            deems: vec![],
            base: day(2020, 1, 1),
            looks_back: false,
            patches: 0,
            wide: false,
            working: false,
        }
    }

    /// The same with ranges, chosen elements and working days.
    pub fn wide(seed: u64) -> Gen {
        let mut lot = Gen::new(seed);
        lot.widen();
        lot
    }

    fn of_any(&mut self, choices: &[Option<&str>]) -> Option<String> {
        self.rng.pick(choices).map(s)
    }

    /// A rulebook without clashes and without patches that find nothing.
    pub fn book(&mut self) -> Book {
        self.plan_defines();
        self.plan_functions();
        self.plan_deems();
        self.plan_sections();
        self.write_acts();
        mend(&mut self.book);
        self.book.clone()
    }

    fn plan_defines(&mut self) {
        for i in 0..self.rng.below(5) {
            let ty = self.rng.pick(&[Ty::YesNo, Ty::YesNo, Ty::Number, Ty::Date]).clone();
            let word = match ty {
                Ty::YesNo => "special",
                Ty::Number => "ratio",
                Ty::Date => "term",
            };
            let of = self.of_any(&[None, Some("Item"), Some("Party")]);
            self.defines.push(DefineInfo { id: format!("20.{}", i + 1), name: format!("{word}_{}", i + 1), of, ty });
        }
    }

    fn plan_deems(&mut self) {
        if std::env::var_os("LEXACT_ORACLE_DEEM").is_none() {
            return;
        }
        let all = [
            (Some("Item"), "item.fragile"),
            (Some("Item"), "item.risk"),
            (Some("Item"), "item.weight"),
            (Some("Party"), "party.listed"),
            (Some("Party"), "party.seat"),
            (Some("Shipment"), "shipment.mass"),
            (None, "tonnage"),
            (None, "destination"),
            (None, "item.fragile"),
        ];
        for i in 1..=self.rng.below(4) {
            let (each, text) = *self.rng.pick(&all);
            let path = Path::parse(text);
            let found = match (each, path.fields.first()) {
                (_, Some(field)) => {
                    let record = if text.starts_with("item") { "Item" } else { each.expect("a record") };
                    self.book.record(record).fields.iter().find(|f| f.0 == *field).map(|f| f.1.clone())
                }
                (_, None) => self.book.facts.iter().find(|f| f.name == text).map(|f| f.ty.clone()),
            };
            if let Some(ty) = found {
                let rebutted = self.rng.chance(40);
                self.deems.push(DeemInfo { id: format!("50.{i}"), for_each: each.map(s), path, ty, rebutted });
            }
        }
    }

    /// A condition that reads nothing that is deemed.
    fn quiet(&mut self, info: &DeemInfo) -> Cond {
        let given = Expr::AsGiven(info.path.clone());
        let one = match self.rng.below(5) {
            0 => Cond::Holds(Expr::Path(Path::parse("urgent"))),
            1 => self.number_test_of(Expr::Path(Path::parse("amount"))),
            2 => Cond::Test(Expr::Path(Path::parse("activity")), vec![Test::Is(Expr::Word(s("loan")))], false),
            3 if info.for_each.as_deref() == Some("Item") => self.number_test_of(Expr::Path(Path::parse("item.power"))),
            3 if info.for_each.as_deref() == Some("Party") => {
                self.number_test_of(Expr::Path(Path::parse("party.score")))
            }
            _ => match &info.ty {
                Type::Bounded(..) => self.number_test_of(given),
                Type::YesNo => Cond::Test(given, vec![Test::Is(Expr::YesNo(self.rng.chance(50)))], false),
                Type::Country => Cond::Test(given, vec![Test::In(s("G1"))], false),
                _ => Cond::Holds(Expr::Path(Path::parse("urgent"))),
            },
        };
        match self.rng.below(6) {
            0 => Cond::And(vec![one, self.quiet(info)]),
            1 => Cond::Or(vec![one, self.quiet(info)]),
            _ => one,
        }
    }

    fn number_test_of(&mut self, subject: Expr) -> Cond {
        let cmp = *self.rng.pick(&[Cmp::AtLeast, Cmp::MoreThan, Cmp::AtMost, Cmp::LessThan]);
        Cond::Test(subject, vec![Test::Compare(cmp, Expr::Num(num(self.rng.word(&MARKS))))], false)
    }

    fn deeming(&mut self, info: &DeemInfo, again: bool) -> Rule {
        let value = match &info.ty {
            Type::YesNo => Expr::YesNo(self.rng.chance(50)),
            Type::Bounded(..) => match self.rng.below(4) {
                0 => Expr::Value(s("CAP")),
                1 => Expr::Arith(Op::Add, Box::new(Expr::Path(Path::parse("amount"))), Box::new(Expr::Num(num("2")))),
                _ => Expr::Num(num(self.rng.word(&NUMBERS[..4]))),
            },
            Type::Country => Expr::Word(self.rng.pick(&self.book.countries).0.clone()),
            Type::Values(values, _) => Expr::Word(self.rng.pick(values).clone()),
            other => panic!("{other:?}"),
        };
        let when = Some(self.quiet(info));
        Rule {
            id: info.id.clone(),
            amend: again,
            for_each: info.for_each.clone(),
            overrides: vec![],
            subject_to: vec![],
            when,
            unless: None,
            then: vec![Conclusion::Deem { path: info.path.clone(), value }],
        }
    }

    fn plan_functions(&mut self) {
        if std::env::var_os("LEXACT_ORACLE_FUNCTIONS").is_none() {
            return;
        }
        let kinds = [
            ("amount", Type::Number),
            ("destination", Type::Country),
            ("done_on", Type::Date),
            ("urgent", Type::YesNo),
        ];
        for i in 1..=self.rng.below(4) {
            let mut inputs = Vec::new();
            let word = match self.rng.below(4) {
                0 => {
                    inputs.push((s("amount"), Type::Number));
                    "due"
                }
                1 => {
                    inputs.push((s("party"), Type::Record(s("Party"))));
                    "tier"
                }
                _ => {
                    for _ in 0..1 + self.rng.below(2) {
                        let (name, ty) = self.rng.pick(&kinds).clone();
                        if inputs.iter().all(|(other, _)| other != name) {
                            inputs.push((s(name), ty));
                        }
                    }
                    "line"
                }
            };
            self.functions.push(FunctionInfo { id: format!("30.{i}"), name: format!("{word}_of_{i}"), inputs });
        }
    }

    fn function(&mut self, i: usize) -> Function {
        let info = self.functions[i].clone();
        let shape = match &info.inputs[0].1 {
            Type::Record(record) => self.tiers(record),
            _ if info.name.starts_with("due") => self.scale(&info.inputs[0].0),
            _ => self.table(&info),
        };
        Function { id: info.id, name: info.name, shape }
    }

    /// Conditions of which one holds, whatever the input.
    fn shares(&mut self, ty: &Type) -> Vec<Vec<Test>> {
        let mut rising = |of: &[&str]| {
            let mut cuts: Vec<Rat> = (0..1 + self.rng.below(2)).map(|_| num(self.rng.word(of))).collect();
            cuts.sort();
            cuts.dedup();
            cuts
        };
        match ty {
            Type::Number => {
                let cuts = rising(&["0", "1", "2.5", "5", "10"]);
                let mut from: Option<Test> = None;
                let mut all = Vec::new();
                for cut in cuts {
                    let at = || Expr::Num(cut);
                    let (to, next) = match self.rng.chance(50) {
                        true => (Cmp::AtMost, Cmp::MoreThan),
                        false => (Cmp::LessThan, Cmp::AtLeast),
                    };
                    all.push(from.take().into_iter().chain([Test::Compare(to, at())]).collect());
                    from = Some(Test::Compare(next, at()));
                }
                all.push(from.into_iter().collect());
                all
            }
            Type::Date => {
                let from = self.base + 30 * self.rng.below(8) as Day;
                let day = |d: Day| Expr::Date(d);
                match self.rng.below(3) {
                    0 => vec![vec![Test::Before(day(from))], vec![Test::OnOrAfter(day(from))]],
                    1 => vec![vec![Test::OnOrBefore(day(from))], vec![Test::After(day(from))]],
                    _ => vec![
                        vec![Test::Before(day(from))],
                        vec![Test::FromThrough(day(from), day(from + 60))],
                        vec![Test::After(day(from + 60))],
                    ],
                }
            }
            Type::YesNo => vec![vec![Test::Is(Expr::YesNo(true))], vec![Test::Is(Expr::YesNo(false))]],
            _ => {
                let mut codes: Vec<Expr> = self.book.countries.iter().map(|c| Expr::Word(c.0.clone())).collect();
                let some = codes.split_off(1 + self.rng.below(codes.len() - 2));
                match self.rng.below(4) {
                    0 => vec![vec![Test::Is(some[0].clone())], vec![Test::IsNot(some[0].clone())]],
                    1 => vec![vec![Test::In(s("G1"))], vec![Test::NotIn(s("G1"))]],
                    2 => vec![vec![Test::IsAnyOf(codes)], vec![Test::IsAnyOf(some)]],
                    _ => vec![vec![Test::IsAnyOf(some.clone())], vec![Test::IsNoneOf(some)]],
                }
            }
        }
    }

    fn table(&mut self, info: &FunctionInfo) -> Shape {
        let mut cells: Vec<Vec<Vec<Test>>> = self.shares(&info.inputs[0].1).into_iter().map(|c| vec![c]).collect();
        if let Some((_, ty)) = info.inputs.get(1) {
            let with = |row: Vec<Vec<Test>>, cell| row.into_iter().chain([cell]).collect::<Vec<_>>();
            let mut wide = Vec::new();
            for row in cells {
                if self.rng.chance(40) {
                    wide.push(with(row, vec![]));
                } else {
                    wide.extend(self.shares(ty).into_iter().map(|cell| with(row.clone(), cell)));
                }
            }
            cells = wide;
        }
        for i in (1..cells.len()).rev() {
            let j = self.rng.below(i + 1);
            cells.swap(i, j);
        }
        let number = info.inputs.iter().find(|i| i.1 == Type::Number).map(|i| i.0.clone());
        let mut results: Vec<Option<Expr>> = cells.iter().map(|_| self.result(number.as_ref())).collect();
        let otherwise = match cells.len() > 1 && self.rng.chance(30) {
            true => {
                cells.pop();
                results.pop()
            }
            false => None,
        };
        let first = self.rng.chance(25);
        if first && otherwise.is_none() && self.rng.chance(60) {
            // The last row takes what is left.
            cells.last_mut().expect("a row").iter_mut().for_each(Vec::clear);
        }
        let rows = cells.into_iter().zip(results).enumerate();
        let rows = rows.map(|(i, (cells, result))| Row { label: format!("{}", i + 1), cells, result }).collect();
        Shape::Table(Table { inputs: info.inputs.iter().map(|i| i.0.clone()).collect(), first, rows, otherwise })
    }

    fn result(&mut self, input: Option<&String>) -> Option<Expr> {
        let constant = Expr::Num(num(self.rng.word(&NUMBERS)));
        match (self.rng.below(10), input) {
            (0, _) => None,
            (1, _) => Some(Expr::Value(s(self.rng.word(&["CAP", "FLOOR"])))),
            (2 | 3, Some(name)) => {
                let op = *self.rng.pick(&[Op::Add, Op::Subtract, Op::Multiply]);
                let input = Expr::Path(Path { root: name.clone(), fields: vec![] });
                Some(Expr::Arith(op, Box::new(input), Box::new(constant)))
            }
            (4, _) => Some(Expr::Path(Path { root: s("amount"), fields: vec![] })),
            _ => Some(constant),
        }
    }

    fn tiers(&mut self, record: &str) -> Shape {
        let (field, ty) = *self.rng.pick(&[("kind", 0), ("seat", 1), ("listed", 2), ("score", 3)]);
        let path = Expr::Path(Path { root: record.to_lowercase(), fields: vec![s(field)] });
        let shares = match ty {
            0 => ["person", "company", "public body"].map(|w| vec![Test::Is(Expr::Word(s(w)))]).to_vec(),
            1 => self.shares(&Type::Country),
            2 => self.shares(&Type::YesNo),
            _ => self.shares(&Type::Number),
        };
        let mut tiers: Vec<(i128, Option<Cond>)> = shares
            .into_iter()
            .enumerate()
            .map(|(i, tests)| (i as i128 + 1, Some(Cond::Test(path.clone(), tests, false))))
            .collect();
        match self.rng.below(3) {
            0 => tiers.last_mut().expect("a tier").1 = None,
            1 => {
                let at = self.rng.below(tiers.len());
                let mut left = tiers.remove(at);
                left.1 = None;
                tiers.push(left);
            }
            _ => {}
        }
        Shape::Tiers(Tiers { of: s(record), tiers })
    }

    fn scale(&mut self, on: &str) -> Shape {
        let mut bounds: Vec<Rat> = (0..1 + self.rng.below(3)).map(|_| num(self.rng.word(&NUMBERS))).collect();
        bounds.sort();
        bounds.dedup();
        let mut bands: Vec<Band> = Vec::new();
        for bound in bounds {
            let bound = Some((self.rng.chance(65), Expr::Num(bound)));
            bands.push(Band { bound, rate: self.rate() });
        }
        bands.push(Band { bound: None, rate: self.rate() });
        Shape::Scale(Scale { on: s(on), marginal: self.rng.chance(60), bands })
    }

    fn rate(&mut self) -> Expr {
        let constant = Expr::Num(num(self.rng.word(&["0", "0.01", "0.05", "0.12", "0.5"])));
        match self.rng.below(8) {
            0 => Expr::Arith(Op::Add, Box::new(constant), Box::new(Expr::Value(s("FLOOR")))),
            1 => Expr::Path(Path { root: s("amount"), fields: vec![] }),
            _ => constant,
        }
    }

    /// A call of some function.
    fn call(&mut self, ctx: &Ctx) -> Option<Expr> {
        if self.functions.is_empty() {
            return None;
        }
        let info = self.rng.pick(&self.functions).clone();
        let mut arguments = Vec::new();
        for (_, ty) in &info.inputs {
            let any = |g: &mut Gen, ty: &Type| g.path_of(ctx, |t| unwrap_optional(t) == ty);
            arguments.push(match ty {
                Type::Number => self.number(ctx, 0),
                Type::Date => self.date(ctx, false),
                Type::Record(_) => Expr::Path(self.path_of(ctx, |t| t == ty)?.0),
                ty => Expr::Path(any(self, ty)?.0),
            });
        }
        Some(Expr::Call(info.name, arguments))
    }

    fn rounding(&mut self, of: Expr) -> Expr {
        let to = match self.rng.below(2) {
            0 => To::Places(self.rng.below(3) as u32),
            _ => To::Multiples(num(self.rng.word(&["1", "5", "0.5", "10"]))),
        };
        let way = *self.rng.pick(&[Way::Up, Way::Down, Way::HalfUp, Way::HalfDown, Way::HalfEven]);
        Expr::Round(Box::new(of), to, way)
    }

    fn plan_sections(&mut self) {
        let plan: [(usize, &str, &[Option<&str>], usize); 11] = [
            (100, "marks", &[Some("Item")], 90),
            (110, "marks", &[Some("Item")], 50),
            (120, "marks", &[None], 25),
            (200, "flags", &[None, None, Some("Item"), Some("Party")], 50),
            (300, "grade", &[Some("Item")], 50),
            (310, "grade", &[None], 20),
            (320, "trust", &[Some("Party")], 30),
            (400, "license", &[None, None, None, Some("Item"), Some("Party")], 90),
            (410, "license", &[None, None, Some("Item")], 50),
            (500, "review", &[None, None, Some("Item")], 50),
            (600, "fee", &[None], 40),
        ];
        let more: [(usize, &str, &[Option<&str>], usize); 1] = [(650, "cleared", &[None, Some("Party")], 40)];
        for (node, decision, each, percent) in plan.into_iter().chain(more) {
            if !self.rng.chance(percent) {
                continue;
            }
            let for_each = self.of_any(each);
            let shapes = ["1", "1(a)", "1(b)", "2", "2(a)(i)", "2(a)(ii)", "3.a", "note-1"];
            let mut ids: Vec<String> = Vec::new();
            for _ in 0..2 + self.rng.below(4) {
                let id = format!("{node}.{}", self.rng.word(&shapes));
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            let set = node < 300;
            let mut section = Section {
                node,
                decision: s(decision),
                for_each: for_each.clone(),
                ids,
                exemptions: vec![],
                limits: vec![],
                nested: vec![],
            };
            if self.rng.chance(60) {
                for i in 0..1 + self.rng.below(2) {
                    let each = if self.rng.chance(60) { for_each.clone() } else { None };
                    let claimed = self.rng.chance(if set { 15 } else { 55 });
                    let id = format!("{}.{}", node + 1, i + 1);
                    section.exemptions.push(ExemptionInfo { id, for_each: each, claimed });
                }
                let all_each = section.exemptions.iter().all(|e| e.for_each.is_some());
                for i in 0..self.rng.below(3) {
                    let each = if all_each && self.rng.chance(60) { for_each.clone() } else { None };
                    let id = format!("{}.{}", node + 2, i + 1);
                    section.limits.push(ExemptionInfo { id, for_each: each, claimed: false });
                }
                for i in 0..self.rng.below(3) {
                    let mut named: Vec<&ExemptionInfo> = section.limits.iter().collect();
                    named.extend(section.nested.iter().map(|n| &n.0));
                    if named.is_empty() {
                        break;
                    }
                    let on = (*self.rng.pick(&named)).clone();
                    let each = if self.rng.chance(60) { on.for_each.clone() } else { None };
                    let id = format!("{}.{}", node + 3, i + 1);
                    section.nested.push((ExemptionInfo { id, for_each: each, claimed: false }, on.id));
                }
            }
            self.sections.push(section);
        }
    }

    // ---- acts

    fn slots(&mut self) -> Vec<Slot> {
        let mut slots: Vec<Slot> = ["G1", "G2", "G3", "PG"].iter().map(|g| Slot::Group(s(g))).collect();
        slots.extend(["CAP", "FLOOR", "CUTOFF"].iter().map(|v| Slot::Value(s(v))));
        if self.working {
            slots.extend([Slot::Holidays, Slot::Calendar]);
        }
        slots.extend((0..self.defines.len()).map(Slot::Define));
        slots.extend((0..self.functions.len()).map(Slot::Function));
        slots.extend((0..self.deems.len()).map(Slot::Deem));
        slots.extend((0..self.deems.len()).filter(|i| self.deems[*i].rebutted).map(Slot::Rebuttal));
        let decisions: Vec<String> =
            self.book.decisions.iter().filter(|d| d.ty != DecisionType::Set).map(|d| d.name.clone()).collect();
        for (i, name) in decisions.into_iter().enumerate() {
            if self.rng.chance(60) {
                slots.push(Slot::Default(format!("9.{}", i + 1), name));
            }
        }
        for (i, section) in self.sections.iter().enumerate() {
            slots.extend((0..section.ids.len()).map(|j| Slot::Rule(i, j)));
            slots.extend((0..section.exemptions.len()).map(|j| Slot::Exemption(i, j)));
            slots.extend((0..section.limits.len()).map(|j| Slot::Limit(i, j)));
            slots.extend((0..section.nested.len()).map(|j| Slot::Nested(i, j)));
        }
        slots
    }

    /// A day that only act `k` uses for commencements.
    fn act_day(&mut self, k: usize, from: Day, spread: usize) -> Day {
        let d = from + self.rng.below(spread) as Day;
        d - (d - self.base).rem_euclid(5) + k as Day
    }

    fn end(&mut self, from: Day) -> End {
        let d = from + 20 + self.rng.below(200) as Day;
        if self.rng.chance(50) { End::Through(d) } else { End::Until(d) }
    }

    fn write_acts(&mut self) {
        let slots = self.slots();
        let count = 1 + self.rng.below(4);
        let mut written: Vec<bool> = vec![false; slots.len()];
        for k in 0..count {
            let start = self.base + (k as Day) * 100 - if k > 0 && self.rng.chance(15) { 120 } else { 0 };
            let effective = self.act_day(k, start.max(self.base), 90);
            let published = if k > 0 && self.rng.chance(20) {
                effective + 3 + self.rng.below(40) as Day
            } else {
                effective - self.rng.below(50) as Day
            };
            let mut dates = Dates::from(effective);
            if self.rng.chance(25) {
                dates.comply = Some(effective + 10 + self.rng.below(80) as Day);
            }
            if k > 0 && self.rng.chance(8) {
                dates.end = Some(self.end(effective));
            }
            let released = self.rng.chance(15).then(|| published - 2);
            let mut parts = vec![Part { heading: false, dates: Dates::default(), statements: vec![] }];
            for _ in 0..if self.rng.chance(35) { 1 + self.rng.below(2) } else { 0 } {
                let mut own = Dates::default();
                if self.rng.chance(40) {
                    own.effective = Some(Start::On(self.act_day(k, effective, 60)));
                }
                if self.rng.chance(50) {
                    own.comply = Some(effective + 20 + self.rng.below(90) as Day);
                }
                if self.rng.chance(12) {
                    own.end = Some(self.end(effective + 60));
                }
                parts.push(Part { heading: true, dates: own, statements: vec![] });
            }
            let chosen: Vec<usize> = (0..slots.len())
                .filter(|i| {
                    let named = matches!(slots[*i], Slot::Group(_) | Slot::Value(_) | Slot::Calendar | Slot::Holidays);
                    let foundation = named || matches!(slots[*i], Slot::Define(_) | Slot::Function(_));
                    match k {
                        0 if foundation => self.rng.chance(93),
                        0 => self.rng.chance(85),
                        _ => self.rng.chance(if written[*i] { 12 } else { 50 }),
                    }
                })
                .collect();
            // What nobody ever writes may not be named, so the last act writes what is left.
            let last = k + 1 == count;
            let chosen: Vec<usize> = (0..slots.len()).filter(|i| chosen.contains(i) || last && !written[*i]).collect();
            if k > 0 {
                for _ in 0..self.rng.below(4) {
                    let kind = self.change(&slots);
                    let dates = self.own_dates(k, effective);
                    let part = self.rng.below(parts.len());
                    parts[part].statements.push(Statement::new(dates, kind));
                }
            }
            for i in chosen {
                let kind = self.write(&slots[i], written[i]);
                written[i] = true;
                let dates = self.own_dates(k, effective);
                let part = self.rng.below(parts.len());
                parts[part].statements.push(Statement::new(dates, kind));
            }
            parts.retain(|p| !p.statements.is_empty());
            self.book.acts.push(Act {
                name: format!("act-{}-{}", k + 1, ["base", "second", "third", "fourth"][k]),
                published,
                released,
                dates,
                after: vec![],
                applies_to: None,
                parts,
            });
        }
    }

    fn own_dates(&mut self, k: usize, effective: Day) -> Dates {
        let mut dates = Dates::default();
        if self.rng.chance(5) {
            dates.effective = Some(Start::On(self.act_day(k, effective, 70)));
        }
        if self.rng.chance(6) {
            dates.end = Some(self.end(effective + 70));
        }
        if self.rng.chance(5) {
            dates.comply = Some(effective + 10 + self.rng.below(120) as Day);
        }
        dates
    }

    fn change(&mut self, slots: &[Slot]) -> Kind {
        if self.working && self.rng.chance(40) {
            return self.change_of_working_days();
        }
        match self.rng.below(4) {
            0 | 1 => {
                let section = self.rng.pick(&self.sections).clone();
                let mut nodes: Vec<String> = section.ids.clone();
                nodes.extend(section.ids.iter().filter_map(|id| id.split_once('(').map(|x| x.0.to_string())));
                nodes.push(section.node.to_string());
                nodes.extend(section.exemptions.iter().chain(&section.limits).map(|e| e.id.clone()));
                if !section.exemptions.is_empty() {
                    nodes.push((section.node + 1).to_string());
                }
                Kind::Repeal(vec![self.rng.pick(&nodes).clone()])
            }
            2 => {
                let member = self.rng.pick(&self.book.countries).0.clone();
                let group = s(self.rng.word(&["G1", "G2"]));
                Kind::Members { insert: self.rng.chance(50), members: vec![member], group }
            }
            _ => {
                let values: Vec<&Slot> = slots.iter().filter(|x| matches!(x, Slot::Value(_))).collect();
                let Slot::Value(name) = *self.rng.pick(&values) else { unreachable!() };
                let value = self.constant(name);
                Kind::Set { name: name.clone(), value }
            }
        }
    }

    fn past_day(&mut self) -> Day {
        self.base + self.rng.below(420) as Day - 10
    }

    fn constant(&mut self, name: &str) -> Expr {
        if name == "CUTOFF" {
            Expr::Date(self.base + 30 * (1 + self.rng.below(12)) as Day)
        } else {
            Expr::Num(num(self.rng.word(&NUMBERS)))
        }
    }

    fn write(&mut self, slot: &Slot, again: bool) -> Kind {
        match slot {
            Slot::Value(name) => Kind::Value { name: name.clone(), value: self.constant(name) },
            Slot::Calendar => Kind::Value { name: s("working_days"), value: self.calendar() },
            Slot::Holidays => self.holidays(),
            Slot::Group(name) if name == "PG" => {
                let sets: Vec<Section> = self.sections.iter().filter(|x| x.node < 200).cloned().collect();
                let mut members: Vec<String> = vec![];
                for section in sets {
                    if self.rng.chance(60) {
                        let node = self.node_of(&section);
                        members.push(node);
                    }
                }
                if members.is_empty() {
                    members.push(s("990"));
                }
                Kind::Group { name: name.clone(), of: s("provision"), members, except: vec![] }
            }
            Slot::Group(name) => {
                let codes: Vec<String> = self.book.countries.iter().map(|c| c.0.clone()).collect();
                let mut members: Vec<String> = codes.into_iter().filter(|_| self.rng.chance(40)).collect();
                let mut except = vec![];
                if name == "G3" {
                    let day = self.looks_back.then(|| self.past_day());
                    members.push(match day {
                        Some(day) if self.rng.chance(30) => member_as_of("G1", day),
                        _ => s("G1"),
                    });
                    if self.rng.chance(50) {
                        except.push(s("G2"));
                    } else if self.rng.chance(40) {
                        except.push(self.rng.pick(&self.book.countries).0.clone());
                    }
                } else if members.is_empty() {
                    members.push(s("FR"));
                }
                Kind::Group { name: name.clone(), of: s("Country"), members, except }
            }
            Slot::Default(id, decision) => {
                let value = self.constant_of(decision);
                Kind::Default { id: id.clone(), decision: decision.clone(), value }
            }
            Slot::Define(i) => Kind::Define(self.define(*i)),
            Slot::Function(i) => Kind::Function(self.function(*i)),
            Slot::Deem(i) => {
                let info = self.deems[*i].clone();
                Kind::Rule(self.deeming(&info, again))
            }
            Slot::Rebuttal(i) => {
                let info = self.deems[*i].clone();
                let when = Some(self.quiet(&info));
                Kind::Exemption(Exemption {
                    id: format!("51.{}", i + 1),
                    limit: false,
                    from: Refs::to(&[&info.id]),
                    if_claimed: self.rng.chance(20),
                    for_each: info.for_each,
                    when,
                    unless: None,
                    then: vec![],
                })
            }
            Slot::Rule(i, j) => Kind::Rule(self.rule(*i, *j, again)),
            Slot::Exemption(i, j) => {
                let info = self.sections[*i].exemptions[*j].clone();
                let section = self.sections[*i].clone();
                let from = self.refs(&section, section.node, &section.ids);
                Kind::Exemption(self.exemption(*i, info, false, from))
            }
            Slot::Limit(i, j) => {
                let info = self.sections[*i].limits[*j].clone();
                let section = self.sections[*i].clone();
                let ids: Vec<String> = section.exemptions.iter().map(|e| e.id.clone()).collect();
                let on = self.refs(&section, section.node + 1, &ids);
                Kind::Exemption(self.exemption(*i, info, true, on))
            }
            Slot::Nested(i, j) => {
                let (info, on) = self.sections[*i].nested[*j].clone();
                Kind::Exemption(self.exemption(*i, info, true, Refs::to(&[&on])))
            }
        }
    }

    /// A rule of the section, or a node above it.
    fn node_of(&mut self, section: &Section) -> String {
        let id = self.rng.pick(&section.ids).clone();
        match self.rng.below(4) {
            0 => section.node.to_string(),
            1 => id.rsplit_once('(').map_or(id.clone(), |x| x.0.to_string()),
            _ => id,
        }
    }

    fn refs(&mut self, section: &Section, node: usize, ids: &[String]) -> Refs {
        let mut refs = match self.rng.below(4) {
            0 => Refs { everything: self.rng.chance(50), ids: vec![node.to_string()], except: vec![] },
            1 if ids == section.ids => Refs { everything: false, ids: vec![self.node_of(section)], except: vec![] },
            2 => Refs { everything: true, ids: vec![node.to_string()], except: vec![self.rng.pick(ids).clone()] },
            _ => Refs { everything: false, ids: vec![self.rng.pick(ids).clone()], except: vec![] },
        };
        // What reaches nothing on any date is a mistake.
        if !ids.iter().any(|id| refs.reach(id)) {
            refs.except.clear();
        }
        if !refs.everything && self.rng.chance(25) {
            let more = self.rng.pick(ids).clone();
            if !refs.ids.contains(&more) {
                refs.ids.push(more);
            }
        }
        refs
    }

    fn exemption(&mut self, section: usize, info: ExemptionInfo, limit: bool, from: Refs) -> Exemption {
        let ctx = self.ctx(info.for_each.clone(), section);
        let when = if self.rng.chance(90) { Some(self.top(&ctx, true)) } else { None };
        let unless = if self.rng.chance(10) { Some(self.top(&ctx, true)) } else { None };
        let then = if !limit && self.rng.chance(20) {
            vec![Conclusion::Must { text: s("Keep the file"), by: None, when: None }]
        } else {
            vec![]
        };
        Exemption { id: info.id, limit, from, if_claimed: info.claimed, for_each: info.for_each, when, unless, then }
    }

    fn ctx(&self, of: Option<String>, section: usize) -> Ctx {
        let vars = of.iter().map(|r| (r.to_lowercase(), Type::Record(r.clone()))).collect();
        Ctx { of, vars, section, define: self.defines.len() }
    }

    fn rule(&mut self, i: usize, j: usize, again: bool) -> Rule {
        let section = self.sections[i].clone();
        let ctx = self.ctx(section.for_each.clone(), i);
        let when = if self.rng.chance(92) { Some(self.top(&ctx, true)) } else { None };
        let unless = if self.rng.chance(12) { Some(self.top(&ctx, true)) } else { None };
        let ty = self.book.decision(&section.decision).ty.clone();
        let decision = section.decision.clone();
        let mut overrides = vec![];
        let mut subject_to = vec![];
        let mut then = vec![];
        match ty {
            DecisionType::Set => {
                if self.rng.chance(80) {
                    then.push(Conclusion::Includes { decision: decision.clone(), this: true, ids: vec![] });
                } else {
                    let id = self.node_of(&section);
                    then.push(Conclusion::Includes { decision: decision.clone(), this: false, ids: vec![id] });
                }
            }
            DecisionType::One(ty) => {
                then.push(self.conclusion(&ctx, &decision, &ty));
                // Overrides point from earlier to later in one order, so they never go round.
                let mut later: Vec<String> = section.ids[j + 1..].to_vec();
                let mut earlier: Vec<String> = section.ids[..j].to_vec();
                for (n, other) in self.sections.iter().enumerate() {
                    let meets = other.for_each == section.for_each;
                    if other.decision == section.decision && n > i && (meets || section.for_each.is_none()) {
                        later.extend(other.ids.clone());
                        later.push(other.node.to_string());
                    }
                    if other.decision == section.decision && n < i && (meets || other.for_each.is_none()) {
                        earlier.extend(other.ids.clone());
                        earlier.push(other.node.to_string());
                    }
                }
                // A subtree must not hold the rule itself or one before it.
                later.retain(|n| !section.ids[..=j].iter().any(|id| beneath(id, n)));
                earlier.retain(|n| !section.ids[j..].iter().any(|id| beneath(id, n)));
                if !later.is_empty() && self.rng.chance(40) {
                    overrides.push(self.rng.pick(&later).clone());
                }
                if !earlier.is_empty() && self.rng.chance(15) {
                    subject_to.push(self.rng.pick(&earlier).clone());
                }
            }
        }
        if self.rng.chance(8) && section.for_each.is_none() {
            then.push(Conclusion::Must { text: s("Tell the registrar"), by: None, when: None });
        }
        Rule {
            id: section.ids[j].clone(),
            amend: again,
            for_each: section.for_each,
            overrides,
            subject_to,
            when,
            unless,
            then,
        }
    }

    fn conclusion(&mut self, ctx: &Ctx, decision: &str, ty: &Type) -> Conclusion {
        let roll = self.rng.below(100);
        let decision = s(decision);
        if roll < 11 && *ty != Type::YesNo && *ty != Type::Number {
            return Conclusion::Discretion { decision };
        }
        if roll < 65 {
            let value = self.concluded(ctx, ty);
            return Conclusion::Is { decision, cases: vec![], otherwise: Some(value) };
        }
        let mut cases = vec![];
        for _ in 0..1 + self.rng.below(2) {
            let value = self.concluded(ctx, ty);
            let cond = self.inline(ctx, 1);
            cases.push((value, cond));
        }
        let otherwise = if self.rng.chance(65) { Some(self.concluded(ctx, ty)) } else { None };
        Conclusion::Is { decision, cases, otherwise }
    }

    fn concluded(&mut self, ctx: &Ctx, ty: &Type) -> Expr {
        match ty {
            Type::Number if self.rng.chance(50) => self.number(ctx, 1),
            ty => self.constant_of_type(ty),
        }
    }

    fn constant_of(&mut self, decision: &str) -> Expr {
        let DecisionType::One(ty) = self.book.decision(decision).ty.clone() else { panic!("a set") };
        self.constant_of_type(&ty)
    }

    fn constant_of_type(&mut self, ty: &Type) -> Expr {
        match ty {
            Type::Values(values, _) => {
                // Few values, so that rules meet.
                let n = values.len().min(2 + self.rng.below(2));
                Expr::Word(values[self.rng.below(n)].clone())
            }
            Type::YesNo => Expr::YesNo(self.rng.chance(50)),
            Type::Number => Expr::Num(num(self.rng.word(&NUMBERS[..3]))),
            other => panic!("{other:?}"),
        }
    }

    fn define(&mut self, i: usize) -> Define {
        let info = self.defines[i].clone();
        let mut ctx = self.ctx(info.of.clone(), 0);
        ctx.define = i;
        if self.rng.chance(55) {
            let body = match info.ty {
                Ty::YesNo => Body::Cond(self.top(&ctx, true)),
                _ => self.define_value(&ctx, &info.ty),
            };
            return Define { id: info.id, name: info.name, of: info.of, cases: vec![(body, None)], otherwise: None };
        }
        let mut cases = vec![];
        for _ in 0..1 + self.rng.below(2) {
            let body = self.define_value(&ctx, &info.ty);
            let when = self.inline(&ctx, 1);
            cases.push((body, Some(when)));
        }
        let otherwise = match self.rng.below(4) {
            0 => Some(Body::Silent),
            1 => None,
            _ => Some(self.define_value(&ctx, &info.ty)),
        };
        Define { id: info.id, name: info.name, of: info.of, cases, otherwise }
    }

    fn define_value(&mut self, ctx: &Ctx, ty: &Ty) -> Body {
        match ty {
            Ty::YesNo if self.rng.chance(50) => Body::Value(Expr::YesNo(self.rng.chance(50))),
            Ty::YesNo => Body::Cond(self.inline(ctx, 1)),
            Ty::Number => match self.rng.chance(35).then(|| self.calculation(ctx, Ty::Number)).flatten() {
                Some(calc) => Body::Value(calc),
                None => Body::Value(self.number(ctx, 2)),
            },
            Ty::Date => match self.rng.chance(25).then(|| self.calculation(ctx, Ty::Date)).flatten() {
                Some(calc) => Body::Value(calc),
                None => Body::Value(self.date(ctx, true)),
            },
        }
    }

    // ---- conditions

    /// Every path in scope, with its type.
    fn paths(&self, ctx: &Ctx) -> Vec<(Path, Type)> {
        let mut all = Vec::new();
        let mut roots: Vec<(String, Type)> = ctx.vars.clone();
        for fact in &self.book.facts {
            if !roots.iter().any(|(name, _)| *name == fact.name) {
                roots.push((fact.name.clone(), fact.ty.clone()));
            }
        }
        // What is bound nearer is likelier to be used.
        for (i, (name, ty)) in roots.iter().enumerate() {
            let times = if i < ctx.vars.len() { 3 } else { 1 };
            for _ in 0..times {
                self.walk(Path { root: name.clone(), fields: vec![] }, ty, &mut all);
            }
        }
        all
    }

    fn walk(&self, path: Path, ty: &Type, all: &mut Vec<(Path, Type)>) {
        all.push((path.clone(), ty.clone()));
        if let Type::Record(record) = ty {
            for (field, ty) in &self.book.record(record).fields {
                self.walk(path.join(field), ty, all);
            }
        }
        if let Type::Range(of) = ty {
            all.extend(["from", "to"].map(|end| (path.join(end), (**of).clone())));
        }
    }

    fn path_of(&mut self, ctx: &Ctx, want: impl Fn(&Type) -> bool) -> Option<(Path, Type)> {
        let found: Vec<(Path, Type)> = self.paths(ctx).into_iter().filter(|(_, ty)| want(ty)).collect();
        if found.is_empty() { None } else { Some(self.rng.pick(&found).clone()) }
    }

    /// A condition that stands by itself: a labelled list or one line.
    fn top(&mut self, ctx: &Ctx, lists: bool) -> Cond {
        if lists && self.rng.chance(55) { self.list(ctx, 0) } else { self.inline(ctx, 0) }
    }

    fn list(&mut self, ctx: &Ctx, depth: usize) -> Cond {
        let n = 2 + self.rng.below(3);
        let quant = match self.rng.below(10) {
            0..=3 => Quant::All,
            4..=6 => Quant::Any,
            7 => Quant::None,
            8 => Quant::ExactlyOne,
            _ => Quant::AtLeast(1 + self.rng.below(n)),
        };
        let parts = (0..n).map(|_| self.paragraph(ctx, depth)).collect();
        Cond::List(quant, parts)
    }

    fn paragraph(&mut self, ctx: &Ctx, depth: usize) -> Cond {
        if depth < 2 && self.rng.chance(20) {
            return self.list(ctx, depth + 1);
        }
        if depth < 2
            && self.rng.chance(10)
            && let Some((path, inner, name)) = self.list_var(ctx)
        {
            let each = *self.rng.pick(&[Each::Any, Each::No]);
            let body = self.list(&inner, depth + 1);
            return Cond::Each(each, name, path, Some(Box::new(body)));
        }
        self.inline(ctx, 0)
    }

    fn list_var(&mut self, ctx: &Ctx) -> Option<(Path, Ctx, String)> {
        let deep = ctx.vars.iter().filter(|v| v.0.contains("one") || v.0.contains("which")).count();
        if deep >= 3 || deep == 2 && self.rng.chance(70) {
            return None;
        }
        let (path, ty) = self.path_of(ctx, |ty| matches!(ty, Type::List(_)))?;
        let Type::List(of) = ty else { unreachable!() };
        let mut name = s(["one", "another_one", "the_third_one"][deep]);
        if self.patches > 0 {
            name = format!("which_{}_{}", self.patches, ctx.vars.len());
        }
        let mut inner = ctx.clone();
        inner.vars.insert(0, (name.clone(), *of));
        Some((path, inner, name))
    }

    fn inline(&mut self, ctx: &Ctx, depth: usize) -> Cond {
        let roll = self.rng.below(100);
        if depth < 2 && roll < 22 {
            let parts = (0..2 + self.rng.below(2)).map(|_| self.inline(ctx, depth + 1)).collect();
            return if roll < 11 { Cond::And(parts) } else { Cond::Or(parts) };
        }
        if depth < 2 && roll < 28 {
            return Cond::Not(Box::new(self.inline(ctx, depth + 1)));
        }
        loop {
            if let Some(cond) = self.atom(ctx, depth) {
                return cond;
            }
        }
    }

    fn atom(&mut self, ctx: &Ctx, depth: usize) -> Option<Cond> {
        if self.wide && self.rng.chance(40) {
            return self.wide_atom(ctx);
        }
        match self.rng.below(22) {
            20 | 21 if self.rng.chance(70) => {
                let calc = self.calculation(ctx, Ty::Number)?;
                Some(self.number_test(ctx, calc))
            }
            20 | 21 => {
                let calc = self.calculation(ctx, Ty::Date)?;
                Some(self.day_test(ctx, calc))
            }
            0 => {
                let (path, ty) = self.path_of(ctx, |ty| *unwrap_optional(ty) == Type::YesNo)?;
                let optional = matches!(ty, Type::Optional(_));
                Some(if self.rng.chance(50) || optional {
                    Cond::Test(Expr::Path(path), vec![Test::Is(Expr::YesNo(self.rng.chance(50)))], false)
                } else {
                    Cond::Holds(Expr::Path(path))
                })
            }
            1 | 2 => {
                let (path, ty) = self.path_of(ctx, |ty| matches!(ty, Type::Values(..)))?;
                let Type::Values(values, ordered) = ty else { unreachable!() };
                Some(self.word_test(Expr::Path(path), &values, ordered))
            }
            3..=5 => {
                let (path, _) = self.path_of(ctx, |ty| *unwrap_optional(ty) == Type::Country)?;
                Some(self.country_test(path))
            }
            6 | 7 => {
                let subject = self.number(ctx, 1);
                Some(self.number_test(ctx, subject))
            }
            8 | 9 => Some(self.date_test(ctx)),
            10 => {
                let simple = |ty: &Type| matches!(ty, Type::Optional(of) if !matches!(**of, Type::Range(_)));
                let (path, _) = self.path_of(ctx, simple)?;
                let test = if self.rng.chance(50) { Test::IsNone } else { Test::IsNotNone };
                Some(Cond::Test(Expr::Path(path), vec![test], false))
            }
            11 | 12 => {
                if depth >= 2 {
                    return None;
                }
                let (path, inner, name) = self.list_var(ctx)?;
                let each =
                    *self.rng.pick(&[Each::Any, Each::Any, Each::No, Each::EveryAtLeastOne, Each::EveryEvenIfNone]);
                let body = self.inline(&inner, depth + 1);
                Some(Cond::Each(each, name, path, Some(Box::new(body))))
            }
            13 | 14 => {
                let expr = self.define_read(ctx, &Ty::YesNo)?;
                Some(Cond::Holds(expr))
            }
            15 => self.decision_test(ctx),
            16 | 17 => self.includes(ctx),
            18 => self.decision_test(ctx),
            _ => self.applies(ctx),
        }
    }

    fn word_test(&mut self, subject: Expr, values: &[String], ordered: bool) -> Cond {
        let word = self.rng.pick(values).clone();
        let test = match self.rng.below(if ordered { 6 } else { 4 }) {
            1 if !word.starts_with("not ") => Test::IsNot(Expr::Word(word)),
            2 | 3 if values.len() > 2 => {
                let out = self.rng.below(values.len());
                let some = values.iter().enumerate().filter(|(i, _)| *i != out).map(|(_, w)| Expr::Word(w.clone()));
                let some = some.collect();
                if self.rng.chance(50) { Test::IsAnyOf(some) } else { Test::IsNoneOf(some) }
            }
            4 | 5 => {
                let cmp = *self.rng.pick(&[Cmp::AtLeast, Cmp::MoreThan, Cmp::AtMost, Cmp::LessThan]);
                Test::Rank(cmp, word, values.to_vec())
            }
            _ => Test::Is(Expr::Word(word)),
        };
        Cond::Test(subject, vec![test], false)
    }

    fn country_test(&mut self, path: Path) -> Cond {
        let code = |g: &mut Gen| Expr::Word(g.rng.pick(&g.book.countries).0.clone());
        let group = |g: &mut Gen| s(g.rng.word(&["G1", "G2", "G3", "G3"]));
        if self.looks_back && self.rng.chance(12) {
            let day = self.past_day();
            return Cond::Test(Expr::Path(path), vec![Test::InAsOf(group(self), day)], false);
        }
        let (tests, any) = match self.rng.below(8) {
            0 => (vec![Test::Is(code(self))], false),
            1 => (vec![Test::IsNot(code(self))], false),
            2 => (vec![Test::Is(code(self)), Test::In(group(self))], true),
            3 => (vec![Test::In(s("G1")), Test::In(s("G2"))], true),
            4 => (vec![Test::NotIn(group(self))], false),
            5 => (vec![Test::IsNoneOf(vec![Expr::Word(s("CN")), Expr::Word(s("NO"))])], false),
            _ => (vec![Test::In(group(self))], false),
        };
        Cond::Test(Expr::Path(path), tests, any)
    }

    fn number_test(&mut self, ctx: &Ctx, subject: Expr) -> Cond {
        let cmp = *self.rng.pick(&[Cmp::AtLeast, Cmp::MoreThan, Cmp::AtMost, Cmp::LessThan]);
        let bound = |g: &mut Gen| Expr::Num(num(g.rng.word(&MARKS)));
        // A calculation is the subject of one test.
        let one = matches!(subject, Expr::Calc(_) | Expr::OfChosen(..));
        let tests = match self.rng.below(6) {
            0 => vec![Test::Is(bound(self))],
            1 => vec![Test::IsNot(bound(self))],
            2 if !one => vec![Test::Compare(Cmp::AtLeast, bound(self)), Test::Compare(Cmp::LessThan, bound(self))],
            3 => vec![Test::Compare(cmp, self.number(ctx, 1))],
            _ => vec![Test::Compare(cmp, bound(self))],
        };
        Cond::Test(subject, tests, false)
    }

    fn number(&mut self, ctx: &Ctx, depth: usize) -> Expr {
        if depth > 0 && !self.functions.is_empty() {
            if self.rng.chance(12) {
                let of = self.number(ctx, depth - 1);
                return self.rounding(of);
            }
            if self.rng.chance(30)
                && let Some(call) = self.call(ctx)
            {
                return call;
            }
        }
        match self.rng.below(10) {
            0 if self.looks_back && self.rng.chance(40) => {
                let day = self.past_day();
                Expr::ValueAsOf(s(self.rng.word(&["CAP", "FLOOR"])), day)
            }
            0 => Expr::Value(s(self.rng.word(&["CAP", "FLOOR"]))),
            1 if depth > 0 => {
                let op = *self.rng.pick(&[Op::Add, Op::Subtract, Op::Multiply, Op::Divide]);
                let (a, b) = (self.number(ctx, depth - 1), self.number(ctx, depth - 1));
                Expr::Arith(op, Box::new(a), Box::new(b))
            }
            2 if depth > 1 => Expr::Num(num(self.rng.word(&NUMBERS))),
            3 | 4 => match self.define_read(ctx, &Ty::Number) {
                Some(e) => e,
                None => self.number_path(ctx),
            },
            6 if depth > 0 && self.rng.chance(40) => {
                self.calculation(ctx, Ty::Number).unwrap_or_else(|| self.number_path(ctx))
            }
            5 if self.rng.chance(20) && self.readable(ctx, "fee") => Expr::Decision(s("fee"), None),
            _ => self.number_path(ctx),
        }
    }

    fn number_path(&mut self, ctx: &Ctx) -> Expr {
        let (path, _) = self.path_of(ctx, Type::is_number).expect("amount");
        Expr::Path(path)
    }

    fn date(&mut self, ctx: &Ctx, offset: bool) -> Expr {
        match self.rng.below(8) {
            0 => Expr::On,
            1 => Expr::Value(s("CUTOFF")),
            2 | 3 if offset => {
                let period = self.period();
                let from = self.date(ctx, false);
                Expr::Offset(period, self.rng.chance(60), Box::new(from))
            }
            4 => match self.define_read(ctx, &Ty::Date) {
                Some(e) => e,
                None => Expr::On,
            },
            _ => self.date_path(ctx),
        }
    }

    fn date_path(&mut self, ctx: &Ctx) -> Expr {
        let found = self.path_of(ctx, |ty| *unwrap_optional(ty) == Type::Date);
        found.map_or(Expr::On, |(path, _)| Expr::Path(path))
    }

    fn date_test(&mut self, ctx: &Ctx) -> Cond {
        let subject = match self.rng.below(6) {
            0 => Expr::On,
            1 => self.define_read(ctx, &Ty::Date).unwrap_or(Expr::On),
            _ => self.date_path(ctx),
        };
        self.day_test(ctx, subject)
    }

    fn period(&mut self) -> Period {
        if self.working && self.rng.chance(40) {
            return Period(*self.rng.pick(&[1, 2, 5, 10]), Unit::Working("working_days"));
        }
        match self.rng.below(10) {
            0 => Period(3, Unit::Weeks),
            1 => Period(1, Unit::Years),
            2..=4 => Period(*self.rng.pick(&[1, 2, 12]), Unit::Months),
            _ => Period(*self.rng.pick(&[1, 25, 60]), Unit::Days),
        }
    }

    /// A sum, a count, a least or a greatest.
    fn calculation(&mut self, ctx: &Ctx, ty: Ty) -> Option<Expr> {
        let (list, inner, var) = self.list_var(ctx)?;
        let of_records = matches!(inner.vars[0].1, Type::Record(_));
        let what = match ty {
            Ty::Date => *self.rng.pick(&[What::Least, What::Greatest]),
            _ if !of_records => What::Count,
            _ => *self.rng.pick(&[What::Sum, What::Sum, What::Sum, What::Count, What::Least, What::Greatest]),
        };
        let of = match (what, &ty) {
            (What::Count, _) => None,
            (_, Ty::Date) => Some(self.date(&inner, true)),
            _ => Some(self.number(&inner, 1)),
        };
        let filter = self.rng.chance(65).then(|| self.inline(&inner, 1));
        Some(Expr::Calc(Box::new(Calc { what, var, list, of, filter })))
    }

    fn day_test(&mut self, ctx: &Ctx, subject: Expr) -> Cond {
        let object = match &subject {
            Expr::On if self.rng.chance(70) => Expr::Date(self.base + self.rng.below(400) as Day),
            _ => self.date(ctx, true),
        };
        let test = match self.rng.below(11) {
            8 | 9 => {
                let object = self.date(ctx, false);
                Test::Within(self.period(), self.rng.chance(30), object)
            }
            10 => Test::InYear(self.rng.chance(70), self.date(ctx, false)),
            0 => Test::Before(object),
            1 => Test::After(object),
            2 => Test::OnOrBefore(object),
            3 => Test::OnOrAfter(object),
            4 => {
                let from = self.base + self.rng.below(300) as Day;
                Test::FromThrough(Expr::Date(from), Expr::Date(from + 60))
            }
            _ => {
                let cmp = *self.rng.pick(&[Cmp::AtLeast, Cmp::AtMost, Cmp::MoreThan, Cmp::LessThan, Cmp::Exactly]);
                let object = self.date(ctx, false);
                Test::Distance(cmp, self.period(), self.rng.chance(30), object)
            }
        };
        Cond::Test(subject, vec![test], false)
    }

    fn define_read(&mut self, ctx: &Ctx, ty: &Ty) -> Option<Expr> {
        let found: Vec<DefineInfo> = self.defines[..ctx.define].iter().filter(|d| d.ty == *ty).cloned().collect();
        if found.is_empty() {
            return None;
        }
        let define = self.rng.pick(&found).clone();
        match &define.of {
            None => Some(Expr::Define(define.name, None)),
            Some(record) if ctx.of.as_ref() == Some(record) && self.rng.chance(40) => {
                Some(Expr::Define(define.name, None))
            }
            Some(record) => {
                let (path, _) = self.path_of(ctx, |ty| *ty == Type::Record(record.clone()))?;
                Some(Expr::Define(define.name, Some(path)))
            }
        }
    }

    /// True when everything that concludes about the decision stands before the section.
    fn readable(&self, ctx: &Ctx, decision: &str) -> bool {
        let all = self.sections.iter().enumerate().filter(|(_, x)| x.decision == decision);
        let mut any = false;
        for (i, _) in all {
            any = true;
            if i >= ctx.section {
                return false;
            }
        }
        any
    }

    /// Whose decision to read; `None` inside is the bare name.
    fn whose(&mut self, ctx: &Ctx, decision: &str) -> Option<Option<Path>> {
        let Some(record) = self.book.decision(decision).of.clone() else { return Some(None) };
        let bare = ctx.of.as_ref() == Some(&record) || self.book.facts_of(&record).len() == 1;
        if bare && self.rng.chance(50) {
            return Some(None);
        }
        let (path, _) = self.path_of(ctx, |ty| *ty == Type::Record(record.clone()))?;
        Some(Some(path))
    }

    fn decision_test(&mut self, ctx: &Ctx) -> Option<Cond> {
        let names: Vec<String> = self
            .book
            .decisions
            .iter()
            .filter(|d| d.ty != DecisionType::Set)
            .map(|d| d.name.clone())
            .filter(|d| self.readable(ctx, d))
            .collect();
        if names.is_empty() {
            return None;
        }
        let name = self.rng.pick(&names).clone();
        let of = self.whose(ctx, &name)?;
        let DecisionType::One(ty) = self.book.decision(&name).ty.clone() else { unreachable!() };
        let subject = Expr::Decision(name, of);
        match ty {
            Type::Values(values, ordered) => Some(self.word_test(subject, &values, ordered)),
            Type::YesNo if self.rng.chance(50) => Some(Cond::Holds(subject)),
            Type::YesNo => Some(Cond::Test(subject, vec![Test::Is(Expr::YesNo(self.rng.chance(50)))], false)),
            Type::Number => Some(self.number_test(ctx, subject)),
            other => panic!("{other:?}"),
        }
    }

    fn includes(&mut self, ctx: &Ctx) -> Option<Cond> {
        let sections: Vec<Section> = self.sections[..ctx.section].iter().filter(|x| x.node < 300).cloned().collect();
        if sections.is_empty() {
            return None;
        }
        let decision = self.rng.pick(&sections).decision.clone();
        let mine: Vec<Section> = sections.into_iter().filter(|x| x.decision == decision).collect();
        let of = self.whose(ctx, &decision)?;
        let group = decision == "marks" && !self.sections[ctx.section..].iter().any(|x| x.node < 200);
        let mut targets = vec![];
        for _ in 0..1 + self.rng.below(2) {
            let section = self.rng.pick(&mine).clone();
            let target = match self.rng.below(12) {
                0 | 1 if group => s("PG"),
                2 => s("990"),
                _ => self.node_of(&section),
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        let mode = *self.rng.pick(&[Includes::Any, Includes::Any, Includes::All, Includes::None]);
        Some(Cond::Includes { decision, of, mode, targets })
    }

    fn applies(&mut self, ctx: &Ctx) -> Option<Cond> {
        if ctx.section == 0 {
            return None;
        }
        let section = self.sections[self.rng.below(ctx.section)].clone();
        let refs = match self.rng.below(8) {
            0 if !section.exemptions.is_empty() => Refs::to(&[&self.rng.pick(&section.exemptions).id.clone()]),
            1 => Refs::to(&["991"]),
            2 => Refs {
                everything: true,
                ids: vec![section.node.to_string(), s("990")],
                except: vec![self.rng.pick(&section.ids).clone()],
            },
            _ => Refs::to(&[&self.node_of(&section)]),
        };
        Some(Cond::Applies(refs))
    }

    // ---- questions

    pub fn question(&mut self, book: &Book) -> Question {
        let days = turning_days(book);
        let first = book.acts.iter().filter_map(|a| a.dates.day()).min().unwrap_or(self.base);
        let mut on = *self.rng.pick(&days) + self.rng.below(3) as Day - 1;
        if on < first && self.rng.chance(90) {
            on = first + self.rng.below(500) as Day;
        }
        let published: Vec<Day> = book.acts.iter().map(|a| a.released.unwrap_or(a.published)).collect();
        let known =
            if self.rng.chance(75) { None } else { Some(*self.rng.pick(&published) + self.rng.below(3) as Day - 1) };
        let facts = self.facts(book, on, known);
        Question { on, known, facts }
    }

    pub fn pool(&mut self, on: Day) -> Pool {
        let mut days: Vec<Day> = [-61, -60, -26, -25, -24, -2, -1, 0, 1, 2, 25, 26, 60, -366, -365, -30, 365]
            .iter()
            .map(|d| on + d)
            .collect();
        let periods = [(1, Unit::Months), (2, Unit::Months), (1, Unit::Years)];
        days.extend(periods.iter().filter_map(|(n, unit)| shift(on, Period(*n, *unit), false)));
        days.extend([self.base + 30, self.base + 90, self.base + 200]);
        Pool { numbers: GIVEN.iter().map(|n| num(n)).collect(), days }
    }

    fn facts(&mut self, book: &Book, on: Day, known: Option<Day>) -> Facts {
        let pool = self.pool(on);
        let absent = *self.rng.pick(&[0, 10, 25, 50]);
        let mut facts = Facts::default();
        for fact in &book.facts {
            if let Some(data) = self.data(book, &fact.ty, &pool, absent, 0) {
                facts.given.insert(fact.name.clone(), data);
            }
        }
        let text = fold(book, Track::Enforced, on, known);
        if self.rng.chance(40) {
            let mut claims = vec![];
            for e in text.exemptions.values().filter(|e| e.if_claimed) {
                if self.rng.chance(40) {
                    claims.push(e.id.clone());
                } else if self.rng.chance(15) {
                    claims.push(s(e.id.split_once('.').expect("a tree").0));
                }
            }
            claims.dedup();
            facts.claims = Some(claims);
        }
        let plain: Vec<DefineInfo> = self.defines.iter().filter(|d| d.of.is_none()).cloned().collect();
        for define in plain {
            if self.rng.chance(5) {
                let data = self.stipulated(&define.ty, &pool);
                facts.given.insert(define.name, data);
            }
        }
        facts
    }

    fn stipulated(&mut self, ty: &Ty, pool: &Pool) -> Data {
        match ty {
            Ty::YesNo => Data::YesNo(self.rng.chance(50)),
            Ty::Number => Data::Num(*self.rng.pick(&pool.numbers)),
            Ty::Date => Data::Date(*self.rng.pick(&pool.days)),
        }
    }

    fn data(&mut self, book: &Book, ty: &Type, pool: &Pool, absent: usize, depth: usize) -> Option<Data> {
        let percent = if matches!(ty, Type::Record(_)) { absent / 3 } else { absent };
        if self.rng.chance(percent) {
            return None;
        }
        Some(match ty {
            Type::YesNo => Data::YesNo(self.rng.chance(50)),
            Type::Number | Type::Bounded(..) => {
                let numbers: Vec<&Rat> = pool.numbers.iter().filter(|n| ty.admits(n)).collect();
                Data::Num(**self.rng.pick(&numbers))
            }
            Type::Date => Data::Date(*self.rng.pick(&pool.days)),
            Type::Values(values, _) => Data::Word(self.rng.pick(values).clone()),
            Type::Country => Data::Word(self.rng.pick(&book.countries).0.clone()),
            Type::Optional(_) if self.rng.chance(35) => Data::Null,
            Type::Range(of) => return self.range(book, of, pool, absent),
            Type::Optional(of) => return self.data(book, of, pool, 0, depth),
            Type::List(of) => {
                let most = if depth > 2 { 1 } else { 3 };
                let n = self.rng.below(most);
                // The elements of a list may not themselves be absent.
                let items = (0..n).map(|_| self.data(book, of, pool, absent, depth + 1));
                let items: Vec<Data> = items.map(|d| d.unwrap_or(Data::Record(BTreeMap::new()))).collect();
                let items: Vec<Data> = match **of {
                    Type::Record(_) => items,
                    Type::Range(_) => items.into_iter().filter(|d| *d != Data::Record(BTreeMap::new())).collect(),
                    _ => items.into_iter().filter(|d| !matches!(d, Data::Record(_))).collect(),
                };
                Data::List(items, !self.rng.chance(absent / 2))
            }
            Type::Record(name) => {
                let mut fields = BTreeMap::new();
                for (field, ty) in &book.record(name).fields {
                    if let Some(data) = self.data(book, ty, pool, absent, depth + 1) {
                        fields.insert(field.clone(), data);
                    }
                }
                let mine: Vec<DefineInfo> =
                    self.defines.iter().filter(|d| d.of.as_ref() == Some(name)).cloned().collect();
                for define in mine {
                    if self.rng.chance(4) {
                        let data = self.stipulated(&define.ty, pool);
                        fields.insert(define.name, data);
                    }
                }
                Data::Record(fields)
            }
        })
    }
}

/// Every day on which the text may change.
pub fn turning_days(book: &Book) -> Vec<Day> {
    days_named(book).into_iter().collect()
}

/// Takes out statements that would find nothing to change on some day, as known on some day.
fn mend(book: &mut Book) {
    straighten(book);
    loop {
        let mut bad: BTreeSet<Place> = BTreeSet::new();
        let mut amends: BTreeSet<Place> = BTreeSet::new();
        let mut knowns: Vec<Option<Day>> = book.acts.iter().map(|a| Some(a.released.unwrap_or(a.published))).collect();
        knowns.push(None);
        for known in &knowns {
            let lives = Lives::new(book, *known);
            for on in turning_days(book) {
                for track in [Track::Printed, Track::Enforced] {
                    let text = nodes(&lives, track, on);
                    bad.extend(text.held.keys());
                    for (place, why) in text.problems {
                        match why {
                            Why::AmendsNothing => amends.insert(place),
                            Why::RepealsNothing if track == Track::Enforced => false,
                            _ => bad.insert(place),
                        };
                    }
                }
            }
        }
        if bad.is_empty() && amends.is_empty() {
            return;
        }
        for (a, p, s) in amends {
            if let Kind::Rule(rule) = &mut book.acts[a].parts[p].statements[s].kind {
                rule.amend = false;
            }
        }
        for (a, p, s) in bad.into_iter().rev() {
            book.acts[a].parts[p].statements.remove(s);
        }
        for act in &mut book.acts {
            act.parts.retain(|p| !p.statements.is_empty());
        }
    }
}

/// No statement ends, or is complied with, before it begins.
fn straighten(book: &mut Book) {
    for act in &mut book.acts {
        let outer = act.dates.clone();
        let wrong = |d: Dates| {
            let effective = d.day().expect("effective");
            let end = d.end.map(|end| match end {
                End::Through(d) => d + 1,
                End::Until(d) => d,
            });
            d.comply.is_some_and(|c| c < effective) || end.is_some_and(|e| e <= effective)
        };
        let over = |inner: &Dates, outer: &Dates| Dates {
            effective: inner.effective.clone().or(outer.effective.clone()),
            end: inner.end.or(outer.end),
            comply: inner.comply.or(outer.comply),
        };
        for part in &mut act.parts {
            if wrong(over(&part.dates, &outer)) {
                part.dates = Dates { end: None, comply: None, effective: None };
            }
            let part_dates = over(&part.dates, &outer);
            for statement in &mut part.statements {
                if wrong(over(&statement.dates, &part_dates)) {
                    statement.dates = Dates::default();
                }
            }
        }
    }
}
