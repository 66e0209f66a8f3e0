//! Tables, tiers, scales and rounding, worked by hand and by brute force.

use super::*;
use crate::oracle::functions::round;
use crate::oracle::generate::Rng;

fn rat(n: i128) -> Rat {
    Rat::from_integer(n)
}

fn function(id: &str, name: &str, shape: Shape) -> Kind {
    Kind::Function(Function { id: id.into(), name: name.into(), shape })
}

fn band(up_to: bool, bound: Rat, rate: Rat) -> Band {
    Band { bound: Some((up_to, Expr::Num(bound))), rate: Expr::Num(rate) }
}

fn above(rate: Rat) -> Band {
    Band { bound: None, rate: Expr::Num(rate) }
}

fn scale(marginal: bool, bands: Vec<Band>) -> Kind {
    function("55.A", "due", Shape::Scale(Scale { on: "price".into(), marginal, bands }))
}

fn table(inputs: &[&str], first: bool, rows: Vec<Row>, otherwise: Option<Option<Expr>>) -> Kind {
    let inputs = inputs.iter().map(|i| i.to_string()).collect();
    function("60.1", "line", Shape::Table(Table { inputs, first, rows, otherwise }))
}

fn row(label: &str, cells: Vec<Vec<Test>>, result: Option<Expr>) -> Row {
    Row { label: label.into(), cells, result }
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(name.into(), arguments)
}

fn got_with(statements: Vec<Kind>, e: &Expr, given: &[(&str, Data)]) -> Got {
    let book = book(statements);
    let text = fold(&book, Track::Enforced, on(), None);
    let facts = facts(given);
    Eval::new(&book, &text, on(), &facts, Mode::WithClaims).value(&Env::default(), e)
}

fn known(n: Rat) -> Got {
    Got::Known(V::Num(n))
}

fn unknown(causes: &[Cause]) -> Got {
    Got::Unknown(causes.iter().copied().collect())
}

/// What a scale makes of a number.
fn due(marginal: bool, bands: &[Band], amount: Rat) -> Rat {
    match got_with(vec![scale(marginal, bands.to_vec())], &call("due", vec![Expr::Num(amount)]), &[]) {
        Got::Known(V::Num(n)) => n,
        other => panic!("{other:?} of {amount}"),
    }
}

fn residential() -> Vec<Band> {
    vec![
        band(true, rat(250_000), rat(0)),
        band(true, rat(925_000), num("0.05")),
        band(true, rat(1_500_000), num("0.1")),
        above(num("0.12")),
    ]
}

#[test]
fn each_rate_on_the_part_in_its_band() {
    for (price, tax) in [
        ("0", "0"),
        ("250000", "0"),
        ("250001", "0.05"),
        ("925000", "33750"),
        ("1000000", "41250"),
        ("1500000", "91250"),
        ("2000000", "151250"),
    ] {
        assert_eq!(due(true, &residential(), num(price)), num(tax), "{price}");
    }
}

#[test]
fn one_rate_on_the_whole() {
    let bands = [band(true, rat(100), num("0.01")), band(false, rat(200), num("0.02")), above(num("0.03"))];
    for (price, tax) in [("100", "1"), ("100.5", "2.01"), ("199", "3.98"), ("200", "6"), ("201", "6.03"), ("0", "0")] {
        assert_eq!(due(false, &bands, num(price)), num(tax), "{price}");
    }
}

#[test]
fn an_amount_that_is_negative_or_missing() {
    let ask =
        |given: &[(&str, Data)]| got_with(vec![scale(true, residential())], &call("due", vec![path("amount")]), given);
    assert_eq!(ask(&[("amount", number("-1"))]), unknown(&[U]));
    assert_eq!(ask(&[]), unknown(&[M]));
    // A rate that is silent matters where its band is reached.
    let bands = vec![band(true, rat(10), num("0.1")), Band { bound: None, rate: Expr::Value("CAP".into()) }];
    let ask = |amount: &str| got_with(vec![scale(true, bands.clone())], &call("due", vec![n(amount)]), &[]);
    assert_eq!(ask("10"), known(rat(1)));
    assert_eq!(ask("11"), unknown(&[S]));
}

/// Bands of whole bounds and whole hundredths, drawn by lot.
fn bands(lot: &mut Rng) -> Vec<Band> {
    let mut bounds: Vec<i128> = (0..1 + lot.below(3)).map(|_| 1 + lot.below(9) as i128).collect();
    bounds.sort();
    bounds.dedup();
    let mut all: Vec<Band> =
        bounds.iter().map(|b| band(lot.chance(60), rat(*b), Rat::new(lot.below(40) as i128, 100))).collect();
    all.push(above(Rat::new(lot.below(40) as i128, 100)));
    all
}

