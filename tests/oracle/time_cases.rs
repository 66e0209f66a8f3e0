//! What happens to law over time, worked by hand: each interaction of the documents with the text expected on each day.

use super::super::check::{Verdict, verdict};
use super::super::life::{Lives, Track};
use super::super::print::provision_text;
use super::super::text::{Content, Why, fold_lives};
use super::*;
use Does::*;
use Track::{Enforced as E, Operative as O, Printed as P};

/// What stands at a node: track, day, known, node, words (`-` for nothing).
type Says = (Track, Day, Option<Day>, &'static str, &'static str);

/// What is decided: day, given, the headline of `license`.
type Decides = (Day, Vec<(&'static str, Data)>, &'static str);

pub struct Case {
    pub name: &'static str,
    pub book: Book,
    says: Vec<Says>,
    decides: Vec<Decides>,
    /// What is wrong with it, if anything is.
    pub wrong: Option<Why>,
}

/// The first day of a month of 2021.
fn m(month: i64) -> Day {
    day(2021, month, 1)
}

/// The last day of the month before.
fn eve(month: i64) -> Day {
    m(month) - 1
}

fn say(kind: Kind) -> Statement {
    Statement::new(Dates::default(), kind)
}

impl Statement {
    fn from(mut self, day: Day) -> Statement {
        self.dates.effective = Some(Start::On(day));
        self
    }
    fn through(mut self, day: Day) -> Statement {
        self.dates.end = Some(End::Through(day));
        self
    }
    fn held(mut self) -> Statement {
        self.held = true;
        self
    }
}

fn verb(does: Does, act: &str) -> Statement {
    let target = Some(Target::Act(act.into()));
    say(Kind::Verb(Verb { does, target, so_far: vec![], to: None }))
}

fn so_far(does: Does, act: &str, id: &str) -> Statement {
    let target = Some(Target::Act(act.into()));
    say(Kind::Verb(Verb { does, target, so_far: vec![id.into()], to: None }))
}

fn node(does: Does, id: &str) -> Statement {
    say(Kind::Verb(Verb { does, target: Some(Target::Node(id.into())), so_far: vec![], to: None }))
}

fn extend(does: Does, act: &str, to: Day) -> Statement {
    let target = Some(Target::Act(act.into()));
    say(Kind::Verb(Verb { does, target, so_far: vec![], to: Some(to) }))
}

/// An instrument published and effective that day.
fn on_day(name: &str, day: Day, statements: Vec<Statement>) -> Act {
    Act { parts: vec![Part { heading: false, dates: Dates::default(), statements }], ..act(name, day, vec![]) }
}

fn appointed(mut act: Act) -> Act {
    act.dates.effective = Some(Start::Appointed);
    act
}

fn to_paragraph(id: &str, at: &str, fact: &str) -> Statement {
    say(Kind::Paragraph { id: id.into(), at: vec![at.into()], to: yes(fact) })
}

fn insert(id: &str, after: &str, label: &str, fact: &str) -> Statement {
    say(Kind::Insert { id: id.into(), at: vec![], after: after.into(), label: label.into(), cond: yes(fact) })
}

fn one(id: &str, value: &str) -> Statement {
    say(license(id, yes("p"), value))
}

/// Two paragraphs.
fn two(id: &str, value: &str) -> Statement {
    say(license(id, all(vec![yes("p"), yes("q")]), value))
}

fn base(statements: Vec<Statement>, later: Vec<Act>) -> Book {
    let mut book = book(vec![]);
    book.acts[0].parts[0].statements = statements;
    book.acts.extend(later);
    book
}

fn case(name: &'static str, book: Book, says: Vec<Says>) -> Case {
    Case { name, book, says, decides: vec![], wrong: None }
}

fn wrong(name: &'static str, book: Book, why: Why) -> Case {
    Case { name, book, says: vec![], decides: vec![], wrong: Some(why) }
}

fn deciding(name: &'static str, book: Book, decides: Vec<Decides>) -> Case {
    Case { name, book, says: vec![], decides, wrong: None }
}

/// In all three tracks, with everything known.
fn every(day: Day, id: &'static str, words: &'static str) -> Vec<Says> {
    [P, O, E].map(|track| (track, day, None, id, words)).to_vec()
}

fn stay() -> Statement {
    verb(Suspend, "second").from(m(3)).through(eve(6))
}

pub fn worked() -> Vec<Case> {
    let mut all = windows_and_compliance();
    all.extend(suspensions());
    all.extend(held_patches());
    all.extend(revocations());
    all.extend(annulments_and_corrections());
    all.extend(renumbering());
    all.extend(endings_and_extensions());
    all.extend(commencement());
    all.extend(chosen_by_facts());
    all.extend(other_days());
    all.extend(mistakes());
    all
}

fn windows_and_compliance() -> Vec<Case> {
    vec![
        case(
            "a window on an amendment",
            base(
                vec![one("1.1", "required")],
                vec![on_day("second", m(2), vec![one("1.1", "refused").through(eve(4))])],
            ),
            [
                every(eve(2), "1.1", "p: required"),
                every(m(2), "1.1", "p: refused"),
                every(eve(4), "1.1", "p: refused"),
                every(m(4), "1.1", "p: required"),
            ]
            .concat(),
        ),
        case(
            "a window on a new rule",
            base(
                vec![one("1.1", "required")],
                vec![on_day("second", m(2), vec![one("1.2", "refused").through(eve(4))])],
            ),
            [every(eve(2), "1.2", "-"), every(m(2), "1.2", "p: refused"), every(m(4), "1.2", "-")].concat(),
        ),
        case(
            "late compliance and a later amendment",
            {
                let mut second = on_day("second", m(2), vec![one("1.1", "refused")]);
                second.dates.comply = Some(m(6));
                base(vec![one("1.1", "required")], vec![second, on_day("third", m(4), vec![one("1.1", "not needed")])])
            },
            vec![
                (P, m(3), None, "1.1", "p: refused"),
                (O, m(3), None, "1.1", "p: refused"),
                (E, m(3), None, "1.1", "p: required"),
                (E, m(4), None, "1.1", "p: not needed"),
                (P, m(6), None, "1.1", "p: not needed"),
                (E, m(6), None, "1.1", "p: not needed"),
                // Before the third was published, the second was going to be enforced in June.
                (E, m(6), Some(eve(4)), "1.1", "p: refused"),
            ],
        ),
        case(
            "an id used again after repeal",
            base(
                vec![one("1.1", "required"), one("1.1(a)", "required")],
                vec![
                    on_day("second", m(2), vec![say(Kind::Repeal(vec!["1.1".into()]))]),
                    on_day("third", m(3), vec![one("1.1", "refused")]),
                ],
            ),
            [
                every(eve(2), "1.1(a)", "p: required"),
                every(m(2), "1.1", "-"),
                every(m(2), "1.1(a)", "-"),
                every(m(3), "1.1", "p: refused"),
                every(m(3), "1.1(a)", "-"),
            ]
            .concat(),
        ),
    ]
}

fn suspensions() -> Vec<Case> {
    let second = || on_day("second", m(2), vec![one("1.1", "refused"), one("1.2", "refused")]);
    let with = |s: Statement| base(vec![one("1.1", "required")], vec![second(), on_day("third", m(3), vec![s])]);
    vec![
        case(
            "an act suspended: what it replaced returns",
            with(verb(Suspend, "second").through(eve(5))),
            [
                every(eve(3), "1.1", "p: refused"),
                vec![
                    (P, m(3), None, "1.1", "p: refused"),
                    (O, m(3), None, "1.1", "p: required"),
                    (E, m(3), None, "1.1", "p: required"),
                    (P, m(3), None, "1.2", "p: refused"),
                    (E, eve(5), None, "1.2", "-"),
                    // Who did not know of the suspension.
                    (E, m(3), Some(eve(3)), "1.1", "p: refused"),
                ],
                every(m(5), "1.1", "p: refused"),
                every(m(5), "1.2", "p: refused"),
            ]
            .concat(),
        ),
        case(
            "a rule suspended: nothing stands there",
            with(node(Suspend, "1.1").through(eve(5))),
            vec![
                (P, m(3), None, "1.1", "p: refused"),
                (O, m(3), None, "1.1", "-"),
                (E, m(3), None, "1.1", "-"),
                (E, m(3), None, "1.2", "p: refused"),
                (E, m(5), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "a rule not enforced: operative still",
            with(node(StopEnforcing, "1").through(eve(5))),
            vec![
                (O, m(3), None, "1.1", "p: refused"),
                (E, m(3), None, "1.1", "-"),
                (E, m(3), None, "1.2", "-"),
                (E, m(5), None, "1.2", "p: refused"),
            ],
        ),
        case(
            "an act suspended so far as it changes one rule",
            with(so_far(Suspend, "second", "1.1")),
            vec![
                (E, m(3), None, "1.1", "p: required"),
                (E, m(3), None, "1.2", "p: refused"),
                (P, m(3), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "an act not enforced",
            with(verb(StopEnforcing, "second")),
            vec![
                (O, m(3), None, "1.1", "p: refused"),
                (E, m(3), None, "1.1", "p: required"),
                (E, m(3), None, "1.2", "-"),
            ],
        ),
        case(
            "a suspension suspended",
            base(
                vec![one("1.1", "required")],
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second")]),
                    on_day("fourth", m(4), vec![verb(Suspend, "third").through(eve(5))]),
                ],
            ),
            vec![
                (E, m(3), None, "1.1", "p: required"),
                (E, m(4), None, "1.1", "p: refused"),
                (E, m(5), None, "1.1", "p: required"),
            ],
        ),
    ]
}

fn held_patches() -> Vec<Case> {
    let second = || on_day("second", m(2), vec![two("1.1", "refused")]);
    let third = |s: Statement| on_day("third", m(4), vec![s]);
    let first = || vec![one("1.1", "required")];
    let in_value = |value: &str| {
        vec![
            say(Kind::Value { name: "CAP".into(), value: n(value) }),
            say(license(
                "1.1",
                test(path("amount"), Test::Compare(Cmp::AtLeast, Expr::Value("CAP".into()))),
                "required",
            )),
        ]
    };
    vec![
        case(
            "a patch whose text is suspended is held",
            base(first(), vec![second(), on_day("stay", m(3), vec![stay()]), third(to_paragraph("1.1", "2", "r"))]),
            vec![
                (O, eve(3), None, "1.1", "all of (1) p (2) q: refused"),
                (O, m(3), None, "1.1", "p: required"),
                (P, m(4), None, "1.1", "all of (1) p (2) r: refused"),
                (O, m(4), None, "1.1", "p: required"),
                (E, m(4), None, "1.1", "p: required"),
                // It takes effect with the returning text.
                (O, m(6), None, "1.1", "all of (1) p (2) r: refused"),
                (E, m(6), None, "1.1", "all of (1) p (2) r: refused"),
            ],
        ),
        wrong(
            "a patch on text that is not enforced",
            base(
                first(),
                vec![
                    second(),
                    on_day("stop", m(3), vec![verb(StopEnforcing, "second")]),
                    third(to_paragraph("1.1", "2", "r")),
                ],
            ),
            Why::NotEnforced,
        ),
        case(
            "a patch on text that is not enforced, held",
            base(
                first(),
                vec![
                    second(),
                    on_day("stop", m(3), vec![verb(StopEnforcing, "second")]),
                    third(to_paragraph("1.1", "2", "r").held()),
                    on_day("go-on", m(8), vec![verb(ResumeEnforcing, "second")]),
                ],
            ),
            vec![
                (O, m(4), None, "1.1", "all of (1) p (2) r: refused"),
                (E, m(4), None, "1.1", "p: required"),
                (E, eve(8), None, "1.1", "p: required"),
                (E, m(8), None, "1.1", "all of (1) p (2) r: refused"),
            ],
        ),
        case(
            "a patch that would fit the older text is held all the same",
            base(
                vec![two("1.1", "required")],
                vec![second(), on_day("stay", m(3), vec![stay()]), third(to_paragraph("1.1", "2", "r"))],
            ),
            vec![
                (O, m(4), None, "1.1", "all of (1) p (2) q: required"),
                (O, m(6), None, "1.1", "all of (1) p (2) r: refused"),
            ],
        ),
        case(
            "a paragraph that is away with an earlier patch",
            base(
                vec![two("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![insert("1.1", "1", "1A", "r")]),
                    on_day("stay", m(3), vec![stay()]),
                    third(to_paragraph("1.1", "1A", "q")),
                ],
            ),
            vec![
                (O, eve(3), None, "1.1", "all of (1) p (1A) r (2) q: required"),
                (O, m(3), None, "1.1", "all of (1) p (2) q: required"),
                (P, m(4), None, "1.1", "all of (1) p (1A) q (2) q: required"),
                (O, m(4), None, "1.1", "all of (1) p (2) q: required"),
                (O, m(6), None, "1.1", "all of (1) p (1A) q (2) q: required"),
            ],
        ),
        wrong(
            "a paragraph that is away with a patch that is not enforced",
            base(
                vec![two("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![insert("1.1", "1", "1A", "r")]),
                    on_day("stop", m(3), vec![verb(StopEnforcing, "second")]),
                    third(to_paragraph("1.1", "1A", "q")),
                ],
            ),
            Why::NotEnforced,
        ),
        case(
            "a patch before its text is due for compliance",
            {
                let mut late = second();
                late.dates.comply = Some(m(6));
                let mut patch = third(to_paragraph("1.1", "2", "r"));
                patch.dates.comply = Some(m(6));
                base(first(), vec![late, patch])
            },
            vec![
                (O, m(4), None, "1.1", "all of (1) p (2) r: refused"),
                (E, m(4), None, "1.1", "p: required"),
                (E, m(6), None, "1.1", "all of (1) p (2) r: refused"),
            ],
        ),
        case(
            "a value set whose restatement is suspended",
            base(
                in_value("5"),
                vec![
                    on_day("second", m(2), vec![say(Kind::Value { name: "CAP".into(), value: n("10") })]),
                    on_day("stay", m(3), vec![stay()]),
                    third(say(Kind::Set { name: "CAP".into(), value: n("12") })),
                ],
            ),
            vec![
                (E, eve(3), None, "CAP", "10"),
                (E, m(3), None, "CAP", "5"),
                (P, m(4), None, "CAP", "12"),
                (E, m(4), None, "CAP", "5"),
                (E, m(6), None, "CAP", "12"),
            ],
        ),
        case(
            "a member inserted into a group whose restatement is suspended",
            base(
                vec![say(group("G", &["CN"], &[])), one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![say(group("G", &["CN", "FR"], &[]))]),
                    on_day("stay", m(3), vec![stay()]),
                    third(say(Kind::Members { insert: true, members: vec!["US".into()], group: "G".into() })),
                ],
            ),
            vec![(P, m(4), None, "G", "CN FR US"), (E, m(4), None, "G", "CN"), (E, m(6), None, "G", "CN FR US")],
        ),
    ]
}

fn revocations() -> Vec<Case> {
    vec![
        case(
            "revoked, restoring: a later restatement stays",
            base(
                vec![one("1.1", "required"), one("1.2", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused"), one("1.2", "refused")]),
                    on_day("third", m(3), vec![one("1.1", "not needed")]),
                    on_day("fourth", m(4), vec![verb(RevokeRestoring, "second")]),
                ],
            ),
            [
                every(m(3), "1.2", "p: refused"),
                every(m(4), "1.1", "p: not needed"),
                every(m(4), "1.2", "p: required"),
                vec![(P, m(4), Some(eve(4)), "1.2", "p: refused")],
            ]
            .concat(),
        ),
        case(
            "revoked, restoring: a later patch applies to the restored text",
            base(
                vec![two("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![two("1.1", "refused")]),
                    on_day("third", m(3), vec![to_paragraph("1.1", "2", "r")]),
                    on_day("fourth", m(4), vec![verb(RevokeRestoring, "second")]),
                ],
            ),
            [every(m(3), "1.1", "all of (1) p (2) r: refused"), every(m(4), "1.1", "all of (1) p (2) r: required")]
                .concat(),
        ),
        wrong(
            "revoked, restoring: a later patch dangles",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![two("1.1", "refused")]),
                    on_day("third", m(3), vec![to_paragraph("1.1", "2", "r")]),
                    on_day("fourth", m(4), vec![verb(RevokeRestoring, "second")]),
                ],
            ),
            Why::NoParagraph,
        ),
        case(
            "revoked without restoring: what is still its own goes, its patches stay",
            base(
                vec![one("1.1", "required"), two("1.3", "required"), one("1.4", "required"), one("1.5", "required")],
                vec![
                    on_day(
                        "second",
                        m(2),
                        vec![
                            one("1.1", "refused"),
                            one("1.2", "refused"),
                            to_paragraph("1.3", "2", "r"),
                            say(Kind::Repeal(vec!["1.4".into()])),
                            // Not yet in effect when it is revoked.
                            one("1.5", "refused").from(m(6)),
                        ],
                    ),
                    on_day("third", m(3), vec![one("1.2", "not needed")]),
                    on_day("fourth", m(4), vec![verb(RevokeWithout, "second")]),
                ],
            ),
            [
                every(m(3), "1.1", "p: refused"),
                every(m(4), "1.1", "-"),
                every(m(4), "1.2", "p: not needed"),
                every(m(4), "1.3", "all of (1) p (2) r: required"),
                every(m(4), "1.4", "-"),
                every(m(6), "1.5", "p: required"),
            ]
            .concat(),
        ),
        case(
            "revoked without restoring: its suspension ends",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused")]),
                    on_day("third", m(3), vec![verb(Suspend, "second")]),
                    on_day("fourth", m(4), vec![verb(RevokeWithout, "third")]),
                ],
            ),
            vec![(E, m(3), None, "1.1", "p: required"), (E, m(4), None, "1.1", "p: refused")],
        ),
        case(
            "a revocation revoked",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused")]),
                    on_day("third", m(3), vec![verb(RevokeRestoring, "second")]),
                    on_day("fourth", m(5), vec![verb(RevokeRestoring, "third")]),
                ],
            ),
            [every(m(2), "1.1", "p: refused"), every(m(3), "1.1", "p: required"), every(m(5), "1.1", "p: refused")]
                .concat(),
        ),
        case(
            "a revocation without restoring, revoked",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused")]),
                    on_day("third", m(3), vec![verb(RevokeWithout, "second")]),
                    on_day("fourth", m(5), vec![verb(RevokeRestoring, "third")]),
                ],
            ),
            [every(m(3), "1.1", "-"), every(m(5), "1.1", "p: refused")].concat(),
        ),
        case(
            "a revocation that begins while it is itself revoked for a time",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused")]),
                    on_day("third", m(3), vec![verb(RevokeRestoring, "second").from(m(5))]),
                    on_day("fourth", m(4), vec![verb(RevokeRestoring, "third").through(eve(7))]),
                ],
            ),
            [every(m(5), "1.1", "p: refused"), every(m(7), "1.1", "p: required")].concat(),
        ),
        case(
            "a revocation for a time",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused")]),
                    on_day("third", m(3), vec![verb(RevokeRestoring, "second").from(m(4))]),
                    on_day("fourth", m(5), vec![verb(RevokeRestoring, "third").through(eve(7))]),
                ],
            ),
            [
                every(m(4), "1.1", "p: required"),
                every(m(5), "1.1", "p: refused"),
                every(eve(7), "1.1", "p: refused"),
                every(m(7), "1.1", "p: required"),
            ]
            .concat(),
        ),
        case(
            "a rule suspended under its new number",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![say(Kind::Renumber { from: "1.1".into(), to: "1.5".into() })]),
                    on_day("third", m(3), vec![node(Suspend, "1.5")]),
                ],
            ),
            vec![(P, m(3), None, "1.5", "p: required"), (E, m(3), None, "1.5", "-")],
        ),
        case(
            "an act revoked in part",
            base(
                vec![one("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![one("1.1", "refused"), one("1.2", "refused")]),
                    on_day("third", m(3), vec![so_far(RevokeRestoring, "second", "1.1")]),
                ],
            ),
            [every(m(3), "1.1", "p: required"), every(m(3), "1.2", "p: refused")].concat(),
        ),
    ]
}

