//! The bar on a terminal: how much is done, how fast, and how long it will take.

use indicatif::{ProgressBar, ProgressStyle};

use super::checkpoint::Checkpoint;

/// A bar on standard error; nothing where that is no terminal.
pub struct Progress {
    bar: ProgressBar,
    /// Where this run began.
    before: u64,
    counts_rows: bool,
}

impl Progress {
    /// Of a table of so many bytes, or rows.
    pub fn new(length: u64, counts_rows: bool, begun: &Checkpoint) -> Progress {
        let bar = ProgressBar::new(length);
        let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("━━╌"));
        bar.set_position(begun.offset);
        bar.reset_eta();
        Progress { bar, before: begun.rows, counts_rows }
    }

    /// Shows how far the run is.
    pub fn at(&self, state: &Checkpoint) {
        let milliseconds = u64::try_from(self.bar.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = (state.rows - self.before).saturating_mul(1000) / milliseconds;
        let bad = if state.bad > 0 { format!(", {} with mistakes", thousands(state.bad)) } else { String::new() };
        self.bar.set_message(format!("{} rows{bad}, {} a second", thousands(state.rows), thousands(rate)));
        self.bar.set_position(if self.counts_rows { state.rows } else { state.offset });
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// `1,234,567`
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
