//! The oracle's rulebook as `.act` files.

use super::model::*;
use super::patch::styles;
use super::text::Content;

/// File names and texts, the vocabulary first.
pub fn sources(book: &Book) -> Vec<(String, String)> {
    let mut files = vec![("rulebook.act".to_string(), vocabulary(book))];
    files.extend(book.acts.iter().map(|act| (format!("{}.act", act.name), print_act(act))));
    files
}

fn vocabulary(book: &Book) -> String {
    let mut out =
        String::from("rulebook drawn\n  title \"A rulebook drawn by lot\"\n\nidentity Country \"a country\"\n");
    for (code, name) in &book.countries {
        out += &format!("  {code} \"{name}\"\n");
    }
    for record in &book.records {
        out += &format!("\nrecord {} \"a record\"\n", record.name);
        for (name, ty) in &record.fields {
            out += &format!("  {name} {} \"a field\"\n", print_type(ty));
        }
    }
    out.push('\n');
    for fact in &book.facts {
        let word = if fact.question { "question" } else { "fact" };
        out += &format!("{word} {} {} \"a fact\"\n", fact.name, print_type(&fact.ty));
    }
    if !book.elsewhere.is_empty() {
        out += &format!("\nelsewhere {} \"not here\"\n", book.elsewhere.join(", "));
    }
    out.push('\n');
    for decision in &book.decisions {
        let of = decision.of.as_ref().map(|r| format!(" of {r}")).unwrap_or_default();
        let ty = match &decision.ty {
            DecisionType::Set => "set of provision".to_string(),
            DecisionType::One(ty) => print_type(ty),
        };
        out += &format!("decision {}{of} {ty} \"a decision\"\n", decision.name);
    }
    out
}

fn print_type(ty: &Type) -> String {
    match ty {
        Type::YesNo => "yes/no".into(),
        Type::Number => "number".into(),
        Type::Bounded(bound, false) => format!("number at least {}", print_number(bound)),
        Type::Bounded(bound, true) => format!("number more than {}", print_number(bound)),
        Type::Date => "date".into(),
        Type::Values(values, ordered) => values.join(if *ordered { " < " } else { " | " }),
        Type::Country => "Country".into(),
        Type::Record(name) => name.clone(),
        Type::List(of) => format!("list of {}", print_type(of)),
        Type::Optional(of) => format!("optional {}", print_type(of)),
        Type::Range(of) => format!("range of {}", print_type(of)),
    }
}

fn print_act(act: &Act) -> String {
    let mut out = format!("act {}\n  title \"An act\"\n  citation \"{} Gazette\"\n", act.name, act.name);
    if let Some(d) = act.released {
        out += &format!("  released {}\n", show_day(d));
    }
    out += &format!("  published {}\n", show_day(act.published));
    out += &print_dates(&act.dates);
    if let Some(cond) = &act.applies_to {
        out += &format!("  applies to transactions with {}\n", inline(cond));
    }
    for other in &act.after {
        out += &format!("  after act {other}\n");
    }
    for part in &act.parts {
        if part.heading {
            out += "\npart \"A part\"\n";
            out += &print_dates(&part.dates);
        }
        for statement in &part.statements {
            out.push('\n');
            out += &print_statement(statement);
        }
    }
    out
}

fn print_dates(dates: &Dates) -> String {
    let mut out = String::new();
    match &dates.effective {
        Some(Start::On(d)) => out += &format!("  effective {}\n", show_day(*d)),
        Some(Start::Appointed) => out += "  effective on a day to be appointed\n",
        Some(Start::OfAct(act)) => out += &format!("  effective from the start of act {act}\n"),
        None => {}
    }
    match dates.end {
        Some(End::Through(d)) => out += &format!("  through {}\n", show_day(d)),
        Some(End::Until(d)) => out += &format!("  until {}\n", show_day(d)),
        None => {}
    }
    if let Some(d) = dates.comply {
        out += &format!("  comply from {}\n", show_day(d));
    }
    out
}

/// Prints conditions of one provision; each labelled list at the top takes the next style.
struct Printer {
    lists: usize,
}

pub const STYLES: [[char; 3]; 3] = [['1', 'i', 'A'], ['A', 'i', '1'], ['a', 'i', 'A']];