fn annulments_and_corrections() -> Vec<Case> {
    let second = || on_day("second", m(2), vec![one("1.1", "refused")]);
    let annulled = || on_day("third", m(4), vec![verb(Annul, "second")]);
    let first = || vec![one("1.1", "required")];
    vec![
        case(
            "an act annulled was never made",
            base(first(), vec![second(), annulled()]),
            [
                every(m(3), "1.1", "p: required"),
                every(m(5), "1.1", "p: required"),
                vec![(E, m(3), Some(eve(4)), "1.1", "p: refused"), (E, m(5), Some(eve(4)), "1.1", "p: refused")],
            ]
            .concat(),
        ),
        case(
            "an annulment annulled",
            base(first(), vec![second(), annulled(), on_day("fourth", m(6), vec![verb(Annul, "third")])]),
            [
                every(m(3), "1.1", "p: refused"),
                vec![(E, m(3), Some(eve(6)), "1.1", "p: required"), (E, m(3), Some(eve(4)), "1.1", "p: refused")],
            ]
            .concat(),
        ),
        case(
            "a suspension annulled",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second")]),
                    on_day("fourth", m(6), vec![verb(Annul, "third")]),
                ],
            ),
            vec![(E, m(4), None, "1.1", "p: refused"), (E, m(4), Some(eve(6)), "1.1", "p: required")],
        ),
        case(
            "a correction of a correction, each from the start of the one before",
            {
                let from_start_of = |name: &str, day: Day, of: &str, rule: Statement| {
                    let mut act = on_day(name, day, vec![rule]);
                    act.dates.effective = Some(Start::OfAct(of.into()));
                    act.after = vec![of.into()];
                    act
                };
                let third = from_start_of("third", m(4), "second", say(license("1.1", yes("q"), "refused")));
                let fourth = from_start_of("fourth", m(5), "third", say(license("1.2", yes("r"), "refused")));
                base(first(), vec![second(), third, fourth])
            },
            [every(m(2), "1.1", "q: refused"), every(eve(2), "1.2", "-"), every(m(2), "1.2", "r: refused")].concat(),
        ),
        case(
            "a correction from the start, and a later restatement",
            {
                let mut fourth = on_day("fourth", m(6), vec![say(license("1.1", yes("q"), "refused"))]);
                fourth.dates.effective = Some(Start::OfAct("second".into()));
                fourth.after = vec!["second".into()];
                base(first(), vec![second(), on_day("third", m(4), vec![one("1.1", "not needed")]), fourth])
            },
            [
                every(eve(2), "1.1", "p: required"),
                every(m(2), "1.1", "q: refused"),
                every(m(4), "1.1", "p: not needed"),
                every(m(7), "1.1", "p: not needed"),
                vec![(E, m(2), Some(eve(6)), "1.1", "p: refused")],
            ]
            .concat(),
        ),
    ]
}

