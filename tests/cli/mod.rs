//! Transcripts: every `$ lexact …` line of `*.md` runs, and what it prints and its exit code are what the file says.
//!
//! A line may end in `< FILE` (standard input) or `| head -N` (only the first lines are kept). Lines that begin with `< ` right after
//! it are what is typed. Standard error follows
//! standard output; an exit code other than 0 is a last line `[exit 1]`. `LEXACT_UPDATE=1 cargo test` rewrites them.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let entries = std::fs::read_dir(&folder).expect("the folder of transcripts");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "md"));
    // Without the feature there is no such command.
    files.retain(|path| cfg!(feature = "batch") || !path.ends_with("batch.md"));
    files.sort();
    assert!(!files.is_empty());
    // Transcripts may write there.
    std::fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("target"))
        .expect("a folder for what is written");
    let update = std::env::var_os("LEXACT_UPDATE").is_some();
    for path in files {
        let written = std::fs::read_to_string(&path).expect("a transcript");
        let now = replay(&written);
        if update {
            std::fs::write(&path, now).expect("to write the transcript");
        } else {
            assert_same(&path, &written, &now);
        }
    }
}

fn assert_same(path: &Path, written: &str, now: &str) {
    let differs = written.lines().zip(now.lines()).position(|(a, b)| a != b);
    let at = differs.unwrap_or_else(|| written.lines().count().min(now.lines().count()));
    let around = |text: &str| text.lines().skip(at).take(12).collect::<Vec<_>>().join("\n");
    assert!(
        written == now,
        "{}:{}: written:\n{}\n\nnow (LEXACT_UPDATE=1 accepts it):\n{}",
        path.display(),
        at + 1,
        around(written),
        around(now)
    );
}

/// The transcript with the output of today.
fn replay(transcript: &str) -> String {
    let mut out = String::new();
    let mut in_console = false;
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        let command = line.strip_prefix("$ lexact ").filter(|_| in_console);
        if !in_console || command.is_some() || line.starts_with("```") {
            let _ = writeln!(out, "{line}");
        }
        if let Some(command) = command {
            let mut typed = String::new();
            while let Some(line) = lines.next_if(|line| line.starts_with("< ")) {
                let _ = writeln!(out, "{line}");
                let _ = writeln!(typed, "{}", &line[2..]);
            }
            out += &run(command, &typed);
        }
    }
    out
}

/// A digest changes with every letter of a rule file; a transcript need not.
fn without_digest(line: &str) -> String {
    const LENGTH: usize = 64;
    let mut out = String::new();
    for part in line.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let end = part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        out += if part.len() - end.len() == LENGTH { "…" } else { &part[..part.len() - end.len()] };
        out += end;
    }
    out
}

fn run(line: &str, typed: &str) -> String {
    let (line, head) = match line.split_once(" | head -") {
        Some((line, n)) => (line, n.parse().expect("a number of lines")),
        None => (line, usize::MAX),
    };
    let (line, input) = match line.split_once(" < ") {
        Some((line, file)) => (line, Stdio::from(std::fs::File::open(file).expect("a file"))),
        None => (line, Stdio::piped()),
    };
    let mut running = Command::new(env!("CARGO_BIN_EXE_lexact"))
        .args(line.split_whitespace())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CLICOLOR_FORCE")
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("to run lexact");
    if let Some(mut input) = running.stdin.take() {
        // A command that reads nothing may have ended already.
        let _ = input.write_all(typed.as_bytes());
    }
    let output = running.wait_with_output().expect("to run lexact");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut all: String = text.lines().take(head).map(|line| format!("{line}\n")).collect();
    all += &String::from_utf8(output.stderr).expect("UTF-8");
    match output.status.code() {
        Some(0) => {}
        Some(code) => all += &format!("[exit {code}]\n"),
        None => all += "[killed]\n",
    }
    // A fenced block holds no trailing spaces, and its fence must stay its own.
    assert!(!all.contains("```"), "{all}");
    all.lines().map(|line| format!("{}\n", without_digest(line.trim_end()))).collect()
}
