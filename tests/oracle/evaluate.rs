//! Facts and the text of a day → answers. Slow and literal: each function is one sentence of the documents.

use super::calculate::number;
use super::functions::Input;
use super::model::*;
use super::range::{Range, settled};
use super::text::{Guard, InForce, Text, Track, fold};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    Missing,
    Conflict,
    Undefined,
    Silent,
    Discretion,
    /// Whether a text is in force.
    Uncertain,
}

impl Cause {
    pub fn word(self) -> &'static str {
        match self {
            Cause::Missing => "missing",
            Cause::Conflict => "conflict",
            Cause::Undefined => "undefined",
            Cause::Silent => "silent",
            Cause::Discretion => "discretion",
            Cause::Uncertain => "uncertain",
        }
    }
}

pub type Causes = BTreeSet<Cause>;

pub fn cause(cause: Cause) -> Causes {
    BTreeSet::from([cause])
}

#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    True,
    False,
    Unknown(Causes),
}

use Truth::{False, True, Unknown};

pub fn truth(b: bool) -> Truth {
    if b { True } else { False }
}

/// Any false: false. All true: true. Else the causes of what is undetermined.
pub fn and(of: impl IntoIterator<Item = Truth>) -> Truth {
    let mut causes = Causes::new();
    let mut no = false;
    for t in of {
        match t {
            True => {}
            False => no = true,
            Unknown(c) => causes.extend(c),
        }
    }
    if no {
        False
    } else if causes.is_empty() {
        True
    } else {
        Unknown(causes)
    }
}

pub fn not(t: Truth) -> Truth {
    match t {
        True => False,
        False => True,
        other => other,
    }
}

pub fn or(of: impl IntoIterator<Item = Truth>) -> Truth {
    not(and(of.into_iter().map(not)))
}

pub fn quantify(quant: Quant, parts: Vec<Truth>) -> Truth {
    let sure = parts.iter().filter(|t| **t == True).count();
    let mut causes = Causes::new();
    let mut open = 0;
    for part in &parts {
        if let Unknown(c) = part {
            open += 1;
            causes.extend(c.iter().copied());
        }
    }
    match quant {
        Quant::All => and(parts),
        Quant::Any => or(parts),
        Quant::None => not(or(parts)),
        Quant::AtLeast(n) if sure >= n => True,
        Quant::AtLeast(n) if sure + open < n => False,
        Quant::AtLeast(_) => Unknown(causes),
        Quant::ExactlyOne if sure >= 2 || sure + open == 0 => False,
        Quant::ExactlyOne if sure == 1 && open == 0 => True,
        Quant::ExactlyOne => Unknown(causes),
    }
}

/// A plain value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum V {
    YesNo(bool),
    Num(Rat),
    Date(Day),
    Word(String),
}

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Got {
    Known(V),
    /// An optional fact given as none.
    Nothing,
    Unknown(Causes),
}

impl Got {
    pub fn causes(&self) -> Causes {
        match self {
            Got::Unknown(c) => c.clone(),
            _ => Causes::new(),
        }
    }
}

impl Truth {
    pub fn causes(&self) -> Causes {
        match self {
            Unknown(c) => c.clone(),
            _ => Causes::new(),
        }
    }
}

/// A place in the facts, or a phantom.
#[derive(Clone, Debug, PartialEq)]
pub struct Loc {
    pub ty: Type,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq)]
pub enum At {
    Given(Vec<Step>),
    Phantom,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Name(String),
    Index(usize),
}

#[derive(Clone, Debug, Default)]
pub struct Env {
    /// The instance of `for each R` or `define … of R`.
    pub of: Option<(String, Loc)>,
    pub vars: Vec<(String, Loc)>,
    /// What a function is asked with.
    pub inputs: Vec<Input>,
}

impl Env {
    /// The input of the function that is being asked, by its name.
    pub fn input(&self, path: &Path) -> Option<&Side> {
        self.inputs.iter().find(|i| i.name == path.root && path.fields.is_empty()).map(|i| &i.side)
    }

    pub fn instance(record: &str, loc: Loc) -> Env {
        Env { of: Some((record.to_string(), loc.clone())), vars: vec![(record.to_lowercase(), loc)], inputs: vec![] }
    }
}

/// A value a rule may conclude.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    Value(V),
    Discretion,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Decided(V),
    Conflict(BTreeSet<Choice>),
    Silent,
    Discretion,
    Unresolved(Causes),
}

impl Outcome {
    pub fn causes(&self) -> Causes {
        match self {
            Outcome::Decided(_) => Causes::new(),
            Outcome::Conflict(_) => cause(Cause::Conflict),
            Outcome::Silent => cause(Cause::Silent),
            Outcome::Discretion => cause(Cause::Discretion),
            Outcome::Unresolved(causes) => causes.clone(),
        }
    }
    pub fn status(&self) -> &'static str {
        match self {
            Outcome::Decided(_) => "decided",
            Outcome::Conflict(_) => "conflict",
            Outcome::Silent => "silent",
            Outcome::Discretion => "discretion",
            Outcome::Unresolved(causes) => status_of(causes),
        }
    }
}

/// Unknown while a missing fact is among the causes, or the force of a text; else conflict, undefined, silent, discretion.
pub fn status_of(causes: &Causes) -> &'static str {
    if causes.contains(&Cause::Uncertain) {
        return "unknown";
    }
    match causes.iter().next().expect("a cause") {
        Cause::Missing => "unknown",
        other => other.word(),
    }
}

/// Elements that are in or perhaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Elements(pub BTreeMap<String, Truth>);

impl Elements {
    pub fn status(&self) -> &'static str {
        let mut causes = Causes::new();
        for t in self.0.values() {
            if let Unknown(c) = t {
                causes.extend(c.iter().copied());
            }
        }
        if causes.is_empty() { "decided" } else { status_of(&causes) }
    }
}

/// What one conclusion of one rule instance may come to, its status aside.
struct Possible {
    values: BTreeSet<Choice>,
    unknown: bool,
    nothing: bool,
    causes: Causes,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    WithoutClaims,
    WithClaims,
}

pub struct Eval<'a> {
    pub book: &'a Book,
    pub text: &'a Text,
    pub on: Day,
    pub facts: &'a Facts,
    pub mode: Mode,
    statuses: RefCell<BTreeMap<String, Truth>>,
    undefeated: RefCell<BTreeMap<String, Truth>>,
    outcomes: RefCell<BTreeMap<String, Outcome>>,
    elements: RefCell<BTreeMap<String, Truth>>,
    defined: RefCell<BTreeMap<String, Got>>,
    pub ranges: RefCell<BTreeMap<String, Option<Range>>>,
    instances: RefCell<BTreeMap<String, Vec<Loc>>>,
    concluding: RefCell<BTreeMap<String, Concluding<'a>>>,
    unclaimed: OnceCell<Box<Eval<'a>>>,
    /// Texts of other days, same track, same `known`.
    past: RefCell<BTreeMap<Day, Rc<Text>>>,
}

