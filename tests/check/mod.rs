//! Mistakes of meaning: each folder is a code; `bad*.act` must be refused with it, `mended*.act` must pass.
//!
//! A fixture is one act, or several with a line `==== NAME.act` before each; the vocabulary is `prelude.act`, unless the
//! fixture brings a `==== rulebook.act` of its own.

use std::fs;
use std::path::Path;

use lexact::diagnostics::render::plain;
use lexact::{Failure, Rulebook};

/// The header of a fixture that is one act.
const HEADER: &str = "act one\n  citation \"1 Reg. 1\"\n  published 2024-01-01\n  effective 2024-01-01\n\n";

fn sources(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    if !fixture.contains("==== rulebook.act") {
        files.push(("rulebook.act".into(), include_str!("prelude.act").into()));
    }
    if !fixture.contains("==== ") {
        files.push(("one.act".into(), format!("{HEADER}{fixture}")));
    }
    for part in fixture.split("==== ").skip(1) {
        let (name, text) = part.split_once('\n').unwrap();
        files.push((name.trim().into(), text.into()));
    }
    files
}

fn told(failure: &Failure) -> String {
    failure.diagnostics().iter().map(|d| plain(d, failure.sources())).collect()
}

#[test]
fn each_code_is_provoked_and_mended() {
    insta::glob!("*/*.act", |path| {
        let fixture = fs::read_to_string(path).unwrap();
        let code = path.parent().unwrap().file_name().unwrap().to_string_lossy().replacen("--", "/", 1);
        let result = Rulebook::from_sources(sources(&fixture));
        if path.file_name().unwrap().to_string_lossy().starts_with("mended") {
            if let Err(failure) = result {
                panic!("{} should pass:\n{}", path.display(), told(&failure));
            }
            return;
        }
        let failure = result.expect_err(&format!("{} should be refused", path.display()));
        assert!(
            failure.diagnostics().iter().any(|d| d.code == code),
            "{} should be refused with {code}:\n{}",
            path.display(),
            told(&failure)
        );
        insta::with_settings!({ omit_expression => true, description => fixture.trim_end() }, {
            insta::assert_snapshot!(told(&failure));
        });
    });
}

/// Every code of the stages of meaning has a folder here.
#[test]
fn no_code_without_a_fixture() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for stage in ["resolve", "types", "temporal", "plan"] {
        let text = fs::read_to_string(root.join("src").join(stage).join("error.rs")).unwrap();
        let prefix = format!("\"{stage}/");
        for (at, _) in text.match_indices(&prefix) {
            let code = text[at + 1..].split('"').next().unwrap();
            let folder = root.join("tests/check").join(code.replacen('/', "--", 1));
            assert!(folder.is_dir(), "{code} has no fixture in tests/check");
        }
    }
}
