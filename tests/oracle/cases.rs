//! Cases worked by hand from the documents, one small rulebook each.

use super::evaluate::*;
use super::facts::to_json;
use super::generate::num;
use super::model::*;
use super::print::{print_statement, sources};
use super::text::{Track, fold};
use std::collections::{BTreeMap, BTreeSet};

#[path = "time_cases.rs"]
pub mod time_cases;

#[path = "quantity_cases.rs"]
mod quantity_cases;

#[path = "function_cases.rs"]
mod function_cases;

#[path = "deem_cases.rs"]
mod deem_cases;

#[path = "chosen_cases.rs"]
mod chosen_cases;

#[path = "working_cases.rs"]
mod working_cases;

#[path = "range_cases.rs"]
mod range_cases;

const M: Cause = Cause::Missing;
const S: Cause = Cause::Silent;
const C: Cause = Cause::Conflict;
const D: Cause = Cause::Discretion;
const U: Cause = Cause::Undefined;

fn u(causes: &[Cause]) -> Truth {
    Truth::Unknown(causes.iter().copied().collect())
}

// ---- a small vocabulary and short words to write rules in it

fn words(list: &[&str], ordered: bool) -> Type {
    Type::Values(list.iter().map(|w| w.to_string()).collect(), ordered)
}

fn book(statements: Vec<Kind>) -> Book {
    let fact = |name: &str, ty: Type| Fact { name: name.into(), ty, question: false };
    let field = |name: &str, ty: Type| (name.to_string(), ty);
    let list = |name: &str| Type::List(Box::new(Type::Record(name.into())));
    let decision = |name: &str, of: Option<&str>, ty| Decision { name: name.into(), of: of.map(Into::into), ty };
    Book {
        records: vec![
            Record {
                name: "Item".into(),
                fields: vec![
                    field("power", Type::Number),
                    field("fragile", Type::YesNo),
                    field("contains", list("Item")),
                    field("maker", Type::Record("Party".into())),
                ],
            },
            Record { name: "Party".into(), fields: vec![field("seat", Type::Country), field("listed", Type::YesNo)] },
            Record {
                name: "Shipment".into(),
                fields: vec![
                    field("mass", Type::Bounded(num("0"), false)),
                    field("price", Type::Number),
                    field("sent_on", Type::Date),
                    field("insured", Type::YesNo),
                    field("rebate", Type::Optional(Box::new(Type::Bounded(num("0"), false)))),
                ],
            },
        ],
        facts: vec![
            fact("item", Type::Record("Item".into())),
            fact("p", Type::YesNo),
            fact("q", Type::YesNo),
            fact("r", Type::YesNo),
            fact("amount", Type::Number),
            fact("other", Type::Number),
            fact("destination", Type::Country),
            fact("noticed_on", Type::Optional(Box::new(Type::Date))),
            fact("rebate", Type::Optional(Box::new(Type::Number))),
            fact("parties", list("Party")),
            fact("shipments", list("Shipment")),
            fact("stock", Type::Bounded(num("0"), false)),
            fact("rate", Type::Bounded(num("0"), true)),
            fact("risk", words(&["low", "middle", "high"], true)),
            fact("shelf", Type::Range(Box::new(Type::Bounded(num("0"), false)))),
            fact("band", Type::Range(Box::new(Type::Number))),
            fact("season", Type::Range(Box::new(Type::Date))),
            fact("spare", Type::Optional(Box::new(Type::Range(Box::new(Type::Number))))),
        ],
        countries: [("CN", "China"), ("FR", "France"), ("US", "United States")]
            .map(|(a, b)| (a.to_string(), b.to_string()))
            .to_vec(),
        elsewhere: vec!["990".into()],
        decisions: vec![
            decision("marks", Some("Item"), DecisionType::Set),
            decision("flags", None, DecisionType::Set),
            decision("license", None, DecisionType::One(words(&["required", "not needed", "refused"], false))),
            decision("review", None, DecisionType::One(words(&["approve", "study", "deny"], true))),
            decision("grade", Some("Item"), DecisionType::One(words(&["fair", "good"], false))),
        ],
        acts: vec![act("base", day(2020, 1, 1), statements)],
    }
}

fn act(name: &str, effective: Day, statements: Vec<Kind>) -> Act {
    let statements = statements.into_iter().map(|kind| Statement::new(Dates::default(), kind)).collect();
    Act {
        name: name.into(),
        published: effective,
        released: None,
        dates: Dates::from(effective),
        after: vec![],
        applies_to: None,
        parts: vec![Part { heading: false, dates: Dates::default(), statements }],
    }
}

fn path(text: &str) -> Expr {
    Expr::Path(Path::parse(text))
}

fn yes(text: &str) -> Cond {
    Cond::Holds(path(text))
}

fn test(subject: Expr, test: Test) -> Cond {
    Cond::Test(subject, vec![test], false)
}

fn word(text: &str) -> Expr {
    Expr::Word(text.into())
}

fn n(text: &str) -> Expr {
    Expr::Num(num(text))
}

fn is(decision: &str, value: &str) -> Conclusion {
    Conclusion::Is { decision: decision.into(), cases: vec![], otherwise: Some(word(value)) }
}

fn rule(id: &str, when: Option<Cond>, then: Conclusion) -> Rule {
    Rule {
        id: id.into(),
        amend: false,
        for_each: None,
        overrides: vec![],
        subject_to: vec![],
        when,
        unless: None,
        then: vec![then],
    }
}

fn license(id: &str, when: Cond, value: &str) -> Kind {
    Kind::Rule(rule(id, Some(when), is("license", value)))
}

fn overriding(id: &str, over: &str, when: Cond, value: &str) -> Kind {
    Kind::Rule(Rule { overrides: vec![over.into()], ..rule(id, Some(when), is("license", value)) })
}

fn exemption(id: &str, from: &[&str], when: Cond) -> Exemption {
    Exemption {
        id: id.into(),
        limit: false,
        from: Refs::to(from),
        if_claimed: false,
        for_each: None,
        when: Some(when),
        unless: None,
        then: vec![],
    }
}

fn exempt(id: &str, from: &[&str], when: Cond) -> Kind {
    Kind::Exemption(exemption(id, from, when))
}

fn elective(id: &str, from: &[&str], when: Cond) -> Kind {
    Kind::Exemption(Exemption { if_claimed: true, ..exemption(id, from, when) })
}

fn limit(id: &str, on: &[&str], when: Cond) -> Kind {
    Kind::Exemption(Exemption { limit: true, ..exemption(id, on, when) })
}

fn default(value: &str) -> Kind {
    Kind::Default { id: "9.1".into(), decision: "license".into(), value: word(value) }
}

