//! One element of a list: `the p in LIST with the greatest E where C`.
//!
//! What is read of it is read of every element that may be the one. It is settled where the list surely has an element that counts and
//! all that may be chosen agree; two that have the greatest value and differ leave it undefined (S16).

use super::{Counted, Evaluator, Frame, Range, Reading};
use crate::plan::slots::Cell;
use crate::plan::{Aggregate, Chosen, Comparison};
use crate::value::Causes;

/// An element that may be the one.
struct Candidate {
    cell: Cell,
    /// Its place in the list; none for one that is not given.
    place: Option<usize>,
}

/// What is known of the choice.
struct Choice {
    candidates: Vec<Candidate>,
    /// Why it is not known which; none of the causes where the facts leave nothing open.
    causes: Causes,
    /// True where some element surely counts, and each that may has a value to compare.
    settled: bool,
}

impl Evaluator<'_> {
    /// What is read of the chosen element.
    pub(super) fn chosen(&self, chosen: &Chosen, frame: &mut Frame) -> Reading {
        let choice = match self.choice(chosen, frame) {
            Ok(choice) => choice,
            Err(causes) => return Reading::Undetermined(causes),
        };
        let mut readings = Vec::with_capacity(choice.candidates.len());
        for candidate in &choice.candidates {
            self.bind(chosen.among.variable, &candidate.cell, frame);
            readings.push(self.value(chosen.read, frame));
        }
        match readings.split_first() {
            Some((first, rest))
                if choice.settled && first.causes().is_empty() && rest.iter().all(|other| other == first) =>
            {
                first.clone()
            }
            _ => {
                let causes = readings.iter().fold(choice.causes, |all, reading| all.and(reading.causes()));
                Reading::Undetermined(if causes.is_empty() { Causes::UNDEFINED } else { causes })
            }
        }
    }

    /// The values that may be read of the chosen element, where it is known which that is.
    pub(super) fn range_of_chosen(&self, chosen: &Chosen, frame: &mut Frame) -> Result<Range, Causes> {
        let choice = self.choice(chosen, frame)?;
        match choice.candidates.as_slice() {
            [only] if choice.settled => {
                self.bind(chosen.among.variable, &only.cell, frame);
                self.range(chosen.read, frame)
            }
            _ => super::ranges::exact(self.chosen(chosen, frame)),
        }
    }

    /// The places in the list of those that may be chosen.
    pub fn may_be_chosen(&self, chosen: &Chosen, frame: &mut Frame) -> Vec<usize> {
        let candidates = self.choice(chosen, frame).map_or_else(|_| Vec::new(), |choice| choice.candidates);
        candidates.into_iter().filter_map(|candidate| candidate.place).collect()
    }

    fn choice(&self, chosen: &Chosen, frame: &mut Frame) -> Result<Choice, Causes> {
        let elements = self.elements(&chosen.among, frame)?;
        let cells = self.list_cells(chosen.among.list, frame).map_or(&[][..], |(cells, _)| cells);
        let further = elements.further.as_ref().map(|counted| {
            let cell = self.further_element(chosen.among.of).unwrap_or_default();
            (Candidate { cell, place: None }, counted)
        });
        let given = cells.iter().zip(&elements.given).enumerate();
        let given = given.map(|(place, (cell, one))| (Candidate { cell: cell.clone(), place: Some(place) }, one));
        let open: Vec<(Candidate, &Counted)> = given.chain(further).filter(|(_, one)| !one.holds.fails()).collect();
        let sure: Vec<&Range> =
            open.iter().filter(|(_, one)| one.holds.holds()).filter_map(|(_, one)| one.value.as_ref().ok()).collect();
        let beaten_by = match chosen.among.function {
            Aggregate::Least => Comparison::LessThan,
            _ => Comparison::MoreThan,
        };
        let (settled, mut causes) = (!sure.is_empty() && open.iter().all(|(_, one)| one.value.is_ok()), Causes::NONE);
        // What beats all others that surely count beats whatever any of them beats.
        let best = Range::best(&sure, beaten_by == Comparison::MoreThan);
        let beaten = |one: &Counted| {
            let value = one.value.as_ref().ok();
            value.is_some_and(|value| best.is_some_and(|best| best.compare(beaten_by, value) == Some(true)))
        };
        let mut candidates = Vec::new();
        for (candidate, one) in &open {
            if settled && beaten(one) {
                continue;
            }
            let value = match &one.value {
                Ok(range) => range.causes,
                Err(causes) => *causes,
            };
            causes = causes.and(value).and(one.holds.causes());
            candidates.push(Candidate { cell: candidate.cell.clone(), place: candidate.place });
        }
        Ok(Choice { candidates, causes, settled })
    }
}
