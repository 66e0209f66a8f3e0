//! Seed → a sequence of instruments that amend, suspend, revoke and commence one another. What is drawn is judged by the
//! oracle's own checker; statements it objects to are taken out, and some rulebooks are kept with their mistakes.

use super::super::check::{Problems, Verdict, knowns, verdict};
use super::super::life::{Lives, touched};
use super::super::patch::{addresses, conditions, list_at};
use super::super::print::paragraph_text;
use super::super::text::{Content, Text};
use super::*;

const NAMES: [&str; 9] = ["base", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];

/// Days of one act end on its own number, so that no two acts meet.
const STEP: Day = 10;

pub fn act_name(k: usize) -> String {
    format!("act-{}-{}", k + 1, NAMES[k])
}

/// A sequence of instruments, and what is wrong with it.
pub struct Drawn {
    pub book: Book,
    /// Empty where it is valid.
    pub problems: Problems,
}

impl Gen {
    /// A valid sequence of instruments; none where the draw came to nothing.
    pub fn history(&mut self) -> Option<Book> {
        self.draw_history();
        for _ in 0..60 {
            match verdict(&self.book) {
                Verdict::Valid => return Some(self.book.clone()),
                Verdict::Invalid(all) | Verdict::Open(all) => take_out(&mut self.book, &all),
            }
        }
        None
    }

    /// The same with one more statement, that the oracle calls a mistake.
    pub fn mistaken(&mut self) -> Option<Drawn> {
        self.history()?;
        let good = self.book.clone();
        for _ in 0..12 {
            self.book = good.clone();
            let k = self.rng.below(self.book.acts.len());
            let e = self.book.acts[k].dates.day();
            let Some(e) = e else { continue };
            let statement = if self.rng.chance(60) { self.wrong(k, e) } else { self.changed(k, e) };
            let Some(statement) = statement else { continue };
            self.book.acts[k].parts.last_mut().expect("a part").statements.push(statement);
            if let Verdict::Invalid(problems) = verdict(&self.book) {
                return Some(Drawn { book: self.book.clone(), problems });
            }
        }
        None
    }

    fn draw_history(&mut self) {
        self.looks_back = self.rng.chance(40);
        self.plan_defines();
        self.plan_sections();
        let mut sections = std::mem::take(&mut self.sections);
        while sections.len() > 2 {
            let n = self.rng.below(sections.len());
            sections.remove(n);
        }
        for section in &mut sections {
            section.ids.truncate(3);
        }
        self.sections = sections;
        self.defines.truncate(2);
        let slots = self.slots();
        self.first_act(&slots);
        let count = 3 + self.rng.below(6);
        let mut public = self.base - 20;
        for k in 1..count {
            public += self.rng.below(60) as Day;
            let act = self.later_act(k, public);
            self.book.acts.push(act);
            for _ in 0..2 + self.rng.below(4) {
                let e = self.book.acts[k].dates.day().unwrap_or(public);
                if let Some(statement) = self.drawn(k, e, &slots) {
                    let act = &mut self.book.acts[k];
                    let part = self.rng.below(act.parts.len());
                    act.parts[part].statements.push(statement);
                }
            }
            let act = &mut self.book.acts[k];
            act.parts.retain(|p| !p.statements.is_empty());
            if act.parts.is_empty() {
                self.book.acts.pop();
                break;
            }
        }
    }

    fn first_act(&mut self, slots: &[Slot]) {
        let mut statements = Vec::new();
        for slot in slots {
            let kind = self.write(slot, false);
            let late = matches!(slot, Slot::Rule(..) | Slot::Exemption(..)) && self.rng.chance(12);
            let dates =
                if late { Dates::from(self.base + STEP * (1 + self.rng.below(8)) as Day) } else { Dates::default() };
            statements.push(Statement::new(dates, kind));
        }
        let parts = vec![Part { heading: false, dates: Dates::default(), statements }];
        let dates = Dates::from(self.base);
        let name = act_name(0);
        let (released, after) = (None, vec![]);
        self.book.acts = vec![Act { name, published: self.base - 30, released, dates, after, applies_to: None, parts }];
    }