pub fn print_statement(statement: &Statement) -> String {
    let mut p = Printer { lists: 0 };
    let mut dates = print_dates(&statement.dates);
    if statement.held {
        dates += "  held\n";
    }
    match &statement.kind {
        Kind::Rule(rule) => {
            let mut out = format!("{}rule {}", if rule.amend { "amend " } else { "" }, rule.id);
            out += &for_each(&rule.for_each);
            if !rule.overrides.is_empty() {
                out += &format!(" overrides {}", rule.overrides.join(", "));
            }
            if !rule.subject_to.is_empty() {
                out += &format!(" subject to {}", rule.subject_to.join(", "));
            }
            format!("{out}\n{dates}{}{}", p.when_unless(&rule.when, &rule.unless), p.then(&rule.then))
        }
        Kind::Exemption(e) => {
            let (word, prep) = if e.limit { ("limit", "on") } else { ("exemption", "from") };
            let refs = print_refs(&e.from, "everything in ");
            let claimed = if e.if_claimed { ", if claimed" } else { "" };
            let each = for_each(&e.for_each);
            let body = p.when_unless(&e.when, &e.unless);
            format!("{word} {} {prep} {refs}{claimed}{each}\n{dates}{body}{}", e.id, p.then(&e.then))
        }
        Kind::Define(d) => {
            let of = d.of.as_ref().map(|r| format!(" of {r}")).unwrap_or_default();
            let mut out = format!("define {} {}{of}\n{dates}", d.id, d.name);
            for (body, when) in &d.cases {
                out += &format!("  = {}", p.body(body, when.is_some()));
                if let Some(when) = when {
                    out += &format!("  when {}", p.top(when));
                }
                out.push('\n');
            }
            if let Some(body) = &d.otherwise {
                out += &format!("  otherwise {}\n", p.body(body, true));
            }
            out
        }
        Kind::Default { id, decision, value } => {
            format!("default {id} {decision} is {}\n{dates}", print_expr(value))
        }
        Kind::Value { name, value } => format!("value {name} = {}\n{dates}", print_expr(value)),
        Kind::Group { name, of, members, except } => {
            let except = if except.is_empty() { String::new() } else { format!(" except {}", except.join(", ")) };
            let members = if members.is_empty() { "none".to_string() } else { members.join(", ") };
            format!("group {name} of {of} is {members}{except}\n{dates}")
        }
        Kind::Members { insert, members, group } => {
            let (word, prep) = if *insert { ("insert", "into") } else { ("remove", "from") };
            format!("{word} {} {prep} {group}\n{dates}", members.join(", "))
        }
        Kind::Repeal(ids) => format!("repeal {}\n{dates}", ids.join(", ")),
        Kind::Set { name, value } => format!("set {name} to {}\n{dates}", print_expr(value)),
        Kind::Paragraph { id, at, to } => {
            format!("amend {id}{} to {}\n{dates}", address(at), list(to, styles(&at[0]), at.len()))
        }
        Kind::Insert { id, at, after, label, cond } => {
            let text = list(cond, styles(at.first().unwrap_or(after)), at.len() + 1);
            format!("insert into {id}{}\n{dates}  ({label}) {text}\n", address(at))
        }
        Kind::Omit { id, at } => format!("omit {id}{}\n{dates}", address(at)),
        Kind::Replace { id, at, old, new } => {
            format!("amend {id}{} replace \"{old}\" by \"{new}\"\n{dates}", address(at))
        }
        Kind::Renumber { from, to } => format!("renumber {from} as {to}\n{dates}"),
        Kind::Function(f) => print_function(f, &dates),
        Kind::Register { name, rows } => {
            let rows = rows.iter().map(|(label, day)| format!("  | {label} | {} |\n", show_day(*day)));
            format!("register {name} of Holiday\n{dates}  | row | day |\n{}", rows.collect::<String>())
        }
        Kind::Row { register, label, day: Some(day) } => {
            format!("insert row into {register}\n{dates}  | {label} | {} |\n", show_day(*day))
        }
        Kind::Row { register, label, day: None } => format!("omit row {label} of {register}\n{dates}"),
        Kind::Verb(verb) => print_verb(verb, &statement.dates),
    }
}

/// `(2)(i)`
pub fn address(at: &Labels) -> String {
    at.iter().map(|label| format!("({label})")).collect()
}