fn renumbering() -> Vec<Case> {
    let renumber = |from: &str, to: &str| say(Kind::Renumber { from: from.into(), to: to.into() });
    vec![
        case(
            "renumbered, then amended under its new number",
            base(
                vec![two("1.1", "required"), one("1.1(a)", "refused")],
                vec![
                    on_day("second", m(2), vec![renumber("1.1", "1.5")]),
                    on_day("third", m(3), vec![to_paragraph("1.5", "2", "r")]),
                ],
            ),
            [
                every(m(2), "1.1", "-"),
                every(m(2), "1.5", "all of (1) p (2) q: required"),
                every(m(2), "1.5(a)", "p: refused"),
                every(m(3), "1.5", "all of (1) p (2) r: required"),
            ]
            .concat(),
        ),
        case(
            "renumbered into its own subtree",
            base(
                vec![one("1.1", "required"), one("1.1(a)", "refused")],
                vec![on_day("second", m(2), vec![renumber("1.1", "1.1(b)")])],
            ),
            [
                every(m(2), "1.1", "-"),
                every(m(2), "1.1(b)", "p: required"),
                every(m(2), "1.1(a)", "-"),
                every(m(2), "1.1(b)(a)", "p: refused"),
            ]
            .concat(),
        ),
        case(
            "a renumbering suspended: what speaks of the new number is held",
            base(
                vec![two("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![renumber("1.1", "1.5")]),
                    on_day("stay", m(3), vec![stay()]),
                    on_day("fourth", m(4), vec![to_paragraph("1.5", "2", "r")]),
                ],
            ),
            vec![
                (P, m(4), None, "1.5", "all of (1) p (2) r: required"),
                (E, m(4), None, "1.1", "all of (1) p (2) q: required"),
                (E, m(4), None, "1.5", "-"),
                (E, m(6), None, "1.5", "all of (1) p (2) r: required"),
            ],
        ),
        wrong(
            "renumbered onto what stands there",
            base(
                vec![one("1.1", "required"), one("1.2", "refused")],
                vec![on_day("second", m(2), vec![renumber("1.1", "1.2")])],
            ),
            Why::Occupied,
        ),
        wrong(
            "renumbered, but nothing is there",
            base(
                vec![one("1.1", "required")],
                vec![on_day("second", m(2), vec![one("1.3", "refused").from(m(4)), renumber("1.3", "1.2")])],
            ),
            Why::NothingToRenumber,
        ),
    ]
}

fn endings_and_extensions() -> Vec<Case> {
    let second = || on_day("second", m(2), vec![one("1.1", "refused"), one("1.2", "refused")]);
    let first = || vec![one("1.1", "required")];
    vec![
        case(
            "two suspensions overlap, and one is ended",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second").through(eve(9))]),
                    on_day("fourth", m(4), vec![node(Suspend, "1.1").through(eve(8))]),
                    on_day("fifth", m(5), vec![verb(EndSuspension, "second")]),
                ],
            ),
            vec![
                (E, m(3), None, "1.1", "p: required"),
                (E, m(4), None, "1.1", "-"),
                (E, m(5), None, "1.1", "-"),
                (E, eve(5), None, "1.2", "-"),
                (E, m(5), None, "1.2", "p: refused"),
                (E, m(8), None, "1.1", "p: refused"),
                (E, m(8), Some(eve(5)), "1.1", "p: required"),
            ],
        ),
        case(
            "two suspensions of one act unite; the ending ends both",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second").through(eve(5))]),
                    on_day("fourth", m(4), vec![verb(Suspend, "second").through(eve(9))]),
                    on_day("fifth", m(7), vec![verb(EndSuspension, "second")]),
                ],
            ),
            vec![
                (E, m(3), None, "1.1", "p: required"),
                (E, m(5), None, "1.1", "p: required"),
                (E, m(7), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "a suspension extended before its end",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second").through(eve(5))]),
                    on_day("fourth", m(4), vec![extend(ExtendSuspension, "second", eve(7))]),
                ],
            ),
            vec![
                (E, m(6), None, "1.1", "p: required"),
                (E, m(6), Some(eve(4)), "1.1", "p: refused"),
                (E, m(7), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "a suspension extended in time, by an act that takes effect after the old end",
            {
                let mut fourth = on_day("fourth", m(4), vec![extend(ExtendSuspension, "second", eve(8))]);
                fourth.dates = Dates::from(m(6));
                let third = on_day("third", m(3), vec![verb(Suspend, "second").through(eve(5))]);
                base(first(), vec![second(), third, fourth])
            },
            vec![
                (E, m(5), None, "1.1", "p: required"),
                (E, eve(8), None, "1.1", "p: required"),
                (E, m(8), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "a suspension extended twice",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Suspend, "second").through(eve(5))]),
                    on_day("fourth", m(4), vec![extend(ExtendSuspension, "second", eve(7))]),
                    on_day("fifth", m(6), vec![extend(ExtendSuspension, "second", eve(9))]),
                ],
            ),
            vec![
                (E, m(8), None, "1.1", "p: required"),
                (E, m(8), Some(eve(6)), "1.1", "p: refused"),
                (E, m(9), None, "1.1", "p: refused"),
            ],
        ),
        case(
            "an act extended",
            {
                let mut second = second();
                second.dates.end = Some(End::Until(m(4)));
                base(first(), vec![second, on_day("third", m(3), vec![extend(Extend, "second", eve(6))])])
            },
            [
                every(m(5), "1.1", "p: refused"),
                every(m(6), "1.1", "p: required"),
                vec![(E, m(5), Some(eve(3)), "1.1", "p: required")],
            ]
            .concat(),
        ),
        case(
            "a rule extended",
            {
                let mut second = second();
                second.dates.end = Some(End::Until(m(4)));
                let to = Some(eve(6));
                let verb = Verb { does: Extend, target: Some(Target::Node("1.1".into())), so_far: vec![], to };
                base(first(), vec![second, on_day("third", m(3), vec![say(Kind::Verb(verb))])])
            },
            [every(m(5), "1.1", "p: refused"), every(m(5), "1.2", "-"), every(m(6), "1.1", "p: required")].concat(),
        ),
    ]
}

