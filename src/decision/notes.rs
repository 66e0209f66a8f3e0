//! What a reader of an answer should know beside it.

use std::fmt;

use crate::away::Away;
use crate::explain::values::Listed;
use crate::language::ENGLISH;

/// A remark on an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Something is claimed that no exemption in force answers to.
    NothingToClaim {
        /// The id that is claimed.
        claim: String,
    },
    /// What is claimed is closed.
    Closed {
        /// The id that is claimed.
        claim: String,
    },
    /// A value is given that only the printed law defines.
    DefinedInPrintAlone {
        /// Its path.
        fact: String,
    },
    /// A value is given that nothing in force defines.
    DefinedNowhere {
        /// Its path.
        fact: String,
    },
    /// No claims are given, and decisions are what they are because exemptions could be claimed.
    RestsOnClaims {
        /// The decisions.
        decisions: Vec<String>,
        /// The exemptions that are open.
        exemptions: Vec<String>,
    },
    /// Answers or duties rest on working days beyond those that are listed.
    Unlisted {
        /// The decisions, and the provisions that impose the duties.
        of: Vec<String>,
        /// The days of which the working days are listed.
        listed: Listed,
    },
    /// An answer is open because it is uncertain whether a text is in force.
    Uncertain {
        /// The act that says so.
        citation: String,
        /// Why, in its encoder's words.
        why: Option<String>,
    },
    /// The printed law answers decisions otherwise than the enforced one.
    PrintedDiffers {
        /// The decisions.
        decisions: Vec<String>,
        /// What keeps the printed words from being enforced.
        away: Away,
    },
}

/// In English.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGLISH.note(self))
    }
}
