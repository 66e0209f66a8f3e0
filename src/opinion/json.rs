//! An opinion as JSON: the keys of its decision, and the document beside them.

use serde_json::{Value, json};

use super::Opinion;
use super::document::{Item, Section};

pub(super) fn render(opinion: &Opinion) -> Value {
    let document = opinion.document();
    let head = document.head.iter().map(|(label, text)| json!({ "label": label, "text": text }));
    let mut value = opinion.decision.to_json();
    value["opinion"] = json!({
        "language": document.language,
        "title": document.title,
        "head": head.collect::<Vec<_>>(),
        "sections": document.sections.iter().map(section).collect::<Vec<_>>(),
        "caveat": document.caveat,
    });
    value
}

fn section(section: &Section) -> Value {
    let mut value = json!({ "heading": section.heading });
    if !section.lead.is_empty() {
        value["lead"] = json!(section.lead);
    }
    if !section.items.is_empty() {
        value["items"] = section.items.iter().map(item).collect();
    }
    if !section.parts.is_empty() {
        value["parts"] = section.parts.iter().map(self::section).collect();
    }
    value
}

fn item(item: &Item) -> Value {
    let mut value = json!({});
    for (key, text) in [("label", &item.label), ("quote", &item.quote), ("text", &item.text)] {
        if !text.is_empty() {
            value[key] = json!(text);
        }
    }
    if let Some(link) = &item.link {
        value["link"] = json!(link);
    }
    if !item.items.is_empty() {
        value["items"] = item.items.iter().map(self::item).collect();
    }
    value
}