fn print_function(f: &Function, dates: &str) -> String {
    let (id, name) = (&f.id, &f.name);
    let result = |e: &Option<Expr>| e.as_ref().map_or("the law is silent".to_string(), print_expr);
    match &f.shape {
        Shape::Table(t) => {
            let mut out = format!("table {id} {name} of ({})\n{dates}", t.inputs.join(", "));
            if t.first {
                out += "  first\n";
            }
            out += &format!("  | row | {} || {name} |\n", t.inputs.join(" | "));
            for row in &t.rows {
                let cells: Vec<String> = row.cells.iter().map(|tests| cell(tests)).collect();
                out += &format!("  | {} | {} || {} |\n", row.label, cells.join(" | "), result(&row.result));
            }
            if let Some(e) = &t.otherwise {
                out += &format!("  | otherwise || {} |\n", result(e));
            }
            out
        }
        Shape::Tiers(t) => {
            let mut out = format!("tiers {id} {name} of {}\n{dates}", t.of);
            for (n, when) in &t.tiers {
                let when = when.as_ref().map_or("otherwise".to_string(), |c| format!("when {}", inline(c)));
                out += &format!("  tier {n} \"A tier\" {when}\n");
            }
            out
        }
        Shape::Scale(s) => {
            let kind = if s.marginal { "marginal" } else { "whole" };
            let mut out = format!("scale {id} {name} on {}, {kind}\n{dates}", s.on);
            // Some say of each band where it begins too: where the one before ends.
            let positive = matches!(&s.bands[0].bound, Some((_, Expr::Num(n))) if *n > Rat::from_integer(0));
            let stated = s.bands.len() == 3 && positive;
            let mut before: Option<&(bool, Expr)> = None;
            for band in &s.bands {
                let rate = print_expr(&band.rate);
                let start = match before.filter(|_| stated) {
                    None => String::new(),
                    Some((true, e)) => format!("above {}", print_expr(e)),
                    Some((false, e)) => format!("from {}", print_expr(e)),
                };
                let end = match &band.bound {
                    Some((true, e)) => format!("up to {}", print_expr(e)),
                    Some((false, e)) => format!("below {}", print_expr(e)),
                    None if start.is_empty() => "above".to_string(),
                    None => String::new(),
                };
                out += &format!("  {start} {end} at {rate}\n");
                before = band.bound.as_ref();
            }
            out
        }
    }
}

/// A test of a table's input, without its subject.
fn cell(tests: &[Test]) -> String {
    let one = |t: &Test| match t {
        Test::Is(e) => print_expr(e),
        Test::IsNot(_) => print_test(t),
        other => {
            let text = print_test(other);
            text.strip_prefix("is ").unwrap_or(&text).to_string()
        }
    };
    if tests.is_empty() { "any".into() } else { tests.iter().map(one).collect::<Vec<_>>().join(", ") }
}

fn print_verb(verb: &Verb, dates: &Dates) -> String {
    let target = match &verb.target {
        None => String::new(),
        Some(Target::Act(act)) => format!(" act {act}"),
        // The word means nothing.
        Some(Target::Node(id)) if id.len() % 2 == 0 => format!(" rule {id}"),
        Some(Target::Node(id)) => format!(" {id}"),
    };
    let mut out = match verb.does {
        Does::Suspend => format!("suspend{target}"),
        Does::EndSuspension => format!("end suspension of{target}"),
        Does::Extend => format!("extend{target}"),
        Does::ExtendSuspension => format!("extend suspension of{target}"),
        Does::StopEnforcing => format!("stop enforcing{target}"),
        Does::ResumeEnforcing => format!("resume enforcing{target}"),
        Does::Commence => format!("commence{target}"),
        Does::RevokeRestoring | Does::RevokeWithout => format!("revoke{target}"),
        Does::Annul => format!("annul{target}"),
        Does::ForceUncertain if verb.target.is_some() => format!("force uncertain of{target}"),
        Does::ForceUncertain => "force uncertain".to_string(),
    };
    if !verb.so_far.is_empty() {
        let word = if verb.does == Does::Commence { "for" } else { "so far as it changes" };
        out += &format!(" {word} {}", verb.so_far.join(", "));
    }
    if let Some(d) = dates.day() {
        out += &format!(" from {}", show_day(d));
    }
    match dates.end {
        Some(End::Through(d)) => out += &format!(" through {}", show_day(d)),
        Some(End::Until(d)) => out += &format!(" until {}", show_day(d)),
        None => {}
    }
    if let Some(d) = verb.to {
        out += &format!(" through {}", show_day(d));
    }
    out += match verb.does {
        Does::RevokeRestoring => " restoring what it replaced",
        Does::RevokeWithout => " without restoring",
        Does::ForceUncertain => " \"a court has still to say\"",
        _ => "",
    };
    out + "\n"
}

