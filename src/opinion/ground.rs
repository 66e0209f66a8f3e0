//! Grounds: the reasons of an opinion, each told in full once and afterwards referred to.

use indexmap::IndexMap;

use crate::explain::State;
use crate::explain::wording::Told;

/// A provision that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// How it stands, with its paragraphs and calculations.
    pub told: Told,
    /// Where these were told before, and are left out here: the decision or exemption that they were told under.
    pub above: Option<String>,
    /// What it rests on in turn.
    pub because: Vec<Ground>,
}

impl Ground {
    /// The citation of a provision that applies.
    pub(super) fn concludes(&self) -> Option<String> {
        (self.told.state == State::Applies).then(|| self.told.cite.clone())
    }
}

/// What was told so far.
#[derive(Default)]
pub(super) struct Grounds {
    /// By provision and the record it is told of.
    told: IndexMap<(String, Option<String>), Vec<(Told, String)>>,
    /// The decision or exemption that reasons are told under.
    pub under: String,
}

impl Grounds {
    /// The grounds for some reasons, in order.
    pub fn all(&mut self, reasons: Vec<Told>) -> Vec<Ground> {
        reasons.into_iter().filter_map(|told| self.ground(told, true)).collect()
    }

    /// The ground for one reason; none where it is no more than a failed one that was told before.
    pub fn ground(&mut self, mut told: Told, top: bool) -> Option<Ground> {
        let known = self.told.entry((told.provision.clone(), told.of.clone())).or_default();
        let bare = is_bare(&told);
        let same = |before: &Told| before.state == told.state && (bare || *before == told);
        let above = known.iter().find(|(before, _)| same(before)).map(|(_, under)| under.clone());
        if above.is_some() && !top && matches!(told.state, State::Fails) && bare {
            return None;
        }
        if above.is_some() {
            told.paragraphs.clear();
            told.calculations.clear();
            told.because.clear();
            return Some(Ground { told, above, because: Vec::new() });
        }
        known.push((told.clone(), self.under.clone()));
        let because = std::mem::take(&mut told.because);
        let because = because.into_iter().filter_map(|inner| self.ground(inner, false)).collect();
        Some(Ground { told, above: None, because })
    }
}

/// True if it says nothing but how it stands.
fn is_bare(told: &Told) -> bool {
    told.paragraphs.is_empty() && told.calculations.is_empty() && told.because.is_empty()
}