/// Rule instances with those of their conclusions that concern one decision.
type Concluding<'a> = Rc<Vec<(Env, &'a InForce<Rule>, Vec<&'a Conclusion>)>>;

impl<'a> Eval<'a> {
    pub fn new(book: &'a Book, text: &'a Text, on: Day, facts: &'a Facts, mode: Mode) -> Eval<'a> {
        Eval {
            book,
            text,
            on,
            facts,
            mode,
            statuses: Default::default(),
            undefeated: Default::default(),
            outcomes: Default::default(),
            elements: Default::default(),
            defined: Default::default(),
            ranges: Default::default(),
            instances: Default::default(),
            concluding: Default::default(),
            unclaimed: OnceCell::new(),
            past: Default::default(),
        }
    }

    /// The text of another day.
    pub fn text_of(&self, day: Day) -> Rc<Text> {
        let fresh = || Rc::new(fold(self.book, self.text.track.expect("a track"), day, self.text.known));
        self.past.borrow_mut().entry(day).or_insert_with(fresh).clone()
    }

    /// Whether a guarded text stands. Guards speak of the transaction, not of the instance.
    pub fn stands(&self, guards: &[Guard]) -> Truth {
        and(guards.iter().map(|guard| {
            let t = match &guard.cond {
                Some(cond) => self.holds(&Env::default(), cond),
                None => Unknown(cause(Cause::Uncertain)),
            };
            if guard.holds { t } else { not(t) }
        }))
    }

    // ---- facts

    /// The fact of that name.
    fn fact(&self, name: &str) -> Loc {
        let fact = self.book.facts.iter().find(|f| f.name == name).unwrap_or_else(|| panic!("fact {name}"));
        Loc { ty: fact.ty.clone(), at: At::Given(vec![Step::Name(name.to_string())]) }
    }

    /// The only top-level fact of a record type.
    fn sole(&self, record: &str) -> Loc {
        let facts = self.book.facts_of(record);
        assert_eq!(facts.len(), 1, "no single fact of type {record}");
        self.fact(&facts[0].name)
    }

    fn enter(&self, loc: &Loc, field: &str) -> Loc {
        let ty = match unwrap_optional(&loc.ty) {
            Type::Record(record) => self.book.field(record, field).clone(),
            Type::Range(of) => (**of).clone(),
            other => panic!("no fields: {other:?}"),
        };
        match &loc.at {
            // Everything within a phantom is as unknown as the phantom.
            At::Phantom => Loc { ty, at: At::Phantom },
            At::Given(steps) => {
                let mut steps = steps.clone();
                steps.push(Step::Name(field.to_string()));
                Loc { ty, at: At::Given(steps) }
            }
        }
    }

    pub fn resolve(&self, env: &Env, path: &Path) -> Loc {
        let mut loc = match env.vars.iter().rev().find(|(name, _)| *name == path.root) {
            Some((_, loc)) => loc.clone(),
            None => self.fact(&path.root),
        };
        for field in &path.fields {
            loc = self.enter(&loc, field);
        }
        loc
    }

    /// What the facts hold there: absent is `None`; every field of a record given as null is null.
    pub fn fetch(&self, loc: &Loc) -> Option<&'a Data> {
        let At::Given(steps) = &loc.at else { return None };
        let mut data: Option<&'a Data> = None;
        for (i, step) in steps.iter().enumerate() {
            data = match (step, data) {
                (Step::Name(name), _) if i == 0 => self.facts.given.get(name),
                (_, None) => None,
                (_, Some(Data::Null)) => Some(&Data::Null),
                (Step::Name(name), Some(Data::Record(fields))) => fields.get(name),
                (Step::Index(n), Some(Data::List(items, _))) => items.get(*n),
                (step, data) => panic!("{step:?} of {data:?}"),
            };
        }
        data
    }

    /// The elements of a list and whether there may be more.
    pub fn list(&self, loc: &Loc) -> (Vec<Loc>, bool) {
        let Type::List(of) = &loc.ty else { panic!("no list: {loc:?}") };
        let (count, open) = match self.fetch(loc) {
            Some(Data::List(items, complete)) => (items.len(), !complete),
            None => (0, true),
            other => panic!("{other:?}"),
        };
        let At::Given(steps) = &loc.at else { return (vec![], true) };
        let element = |n| {
            let mut steps = steps.clone();
            steps.push(Step::Index(n));
            Loc { ty: (**of).clone(), at: At::Given(steps) }
        };
        ((0..count).map(element).collect(), open)
    }

    /// What the elements of a list are.
    pub fn element_type(&self, env: &Env, path: &Path) -> Type {
        match self.resolve(env, path).ty {
            Type::List(of) => *of,
            other => panic!("no list: {other:?}"),
        }
    }

    /// Every instance of a record in the facts, in order of declaration, and the phantom if there is one.
    pub fn instances(&self, record: &str) -> Vec<Loc> {
        if let Some(found) = self.instances.borrow().get(record) {
            return found.clone();
        }
        let mut found = Vec::new();
        let mut phantom = false;
        for fact in &self.book.facts {
            self.collect(record, self.fact(&fact.name), &mut found, &mut phantom);
        }
        if phantom {
            found.push(Loc { ty: Type::Record(record.to_string()), at: At::Phantom });
        }
        self.instances.borrow_mut().insert(record.to_string(), found.clone());
        found
    }

    fn collect(&self, record: &str, loc: Loc, found: &mut Vec<Loc>, phantom: &mut bool) {
        match unwrap_optional(&loc.ty).clone() {
            Type::Record(name) => {
                if self.fetch(&loc) == Some(&Data::Null) {
                    return;
                }
                if name == record {
                    found.push(Loc { ty: Type::Record(name.clone()), at: loc.at.clone() });
                }
                for (field, _) in &self.book.record(&name).fields {
                    self.collect(record, self.enter(&loc, field), found, phantom);
                }
            }
            Type::List(of) => {
                let (elements, open) = self.list(&loc);
                for element in elements {
                    self.collect(record, element, found, phantom);
                }
                if open && self.leads_to(&of, record, &mut vec![]) {
                    *phantom = true;
                }
            }
            _ => {}
        }
    }

    /// True when a value of this type is, or can contain, the record.
    fn leads_to(&self, ty: &Type, record: &str, seen: &mut Vec<String>) -> bool {
        match ty {
            Type::Record(name) if name == record => true,
            Type::Record(name) if seen.contains(name) => false,
            Type::Record(name) => {
                seen.push(name.clone());
                self.book.record(name).fields.iter().any(|(_, ty)| self.leads_to(ty, record, seen))
            }
            Type::List(of) | Type::Optional(of) => self.leads_to(of, record, seen),
            _ => false,
        }
    }

    /// That the instance is there at all.
    fn exists(&self, env: &Env) -> Truth {
        match &env.of {
            Some((_, loc)) if loc.at == At::Phantom => Unknown(cause(Cause::Missing)),
            _ => True,
        }
    }

