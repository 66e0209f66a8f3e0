//! Tree → cells and instances, in order of declaration, depth first.

use std::sync::Arc;

use super::absent::Absent;
use super::errors::{Errors, Mistake, listed, near, quote};
use super::json::{Json, Object};
use super::paths::{self, Path};
use super::references::Reference;
use super::scalars::{provision, scalar, wrong_type};
use super::{FactErrors, Facts, Stipulation};
use crate::model::{FROM, ProvisionTree, RecordId, TO, Type, Vocabulary};
use crate::plan::slots::{Cell, Instance, InstanceId, Layout, List, ListId, Slots};
use crate::value::Number;

/// The instance a value is nested in, the cell there, and its place where that cell holds a list.
pub(super) type Place = (InstanceId, u32, Option<u32>);

/// Reads the facts of one matter.
pub(super) struct Reader<'v> {
    pub(super) vocabulary: &'v Vocabulary,
    tree: &'v ProvisionTree,
    pub(super) layout: &'v Layout,
    path: Path<'v>,
    pub(super) errors: Errors,
    absent: Absent,
    pub(super) slots: Slots,
    /// Where the value now being read goes, if that is a list.
    element: Option<(ListId, usize)>,
    /// References by name, bound when everything is read.
    pub(super) references: Vec<Reference>,
    stipulated: Vec<Stipulation>,
}

/// A field of a record, a fact, or a defined name that is stipulated.
struct Word<'v> {
    name: &'v str,
    ty: &'v Type,
    stated: Stated<'v>,
}

/// What a declaration states besides the type: the lower bound of a number, and that a record is given by its name.
#[derive(Clone, Copy, Default)]
struct Stated<'v> {
    lower: Option<&'v (Number, bool)>,
    by_name: bool,
}

/// The instance that stands for what lists may still hold.
fn phantom_of(record: RecordId) -> Instance {
    Instance { record: Some(record), base: 0, phantom: true, parent: None, unnamed: false }
}

