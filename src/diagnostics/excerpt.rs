//! Very long lines, cut to what is around the places of a diagnostic: nobody reads the rest, and miette panics on a line of more than
//! 65,535 columns.

use std::ops::Range;
use std::sync::Arc;

/// Longer lines than this are cut, in bytes.
const LONGEST: usize = 2_000;
/// So much of the beginning of a cut line stays.
const BEGINNING: usize = 40;
/// What stands in the place of what was cut out.
const MARK: &str = "…";
/// No line may be longer than this where miette draws under it.
const WIDEST: usize = 60_000;

/// A text as it is shown, and how its places lie in the text as it is.
#[derive(Debug)]
pub struct Excerpt {
    whole: Arc<str>,
    /// The text with marks; none where nothing is cut.
    shown: Option<String>,
    /// What is cut out, in order.
    dropped: Vec<Range<usize>>,
}

impl Excerpt {
    /// Cuts the long lines of a text, but not near the places.
    pub fn new(whole: &Arc<str>, places: &[Range<usize>]) -> Excerpt {
        let mut dropped = Vec::new();
        let mut start = 0;
        for line in whole.split_inclusive('\n') {
            let end = start + line.trim_end_matches('\n').len();
            if end - start > LONGEST {
                dropped.extend(gaps(whole, start..end, places));
            }
            start += line.len();
        }
        let shown = (!dropped.is_empty()).then(|| shown(whole, &dropped));
        Excerpt { whole: Arc::clone(whole), shown, dropped }
    }

    /// The text to show.
    pub fn text(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.whole)
    }

    /// False if there are so many places on one line that it is still too long.
    pub fn fits(&self) -> bool {
        self.shown.as_ref().is_none_or(|text| text.lines().all(|line| line.len() <= WIDEST))
    }

    /// Where a place of the text is in what is shown.
    pub fn shown_at(&self, place: usize) -> usize {
        let mut shift = 0;
        for gap in self.dropped.iter().take_while(|gap| gap.start < place) {
            if place < gap.end {
                return gap.start - shift;
            }
            shift += gap.len() - MARK.len();
        }
        place - shift
    }

    /// The column, in characters from 0, of a place in what is shown, as it is in the text.
    pub fn column(&self, shown: usize) -> usize {
        let mut place = shown;
        for gap in self.dropped.iter().take_while(|gap| self.shown_at(gap.start) < shown) {
            place += gap.len() - MARK.len();
        }
        let before = self.whole.get(..place).unwrap_or("");
        before.rsplit('\n').next().unwrap_or("").chars().count()
    }
}

/// What is cut out of a line: all but its beginning and what is near the ends of the places on it.
fn gaps(text: &str, line: Range<usize>, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let near = LONGEST / 10 / places.len().max(1);
    let mut kept = vec![line.start..line.start + BEGINNING, line.end..line.end];
    for place in places.iter().filter(|place| place.start <= line.end && place.end >= line.start) {
        for end in [place.start.max(line.start), place.end.min(line.end)] {
            kept.push(end.saturating_sub(near).max(line.start)..(end + near).min(line.end));
        }
    }
    kept.sort_by_key(|range| (range.start, range.end));
    let (mut gaps, mut at) = (Vec::new(), line.start);
    for range in kept {
        let gap = after(text, at)..before(text, range.start);
        if gap.start + MARK.len() < gap.end {
            gaps.push(gap);
        }
        at = at.max(range.end);
    }
    gaps
}

/// The end of a character at or before a byte.
fn before(text: &str, byte: usize) -> usize {
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The beginning of a character at or after a byte.
fn after(text: &str, byte: usize) -> usize {
    (byte..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn shown(text: &str, dropped: &[Range<usize>]) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for gap in dropped {
        out += text.get(at..gap.start).unwrap_or("");
        out += MARK;
        at = gap.end;
    }
    out + text.get(at..).unwrap_or("")
}