    /// Every environment a provision runs in.
    pub fn environments(&self, for_each: &Option<String>) -> Vec<Env> {
        match for_each {
            None => vec![Env::default()],
            Some(record) => self.instances(record).into_iter().map(|loc| Env::instance(record, loc)).collect(),
        }
    }

    // ---- values

    pub fn data(&self, data: Option<&Data>) -> Got {
        match data {
            None => Got::Unknown(cause(Cause::Missing)),
            Some(Data::Null) => Got::Nothing,
            Some(Data::YesNo(b)) => Got::Known(V::YesNo(*b)),
            Some(Data::Num(n)) => Got::Known(V::Num(*n)),
            Some(Data::Date(d)) => Got::Known(V::Date(*d)),
            Some(Data::Word(w)) => Got::Known(V::Word(w.clone())),
            Some(other) => panic!("no simple value: {other:?}"),
        }
    }

    pub fn value(&self, env: &Env, expr: &Expr) -> Got {
        match expr {
            Expr::Num(n) => Got::Known(V::Num(*n)),
            Expr::Date(d) => Got::Known(V::Date(*d)),
            Expr::Word(w) => Got::Known(V::Word(w.clone())),
            Expr::YesNo(b) => Got::Known(V::YesNo(*b)),
            Expr::On => Got::Known(V::Date(self.on)),
            Expr::Path(path) if env.input(path).is_some() => env.input(path).expect("an input").got.clone(),
            Expr::Path(path) => self.read(env, path),
            Expr::AsGiven(path) => self.data(self.fetch(&self.resolve(env, path))),
            Expr::Value(name) => self.value_in(self.text, name),
            Expr::ValueAsOf(name, day) => self.value_in(&self.text_of(*day), name),
            Expr::Define(name, of) => self.defined(env, name, of.as_ref()),
            Expr::Decision(name, of) => match self.decide(name, self.target(env, name, of.as_ref())) {
                Outcome::Decided(v) => Got::Known(v),
                other => Got::Unknown(other.causes()),
            },
            Expr::Arith(op, a, b) => {
                let (a, b) = (self.value(env, a), self.value(env, b));
                if let (Got::Known(V::Num(a)), Got::Known(V::Num(b))) = (&a, &b) {
                    return match op {
                        Op::Add => Got::Known(V::Num(a + b)),
                        Op::Subtract => Got::Known(V::Num(a - b)),
                        Op::Multiply => Got::Known(V::Num(a * b)),
                        Op::Divide if *b == Rat::from_integer(0) => Got::Unknown(cause(Cause::Undefined)),
                        Op::Divide => Got::Known(V::Num(a / b)),
                    };
                }
                Got::Unknown(needed(&[a, b]))
            }
            Expr::Offset(period, after, from) => match self.value(env, from) {
                Got::Known(V::Date(d)) => self.shifted(d, *period, *after),
                other => Got::Unknown(&needed(&[other]) | &self.told(*period)),
            },
            Expr::Calc(calc) => self.calculate(env, calc),
            Expr::OfChosen(chosen, read) => self.of_chosen(env, chosen, read),
            Expr::Call(name, arguments) => self.call(env, name, arguments),
            Expr::Round(of, to, way) => self.rounded(env, of, to.step(), *way),
            Expr::Calendar(_) | Expr::Days(_) => panic!("no value by itself: {expr:?}"),
        }
    }

    /// A value in a text: the one whose guard holds; where that is open, only what all agree on.
    fn value_in(&self, text: &Text, name: &str) -> Got {
        let all = text.values.iter().filter(|((n, _), _)| n == name).map(|(_, value)| value);
        let gap = text.gaps.contains(name);
        self.chosen(gap, all.map(|v| (&v.guards, &v.what)), |value| self.value(&Env::default(), value))
    }

    /// Of several texts the one that stands.
    pub fn chosen<'t, T: 't>(
        &self,
        gap: bool,
        all: impl Iterator<Item = (&'t Vec<Guard>, &'t T)>,
        read: impl Fn(&T) -> Got,
    ) -> Got {
        let mut possible = Vec::new();
        let mut causes = Causes::new();
        for (guards, text) in all {
            match self.stands(guards) {
                False => {}
                True => {
                    possible.push(read(text));
                    return agree(possible, causes);
                }
                Unknown(c) => {
                    causes.extend(c);
                    possible.push(read(text));
                }
            }
        }
        // One of them stands, unless for some transactions nothing does.
        if gap || possible.is_empty() {
            possible.push(Got::Unknown(cause(Cause::Silent)));
        }
        agree(possible, causes)
    }

    /// Where a defined name is read, unless it is not in force or its value is given.
    pub fn instance_of_defined(&self, env: &Env, name: &str, of: Option<&Path>) -> Option<Env> {
        let define = self.text.defines.values().find(|d| d.name == name)?;
        match &define.of {
            None => (!self.facts.given.contains_key(name)).then(Env::default),
            Some(record) => Some(Env::instance(record, self.whose(env, name, record, of))),
        }
    }

    fn whose(&self, env: &Env, name: &str, record: &str, of: Option<&Path>) -> Loc {
        match (of, &env.of) {
            (Some(path), _) => self.resolve(env, path),
            (None, Some((r, loc))) if r == record => loc.clone(),
            _ => panic!("`{name}` of what?"),
        }
    }

    /// Reads a defined name: at a record, at the instance, or plain. A stipulation stands in its place.
    fn defined(&self, env: &Env, name: &str, of: Option<&Path>) -> Got {
        let Some(define) = self.text.defines.values().find(|d| d.name == name) else {
            return Got::Unknown(cause(Cause::Silent));
        };
        let Some(record) = &define.of else {
            if let Some(data) = self.facts.given.get(name) {
                return self.data(Some(data));
            }
            return self.remembered(name.to_string(), || self.definition(&Env::default(), name));
        };
        let loc = self.whose(env, name, record, of);
        if let Some(Data::Record(fields)) = self.fetch(&loc)
            && let Some(data) = fields.get(name)
        {
            return self.data(Some(data));
        }
        let key = format!("{name} {:?}", loc.at);
        self.remembered(key, || self.definition(&Env::instance(record, loc.clone()), name))
    }

    pub fn remembered(&self, key: String, now: impl Fn() -> Got) -> Got {
        if let Some(got) = self.defined.borrow().get(&key) {
            return got.clone();
        }
        let got = now();
        self.defined.borrow_mut().insert(key, got.clone());
        got
    }

    /// The definition itself, whatever is stipulated for this very name.
    pub fn definition(&self, env: &Env, name: &str) -> Got {
        let all = self.text.defines.values().filter(|d| d.name == name);
        let gap = self.text.defines.values().any(|d| d.name == name && self.text.gaps.contains(&d.id));
        self.chosen(gap, all.map(|d| (&d.guards, &d.what)), |define| self.cases(env, define))
    }

    /// Whether what is given for a defined name cannot be what its definition comes to (S20).
    fn leaves_no_room(&self, env: &Env, name: &str, given: &Got) -> bool {
        match self.definition(env, name) {
            Got::Unknown(_) => {
                let apart = |a: Range, b: Range| a.below(&b) || b.below(&a);
                number(given).zip(self.range_of_definition(env, name)).is_some_and(|(a, b)| apart(a, b))
            }
            decided => decided != *given,
        }
    }

