//! An opinion as plain text.

use super::document::{Document, Item, Section};
use crate::source::width;

impl Document {
    /// As plain text.
    pub fn to_text(&self) -> String {
        render(self)
    }
}

fn render(document: &Document) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(width(&document.title)));
    for (label, text) in &document.head {
        out += &format!("{label}{}{text}\n", document.colon);
    }
    for section in &document.sections {
        out += &format!("\n{}\n{}\n", section.heading, "-".repeat(width(&section.heading)));
        body(&mut out, section, document.colon);
        for part in &section.parts {
            out += &format!("\n{}\n", part.heading);
            body(&mut out, part, document.colon);
        }
    }
    out += &format!("\n{}\n", document.caveat);
    out
}

fn body(out: &mut String, section: &Section, colon: &str) {
    if !section.lead.is_empty() {
        *out += &format!("{}\n", section.lead);
    }
    section.items.iter().for_each(|item| line(out, item, 1, colon));
}

fn line(out: &mut String, item: &Item, depth: usize, colon: &str) {
    let words = words(item, colon, &|quote| quote.to_string());
    let link = item.link.as_ref().map_or_else(String::new, |link| format!(" <{link}>"));
    *out += &format!("{}{words}{link}\n", "  ".repeat(depth));
    item.items.iter().for_each(|inner| line(out, inner, depth + 1, colon));
}

/// `(2) item.tpp is at least 4800: item.tpp is 15832, 11032 above 4800`, with the quoted words as `quoted` puts them.
pub(super) fn words(item: &Item, colon: &str, quoted: &dyn Fn(&str) -> String) -> String {
    let quote = if item.quote.is_empty() { String::new() } else { quoted(&item.quote) };
    let (label, said) = (&item.label, &item.text);
    let head = match (label.is_empty(), quote.is_empty()) {
        (false, false) => format!("{label} {quote}"),
        _ => format!("{label}{quote}"),
    };
    match (head.is_empty(), said.is_empty()) {
        (false, false) => format!("{head}{colon}{said}"),
        _ => format!("{head}{said}"),
    }
}
