//! Three-valued truth that remembers why it is undetermined (S7).

use std::fmt;

/// Why something is undetermined: a set of causes (S7).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Causes(u8);

impl Causes {
    /// No cause.
    pub const NONE: Causes = Causes(0);
    /// A fact was not given.
    pub const MISSING: Causes = Causes(1);
    /// Provisions that apply disagree.
    pub const CONFLICT: Causes = Causes(2);
    /// Division by zero, or a number or date beyond the limits.
    pub const UNDEFINED: Causes = Causes(4);
    /// The law says nothing.
    pub const SILENT: Causes = Causes(8);
    /// The law leaves it to a person.
    pub const DISCRETION: Causes = Causes(16);
    /// It is uncertain whether a text is in force.
    pub const UNCERTAIN: Causes = Causes(32);

    /// Both sets together.
    pub fn and(self, other: Causes) -> Causes {
        Causes(self.0 | other.0)
    }

    /// True if every cause of `other` is among these.
    pub fn has(self, other: Causes) -> bool {
        self.0 & other.0 == other.0
    }

    /// True if there is no cause.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The causes by name, in the order in which they decide a status.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        [
            (Causes::MISSING, "missing"),
            (Causes::UNCERTAIN, "uncertain"),
            (Causes::CONFLICT, "conflict"),
            (Causes::UNDEFINED, "undefined"),
            (Causes::SILENT, "silent"),
            (Causes::DISCRETION, "discretion"),
        ]
        .into_iter()
        .filter(move |(c, _)| self.has(*c))
        .map(|(_, name)| name)
    }
}

impl fmt::Debug for Causes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// True, false, or undetermined with the causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Holds, whatever is still missing.
    True,
    /// Does not hold, whatever is still missing.
    False,
    /// Not settled, and why.
    Undetermined(Causes),
}

impl Truth {
    /// The truth of something known.
    pub fn of(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }

    /// Both hold. False absorbs; otherwise causes unite.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, x) | (x, Truth::True) => x,
            (Truth::Undetermined(a), Truth::Undetermined(b)) => Truth::Undetermined(a.and(b)),
        }
    }

    /// At least one holds. True absorbs; otherwise causes unite.
    pub fn or(self, other: Truth) -> Truth {
        !(!self).and(!other)
    }

    /// True only for [`Truth::True`].
    pub fn holds(self) -> bool {
        self == Truth::True
    }

    /// True only for [`Truth::False`].
    pub fn fails(self) -> bool {
        self == Truth::False
    }

    /// The causes, empty when settled.
    pub fn causes(self) -> Causes {
        match self {
            Truth::Undetermined(causes) => causes,
            _ => Causes::NONE,
        }
    }
}

/// The opposite, with the same causes.
impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            undetermined => undetermined,
        }
    }
}
