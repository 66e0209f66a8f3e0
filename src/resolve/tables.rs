//! Tables, tiers and scales: functions with inputs, and tables whose rows are rules.

use super::expressions::Scope;
use super::{Resolver, error};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Band, Case, CaseValue, Constant, Defined, Entry, Expr, ExprKind, FieldId, Function, FunctionForm, HitPolicy, Input,
    Provision, ProvisionKind, RegisterName, RuleTable, Scale, Type,
};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, CellKind, ItemKind, Name, TableForm, TestKind, row_address};

/// The rules that the rows of a table are, each with its line; none where its rows give values.
pub(super) fn row_rules(table: &ast::Table) -> Vec<(Span, ast::Rule)> {
    let TableForm::Rules { for_each, over, then } = &table.form else { return Vec::new() };
    let rule = |row: &ast::Row| {
        let mut head = table.head.clone();
        head.id = Name::new(row_id(&table.head.id, &row.label), row.label.span);
        head.quotes.clear();
        let concludes = row.results.iter().all(|cell| cell.kind != CellKind::None);
        let rule = ast::Rule {
            head,
            for_each: for_each.clone(),
            overrides: Vec::new(),
            subject_to: Vec::new(),
            when: Some(row_condition(table, row, over.as_ref())),
            unless: None,
            then: if concludes { then.clone() } else { Vec::new() },
        };
        (row.span, rule)
    };
    table.rows.iter().map(rule).collect()
}

/// The id of the rule that a row is: `3A001.b.2.a.1` for `a.1` of 3A001.b.2.
fn row_id(table: &str, label: &str) -> String {
    if label.starts_with('(') { format!("{table}{label}") } else { format!("{table}.{label}") }
}

/// All that a row asks, as paragraphs numbered like the columns, of some element where the table runs over a list.
fn row_condition(table: &ast::Table, row: &ast::Row, over: Option<&(Name, ast::Expr)>) -> ast::Condition {
    let subjects = table.asked.iter().chain(&table.results);
    let cells = row.asked.iter().chain(&row.results);
    let paragraph = |(number, (subject, cell)): (usize, (&ast::Expr, &ast::Cell))| ast::Paragraph {
        label: Name::new((number + 1).to_string(), cell.span),
        titles: Vec::new(),
        quotes: Vec::new(),
        body: asked_of(subject, cell),
        omitted: false,
    };
    let list = ast::ParagraphList {
        quantifier: Spanned::new(ast::Quantifier::AllOf, row.span),
        paragraphs: subjects.zip(cells).enumerate().map(paragraph).collect(),
        span: row.span,
    };
    let Some((variable, elements)) = over else { return ast::Condition::List(list) };
    let kind = ast::ExprKind::Quantified {
        quantifier: Spanned::new(ast::ListQuantifier::Any, variable.span),
        variable: variable.clone(),
        list: Box::new(elements.clone()),
        body: Some(Box::new(ast::Condition::List(list))),
    };
    ast::Condition::Expr(ast::Expr { kind, span: row.span })
}

/// A cell as a test of its heading; none where nothing is asked.
fn asked_of(subject: &ast::Expr, cell: &ast::Cell) -> Option<ast::Condition> {
    let CellKind::Tests(tests) = &cell.kind else { return None };
    let subject = Box::new(ast::Expr { kind: subject.kind.clone(), span: cell.span });
    let kind = ast::ExprKind::Test { subject, tests: tests.clone(), joined: ast::Connective::And };
    Some(ast::Condition::Expr(ast::Expr { kind, span: cell.span }))
}

impl Resolver {
    // ---- declarations

    /// The ids that tables, tiers and scales write.
    pub(super) fn declare_rows(&mut self, table: &ast::Table) {
        let mut labels: indexmap::IndexMap<&str, Span> = indexmap::IndexMap::new();
        for row in &table.rows {
            if let Some(first) = labels.insert(&row.label.node, row.label.span) {
                self.report(error::declared_twice("row", &row.label, row.label.span, first));
            }
        }
        let policy = table.policy.as_ref();
        match &table.form {
            TableForm::Function { .. } => {
                self.written(&table.head);
                if let Some(all) = policy.filter(|p| p.node == ast::HitPolicy::All) {
                    let help = "a value is one: write `first` where the first row that holds counts";
                    self.report(error::misplaced("`all` in a table that gives values", all.span, help));
                }
            }
            TableForm::Rules { .. } => self.declare_rule_rows(table),
            TableForm::Register(of) => self.declare_register(table, of),
        }
    }