    /// A day of act `k`, not before `from`.
    fn day_of(&mut self, k: usize, from: Day, spread: usize) -> Day {
        let d = from + self.rng.below(spread) as Day;
        d - (d - self.base).rem_euclid(STEP) + k as Day
    }

    fn later_act(&mut self, k: usize, public: Day) -> Act {
        let mut dates = Dates::default();
        let mut after = vec![];
        dates.effective = Some(match self.rng.below(12) {
            0 | 1 => Start::Appointed,
            2 => {
                let other = act_name(self.rng.below(k));
                after.push(other.clone());
                Start::OfAct(other)
            }
            3 => Start::On(self.day_of(k, public - 60, 50)),
            _ => Start::On(self.day_of(k, public + 10, 60)),
        });
        if let Some(e) = dates.day() {
            if self.rng.chance(25) {
                dates.comply = Some(e + 10 + self.rng.below(60) as Day);
            }
            if self.rng.chance(12) {
                dates.end = Some(self.end(e + 40));
            }
        }
        let applies_to = self.rng.chance(12).then(|| self.transactions());
        let mut parts = vec![Part { heading: false, dates: Dates::default(), statements: vec![] }];
        if let (true, Some(e)) = (self.rng.chance(25), dates.day()) {
            let mut own = Dates::default();
            if self.rng.chance(60) {
                own.effective =
                    Some(if self.rng.chance(30) { Start::Appointed } else { Start::On(self.day_of(k, e + 10, 40)) });
            }
            if self.rng.chance(40) {
                own.comply = Some(e + 60 + self.rng.below(50) as Day);
            }
            if own.effective == Some(Start::Appointed) {
                dates.end = None;
            }
            parts.push(Part { heading: true, dates: own, statements: vec![] });
        }
        let released = self.rng.chance(15).then_some(public);
        let published = if released.is_some() { public + 3 } else { public };
        Act { name: act_name(k), published, released, dates, after, applies_to, parts }
    }

    /// What transactions an act applies to: something of the whole case, not of one item or party.
    fn transactions(&mut self) -> Cond {
        let test = |subject: &str, test| Cond::Test(Expr::Path(Path::parse(subject)), vec![test], false);
        match self.rng.below(3) {
            0 => Cond::Holds(Expr::Path(Path::parse("urgent"))),
            1 => test("activity", Test::Is(Expr::Word(s(self.rng.word(&["sale", "loan"]))))),
            _ => test("amount", Test::Compare(Cmp::AtLeast, Expr::Num(num("5")))),
        }
    }

    // ---- statements

    fn drawn(&mut self, k: usize, e: Day, slots: &[Slot]) -> Option<Statement> {
        match self.rng.below(22) {
            0..=3 => self.rewritten(k, e, slots),
            4 => {
                let kind = self.change(slots);
                self.dated(k, e, kind)
            }
            5 | 6 => {
                let member = self.rng.pick(&self.book.countries).0.clone();
                let group = s(self.rng.word(&["G1", "G2"]));
                let text = self.text_at(e);
                let insert = !text.groups.get(&group)?.members.contains(&member);
                self.dated(k, e, Kind::Members { insert, members: vec![member], group })
            }
            7..=12 => self.changed(k, e),
            13 => self.renumbered(k, e),
            _ => self.verb(k, e),
        }
    }

    fn text_at(&self, e: Day) -> Text {
        fold(&self.book, Track::Printed, e, None)
    }

    fn dated(&mut self, k: usize, e: Day, kind: Kind) -> Option<Statement> {
        let mut dates = Dates::default();
        if self.rng.chance(12) {
            dates.effective = Some(Start::On(self.day_of(k, e + 10, 60)));
        }
        if self.rng.chance(10) {
            dates.end = Some(self.end(e + 60));
        }
        if self.rng.chance(8) {
            dates.comply = Some(e + 70 + self.rng.below(60) as Day);
        }
        let mut statement = Statement::new(dates, kind);
        statement.held = super::super::life::is_patch(&statement.kind) && self.rng.chance(35);
        if self.book.acts[k].dates.effective == Some(Start::Appointed) {
            statement.dates = Dates::default();
        }
        Some(statement)
    }

