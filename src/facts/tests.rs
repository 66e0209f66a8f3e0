//! Facts of a small export vocabulary, honest and hostile.

use indexmap::IndexMap;
use serde_json::json;

use super::*;
use crate::model::*;
use crate::plan::slots::{Cell, MATTER};
use crate::source::Span;
use crate::value::{Date, Number};

/// A vocabulary with its provisions and layout.
struct World {
    vocabulary: Vocabulary,
    tree: ProvisionTree,
    layout: Layout,
}

const ITEM: RecordId = RecordId(0);
const PARTY: RecordId = RecordId(1);
const OFFICE: RecordId = RecordId(2);

fn doc(text: &str) -> Titles {
    Titles(vec![(String::new(), text.into())])
}

fn field(ty: Type) -> Field {
    Field { ty, lower: None, by_name: false, doc: doc("words"), span: Span::default() }
}

fn record(name: &str, fields: Vec<(&str, Field)>) -> (String, Record) {
    let fields = fields.into_iter().map(|(n, f)| (n.to_string(), f)).collect();
    let record = Record {
        name: name.into(),
        variable: name.to_lowercase(),
        fields,
        is_range: false,
        doc: doc(name),
        span: Span::default(),
    };
    (name.to_string(), record)
}

fn fact(name: &str, ty: Type) -> (String, Fact) {
    (name.to_string(), Fact { ty, lower: None, by_name: false, question: false, doc: doc(name), span: Span::default() })
}

fn members(words: &[&str]) -> IndexMap<String, Titles> {
    words.iter().map(|w| (w.to_string(), Titles::default())).collect()
}

fn list_of(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

fn optional(ty: Type) -> Type {
    Type::Optional(Box::new(ty))
}

fn unit(name: &str, factor: i64, atom: u32) -> Unit {
    Unit { name: name.into(), factor: Number::from(factor), dimension: vec![(UnitAtom(atom), 1)] }
}

fn world() -> World {
    let mut v = Vocabulary { atoms: vec!["GB/s".into(), "mm2".into(), "W".into()], ..Vocabulary::default() };
    for u in [unit("GB/s", 1, 0), unit("TB/s", 1000, 0), unit("mm2", 1, 1), unit("W", 1, 2)] {
        v.units.insert(u.name.clone(), u);
    }
    v.enumerations.push(Enumeration {
        name: None,
        members: members(&["integrated circuit", "computer"]),
        ordered: false,
    });
    let china = Titles(vec![(String::new(), "China".into()), ("zh".into(), "中国".into())]);
    let countries = [("CN".to_string(), china), ("NL".to_string(), doc("Netherlands"))];
    v.enumerations.push(Enumeration { name: Some("Country".into()), members: countries.into(), ordered: false });
    let country = Type::Enumeration(EnumerationId(1));
    let density =
        Unit { name: "GB/s/mm2".into(), factor: Number::from(1), dimension: vec![(UnitAtom(0), 1), (UnitAtom(1), -1)] };
    v.records.extend([
        record(
            "Item",
            vec![
                ("form", field(Type::Enumeration(EnumerationId(0)))),
                ("tpp", Field { lower: Some((Number::ZERO, true)), ..field(Type::Number(Unit::none())) }),
                ("io_rate", field(Type::Number(v.units["GB/s"].clone()))),
                ("density", field(Type::Number(density))),
                ("for_data_centers", field(Type::YesNo)),
                ("contains", field(list_of(Type::Record(ITEM)))),
            ],
        ),
        record(
            "Party",
            vec![
                ("name", field(Type::Text)),
                ("headquarters", field(country.clone())),
                ("office", field(Type::Record(OFFICE))),
                ("owner", field(optional(Type::Record(PARTY)))),
            ],
        ),
        record("Office", vec![("country", field(country.clone()))]),
    ]);
    v.facts.extend([
        fact("item", Type::Record(ITEM)),
        fact("exporter", Type::Record(PARTY)),
        fact("parties", list_of(Type::Record(PARTY))),
        fact("destination", country),
        fact("bis_notified_on", optional(Type::Date)),
        fact("notice_period", Type::Days),
        fact("bandwidth", Type::Number(v.units["TB/s"].clone())),
        fact(CLAIMS, Type::Set(Box::new(Type::Provision))),
    ]);
    let defined = |name: &str, of, ty| Defined { name: name.into(), of, inputs: Vec::new(), ty, span: Span::default() };
    v.defined.push(defined("nac_item", Some(ITEM), Type::YesNo));
    v.defined.push(defined("cap", None, Type::Number(Unit::none())));
    v.defined.push(defined("tpp", Some(ITEM), Type::YesNo));
    let mut tree = ProvisionTree::default();
    tree.intern("740.8");
    tree.intern("742.6(a)(6)");
    World { layout: Layout::of(&v), vocabulary: v, tree }
}

impl World {
    fn read(&self, text: &str) -> Result<Facts, FactErrors> {
        read_json(&self.vocabulary, &self.tree, &self.layout, text)
    }

    fn facts(&self, text: &str) -> Facts {
        self.read(text).unwrap_or_else(|errors| panic!("{text}\n{errors}"))
    }

    /// The cell at a path of names and `[0]`.
    fn cell<'f>(&self, facts: &'f Facts, path: &str) -> &'f Cell {
        let slots = facts.slots();
        let (mut at, mut cell) = (MATTER, &Cell::Missing);
        for step in path.replace('[', ".[").split('.') {
            match (step.strip_prefix('['), cell) {
                (Some(place), Cell::List(list)) => {
                    let place: usize = place.trim_end_matches(']').parse().unwrap();
                    cell = &slots.list(*list).elements[place];
                }
                _ => cell = slots.cell(at, self.offset(slots.instances[at.0 as usize].record, step)),
            }
            if let Cell::Record(id) = cell {
                at = *id;
            }
        }
        cell
    }

    fn offset(&self, record: Option<RecordId>, name: &str) -> u32 {
        let stipulation = || self.layout.shape(record).stipulation(self.vocabulary.find_defined(name, record).unwrap());
        paths::field_of(&self.vocabulary, record, name).or_else(stipulation).unwrap()
    }
}

