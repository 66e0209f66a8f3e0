//! Runs the lawyer's tests: every expectation of every scenario against the law of its day.

use crate::decision::Outcome;
use crate::explain::State;
use crate::explain::wording::Told;
use crate::model::provisions::is_beneath;
use crate::model::scenarios::{DecisionTest, Expect, Expectation, OutcomeTest, Scenario};
use crate::value::Date;
use crate::{Decision, Known, Need, Rulebook, Status};

/// How the scenarios of a rulebook came out.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// One entry per expectation, in the order of the files.
    pub lines: Vec<Line>,
    /// How many scenarios there are.
    pub scenarios: usize,
}

/// How one line of a scenario came out.
#[derive(Clone, Debug)]
pub struct Line {
    /// The scenario's title.
    pub scenario: String,
    /// The file it stands in.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// The expectation as written, on one line.
    pub expected: String,
    /// What came out instead; none where the line passed.
    pub failure: Option<String>,
}

impl Line {
    /// True if what was expected came out.
    pub fn passed(&self) -> bool {
        self.failure.is_none()
    }

    /// `scenarios/known-chips.act:12`
    pub fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }
}

impl Report {
    /// The lines that did not come out as expected.
    pub fn failed(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.passed())
    }

    /// True if every line came out as expected.
    pub fn passed(&self) -> bool {
        self.failed().next().is_none()
    }
}

/// Runs every scenario of a rulebook.
pub fn run(rulebook: &Rulebook) -> Report {
    let mut report = Report { lines: Vec::new(), scenarios: rulebook.model().scenarios.len() };
    for scenario in &rulebook.model().scenarios {
        for expectation in &scenario.expectations {
            let failure = match decide(rulebook, expectation) {
                Ok(decision) => check(&decision, expectation).err(),
                Err(why) => Some(why),
            };
            report.lines.push(line(rulebook, scenario, expectation, failure));
        }
    }
    report
}

fn line(rulebook: &Rulebook, scenario: &Scenario, expectation: &Expectation, failure: Option<String>) -> Line {
    let sources = rulebook.sources();
    let words: Vec<&str> = sources.text(expectation.span).split_whitespace().collect();
    Line {
        scenario: scenario.title.clone(),
        file: sources.get(expectation.span.source).name.clone(),
        line: sources.place(expectation.span).line,
        expected: words.join(" "),
        failure,
    }
}

/// The decision a line speaks of.
pub(super) fn decide(rulebook: &Rulebook, expectation: &Expectation) -> Result<Decision, String> {
    let law = rulebook.in_force(expectation.on, expectation.known.map_or(Known::Latest, Known::Day));
    let text = serde_json::Value::Object(expectation.facts.clone()).to_string();
    let facts = law.facts().from_json(&text).map_err(|errors| format!("the facts are wrong: {errors}"))?;
    Ok(law.decide(&facts))
}

