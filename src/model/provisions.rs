//! Provision ids as a tree, cut at `.` and `(`: naming a node names all beneath it, later insertions included.

use indexmap::IndexMap;

use super::vocabulary::ids;

ids! {
    /// A node of the provision tree: index into [`ProvisionTree`].
    ProvisionId,
}

/// Every provision id that is declared or named anywhere in the rulebook, with the inner nodes above them.
#[derive(Clone, Debug, Default)]
pub struct ProvisionTree {
    // INVARIANT: a parent stands before its children
    nodes: IndexMap<String, Option<ProvisionId>>,
    children: Vec<Vec<ProvisionId>>,
}

/// A set of provisions by name: nodes, and nodes taken out again; both with all beneath them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The nodes named.
    pub nodes: Vec<ProvisionId>,
    /// The nodes taken out again.
    pub except: Vec<ProvisionId>,
}

impl ProvisionTree {
    /// The node with this id, made with all nodes above it where it is new.
    pub fn intern(&mut self, id: &str) -> ProvisionId {
        if let Some(known) = self.find(id) {
            return known;
        }
        let parent = cut(id).map(|above| self.intern(above));
        let (ix, _) = self.nodes.insert_full(id.to_string(), parent);
        let node = ProvisionId(ix as u32);
        self.children.push(Vec::new());
        if let Some(siblings) = parent.and_then(|parent| self.children.get_mut(parent.ix())) {
            siblings.push(node);
        }
        node
    }

    /// The node with this id, if it is declared or named anywhere.
    pub fn find(&self, id: &str) -> Option<ProvisionId> {
        self.nodes.get_index_of(id).map(|ix| ProvisionId(ix as u32))
    }

    /// The id of a node.
    pub fn text(&self, id: ProvisionId) -> &str {
        self.nodes.get_index(id.ix()).map_or("", |(text, _)| text)
    }

    /// The node above.
    pub fn parent(&self, id: ProvisionId) -> Option<ProvisionId> {
        self.nodes.get_index(id.ix()).and_then(|(_, parent)| *parent)
    }

    /// The node and all above it, from the inside out.
    pub fn upwards(&self, id: ProvisionId) -> impl Iterator<Item = ProvisionId> + '_ {
        std::iter::successors(Some(id), |at| self.parent(*at))
    }

    /// The node and all beneath it.
    pub fn subtree(&self, id: ProvisionId) -> impl Iterator<Item = ProvisionId> + '_ {
        let mut open = vec![id];
        std::iter::from_fn(move || {
            let node = open.pop()?;
            open.extend(self.children.get(node.ix()).into_iter().flatten());
            Some(node)
        })
    }

    /// True if `node` is `above` or stands beneath it.
    pub fn is_within(&self, node: ProvisionId, above: ProvisionId) -> bool {
        self.upwards(node).any(|id| id == above)
    }

    /// True if `reach` names `node` or a node above it, and takes out neither.
    pub fn reaches(&self, reach: &Reach, node: ProvisionId) -> bool {
        reach.nodes.iter().any(|n| self.is_within(node, *n)) && !reach.except.iter().any(|n| self.is_within(node, *n))
    }

    /// How many nodes there are.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks whether a rulebook has no provisions")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All ids, each parent before its children.
    pub fn iter(&self) -> impl Iterator<Item = (ProvisionId, &str)> {
        self.nodes.keys().enumerate().map(|(ix, text)| (ProvisionId(ix as u32), text.as_str()))
    }
}

/// The id above: `742.6(a)` for `742.6(a)(6)`, `3A090` for `3A090.a`; none for a top node.
fn cut(id: &str) -> Option<&str> {
    let at = id.rfind(['.', '(']).filter(|at| *at > 0)?;
    id.get(..at)
}

/// True if `id` equals `above` or stands beneath it, by spelling alone: for paragraph addresses, which are no nodes.
pub fn is_beneath(id: &str, above: &str) -> bool {
    id.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_names_all_beneath_it() {
        let mut tree = ProvisionTree::default();
        let deep = tree.intern("742.6(a)(6)(iii)");
        let section = tree.intern("742.6");
        let note = tree.intern("3A090.note-2");
        let entry = tree.find("3A090").unwrap();
        assert!(tree.is_within(deep, section));
        assert!(!tree.is_within(section, deep));
        assert!(tree.is_within(note, entry));
        assert_eq!(tree.text(tree.parent(deep).unwrap()), "742.6(a)(6)");
        let reach = Reach { nodes: vec![tree.find("742").unwrap()], except: vec![tree.intern("742.6(a)(6)")] };
        assert!(tree.reaches(&reach, section));
        assert!(!tree.reaches(&reach, deep));
    }

    #[test]
    fn beside_is_not_beneath() {
        let mut tree = ProvisionTree::default();
        let items = tree.intern("740.8-items");
        let nac = tree.intern("740.8");
        assert!(!tree.is_within(items, nac));
        assert!(is_beneath("740.8(a)(2)", "740.8(a)"));
        assert!(!is_beneath("740.80", "740.8"));
    }
}
