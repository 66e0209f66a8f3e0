//! Formatting: what each fixture becomes, and what must hold of every text.
//!
//! `NAME.act` becomes `NAME.formatted.act`. `LEXACT_UPDATE=1 cargo test format` rewrites the latter; then read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use lexact::source::SourceId;
use lexact::syntax::format::formatted;
use lexact::syntax::{parse, print};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn act_files(below: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(below).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            all.extend(act_files(&entry));
        } else if entry.extension().is_some_and(|e| e == "act") {
            all.push(entry);
        }
    }
    all.sort();
    all
}

/// Every text of the repository that parses, with its name.
fn texts() -> Vec<(String, String)> {
    let folders = ["tests/targets", "tests/syntax/good", "tests/check", "tests/format", "rules", "examples"];
    let files = folders.iter().flat_map(|folder| act_files(&root().join(folder)));
    let mut all = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        // A file of `tests/check` may hold several, each below a line `==== NAME`.
        let parts = text.split("==== ").map(|part| if text.contains("==== ") { after_line(part) } else { part });
        all.extend(
            parts.filter(|part| !part.trim().is_empty() && parses(part)).map(|part| (name.clone(), part.to_owned())),
        );
    }
    all
}

fn after_line(text: &str) -> &str {
    text.split_once('\n').map_or("", |(_, rest)| rest)
}

fn parses(text: &str) -> bool {
    !parse(SourceId(0), text).1.iter().any(|d| d.is_error())
}

fn comments(text: &str) -> Vec<String> {
    parse(SourceId(0), text).0.comments.iter().map(|c| c.node.clone()).collect()
}

/// The tree as the printer writes it, without comments.
fn law(text: &str) -> String {
    print::file(&parse(SourceId(0), text).0)
}

/// Formats a text and says what is wrong with the result.
fn format(text: &str) -> Result<String, String> {
    let once = formatted(text).map_err(|all| format!("{:?}", all.iter().map(|d| &d.message).collect::<Vec<_>>()))?;
    let twice = formatted(&once).map_err(|all| format!("the second time: {all:?}"))?;
    if once != twice {
        let differ = once.lines().zip(twice.lines()).find(|(a, b)| a != b);
        return Err(format!("formatting twice differs: {differ:?}"));
    }
    if law(text) != law(&once) {
        return Err("another tree".into());
    }
    if comments(text) != comments(&once) {
        return Err("other comments".into());
    }
    if once.lines().any(|line| line.ends_with(' ')) && !text.lines().any(|line| line.ends_with(' ')) {
        return Err("spaces at the end of a line".into());
    }
    Ok(once)
}