fn define(id: &str, name: &str, of: Option<&str>, cases: Vec<(Body, Option<Cond>)>, otherwise: Option<Body>) -> Kind {
    Kind::Define(Define { id: id.into(), name: name.into(), of: of.map(Into::into), cases, otherwise })
}

fn marks(id: &str, when: Option<Cond>) -> Kind {
    let then = Conclusion::Includes { decision: "marks".into(), this: true, ids: vec![] };
    Kind::Rule(Rule { for_each: Some("Item".into()), ..rule(id, when, then) })
}

fn flags(id: &str, when: Option<Cond>) -> Kind {
    let then = Conclusion::Includes { decision: "flags".into(), this: true, ids: vec![] };
    Kind::Rule(rule(id, when, then))
}

fn included(decision: &str, of: Option<&str>, node: &str) -> Cond {
    Cond::Includes {
        decision: decision.into(),
        of: of.map(Path::parse),
        mode: Includes::Any,
        targets: vec![node.into()],
    }
}

fn any_in(list: &str, body: Cond) -> Cond {
    Cond::Each(Each::Any, "one".into(), Path::parse(list), Some(Box::new(body)))
}

fn group(name: &str, members: &[&str], except: &[&str]) -> Kind {
    let own = |l: &[&str]| l.iter().map(|m| m.to_string()).collect();
    Kind::Group { name: name.into(), of: "Country".into(), members: own(members), except: own(except) }
}

fn facts(given: &[(&str, Data)]) -> Facts {
    Facts { given: given.iter().map(|(n, d)| (n.to_string(), d.clone())).collect(), claims: None }
}

fn y(name: &str) -> (&str, Data) {
    (name, Data::YesNo(true))
}

fn no(name: &str) -> (&str, Data) {
    (name, Data::YesNo(false))
}

fn rec(fields: &[(&str, Data)]) -> Data {
    Data::Record(fields.iter().map(|(n, d)| (n.to_string(), d.clone())).collect())
}

fn w(text: &str) -> Data {
    Data::Word(text.into())
}

fn number(text: &str) -> Data {
    Data::Num(num(text))
}

fn all(of: Vec<Cond>) -> Cond {
    Cond::List(Quant::All, of)
}

const ON: (i64, i64, i64) = (2021, 6, 1);

fn on() -> Day {
    day(ON.0, ON.1, ON.2)
}

fn outcome(book: &Book, decision: &str, facts: &Facts) -> Outcome {
    match answer(book, on(), None, facts).decisions[decision].values().next().unwrap() {
        Report::One { with, .. } => with.clone(),
        Report::Set(_) => panic!("a set"),
    }
}

fn without(book: &Book, decision: &str, facts: &Facts) -> Outcome {
    match answer(book, on(), None, facts).decisions[decision].values().next().unwrap() {
        Report::One { without, .. } => without.clone(),
        Report::Set(_) => panic!("a set"),
    }
}

fn elements(book: &Book, decision: &str, facts: &Facts) -> BTreeMap<String, Truth> {
    match answer(book, on(), None, facts).decisions[decision].values().next().unwrap() {
        Report::Set(e) => e.0.clone(),
        Report::One { .. } => panic!("no set"),
    }
}

fn decided(value: &str) -> Outcome {
    Outcome::Decided(V::Word(value.into()))
}

fn unresolved(causes: &[Cause]) -> Outcome {
    Outcome::Unresolved(causes.iter().copied().collect())
}

/// A condition by itself.
fn cond(cond: Cond, given: &[(&str, Data)]) -> Truth {
    cond_with(vec![], cond, given)
}

fn cond_with(statements: Vec<Kind>, cond: Cond, given: &[(&str, Data)]) -> Truth {
    let book = book(statements);
    let text = fold(&book, Track::Enforced, on(), None);
    let facts = facts(given);
    Eval::new(&book, &text, on(), &facts, Mode::WithClaims).holds(&Env::default(), &cond)
}

use Truth::{False, True};

// ---- Kleene with causes

#[test]
fn false_absorbs_in_all_of() {
    assert_eq!(cond(all(vec![yes("p"), yes("q")]), &[no("q")]), False);
    assert_eq!(cond(all(vec![yes("p"), yes("q")]), &[y("q")]), u(&[M]));
    assert_eq!(cond(all(vec![yes("p"), yes("q")]), &[y("p"), y("q")]), True);
}

#[test]
fn true_absorbs_in_any_of() {
    let any = || Cond::List(Quant::Any, vec![yes("p"), yes("q")]);
    assert_eq!(cond(any(), &[y("q")]), True);
    assert_eq!(cond(any(), &[no("q")]), u(&[M]));
    assert_eq!(cond(any(), &[no("p"), no("q")]), False);
}

#[test]
fn causes_of_undetermined_operands_unite() {
    let silent = test(Expr::Value("CAP".into()), Test::Is(n("1")));
    assert_eq!(cond(all(vec![yes("p"), silent.clone(), yes("q")]), &[y("q")]), u(&[M, S]));
    assert_eq!(cond(all(vec![yes("p"), silent]), &[y("p")]), u(&[S]));
}

#[test]
fn none_of_is_not_any_of() {
    let none = || Cond::List(Quant::None, vec![yes("p"), yes("q")]);
    assert_eq!(cond(none(), &[y("p")]), False);
    assert_eq!(cond(none(), &[no("p"), no("q")]), True);
    assert_eq!(cond(none(), &[no("p")]), u(&[M]));
}

#[test]
fn at_least_two_of_three() {
    let two = || Cond::List(Quant::AtLeast(2), vec![yes("p"), yes("q"), yes("r")]);
    assert_eq!(cond(two(), &[y("p"), y("q")]), True);
    assert_eq!(cond(two(), &[no("p"), no("q")]), False);
    assert_eq!(cond(two(), &[y("p"), no("q")]), u(&[M]));
}

#[test]
fn exactly_one_of() {
    let one = || Cond::List(Quant::ExactlyOne, vec![yes("p"), yes("q"), yes("r")]);
    assert_eq!(cond(one(), &[y("p"), y("q")]), False);
    assert_eq!(cond(one(), &[y("p"), no("q"), no("r")]), True);
    assert_eq!(cond(one(), &[y("p"), no("q")]), u(&[M]));
    assert_eq!(cond(one(), &[no("p"), no("q"), no("r")]), False);
}

// ---- tests, none, arithmetic

#[test]
fn nothing_times_missing_is_missing() {
    let product = Expr::Arith(Op::Multiply, Box::new(path("amount")), Box::new(path("other")));
    assert_eq!(cond(test(product, Test::Is(n("0"))), &[("amount", number("0"))]), u(&[M]));
}