    fn cases(&self, env: &Env, define: &Define) -> Got {
        let mut possible = Vec::new();
        let mut causes = Causes::new();
        for (body, when) in &define.cases {
            let holds = when.as_ref().map_or(True, |when| self.holds(env, when));
            match holds {
                False => {}
                True => {
                    possible.push(self.body(env, body));
                    return agree(possible, causes);
                }
                Unknown(c) => {
                    causes.extend(c);
                    possible.push(self.body(env, body));
                }
            }
        }
        possible.push(match &define.otherwise {
            Some(body) => self.body(env, body),
            None => Got::Unknown(cause(Cause::Silent)),
        });
        agree(possible, causes)
    }

    fn body(&self, env: &Env, body: &Body) -> Got {
        match body {
            Body::Silent => Got::Unknown(cause(Cause::Silent)),
            Body::Value(expr) => self.value(env, expr),
            Body::Cond(cond) => match self.holds(env, cond) {
                True => Got::Known(V::YesNo(true)),
                False => Got::Known(V::YesNo(false)),
                Unknown(c) => Got::Unknown(c),
            },
        }
    }

    // ---- conditions

    pub fn holds(&self, env: &Env, cond: &Cond) -> Truth {
        match cond {
            Cond::List(quant, parts) => quantify(*quant, parts.iter().map(|p| self.holds(env, p)).collect()),
            Cond::Labelled(quant, parts) => {
                quantify(*quant, parts.iter().filter_map(|p| p.1.as_ref()).map(|p| self.holds(env, p)).collect())
            }
            Cond::Uncertain => Unknown(cause(Cause::Uncertain)),
            Cond::And(parts) => and(parts.iter().map(|p| self.holds(env, p))),
            Cond::Or(parts) => or(parts.iter().map(|p| self.holds(env, p))),
            Cond::Not(part) => not(self.holds(env, part)),
            Cond::Holds(expr) => match self.value(env, expr) {
                Got::Known(V::YesNo(b)) => truth(b),
                Got::Nothing => False,
                Got::Unknown(c) => Unknown(c),
                other => panic!("no condition: {other:?}"),
            },
            Cond::Test(subject, tests, any) => {
                let subject = self.side(env, subject);
                let results: Vec<Truth> = tests.iter().map(|t| self.test(env, &subject, t)).collect();
                if *any { or(results) } else { and(results) }
            }
            Cond::Each(quant, name, list, body) => {
                let list = self.resolve(env, list);
                let (elements, open) = self.list(&list);
                let Type::List(of) = unwrap_optional(&list.ty) else { panic!("no list: {list:?}") };
                // No further element can change what fails, or holds, whatever it is.
                let further = Loc { ty: (**of).clone(), at: At::Phantom };
                let one = |element: &Loc| {
                    let mut env = env.clone();
                    env.vars.push((name.clone(), element.clone()));
                    body.as_ref().map_or(True, |body| self.holds(&env, body))
                };
                let whether = Unknown(cause(Cause::Missing));
                let rest = open.then(|| match quant {
                    Each::Any | Each::No => and([one(&further), whether]),
                    Each::EveryEvenIfNone | Each::EveryAtLeastOne => or([one(&further), whether]),
                });
                let bodies: Vec<Truth> = elements.iter().map(one).collect();
                let some = or(elements.iter().map(|_| True).chain(open.then(|| Unknown(cause(Cause::Missing)))));
                match quant {
                    Each::Any => or(bodies.into_iter().chain(rest)),
                    Each::No => not(or(bodies.into_iter().chain(rest))),
                    Each::EveryEvenIfNone => and(bodies.into_iter().chain(rest)),
                    Each::EveryAtLeastOne => and([and(bodies.into_iter().chain(rest)), some]),
                }
            }
            Cond::Applies(refs) => self.applies(env, refs),
            Cond::Beside(a, how, b) => self.beside(env, a, *how, b),
            Cond::Includes { decision, of, mode, targets } => {
                let target = self.target(env, decision, of.as_ref());
                let each = targets.iter().map(|t| self.includes(decision, &target, t));
                match mode {
                    Includes::Any => or(each),
                    Includes::All => and(each),
                    Includes::None => not(or(each)),
                }
            }
        }
    }

    /// One side of a comparison.
    pub fn side(&self, env: &Env, expr: &Expr) -> Side {
        let got = self.value(env, expr);
        let range = self.range_where(env, expr, &got);
        Side { got, range }
    }

    /// The side moved by a period.
    fn moved(&self, env: &Env, expr: &Expr, period: Period, after: bool) -> Side {
        self.side(env, &Expr::Offset(period, after, Box::new(expr.clone())))
    }

    pub fn test(&self, env: &Env, subject: &Side, test: &Test) -> Truth {
        let side = |e: &Expr| self.side(env, e);
        let equal = |e: &Expr| compare(Cmp::Exactly, subject, &side(e));
        let got = &subject.got;
        match test {
            Test::Is(e) => equal(e),
            Test::IsNot(e) => not(equal(e)),
            Test::IsAnyOf(list) => or(list.iter().map(equal)),
            Test::IsNoneOf(list) => not(or(list.iter().map(equal))),
            Test::IsNone | Test::IsNotNone => {
                let none = match got {
                    Got::Nothing => True,
                    Got::Known(_) => False,
                    Got::Unknown(c) => Unknown(c.clone()),
                };
                if matches!(test, Test::IsNone) { none } else { not(none) }
            }
            Test::Compare(cmp, e) => compare(*cmp, subject, &side(e)),
            Test::Rank(cmp, word, order) => {
                let rank = |v: &V| match v {
                    V::Word(w) => order.iter().position(|o| o == w).expect("a value of the type"),
                    other => panic!("{other:?}"),
                };
                match got {
                    Got::Known(v) => truth(ordered(*cmp, &rank(v), &rank(&V::Word(word.clone())))),
                    Got::Nothing => False,
                    Got::Unknown(c) => Unknown(c.clone()),
                }
            }
            Test::Before(e) => compare(Cmp::LessThan, subject, &side(e)),
            Test::After(e) => compare(Cmp::MoreThan, subject, &side(e)),
            Test::OnOrBefore(e) => compare(Cmp::AtMost, subject, &side(e)),
            Test::OnOrAfter(e) => compare(Cmp::AtLeast, subject, &side(e)),
            Test::FromThrough(from, through) => self.between(subject, &side(from), &side(through)),
            Test::Distance(cmp, period, after, of) => {
                // On the right side of the day, and so far from it: further away is earlier, or later.
                let right = compare(if *after { Cmp::AtLeast } else { Cmp::AtMost }, subject, &side(of));
                let turned = match (cmp, after) {
                    (cmp, true) => *cmp,
                    (Cmp::AtLeast, _) => Cmp::AtMost,
                    (Cmp::MoreThan, _) => Cmp::LessThan,
                    (Cmp::AtMost, _) => Cmp::AtLeast,
                    (Cmp::LessThan, _) => Cmp::MoreThan,
                    (Cmp::Exactly, _) => Cmp::Exactly,
                };
                and([right, compare(turned, subject, &self.moved(env, of, *period, *after))])
            }
            Test::Within(period, after, of) => {
                let (near, far) = (side(of), self.moved(env, of, *period, *after));
                if *after { self.between(subject, &near, &far) } else { self.between(subject, &far, &near) }
            }
            Test::InYear(is, of) => {
                let of = side(of);
                let (first, last) = (of.edge_of_year(false), of.edge_of_year(true));
                let within = self.between(subject, &first, &last);
                if *is { within } else { not(within) }
            }
            Test::In(group) => self.in_group(self.text, got, group),
            Test::NotIn(group) => not(self.in_group(self.text, got, group)),
            Test::InAsOf(group, day) => self.in_group(&self.text_of(*day), got, group),
        }
    }

