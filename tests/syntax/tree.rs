//! A tree in few lines: the `Debug` form of the syntax tree without places, wrappers and whatever is empty.

use std::fmt::{Debug, Write as _};
use std::iter::Peekable;
use std::str::Chars;

/// Widest line of a printed tree.
const WIDTH: usize = 120;

/// A value as `Debug` writes it.
enum Node {
    Word(String),
    List(Vec<Node>),
    Struct(String, Vec<(Option<String>, Node)>),
}

/// The short form of a tree.
pub fn short(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let node = tidy(read(&mut text.chars().peekable()));
    let mut out = String::new();
    print(&node, 0, &mut out);
    out + "\n"
}

fn read(chars: &mut Peekable<Chars<'_>>) -> Node {
    skip(chars, " ,");
    match chars.peek() {
        Some('[') => {
            chars.next();
            Node::List(members(chars, ']').into_iter().map(|(_, node)| node).collect())
        }
        Some('"') => Node::Word(quoted(chars)),
        _ => {
            let mut word = String::new();
            while let Some(c) = chars.next_if(|c| !" ,()[]{}".contains(*c)) {
                word.push(c);
            }
            let mut ahead = chars.clone();
            skip(&mut ahead, " ");
            match ahead.peek() {
                Some('(') => {
                    *chars = ahead;
                    chars.next();
                    Node::Struct(word, members(chars, ')'))
                }
                Some('{') => {
                    *chars = ahead;
                    chars.next();
                    Node::Struct(word, members(chars, '}'))
                }
                _ => Node::Word(word),
            }
        }
    }
}

fn members(chars: &mut Peekable<Chars<'_>>, close: char) -> Vec<(Option<String>, Node)> {
    let mut all = Vec::new();
    loop {
        skip(chars, " ,");
        if chars.next_if_eq(&close).is_some() || chars.peek().is_none() {
            return all;
        }
        let mut ahead = chars.clone();
        let mut field = String::new();
        while let Some(c) = ahead.next_if(|c| c.is_alphanumeric() || *c == '_') {
            field.push(c);
        }
        if !field.is_empty() && ahead.next_if_eq(&':').is_some() {
            *chars = ahead;
            all.push((Some(field), read(chars)));
        } else {
            all.push((None, read(chars)));
        }
    }
}

fn quoted(chars: &mut Peekable<Chars<'_>>) -> String {
    chars.next();
    let mut text = String::from("\"");
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => text.extend(chars.next().map(|c| if c == 'n' { '⏎' } else { c })),
            _ => text.push(c),
        }
    }
    let plain = text.chars().skip(1).all(|c| c.is_alphanumeric() || "._-:()§/ ".contains(c));
    if plain && text.len() > 1 { text.split_off(1) } else { text + "\"" }
}

fn skip(chars: &mut Peekable<Chars<'_>>, which: &str) {
    while chars.next_if(|c| which.contains(*c)).is_some() {}
}

/// Leaves out places and what is empty, and unwraps what only carries something else.
fn tidy(node: Node) -> Node {
    match node {
        Node::Word(_) => node,
        Node::List(all) => Node::List(all.into_iter().map(tidy).collect()),
        Node::Struct(name, mut fields)
            if name == "List"
                && matches!(fields.first(), Some((_, Node::Struct(inner, _))) if inner == "ParagraphList") =>
        {
            fields.pop().map_or(Node::List(Vec::new()), |list| tidy(list.1))
        }
        Node::Struct(name, fields) => {
            let mut kept: Vec<(Option<String>, Node)> = fields
                .into_iter()
                .filter(|(field, _)| !matches!(field.as_deref(), Some("span" | "source")) || name == "Act")
                .map(|(field, node)| (field, tidy(node)))
                .filter(|(field, node)| !is_empty(node) || field.is_none() && !matches!(node, Node::Struct(..)))
                .collect();
            match (name.as_str(), kept.len()) {
                ("Spanned" | "Expr" | "Some" | "TypeExpr" | "Item" | "Date" | "Named" | "Name" | "GroupMember", 1) => {
                    kept.remove(0).1
                }
                ("Test", 1) | ("NumberText", 2) => kept.pop().map_or(Node::List(Vec::new()), |last| last.1),
                ("Field", 2) => field(kept),
                ("Paragraph" | "Conclusion", _) => labelled(name, kept),
                ("ParagraphList", _) => list(kept),
                ("Test", _) => test(kept),
                (_, 1) if matches!(&kept[0].1, Node::Struct(inner, _) if *inner == name) => kept.remove(0).1,
                _ => Node::Struct(name, kept),
            }
        }
    }
}

