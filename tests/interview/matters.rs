//! What an interview asks for could matter: of rulebooks, days and facts drawn by lot, for each question there are two ways to fill
//! in what is missing that differ in the fact asked for alone and get different answers from the oracle. It ends, and what it ends
//! with is the answer on all the facts at once.
//!
//! Not checked in this way: how many elements a list has (facts of elements are), and questions of which the library says that it
//! could not try everything. A day or number on which alone an answer turns may be missing among the values drawn: with more
//! rulebooks than by default such a question looks idle.
//!
//! `LEXACT_INTERVIEWS`: how many rulebooks; 12.

use std::collections::BTreeMap;

use lexact::interview::{Kind, Question};
use lexact::{Interview, Known, Law, Rulebook, Status};

use crate::oracle::evaluate::{contradicts, outcome};
use crate::oracle::facts::{Pool, complete, missing, to_json};
use crate::oracle::generate::{Gen, num};
use crate::oracle::life::Track;
use crate::oracle::model::*;
use crate::oracle::print::{print_number, sources};
use crate::oracle::text::{Text, fold};

/// Most completions drawn for one question.
const MOST_DRAWN: usize = 400;

/// One matter, as the oracle sees it.
struct Matter<'b> {
    book: &'b Book,
    text: Text,
    on: Day,
    pool: Pool,
    facts: Facts,
    full: Facts,
}

/// What came of the interviews.
#[derive(Debug, Default)]
struct Tally {
    interviews: usize,
    asked: usize,
    checked: usize,
    completions: usize,
    settled: usize,
    given_up: usize,
    /// Questions of which no two such completions were found.
    idle: Vec<String>,
}

fn steps(path: &str) -> Vec<(&str, Option<usize>)> {
    let step = |text: &'_ str| text.find('[').map(|at| text[at + 1..text.len() - 1].parse().unwrap());
    path.split('.').map(|text| (text.split('[').next().unwrap(), step(text))).collect()
}

/// The data at a path, begun where it is not given.
fn place<'f>(facts: &'f mut Facts, path: &str) -> Result<&'f mut Data, (&'f mut BTreeMap<String, Data>, String)> {
    let mut at = &mut facts.given;
    let steps = steps(path);
    for (n, (name, element)) in steps.iter().enumerate() {
        let last = n + 1 == steps.len();
        if last && element.is_none() {
            return match at.contains_key(*name) {
                true => Ok(at.get_mut(*name).unwrap()),
                false => Err((at, name.to_string())),
            };
        }
        let mut data = at.entry(name.to_string()).or_insert_with(|| Data::Record(BTreeMap::new()));
        if let Some(element) = element {
            let Data::List(elements, _) = data else { panic!("{path}") };
            data = &mut elements[*element];
        }
        if last {
            return Ok(data);
        }
        let Data::Record(fields) = data else { panic!("{path}") };
        at = fields;
    }
    unreachable!()
}

fn put(facts: &mut Facts, path: &str, data: Data) {
    match place(facts, path) {
        Ok(at) => *at = data,
        Err((fields, name)) => {
            fields.insert(name, data);
        }
    }
}

fn get(facts: &Facts, path: &str) -> Data {
    place(&mut facts.clone(), path).map_or_else(|_| panic!("{path}"), |data| data.clone())
}

fn declared(book: &Book, path: &str) -> Type {
    let mut ty: Option<Type> = None;
    for (name, element) in steps(path) {
        let found = match ty {
            None => book.facts.iter().find(|f| f.name == name).unwrap().ty.clone(),
            Some(Type::Record(record)) => {
                book.record(&record).fields.iter().find(|(field, _)| field == name).unwrap().1.clone()
            }
            other => panic!("{path}: {other:?}"),
        };
        ty = Some(match (found, element) {
            (Type::List(of), Some(_)) => *of,
            (found, _) => found,
        });
    }
    ty.unwrap()
}