    fn between(&self, subject: &Side, from: &Side, through: &Side) -> Truth {
        and([compare(Cmp::AtLeast, subject, from), compare(Cmp::AtMost, subject, through)])
    }

    fn in_group(&self, text: &Text, subject: &Got, group: &str) -> Truth {
        let Some(found) = text.groups.get(group) else {
            return match subject {
                Got::Nothing => False,
                Got::Known(_) => Unknown(cause(Cause::Silent)),
                Got::Unknown(c) => Unknown(c.iter().copied().chain([Cause::Silent]).collect()),
            };
        };
        match subject {
            Got::Nothing => False,
            // Whatever is missing, it is no member of a group that has none.
            Got::Unknown(c) if *c == cause(Cause::Missing) && self.members(text, group).is_empty() => False,
            Got::Unknown(c) => Unknown(c.clone()),
            Got::Known(V::Word(word)) => {
                // A part that is not in force is inert (S4).
                let part = |text: &Text, name: &str| match text.groups.contains_key(name) {
                    true => self.in_group(text, subject, name),
                    false => False,
                };
                let one = |member: &String| match as_of(member) {
                    Some((name, day)) => part(&self.text_of(day), name),
                    None if self.is_group(member) => part(text, member),
                    None => truth(member == word),
                };
                and([or(found.members.iter().map(one)), not(or(found.except.iter().map(one)))])
            }
            other => panic!("{other:?} in {group}"),
        }
    }

    /// The words in a group, those of the groups it follows included.
    fn members(&self, text: &Text, group: &str) -> BTreeSet<String> {
        let Some(found) = text.groups.get(group) else { return Default::default() };
        let words = |all: &Vec<String>| {
            let word = |member: &String| match as_of(member) {
                Some((name, day)) => self.members(&self.text_of(day), name),
                None if self.is_group(member) => self.members(text, member),
                None => [member.clone()].into(),
            };
            all.iter().flat_map(word).collect::<BTreeSet<_>>()
        };
        &words(&found.members) - &words(&found.except)
    }

    /// A name that some act at some time declares as a group.
    pub fn is_group(&self, name: &str) -> bool {
        let statements = self.book.acts.iter().flat_map(|a| &a.parts).flat_map(|p| &p.statements);
        statements.into_iter().any(|s| matches!(&s.kind, Kind::Group { name: n, .. } if n == name))
    }

    // ---- provisions

    fn condition(&self, env: &Env, when: &Option<Cond>, unless: &Option<Cond>) -> Truth {
        and([
            when.as_ref().map_or(True, |c| self.holds(env, c)),
            unless.as_ref().map_or(True, |c| not(self.holds(env, c))),
        ])
    }

    /// An exemption's or limit's condition, met at the instance of what it reaches.
    fn defeater_condition(&self, env: &Env, defeater: &InForce<Exemption>) -> Truth {
        let env = match (&defeater.for_each, &env.of) {
            (None, _) => Env::default(),
            (Some(record), Some((r, loc))) if record == r => Env::instance(record, loc.clone()),
            _ => panic!("{} is for each {:?} but reaches {:?}", defeater.id, defeater.for_each, env.of),
        };
        and([self.stands(&defeater.guards), self.condition(&env, &defeater.when, &defeater.unless)])
    }

    /// Some limit that applies, and is not itself limited by name, reaches the exemption.
    fn limited(&self, env: &Env, exemption: &InForce<Exemption>) -> Truth {
        let limits = self.text.exemptions.values().filter(|l| l.limit && l.id != exemption.id);
        or(limits
            .filter(|l| if exemption.limit { l.from.ids.contains(&exemption.id) } else { l.from.reach(&exemption.id) })
            .map(|l| and([self.defeater_condition(env, l), not(self.limited(env, l))])))
    }

    /// The exemption's condition holds and no limit does.
    fn open(&self, env: &Env, exemption: &InForce<Exemption>) -> Truth {
        and([self.defeater_condition(env, exemption), not(self.limited(env, exemption))])
    }

    fn exempted(&self, env: &Env, rule: &Rule, with_elective: bool) -> Truth {
        let reaching = self.text.exemptions.values().filter(|e| !e.limit && e.id != rule.id && e.from.reach(&rule.id));
        or(reaching.map(|e| match (e.if_claimed, self.mode, &self.facts.claims) {
            (false, _, _) => self.open(env, e),
            (true, _, _) if !with_elective => False,
            (true, Mode::WithoutClaims, _) => False,
            (true, Mode::WithClaims, None) => self.open(env, e),
            (true, Mode::WithClaims, Some(claims)) if claims.iter().any(|c| beneath(&e.id, c)) => self.open(env, e),
            (true, Mode::WithClaims, Some(_)) => False,
        }))
    }

    /// The status of a rule instance.
    pub fn status(&self, env: &Env, rule: &InForce<Rule>) -> Truth {
        let key = format!("{} {} {:?}", rule.id, rule.number, env.of);
        if let Some(t) = self.statuses.borrow().get(&key) {
            return t.clone();
        }
        let status = and([self.status_of_existing(env, rule), self.exists(env)]);
        self.statuses.borrow_mut().insert(key, status.clone());
        status
    }

    /// The same where the instance is taken to exist.
    pub fn status_of_existing(&self, env: &Env, rule: &InForce<Rule>) -> Truth {
        and([self.met(env, rule), not(self.exempted(env, rule, true))])
    }

    /// A rule's condition, and that it stands at all.
    fn met(&self, env: &Env, rule: &InForce<Rule>) -> Truth {
        and([self.stands(&rule.guards), self.condition(env, &rule.when, &rule.unless)])
    }

