//! No circles, no chains too deep: what makes evaluation end, for every text (S9).

use super::{Conclusion, Kind, NodeId, Op, Plan, ProvisionIx, error};
use crate::diagnostics::Sink;
use crate::model::{DecisionId, Model};

/// Most operations one inside another over all provisions a decision reads: keeps every walk within a small stack.
const MOST_DEPTH: u32 = 400;

/// What can depend and be depended on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    /// A provision: its condition, and what defeats it.
    Provision(ProvisionIx),
    /// A single-valued decision: all who conclude it, and its default.
    Decision(DecisionId),
}

/// Reports the first circle, or the first chain that is too deep.
pub fn check(model: &Model, plan: &Plan, sink: &mut Sink) {
    let depths = node_depths(plan);
    if let Some(node) = too_costly(plan) {
        sink.push(error::too_costly(plan.nodes[node].span));
        return;
    }
    let graph = Graph::new(plan, &depths);
    match graph.search() {
        Ok(()) => {}
        Err(Found::Circle(points)) => {
            let named: Vec<_> = points.iter().map(|p| describe(model, plan, *p)).collect();
            let deems = |point: &Point| match point {
                Point::Provision(ix) => {
                    plan.provision(*ix).conclusions.iter().any(|c| matches!(c, Conclusion::Deem { .. }))
                }
                Point::Decision(_) => false,
            };
            sink.push(error::circle(&named, points.iter().any(deems)));
        }
        Err(Found::TooDeep(point)) => {
            let (name, span) = describe(model, plan, point);
            sink.push(error::too_deep(span, &name));
        }
    }
}

fn describe(model: &Model, plan: &Plan, point: Point) -> (String, crate::source::Span) {
    match point {
        Point::Provision(ix) => {
            let provision = plan.provision(ix);
            let span = model.version(provision.id, &provision.version).map(|p| p.id_span).unwrap_or_default();
            (model.tree.text(provision.id).to_string(), span)
        }
        Point::Decision(id) => {
            let decision = model.vocabulary.decision(id);
            (decision.name.clone(), decision.span)
        }
    }
}

/// How deep each operation nests; children stand before parents, so one pass does.
fn node_depths(plan: &Plan) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(plan.nodes.len());
    for node in &plan.nodes {
        let mut deepest = 0;
        children(&node.op, &mut |child| deepest = deepest.max(depths.get(child.0 as usize).copied().unwrap_or(0)));
        depths.push(deepest + 1);
    }
    depths
}

/// Most operations one condition may come to, paragraphs that refer to others counted each time.
const MOST_COST: u64 = 1_000_000;

/// An operation that would run too many others, because paragraphs refer to paragraphs that refer to paragraphs.
fn too_costly(plan: &Plan) -> Option<usize> {
    let mut costs: Vec<u64> = Vec::with_capacity(plan.nodes.len());
    for (ix, node) in plan.nodes.iter().enumerate() {
        let mut cost = 1u64;
        children(&node.op, &mut |child| cost = cost.saturating_add(costs.get(child.0 as usize).copied().unwrap_or(0)));
        if cost > MOST_COST {
            return Some(ix);
        }
        costs.push(cost);
    }
    None
}

/// The operations an operation reads.
pub fn children(op: &Op, each: &mut dyn FnMut(NodeId)) {
    match op {
        Op::Constant(_)
        | Op::Variable(_)
        | Op::Fact(_)
        | Op::On
        | Op::Silent
        | Op::None
        | Op::Uncertain(_)
        | Op::FactIncludes(..)
        | Op::Applies(_) => {}
        Op::Guard { when, .. } => each(*when),
        Op::Deemed { given, .. } => each(*given),
        Op::Field(a, _) | Op::Negate(a) | Op::Holds(a) | Op::IsNone(a) | Op::In(a, _) | Op::Not(a) => each(*a),
        Op::Defined { of, .. } | Op::Decision(_, of) | Op::Includes { of, .. } => of.iter().for_each(|n| each(*n)),
        Op::Arithmetic(_, a, b) | Op::Equals(a, b) | Op::Compare(_, a, b) | Op::SameYear(a, b) => {
            each(*a);
            each(*b);
        }
        Op::Choose { when, then, otherwise } => {
            each(*when);
            each(*then);
            each(*otherwise);
        }
        Op::Offset { days, from, .. } => {
            each(*days);
            each(*from);
        }
        Op::Distance { day, days, from, .. } => {
            each(*day);
            each(*days);
            each(*from);
        }
        Op::And(all) | Op::Or(all) => all.iter().for_each(|n| each(*n)),
        Op::List(_, paragraphs) => paragraphs.iter().filter_map(|p| p.node).for_each(each),
        Op::Aggregate(aggregated) => {
            each(aggregated.list);
            aggregated.body.iter().chain(&aggregated.value).for_each(|n| each(*n));
        }
        Op::Chosen(chosen) => {
            each(chosen.among.list);
            chosen.among.body.iter().chain(&chosen.among.value).for_each(|n| each(*n));
            each(chosen.read);
        }
        Op::Round { value, .. } | Op::Entry { body: value, .. } => each(*value),
        Op::Call(call) => call.cases.roots().for_each(each),
        Op::Scale(scale) => {
            each(scale.amount);
            for band in &scale.bands {
                band.bound.iter().for_each(|(_, bound)| each(*bound));
                each(band.rate);
            }
        }
        Op::Quantified { list, body, .. } => {
            each(*list);
            body.iter().for_each(|n| each(*n));
        }
    }
}