/// Every value worth trying.
fn values(book: &Book, ty: &Type, pool: &Pool) -> Vec<Data> {
    match ty {
        Type::YesNo => vec![Data::YesNo(true), Data::YesNo(false)],
        Type::Number | Type::Bounded(..) => {
            let more = ["20", "21", "0.5", "0.25", "-2", "1000000", "0.001"].map(num);
            pool.numbers.iter().chain(&more).filter(|n| ty.admits(n)).map(|n| Data::Num(*n)).collect()
        }
        Type::Date => pool.days.iter().map(|day| Data::Date(*day)).collect(),
        Type::Values(words, _) => words.iter().cloned().map(Data::Word).collect(),
        Type::Country => book.countries.iter().map(|(code, _)| Data::Word(code.clone())).collect(),
        Type::Optional(of) => [vec![Data::Null], values(book, of, pool)].concat(),
        Type::Record(_) | Type::List(_) | Type::Range(_) => vec![],
    }
}

/// As somebody would type it.
fn typed(data: &Data) -> String {
    match data {
        Data::Null => "none".into(),
        Data::YesNo(yes) => if *yes { "yes" } else { "no" }.into(),
        Data::Num(n) => print_number(n),
        Data::Date(day) => show_day(*day),
        Data::Word(word) => word.clone(),
        Data::List(of, _) if of.is_empty() => "none".into(),
        Data::List(of, _) => of.iter().map(typed).collect::<Vec<_>>().join(", "),
        Data::Record(_) => panic!("a record"),
    }
}

impl Matter<'_> {
    /// True if two completions differ in this fact alone and get different answers.
    fn matters(&self, path: &str, of: (&str, &str), lot: &mut Gen, tally: &mut Tally) -> bool {
        let values = values(self.book, &declared(self.book, path), &self.pool);
        (0..MOST_DRAWN).any(|_| {
            let mut full = complete(self.book, &self.facts, &self.pool, &mut |n| lot.rng.below(n));
            let mut first = None;
            values.iter().any(|value| {
                put(&mut full, path, value.clone());
                tally.completions += 1;
                let now = outcome(self.book, &self.text, self.on, &full, of);
                *first.get_or_insert_with(|| now.clone()) != now
            })
        })
    }

    /// The true answer to a question, typed; noted among the facts.
    fn answer(&mut self, question: &Question) -> String {
        let whole = get(&self.full, &question.path);
        let (typed, known) = match (&question.kind, &whole) {
            (Kind::Count(_), Data::List(elements, _)) => {
                let mut known: Vec<Data> = match place(&mut self.facts, &question.path) {
                    Ok(Data::List(given, _)) => given.clone(),
                    _ => vec![],
                };
                let more = elements.len() - known.len();
                known.resize(elements.len(), Data::Record(BTreeMap::new()));
                (more.to_string(), Data::List(known, true))
            }
            (Kind::Values(_), Data::List(elements, _)) => {
                (typed(&Data::List(elements[question.given.len()..].to_vec(), true)), whole)
            }
            _ => (typed(&whole), whole),
        };
        put(&mut self.facts, &question.path, known);
        typed
    }
}

/// What is told of a decision.
fn told(decision: &lexact::Decision, name: &str) -> String {
    let outcome = &decision[name];
    let elements: Vec<(&str, bool)> =
        outcome.elements.iter().flatten().map(|e| (e.provision.as_str(), e.sure)).collect();
    format!("{:?} {:?} {:?} {elements:?}", outcome.status, outcome.value, outcome.between)
}

fn state(interview: &Interview) -> String {
    format!("{} {:?} {:?}", interview.facts(), interview.next(), interview.progress())
}

fn interview(matter: &mut Matter<'_>, law: &Law, of: (&str, &str), name: &str, lot: &mut Gen, tally: &mut Tally) {
    let mut interview = Interview::new(law.clone(), &[name], &to_json(&matter.facts)).unwrap();
    let doubtful = lot.rng.chance(30);
    tally.interviews += 1;
    let mut rounds = 0;
    while let Some(question) = interview.next() {
        let path = question.path.clone();
        rounds += 1;
        assert!(rounds < 300, "no end\n{:#}", interview.facts());
        tally.asked += 1;
        // Where not everything was tried, a question may be asked in vain, and the library says so.
        let exact = interview.decision().needs_are_exact(name);
        if exact && !matches!(question.kind, Kind::Count(_) | Kind::Values(_)) {
            tally.checked += 1;
            if !matter.matters(&path, of, lot, tally) {
                let shown: String = sources(matter.book).iter().map(|(_, text)| format!("{text}\n")).collect();
                tally.idle.push(format!("{path} of {name} on {}\n{shown}\n{}", show_day(matter.on), interview.facts()));
            }
        }
        let before = state(&interview);
        if !takes_anything(&question.kind) {
            interview.answer("§§, ~").unwrap_err();
            assert_eq!(state(&interview), before);
        }
        let typed = (!(doubtful && lot.rng.chance(40))).then(|| matter.answer(&question));
        if contradicts(matter.book, matter.on, None, &matter.facts) {
            return;
        }
        say(&mut interview, typed.as_deref());
        let after = state(&interview);
        assert!(interview.still_open().iter().all(|open| *open != path), "{path} is asked twice");
        // Back, and the same again.
        assert!(interview.back());
        assert_eq!(state(&interview), before);
        say(&mut interview, typed.as_deref());
        assert_eq!(state(&interview), after);
    }
    finish(&interview, matter, law, name, tally);
}