fn commencement() -> Vec<Case> {
    let second = || appointed(on_day("second", m(2), vec![one("1.1", "refused"), one("1.2", "refused")]));
    let first = || vec![one("1.1", "required")];
    let published = |mut act: Act, day: Day| {
        act.published = day;
        act
    };
    vec![
        case(
            "part of an act commenced",
            base(
                first(),
                vec![second(), published(on_day("third", m(4), vec![so_far(Commence, "second", "1.2")]), m(3))],
            ),
            [
                every(m(3), "1.2", "-"),
                every(m(4), "1.2", "p: refused"),
                every(m(4), "1.1", "p: required"),
                vec![(P, m(4), Some(eve(3)), "1.2", "-")],
            ]
            .concat(),
        ),
        case(
            "commenced anew: the last commencement counts",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Commence, "second").from(m(6))]),
                    on_day("fourth", m(5), vec![verb(Commence, "second").from(m(8))]),
                ],
            ),
            [
                every(m(6), "1.1", "p: required"),
                every(m(8), "1.1", "p: refused"),
                vec![(E, m(6), Some(eve(5)), "1.1", "p: refused"), (E, m(8), Some(eve(3)), "1.1", "p: required")],
            ]
            .concat(),
        ),
        case(
            "a paragraph amended from the start of an act that was commenced",
            {
                let mut third = on_day("third", m(3), vec![to_paragraph("1.3", "2", "r")]);
                third.dates.effective = Some(Start::OfAct("second".into()));
                third.after = vec!["second".into()];
                let commences = on_day("fourth", m(4), vec![verb(Commence, "second").from(m(5))]);
                base(vec![one("1.1", "required"), two("1.3", "required")], vec![second(), third, commences])
            },
            [every(eve(5), "1.3", "all of (1) p (2) q: required"), every(m(5), "1.3", "all of (1) p (2) r: required")]
                .concat(),
        ),
        case(
            "a commencement annulled",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![verb(Commence, "second").from(m(4))]),
                    on_day("fourth", m(5), vec![verb(Annul, "third")]),
                ],
            ),
            vec![(P, m(6), None, "1.1", "p: required"), (P, m(6), Some(eve(5)), "1.1", "p: refused")],
        ),
    ]
}

