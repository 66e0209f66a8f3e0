//! The tree of one file: what the author wrote, in the author's order, with a place for everything.
//!
//! The tree knows no meaning. `license is not needed` keeps its words (whether `not needed` is one value is decided where
//! the values are declared), `740.8` keeps its text (a number or a provision), and paragraph lists are already nested by
//! their labels. Comments stand beside the tree, for the formatter.

use crate::source::{SourceId, Span, Spanned};
use crate::value::{Date, Number, RoundingMode};

/// A name of one word: `item`, `license`, `D:5`, `MO`, `2023-10-25-advanced-computing`.
pub type Name = Spanned<String>;

/// A provision id or address as written, without spaces: `3A090.a.2`, `742.6(a)(6)(iii)`, `740.8(2)(i)`. A leading `§` is
/// dropped.
pub type IdText = Spanned<String>;

/// A quoted text; adjacent strings are already joined by a space.
pub type Text = Spanned<String>;

/// One file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its number.
    pub source: SourceId,
    /// Its items in order, prose included.
    pub items: Vec<Item>,
    /// Its `--` comments, in order, without the dashes.
    pub comments: Vec<Text>,
}

/// One item of a file, from its first word to its last.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// All of it.
    pub span: Span,
}

/// Everything that may stand at the top of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    // ---- vocabulary
    /// `rulebook us-ear …`
    Rulebook(Rulebook),
    /// `uses countries`
    Uses(Name),
    /// `unit GB/s "gigabytes per second"`
    Unit(Unit),
    /// `record Item "…"` and its fields
    Record(Record),
    /// `fact item Item "…"`, `question exceeds at the line | above it "…"`
    Fact(Fact),
    /// `identity Country "…"` and its members
    Identity(Identity),
    /// `elsewhere 740.10, 746 "…"`
    Elsewhere(Elsewhere),
    /// `decision license required | not needed`
    Decision(Decision),

    // ---- instruments
    /// `act 2023-10-25-advanced-computing …`
    Act(Act),
    /// `part "…" effective D comply from D`
    Part(Part),
    /// A run of `---` lines, without the marks, joined by newlines.
    Prose(String),

    // ---- provisions
    /// `rule ID …`
    Rule(Rule),
    /// `exemption ID from …` or `limit ID on …`
    Exemption(Exemption),
    /// `define ID name …`
    Define(Define),
    /// `default ID decision is V`
    Default(Default),
    /// `value NAME = EXPR`
    Value(ValueItem),
    /// `group NAME of TYPE is …`
    Group(Group),
    /// `table ID name of (…)`, a table whose rows are rules, or `register NAME of Listing`
    Table(Table),
    /// `tiers ID name of TYPE …`
    Tiers(Tiers),
    /// `scale ID name on INPUT, marginal …`
    Scale(Scale),

    // ---- changes to the text
    /// `repeal ID, ID`
    Repeal(Targets),
    /// `omit ID(1)`
    Omit(Targets),
    /// `amend ID(2) to …`
    AmendParagraph(AmendParagraph),
    /// `amend ID replace "…" by "…"`
    Replace(Replace),
    /// `insert into ID` followed by paragraphs
    InsertText(InsertText),
    /// `amend row 2 of ID`, `insert rows into ID`, `omit row 2 of ID`
    Rows(RowChange),
    /// `insert KN into D:5` or `remove KN from D:5`
    Members(Members),
    /// `set NAME to EXPR`
    Set(SetValue),
    /// `renumber ID as ID`
    Renumber(Renumber),
    /// `suspend …`, `end suspension of …`, `extend …`, `stop enforcing …`, `resume enforcing …`, `commence …`, `revoke …`,
    /// `annul …`, `force uncertain …`
    Verb(Verb),

    /// `scenario "…" …`
    Scenario(Scenario),
}

impl ItemKind {
    /// The head of a provision that can be amended; none for every other item.
    pub fn head(&self) -> Option<&Head> {
        match self {
            ItemKind::Rule(rule) => Some(&rule.head),
            ItemKind::Exemption(exemption) => Some(&exemption.head),
            ItemKind::Define(define) => Some(&define.head),
            ItemKind::Default(default) => Some(&default.head),
            ItemKind::Table(table) => Some(&table.head),
            ItemKind::Tiers(tiers) => Some(&tiers.head),
            ItemKind::Scale(scale) => Some(&scale.head),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn head_mut(&mut self) -> Option<&mut Head> {
        match self {
            ItemKind::Rule(rule) => Some(&mut rule.head),
            ItemKind::Exemption(exemption) => Some(&mut exemption.head),
            ItemKind::Define(define) => Some(&mut define.head),
            ItemKind::Default(default) => Some(&mut default.head),
            ItemKind::Table(table) => Some(&mut table.head),
            ItemKind::Tiers(tiers) => Some(&mut tiers.head),
            ItemKind::Scale(scale) => Some(&mut scale.head),
            _ => None,
        }
    }
}

/// The address of a row within its table: ` row 2`. What stands before it is the id of the table.
pub fn row_address(label: &str) -> String {
    format!(" row {label}")
}

/// A title in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Title {
    /// The language tag in brackets, `zh` in `title[zh]`; none for the main one.
    pub lang: Option<Name>,
    /// The text.
    pub text: Text,
}

/// `rulebook NAME`, with `title`, `authority`, `cite as` and `leaves out`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rulebook {
    /// Its name.
    pub name: Name,
    /// Its titles, one a language.
    pub titles: Vec<Title>,
    /// Who makes or administers this law, in one or more languages.
    pub authority: Vec<Title>,
    /// How provisions are cited.
    pub cite_as: Vec<CiteAs>,
    /// What of this law it does not say, each in one or more languages.
    pub leaves_out: Vec<LeavesOut>,
}