#[test]
fn fixtures() {
    let update = std::env::var_os("LEXACT_UPDATE").is_some();
    let mut wrong = Vec::new();
    let files = act_files(&root().join("tests/format"));
    for path in files.iter().filter(|path| !path.to_string_lossy().ends_with(".formatted.act")) {
        let becomes = path.with_extension("formatted.act");
        let now = format(&fs::read_to_string(path).unwrap()).unwrap_or_else(|why| why);
        if update {
            fs::write(&becomes, &now).unwrap();
        }
        let expected = fs::read_to_string(&becomes).unwrap_or_default();
        if now != expected {
            wrong.push(format!("{}:\n{now}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_text_keeps_its_tree_and_its_comments() {
    let told = |(name, text): (String, String)| format(&text).err().map(|why| format!("{name}: {why}"));
    let wrong: Vec<String> = texts().into_iter().filter_map(told).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every line with a comment above it, further in than it or not, and a comment behind it.
#[test]
fn a_comment_on_every_line_is_kept() {
    let mut wrong = Vec::new();
    for (number, (name, text)) in small().into_iter().enumerate() {
        for indent in [["", "            "], ["      ", "  "]][number % 2] {
            let commented: String = text
                .lines()
                .enumerate()
                .map(|(n, line)| match line.trim() {
                    "" => "\n".to_owned(),
                    prose if prose.starts_with("---") => format!("{line}\n"),
                    _ => format!("{indent}-- above {n}\n{line}  -- behind {n}\n"),
                })
                .collect();
            if parses(&commented)
                && let Err(why) = format(&commented)
            {
                wrong.push(format!("{name}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Spaces of every statement broken by comments, where the language allows it.
#[test]
fn a_comment_between_any_two_words_is_kept() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (name, text) in statements() {
        let law = law(&text);
        for (number, (at, _)) in text.match_indices(' ').enumerate() {
            // Some places of each, with the forms in turn: all of them everywhere would take minutes.
            let comment = ["  -- c\n", "\n-- c\n", "  -- c\n  -- d\n", "\n\n      -- c\n\n"][number % 4];
            let commented = format!("{}{comment}{}", &text[..at], &text[at + 1..]);
            if number % 5 == text.len() % 5 && parses(&commented) && self::law(&commented) == law {
                tried += 1;
                wrong.extend(format(&commented).err().map(|why| format!("{name}: {why}:\n{commented}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 100, "{tried}");
}

/// The texts with every form the language has.
fn small() -> Vec<(String, String)> {
    let folders = ["tests/targets", "tests/syntax/good", "tests/format"];
    texts().into_iter().filter(|(name, _)| folders.iter().any(|folder| name.starts_with(folder))).collect()
}

/// Their short statements, each alone.
fn statements() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, text) in small() {
        let items = parse(SourceId(0), &text).0.items;
        let texts = items.iter().map(|item| text[item.span.start as usize..item.span.end as usize].to_owned());
        all.extend(
            texts.filter(|text| text.len() < 1_000 && !text.starts_with("---")).map(|text| (name.clone(), text)),
        );
    }
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all.dedup_by(|a, b| a.1 == b.1);
    all
}

#[test]
fn line_ends_and_the_byte_order_mark() {
    let plain = "repeal 1.a  -- x\n\n--- One.\n--- Two.\n\nrule 1.b\n  -- y\n  then a is b\n";
    let once = formatted(plain).unwrap();
    for line_end in ["\r\n", "\r"] {
        let text = format!("\u{FEFF}{}", plain.replace('\n', line_end));
        assert_eq!(formatted(&text).unwrap(), once, "{line_end:?}");
    }
    assert!(!once.contains('\r'));
}

#[test]
fn what_does_not_parse_is_not_formatted() {
    let diagnostics = formatted("rule 1.a\n  whn a\n  then a is b\n").unwrap_err();
    assert!(diagnostics.iter().any(|d| d.code.starts_with("syntax/")), "{diagnostics:?}");
    assert_eq!(formatted("").unwrap(), "");
    assert_eq!(formatted("\n\n -- only this\n\n").unwrap(), "-- only this\n");
}

/// A folder of rule files, one of them with a mistake, made anew.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("format").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("inner")).unwrap();
    fs::write(folder.join("tidy.act"), "repeal 1.a\n").unwrap();
    fs::write(folder.join("inner/untidy.act"), "repeal\r\n 1.a -- why\r\n").unwrap();
    fs::write(folder.join("wrong.act"), "repeal  ,\n").unwrap();
    fs::write(folder.join("notes.txt"), "repeal   1.a").unwrap();
    folder
}

fn lexact(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lexact"));
    let output = command.args(arguments).current_dir(folder).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

#[test]
fn the_command_writes_what_changes_and_nothing_else() {
    let folder = folder("write");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let listed = format!("{}\n", Path::new(".").join("inner").join("untidy.act").display());
    let (text, code) = lexact(&folder, &["fmt", "--check", "."]);
    assert_eq!((text, code), (format!("{listed}1 file would change, 1 unchanged, 1 left as it was\n"), Some(1)));
    assert!(read("inner/untidy.act").contains('\r'));
    let (text, code) = lexact(&folder, &["fmt", "."]);
    assert_eq!((text, code), (format!("{listed}1 file formatted, 1 unchanged, 1 left as it was\n"), Some(1)));
    assert_eq!(read("inner/untidy.act"), format!("repeal 1.a{}-- why\n", " ".repeat(34)));
    assert_eq!(read("wrong.act"), "repeal  ,\n");
    assert_eq!(read("notes.txt"), "repeal   1.a");
    assert_eq!(names(&folder.join("inner")), ["untidy.act"]);
    let (text, code) = lexact(&folder, &["fmt", "--check", "inner", "tidy.act"]);
    assert_eq!((text.as_str(), code), ("0 files would change, 2 unchanged\n", Some(0)));
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("link");
    let file = folder.join("inner/untidy.act");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("inner/untidy.act", folder.join("link.act")).unwrap();
    assert_eq!(lexact(&folder, &["fmt", "link.act"]).1, Some(0));
    assert!(folder.join("link.act").is_symlink());
    assert!(!fs::read_to_string(&file).unwrap().contains('\r'));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}