fn chosen_by_facts() -> Vec<Case> {
    let guarded = |mut act: Act| {
        act.applies_to = Some(yes("r"));
        act
    };
    let first = || vec![one("1.1", "required"), say(default("not needed"))];
    let second = || on_day("second", m(2), vec![one("1.1", "refused")]);
    let doubt = || verb(ForceUncertain, "second").from(m(3)).through(eve(5));
    vec![
        deciding(
            "text chosen by the transaction",
            base(first(), vec![guarded(second())]),
            vec![
                (eve(2), vec![y("p")], "required"),
                (m(2), vec![y("p"), y("r")], "refused"),
                (m(2), vec![y("p"), no("r")], "required"),
                (m(2), vec![y("p")], "unknown"),
                // Neither text applies.
                (m(2), vec![no("p")], "not needed"),
            ],
        ),
        deciding(
            "both texts say the same",
            base(
                vec![one("1.1", "required"), say(default("required"))],
                vec![guarded(on_day("second", m(2), vec![one("1.1", "required")]))],
            ),
            vec![(m(2), vec![y("p")], "required")],
        ),
        deciding(
            "a paragraph amended for some transactions",
            base(
                vec![two("1.1", "required"), say(default("not needed"))],
                vec![guarded(on_day("second", m(2), vec![to_paragraph("1.1", "2", "p")]))],
            ),
            vec![
                (m(2), vec![y("p"), no("q"), y("r")], "required"),
                (m(2), vec![y("p"), no("q"), no("r")], "not needed"),
                (m(2), vec![y("p"), y("q"), no("r")], "required"),
                (m(2), vec![y("p"), no("q")], "unknown"),
            ],
        ),
        deciding(
            "repealed for some transactions",
            base(first(), vec![guarded(on_day("second", m(2), vec![say(Kind::Repeal(vec!["1.1".into()]))]))]),
            vec![
                (m(2), vec![y("p"), y("r")], "not needed"),
                (m(2), vec![y("p"), no("r")], "required"),
                (m(2), vec![y("p")], "unknown"),
            ],
        ),
        deciding(
            "a value chosen by the transaction",
            {
                let cap = |v: &str| say(Kind::Value { name: "CAP".into(), value: n(v) });
                let over = test(path("amount"), Test::Compare(Cmp::AtLeast, Expr::Value("CAP".into())));
                base(
                    vec![cap("5"), say(license("1.1", over, "required")), say(default("not needed"))],
                    vec![guarded(on_day("second", m(2), vec![cap("10")]))],
                )
            },
            vec![
                (m(2), vec![("amount", number("7")), y("r")], "not needed"),
                (m(2), vec![("amount", number("7")), no("r")], "required"),
                (m(2), vec![("amount", number("7"))], "unknown"),
            ],
        ),
        deciding(
            "whether an act is in force is uncertain",
            base(first(), vec![second(), on_day("third", m(3), vec![doubt()])]),
            vec![
                (m(2), vec![y("p")], "refused"),
                (m(3), vec![y("p")], "unknown"),
                (m(3), vec![no("p")], "not needed"),
                (m(5), vec![y("p")], "refused"),
            ],
        ),
        deciding(
            "an unguarded restatement ends the doubt",
            base(
                first(),
                vec![
                    second(),
                    on_day("third", m(3), vec![doubt()]),
                    on_day("fourth", m(4), vec![one("1.1", "required")]),
                ],
            ),
            vec![(m(3), vec![y("p")], "unknown"), (m(4), vec![y("p")], "required")],
        ),
    ]
}