    fn rewritten(&mut self, k: usize, e: Day, slots: &[Slot]) -> Option<Statement> {
        let guarded = self.book.acts[k].applies_to.is_some();
        let able: Vec<&Slot> =
            slots.iter().filter(|s| !guarded || !matches!(s, Slot::Group(_) | Slot::Default(..))).collect();
        let slot = (*self.rng.pick(&able)).clone();
        let patches = std::mem::take(&mut self.patches);
        let mut kind = self.write(&slot, false);
        self.patches = patches;
        if let Kind::Rule(rule) = &mut kind {
            rule.amend = self.rng.chance(40) && self.text_at(e).written.contains_key(&rule.id);
        }
        self.dated(k, e, kind)
    }

    /// The section, definition or nothing a node's words may read.
    fn ctx_of(&self, id: &str) -> Option<Ctx> {
        if let Some(i) = self.defines.iter().position(|d| d.id == id) {
            let mut ctx = self.ctx(self.defines[i].of.clone(), 0);
            ctx.define = i;
            return Some(ctx);
        }
        let node: usize = id.split('.').next()?.parse().ok()?;
        let i = self.sections.iter().position(|s| s.node <= node && node <= s.node + 3)?;
        let section = &self.sections[i];
        let all = section.exemptions.iter().chain(&section.limits).chain(section.nested.iter().map(|n| &n.0));
        let of = match node - section.node {
            0 => section.for_each.clone(),
            _ => all.into_iter().find(|e| e.id == id).and_then(|e| e.for_each.clone()),
        };
        Some(self.ctx(of, i))
    }

    /// A change of a paragraph that stands that day.
    fn changed(&mut self, k: usize, e: Day) -> Option<Statement> {
        let text = self.text_at(e);
        let mut found = Vec::new();
        for (id, all) in &text.nodes {
            for a in all {
                let mut content = (*a.content).clone();
                found.extend(
                    addresses(&mut content).into_iter().map(|(at, cond)| (id.clone(), at, cond, content.clone())),
                );
            }
        }
        // Mostly what a later act wrote or changed: that is what may be away.
        let young = |id: &String| text.nodes[id].iter().any(|a| a.write.0 > 0 || !a.patches.is_empty());
        if found.iter().any(|x| young(&x.0)) && self.rng.chance(65) {
            found.retain(|x| young(&x.0));
        }
        let enforced = fold(&self.book, Track::Enforced, e, None);
        let away = |id: &String| text.written.get(id) != enforced.written.get(id);
        if found.iter().any(|x| away(&x.0)) && self.rng.chance(75) {
            found.retain(|x| away(&x.0));
        }
        if found.is_empty() {
            return None;
        }
        let (id, at, cond, mut content) = self.rng.pick(&found).clone();
        let ctx = self.ctx_of(&id)?;
        self.patches += 1;
        let kind = self.change_of(&ctx, id, at, &cond, &mut content);
        self.dated(k, e, kind?)
    }

    fn change_of(&mut self, ctx: &Ctx, id: String, at: Labels, cond: &Cond, content: &mut Content) -> Option<Kind> {
        let kind = match self.rng.below(8) {
            0..=2 => {
                let to =
                    if at.len() < 2 && self.rng.chance(25) { self.list(ctx, at.len()) } else { self.inline(ctx, 1) };
                Kind::Paragraph { id, at, to }
            }
            3 | 4 => Kind::Omit { id, at },
            5 | 6 => {
                let (last, above) = at.split_last().expect("a label");
                let list = conditions(content).into_iter().find_map(|c| {
                    let list = list_at(c, above)?;
                    list.iter().any(|p| p.0 == *last).then(|| list.clone())
                })?;
                let n = list.iter().position(|p| p.0 == *last).expect("there");
                let digits = last.bytes().all(|b| b.is_ascii_digit());
                let (after, label) = if digits && self.rng.chance(50) {
                    (last.clone(), format!("{last}{}", self.rng.word(&["A", "B"])))
                } else {
                    let end = &list.last().expect("a paragraph").0;
                    (end.clone(), next_label(end, &super::super::patch::styles(&at[0]), above.len())?)
                };
                let _ = n;
                Kind::Insert { id, at: above.to_vec(), after, label, cond: self.inline(ctx, 1) }
            }
            _ => {
                let (old, new) = self.words_in(&paragraph_text(cond))?;
                Kind::Replace { id, at, old, new }
            }
        };
        Some(kind)
    }