/// Answers, or does not know.
fn say(interview: &mut Interview, typed: Option<&str>) {
    match typed {
        Some(typed) => interview.answer(typed).unwrap_or_else(|why| panic!("{typed}: {why}\n{:#}", interview.facts())),
        None => interview.do_not_know(),
    }
}

/// True for a text: it is what is typed.
fn takes_anything(kind: &Kind) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Values(of) => takes_anything(of),
        _ => false,
    }
}

fn finish(interview: &Interview, matter: &Matter<'_>, law: &Law, name: &str, tally: &mut Tally) {
    let decision = interview.decision();
    let open: Vec<&str> = decision.needs_of(name).iter().map(|need| need.fact.as_str()).collect();
    if !interview.unknown().is_empty() {
        let known = |open: &&str| interview.unknown().iter().any(|unknown| unknown == open);
        assert!(decision[name].status == Status::Decided || open.iter().all(known), "{open:?}");
        tally.given_up += 1;
        return;
    }
    assert!(!decision[name].causes.contains(&"missing"), "{name} waits for {open:?}\n{:#}", interview.facts());
    let all_at_once = law.facts().from_json(&to_json(&matter.full)).unwrap();
    assert_eq!(told(decision, name), told(&law.decide(&all_at_once), name), "{name}\n{:#}", interview.facts());
    tally.settled += 1;
}

#[test]
fn what_is_asked_could_matter() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let mut tally = Tally::default();
    for seed in 0..number("LEXACT_INTERVIEWS").unwrap_or(12) {
        let mut lot = Gen::new(seed);
        let book = lot.book();
        let rulebook = Rulebook::from_sources(sources(&book)).unwrap_or_else(|failure| panic!("{failure}"));
        for _ in 0..2 {
            let question = lot.question(&book);
            if missing(&book, &question.facts) == 0 {
                continue;
            }
            let pool = lot.pool(question.on);
            let full = complete(&book, &question.facts, &pool, &mut |n| lot.rng.below(n));
            let wrong = |facts: &Facts| contradicts(&book, question.on, None, facts);
            if wrong(&question.facts) || wrong(&full) {
                continue;
            }
            let law = rulebook.in_force(show_day(question.on).parse().unwrap(), Known::Latest);
            let decision = law.decide(&law.facts().from_json(&to_json(&question.facts)).unwrap());
            let open: Vec<String> =
                decision.decisions.keys().filter(|name| !decision.needs_of(name).is_empty()).cloned().collect();
            if open.is_empty() {
                continue;
            }
            let name = lot.rng.pick(&open).clone();
            let text = fold(&book, Track::Enforced, question.on, None);
            let facts = question.facts;
            let mut matter = Matter { book: &book, text, on: question.on, pool, facts, full };
            let of = book.decisions.iter().find(|d| name.split(" of ").next() == Some(&d.name)).unwrap();
            let known = of.of.as_ref().map_or(vec![], |record| book.facts_of(record));
            let fact = name.split_once(" of ").map_or(known.first().map_or("", |f| &f.name), |(_, fact)| fact);
            interview(&mut matter, &law, (&of.name, fact), &name, &mut lot, &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.idle.is_empty(), "{} of {}: {}", tally.idle.len(), tally.checked, tally.idle[0]);
    assert!(tally.settled > 5 && tally.given_up > 0 && tally.checked > 0, "{tally:?}: the lot is too narrow");
}