/// A provision as it stands, with its holes.
pub fn provision_text(content: &Content) -> String {
    let kind = match content {
        Content::Rule(rule) => Kind::Rule(rule.clone()),
        Content::Exemption(e) => Kind::Exemption(e.clone()),
        Content::Define(d) => Kind::Define(d.clone()),
        other => return format!("{other:?}"),
    };
    print_statement(&Statement::new(Dates::default(), kind))
}

/// A paragraph as it stands.
pub fn paragraph_text(cond: &Cond) -> String {
    list(cond, STYLES[0], 1)
}

/// How often a word stands in a text.
pub fn words_of(text: &str, word: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| *w == word).count()
}

fn for_each(record: &Option<String>) -> String {
    record.as_ref().map(|r| format!(" for each {r}")).unwrap_or_default()
}

fn print_refs(refs: &Refs, everything: &str) -> String {
    let head = if refs.everything { everything } else { "" };
    let except = if refs.except.is_empty() { String::new() } else { format!(" except {}", refs.except.join(", ")) };
    format!("{head}{}{except}", refs.ids.join(", "))
}

impl Printer {
    fn when_unless(&mut self, when: &Option<Cond>, unless: &Option<Cond>) -> String {
        let mut out = String::new();
        if let Some(c) = when {
            out += &format!("  when {}\n", self.top(c));
        }
        if let Some(c) = unless {
            out += &format!("  unless {}\n", self.top(c));
        }
        out
    }

    fn body(&mut self, body: &Body, has_when: bool) -> String {
        match body {
            Body::Silent => "the law is silent".into(),
            Body::Value(e) => print_expr(e),
            Body::Cond(c) if has_when => operand(c),
            Body::Cond(c) => self.top(c),
        }
    }

    fn then(&mut self, then: &[Conclusion]) -> String {
        let all: Vec<String> = then
            .iter()
            .map(|c| match c {
                Conclusion::Includes { decision, this: true, .. } => format!("{decision} includes this"),
                Conclusion::Includes { decision, ids, .. } => format!("{decision} includes {}", ids.join(", ")),
                Conclusion::Deem { path, value } => format!("deem {} is {}", print_path(path), print_expr(value)),
                Conclusion::Discretion { decision } => format!("{decision} is left to discretion \"in the round\""),
                Conclusion::Must { text, by, when } => {
                    let by = by.as_ref().map(|e| format!(" by {}", print_expr(e))).unwrap_or_default();
                    let when = when.as_ref().map(|c| format!(" when {}", self.top(c))).unwrap_or_default();
                    format!("must \"{text}\"{by}{when}")
                }
                Conclusion::Is { decision, cases, otherwise } => {
                    let mut parts: Vec<String> =
                        cases.iter().map(|(v, c)| format!("{} when {}", print_expr(v), inline(c))).collect();
                    match otherwise {
                        Some(v) if cases.is_empty() => parts.push(print_expr(v)),
                        Some(v) => parts.push(format!("{} otherwise", print_expr(v))),
                        None => {}
                    }
                    format!("{decision} is {}", parts.join(";\n    "))
                }
            })
            .collect();
        if all.is_empty() { String::new() } else { format!("  then {}\n", all.join("\n    and ")) }
    }

    /// A whole condition: a labelled list or one line.
    fn top(&mut self, cond: &Cond) -> String {
        if has_list(cond) {
            self.lists += 1;
            list(cond, STYLES[self.lists - 1], 0)
        } else {
            inline(cond)
        }
    }
}

pub fn has_list(cond: &Cond) -> bool {
    match cond {
        Cond::List(..) | Cond::Labelled(..) => true,
        Cond::Each(_, _, _, Some(body)) => has_list(body),
        _ => false,
    }
}

fn list(cond: &Cond, styles: [char; 3], depth: usize) -> String {
    match cond {
        Cond::List(quant, parts) => {
            let mut out = quantifier(*quant);
            for (i, part) in parts.iter().enumerate() {
                let pad = "  ".repeat(depth + 2);
                out += &format!("\n{pad}({}) {}", label(styles[depth], i + 1), list(part, styles, depth + 1));
            }
            out
        }
        Cond::Labelled(quant, parts) => {
            let mut out = quantifier(*quant);
            for (label, part) in parts {
                let text = part.as_ref().map_or("reserved".to_string(), |c| list(c, styles, depth + 1));
                out += &format!("\n{}({label}) {text}", "  ".repeat(depth + 2));
            }
            out
        }
        Cond::Each(quant, name, path, Some(body)) if has_list(body) => {
            let (open, close) = each(*quant, name, path);
            assert!(close.is_empty() || !has_list(body), "`every` closes on its line");
            format!("{open} where {}{close}", list(body, styles, depth))
        }
        other => inline(other),
    }
}

