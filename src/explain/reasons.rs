//! The tree of reasons.

use std::collections::HashSet;

use super::calculations::{Calculation, Place, calculation, rounding, scale};
use crate::eval::{Evaluator, Frame, Mode, Outcome, Reading, Value};
use crate::plan::slots::{InstanceId, MATTER};
use crate::plan::{
    Aggregated, Call, Cases, Chosen, Conclusion, Datum, DecisionId, Kind, NodeId, Op, Paragraph, ProvisionIx,
    Quantifier,
};
use crate::value::Truth;

/// How a provision stands in an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It applies.
    Applies,
    /// Its condition does not hold.
    Fails,
    /// Its condition holds, but something takes it away: an exemption, a limit, or a rule that overrides it.
    Displaced,
    /// It depends on what is not settled.
    Open,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Applies => "applies",
            State::Fails => "does not apply",
            State::Displaced => "displaced",
            State::Open => "open",
        }
    }
}

/// One provision of an explanation, on one instance, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The provision.
    pub provision: ProvisionIx,
    /// The instance it ran on.
    pub instance: InstanceId,
    /// Whether claims counted.
    pub mode: Mode,
    /// Where a function is asked: one function may be asked with several values.
    pub call: Option<NodeId>,
    /// How it stands.
    pub state: State,
    /// What gives its value, where it gives one: the case that is met, or what stands for all others.
    pub gives: Option<Gives>,
    /// The paragraphs that made it so, and the conditions of its cases.
    pub paragraphs: Vec<Part>,
    /// The calculations over lists that it rests on.
    pub calculations: Vec<Calculation>,
    /// The provisions it rests on.
    pub because: Vec<Reason>,
    /// Those that would have made another answer, were they met.
    pub not_met: Vec<Reason>,
    /// True where what it rests on is too long a chain to be told on.
    pub goes_on: bool,
}

/// What gives the value of a definition, or of a conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gives {
    /// The value.
    pub value: NodeId,
    /// The decision that is concluded on; none for a definition.
    pub decision: Option<DecisionId>,
}

/// A paragraph, or a condition that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its address; empty for a condition that is no list of paragraphs.
    pub address: String,
    /// The operation.
    pub node: NodeId,
    /// The case that it is the condition of, or stands in.
    pub case: Option<Case>,
}

/// A case that was asked whether it is met: of a conclusion, or of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which one, from 0.
    pub number: u32,
    /// What it gives.
    pub value: NodeId,
    /// Whether it is met.
    pub holds: Truth,
}

/// Builds reasons in one mode.
pub struct Explainer<'e, 'a> {
    pub(super) evaluator: &'e Evaluator<'a>,
    pub(super) mode: Mode,
    /// What is told, and how it stands: one that a claim displaces may apply where claims do not count.
    told: HashSet<(ProvisionIx, InstanceId, State)>,
    /// The conclusions whose cases are told: rule, conclusion, instance.
    pub(super) concluded: HashSet<(ProvisionIx, u32, InstanceId)>,
    /// The decisions of which what would have made another answer is told, with what they are decided for.
    considered: HashSet<(DecisionId, InstanceId)>,
    /// True while telling of what is not met, and only considered.
    considering: bool,
    /// How many links of definitions that spread are being told, and how many operations walked, one inside another.
    links: u32,
    depth: u32,
}

/// The address of what chooses a version (S19): it is no paragraph of the provision.
pub const FOR: &str = "for";

/// The address of the path a definition spreads from (S14).
pub const FROM: &str = "spreading from";

/// Most links of a definition that spreads told one within the other.
const MOST_LINKS: u32 = 40;
/// Most operations walked one inside another before a further link is only named.
const MOST_DEPTH: u32 = 300;

/// What was found while walking a condition.
#[derive(Default)]
pub(super) struct Found {
    gives: Option<NodeId>,
    paragraphs: Vec<Part>,
    calculations: Vec<Calculation>,
    pub(super) because: Vec<Reason>,
    /// The case whose condition is being walked.
    case: Option<Case>,
}

