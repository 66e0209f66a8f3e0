//! Tables, tiers and scales asked with values, and rounding.

use super::ranges::{End, Range, number};
use super::{Evaluator, Frame};
use crate::plan::{Band, Datum, NodeId, RoundingMode, Scale};
use crate::value::{Causes, Number};

/// A band that some of the amount lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its place among the bands, from 0.
    pub band: usize,
    /// How much of the amount its rate is for.
    pub amount: Number,
    /// What is taken of that.
    pub taken: Number,
}

/// A scale on a known amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaled {
    /// The bands that took something, or whose rate is for the whole.
    pub bands: Vec<Taken>,
    /// All that was taken.
    pub total: Number,
}

/// A band with its bound and rate known.
struct Known {
    bound: Option<(bool, Number)>,
    rate: Number,
}

impl Evaluator<'_> {
    /// What a scale may take of an amount.
    pub(super) fn range_of_scale(&self, scale: &Scale, frame: &mut Frame) -> Result<Range, Causes> {
        let amount = self.range(scale.amount, frame)?;
        let bands = self.bands(&scale.bands, frame)?;
        if let Some(Datum::Number(amount)) = amount.value() {
            let scaled = scaled(scale.marginal, &bands, amount).ok_or(Causes::UNDEFINED)?;
            return Ok(Range::exactly(Datum::Number(scaled.total)));
        }
        over(scale.marginal, &bands, &amount).ok_or(amount.causes)
    }

    /// A scale on an amount that is known, band by band; none where the amount or a rate is not known.
    pub fn scaled(&self, scale: &Scale, frame: &mut Frame) -> Option<Scaled> {
        let amount = self.range(scale.amount, frame).ok()?;
        let bands = self.bands(&scale.bands, frame).ok()?;
        match amount.value() {
            Some(Datum::Number(amount)) => scaled(scale.marginal, &bands, amount),
            _ => None,
        }
    }

    fn bands(&self, bands: &[Band], frame: &mut Frame) -> Result<Vec<Known>, Causes> {
        let known = |node: NodeId, frame: &mut Frame| {
            let range = self.range(node, frame)?;
            match range.value() {
                Some(Datum::Number(number)) => Ok(number.clone()),
                _ if range.causes.is_empty() => Err(Causes::UNDEFINED),
                _ => Err(range.causes),
            }
        };
        let mut all = Vec::with_capacity(bands.len());
        let mut causes = Causes::NONE;
        for band in bands {
            let bound = band.bound.map(|(included, at)| known(at, frame).map(|at| (included, at))).transpose();
            match (bound, known(band.rate, frame)) {
                (Ok(bound), Ok(rate)) => all.push(Known { bound, rate }),
                (bound, rate) => {
                    causes = causes.and(bound.err().unwrap_or_default()).and(rate.err().unwrap_or_default())
                }
            }
        }
        if causes.is_empty() { Ok(all) } else { Err(causes) }
    }

    /// What a value may be rounded to: rounding never turns two values round.
    pub(super) fn range_of_rounded(
        &self,
        value: NodeId,
        of: &Number,
        mode: RoundingMode,
        frame: &mut Frame,
    ) -> Result<Range, Causes> {
        let range = self.range(value, frame)?;
        let rounded = |end: &Option<End>| match end {
            None => Some(None),
            // What comes as near to an end as one likes may be rounded to where the end is rounded to.
            Some(End { at: Datum::Number(at), .. }) => {
                Some(Some(End { at: Datum::Number(at.rounded(mode, of)?), included: true }))
            }
            Some(_) => None,
        };
        match (rounded(&range.low), rounded(&range.high)) {
            (Some(low), Some(high)) => Ok(Range { low, high, causes: range.causes }),
            _ => Err(range.causes.and(Causes::UNDEFINED)),
        }
    }
}

/// A scale on an amount; none where the amount is negative: a law that takes of an amount says nothing of one that is owed.
fn scaled(marginal: bool, bands: &[Known], amount: &Number) -> Option<Scaled> {
    if *amount < Number::ZERO {
        return None;
    }
    let mut all = Vec::new();
    let mut from = Number::ZERO;
    for (ix, band) in bands.iter().enumerate() {
        let last = band.bound.as_ref().is_none_or(|(included, at)| amount < at || (*included && amount == at));
        let part = match &band.bound {
            _ if !marginal => amount.clone(),
            Some((_, at)) if !last => at.sub(&from),
            _ => amount.sub(&from),
        };
        if last || marginal {
            let taken = part.mul(&band.rate);
            all.push(Taken { band: ix, amount: part, taken });
        }
        if last {
            break;
        }
        if let Some((_, at)) = &band.bound {
            from = at.clone();
        }
    }
    let total = all.iter().fold(Number::ZERO, |sum, taken| sum.add(&taken.taken));
    Some(Scaled { bands: all, total })
}

/// A scale on an amount of which only the range is known; none where it may be negative.
fn over(marginal: bool, bands: &[Known], amount: &Range) -> Option<Range> {
    let low = amount.low.as_ref()?;
    let at_low = number(low)?;
    if *at_low < Number::ZERO || !bands.iter().all(|band| band.rate >= Number::ZERO) {
        return None;
    }
    let rising = marginal || bands.is_sorted_by(|a, b| a.rate <= b.rate);
    if !rising {
        return None;
    }
    let end = |number: &Number| Some(End { at: Datum::Number(scaled(marginal, bands, number)?.total), included: true });
    let high = match &amount.high {
        None => None,
        Some(high) => Some(end(number(high)?)?),
    };
    Some(Range { low: Some(end(at_low)?), high, causes: amount.causes })
}