    fn declare_register(&mut self, table: &ast::Table, of: &Name) {
        self.written(&table.head);
        let Some(of) = self.record(of) else { return };
        let node = self.model.tree.intern(&table.head.id);
        let span = table.head.id.span;
        let declared = RegisterName { of, node, span };
        let name = table.head.id.node.clone();
        let first = self.model.vocabulary.registers.entry(name).or_insert(declared).clone();
        if first.of != of {
            let help = "a register keeps its record over all dates";
            let message = format!("`{}` lists another record elsewhere", table.head.id.node);
            self.report(error::misplaced(message, span, help).at(first.span, "first stated here"));
        }
    }

    fn declare_rule_rows(&mut self, table: &ast::Table) {
        if let Some(first) = table.policy.as_ref().filter(|p| p.node == ast::HitPolicy::First) {
            let help = "leave it out where no two rows can hold at once; write `all` where all that hold apply";
            self.report(error::misplaced("`first` in a table of rules", first.span, help));
        }
        if let Some(otherwise) = &table.otherwise {
            let help = "write a row with `none` after `||` for what is not covered";
            self.report(error::misplaced("`otherwise` in a table of rules", otherwise.span, help));
        }
        for row in &table.rows {
            let none = row.results.iter().filter(|cell| cell.kind == CellKind::None).count();
            if none != 0 && none != row.results.len() {
                let help = "`none` in all cells after `||`: the row concludes nothing; `any`: nothing is asked";
                self.report(error::misplaced("some cells of the row conclude and some do not", row.span, help));
            }
        }
        let node = self.model.tree.intern(&table.head.id);
        for (_, rule) in row_rules(table) {
            self.written(&rule.head);
            let row = self.model.tree.intern(&rule.head.id);
            self.model.vocabulary.rows.insert(row, node);
        }
        let declared = RuleTable {
            governs: table.asked.len(),
            policy: policy_of(table.policy.as_ref()),
            headings: table.asked.iter().map(crate::syntax::print::expr).collect(),
        };
        let known = self.model.vocabulary.rule_tables.entry(node).or_insert_with(|| declared.clone());
        let same = known.governs == declared.governs && known.headings == declared.headings;
        if !same || known.policy != declared.policy {
            let help =
                "a table keeps the columns before `||` over all dates; repeal it and give the new one another id";
            self.report(error::misplaced("the table has other columns elsewhere", table.head.id.span, help));
        }
    }

    /// The functions of a file, once all other words are declared.
    pub(super) fn declare_functions(&mut self, file: &ast::File) {
        for item in &file.items {
            match &item.kind {
                ItemKind::Table(table) => {
                    if let TableForm::Function { name, inputs } = &table.form {
                        let inputs = inputs.iter().enumerate().map(|(n, input)| self.table_input(table, n, input));
                        let inputs = inputs.collect();
                        self.declare_function(name, inputs);
                    }
                }
                ItemKind::Tiers(tiers) => {
                    if let Some(input) = self.tiers_input(&tiers.of) {
                        self.declare_function(&tiers.name, vec![input]);
                    }
                }
                ItemKind::Scale(scale) => {
                    let ty = self.type_of_word(&scale.input.node).or_else(|| {
                        let bounds = scale.bands.iter().flat_map(|band| band.start.iter().chain(&band.bound));
                        bounds.map(|(_, bound)| self.type_of_form(bound)).find(Option::is_some).flatten()
                    });
                    let input = self.input(&scale.input, ty);
                    self.declare_function(&scale.name, vec![input]);
                }
                _ => {}
            }
        }
    }

    fn declare_function(&mut self, name: &Name, inputs: Vec<Input>) {
        let defined = &self.model.vocabulary.defined;
        match defined.iter().find(|d| d.name == name.node && d.of.is_none()) {
            None => {
                let ty = Type::Unknown;
                let defined = Defined { name: name.node.clone(), of: None, inputs, ty, span: name.span };
                self.model.vocabulary.defined.push(defined);
            }
            Some(known) if known.inputs != inputs => {
                let diagnostic = error::other_inputs(&name.node, name.span, known.span);
                self.report(diagnostic);
            }
            Some(_) => {}
        }
    }

