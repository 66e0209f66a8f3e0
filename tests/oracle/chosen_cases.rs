//! One element of a list, worked by hand; every completion of small lists.

use super::*;

/// What is read of the shipment with the greatest (or least) mass.
fn of(greatest: bool, filter: Option<Cond>, read: &str) -> Expr {
    by(path("one.mass"), greatest, filter, path(&format!("one.{read}")))
}

fn by(by: Expr, greatest: bool, filter: Option<Cond>, read: Expr) -> Expr {
    let chosen = Chosen { var: "one".into(), list: Path::parse("shipments"), greatest, by, filter };
    Expr::OfChosen(Box::new(chosen), Box::new(read))
}

fn shipment(mass: &str, price: &str) -> Data {
    rec(&[("mass", number(mass)), ("price", number(price))])
}

fn unweighed(price: &str) -> Data {
    rec(&[("price", number(price))])
}

fn list(items: Vec<Data>, complete: bool) -> (&'static str, Data) {
    ("shipments", Data::List(items, complete))
}

fn got(e: &Expr, items: Vec<Data>, complete: bool) -> Got {
    let book = book(vec![]);
    let text = fold(&book, Track::Enforced, on(), None);
    let facts = facts(&[list(items, complete)]);
    Eval::new(&book, &text, on(), &facts, Mode::WithClaims).value(&Env::default(), e)
}

fn known(text: &str) -> Got {
    Got::Known(V::Num(num(text)))
}

fn unknown(causes: &[Cause]) -> Got {
    Got::Unknown(causes.iter().copied().collect())
}

#[test]
fn the_greatest_and_the_least() {
    let items = || vec![shipment("3", "10"), shipment("9", "20"), shipment("0.5", "30")];
    assert_eq!(got(&of(true, None, "price"), items(), true), known("20"));
    assert_eq!(got(&of(false, None, "price"), items(), true), known("30"));
    let light = || Some(test(path("one.mass"), Test::Compare(Cmp::LessThan, n("5"))));
    assert_eq!(got(&of(true, light(), "price"), items(), true), known("10"));
}

#[test]
fn of_nothing_it_is_undefined() {
    assert_eq!(got(&of(true, None, "price"), vec![], true), unknown(&[U]));
    assert_eq!(got(&of(true, Some(yes("one.insured")), "price"), vec![rec(&[no("insured")])], true), unknown(&[U]));
    assert_eq!(got(&of(true, None, "price"), vec![], false), unknown(&[M]));
}

#[test]
fn of_several_what_is_read_must_be_alike() {
    let read = of(true, None, "price");
    assert_eq!(got(&read, vec![shipment("3", "10"), shipment("3", "10"), shipment("1", "4")], true), known("10"));
    assert_eq!(got(&read, vec![shipment("3", "10"), shipment("3", "11")], true), unknown(&[U]));
    assert_eq!(got(&read, vec![shipment("3", "10"), rec(&[("mass", number("3"))])], true), unknown(&[M]));
}

#[test]
fn every_element_that_may_be_the_one_is_looked_at() {
    let read = of(true, None, "price");
    assert_eq!(got(&read, vec![shipment("3", "10"), unweighed("10")], true), known("10"));
    assert_eq!(got(&read, vec![shipment("3", "10"), unweighed("11")], true), unknown(&[M]));
    // Alone it is the one, whatever its mass.
    assert_eq!(got(&read, vec![unweighed("11")], true), known("11"));
    // No mass is less than nought.
    let least = of(false, Some(yes("one.insured")), "price");
    let sure = |price: &str| rec(&[("mass", number("0")), ("price", number(price)), y("insured")]);
    assert_eq!(got(&least, vec![sure("5"), rec(&[("price", number("5"))])], true), known("5"));
    assert_eq!(got(&least, vec![sure("5"), rec(&[("price", number("6"))])], true), unknown(&[M]));
    assert_eq!(got(&least, vec![sure("5"), rec(&[("price", number("6")), ("mass", number("1"))])], true), known("5"));
    // One that is only perhaps counted is no one's.
    assert_eq!(got(&of(true, Some(yes("one.insured")), "price"), vec![shipment("3", "10")], true), unknown(&[M]));
}

