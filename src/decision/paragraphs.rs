//! How every provision and paragraph in force stands on the facts: what coverage counts.

use super::Decision;
use crate::eval::{Evaluator, Frame, Mode, Reading};
use crate::model::Model;
use crate::plan::slots::MATTER;
use crate::plan::{Chosen, Conclusion, Datum, Kind, NodeId, Op, Plan, Provision, ProvisionIx};
use crate::value::{Causes, Truth};

/// How a provision or one of its paragraphs stands on one instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphTruth {
    /// The act that wrote the provision.
    pub act: String,
    /// The provision.
    pub provision: String,
    /// The paragraph's address; empty for the provision as a whole.
    pub address: String,
    /// Whether it holds; none where that depends on what is not settled.
    pub holds: Option<bool>,
    /// False for a provision that holds always, and for a definition that is no condition.
    pub can_fail: bool,
}

/// Every provision in force with its paragraphs, in text order, on every instance.
pub(super) fn truths(decision: &Decision) -> Vec<ParagraphTruth> {
    let law = decision.law();
    let plan = &law.enforced().plan;
    let evaluator = Evaluator::new(plan, decision.facts().slots(), law.on());
    let model = law.rulebook().model();
    let mut all = Vec::new();
    let mut called = Vec::new();
    for (ix, provision) in plan.provisions.iter().enumerate() {
        let ix = ProvisionIx(ix as u32);
        let mut found = Vec::new();
        for instance in evaluator.instances(ix).iter().filter(|i| !evaluator.slots.is_phantom(**i)) {
            let mut walk = Walk { evaluator: &evaluator, found: &mut found, called: &mut called };
            let mut frame = evaluator.frame(ix, *instance, Mode::WithClaims);
            let condition = evaluator.condition(ix, *instance, Mode::WithClaims);
            match provision.kind {
                // A function is settled where it is asked.
                Kind::Define if provision.is_function() => {}
                // A register is no condition: it is there.
                Kind::Register => walk.found.push((String::new(), Truth::True, false)),
                Kind::Default => walk.found.push((String::new(), default(&evaluator, plan, ix), false)),
                Kind::Define => {
                    let reading = evaluator.definition(ix, *instance, Mode::WithClaims);
                    let (truth, can_fail) = match reading {
                        Reading::Known(Datum::YesNo(holds)) => (Truth::of(holds), true),
                        Reading::Known(_) => (Truth::True, false),
                        Reading::None => (Truth::False, false),
                        Reading::Undetermined(causes) => (Truth::Undetermined(causes), true),
                    };
                    walk.found.push((String::new(), truth, can_fail));
                }
                _ => walk.found.push((String::new(), condition, provision.condition.is_some())),
            }
            provision.condition.iter().for_each(|node| walk.node(*node, &mut frame));
            let conclusions = provision.conclusions.iter().filter_map(|c| match c {
                Conclusion::Is(_, cases) => Some(cases),
                _ => None,
            });
            for cases in conclusions.chain([&provision.cases]) {
                for (when, value) in &cases.cases {
                    when.iter().chain([value]).for_each(|node| walk.node(*node, &mut frame));
                }
            }
        }
        all.extend(found.into_iter().map(|found| told(model, provision, found)));
    }
    all.extend(called.into_iter().map(|(by, found)| told(model, plan.provision(by), found)));
    all
}

/// How a paragraph stands, under the names of its provision and act.
fn told(model: &Model, provision: &Provision, (address, truth, can_fail): (String, Truth, bool)) -> ParagraphTruth {
    ParagraphTruth {
        act: model.act(model.statement(provision.version.written_by).act).name.clone(),
        provision: model.tree.text(provision.id).to_string(),
        address,
        holds: match truth {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Undetermined(_) => None,
        },
        can_fail,
    }
}

/// A default holds where it answers.
fn default(evaluator: &Evaluator<'_>, plan: &Plan, default: ProvisionIx) -> Truth {
    let decisions = plan.decisions.iter().enumerate();
    let mut of_this = decisions.filter(|(_, d)| d.default.is_some_and(|(ix, _)| ix == default));
    of_this.next().map_or(Truth::False, |(ix, decision)| {
        let id = crate::model::DecisionId(ix as u32);
        let instances = match decision.of {
            None => vec![MATTER],
            Some(record) => evaluator.slots.instances_of(record).to_vec(),
        };
        let answers = |i| evaluator.outcome(id, i, Mode::WithClaims).by_default;
        Truth::of(instances.into_iter().any(answers))
    })
}

struct Walk<'w, 'a> {
    evaluator: &'w Evaluator<'a>,
    found: &'w mut Vec<(String, Truth, bool)>,
    /// Functions that were asked, and how their rows stand.
    called: &'w mut Vec<(ProvisionIx, (String, Truth, bool))>,
}

impl Walk<'_, '_> {
    fn node(&mut self, node: NodeId, frame: &mut Frame) {
        let evaluator = self.evaluator;
        match evaluator.plan.op(node) {
            Op::List(_, paragraphs) => {
                for paragraph in paragraphs {
                    let Some(body) = paragraph.node else { continue };
                    self.found.push((paragraph.address.clone(), evaluator.truth(body, frame), true));
                    self.node(body, frame);
                }
            }
            Op::Quantified { variable, list, body, .. } => {
                let (Ok((elements, _)), Some(body)) = (evaluator.list_cells(*list, frame), body) else { return };
                let elements = elements.to_vec();
                for element in &elements {
                    evaluator.bind(*variable, element, frame);
                    self.node(*body, frame);
                }
            }
            Op::Aggregate(aggregated) | Op::Chosen(Chosen { among: aggregated, .. }) => {
                let Ok((elements, _)) = evaluator.list_cells(aggregated.list, frame) else { return };
                let elements = elements.to_vec();
                for element in &elements {
                    evaluator.bind(aggregated.variable, element, frame);
                    aggregated.body.iter().chain(&aggregated.value).for_each(|part| self.node(*part, frame));
                }
            }
            Op::Call(call) => {
                let settled = !matches!(evaluator.value(node, frame), Reading::Undetermined(_));
                let whole = if settled { Truth::True } else { Truth::Undetermined(Causes::MISSING) };
                self.called.push((call.by, (String::new(), whole, false)));
                for ((when, value), row) in call.cases.cases.iter().zip(&call.rows) {
                    let Some(when) = when else {
                        self.node(*value, frame);
                        continue;
                    };
                    self.called.push((call.by, (row.clone(), evaluator.truth(*when, frame), true)));
                    self.node(*value, frame);
                }
            }
            op => {
                let mut inner = Vec::new();
                crate::plan::children(op, &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.node(child, frame));
            }
        }
    }
}