/// `leaves out "parking"`, `leaves out "parking" from 2024-01-01 until 2025-01-01`.
#[derive(Clone, Debug, PartialEq)]
pub struct LeavesOut {
    /// What is left out.
    pub text: Title,
    /// `from D`: the first day of law that it matters to; every day from the first, where it is not stated.
    pub from: Option<Spanned<Date>>,
    /// `through D` or `until D`.
    pub end: Option<Spanned<End>>,
}

/// `cite as "15 CFR {id}"`, `cite as "ECCN {id}" for 3A090, 4A090`.
#[derive(Clone, Debug, PartialEq)]
pub struct CiteAs {
    /// The citation; `{id}` stands for the id, `{name}` for a name of the rulebook's own after it.
    pub form: Text,
    /// Where provisions are cited so; everywhere, where no id is stated.
    pub within: Vec<IdText>,
}

/// `unit GB/s "gigabytes per second"` or `unit mW = 0.001 W "milliwatts"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Its symbol, with any `/`.
    pub name: Name,
    /// How many of which other unit it is, exactly.
    pub equals: Option<(Spanned<Number>, Name)>,
    /// What it means.
    pub doc: Option<Text>,
}

/// `record Item "the thing exported"` and its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its name, with a capital.
    pub name: Name,
    /// What it is.
    pub doc: Option<Text>,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// One field: `io_rate number in GB/s "aggregate bidirectional transfer rate"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What it is.
    pub doc: Option<Text>,
    /// What it is in other languages: `[zh] "…"` after the text.
    pub docs: Vec<Title>,
}

/// `fact NAME TYPE "…"` or `question NAME VALUES "…"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// True for a `question`: asked of counsel, shown apart.
    pub question: bool,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What it is.
    pub doc: Option<Text>,
    /// What it is in other languages.
    pub docs: Vec<Title>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// Which.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// The forms of types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// `yes/no`
    YesNo,
    /// `number`, `number in GB/s`, `number at least 0`, `number more than 0`
    Number {
        /// The unit after `in`.
        unit: Option<Name>,
        /// A stated lower bound.
        lower: Option<LowerBound>,
    },
    /// `money in GBP`, `money in GBP at least 0`
    Money {
        /// The currency.
        currency: Name,
        /// A stated lower bound.
        lower: Option<LowerBound>,
    },
    /// `percent`, `percent at least 0`
    Percent {
        /// A stated lower bound, in hundredths.
        lower: Option<LowerBound>,
    },
    /// `date`
    Date,
    /// `duration`
    Duration,
    /// `text`
    Text,
    /// `identity`: an open name, compared as spelled
    Identity,
    /// `provision`
    Provision,
    /// A record or a declared identity: `Item`, `Country`
    Named(Name),
    /// `a | b [zh] "…" | c`, or `a < b < c` (ordered, least first)
    Values {
        /// The values; the code of each may have several words, its names are in other languages.
        values: Vec<Member>,
        /// True when written with `<`.
        ordered: bool,
    },
    /// `list of T`
    List(Box<TypeExpr>),
    /// `set of T`
    Set(Box<TypeExpr>),
    /// `range of T`
    Range(Box<TypeExpr>),
    /// `optional T`
    Optional(Box<TypeExpr>),
    /// `Party by name`
    ByName(Name),
}

/// A lower bound that a type states: the number, and whether it is itself allowed (`at least`).
pub type LowerBound = (Spanned<Number>, bool);

/// `identity NAME "…"`, then its members, one a line; `or others` as the last line leaves it open.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Its name, with a capital.
    pub name: Name,
    /// What it is.
    pub doc: Option<Text>,
    /// Declared members.
    pub members: Vec<Member>,
    /// True when names that are not declared are allowed (`or others`, or no member at all).
    pub open: bool,
}

/// One declared member: `CN "China" [zh] "中国"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its code, or its name in quotes.
    pub code: Name,
    /// Its names, one a language.
    pub titles: Vec<Title>,
}

