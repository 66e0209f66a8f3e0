//! Commands of a page, and what they print.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::root;

/// Where commands run.
pub struct Place {
    folder: PathBuf,
}

impl Place {
    /// In this repository.
    pub fn repository() -> Place {
        Place { folder: root().to_path_buf() }
    }

    /// In a folder that holds the page's rulebook under `name`, and its facts in `facts.json`.
    pub fn page(name: &str, rulebook: &[(String, String)], facts: Option<&str>) -> Place {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs").join(name.replace('/', "-"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join(name)).expect("a folder for the page");
        for (file, text) in rulebook {
            let path = folder.join(name).join(file);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
            std::fs::write(path, text).expect("a file of the page");
        }
        if let Some(facts) = facts {
            std::fs::write(folder.join("facts.json"), facts).expect("the facts of the page");
        }
        Place { folder }
    }

    /// The block as it should read: every command with its output. Lines that begin with `< ` after a command are what is typed.
    pub fn run(&self, block: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut lines = block.lines().peekable();
        while let Some(line) = lines.next() {
            if !line.starts_with("$ ") {
                continue;
            }
            let mut typed = String::new();
            let mut shown = String::new();
            while let Some(line) = lines.next_if(|line| line.starts_with("< ")) {
                shown += &format!("{line}\n");
                typed += &format!("{}\n", &line[2..]);
            }
            let words = words(&line[2..]);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            out += line;
            out.push('\n');
            out += &shown;
            let (printed, code) = match words.as_slice() {
                ["lexact", arguments @ ..] | ["cargo", "run", "--release", "--", arguments @ ..] => {
                    self.lexact(arguments, &typed)?
                }
                ["cat", file] => (self.read(file)?, 0),
                // the tests themselves, and what installs or compiles
                ["cargo", "test" | "bench" | "build", ..] => (String::new(), 0),
                _ => return Err(format!("`{line}` is no command this test knows")),
            };
            out += &printed;
            if code != 0 {
                out += &format!("[exit {code}]\n");
            }
        }
        Ok(out)
    }

    fn read(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(self.folder.join(file)).map_err(|why| format!("{file}: {why}"))
    }

    fn lexact(&self, arguments: &[&str], typed: &str) -> Result<(String, i32), String> {
        let program = option_env!("CARGO_BIN_EXE_lexact").ok_or("the command line is not built")?;
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).env("NO_COLOR", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut running = command.spawn().map_err(|why| why.to_string())?;
        if let Some(mut input) = running.stdin.take() {
            // A command that reads nothing may have ended already.
            let _ = input.write_all(typed.as_bytes());
        }
        let run = running.wait_with_output().map_err(|why| why.to_string())?;
        let text = [run.stdout, run.stderr].concat();
        Ok((String::from_utf8_lossy(&text).into_owned(), run.status.code().unwrap_or(-1)))
    }
}

/// The words of a command; quotation marks join words.
fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match c {
            '\'' | '"' if quote == Some(c) => quote = None,
            '\'' | '"' if quote.is_none() => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            ' ' if quote.is_none() => all.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    all.extend(word);
    all
}
