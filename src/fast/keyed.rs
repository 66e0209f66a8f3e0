//! Rows told apart by what reasons depend on: whoever has found the answer and the reasons of one row has those of every row like it.

use super::columnar::{Codes, Columns, MOST_REVISIONS};
use super::{Desk, Program, Programs, UnknownDecision};
use crate::program::cells::FIRST;
use crate::program::columns::{Chosen, Coder, RUN, Rows};
use crate::program::diagram::ASK;
use crate::program::layout::TOO_LARGE;
use crate::rulebook::Rulebook;
use crate::temporal::Known;
use crate::value::Date;

/// Where the codes of each word come from, and how many codes it has.
type Words<'c> = Vec<(Codes<'c>, u64)>;

/// The key of a row that has none: it is decided by itself.
pub(crate) const NO_KEY: (u32, u64) = (u32::MAX, 0);

impl Programs {
    /// Decisions with all that their reasons depend on, where the host gives the day beside the facts.
    pub(crate) fn with_reasons(
        rulebook: &Rulebook,
        decisions: &[&str],
        known: Known,
    ) -> Result<Programs, UnknownDecision> {
        Ok(Programs { reasons: true, ..Programs::new(rulebook, decisions, ("", None), known)? })
    }

    /// The names of the decisions, in order.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().map(|wanted| wanted.name.as_str())
    }

    /// The rulebook.
    pub(crate) fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// What was known.
    pub(crate) fn known(&self) -> Known {
        self.known
    }

    /// True if columns may be entered for this path.
    pub(crate) fn is_column(&self, path: &str) -> bool {
        self.reader.column(path).is_some()
    }

    /// Writes the key of a text under the law of a day; false where it has none.
    ///
    /// Two texts with the same key get the same status, value and reasons of every decision: the key holds every code, every truth of a
    /// loop or calculation that conditions ask, or, where something is open and the evaluator fills in what is missing, the whole row.
    pub(crate) fn key(&self, text: &str, on: Date, desk: &mut Desk, key: &mut Vec<u32>) -> bool {
        key.clear();
        if !self.reader.read(&self.rulebook.model().tree, text, &mut desk.read) {
            return false;
        }
        let program = self.on(on);
        if !program.is_all_fast() || !program.encode(text, on.number(), desk) {
            return false;
        }
        let Desk { scratch, values, writer, .. } = desk;
        let (code, codes) = (&program.0.code, &writer.codes);
        // The mark of a number that no row holds; a word of a small negative number looks like it, and is decided by itself too.
        if codes.contains(&TOO_LARGE) {
            return false;
        }
        code.run(codes, scratch, values);
        let open = values.contains(&ASK);
        key.extend([program.0.revision, u32::from(open)]);
        if open {
            key.extend_from_slice(codes);
        } else {
            code.witness(codes, scratch, key);
        }
        true
    }

    /// The keys of rows whose facts stand in columns.
    pub(crate) fn keys(&self, columns: &Columns<'_>, keys: &mut Vec<(u32, u64)>) {
        keys.clear();
        keys.resize(columns.rows, NO_KEY);
        let (Some(days), true) = (&columns.days, self.starts.len() <= MOST_REVISIONS) else { return };
        let starts = Coder::Steps(self.starts.clone());
        let mut chosen = Chosen::default();
        let (mut revisions, mut codes) = ([0u16; RUN], [0u16; RUN]);
        let mut ways: Vec<Option<Option<Words<'_>>>> = vec![None; self.starts.len()];
        for from in (0..columns.rows).step_by(RUN) {
            let run = RUN.min(columns.rows - from);
            let all = Rows { from, run, chosen: None };
            starts.code(days, all, &mut chosen, &mut revisions[..run]);
            let mut rows: Vec<Vec<u16>> = vec![Vec::new(); self.starts.len()];
            for (row, code) in (0u16..).zip(&revisions[..run]) {
                let revision = u32::from(*code).checked_sub(FIRST + 1);
                if let Some(rows) = revision.and_then(|revision| rows.get_mut(revision as usize)) {
                    rows.push(row);
                }
            }
            for ((revision, rows), way) in (0u32..).zip(&rows).zip(&mut ways).filter(|((_, rows), _)| !rows.is_empty())
            {
                let way = way.get_or_insert_with(|| self.words(self.numbered(revision as usize), columns));
                let Some(words) = way else { continue };
                let mut found = vec![0u64; rows.len()];
                for (from_codes, count) in words {
                    let codes = &mut codes[..rows.len()];
                    match from_codes {
                        Codes::One(code) => codes.fill(*code),
                        Codes::Of(column, coder) => {
                            coder.code(column, Rows { chosen: Some(rows), ..all }, &mut chosen, codes);
                        }
                    }
                    found.iter_mut().zip(codes).for_each(|(key, code)| *key = *key * *count + u64::from(*code));
                }
                for (row, key) in rows.iter().zip(found) {
                    if let Some(place) = keys.get_mut(from + usize::from(*row)) {
                        *place = (revision, key);
                    }
                }
            }
        }
        for (key, _) in keys.iter_mut().zip(&columns.refused).filter(|(_, refused)| **refused) {
            *key = NO_KEY;
        }
    }

    /// Where the codes of each word of a program come from, and how many codes it has; none where codes alone do not tell rows apart.
    fn words<'c>(&self, program: &Program, columns: &'c Columns<'c>) -> Option<Words<'c>> {
        let layout = &program.0.code.layout;
        if !program.is_all_fast() || !layout.is_flat() {
            return None;
        }
        let mut all = 1u64;
        let mut words = Vec::new();
        for read in layout.matter().filter(|read| read.code.is_some()) {
            let coding = layout.codings.get(&read.key)?;
            let count = u64::from(coding.count());
            all = all.checked_mul(count)?;
            words.push((self.codes_of_read(program, read, coding, columns)?, count));
        }
        Some(words)
    }
}

impl<'a> Columns<'a> {
    /// Enters the days whose law applies, where they are no fact; rows without one are left to the host.
    pub(crate) fn enter_days(&mut self, days: super::Column<'a>) {
        self.days = Some(days);
    }
}

impl Program {
    /// True if nothing of any decision is left to the law beforehand.
    fn is_all_fast(&self) -> bool {
        self.0.code.outputs.iter().all(|output| output.fast)
    }
}
