//! Certain decisions of one law, ready to be made for many matters: answers first, reasons on demand.

mod columnar;
#[cfg(feature = "batch")]
pub(crate) mod keyed;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::decision::{Decision, Outcome, Status};
use crate::diagnostics;
use crate::facts::{FactError, FactErrors, Facts, FactsBuilder};
use crate::law::Law;
use crate::model::{DecisionId, Fact, Type};
use crate::plan::slots::{Cell, MATTER};
use crate::program::cells::{FALSE, NONE, TRUE};
use crate::program::code::Output;
use crate::program::columns::Chain;
use crate::program::diagram::{ASK, CONFLICT, SILENT};
use crate::program::layout::{FromSlots, Writer};
use crate::program::reader::{Encoder, Reader, Values};
use crate::program::run::Scratch;
use crate::program::translate::DISCRETION;
use crate::program::{Code, Wanted, compile};
use crate::rulebook::Rulebook;
use crate::temporal::Known;
use crate::value::Date;

/// Certain decisions of one law, compiled so that a decision costs nanoseconds. Cheap to clone; `Send + Sync`.
///
/// Its answers are those of [`Law::decide`], always: what a program cannot settle by itself, because a fact is not given or a rule
/// asks for more than programs do, it asks of the law. What is decided so is told by [`is_fast`](Program::is_fast).
///
/// ```
/// use lexact::{Known, Rulebook};
///
/// let rulebook = Rulebook::open("rules/us-ear")?;
/// let law = rulebook.in_force("2023-11-17".parse()?, Known::Latest);
/// let program = law.program(&["classification", "license"])?;
///
/// let text = std::fs::read_to_string("examples/h800.json")?;
/// let row = program.read_json(&text)?;
/// let answer = program.decide(&row);
/// assert_eq!(answer.value("license"), Some("required"));
/// assert_eq!(answer.decision()?.because("license")[0].citation, "88 FR 73458");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Program(Arc<Compiled>);

pub use columnar::{BadColumn, Column, ColumnDesk, Columns, Tuple, Whole};

struct Compiled {
    law: Law,
    /// No other program has this number.
    number: u64,
    /// Which revision it is of, among the programs of several.
    revision: u32,
    /// The number of its day.
    day: i64,
    code: Code,
    reader: Arc<Reader>,
    /// None where something is read that only the reader of facts reads.
    encoder: Option<Encoder>,
    /// For each decision: the words of its values.
    words: Vec<Vec<String>>,
    /// The diagram of all decisions in blocks, for columns; none where rows are decided one by one.
    chain: OnceLock<Option<Chain>>,
}

/// The facts of one matter as a program reads them: a row of small numbers, and what they were read from.
#[derive(Clone, Debug)]
pub struct Row<'t> {
    codes: Vec<u32>,
    /// The number of the program it was read for; 0: of none, and everything is asked of the law.
    program: u64,
    /// Which revision it was read for, of the programs of several.
    revision: u32,
    /// The number of the day whose law applies.
    on: i64,
    origin: Origin<'t>,
}

/// What a row was read from.
#[derive(Clone, Debug)]
enum Origin<'t> {
    Facts(Facts),
    Text(&'t str),
}

/// What a program keeps between matters, so that none allocates.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    scratch: Scratch,
    values: Vec<u8>,
    read: Values,
    writer: Writer,
}

/// The decisions of one matter.
pub struct Answer<'a> {
    program: &'a Program,
    on: i64,
    origin: From<'a>,
    values: Cow<'a, [u8]>,
    asked: OnceCell<Box<Result<Decision, FactErrors>>>,
}

/// Where the facts of an answer are.
enum From<'a> {
    Row(&'a Origin<'a>),
    Text(&'a str),
    /// Of a row that nobody else needs.
    Own(Box<Origin<'a>>),
}

/// Matters that are decided again and again: their rows lie close together, in the order in which they were entered.
#[derive(Clone, Debug, Default)]
pub struct Docket<'t> {
    codes: Vec<u32>,
    entries: Vec<Entry>,
    origins: Vec<Origin<'t>>,
}

/// Where the row of a matter lies, and for which program it was read.
#[derive(Clone, Copy, Debug)]
struct Entry {
    from: u32,
    to: u32,
    program: u64,
    revision: u32,
    on: i64,
}