#[test]
fn division_by_zero_is_undefined_and_false_still_absorbs() {
    let ratio = || Expr::Arith(Op::Divide, Box::new(path("amount")), Box::new(path("other")));
    let more = || test(ratio(), Test::Compare(Cmp::MoreThan, n("2")));
    let given = [("amount", number("4")), ("other", number("0")), no("p")];
    assert_eq!(cond(more(), &given), u(&[U]));
    assert_eq!(cond(Cond::Not(Box::new(more())), &given), u(&[U]));
    assert_eq!(cond(Cond::And(vec![more(), yes("p")]), &given), False);
}

#[test]
fn none_fails_every_positive_test() {
    let given = [("noticed_on", Data::Null), ("rebate", Data::Null)];
    assert_eq!(cond(test(path("noticed_on"), Test::Before(Expr::On)), &given), False);
    assert_eq!(cond(test(path("noticed_on"), Test::After(Expr::On)), &given), False);
    assert_eq!(
        cond(test(path("noticed_on"), Test::Distance(Cmp::AtLeast, Period(1, Unit::Days), false, Expr::On)), &given),
        False
    );
    assert_eq!(cond(test(path("rebate"), Test::Is(n("1"))), &given), False);
    assert_eq!(cond(test(path("rebate"), Test::Compare(Cmp::LessThan, n("1"))), &given), False);
}

#[test]
fn none_passes_negative_tests_and_is_none() {
    let given = [("rebate", Data::Null)];
    assert_eq!(cond(test(path("rebate"), Test::IsNot(n("1"))), &given), True);
    assert_eq!(cond(test(path("rebate"), Test::IsNoneOf(vec![n("1"), n("2")])), &given), True);
    assert_eq!(cond(test(path("rebate"), Test::IsNone), &given), True);
    assert_eq!(cond(test(path("rebate"), Test::IsNone), &[]), u(&[M]));
    assert_eq!(cond(test(path("rebate"), Test::IsNotNone), &[("rebate", number("1"))]), True);
}

#[test]
fn arithmetic_with_none_is_undefined() {
    let sum = Expr::Arith(Op::Add, Box::new(path("rebate")), Box::new(n("1")));
    assert_eq!(cond(test(sum, Test::Is(n("1"))), &[("rebate", Data::Null)]), u(&[U]));
    let later = Expr::Offset(Period(60, Unit::Days), true, Box::new(path("noticed_on")));
    assert_eq!(cond(test(Expr::On, Test::Before(later)), &[("noticed_on", Data::Null)]), u(&[U]));
}

#[test]
fn chains_of_tests() {
    let band = vec![Test::Compare(Cmp::AtLeast, n("1")), Test::Compare(Cmp::LessThan, n("3"))];
    let band = || Cond::Test(path("amount"), band.clone(), false);
    assert_eq!(cond(band(), &[("amount", number("1"))]), True);
    assert_eq!(cond(band(), &[("amount", number("3"))]), False);
    assert_eq!(cond(band(), &[]), u(&[M]));
}

#[test]
fn distances_have_a_side() {
    let at_least = test(path("noticed_on"), Test::Distance(Cmp::AtLeast, Period(25, Unit::Days), false, Expr::On));
    assert_eq!(cond(at_least.clone(), &[("noticed_on", Data::Date(on() - 25))]), True);
    assert_eq!(cond(at_least.clone(), &[("noticed_on", Data::Date(on() - 24))]), False);
    assert_eq!(cond(at_least, &[("noticed_on", Data::Date(on() + 25))]), False);
    let at_most = test(path("noticed_on"), Test::Distance(Cmp::AtMost, Period(25, Unit::Days), false, Expr::On));
    assert_eq!(cond(at_most, &[("noticed_on", Data::Date(on() + 3))]), False);
}

#[test]
fn ordered_values() {
    let order = || ["low", "middle", "high"].map(String::from).to_vec();
    let at_least = test(path("risk"), Test::Rank(Cmp::AtLeast, "middle".into(), order()));
    assert_eq!(cond(at_least.clone(), &[("risk", w("high"))]), True);
    assert_eq!(cond(at_least, &[("risk", w("low"))]), False);
}

// ---- lists

#[test]
fn any_over_absent_incomplete_and_empty_lists() {
    let any = || any_in("parties", yes("one.listed"));
    let list = |items: Vec<Data>, complete| [("parties", Data::List(items, complete))];
    let listed = rec(&[y("listed")]);
    let clean = rec(&[no("listed")]);
    assert_eq!(cond(any(), &[]), u(&[M]));
    assert_eq!(cond(any(), &list(vec![], true)), False);
    assert_eq!(cond(any(), &list(vec![clean.clone()], false)), u(&[M]));
    assert_eq!(cond(any(), &list(vec![clean, listed], false)), True);
}

#[test]
fn every_says_what_of_none() {
    let every = |how| Cond::Each(how, "one".into(), Path::parse("parties"), Some(Box::new(yes("one.listed"))));
    let list = |items: Vec<Data>, complete| [("parties", Data::List(items, complete))];
    assert_eq!(cond(every(Each::EveryEvenIfNone), &list(vec![], true)), True);
    assert_eq!(cond(every(Each::EveryAtLeastOne), &list(vec![], true)), False);
    assert_eq!(cond(every(Each::EveryAtLeastOne), &list(vec![rec(&[y("listed")])], true)), True);
    assert_eq!(cond(every(Each::EveryAtLeastOne), &list(vec![rec(&[y("listed")])], false)), u(&[M]));
    assert_eq!(cond(every(Each::EveryEvenIfNone), &list(vec![rec(&[no("listed")])], false)), False);
}

#[test]
fn no_is_not_any() {
    let none = Cond::Each(Each::No, "one".into(), Path::parse("parties"), Some(Box::new(yes("one.listed"))));
    assert_eq!(cond(none.clone(), &[("parties", Data::List(vec![], true))]), True);
    assert_eq!(cond(none, &[]), u(&[M]));
}

// ---- S6

#[test]
fn silent_without_rules_and_default_with() {
    assert_eq!(outcome(&book(vec![]), "license", &facts(&[])), Outcome::Silent);
    assert_eq!(outcome(&book(vec![default("not needed")]), "license", &facts(&[])), decided("not needed"));
}

#[test]
fn sure_rules_agree_or_conflict() {
    let two = |b: &str| book(vec![license("1.1", yes("p"), "required"), license("1.2", yes("q"), b)]);
    assert_eq!(outcome(&two("required"), "license", &facts(&[y("p"), y("q")])), decided("required"));
    let Outcome::Conflict(between) = outcome(&two("refused"), "license", &facts(&[y("p"), y("q")])) else { panic!() };
    assert_eq!(between.len(), 2);
}

