//! Calculations over lists, ranges and periods, worked by hand.

use super::*;

fn shipment(given: &[(&str, Data)]) -> Data {
    rec(given)
}

fn mass(text: &str) -> Data {
    shipment(&[("mass", number(text))])
}

fn some(items: Vec<Data>) -> (&'static str, Data) {
    ("shipments", Data::List(items, true))
}

fn at_least_these(items: Vec<Data>) -> (&'static str, Data) {
    ("shipments", Data::List(items, false))
}

fn calc(what: What, of: Option<Expr>, filter: Option<Cond>) -> Expr {
    Expr::Calc(Box::new(Calc { what, var: "one".into(), list: Path::parse("shipments"), of, filter }))
}

fn sum(of: &str) -> Expr {
    calc(What::Sum, Some(path(of)), None)
}

fn insured(what: What, of: Option<&str>) -> Expr {
    calc(what, of.map(path), Some(yes("one.insured")))
}

fn more_than(e: Expr, bound: &str) -> Cond {
    test(e, Test::Compare(Cmp::MoreThan, n(bound)))
}

fn at_least(e: Expr, bound: &str) -> Cond {
    test(e, Test::Compare(Cmp::AtLeast, n(bound)))
}

fn at_most(e: Expr, bound: &str) -> Cond {
    test(e, Test::Compare(Cmp::AtMost, n(bound)))
}

fn arith(op: Op, a: Expr, b: Expr) -> Expr {
    Expr::Arith(op, Box::new(a), Box::new(b))
}

fn got(e: Expr, given: &[(&str, Data)]) -> Got {
    let book = book(vec![]);
    let text = fold(&book, Track::Enforced, on(), None);
    let facts = facts(given);
    Eval::new(&book, &text, on(), &facts, Mode::WithClaims).value(&Env::default(), &e)
}

fn known(text: &str) -> Got {
    Got::Known(V::Num(num(text)))
}

fn unknown(causes: &[Cause]) -> Got {
    Got::Unknown(causes.iter().copied().collect())
}

#[test]
fn a_sum_of_none_is_nought_and_the_least_of_none_is_undefined() {
    assert_eq!(got(sum("one.mass"), &[some(vec![])]), known("0"));
    assert_eq!(got(calc(What::Count, None, None), &[some(vec![])]), known("0"));
    assert_eq!(got(calc(What::Least, Some(path("one.mass")), None), &[some(vec![])]), unknown(&[U]));
    let uninsured = shipment(&[("mass", number("3")), no("insured")]);
    assert_eq!(got(insured(What::Greatest, Some("one.mass")), &[some(vec![uninsured.clone()])]), unknown(&[U]));
    assert_eq!(got(insured(What::Sum, Some("one.mass")), &[some(vec![uninsured])]), known("0"));
}

#[test]
fn what_is_all_known_is_calculated() {
    let list = || vec![mass("3"), mass("0.5"), mass("7")];
    assert_eq!(got(sum("one.mass"), &[some(list())]), known("10.5"));
    assert_eq!(got(calc(What::Count, None, None), &[some(list())]), known("3"));
    assert_eq!(got(calc(What::Least, Some(path("one.mass")), None), &[some(list())]), known("0.5"));
    assert_eq!(got(calc(What::Greatest, Some(path("one.mass")), None), &[some(list())]), known("7"));
}

#[test]
fn a_partial_sum_over_the_cap_decides() {
    let list = || vec![mass("70"), shipment(&[]), mass("40")];
    for given in [some(list()), at_least_these(list())] {
        let given = [given];
        assert_eq!(cond(more_than(sum("one.mass"), "100"), &given), True);
        assert_eq!(cond(at_most(sum("one.mass"), "100"), &given), False);
        assert_eq!(cond(at_least(sum("one.mass"), "110"), &given), True);
        assert_eq!(cond(more_than(sum("one.mass"), "110"), &given), u(&[M]));
        assert_eq!(got(sum("one.mass"), &given), unknown(&[M]));
    }
    assert_eq!(cond(at_least(sum("one.mass"), "0"), &[]), True);
    assert_eq!(cond(test(sum("one.mass"), Test::Is(n("-1"))), &[]), False);
}