/// `elsewhere ID, ID "…"`: known ids that are not encoded here.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The ids.
    pub ids: Vec<IdText>,
    /// Why.
    pub doc: Option<Text>,
}

/// `decision classification of Item set of provision "…"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its name.
    pub name: Name,
    /// The record it is decided for, if it is not decided once for the whole matter.
    pub of: Option<Name>,
    /// Its type.
    pub ty: TypeExpr,
    /// What it is.
    pub doc: Option<Text>,
    /// What it is in other languages.
    pub docs: Vec<Title>,
}

/// The dates a statement, part or act states for itself; what it leaves out it takes from the next outer one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dates {
    /// `effective D`, or `effective on a day to be appointed`, or `effective from the start of act Y`.
    pub effective: Option<Spanned<Effective>>,
    /// `through D` or `until D`.
    pub end: Option<Spanned<End>>,
    /// `comply from D`.
    pub comply_from: Option<Spanned<Date>>,
    /// `held`: the place of the word. Only changes of a text say it (`amend ID to`, `replace`, `insert`, `omit ID(1)`, `set`,
    /// `remove`): the change waits while the text it changes is in force but not enforced.
    pub held: Option<Span>,
}

/// When something takes effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effective {
    /// `effective 2023-11-17`
    On(Date),
    /// `effective on a day to be appointed`
    ToBeAppointed,
    /// `effective from the start of act Y`
    FromStartOf(Name),
}

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// `through D`: D is the last day.
    Through(Date),
    /// `until D`: D is the first day out.
    Until(Date),
}

/// The header of an instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// Its name, which is its file's name.
    pub name: Name,
    /// Its titles.
    pub titles: Vec<Title>,
    /// `citation "88 FR 73458"`
    pub citation: Option<Text>,
    /// `source "https://…"`
    pub source: Option<Text>,
    /// `released D`
    pub released: Option<Spanned<Date>>,
    /// `published D`
    pub published: Option<Spanned<Date>>,
    /// `effective`, `through` / `until`, `comply from`
    pub dates: Dates,
    /// `after act Y`: settles the order of two acts of one day.
    pub after: Vec<Name>,
    /// `applies to transactions with FACT on or after D`
    pub applies_to: Option<Condition>,
}

/// `part "…" effective D comply from D`: heads the statements after it, up to the next `part` or the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its title.
    pub title: Text,
    /// Its dates.
    pub dates: Dates,
}

/// What every provision has: its id, titles, quotes and dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its id.
    pub id: IdText,
    /// True for `amend rule …`: restates what must already stand there.
    pub amend: bool,
    /// `title "…"`, `title[zh] "…"`
    pub titles: Vec<Title>,
    /// `quote "…"`: words of the instrument.
    pub quotes: Vec<Text>,
    /// Its own dates.
    pub dates: Dates,
}

/// A set of provisions by name: `3A090.a, 3A090.b`, `everything in 740 except 740.8, 740.10`.
#[derive(Clone, Debug, PartialEq)]
pub struct References {
    /// True when written `everything in …` or `anything in …`.
    pub everything: bool,
    /// The nodes named.
    pub ids: Vec<IdText>,
    /// The nodes taken out again.
    pub except: Vec<IdText>,
    /// All of it.
    pub span: Span,
}

/// `rule ID [for each RECORD] [overrides ID, …] [subject to ID, …] [when C] [unless C] then …`
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// `for each Item`
    pub for_each: Option<Name>,
    /// `overrides ID, …`
    pub overrides: Vec<IdText>,
    /// `subject to ID, …`
    pub subject_to: Vec<IdText>,
    /// `when C`; without it the rule always holds.
    pub when: Option<Condition>,
    /// `unless C`
    pub unless: Option<Condition>,
    /// `then …`, at least one.
    pub then: Vec<Conclusion>,
}

/// `exemption ID from … [, if claimed]` or `limit ID on …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Exemption {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// True for a `limit`: a bar on exemptions.
    pub limit: bool,
    /// What it takes away from.
    pub from: References,
    /// True with `, if claimed`.
    pub if_claimed: bool,
    /// `for each Item`
    pub for_each: Option<Name>,
    /// `when C`
    pub when: Option<Condition>,
    /// `unless C`
    pub unless: Option<Condition>,
    /// `then must …`
    pub then: Vec<Conclusion>,
}

/// `define ID name [of RECORD] [in ID] [, spreading from PATH] = …`
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// The name it defines.
    pub name: Name,
    /// `of Party`
    pub of: Option<Name>,
    /// `in 740.29`: only provisions beneath that node see it.
    pub scope: Option<IdText>,
    /// `spreading from party.listed`
    pub spreading: Option<Expr>,
    /// Its cases in order. A definition without cases has one, without `when`. A spreading definition has one.
    pub cases: Vec<Case<CaseValue>>,
    /// `otherwise V`
    pub otherwise: Option<CaseValue>,
}

