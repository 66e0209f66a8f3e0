//! Tables, tiers, scales and rounding: a folder for each case; what an answer shows; exactness against computations by other ways.

mod exact;
mod shown;

use super::cases;

#[test]
fn every_case_comes_out_as_its_scenarios_say() {
    cases::come_out_as_their_scenarios_say("functions");
}

/// Without any one of its rows, `check` reports the gap in every table, tiers or scale of a case that has no `otherwise`.
#[test]
fn a_row_that_is_deleted_leaves_a_gap() {
    let mut tried = 0;
    for case in ["lines-by-year", "tiers", "rule-table", "rows-amended"] {
        let mut files = cases::sources("functions", case);
        files.retain(|(name, _)| name.starts_with("1-") || name == "rulebook.act");
        for (file, (name, text)) in files.iter().enumerate() {
            for (line, row) in text.lines().enumerate().filter(|(_, line)| is_row(line)) {
                let mut without = files.clone();
                let kept = text.lines().enumerate().filter(|(n, _)| *n != line).map(|(_, l)| l);
                without[file].1 = kept.collect::<Vec<_>>().join("\n");
                let told = lexact::Rulebook::from_sources(without).expect_err(row).to_string();
                assert!(told.contains("[plan/rows-gap]"), "{case}/{name}: without {row}\n{told}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 4 + 3 + 4 + 4);
}

/// A row of a table or a tier, and neither the headings nor `otherwise`.
fn is_row(line: &str) -> bool {
    let line = line.trim_start();
    let row = line.starts_with("| ") && !line.starts_with("| row") && !line.starts_with("| otherwise");
    row || line.starts_with("tier ")
}