fn quantifier(quant: Quant) -> String {
    match quant {
        Quant::All => "all of".to_string(),
        Quant::Any => "any of".to_string(),
        Quant::None => "none of".to_string(),
        Quant::ExactlyOne => "exactly one of".to_string(),
        Quant::AtLeast(n) => format!("at least {n} of"),
    }
}

pub fn label(style: char, n: usize) -> String {
    match style {
        '1' => n.to_string(),
        'i' => ["i", "ii", "iii", "iv", "v", "vi", "vii"][n - 1].to_string(),
        'A' => ((b'A' + n as u8 - 1) as char).to_string(),
        _ => ((b'a' + n as u8 - 1) as char).to_string(),
    }
}

fn each(quant: Each, name: &str, path: &Path) -> (String, String) {
    let (word, close) = match quant {
        Each::Any => ("any", ""),
        Each::No => ("no", ""),
        Each::EveryAtLeastOne => ("every", " (at least one)"),
        Each::EveryEvenIfNone => ("every", " (even if none)"),
    };
    (format!("{word} {name} in {}", print_path(path)), close.to_string())
}

fn inline(cond: &Cond) -> String {
    match cond {
        Cond::List(..) | Cond::Labelled(..) => panic!("a labelled list is never an operand"),
        Cond::Uncertain => panic!("nobody writes that"),
        Cond::And(parts) => parts.iter().map(operand).collect::<Vec<_>>().join(" and "),
        Cond::Or(parts) => parts.iter().map(operand).collect::<Vec<_>>().join(" or "),
        Cond::Not(part) => format!("not {}", operand(part)),
        Cond::Holds(e) => print_expr(e),
        Cond::Test(subject, tests, any) => {
            let word = if *any { " or " } else { " and " };
            let tests: Vec<String> =
                tests.iter().enumerate().map(|(i, t)| if i == 0 { print_test(t) } else { ellipsis(t) }).collect();
            format!("{} {}", print_expr(subject), tests.join(word))
        }
        Cond::Each(quant, name, path, body) => {
            let (open, close) = each(*quant, name, path);
            match body {
                None => format!("{open}{close}"),
                Some(body) => format!("{open} where {}{close}", operand(body)),
            }
        }
        Cond::Applies(refs) => format!("{} applies", print_refs(refs, "anything in ")),
        Cond::Beside(a, how, b) => {
            let how = match how {
                Beside::Touches => "touches",
                Beside::Covers => "covers",
                Beside::LiesWithin => "lies within",
            };
            format!("{} {how} {}", print_span(a), print_span(b))
        }
        Cond::Includes { decision, of, mode, targets } => {
            let subject = match of {
                Some(path) => format!("{decision} of {}", print_path(path)),
                None => decision.clone(),
            };
            let mode = match (mode, targets.len()) {
                (Includes::Any, 1) => "",
                (Includes::Any, _) => "any of ",
                (Includes::All, _) => "all of ",
                (Includes::None, _) => "none of ",
            };
            format!("{subject} includes {mode}{}", targets.join(", "))
        }
    }
}

fn print_span(span: &Span) -> String {
    let end = |word: [&str; 2], (e, inside): &(Expr, bool)| format!("{} {}", word[usize::from(*inside)], print_expr(e));
    match span {
        Span::Fact(path) => print_path(path),
        Span::Value(e) => print_expr(e),
        Span::Written { days: true, from: Some((a, true)), to: Some((b, true)) } => {
            format!("from {} through {}", print_expr(a), print_expr(b))
        }
        Span::Written { days, from, to } => {
            let (low, high) = match days {
                true => (["after", "on or after"], ["before", "on or before"]),
                false => (["more than", "at least"], ["less than", "at most"]),
            };
            let ends = from.iter().map(|e| end(low, e)).chain(to.iter().map(|e| end(high, e)));
            ends.collect::<Vec<_>>().join(", ")
        }
    }
}