    /// A country or group that stands once in a text, and another of its kind that does not stand there.
    fn words_in(&mut self, text: &str) -> Option<(String, String)> {
        let count = |w: &str| super::super::print::words_of(text, w);
        let codes: Vec<String> = self.book.countries.iter().map(|c| c.0.clone()).collect();
        let groups = ["G1", "G2", "G3"].map(String::from).to_vec();
        for kind in [codes, groups] {
            let once: Vec<String> = kind.iter().filter(|w| count(w) == 1).cloned().collect();
            let free: Vec<String> = kind.iter().filter(|w| count(w) == 0).cloned().collect();
            if !once.is_empty() && !free.is_empty() && !text.contains("as it stood") {
                return Some((self.rng.pick(&once).clone(), self.rng.pick(&free).clone()));
            }
        }
        None
    }

    fn renumbered(&mut self, k: usize, e: Day) -> Option<Statement> {
        let text = self.text_at(e);
        let rules: Vec<String> = text.rules.keys().map(|key| key.0.clone()).collect();
        if rules.is_empty() || self.book.acts[k].applies_to.is_some() {
            return None;
        }
        let from = self.rng.pick(&rules).clone();
        let node = from.split('.').next().expect("a tree").to_string();
        let to = match self.rng.below(3) {
            0 => format!("{from}(z)"),
            _ => format!("{node}.{}", self.rng.word(&["7", "8", "8(a)"])),
        };
        self.dated(k, e, Kind::Renumber { from, to })
    }

    fn verb(&mut self, k: usize, e: Day) -> Option<Statement> {
        // Mostly the later acts: they are what is suspended.
        let other = if self.rng.chance(93) && k > 1 { 1 + self.rng.below(k - 1) } else { self.rng.below(k) };
        let act = self.book.acts[other].clone();
        let target = Some(Target::Act(act.name.clone()));
        let statements: Vec<Statement> = act.parts.iter().flat_map(|p| p.statements.clone()).collect();
        let nodes: Vec<String> = statements.iter().flat_map(|s| touched(&s.kind)).cloned().collect();
        let mut verb = Verb { does: Does::Suspend, target, so_far: vec![], to: None };
        if !nodes.is_empty() && self.rng.chance(30) {
            verb.so_far.push(self.rng.pick(&nodes).clone());
        }
        let mut dates = Dates::default();
        if self.rng.chance(70) || self.book.acts[k].dates.day().is_none() {
            dates.effective = Some(Start::On(self.day_of(k, e + 5, 60)));
        }
        let from = dates.day().unwrap_or(e);
        let appointed = statements.iter().any(|s| s.dates.effective == Some(Start::Appointed))
            || act.parts.iter().any(|p| p.dates.effective == Some(Start::Appointed))
            || act.dates.effective == Some(Start::Appointed);
        let earlier: Vec<Verb> = self.book.acts[..k]
            .iter()
            .flat_map(|a| &a.parts)
            .flat_map(|p| &p.statements)
            .filter_map(|s| match &s.kind {
                Kind::Verb(v) if matches!(v.does, Does::Suspend | Does::StopEnforcing) => Some(v.clone()),
                _ => None,
            })
            .collect();
        if !earlier.is_empty() && self.rng.chance(35) {
            let old = self.rng.pick(&earlier).clone();
            verb = old.clone();
            verb.does = match old.does {
                Does::StopEnforcing => Does::ResumeEnforcing,
                _ if self.rng.chance(50) => Does::EndSuspension,
                _ => {
                    verb.to = Some(from + 20 + self.rng.below(60) as Day);
                    dates.effective = None;
                    Does::ExtendSuspension
                }
            };
            return Some(Statement::new(dates, Kind::Verb(verb)));
        }
        let window = self.rng.chance(60);
        match self.rng.below(13) {
            _ if appointed && self.rng.chance(70) => verb.does = Does::Commence,
            0..=3 => {
                verb.does = if self.rng.chance(50) { Does::Suspend } else { Does::StopEnforcing };
                if self.rng.chance(30) {
                    let rules: Vec<String> = self.text_at(from).rules.keys().map(|x| x.0.clone()).collect();
                    if !rules.is_empty() {
                        let mut node = self.rng.pick(&rules).clone();
                        if self.rng.chance(20) {
                            node = node.split('.').next().expect("a tree").to_string();
                        }
                        (verb.target, verb.so_far) = (Some(Target::Node(node)), vec![]);
                    }
                }
                if window {
                    dates.end = Some(self.end(from));
                }
            }
            4 | 5 => verb.does = Does::RevokeRestoring,
            6 | 7 => verb.does = Does::RevokeWithout,
            8 => {
                verb.does = Does::Annul;
                verb.so_far.clear();
                dates.effective = None;
            }
            9 => {
                verb.does = Does::Extend;
                verb.to = Some(from + 30 + self.rng.below(90) as Day);
                dates.effective = None;
                verb.so_far.clear();
            }
            10 | 11 => {
                verb.does = Does::ForceUncertain;
                let able = |s: &Statement| {
                    !matches!(
                        s.kind,
                        Kind::Group { .. } | Kind::Default { .. } | Kind::Members { .. } | Kind::Renumber { .. }
                    )
                };
                if self.rng.chance(20) {
                    (verb.target, verb.so_far) = (None, vec![]);
                } else if !statements.iter().all(able) {
                    return None;
                }
                if window {
                    dates.end = Some(self.end(from));
                }
            }
            _ => {
                verb.does = Does::Suspend;
                if window {
                    dates.end = Some(self.end(from));
                }
            }
        }
        if self.book.acts[k].dates.effective == Some(Start::Appointed) && dates.day().is_none() {
            return None;
        }
        Some(Statement::new(dates, Kind::Verb(verb)))
    }

