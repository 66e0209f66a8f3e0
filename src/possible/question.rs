//! What is asked of a matter, so that it can be asked again with more supposed.

use crate::eval::{Evaluator, Mode, Status, Value};
use crate::explain::Needs;
use crate::plan::slots::InstanceId;
use crate::plan::{Datum, DecisionId, ProvisionIx};
use crate::value::{Causes, Truth};

/// A question with an answer that may be open.
#[derive(Clone, Debug)]
pub enum Question {
    /// A single-valued decision of an instance.
    Outcome(DecisionId, InstanceId, Mode),
    /// Whether one of these rules applies on the instance beside it: what puts an element into a set.
    Applies(Vec<(ProvisionIx, InstanceId)>),
    /// Of each element of a set: whether one of the rules that put it there applies.
    Elements(Vec<Vec<(ProvisionIx, InstanceId)>>),
    /// Whether an elective exemption stands open on an instance.
    Open(ProvisionIx, InstanceId),
}

/// An answer that no missing fact can change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it stands.
    pub status: Status,
    /// Why it is not decided.
    pub causes: Causes,
    /// The value, where decided.
    pub value: Option<Value>,
    /// In a conflict the values that disagree; of elements, whether each is in the set.
    pub values: Vec<Value>,
}

impl Answer {
    /// The answer to whether something holds; none where a missing fact may still change it.
    fn of(truth: Truth) -> Option<Answer> {
        let causes = truth.causes();
        let (status, value) = match truth {
            Truth::Undetermined(_) if causes.has(Causes::MISSING) => return None,
            Truth::Undetermined(_) => (Status::unresolved(causes), None),
            settled => (Status::Decided, Some(Value::Known(Datum::YesNo(settled.holds())))),
        };
        Some(Answer { status, causes, value, values: Vec::new() })
    }

    /// The same as a truth.
    pub fn truth(&self) -> Truth {
        match self.value {
            Some(Value::Known(Datum::YesNo(holds))) => Truth::of(holds),
            _ => Truth::Undetermined(self.causes),
        }
    }
}

impl Question {
    /// Whether claims count.
    pub fn mode(&self) -> Mode {
        match self {
            Question::Outcome(_, _, mode) => *mode,
            Question::Applies(_) | Question::Elements(_) | Question::Open(..) => Mode::WithClaims,
        }
    }

    /// The answer; none while a missing fact may still change it.
    pub fn answer(&self, evaluator: &Evaluator<'_>) -> Option<Answer> {
        let truth = match self {
            Question::Outcome(decision, instance, mode) => {
                let outcome = evaluator.outcome(*decision, *instance, *mode);
                let mut values: Vec<Value> = Vec::new();
                if outcome.status == Status::Conflict {
                    let all = outcome.sure.iter().flat_map(|candidate| &candidate.values);
                    all.for_each(|value| {
                        if !values.contains(value) {
                            values.push(value.clone())
                        }
                    });
                }
                let (status, causes, value) = (outcome.status, outcome.causes, outcome.value.clone());
                return (!causes.has(Causes::MISSING)).then_some(Answer { status, causes, value, values });
            }
            Question::Elements(elements) => {
                let all: Option<Vec<Answer>> =
                    elements.iter().map(|rules| Answer::of(any_applies(rules, evaluator))).collect();
                let all = all?;
                let causes = all.iter().fold(Causes::NONE, |causes, answer| causes.and(answer.causes));
                let status = if causes.is_empty() { Status::Decided } else { Status::unresolved(causes) };
                let values = all.into_iter().map(|answer| answer.value.unwrap_or(Value::Unknown)).collect();
                return Some(Answer { status, causes, value: None, values });
            }
            Question::Applies(rules) => any_applies(rules, evaluator),
            Question::Open(exemption, on) => {
                evaluator.open(*exemption, *on, Mode::WithClaims).and(evaluator.exists(*on))
            }
        };
        Answer::of(truth)
    }

    /// Collects the facts it waits for.
    pub fn needs(&self, needs: &mut Needs<'_, '_>) {
        match self {
            Question::Outcome(decision, instance, mode) => {
                let outcome = needs.evaluator().outcome(*decision, *instance, *mode);
                needs.outcome(&outcome);
            }
            Question::Applies(rules) => open_rules(rules, needs),
            Question::Elements(elements) => elements.iter().for_each(|rules| open_rules(rules, needs)),
            Question::Open(exemption, on) => needs.provision(*exemption, *on),
        }
    }
}

/// Whether one of these rules applies.
fn any_applies(rules: &[(ProvisionIx, InstanceId)], evaluator: &Evaluator<'_>) -> Truth {
    let status = |(rule, on): &(ProvisionIx, InstanceId)| evaluator.status(*rule, *on, Mode::WithClaims);
    rules.iter().map(status).fold(Truth::False, Truth::or)
}

/// What those of these rules wait for that may apply.
fn open_rules(rules: &[(ProvisionIx, InstanceId)], needs: &mut Needs<'_, '_>) {
    for (rule, on) in rules {
        if matches!(needs.evaluator().status(*rule, *on, Mode::WithClaims), Truth::Undetermined(_)) {
            needs.provision(*rule, *on);
        }
    }
}