/// One case: a value and the condition it needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Case<V> {
    /// The value.
    pub value: V,
    /// `when C`; none for the only case.
    pub when: Option<Condition>,
}

/// The value of a case of a definition.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseValue {
    /// A value or a condition, possibly a paragraph list.
    Is(Condition),
    /// `the law is silent`
    Silent(Span),
}

/// `default 736.1 license is not needed`
#[derive(Clone, Debug, PartialEq)]
pub struct Default {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// The decision.
    pub decision: Name,
    /// The value.
    pub value: Expr,
}

/// `value 3A090.note-1.cutoff = 2026-04-13`
#[derive(Clone, Debug, PartialEq)]
pub struct ValueItem {
    /// Titles, quotes, dates; the id is the name.
    pub head: Head,
    /// The value.
    pub value: Expr,
}

/// `group D5M of Country is MO, D:5 except X`
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Titles, quotes, dates; the id is the name.
    pub head: Head,
    /// The type of its members.
    pub of: Name,
    /// Members and other groups. `is none` gives an empty list.
    pub members: Vec<GroupMember>,
    /// Taken out of the whole list.
    pub except: Vec<GroupMember>,
}

/// One member of a group's list: `MO`, `D:5`, `A:5 as it stood on 2023-01-01`.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMember {
    /// A name, an id or a quoted text.
    pub name: Name,
    /// `as it stood on D`: the other group has the members of that day, whatever becomes of it.
    pub as_it_stood_on: Option<Spanned<Date>>,
}

/// A table: a function of its inputs, rules that share their headings, or a register.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// What its rows are.
    pub form: TableForm,
    /// `first`, `only`, `all`; none where it is not written.
    pub policy: Option<Spanned<HitPolicy>>,
    /// What the cells before `||` are asked of: inputs, or paths.
    pub asked: Vec<Expr>,
    /// What the cells after `||` are: the result of a function, or paths that are asked about further.
    pub results: Vec<Expr>,
    /// Its rows in order.
    pub rows: Vec<Row>,
    /// `| otherwise || V |`
    pub otherwise: Option<Cell>,
}

/// What the rows of a table are.
#[derive(Clone, Debug, PartialEq)]
pub enum TableForm {
    /// `NAME of (a, b)`: each row gives a value.
    Function {
        /// The name.
        name: Name,
        /// Its inputs in the order of a call.
        inputs: Vec<Name>,
    },
    /// `register NAME of Listing`: each row is an entry, a record that the law itself gives. Its id is its name.
    Register(Name),
    /// `for each Item, for any x in LIST` … `then …`: each row is a rule.
    Rules {
        /// `for each Item`
        for_each: Option<Name>,
        /// `for any x in LIST`: the variable and the list.
        over: Option<(Name, Expr)>,
        /// `then …`
        then: Vec<Conclusion>,
    },
}

/// How the rows of a table share out the cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// No two rows cover one case.
    Only,
    /// The first row that covers a case counts.
    First,
    /// Every row that covers a case counts; of rules alone.
    All,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its first cell: `2`, `2A`, `a.1`.
    pub label: Name,
    /// The cells before `||`.
    pub asked: Vec<Cell>,
    /// The cells after it.
    pub results: Vec<Cell>,
    /// The whole line.
    pub span: Span,
}

/// One cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it says.
    pub kind: CellKind,
    /// Where.
    pub span: Span,
}

/// What a cell may say.
#[derive(Clone, Debug, PartialEq)]
pub enum CellKind {
    /// `any`: nothing is asked.
    Any,
    /// `none`: a row of rules that concludes nothing; in a register, a field that is none.
    None,
    /// `more than 2.7 GHz, at most 2.9 GHz`: all of them.
    Tests(Vec<Test>),
    /// A result.
    Value(Expr),
    /// `the law is silent`
    Silent,
}

/// `tiers ID name of Country` and its tiers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tiers {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// Its name.
    pub name: Name,
    /// The type of its input.
    pub of: Name,
    /// Its tiers in order.
    pub tiers: Vec<Tier>,
}

/// `tier 1 "Partners" when country in AI_PARTNERS`
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Its number.
    pub number: NumberText,
    /// Its title.
    pub title: Option<Text>,
    /// `when C`; none for `otherwise`.
    pub when: Option<Condition>,
    /// All of it.
    pub span: Span,
}

/// `scale ID name on INPUT, marginal` and its bands.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Id, titles, quotes, dates.
    pub head: Head,
    /// Its name.
    pub name: Name,
    /// Its input.
    pub input: Name,
    /// True where each rate is for the part within its band; false for `whole`.
    pub marginal: bool,
    /// Its bands in order.
    pub bands: Vec<Band>,
}