    /// An input of a table: a fact or field of that name gives its type, else its cells do.
    fn table_input(&mut self, table: &ast::Table, column: usize, input: &Name) -> Input {
        let heading = table.asked.get(column).map(crate::syntax::print::expr);
        if heading.as_deref() != Some(&input.node) {
            let span = table.asked.get(column).map_or(input.span, |heading| heading.span);
            let help = "the headings before `||` are the inputs, in the order of a call";
            self.report(error::misplaced(format!("the heading of input `{}` is missing here", input.node), span, help));
        }
        let tests = table.rows.iter().filter_map(|row| row.asked.get(column)).filter_map(|cell| match &cell.kind {
            CellKind::Tests(tests) => Some(tests),
            _ => None,
        });
        let by_cells = || tests.flatten().find_map(|test| self.type_of_test(&test.kind));
        let ty = self.type_of_word(&input.node).or_else(by_cells);
        self.input(input, ty)
    }

    fn tiers_input(&mut self, of: &Name) -> Option<Input> {
        if let Some(ty) = self.model.vocabulary.identities.get(&of.node) {
            return Some(Input { name: of.node.to_lowercase(), ty: ty.clone() });
        }
        let record = self.record(of)?;
        let name = self.model.vocabulary.record(record).variable.clone();
        Some(Input { name, ty: Type::Record(record) })
    }

    fn input(&mut self, name: &Name, ty: Option<Type>) -> Input {
        if ty.is_none() {
            let help = "name it like a fact or a field, or give its bounds their unit";
            self.report(error::misplaced(format!("what `{}` is cannot be told", name.node), name.span, help));
        }
        Input { name: name.node.clone(), ty: ty.unwrap_or(Type::Unknown) }
    }

    /// The type of the fact of this name, else of the fields of this name, where they agree.
    fn type_of_word(&self, name: &str) -> Option<Type> {
        let vocabulary = &self.model.vocabulary;
        if let Some(fact) = vocabulary.facts.get(name) {
            return Some(fact.ty.required().clone());
        }
        let mut fields = vocabulary.records.values().filter_map(|r| r.fields.get(name)).map(|f| f.ty.required());
        let first = fields.next()?;
        fields.all(|ty| ty == first).then(|| first.clone())
    }

    fn type_of_test(&self, test: &TestKind) -> Option<Type> {
        match test {
            TestKind::Before(_)
            | TestKind::After(_)
            | TestKind::OnOrBefore(_)
            | TestKind::OnOrAfter(_)
            | TestKind::FromThrough(..) => Some(Type::Date),
            TestKind::In(group) | TestKind::NotIn(group) => match &group.kind {
                ast::ExprKind::Name(name) | ast::ExprKind::Id(name) => {
                    self.model.vocabulary.groups.get(name).map(|group| group.of.clone())
                }
                _ => None,
            },
            TestKind::Is(value) | TestKind::IsNot(value) | TestKind::Compare(_, value) => self.type_of_form(value),
            TestKind::IsAnyOf(values) | TestKind::IsNoneOf(values) => values.iter().find_map(|v| self.type_of_form(v)),
            _ => None,
        }
    }

    /// The type of a value that is known by its form.
    fn type_of_form(&self, value: &ast::Expr) -> Option<Type> {
        match &value.kind {
            ast::ExprKind::Number(_) | ast::ExprKind::Percent(_) => Some(Type::Number(crate::model::Unit::none())),
            ast::ExprKind::Quantity(_, unit) => self.find_unit(&unit.node).map(Type::Number),
            ast::ExprKind::Date(_) => Some(Type::Date),
            ast::ExprKind::YesNo(_) => Some(Type::YesNo),
            ast::ExprKind::Duration(..) => Some(Type::Days),
            ast::ExprKind::Text(_) => Some(Type::Text),
            _ => None,
        }
    }

    // ---- texts