#[test]
fn a_doubtful_rule_matters_only_if_it_differs() {
    let two = |b: &str| book(vec![license("1.1", yes("p"), "required"), license("1.2", yes("q"), b)]);
    assert_eq!(outcome(&two("required"), "license", &facts(&[y("p")])), decided("required"));
    assert_eq!(outcome(&two("refused"), "license", &facts(&[y("p")])), unresolved(&[M]));
    assert_eq!(outcome(&two("refused"), "license", &facts(&[y("p"), no("q")])), decided("required"));
}

#[test]
fn doubtful_rules_alone_need_a_default_that_agrees() {
    let one = || license("1.1", yes("p"), "required");
    assert_eq!(outcome(&book(vec![one()]), "license", &facts(&[])), unresolved(&[M]));
    assert_eq!(outcome(&book(vec![one(), default("required")]), "license", &facts(&[])), decided("required"));
    assert_eq!(outcome(&book(vec![one(), default("not needed")]), "license", &facts(&[])), unresolved(&[M]));
    assert_eq!(
        outcome(&book(vec![one(), default("not needed")]), "license", &facts(&[no("p")])),
        decided("not needed")
    );
}

#[test]
fn status_is_unknown_while_something_is_missing() {
    let silent = test(Expr::Value("CAP".into()), Test::Is(n("1")));
    let b = |extra: Vec<Kind>| {
        let mut all = vec![license("1.1", silent.clone(), "required")];
        all.extend(extra);
        book(all)
    };
    let first = outcome(&b(vec![]), "license", &facts(&[]));
    assert_eq!((first.clone(), first.status()), (unresolved(&[S]), "silent"));
    let second = outcome(&b(vec![license("1.2", yes("p"), "refused")]), "license", &facts(&[]));
    assert_eq!((second.clone(), second.status()), (unresolved(&[M, S]), "unknown"));
}

#[test]
fn discretion_is_a_value() {
    let discretion = || Conclusion::Discretion { decision: "review".into() };
    let left = |id: &str, c: Cond| Kind::Rule(rule(id, Some(c), discretion()));
    let one = book(vec![left("1.1", yes("p")), left("1.2", yes("p"))]);
    assert_eq!(outcome(&one, "review", &facts(&[y("p")])), Outcome::Discretion);
    let deny = Kind::Rule(rule("1.3", Some(yes("q")), is("review", "deny")));
    let two = book(vec![left("1.1", yes("p")), deny]);
    assert_eq!(outcome(&two, "review", &facts(&[y("p"), y("q")])).status(), "conflict");
    assert_eq!(outcome(&two, "review", &facts(&[y("p")])), unresolved(&[M]));
}

#[test]
fn reading_an_unresolved_decision_carries_its_causes() {
    let review = |c: Cond| Kind::Rule(rule("5.1", Some(c), is("review", "deny")));
    let read = || test(Expr::Decision("license".into(), None), Test::Is(word("required")));
    let silent = book(vec![review(read())]);
    assert_eq!(outcome(&silent, "review", &facts(&[])), unresolved(&[S]));
    let clash = book(vec![license("1.1", yes("p"), "required"), license("1.2", yes("p"), "refused"), review(read())]);
    assert_eq!(outcome(&clash, "review", &facts(&[y("p")])), unresolved(&[C]));
    assert_eq!(outcome(&clash, "review", &facts(&[])), unresolved(&[M]));
    let left = Kind::Rule(rule("1.1", None, Conclusion::Discretion { decision: "license".into() }));
    assert_eq!(outcome(&book(vec![left, review(read())]), "review", &facts(&[])), unresolved(&[D]));
}

// ---- conclusions by cases

#[test]
fn cases_run_in_order() {
    let then = |otherwise: Option<&str>| Conclusion::Is {
        decision: "license".into(),
        cases: vec![(word("required"), yes("p")), (word("refused"), yes("q"))],
        otherwise: otherwise.map(word),
    };
    let b = |otherwise| book(vec![Kind::Rule(rule("1.1", None, then(otherwise)))]);
    assert_eq!(outcome(&b(None), "license", &facts(&[y("p"), y("q")])), decided("required"));
    assert_eq!(outcome(&b(None), "license", &facts(&[no("p"), no("q")])), Outcome::Silent);
    assert_eq!(outcome(&b(None), "license", &facts(&[no("p")])), unresolved(&[M]));
    assert_eq!(outcome(&b(Some("refused")), "license", &facts(&[no("p")])), decided("refused"));
    assert_eq!(outcome(&b(Some("refused")), "license", &facts(&[y("q")])), unresolved(&[M]));
}

// ---- exemptions and limits

#[test]
fn an_exemption_removes_a_rule_from_sure_to_out_or_doubtful() {
    let b = book(vec![license("1.1", yes("p"), "required"), exempt("2.1", &["1"], yes("q")), default("not needed")]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q")])), decided("not needed"));
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), no("q")])), decided("required"));
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), unresolved(&[M]));
}

#[test]
fn limits_on_limits_by_name_only() {
    let b = |on: &str| {
        book(vec![
            license("1.1", yes("p"), "required"),
            exempt("2.1", &["1.1"], yes("p")),
            limit("2.2", &["2"], yes("q")),
            limit("3.1", &[on], yes("r")),
            default("not needed"),
        ])
    };
    let f = facts(&[y("p"), y("q"), y("r")]);
    // 3.1 names 2.2: the limit falls, the exemption stands.
    assert_eq!(outcome(&b("2.2"), "license", &f), decided("not needed"));
    // 3.1 on all of 2 reaches the exemption, not the limit.
    assert_eq!(outcome(&b("2"), "license", &f), decided("required"));
}

#[test]
fn three_limits_deep() {
    let b = book(vec![
        license("1.1", yes("p"), "required"),
        exempt("2.1", &["1.1"], yes("p")),
        limit("3.1", &["2.1"], yes("p")),
        limit("3.2", &["3.1"], yes("q")),
        limit("3.3", &["3.2"], yes("r")),
        default("not needed"),
    ]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q"), y("r")])), decided("required"));
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q"), no("r")])), decided("not needed"));
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q")])), unresolved(&[M]));
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), no("q")])), decided("required"));
}

#[test]
fn everything_in_except() {
    let mut e = exemption("2.1", &["1"], yes("p"));
    e.from = Refs { everything: true, ids: vec!["1".into()], except: vec!["1.2".into()] };
    let b = |e: Exemption| {
        book(vec![
            license("1.1", yes("p"), "required"),
            license("1.2(a)", yes("q"), "refused"),
            Kind::Exemption(e),
            default("not needed"),
        ])
    };
    assert_eq!(outcome(&b(e.clone()), "license", &facts(&[y("p"), y("q")])), decided("refused"));
    assert_eq!(outcome(&b(e), "license", &facts(&[y("p"), no("q")])), decided("not needed"));
}