fn other_days() -> Vec<Case> {
    let inserts = |name: &str, day: Day, who: &str| {
        on_day(name, day, vec![say(Kind::Members { insert: true, members: vec![who.into()], group: "G".into() })])
    };
    let as_it_stood = |day: Day| test(path("destination"), Test::InAsOf("G".into(), day));
    let to = |code: &str| vec![("destination", w(code))];
    vec![
        deciding(
            "a group as it stood on a day",
            base(
                vec![
                    say(group("G", &["CN"], &[])),
                    say(license("1.1", as_it_stood(m(2)), "required")),
                    say(default("not needed")),
                ],
                vec![inserts("second", m(2), "FR"), inserts("third", m(4), "US")],
            ),
            vec![
                (eve(2), to("FR"), "required"),
                (m(5), to("FR"), "required"),
                (m(5), to("US"), "not needed"),
                (m(5), to("CN"), "required"),
            ],
        ),
        deciding(
            "a group within a group as it stood on a day",
            base(
                vec![
                    say(group("G", &["CN"], &[])),
                    say(group("H", &["US", &member_as_of("G", eve(2))], &[])),
                    say(license("1.1", test(path("destination"), Test::In("H".into())), "required")),
                    say(default("not needed")),
                ],
                vec![inserts("second", m(2), "FR")],
            ),
            vec![(m(5), to("FR"), "not needed"), (m(5), to("CN"), "required"), (m(5), to("US"), "required")],
        ),
        deciding(
            "a value as it stood on a day",
            {
                let over = test(path("amount"), Test::Compare(Cmp::AtLeast, Expr::ValueAsOf("CAP".into(), eve(2))));
                base(
                    vec![
                        say(Kind::Value { name: "CAP".into(), value: n("5") }),
                        say(license("1.1", over, "required")),
                        say(default("not needed")),
                    ],
                    vec![on_day("second", m(2), vec![say(Kind::Set { name: "CAP".into(), value: n("10") })])],
                )
            },
            vec![
                (m(3), vec![("amount", number("7"))], "required"),
                (m(3), vec![("amount", number("3"))], "not needed"),
            ],
        ),
    ]
}