#[test]
fn what_may_count_adds_from_nothing_up_to_its_value() {
    let list = || vec![mass("60"), shipment(&[("mass", number("50")), y("insured")])];
    let sum = || insured(What::Sum, Some("one.mass"));
    let given = || [some(list())];
    assert_eq!(cond(at_least(sum(), "50"), &given()), True);
    assert_eq!(cond(at_most(sum(), "110"), &given()), True);
    assert_eq!(cond(more_than(sum(), "110"), &given()), False);
    assert_eq!(cond(at_least(sum(), "60"), &given()), u(&[M]));
    let count = || insured(What::Count, None);
    assert_eq!(cond(at_least(count(), "1"), &given()), True);
    assert_eq!(cond(more_than(count(), "2"), &given()), False);
    assert_eq!(cond(at_least(count(), "2"), &given()), u(&[M]));
    // From its value up to nothing, where that is negative.
    let gain = |text: &str, more: &[(&str, Data)]| shipment(&[[("price", number(text))].as_slice(), more].concat());
    let given = [some(vec![gain("-5", &[]), gain("10", &[y("insured")])])];
    assert_eq!(cond(at_least(insured(What::Sum, Some("one.price")), "5"), &given), True);
    assert_eq!(cond(at_most(insured(What::Sum, Some("one.price")), "10"), &given), True);
    assert_eq!(cond(at_most(insured(What::Sum, Some("one.price")), "9"), &given), u(&[M]));
}

#[test]
fn further_elements_that_may_be_negative_settle_nothing() {
    let given = [at_least_these(vec![shipment(&[("price", number("10"))])])];
    assert_eq!(cond(at_least(sum("one.price"), "5"), &given), u(&[M]));
    assert_eq!(cond(at_least(calc(What::Count, None, None), "1"), &given), True);
    assert_eq!(cond(at_most(calc(What::Count, None, None), "1"), &given), u(&[M]));
}

#[test]
fn a_list_does_not_matter_where_no_further_element_can_count() {
    let never = || Some(test(path("one.mass"), Test::Compare(Cmp::LessThan, n("0"))));
    assert_eq!(got(calc(What::Count, None, never()), &[]), known("0"));
    assert_eq!(got(calc(What::Sum, Some(path("one.price")), never()), &[at_least_these(vec![mass("1")])]), known("0"));
    assert_eq!(got(calc(What::Least, Some(path("one.price")), never()), &[]), unknown(&[U]));
}

#[test]
fn the_greatest_is_known_to_exist_if_something_surely_counts() {
    let greatest = |of: &str| calc(What::Greatest, Some(path(of)), None);
    let least = |of: &str| calc(What::Least, Some(path(of)), None);
    let given = || [some(vec![mass("5"), shipment(&[])])];
    assert_eq!(cond(at_least(greatest("one.mass"), "5"), &given()), True);
    assert_eq!(cond(more_than(greatest("one.mass"), "5"), &given()), u(&[M]));
    assert_eq!(cond(at_most(least("one.mass"), "5"), &given()), True);
    assert_eq!(cond(at_least(least("one.mass"), "0"), &given()), True);
    assert_eq!(cond(more_than(least("one.mass"), "5"), &given()), False);
    // Of one that only may count nothing is known, not even that it is no less than nothing.
    assert_eq!(cond(at_least(insured(What::Greatest, Some("one.mass")), "0"), &[some(vec![mass("5")])]), u(&[M]));
    assert_eq!(cond(at_least(greatest("one.mass"), "0"), &[]), u(&[M]));
    // A further one can only raise the greatest.
    let given = [at_least_these(vec![mass("5")])];
    assert_eq!(cond(at_least(greatest("one.mass"), "5"), &given), True);
    assert_eq!(cond(at_least(least("one.mass"), "0"), &given), True);
}