    /// Claims ignored: in what it reads, too.
    fn applies(&self, env: &Env, refs: &Refs) -> Truth {
        if self.mode == Mode::WithClaims {
            let unclaimed = || Box::new(Eval::new(self.book, self.text, self.on, self.facts, Mode::WithoutClaims));
            return self.unclaimed.get_or_init(unclaimed).applies(env, refs);
        }
        let mut any = Vec::new();
        for rule in self.text.rules.values().filter(|r| refs.reach(&r.id)) {
            for (at, there) in self.same_or_all(env, &rule.for_each) {
                any.push(and([self.met(&at, rule), there, not(self.exempted(&at, rule, false))]));
            }
        }
        for exemption in self.text.exemptions.values().filter(|e| refs.ids.contains(&e.id)) {
            for (at, there) in self.same_or_all(env, &exemption.for_each) {
                any.push(and([self.open(&at, exemption), there]));
            }
        }
        or(any)
    }

    /// Inside a provision for each R the same instance, which is there; elsewhere every instance, and whether it is.
    fn same_or_all(&self, env: &Env, for_each: &Option<String>) -> Vec<(Env, Truth)> {
        match (for_each, &env.of) {
            (Some(record), Some((r, loc))) if record == r => vec![(Env::instance(record, loc.clone()), True)],
            _ => self.environments(for_each).into_iter().map(|at| (at.clone(), self.exists(&at))).collect(),
        }
    }

    // ---- decisions

    /// Whose decision is read.
    fn target(&self, env: &Env, decision: &str, of: Option<&Path>) -> Option<Loc> {
        let record = self.book.decision(decision).of.as_ref()?;
        Some(match (of, &env.of) {
            (Some(path), _) => self.resolve(env, path),
            (None, Some((r, loc))) if r == record => loc.clone(),
            _ => self.sole(record),
        })
    }

    /// Rule instances that conclude about this decision of this target, with the conclusions.
    fn concluding(&self, decision: &str, target: &Option<Loc>) -> Concluding<'a> {
        let key = format!("{decision} {target:?}");
        if let Some(found) = self.concluding.borrow().get(&key) {
            return found.clone();
        }
        let mut found = Vec::new();
        for rule in self.text.rules.values() {
            let conclusions: Vec<&Conclusion> = rule
                .then
                .iter()
                .filter(|c| match c {
                    Conclusion::Is { decision: d, .. }
                    | Conclusion::Includes { decision: d, .. }
                    | Conclusion::Discretion { decision: d } => d == decision,
                    Conclusion::Must { .. } | Conclusion::Deem { .. } => false,
                })
                .collect();
            if conclusions.is_empty() {
                continue;
            }
            for env in self.environments(&rule.for_each) {
                if self.target(&env, decision, None) == *target {
                    found.push((env, rule, conclusions.clone()));
                }
            }
        }
        let found = Rc::new(found);
        self.concluding.borrow_mut().insert(key, found.clone());
        found
    }

    /// Every element some provision in force can conclude.
    fn universe(&self, decision: &str) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for rule in self.text.rules.values() {
            for conclusion in &rule.then {
                if let Conclusion::Includes { decision: d, this, ids } = conclusion
                    && d == decision
                {
                    all.extend(ids.iter().cloned());
                    all.extend(this.then(|| rule.id.clone()));
                }
            }
        }
        all
    }

    fn element(&self, decision: &str, target: &Option<Loc>, element: &str) -> Truth {
        let key = format!("{decision} {target:?} {element}");
        if let Some(t) = self.elements.borrow().get(&key) {
            return t.clone();
        }
        let t = self.element_now(decision, target, element);
        self.elements.borrow_mut().insert(key, t.clone());
        t
    }

    fn element_now(&self, decision: &str, target: &Option<Loc>, element: &str) -> Truth {
        let concluding = self.concluding(decision, target);
        or(concluding.iter().filter_map(|(env, rule, conclusions)| {
            let names = conclusions.iter().any(|c| match c {
                Conclusion::Includes { this, ids, .. } => {
                    *this && rule.id == element || ids.iter().any(|id| id == element)
                }
                _ => false,
            });
            // Of an instance whose set is asked about it is not asked again whether it is there.
            let at_hand = env.of.as_ref().is_some_and(|(_, loc)| Some(loc) == target.as_ref());
            names.then(|| if at_hand { self.status_of_existing(env, rule) } else { self.status(env, rule) })
        }))
    }

    fn includes(&self, decision: &str, target: &Option<Loc>, node: &str) -> Truth {
        if self.is_group(node) {
            return match self.text.groups.get(node) {
                None => Unknown(cause(Cause::Silent)),
                Some(group) => {
                    let out = |e: &String| group.except.iter().any(|x| beneath(e, x));
                    let of = |m: &String| self.elements_beneath(decision, target, m, &out);
                    or(group.members.iter().map(of))
                }
            };
        }
        self.elements_beneath(decision, target, node, &|_| false)
    }

    fn elements_beneath(
        &self,
        decision: &str,
        target: &Option<Loc>,
        node: &str,
        out: &dyn Fn(&String) -> bool,
    ) -> Truth {
        let elements = self.universe(decision).into_iter().filter(|e| beneath(e, node) && !out(e));
        or(elements.map(|e| self.element(decision, target, &e)))
    }

    pub fn elements(&self, decision: &str, target: Option<Loc>) -> Elements {
        let all = self.universe(decision).into_iter().map(|e| {
            let t = self.element(decision, &target, &e);
            (e, t)
        });
        Elements(all.filter(|(_, t)| *t != False).collect())
    }

    /// What one conclusion may come to where its rule holds.
    fn possible(&self, env: &Env, conclusion: &Conclusion) -> Possible {
        let mut p = Possible { values: BTreeSet::new(), unknown: false, nothing: false, causes: Causes::new() };
        let add = |p: &mut Possible, expr: &Expr| match self.value(env, expr) {
            Got::Known(v) => {
                p.values.insert(Choice::Value(v));
            }
            other => {
                p.unknown = true;
                p.causes.extend(needed(&[other]));
            }
        };
        match conclusion {
            Conclusion::Discretion { .. } => {
                p.values.insert(Choice::Discretion);
            }
            Conclusion::Is { cases, otherwise, .. } => {
                for (value, when) in cases {
                    match self.holds(env, when) {
                        False => {}
                        True => {
                            add(&mut p, value);
                            return p;
                        }
                        Unknown(c) => {
                            p.causes.extend(c);
                            add(&mut p, value);
                        }
                    }
                }
                match otherwise {
                    Some(value) => add(&mut p, value),
                    None => p.nothing = true,
                }
            }
            Conclusion::Includes { .. } | Conclusion::Must { .. } | Conclusion::Deem { .. } => {
                panic!("no single value")
            }
        }
        p
    }

    /// Status and not defeated by an overriding rule that concludes otherwise.
    fn undefeated(&self, env: &Env, rule: &InForce<Rule>, decision: &str, target: &Option<Loc>) -> Truth {
        and([self.undefeated_of_existing(env, rule, decision, target), self.exists(env)])
    }

    /// The same where the instance is taken to exist.
    fn undefeated_of_existing(&self, env: &Env, rule: &InForce<Rule>, decision: &str, target: &Option<Loc>) -> Truth {
        let key = format!("{} {} {:?} {decision} {target:?}", rule.id, rule.number, env.of);
        if let Some(t) = self.undefeated.borrow().get(&key) {
            return t.clone();
        }
        let overrides = |s: &Rule| {
            s.id != rule.id
                && (s.overrides.iter().any(|n| beneath(&rule.id, n))
                    || rule.subject_to.iter().any(|n| beneath(&s.id, n)))
        };
        let mut defeats = Vec::new();
        for (at, s, _) in self.concluding(decision, target).iter() {
            // A rule for each R meets the same instance.
            if overrides(s) && (s.for_each.is_none() || s.for_each != rule.for_each || same(at, env)) {
                let otherwise = self.otherwise((at, s), (env, rule), decision);
                let there = if same(at, env) { True } else { self.exists(at) };
                defeats.push(and([self.undefeated_of_existing(at, s, decision, target), there, otherwise]));
            }
        }
        let result = and([self.status_of_existing(env, rule), not(or(defeats))]);
        self.undefeated.borrow_mut().insert(key, result.clone());
        result
    }

    /// Whether two rule instances conclude differently on a decision.
    fn otherwise(&self, s: (&Env, &Rule), r: (&Env, &Rule), decision: &str) -> Truth {
        let all = |(env, rule): (&Env, &Rule)| -> Vec<Possible> {
            let mine = rule.then.iter().filter(|c| match c {
                Conclusion::Is { decision: d, .. } | Conclusion::Discretion { decision: d } => d == decision,
                _ => false,
            });
            mine.map(|c| self.possible(env, c)).collect()
        };
        let (s, r) = (all(s), all(r));
        let values = |side: &[Possible]| side.iter().flat_map(|p| p.values.clone()).collect::<BTreeSet<Choice>>();
        let unknown = s.iter().chain(&r).any(|p| p.unknown);
        // What may conclude nothing may leave the other standing.
        let nothing = s.iter().all(|p| p.nothing);
        let (a, b) = (values(&s), values(&r));
        // Whoever concludes nothing at all does not conclude otherwise.
        let idle = |side: &[Possible]| side.iter().all(|p| p.values.is_empty() && !p.unknown);
        if idle(&s) || idle(&r) {
            return False;
        }
        let pairs: Vec<bool> = a.iter().flat_map(|x| b.iter().map(move |y| x != y)).collect();
        if !unknown && pairs.iter().all(|differ| !differ) {
            False
        } else if !unknown && !nothing && pairs.iter().all(|differ| *differ) {
            True
        } else {
            Unknown(s.iter().chain(&r).flat_map(|p| p.causes.iter().copied()).collect())
        }
    }

    pub fn decide(&self, decision: &str, target: Option<Loc>) -> Outcome {
        let key = format!("{decision} {target:?}");
        if let Some(o) = self.outcomes.borrow().get(&key) {
            return o.clone();
        }
        let outcome = self.decide_now(decision, &target);
        self.outcomes.borrow_mut().insert(key, outcome.clone());
        outcome
    }

    fn decide_now(&self, decision: &str, target: &Option<Loc>) -> Outcome {
        // A: one possibility, a known value. M: everything else that is not surely out.
        let mut a: BTreeSet<Choice> = BTreeSet::new();
        let mut m: Vec<Possible> = Vec::new();
        for (env, rule, conclusions) in self.concluding(decision, target).iter() {
            let status = self.undefeated(env, rule, decision, target);
            for conclusion in conclusions {
                let mut p = self.possible(env, conclusion);
                match &status {
                    False => continue,
                    True => {}
                    Unknown(c) => {
                        p.nothing = true;
                        p.causes.extend(c.iter().copied());
                    }
                }
                match (p.values.len(), p.unknown, p.nothing) {
                    (0, false, true) => {}
                    (1, false, false) => a.extend(p.values),
                    _ => m.push(p),
                }
            }
        }
        let open = |v: &Choice| m.iter().any(|p| p.unknown || p.values.iter().any(|w| w != v));
        let unresolved = || Outcome::Unresolved(m.iter().flat_map(|p| p.causes.iter().copied()).collect());
        let default = self.text.defaults.values().find(|(d, _)| d == decision);
        let default = default.map(|(_, e)| match self.value(&Env::default(), e) {
            Got::Known(v) => v,
            other => panic!("a default is known: {other:?}"),
        });
        if a.len() > 1 {
            return Outcome::Conflict(a);
        }
        match (a.into_iter().next(), default) {
            (Some(v), _) if open(&v) => unresolved(),
            (Some(Choice::Value(v)), _) => Outcome::Decided(v),
            (Some(Choice::Discretion), _) => Outcome::Discretion,
            (None, None) if m.is_empty() => Outcome::Silent,
            (None, Some(d)) if !open(&Choice::Value(d.clone())) => Outcome::Decided(d),
            (None, _) => unresolved(),
        }
    }
}

