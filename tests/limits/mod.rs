//! What a stranger's file may ask for: always an answer or a diagnostic, never a panic or an exhausted stack.

use lexact::{Known, Rulebook};

const VOCABULARY: &str = "rulebook deep\n  title \"Deep\"\nfact x number \"x\"\nfact y yes/no \"y\"\n\
     decision license required | not needed \"license\"\n";
const ACT: &str = "act one\n  citation \"1 Reg. 1\"\n  published 2024-01-01\n  effective 2024-01-01\n";

fn open(act: String) -> Result<Rulebook, lexact::Failure> {
    Rulebook::from_sources([("rulebook.act", VOCABULARY.to_string()), ("one.act", act)])
}

/// Runs on the stack that Rust gives a thread: 2 MiB.
fn with_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

fn decide(book: &Rulebook) -> lexact::Decision {
    let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
    let facts = law.facts().from_json(r#"{"x": 1, "y": true}"#).unwrap();
    law.decide(&facts)
}

/// The longest chain of definitions that is accepted is also evaluated and explained.
#[test]
fn chains_are_refused_before_they_are_too_deep() {
    with_small_stack(|| {
        let chain = |length: usize| {
            let mut act = ACT.to_string();
            for n in 0..length {
                let next = if n + 1 < length { format!("n{} + 1", n + 1) } else { "x".into() };
                act += &format!("define d.{n} n{n} = {next}\n");
            }
            act + "rule 1\n  when n0 is at least 4\n  then license is required\n"
        };
        let longest = (1..400).step_by(5).take_while(|n| open(chain(*n)).is_ok()).last().unwrap();
        assert!(longest > 50, "only {longest} definitions in a chain");
        let decision = decide(&open(chain(longest)).unwrap());
        assert_eq!(decision["license"], "required");
        assert!(decision.explain().contains("d.1"));
        // The range of what is missing is as deep as its value.
        let law = open(chain(longest)).unwrap().in_force("2024-01-01".parse().unwrap(), Known::Latest);
        let decision = law.decide(&law.facts().from_json("{}").unwrap());
        assert_eq!(decision["license"].status, lexact::Status::Unknown);
        assert_eq!(decision.needs_of("license").len(), 1);
        assert!(open(chain(longest + 5)).is_err());
    });
}

/// Sums that read definitions that are sums: as deep, and no dearer than each definition once.
#[test]
fn calculations_over_several_provisions() {
    with_small_stack(|| {
        let vocabulary = "rulebook deep\n  title \"Deep\"\nrecord T\n  a number at least 0\nfact all_of_them list of T\n\
             decision license required | not needed\n";
        let chain = |length: usize| {
            let mut act = ACT.to_string();
            for n in 0..length {
                let next = if n + 1 < length { format!("n{}", n + 1) } else { "1".into() };
                act += &format!("define d.{n} n{n} = {next} + {next} + sum of ({next} * t.a for t in all_of_them)\n");
            }
            act + "rule 1\n  when n0 is at least 4\n  then license is required\n"
        };
        let open = |length: usize| {
            Rulebook::from_sources([("rulebook.act", vocabulary.to_string()), ("one.act", chain(length))])
        };
        let longest = (1..400).step_by(5).take_while(|n| open(*n).is_ok()).last().unwrap();
        assert!(longest > 20, "only {longest} definitions in a chain");
        let law = open(longest).unwrap().in_force("2024-01-01".parse().unwrap(), Known::Latest);
        let list = vec!["{}"; 20].join(", ");
        let decision = law.decide(&law.facts().from_json(&format!("{{\"all_of_them\": [{list}]}}")).unwrap());
        assert_eq!(decision["license"], "required");
        assert!(decision.explain().contains("d.1"));
    });
}

#[test]
fn nested_conditions_over_several_provisions() {
    with_small_stack(|| {
        let chain = |length: usize| {
            let mut act = ACT.to_string();
            for n in 0..length {
                let next = if n + 1 < length { format!("m{}", n + 1) } else { "y".into() };
                act += &format!("define d.{n} m{n} = {}{next} is yes{}\n", "not (".repeat(40), ")".repeat(40));
            }
            act + "rule 1\n  when m0\n  then license is required\n"
        };
        let longest = (1..60).take_while(|n| open(chain(*n)).is_ok()).last().unwrap();
        assert!(longest >= 3, "only {longest} definitions");
        assert_eq!(decide(&open(chain(longest)).unwrap())["license"], "required");
    });
}

/// One provision whose text is cut off at every byte, and mistakes in every second line.
#[test]
fn truncated_and_damaged_rulebooks_are_diagnosed() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/us-ear/");
    let vocabulary = std::fs::read_to_string(format!("{root}rulebook.act")).unwrap();
    for end in (0..vocabulary.len()).step_by(97).filter(|end| vocabulary.is_char_boundary(*end)) {
        let _ = Rulebook::from_sources([("rulebook.act", &vocabulary[..end])]);
    }
    let damaged: String = vocabulary
        .lines()
        .enumerate()
        .map(|(n, l)| if n % 2 == 0 { format!("{l} (\n") } else { format!("{l}\n") })
        .collect();
    let failure = Rulebook::from_sources([("rulebook.act", damaged)]).unwrap_err();
    assert!(failure.diagnostics().len() > 3);
}