// ---- claims

#[test]
fn elective_exemptions_without_claims_given() {
    let b =
        book(vec![license("1.1", yes("p"), "required"), elective("740.8", &["1.1"], yes("q")), default("not needed")]);
    let f = facts(&[y("p"), y("q")]);
    assert_eq!(outcome(&b, "license", &f), decided("not needed"));
    assert_eq!(without(&b, "license", &f), decided("required"));
    assert_eq!(answer(&b, on(), None, &f).options["740.8"], "open");
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), unresolved(&[M]));
    assert_eq!(without(&b, "license", &facts(&[y("p")])), decided("required"));
    assert_eq!(answer(&b, on(), None, &facts(&[y("p")])).options["740.8"], "unknown");
}

#[test]
fn only_what_is_claimed_counts() {
    let b = book(vec![
        license("1.1", yes("p"), "required"),
        elective("740.8", &["1.1"], yes("p")),
        elective("740.9", &["1.1"], yes("q")),
        default("not needed"),
    ]);
    let claim =
        |ids: &[&str]| Facts { claims: Some(ids.iter().map(|c| c.to_string()).collect()), ..facts(&[y("p"), no("q")]) };
    assert_eq!(outcome(&b, "license", &claim(&[])), decided("required"));
    assert_eq!(outcome(&b, "license", &claim(&["740.8"])), decided("not needed"));
    assert_eq!(outcome(&b, "license", &claim(&["740.9"])), decided("required"));
    assert_eq!(outcome(&b, "license", &claim(&["740"])), decided("not needed"));
    assert_eq!(answer(&b, on(), None, &claim(&[])).options["740.8"], "open");
    assert_eq!(answer(&b, on(), None, &claim(&["740.9"])).options["740.9"], "closed");
}

#[test]
fn an_unknown_option_does_not_matter_beside_an_open_one() {
    let b = book(vec![
        license("1.1", yes("p"), "required"),
        elective("740.8", &["1.1"], yes("p")),
        elective("740.9", &["1.1"], yes("q")),
        default("not needed"),
    ]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), decided("not needed"));
}

// ---- overrides

#[test]
fn a_over_b_over_c_reinstates_c() {
    let b = |extra: bool| {
        let mut a = rule("1.1", Some(yes("p")), is("license", "required"));
        a.overrides = vec!["1.2".into()];
        if extra {
            a.overrides.push("1.3".into());
        }
        book(vec![Kind::Rule(a), overriding("1.2", "1.3", yes("q"), "refused"), license("1.3", yes("r"), "not needed")])
    };
    let f = facts(&[y("p"), y("q"), y("r")]);
    // C stands again and conflicts with A unless A overrides it too.
    assert_eq!(outcome(&b(false), "license", &f).status(), "conflict");
    assert_eq!(outcome(&b(true), "license", &f), decided("required"));
    assert_eq!(outcome(&b(false), "license", &facts(&[no("p"), y("q"), y("r")])), decided("refused"));
}

#[test]
fn an_overriding_rule_that_agrees_defeats_nobody() {
    let b = book(vec![overriding("1.1", "1.2", yes("p"), "required"), license("1.2", yes("q"), "required")]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q")])), decided("required"));
    assert_eq!(outcome(&b, "license", &facts(&[y("q")])), decided("required"));
}

#[test]
fn a_doubtful_defeater_leaves_doubt() {
    let b = book(vec![overriding("1.1", "1.2", yes("p"), "refused"), license("1.2", yes("q"), "required")]);
    assert_eq!(outcome(&b, "license", &facts(&[y("q")])), unresolved(&[M]));
    assert_eq!(outcome(&b, "license", &facts(&[y("q"), no("p")])), decided("required"));
    assert_eq!(outcome(&b, "license", &facts(&[y("q"), y("p")])), decided("refused"));
}

#[test]
fn an_exempted_defeater_defeats_nobody() {
    let b = book(vec![
        overriding("1.1", "1.2", yes("p"), "refused"),
        license("1.2", yes("p"), "required"),
        exempt("2.1", &["1.1"], yes("q")),
    ]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q")])), decided("required"));
}

#[test]
fn subject_to_points_the_other_way_and_a_subtree_may_be_named() {
    let mut c = rule("1.2", Some(yes("p")), is("license", "required"));
    c.subject_to = vec!["3".into()];
    let b = book(vec![Kind::Rule(c), license("3.1(a)", yes("p"), "refused")]);
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), decided("refused"));
}

#[test]
fn a_defeater_that_may_conclude_nothing_defeats_only_perhaps() {
    let mut s = rule(
        "1.1",
        None,
        Conclusion::Is { decision: "license".into(), cases: vec![(word("refused"), yes("p"))], otherwise: None },
    );
    s.overrides = vec!["1.2".into()];
    let b = |s: Rule| book(vec![Kind::Rule(s), license("1.2", yes("q"), "required"), default("refused")]);
    assert_eq!(outcome(&b(s.clone()), "license", &facts(&[y("q")])), unresolved(&[M]));
    assert_eq!(outcome(&b(s.clone()), "license", &facts(&[y("q"), no("p")])), decided("required"));
    assert_eq!(outcome(&b(s), "license", &facts(&[y("q"), y("p")])), decided("refused"));
}

#[test]
fn a_defeater_that_concludes_nothing_defeats_nobody() {
    let then = |value: Expr, when: Cond| Conclusion::Is {
        decision: "license".into(),
        cases: vec![(value, when)],
        otherwise: None,
    };
    let s = rule("1.1", Some(yes("r")), then(word("refused"), yes("p")));
    let r = rule("1.2", None, then(word("required"), yes("q")));
    let b = book(vec![Kind::Rule(Rule { overrides: vec!["1.2".into()], ..s }), Kind::Rule(r)]);
    assert_eq!(outcome(&b, "license", &facts(&[no("p"), y("q")])), decided("required"));
    assert_eq!(outcome(&b, "license", &facts(&[y("p"), y("q")])), unresolved(&[M]));
}

// ---- sets and instances

#[test]
fn elements_are_in_out_or_perhaps() {
    let b = book(vec![flags("1.1", Some(yes("p"))), flags("1.2", Some(yes("q"))), flags("1.3", Some(yes("r")))]);
    let got = elements(&b, "flags", &facts(&[y("p"), no("q")]));
    assert_eq!(got, BTreeMap::from([("1.1".into(), True), ("1.3".into(), u(&[M]))]));
    assert!(elements(&book(vec![]), "flags", &facts(&[])).is_empty());
}

