//! Changes of words, renumberings, and the verbs that move statements in time.

use super::acts::first_day_out;
use super::{Resolver, error};
use crate::diagnostics::near_of;
use crate::model::{ActId, Amendment, Clause, Named, ProvisionId, Renumber, Rewording, Target, Verb, VerbKind};
use crate::source::Span;
use crate::syntax::ast::{self, IdText, ItemKind, VerbTarget, row_address};

impl Resolver {
    /// `amend ID(2) to …`
    pub(super) fn amend_paragraph(&mut self, amend: &ast::AmendParagraph) -> Option<Clause> {
        let (target, address) = self.paragraph_of(&amend.target)?;
        if address.is_empty() {
            let message = format!("`{}` is a whole provision", amend.target.node);
            let help = "restate it (`amend rule …`), or name a paragraph: `amend ID(2) to …`";
            self.report(error::misplaced(message, amend.target.span, help));
            return None;
        }
        Some(Clause::Amend(Amendment { target, address, how: Rewording::Amended }))
    }

    /// `amend row 2 of ID`, `insert rows into ID`, `omit row 2 of ID`: the address of inserted rows is that of the table.
    pub(super) fn row_change(&mut self, change: &ast::RowChange) -> Option<Clause> {
        let (target, address) = self.paragraph_of(&change.target)?;
        if !address.is_empty() {
            let message = format!("`{}` is a paragraph, and has no rows", change.target.node);
            self.report(error::misplaced(message, change.target.span, "name the table"));
            return None;
        }
        let (address, how) = match &change.kind {
            ast::RowChangeKind::Amend(label, _) => (row_address(label), Rewording::Amended),
            ast::RowChangeKind::Insert(_) => (String::new(), Rewording::Inserted),
            ast::RowChangeKind::Omit(label) => (row_address(label), Rewording::Omitted),
        };
        Some(Clause::Amend(Amendment { target, address, how }))
    }

    /// A change of words, of a paragraph or of the whole provision.
    pub(super) fn amendment(&mut self, target: &IdText, how: Rewording) -> Option<Clause> {
        self.paragraph_of(target).map(|(target, address)| Clause::Amend(Amendment { target, address, how }))
    }

    /// `omit ID(1), ID`: paragraphs are left out, whole provisions repealed.
    pub(super) fn omit(&mut self, targets: &ast::Targets) -> Vec<Clause> {
        let mut clauses = Vec::new();
        for id in &targets.ids {
            clauses.extend(match self.paragraph_of(id) {
                Some((node, address)) if address.is_empty() => Some(Clause::Repeal(vec![Named::Provision(node)])),
                Some((target, address)) => Some(Clause::Amend(Amendment { target, address, how: Rewording::Omitted })),
                None => None,
            });
        }
        clauses
    }

    /// A provision that some act writes, and the address of a paragraph within it, empty for the provision itself.
    fn paragraph_of(&mut self, id: &IdText) -> Option<(ProvisionId, String)> {
        let found = self.find_paragraph(id);
        if found.is_none() {
            let near = near_of(&id.node, self.model.tree.iter().map(|(_, text)| text));
            self.report(error::unknown_provision(&id.node, id.span, near));
        }
        found
    }

    fn find_paragraph(&self, id: &IdText) -> Option<(ProvisionId, String)> {
        let cuts = id.node.match_indices('(').map(|(at, _)| at).filter(|at| *at > 0);
        let cuts: Vec<usize> = cuts.chain([id.node.len()]).collect();
        cuts.into_iter().rev().find_map(|at| {
            let (provision, address) = id.node.split_at(at);
            let node = self.model.tree.find(provision).filter(|node| self.stands(*node))?;
            Some((node, address.to_string()))
        })
    }

    fn stands(&self, node: ProvisionId) -> bool {
        self.written.contains_key(&node)
    }