#[test]
fn days_have_ranges_too() {
    let sent = |d: Day| shipment(&[("sent_on", Data::Date(d))]);
    let given = [some(vec![sent(on()), shipment(&[])])];
    let greatest = || calc(What::Greatest, Some(path("one.sent_on")), None);
    assert_eq!(cond(test(greatest(), Test::OnOrAfter(Expr::On)), &given), True);
    assert_eq!(cond(test(greatest(), Test::Before(Expr::On)), &given), False);
    assert_eq!(cond(test(greatest(), Test::After(Expr::On)), &given), u(&[M]));
}

#[test]
fn none_is_undefined_in_a_calculation_and_what_may_be_none_has_no_range() {
    let rebate = |d: Data| shipment(&[("rebate", d)]);
    let of = || sum("one.rebate");
    assert_eq!(got(of(), &[some(vec![rebate(number("2")), rebate(Data::Null)])]), unknown(&[U]));
    assert_eq!(cond(at_least(of(), "0"), &[some(vec![rebate(number("2")), shipment(&[])])]), u(&[M]));
    let there = Some(test(path("one.rebate"), Test::IsNotNone));
    let sum = calc(What::Sum, Some(path("one.rebate")), there);
    assert_eq!(got(sum, &[some(vec![rebate(number("2")), rebate(Data::Null)])]), known("2"));
}

#[test]
fn ranges_are_calculated_with() {
    let stock = || path("stock");
    let holds = |e: Expr, cmp: Cmp, bound: &str| cond(test(e, Test::Compare(cmp, n(bound))), &[]);
    assert_eq!(holds(arith(Op::Add, stock(), n("5")), Cmp::AtLeast, "5"), True);
    assert_eq!(holds(arith(Op::Subtract, n("5"), stock()), Cmp::MoreThan, "5"), False);
    assert_eq!(holds(arith(Op::Multiply, stock(), n("-2")), Cmp::MoreThan, "0"), False);
    assert_eq!(holds(arith(Op::Divide, n("6"), path("rate")), Cmp::MoreThan, "0"), True);
    // It may be divided by zero.
    assert_eq!(holds(arith(Op::Divide, n("6"), stock()), Cmp::AtLeast, "0"), u(&[M]));
    // Of a fact of which nothing is known arithmetic knows nothing.
    assert_eq!(holds(arith(Op::Multiply, n("0"), path("amount")), Cmp::AtLeast, "0"), u(&[M]));
    assert_eq!(holds(arith(Op::Multiply, n("0"), stock()), Cmp::Exactly, "0"), True);
    // Ranges do not remember where they come from.
    assert_eq!(holds(arith(Op::Subtract, stock(), stock()), Cmp::Exactly, "0"), u(&[M]));
}

#[test]
fn the_range_of_a_definition_covers_all_cases_that_may_hold() {
    let cap =
        |otherwise: Option<Body>| define("20.1", "cap", None, vec![(Body::Value(n("3")), Some(yes("p")))], otherwise);
    let read = || Expr::Define("cap".into(), None);
    let closed = || vec![cap(Some(Body::Value(n("7"))))];
    assert_eq!(cond_with(closed(), at_most(read(), "7"), &[]), True);
    assert_eq!(cond_with(closed(), more_than(read(), "7"), &[]), False);
    assert_eq!(cond_with(closed(), more_than(read(), "5"), &[]), u(&[M]));
    assert_eq!(cond_with(closed(), more_than(read(), "5"), &[no("p")]), True);
    assert_eq!(cond_with(vec![cap(Some(Body::Silent))], at_most(read(), "7"), &[]), u(&[M, S]));
    assert_eq!(cond_with(vec![cap(None)], at_most(read(), "7"), &[]), u(&[M, S]));
}

