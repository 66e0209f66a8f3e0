//! Hand-made trees and the text they must print as.

use super::*;
use crate::source::{Span, Spanned};
use crate::syntax::ast::*;
use crate::value::{Date, Number};

fn s<T>(node: T) -> Spanned<T> {
    Spanned::new(node, Span::default())
}

fn word(text: &str) -> Name {
    s(text.to_owned())
}

fn words(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| word(text)).collect()
}

fn e(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn name(text: &str) -> Expr {
    e(ExprKind::Name(text.to_owned()))
}

fn id(text: &str) -> Expr {
    e(ExprKind::Id(text.to_owned()))
}

fn number(text: &str) -> Expr {
    e(ExprKind::Number(number_text(text)))
}

fn number_text(text: &str) -> NumberText {
    NumberText { value: Number::parse(text).unwrap(), text: text.to_owned() }
}

fn path(text: &str) -> Expr {
    let mut parts = text.split('.');
    let first = name(parts.next().unwrap_or_default());
    parts.fold(first, |base, field| e(ExprKind::Field(Box::new(base), word(field))))
}

fn tests_of(subject: Expr, joined: Connective, tests: Vec<TestKind>) -> Expr {
    let tests = tests.into_iter().map(|kind| Test { kind, span: Span::default() }).collect();
    e(ExprKind::Test { subject: Box::new(subject), tests, joined })
}

fn is(subject: &str, value: &str) -> Expr {
    tests_of(path(subject), Connective::And, vec![TestKind::Is(name(value))])
}

fn inside(subject: &str, group: &str) -> Expr {
    tests_of(path(subject), Connective::And, vec![TestKind::In(name(group))])
}

fn of_list(quantifier: Quantifier, paragraphs: Vec<(&str, Condition)>) -> Condition {
    let paragraphs = paragraphs.into_iter().map(|(label, body)| Paragraph {
        label: word(label),
        titles: Vec::new(),
        quotes: Vec::new(),
        body: Some(body),
        omitted: false,
    });
    Condition::List(ParagraphList {
        quantifier: s(quantifier),
        paragraphs: paragraphs.collect(),
        span: Span::default(),
    })
}

fn any_party(body: Condition) -> Expr {
    e(ExprKind::Quantified {
        quantifier: s(ListQuantifier::Any),
        variable: word("party"),
        list: Box::new(name("parties")),
        body: Some(Box::new(body)),
    })
}

fn members(names: &[&str]) -> Vec<GroupMember> {
    names.iter().map(|name| GroupMember { name: word(name), as_it_stood_on: None }).collect()
}

fn head(id: &str) -> Head {
    Head { id: word(id), amend: false, titles: Vec::new(), quotes: Vec::new(), dates: Dates::default() }
}

fn titled(id: &str, text: &str) -> Head {
    Head { titles: vec![Title { lang: None, text: word(text) }], ..head(id) }
}

fn conclude(kind: ConclusionKind) -> Conclusion {
    Conclusion { label: None, kind, span: Span::default() }
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn printed(kind: ItemKind) -> String {
    item(&Item { kind, span: Span::default() })
}

fn printed_file(kinds: Vec<ItemKind>) -> String {
    let items = kinds.into_iter().map(|kind| Item { kind, span: Span::default() }).collect();
    file(&File { items, ..File::default() })
}

fn rule_of(id: &str, when: Option<Condition>, then: Vec<Conclusion>) -> Rule {
    Rule { head: head(id), for_each: None, overrides: Vec::new(), subject_to: Vec::new(), when, unless: None, then }
}

fn license_required() -> Conclusion {
    let value = Case { value: name("required"), when: None };
    conclude(ConclusionKind::Is { decision: word("license"), cases: vec![value], otherwise: None })
}

#[test]
fn nested_paragraphs_align_under_their_bodies() {
    let knows = Condition::Expr(path("party.headquarters_known_to_exporter"));
    let based = Condition::Expr(e(ExprKind::Of(word("d5m_based"), Box::new(name("party")))));
    let party = any_party(of_list(Quantifier::AllOf, vec![("i", based), ("ii", knows)]));
    let inner = of_list(
        Quantifier::AllOf,
        vec![("A", Condition::Expr(is("activity", "transfer"))), ("B", Condition::Expr(inside("destination", "D5M")))],
    );
    let when = of_list(
        Quantifier::AllOf,
        vec![
            ("1", Condition::Expr(party)),
            ("2", of_list(Quantifier::AnyOf, vec![("i", Condition::Expr(name("x"))), ("iii", inner)])),
        ],
    );
    let mut rule = rule_of("744.23(a)(3)(i)", Some(when), vec![license_required()]);
    rule.head = titled("744.23(a)(3)(i)", "License required by headquarters");
    let expected = r#"rule 744.23(a)(3)(i)
  title  "License required by headquarters"
  when all of
    (1) any party in parties where all of
        (i)  d5m_based of party
        (ii) party.headquarters_known_to_exporter
    (2) any of
        (i)   x
        (iii) all of
              (A) activity is transfer
              (B) destination in D5M
  then license is required"#;
    assert_eq!(printed(ItemKind::Rule(rule)), expected);
}

#[test]
fn a_paragraph_is_quoted_on_one_line() {
    let body = of_list(
        Quantifier::AnyOf,
        vec![
            ("i", Condition::Expr(is("activity", "transfer"))),
            ("iii", Condition::Expr(inside("destination", "D5M"))),
        ],
    );
    let titles = vec![Title { lang: None, text: word("Place") }];
    let paragraph = Paragraph { label: word("2"), titles, quotes: Vec::new(), body: Some(body), omitted: false };
    let expected = "title \"Place\" any of (i) activity is transfer (iii) destination in D5M";
    assert_eq!(paragraph_text(&paragraph), expected);
    let reserved = Paragraph { body: None, titles: Vec::new(), ..paragraph };
    assert_eq!(paragraph_text(&reserved), "reserved");
}

#[test]
fn cases_of_a_conclusion_stand_in_columns() {
    let when = of_list(
        Quantifier::AnyOf,
        vec![("1", Condition::Expr(inside("destination", "D5M"))), ("2", Condition::Expr(name("x")))],
    );
    let denial = e(ExprKind::Words("presumption of denial".to_owned()));
    let review = conclude(ConclusionKind::Is {
        decision: word("review"),
        cases: vec![Case { value: denial, when: Some(when) }],
        otherwise: Some(e(ExprKind::Words("presumption of approval".to_owned()))),
    });
    let one_line = "review is presumption of denial when any of (1) destination in D5M (2) x; \
                    presumption of approval otherwise";
    assert_eq!(conclusion(&review), one_line);
    let expected = r#"rule 742.6(b)(10)(i)
  then review is
    presumption of denial    when any of
      (1) destination in D5M
      (2) x;
    presumption of approval  otherwise"#;
    assert_eq!(printed(ItemKind::Rule(rule_of("742.6(b)(10)(i)", None, vec![review]))), expected);
}

#[test]
fn labelled_conclusions_continue_the_numbering() {
    let includes = ConclusionKind::Includes { decision: word("classification"), elements: vec![id("3A090.a")] };
    let deem = ConclusionKind::Deem { path: path("item.for_data_centers"), value: e(ExprKind::YesNo(true)) };
    let labelled = |label: &str, kind| Conclusion { label: Some(word(label)), ..conclude(kind) };
    let rule = rule_of("3A090.note-1", None, vec![labelled("3", includes), labelled("4", deem)]);
    let expected = "rule 3A090.note-1\n  then\n    (3) classification includes 3A090.a\n    \
                    (4) deem item.for_data_centers is yes";
    assert_eq!(printed(ItemKind::Rule(rule)), expected);
}

#[test]
fn exemptions_and_limits() {
    let from = References {
        everything: true,
        ids: words(&["740"]),
        except: words(&["740.8", "740.10"]),
        span: Span::default(),
    };
    let applies =
        References { everything: true, ids: words(&["744", "746"]), except: words(&["744.23(a)(3)"]), ..from.clone() };
    let limit = Exemption {
        head: head("740.2"),
        limit: true,
        from,
        if_claimed: false,
        for_each: None,
        when: Some(Condition::Expr(e(ExprKind::Applies(applies)))),
        unless: None,
        then: Vec::new(),
    };
    let expected = "limit 740.2 on everything in 740 except 740.8, 740.10\n  \
                    when anything in 744, 746 except 744.23(a)(3) applies";
    assert_eq!(printed(ItemKind::Exemption(limit.clone())), expected);
    let from = References { everything: false, ids: words(&["742.6"]), except: Vec::new(), span: Span::default() };
    let must = ConclusionKind::Must { text: word("Enter C67"), by: Some(e(ExprKind::On)), when: None };
    let exemption = Exemption { limit: false, if_claimed: true, from, when: None, then: vec![conclude(must)], ..limit };
    let expected = "exemption 740.2 from 742.6, if claimed\n  then must \"Enter C67\" by on";
    assert_eq!(printed(ItemKind::Exemption(exemption)), expected);
}

fn define_of(cases: Vec<Case<CaseValue>>, otherwise: Option<CaseValue>) -> Define {
    Define {
        head: head("744.23-hq"),
        name: word("cap"),
        of: Some(word("Party")),
        scope: None,
        spreading: None,
        cases,
        otherwise,
    }
}

fn case(value: Condition, when: Option<Expr>) -> Case<CaseValue> {
    Case { value: CaseValue::Is(value), when: when.map(Condition::Expr) }
}

#[test]
fn definitions_stand_on_one_line_or_case_by_case() {
    let list =
        || of_list(Quantifier::AnyOf, vec![("1", Condition::Expr(name("x"))), ("2", Condition::Expr(name("y")))]);
    let plain = define_of(vec![case(list(), None)], None);
    assert_eq!(printed(ItemKind::Define(plain)), "define 744.23-hq cap of Party = any of\n  (1) x\n  (2) y");
    let cases = vec![
        case(Condition::Expr(name("short")), Some(name("x"))),
        case(Condition::Expr(name("longer")), Some(name("y"))),
        case(list(), Some(name("z"))),
    ];
    let expected = "define 744.23-hq cap of Party\n  = short   when x\n  = longer  when y\n  = any of\n    (1) x\n    (2) y\n            \
                    when z\n  otherwise the law is silent";
    let define = define_of(cases, Some(CaseValue::Silent(Span::default())));
    assert_eq!(printed(ItemKind::Define(define)), expected);
}

#[test]
fn an_aggregate_sets_its_list_further_in() {
    let body = of_list(Quantifier::AllOf, vec![("i", Condition::Expr(name("a"))), ("ii", Condition::Expr(name("b")))]);
    let sum = e(ExprKind::Aggregate {
        function: s(Aggregate::Sum),
        value: Some(Box::new(path("s.tpp"))),
        variable: word("s"),
        list: Box::new(name("shipments")),
        body: Some(Box::new(body)),
    });
    let test = tests_of(sum, Connective::And, vec![TestKind::Compare(Comparison::AtMost, name("LPP_CAP"))]);
    let expected =
        "sum of (s.tpp for s in shipments where all of\n          (i)  a\n          (ii) b) is at most LPP_CAP";
    assert_eq!(condition(&Condition::Expr(test), 8), expected);
}

#[test]
fn tests_share_a_subject() {
    let between = vec![
        TestKind::Compare(Comparison::AtLeast, number("2_400")),
        TestKind::Compare(Comparison::LessThan, number("4800")),
    ];
    let between = tests_of(path("item.tpp"), Connective::And, between);
    assert_eq!(expr(&between), "item.tpp is at least 2_400 and less than 4800");
    let place = tests_of(name("c"), Connective::Or, vec![TestKind::Is(name("US")), TestKind::In(name("A:5"))]);
    assert_eq!(expr(&place), "c is US or in A:5");
    let not = tests_of(name("license"), Connective::And, vec![TestKind::IsNot(name("needed"))]);
    assert_eq!(expr(&not), "license is not needed");
    let early = tests_of(
        name("notified_on"),
        Connective::And,
        vec![TestKind::Distance {
            comparison: Comparison::AtLeast,
            distance: e(ExprKind::Duration(number_text("25"), s(CalendarUnit::Days))),
            side: Side::Before,
            of: e(ExprKind::On),
        }],
    );
    assert_eq!(expr(&early), "notified_on is at least 25 days before on");
}

#[test]
fn only_ids_that_read_as_numbers_have_the_sign() {
    for (text, expected) in [("740.8", "§740.8"), ("746", "§746"), ("3A090.a", "3A090.a"), ("1.2.3", "1.2.3")] {
        assert_eq!(expr(&id(text)), expected);
    }
    assert_eq!(expr(&id("742.6(a)(6)")), "742.6(a)(6)");
}

#[test]
fn mixtures_of_and_with_or_are_never_ambiguous() {
    let or = || e(ExprKind::Or(vec![name("a"), name("b")]));
    let and = || e(ExprKind::And(vec![name("c"), name("d")]));
    assert_eq!(expr(&e(ExprKind::And(vec![or(), name("c")]))), "(a or b) and c");
    assert_eq!(expr(&e(ExprKind::Or(vec![name("a"), and()]))), "a or (c and d)");
    assert_eq!(expr(&e(ExprKind::Not(Box::new(or())))), "not (a or b)");
    let kept = e(ExprKind::Parenthesised(Box::new(or())));
    assert_eq!(expr(&e(ExprKind::And(vec![kept, name("c")]))), "(a or b) and c");
    let shared = tests_of(name("x"), Connective::Or, vec![TestKind::Is(name("A")), TestKind::Is(name("B"))]);
    assert_eq!(expr(&e(ExprKind::And(vec![shared, name("c")]))), "(x is A or is B) and c");
    let party = any_party(Condition::Expr(name("listed")));
    assert_eq!(expr(&e(ExprKind::And(vec![name("c"), party.clone()]))), "c and any party in parties where listed");
    assert_eq!(expr(&e(ExprKind::And(vec![party, name("c")]))), "(any party in parties where listed) and c");
}

#[test]
fn arithmetic_keeps_its_nesting() {
    let op = |op, a: Expr, b: Expr| e(ExprKind::Arithmetic(s(op), Box::new(a), Box::new(b)));
    let sum = op(Arithmetic::Subtract, name("a"), op(Arithmetic::Add, name("b"), name("c")));
    assert_eq!(expr(&sum), "a - (b + c)");
    let left = op(Arithmetic::Subtract, op(Arithmetic::Subtract, name("a"), name("b")), name("c"));
    assert_eq!(expr(&left), "a - b - c");
    assert_eq!(expr(&op(Arithmetic::Power, number("10"), number("26"))), "10^26");
    let tower = op(Arithmetic::Power, number("2"), op(Arithmetic::Power, number("3"), number("2")));
    assert_eq!(expr(&tower), "2^(3^2)");
    let negative = |of: Expr| e(ExprKind::Negate(Box::new(of)));
    assert_eq!(expr(&negative(negative(name("x")))), "-(-x)");
    assert_eq!(expr(&op(Arithmetic::Power, number("10"), negative(number("3")))), "10^-3");
    let not = |of: Expr| e(ExprKind::Not(Box::new(of)));
    assert_eq!(expr(&not(not(name("x")))), "not (not x)");
}

#[test]
fn a_day_compared_is_no_distance() {
    let distance = e(ExprKind::Duration(number_text("1"), s(CalendarUnit::Months)));
    let day = e(ExprKind::Offset { distance: Box::new(distance), side: Side::After, from: Box::new(name("d")) });
    let test = |kind| expr(&tests_of(name("x"), Connective::And, vec![kind]));
    assert_eq!(test(TestKind::Compare(Comparison::AtLeast, day.clone())), "x is at least (1 month after d)");
    assert_eq!(test(TestKind::OnOrBefore(day)), "x is on or before 1 month after d");
}

fn fact(name: &str, ty: TypeKind, doc: &str) -> ItemKind {
    let ty = TypeExpr { kind: ty, span: Span::default() };
    ItemKind::Fact(Fact { question: false, name: word(name), ty, doc: Some(word(doc)), docs: Vec::new() })
}

#[test]
fn neighbours_of_one_kind_stand_together() {
    let items = vec![
        fact("item", TypeKind::Named(word("Item")), "what is shipped"),
        fact("purchase_order_held", TypeKind::YesNo, "on file"),
        ItemKind::Uses(word("countries")),
        ItemKind::Prose("One.\n\nTwo.".to_owned()),
        ItemKind::Prose("Three.".to_owned()),
    ];
    let expected = "fact item                 Item    \"what is shipped\"\n\
                    fact purchase_order_held  yes/no  \"on file\"\n\nuses countries\n\n\
                    --- One.\n---\n--- Two.\n\n--- Three.\n";
    assert_eq!(printed_file(items), expected);
    assert_eq!(printed_file(Vec::new()), "");
}

#[test]
fn the_header_of_an_act() {
    let dates = Dates {
        effective: Some(s(Effective::On(day("2025-01-16")))),
        end: Some(s(End::Through(day("2026-01-16")))),
        comply_from: Some(s(day("2025-01-31"))),
        held: None,
    };
    let on_or_after = TestKind::OnOrAfter(e(ExprKind::Date(day("2025-02-01"))));
    let act = Act {
        name: word("2025-01-16-foundry"),
        titles: vec![Title { lang: None, text: word("T") }, Title { lang: Some(word("zh-Hant")), text: word("題") }],
        citation: Some(word("90 FR 5298")),
        source: None,
        released: None,
        published: Some(s(day("2025-01-16"))),
        dates,
        after: words(&["x"]),
        applies_to: Some(Condition::Expr(tests_of(name("contract_date"), Connective::And, vec![on_or_after]))),
    };
    let expected = r#"act 2025-01-16-foundry
  title           "T"
  title[zh-Hant]  "題"
  citation        "90 FR 5298"
  published       2025-01-16
  effective       2025-01-16
  through         2026-01-16
  comply from     2025-01-31
  after act       x
  applies to transactions with contract_date on or after 2025-02-01"#;
    assert_eq!(printed(ItemKind::Act(act)), expected);
}

#[test]
fn groups_and_changes() {
    let group = Group {
        head: head("G"),
        of: word("Country"),
        members: members(&["MO", "D:5", "Acme Silicon", "none"]),
        except: members(&["A:6", "A:7"]),
    };
    let expected = "group G of Country is MO, D:5, \"Acme Silicon\", \"none\" except A:6, A:7";
    assert_eq!(printed(ItemKind::Group(group.clone())), expected);
    let none = Group { members: Vec::new(), except: Vec::new(), ..group };
    assert_eq!(printed(ItemKind::Group(none)), "group G of Country is none");
    let verb = Verb {
        kind: VerbKind::Suspend,
        targets: vec![VerbTarget::Act(word("2025-09-30-affiliates"))],
        so_far_as: words(&["744.11"]),
        from: Some(s(day("2025-11-10"))),
        end: Some(s(End::Until(day("2026-11-10")))),
        why: None,
    };
    let expected = "suspend act 2025-09-30-affiliates so far as it changes 744.11 from 2025-11-10 until 2026-11-10";
    assert_eq!(printed(ItemKind::Verb(verb.clone())), expected);
    let targets = vec![VerbTarget::Act(word("x")), VerbTarget::Provision(word("744.11"))];
    let plain = |kind| Verb { kind, targets: targets.clone(), so_far_as: Vec::new(), end: None, ..verb.clone() };
    assert_eq!(printed(ItemKind::Verb(plain(VerbKind::Commence))), "commence act x for 744.11 from 2025-11-10");
    assert_eq!(printed(ItemKind::Verb(plain(VerbKind::Suspend))), "suspend act x, 744.11 from 2025-11-10");
}

#[test]
fn a_scenario() {
    let given = |path: Expr, value| Given { path, value, span: Span::default() };
    let seat = given(name("headquarters"), GivenValue::Is(name("CN")));
    let scenario = Scenario {
        title: word("H800 to China"),
        given: vec![
            given(path("item.form"), GivenValue::Is(e(ExprKind::Words("integrated circuit".to_owned())))),
            given(name("parties"), GivenValue::Records(vec![vec![seat]])),
            given(name("lists"), GivenValue::Empty),
            given(name("kept"), GivenValue::Holds),
        ],
        expectations: vec![Expectation {
            on: s(day("2023-11-17")),
            known: Some(s(day("2023-10-01"))),
            as_printed: true,
            as_enforced: false,
            if_claimed: words(&["740.8"]),
            given: Vec::new(),
            expect: Expect::Option(word("740.8"), s(OptionState::Closed)),
            because: words(&["740.8(2)", "3A090"]),
            span: Span::default(),
        }],
    };
    let expected = r#"scenario "H800 to China"
  given item.form is integrated circuit, parties is (headquarters is CN), lists is empty, kept
  on 2023-11-17 known 2023-10-01 as printed if claimed 740.8 expect 740.8 is closed because 740.8(2), 3A090"#;
    assert_eq!(printed(ItemKind::Scenario(scenario)), expected);
}

#[test]
fn long_lines_break_after_commas_and_connectives() {
    let ids: Vec<Expr> = (0..40).map(|n| id(&format!("3A{n:03}.a"))).collect();
    let test = tests_of(name("classification"), Connective::And, vec![TestKind::Includes(Includes::AnyOf, ids)]);
    let when = of_list(Quantifier::AllOf, vec![("1", Condition::Expr(test)), ("2", Condition::Expr(name("x")))]);
    let text = printed(ItemKind::Rule(rule_of("1.1", Some(when), vec![license_required()])));
    assert!(text.lines().all(|line| layout::width(line) <= layout::WIDTH), "{text}");
    assert!(text.contains(",\n          3A"), "{text}");
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("3A005.a, 3A006.a, 3A007.a, 3A008.a, 3A009.a, 3A010.a, 3A011.a"), "{words}");
}

#[test]
fn every_says_what_holds_of_an_empty_list() {
    let every = |body| {
        e(ExprKind::Quantified {
            quantifier: s(ListQuantifier::EveryEvenIfNone),
            variable: word("p"),
            list: Box::new(name("parties")),
            body: Some(Box::new(body)),
        })
    };
    let plain = every(Condition::Expr(name("a")));
    assert_eq!(expr(&plain), "every p in parties where a (even if none)");
    let listed = every(of_list(Quantifier::AllOf, vec![("i", Condition::Expr(name("a")))]));
    assert_eq!(expr(&listed), "every p in parties (even if none) where all of (i) a");
}

#[test]
fn members_are_quoted_where_they_are_no_word() {
    for plain in ["MO", "D:5", "3A001.z", "742.6(a)(6)", "front-end", "中国", "2023"] {
        assert_eq!(vocabulary::word_or_text(plain), plain);
    }
    for text in ["", "none", "no.5", "Acme Silicon", "a-", "D:", "3A.", "x()", "a:b:c", "O'Neil", "(a)"] {
        assert_eq!(vocabulary::word_or_text(text), format!("\"{text}\""));
    }
}

#[test]
fn conclusions_are_joined_by_and() {
    let rule = rule_of("1.1", None, vec![license_required(), license_required()]);
    let expected = "rule 1.1\n  then license is required and\n    license is required";
    assert_eq!(printed(ItemKind::Rule(rule)), expected);
}