fn same(a: &Env, b: &Env) -> bool {
    a.of == b.of
}

/// Why a value that needs all of these is not known: the causes of those that are not; none alone is undefined.
pub fn needed(of: &[Got]) -> Causes {
    let mut causes = Causes::new();
    for got in of {
        if let Got::Unknown(c) = got {
            causes.extend(c.iter().copied());
        }
    }
    if causes.is_empty() && of.contains(&Got::Nothing) {
        causes.insert(Cause::Undefined);
    }
    causes
}

/// The value all possibilities share, else why it is not known.
pub fn agree(possible: Vec<Got>, mut causes: Causes) -> Got {
    let first = possible[0].clone();
    if !matches!(first, Got::Unknown(_)) && possible.iter().all(|p| *p == first) {
        return first;
    }
    for p in possible {
        if let Got::Unknown(c) = p {
            causes.extend(c);
        }
    }
    Got::Unknown(causes)
}

/// One side of a comparison: its value, and the range of it where that is not known.
#[derive(Clone, Debug)]
pub struct Side {
    pub got: Got,
    pub range: Option<Range>,
}

impl Side {
    /// The first or the last day of the year it lies in.
    fn edge_of_year(&self, last: bool) -> Side {
        let edge = |d: Day| if last { day(civil(d).0, 12, 31) } else { day(civil(d).0, 1, 1) };
        let got = match &self.got {
            Got::Known(V::Date(d)) => Got::Known(V::Date(edge(*d))),
            other => other.clone(),
        };
        Side { got, range: self.range.map(|r| r.by_day(edge)) }
    }
}

/// A positive test: false of none; undetermined where an operand is, unless it comes out alike over its whole range.
pub fn compare(cmp: Cmp, a: &Side, b: &Side) -> Truth {
    match (&a.got, &b.got) {
        (Got::Nothing, _) | (_, Got::Nothing) => False,
        (Got::Known(a), Got::Known(b)) => truth(ordered(cmp, a, b)),
        (x, y) => {
            let settled = a.range.zip(b.range).and_then(|(a, b)| settled(cmp, &a, &b));
            settled.map_or_else(|| Unknown(needed(&[x.clone(), y.clone()])), truth)
        }
    }
}

