//! An opinion as one HTML page: complete in itself, every text escaped, without scripts.

use super::document::{Document, Item, Section};
use super::text::words;

/// How it looks, on the screen and on paper.
const STYLE: &str = "body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Georgia,'Songti SC',SimSun,serif;color:#1a1a1a}\
    h1,h2,h3{line-height:1.25}h2{border-bottom:1px solid #999;padding-bottom:.2rem}dl{display:grid;grid-template-columns:auto 1fr;\
    gap:.2rem 1rem}dt{font-weight:bold}dd{margin:0}ul{padding-left:1.2rem}code{font:.9em ui-monospace,Menlo,Consolas,monospace;\
    background:#f3f3f0}a{color:inherit}footer{border-top:1px solid #999;margin-top:2rem;font-style:italic}\
    @media print{body{margin:0;max-width:none}}";

pub(super) fn render(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         </head>\n<body>\n<h1>{title}</h1>\n<dl>\n",
        escaped(document.language)
    );
    for (label, text) in &document.head {
        out += &format!("<dt>{}</dt><dd>{}</dd>\n", escaped(label), marked(text));
    }
    out += "</dl>\n";
    document.sections.iter().for_each(|section| part(&mut out, section, 2, document.colon));
    out += &format!("<footer><p>{}</p></footer>\n</body>\n</html>\n", marked(&document.caveat));
    out
}

fn part(out: &mut String, section: &Section, level: usize, colon: &str) {
    *out += &format!("<section>\n<h{level}>{}</h{level}>\n", marked(&section.heading));
    if !section.lead.is_empty() {
        *out += &format!("<p>{}</p>\n", marked(&section.lead));
    }
    list(out, &section.items, colon);
    section.parts.iter().for_each(|inner| part(out, inner, level + 1, colon));
    *out += "</section>\n";
}

fn list(out: &mut String, items: &[Item], colon: &str) {
    if items.is_empty() {
        return;
    }
    *out += "<ul>\n";
    for item in items {
        let plain = Item {
            label: escaped(&item.label),
            text: marked(&item.text),
            quote: item.quote.clone(),
            ..Item::default()
        };
        let words = words(&plain, colon, &|quote| format!("<code>{}</code>", escaped(quote)));
        *out += &format!("<li>{words}{}", item.link.as_ref().map_or_else(String::new, |link| address(link)));
        if !item.items.is_empty() {
            out.push('\n');
        }
        list(out, &item.items, colon);
        *out += "</li>\n";
    }
    *out += "</ul>\n";
}

/// An address, as a link where it is one of the web.
fn address(link: &str) -> String {
    let shown = escaped(link);
    match link.starts_with("https://") || link.starts_with("http://") {
        true => format!(" <a href=\"{shown}\">{shown}</a>"),
        false => format!(" {shown}"),
    }
}

/// An escaped text, in which what sentences put between backticks is code.
fn marked(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let part = |(ix, part): (usize, &&str)| {
        if ix.is_multiple_of(2) { escaped(part) } else { format!("<code>{}</code>", escaped(part)) }
    };
    parts.iter().enumerate().map(part).collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            other => out.push(other),
        }
    }
    out
}
