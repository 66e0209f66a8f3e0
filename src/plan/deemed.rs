//! Which facts and fields provisions in force deem to be something (S12).

use indexmap::IndexMap;

use super::{Conclusion, Deeming, NodeId, Plan, ProvisionIx, RecordId};
use crate::model::{ConclusionKind, Provision};

/// For each fact and field that some provision deems: the conclusions that do, in text order.
pub(super) fn cells<'p>(
    provisions: impl Iterator<Item = &'p Provision>,
) -> IndexMap<(Option<RecordId>, u32), Vec<Deeming>> {
    let mut cells: IndexMap<_, Vec<Deeming>> = IndexMap::new();
    for (number, provision) in provisions.enumerate() {
        for (conclusion, concluded) in provision.conclusions.iter().enumerate() {
            let ConclusionKind::Deem { place, .. } = &concluded.kind else { continue };
            if let Some(cell) = place.names_cell() {
                let deeming = Deeming { rule: ProvisionIx(number as u32), conclusion: conclusion as u32 };
                cells.entry(cell).or_default().push(deeming);
            }
        }
    }
    cells
}

impl Plan {
    /// The conclusions that deem a fact or field; none where nothing does.
    pub fn deeming(&self, by: u32) -> &[Deeming] {
        self.deemed.get_index(by as usize).map_or(&[], |(_, deeming)| deeming)
    }

    /// The place and the value of a conclusion that deems.
    pub fn deems(&self, deeming: Deeming) -> Option<(NodeId, NodeId)> {
        match self.provision(deeming.rule).conclusions.get(deeming.conclusion as usize)? {
            Conclusion::Deem { place, value } => Some((*place, *value)),
            _ => None,
        }
    }
}
