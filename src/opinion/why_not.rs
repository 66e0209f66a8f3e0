//! Nearest misses as text.

use super::Language;
use crate::decision::WhyNot;

impl WhyNot {
    /// In the sentences of a language: what it is instead, then a line for each way to bring it about.
    pub fn to_text(&self, language: &dyn Language) -> String {
        let mut lines = vec![language.why_not(self)];
        for (number, miss) in self.misses.iter().enumerate() {
            let changes: Vec<String> = miss.changes.iter().map(|change| language.change(change)).collect();
            lines.push(format!("  {}", language.way(&changes, number > 0)));
        }
        if self.misses.is_empty() && !self.holds {
            lines.push(format!("  {}", language.no_way(self.complete)));
        }
        lines.extend(self.days.iter().map(|day| format!("  {}", language.other_day(day))));
        if !self.complete && !self.misses.is_empty() {
            lines.push(language.not_all_tried().to_string());
        }
        lines.join("\n") + "\n"
    }
}