#[test]
fn hostile_numbers_are_undefined_not_endless() {
    let act = format!("{ACT}rule 1\n  when x ^ 1000 ^ 1000 is at least 4\n  then license is required\n");
    if let Ok(book) = open(act) {
        let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
        let facts = law.facts().from_json(r#"{"x": 123456789.123456789}"#).unwrap();
        assert_eq!(law.decide(&facts)["license"].status.word(), "undefined");
    }
}

/// Facts lie in the slots of one rulebook; those of another are refused, not misread.
#[test]
#[should_panic(expected = "read them anew")]
fn facts_of_another_rulebook_are_refused() {
    let rule = |n: u32| open(format!("{ACT}rule 1\n  when x is at least {n}\n  then license is required\n")).unwrap();
    let day = "2024-01-01".parse().unwrap();
    let facts = rule(1).in_force(day, Known::Latest).facts().from_json(r#"{"x": 1}"#).unwrap();
    let _ = rule(2).in_force(day, Known::Latest).decide(&facts);
}

/// What a nearest miss rests on is looked into once, however often it is asked: definitions that spread in a circle, and sums of sums.
#[test]
fn nearest_misses_through_circles_and_repeated_sums() {
    with_small_stack(|| {
        let vocabulary = "rulebook deep\nrecord Firm\n  called identity\n  parent Firm by name\n  barred yes/no\n\
            fact buyer Firm\nfact firms list of Firm\nfact x number\ndecision license required | not needed\n";
        let doubled = |n: usize| format!("define d.{n} n{n} = n{} + n{0}\n", n - 1);
        let act = format!(
            "{ACT}define 1 tainted of Firm, spreading from firm.barred\n  when tainted of firm.parent\ndefine d.0 n0 = x\n{}\
             default 2 license is not needed\nrule 3\n  when any of\n    (1) tainted of buyer\n    (2) n30 is at least 1_000_000_000_000\n  \
             then license is required\n",
            (1..=30).map(doubled).collect::<String>()
        );
        let book = Rulebook::from_sources([("rulebook.act", vocabulary.to_string()), ("one.act", act)]).unwrap();
        let law = book.in_force("2024-01-01".parse().unwrap(), Known::Latest);
        let facts = r#"{"x": 1, "buyer": {"called": "A", "parent": "B", "barred": false}, "firms": [{"called": "B", "parent": "A", "barred": false}]}"#;
        let decision = law.decide(&law.facts().from_json(facts).unwrap());
        let why_not = decision.why_not("license is required").unwrap();
        let facts: Vec<&str> = why_not.misses.iter().map(|miss| miss.changes[0].fact.as_str()).collect();
        assert_eq!(facts, ["buyer.barred", "firms[0].barred"]);
        assert!(!why_not.complete, "thirty sums one inside another are not turned around");
    });
}

/// Ten thousand rows are tried over twenty thousand values, and what is wrong in the midst of them is found.
#[test]
fn long_tables_are_tried() {
    let table = |wrong: &str| {
        let rows = |range: std::ops::Range<u32>| -> String {
            range.map(|n| format!("  | {n} | at least {n}, less than {} || {n} |\n", n + 1)).collect()
        };
        let table = "table 1 rate of (amount)\n  | row | amount || rate |\n  | first | less than 1 || 0 |\n";
        let last = "  | last | at least 10000 || 10000 |\n";
        let rule = "rule 2\n  when rate of (x) is at least 4\n  then license is required\n";
        open(format!("{ACT}{table}{}{wrong}{}{last}{rule}", rows(1..5_000), rows(5_001..10_000)))
    };
    assert!(table("  | 5000 | at least 5000, less than 5001 || 5000 |\n").is_ok());
    for (wrong, code) in
        [("", "plan/rows-gap"), ("  | 5000 | at least 5000, at most 5001 || 1 |\n", "plan/rows-overlap")]
    {
        let failure = table(wrong).unwrap_err();
        assert_eq!(failure.diagnostics().iter().map(|d| d.code).collect::<Vec<_>>(), [code], "{failure}");
        assert!(failure.to_string().contains("5000") || failure.to_string().contains("5001"), "{failure}");
    }
}

/// Of a line that nobody reads to its end, what is near the mistake is shown, with its place in the whole line.
#[test]
fn mistakes_in_endless_lines_are_drawn() {
    use lexact::diagnostics::render::plain;
    let title = |text: String| format!("rule 1\n  title {text} nope\n  when y\n  then license is required\n");
    let acts = [
        format!("rule 1\n  when {}nope\n  then license is required\n", " ".repeat(66_000)),
        title("\"x\" ".repeat(20_000)),
        title(format!("\"{}\"", "x".repeat(66_000))),
        title(format!("\"{}\"", "文".repeat(66_000))),
        format!("rule 1\n  when {}nope{}\n  then license is required\n", "y and ".repeat(90), " ".repeat(70_000)),
        format!("rule 1\n  when nope{}and nope\n  then license is required\n", " ".repeat(70_000)),
    ];
    for act in acts {
        let failure = open(format!("{ACT}{act}")).unwrap_err();
        for (report, diagnostic) in failure.reports().zip(failure.diagnostics()) {
            let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
            let mut drawn = String::new();
            handler.with_width(100).with_wrap_lines(false).render_report(&mut drawn, &report).unwrap();
            assert!(drawn.lines().all(|line| line.chars().count() < 2_000), "{drawn}");
            assert!(drawn.contains("nope") && drawn.contains('…'), "{drawn}");
            let place = plain(diagnostic, failure.sources());
            let place = place.split(": ").next().unwrap();
            assert!(drawn.contains(&format!("[{place}]")), "{place}: {drawn}");
        }
    }
}