/// The mistakes, one a line, with their codes.
fn errors(text: &str) -> String {
    let errors = world().read(text).map(|_| ()).unwrap_err();
    errors.0.iter().map(|e| format!("{} | {e}\n", e.code)).collect()
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// What `item.io_rate` becomes.
fn io_rate(written: &str) -> Cell {
    let world = world();
    let facts = world.facts(&format!("{{\"item\": {{\"io_rate\": {written}}}}}"));
    world.cell(&facts, "item.io_rate").clone()
}

#[test]
fn every_fact_finds_its_cell() {
    let world = world();
    let facts = world.facts(
        r#"{ "destination": "中国", "bis_notified_on": "2024-02-29", "notice_period": "25 days", "bandwidth": 2.5,
             "claims": ["742.6(a)(6)", "740.8", "740.8"],
             "item": { "contains": [{ "tpp": "4800" }], "form": "computer", "for_data_centers": false },
             "parties": [{ "name": " ACME  Ltd", "owner": null }] }"#,
    );
    let cell = |path: &str| world.cell(&facts, path).clone();
    assert_eq!(cell("destination"), Cell::Member(0));
    assert_eq!(cell("bis_notified_on"), Cell::Date(Date::parse("2024-02-29").unwrap()));
    assert_eq!(cell("notice_period"), Cell::Days(25));
    assert_eq!(cell("bandwidth"), Cell::Number(Number::from(2500)));
    assert_eq!(cell("item.form"), Cell::Member(1));
    assert_eq!(cell("item.for_data_centers"), Cell::YesNo(false));
    assert_eq!(cell("item.tpp"), Cell::Missing);
    assert_eq!(cell("item.contains[0].tpp"), Cell::Number(Number::from(4800)));
    assert_eq!(cell("parties[0].name"), Cell::Text(" ACME  Ltd".into()));
    assert_eq!(cell("parties[0].owner"), Cell::None);
    let Cell::Provisions(claims) = cell("claims") else { panic!() };
    assert_eq!(claims.len(), 2);
}

