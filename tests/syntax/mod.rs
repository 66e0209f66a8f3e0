//! Text to tree: every construct, every message, and totality.

pub mod tree;

use lexact::diagnostics::{Diagnostic, render};
use lexact::source::Sources;
use lexact::syntax::ast::File;

/// Parses a text under a file name, and renders its diagnostics.
fn parse(name: &str, text: &str) -> (File, Vec<Diagnostic>, String) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let (file, diagnostics) = lexact::syntax::parse(id, text);
    let rendered = diagnostics.iter().map(|d| render::plain(d, &sources)).collect();
    (file, diagnostics, rendered)
}

/// Every target file, with its name.
fn targets() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/targets");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the folder of targets")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn targets_parse() {
    for (name, text) in targets() {
        let (file, diagnostics, rendered) = parse(&name, &text);
        eprintln!("{rendered}");
        assert!(!file.items.is_empty());
        assert!(diagnostics.iter().all(|d| !d.is_error()), "{rendered}");
    }
}

/// The tree of every target file and of every good fixture.
#[test]
fn good() {
    insta::glob!("good/**/*.act", |path| {
        let text = std::fs::read_to_string(path).expect("a text");
        let (file, _, rendered) = parse("good.act", &text);
        assert_eq!(rendered, "", "{}", path.display());
        insta::assert_snapshot!(tree(&file));
    });
}

/// What is said of every bad fixture.
#[test]
fn bad() {
    insta::glob!("bad/**/*.act", |path| {
        let text = std::fs::read_to_string(path).expect("a text");
        let (_, diagnostics, rendered) = parse("bad.act", &text);
        assert!(!diagnostics.is_empty(), "{}: nothing is wrong", path.display());
        insta::with_settings!({ description => text.trim_end() }, { insta::assert_snapshot!(rendered) });
    });
}

/// The trees of the target files.
#[test]
fn target_trees() {
    for (name, text) in targets() {
        let (file, _, _) = parse(&name, &text);
        insta::assert_snapshot!(name.replace(".act", ""), tree(&file));
    }
}

/// A file is the sum of its items: each one parsed alone gives the same tree.
#[test]
fn items_stand_alone() {
    let fixtures = glob("good");
    for (name, text) in targets().into_iter().chain(fixtures) {
        let (file, _, _) = parse(&name, &text);
        for item in &file.items {
            let alone = &text[item.span.start as usize..item.span.end as usize];
            let (again, _, rendered) = parse(&name, alone);
            assert!(!rendered.contains("error:"), "{rendered}");
            let trees: Vec<String> = again.items.iter().map(|i| tree::short(&i.kind)).collect();
            assert_eq!(trees, [tree::short(&item.kind)], "{name}");
        }
    }
}

/// The fixtures of one folder.
fn glob(folder: &str) -> Vec<(String, String)> {
    let mut waiting = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/syntax").join(folder)];
    let mut all = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(&path).expect("a folder").map(|e| e.expect("an entry").path()));
        } else if path.extension().is_some_and(|e| e == "act") {
            all.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a text")));
        }
    }
    all
}

fn tree(file: &File) -> String {
    let items: String = file.items.iter().map(|item| tree::short(&item.kind)).collect();
    let comments: String = file.comments.iter().map(|c| format!("-- {}\n", c.node)).collect();
    items + &comments
}

/// A file is its items: cutting it anywhere gives trees and messages, never a panic.
#[test]
fn truncated_anywhere() {
    for (name, text) in targets() {
        let (file, _, _) = parse(&name, &text);
        let items = file.items.iter().map(|i| &text[i.span.start as usize..i.span.end as usize]);
        for item in items {
            for end in (0..item.len()).filter(|end| item.is_char_boundary(*end)) {
                parse(&name, &item[..end]);
            }
        }
        for end in (0..text.len()).step_by(211).filter(|end| text.is_char_boundary(*end)) {
            parse(&name, &text[..end]);
        }
    }
}

/// Nesting is counted before anything is parsed, and refused in words.
#[test]
fn ten_thousand_deep() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(10_000), close.repeat(10_000));
    let conditions = [
        deep("(", ")"),
        deep("( ", " )"),
        deep("not ", ""),
        deep("- ", ""),
        deep("-", ""),
        deep("x of ", ""),
        deep("any x in y where ", ""),
        deep("sum of (", ")"),
        deep("sum of (x for y in z where ", ")"),
        deep("all of (1) any of (i) ", ""),
        deep("x of (", ")"),
        deep("sum of (x for y in z where any a in b where any c in d where ", ")"),
        deep("( any a in b where all of (i) any c in d where ", ")"),
        deep("x.", ""),
        deep("x + ", ""),
        deep("x ^ ", ""),
        deep("x and ", ""),
        deep("x is ", ""),
        deep("60 days after ", ""),
        deep("round ", " down to 0 places"),
        deep("round ", " to 2 places half up"),
        deep("round x.when + ", ""),
        deep("round f of (a) + ", ""),
        deep("round when\u{b7}x + ", ""),
        deep("the x in xs with the greatest ", ""),
        deep("the x in ", ""),
        deep("(the x in ", ")"),
        deep("the x in xs with the greatest x.f where all of (1) b (2) ", ""),
        deep("any x in f of (a) where ", ""),
        deep("any x in y.when where ", ""),
        deep("\u{201c}", "\u{201d}"),
    ];
    for condition in conditions {
        parse("deep.act", &format!("rule 1.a\n  when {condition}\n  then license is required\n"));
        parse("deep.act", &format!("scenario \"x\"\n  given x is {condition}\n"));
        parse("deep.act", &format!("record X\n  x {condition} \"x\"\n"));
    }
    let types = ["list of ", "optional ", "set of ", "a | "];
    types.iter().for_each(|t| drop(parse("deep.act", &format!("fact x {} Item", t.repeat(10_000)))));
    let (_, _, rendered) = parse("deep.act", &format!("rule 1.a\n  when {}\n  then a is b\n", deep("(", ")")));
    insta::assert_snapshot!(rendered.lines().next().unwrap_or_default(), @"deep.act:2:72: error: more than 64 brackets within one another [syntax/too-deep]");
}