/// Bracketed unless it is plainly one thing.
fn operand(cond: &Cond) -> String {
    let plain = match cond {
        Cond::Holds(_) => true,
        Cond::Test(_, tests, _) => {
            tests.len() == 1 && !matches!(tests[0], Test::IsAnyOf(_) | Test::IsNoneOf(_) | Test::FromThrough(..))
        }
        Cond::Includes { targets, .. } => targets.len() == 1,
        Cond::Applies(refs) => refs.ids.len() == 1 && refs.except.is_empty(),
        Cond::Beside(_, _, b) => matches!(**b, Span::Fact(_)),
        _ => false,
    };
    if plain { inline(cond) } else { format!("({})", inline(cond)) }
}

fn cmp(cmp: Cmp) -> &'static str {
    match cmp {
        Cmp::AtLeast => "at least",
        Cmp::MoreThan => "more than",
        Cmp::AtMost => "at most",
        Cmp::LessThan => "less than",
        Cmp::Exactly => "exactly",
    }
}

fn exprs(list: &[Expr]) -> String {
    list.iter().map(print_expr).collect::<Vec<_>>().join(", ")
}

fn print_test(test: &Test) -> String {
    match test {
        Test::Is(e) => format!("is {}", print_expr(e)),
        Test::IsNot(e) => format!("is not {}", print_expr(e)),
        Test::IsAnyOf(list) => format!("is any of {}", exprs(list)),
        Test::IsNoneOf(list) => format!("is none of {}", exprs(list)),
        Test::IsNone => "is none".into(),
        Test::IsNotNone => "is not none".into(),
        Test::Compare(c, e) => format!("is {} {}", cmp(*c), print_expr(e)),
        Test::Rank(c, word, _) => format!("is {} {word}", cmp(*c)),
        Test::Before(e) => format!("is before {}", print_expr(e)),
        Test::After(e) => format!("is after {}", print_expr(e)),
        Test::OnOrBefore(e) => format!("is on or before {}", print_expr(e)),
        Test::OnOrAfter(e) => format!("is on or after {}", print_expr(e)),
        Test::FromThrough(a, b) => format!("is from {} through {}", print_expr(a), print_expr(b)),
        Test::Distance(c, n, after, e) => {
            format!("is {} {} {} {}", cmp(*c), print_period(*n), side(*after), print_expr(e))
        }
        Test::Within(n, after, e) => format!("is within {} {} {}", print_period(*n), side(*after), print_expr(e)),
        Test::InYear(is, e) => {
            format!("is {}in the calendar year of {}", if *is { "" } else { "not " }, print_expr(e))
        }
        Test::In(group) => format!("in {group}"),
        Test::NotIn(group) => format!("not in {group}"),
        Test::InAsOf(group, day) => format!("in {}", member_as_of(group, *day)),
    }
}

fn side(after: bool) -> &'static str {
    if after { "after" } else { "before" }
}

fn print_period(Period(n, unit): Period) -> String {
    let word = match unit {
        Unit::Working("working_days") => "working days".to_string(),
        // A calendar by its name, of one day, too.
        Unit::Working(name) => return format!("{n} {name}"),
        other => format!("{other:?}").to_lowercase(),
    };
    if n == 1 { format!("1 {}", word.trim_end_matches('s')) } else { format!("{n} {word}") }
}

/// A later test of the same subject: `and less than 3`, `or in G`, `or is X`.
fn ellipsis(test: &Test) -> String {
    match test {
        Test::Compare(c, e) => format!("{} {}", cmp(*c), print_expr(e)),
        other => print_test(other),
    }
}

pub fn print_path(path: &Path) -> String {
    std::iter::once(&path.root).chain(&path.fields).cloned().collect::<Vec<_>>().join(".")
}

fn print_calendar(calendar: &Calendar) -> String {
    const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let week = match &calendar.week[..] {
        [0, 1, 2, 3, 4] => "Monday to Friday".to_string(),
        [6, 0, 1, 2, 3] => "Sunday to Thursday".to_string(),
        days => days.iter().map(|d| NAMES[*d]).collect::<Vec<_>>().join(", "),
    };
    let except = calendar.except.as_ref().map(|name| format!(" except {name}")).unwrap_or_default();
    format!("{week}{except} from {} through {}", show_day(calendar.from), show_day(calendar.through))
}