fn check(decision: &Decision, line: &Expectation) -> Result<(), String> {
    let of_decision = matches!(line.expect, Expect::Holds(..) | Expect::Unresolved(..));
    if line.as_printed && !of_decision && decision.law().printed_differs() {
        return Err("`as printed` can be asked of decisions only".into());
    }
    let reasons = match &line.expect {
        Expect::Holds(test, by) => holds(decision, line, test, by.as_deref())?,
        Expect::Unresolved(test, cause) => unresolved(decision, line, test, cause.as_deref())?,
        Expect::Option(id, state) => option(decision, id, state)?,
        Expect::Applies(id, expected) => applies(decision, id, *expected)?,
        Expect::Conflict(ids) => conflict(decision, ids, line.on)?,
        Expect::Duty(words) => return duty(decision, words),
    };
    let missing: Vec<&str> = line.because.iter().map(String::as_str).filter(|id| !stands_in(&reasons, id)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut given = Vec::new();
    reasons.iter().for_each(|told| named(told, &mut given));
    let given = if given.is_empty() { "there are none".into() } else { format!("they are {}", given.join(", ")) };
    Err(format!(
        "{} not among the reasons; {given}",
        missing.join(", ") + if missing.len() == 1 { " is" } else { " are" }
    ))
}

// ---- what a line may expect

fn holds(decision: &Decision, line: &Expectation, test: &DecisionTest, by: Option<&str>) -> Result<Vec<Told>, String> {
    let (name, outcome) = outcome(decision, line, test)?;
    let mut reasons = because(decision, line, &name);
    if !satisfies(outcome, test.test.as_ref()) {
        return Err(came(decision, &name, outcome, &reasons));
    }
    if matches!(test.test, Some(OutcomeTest::IncludesAny(_) | OutcomeTest::IncludesAll(_))) {
        reasons.retain(|told| told.state == State::Applies);
    }
    if let Some(by) = by {
        let answers = |told: &Told| told.state == State::Applies && is_named(told, by);
        if !reasons.iter().any(answers) {
            return Err(format!("not by {by}: {}", came(decision, &name, outcome, &reasons)));
        }
    }
    Ok(reasons)
}

fn unresolved(
    decision: &Decision,
    line: &Expectation,
    test: &DecisionTest,
    cause: Option<&str>,
) -> Result<Vec<Told>, String> {
    let (name, outcome) = outcome(decision, line, test)?;
    let reasons = because(decision, line, &name);
    if outcome.status == Status::Decided {
        return Err(came(decision, &name, outcome, &reasons));
    }
    let mut words = cause.unwrap_or_default().split_whitespace();
    if let Some(word) = words.next() {
        let cause = word.trim_end_matches(':');
        let cause = if cause == "unknown" { "missing" } else { cause };
        if !outcome.causes.contains(&cause) && outcome.status.word() != cause {
            return Err(format!("{} ({})", came(decision, &name, outcome, &reasons), outcome.causes.join(", ")));
        }
    }
    if words.next() == Some("at")
        && let Some(id) = words.next()
        && !stands_in(&reasons, id)
    {
        return Err(format!("{id} is not among the reasons: {}", came(decision, &name, outcome, &reasons)));
    }
    Ok(reasons)
}

fn option(decision: &Decision, id: &str, expected: &str) -> Result<Vec<Told>, String> {
    let beneath: Vec<_> = decision.options.iter().filter(|o| is_beneath(&o.provision, id)).collect();
    let has = |state: &str| beneath.iter().any(|o| o.state == state);
    let state = ["open", "unknown", "closed"].into_iter().find(|state| has(state));
    let reasons: Vec<Told> = beneath.iter().filter_map(|o| decision.because_of_option(&o.provision)).collect();
    match state {
        None => Err(format!("{id} is no exemption that can be claimed on this day")),
        Some(state) if state == expected => Ok(reasons),
        Some(state) => {
            let needs = beneath.iter().flat_map(|o| decision.needs_of_option(&o.provision));
            Err(format!("{id} is {state}{}{}", want(needs), by(&reasons)))
        }
    }
}

fn applies(decision: &Decision, id: &str, expected: bool) -> Result<Vec<Told>, String> {
    let (mut holds, reasons) = decision.applies(id);
    if reasons.is_empty() {
        // Not a provision in force: perhaps a paragraph of one.
        let truths: Vec<Option<bool>> = decision
            .paragraph_truths()
            .into_iter()
            .filter(|p| is_beneath(id, &p.provision) && format!("{}{}", p.provision, p.address) == id)
            .map(|p| p.holds)
            .collect();
        if !truths.is_empty() {
            let any = |truth| truths.contains(&truth);
            holds = if any(Some(true)) {
                Some(true)
            } else if any(None) {
                None
            } else {
                Some(false)
            };
        }
    }
    if holds == Some(expected) {
        return Ok(reasons);
    }
    let word = match holds {
        Some(true) => "applies",
        Some(false) => "does not apply",
        None => "is open: it depends on what is not settled",
    };
    Err(format!("{id} {word}{}", by(&reasons)))
}

fn conflict(decision: &Decision, ids: &[String], on: Date) -> Result<Vec<Told>, String> {
    let conflicts = decision.decisions.iter().filter(|(_, o)| o.status == Status::Conflict);
    let mut came = Vec::new();
    for (name, outcome) in conflicts {
        let reasons = decision.because(name);
        let speaks = |id: &String| reasons.iter().any(|t| t.state == State::Applies && is_named(t, id));
        if ids.iter().all(speaks) {
            return Ok(reasons);
        }
        came.push(self::came(decision, name, outcome, &reasons));
    }
    if came.is_empty() {
        return Err(format!("no decision is in conflict on {on}"));
    }
    Err(came.join("; "))
}

fn duty(decision: &Decision, words: &str) -> Result<(), String> {
    let with_words: Vec<_> = decision.duties.iter().filter(|d| d.text.contains(words)).collect();
    if with_words.iter().any(|d| d.binds) {
        return Ok(());
    }
    if !with_words.is_empty() {
        return Err("the duty may bind, but does not surely".into());
    }
    let all: Vec<String> = decision.duties.iter().map(|d| format!("“{}” ({})", d.text, d.provision)).collect();
    Err(if all.is_empty() { "no duty binds".into() } else { format!("the duties are {}", all.join(", ")) })
}

// ---- outcomes and reasons

fn outcome<'d>(
    decision: &'d Decision,
    line: &Expectation,
    test: &DecisionTest,
) -> Result<(String, &'d Outcome), String> {
    let of = test.of.as_ref().map(|of| format!("{} of {of}", test.decision));
    let names = of.into_iter().chain([test.decision.clone()]);
    for name in names {
        let printed = decision.as_printed.get(&name).filter(|_| line.as_printed);
        if let Some(outcome) = printed.or_else(|| decision.get(&name)) {
            return Ok((name, outcome));
        }
    }
    Err(format!("the facts give nothing to decide `{}` of", test.decision))
}

