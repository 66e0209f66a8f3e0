//! What a regime says, with names bound and every version kept: vocabulary, instruments, statements.
//!
//! The model is the meaning of a whole rulebook at once; no day is chosen yet. It sees no trees and no grammar.
//!
//! | file | holds |
//! |---|---|
//! | [`vocabulary`] | records, facts, decisions, units, types: the words rules may use |
//! | [`provisions`] | provision ids as a tree |
//! | [`statements`] | instruments and their clauses, each with its dates |
//! | [`expressions`] | conditions and values, names bound |
//! | [`scenarios`] | the lawyer's tests |

pub mod expressions;
pub mod provisions;
pub mod scenarios;
pub mod statements;
pub mod vocabulary;

pub use expressions::*;
pub use provisions::{ProvisionId, ProvisionTree, Reach};
pub use statements::*;
pub use vocabulary::*;

use indexmap::IndexMap;

use crate::source::Span;
use crate::value::Date;

/// Everything one regime ever said.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Name, titles, authority, form of citation.
    pub about: About,
    /// The words rules may use.
    pub vocabulary: Vocabulary,
    /// Every provision id that is declared or named, as a tree.
    pub tree: ProvisionTree,
    /// Ids that are known but not encoded here.
    pub elsewhere: Vec<ProvisionId>,
    /// The instruments, in the order of their files.
    pub acts: Vec<Act>,
    /// Their statements, act by act, in file order.
    pub statements: Vec<Statement>,
    /// Provisions whose words statements have changed, or that stand under another id than they were written at: by the id, the
    /// statement that wrote them, and the changes.
    pub amended: IndexMap<(ProvisionId, StatementId, Vec<StatementId>), Amended>,
    /// Days whose groups or values some provision names: `as it stood on D`.
    pub days_named: std::collections::BTreeSet<Date>,
    /// The scenarios.
    pub scenarios: Vec<scenarios::Scenario>,
}

/// What a rulebook says of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its name.
    pub name: String,
    /// Its titles: language tag (empty for the main one) and text.
    pub titles: Titles,
    /// Who makes or administers this law.
    pub authority: Titles,
    /// How provisions are cited.
    pub cite_as: CiteAs,
    /// What of this law the rulebook does not say, in one or more languages.
    pub leaves_out: Vec<LeftOut>,
    /// Where it is declared.
    pub span: Span,
}

/// Something of this law that a rulebook does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What, in the language of this tag (empty for the main one).
    pub text: (String, String),
    /// The first day of law that it matters to; none where that is the first of all.
    pub from: Option<Date>,
    /// The first day that it no longer matters to; none where that never comes.
    pub until: Option<Date>,
}

impl About {
    /// What is left out of the law of a day, in a language; in the main one, where it says nothing in that.
    pub fn left_out(&self, on: Date, lang: &str) -> impl Iterator<Item = &str> {
        let lang = self.leaves_out.iter().map(|left_out| &left_out.text.0).find(|tag| *tag == lang);
        let lang = lang.map_or("", String::as_str);
        let matters = move |left_out: &&LeftOut| {
            left_out.text.0 == lang
                && left_out.from.is_none_or(|from| from <= on)
                && left_out.until.is_none_or(|until| on < until)
        };
        self.leaves_out.iter().filter(matters).map(|left_out| left_out.text.1.as_str())
    }
}

/// How provisions are cited: `{id}` stands for the id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CiteAs {
    /// Everywhere.
    pub form: Option<String>,
    /// Beneath an id, in the place of the form for everywhere; the nearest one counts.
    pub within: Vec<(String, String)>,
    /// What has a name of the rulebook's own after the id of the law: `{id}` stands for the citation of the latter, `{name}` for the name.
    pub named: Option<String>,
}

impl About {
    /// The codified citation of a provision, or just its id where the rulebook does not say `cite as`.
    pub fn cite(&self, id: &str) -> String {
        let CiteAs { form, within, named } = &self.cite_as;
        let (law, name) = if named.is_some() { own_name(id) } else { (id, None) };
        // Of two ids above one provision the nearer is the longer.
        let above = within.iter().filter(|(of, _)| provisions::is_beneath(law, of));
        let nearer = above.max_by_key(|(of, _)| of.len()).map(|(_, form)| form);
        let cited = nearer.or(form.as_ref()).map_or_else(|| law.to_string(), |form| form.replace("{id}", law));
        match (named, name) {
            (Some(named), Some(name)) => {
                named.replace("{id}", &cited).replace("{name}", &name.replace(['-', '.'], " "))
            }
            _ => cited,
        }
    }
}

/// The id of the law, and the name that the rulebook gives to something beneath it: `740.8` and `items` of `740.8-items`. It begins with a
/// small letter after a hyphen that does not join words: `772.1.advanced-node` is an id of the law.
fn own_name(id: &str) -> (&str, Option<&str>) {
    let joins_words = |at: usize| {
        let word = id[..at].rsplit(['.', '-', '(', ')']).next().unwrap_or("");
        word.chars().count() > 1 && word.chars().all(char::is_lowercase)
    };
    let begins = |at: usize| id[at + 1..].starts_with(char::is_lowercase) && !joins_words(at);
    let hyphen = id.match_indices('-').map(|(at, _)| at).find(|at| begins(*at));
    hyphen.map_or((id, None), |at| (&id[..at], Some(&id[at + 1..])))
}

/// A text in several languages: the main one under the empty tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Titles(pub Vec<(String, String)>);

impl Titles {
    /// The text in `lang`, else the main one, else the first.
    pub fn in_language(&self, lang: &str) -> Option<&str> {
        self.exactly(lang).or_else(|| self.exactly("")).or_else(|| self.0.first().map(|(_, text)| text.as_str()))
    }

    /// The text in this language and no other.
    pub fn exactly(&self, lang: &str) -> Option<&str> {
        self.0.iter().find(|(tag, _)| tag == lang).map(|(_, text)| text.as_str())
    }

    /// The main text.
    pub fn main(&self) -> Option<&str> {
        self.in_language("")
    }
}

impl Model {
    /// The statement with this number.
    pub fn statement(&self, id: StatementId) -> &Statement {
        &self.statements[id.0 as usize]
    }

    /// The act with this number.
    pub fn act(&self, id: ActId) -> &Act {
        &self.acts[id.0 as usize]
    }

    /// The provision that stands at a node in this version.
    pub fn version(&self, id: ProvisionId, version: &Version) -> Option<&Provision> {
        let as_written = self.provision(version.written_by).filter(|p| p.id == id && version.amended_by.is_empty());
        as_written.or_else(|| self.amended(id, version).map(|amended| &amended.provision))
    }

    /// The consolidated text of a version, where it is not simply what one statement says.
    pub fn amended(&self, id: ProvisionId, version: &Version) -> Option<&Amended> {
        self.amended.get(&(id, version.written_by, version.amended_by.clone()))
    }

    /// Every provision that stands on some day: as written, then as amended.
    pub fn every_version(&self) -> impl Iterator<Item = &Provision> {
        let written = self.statements.iter().filter_map(|statement| match &statement.clause {
            Clause::Provision(provision) => Some(&**provision),
            _ => None,
        });
        written.chain(self.amended.values().map(|amended| &amended.provision))
    }

    /// The provision a statement writes, if it writes one.
    pub fn provision(&self, id: StatementId) -> Option<&Provision> {
        match &self.statement(id).clause {
            Clause::Provision(provision) => Some(provision),
            _ => None,
        }
    }
}
