//! The classes of the chips as computed by hand from the published figures, against the law of 2022 and of 2023.

use indexmap::IndexMap;
use lexact::Known;

use super::chips::{self, Chip, hundredths};

/// Chip; test of October 2022: met, not met, `?` where the transfer rate is unknown; paragraph of 3A090 since 2023: the
/// strictest one, `-` for outside, `?` where the density is needed and unknown.
const BY_HAND: [(&str, &str, &str); 34] = [
    ("A100 SXM4 80GB", "met", "a.1"),
    ("A800 SXM4 80GB", "not met", "a.1"),
    ("H100 SXM5 80GB", "met", "a.1"),
    ("H100 PCIe 80GB", "met", "a.1"),
    ("H800 SXM5 80GB", "not met", "a.1"),
    ("H200 SXM 141GB", "met", "a.1"),
    ("H20 SXM 96GB", "not met", "-"),
    ("L20", "not met", "-"),
    ("L2", "not met", "-"),
    ("L4", "not met", "a.2"),
    ("L40", "not met", "b.1 b.2"),
    ("L40S", "not met", "a.1"),
    ("RTX 4090", "not met", "a.1"),
    ("RTX 4090 D", "not met", "-"),
    ("B200 SXM (HGX)", "met", "a.1"),
    ("GB200 superchip (2 GPU + Grace)", "met", "a.1"),
    ("B300 SXM (HGX)", "met", "a.1"),
    ("RTX PRO 6000 Blackwell Workstation", "not met", "a.1"),
    ("Instinct MI210", "not met", "b.1 b.2"),
    ("Instinct MI250", "met", "a.1"),
    ("Instinct MI250X", "met", "a.1"),
    ("Instinct MI300X", "met", "a.1"),
    ("Gaudi 2", "met", "a.1"),
    ("Gaudi 3", "met", "a.1"),
    ("Ascend 910B", "not met", "a.1"),
    ("Ascend 910C", "met", "a.1"),
    ("Ascend 910 (2019)", "not met", "a.2"),
    ("MLU370-X8", "not met", "?"),
    ("DCU Z100 (Shensuan-1)", "not met", "-"),
    ("Kunlun K200 (gen 1)", "not met", "b.2"),
    ("Kunlun II R200", "not met", "?"),
    ("BR100", "?", "a.1"),
    ("TPU v4", "not met", "?"),  // its die is not published; a.2 is likely
    ("TPU v5e", "not met", "?"), // its die area is an estimate; a.2 if that holds
];

/// The class column of every chip on a day.
fn classes(day: &str) -> IndexMap<String, String> {
    let us = super::regimes().iter().find(|regime| regime.book.name() == "us-ear").expect("the regime");
    let outcomes = us.standing.under(&us.book.in_force(day.parse().expect("a day"), Known::Latest));
    let class = |line: &str| line.split("  ").next().unwrap_or_default().trim().to_string();
    outcomes.chips.iter().map(|(chip, row)| (chip.clone(), class(&row.enforced))).collect()
}

#[test]
fn classes_of_2022_agree_with_those_computed_by_hand() {
    let classes = classes("2022-12-01");
    for (chip, met, _) in BY_HAND {
        let expected = match met {
            "met" => "a",
            "not met" => "-",
            _ => "a?",
        };
        assert_eq!(classes[chip], expected, "{chip}");
    }
}

#[test]
fn classes_since_2023_agree_with_those_computed_by_hand() {
    let classes = classes("2024-05-01");
    for (chip, _, by_hand) in BY_HAND {
        let class = &classes[chip];
        let agrees = match by_hand {
            "?" => class.split(' ').all(|word| word.ends_with('?')),
            "a.1" => class.split(' ').next() == Some("a.1"),
            exactly => class == exactly,
        };
        assert!(agrees, "{chip}: {class}, by hand {by_hand}");
    }
}

/// The performance column is the highest rate times bit length, exactly.
#[test]
fn performance_is_the_best_mode() {
    for Chip { name, tpp, rates, .. } in chips::all() {
        let modes = rates.iter().zip([4, 8, 8, 16, 19, 64]);
        let best = modes.filter_map(|(rate, bits)| Some(hundredths(rate.as_ref()?) * bits)).max();
        assert_eq!(best, tpp.as_deref().map(hundredths), "{name}");
    }
}

/// Every chip is compared, but the three of which the performance is not known.
#[test]
fn every_chip_of_known_performance_is_compared() {
    let known: Vec<String> = chips::all().into_iter().filter(|c| c.tpp.is_some()).map(|c| c.name).collect();
    assert_eq!(known, BY_HAND.map(|(chip, ..)| chip));
}
