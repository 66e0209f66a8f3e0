//! Near misses in changes of a text and in the verbs that move statements in time.

use super::Complaint;
use crate::diagnostics::Diagnostic;
use crate::syntax::error;
use crate::syntax::items::first_word;
use crate::syntax::lower::is_space;
use crate::value::Date;

/// What is said: the message and the help.
type Said = (String, String);

impl Complaint<'_> {
    /// What is wrong with the words of a change or of a verb, where these are known to be mistaken so.
    pub(super) fn change(&self) -> Option<Diagnostic> {
        let said = match first_word(self.text) {
            "amend" => self.amend(),
            "insert" => self.insert(),
            "remove" => self.joined_by("from"),
            "set" => self.joined_by("to"),
            "renumber" => self.joined_by("as"),
            "omit" => self.omit(),
            "revoke" => self.revoke().or_else(|| self.verb()),
            "suspend" | "end" | "extend" | "stop" | "resume" | "commence" | "annul" | "force" => self.verb(),
            _ => None,
        };
        said.map(|(message, help)| error::expected(self.here(), message, Some(help)))
    }

    fn amend(&self) -> Option<Said> {
        if self.words.contains(&"to") {
            let help = "`amend 3A090.a(2) to …` states a paragraph anew, `amend 3A090.a replace \"…\" by \"…\"` changes words, \
                        and `amend rule 3A090.a …` restates a provision";
            return Some(("`to` is missing after what is amended".into(), help.into()));
        }
        let found = self.found();
        let by = self.words.contains(&"by") && !found.is_empty() && found != "by";
        by.then(|| {
            let help = "write `replace \"the old words\" by \"the new words\"`";
            (format!("`by` is missing before `{found}`"), help.into())
        })
    }

    fn insert(&self) -> Option<Said> {
        let rest = first_word(self.text.get("insert".len()..).unwrap_or_default());
        if rest == "into" && self.things.contains(&"a paragraph") {
            let help = "write the new paragraphs with their labels, as in `(2A) item.tpp is at least 5000`";
            return Some(("the new text is missing: it stands in labelled paragraphs".into(), help.into()));
        }
        if self.before() == "insert" && self.rest().starts_with('(') {
            let help = "write `insert into 3A090.a`, and the paragraphs with their labels after it";
            return Some(("what a paragraph is inserted into comes first".into(), help.into()));
        }
        self.joined_by("into")
    }

    /// `set CAP = 5`, where only one word may stand between what is changed and how.
    fn joined_by(&self, word: &str) -> Option<Said> {
        let found = match self.found() {
            "" => return None,
            found => found,
        };
        let operators = ["=", "to", "into", "from", "as", "by", "in", "of", "is"];
        let due = self.words.contains(&word) && (operators.contains(&found) || self.words.len() == 1);
        due.then(|| {
            let help = match operators.contains(&found) {
                true => format!("write `{word}` instead of `{found}`"),
                false => format!("write `{word}` before it"),
            };
            (format!("`{found}` is not expected here"), help)
        })
    }

    /// `omit (1) of 3A090.a`
    fn omit(&self) -> Option<Said> {
        let label = self.rest().split_inclusive(')').next().filter(|_| self.rest().starts_with('('))?;
        let help = format!("write the address of the paragraph as one word: `omit 3A090.a{label}`");
        let message = match self.before() {
            "omit" => "the provision comes first",
            _ => "an address has no space inside",
        };
        Some((message.into(), help))
    }

    fn revoke(&self) -> Option<Said> {
        let about = matches!(first_word(self.rest()), "what" | "without" | "restoring");
        (about || self.last_word() == "restoring").then(|| {
            let help = "write `restoring what it replaced` or `without restoring`".to_string();
            ("`revoke` must say whether what was replaced comes back".into(), help)
        })
    }

    fn verb(&self) -> Option<Said> {
        let found = first_word(self.rest());
        let named = matches!(found, "act" | "rule" | "exemption" | "limit" | "define" | "default");
        if (named || matches!(found, "from" | "through" | "until")) && self.words == ["of"]
            || named && self.words.contains(&"of")
        {
            let help = format!("write `{} of …`", self.before());
            return Some((format!("`of` is missing before `{found}`"), help));
        }
        if found == "of" && self.things.contains(&"`act` and its name or a provision id") {
            return Some(("`of` is not expected here".into(), "leave it out".into()));
        }
        if found == "act" && self.last_word() == "for" {
            let help = "after `for` stand provisions, groups or values, as in `commence act … for 744.11`";
            return Some(("an act cannot stand after `for`".into(), help.into()));
        }
        if self.last_word() == "act" {
            return Some(("the name of the act is missing".into(), "write `act` and its name".into()));
        }
        self.words.contains(&"through").then(|| self.clause_of_verb(found)).flatten()
    }

    /// What stands where a clause of a verb is due: `from D`, `through D`, `until D`, `so far as it changes ID`.
    fn clause_of_verb(&self, found: &str) -> Option<Said> {
        let next = self.rest().split(is_space).nth(1).unwrap_or_default();
        let day = Date::parse(found).is_ok();
        let (message, help) = match found {
            "to" | "till" => (
                format!("`{found}` does not say whether the last day counts"),
                format!("write `through {next}` if {next} is the last day, `until {next}` if it is the first day out"),
            ),
            "for" | "as" | "only" => (
                format!("`{found}` is not expected here"),
                "write `so far as it changes …` for a part of an act".into(),
            ),
            "by" => ("`by` is not expected here".into(), "state the day: `through D` or `until D`".into()),
            "because" => ("`because` is not expected here".into(), "leave it out: the reason stands by itself".into()),
            "comply" => (
                "a verb has no day of compliance".into(),
                "state `from D`; who must comply from when stands in an act".into(),
            ),
            _ if day => (format!("`from` is missing before `{found}`"), format!("write `from {found}`")),
            _ => return None,
        };
        Some((message, help))
    }
}
