//! Values in the words of their types.

use super::Datum;
use crate::model::{Model, Type};

impl Model {
    /// A value in the words of its type: `15832`, `400 GB/s`, `integrated circuit`, `CN`.
    pub fn datum_text(&self, datum: &Datum, ty: Option<&Type>) -> String {
        match (datum, ty.map(Type::required)) {
            (Datum::YesNo(b), _) => if *b { "yes" } else { "no" }.into(),
            (Datum::Number(n), Some(Type::Number(unit))) if !unit.name.is_empty() => {
                let count = n.div(&unit.factor).unwrap_or_else(|| n.clone());
                if unit.name == "%" { format!("{count}%") } else { format!("{count} {}", unit.name) }
            }
            (Datum::Number(n), _) => n.to_string(),
            (Datum::Date(d), _) => d.to_string(),
            (Datum::Days(n), _) => format!("{n} days"),
            (Datum::Months(n), _) => format!("{n} months"),
            (Datum::WorkingDays(n, _), _) => format!("{n} working days"),
            (Datum::Member(m), Some(Type::Enumeration(id))) => {
                self.vocabulary.enumerations[id.ix()].code(*m).to_string()
            }
            (Datum::Member(m), _) => m.to_string(),
            (Datum::Text(t), _) => t.to_string(),
            (Datum::Record(_), _) => "a record".into(),
        }
    }
}