#[test]
fn numbers_are_exact() {
    let sixty = "123456789012345678901234567890123456789012345678901234567890";
    assert_eq!(io_rate(sixty), Cell::Number(number(sixty)));
    assert_eq!(io_rate("0.1"), Cell::Number(number("0.1")));
    assert_eq!(io_rate("1e400"), Cell::Number(number(&format!("1{}", "0".repeat(400)))));
    assert_eq!(io_rate("-0.0"), Cell::Number(Number::ZERO));
    assert_eq!(io_rate("\"19.4\""), Cell::Number(number("19.4")));
    assert_eq!(io_rate("\"1 \""), Cell::Number(Number::from(1)));
    assert_eq!(io_rate("\"26_900_000\""), Cell::Number(number("26900000")));
}

#[test]
fn quantities_convert_exactly() {
    assert_eq!(io_rate("\"400 GB/s\""), Cell::Number(number("400")));
    assert_eq!(io_rate("\" 0.4  TB/s \""), Cell::Number(number("400")));
    let world = world();
    for (written, expected) in [("12 TB/s/mm2", "12000"), ("12 GB/s per mm2", "12"), ("7", "7")] {
        let facts = world.facts(&format!("{{\"item\": {{\"density\": \"{written}\"}}}}"));
        assert_eq!(*world.cell(&facts, "item.density"), Cell::Number(number(expected)), "{written}");
    }
    let facts = world.facts(r#"{"item": {"tpp": "12.5%"}}"#);
    assert_eq!(*world.cell(&facts, "item.tpp"), Cell::Number(number("0.125")));
}

#[test]
fn mistakes_in_quantities() {
    let item = |field: &str, value: &str| errors(&format!("{{\"item\": {{\"{field}\": {value}}}}}"));
    assert_eq!(
        item("io_rate", "\"400 mm2\""),
        "facts/unit-mismatch | item.io_rate: `400 mm2` is in mm2, and a number in GB/s is needed\n"
    );
    assert_eq!(
        item("tpp", "\"400 W\""),
        "facts/unit-mismatch | item.tpp: `400 W` is in W, and a plain number is needed\n"
    );
    assert_eq!(
        item("io_rate", "\"400 GB/z\""),
        "facts/unknown-unit | item.io_rate: `GB/z` is not a unit of this rulebook; did you mean `GB/s`?\n"
    );
    assert_eq!(
        item("io_rate", "\"400GB/s\""),
        "facts/not-a-number | item.io_rate: `400GB/s` is not a number; write `400 GB/s`\n"
    );
    assert_eq!(item("tpp", "-1"), "facts/out-of-range | item.tpp: must be at least 0, not -1\n");
    assert!(item("tpp", "\"1,000\"").contains("`26_900_000`"));
    assert!(item("tpp", "true").starts_with("facts/wrong-type | item.tpp: a number is needed, not `true`"));
    assert!(item("tpp", "1e99999").starts_with("facts/number-too-long"));
    assert!(item("tpp", "1e-99999999999999999999").starts_with("facts/number-too-long"));
    assert!(item("tpp", &"9".repeat(1001)).starts_with("facts/number-too-long"));
    for odd in ["", "%", "-", "٣", " ", "1 1", "é GB/s", "5 /", "5 GB/s/", "5 per", "NaN"] {
        let told = item("tpp", &format!("\"{odd}\""));
        assert!(told.starts_with("facts/"), "{odd}: {told}");
    }
}

#[test]
fn all_mistakes_in_one_run() {
    let text = r#"{ "itm": 1, "item": { "tppp": 1, "form": "computr", "for_data_centers": "yes" }, "destination": "XX",
                    "bis_notified_on": "2023-02-30", "notice_period": 1.5, "parties": null, "exporter": [],
                    "claims": ["740.9", 3] }"#;
    assert_eq!(
        errors(text),
        "facts/unknown-field | itm: `itm` is not a fact of this rulebook; did you mean `item`?\n\
         facts/unknown-field | item.tppp: `tppp` is not a field of Item; did you mean `tpp`?\n\
         facts/unknown-value | item.form: `computr` is not one of the values; did you mean `computer`?\n\
         facts/wrong-type | item.for_data_centers: yes/no is needed, not the text `yes`; write `true`, without quotation marks\n\
         facts/wrong-type | exporter: an object (the fields of Party) is needed, not a list\n\
         facts/none | parties: `parties` cannot be none; write `[]` where it is empty, leave it out where it is not known\n\
         facts/unknown-value | destination: `XX` is not a Country; it is one of `CN`, `NL`\n\
         facts/bad-date | bis_notified_on: `2023-02-30` is not a date: 30 February 2023 does not exist\n\
         facts/wrong-type | notice_period: a whole number of days is needed, not the number `1.5`\n\
         facts/unknown-provision | claims[0]: `740.9` is not a provision of this rulebook; did you mean `740.8`?\n\
         facts/wrong-type | claims[1]: a provision is needed, not the number `3`\n"
    );
}