    /// A statement that is surely wrong somewhere.
    fn wrong(&mut self, k: usize, e: Day) -> Option<Statement> {
        let kind = match self.rng.below(7) {
            0 => Kind::Omit { id: self.any_rule()?, at: vec![s("9")] },
            1 => Kind::Paragraph {
                id: self.any_rule()?,
                at: vec![s("9")],
                to: Cond::Holds(Expr::Path(Path::parse("urgent"))),
            },
            2 => {
                let text = self.text_at(e);
                let members = text.groups.get("G1")?.members.clone();
                Kind::Members { insert: true, members: vec![members.first()?.clone()], group: s("G1") }
            }
            3 => Kind::Renumber { from: format!("{}.8(q)", self.sections.first()?.node), to: s("100.9") },
            4 => {
                let ids: Vec<String> = self.text_at(e).rules.keys().map(|x| x.0.clone()).collect();
                if ids.is_empty() {
                    return None;
                }
                let (from, to) = (self.rng.pick(&ids).clone(), self.rng.pick(&ids).clone());
                if beneath(&to, &from) || beneath(&from, &to) {
                    return None;
                }
                Kind::Renumber { from, to }
            }
            5 => {
                let target = Some(Target::Act(act_name(k)));
                Kind::Verb(Verb { does: Does::Suspend, target, so_far: vec![], to: None })
            }
            _ => {
                let later = self.book.acts.iter().find(|a| a.public() > self.book.acts[k].public())?;
                let target = Some(Target::Act(later.name.clone()));
                Kind::Verb(Verb { does: Does::RevokeRestoring, target, so_far: vec![], to: None })
            }
        };
        Some(Statement::new(Dates::default(), kind))
    }

    fn any_rule(&mut self) -> Option<String> {
        let sections = self.sections.clone();
        let ids = &self.rng.pick(&sections).ids;
        Some(self.rng.pick(ids).clone())
    }
}

/// The label after the last of a list.
fn next_label(last: &str, styles: &[char; 3], depth: usize) -> Option<String> {
    let style = styles[depth];
    let n = (1..7).find(|n| label_of(style, *n) == last)?;
    Some(label_of(style, n + 1))
}

fn label_of(style: char, n: usize) -> String {
    super::super::print::label(style, n)
}