impl<'v> Reader<'v> {
    pub(super) fn new(vocabulary: &'v Vocabulary, tree: &'v ProvisionTree, layout: &'v Layout) -> Reader<'v> {
        let by_record = vec![Vec::new(); vocabulary.records.len()];
        Reader {
            vocabulary,
            tree,
            layout,
            path: Path::default(),
            errors: Errors::default(),
            absent: Absent::default(),
            slots: Slots {
                cells: Vec::new(),
                instances: Vec::new(),
                lists: Vec::new(),
                by_record,
                supposed: Vec::new(),
            },
            element: None,
            references: Vec::new(),
            stipulated: Vec::new(),
        }
    }

    pub(super) fn read(mut self, facts: &Json) -> Result<Facts, FactErrors> {
        let Json::Object(given) = facts else {
            let message = format!("the facts are an object `{{…}}`, not {}", facts.describe());
            return Err(Mistake::new("facts/wrong-type", message).at("").into());
        };
        self.instance(None, None, Some(given), false);
        self.bind();
        let phantoms: Vec<(RecordId, InstanceId)> =
            self.absent.phantoms().into_iter().map(|record| (record, self.allocate(phantom_of(record)))).collect();
        self.link_phantoms(&phantoms);
        self.errors.or(Facts::new(self.slots, self.stipulated))
    }

    /// A record inside a phantom is not given either: the phantom of its kind stands for it.
    fn link_phantoms(&mut self, phantoms: &[(RecordId, InstanceId)]) {
        for (record, id) in phantoms {
            let fields = self.vocabulary.record(*record).fields.values();
            for (offset, field) in (0u32..).zip(fields) {
                // A reference may name any instance, given ones too: it stays missing.
                let (Type::Record(inner), false) = (&field.ty, field.by_name) else { continue };
                if let Some((_, stands_for_it)) = phantoms.iter().find(|(record, _)| record == inner) {
                    self.set((*id, offset, None), Cell::Record(*stands_for_it));
                }
            }
        }
    }

    /// An instance with all its cells; without `given`, nothing of it is known, and where it is `perhaps` none not even
    /// that it exists.
    pub(super) fn instance(
        &mut self,
        record: Option<RecordId>,
        parent: Option<Place>,
        given: Option<&Object>,
        perhaps: bool,
    ) -> InstanceId {
        let id = self.allocate(Instance { record, base: 0, phantom: perhaps, parent, unnamed: false });
        self.absent.enter(record);
        if let Some(given) = given {
            self.keys(record, given);
        }
        for (offset, word) in (0u32..).zip(self.words(record)) {
            let value = given.and_then(|g| g.get(word.name));
            self.field((id, offset, None), &word, value);
        }
        if let Some(given) = given {
            self.stipulations(id, record, given);
        }
        self.absent.leave(record);
        id
    }

    /// Gives the instance its number and its cells, all missing.
    fn allocate(&mut self, instance: Instance) -> InstanceId {
        let id = InstanceId(self.slots.instances.len() as u32);
        let (base, size) = (self.slots.cells.len(), self.layout.shape(instance.record).size() as usize);
        self.slots.cells.resize(base + size, Cell::Missing);
        if let Some(of_kind) = instance.record.and_then(|r| self.slots.by_record.get_mut(r.ix())) {
            of_kind.push(id);
        }
        self.slots.instances.push(Instance { base: base as u32, ..instance });
        id
    }

    pub(super) fn set(&mut self, (id, offset, _): Place, cell: Cell) {
        let base = self.slots.instances.get(id.0 as usize).map_or(0, |i| i.base);
        if let Some(place) = self.slots.cells.get_mut((base + offset) as usize) {
            *place = cell;
        }
    }

    /// The fields of a record, or the facts of the matter, in order of declaration.
    fn words(&self, record: Option<RecordId>) -> Vec<Word<'v>> {
        match record {
            None => {
                let word = |(name, fact): (&'v String, &'v crate::model::Fact)| Word {
                    name,
                    ty: &fact.ty,
                    stated: Stated { lower: fact.lower.as_ref(), by_name: fact.by_name },
                };
                self.vocabulary.facts.iter().map(word).collect()
            }
            Some(id) => {
                let word = |(name, field): (&'v String, &'v crate::model::Field)| Word {
                    name,
                    ty: &field.ty,
                    stated: Stated { lower: field.lower.as_ref(), by_name: field.by_name },
                };
                self.vocabulary.record(id).fields.iter().map(word).collect()
            }
        }
    }

    fn field(&mut self, place: Place, word: &Word<'v>, value: Option<&Json>) {
        self.path.enter(word.name);
        self.element = None;
        let cell = match value {
            Some(json) => self.value(word.ty, word.stated, json, place),
            None => self.missing(word.ty, word.stated, place),
        };
        self.path.leave();
        self.set(place, cell);
    }

    /// The cell of a value that is not given.
    fn missing(&mut self, ty: &'v Type, stated: Stated<'v>, place: Place) -> Cell {
        if stated.by_name {
            // It may name one that is not among the facts.
            self.absent.more_of(self.vocabulary, ty);
        }
        match ty.required() {
            Type::Record(id) if self.absent.makes(*id) => {
                // What may be none may not exist, and nothing within it.
                let perhaps = matches!(ty, Type::Optional(_)) || self.slots.is_phantom(place.0);
                let id = self.instance(Some(*id), Some(place), None, perhaps);
                if let Some(instance) = self.slots.instances.get_mut(id.0 as usize) {
                    instance.unnamed = stated.by_name;
                }
                Cell::Record(id)
            }
            required => {
                self.absent.more_of(self.vocabulary, required);
                Cell::Missing
            }
        }
    }