/// `up to 250_000 GBP at 0%`, `from 2 t below 5 t at 1 EUR`, `above 5 t at 12%`
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Where it is said to begin, and whether that is in it (`from`) or not (`above`); none where it begins where the one before ends.
    pub start: Option<(bool, Expr)>,
    /// Where it ends, and whether the end is in it (`up to`) or not (`below`); none for the last.
    pub bound: Option<(bool, Expr)>,
    /// Its rate.
    pub rate: Expr,
    /// The line.
    pub span: Span,
}

/// A change of rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// What is done.
    pub kind: RowChangeKind,
    /// The table.
    pub target: IdText,
    /// Its own dates.
    pub dates: Dates,
}

/// What is done to rows.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChangeKind {
    /// `amend row 2 of ID` and the row
    Amend(Name, Box<Row>),
    /// `insert rows into ID` and the rows
    Insert(Vec<Row>),
    /// `omit row 2 of ID`
    Omit(Name),
}

/// `repeal ID, ID`, `omit ID(1)`
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// What it names.
    pub ids: Vec<IdText>,
    /// Its own dates.
    pub dates: Dates,
}

/// `amend ID(2) to …`
#[derive(Clone, Debug, PartialEq)]
pub struct AmendParagraph {
    /// The paragraph's address.
    pub target: IdText,
    /// Its new text.
    pub to: Condition,
    /// Its own dates.
    pub dates: Dates,
}

/// `amend ID replace "…" by "…"`
#[derive(Clone, Debug, PartialEq)]
pub struct Replace {
    /// Where.
    pub target: IdText,
    /// The old words.
    pub old: Text,
    /// The new words.
    pub new: Text,
    /// Its own dates.
    pub dates: Dates,
}

/// `insert into ID` followed by `(2A) …`
#[derive(Clone, Debug, PartialEq)]
pub struct InsertText {
    /// Where.
    pub target: IdText,
    /// The new paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// Its own dates.
    pub dates: Dates,
}

/// `insert NI into D:1, D:5` or `remove CY from D:5`
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// True for `insert`.
    pub insert: bool,
    /// Who: names, ids or quoted texts.
    pub members: Vec<Name>,
    /// The groups.
    pub groups: Vec<Name>,
    /// Its own dates.
    pub dates: Dates,
}

/// `set LPP_CAP to 26_900_000`
#[derive(Clone, Debug, PartialEq)]
pub struct SetValue {
    /// Which value.
    pub name: Name,
    /// To what.
    pub value: Expr,
    /// Its own dates.
    pub dates: Dates,
}

/// `renumber ID as ID`
#[derive(Clone, Debug, PartialEq)]
pub struct Renumber {
    /// The old id.
    pub from: IdText,
    /// The new one.
    pub to: IdText,
    /// Its own dates.
    pub dates: Dates,
}

/// The verbs that move statements in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Verb {
    /// Which verb.
    pub kind: VerbKind,
    /// What it acts on: provision ids and act names as written.
    pub targets: Vec<VerbTarget>,
    /// `so far as it changes ID, …`
    pub so_far_as: Vec<IdText>,
    /// `from D`, `on D` or `effective D`
    pub from: Option<Spanned<Date>>,
    /// `through D` / `until D`
    pub end: Option<Spanned<End>>,
    /// The reason in `force uncertain from D "why"`.
    pub why: Option<Text>,
}

/// Which verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbKind {
    /// `suspend`
    Suspend,
    /// `end suspension of`
    EndSuspension,
    /// `extend` (of a suspension with `suspension of`)
    Extend,
    /// `extend suspension of`
    ExtendSuspension,
    /// `stop enforcing`
    StopEnforcing,
    /// `resume enforcing`
    ResumeEnforcing,
    /// `commence`
    Commence,
    /// `revoke act X restoring what it replaced`
    RevokeRestoring,
    /// `revoke act X without restoring`
    RevokeWithoutRestoring,
    /// `annul`
    Annul,
    /// `force uncertain`
    ForceUncertain,
}

/// `act X`, `rule ID` (or another kind of provision) or a bare id after a verb; `commence act X for ID` gives both, acts
/// first.
#[derive(Clone, Debug, PartialEq)]
pub enum VerbTarget {
    /// `act 2025-09-30-affiliates`
    Act(Name),
    /// `rule 744.11(a)(1)` or `744.11(a)(1)`: the word only helps the reader and is not kept
    Provision(IdText),
}

// ---- conditions

/// A condition: one expression, or a list of labelled paragraphs.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// `item.tpp is at least 4800`
    Expr(Expr),
    /// `all of (1) … (2) …`
    List(ParagraphList),
}

/// `all of (1) … (2) …`, nested by labels.
#[derive(Clone, Debug, PartialEq)]
pub struct ParagraphList {
    /// How many must hold.
    pub quantifier: Spanned<Quantifier>,
    /// The paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// From the quantifier to the end of the last paragraph.
    pub span: Span,
}