impl<'t> Docket<'t> {
    /// Enters a row: its number.
    pub fn enter(&mut self, row: Row<'t>) -> usize {
        let from = self.codes.len() as u32;
        self.codes.extend_from_slice(&row.codes);
        self.entries.push(Entry {
            from,
            to: self.codes.len() as u32,
            program: row.program,
            revision: row.revision,
            on: row.on,
        });
        self.origins.push(row.origin);
        self.entries.len() - 1
    }

    /// How many matters there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A decision, or the fact of a day, that a program is asked for and the rulebook does not declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownDecision {
    /// The name.
    pub name: String,
    /// True where it was to be the fact of a day.
    pub of_a_day: bool,
    /// What was meant, perhaps.
    pub help: Option<String>,
}

/// `` `quta` is no decision of this rulebook; did you mean `quota`? ``
impl fmt::Display for UnknownDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` {}",
            self.name,
            if self.of_a_day { "is no fact of this rulebook that is a day" } else { "is no decision of this rulebook" }
        )?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl std::error::Error for UnknownDecision {}

impl Law {
    /// Compiles decisions, by the names they are reported by; all of them where none is named.
    ///
    /// # Errors
    /// The first name that is none of a decision.
    pub fn program(&self, decisions: &[&str]) -> Result<Program, UnknownDecision> {
        let all = reported(self);
        let wanted = match decisions {
            [] => all,
            names => names.iter().map(|name| named(&all, name)).collect::<Result<_, _>>()?,
        };
        let reader = Arc::new(Reader::new(&self.rulebook().model().vocabulary));
        Ok(Program::new(self.clone(), wanted, reader, 0, false))
    }
}

impl Rulebook {
    /// Decisions under the law of the day that a fact gives; each revision is compiled when its first matter comes.
    ///
    /// # Errors
    /// A name that is none of a decision, or a fact that is no day.
    pub fn programs(&self, decisions: &[&str], day: &str, known: Known) -> Result<Programs, UnknownDecision> {
        let vocabulary = &self.model().vocabulary;
        let is_day = |fact: &Fact| *fact.ty.required() == Type::Date;
        let fact = vocabulary.facts.get_full(day).filter(|(_, _, fact)| is_day(fact)).map(|(ix, ..)| ix as u32);
        if fact.is_none() {
            let days = vocabulary.facts.iter().filter(|(_, fact)| is_day(fact)).map(|(name, _)| name.as_str());
            let help = diagnostics::near_of(day, days);
            return Err(UnknownDecision { name: day.to_string(), of_a_day: true, help });
        }
        Programs::new(self, decisions, (day, fact), known)
    }
}

/// Decisions of a rulebook, each under the law of its own day. `Send + Sync`.
pub struct Programs {
    rulebook: Rulebook,
    known: Known,
    wanted: Vec<Wanted>,
    /// The fact that gives the day; none where the host gives it beside the facts.
    fact: Option<u32>,
    name: String,
    /// Its place among what the reader reads.
    place: Option<u32>,
    reader: Arc<Reader>,
    /// The first day of each revision.
    days: Vec<Date>,
    starts: Vec<i64>,
    programs: Vec<OnceLock<Program>>,
    /// Whether rows keep what reasons depend on.
    reasons: bool,
}

impl Programs {
    fn new(
        rulebook: &Rulebook,
        decisions: &[&str],
        (name, fact): (&str, Option<u32>),
        known: Known,
    ) -> Result<Programs, UnknownDecision> {
        let all = reported(&rulebook.in_force(Date::FIRST, known));
        let wanted = match decisions {
            [] => all,
            names => names.iter().map(|name| named(&all, name)).collect::<Result<_, _>>()?,
        };
        let reader = Arc::new(Reader::new(&rulebook.model().vocabulary));
        let mut days = rulebook.revisions(known);
        if days.first() != Some(&Date::FIRST) {
            days.insert(0, Date::FIRST);
        }
        Ok(Programs {
            rulebook: rulebook.clone(),
            known,
            wanted,
            fact,
            name: name.to_string(),
            place: fact.and_then(|fact| reader.day_place(fact)),
            reader,
            starts: days.iter().map(|day| day.number()).collect(),
            programs: days.iter().map(|_| OnceLock::new()).collect(),
            days,
            reasons: false,
        })
    }

    /// The program of the revision in force on a day.
    pub fn on(&self, day: Date) -> &Program {
        self.revision(day.number())
    }

    #[inline]
    fn revision(&self, day: i64) -> &Program {
        self.numbered(self.starts.partition_point(|start| *start <= day).saturating_sub(1))
    }

    #[inline]
    fn numbered(&self, revision: usize) -> &Program {
        match self.programs.get(revision) {
            Some(program) => program.get_or_init(|| self.compiled(revision)),
            None => self.first(),
        }
    }

    /// There is always a first revision: the law of the first day of the calendar.
    fn first(&self) -> &Program {
        self.programs[0].get_or_init(|| self.compiled(0))
    }

    #[cold]
    fn compiled(&self, at: usize) -> Program {
        let day = self.days.get(at).copied().unwrap_or(Date::FIRST);
        let law = self.rulebook.in_force(day, self.known);
        Program::new(law, self.wanted.clone(), Arc::clone(&self.reader), at as u32, self.reasons)
    }

    /// The row of a fact file, for the program of its day.
    ///
    /// # Errors
    /// Every mistake, as [`FactsReader::from_json`](crate::FactsReader::from_json); or that the day is not given.
    pub fn read_json<'t>(&self, text: &'t str) -> Result<Row<'t>, FactErrors> {
        let mut desk = Desk::default();
        if let Some((program, on)) = self.read(text, &mut desk) {
            let codes = std::mem::take(&mut desk.writer.codes);
            return Ok(Row {
                codes,
                program: program.number(),
                revision: program.0.revision,
                on,
                origin: Origin::Text(text),
            });
        }
        let law = self.rulebook.in_force(Date::FIRST, self.known);
        let day = self.day_of(&law.facts().from_json(text)?)?;
        // Values in the place of defined ones are checked against the law of the day.
        let law = self.rulebook.in_force(day, self.known);
        Ok(self.on(day).row_on(&law.facts().from_json(text)?, day))
    }

    /// The row of facts that were read for any law of the rulebook, for the program of their day.
    ///
    /// # Errors
    /// That the day is not given.
    pub fn row(&self, facts: &Facts) -> Result<Row<'static>, FactErrors> {
        let day = self.day_of(facts)?;
        Ok(self.on(day).row_on(facts, day))
    }

    fn day_of(&self, facts: &Facts) -> Result<Date, FactErrors> {
        match self.fact.map(|fact| facts.slots().cell(MATTER, fact)) {
            Some(Cell::Date(day)) => Ok(*day),
            _ => Err(FactErrors(vec![FactError {
                path: self.name.clone(),
                code: "facts/no-day",
                message: "the day whose law applies is not given".into(),
                help: None,
            }])),
        }
    }

    /// The program and the day of a text, its row at the desk; none where the reader of facts must be asked.
    fn read(&self, text: &str, desk: &mut Desk) -> Option<(&Program, i64)> {
        if !self.reader.read(&self.rulebook.model().tree, text, &mut desk.read) {
            return None;
        }
        let raw = *desk.read.raws.get(self.place? as usize).filter(|raw| raw.kind > NONE)?;
        let program = self.revision(raw.value);
        program.encode(text, raw.value, desk).then_some(())?;
        Some((program, raw.value))
    }

    /// Decides a matter of which the row is at hand.
    #[inline]
    pub fn decide_at<'a>(&'a self, row: &'a Row<'a>, desk: &'a mut Desk) -> Answer<'a> {
        self.numbered(row.revision as usize).decide_at(row, desk)
    }

    /// Decides a matter of a docket.
    #[inline]
    pub fn decide_of<'a>(&'a self, docket: &'a Docket<'a>, number: usize, desk: &'a mut Desk) -> Option<Answer<'a>> {
        let program = self.numbered(docket.entries.get(number)?.revision as usize);
        program.decide_of(docket, number, desk)
    }

    /// The codes of a matter of a docket, as [`Answer::codes`] gives them, where none is open; else see
    /// [`decide_of`](Programs::decide_of).
    #[inline]
    pub fn codes_of<'a>(&'a self, docket: &Docket<'_>, number: usize) -> Option<&'a [u8]> {
        let entry = docket.entries.get(number)?;
        self.numbered(entry.revision as usize).codes_of(docket, number)
    }

    /// Reads a fact file and decides it, at a desk that is used again and again.
    ///
    /// # Errors
    /// As [`read_json`](Programs::read_json).
    pub fn decide_json<'a>(&'a self, text: &'a str, desk: &'a mut Desk) -> Result<Answer<'a>, FactErrors> {
        match self.read(text, desk) {
            Some((program, on)) => Ok(program.at_desk(text, on, desk)),
            None => {
                let row = self.read_json(text)?;
                Ok(self.numbered(row.revision as usize).answer(row, desk))
            }
        }
    }
}

/// Every decision by the name it is reported by: one of a record once for each fact that is such a record.
fn reported(law: &Law) -> Vec<Wanted> {
    let vocabulary = &law.rulebook().model().vocabulary;
    let mut all = Vec::new();
    for (ix, decision) in vocabulary.decisions.values().enumerate() {
        let id = DecisionId(ix as u32);
        let Some(record) = decision.of else {
            all.push(Wanted { name: decision.name.clone(), decision: id, fact: None });
            continue;
        };
        let is_such = |ty: &Type| *ty.required() == Type::Record(record);
        let facts = vocabulary.facts.iter().enumerate().filter(|(_, (_, fact))| is_such(&fact.ty));
        let facts: Vec<(u32, &String)> = facts.map(|(ix, (name, _))| (ix as u32, name)).collect();
        for (fact, name) in &facts {
            let name = if facts.len() == 1 { decision.name.clone() } else { format!("{} of {name}", decision.name) };
            all.push(Wanted { name, decision: id, fact: Some(*fact) });
        }
    }
    all
}

fn named(all: &[Wanted], name: &str) -> Result<Wanted, UnknownDecision> {
    all.iter().find(|wanted| wanted.name == name).cloned().ok_or_else(|| UnknownDecision {
        name: name.to_string(),
        of_a_day: false,
        help: diagnostics::near_of(name, all.iter().map(|wanted| wanted.name.as_str())),
    })
}

fn words(law: &Law, decision: DecisionId) -> Vec<String> {
    let vocabulary = &law.rulebook().model().vocabulary;
    match vocabulary.decision(decision).ty.required() {
        Type::Enumeration(id) => vocabulary.enumerations[id.ix()].members.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

impl Program {
    /// The law it was compiled from.
    pub fn law(&self) -> &Law {
        &self.0.law
    }

    /// The decisions, by the names they are reported by, in the order in which they were asked for.
    pub fn decisions(&self) -> impl Iterator<Item = &str> {
        self.0.code.outputs.iter().map(|output| output.wanted.name.as_str())
    }

    /// The place of a decision among them.
    pub fn index(&self, decision: &str) -> Option<usize> {
        self.decisions().position(|name| name == decision)
    }

    /// True if nothing of this decision is left to [`Law::decide`] beforehand; a fact that is not given may still send it there.
    pub fn is_fast(&self, decision: &str) -> bool {
        self.index(decision).and_then(|at| self.0.code.outputs.get(at)).is_some_and(|output| output.fast)
    }

    /// The code that runs. Not part of the stable interface.
    pub fn code(&self) -> &Code {
        &self.0.code
    }

    #[inline]
    fn number(&self) -> u64 {
        self.0.number
    }

    fn new(law: Law, wanted: Vec<Wanted>, reader: Arc<Reader>, revision: u32, reasons: bool) -> Program {
        let words = wanted.iter().map(|wanted| words(&law, wanted.decision)).collect();
        let vocabulary = &law.rulebook().model().vocabulary;
        let code = compile(&law.enforced().plan, vocabulary, wanted, reasons);
        let encoder = Encoder::new(vocabulary, &reader, &code.layout);
        static PROGRAMS: AtomicU64 = AtomicU64::new(1);
        let (number, day) = (PROGRAMS.fetch_add(1, Ordering::Relaxed), law.on().number());
        Program(Arc::new(Compiled { law, number, revision, day, code, reader, encoder, words, chain: OnceLock::new() }))
    }

    /// The row of a fact file.
    ///
    /// # Errors
    /// Every mistake, as [`FactsReader::from_json`](crate::FactsReader::from_json).
    pub fn read_json<'t>(&self, text: &'t str) -> Result<Row<'t>, FactErrors> {
        let mut desk = Desk::default();
        if self.read(text, &mut desk) {
            let codes = std::mem::take(&mut desk.writer.codes);
            return Ok(Row {
                codes,
                program: self.number(),
                revision: self.0.revision,
                on: self.0.day,
                origin: Origin::Text(text),
            });
        }
        Ok(self.row(&self.0.law.facts().from_json(text)?))
    }

    /// The row of facts that a host sets one by one.
    ///
    /// # Errors
    /// Every mistake, as [`FactsReader::from_builder`](crate::FactsReader::from_builder).
    pub fn read_builder(&self, facts: FactsBuilder) -> Result<Row<'static>, FactErrors> {
        Ok(self.row(&self.0.law.facts().from_builder(facts)?))
    }

    /// The row of facts that were read for any law of the rulebook.
    pub fn row(&self, facts: &Facts) -> Row<'static> {
        self.row_on(facts, self.0.law.on())
    }

    fn row_on(&self, facts: &Facts, on: Date) -> Row<'static> {
        let Compiled { law, code, .. } = &*self.0;
        let mut writer = Writer::default();
        let vocabulary = &law.rulebook().model().vocabulary;
        let from = FromSlots { plan: &law.enforced().plan, vocabulary, slots: facts.slots(), on };
        from.write(&code.layout, &mut writer);
        // Where a value stands in the place of a defined one (S20), everything is asked of the law.
        let program = if facts.stipulated().is_empty() { self.number() } else { 0 };
        Row {
            codes: writer.codes,
            program,
            revision: self.0.revision,
            on: on.number(),
            origin: Origin::Facts(facts.clone()),
        }
    }

    /// Reads a text to the desk; false where the reader of facts must be asked.
    fn read(&self, text: &str, desk: &mut Desk) -> bool {
        let tree = &self.0.law.rulebook().model().tree;
        self.0.reader.read(tree, text, &mut desk.read) && self.encode(text, self.0.day, desk)
    }

    /// Makes a row of what was read.
    fn encode(&self, text: &str, on: i64, desk: &mut Desk) -> bool {
        let Compiled { law, code, reader, encoder, .. } = &*self.0;
        let Some(encoder) = encoder else { return false };
        let of_law = (&law.enforced().plan, &law.rulebook().model().vocabulary, &code.layout);
        encoder.write(of_law, (text, &desk.read, reader.claims_place()), on, &mut desk.writer)
    }

    /// Decides a matter. Allocates nothing where one table holds all decisions; else see [`decide_at`](Program::decide_at).
    #[inline]
    pub fn decide<'a>(&'a self, row: &'a Row<'a>) -> Answer<'a> {
        let values = match self.at_once(&row.codes, row.program) {
            Some(values) => Cow::Borrowed(values),
            None => {
                let mut desk = Desk::default();
                self.settle(&row.codes, row.program, &mut desk);
                Cow::Owned(desk.values)
            }
        };
        Answer { program: self, on: row.on, origin: From::Row(&row.origin), values, asked: OnceCell::new() }
    }

    /// Decides a matter at a desk that is used again and again: nothing is allocated.
    #[inline]
    pub fn decide_at<'a>(&'a self, row: &'a Row<'a>, desk: &'a mut Desk) -> Answer<'a> {
        let values = Cow::Borrowed(self.values(&row.codes, row.program, desk));
        Answer { program: self, on: row.on, origin: From::Row(&row.origin), values, asked: OnceCell::new() }
    }

    /// Decides a matter of a docket; none where the docket has no matter of this number.
    #[inline]
    pub fn decide_of<'a>(&'a self, docket: &'a Docket<'a>, number: usize, desk: &'a mut Desk) -> Option<Answer<'a>> {
        let Entry { from, to, program, on, .. } = *docket.entries.get(number)?;
        let codes = docket.codes.get(from as usize..to as usize)?;
        let values = Cow::Borrowed(self.values(codes, program, desk));
        let origin = From::Row(docket.origins.get(number)?);
        Some(Answer { program: self, on, origin, values, asked: OnceCell::new() })
    }

    /// The codes of a matter of a docket, as [`Answer::codes`] gives them, where one table holds all decisions and leaves none open;
    /// else see [`decide_of`](Program::decide_of).
    #[inline]
    pub fn codes_of<'a>(&'a self, docket: &Docket<'_>, number: usize) -> Option<&'a [u8]> {
        let Entry { from, to, program, .. } = *docket.entries.get(number)?;
        let values = self.at_once(docket.codes.get(from as usize..to as usize)?, program)?;
        let open = values.iter().fold(false, |open, value| open | (*value == ASK));
        (!open).then_some(values)
    }

    /// Reads a fact file and decides it, at a desk that is used again and again.
    ///
    /// # Errors
    /// As [`read_json`](Program::read_json).
    pub fn decide_json<'a>(&'a self, text: &'a str, desk: &'a mut Desk) -> Result<Answer<'a>, FactErrors> {
        if self.read(text, desk) {
            return Ok(self.at_desk(text, self.0.day, desk));
        }
        let row = self.read_json(text)?;
        Ok(self.answer(row, desk))
    }

    /// Decides the row at the desk.
    fn at_desk<'a>(&'a self, text: &'a str, on: i64, desk: &'a mut Desk) -> Answer<'a> {
        let values = match self.0.code.at_once(&desk.writer.codes) {
            Some(values) => values,
            None => {
                self.0.code.run(&desk.writer.codes, &mut desk.scratch, &mut desk.values);
                &desk.values
            }
        };
        Answer { program: self, on, origin: From::Text(text), values: Cow::Borrowed(values), asked: OnceCell::new() }
    }

    /// Decides a row that nobody else needs.
    fn answer<'a>(&'a self, row: Row<'a>, desk: &'a mut Desk) -> Answer<'a> {
        self.settle(&row.codes, row.program, desk);
        let (origin, values) = (From::Own(Box::new(row.origin)), Cow::Borrowed(desk.values.as_slice()));
        Answer { program: self, on: row.on, origin, values, asked: OnceCell::new() }
    }

    #[inline]
    fn values<'a>(&'a self, codes: &[u32], read_for: u64, desk: &'a mut Desk) -> &'a [u8] {
        match self.at_once(codes, read_for) {
            Some(values) => values,
            None => {
                self.settle(codes, read_for, desk);
                &desk.values
            }
        }
    }

    /// All values from one walk, where the row was read for this program.
    #[inline]
    fn at_once(&self, codes: &[u32], read_for: u64) -> Option<&[u8]> {
        if read_for == self.number() { self.0.code.at_once(codes) } else { None }
    }

    fn settle(&self, codes: &[u32], read_for: u64, desk: &mut Desk) {
        if read_for == self.number() {
            self.0.code.run(codes, &mut desk.scratch, &mut desk.values);
        } else {
            desk.values.clear();
            desk.values.resize(self.0.code.width as usize, ASK);
        }
    }
}

impl Row<'_> {
    /// The row with facts of its own, so that the text it was read from may go.
    ///
    /// # Errors
    /// None of facts that were read; the form is that of their reader.
    pub fn detached(self, programs: &Programs) -> Result<Row<'static>, FactErrors> {
        let origin = match self.origin {
            Origin::Facts(facts) => Origin::Facts(facts),
            Origin::Text(text) => {
                let law = programs.rulebook.in_force(day(self.on), programs.known);
                Origin::Facts(law.facts().from_json(text)?)
            }
        };
        Ok(Row { origin, codes: self.codes, program: self.program, revision: self.revision, on: self.on })
    }
}

impl Answer<'_> {
    /// The codes of all decisions, in the order in which they were asked for: the number of the value, among those the decision is
    /// declared with; from 250 on, why there is none. A set has one code for each element that some rule may put into it.
    #[inline]
    pub fn codes(&self) -> &[u8] {
        &self.values
    }

    fn output(&self, at: usize) -> Option<&Output> {
        self.program.0.code.outputs.get(at)
    }

    fn column(&self, at: usize) -> u8 {
        let column = self.output(at).map_or(usize::MAX, |output| output.column as usize);
        self.values.get(column).copied().unwrap_or(ASK)
    }

    /// How a decision came out; none where the program was not asked for it.
    pub fn status(&self, decision: &str) -> Option<Status> {
        self.program.index(decision).map(|at| self.status_at(at))
    }

    /// The value of a decision in its words, where it is decided.
    pub fn value(&self, decision: &str) -> Option<&str> {
        self.value_at(self.program.index(decision)?)
    }

    /// The elements that are surely in a set.
    pub fn elements(&self, decision: &str) -> Vec<&str> {
        self.program.index(decision).map_or_else(Vec::new, |at| self.elements_at(at))
    }

    /// How the decision at a place came out.
    pub fn status_at(&self, at: usize) -> Status {
        let asked = || self.asked(at).map_or(Status::Unknown, |outcome| outcome.status);
        if let Some(values) = self.set(at) {
            let settled = values.iter().all(|value| matches!(*value, TRUE | FALSE));
            return if settled { Status::Decided } else { asked() };
        }
        match self.column(at) {
            SILENT => Status::Silent,
            CONFLICT => Status::Conflict,
            DISCRETION => Status::Discretion,
            0..DISCRETION => Status::Decided,
            _ => asked(),
        }
    }

    /// The number of the value of the decision at a place, among the values it is declared with; none where it is not decided.
    #[inline]
    pub fn member_at(&self, at: usize) -> Option<u32> {
        match self.column(at) {
            value @ 0..DISCRETION => Some(u32::from(value)),
            ASK => self.asked_member(at),
            _ => None,
        }
    }

    #[cold]
    fn asked_member(&self, at: usize) -> Option<u32> {
        let value = self.asked(at)?.value.as_deref()?;
        self.program.0.words.get(at)?.iter().position(|word| word == value).map(|ix| ix as u32)
    }

    /// The value of the decision at a place in its words, where it is decided.
    pub fn value_at(&self, at: usize) -> Option<&str> {
        match self.column(at) {
            value @ 0..DISCRETION if self.set(at).is_none() => {
                self.program.0.words.get(at)?.get(value as usize).map(String::as_str)
            }
            ASK => self.asked(at)?.value.as_deref(),
            _ => None,
        }
    }

    /// The elements that are surely in the set at a place.
    pub fn elements_at(&self, at: usize) -> Vec<&str> {
        let Some(values) = self.set(at) else { return Vec::new() };
        if values.contains(&ASK) {
            let elements = self.asked(at).and_then(|outcome| outcome.elements.as_ref());
            return elements.into_iter().flatten().filter(|e| e.sure).map(|e| e.provision.as_str()).collect();
        }
        let tree = &self.program.0.law.rulebook().model().tree;
        let elements = self.output(at).and_then(|output| output.elements.as_ref()).into_iter().flatten();
        let within = elements.zip(values).filter(|(_, value)| **value == TRUE);
        within.map(|(element, _)| tree.text(*element)).collect()
    }

    fn set(&self, at: usize) -> Option<&[u8]> {
        let output = self.output(at)?;
        let count = output.elements.as_ref()?.len();
        self.values.get(output.column as usize..output.column as usize + count)
    }

    fn asked(&self, at: usize) -> Option<&Outcome> {
        self.decision().ok()?.get(&self.output(at)?.wanted.name)
    }

    /// Everything the law says of the matter, with reasons: made when it is first asked for.
    ///
    /// # Errors
    /// That the row was read for another rulebook, or for another version of its files: it must be read anew. None else of facts that were
    /// read.
    pub fn decision(&self) -> Result<&Decision, FactErrors> {
        match &**self.asked.get_or_init(|| Box::new(self.ask())) {
            Ok(decision) => Ok(decision),
            Err(errors) => Err(errors.clone()),
        }
    }

    fn ask(&self) -> Result<Decision, FactErrors> {
        let law = &self.program.0.law;
        // The program serves a revision; the law is that of the day.
        let own = self.program.0.day == self.on;
        let law = if own { law.clone() } else { law.rulebook().in_force(day(self.on), law.known()) };
        let of_text = |text: &str| Ok(law.decide(&law.facts().from_json(text)?));
        let of_facts = |facts: &Facts| {
            law.try_decide(facts).map_err(|other| {
                let (path, code, message) = (String::new(), "facts/other-rulebook", other.to_string());
                FactErrors(vec![FactError { path, code, message, help: None }])
            })
        };
        match &self.origin {
            From::Text(text) | From::Row(Origin::Text(text)) => of_text(text),
            From::Row(Origin::Facts(facts)) => of_facts(facts),
            From::Own(origin) => match &**origin {
                Origin::Facts(facts) => of_facts(facts),
                Origin::Text(text) => of_text(text),
            },
        }
    }

    /// True if an answer was, or would be, asked of [`Law::decide`].
    pub fn is_open(&self) -> bool {
        (0..self.program.0.code.outputs.len()).any(|at| match self.set(at) {
            Some(values) => values.contains(&ASK),
            None => self.column(at) == ASK,
        })
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("law", &self.0.law)
            .field("decisions", &self.decisions().collect::<Vec<_>>())
            .finish()
    }
}

/// The day with a number; numbers come from days.
fn day(number: i64) -> Date {
    Date::FIRST.plus_days(number).unwrap_or(Date::FIRST)
}
