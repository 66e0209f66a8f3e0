//! The same facts on several days: which answers change, and by which instruments.
//!
//! An answer changes where the text does. [`differences`](crate::Rulebook::differences) tells what changed in the text between two
//! days; of that, what bears on an answer is what the answer rested on before, or rests on now.

use std::cell::LazyCell;

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::difference::{Change, Difference};
use crate::explain::State;
use crate::explain::wording::Told;
use crate::law::View;
use crate::model::provisions::is_beneath;
use crate::temporal::Known;
use crate::value::Date;
use crate::{Decision, Duty};

/// The answer of one day, and what became different in it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The answer.
    pub decision: Decision,
    /// The first day on which the answer is another; none where it stays, or where the rows are days that were asked for.
    pub until: Option<Date>,
    /// The day it is compared with, and what was known then; none for the first.
    pub after: Option<(Date, Known)>,
    /// What became different.
    pub turns: Vec<Turn>,
}

/// One thing that is answered otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What kind of thing.
    pub kind: Kind,
    /// Its name: of a decision, the id of an exemption, or a duty in words.
    pub name: String,
    /// The answer before, in words; none where there was none.
    pub before: Option<String>,
    /// The answer now; none where there is none.
    pub now: Option<String>,
    /// The instruments that made the change, with those of their changes of the text that bear on it. Where none can be told to
    /// bear on it, all that changed the text. None where no text changed: the answer turns on the day itself.
    pub by: Vec<Difference>,
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A decision, as enforced.
    Decision,
    /// A decision under the printed law, where that differs.
    AsPrinted,
    /// Whether an elective exemption is open.
    Exemption,
    /// Whether a duty or prohibition binds, and until or by when.
    Duty,
}

impl Kind {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Decision => "decision",
            Kind::AsPrinted => "as printed",
            Kind::Exemption => "exemption",
            Kind::Duty => "duty",
        }
    }
}

impl Row {
    /// As a JSON object, with the whole answer.
    pub fn to_json(&self) -> Value {
        let law = self.decision.law();
        let after = self.after.map(|(on, known)| json!({ "on": on.to_string(), "known": known.to_string() }));
        json!({
            "on": law.on().to_string(),
            "known": law.known().to_string(),
            "until": self.until.map(|day| day.to_string()),
            "after": after,
            "changes": self.turns.iter().map(Turn::to_json).collect::<Vec<_>>(),
            "answer": self.decision.to_json(),
        })
    }
}

impl Turn {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        json!({
            "of": self.kind.word(),
            "name": self.name,
            "before": self.before,
            "now": self.now,
            "by": self.by.iter().map(Difference::to_json).collect::<Vec<_>>(),
        })
    }
}

/// The answers to the same facts, side by side. Each is compared with the one before it that has the same known; the first of
/// another known with the first of the known before.
pub fn side_by_side(decisions: Vec<Decision>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for decision in decisions {
        let known = decision.law().known();
        let last = rows.last().map(|row| row.decision.law().known());
        let first = rows.iter().find(|row| Some(row.decision.law().known()) == last);
        let before = if last == Some(known) { rows.last() } else { first };
        let turns = before.map_or_else(Vec::new, |before| turns(&before.decision, &decision));
        let after = before.map(|row| (row.decision.law().on(), row.decision.law().known()));
        rows.push(Row { decision, until: None, after, turns });
    }
    rows
}

/// The answers to the same facts under one revision after another, all with the same known; those that are the same as the one
/// before are joined to it.
pub fn joined(decisions: Vec<Decision>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut before: Option<Decision> = None;
    for decision in decisions {
        let on = decision.law().on();
        let same = before.as_ref().is_some_and(|before| answers(before) == answers(&decision));
        if !same {
            // What is new is due to the text of this day, not to that of days that made no difference.
            let turns = before.as_ref().map_or_else(Vec::new, |before| turns(before, &decision));
            let after = before.as_ref().map(|_| (on.previous(), decision.law().known()));
            rows.iter_mut().last().into_iter().for_each(|last| last.until = Some(on));
            rows.push(Row { decision: decision.clone(), until: None, after, turns });
        }
        before = Some(decision);
    }
    rows
}

/// True if some provision of the law reads the day itself, so that an answer may change though the text does not.
pub fn counts_from_the_day(decision: &Decision) -> bool {
    decision.law().views().any(View::reads_the_day)
}

type Answers = IndexMap<(Kind, String), Said>;

/// An answer in words.
#[derive(Clone, Default)]
struct Said {
    words: String,
    /// The same with days counted from the day asked about.
    from_the_day: String,
}

/// A day that moves on with the day asked about is no other answer.
impl PartialEq for Said {
    fn eq(&self, other: &Said) -> bool {
        self.words == other.words || self.from_the_day == other.from_the_day
    }
}

impl From<String> for Said {
    fn from(words: String) -> Said {
        Said { from_the_day: words.clone(), words }
    }
}

/// Everything that is answered, in words.
fn answers(decision: &Decision) -> Answers {
    let on = decision.law().on();
    let mut all = Answers::new();
    for (kind, outcomes) in [(Kind::Decision, &decision.decisions), (Kind::AsPrinted, &decision.as_printed)] {
        for (name, outcome) in outcomes {
            let without = outcome.otherwise_without_claims();
            let without =
                without.map_or_else(String::new, |value| format!(" (without any exemption claimed: {value})"));
            all.insert((kind, name.clone()), (outcome.words() + &without).into());
        }
    }
    for option in &decision.options {
        all.insert((Kind::Exemption, option.provision.clone()), option.state.to_string().into());
        option.duties.iter().for_each(|duty| add(duty, on, &mut all));
    }
    decision.duties.iter().for_each(|duty| add(duty, on, &mut all));
    all
}

