//! Facts drawn by lot: of every type of a vocabulary, at, just below and just above the numbers and days that its acts state.

use lexact::Rulebook;
use lexact::model::{Fact, Field, Type, Vocabulary};
use serde_json::json;

/// Draws facts for one rulebook.
pub struct Lot<'a> {
    vocabulary: &'a Vocabulary,
    numbers: Vec<String>,
    days: Vec<String>,
    names: Vec<String>,
    state: u64,
}

impl<'a> Lot<'a> {
    pub fn new(book: &'a Rulebook, seed: u64) -> Lot<'a> {
        let (mut numbers, mut days, mut names) = (vec!["0".to_string()], Vec::new(), vec!["Nobody".to_string()]);
        for (_, source) in book.sources().iter() {
            let text: &str = &source.text;
            for word in text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-' || c == '_')) {
                let plain = word.replace('_', "");
                if lexact::Date::parse(word).is_ok() {
                    days.push(word.to_string());
                } else if plain.len() < 16 && lexact::Number::parse(&plain).is_ok() && plain.starts_with(|c| c > '0') {
                    numbers.push(plain);
                }
            }
            let quoted = text.split('"').skip(1).step_by(2);
            names.extend(quoted.filter(|t| t.len() < 40 && !t.contains('\n')).map(String::from));
        }
        Lot { vocabulary: &book.model().vocabulary, numbers, days, names, state: seed }
    }

    /// A number below another, by the splitmix64 generator.
    fn next(&mut self, below: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below.max(1) as u64) as usize
    }

    fn pick(&mut self, all: for<'l> fn(&'l Lot<'a>) -> &'l Vec<String>) -> String {
        let at = self.next(all(self).len());
        all(self)[at].clone()
    }

    /// A fact file in which so many of a hundred facts are missing.
    pub fn facts(&mut self, missing: usize) -> String {
        let vocabulary = self.vocabulary;
        let mut facts = Vec::new();
        for (name, Fact { ty, lower, by_name, .. }) in &vocabulary.facts {
            if name == "claims" {
                if self.next(3) > 0 {
                    facts.push("\"claims\": []".to_string());
                }
            } else if self.next(100) >= missing {
                let value = self.value(ty, lower.is_some(), *by_name, missing, 0);
                facts.extend(value.map(|value| format!("{}: {value}", json!(name))));
            }
        }
        format!("{{{}}}", facts.join(", "))
    }

    fn number(&mut self, positive: bool) -> String {
        let number = self.pick(|lot| &lot.numbers);
        let whole = number.parse::<i64>().ok();
        let text = match (self.next(8), whole) {
            // One hair above: 4800.0000000000001.
            (0, Some(_)) => format!("{number}.0000000000001"),
            (0, None) => format!("{number}0000000000001"),
            // One hair below a whole number: 4799.99999999999999.
            (1, Some(whole)) if whole > 0 => format!("{}.99999999999999", whole - 1),
            (2, _) if !positive => format!("-{number}"),
            (3, Some(_)) => format!("{number}e0"),
            _ => number,
        };
        let text = if positive && text.starts_with('0') && !text.contains('9') { "0.1".to_string() } else { text };
        if self.next(4) == 0 { json!(text).to_string() } else { text }
    }

    fn value(&mut self, ty: &Type, positive: bool, by_name: bool, missing: usize, depth: usize) -> Option<String> {
        Some(match ty {
            Type::YesNo => json!(self.next(2) == 0).to_string(),
            Type::Number(_) => self.number(positive),
            Type::Date => json!(self.pick(|lot| &lot.days)).to_string(),
            Type::Days => json!(self.next(60)).to_string(),
            Type::Text => json!(self.pick(|lot| &lot.names)).to_string(),
            Type::Enumeration(id) => {
                let members = &self.vocabulary.enumerations[id.ix()].members;
                json!(members.get_index(self.next(members.len()))?.0).to_string()
            }
            Type::Record(_) if by_name => json!(self.pick(|lot| &lot.names)).to_string(),
            Type::Record(id) => {
                let vocabulary = self.vocabulary;
                let mut fields = Vec::new();
                for (name, Field { ty, lower, by_name, .. }) in &vocabulary.record(*id).fields {
                    if self.next(100) >= missing {
                        let value = self.value(ty, lower.is_some(), *by_name, missing, depth + 1);
                        fields.extend(value.map(|value| format!("{}: {value}", json!(name))));
                    }
                }
                format!("{{{}}}", fields.join(", "))
            }
            Type::List(inner) | Type::Set(inner) if **inner != Type::Provision => {
                let count = if depth >= 3 { 0 } else { self.next(3) };
                let elements = (0..count).filter_map(|_| self.value(inner, positive, by_name, missing, depth + 1));
                let elements = elements.collect::<Vec<_>>().join(", ");
                match self.next(20) {
                    0 if missing > 0 => format!("{{\"list\": [{elements}], \"complete\": false}}"),
                    _ => format!("[{elements}]"),
                }
            }
            Type::Optional(_) if self.next(4) == 0 => "null".to_string(),
            Type::Optional(inner) => return self.value(inner, positive, by_name, missing, depth),
            _ => return None,
        })
    }
}
