//! Scales against a computation by another way, in exact fractions: the amount is cut at every bound, and each piece is taken at the
//! rate of the band it lies in. And what follows: more is never less, and a band cut in two takes the same.

use num_rational::Ratio;
use proptest::prelude::*;

use lexact::{Known, Rulebook};

type Exact = Ratio<i128>;

const VOCABULARY: &str = "rulebook bands\n  title \"Bands\"\nfact amount number\ndecision taken number\n";

/// A scale of bands that end at `bounds` (in cents), with a rate (in thousandths) for each and one above.
fn law(kind: &str, bounds: &[i128], rates: &[i128]) -> String {
    let number = |cents: i128| format!("{}.{:02}", cents / 100, cents % 100);
    let rate = |rate: i128| format!("at {}.{}%", rate / 10, rate % 10);
    let mut lines: Vec<String> =
        bounds.iter().zip(rates).map(|(bound, of)| format!("  up to {} {}", number(*bound), rate(*of))).collect();
    lines.push(format!("  above {}", rate(rates[rates.len() - 1])));
    format!(
        "act one\n  citation \"1\"\n  published 2024-01-01\n  effective 2024-01-01\n\nscale 1 s on amount, {kind}\n{}\n\nrule 2\n  then taken is s of (amount)\n",
        lines.join("\n")
    )
}

/// The same law with the bounds of every band said twice: where it begins, and where the one before ends.
fn with_stated_bounds(law: &str) -> String {
    let mut before = None;
    let line = |line: &str| {
        let bound = line.strip_prefix("  up to ").and_then(|rest| rest.split_once(' ')).map(|(bound, _)| bound);
        let is_band = bound.is_some() || line.starts_with("  above ");
        let start = if is_band { std::mem::replace(&mut before, bound.map(str::to_owned)) } else { None };
        match start {
            Some(start) if bound.is_some() => format!("  above {start} {}", line.trim_start()),
            Some(start) => line.replace("above", &format!("above {start}")),
            None => line.to_owned(),
        }
    };
    law.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn taken(law: &str, amounts: &[i128]) -> Vec<Exact> {
    let book = Rulebook::from_sources([("rulebook.act", VOCABULARY), ("one.act", law)]).unwrap();
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    let of = |cents: &i128| {
        let facts = format!("{{ \"amount\": {}.{:02} }}", cents / 100, cents % 100);
        let decision = law.decide(&law.facts().from_json(&facts).unwrap());
        exact(&decision["taken"].to_string())
    };
    amounts.iter().map(of).collect()
}

/// A number as it is written, exactly.
fn exact(text: &str) -> Exact {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{text} is no number"));
    Ratio::new(digits, 10i128.pow(fraction.len() as u32))
}

/// The marginal scale by pieces: from bound to bound, each at its own rate.
fn by_pieces(bounds: &[i128], rates: &[i128], amount: i128) -> Exact {
    let mut cuts: Vec<i128> = bounds.iter().copied().filter(|b| *b < amount).chain([0, amount]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |cut: &[i128]| {
        let rate = bounds.iter().position(|b| cut[1] <= *b).unwrap_or(bounds.len()).min(rates.len() - 1);
        Ratio::new((cut[1] - cut[0]) * rates[rate], 100 * 1000)
    };
    cuts.windows(2).map(piece).sum()
}

/// The whole amount at the rate of its band.
fn on_the_whole(bounds: &[i128], rates: &[i128], amount: i128) -> Exact {
    let band = bounds.iter().position(|b| amount <= *b).unwrap_or(bounds.len()).min(rates.len() - 1);
    Ratio::new(amount * rates[band], 100 * 1000)
}

/// Rising bounds, and a rate for each band and one above.
fn bands() -> impl Strategy<Value = (Vec<i128>, Vec<i128>)> {
    proptest::collection::btree_set(1i128..500_000, 1..6).prop_flat_map(|bounds| {
        let bounds: Vec<i128> = bounds.into_iter().collect();
        let rates = proptest::collection::vec(0i128..500, bounds.len() + 1);
        (Just(bounds), rates)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_scale_differs_from_exact_fractions((bounds, rates) in bands(), some in proptest::collection::vec(0i128..700_000, 4)) {
        let mut amounts: Vec<i128> = bounds.iter().flat_map(|b| [b - 1, *b, b + 1]).chain(some).chain([0]).collect();
        amounts.sort_unstable();
        let marginal = taken(&law("marginal", &bounds, &rates), &amounts);
        let whole = taken(&law("whole", &bounds, &rates), &amounts);
        for ((amount, marginal), whole) in amounts.iter().zip(&marginal).zip(&whole) {
            prop_assert_eq!(*marginal, by_pieces(&bounds, &rates, *amount));
            prop_assert_eq!(*whole, on_the_whole(&bounds, &rates, *amount));
        }
        prop_assert!(marginal.windows(2).all(|pair| pair[0] <= pair[1]), "more is taken of more");
    }

    #[test]
    fn a_band_cut_in_two_takes_the_same((bounds, rates) in bands(), amount in 0i128..700_000) {
        let first = bounds[0];
        prop_assume!(first > 1);
        let mut cut = vec![first / 2];
        cut.extend(&bounds);
        let mut doubled = vec![rates[0]];
        doubled.extend(&rates);
        for kind in ["marginal", "whole"] {
            let once = taken(&law(kind, &bounds, &rates), &[amount]);
            prop_assert_eq!(&once, &taken(&law(kind, &cut, &doubled), &[amount]));
            prop_assert_eq!(&once, &taken(&with_stated_bounds(&law(kind, &bounds, &rates)), &[amount]));
        }
    }
}