struct Graph {
    /// For each point, by index: what it reads.
    reads: Vec<Vec<usize>>,
    /// How deep its own operations nest.
    own: Vec<u32>,
    provisions: usize,
}

enum Found {
    Circle(Vec<Point>),
    TooDeep(Point),
}

impl Graph {
    fn new(plan: &Plan, depths: &[u32]) -> Graph {
        let provisions = plan.provisions.len();
        let mut graph = Graph { reads: Vec::new(), own: Vec::new(), provisions };
        for (number, provision) in plan.provisions.iter().enumerate() {
            // What spreads reads itself of other instances: the least set of them is no circle (S14).
            let own_name = provision.spreads.map(|_| ProvisionIx(number as u32));
            let mut reads = Vec::new();
            let mut own = 0;
            for root in roots(provision) {
                own = own.max(depths.get(root.0 as usize).copied().unwrap_or(0));
                graph.collect(plan, root, own_name, &mut reads);
            }
            for root in duty_roots(provision) {
                own = own.max(depths.get(root.0 as usize).copied().unwrap_or(0));
            }
            let defeaters = provision.relieved_by.iter().chain(&provision.limited_by).chain(&provision.overridden_by);
            reads.extend(defeaters.map(|ix| ix.0 as usize));
            graph.push(reads, own);
        }
        for decision in &plan.decisions {
            let mut reads = Vec::new();
            // A set is read element by element, through the provisions that conclude the element.
            if !decision.is_set {
                reads.extend(decision.concluded_by.iter().map(|(ix, _)| ix.0 as usize));
                reads.extend(decision.default.iter().map(|(ix, _)| ix.0 as usize));
            }
            graph.push(reads, 1);
        }
        graph
    }

    fn push(&mut self, mut reads: Vec<usize>, own: u32) {
        reads.sort_unstable();
        reads.dedup();
        self.reads.push(reads);
        // Calls between the levels of the evaluator count too.
        self.own.push(own + 2);
    }

    fn collect(&self, plan: &Plan, node: NodeId, own: Option<ProvisionIx>, reads: &mut Vec<usize>) {
        let mut open = vec![node];
        // A paragraph may be asked about in many places: its operations are one node with many parents.
        let mut seen = std::collections::HashSet::new();
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            let op = plan.op(node);
            match op {
                Op::Defined { by, .. } if Some(*by) == own => {}
                Op::Defined { by, .. } => reads.push(by.0 as usize),
                Op::Decision(id, _) => reads.push(self.provisions + id.ix()),
                Op::Includes { concluded_by, .. } => reads.extend(concluded_by.iter().map(|ix| ix.0 as usize)),
                Op::Deemed { by, .. } => reads.extend(plan.deeming(*by).iter().map(|deeming| deeming.rule.0 as usize)),
                Op::Applies(all) => reads.extend(all.iter().map(|ix| ix.0 as usize)),
                _ => {}
            }
            children(op, &mut |child| open.push(child));
        }
    }

    fn point(&self, ix: usize) -> Point {
        if ix < self.provisions {
            Point::Provision(ProvisionIx(ix as u32))
        } else {
            Point::Decision(DecisionId((ix - self.provisions) as u32))
        }
    }

    /// Depth first with a stack of its own, so that a hostile text cannot exhaust ours.
    fn search(&self) -> Result<(), Found> {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut state = vec![NEW; self.reads.len()];
        let mut depth = vec![0u32; self.reads.len()];
        for start in 0..self.reads.len() {
            if state[start] != NEW {
                continue;
            }
            let mut stack: Vec<(usize, usize)> = vec![(start, 0)];
            state[start] = OPEN;
            while let Some((at, next)) = stack.pop() {
                match self.reads[at].get(next).copied() {
                    Some(child) => {
                        stack.push((at, next + 1));
                        match state[child] {
                            NEW => {
                                state[child] = OPEN;
                                stack.push((child, 0));
                            }
                            OPEN => {
                                let path = stack.iter().map(|(ix, _)| *ix).skip_while(|ix| *ix != child);
                                let circle = path.chain(std::iter::once(child)).map(|ix| self.point(ix)).collect();
                                return Err(Found::Circle(circle));
                            }
                            _ => {}
                        }
                    }
                    None => {
                        state[at] = DONE;
                        let below = self.reads[at].iter().map(|c| depth[*c]).max().unwrap_or(0);
                        depth[at] = below + self.own[at];
                        if depth[at] > MOST_DEPTH {
                            return Err(Found::TooDeep(self.point(at)));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// Where the operations of a provision's duties begin: nobody reads them, but they are evaluated too.
fn duty_roots(provision: &super::Provision) -> impl Iterator<Item = NodeId> + '_ {
    provision.conclusions.iter().flat_map(|conclusion| match conclusion {
        Conclusion::Duty { date, when } => [*date, *when].into_iter().flatten().collect::<Vec<_>>(),
        _ => Vec::new(),
    })
}

/// Where the operations of a provision begin.
fn roots(provision: &super::Provision) -> Vec<NodeId> {
    let mut roots: Vec<NodeId> = provision.condition.into_iter().collect();
    if provision.kind == Kind::Define {
        roots.extend(provision.cases.roots());
    }
    let mut deems = Vec::new();
    for conclusion in &provision.conclusions {
        match conclusion {
            Conclusion::Is(_, cases) => roots.extend(cases.roots()),
            Conclusion::Deem { place, value } => deems.extend([*place, *value]),
            // A duty is read by nobody: it may read anything, its own provision's decision included.
            Conclusion::Duty { .. } | Conclusion::Discretion(_) | Conclusion::Includes(..) => {}
        }
    }
    roots.extend(deems);
    roots
}