    /// The cell of a value that is given. A mistake is noted and leaves the cell missing.
    fn value(&mut self, ty: &'v Type, stated: Stated<'v>, json: &Json, place: Place) -> Cell {
        match (ty, json) {
            (Type::Optional(_), Json::Null) => Cell::None,
            (Type::Optional(inner), _) => self.value(inner, stated, json, place),
            (_, Json::Null) => self.mistake(self.not_optional(ty)),
            (Type::Record(id), _) if stated.by_name => self.reference(*id, json, place),
            (Type::Record(id), Json::Object(given)) => {
                let instance = self.instance(Some(*id), Some(place), Some(given), false);
                self.forwards(*id, instance);
                Cell::Record(instance)
            }
            (Type::Set(inner), _) if **inner == Type::Provision => self.provisions(ty, json),
            (Type::List(inner) | Type::Set(inner), _) => self.list((ty, inner), stated, json, place),
            _ => {
                let read = scalar(self.vocabulary, self.tree, ty, stated.lower, json);
                read.unwrap_or_else(|mistake| self.mistake(mistake))
            }
        }
    }

    /// A range runs forwards: its lower end is not above the upper one.
    fn forwards(&mut self, record: RecordId, instance: InstanceId) {
        if !self.vocabulary.record(record).is_range {
            return;
        }
        let ends = (self.slots.cell(instance, FROM.0), self.slots.cell(instance, TO.0));
        let reversed = match ends {
            (Cell::Number(from), Cell::Number(to)) => from > to,
            (Cell::Date(from), Cell::Date(to)) => from > to,
            _ => false,
        };
        if reversed {
            let message = "the range runs backwards: its lower end `from` is above its upper end `to`";
            self.mistake(Mistake::new("facts/reversed-range", message).help("turn them round if they were mixed up"));
        }
    }

    fn list(&mut self, (ty, inner): (&'v Type, &'v Type), stated: Stated<'v>, json: &Json, place: Place) -> Cell {
        let (elements, complete) = match json {
            Json::List(elements) => (elements.as_slice(), true),
            Json::Object(form) if form.get("list").is_some() || form.get("complete").is_some() => self.list_form(form),
            other => {
                let mistake = wrong_type(self.vocabulary, ty, other).help("write `[…]` around it");
                return self.mistake(mistake);
            }
        };
        if !complete {
            self.absent.more_of(self.vocabulary, inner);
        }
        let id = ListId(self.slots.lists.len() as u32);
        self.slots.lists.push(List { elements: Vec::new(), complete });
        let mut cells = Vec::with_capacity(elements.len());
        for (n, element) in elements.iter().enumerate() {
            self.path.at(n);
            self.element = Some((id, n));
            cells.push(self.value(inner, stated, element, (place.0, place.1, Some(n as u32))));
            self.path.leave();
        }
        if let Some(list) = self.slots.lists.get_mut(id.0 as usize) {
            list.elements = cells;
        }
        Cell::List(id)
    }

    /// A reference by name: until it is bound its cell holds the name.
    fn reference(&mut self, record: RecordId, json: &Json, place: Place) -> Cell {
        let Json::Text(name) = json else {
            let called = &self.vocabulary.record(record).name;
            let message = format!("the name of a {called} is needed, not {}", json.describe());
            let help = format!("state the {called} itself elsewhere among the facts");
            return self.mistake(Mistake::new("facts/wrong-type", message).help(help));
        };
        let (name, path): (Arc<str>, String) = (name.as_str().into(), self.path.to_string());
        self.references.push(Reference { record, name: Arc::clone(&name), path, place, element: self.element });
        Cell::Text(name)
    }