fn rate(band: &Band) -> Rat {
    let Expr::Num(n) = band.rate else { panic!("{band:?}") };
    n
}

/// The rate at a point that is no bound.
fn rate_at(bands: &[Band], at: Rat) -> Rat {
    let beneath = |b: &&Band| match &b.bound {
        Some((_, Expr::Num(bound))) => at < *bound,
        _ => true,
    };
    rate(bands.iter().find(beneath).expect("a band"))
}

#[test]
fn a_marginal_scale_is_the_sum_of_small_pieces() {
    let mut lot = Rng(11);
    let piece = Rat::new(1, 4);
    for _ in 0..10 {
        let bands = bands(&mut lot);
        let mut sum = rat(0);
        let mut amount = rat(0);
        while amount <= rat(12) {
            assert_eq!(due(true, &bands, amount), sum, "{amount} {bands:?}");
            sum += piece * rate_at(&bands, amount + piece / rat(2));
            amount += piece;
        }
    }
}

#[test]
fn a_band_may_be_cut_in_two_of_one_rate() {
    let mut lot = Rng(12);
    for _ in 0..10 {
        let whole = bands(&mut lot);
        let mut cut = whole.clone();
        let at = lot.below(whole.len());
        let lower = if at == 0 { rat(0) } else { bound(&whole[at - 1]) };
        let upper = if at + 1 == whole.len() { lower + rat(4) } else { bound(&whole[at]) };
        cut.insert(at, band(lot.chance(50), (lower + upper) / rat(2), rate(&whole[at])));
        for n in 0..48 {
            let amount = Rat::new(n, 4);
            for marginal in [true, false] {
                assert_eq!(due(marginal, &whole, amount), due(marginal, &cut, amount), "{amount} {whole:?} {cut:?}");
            }
        }
    }
}

fn bound(band: &Band) -> Rat {
    match &band.bound {
        Some((_, Expr::Num(n))) => *n,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_marginal_scale_never_falls_and_a_band_at_its_bound_is_the_one_that_says_so() {
    let mut lot = Rng(13);
    for _ in 0..10 {
        let bands = bands(&mut lot);
        let highest = bands.iter().map(rate).max().expect("a band");
        let mut before = rat(0);
        for n in 0..48 {
            let now = due(true, &bands, Rat::new(n, 4));
            assert!(now >= before && now - before <= highest * Rat::new(1, 4));
            before = now;
        }
        for (i, b) in bands.iter().enumerate().filter(|(_, b)| b.bound.is_some()) {
            let (at, little) = (bound(b), Rat::new(1, 1000));
            let inclusive = matches!(b.bound, Some((true, _)));
            let of = |n: Rat| due(false, &bands, n);
            assert_eq!(of(at - little), (at - little) * rate(b));
            assert_eq!(of(at), at * rate(&bands[if inclusive { i } else { i + 1 }]));
            assert_eq!(of(at + little), (at + little) * rate(&bands[i + 1]));
        }
    }
}

// ---- tables

/// A part of the line of numbers: from, to, and which ends are inside.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: Option<(Rat, bool)>,
    to: Option<(Rat, bool)>,
}

impl Stretch {
    fn holds(&self, n: Rat) -> bool {
        self.from.is_none_or(|(a, inside)| a < n || inside && a == n)
            && self.to.is_none_or(|(b, inside)| n < b || inside && n == b)
    }
    fn tests(&self) -> Vec<Test> {
        let from = self.from.map(|(a, i)| Test::Compare(if i { Cmp::AtLeast } else { Cmp::MoreThan }, Expr::Num(a)));
        let to = self.to.map(|(b, i)| Test::Compare(if i { Cmp::AtMost } else { Cmp::LessThan }, Expr::Num(b)));
        from.into_iter().chain(to).collect()
    }
}

/// The line cut at some points, each on one side or the other.
fn stretches(lot: &mut Rng) -> (Vec<Rat>, Vec<Stretch>) {
    let mut cuts: Vec<Rat> = (0..1 + lot.below(4)).map(|_| Rat::new(lot.below(20) as i128 - 5, 2)).collect();
    cuts.sort();
    cuts.dedup();
    let mut from = None;
    let mut all = Vec::new();
    for cut in &cuts {
        let below = lot.chance(50);
        all.push(Stretch { from, to: Some((*cut, below)) });
        from = Some((*cut, !below));
    }
    all.push(Stretch { from, to: None });
    (cuts, all)
}

#[test]
fn each_row_of_a_table_up_to_its_ends() {
    let mut lot = Rng(14);
    for _ in 0..15 {
        let (cuts, stretches) = stretches(&mut lot);
        let rows = |order: &[usize]| -> Vec<Row> {
            order
                .iter()
                .map(|i| row(&format!("{}", i + 1), vec![stretches[*i].tests()], Some(Expr::Num(rat(*i as i128)))))
                .collect()
        };
        let mut order: Vec<usize> = (0..stretches.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, lot.below(i + 1));
        }
        let left_out = lot.below(stretches.len());
        let mut short = order.clone();
        short.retain(|i| *i != left_out);
        // All rows, in any order, `only` or `first`; or one of them as `otherwise`; or each only up to its upper end.
        let cumulative = stretches.iter().enumerate().map(|(i, s)| {
            row(&format!("{}", i + 1), vec![Stretch { from: None, to: s.to }.tests()], Some(Expr::Num(rat(i as i128))))
        });
        let tables = [
            table(&["size"], false, rows(&order), None),
            table(&["size"], true, rows(&order), None),
            table(&["size"], false, rows(&short), Some(Some(Expr::Num(rat(left_out as i128))))),
            table(&["size"], true, cumulative.collect(), None),
        ];
        for cut in cuts {
            for at in [cut - Rat::new(1, 8), cut, cut + Rat::new(1, 8)] {
                let which: Vec<usize> = (0..stretches.len()).filter(|i| stretches[*i].holds(at)).collect();
                assert_eq!(which.len(), 1);
                for t in &tables {
                    let got = got_with(vec![t.clone()], &call("line", vec![Expr::Num(at)]), &[]);
                    assert_eq!(got, known(rat(which[0] as i128)), "{at} {t:?}");
                }
            }
        }
    }
}