    /// A table that gives values, or a register.
    pub(super) fn table(&mut self, table: &ast::Table) -> Option<Provision> {
        let name = match &table.form {
            TableForm::Function { name, .. } => name,
            TableForm::Register(of) => return self.register(table, of),
            TableForm::Rules { .. } => return None,
        };
        let mut scope = self.function_scope(&table.head, name)?;
        let inputs = scope.inputs.clone();
        let cases = table.rows.iter().map(|row| self.row(row, &inputs, &mut scope)).collect();
        let otherwise = table.otherwise.as_ref().and_then(|cell| self.result(cell, &mut scope));
        let policy = policy_of(table.policy.as_ref());
        self.function(&table.head, name, FunctionForm::Table, policy, (cases, otherwise), scope)
    }

    fn register(&mut self, table: &ast::Table, of: &Name) -> Option<Provision> {
        let record = self.record(of)?;
        let mut columns = Vec::new();
        for heading in &table.asked {
            let fields = &self.model.vocabulary.record(record).fields;
            let name = crate::syntax::print::expr(heading);
            match fields.get_index_of(&name) {
                Some(ix) => columns.push(FieldId(ix as u32)),
                None => {
                    let near = crate::diagnostics::near_of(&name, fields.keys().map(String::as_str));
                    let what = format!("field of {}", of.node);
                    self.report(error::unknown(&what, &name, heading.span, near));
                    return None;
                }
            }
        }
        let mut scope = Scope::of(self.model.tree.find(&table.head.id), None);
        let mut cell = |cell: &ast::Cell| match &cell.kind {
            CellKind::Value(value) => Some(self.expr(value, &mut scope)),
            _ => None,
        };
        let entries = table.rows.iter().map(|row| Entry {
            address: row_address(&row.label),
            cells: row.asked.iter().map(&mut cell).collect(),
            span: row.span,
        });
        let kind = ProvisionKind::Register { columns, entries: entries.collect() };
        Some(self.finish(&table.head, kind, None, None, Vec::new(), scope))
    }

    fn row(&mut self, row: &ast::Row, inputs: &[Input], scope: &mut Scope) -> Case {
        let tests = inputs.iter().zip(&row.asked).filter_map(|(input, cell)| {
            let subject = ast::Expr { kind: ast::ExprKind::Name(input.name.clone()), span: cell.span };
            asked_of(&subject, cell)
        });
        let tests: Vec<Expr> = tests.map(|test| self.condition(&test, scope)).collect();
        let kind = match tests.is_empty() {
            true => ExprKind::Constant(Constant::YesNo(true)),
            false => ExprKind::And(tests),
        };
        let value = row.results.first().and_then(|cell| self.result(cell, scope)).unwrap_or(CaseValue::Silent);
        Case { address: Some(row_address(&row.label)), when: Some(Expr::new(kind, row.span)), value }
    }

    fn result(&mut self, cell: &ast::Cell, scope: &mut Scope) -> Option<CaseValue> {
        match &cell.kind {
            CellKind::Silent => Some(CaseValue::Silent),
            CellKind::Value(value) => Some(CaseValue::Is(self.expr(value, scope))),
            _ => None,
        }
    }

    /// `tiers ID name of Country`
    pub(super) fn tiers(&mut self, tiers: &ast::Tiers) -> Option<Provision> {
        let mut scope = self.function_scope(&tiers.head, &tiers.name)?;
        let (mut cases, mut otherwise) = (Vec::new(), None);
        let last = tiers.tiers.len().saturating_sub(1);
        for (n, tier) in tiers.tiers.iter().enumerate() {
            let number = ExprKind::Constant(Constant::Number(tier.number.value.clone()));
            let value = CaseValue::Is(Expr::new(number, tier.span));
            match &tier.when {
                Some(when) => {
                    let when = Some(self.condition(when, &mut scope));
                    cases.push(Case { address: Some(format!(" tier {}", tier.number.text)), when, value });
                }
                None if n == last => otherwise = Some(value),
                None => {
                    let help = "write it last: it takes what no other tier does";
                    self.report(error::misplaced("`otherwise` before another tier", tier.span, help));
                }
            }
        }
        self.function(&tiers.head, &tiers.name, FunctionForm::Tiers, HitPolicy::Only, (cases, otherwise), scope)
    }