#[test]
fn the_range_of_a_guarded_value_covers_all_texts() {
    let mut b = book(vec![Kind::Value { name: "CAP".into(), value: n("3") }]);
    let mut second = act("second", day(2021, 1, 1), vec![Kind::Value { name: "CAP".into(), value: n("7") }]);
    second.applies_to = Some(yes("p"));
    b.acts.push(second);
    let text = fold(&b, Track::Enforced, on(), None);
    let facts = facts(&[]);
    let holds = |c: Cond| Eval::new(&b, &text, on(), &facts, Mode::WithClaims).holds(&Env::default(), &c);
    assert_eq!(holds(at_most(Expr::Value("CAP".into()), "7")), True);
    assert_eq!(holds(at_most(Expr::Value("CAP".into()), "3")), u(&[M]));
}

#[test]
fn periods_of_the_calendar() {
    let months = |n| Period(n, Unit::Months);
    assert_eq!(shift(day(2023, 1, 31), months(1), true), Some(day(2023, 2, 28)));
    assert_eq!(shift(day(2024, 1, 31), months(1), true), Some(day(2024, 2, 29)));
    assert_eq!(shift(day(2024, 2, 29), Period(2, Unit::Years), false), Some(day(2022, 2, 28)));
    assert_eq!(shift(day(2023, 3, 30), months(1), false), Some(day(2023, 2, 28)));
    assert_eq!(shift(day(2023, 1, 15), months(3), false), Some(day(2022, 10, 15)));
    assert_eq!(shift(day(2023, 1, 15), Period(2, Unit::Weeks), true), Some(day(2023, 1, 29)));
    assert_eq!(shift(day(9999, 6, 1), months(7), true), None);
    assert_eq!(shift(day(1, 1, 1), Period(1, Unit::Days), false), None);
}

#[test]
fn within_counts_both_ends() {
    let within = |d: Day, after: bool| {
        let given = [("noticed_on", Data::Date(d))];
        cond(test(path("noticed_on"), Test::Within(Period(12, Unit::Months), after, Expr::On)), &given)
    };
    assert_eq!(
        [day(2020, 5, 31), day(2020, 6, 1), on(), on() + 1].map(|d| within(d, false)),
        [False, True, True, False]
    );
    assert_eq!([on() - 1, on(), day(2022, 6, 1), day(2022, 6, 2)].map(|d| within(d, true)), [False, True, True, False]);
    let year =
        |d: Day, is: bool| cond(test(path("noticed_on"), Test::InYear(is, Expr::On)), &[("noticed_on", Data::Date(d))]);
    let days = [day(2020, 12, 31), day(2021, 1, 1), day(2021, 12, 31), day(2022, 1, 1)];
    assert_eq!(days.map(|d| year(d, true)), [False, True, True, False]);
    assert_eq!(days.map(|d| year(d, false)), [True, False, False, True]);
    assert_eq!(cond(test(path("noticed_on"), Test::InYear(false, Expr::On)), &[("noticed_on", Data::Null)]), True);
}

#[test]
fn so_many_months_before_a_day_is_that_day_or_an_earlier_one() {
    let at = |cmp: Cmp, d: Day| {
        let given = [("noticed_on", Data::Date(d))];
        cond(test(path("noticed_on"), Test::Distance(cmp, Period(3, Unit::Months), false, Expr::On)), &given)
    };
    let days = [day(2021, 2, 28), day(2021, 3, 1), day(2021, 3, 2), on() + 1];
    assert_eq!(days.map(|d| at(Cmp::AtLeast, d)), [True, True, False, False]);
    assert_eq!(days.map(|d| at(Cmp::MoreThan, d)), [True, False, False, False]);
    assert_eq!(days.map(|d| at(Cmp::AtMost, d)), [False, True, True, False]);
    assert_eq!(days.map(|d| at(Cmp::LessThan, d)), [False, False, True, False]);
    assert_eq!(days.map(|d| at(Cmp::Exactly, d)), [False, True, False, False]);
}

