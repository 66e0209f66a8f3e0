//! The change of the text between two days, told by the instruments that made it.
//!
//! The consolidated texts of both days are compared, not the statements: what was changed and changed back does not show. Each
//! change names the instrument it is due to: the act whose words are new, or the act that suspends, revokes or no longer
//! suspends them.

mod cause;
mod change;
mod words;

use serde_json::{Value, json};

use self::cause::{Cause, Side, Sides};
pub use self::change::{Change, Edit, What};
use crate::history::{Instrument, name_of, standing};
use crate::model::{Named, StatementId};
use crate::temporal::{Known, Text, Track};
use crate::value::Date;
use crate::{Law, Rulebook};

/// What one instrument changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The instrument.
    pub instrument: Instrument,
    /// Its changes: values, groups, then provisions in text order.
    pub changes: Vec<Change>,
}

impl Difference {
    /// As a JSON object.
    pub fn to_json(&self) -> Value {
        let mut value = self.instrument.to_json();
        value["changes"] = self.changes.iter().map(Change::to_json).collect();
        value
    }
}

impl Rulebook {
    /// What changed from the text of `from` to that of `to`, each a day and what was known; as printed or as enforced.
    /// Instruments come in the order in which they became public.
    pub fn differences(&self, from: (Date, Known), to: (Date, Known), as_printed: bool) -> Vec<Difference> {
        let track = if as_printed { Track::Printed } else { Track::Enforced };
        let (before, after) = (self.in_force(from.0, from.1), self.in_force(to.0, to.1));
        let sides = Sides { before: side(&before, track), after: side(&after, track), track, model: self.model() };
        let mut all: Vec<(Cause, Change)> = Vec::new();
        for node in nodes(&sides) {
            change::compare(self, &sides, node, &mut all);
        }
        let mut differences: Vec<Difference> = Vec::new();
        for (cause, change) in all {
            let instrument = self.instrument(self.model().statement(cause.by).act);
            match differences.iter_mut().find(|d| d.instrument == instrument) {
                Some(there) if there.changes.contains(&change) => {}
                Some(there) => there.changes.push(change),
                None => differences.push(Difference { instrument, changes: vec![change] }),
            }
        }
        differences.sort_by(|a, b| a.instrument.cmp(&b.instrument));
        differences
    }
}

fn side(law: &Law, track: Track) -> Side<'_> {
    let view = if track == Track::Printed { law.printed() } else { law.enforced() };
    Side { on: law.on(), calendar: law.calendar(), text: &view.text }
}

/// Every node of either text whose versions differ: values, groups, provisions; those that are gone stand after those that
/// stand before them in the older text.
fn nodes(sides: &Sides) -> Vec<Named> {
    fn all(text: &Text) -> impl Iterator<Item = Named> + '_ {
        let values = text.values.keys().map(|id| Named::Value(*id));
        let groups = text.groups.keys().map(|id| Named::Group(*id));
        values.chain(groups).chain(text.provisions.keys().map(|id| Named::Provision(*id)))
    }
    let mut nodes: Vec<Named> = all(sides.before.text).chain(all(sides.after.text)).collect();
    let rank = |node: &Named| match node {
        Named::Value(id) => (0, id.ix()),
        Named::Group(id) => (1, id.ix()),
        Named::Provision(id) => (2, id.ix()),
    };
    nodes.sort_by_key(rank);
    nodes.dedup();
    nodes.retain(|node| standing(sides.before.text, *node) != standing(sides.after.text, *node));
    nodes
}

/// The name of the act of a statement's instrument: `89 FR 96790`.
fn citation(rulebook: &Rulebook, id: StatementId) -> String {
    rulebook.model().act(rulebook.model().statement(id).act).citation.clone()
}

/// The id or name of a node.
fn id_of(rulebook: &Rulebook, node: Named) -> String {
    name_of(rulebook.model(), node).to_string()
}

/// What a list of differences is in JSON.
pub fn to_json(differences: &[Difference]) -> Value {
    json!(differences.iter().map(Difference::to_json).collect::<Vec<_>>())
}