#[test]
fn including_a_node_is_including_anything_beneath_it() {
    let b = vec![flags("3A.1(a)", Some(yes("p"))), flags("3A.note-1", Some(yes("q")))];
    let given = [y("p"), no("q")];
    assert_eq!(cond_with(b.clone(), included("flags", None, "3A"), &given), True);
    assert_eq!(cond_with(b.clone(), included("flags", None, "3A.1"), &given), True);
    assert_eq!(cond_with(b.clone(), included("flags", None, "3A.note"), &given), False);
    assert_eq!(cond_with(b, included("flags", None, "990"), &given), False);
}

#[test]
fn a_set_nobody_concludes_is_empty_not_silent() {
    assert_eq!(cond(included("flags", None, "1"), &[]), False);
}

#[test]
fn an_exempted_element_is_out() {
    let b = vec![flags("1.1", Some(yes("p"))), exempt("2.1", &["1.1"], yes("q"))];
    assert_eq!(cond_with(b.clone(), included("flags", None, "1.1"), &[y("p"), y("q")]), False);
    assert_eq!(cond_with(b, included("flags", None, "1.1"), &[y("p")]), u(&[M]));
}

fn chip(power: &str) -> Data {
    rec(&[("power", number(power)), ("contains", Data::List(vec![], true))])
}

fn strong() -> Option<Cond> {
    Some(test(path("item.power"), Test::Compare(Cmp::AtLeast, n("5"))))
}

#[test]
fn a_rule_for_each_runs_on_every_nested_item() {
    let b = vec![marks("1.1", strong())];
    let inside = |p: &str| rec(&[("power", number("1")), ("contains", Data::List(vec![chip("2"), chip(p)], true))]);
    let any = any_in("item.contains", included("marks", Some("one"), "1.1"));
    assert_eq!(cond_with(b.clone(), any.clone(), &[("item", inside("7"))]), True);
    assert_eq!(cond_with(b.clone(), any, &[("item", inside("3"))]), False);
    assert_eq!(cond_with(b, included("marks", None, "1.1"), &[("item", inside("7"))]), False);
}

#[test]
fn an_absent_record_is_one_unknown_instance() {
    let b = book(vec![marks("1.1", strong())]);
    assert_eq!(elements(&b, "marks", &facts(&[])), BTreeMap::from([("1.1".into(), u(&[M]))]));
}

#[test]
fn an_absent_list_leaves_a_phantom() {
    let then = is("license", "required");
    let each = Rule { for_each: Some("Party".into()), ..rule("1.1", None, then) };
    let b = book(vec![Kind::Rule(each.clone())]);
    let maker = |contains: Data| rec(&[("contains", contains), ("power", number("1"))]);
    let closed = || Data::List(vec![], true);
    // The maker is a party, so the rule holds whatever the list holds.
    assert_eq!(outcome(&b, "license", &facts(&[("item", maker(closed()))])), decided("required"));
    let listed = Some(yes("party.listed"));
    let b = book(vec![Kind::Rule(Rule { when: listed, ..each }), default("not needed")]);
    let clean = |contains: Data| rec(&[("contains", contains), ("maker", rec(&[no("listed")]))]);
    let f = |contains: Data, parties: Option<Data>| {
        let mut f = facts(&[("item", clean(contains))]);
        f.given.extend(parties.map(|p| ("parties".to_string(), p)));
        f
    };
    assert_eq!(outcome(&b, "license", &f(closed(), Some(closed()))), decided("not needed"));
    assert_eq!(outcome(&b, "license", &f(closed(), None)), unresolved(&[M]));
    // An item that may be contained may have a maker.
    assert_eq!(outcome(&b, "license", &f(Data::List(vec![], false), Some(closed()))), unresolved(&[M]));
}

#[test]
fn the_phantoms_existence_is_open_even_where_the_condition_is_not() {
    let each = Rule { for_each: Some("Party".into()), ..rule("1.1", None, is("license", "required")) };
    let mut b = book(vec![Kind::Rule(each)]);
    b.records[0].fields.retain(|f| f.0 != "maker");
    assert_eq!(outcome(&b, "license", &facts(&[])), unresolved(&[M]));
    assert_eq!(outcome(&b, "license", &facts(&[("parties", Data::List(vec![], true))])), Outcome::Silent);
}

#[test]
fn a_decision_of_a_record_is_read_bare_inside_and_by_name_outside() {
    let grade = Rule { for_each: Some("Item".into()), ..rule("1.1", strong(), is("grade", "good")) };
    let fair = Rule { for_each: Some("Item".into()), ..rule("1.2", None, is("grade", "fair")) };
    let fair = Rule { subject_to: vec!["1.1".into()], ..fair };
    let b = vec![Kind::Rule(grade), Kind::Rule(fair)];
    let read = |of: Option<&str>| test(Expr::Decision("grade".into(), of.map(Path::parse)), Test::Is(word("good")));
    let given = [("item", rec(&[("power", number("9")), ("contains", Data::List(vec![chip("1")], true))]))];
    assert_eq!(cond_with(b.clone(), read(None), &given), True);
    assert_eq!(cond_with(b.clone(), read(Some("item")), &given), True);
    assert_eq!(cond_with(b, any_in("item.contains", read(Some("one"))), &given), False);
}

#[test]
fn an_exemption_for_each_meets_the_same_item() {
    let mut e = exemption("2.1", &["1.1"], yes("item.fragile"));
    e.for_each = Some("Item".into());
    let b = vec![marks("1.1", strong()), Kind::Exemption(e)];
    let part = |fragile: bool| {
        rec(&[("power", number("9")), ("fragile", Data::YesNo(fragile)), ("contains", Data::List(vec![], true))])
    };
    let whole = |part: Data| rec(&[("power", number("9")), y("fragile"), ("contains", Data::List(vec![part], true))]);
    let any = any_in("item.contains", included("marks", Some("one"), "1.1"));
    assert_eq!(cond_with(b.clone(), any.clone(), &[("item", whole(part(false)))]), True);
    assert_eq!(cond_with(b.clone(), any, &[("item", whole(part(true)))]), False);
    assert_eq!(cond_with(b, included("marks", None, "1.1"), &[("item", whole(part(false)))]), False);
}

// ---- applies

#[test]
fn applies_ignores_claims_but_not_relief_by_force() {
    let b = |e: Kind| vec![license("1.1", yes("p"), "required"), e];
    let applies = Cond::Applies(Refs::to(&["1"]));
    let given = [y("p"), y("q")];
    assert_eq!(cond_with(b(elective("2.1", &["1.1"], yes("q"))), applies.clone(), &given), True);
    assert_eq!(cond_with(b(exempt("2.1", &["1.1"], yes("q"))), applies, &given), False);
    let of_exemption = Cond::Applies(Refs::to(&["2.1"]));
    let mut limited = b(elective("2.1", &["1.1"], yes("q")));
    assert_eq!(cond_with(limited.clone(), of_exemption.clone(), &given), True);
    limited.push(limit("3.1", &["2.1"], yes("p")));
    assert_eq!(cond_with(limited, of_exemption, &given), False);
}