#[test]
fn a_list_that_may_go_on() {
    let read = |filter| of(true, filter, "price");
    assert_eq!(got(&read(None), vec![shipment("3", "10")], false), unknown(&[M]));
    let light = Some(test(path("one.mass"), Test::Compare(Cmp::LessThan, n("0"))));
    assert_eq!(got(&read(light), vec![], false), unknown(&[U]));
    // The least there can be is there already, and others may be like it.
    assert_eq!(got(&of(false, None, "mass"), vec![shipment("0", "10")], false), unknown(&[M]));
}

#[test]
fn what_it_is_chosen_by_may_not_be_none_or_undefined() {
    let rebate = by(path("one.rebate"), true, None, path("one.price"));
    let none = || rec(&[("rebate", Data::Null), ("price", number("1"))]);
    let two = || rec(&[("rebate", number("2")), ("price", number("1"))]);
    assert_eq!(got(&rebate, vec![two(), two()], true), known("1"));
    assert_eq!(got(&rebate, vec![two(), none()], true), unknown(&[U]));
    assert_eq!(got(&rebate, vec![unweighed("1")], true), unknown(&[M]));
    let share = Expr::Arith(Op::Divide, Box::new(n("6")), Box::new(path("one.mass")));
    let share = by(share, true, None, path("one.price"));
    assert_eq!(got(&share, vec![unweighed("1")], true), unknown(&[M]));
    assert_eq!(got(&share, vec![shipment("0", "1")], true), unknown(&[U]));
}

#[test]
fn days_are_chosen_by_and_a_range_is_read() {
    let first = by(path("one.sent_on"), false, None, path("one.mass"));
    let sent = |d: Day| rec(&[("sent_on", Data::Date(d))]);
    let at_least =
        |e: Expr, bound: &str, items| cond(test(e, Test::Compare(Cmp::AtLeast, n(bound))), &[list(items, true)]);
    assert_eq!(at_least(first.clone(), "0", vec![sent(on()), sent(on() + 1)]), True);
    // Of the same day there may be two that differ.
    assert_eq!(at_least(first, "0", vec![sent(on()), sent(on())]), u(&[M]));
}

/// What is known of the chosen element it is under every completion.
#[test]
fn what_is_known_of_the_chosen_element_holds_under_every_completion() {
    let mut lot = super::super::generate::Rng(11);
    let masses = ["0", "1", "2"].map(num);
    let (mut settled, mut open) = (0, 0);
    for _ in 0..150 {
        let mut part = || {
            let mut fields = Vec::new();
            if lot.chance(75) {
                fields.push(("mass", Data::Num(*lot.pick(&masses))));
            }
            if lot.chance(75) {
                fields.push(("insured", Data::YesNo(lot.chance(70))));
            }
            fields.push(("price", Data::Num(Rat::from_integer(lot.below(2) as i128))));
            rec(&fields)
        };
        let items: Vec<Data> = (0..2).map(|_| part()).collect();
        let (greatest, complete) = (lot.chance(50), lot.chance(85));
        let filter = lot.chance(60).then(|| yes("one.insured"));
        let read = of(greatest, filter, lot.word(&["price", "price", "mass"]));
        let now = got(&read, items.clone(), complete);
        let Got::Known(_) = now else {
            open += 1;
            continue;
        };
        settled += 1;
        for more in 0..if complete { 1 } else { 2 } {
            let mut full = items.clone();
            full.extend((0..more).map(|_| rec(&[("price", number("7"))])));
            for list in super::quantity_cases::filled(&full, &masses) {
                assert_eq!(got(&read, list.clone(), true), now, "{read:?} {items:?} {list:?}");
            }
        }
    }
    assert!(settled > 40 && open > 40, "{settled} {open}");
}
