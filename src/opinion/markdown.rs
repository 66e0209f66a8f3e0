//! An opinion as Markdown.

use super::document::{Document, Item, Section};
use super::text::words;

pub(super) fn render(document: &Document) -> String {
    let mut out = format!("# {}\n\n", escaped(&document.title));
    for (label, text) in &document.head {
        out += &format!("- **{}**{}{}\n", escaped(label), document.colon, escaped(text));
    }
    for section in &document.sections {
        out += &format!("\n## {}\n\n", escaped(&section.heading));
        body(&mut out, section, document.colon);
        for (ix, part) in section.parts.iter().enumerate() {
            let gap = if ix > 0 || !section.items.is_empty() { "\n" } else { "" };
            out += &format!("{gap}### {}\n\n", escaped(&part.heading));
            body(&mut out, part, document.colon);
        }
    }
    out += &format!("\n*{}*\n", escaped(&document.caveat));
    out
}

fn body(out: &mut String, section: &Section, colon: &str) {
    if !section.lead.is_empty() {
        let gap = if section.items.is_empty() && section.parts.is_empty() { "" } else { "\n" };
        *out += &format!("{}\n{gap}", escaped(&section.lead));
    }
    section.items.iter().for_each(|item| line(out, item, 0, colon));
}

fn line(out: &mut String, item: &Item, depth: usize, colon: &str) {
    let plain =
        Item { label: escaped(&item.label), text: escaped(&item.text), quote: item.quote.clone(), ..Item::default() };
    let words = words(&plain, colon, &code);
    let link = item.link.as_ref().map_or_else(String::new, |link| format!(" <{link}>"));
    *out += &format!("{}- {words}{link}\n", "  ".repeat(depth));
    item.items.iter().for_each(|inner| line(out, inner, depth + 1, colon));
}

/// Words as they stand in a rule file: between more backticks than they hold in a row.
fn code(words: &str) -> String {
    let longest = words.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let gap = if longest > 0 { " " } else { "" };
    format!("{fence}{gap}{words}{gap}{fence}")
}

/// A text whose signs mean nothing in Markdown, but for the backticks that sentences put around names.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        // An underscore within a word marks nothing.
        let within = |c: char| c.is_alphanumeric();
        let marks = match sign {
            '_' => !(within(before) && signs.peek().copied().is_some_and(within)),
            '\\' | '*' | '<' | '|' | '~' | '&' => true,
            // Brackets mark a link before another bracket or a colon alone.
            ']' => matches!(signs.peek(), Some('(' | '[' | ':')),
            '#' | '+' | '-' | '>' => before == ' ' && out.is_empty(),
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(sign);
        before = sign;
    }
    out
}