    /// `{"list": […], "complete": false}`
    fn list_form<'j>(&mut self, form: &'j Object) -> (&'j [Json], bool) {
        const KEYS: [&str; 2] = ["list", "complete"];
        for key in form.members.keys().filter(|k| !KEYS.contains(&k.as_str())) {
            let message = format!("{} has no place in a list", quote(key));
            let mistake = Mistake::new("facts/unknown-field", message);
            self.mistake_at(key, mistake.help("a list that may go on is `{\"list\": […], \"complete\": false}`"));
        }
        self.repeated(form);
        let complete = match form.get("complete") {
            None | Some(Json::YesNo(true)) => true,
            Some(Json::YesNo(false)) => false,
            Some(other) => {
                self.mistake_at("complete", wrong_type(self.vocabulary, &Type::YesNo, other));
                false
            }
        };
        let elements: &[Json] = match form.get("list") {
            Some(Json::List(elements)) => elements,
            other => {
                let found = other.map_or_else(|| "nothing".to_string(), Json::describe);
                let message = format!("the elements are needed, `[…]`, not {found}");
                self.mistake_at("list", Mistake::new("facts/wrong-type", message));
                &[]
            }
        };
        (elements, complete)
    }

    fn provisions(&mut self, ty: &'v Type, json: &Json) -> Cell {
        let Json::List(ids) = json else {
            let mistake = wrong_type(self.vocabulary, ty, json).help("write a list of ids, as in `[\"740.8\"]`");
            return self.mistake(mistake);
        };
        let mut found = Vec::with_capacity(ids.len());
        for (n, id) in ids.iter().enumerate() {
            self.path.at(n);
            match provision(self.vocabulary, self.tree, id) {
                Ok(provision) => found.push(provision),
                Err(mistake) => {
                    self.mistake(mistake);
                }
            }
            self.path.leave();
        }
        found.sort_unstable();
        found.dedup();
        Cell::Provisions(Arc::from(found))
    }

    /// Values given in the place of defined names (S20); a field of the same name comes first.
    fn stipulations(&mut self, id: InstanceId, record: Option<RecordId>, given: &Object) {
        let shape = self.layout.shape(record);
        for (offset, name) in (shape.fields..).zip(&shape.stipulable) {
            let Some(defined) = self.vocabulary.defined.get(name.ix()) else { continue };
            let is_field = paths::field_of(self.vocabulary, record, &defined.name).is_some();
            if let (Some(value), false) = (given.get(&defined.name), is_field) {
                let word = Word { name: &defined.name, ty: &defined.ty, stated: Stated::default() };
                self.field((id, offset, None), &word, Some(value));
                self.stipulated.push(Stipulation { instance: id, name: *name, path: self.path.with(&defined.name) });
            }
        }
    }

    /// Notes the keys that mean nothing here, and those given twice.
    fn keys(&mut self, record: Option<RecordId>, given: &Object) {
        self.repeated(given);
        for key in given.members.keys() {
            if !self.is_word(record, key) {
                self.mistake_at(key, self.unknown(record, key));
            }
        }
    }

    fn unknown(&self, record: Option<RecordId>, key: &str) -> Mistake {
        let message = match record {
            None => format!("{} is not a fact of this rulebook", quote(key)),
            Some(id) => format!("{} is not a field of {}", quote(key), self.vocabulary.record(id).name),
        };
        let known: Vec<&str> = self.words(record).iter().map(|w| w.name).chain(self.defined(record)).collect();
        let few = || (1..=12).contains(&known.len()).then(|| format!("there are {}", listed(known.iter().copied())));
        let help = near(key, known.iter().copied()).or_else(few);
        Mistake::new("facts/unknown-field", message).maybe_help(help)
    }

    fn repeated(&mut self, given: &Object) {
        for key in &given.repeated {
            self.mistake_at(key, Mistake::given_twice(key));
        }
    }

    fn is_word(&self, record: Option<RecordId>, key: &str) -> bool {
        paths::field_of(self.vocabulary, record, key).is_some() || self.defined(record).any(|name| name == key)
    }

    /// The defined names of a record, or of none.
    fn defined(&self, record: Option<RecordId>) -> impl Iterator<Item = &'v str> + use<'v> {
        let vocabulary = self.vocabulary;
        let names = self.layout.shape(record).stipulable.iter();
        names.filter_map(|id| vocabulary.defined.get(id.ix()).map(|d| d.name.as_str()))
    }

    fn not_optional(&self, ty: &Type) -> Mistake {
        let name = quote(self.path.name());
        let message = match ty {
            Type::List(_) | Type::Set(_) => {
                format!("{name} cannot be none; write `[]` where it is empty, leave it out where it is not known")
            }
            _ => format!("{name} cannot be none; leave it out where it is not known"),
        };
        Mistake::new("facts/none", message)
    }

    fn mistake(&mut self, mistake: Mistake) -> Cell {
        self.errors.push(mistake.at(self.path.to_string()));
        Cell::Missing
    }

    fn mistake_at(&mut self, key: &str, mistake: Mistake) {
        self.errors.push(mistake.at(self.path.with(key)));
    }
}