impl Found {
    /// A paragraph begins.
    fn paragraph(&mut self, address: &str, node: NodeId) {
        self.paragraphs.push(Part { address: address.to_string(), node, case: self.case });
    }

    /// The paragraph being walked.
    fn place(&self) -> Place {
        let last = self.paragraphs.last();
        Place {
            address: last.map_or_else(String::new, |part| part.address.clone()),
            case: last.and_then(|part| part.case).map(|case| case.number),
        }
    }
}

impl<'e, 'a> Explainer<'e, 'a> {
    /// An explainer of what `evaluator` finds in `mode`.
    pub fn new(evaluator: &'e Evaluator<'a>, mode: Mode) -> Explainer<'e, 'a> {
        let (told, concluded, considered) = (HashSet::new(), HashSet::new(), HashSet::new());
        Explainer { evaluator, mode, told, concluded, considered, considering: false, links: 0, depth: 0 }
    }

    /// Why a decision of an instance came out as it did: every rule that surely applies, and what would have made it another answer; for a
    /// default, the default with the rules that did not apply; for what is open, the rules that are open.
    pub fn outcome(&mut self, decision: DecisionId, of: InstanceId, outcome: &Outcome) -> Vec<Reason> {
        let default = self.evaluator.plan.decision(decision).default;
        if let (true, Some((default, value))) = (outcome.by_default, default) {
            let mut reason = self.plain(default, MATTER, State::Applies);
            reason.gives = Some(Gives { value, decision: Some(decision) });
            reason.because = self.all_concluding(decision, of);
            return vec![reason];
        }
        let told = if outcome.sure.is_empty() { &outcome.open } else { &outcome.sure };
        if told.is_empty() {
            return self.all_concluding(decision, of);
        }
        let mut reasons: Vec<Reason> = told.iter().map(|c| self.conclusion(c.rule, c.conclusion, c.instance)).collect();
        if let (Some(first), Some(value)) = (reasons.first_mut(), &outcome.value)
            && !self.considering
            && self.considered.insert((decision, of))
        {
            first.not_met.extend(self.others(decision, of, outcome, value));
        }
        reasons
    }