    /// `renumber ID as ID`, of a provision with all beneath it, or of a paragraph.
    pub(super) fn renumber(&mut self, renumber: &ast::Renumber, span: Span) -> Option<Clause> {
        if let Some(renumber) = self.moves.get(&span) {
            return Some(Clause::Renumber(renumber.clone()));
        }
        let (target, address) = self.paragraph_of(&renumber.from)?;
        let provision = self.model.tree.text(target);
        if !crate::model::provisions::is_beneath(&renumber.to.node, provision) {
            let help = "a paragraph stays in its provision; move its words with `omit` and `insert into`";
            self.report(error::misplaced("a paragraph cannot move to another provision", renumber.to.span, help));
            return None;
        }
        Some(Clause::Amend(Amendment { target, address, how: Rewording::Renumbered }))
    }

    /// Where every provision goes that a renumbering moves, in the order in which acts became public: what one makes, a later
    /// one may move again.
    pub(super) fn declare_renumberings<'a>(&mut self, files: impl Iterator<Item = &'a ast::File>) {
        let mut all = Vec::new();
        for file in files {
            let header = file.items.iter().find_map(|item| match &item.kind {
                ItemKind::Act(act) => Some(act),
                _ => None,
            });
            let public = header.and_then(|act| act.released.as_ref().or(act.published.as_ref())).map(|day| day.node);
            all.extend(file.items.iter().filter_map(|item| match &item.kind {
                ItemKind::Renumber(renumber) => Some((public, renumber, item.span)),
                _ => None,
            }));
        }
        all.sort_by_key(|(public, _, span)| (*public, *span));
        for (_, renumber, span) in all {
            let Some(from) = self.model.tree.find(&renumber.from.node) else { continue };
            let standing: Vec<ProvisionId> = self.model.tree.subtree(from).filter(|n| self.stands(*n)).collect();
            if standing.is_empty() {
                continue;
            }
            let to = self.model.tree.intern(&renumber.to.node);
            let mut moves = Vec::new();
            for node in standing {
                let tail = self.model.tree.text(node).strip_prefix(&renumber.from.node).unwrap_or("");
                let target = self.model.tree.intern(&format!("{}{tail}", renumber.to.node));
                self.written.entry(target).or_insert(renumber.to.span);
                moves.push((node, target));
            }
            moves.sort_unstable();
            self.moves.insert(span, Renumber { from, to, moves });
        }
    }

    /// A verb of time for each thing it acts on.
    pub(super) fn verb(&mut self, verb: &ast::Verb, span: Span, own: ActId) -> Option<Vec<Clause>> {
        let kind = kind(verb.kind);
        let so_far: Vec<Named> = verb.so_far_as.iter().filter_map(|id| self.something_named(id)).collect();
        let mut acts = Vec::new();
        let mut nodes = Vec::new();
        for target in &verb.targets {
            match target {
                VerbTarget::Act(name) => acts.extend(self.act_named(name)),
                VerbTarget::Provision(id) if kind == VerbKind::Commence => {
                    nodes.extend(self.something_named(id).map(|named| (named, id.span)));
                }
                VerbTarget::Provision(id) => nodes.extend(self.whole(id).map(|n| (Named::Provision(n), id.span))),
            }
        }
        let by_act_only =
            matches!(kind, VerbKind::RevokeRestoring | VerbKind::RevokeWithoutRestoring | VerbKind::Annul);
        if let (true, Some((_, at))) = (by_act_only, nodes.first()) {
            let message = format!("only an act can be the object of `{}`", kind.words());
            self.report(error::misplaced(message, *at, "write `… act NAME`; a provision is repealed: `repeal ID`"));
            return None;
        }
        let mut targets: Vec<Target> = Vec::new();
        if kind == VerbKind::Commence {
            let named: Vec<Named> = nodes.iter().map(|(named, _)| *named).chain(so_far.iter().copied()).collect();
            if acts.is_empty() {
                let help = "write `commence act NAME for ID from D`";
                self.report(error::misplaced("`commence` names the act that waits for its day", span, help));
                return None;
            }
            targets.extend(acts.into_iter().map(|act| Target::Act(act, named.clone())));
        } else {
            if let (false, Some((_, at))) = (verb.so_far_as.is_empty(), nodes.first()) {
                let help = "write `… act NAME so far as it changes ID`";
                self.report(error::misplaced("only an act changes something", *at, help));
            }
            targets.extend(acts.into_iter().map(|act| Target::Act(act, so_far.clone())));
            targets.extend(nodes.into_iter().filter_map(|(named, _)| match named {
                Named::Provision(node) => Some(Target::Provision(node)),
                _ => None,
            }));
        }
        if verb.targets.is_empty() && kind == VerbKind::ForceUncertain {
            targets.push(Target::Act(own, so_far));
        }
        let at_once = matches!(kind, VerbKind::Commence | VerbKind::EndSuspension | VerbKind::ResumeEnforcing);
        if let (true, Some(end)) = (at_once || kind == VerbKind::Annul, &verb.end) {
            let help = "what is done is done; to undo it later, say so in a later act";
            self.report(error::misplaced(format!("`{}` has no end", kind.words()), end.span, help));
        }
        if let (VerbKind::Annul, Some(from)) = (kind, &verb.from) {
            let help = "an annulled act counts as never made; what ends on a day is revoked";
            self.report(error::misplaced("`annul` has no day of its own", from.span, help));
        }
        let extends = matches!(kind, VerbKind::Extend | VerbKind::ExtendSuspension);
        if extends && verb.end.is_none() {
            let help = "write `extend … through 2026-11-09`";
            self.report(error::misplaced("an extension says through what day", span, help));
        }
        let extended_to = verb.end.as_ref().filter(|_| extends).map(|end| first_day_out(end.node));
        let why = verb.why.as_ref().map(|text| text.node.clone());
        if let Some(twice) = targets.iter().enumerate().find_map(|(n, t)| targets.iter().take(n).find(|u| *u == t)) {
            let what = match twice {
                Target::Act(act, _) => self.model.act(*act).name.clone(),
                Target::Provision(node) => self.model.tree.text(*node).to_string(),
            };
            self.report(error::misplaced(format!("`{what}` is named twice"), span, "once is enough"));
        }
        // Each target by itself: what is ended for one goes on for the others.
        let clause = |target| Clause::Verb(Verb { kind, targets: vec![target], extended_to, why: why.clone() });
        Some(targets.into_iter().map(clause).collect())
    }

    /// A provision by name: not one of its paragraphs.
    fn whole(&mut self, id: &IdText) -> Option<ProvisionId> {
        if self.model.tree.find(&id.node).is_none()
            && let Some((node, address)) = self.find_paragraph(id)
            && !address.is_empty()
        {
            let message = format!("`{}` is a paragraph of `{}`", id.node, self.model.tree.text(node));
            let help = "name the whole provision, or change the paragraph: `amend ID(2) to …`";
            self.report(error::misplaced(message, id.span, help));
            return None;
        }
        self.provision(id)
    }
}

fn kind(kind: ast::VerbKind) -> VerbKind {
    match kind {
        ast::VerbKind::Suspend => VerbKind::Suspend,
        ast::VerbKind::EndSuspension => VerbKind::EndSuspension,
        ast::VerbKind::Extend => VerbKind::Extend,
        ast::VerbKind::ExtendSuspension => VerbKind::ExtendSuspension,
        ast::VerbKind::StopEnforcing => VerbKind::StopEnforcing,
        ast::VerbKind::ResumeEnforcing => VerbKind::ResumeEnforcing,
        ast::VerbKind::Commence => VerbKind::Commence,
        ast::VerbKind::RevokeRestoring => VerbKind::RevokeRestoring,
        ast::VerbKind::RevokeWithoutRestoring => VerbKind::RevokeWithoutRestoring,
        ast::VerbKind::Annul => VerbKind::Annul,
        ast::VerbKind::ForceUncertain => VerbKind::ForceUncertain,
    }
}