/// Mends one mistake: a patch on what is not enforced is held, any other statement goes, the last of all first. The base act
/// stays whole: who changes it is at fault.
fn take_out(book: &mut Book, problems: &Problems) {
    let verbs = |book: &Book| {
        let mut all = Vec::new();
        for (a, act) in book.acts.iter().enumerate().skip(1) {
            for (p, part) in act.parts.iter().enumerate() {
                let these = part.statements.iter().enumerate();
                let able = |s: &Statement| matches!(&s.kind, Kind::Verb(_) | Kind::Repeal(_));
                all.extend(these.filter(|(_, x)| able(x)).map(|(n, _)| (a, p, n)));
            }
        }
        all
    };
    let mut hold = Vec::new();
    for ((a, p, n), why) in problems {
        let statement = &book.acts[*a].parts[*p].statements[*n];
        if *why == Why::NotEnforced && !statement.held {
            hold.push((*a, *p, *n));
        }
    }
    if !hold.is_empty() {
        for (a, p, n) in hold {
            book.acts[a].parts[p].statements[n].held = true;
        }
        return;
    }
    let mut last: BTreeMap<usize, Place> = BTreeMap::new();
    for (place, _) in problems.iter().filter(|x| x.0.0 > 0) {
        last.insert(place.0, *place);
    }
    if last.is_empty() {
        last.extend(verbs(book).pop().map(|place| (0, place)));
    }
    for (a, p, n) in last.into_values() {
        book.acts[a].parts[p].statements.remove(n);
    }
    for act in &mut book.acts {
        act.parts.retain(|p| !p.statements.is_empty());
    }
    // An act without statements goes, and what names it.
    while let Some(n) = book.acts.iter().position(|a| a.parts.is_empty()) {
        let name = book.acts.remove(n).name;
        for act in &mut book.acts {
            act.after.retain(|a| *a != name);
            if act.dates.effective == Some(Start::OfAct(name.clone())) {
                act.dates = Dates::from(act.public() - act.public().rem_euclid(STEP) + STEP + n as Day);
            }
            for part in &mut act.parts {
                part.statements.retain(
                    |s| !matches!(&s.kind, Kind::Verb(Verb { target: Some(Target::Act(a)), .. }) if *a == name),
                );
            }
            act.parts.retain(|p| !p.statements.is_empty());
        }
    }
}

/// How a draw went, for people.
pub fn tally(book: &Book, into: &mut BTreeMap<String, usize>) {
    for act in &book.acts {
        let mut count = |what: &str| *into.entry(what.to_string()).or_default() += 1;
        if act.applies_to.is_some() {
            count("applies to");
        }
        match act.dates.effective {
            Some(Start::Appointed) => count("appointed"),
            Some(Start::OfAct(_)) => count("from the start of"),
            _ => {}
        }
        for statement in act.parts.iter().flat_map(|p| &p.statements) {
            match &statement.kind {
                Kind::Verb(v) => count(&format!("{:?}", v.does)),
                kind => {
                    let kind = format!("{kind:?}");
                    count(kind.split([' ', '(']).next().expect("a word"));
                }
            }
        }
    }
    let held = knowns(book).last().map(|k| {
        let lives = Lives::new(book, *k);
        turning_days(book).iter().map(|d| nodes(&lives, Track::Enforced, *d).held.len()).max().unwrap_or(0)
    });
    if held.unwrap_or(0) > 0 {
        *into.entry("books with a held patch".to_string()).or_default() += 1;
    }
    *into.entry("acts".to_string()).or_default() += book.acts.len();
    *into.entry("books".to_string()).or_default() += 1;
}

#[test]
fn what_is_drawn_is_varied() {
    let mut seen = BTreeMap::new();
    for seed in 0..20 {
        if let Some(book) = Gen::new(seed).history() {
            tally(&book, &mut seen);
        }
    }
    println!("{seen:#?}");
    for what in
        ["Suspend", "StopEnforcing", "RevokeRestoring", "RevokeWithout", "Commence", "Paragraph", "Insert", "Omit"]
    {
        assert!(seen.contains_key(what), "no {what} among {seen:?}");
    }
}
