//! JSON → slots.
//!
//! - *takes* the text of a fact file (or any `serde::Serialize`), the vocabulary, the provision tree and the layout
//! - *gives* [`Facts`]: every fact in its cell, every record an instance, phantoms where more may exist (S10)
//! - *forgets* spelling: units become base units, names become member numbers, the order of keys is gone
//! - *keeps* numbers exactly, and the difference between *not given* and *none*
//! - *reports* `facts/…`, every mistake of a file in one run, each with its JSON path
//!
//! It knows no day and no provision's text: facts read once serve every law of a rulebook.
//!
//! | file | does |
//! |---|---|
//! | [`json`] | text → tree, numbers as written |
//! | `read` | tree → cells and instances |
//! | `absent` | what is not given: absent records, phantoms |
//! | `references` | names → the instances they name |
//! | `scalars`, `quantities` | one value, one number with its unit |
//! | [`paths`] | a cell → the path a reader of the facts knows it by |
//! | `schema` | vocabulary → JSON Schema |
//! | `builder` | facts set one by one by a host |

mod absent;
mod builder;
mod errors;
pub mod json;
pub mod paths;
mod quantities;
mod read;
mod references;
mod scalars;
mod schema;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use builder::FactsBuilder;
#[cfg(feature = "batch")]
pub(crate) use errors::quote;
pub use errors::{FactError, FactErrors};
pub use json::Json;
pub use schema::schema;

use crate::model::{DefinedId, ProvisionTree, Vocabulary};
use crate::plan::slots::{InstanceId, Layout, Slots};

/// The facts of one matter. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Facts {
    given: Arc<Given>,
    /// The JSON text they were read from.
    text: Arc<str>,
    /// The digest of the rulebook they were read for; empty until a law has taken them.
    rulebook: Arc<str>,
}

#[derive(Debug)]
struct Given {
    slots: Slots,
    stipulated: Vec<Stipulation>,
}

/// A value given in the place of a defined name (S20).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stipulation {
    /// The instance it is given for.
    pub instance: InstanceId,
    /// The defined name.
    pub name: DefinedId,
    /// Its JSON path: `item.tpp`.
    pub path: String,
}

impl Facts {
    fn new(slots: Slots, stipulated: Vec<Stipulation>) -> Facts {
        Facts { given: Arc::new(Given { slots, stipulated }), text: "".into(), rulebook: "".into() }
    }

    /// The same facts, marked with the rulebook whose slots they fill.
    pub(crate) fn read_for(self, digest: &str) -> Facts {
        Facts { rulebook: digest.into(), ..self }
    }

    /// The digest of the rulebook they were read for.
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// The JSON text they were read from, as it was given; of facts that were no text, that of the same facts.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The facts by cell and instance.
    pub fn slots(&self) -> &Slots {
        &self.given.slots
    }

    /// The defined names whose values were given, in the order of their cells.
    pub fn stipulated(&self) -> &[Stipulation] {
        &self.given.stipulated
    }
}

/// Reads a fact file.
///
/// # Errors
/// Every mistake in it, each with its JSON path.
pub fn read_json(
    vocabulary: &Vocabulary,
    tree: &ProvisionTree,
    layout: &Layout,
    text: &str,
) -> Result<Facts, FactErrors> {
    let facts = read::Reader::new(vocabulary, tree, layout).read(&json::parse(text)?)?;
    Ok(Facts { text: json::trimmed(text).into(), ..facts })
}

/// Reads a fact file that is still bytes.
///
/// # Errors
/// As [`read_json`], or that the bytes are not UTF-8.
pub fn read_bytes(
    vocabulary: &Vocabulary,
    tree: &ProvisionTree,
    layout: &Layout,
    bytes: &[u8],
) -> Result<Facts, FactErrors> {
    read_json(vocabulary, tree, layout, json::utf8(bytes)?)
}

/// Reads facts from a value of the host's own.
///
/// Floats are read as the shortest decimal that serde writes for them; serde writes a float that is no number as `null`.
/// A host that needs more digits gives strings.
///
/// # Errors
/// As [`read_json`], or that the value cannot be written as JSON.
pub fn read_serialize<T: serde::Serialize>(
    vocabulary: &Vocabulary,
    tree: &ProvisionTree,
    layout: &Layout,
    value: &T,
) -> Result<Facts, FactErrors> {
    let text = serde_json::to_string(value).map_err(|why| json::not_written(&why))?;
    read_json(vocabulary, tree, layout, &text)
}

/// Reads facts that are a tree already.
///
/// # Errors
/// As [`read_json`].
pub fn read_tree(
    vocabulary: &Vocabulary,
    tree: &ProvisionTree,
    layout: &Layout,
    facts: &Json,
) -> Result<Facts, FactErrors> {
    let read = read::Reader::new(vocabulary, tree, layout).read(facts)?;
    Ok(Facts { text: facts.to_string().into(), ..read })
}