    /// Every rule that could conclude the decision of an instance, and how it stands.
    fn all_concluding(&mut self, decision: DecisionId, of: InstanceId) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for (rule, conclusion) in &self.evaluator.plan.decision(decision).concluded_by {
            for instance in self.evaluator.concluding_instances(decision, *rule, of) {
                if !self.evaluator.slots.is_phantom(instance) {
                    reasons.push(self.conclusion(*rule, *conclusion, instance));
                }
            }
        }
        reasons.dedup();
        reasons
    }

    /// The rules that would have concluded something else than the decided value, had their conditions been met.
    fn others(&mut self, decision: DecisionId, of: InstanceId, outcome: &Outcome, value: &Value) -> Vec<Reason> {
        let evaluator = self.evaluator;
        let mut others = Vec::new();
        for (rule, conclusion) in &evaluator.plan.decision(decision).concluded_by {
            if self.concludes_only(*rule, *conclusion, value) {
                continue;
            }
            for instance in evaluator.concluding_instances(decision, *rule, of) {
                let concludes = outcome.sure.iter().any(|sure| (sure.rule, sure.instance) == (*rule, instance));
                let is_met = evaluator.condition(*rule, instance, self.mode);
                if !concludes && is_met.fails() && !evaluator.slots.is_phantom(instance) {
                    others.push(self.considered(|explainer| explainer.rule(*rule, instance)));
                }
            }
        }
        others
    }

    /// True if a conclusion can be no other than this value.
    fn concludes_only(&self, rule: ProvisionIx, conclusion: u32, value: &Value) -> bool {
        let plan = self.evaluator.plan;
        let is_same = |node: NodeId| matches!((plan.op(node), value), (Op::Constant(a), Value::Known(b)) if a == b);
        match plan.provision(rule).conclusions.get(conclusion as usize) {
            Some(Conclusion::Is(_, cases)) => {
                cases.cases.iter().map(|(_, value)| *value).chain(cases.otherwise).all(is_same)
            }
            Some(Conclusion::Discretion(_)) => *value == Value::Discretion,
            _ => false,
        }
    }

    /// A provision that was considered and is not met: told in full by itself, whatever was told before, and what would have barred
    /// it had it been met is not told.
    fn considered(&mut self, tell: impl FnOnce(&mut Self) -> Reason) -> Reason {
        let apart = Explainer { considering: true, depth: self.depth, ..Explainer::new(self.evaluator, self.mode) };
        let outer = std::mem::replace(self, apart);
        let reason = tell(self);
        *self = outer;
        reason
    }

    /// A rule that concludes, with the cases of its conclusion.
    fn conclusion(&mut self, rule: ProvisionIx, conclusion: u32, instance: InstanceId) -> Reason {
        let mut reason = self.rule(rule, instance);
        let concludes = matches!(reason.state, State::Applies | State::Open);
        if !concludes || !self.concluded.insert((rule, conclusion, instance)) {
            return reason;
        }
        let conclusion = self.evaluator.plan.provision(rule).conclusions.get(conclusion as usize);
        if let Some(Conclusion::Is(decision, cases)) = conclusion {
            let mut frame = self.evaluator.frame(rule, instance, self.mode);
            let mut found = Found::default();
            self.cases(cases, &mut frame, &mut found);
            reason.gives = found.gives.map(|value| Gives { value, decision: Some(*decision) });
            reason.add(found);
        }
        reason
    }

    /// How a rule stands on an instance, and why.
    pub fn rule(&mut self, rule: ProvisionIx, instance: InstanceId) -> Reason {
        let condition = self.evaluator.condition(rule, instance, self.mode);
        let status = self.evaluator.status(rule, instance, self.mode);
        let exemptions = &self.evaluator.plan.provision(rule).relieved_by;
        self.defeasible(rule, instance, condition, status, exemptions)
    }

    /// How an exemption or limit stands on an instance, and why.
    pub fn relief(&mut self, provision: ProvisionIx, instance: InstanceId) -> Reason {
        let condition = self.evaluator.condition(provision, instance, self.mode);
        let open = self.evaluator.open(provision, instance, self.mode);
        let limits = &self.evaluator.plan.provision(provision).limited_by;
        self.defeasible(provision, instance, condition, open, limits)
    }

    fn defeasible(
        &mut self,
        provision: ProvisionIx,
        instance: InstanceId,
        condition: Truth,
        status: Truth,
        defeaters: &[ProvisionIx],
    ) -> Reason {
        let state = match (condition, status) {
            (_, Truth::True) => State::Applies,
            (Truth::False, _) => State::Fails,
            (_, Truth::False) => State::Displaced,
            _ => State::Open,
        };
        let mut reason = self.plain(provision, instance, state);
        if !self.told.insert((provision, instance, state)) {
            return reason;
        }
        let node = self.evaluator.plan.provision(provision).condition;
        let tell_condition = state != State::Displaced;
        if let (Some(node), true) = (node, tell_condition) {
            let mut frame = self.evaluator.frame(provision, instance, self.mode);
            let mut found = Found::default();
            let guarded = !self.evaluator.plan.provision(provision).version.guards.is_empty();
            let parts = match self.evaluator.plan.op(node) {
                // The transactions that this version is for stand before its condition.
                Op::And(parts) if guarded => parts.clone(),
                _ => vec![node],
            };
            for (number, part) in parts.iter().enumerate() {
                let address = if number + 1 < parts.len() { FOR } else { "" };
                if !matches!(self.evaluator.plan.op(*part), Op::List(..)) {
                    found.paragraph(address, *part);
                }
            }
            self.walk(node, &mut frame, &mut found);
            reason.add(found);
        }
        for defeater in defeaters {
            reason.because.extend(self.defeater(*defeater, instance, state));
            reason.not_met.extend(self.no_defeater(*defeater, instance, state));
        }
        reason
    }

    /// An exemption or limit that would take an applying provision away, and whose condition is not met. Elective exemptions are told
    /// under the options.
    fn no_defeater(&mut self, defeater: ProvisionIx, instance: InstanceId, state: State) -> Option<Reason> {
        let at = self.evaluator.meets(defeater, instance);
        let elective = self.evaluator.plan.provision(defeater).kind == Kind::Exemption { elective: true };
        let tells = state == State::Applies && !elective && !self.considering;
        let fails = tells && self.evaluator.condition(defeater, at, self.mode).fails();
        fails.then(|| self.considered(|explainer| explainer.relief(defeater, at)))
    }

    /// A defeater worth telling: it takes its target away (displaced), or may (open), or would, were it not barred itself.
    fn defeater(&mut self, defeater: ProvisionIx, instance: InstanceId, state: State) -> Option<Reason> {
        let at = self.evaluator.meets(defeater, instance);
        let kind = self.evaluator.plan.provision(defeater).kind;
        let effect = match kind {
            Kind::Exemption { .. } => self.evaluator.relief(defeater, at, self.mode),
            _ => self.evaluator.open(defeater, at, self.mode),
        };
        let tells = match state {
            State::Displaced => effect.holds(),
            State::Open => matches!(effect, Truth::Undetermined(_)),
            // Elective exemptions are told under the options.
            State::Applies => {
                kind != Kind::Exemption { elective: true }
                    && self.evaluator.condition(defeater, at, self.mode).holds()
                    && effect.fails()
            }
            State::Fails => false,
        };
        tells.then(|| self.relief(defeater, at))
    }

    fn plain(&self, provision: ProvisionIx, instance: InstanceId, state: State) -> Reason {
        Reason {
            provision,
            instance,
            mode: self.mode,
            call: None,
            state,
            gives: None,
            paragraphs: Vec::new(),
            calculations: Vec::new(),
            because: Vec::new(),
            not_met: Vec::new(),
            goes_on: false,
        }
    }

    /// A definition, with the condition of the case that gives its value.
    fn definition(&mut self, definition: ProvisionIx, instance: InstanceId) -> Reason {
        let reading = self.evaluator.definition(definition, instance, self.mode);
        let state = match reading {
            Reading::Known(Datum::YesNo(false)) | Reading::None => State::Fails,
            Reading::Known(_) => State::Applies,
            Reading::Undetermined(_) => State::Open,
        };
        let mut reason = self.plain(definition, instance, state);
        let spreads = self.evaluator.plan.provision(definition).spreads;
        let too_far = spreads.is_some() && (self.links >= MOST_LINKS || self.depth >= MOST_DEPTH);
        if too_far && !self.told.contains(&(definition, instance, state)) {
            return Reason { goes_on: true, ..reason };
        }
        if !self.told.insert((definition, instance, state)) {
            return reason;
        }
        if let Some(condition) = spreads {
            self.links += 1;
            reason.add(self.link(condition, definition, instance));
            self.links -= 1;
            return reason;
        }
        let mut frame = self.evaluator.frame(definition, instance, self.mode);
        let mut found = Found::default();
        let cases = &self.evaluator.plan.provision(definition).cases;
        self.cases(cases, &mut frame, &mut found);
        reason.gives = found.gives.map(|value| Gives { value, decision: None });
        reason.add(found);
        reason
    }

    /// The cases up to the one that gives the value: those that are not met, with what failed them, and the one that is.
    fn cases(&mut self, cases: &Cases, frame: &mut Frame, found: &mut Found) {
        for (number, (when, value)) in (0..).zip(&cases.cases) {
            let holds = when.map_or(Truth::True, |when| self.evaluator.truth(when, frame));
            if let Some(when) = when {
                found.case = Some(Case { number, value: *value, holds });
                self.condition(*when, frame, found);
                found.case = None;
            }
            if !holds.fails() {
                self.walk_value(*value, frame, found);
            }
            if holds.holds() {
                found.gives = Some(*value);
                return;
            }
        }
        found.gives = cases.otherwise;
        if let Some(value) = cases.otherwise {
            self.walk_value(value, frame, found);
        }
    }

    /// A condition, as a paragraph of its own where it is no list of them.
    fn condition(&mut self, node: NodeId, frame: &mut Frame, found: &mut Found) {
        if !matches!(self.evaluator.plan.op(node), Op::List(..)) {
            found.paragraph("", node);
        }
        self.walk(node, frame, found);
    }

    /// Collects what a value rests on: it stands in no paragraph of the condition before it.
    pub(super) fn walk_value(&mut self, value: NodeId, frame: &mut Frame, found: &mut Found) {
        let mut inside = Found::default();
        self.walk(value, frame, &mut inside);
        found.paragraphs.extend(inside.paragraphs);
        found.calculations.extend(inside.calculations);
        found.because.extend(inside.because);
    }

    /// Why a definition that spreads has reached an instance, or not: where it spreads from, or the condition, with what that read
    /// of other instances.
    fn link(&mut self, condition: NodeId, definition: ProvisionIx, instance: InstanceId) -> Found {
        let mut frame = self.evaluator.frame(definition, instance, self.mode);
        let mut found = Found::default();
        let truth = self.evaluator.truth(condition, &mut frame);
        let Op::Or(parts) = self.evaluator.plan.op(condition) else { return found };
        for (address, part) in [FROM, ""].into_iter().zip(parts) {
            if !same_kind(self.evaluator.truth(*part, &mut frame), truth) {
                continue;
            }
            if !matches!(self.evaluator.plan.op(*part), Op::List(..)) {
                found.paragraph(address, *part);
            }
            self.walk(*part, &mut frame, &mut found);
            if truth.holds() {
                break;
            }
        }
        found
    }

    /// Collects what made an operation come out as it did.
    fn walk(&mut self, node: NodeId, frame: &mut Frame, found: &mut Found) {
        self.depth += 1;
        self.operation(node, frame, found);
        self.depth -= 1;
    }

    fn operation(&mut self, node: NodeId, frame: &mut Frame, found: &mut Found) {
        match self.evaluator.plan.op(node) {
            Op::List(quantifier, paragraphs) => self.list(node, *quantifier, paragraphs, frame, found),
            Op::And(parts) => self.parts(node, parts, Truth::True, frame, found),
            Op::Or(parts) => self.parts(node, parts, Truth::False, frame, found),
            Op::Quantified { variable, list, body, .. } => {
                self.quantified(*variable, *list, *body, frame, found);
            }
            Op::Deemed { given, by } => self.deemed(*given, *by, frame, found),
            Op::Aggregate(aggregated) => self.aggregate(node, aggregated, frame, found),
            Op::Chosen(chosen) => self.chosen(node, chosen, frame, found),
            Op::Arithmetic(..) | Op::Negate(_) => self.arithmetic(node, frame, found),
            Op::Call(call) => self.call(node, call, frame, found),
            Op::Entry { by, row, body } => self.entry(node, (*by, row, *body), frame, found),
            Op::Scale(bands) => {
                found.calculations.push(scale(self.evaluator, node, bands, frame));
                let mut inner = Vec::new();
                crate::plan::children(self.evaluator.plan.op(node), &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.walk(child, frame, found));
            }
            Op::Round { value, .. } => {
                found.calculations.push(rounding(self.evaluator, found.place(), node, *value, frame));
                self.walk(*value, frame, found);
            }
            Op::Includes { decision, of, concluded_by } => {
                let truth = self.evaluator.truth(node, frame);
                let instance = self.instance(*of, frame);
                for rule in concluded_by {
                    for on in self.evaluator.concluding_instances(*decision, *rule, instance) {
                        let status = self.evaluator.status_beside(*rule, on, self.mode, Some(instance));
                        if same_kind(status, truth) {
                            found.because.push(self.rule(*rule, on));
                        }
                    }
                }
            }
            Op::Defined { name, by, of } => {
                let instance = self.instance(*of, frame);
                if *self.evaluator.stipulated(*name, instance) == crate::plan::slots::Cell::Missing {
                    found.because.push(self.definition(*by, instance));
                }
            }
            Op::Decision(decision, of) => {
                let instance = self.instance(*of, frame);
                let outcome = self.evaluator.outcome(*decision, instance, self.mode);
                found.because.extend(self.outcome(*decision, instance, &outcome));
            }
            Op::Applies(provisions) => {
                let truth = self.evaluator.truth(node, frame);
                self.applies(provisions, truth, frame, found);
            }
            Op::Guard { when, variables } => self.walk(*when, &mut Frame::of(*variables, frame.mode), found),
            Op::Choose { when, then, otherwise } => {
                let chosen = self.evaluator.truth(*when, frame);
                self.walk(*when, frame, found);
                if !chosen.fails() {
                    self.walk(*then, frame, found);
                }
                if !chosen.holds() {
                    self.walk(*otherwise, frame, found);
                }
            }
            op => {
                let mut inner = Vec::new();
                crate::plan::children(op, &mut |child| inner.push(child));
                inner.into_iter().for_each(|child| self.walk(child, frame, found));
            }
        }
    }

    fn list(
        &mut self,
        node: NodeId,
        quantifier: Quantifier,
        paragraphs: &[Paragraph],
        frame: &mut Frame,
        found: &mut Found,
    ) {
        let truth = self.evaluator.truth(node, frame);
        for paragraph in paragraphs {
            let Some(body) = paragraph.node else { continue };
            let holds = self.evaluator.truth(body, frame);
            if !matters(quantifier, truth, holds) {
                continue;
            }
            if !matches!(self.evaluator.plan.op(body), Op::List(..)) {
                found.paragraph(&paragraph.address, body);
            }
            self.walk(body, frame, found);
        }
    }

    /// Of `and` and `or`: the parts that made it so. `all` is the truth that needs every part.
    fn parts(&mut self, node: NodeId, parts: &[NodeId], all: Truth, frame: &mut Frame, found: &mut Found) {
        let truth = self.evaluator.truth(node, frame);
        for part in parts {
            if truth == all || same_kind(self.evaluator.truth(*part, frame), truth) {
                self.walk(*part, frame, found);
            }
        }
    }

    /// The elements that decided it: their reasons, and the paragraphs within.
    fn quantified(&mut self, variable: u32, list: NodeId, body: Option<NodeId>, frame: &mut Frame, found: &mut Found) {
        let evaluator = self.evaluator;
        let (Ok((elements, _)), Some(body)) = (evaluator.list_cells(list, frame), body) else { return };
        let truths: Vec<Truth> = elements
            .iter()
            .map(|element| {
                evaluator.bind(variable, element, frame);
                evaluator.truth(body, frame)
            })
            .collect();
        let one_holds = truths.contains(&Truth::True);
        for (element, truth) in elements.iter().zip(truths) {
            if one_holds && !truth.holds() {
                continue;
            }
            evaluator.bind(variable, element, frame);
            self.walk(body, frame, found);
        }
        found.paragraphs.dedup();
    }

    /// What a calculation over a list came to, and why each element counted.
    fn aggregate(&mut self, node: NodeId, aggregated: &Aggregated, frame: &mut Frame, found: &mut Found) {
        let evaluator = self.evaluator;
        let told = calculation(evaluator, found.place(), node, aggregated, frame);
        self.counted(told, aggregated, None, frame, found);
    }

    /// What was read of one element of a list, and what it was chosen by.
    fn chosen(&mut self, node: NodeId, chosen: &Chosen, frame: &mut Frame, found: &mut Found) {
        let told = calculation(self.evaluator, found.place(), node, &chosen.among, frame);
        self.counted(told, &chosen.among, Some(chosen), frame, found);
    }

    /// A calculation over a list, and why each element counted; of those that may be chosen, also why what is read of them is so.
    fn counted(
        &mut self,
        told: Calculation,
        aggregated: &Aggregated,
        chosen: Option<&Chosen>,
        frame: &mut Frame,
        found: &mut Found,
    ) {
        let evaluator = self.evaluator;
        let elements = evaluator.list_cells(aggregated.list, frame).map_or(&[][..], |(elements, _)| elements);
        let among = chosen.map(|chosen| evaluator.may_be_chosen(chosen, frame));
        let mut inside = Found::default();
        for counted in &told.counted {
            let Some(element) = elements.get(counted.place) else { continue };
            evaluator.bind(aggregated.variable, element, frame);
            for part in aggregated.body.iter().chain(&aggregated.value) {
                self.walk(*part, frame, &mut inside);
            }
            if let (Some(chosen), Some(among)) = (chosen, &among)
                && among.contains(&counted.place)
            {
                self.walk(chosen.read, frame, &mut inside);
            }
        }
        found.calculations.push(told);
        // The elements are told with their values; a definition that says no more is told once, not for each of them.
        let mut once = HashSet::new();
        found.because.extend(inside.because.into_iter().filter(|r| !r.is_bare() || once.insert(r.provision)));
    }

    /// A calculation: where it reads lists, what it comes to is told beside what they come to.
    fn arithmetic(&mut self, node: NodeId, frame: &mut Frame, found: &mut Found) {
        let evaluator = self.evaluator;
        let mut inside = Found::default();
        let mut open = vec![node];
        while let Some(part) = open.pop() {
            match evaluator.plan.op(part) {
                Op::Arithmetic(_, a, b) => open.extend([*b, *a]),
                Op::Negate(inner) => open.push(*inner),
                _ => self.walk(part, frame, &mut inside),
            }
        }
        let place = found.place();
        if !inside.calculations.is_empty() {
            let value = evaluator.range(node, frame);
            let (counted, steps) = (Vec::new(), Vec::new());
            let read = Vec::new();
            found.calculations.push(Calculation { place: place.clone(), node, value, counted, read, steps });
        }
        let placed = |told: Calculation| Calculation { place: place.clone(), ..told };
        found.calculations.extend(inside.calculations.into_iter().map(placed));
        found.paragraphs.extend(inside.paragraphs);
        found.because.extend(inside.because);
    }

    /// An entry of a register: told where it counts, or may; the many that do not are not.
    fn entry(
        &mut self,
        node: NodeId,
        (by, row, body): (ProvisionIx, &str, NodeId),
        frame: &mut Frame,
        found: &mut Found,
    ) {
        let state = match self.evaluator.value(body, frame) {
            Reading::Known(Datum::YesNo(false)) | Reading::None => return,
            Reading::Known(Datum::Number(number)) if number.is_zero() => return,
            Reading::Undetermined(_) => State::Open,
            Reading::Known(_) => State::Applies,
        };
        let mut inside = Found::default();
        inside.paragraph(row, node);
        self.walk(body, frame, &mut inside);
        let mut reason = self.plain(by, MATTER, state);
        reason.add(inside);
        found.because.push(reason);
    }

    /// A function asked with values: what it gave stands where it is asked, its row among the reasons.
    fn call(&mut self, node: NodeId, call: &Call, frame: &mut Frame, found: &mut Found) {
        let evaluator = self.evaluator;
        let state = match evaluator.value(node, frame) {
            Reading::Known(Datum::YesNo(false)) | Reading::None => State::Fails,
            Reading::Known(_) => State::Applies,
            Reading::Undetermined(_) => State::Open,
        };
        let value = evaluator.range(node, frame);
        let (counted, read, steps) = (Vec::new(), Vec::new(), Vec::new());
        found.calculations.push(Calculation { place: found.place(), node, value, counted, read, steps });
        let mut inside = Found::default();
        let mut settled = false;
        for ((when, value), row) in call.cases.cases.iter().zip(&call.rows) {
            let holds = when.map_or(Truth::True, |when| evaluator.truth(when, frame));
            if holds.fails() {
                continue;
            }
            if let Some(when) = when {
                inside.paragraph(row, *when);
                self.walk(*when, frame, &mut inside);
            }
            self.walk_value(*value, frame, &mut inside);
            settled = holds.holds();
            if settled {
                break;
            }
        }
        if let (false, Some(value)) = (settled, call.cases.otherwise) {
            inside.paragraph(&call.otherwise, value);
            self.walk_value(value, frame, &mut inside);
        }
        let mut reason = Reason { call: Some(node), ..self.plain(call.by, MATTER, state) };
        reason.add(inside);
        found.because.push(reason);
    }

    fn applies(&mut self, provisions: &[ProvisionIx], truth: Truth, frame: &Frame, found: &mut Found) {
        let outer = std::mem::replace(&mut self.mode, Mode::WithoutClaims);
        for provision in provisions {
            for instance in self.evaluator.asked_on(*provision, frame) {
                if same_kind(self.evaluator.applies_beside(*provision, instance, frame.instance), truth) {
                    found.because.push(match self.evaluator.plan.provision(*provision).kind {
                        Kind::Rule => self.rule(*provision, instance),
                        Kind::Define => self.definition(*provision, instance),
                        _ => self.relief(*provision, instance),
                    });
                }
            }
        }
        self.mode = outer;
    }

    fn instance(&self, of: Option<NodeId>, frame: &mut Frame) -> InstanceId {
        match of.map(|node| self.evaluator.value(node, frame)) {
            Some(Reading::Known(Datum::Record(instance))) => instance,
            _ => MATTER,
        }
    }
}