fn add(duty: &Duty, on: Date, all: &mut Answers) {
    let (verb, at) = if duty.prohibition { ("may not", "until") } else { ("must", "by") };
    let name = format!("{verb} “{}” [{}]", duty.text, duty.provision);
    let mut said = Said::from(if duty.binds { "binds" } else { "may bind" }.to_string());
    if let Some(date) = duty.date {
        said.words += &format!(", {at} {date}");
        said.from_the_day += &format!(", {at} {}", date.number() - on.number());
    }
    let told = all.entry((Kind::Duty, name)).or_default();
    if told.words.is_empty() {
        *told = said;
    } else if told.words != said.words {
        told.words += &format!("; {}", said.words);
        told.from_the_day += &format!("; {}", said.from_the_day);
    }
}

fn turns(before: &Decision, now: &Decision) -> Vec<Turn> {
    let (old, new) = (answers(before), answers(now));
    let rulebook = now.law().rulebook();
    let point = |decision: &Decision| (decision.law().on(), decision.law().known());
    let differences = |printed| rulebook.differences(point(before), point(now), printed);
    let (enforced, printed) = (LazyCell::new(|| differences(false)), LazyCell::new(|| differences(true)));
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    let mut all = Vec::new();
    for (kind, name) in new.keys().chain(gone) {
        let find = |answers: &Answers| {
            // What is not told of the printed law is what is enforced.
            let printed = (*kind == Kind::AsPrinted).then(|| answers.get(&(Kind::Decision, name.clone()))).flatten();
            answers.get(&(*kind, name.clone())).or(printed).cloned()
        };
        let (was, is) = (find(&old), find(&new));
        if was != is {
            let text: &[Difference] = if *kind == Kind::AsPrinted { &printed } else { &enforced };
            let by = bearing_on(*kind, name, [before, now], text);
            let words = |said: Option<Said>| said.map(|said| said.words);
            all.push(Turn { kind: *kind, name: name.clone(), before: words(was), now: words(is), by });
        }
    }
    all
}

/// The instruments that made a decision come out otherwise now than before, each with those of its changes that bear on it. None
/// where no text changed.
pub fn due_to(name: &str, before: &Decision, now: &Decision) -> Vec<Difference> {
    let point = |decision: &Decision| (decision.law().on(), decision.law().known());
    let all = now.law().rulebook().differences(point(before), point(now), false);
    bearing_on(Kind::Decision, name, [before, now], &all)
}

/// What an answer rests on: ids of provisions, names of groups, and words in which others may be named.
#[derive(Default)]
struct Grounds {
    names: Vec<String>,
    words: Vec<String>,
}

impl Grounds {
    fn add(&mut self, told: &Told, counts: fn(State) -> bool) {
        if counts(told.state) {
            self.names.push(told.provision.clone());
            self.names.extend(told.paragraphs.iter().flat_map(|p| &p.groups).map(|group| group.name.clone()));
            self.words.extend(told.paragraphs.iter().map(|p| p.text.clone()));
            self.words.extend(told.calculations.iter().map(|c| c.text.clone()));
        }
        told.because.iter().for_each(|inner| self.add(inner, counts));
    }

    fn touched_by(&self, change: &Change) -> bool {
        let word = |text: &String| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == change.id);
        self.names.iter().any(|name| is_beneath(name, &change.id)) || self.words.iter().any(word)
    }
}

/// The changes of the text that bear on an answer: on what carried it before or carries it now, else on anything that was
/// looked at, else all.
fn bearing_on(kind: Kind, name: &str, decisions: [&Decision; 2], all: &[Difference]) -> Vec<Difference> {
    let reasons = |decision: &Decision| match kind {
        Kind::Decision => decision.because(name),
        Kind::AsPrinted => decision.because_as_printed(name),
        Kind::Exemption => decision.because_of_option(name).into_iter().collect(),
        Kind::Duty => Vec::new(),
    };
    let told: Vec<Told> = decisions.into_iter().flat_map(reasons).collect();
    let carries: fn(State) -> bool = |state| matches!(state, State::Applies | State::Open);
    for counts in [carries, |_| true] {
        let mut grounds = Grounds::default();
        told.iter().for_each(|told| grounds.add(told, counts));
        if kind == Kind::Duty {
            grounds.names.extend(imposed_by(name, decisions));
        }
        let touched = all.iter().filter_map(|difference| {
            let changes: Vec<Change> = difference.changes.iter().filter(|c| grounds.touched_by(c)).cloned().collect();
            (!changes.is_empty()).then(|| Difference { changes, ..difference.clone() })
        });
        let touched: Vec<Difference> = touched.collect();
        if !touched.is_empty() {
            return touched;
        }
    }
    all.to_vec()
}

/// The provisions that impose a duty of these words.
fn imposed_by<'d>(name: &'d str, decisions: [&'d Decision; 2]) -> impl Iterator<Item = String> + 'd {
    let of_options = |decision: &'d Decision| decision.options.iter().flat_map(|option| &option.duties);
    let all = decisions.into_iter().flat_map(move |d| d.duties.iter().chain(of_options(d)));
    all.filter(|duty| name.ends_with(&format!("[{}]", duty.provision))).map(|duty| duty.provision.clone())
}