/// How many paragraphs of a list must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `all of`
    AllOf,
    /// `any of`
    AnyOf,
    /// `none of`
    NoneOf,
    /// `exactly one of`
    ExactlyOneOf,
    /// `at least N of`
    AtLeast(u32),
}

/// One labelled paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Its label without brackets: `1`, `ii`, `A`, `2A`.
    pub label: Name,
    /// `title "…"` after the label.
    pub titles: Vec<Title>,
    /// `quote "…"` after the label.
    pub quotes: Vec<Text>,
    /// Its condition; none for `reserved` and `omitted`.
    pub body: Option<Condition>,
    /// True for `omitted`: what stood there was taken out, and its number stays free.
    pub omitted: bool,
}

/// A conclusion, after `then`.
#[derive(Clone, Debug, PartialEq)]
pub struct Conclusion {
    /// Its label, where conclusions are labelled.
    pub label: Option<Name>,
    /// What it concludes.
    pub kind: ConclusionKind,
    /// All of it.
    pub span: Span,
}

/// What a conclusion may be.
#[derive(Clone, Debug, PartialEq)]
pub enum ConclusionKind {
    /// `license is required`; `review is A when …; B otherwise`
    Is {
        /// The decision.
        decision: Name,
        /// Cases in order; a plain value is one case without `when`.
        cases: Vec<Case<Expr>>,
        /// The value after the last `;`, before `otherwise`.
        otherwise: Option<Expr>,
    },
    /// `classification includes this`, `classification includes 3A090.a`
    Includes {
        /// The decision.
        decision: Name,
        /// `this` ([`ExprKind::This`]) or ids ([`ExprKind::Id`]).
        elements: Vec<Expr>,
    },
    /// `review is left to discretion "criteria"`
    Discretion {
        /// The decision.
        decision: Name,
        /// What the person deciding weighs.
        criteria: Option<Text>,
    },
    /// `must "…" [by DATE] [when C]`
    Must {
        /// The duty.
        text: Text,
        /// The deadline.
        by: Option<Expr>,
        /// When it binds.
        when: Option<Condition>,
    },
    /// `may not "…" [until DATE] [when C]`
    MayNot {
        /// What is forbidden.
        text: Text,
        /// The first day it is allowed again.
        until: Option<Expr>,
        /// When it binds.
        when: Option<Condition>,
    },
    /// `deem item.for_data_centers is yes`
    Deem {
        /// The fact.
        path: Expr,
        /// The value every provision then reads.
        value: Expr,
    },
    /// `omitted`: what stood at this label was taken out, and its number stays free.
    Omitted,
}

// ---- expressions

/// An expression and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is.
    pub span: Span,
}

/// Which days are working days.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    /// Monday to Sunday: true for those that are named.
    pub days: [bool; 7],
    /// The register of holidays.
    pub except: Option<Name>,
    /// The first day of which the holidays are known.
    pub from: Spanned<Date>,
    /// The last such day.
    pub through: Spanned<Date>,
}

/// The days of the week, as they are written.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The name of the value that `working days` means: `25 working days` are counted by it.
pub const WORKING_DAYS: &str = "working_days";