fn mistakes() -> Vec<Case> {
    let first = || vec![two("1.1", "required")];
    let late = || on_day("third", m(3), vec![one("1.1", "refused")]);
    vec![
        wrong(
            "a paragraph that is not there",
            base(first(), vec![on_day("second", m(2), vec![to_paragraph("1.1", "3", "r")])]),
            Why::NoParagraph,
        ),
        wrong(
            "a paragraph inserted under a number that is taken",
            base(first(), vec![on_day("second", m(2), vec![insert("1.1", "1", "2", "r")])]),
            Why::Taken,
        ),
        wrong(
            "words that stand there twice",
            base(
                vec![say(license(
                    "1.1",
                    all(vec![
                        Cond::Or(vec![
                            test(path("destination"), Test::Is(word("CN"))),
                            Cond::And(vec![yes("p"), test(path("destination"), Test::IsNot(word("CN")))]),
                        ]),
                        yes("q"),
                    ]),
                    "required",
                ))],
                vec![on_day(
                    "second",
                    m(2),
                    vec![say(Kind::Replace {
                        id: "1.1".into(),
                        at: vec!["1".into()],
                        old: "CN".into(),
                        new: "FR".into(),
                    })],
                )],
            ),
            Why::Words,
        ),
        wrong(
            "a verb about its own act",
            base(first(), vec![on_day("second", m(2), vec![one("1.1", "refused"), verb(Suspend, "second")])]),
            Why::Target,
        ),
        wrong(
            "a verb about a later act",
            base(first(), vec![on_day("second", m(2), vec![verb(Suspend, "third")]), late()]),
            Why::Target,
        ),
        wrong(
            "two acts of one day at one rule",
            base(
                first(),
                vec![late(), Act { name: "fourth".into(), ..on_day("", m(3), vec![one("1.1", "not needed")]) }],
            ),
            Why::SameDay,
        ),
        wrong(
            "an extension of a suspension without an end",
            base(
                first(),
                vec![
                    late(),
                    on_day("fourth", m(4), vec![verb(Suspend, "third")]),
                    on_day("fifth", m(5), vec![extend(ExtendSuspension, "third", m(9))]),
                ],
            ),
            Why::NoEnd,
        ),
        wrong(
            "a group for some transactions",
            {
                let mut second = on_day("second", m(2), vec![say(group("G", &["FR"], &[]))]);
                second.applies_to = Some(yes("r"));
                base(vec![say(group("G", &["CN"], &[])), one("1.1", "required")], vec![second])
            },
            Why::Guarded,
        ),
        case(
            "words replaced once",
            base(
                vec![say(license(
                    "1.1",
                    all(vec![test(path("destination"), Test::Is(word("CN"))), yes("q")]),
                    "required",
                ))],
                vec![on_day(
                    "second",
                    m(2),
                    vec![say(Kind::Replace {
                        id: "1.1".into(),
                        at: vec!["1".into()],
                        old: "CN".into(),
                        new: "FR".into(),
                    })],
                )],
            ),
            [every(m(2), "1.1", "all of (1) destination is FR (2) q: required")].concat(),
        ),
        case(
            "a paragraph omitted leaves a hole, and one is put behind the last",
            base(
                vec![two("1.1", "required")],
                vec![
                    on_day("second", m(2), vec![say(Kind::Omit { id: "1.1".into(), at: vec!["1".into()] })]),
                    on_day("third", m(3), vec![insert("1.1", "2", "3", "r")]),
                ],
            ),
            [
                every(m(2), "1.1", "all of (1) reserved (2) q: required"),
                every(m(3), "1.1", "all of (1) reserved (2) q (3) r: required"),
            ]
            .concat(),
        ),
        case(
            "two acts of one day, settled by `after`",
            {
                let mut fourth = on_day("fourth", m(3), vec![one("1.1", "not needed")]);
                fourth.after = vec!["third".into()];
                base(first(), vec![late(), fourth])
            },
            every(m(3), "1.1", "p: not needed"),
        ),
    ]
}