#[test]
fn applies_ignores_claims_in_what_it_reads() {
    let required = test(Expr::Decision("license".into(), None), Test::Is(word("required")));
    let b = book(vec![
        license("1.1", yes("p"), "required"),
        elective("2.1", &["1.1"], yes("p")),
        default("not needed"),
        flags("3.1", Some(required)),
        flags("4.1", Some(Cond::Applies(Refs::to(&["3.1"])))),
    ]);
    // Claimed, no license is required, and 3.1 is out; but 3.1 "applies" as if nobody claimed.
    assert_eq!(elements(&b, "flags", &facts(&[y("p")])), BTreeMap::from([("4.1".into(), True)]));
}

#[test]
fn what_stands_elsewhere_never_applies() {
    assert_eq!(cond(Cond::Applies(Refs::to(&["990"])), &[]), False);
}

#[test]
fn anything_except() {
    let b = vec![license("1.1", yes("p"), "required"), license("1.2", yes("q"), "required")];
    let refs = Refs { everything: true, ids: vec!["1".into()], except: vec!["1.1".into()] };
    assert_eq!(cond_with(b.clone(), Cond::Applies(refs.clone()), &[y("p"), no("q")]), False);
    assert_eq!(cond_with(b, Cond::Applies(refs), &[y("p")]), u(&[M]));
}

// ---- definitions, values, groups, stipulations

#[test]
fn definitions_read_their_cases_in_order() {
    let five = || Body::Value(n("5"));
    let cases = |second: &str| vec![(five(), Some(yes("p"))), (Body::Value(n(second)), Some(yes("q")))];
    let b = |second: &str, otherwise| vec![define("20.1", "cap", None, cases(second), otherwise)];
    let is_five = || test(Expr::Define("cap".into(), None), Test::Is(n("5")));
    assert_eq!(cond_with(b("6", Some(five())), is_five(), &[y("p")]), True);
    assert_eq!(cond_with(b("6", Some(five())), is_five(), &[no("p"), y("q")]), False);
    assert_eq!(cond_with(b("6", Some(five())), is_five(), &[no("q")]), True);
    assert_eq!(cond_with(b("5", Some(five())), is_five(), &[]), True);
    assert_eq!(cond_with(b("6", Some(five())), is_five(), &[no("p")]), u(&[M]));
    assert_eq!(cond_with(b("5", None), is_five(), &[no("p"), no("q")]), u(&[S]));
    assert_eq!(cond_with(b("5", Some(Body::Silent)), is_five(), &[no("p"), no("q")]), u(&[S]));
    assert_eq!(cond_with(b("5", Some(Body::Silent)), is_five(), &[]), u(&[M, S]));
}

#[test]
fn what_no_provision_defines_is_silent() {
    let read = test(Expr::Define("cap".into(), None), Test::Is(n("5")));
    assert_eq!(cond(read, &[]), u(&[S]));
    assert_eq!(cond(test(Expr::Value("CAP".into()), Test::Is(n("5"))), &[]), u(&[S]));
    assert_eq!(cond(test(path("destination"), Test::In("G".into())), &[("destination", w("CN"))]), u(&[S]));
}

#[test]
fn a_stipulation_stands_in_for_the_definition_of_its_record() {
    let b = vec![define("20.1", "dense", Some("Item"), vec![(Body::Cond(yes("item.fragile")), None)], None)];
    let read = Cond::Holds(Expr::Define("dense".into(), Some(Path::parse("item"))));
    assert_eq!(cond_with(b.clone(), read.clone(), &[]), u(&[M]));
    assert_eq!(cond_with(b.clone(), read.clone(), &[("item", rec(&[y("dense")]))]), True);
    // On a day without the definition it is ignored.
    assert_eq!(cond(read, &[("item", rec(&[y("dense")]))]), u(&[S]));
    let clash = facts(&[("item", rec(&[y("dense"), no("fragile")]))]);
    assert!(contradicts(&book(b.clone()), on(), None, &clash));
    assert!(!contradicts(&book(b), on(), None, &facts(&[("item", rec(&[y("dense")]))])));
}

#[test]
fn groups_follow_their_parts() {
    let base = vec![group("G1", &["CN"], &[]), group("G2", &["G1", "US"], &["FR"])];
    let mut b = book(base);
    b.acts.push(act(
        "second",
        day(2021, 1, 1),
        vec![Kind::Members { insert: true, members: vec!["FR".into()], group: "G1".into() }],
    ));
    let member = |code: &str, group: &str, on: Day| {
        let text = fold(&b, Track::Enforced, on, None);
        let facts = facts(&[("destination", w(code))]);
        let cond = test(path("destination"), Test::In(group.into()));
        Eval::new(&b, &text, on, &facts, Mode::WithClaims).holds(&Env::default(), &cond)
    };
    assert_eq!(member("FR", "G1", day(2020, 12, 31)), False);
    assert_eq!(member("FR", "G1", day(2021, 1, 1)), True);
    // The exception takes it out of the whole list again.
    assert_eq!(member("FR", "G2", day(2021, 1, 1)), False);
    assert_eq!(member("CN", "G2", day(2021, 1, 1)), True);
}

// ---- time

fn text_at(book: &Book, track: Track, on: Day, known: Option<Day>) -> BTreeSet<String> {
    fold(book, track, on, known).written.into_keys().collect()
}

#[test]
fn through_keeps_its_day_and_until_does_not() {
    let with_end = |end| {
        let mut b = book(vec![license("1.1", yes("p"), "required")]);
        b.acts[0].dates.end = Some(end);
        b
    };
    let d = day(2021, 3, 1);
    let there = |b: &Book, d| text_at(b, Track::Printed, d, None).contains("1.1");
    assert!(there(&with_end(End::Through(d)), d) && !there(&with_end(End::Through(d)), d + 1));
    assert!(there(&with_end(End::Until(d)), d - 1) && !there(&with_end(End::Until(d)), d));
}

#[test]
fn the_earlier_text_returns_when_a_window_ends() {
    let mut b = book(vec![license("1.1", yes("p"), "required")]);
    let mut second = act("second", day(2021, 1, 1), vec![license("1.1", yes("p"), "refused")]);
    second.dates.end = Some(End::Through(day(2021, 5, 31)));
    b.acts.push(second);
    let f = facts(&[y("p")]);
    let at = |d| match answer(&b, d, None, &f).decisions["license"][""].clone() {
        Report::One { with, .. } => with,
        _ => unreachable!(),
    };
    assert_eq!(at(day(2020, 12, 31)), decided("required"));
    assert_eq!(at(day(2021, 5, 31)), decided("refused"));
    assert_eq!(at(day(2021, 6, 1)), decided("required"));
}