/// `item.tpp`
fn field(parts: Vec<(Option<String>, Node)>) -> Node {
    match parts.as_slice() {
        [(None, Node::Word(record)), (None, Node::Word(field))] => Node::Word(format!("{record}.{field}")),
        _ => Node::Struct("Field".to_string(), parts),
    }
}

/// `(1)`, and what the paragraph says.
fn labelled(name: String, mut parts: Vec<(Option<String>, Node)>) -> Node {
    let label = match parts.first() {
        Some((Some(field), Node::Word(label))) if field == "label" => format!("({label})"),
        _ => return Node::Struct(name, parts),
    };
    parts.remove(0);
    let parts = parts.into_iter().map(|(f, n)| (f.filter(|f| f != "body" && f != "kind"), n)).collect();
    Node::Struct(label, parts)
}

/// The quantifier and its paragraphs.
fn list(parts: Vec<(Option<String>, Node)>) -> Node {
    let (mut name, mut inner) = ("waiting".to_string(), Vec::new());
    for (_, part) in parts {
        match part {
            Node::List(paragraphs) => inner.extend(paragraphs.into_iter().map(|p| (None, p))),
            quantifier => name = flat(&quantifier),
        }
    }
    Node::Struct(name, inner)
}

/// The subject and its tests.
fn test(parts: Vec<(Option<String>, Node)>) -> Node {
    let (mut name, mut inner) = ("Test", Vec::new());
    for (field, part) in parts {
        match (field.as_deref(), part) {
            (Some("tests"), Node::List(tests)) => inner.extend(tests.into_iter().map(|t| (None, t))),
            (Some("joined"), Node::Word(word)) => name = if word == "Or" && inner.len() > 2 { "TestOr" } else { name },
            (_, part) => inner.push((None, part)),
        }
    }
    Node::Struct(name.to_string(), inner)
}

fn is_empty(node: &Node) -> bool {
    match node {
        Node::Word(word) => word == "None" || word == "false",
        Node::List(all) => all.is_empty(),
        Node::Struct(name, fields) => name == "Dates" && fields.is_empty() || name == "Span",
    }
}

fn print(node: &Node, indent: usize, out: &mut String) {
    let flat = flat(node);
    if indent + flat.chars().count() <= WIDTH {
        out.push_str(&flat);
        return;
    }
    match node {
        Node::Word(_) => out.push_str(&flat),
        Node::List(all) => all.iter().for_each(|member| line(None, member, indent, out)),
        Node::Struct(name, fields) => {
            out.push_str(name);
            fields.iter().for_each(|(field, member)| line(field.as_deref(), member, indent, out));
        }
    }
}

fn line(field: Option<&str>, node: &Node, indent: usize, out: &mut String) {
    let _ = write!(out, "\n{}", " ".repeat(indent + 2));
    if let Some(field) = field {
        let _ = write!(out, "{field}: ");
    }
    print(node, indent + 2, out);
}

fn flat(node: &Node) -> String {
    match node {
        Node::Word(word) => word.clone(),
        Node::List(all) => format!("[{}]", all.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Node::Struct(name, fields) => {
            let inner: Vec<String> = fields
                .iter()
                .map(|(field, node)| field.as_ref().map(|f| format!("{f}: ")).unwrap_or_default() + &flat(node))
                .collect();
            format!("{name}({})", inner.join(", "))
        }
    }
}