/// As deep as is allowed, in every way at once, on the stack that Rust gives a thread.
#[test]
fn deepest_that_is_read() {
    let read = || {
        let lists = "any x in xs where ".repeat(16);
        for (open, close) in [
            ("(", ")"),
            ("round ", " down to 0 places"),
            ("the x in xs with the greatest ", ""),
            ("(the x in ", " with the greatest abc)"),
            ("(round ", " to 2 places half up)"),
        ] {
            let each = if open.starts_with('(') && open.len() > 1 { 32 } else { 64 };
            let deepest = format!("{}abc{}", open.repeat(each), close.repeat(each));
            let (_, _, rendered) = parse("deep.act", &format!("rule 1\n  when {lists}{deepest} is 1\n  then a is b\n"));
            assert_eq!(rendered, "");
        }
        // What has ended encloses nothing.
        let sum = vec!["round a to 2 places half up"; 90].join(" + ");
        let (_, _, rendered) = parse("wide.act", &format!("rule 1\n  when {sum} is 1\n  then a is b\n"));
        assert_eq!(rendered, "");
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(read).unwrap().join().unwrap();
}

/// Long statements and many mistakes are refused in words, too.
#[test]
fn long_files() {
    let (_, _, rendered) = parse("long.act", &format!("group X of Country is {}MO", "MO, ".repeat(300_000)));
    let first = rendered.lines().next().unwrap_or_default();
    insta::assert_snapshot!(first, @"long.act:1:1: error: this statement has more than 1048576 bytes [syntax/too-long]");
    let (_, diagnostics, rendered) = parse("long.act", &"rule 1.a then\n".repeat(2_000));
    assert_eq!(diagnostics.len(), 501);
    insta::assert_snapshot!(rendered.lines().last().unwrap_or_default(), @"error: more than 500 remarks on this file; the others are not shown [syntax/too-many]");
}

/// Mistakes deep inside brackets cost no more than mistakes elsewhere.
#[test]
fn no_exponential_search() {
    for (open, close) in [
        ("(", ")"),
        ("sum of (", ")"),
        ("f of (", ")"),
        ("count of (x in l where ", ")"),
        ("(x is (", "))"),
        ("(the x in ", ")"),
        ("(the x in l with the greatest ", ")"),
        ("(the x in l with the greatest ", ").f"),
    ] {
        for middle in ["", "x is", "5 5", "any of"] {
            let deepest = format!("{}{middle}{}", open.repeat(32), close.repeat(32));
            parse("deep.act", &format!("rule 1.a\n  when {deepest} any a in {deepest}\n  then license is required\n"));
            let nested = format!("{}{middle}{}", open.repeat(15), close.repeat(15));
            parse("deep.act", &format!("rule 1.a\n  when {nested}\n  then license is required\n"));
            parse("deep.act", &format!("scenario \"x\"\n  given x is {nested}, y is {nested}\n"));
        }
    }
}

proptest::proptest! {
    /// Whatever the bytes.
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        parse("any.act", &String::from_utf8_lossy(&bytes));
    }

    /// Whatever the order of the language's own words.
    #[test]
    fn any_words(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..60)) {
        parse("any.act", &words.join(" "));
    }
}

const WORDS: &[&str] = &[
    "rule",
    "3A090.a",
    "\n",
    "when",
    "then",
    "any of",
    "all of",
    "(1)",
    "(2)",
    "(i)",
    "(a)",
    "is",
    "not",
    "or",
    "and",
    "in",
    "item.tpp",
    "license",
    "required",
    "5",
    "GB/s",
    "2023-11-17",
    "\"text\"",
    "\"",
    "--",
    "---",
    "includes",
    "scenario",
    "given",
    "on",
    "expect",
    "define",
    "=",
    "exemption",
    "from",
    "amend",
    "insert",
    "into",
    "(",
    ")",
    ",",
    ";",
    "where",
    "any",
    "every",
    "（",
    "of",
    "record",
    "number",
    "|",
    "before",
    "at least",
    "until",
    "act",
    "effective",
    "otherwise",
];
