//! The fenced blocks of a page.

/// A fenced block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The line of its first line of text, counted from 0.
    pub line: usize,
    /// `act`, `json`, …
    pub language: String,
    /// What follows in the info string: `error`, `on=2023-11-17`.
    pub flags: Vec<String>,
    /// Its text, each line ended.
    pub text: String,
}

impl Block {
    /// True if the info string has this word.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|f| f == flag)
    }

    /// The value of `key=value`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.flags.iter().find_map(|f| f.strip_prefix(key)?.strip_prefix('='))
    }
}

/// All blocks, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut all = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.split(',').map(|w| w.trim().to_string());
                let language = words.next().unwrap_or_default();
                open = Some(Block { line: number + 1, language, flags: words.collect(), text: String::new() });
            }
            (Some(_), Some(_)) => all.extend(open.take()),
            (Some(block), None) => {
                block.text += line;
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    all
}

/// The page with the texts of some blocks, named by their first lines, replaced.
pub fn replaced(page: &str, updates: &[(usize, String)]) -> String {
    let mut lines: Vec<&str> = page.lines().collect();
    for (line, text) in updates.iter().rev() {
        let end = (*line..lines.len()).find(|n| lines[*n].starts_with("```")).expect("the end of the block");
        lines.splice(*line..end, text.lines());
    }
    lines.join("\n") + "\n"
}

/// True if `found` is what `expected` shows; a line `…` stands for any lines.
pub fn shows(expected: &str, found: &str) -> bool {
    let expected: Vec<&str> = expected.trim_end().lines().map(str::trim_end).collect();
    let found: Vec<&str> = found.trim_end().lines().map(str::trim_end).collect();
    matches(&expected, &found)
}

fn matches(expected: &[&str], found: &[&str]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((line, rest)) if line.trim() == "…" => (0..=found.len()).any(|skip| matches(rest, &found[skip..])),
        Some((line, rest)) => found.first() == Some(line) && matches(rest, &found[1..]),
    }
}