fn years() -> Kind {
    let day = |y, m, d| Expr::Date(day(y, m, d));
    table(
        &["completed_on"],
        false,
        vec![
            row("1", vec![vec![Test::OnOrBefore(day(2026, 12, 31))]], Some(n("0"))),
            row("2", vec![vec![Test::FromThrough(day(2027, 1, 1), day(2027, 12, 31))]], Some(n("35"))),
            row("3", vec![vec![Test::FromThrough(day(2028, 1, 1), day(2028, 12, 31))]], None),
            row("4", vec![vec![Test::OnOrAfter(day(2029, 1, 1))]], Some(n("40"))),
        ],
        None,
    )
}

#[test]
fn a_row_may_be_silent() {
    let at = |y, m, d| got_with(vec![years()], &call("line", vec![Expr::Date(day(y, m, d))]), &[]);
    assert_eq!(at(2026, 12, 31), known(rat(0)));
    assert_eq!(at(2027, 1, 1), known(rat(35)));
    assert_eq!(at(2027, 12, 31), known(rat(35)));
    assert_eq!(at(2028, 1, 1), unknown(&[S]));
    assert_eq!(at(2029, 1, 1), known(rat(40)));
    let text = print_statement(&Statement::new(Dates::default(), years()));
    let expected = "table 60.1 line of (completed_on)\n  | row | completed_on || line |\n  | 1 | on or before 2026-12-31 || 0 \
                    |\n  | 2 | from 2027-01-01 through 2027-12-31 || 35 |\n  | 3 | from 2028-01-01 through 2028-12-31 || the law \
                    is silent |\n  | 4 | on or after 2029-01-01 || 40 |\n";
    assert_eq!(text, expected);
}

#[test]
fn rows_that_may_hold() {
    let two = |second: &str| {
        vec![table(
            &["size", "place"],
            false,
            vec![
                row("1", vec![vec![Test::Compare(Cmp::LessThan, n("0"))], vec![]], Some(n("9"))),
                row("2", vec![vec![Test::Compare(Cmp::AtLeast, n("0"))], vec![Test::Is(word("CN"))]], Some(n("3"))),
                row(
                    "3",
                    vec![vec![Test::Compare(Cmp::AtLeast, n("0"))], vec![Test::IsNot(word("CN"))]],
                    Some(n(second)),
                ),
            ],
            None,
        )]
    };
    let ask = || call("line", vec![path("stock"), path("destination")]);
    // By its declared bound the stock is in no row but the two last, and these agree.
    assert_eq!(got_with(two("3"), &ask(), &[]), known(rat(3)));
    assert_eq!(got_with(two("7"), &ask(), &[]), unknown(&[M]));
    let at_most = |bound: &str| test(ask(), Test::Compare(Cmp::AtMost, n(bound)));
    assert_eq!(cond_with(two("7"), at_most("7"), &[]), True);
    assert_eq!(cond_with(two("7"), at_most("5"), &[]), u(&[M]));
    assert_eq!(cond_with(two("7"), at_most("5"), &[("destination", w("CN"))]), True);
}