/// The forms of expressions. Precedence is settled: what is nested here is nested in meaning.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `4800`, `26_900_000`, `5.92`; the text is kept because `740.10` may turn out to be a provision.
    Number(NumberText),
    /// `600 GB/s`, `5 nm`, `250_000 GBP`
    Quantity(NumberText, Name),
    /// `50%`
    Percent(NumberText),
    /// `25 days`, `1 month`
    Duration(NumberText, Spanned<CalendarUnit>),
    /// `Monday to Friday except HOLIDAYS from 2024-01-01 through 2026-12-31`; only as a `value`
    Week(Box<Week>),
    /// `2023-11-17`
    Date(Date),
    /// `"Acme Silicon"`
    Text(String),
    /// `yes` or `no`
    YesNo(bool),
    /// `none`
    None,
    /// One word: a fact, a variable, a defined name, a value, a group, a code, or a value of one word.
    Name(String),
    /// Two to eight words that are one value: `integrated circuit`. (`not needed` after `is` comes as [`TestKind::IsNot`].)
    Words(String),
    /// `item.tpp`
    Field(Box<Expr>, Name),
    /// A provision id: `3A090.a`, `742.6(a)(6)(iii)`, `§740.8`
    Id(String),
    /// `this`
    This,
    /// `on`: the day whose law applies
    On,
    /// `memory_density of item`, `classification of chip`
    Of(Name, Box<Expr>),
    /// `mmic of (frequency, power)`
    Call(Name, Vec<Expr>),
    /// `paragraph (e)(1)`: the address within this provision
    Paragraph(String),
    /// `tpp as given`
    AsGiven(Box<Expr>),
    /// `-x`
    Negate(Box<Expr>),
    /// `a + b`
    Arithmetic(Spanned<Arithmetic>, Box<Expr>, Box<Expr>),
    /// `round X to 2 places half up`, `round X down to multiples of 5 GBP`
    Round(Box<Expr>, Rounding),
    /// `60 days after E`, `25 days before on`: a date
    Offset {
        /// How far.
        distance: Box<Expr>,
        /// `after` or `before`.
        side: Side,
        /// From where.
        from: Box<Expr>,
    },
    /// One subject and one or more tests of it: `x is at least 2400 and less than 4800`, `c is MO or in D:5`
    Test {
        /// What is tested.
        subject: Box<Expr>,
        /// The tests, at least one.
        tests: Vec<Test>,
        /// How they are joined; [`Connective::And`] for one test.
        joined: Connective,
    },
    /// `not C`
    Not(Box<Expr>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
    /// `any party in parties where …`
    Quantified {
        /// `any`, `every`, `no`
        quantifier: Spanned<ListQuantifier>,
        /// The variable.
        variable: Name,
        /// The list.
        list: Box<Expr>,
        /// The body; none without `where`.
        body: Option<Box<Condition>>,
    },
    /// `sum of (E for x in LIST where C)`, `count of (x in LIST where C)`, `least of (…)`, `greatest of (…)`
    Aggregate {
        /// Which.
        function: Spanned<Aggregate>,
        /// What is added or compared; none for `count`.
        value: Option<Box<Expr>>,
        /// The variable.
        variable: Name,
        /// The list.
        list: Box<Expr>,
        /// The condition.
        body: Option<Box<Condition>>,
    },
    /// `the p in LIST with the greatest E where C`: one element of a list
    Chosen {
        /// `greatest`, or else `least`.
        greatest: Spanned<bool>,
        /// What is compared.
        key: Box<Expr>,
        /// The variable.
        variable: Name,
        /// The list.
        list: Box<Expr>,
        /// The condition.
        body: Option<Box<Condition>>,
    },
    /// `740.8 applies`, `anything in 744 except 744.23(a)(3) applies`
    Applies(References),
    /// `paragraph (e)(1) applies` is the same as `paragraph (e)(1)`; a parenthesised condition, kept for printing
    Parenthesised(Box<Expr>),
    /// `A:5 as it stood on 2023-01-01`
    AsItStoodOn(Box<Expr>, Spanned<Date>),
}

/// How a value is rounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Rounding {
    /// Which way: `up`, `down`, `half up`, `half down`, `half even`; none where it is not written, which is an error.
    pub mode: Option<RoundingMode>,
    /// To what.
    pub to: RoundedTo,
    /// The words.
    pub span: Span,
}

/// What a value is rounded to.
#[derive(Clone, Debug, PartialEq)]
pub enum RoundedTo {
    /// `2 places`
    Places(NumberText),
    /// `multiples of 5 GBP`: a number or a quantity
    Multiples(Box<Expr>),
}

/// A number and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberText {
    /// Its exact value.
    pub value: Number,
    /// Its text.
    pub text: String,
}

/// Units of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// `day`, `days`
    Days,
    /// `week`, `weeks`
    Weeks,
    /// `month`, `months`
    Months,
    /// `year`, `years`
    Years,
}

/// `+ - * / ^`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

/// Before or after a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `before`
    Before,
    /// `after`
    After,
}

/// `and` or `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connective {
    /// `and`
    And,
    /// `or`
    Or,
}

/// How many elements of a list must satisfy the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListQuantifier {
    /// `any x in L`
    Any,
    /// `every x in L … (at least one)`
    EveryAtLeastOne,
    /// `every x in L … (even if none)`
    EveryEvenIfNone,
    /// `no x in L`
    No,
}

/// Functions over lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// `sum of`
    Sum,
    /// `count of`
    Count,
    /// `least of`
    Least,
    /// `greatest of`
    Greatest,
}

/// One test of a subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Which.
    pub kind: TestKind,
    /// From its comparator to its end.
    pub span: Span,
}

/// How a number or an ordered value compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `at least`
    AtLeast,
    /// `more than`
    MoreThan,
    /// `at most`
    AtMost,
    /// `less than`
    LessThan,
    /// `exactly` (distances only)
    Exactly,
}