impl Reason {
    /// True if it says nothing but how it stands.
    fn is_bare(&self) -> bool {
        let says = self.gives.is_some() || self.goes_on;
        self.paragraphs.is_empty() && self.calculations.is_empty() && self.because.is_empty() && !says
    }

    pub(super) fn add(&mut self, found: Found) {
        self.paragraphs.extend(found.paragraphs);
        self.calculations.extend(found.calculations);
        for reason in found.because {
            let what = |r: &Reason| (r.provision, r.instance, r.call, r.state);
            let same = |known: &&mut Reason| what(known) == what(&reason);
            let known = self.because.iter_mut().find(same);
            match known {
                None => self.because.push(reason),
                Some(known) if known.is_bare() => *known = reason,
                // Of a register each entry that counted is told.
                Some(known) if reason.paragraphs.iter().all(|part| part.address.starts_with(" row ")) => {
                    let is_told = |part: &Part| known.paragraphs.iter().any(|known| known.address == part.address);
                    let new: Vec<Part> = reason.paragraphs.into_iter().filter(|part| !is_told(part)).collect();
                    known.paragraphs.extend(new);
                }
                Some(_) => {}
            }
        }
        let mut seen = HashSet::new();
        self.paragraphs.retain(|part| seen.insert((part.case.map(|case| case.number), part.address.clone())));
    }
}

/// Both settled alike, or both open.
fn same_kind(a: Truth, b: Truth) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Whether a paragraph helped to make its list come out as it did.
fn matters(quantifier: Quantifier, list: Truth, paragraph: Truth) -> bool {
    match (quantifier, list) {
        (_, Truth::Undetermined(_)) => matches!(paragraph, Truth::Undetermined(_)),
        (Quantifier::AllOf, Truth::False) => paragraph.fails(),
        (Quantifier::NoneOf, Truth::False) | (Quantifier::AnyOf | Quantifier::AtLeast(_), Truth::True) => {
            paragraph.holds()
        }
        _ => true,
    }
}