// ---- every completion of a small list

/// What a comparison comes to under each way of filling in a list.
#[test]
fn what_is_settled_of_a_calculation_holds_under_every_completion() {
    let mut lot = super::super::generate::Rng(3);
    let masses = ["0", "2", "5"].map(num);
    let (mut settled, mut open, mut alike) = (0, 0, 0);
    for _ in 0..150 {
        let part = |lot: &mut super::super::generate::Rng| {
            let mut fields = Vec::new();
            if lot.chance(60) {
                fields.push(("mass", Data::Num(*lot.pick(&masses))));
            }
            if lot.chance(50) {
                fields.push(("insured", Data::YesNo(lot.chance(50))));
            }
            rec(&fields)
        };
        let count = lot.below(3);
        let items: Vec<Data> = (0..count).map(|_| part(&mut lot)).collect();
        let complete = lot.chance(60);
        let what = *lot.pick(&[What::Sum, What::Count, What::Least, What::Greatest]);
        let of = match lot.below(4) {
            _ if what == What::Count => None,
            0 => Some(arith(Op::Subtract, n("3"), path("one.mass"))),
            1 => Some(arith(Op::Multiply, path("one.mass"), n("2"))),
            2 => Some(arith(Op::Divide, n("6"), arith(Op::Add, path("one.mass"), n("1")))),
            _ => Some(path("one.mass")),
        };
        let filter = match lot.below(4) {
            0 => None,
            1 => Some(more_than(path("one.mass"), "2")),
            2 => Some(Cond::Or(vec![yes("one.insured"), at_least(path("one.mass"), "5")])),
            _ => Some(yes("one.insured")),
        };
        let bound = Expr::Num(num(lot.word(&["-2", "0", "1", "2", "5", "7", "10"])));
        let cmp = *lot.pick(&[Cmp::AtLeast, Cmp::MoreThan, Cmp::AtMost, Cmp::LessThan, Cmp::Exactly]);
        let asked = test(calc(what, of, filter), Test::Compare(cmp, bound));
        let now = cond(asked.clone(), &[("shipments", Data::List(items.clone(), complete))]);
        let mut truths = Vec::new();
        for more in 0..if complete { 1 } else { 2 } {
            let mut full = items.clone();
            full.extend((0..more).map(|_| rec(&[])));
            for list in filled(&full, &masses) {
                truths.push(cond(asked.clone(), &[("shipments", Data::List(list, true))]));
            }
        }
        match &now {
            True | False => {
                settled += 1;
                assert!(truths.iter().all(|t| *t == now), "{asked:?} {items:?} {complete} {now:?}");
            }
            Truth::Unknown(_) => {
                open += 1;
                alike += usize::from(truths.iter().all(|t| *t == truths[0] && matches!(t, True | False)));
            }
        }
    }
    println!("{settled} settled, {open} open, of which {alike} come out alike");
    assert!(settled > 40 && open > 20, "{settled} {open}");
}

/// Every list that these may turn out to be.
pub fn filled(items: &[Data], masses: &[Rat]) -> Vec<Vec<Data>> {
    let Some((first, rest)) = items.split_first() else { return vec![vec![]] };
    let Data::Record(fields) = first else { panic!("a record") };
    let mut firsts = Vec::new();
    for mass in masses {
        for insured in [true, false] {
            let mut full = fields.clone();
            full.entry("mass".into()).or_insert(Data::Num(*mass));
            full.entry("insured".into()).or_insert(Data::YesNo(insured));
            if !firsts.contains(&Data::Record(full.clone())) {
                firsts.push(Data::Record(full));
            }
        }
    }
    let rests = filled(rest, masses);
    let joined = |a: &Data| rests.iter().map(|r| [std::slice::from_ref(a), r.as_slice()].concat()).collect::<Vec<_>>();
    firsts.iter().flat_map(joined).collect()
}
