//! How a decision came out, as it is told.

use super::{Element, Need, Outcome, Plain, Status};
use crate::explain::values::{Listed, Shown};
use crate::explain::wording::Told;
use crate::model::{Model, Type};

/// How a decision came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One value.
    Value(Shown),
    /// A set: its elements, and whether each is surely in it.
    Set(Vec<(String, bool)>),
    /// Facts are missing: those on which it turns, most decisive first, where they are known.
    Missing(Vec<Need>),
    /// It is uncertain whether a text is in force.
    Uncertain,
    /// Provisions disagree: their values; none where it rests on such a disagreement.
    Conflict(Vec<Shown>),
    /// It rests on a value that does not exist.
    Undefined,
    /// The law says nothing.
    Silent,
    /// It rests on working days beyond those that are listed.
    Unlisted(Listed),
    /// The law leaves it to somebody.
    Discretion,
}

impl Verdict {
    /// What is told of an outcome, in the language of this tag where the vocabulary has it. Its reasons tell whether it is silent because a
    /// list of working days ends.
    pub(crate) fn of(
        outcome: &Outcome,
        because: &[Told],
        needs: &[Need],
        ty: &Type,
        (model, tag): (&Model, &str),
    ) -> Verdict {
        if let Some(elements) = &outcome.elements {
            let element = |element: &Element| (element.provision.clone(), element.sure);
            return Verdict::Set(elements.iter().map(element).collect());
        }
        match (outcome.status, because.iter().find_map(Told::listed)) {
            (Status::Unknown, _) if !outcome.causes.contains(&"missing") => Verdict::Uncertain,
            (Status::Conflict, _) => {
                Verdict::Conflict(outcome.between.iter().map(|value| model.shown_text(value, ty, tag)).collect())
            }
            (Status::Silent, Some(listed)) => Verdict::Unlisted(listed),
            (Status::Unknown, _) => Verdict::Missing(needs.to_vec()),
            _ => Verdict::plain(outcome.status, outcome.value.as_deref(), ty, model, tag),
        }
    }

    /// What is told of an outcome without claims.
    pub(crate) fn of_plain(plain: &Plain, ty: &Type, model: &Model, tag: &str) -> Verdict {
        Verdict::plain(plain.status, plain.value.as_deref(), ty, model, tag)
    }

    fn plain(status: Status, value: Option<&str>, ty: &Type, model: &Model, tag: &str) -> Verdict {
        match (status, value) {
            (Status::Decided, Some(value)) => Verdict::Value(model.shown_text(value, ty, tag)),
            (Status::Decided | Status::Unknown, _) => Verdict::Missing(Vec::new()),
            (Status::Conflict, _) => Verdict::Conflict(Vec::new()),
            (Status::Undefined, _) => Verdict::Undefined,
            (Status::Silent, _) => Verdict::Silent,
            (Status::Discretion, _) => Verdict::Discretion,
        }
    }
}