#[test]
fn errors_as_json() {
    let errors = world().read(r#"{"item": {"contains": [{}, {"tppp": 1}]}}"#).unwrap_err();
    assert_eq!(
        errors.to_json(),
        json!([{ "path": "item.contains[1].tppp", "code": "facts/unknown-field",
                 "message": "`tppp` is not a field of Item", "help": "did you mean `tpp`?" }])
    );
}

#[test]
fn none_is_for_optional_facts() {
    assert_eq!(
        errors(r#"{"destination": null}"#),
        "facts/none | destination: `destination` cannot be none; leave it out where it is not known\n"
    );
    let world = world();
    let facts = world.facts(r#"{"bis_notified_on": null, "exporter": {"owner": null}}"#);
    assert_eq!(*world.cell(&facts, "bis_notified_on"), Cell::None);
    assert_eq!(facts.slots().instances_of(PARTY).len(), 2, "the exporter, and a phantom of the parties");
}

#[test]
fn an_absent_record_is_one_instance() {
    let world = world();
    let facts = world.facts(r#"{"parties": []}"#);
    let slots = facts.slots();
    let path = |id| paths::instance(&world.vocabulary, &world.layout, slots, id);
    let paths = |record| slots.instances_of(record).iter().map(|id| path(*id)).collect::<Vec<_>>();
    assert_eq!(paths(PARTY), ["exporter", "Party"], "the exporter's owner may exist: a phantom");
    assert_eq!(paths(OFFICE), ["exporter.office", "Office"]);
    assert_eq!(paths(ITEM), ["item", "Item"], "what the item contains is not known");
    assert!(slots.is_phantom(slots.instances_of(ITEM)[1]));
    assert!(!slots.is_phantom(slots.instances_of(ITEM)[0]));
}

#[test]
fn complete_lists_leave_no_phantom() {
    let world = world();
    let facts = world.facts(
        r#"{"parties": [{"name": "B", "owner": {"name": "C", "owner": null}}, {"owner": null}], "exporter": {"owner": null},
            "item": {"contains": [{"contains": [{"contains": []}]}, {"contains": []}]}}"#,
    );
    let slots = facts.slots();
    let path = |id: &_| paths::instance(&world.vocabulary, &world.layout, slots, *id);
    let items: Vec<String> = slots.instances_of(ITEM).iter().map(path).collect();
    assert_eq!(items, ["item", "item.contains[0]", "item.contains[0].contains[0]", "item.contains[1]"]);
    let parties: Vec<String> = slots.instances_of(PARTY).iter().map(path).collect();
    assert_eq!(parties, ["exporter", "parties[0]", "parties[0].owner", "parties[1]"]);
    let name = paths::cell(&world.vocabulary, &world.layout, slots, slots.instances_of(PARTY)[2], 0);
    assert_eq!(name, "parties[0].owner.name");
}

#[test]
fn incomplete_lists_leave_one_phantom() {
    let world = world();
    let facts = world.facts(
        r#"{"parties": {"list": [{"name": "B", "owner": null}], "complete": false}, "exporter": {"owner": null},
            "item": {"contains": {"list": []}}}"#,
    );
    let slots = facts.slots();
    let Cell::List(parties) = world.cell(&facts, "parties") else { panic!() };
    assert!(!slots.list(*parties).complete);
    let last = *slots.instances_of(PARTY).last().unwrap();
    assert!(slots.is_phantom(last));
    assert_eq!(*slots.cell(last, 0), Cell::Missing);
    assert_eq!(slots.instances_of(OFFICE).len(), 3, "exporter's, B's, and the phantom party's");
    assert_eq!(slots.instances_of(ITEM).len(), 1, "complete unless said otherwise");
}

#[test]
fn mistakes_in_lists() {
    assert!(
        errors(r#"{"parties": {"name": "B"}}"#)
            .contains("parties: a list of Party is needed, not an object; write `[…]`")
    );
    assert!(errors(r#"{"parties": {"list": 1, "complete": 2, "x": 3}}"#).lines().count() == 3);
    assert!(errors(r#"{"parties": {"complete": true}}"#).contains("parties.list: the elements are needed"));
    assert!(errors(r#"{"parties": [null]}"#).contains("parties[0]: `parties` cannot be none"));
}

#[test]
fn defined_names_may_be_stipulated() {
    let world = world();
    let facts = world.facts(r#"{"cap": 3, "item": {"nac_item": true, "tpp": 15824}}"#);
    assert_eq!(*world.cell(&facts, "cap"), Cell::Number(Number::from(3)));
    assert_eq!(*world.cell(&facts, "item.nac_item"), Cell::YesNo(true));
    assert_eq!(
        *world.cell(&facts, "item.tpp"),
        Cell::Number(Number::from(15824)),
        "a field comes before a defined name"
    );
    let stipulated: Vec<&str> = facts.stipulated().iter().map(|s| s.path.as_str()).collect();
    assert_eq!(stipulated, ["item.nac_item", "cap"]);
    assert!(errors(r#"{"item": {"nac_item": 1}}"#).contains("item.nac_item: yes/no is needed"));
    assert!(errors(r#"{"nac_item": true}"#).contains("`nac_item` is not a fact"));
}

#[test]
fn hostile_text() {
    let starts = |text: &str, expected: &str| {
        let told = errors(text);
        assert!(told.starts_with(expected), "{told}");
    };
    starts(
        "{\"item\":\n {\"tpp\": NaN}}",
        "facts/syntax | this is not JSON at line 2, column 10: expected value; `NaN` is not",
    );
    starts("{\"中国\": -Infinity}", "facts/syntax | this is not JSON at line 1, column ");
    starts("{\"a\": True}", "facts/syntax | this is not JSON at line 1, column 7: expected value; write `true`");
    starts(
        "{'a': 1}",
        "facts/syntax | this is not JSON at line 1, column 2: key must be a string; strings stand in double",
    );
    starts("", "facts/syntax | the text is empty");
    starts(" \n", "facts/syntax | the text is empty");
    starts("\u{feff}", "facts/syntax | the text is empty");
    starts("{\"item\": {", "facts/syntax | the text ends too early, at line 1, column ");
    starts("{} x", "facts/syntax | this is not JSON at line 1, column 4: trailing characters");
    starts("{} {}", "facts/syntax | ");
    starts("{\"a\": 01}", "facts/syntax | ");
    starts(
        "{\"a\": 1,}",
        "facts/syntax | this is not JSON at line 1, column 9: key must be a string; take out the comma",
    );
    starts("{\"a\": [1,]}", "facts/syntax | this is not JSON at line 1, column 10: expected value; take out the comma");
    starts("{\"destination\": \"\\ud800\"}", "facts/syntax | this is not JSON at line 1, column ");
    starts("{\"a\": \"\u{1}\"}", "facts/syntax | ");
    starts("[]", "facts/wrong-type | the facts are an object `{…}`, not a list");
    starts("null", "facts/wrong-type | the facts are an object");
    starts(
        "{\"destination\": \"CN\", \"destination\": \"NL\"}",
        "facts/duplicate-key | destination: `destination` is given twice",
    );
    starts("{\"item\": {\"tpp\": 1, \"tpp\": 1}}", "facts/duplicate-key | item.tpp: `tpp` is given twice");
    starts("{\"a.b\": 1}", "facts/unknown-field | [\"a.b\"]: ");
    starts("{\"\": 1}", "facts/unknown-field | [\"\"]: ");
    starts("{\"\\u0000\\u001b[31m\": 1}", "facts/unknown-field | [\"[31m\"]: `\\u{0}\\u{1b}[31m` is not a fact");
    assert!(world().read("\u{feff}{}").is_ok());
}

#[test]
fn deep_and_long_texts_are_refused_in_words() {
    let nested =
        |open: &str, close: &str, depth: usize| format!("{{\"x\": {}1{}}}", open.repeat(depth), close.repeat(depth));
    assert!(errors(&nested("[", "]", 200)).starts_with("facts/too-deep | more than 100 lists"));
    assert!(errors(&nested("{\"a\":", "}", 200)).starts_with("facts/too-deep"));
    assert!(errors(&nested("[", "]", 100_000)).starts_with("facts/too-deep"));
    assert!(errors(&"[".repeat(100_000)).starts_with("facts/syntax"));
    assert!(errors(&nested("[", "]", 99)).starts_with("facts/unknown-field | x"));
    let chain = |depth: usize| format!("{{\"item\": {}{}}}", "{\"contains\": [".repeat(depth), "]}".repeat(depth));
    assert!(errors(&chain(100)).starts_with("facts/too-deep"));
    assert!(errors(&nested("{\"contains\":[", "]}", 45).replace("\"x\"", "\"item\"")).starts_with("facts/wrong-type"));
    let long = errors(&format!("{{\"{}\": 1}}", "y".repeat(1_000_000)));
    assert!(long.len() < 1_000, "{long}");
    let many: Vec<String> = (0..5_000).map(|n| format!("\"unknown{n}\": 1")).collect();
    let told = errors(&format!("{{{}}}", many.join(",")));
    assert_eq!(told.lines().count(), 101);
    assert!(told.ends_with("facts/too-many-errors | and 4900 more mistakes\n"));
}

#[test]
fn bytes_that_are_not_utf_8() {
    let world = world();
    let told = |bytes: &[u8]| read_bytes(&world.vocabulary, &world.tree, &world.layout, bytes).unwrap_err().to_string();
    assert_eq!(told(b"{\n \"\xff\": 1}"), "the text is not UTF-8 at line 2, column 3; save it as UTF-8");
    assert!(told(b"\xff\xfe{\0}\0").contains("UTF-16"));
}

/// A record that holds two of the next kind, many times over: the instances would double at each.
#[test]
fn absent_records_do_not_multiply_without_end() {
    let mut v = Vocabulary::default();
    for n in 0..60u32 {
        let next = Type::Record(RecordId((n + 1).min(59)));
        let (name, fields) = (format!("R{n}"), vec![("left", field(next.clone())), ("right", field(next))]);
        v.records.extend([record(&name, fields)]);
    }
    v.facts.extend([fact("all", Type::Record(RecordId(0)))]);
    let layout = Layout::of(&v);
    let facts = read_json(&v, &ProvisionTree::default(), &layout, "{}").unwrap();
    assert!(facts.slots().instances.len() < 110_000);
    assert!(!facts.slots().instances_of(RecordId(59)).is_empty());
}

#[test]
fn serialized_values_read_alike() {
    let world = world();
    let value = json!({ "item": { "tpp": 4800, "io_rate": 19.4 }, "destination": "CN" });
    let facts = read_serialize(&world.vocabulary, &world.tree, &world.layout, &value).unwrap();
    assert_eq!(*world.cell(&facts, "item.io_rate"), Cell::Number(number("19.4")));
}

#[test]
fn facts_set_one_by_one() {
    let world = world();
    let read = |builder: FactsBuilder| builder.read(&world.vocabulary, &world.tree, &world.layout);
    let mut builder = FactsBuilder::default();
    builder.set("item.tpp", 4800).set("item.contains[0].io_rate", "1 TB/s").set("bis_notified_on", None::<Date>);
    let facts = read(builder).unwrap();
    assert_eq!(*world.cell(&facts, "item.contains[0].io_rate"), Cell::Number(Number::from(1000)));
    assert_eq!(*world.cell(&facts, "bis_notified_on"), Cell::None);
    for path in
        ["", ".", "item.", "parties[1]", "parties[x]", "parties]", "parties[0", "item.tpp.x[99999999999999999999]"]
    {
        let mut builder = FactsBuilder::default();
        builder.set(path, 1);
        assert!(read(builder).unwrap_err().to_string().contains("is not a"), "{path}");
    }
}

#[test]
fn the_schema_describes_the_fact_file() {
    let world = world();
    let about = About { name: "us-ear".into(), ..About::default() };
    let schema = schema(&world.vocabulary, &about);
    let at = |pointer: &str| schema.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(at("/title"), json!("Facts for us-ear"));
    assert_eq!(at("/additionalProperties"), json!(false));
    assert_eq!(at("/properties/item"), json!({ "$ref": "#/$defs/Item", "title": "item" }));
    assert_eq!(at("/$defs/Country/enum"), json!(["CN", "NL", "China", "中国", "Netherlands"]));
    assert_eq!(at("/$defs/Item/properties/form/enum"), json!(["integrated circuit", "computer"]));
    assert_eq!(at("/$defs/Item/properties/tpp/anyOf/0"), json!({ "type": "number", "minimum": 0 }));
    assert_eq!(at("/$defs/Item/properties/io_rate/description"), json!("In GB/s, or a string with its unit."));
    assert_eq!(at("/$defs/Item/properties/contains/anyOf/0/items"), json!({ "$ref": "#/$defs/Item" }));
    assert_eq!(at("/$defs/Item/properties/contains/anyOf/1/required"), json!(["list"]));
    assert_eq!(at("/$defs/Item/properties/nac_item/type"), json!("boolean"));
    assert!(at("/$defs/Item/properties/nac_item/description").as_str().unwrap().contains("stipulated"));
    assert_eq!(at("/properties/bis_notified_on/anyOf/1"), json!({ "type": "null" }));
    assert!(at("/properties/cap").is_object());
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// No text makes the reader panic.
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,80}") {
            let _ = world().read(&text);
        }

        /// No value in the place of a fact does either.
        #[test]
        fn any_value_is_read_or_refused(value in ".{0,40}", name in "item|parties|destination|claims|bandwidth|notice_period") {
            let _ = world().read(&json!({ name: value }).to_string());
        }

        /// A decimal keeps every digit.
        #[test]
        fn decimals_keep_every_digit(written in "(0|[1-9][0-9]{0,60})\\.[0-9]{1,60}") {
            prop_assert_eq!(io_rate(&written), Cell::Number(number(&written)));
            let quoted = format!("\"{written} GB/s\"");
            prop_assert_eq!(io_rate(&quoted), Cell::Number(number(&written)));
        }
    }
}