/// The forms of tests.
#[derive(Clone, Debug, PartialEq)]
pub enum TestKind {
    /// `is X`
    Is(Expr),
    /// `is not X`: either the negation, or a value that begins with `not`; the declaration of the type decides.
    IsNot(Expr),
    /// `is any of X, Y`
    IsAnyOf(Vec<Expr>),
    /// `is none of X, Y`
    IsNoneOf(Vec<Expr>),
    /// `is none`
    IsNone,
    /// `is not none`
    IsNotNone,
    /// `is empty`: of a list (in scenarios: `parties is empty`)
    IsEmpty,
    /// `is at least 4800`
    Compare(Comparison, Expr),
    /// `is before D`, `before D`
    Before(Expr),
    /// `is after D`
    After(Expr),
    /// `is on or before D`
    OnOrBefore(Expr),
    /// `is on or after D`
    OnOrAfter(Expr),
    /// `is from D through E`
    FromThrough(Expr, Expr),
    /// `is at least 25 days before on`
    Distance {
        /// How the distance compares.
        comparison: Comparison,
        /// The distance.
        distance: Expr,
        /// Before or after.
        side: Side,
        /// The other day.
        of: Expr,
    },
    /// `in D:5`
    In(Expr),
    /// `not in D:5`
    NotIn(Expr),
    /// `is in the calendar year of on`
    InCalendarYearOf(Expr),
    /// `is not in the calendar year of on`
    NotInCalendarYearOf(Expr),
    /// `is within 12 months before on`
    Within(Expr, Side, Box<Expr>),
    /// `includes X`
    Includes(Includes, Vec<Expr>),
    /// `touches X`, `covers X`, `lies within X`: of a range and another, or a single value
    Related(Relation, Expr),
    /// `touches more than 2.7 GHz, at most 2.9 GHz`: the range is written out, in tests of what lies in it
    RelatedToBounds(Relation, Vec<TestKind>),
}

/// How a range stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `touches`: something lies in both
    Touches,
    /// `covers`: it holds all of the other
    Covers,
    /// `lies within`: the other holds all of it
    LiesWithin,
}

/// How a set includes elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Includes {
    /// `includes X`: as with `any of`
    Plain,
    /// `includes any of X, Y`
    AnyOf,
    /// `includes all of X, Y`
    AllOf,
    /// `includes none of X, Y`
    NoneOf,
}

// ---- scenarios

/// `scenario "…"` with its facts and expectations.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its title.
    pub title: Text,
    /// `given FACT is V, …`
    pub given: Vec<Given>,
    /// One a line.
    pub expectations: Vec<Expectation>,
}

/// One fact of a scenario: `item.tpp is 15832`, `transistors of item is 34_900_000_000`, `parties is empty`,
/// `claims includes 740.8`, `parties is (headquarters is CN, role is end user), (headquarters is DE)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The fact: a path, an indexed path, or a defined name `of` a record.
    pub path: Expr,
    /// Its value.
    pub value: GivenValue,
    /// All of it.
    pub span: Span,
}

/// The value of a given fact.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenValue {
    /// One value.
    Is(Expr),
    /// `none`
    None,
    /// `empty`: a list without elements
    Empty,
    /// `includes A, B`: a list or set of simple values, complete
    Includes(Vec<Expr>),
    /// `2.7 GHz to 2.9 GHz`: a range, both ends in it
    Range(Expr, Expr),
    /// `includes 2.7 GHz to 2.9 GHz, 3.1 GHz to 3.5 GHz`: a list of ranges, complete
    Ranges(Vec<(Expr, Expr)>),
    /// `is (field is V, …), (…)`: a list of records, complete; for a fact that is one record, exactly one
    Records(Vec<Vec<Given>>),
    /// a bare yes/no fact, `purchase_order_held`
    Holds,
}

/// `on D [known D] [as printed | as enforced] [if claimed ID] [given …] expect …`
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The day.
    pub on: Spanned<Date>,
    /// What had been published by when.
    pub known: Option<Spanned<Date>>,
    /// `as printed` (true) or as enforced (false, the normal case).
    pub as_printed: bool,
    /// True where `as enforced` is written out.
    pub as_enforced: bool,
    /// `if claimed 740.8`
    pub if_claimed: Vec<IdText>,
    /// Further facts for this line.
    pub given: Vec<Given>,
    /// What is expected.
    pub expect: Expect,
    /// `because ID, …`
    pub because: Vec<IdText>,
    /// The line.
    pub span: Span,
}

/// What a scenario expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Expect {
    /// `license is required [by 736.1]`, `classification includes 3A090.a`: a test of a decision
    Decision {
        /// The test: subject a decision (or `decision of fact`), tests as in a condition.
        test: Expr,
        /// `by 736.1`: the provision that says so.
        by: Option<IdText>,
    },
    /// `740.8 is open`, `740.8 is closed`, `740.8 is unknown`
    Option(IdText, Spanned<OptionState>),
    /// `ID applies` (true) or `ID does not apply` (false)
    Applies(IdText, bool),
    /// `license is unresolved[: silent at …]`, `classification includes X is unresolved: …`
    Unresolved {
        /// The decision, or an includes test.
        subject: Expr,
        /// `missing`, `silent`, `discretion`, `conflict`, `undefined`, with anything after `at` kept as text.
        cause: Option<Text>,
    },
    /// `conflict between ID, ID`
    Conflict(Vec<IdText>),
    /// `duty "…"`: a duty with these words binds
    Duty(Text),
}

/// How an elective exemption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionState {
    /// It can be claimed.
    Open,
    /// It cannot.
    Closed,
    /// It depends on facts not given.
    Unknown,
}