    /// `scale ID name on INPUT, marginal`
    pub(super) fn scale(&mut self, scale: &ast::Scale) -> Option<Provision> {
        let mut scope = self.function_scope(&scale.head, &scale.name)?;
        let amount = Expr::new(ExprKind::Input(0), scale.input.span);
        let mut band = |band: &ast::Band| {
            let mut end = |end: &Option<(bool, ast::Expr)>| {
                end.as_ref().map(|(included, at)| (*included, self.expr(at, &mut scope)))
            };
            let (start, bound) = (end(&band.start), end(&band.bound));
            Band { start, bound, rate: self.expr(&band.rate, &mut scope), span: band.span }
        };
        let bands: Vec<Band> = scale.bands.iter().map(&mut band).collect();
        let span = scale.name.span.to(scale.input.span);
        let value = ExprKind::Scale(Box::new(Scale { marginal: scale.marginal, amount, bands }));
        let case = Case { address: None, when: None, value: CaseValue::Is(Expr::new(value, span)) };
        self.function(&scale.head, &scale.name, FunctionForm::Scale, HitPolicy::Only, (vec![case], None), scope)
    }

    /// The scope of a function: its inputs, and no list.
    fn function_scope(&mut self, head: &ast::Head, name: &Name) -> Option<Scope> {
        let id = self.model.vocabulary.find_function(&name.node)?;
        let inputs = self.model.vocabulary.defined[id.ix()].inputs.clone();
        Some(Scope::of_function(self.model.tree.find(&head.id), inputs))
    }

    fn function(
        &mut self,
        head: &ast::Head,
        name: &Name,
        form: FunctionForm,
        policy: HitPolicy,
        (cases, otherwise): (Vec<Case>, Option<CaseValue>),
        scope: Scope,
    ) -> Option<Provision> {
        let name = self.model.vocabulary.find_function(&name.node)?;
        let function = Some(Function { form, policy });
        let kind = ProvisionKind::Define { name, scope: None, cases, otherwise, spreads: false, function };
        Some(self.finish(head, kind, None, None, Vec::new(), scope))
    }

    // ---- calls

    /// A function asked with values; `of` a path where it has one input.
    pub(super) fn call(&mut self, name: &Name, arguments: &[ast::Expr], scope: &mut Scope) -> ExprKind {
        let vocabulary = &self.model.vocabulary;
        let Some(id) = vocabulary.find_function(&name.node) else {
            let functions = vocabulary.defined.iter().filter(|d| d.is_function()).map(|d| d.name.as_str());
            let of_two =
                || "of two values, `define … = A when A is less than B otherwise B`; of a list, `least of (…)`".into();
            let near = match name.node.as_str() {
                "min" | "max" => Some(of_two()),
                _ => crate::diagnostics::near_of(name, functions),
            };
            self.report(error::unknown("table, tiers or scale", name, name.span, near));
            return ExprKind::Error;
        };
        let inputs = vocabulary.defined[id.ix()].inputs.clone();
        if inputs.len() != arguments.len() {
            let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
            let message = format!("`{}` is asked with {} values, not {}", name.node, inputs.len(), arguments.len());
            let help = format!("write `{} of ({})`", name.node, names.join(", "));
            self.report(error::misplaced(message, name.span, help));
            return ExprKind::Error;
        }
        ExprKind::Call(id, arguments.iter().map(|argument| self.expr(argument, scope)).collect())
    }

    /// Nothing inside a function searches a list: what it costs is the size of its text.
    pub(super) fn no_list_here(&mut self, span: Span, scope: &Scope) -> bool {
        if scope.inputs.is_empty() {
            return false;
        }
        let help = "give what is found in the list a name with `define`, and write the name here";
        let diagnostic: Diagnostic =
            error::misplaced("a list is searched inside a table, tiers or a scale", span, help);
        self.report(diagnostic);
        true
    }
}

fn policy_of(policy: Option<&Spanned<ast::HitPolicy>>) -> HitPolicy {
    match policy.map(|p| p.node) {
        None | Some(ast::HitPolicy::Only) => HitPolicy::Only,
        Some(ast::HitPolicy::First) => HitPolicy::First,
        Some(ast::HitPolicy::All) => HitPolicy::All,
    }
}
