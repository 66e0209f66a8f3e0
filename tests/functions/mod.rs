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
    for case in ["lines-by-year", "tiers", "rule-table", "rows-amended", "stated-bands"] {
        let mut files = cases::sources("functions", case);
        files.retain(|(name, _)| name.starts_with("1-") || name == "rulebook.act");
        for (file, (name, text)) in files.iter().enumerate() {
            for (line, row) in text.lines().enumerate().filter(|(_, line)| is_row(line) || is_band(line)) {
                let mut without = files.clone();
                let kept = text.lines().enumerate().filter(|(n, _)| *n != line).map(|(_, l)| l);
                without[file].1 = kept.collect::<Vec<_>>().join("\n");
                let told = lexact::Rulebook::from_sources(without).expect_err(row).to_string();
                assert!(
                    told.contains("[plan/rows-gap]") || told.contains("[syntax/no-above]"),
                    "{case}/{name}: without {row}\n{told}"
                );
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 4 + 3 + 4 + 4 + 8);
}

/// A row of a table or a tier, and neither the headings nor `otherwise`.
fn is_row(line: &str) -> bool {
    let line = line.trim_start();
    let row = line.starts_with("| ") && !line.starts_with("| row") && !line.starts_with("| otherwise");
    row || line.starts_with("tier ")
}

/// The same of every table, tiers and scale that is shipped, whichever band of a scale it is.
#[test]
fn no_row_of_a_shipped_table_can_go_unnoticed() {
    let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut tried = 0;
    for book in std::fs::read_dir(&rules).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        let files = shipped(&rules, &book);
        for (file, (name, text)) in files.iter().enumerate() {
            for (line, row) in text.lines().enumerate().filter(|(_, line)| is_row(line) || is_band(line)) {
                let mut without = files.clone();
                let kept = text.lines().enumerate().filter(|(n, _)| *n != line).map(|(_, l)| l);
                without[file].1 = kept.collect::<Vec<_>>().join("\n");
                let told = match lexact::Rulebook::from_sources(without) {
                    Ok(_) => panic!("{}: {name} says nothing without {row}", book.display()),
                    Err(told) => told.to_string(),
                };
                // A row that is a rule may be missed before it is missed as a row.
                let noticed = [
                    "[plan/rows-gap]",
                    "[syntax/no-above]",
                    "[temporal/amends-nothing]",
                    "[resolve/unknown-provision]",
                    "[types/reaches-nothing]",
                ];
                assert!(noticed.iter().any(|code| told.contains(code)), "{name}: without {row}\n{told}");
                tried += 1;
            }
        }
    }
    assert!(tried > 250, "{tried} rows");
}

fn is_band(line: &str) -> bool {
    ["  up to ", "  above ", "  from ", "  below "].iter().any(|word| line.starts_with(word)) && line.contains(" at ")
}

/// The files of a shipped rulebook and of those it uses, without scenarios.
fn shipped(rules: &std::path::Path, book: &std::path::Path) -> Vec<(String, String)> {
    let read = |folder: &std::path::Path, before: &str| {
        let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
        let mut files: Vec<_> = files.filter(|p| p.extension().is_some_and(|e| e == "act")).collect();
        files.sort();
        let name = |path: &std::path::Path| format!("{before}{}", path.file_name().unwrap().to_string_lossy());
        files.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect::<Vec<_>>()
    };
    let mut all = read(book, "");
    let used: Vec<String> = all
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| line.strip_prefix("uses "))
        .map(|rest| rest.split_whitespace().next().unwrap_or_default().to_string())
        .collect();
    for name in used {
        all.extend(read(&rules.join(&name), &format!("{name}/")));
    }
    all
}
