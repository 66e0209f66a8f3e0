//! What a rule of the grammar is called in the author's words: the keywords it begins with, or the thing it stands for.

use std::sync::OnceLock;

use lexact_grammar::Rule;

/// The keywords that may begin a rule, and what the rule is called if it begins with something else.
pub(super) fn due(rule: Rule) -> (Vec<&'static str>, Option<&'static str>) {
    if let Some(word) = keyword(rule) {
        return (vec![word], None);
    }
    (first_words(rule).to_vec(), thing(rule))
}

/// The word of a keyword rule.
fn keyword(rule: Rule) -> Option<&'static str> {
    static WORDS: OnceLock<Vec<(Rule, String)>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        Rule::all_rules().iter().filter_map(|r| Some((*r, format!("{r:?}").strip_prefix("kw_")?.to_string()))).collect()
    });
    words.iter().find(|(r, _)| *r == rule).map(|(_, word)| word.as_str())
}

fn thing(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::condition
        | Rule::expression
        | Rule::operand
        | Rule::listed_expression
        | Rule::listed_operand
        | Rule::comparison
        | Rule::define_value
        | Rule::applies_condition
        | Rule::piece_condition
        | Rule::piece_listed_expression => "a condition",
        Rule::value
        | Rule::offset
        | Rule::sum
        | Rule::product
        | Rule::power
        | Rule::signed
        | Rule::primary
        | Rule::single
        | Rule::plain_value
        | Rule::compare_value
        | Rule::given_value
        | Rule::value_list
        | Rule::is_value => "a value",
        Rule::conclusion | Rule::piece_conclusion | Rule::labelled_conclusion => "a conclusion",
        Rule::name
        | Rule::type_name
        | Rule::act_name
        | Rule::member_code
        | Rule::field_name
        | Rule::path
        | Rule::given_path => "a name",
        Rule::id | Rule::id_list | Rule::named | Rule::named_list | Rule::references | Rule::id_value => {
            "a provision id"
        }
        Rule::member | Rule::members | Rule::member_word | Rule::group_list => "a member",
        Rule::text | Rule::string | Rule::doc | Rule::member_text => "a text in quotation marks",
        Rule::date | Rule::day => "a day",
        Rule::type_expr | Rule::type_base | Rule::named_type => "a type",
        Rule::number | Rule::integer | Rule::signed_number => "a number",
        Rule::unit_name => "a unit",
        Rule::address => "a paragraph address",
        Rule::verb_target | Rule::verb_targets => "`act` and its name or a provision id",
        Rule::expect => "what is expected",
        Rule::field => "a field",
        Rule::member_line => "a member",
        Rule::paragraph | Rule::label | Rule::paragraph_like => "a paragraph",
        Rule::EOI => "the end of this statement",
        Rule::bar => "`|`",
        Rule::less => "`<`",
        Rule::declared_value | Rule::choice => "a value",
        Rule::equals | Rule::define_body | Rule::define_case => "`=`",
        Rule::semicolon => "`;`",
        Rule::colon => "`:`",
        Rule::comma => "`,`",
        Rule::open_bracket => "`(`",
        Rule::close_bracket => "`)`",
        _ => return None,
    })
}

fn first_words(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::test => &["is", "in", "not", "includes"],
        Rule::elliptic => &["is", "in", "not", "includes", "at", "more", "less", "before", "after", "on", "from"],
        Rule::comparator_test | Rule::comparator | Rule::compare => &["at", "more", "less", "exactly"],
        Rule::is_test => &["is"],
        Rule::in_test => &["in", "not"],
        Rule::includes | Rule::conclusion_includes => &["includes"],
        Rule::related => &["touches", "covers", "lies"],
        Rule::bounds | Rule::bound => &["at", "more", "less", "before", "after", "from"],
        Rule::conclusion_is | Rule::discretion => &["is"],
        Rule::connective => &["and", "or"],
        Rule::when | Rule::when_start => &["when"],
        Rule::unless => &["unless"],
        Rule::then_part | Rule::then_start => &["then"],
        Rule::title => &["title"],
        Rule::quote => &["quote"],
        Rule::date_clause => &["effective", "through", "until", "comply"],
        Rule::held => &["held"],
        Rule::commenced_for => &["for"],
        Rule::effective => &["effective"],
        Rule::through => &["through"],
        Rule::until => &["until"],
        Rule::comply_from => &["comply"],
        Rule::verb_clause => &["from", "through", "until", "so"],
        Rule::from_day => &["from"],
        Rule::so_far_as => &["so"],
        Rule::for_each => &["for"],
        Rule::overrides => &["overrides"],
        Rule::subject_to => &["subject"],
        Rule::except | Rule::members_except => &["except"],
        Rule::applies => &["anything"],
        Rule::act_piece => &[
            "title",
            "citation",
            "source",
            "released",
            "published",
            "effective",
            "through",
            "until",
            "comply",
            "after",
            "applies",
        ],
        Rule::clause_piece | Rule::title_piece => {
            &["title", "quote", "when", "unless", "then", "effective", "through", "until", "comply"]
        }
        Rule::given_piece => &["given"],
        Rule::expectation | Rule::expectation_piece => &["on"],
        Rule::given_clause => &["given"],
        Rule::because => &["because"],
        Rule::known => &["known"],
        Rule::claimed => &["if"],
        Rule::as_printed | Rule::as_enforced => &["as"],
        Rule::quantifier => &["all", "any", "none", "exactly", "at"],
        Rule::restoring => &["restoring"],
        Rule::without_restoring => &["without"],
        Rule::or_others => &["or"],
        Rule::where_part | Rule::listed_where => &["where"],
        Rule::define_otherwise => &["otherwise"],
        Rule::lone_none | Rule::is_none => &["none"],
        Rule::authority => &["authority"],
        Rule::cite_as => &["cite"],
        Rule::leaves_out => &["leaves"],
        Rule::citation => &["citation"],
        Rule::source => &["source"],
        Rule::released => &["released"],
        Rule::published => &["published"],
        Rule::after_act => &["after"],
        Rule::applies_to => &["applies"],
        Rule::must => &["must"],
        Rule::may_not => &["may"],
        Rule::deem => &["deem"],
        Rule::spreading => &["spreading"],
        _ => &[],
    }
}