#[test]
fn a_result_may_use_the_inputs() {
    let double = Expr::Arith(Op::Multiply, Box::new(path("size")), Box::new(n("2")));
    let t = table(
        &["size"],
        true,
        vec![
            row("1", vec![vec![Test::Compare(Cmp::AtMost, n("5"))]], Some(double)),
            row("2", vec![vec![]], Some(path("size"))),
        ],
        None,
    );
    let ask = |size: &str| got_with(vec![t.clone()], &call("line", vec![n(size)]), &[]);
    assert_eq!([ask("5"), ask("5.5")], [known(rat(10)), known(num("5.5"))]);
}

#[test]
fn tiers_do_not_depend_on_their_order() {
    let is = |code: &str| test(path("party.seat"), Test::Is(word(code)));
    let tiers = vec![(1, Some(is("US"))), (2, None), (3, Some(is("CN")))];
    let of = |tiers: Vec<(i128, Option<Cond>)>| {
        vec![function("70.1", "tier_of", Shape::Tiers(Tiers { of: "Party".into(), tiers }))]
    };
    let ask = |tiers: &[(i128, Option<Cond>)], seat: Option<&str>| {
        let party = rec(&seat.map(|s| ("seat", w(s))).into_iter().collect::<Vec<_>>());
        let item = [("item", rec(&[("maker", party)]))];
        got_with(of(tiers.to_vec()), &call("tier_of", vec![path("item.maker")]), &item)
    };
    assert_eq!(ask(&tiers, Some("US")), known(rat(1)));
    assert_eq!(ask(&tiers, Some("FR")), known(rat(2)));
    assert_eq!(ask(&tiers, Some("CN")), known(rat(3)));
    assert_eq!(ask(&tiers, None), unknown(&[M]));
    assert_eq!(ask(&[tiers[0].clone(), tiers[2].clone()], Some("FR")), unknown(&[S]));
    let at_least = test(call("tier_of", vec![path("item.maker")]), Test::Compare(Cmp::AtLeast, n("1")));
    assert_eq!(cond_with(of(tiers), at_least, &[]), True);
}

// ---- rounding

#[test]
fn the_five_ways_to_round() {
    let ways = [Way::Up, Way::Down, Way::HalfUp, Way::HalfDown, Way::HalfEven];
    for (n, expected) in [
        ("2.5", ["3", "2", "3", "2", "2"]),
        ("3.5", ["4", "3", "4", "3", "4"]),
        ("2.4", ["3", "2", "2", "2", "2"]),
        ("2.6", ["3", "2", "3", "3", "3"]),
        ("2", ["2", "2", "2", "2", "2"]),
        ("0.5", ["1", "0", "1", "0", "0"]),
        ("-2.5", ["-3", "-2", "-3", "-2", "-2"]),
        ("-3.5", ["-4", "-3", "-4", "-3", "-4"]),
        ("-2.4", ["-3", "-2", "-2", "-2", "-2"]),
    ] {
        assert_eq!(ways.map(|way| round(num(n), rat(1), way)), expected.map(num), "{n}");
    }
    assert_eq!(round(num("1.005"), To::Places(2).step(), Way::HalfUp), num("1.01"));
    assert_eq!(round(num("1.005"), To::Places(2).step(), Way::HalfEven), num("1"));
    assert_eq!(round(Rat::new(1, 3), To::Places(2).step(), Way::Down), num("0.33"));
    assert_eq!(round(num("12.4"), To::Multiples(rat(5)).step(), Way::Up), rat(15));
    assert_eq!(round(num("12.5"), To::Multiples(rat(5)).step(), Way::HalfDown), rat(10));
}

#[test]
fn rounding_goes_to_a_neighbour_and_is_the_same_below_nought() {
    for step in [rat(1), rat(5), Rat::new(1, 10)] {
        for way in [Way::Up, Way::Down, Way::HalfUp, Way::HalfDown, Way::HalfEven] {
            let mut before = None;
            for n in -80..=80 {
                let n = Rat::new(n, 8) * step;
                let r = round(n, step, way);
                assert!((r / step).is_integer());
                assert!((r - n < step) && (n - r < step));
                assert_eq!(round(-n, step, way), -r);
                assert_eq!(round(r, step, way), r);
                assert!(before.is_none_or(|b| b <= r), "never turned round");
                before = Some(r);
                let size = |x: Rat| if x < rat(0) { -x } else { x };
                match way {
                    Way::Up => assert!(size(r) >= size(n)),
                    Way::Down => assert!(size(r) <= size(n)),
                    _ => assert!(size(r - n) <= step / rat(2)),
                }
            }
        }
    }
}
