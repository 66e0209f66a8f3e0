//! Working days, worked by hand; each counted against a count by another way.

use super::*;

const WEEK: [usize; 5] = [0, 1, 2, 3, 4];

fn calendar(from: Day, through: Day) -> Kind {
    let calendar = Calendar { week: WEEK.to_vec(), except: Some("HOLIDAYS".into()), from, through };
    Kind::Value { name: "working_days".into(), value: Expr::Calendar(Box::new(calendar)) }
}

fn register(days: &[Day]) -> Kind {
    let rows = days.iter().enumerate().map(|(i, d)| ((i + 1).to_string(), *d)).collect();
    Kind::Register { name: "HOLIDAYS".into(), rows }
}

/// Easter 2021: Good Friday was 2 April, Easter Monday the 5th.
fn law() -> Vec<Kind> {
    vec![register(&[day(2021, 4, 2), day(2021, 4, 5)]), calendar(day(2021, 1, 1), day(2021, 6, 30))]
}

fn working(n: i64) -> Period {
    Period(n, Unit::Working("working_days"))
}

fn got(statements: Vec<Kind>, n: i64, after: bool, from: Day) -> Got {
    let e = Expr::Offset(working(n), after, Box::new(Expr::Date(from)));
    let book = book(statements);
    let text = fold(&book, Track::Enforced, on(), None);
    Eval::new(&book, &text, on(), &facts(&[]), Mode::WithClaims).value(&Env::default(), &e)
}

fn known(d: Day) -> Got {
    Got::Known(V::Date(d))
}

fn silent() -> Got {
    Got::Unknown(cause(S))
}

#[test]
fn the_week_begins_on_monday() {
    assert_eq!([day(2024, 1, 1), day(2021, 4, 2), day(1969, 12, 28)].map(weekday), [0, 4, 6]);
}

#[test]
fn the_day_from_which_they_are_counted_does_not_count() {
    let after = |n, from| got(law(), n, true, from);
    let friday = day(2021, 3, 12);
    assert_eq!([friday, friday + 1, friday + 2].map(|d| after(1, d)), [(); 3].map(|()| known(day(2021, 3, 15))));
    assert_eq!(after(5, friday), known(day(2021, 3, 19)));
    assert_eq!(after(0, friday + 1), known(friday + 1));
    // From Wednesday: Thursday, then Tuesday after Easter.
    assert_eq!(after(2, day(2021, 3, 31)), known(day(2021, 4, 6)));
    assert_eq!(got(law(), 2, false, day(2021, 4, 7)), known(day(2021, 4, 1)));
    assert_eq!(got(law(), 1, false, day(2021, 4, 5)), known(day(2021, 4, 1)));
}

#[test]
fn of_days_that_are_not_covered_the_law_is_silent() {
    assert_eq!(got(law(), 1, true, day(2021, 6, 29)), known(day(2021, 6, 30)));
    assert_eq!(got(law(), 2, true, day(2021, 6, 29)), silent());
    // The first day need not be covered: it does not count.
    assert_eq!(got(law(), 1, true, day(2020, 12, 31)), known(day(2021, 1, 1)));
    assert_eq!(got(law(), 1, true, day(2020, 12, 30)), silent());
    assert_eq!(got(law(), 1, false, day(2021, 1, 4)), known(day(2021, 1, 1)));
    assert_eq!(got(law(), 2, false, day(2021, 1, 4)), silent());
    assert_eq!(got(vec![], 1, true, day(2021, 3, 12)), silent());
}

#[test]
fn a_distance_is_measured_by_the_day_that_comes_out() {
    let at = |cmp: Cmp, d: Day| {
        let given = [("noticed_on", Data::Date(d))];
        let to = Expr::Date(day(2021, 4, 7));
        cond_with(law(), test(path("noticed_on"), Test::Distance(cmp, working(2), false, to)), &given)
    };
    let days = [day(2021, 3, 31), day(2021, 4, 1), day(2021, 4, 2), day(2021, 4, 7), day(2021, 4, 8)];
    assert_eq!(days.map(|d| at(Cmp::AtLeast, d)), [True, True, False, False, False]);
    assert_eq!(days.map(|d| at(Cmp::MoreThan, d)), [True, False, False, False, False]);
    assert_eq!(days.map(|d| at(Cmp::Exactly, d)), [False, True, False, False, False]);
    assert_eq!(days.map(|d| at(Cmp::AtMost, d)), [False, True, True, True, False]);
    let within = |d: Day| {
        let from = Expr::Date(day(2021, 4, 1));
        cond_with(
            law(),
            test(path("noticed_on"), Test::Within(working(1), true, from)),
            &[("noticed_on", Data::Date(d))],
        )
    };
    let days = [day(2021, 3, 31), day(2021, 4, 1), day(2021, 4, 3), day(2021, 4, 6), day(2021, 4, 7)];
    assert_eq!(days.map(within), [False, True, True, True, False]);
}

