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
    /// True if it stands as another does, for the same reasons and by the same act: both found above, or both by paragraphs alone that say
    /// the same, or fail by the same facts.
    pub(super) fn says_the_same(&self, other: &Ground) -> bool {
        let (a, b) = (&self.told, &other.told);
        let alone = |ground: &Ground| ground.because.is_empty() && ground.told.calculations.is_empty();
        let dates = |t: &Told| (t.in_force_from, t.enforced_from, t.again_from);
        let met = |t: &Told| t.paragraphs.iter().map(|p| (p.address.clone(), p.facts.clone())).collect::<Vec<_>>();
        let plainly =
            |t: &Told| t.paragraphs.iter().all(|p| !p.facts.is_empty() && p.measures.is_empty() && p.groups.is_empty());
        let alike = (a.state, a.keyword) == (b.state, b.keyword) && a.gives.is_none() && b.gives.is_none();
        match (&self.above, &other.above) {
            (Some(above), Some(other)) => alike && above == other,
            (None, None) => {
                alike
                    && a.state == State::Fails
                    && alone(self)
                    && alone(other)
                    && (met(a), dates(a)) == (met(b), dates(b))
                    && (said(a) == said(b) || plainly(a) && plainly(b))
                    && (&a.citation, &a.amended_by) == (&b.citation, &b.amended_by)
            }
            _ => false,
        }
    }

    /// The citation of a provision that applies.
    pub(super) fn concludes(&self) -> Option<String> {
        (self.told.state == State::Applies).then(|| self.told.cite.clone())
    }
}

/// The words of the paragraphs of a provision.
pub(super) fn said(told: &Told) -> Vec<&str> {
    told.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

/// A provision, and the record that it is told of, if it is told of one.
type Subject = (String, Option<String>);

/// What was told so far.
#[derive(Default)]
pub(super) struct Grounds {
    /// Of each subject what was told, and under what.
    told: IndexMap<Subject, Vec<(Told, String)>>,
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
        let same = |before: &Told| before.state == told.state && (bare || says_the_same(before, &told));
        let before = known.iter().find(|(before, _)| same(before));
        let above = before.map(|(_, under)| under.clone());
        if above.is_some() && !top && matches!(told.state, State::Fails) && bare {
            return None;
        }
        if above.is_some() {
            told.paragraphs.clear();
            told.calculations.clear();
            told.because.clear();
            told.not_met.clear();
            return Some(Ground { told, above, because: Vec::new() });
        }
        known.push((told.clone(), self.under.clone()));
        let because = std::mem::take(&mut told.because);
        let because = because.into_iter().filter_map(|inner| self.ground(inner, false)).collect();
        Some(Ground { told, above: None, because })
    }
}

/// The same paragraphs and calculations, and the same provisions beneath; what these rest on may have been told elsewhere.
fn says_the_same(before: &Told, now: &Told) -> bool {
    let beneath =
        |told: &Told| told.because.iter().map(|t| (t.provision.clone(), t.of.clone(), t.state)).collect::<Vec<_>>();
    before.paragraphs == now.paragraphs && before.calculations == now.calculations && beneath(before) == beneath(now)
}

/// True if it says nothing but how it stands.
fn is_bare(told: &Told) -> bool {
    let says = told.gives.is_some() || told.goes_on;
    told.paragraphs.is_empty() && told.calculations.is_empty() && told.because.is_empty() && !says
}