/// What stands at a node, on one line.
fn words_at(book: &Book, track: Track, on: Day, known: Option<Day>, id: &str) -> String {
    let text = fold_lives(&Lives::new(book, known), track, on, known);
    let Some(all) = text.nodes.get(id) else { return "-".into() };
    assert_eq!(all.len(), 1);
    match &*all[0].content {
        Content::Value(Expr::Num(n)) => super::super::print::print_number(n),
        Content::Group(group) => group.members.join(" "),
        content => {
            let text: String = provision_text(content).split_whitespace().collect::<Vec<_>>().join(" ");
            let text = text.split_once(" when ").expect("a condition").1;
            text.replace(" then license is", ":")
        }
    }
}

fn headline(book: &Book, on: Day, given: &[(&str, Data)]) -> String {
    match &answer(book, on, None, &facts(given)).decisions["license"][""] {
        Report::One { with: Outcome::Decided(V::Word(v)), .. } => v.clone(),
        Report::One { with, .. } => with.status().to_string(),
        Report::Set(_) => unreachable!(),
    }
}

#[test]
fn worked_cases_of_time() {
    let cases = worked();
    for case in &cases {
        match (&case.wrong, verdict(&case.book)) {
            (None, Verdict::Valid) => {}
            (Some(why), Verdict::Invalid(all)) if all.iter().any(|p| p.1 == *why) => {}
            (expected, got) => panic!("{}: expected {expected:?}, got {got:?}", case.name),
        }
        for (track, on, known, id, words) in &case.says {
            let got = words_at(&case.book, *track, *on, *known, id);
            let known = known.map_or("latest".into(), show_day);
            assert_eq!(got, *words, "{}: {id} {track:?} on {} known {known}", case.name, show_day(*on));
        }
        for (on, given, expected) in &case.decides {
            let got = headline(&case.book, *on, given);
            assert_eq!(got, *expected, "{}: on {} given {given:?}", case.name, show_day(*on));
        }
    }
    assert!(cases.len() >= 50, "{}", cases.len());
}
