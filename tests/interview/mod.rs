//! The interview: what it takes for an answer, what it keeps, and that it goes back. `matters.rs`: what it asks.

mod matters;

use lexact::interview::Kind;
use lexact::language;
use lexact::{Interview, Known, Law, Rulebook};

fn law(vocabulary: &str, act: &str) -> Law {
    let head = "act one\n  citation \"1\"\n  published 2024-01-01\n  effective 2024-01-01\n";
    let act = format!("{head}{act}");
    let book = Rulebook::from_sources([("rulebook.act", vocabulary), ("one.act", act.as_str())])
        .unwrap_or_else(|failure| panic!("{failure}"));
    book.in_force("2024-01-10".parse().unwrap(), Known::Latest)
}

const VOCABULARY: &str = r#"rulebook small
  title "Small"
unit t "tonnes"
identity Place "a place"
  HERE "here" [zh] "这里"
  THERE "there"
record Party "a party"
  name  Place "its name"
  home  Place "its seat" [zh] "所在地"
  share optional percent "its share"
fact weight  number in t at least 0 "the weight" [zh] "重量"
fact day     optional date          "a day"
fact parties list of Party          "the parties"
fact apt     yes/no
question reading  strict | loose    "how it is read"
decision license required | not needed
"#;

fn facts(interview: &Interview) -> String {
    interview.facts().to_string()
}

fn asked(interview: &Interview) -> String {
    interview.next().map(|question| question.path).unwrap_or_default()
}