/// A finite decimal.
pub fn print_number(n: &Rat) -> String {
    let (mut scale, mut places) = (1i128, 0);
    while (n * Rat::from_integer(scale)).denom() != &1 {
        scale *= 10;
        places += 1;
        assert!(places < 12, "{n} is no short decimal");
    }
    let whole = (n * Rat::from_integer(scale)).to_integer();
    if places == 0 {
        return whole.to_string();
    }
    let digits = format!("{:0>width$}", whole.abs(), width = places + 1);
    let (a, b) = digits.split_at(digits.len() - places);
    format!("{}{a}.{b}", if whole < 0 { "-" } else { "" })
}

pub fn print_expr(expr: &Expr) -> String {
    let of = |name: &String, path: &Option<Path>| match path {
        Some(path) => format!("{name} of {}", print_path(path)),
        None => name.clone(),
    };
    match expr {
        Expr::Num(n) => print_number(n),
        Expr::Date(d) => show_day(*d),
        Expr::Word(w) => w.clone(),
        Expr::YesNo(b) => if *b { "yes" } else { "no" }.into(),
        Expr::Path(path) => print_path(path),
        Expr::Define(name, path) => of(name, path),
        Expr::Decision(name, path) => of(name, path),
        Expr::Value(name) => name.clone(),
        Expr::ValueAsOf(name, day) => member_as_of(name, *day),
        Expr::On => "on".into(),
        Expr::Arith(op, a, b) => {
            let sign = match op {
                Op::Add => "+",
                Op::Subtract => "-",
                Op::Multiply => "*",
                Op::Divide => "/",
            };
            let side = |e: &Expr| match e {
                Expr::Arith(..) | Expr::Round(..) => format!("({})", print_expr(e)),
                _ => print_expr(e),
            };
            format!("{} {sign} {}", side(a), side(b))
        }
        Expr::Offset(n, after, from) => format!("{} {} {}", print_period(*n), side(*after), print_expr(from)),
        Expr::AsGiven(path) => format!("{} as given", print_path(path)),
        Expr::Calendar(calendar) => print_calendar(calendar),
        Expr::Days(_) => panic!("a register is no value"),
        Expr::Call(name, arguments) => match &arguments[..] {
            [Expr::Path(path)] if name.len() % 2 == 0 => format!("{name} of {}", print_path(path)),
            all => format!("{name} of ({})", exprs(all)),
        },
        Expr::Round(of, to, way) => {
            let to = match to {
                To::Places(1) => "to 1 place".to_string(),
                To::Places(n) => format!("to {n} places"),
                To::Multiples(n) => format!("to multiples of {}", print_number(n)),
            };
            let of = match **of {
                Expr::Arith(..) | Expr::Round(..) => format!("({})", print_expr(of)),
                _ => print_expr(of),
            };
            match way {
                Way::Up => format!("round {of} up {to}"),
                Way::Down => format!("round {of} down {to}"),
                Way::HalfUp => format!("round {of} {to} half up"),
                Way::HalfDown => format!("round {of} {to} half down"),
                Way::HalfEven => format!("round {of} {to} half even"),
            }
        }
        Expr::OfChosen(chosen, read) => {
            let filter = chosen.filter.as_ref().map(|c| format!(" where {}", operand(c))).unwrap_or_default();
            let most = if chosen.greatest { "greatest" } else { "least" };
            let by = match &chosen.by {
                Expr::Offset(..) => format!("({})", print_expr(&chosen.by)),
                by => print_expr(by),
            };
            let the = format!("(the {} in {} with the {most} {by}{filter})", chosen.var, print_path(&chosen.list));
            match &**read {
                Expr::Path(path) => format!("{the}.{}", path.fields.join(".")),
                Expr::Define(name, _) => format!("{name} of {the}"),
                other => panic!("{other:?} of an element"),
            }
        }
        Expr::Calc(calc) => {
            let (var, list) = (&calc.var, print_path(&calc.list));
            let filter = calc.filter.as_ref().map(|c| format!(" where {}", operand(c))).unwrap_or_default();
            match (&calc.of, calc.what) {
                (None, _) => format!("count of ({var} in {list}{filter})"),
                (Some(of), what) => {
                    // A period needs brackets here.
                    let of = match of {
                        Expr::Offset(..) => format!("({})", print_expr(of)),
                        _ => print_expr(of),
                    };
                    format!("{} of ({} for {var} in {list}{filter})", format!("{what:?}").to_lowercase(), of)
                }
            }
        }
    }
}