#[test]
fn on_the_wrong_side_of_a_day_the_distance_is_false_though_the_law_is_silent() {
    let at = |d: Day| {
        let given = [("noticed_on", Data::Date(d))];
        let to = Expr::Date(day(2021, 1, 4));
        cond_with(law(), test(path("noticed_on"), Test::Distance(Cmp::AtLeast, working(9), false, to)), &given)
    };
    assert_eq!([day(2021, 1, 5), day(2020, 1, 1)].map(at), [False, u(&[S])]);
}

#[test]
fn a_new_holiday_is_law_from_its_day_and_the_week_may_change() {
    let mut b = book(law());
    let row = |label: &str, day: Option<Day>| Kind::Row { register: "HOLIDAYS".into(), label: label.into(), day };
    let first = act("second", day(2021, 5, 1), vec![row("3", Some(day(2021, 6, 4))), row("1", None)]);
    let short = Calendar { week: vec![0, 1, 3], except: None, from: day(2021, 1, 1), through: day(2021, 6, 30) };
    let value = Expr::Calendar(Box::new(short));
    let second = act("third", day(2021, 6, 1), vec![Kind::Set { name: "working_days".into(), value }]);
    b.acts.extend([first, second]);
    let after = |on: Day, from: Day| {
        let text = fold(&b, Track::Enforced, on, None);
        let e = Expr::Offset(working(1), true, Box::new(Expr::Date(from)));
        Eval::new(&b, &text, on, &facts(&[]), Mode::WithClaims).value(&Env::default(), &e)
    };
    assert_eq!(after(day(2021, 4, 30), day(2021, 6, 3)), known(day(2021, 6, 4)));
    assert_eq!(after(day(2021, 5, 1), day(2021, 6, 3)), known(day(2021, 6, 7)));
    assert_eq!(after(day(2021, 4, 30), day(2021, 4, 1)), known(day(2021, 4, 6)));
    assert_eq!(after(day(2021, 5, 1), day(2021, 4, 1)), known(day(2021, 4, 2)));
    assert_eq!(after(day(2021, 6, 1), day(2021, 6, 1)), known(day(2021, 6, 3)));
}

#[test]
fn without_the_list_of_holidays_it_is_silent() {
    let only = || vec![calendar(day(2021, 1, 1), day(2021, 6, 30))];
    assert_eq!(got(only(), 1, true, day(2021, 3, 12)), silent());
}

#[test]
fn days_between_which_a_day_lies_are_counted_from_both() {
    // `first` is Friday or Saturday: one working day later is Monday, whichever it is.
    let first = define("20.1", "first", None, vec![(Body::Value(Expr::Date(day(2021, 3, 12))), Some(yes("p")))], {
        Some(Body::Value(Expr::Date(day(2021, 3, 13))))
    });
    let later = || Box::new(Expr::Define("first".into(), None));
    let law = || law().into_iter().chain([first.clone()]).collect::<Vec<_>>();
    let holds = |t: Test| cond_with(law(), test(Expr::Offset(working(1), true, later()), t), &[]);
    assert_eq!(holds(Test::OnOrAfter(Expr::Date(day(2021, 3, 15)))), True);
    assert_eq!(holds(Test::After(Expr::Date(day(2021, 3, 15)))), False);
}

#[test]
fn no_day_differs_from_a_count_by_another_way() {
    let (from, through) = (day(2021, 1, 1), day(2021, 6, 30));
    let holidays = [day(2021, 4, 2), day(2021, 4, 5), day(2021, 5, 13), day(2021, 5, 24)];
    let statements = || vec![register(&holidays), calendar(from, through)];
    let works = |d: &Day| WEEK.contains(&weekday(*d)) && !holidays.contains(d);
    for start in (from..=through).step_by(3) {
        for n in [1, 4, 11] {
            let later = (start + 1..=through).filter(works).nth(n - 1);
            let before = (from..start).rev().filter(works).nth(n - 1);
            for (after, expected) in [(true, later), (false, before)] {
                assert_eq!(got(statements(), n as i64, after, start), expected.map_or(silent(), known), "{start} {n}");
            }
        }
    }
}