fn because(decision: &Decision, line: &Expectation, name: &str) -> Vec<Told> {
    if line.as_printed { decision.because_as_printed(name) } else { decision.because(name) }
}

fn satisfies(outcome: &Outcome, test: Option<&OutcomeTest>) -> bool {
    let value = outcome.value.as_ref().filter(|_| outcome.status == Status::Decided);
    let elements = outcome.elements.as_deref().unwrap_or(&[]);
    let surely = |id: &String| elements.iter().any(|e| e.sure && is_beneath(&e.provision, id));
    let perhaps = |id: &String| elements.iter().any(|e| is_beneath(&e.provision, id));
    match test {
        None => value.is_some_and(|v| v == "yes"),
        Some(OutcomeTest::Is(values)) => value.is_some_and(|v| values.contains(v)),
        Some(OutcomeTest::IsNot(values)) => value.is_some_and(|v| !values.contains(v)),
        Some(OutcomeTest::IncludesAny(ids)) => ids.iter().any(surely),
        Some(OutcomeTest::IncludesAll(ids)) => ids.iter().all(surely),
        Some(OutcomeTest::IncludesNone(ids)) => !ids.iter().any(perhaps),
    }
}

/// What came out, in a line.
fn came(decision: &Decision, name: &str, outcome: &Outcome, reasons: &[Told]) -> String {
    let wait = want(decision.needs_of(name).iter());
    let between =
        if outcome.between.is_empty() { String::new() } else { format!(" between {}", outcome.between.join(" and ")) };
    let verb = if outcome.elements.is_some() { ":" } else { " is" };
    format!("{name}{verb} {outcome}{between}{wait}{}", by(reasons))
}

/// The facts it waits for: `, for want of item.tpp`; nothing where there are none.
fn want<'n>(needs: impl Iterator<Item = &'n Need>) -> String {
    let needs: Vec<&str> = needs.map(|need| need.fact.as_str()).collect();
    if needs.is_empty() { String::new() } else { format!(", for want of {}", needs.join(", ")) }
}

/// The provisions that answer: ` by 736.1`; those that apply, else those that are open.
fn by(reasons: &[Told]) -> String {
    for state in [State::Applies, State::Open, State::Displaced] {
        let ids: Vec<&str> = reasons.iter().filter(|t| t.state == state).map(|t| t.provision.as_str()).collect();
        if !ids.is_empty() {
            let word = if state == State::Applies { "by" } else { state.word() };
            return format!(" ({word} {})", ids.join(", "));
        }
    }
    String::new()
}

/// True if the reason is a provision at or beneath `id`, or one of its paragraphs is.
fn is_named(told: &Told, id: &str) -> bool {
    is_beneath(&told.provision, id)
        || told.paragraphs.iter().any(|p| is_beneath(&format!("{}{}", told.provision, p.address), id))
}

fn stands_in(reasons: &[Told], id: &str) -> bool {
    reasons.iter().any(|told| is_named(told, id) || stands_in(&told.because, id))
}

fn named(told: &Told, into: &mut Vec<String>) {
    let paragraphs: Vec<&str> = told.paragraphs.iter().map(|p| p.address.as_str()).collect();
    let words = match paragraphs.is_empty() {
        true => told.provision.clone(),
        false => format!("{} {}", told.provision, paragraphs.join(" ")),
    };
    if !into.contains(&words) {
        into.push(words);
    }
    told.because.iter().for_each(|inner| named(inner, into));
}
