//! Presumptions, worked by hand.

use super::*;

fn deem(id: &str, for_each: Option<&str>, when: Option<Cond>, what: &str, value: Expr) -> Kind {
    let then = Conclusion::Deem { path: Path::parse(what), value };
    Kind::Rule(Rule { for_each: for_each.map(Into::into), ..rule(id, when, then) })
}

/// Each shipment that is not insured is deemed to weigh two.
fn two() -> Kind {
    let uninsured = Cond::Not(Box::new(yes("shipment.insured")));
    deem("50.1", Some("Shipment"), Some(uninsured), "shipment.mass", n("2"))
}

fn got(statements: Vec<Kind>, e: &Expr, given: &[(&str, Data)]) -> Got {
    let book = book(statements);
    let text = fold(&book, Track::Enforced, on(), None);
    let facts = facts(given);
    Eval::new(&book, &text, on(), &facts, Mode::WithClaims).value(&Env::default(), e)
}

fn known(text: &str) -> Got {
    Got::Known(V::Num(num(text)))
}

fn sum(filter: Option<Cond>) -> Expr {
    let (what, of) = (What::Sum, Some(path("one.mass")));
    Expr::Calc(Box::new(Calc { what, var: "one".into(), list: Path::parse("shipments"), of, filter }))
}

fn shipments(items: &[&[(&str, Data)]], complete: bool) -> (&'static str, Data) {
    ("shipments", Data::List(items.iter().map(|i| rec(i)).collect(), complete))
}

fn compare(e: Expr, cmp: Cmp, bound: &str) -> Cond {
    test(e, Test::Compare(cmp, n(bound)))
}

#[test]
fn every_reader_reads_what_is_deemed() {
    // The first is deemed to weigh two; the second weighs two, whether it is deemed to or not.
    let list = [shipments(&[&[("mass", number("1")), no("insured")], &[("mass", number("2"))]], true)];
    assert_eq!(got(vec![two()], &sum(None), &list), known("4"));
    let list = [shipments(&[&[("mass", number("1"))], &[("mass", number("2"))]], true)];
    assert_eq!(got(vec![two()], &sum(None), &list), Got::Unknown(cause(M)));
    assert_eq!(cond_with(vec![two()], compare(sum(None), Cmp::AtLeast, "3"), &list), True);
    assert_eq!(cond_with(vec![two()], compare(sum(None), Cmp::MoreThan, "4"), &list), False);
    assert_eq!(cond_with(vec![two()], compare(sum(None), Cmp::MoreThan, "3"), &list), u(&[M]));
}

#[test]
fn an_exemption_is_the_rebuttal_and_as_given_the_raw_fact() {
    let fragile = || deem("50.1", None, Some(yes("p")), "item.fragile", Expr::YesNo(true));
    let raw = Cond::Test(Expr::AsGiven(Path::parse("item.fragile")), vec![Test::Is(Expr::YesNo(true))], false);
    let rebuttal = || exempt("51.1", &["50.1"], yes("q"));
    let item = || ("item", rec(&[no("fragile")]));
    let law = || vec![fragile(), rebuttal()];
    assert_eq!(cond_with(law(), yes("item.fragile"), &[y("p"), no("q"), item()]), True);
    assert_eq!(cond_with(law(), raw, &[y("p"), no("q"), item()]), False);
    assert_eq!(cond_with(law(), yes("item.fragile"), &[y("p"), y("q"), item()]), False);
    assert_eq!(cond_with(law(), yes("item.fragile"), &[y("p"), item()]), u(&[M]));
    // Open whether it is deemed, and given as just that.
    assert_eq!(cond_with(law(), yes("item.fragile"), &[("item", rec(&[y("fragile")]))]), True);
    assert_eq!(cond_with(law(), yes("item.fragile"), &[y("p"), no("q")]), True);
}

#[test]
fn two_that_deem_differently() {
    let stock = |id: &str, when: &str, value: &str| deem(id, None, Some(yes(when)), "stock", n(value));
    let law = || vec![stock("50.1", "p", "2"), stock("50.2", "q", "3")];
    let ask = |given: &[(&str, Data)]| got(law(), &path("stock"), given);
    assert_eq!(ask(&[y("p"), y("q")]), Got::Unknown(cause(C)));
    assert_eq!(ask(&[y("p"), no("q")]), known("2"));
    assert_eq!(ask(&[y("p")]), Got::Unknown(cause(M)));
    assert_eq!(ask(&[no("p"), no("q"), ("stock", number("7"))]), known("7"));
    // No range, since more than one may deem it.
    assert_eq!(cond_with(law(), compare(path("stock"), Cmp::AtMost, "3"), &[y("p")]), u(&[M]));
}

#[test]
fn what_is_deemed_of_every_element_is_settled() {
    let all = || deem("50.1", Some("Shipment"), None, "shipment.mass", n("2"));
    let heavy = Some(compare(path("one.mass"), Cmp::MoreThan, "2"));
    assert_eq!(got(vec![all()], &sum(heavy), &[]), known("0"));
    assert_eq!(got(vec![all()], &sum(None), &[]), Got::Unknown(cause(M)));
}

#[test]
fn a_value_below_the_bound_is_undefined() {
    let law = || vec![deem("50.1", None, None, "stock", path("amount"))];
    assert_eq!(got(law(), &path("stock"), &[("amount", number("-1"))]), Got::Unknown(cause(U)));
    assert_eq!(got(law(), &path("stock"), &[("amount", number("1"))]), known("1"));
    assert_eq!(cond_with(law(), compare(path("stock"), Cmp::AtLeast, "0"), &[]), u(&[M]));
}