#[test]
fn nothing_is_known_before_it_is_published() {
    let mut b = book(vec![default("not needed")]);
    let mut second = act("second", day(2021, 1, 1), vec![license("1.1", yes("p"), "required")]);
    second.published = day(2021, 3, 1);
    b.acts.push(second);
    let at = |known| answer(&b, on(), known, &facts(&[y("p")])).decisions["license"][""].headline();
    assert!(at(Some(day(2021, 2, 28))).contains("not needed"));
    assert!(at(Some(day(2021, 3, 1))).contains("required"));
    assert!(at(None).contains("required"));
    b.acts[1].released = Some(day(2021, 2, 1));
    assert!(
        answer(&b, on(), Some(day(2021, 2, 1)), &facts(&[y("p")])).decisions["license"][""]
            .headline()
            .contains("required")
    );
}

#[test]
fn comply_from_delays_rules_not_relief() {
    let mut b = book(vec![license("1.1", yes("p"), "required"), default("not needed")]);
    let mut second =
        act("second", day(2021, 1, 1), vec![license("1.1", yes("p"), "refused"), exempt("2.1", &["1.1"], yes("q"))]);
    second.dates.comply = Some(day(2021, 9, 1));
    b.acts.push(second);
    let at = |d, q| {
        let got = answer(&b, d, None, &facts(&[y("p"), ("q", Data::YesNo(q))]));
        (got.decisions["license"][""].headline(), got.printed["license"][""].headline())
    };
    let (enforced, printed) = at(on(), false);
    assert!(enforced.contains("required") && printed.contains("refused"));
    // Relief counts at once.
    assert!(at(on(), true).0.contains("not needed"));
    let (enforced, printed) = at(day(2021, 9, 1), false);
    assert!(enforced.contains("refused") && printed.contains("refused"));
}

#[test]
fn a_part_with_its_own_date_may_delay_relief_too() {
    let mut b = book(vec![license("1.1", yes("p"), "required"), default("not needed")]);
    let mut second = act("second", day(2021, 1, 1), vec![exempt("2.1", &["1.1"], yes("p"))]);
    second.parts[0].heading = true;
    second.parts[0].dates.comply = Some(day(2021, 9, 1));
    b.acts.push(second);
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), decided("required"));
}

#[test]
fn late_compliance_never_overtakes_a_later_amendment() {
    let mut b = book(vec![license("1.1", yes("p"), "required")]);
    let mut second = act("second", day(2020, 6, 1), vec![license("1.1", yes("p"), "refused")]);
    second.dates.comply = Some(day(2021, 5, 1));
    b.acts.push(second);
    b.acts.push(act("third", day(2021, 1, 1), vec![license("1.1", yes("p"), "not needed")]));
    // Complied with from May, the second act is still older than the third.
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), decided("not needed"));
}

#[test]
fn repeal_takes_the_subtree_and_restating_keeps_it() {
    let three = || vec![license("1.1", yes("p"), "required"), license("1.1(a)", yes("q"), "refused")];
    let mut b = book(three());
    b.acts.push(act("second", day(2021, 1, 1), vec![license("1.1", yes("r"), "required")]));
    assert!(text_at(&b, Track::Printed, on(), None).contains("1.1(a)"));
    b.acts.push(act("third", day(2021, 2, 1), vec![Kind::Repeal(vec!["1.1".into()])]));
    assert!(text_at(&b, Track::Printed, on(), None).is_empty());
}

#[test]
fn set_needs_its_value() {
    let set = || Kind::Set { name: "CAP".into(), value: n("6") };
    let mut b = book(vec![Kind::Value { name: "CAP".into(), value: n("5") }]);
    b.acts.push(act("second", day(2021, 1, 1), vec![set()]));
    let text = fold(&b, Track::Printed, on(), None);
    assert!(text.problems.is_empty());
    assert!(matches!(&text.values[&("CAP".to_string(), 0)].what, Expr::Num(n) if *n == num("6")));
    let b = book(vec![set()]);
    assert_eq!(fold(&b, Track::Printed, on(), None).problems.len(), 1);
}

#[test]
fn an_order_by_after_settles_one_day() {
    let mut b = book(vec![license("1.1", yes("p"), "required")]);
    b.acts.push(act("second", day(2021, 1, 1), vec![license("1.1", yes("p"), "refused")]));
    b.acts.push(act("third", day(2021, 1, 1), vec![license("1.1", yes("p"), "not needed")]));
    b.acts[1].after = vec!["third".into()];
    assert_eq!(outcome(&b, "license", &facts(&[y("p")])), decided("refused"));
}

// ---- ids, dates, print

#[test]
fn ids_are_a_tree() {
    assert!(beneath("740.25", "740") && beneath("740.25(a)", "740.25") && beneath("740", "740"));
    assert!(!beneath("740.25-discrepancy", "740.25") && !beneath("7401", "740") && !beneath("740", "740.1"));
}

#[test]
fn days_and_dates() {
    assert_eq!(day(1970, 1, 1), 0);
    assert_eq!(show_day(day(2024, 2, 29)), "2024-02-29");
    assert_eq!(show_day(day(2023, 2, 28) + 1), "2023-03-01");
    assert_eq!(show_day(day(2000, 12, 31)), "2000-12-31");
}

#[test]
fn a_rule_prints_as_the_language_writes_it() {
    let mut r = rule("400.1", None, is("license", "required"));
    r.when = Some(all(vec![
        yes("p"),
        Cond::List(Quant::Any, vec![yes("q"), any_in("parties", yes("one.listed"))]),
        Cond::Test(path("destination"), vec![Test::Is(word("CN")), Test::In("G".into())], true),
    ]));
    r.unless = Some(Cond::List(Quant::None, vec![yes("q"), yes("r")]));
    let text = print_statement(&Statement::new(Dates::default(), Kind::Rule(r)));
    let expected = "rule 400.1\n  when all of\n    (1) p\n    (2) any of\n      (i) q\n      (ii) any one in parties \
                    where one.listed\n    (3) destination is CN or in G\n  unless none of\n    (A) q\n    (B) r\n  then license is \
                    required\n";
    assert_eq!(text, expected);
}

#[test]
fn facts_print_as_json() {
    let f = facts(&[("item", rec(&[("power", number("2.5")), y("fragile")])), ("rebate", Data::Null)]);
    let json: serde_json::Value = serde_json::from_str(&to_json(&f)).unwrap();
    assert_eq!(json["item"]["power"], 2.5);
    assert!(json["rebate"].is_null());
    assert_eq!(sources(&book(vec![])).len(), 2);
}