#[test]
fn numbers_are_kept_as_they_were_written() {
    let law = law(VOCABULARY, "rule 1\n  when weight is at least 3.0 t\n  then license is required\n");
    for (typed, kept) in [
        ("2.50", r#"{"weight":2.50}"#),
        ("2.50 t", r#"{"weight":"2.50 t"}"#),
        ("1_000", r#"{"weight":"1_000"}"#),
        ("0.30000000000000000000000000000004", r#"{"weight":0.30000000000000000000000000000004}"#),
    ] {
        let mut interview = Interview::new(law.clone(), &[], "{}").unwrap();
        interview.answer(typed).unwrap();
        assert_eq!(facts(&interview), kept);
        assert!(interview.next().is_none());
    }
}

/// A bad answer gets the message of the reader of facts, and nothing changes.
#[test]
fn a_bad_answer_loses_nothing() {
    let law = law(
        VOCABULARY,
        "rule 1\n  when weight is at least 3 t and any x in parties where x.home is HERE\n  then license is required\n",
    );
    let mut interview = Interview::new(law, &["license"], "{}").unwrap();
    let refuse = |interview: &mut Interview, typed: &str, code: &str| {
        let before = (facts(interview), interview.next(), interview.progress());
        let errors = interview.answer(typed).unwrap_err();
        assert_eq!(errors.0[0].code, code, "{errors}");
        let path = &before.1.as_ref().unwrap().path;
        assert!(errors.0[0].path.starts_with(path.as_str()), "{errors}");
        assert_eq!((facts(interview), interview.next(), interview.progress()), before);
        errors.to_string()
    };
    while let Some(question) = interview.next() {
        match question.path.as_str() {
            "weight" => {
                refuse(&mut interview, "heavy", "facts/not-a-number");
                refuse(&mut interview, "3 %", "facts/unit-mismatch");
                refuse(&mut interview, "-1", "facts/out-of-range");
                interview.answer("5").unwrap();
            }
            "parties" => {
                refuse(&mut interview, "many", "facts/wrong-type");
                refuse(&mut interview, "[{ \"hom\": \"HERE\" }]", "facts/unknown-field");
                interview.answer("2").unwrap();
            }
            "parties[0].home" => {
                let told = refuse(&mut interview, "HER", "facts/unknown-value");
                assert!(told.contains("HERE"), "{told}");
                interview.answer("THERE").unwrap();
            }
            "parties[1].home" => interview.answer("这里").unwrap(),
            other => panic!("{other} is asked"),
        }
    }
    assert_eq!(interview.decision()["license"], "required");
    assert_eq!(facts(&interview), r#"{"weight":5,"parties":[{"home":"THERE"},{"home":"这里"}]}"#);
}

#[test]
fn lists_none_and_nobody_knows() {
    let act = "rule 1\n  when any x in parties where x.home is HERE\n  then license is required\n\
               rule 2\n  when day is before 2024-01-01\n  then license is required\n\
               default 3 license is not needed\n";
    let law = law(VOCABULARY, act);
    let start = r#"{"parties": {"list": [{"home": "THERE"}], "complete": false}}"#;
    let mut interview = Interview::new(law, &["license"], start).unwrap();
    let mut rounds = Vec::new();
    while let Some(question) = interview.next() {
        rounds.push(question.path.clone());
        match question.path.as_str() {
            "parties" => {
                assert_eq!(question.given.len(), 1);
                assert_eq!(question.kind, Kind::Count("Party".into()));
                interview.answer("1").unwrap();
            }
            "parties[1].home" => interview.do_not_know(),
            "day" => {
                assert!(question.optional);
                interview.answer("none").unwrap();
            }
            other => panic!("{other} is asked"),
        }
    }
    rounds.sort();
    assert_eq!(rounds, ["day", "parties", "parties[1].home"]);
    assert_eq!(interview.unknown(), ["parties[1].home"]);
    assert_eq!(interview.decision()["license"].status, lexact::Status::Unknown);
    // Back through all of it.
    while interview.back() {}
    assert_eq!(interview.progress().answered, 0);
    assert_eq!(facts(&interview), start.replace(": ", ":").replace(", ", ","));
    while asked(&interview) == "day" {
        interview.do_not_know();
    }
    interview.answer("all").unwrap();
    assert_eq!(asked(&interview), if interview.unknown().is_empty() { "day" } else { "" });
}

/// Firms are told apart by their first open name, here `called`: what is not known of one that is only named is put where firms are listed.
#[test]
fn a_record_that_is_only_named_is_described_under_its_own_field() {
    let vocabulary = "rulebook firms\nrecord Firm\n  called identity\n  barred yes/no\nfact seller Firm by name\nfact firms list of Firm\n\
        decision sale allowed | refused\n";
    let law = law(vocabulary, "default 1 sale is allowed\nrule 2 when seller.barred then sale is refused\n");
    let mut interview =
        Interview::new(law, &["sale"], r#"{"seller":"Sub","firms":[{"called":"Mid","barred":true}]}"#).unwrap();
    assert_eq!(asked(&interview), "firms[1].barred");
    assert_eq!(interview.next().and_then(|question| question.of).as_deref(), Some("Sub"));
    interview.answer("yes").unwrap();
    assert_eq!(interview.decision()["sale"], "refused");
    let kept = r#"{"seller":"Sub","firms":[{"called":"Mid","barred":true},{"called":"Sub","barred":true}]}"#;
    assert_eq!(facts(&interview), kept);
}

#[test]
fn questions_come_in_the_language_asked_for() {
    let act = "rule 1\n  when all of\n    (1) weight is at least 3 t\n    (2) apt\n    (3) reading is strict\n    (4) any x in parties where x.home is HERE\n  then license is required\n";
    let law = law(VOCABULARY, act);
    let facts = r#"{"parties": [{}]}"#;
    let interview = Interview::new(law.clone(), &[], facts).unwrap().in_language("zh");
    let mut seen = Vec::new();
    let mut walk = interview;
    while let Some(question) = walk.next() {
        seen.push((question.path.clone(), question.text.clone(), question.counsel));
        if let Kind::OneOf(members) = &question.kind
            && question.path == "parties[0].home"
        {
            let names: Vec<Option<&str>> = members.iter().map(|member| member.name.as_deref()).collect();
            assert_eq!(names, [Some("这里"), Some("there")]);
        }
        let readers = walk.why();
        assert_eq!(readers.len(), 1, "{readers:?}");
        assert_eq!((readers[0].cite.as_str(), readers[0].citation.as_str()), ("1", "1"));
        walk.do_not_know();
    }
    seen.sort();
    let text = |text: &str| Some(text.to_string());
    assert_eq!(
        seen,
        [
            ("apt".to_string(), None, false),
            ("parties[0].home".to_string(), text("所在地"), false),
            ("reading".to_string(), text("how it is read"), true),
            ("weight".to_string(), text("重量"), false),
        ]
    );
}

#[test]
fn what_cannot_begin_says_why() {
    let law = law(VOCABULARY, "rule 1\n  when apt\n  then license is required\n");
    let told = Interview::new(law.clone(), &["licence"], "{}").unwrap_err().to_string();
    assert_eq!(told, "there is no decision `licence`; there are license");
    let told = Interview::new(law, &[], "{\"apt\": 3}").unwrap_err().to_string();
    assert!(told.starts_with("apt: "), "{told}");
}

/// Every language says everything, and no word of one means something else in another.
#[test]
fn languages_agree() {
    use language::{Command, LANGUAGES, command};
    for of in LANGUAGES {
        for meant in [Command::Why, Command::Unknown, Command::Back, Command::Quit] {
            for word in of.command(meant) {
                assert_eq!(command(word), Some(meant), "{word}");
            }
        }
        for word in [of.yes(), of.no(), of.none(), of.all()].concat() {
            assert_eq!(command(word), None, "{word}");
            let ways = LANGUAGES.iter().map(|other| [other.yes(), other.no()].map(|words| words.contains(&word)));
            assert!(
                !ways.fold([false; 2], |all, one| [all[0] | one[0], all[1] | one[1]]).iter().all(|is| *is),
                "{word}"
            );
        }
    }
    assert!(language::language("fr").unwrap_err().to_string().contains("中文"));
}
