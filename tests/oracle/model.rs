//! The oracle's own data types: a rulebook as data, never as text.

use std::collections::BTreeMap;

pub use num_rational::Ratio;

/// An exact number.
pub type Rat = Ratio<i128>;

/// A day, counted from 1970-01-01.
pub type Day = i64;

/// Day number of a civil date.
pub fn day(year: i64, month: i64, day: i64) -> Day {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y - era * 400;
    let mp = (month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

/// Civil date of a day number: year, month, day.
pub fn civil(day: Day) -> (i64, i64, i64) {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let d = doy - (153 * mp + 2) / 5 + 1;
    let m = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + if m <= 2 { 1 } else { 0 }, m, d)
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    Days,
    Weeks,
    Months,
    Years,
    /// Of the calendar of that name; `working_days` is written `working days`.
    Working(&'static str),
}

/// So many days, weeks, months, years or working days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Period(pub i64, pub Unit);

/// The day a period after another day, or before it; none beyond the years 1 to 9999.
pub fn shift(from: Day, Period(n, unit): Period, after: bool) -> Option<Day> {
    let n = if after { n } else { -n };
    let to = match unit {
        Unit::Days => from + n,
        Unit::Weeks => from + 7 * n,
        Unit::Years => months_later(from, 12 * n),
        Unit::Months => months_later(from, n),
        Unit::Working(_) => panic!("which days are working days is law"),
    };
    (day(1, 1, 1)..=day(9999, 12, 31)).contains(&to).then_some(to)
}

/// The day of the same number in that month, or the last there is.
fn months_later(from: Day, months: i64) -> Day {
    let (y, m, d) = civil(from);
    let month = y * 12 + (m - 1) + months;
    let first = |month: i64| day(month.div_euclid(12), month.rem_euclid(12) + 1, 1);
    (first(month) + d - 1).min(first(month + 1) - 1)
}

/// `2023-11-17`
pub fn show_day(day: Day) -> String {
    let (y, m, d) = civil(day);
    format!("{y:04}-{m:02}-{d:02}")
}

#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    YesNo,
    Number,
    /// `number at least 0`; `number more than 0` where the bound itself is out.
    Bounded(Rat, bool),
    Date,
    /// The values; true when ordered, least first.
    Values(Vec<String>, bool),
    Country,
    Record(String),
    List(Box<Type>),
    Optional(Box<Type>),
    /// `range of T`: a record of its ends, `from` and `to`.
    Range(Box<Type>),
}

#[derive(Clone, Debug)]
pub struct Record {
    pub name: String,
    pub fields: Vec<(String, Type)>,
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub ty: Type,
    pub question: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DecisionType {
    Set,
    One(Type),
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub name: String,
    pub of: Option<String>,
    pub ty: DecisionType,
}

/// A whole rulebook.
#[derive(Clone, Debug)]
pub struct Book {
    pub records: Vec<Record>,
    pub facts: Vec<Fact>,
    /// Code and English name.
    pub countries: Vec<(String, String)>,
    pub elsewhere: Vec<String>,
    pub decisions: Vec<Decision>,
    pub acts: Vec<Act>,
}

impl Book {
    pub fn record(&self, name: &str) -> &Record {
        self.records.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("record {name}"))
    }
    pub fn decision(&self, name: &str) -> &Decision {
        self.decisions.iter().find(|d| d.name == name).unwrap_or_else(|| panic!("decision {name}"))
    }
    pub fn field(&self, record: &str, field: &str) -> &Type {
        let record = self.record(record);
        &record.fields.iter().find(|f| f.0 == field).unwrap_or_else(|| panic!("{}.{field}", record.name)).1
    }
    /// The facts of one record type, in order of declaration.
    pub fn facts_of(&self, record: &str) -> Vec<&Fact> {
        self.facts.iter().filter(|f| unwrap_optional(&f.ty) == &Type::Record(record.to_string())).collect()
    }
}

impl Type {
    /// A number, bounded or not, optional or not.
    pub fn is_number(&self) -> bool {
        matches!(unwrap_optional(self), Type::Number | Type::Bounded(..))
    }
    /// True when a number may be given for a fact of this type.
    pub fn admits(&self, n: &Rat) -> bool {
        match unwrap_optional(self) {
            Type::Bounded(bound, strict) => n > bound || n == bound && !strict,
            _ => true,
        }
    }
}

pub fn unwrap_optional(ty: &Type) -> &Type {
    match ty {
        Type::Optional(inner) => inner,
        other => other,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Through(Day),
    Until(Day),
}

/// When a statement takes effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    On(Day),
    /// On a day to be appointed.
    Appointed,
    /// From the start of that act.
    OfAct(String),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dates {
    pub effective: Option<Start>,
    pub end: Option<End>,
    pub comply: Option<Day>,
}

impl Dates {
    /// Effective that day, and no more.
    pub fn from(day: Day) -> Dates {
        Dates { effective: Some(Start::On(day)), ..Dates::default() }
    }
    /// The day, where one is written.
    pub fn day(&self) -> Option<Day> {
        match self.effective {
            Some(Start::On(day)) => Some(day),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Act {
    pub name: String,
    pub published: Day,
    pub released: Option<Day>,
    pub dates: Dates,
    pub after: Vec<String>,
    /// `applies to transactions with …`
    pub applies_to: Option<Cond>,
    /// The first part may be without a heading.
    pub parts: Vec<Part>,
}

impl Act {
    /// The day on which the public could know it.
    pub fn public(&self) -> Day {
        self.released.unwrap_or(self.published)
    }
}

#[derive(Clone, Debug)]
pub struct Part {
    pub heading: bool,
    pub dates: Dates,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub struct Statement {
    pub dates: Dates,
    /// `held`, after a patch.
    pub held: bool,
    pub kind: Kind,
}

impl Statement {
    pub fn new(dates: Dates, kind: Kind) -> Statement {
        Statement { dates, held: false, kind }
    }
}

#[derive(Clone, Debug)]
pub enum Kind {
    Rule(Rule),
    Exemption(Exemption),
    Define(Define),
    Default {
        id: String,
        decision: String,
        value: Expr,
    },
    Value {
        name: String,
        value: Expr,
    },
    Group {
        name: String,
        of: String,
        members: Vec<String>,
        except: Vec<String>,
    },
    Members {
        insert: bool,
        members: Vec<String>,
        group: String,
    },
    Repeal(Vec<String>),
    Set {
        name: String,
        value: Expr,
    },
    /// `amend ID(2) to C`
    Paragraph {
        id: String,
        at: Labels,
        to: Cond,
    },
    /// `insert into ID(1) (2A) C`: into the list beneath `at`, behind the paragraph `after`.
    Insert {
        id: String,
        at: Labels,
        after: String,
        label: String,
        cond: Cond,
    },
    /// `omit ID(2)`
    Omit {
        id: String,
        at: Labels,
    },
    /// `amend ID(2) replace "old" by "new"`; the whole provision where `at` is empty.
    Replace {
        id: String,
        at: Labels,
        old: String,
        new: String,
    },
    Renumber {
        from: String,
        to: String,
    },
    Verb(Verb),
    Function(Function),
    /// A register of days: the label of each row, and its day.
    Register {
        name: String,
        rows: Vec<(String, Day)>,
    },
    /// `insert row into NAME`; without a day `omit row L of NAME`.
    Row {
        register: String,
        label: String,
        day: Option<Day>,
    },
}

/// The address of a paragraph, a label a level.
pub type Labels = Vec<String>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Does {
    Suspend,
    EndSuspension,
    Extend,
    ExtendSuspension,
    StopEnforcing,
    ResumeEnforcing,
    Commence,
    RevokeRestoring,
    RevokeWithout,
    Annul,
    ForceUncertain,
}

/// A statement about other statements. `from` and the end stand in the statement's dates.
#[derive(Clone, Debug)]
pub struct Verb {
    pub does: Does,
    /// None: the act that says so (`force uncertain` alone).
    pub target: Option<Target>,
    /// `so far as it changes ID`, `for ID`; empty: all of it.
    pub so_far: Vec<String>,
    /// What `extend` extends to: the last day.
    pub to: Option<Day>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Act(String),
    Node(String),
}

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub amend: bool,
    pub for_each: Option<String>,
    pub overrides: Vec<String>,
    pub subject_to: Vec<String>,
    pub when: Option<Cond>,
    pub unless: Option<Cond>,
    pub then: Vec<Conclusion>,
}

#[derive(Clone, Debug)]
pub struct Exemption {
    pub id: String,
    pub limit: bool,
    pub from: Refs,
    pub if_claimed: bool,
    pub for_each: Option<String>,
    pub when: Option<Cond>,
    pub unless: Option<Cond>,
    pub then: Vec<Conclusion>,
}

/// `everything in A, B except C`
#[derive(Clone, Debug)]
pub struct Refs {
    pub everything: bool,
    pub ids: Vec<String>,
    pub except: Vec<String>,
}

impl Refs {
    pub fn to(ids: &[&str]) -> Refs {
        Refs { everything: false, ids: ids.iter().map(|s| s.to_string()).collect(), except: vec![] }
    }
    pub fn reach(&self, id: &str) -> bool {
        self.ids.iter().any(|n| beneath(id, n)) && !self.except.iter().any(|n| beneath(id, n))
    }
}

/// True when `id` is `node` or beneath it: the tree of ids is cut at `.` and `(`.
pub fn beneath(id: &str, node: &str) -> bool {
    match id.strip_prefix(node) {
        Some(rest) => rest.is_empty() || rest.starts_with('.') || rest.starts_with('('),
        None => false,
    }
}

#[derive(Clone, Debug)]
pub struct Define {
    pub id: String,
    pub name: String,
    pub of: Option<String>,
    pub cases: Vec<(Body, Option<Cond>)>,
    pub otherwise: Option<Body>,
}

/// A table, tiers or a scale: a value for what it is asked with.
#[derive(Clone, Debug)]
pub struct Function {
    pub id: String,
    pub name: String,
    pub shape: Shape,
}

#[derive(Clone, Debug)]
pub enum Shape {
    Table(Table),
    Tiers(Tiers),
    Scale(Scale),
}

#[derive(Clone, Debug)]
pub struct Table {
    pub inputs: Vec<String>,
    /// `first`; else `only`.
    pub first: bool,
    pub rows: Vec<Row>,
    /// None within: the law is silent.
    pub otherwise: Option<Option<Expr>>,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    /// The tests of each input; none for `any`.
    pub cells: Vec<Vec<Test>>,
    /// None: the law is silent.
    pub result: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct Tiers {
    pub of: String,
    /// Without a condition: `otherwise`.
    pub tiers: Vec<(i128, Option<Cond>)>,
}

#[derive(Clone, Debug)]
pub struct Scale {
    pub on: String,
    /// `marginal`; else `whole`.
    pub marginal: bool,
    pub bands: Vec<Band>,
}

#[derive(Clone, Debug)]
pub struct Band {
    /// `up to` (true) or `below`; none for `above`, the last.
    pub bound: Option<(bool, Expr)>,
    pub rate: Expr,
}

/// What is rounded to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum To {
    Places(u32),
    Multiples(Rat),
}

impl To {
    /// What the result is a multiple of.
    pub fn step(self) -> Rat {
        match self {
            To::Places(n) => Rat::new(1, 10i128.pow(n)),
            To::Multiples(step) => step,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Up,
    Down,
    HalfUp,
    HalfDown,
    HalfEven,
}

#[derive(Clone, Debug)]
pub enum Body {
    Value(Expr),
    Cond(Cond),
    Silent,
}

#[derive(Clone, Debug)]
pub enum Conclusion {
    Is {
        decision: String,
        cases: Vec<(Expr, Cond)>,
        otherwise: Option<Expr>,
    },
    Includes {
        decision: String,
        this: bool,
        ids: Vec<String>,
    },
    Discretion {
        decision: String,
    },
    /// `deem PATH is V`
    Deem {
        path: Path,
        value: Expr,
    },
    Must {
        text: String,
        by: Option<Expr>,
        when: Option<Cond>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quant {
    All,
    Any,
    None,
    ExactlyOne,
    AtLeast(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Each {
    Any,
    No,
    EveryAtLeastOne,
    EveryEvenIfNone,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Includes {
    Any,
    All,
    None,
}

#[derive(Clone, Debug)]
pub enum Cond {
    /// Labelled paragraphs.
    List(Quant, Vec<Cond>),
    /// The same in the text of a day: each paragraph with its label; an omitted one leaves a hole.
    Labelled(Quant, Vec<(String, Option<Cond>)>),
    /// Whether a text is in force, where that is uncertain.
    Uncertain,
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Not(Box<Cond>),
    /// One subject, tests joined by `or` (true) or `and`.
    Test(Expr, Vec<Test>, bool),
    /// A yes/no expression by itself.
    Holds(Expr),
    Each(Each, String, Path, Option<Box<Cond>>),
    Applies(Refs),
    /// `A touches B`
    Beside(Box<Span>, Beside, Box<Span>),
    Includes {
        decision: String,
        of: Option<Path>,
        mode: Includes,
        targets: Vec<String>,
    },
}

/// How one range lies beside another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Beside {
    Touches,
    Covers,
    LiesWithin,
}

/// What is set beside another.
#[derive(Clone, Debug)]
pub enum Span {
    /// A range of the facts.
    Fact(Path),
    /// A single value.
    Value(Expr),
    /// What the law writes: its ends, and whether each is inside; none where it goes on for ever.
    Written { days: bool, from: Option<(Expr, bool)>, to: Option<(Expr, bool)> },
}

/// `item.maker.seat`: a variable or fact, then fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub root: String,
    pub fields: Vec<String>,
}

impl Path {
    pub fn parse(text: &str) -> Path {
        let mut parts = text.split('.').map(str::to_string);
        Path { root: parts.next().unwrap(), fields: parts.collect() }
    }
    pub fn join(&self, field: &str) -> Path {
        let mut path = self.clone();
        path.fields.push(field.to_string());
        path
    }
}

/// A calculation over a list.
#[derive(Clone, Debug)]
pub struct Calc {
    pub what: What,
    pub var: String,
    pub list: Path,
    /// What is added or compared; a count has none.
    pub of: Option<Expr>,
    pub filter: Option<Cond>,
}

/// `the x in LIST with the greatest E where C`
#[derive(Clone, Debug)]
pub struct Chosen {
    pub var: String,
    pub list: Path,
    /// Else the least.
    pub greatest: bool,
    pub by: Expr,
    pub filter: Option<Cond>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    Sum,
    Count,
    Least,
    Greatest,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Debug)]
pub enum Expr {
    Num(Rat),
    Date(Day),
    /// A value of an enumeration, or a country code.
    Word(String),
    YesNo(bool),
    Path(Path),
    Define(String, Option<Path>),
    Value(String),
    /// `VALUE as it stood on D`
    ValueAsOf(String, Day),
    Decision(String, Option<Path>),
    On,
    Arith(Op, Box<Expr>, Box<Expr>),
    /// `N days after E` (true) or `before E`.
    Offset(Period, bool, Box<Expr>),
    Calc(Box<Calc>),
    /// What is read of the chosen element, which goes by its variable: a field, or a defined name.
    OfChosen(Box<Chosen>, Box<Expr>),
    /// `PATH as given`
    AsGiven(Path),
    /// `NAME of (A, B)`
    Call(String, Vec<Expr>),
    Round(Box<Expr>, To, Way),
    /// `Monday to Friday except HOLIDAYS from D through D`, as the value of a name.
    Calendar(Box<Calendar>),
    /// What a register of days holds.
    Days(Vec<(String, Day)>),
}

/// Which days are working days.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Days of the week, from 0, a Monday.
    pub week: Vec<usize>,
    pub except: Option<String>,
    /// Of other days nobody has said anything.
    pub from: Day,
    pub through: Day,
}

/// The day of the week, from 0, a Monday.
pub fn weekday(day: Day) -> usize {
    // 1 January 1970 was a Thursday.
    (day + 3).rem_euclid(7) as usize
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cmp {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Exactly,
}

#[derive(Clone, Debug)]
pub enum Test {
    Is(Expr),
    IsNot(Expr),
    IsAnyOf(Vec<Expr>),
    IsNoneOf(Vec<Expr>),
    IsNone,
    IsNotNone,
    Compare(Cmp, Expr),
    /// Among the values of an ordered type.
    Rank(Cmp, String, Vec<String>),
    Before(Expr),
    After(Expr),
    OnOrBefore(Expr),
    OnOrAfter(Expr),
    FromThrough(Expr, Expr),
    /// `is at least 25 days before E` (`after` when true)
    Distance(Cmp, Period, bool, Expr),
    /// `is within 12 months before E` (`after` when true)
    Within(Period, bool, Expr),
    /// `is in the calendar year of E`; false: `is not`.
    InYear(bool, Expr),
    In(String),
    NotIn(String),
    /// `in GROUP as it stood on D`
    InAsOf(String, Day),
}

/// `G1 as it stood on D`, as a member of a group's list.
pub fn member_as_of(group: &str, day: Day) -> String {
    format!("{group} as it stood on {}", show_day(day))
}

/// The group and the day of such a member.
pub fn as_of(member: &str) -> Option<(&str, Day)> {
    let (group, date) = member.split_once(" as it stood on ")?;
    let mut parts = date.split('-').map(|n| n.parse().expect("a number"));
    let mut next = || parts.next().expect("a date");
    Some((group, day(next(), next(), next())))
}

// ---- facts

#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// Given as `null`.
    Null,
    YesNo(bool),
    Num(Rat),
    Date(Day),
    Word(String),
    /// Fields left out are absent; a defined name among them is stipulated.
    Record(BTreeMap<String, Data>),
    List(Vec<Data>, bool),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Facts and top-level stipulations, by name; what is not here is absent.
    pub given: BTreeMap<String, Data>,
    pub claims: Option<Vec<String>>,
}