fn ordered<T: PartialOrd>(cmp: Cmp, a: &T, b: &T) -> bool {
    match cmp {
        Cmp::AtLeast => a >= b,
        Cmp::MoreThan => a > b,
        Cmp::AtMost => a <= b,
        Cmp::LessThan => a < b,
        Cmp::Exactly => a == b,
    }
}

// ---- the whole answer

#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    One { with: Outcome, without: Outcome },
    Set(Elements),
}

impl Report {
    /// Status and value alone.
    pub fn headline(&self) -> String {
        match self {
            Report::One { with: Outcome::Decided(v), .. } => format!("decided {v:?}"),
            Report::One { with, .. } => with.status().to_string(),
            Report::Set(elements) => {
                let short = |t: &Truth| if *t == True { "in" } else { "perhaps" };
                let all: Vec<String> = elements.0.iter().map(|(e, t)| format!("{e} {}", short(t))).collect();
                format!("{} [{}]", elements.status(), all.join(", "))
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// By decision, then by fact (empty where the decision is of no record).
    pub decisions: BTreeMap<String, BTreeMap<String, Report>>,
    pub printed: BTreeMap<String, BTreeMap<String, Report>>,
    pub options: BTreeMap<String, &'static str>,
    /// Duties of rules and exemptions that bind or may: (provision, words, binds).
    pub duties: BTreeSet<(String, String, bool)>,
}

/// Everything asked of a rulebook on a day.
pub fn answer(book: &Book, on: Day, known: Option<Day>, facts: &Facts) -> Answer {
    let enforced = fold(book, Track::Enforced, on, known);
    let printed = fold(book, Track::Printed, on, known);
    let eval = Eval::new(book, &enforced, on, facts, Mode::WithClaims);
    let mut options = BTreeMap::new();
    for exemption in enforced.exemptions.values().filter(|e| e.if_claimed) {
        let all = eval.environments(&exemption.for_each);
        let open = or(all.iter().map(|env| and([eval.open(env, exemption), eval.exists(env)])));
        let state = match open {
            True => "open",
            False => "closed",
            Unknown(_) => "unknown",
        };
        // Of two texts of one exemption the likelier to be open counts.
        let rank = |s: &str| ["closed", "unknown", "open"].iter().position(|w| *w == s);
        let old = options.get(&exemption.id).copied().unwrap_or("closed");
        options.insert(exemption.id.clone(), if rank(state) > rank(old) { state } else { old });
    }
    let decided = decisions(book, &enforced, on, facts);
    let alike = enforced.same_law(&printed) && !enforced.looks_back();
    Answer {
        printed: if alike { decided.clone() } else { decisions(book, &printed, on, facts) },
        decisions: decided,
        options,
        duties: duties(&eval),
    }
}

fn decisions(book: &Book, text: &Text, on: Day, facts: &Facts) -> BTreeMap<String, BTreeMap<String, Report>> {
    let with = Eval::new(book, text, on, facts, Mode::WithClaims);
    let without = Eval::new(book, text, on, facts, Mode::WithoutClaims);
    let mut all = BTreeMap::new();
    for decision in &book.decisions {
        let mut reports = BTreeMap::new();
        let targets: Vec<(String, Option<Loc>)> = match &decision.of {
            None => vec![(String::new(), None)],
            Some(record) => book.facts_of(record).iter().map(|f| (f.name.clone(), Some(with.fact(&f.name)))).collect(),
        };
        for (name, target) in targets {
            let report = match decision.ty {
                DecisionType::Set => Report::Set(with.elements(&decision.name, target)),
                DecisionType::One(_) => Report::One {
                    with: with.decide(&decision.name, target.clone()),
                    without: without.decide(&decision.name, target),
                },
            };
            reports.insert(name, report);
        }
        all.insert(decision.name.clone(), reports);
    }
    all
}

/// How one decision comes out for one fact (empty where it is of no record), claims counted, in words to compare.
pub fn outcome(book: &Book, text: &Text, on: Day, facts: &Facts, (decision, fact): (&str, &str)) -> String {
    let eval = Eval::new(book, text, on, facts, Mode::WithClaims);
    let target = (!fact.is_empty()).then(|| eval.fact(fact));
    match book.decisions.iter().find(|d| d.name == decision).map(|d| &d.ty) {
        Some(DecisionType::Set) => format!("{:?}", eval.elements(decision, target)),
        _ => format!("{:?}", eval.decide(decision, target)),
    }
}

fn duties(eval: &Eval) -> BTreeSet<(String, String, bool)> {
    let mut all = BTreeSet::new();
    let mut add = |id: &str, then: &[Conclusion], env: &Env, status: Truth| {
        for conclusion in then {
            if let Conclusion::Must { text, when, .. } = conclusion {
                let own = when.as_ref().map_or(True, |c| eval.holds(env, c));
                match and([status.clone(), own]) {
                    False => {}
                    t => {
                        all.insert((id.to_string(), text.clone(), t == True));
                    }
                }
            }
        }
    };
    for rule in eval.text.rules.values() {
        for env in eval.environments(&rule.for_each) {
            add(&rule.id, &rule.then, &env, eval.status(&env, rule));
        }
    }
    for exemption in eval.text.exemptions.values().filter(|e| !e.limit) {
        let claimed = eval.facts.claims.as_ref().map(|c| c.iter().any(|c| beneath(&exemption.id, c)));
        if exemption.if_claimed && claimed != Some(true) {
            continue;
        }
        for env in eval.environments(&exemption.for_each) {
            let status = and([eval.open(&env, exemption), eval.exists(&env)]);
            add(&exemption.id, &exemption.then, &env, status);
        }
    }
    all
}

/// True when a stipulated value contradicts what the definition gives without it.
pub fn contradicts(book: &Book, on: Day, known: Option<Day>, facts: &Facts) -> bool {
    let text = fold(book, Track::Enforced, on, known);
    for define in text.defines.values() {
        let eval = Eval::new(book, &text, on, facts, Mode::WithClaims);
        let given_otherwise = |env: &Env, given: &Data| eval.leaves_no_room(env, &define.name, &eval.data(Some(given)));
        let otherwise = match &define.of {
            None => facts.given.get(&define.name).is_some_and(|given| given_otherwise(&Env::default(), given)),
            Some(record) => eval.instances(record).into_iter().any(|loc| {
                let Some(Data::Record(fields)) = eval.fetch(&loc) else { return false };
                fields.get(&define.name).is_some_and(|given| given_otherwise(&Env::instance(record, loc), given))
            }),
        };
        if otherwise {
            return true;
        }
    }
    false
}

impl Answer {
    /// A line a decision, for people.
    pub fn brief(&self) -> String {
        let mut out = String::new();
        for (track, all) in [("", &self.decisions), ("as printed ", &self.printed)] {
            for (name, reports) in all {
                for (fact, report) in reports {
                    if !track.is_empty() && self.decisions[name][fact] == *report {
                        continue;
                    }
                    out += &format!("  {track}{name} {fact}: {report:?}\n");
                }
            }
        }
        out + &format!("  options {:?}\n  duties {:?}", self.options, self.duties)
    }
}
