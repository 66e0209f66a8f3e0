//! JSON text → row, in one pass and without a tree.
//!
//! The scanner is our own, because serde keeps the digits of a number only as a slice that is scanned twice, and finds keys by
//! building them. It takes what it fully understands: objects whose keys are declared and stand once, strings without escapes, plain
//! decimals of up to 18 digits, values of the declared type, within the declared bounds. Anything else it refuses without a word;
//! the reader of facts is then asked, and tells what is wrong, or reads what is merely unusual.
//!
//! What is read first does not depend on the law: a value as it is written, at the place of its field. Codes are made of that
//! afterwards, so the day of a matter, and with it the law, may stand anywhere in the text.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::cells::{Coding, FIRST, Key, MISSING, NONE, Ordered, declared};
use super::graph::Frame;
use super::layout::{Layout, Read, TOO_LARGE, Writer, counts};
use super::translate::is_by_name;
use crate::model::{ProvisionTree, Type, Vocabulary};
use crate::plan::slots::Cell;
use crate::plan::{Plan, ProvisionId, RecordId};
use crate::value::Number;

/// A value as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Raw {
    /// The digits of a number; a day's or a member's number; yes as 1; where a text or the elements of a list begin (upper half)
    /// and how many there are.
    pub value: i64,
    /// 0: not given; 1: none; from 2 on: given, of a number with so many decimal places and 2.
    pub kind: u32,
}

/// Marks a value that is given.
const GIVEN: u32 = 2;

/// How the value of a field is read.
#[derive(Clone, Debug)]
enum Shape {
    YesNo,
    /// A number, with the bound it keeps, and the name of its unit.
    Number(Option<Ordered>, String),
    Days,
    Date,
    /// A member of a list of values: index into [`Reader::members`].
    Member(usize),
    Text,
    /// A record that lies in the frame, after a mark that it is given: index into [`Reader::objects`].
    Record(usize),
    /// A list of records or of plain values.
    List(Box<Shape>),
    /// The exemptions that are claimed.
    Claims,
    /// Left to the reader of facts.
    Refused,
}

#[derive(Clone, Debug)]
struct Field {
    name: Box<[u8]>,
    /// The name as a key that begins a member, `"tpp":`, in words of eight bytes, each with the mask of those that count.
    key: Box<[(u64, u64)]>,
    length: usize,
    shape: Shape,
    optional: bool,
    /// The place of its value in the frame.
    at: u32,
}

/// The fields of the matter or of a record.
#[derive(Clone, Debug, Default)]
struct Object {
    fields: Vec<Field>,
    by_name: FxHashMap<Box<[u8]>, u32>,
    /// How many values the frame holds, those of records that lie in it included.
    size: u32,
}

/// Reads the facts of one rulebook, whatever the law.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    objects: Vec<Object>,
    members: Vec<FxHashMap<Box<[u8]>, u32>>,
    /// The object of each record, by its number.
    records: FxHashMap<RecordId, usize>,
    claims: Option<u32>,
}

/// What was read of one matter.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// The values, frame after frame.
    pub raws: Vec<Raw>,
    /// The elements of lists: where each one's frame begins.
    elements: Vec<u32>,
    open: Vec<u32>,
    claims: Vec<ProvisionId>,
}

impl Values {
    /// A matter of so many values, none of them given.
    pub fn clear(&mut self, size: u32) {
        self.elements.clear();
        self.open.clear();
        self.claims.clear();
        self.raws.clear();
        self.raws.resize(size as usize, Raw::default());
    }

    /// Puts down one value.
    pub fn put(&mut self, place: u32, raw: Raw) {
        if let Some(at) = self.raws.get_mut(place as usize) {
            *at = raw;
        }
    }
}

impl Reader {
    /// The reader for a vocabulary.
    pub fn new(vocabulary: &Vocabulary) -> Reader {
        let member = |e: &crate::model::Enumeration| {
            let names = e.members.values().flat_map(|titles| titles.0.iter().map(|(_, name)| name.as_str()));
            let all = e.members.keys().map(String::as_str).chain(names);
            all.filter_map(|text| Some((Box::from(text.as_bytes()), e.find(text)?))).collect()
        };
        let mut reader = Reader { members: vocabulary.enumerations.iter().map(member).collect(), ..Reader::default() };
        reader.claims = vocabulary.claims().map(|id| id.0);
        reader.objects = vec![Object::default(); vocabulary.records.len() + 1];
        for id in 0..vocabulary.records.len() as u32 {
            reader.records.insert(RecordId(id), id as usize + 1);
        }
        reader.objects[0] = reader.object(vocabulary, None);
        for (at, id) in (1..).zip((0..vocabulary.records.len() as u32).map(RecordId)) {
            reader.objects[at] = reader.object(vocabulary, Some(id));
        }
        reader
    }

    /// The fields of a record; those that lie in it follow in its frame.
    fn object(&self, vocabulary: &Vocabulary, record: Option<RecordId>) -> Object {
        let mut object = Object::default();
        let names: Vec<&String> = match record {
            None => vocabulary.facts.keys().collect(),
            Some(id) => vocabulary.record(id).fields.keys().collect(),
        };
        for (offset, name) in (0u32..).zip(names) {
            let Some(ty) = declared(vocabulary, record, offset) else { continue };
            let optional = matches!(ty, Type::Optional(_));
            let lies_in = inner(vocabulary, record, offset);
            let refused = matches!(ty.required(), Type::Record(_)) && (optional || lies_in.is_none());
            let is_claims = record.is_none() && self.claims == Some(offset);
            let shape = match () {
                () if refused => Shape::Refused,
                () if is_claims => Shape::Claims,
                () => self.shape(vocabulary, ty.required(), lower(vocabulary, record, offset)),
            };
            let at = object.size;
            object.size += match (&shape, lies_in) {
                (Shape::Record(_), Some(inner)) => 1 + size_of(vocabulary, inner),
                _ => 1,
            };
            object.by_name.insert(Box::from(name.as_bytes()), object.fields.len() as u32);
            let key = format!("\"{name}\":");
            object.fields.push(Field {
                name: Box::from(name.as_bytes()),
                length: key.len(),
                key: words(key.as_bytes()),
                shape,
                optional,
                at,
            });
        }
        object
    }

    fn shape(&self, vocabulary: &Vocabulary, ty: &Type, lower: Option<&(Number, bool)>) -> Shape {
        match ty {
            Type::YesNo => Shape::YesNo,
            Type::Number(unit) => {
                let bound = lower.map(|(at, included)| Ordered::bound(at, *included, &unit.factor));
                // A unit that is made of others is left to the reader of facts.
                let declared = vocabulary.units.get(&unit.name).is_some_and(|declared| declared == unit);
                Shape::Number(bound, if declared { unit.name.clone() } else { String::new() })
            }
            Type::Days => Shape::Days,
            Type::Date => Shape::Date,
            Type::Text => Shape::Text,
            Type::Enumeration(id) => Shape::Member(id.ix()),
            Type::Record(id) => self.records.get(id).map_or(Shape::Refused, |at| Shape::Record(*at)),
            Type::List(inner) | Type::Set(inner) => match self.shape(vocabulary, inner, lower) {
                Shape::List(_) | Shape::Refused => Shape::Refused,
                inner => Shape::List(Box::new(inner)),
            },
            _ => Shape::Refused,
        }
    }

    /// Reads a text; false where it is left to the reader of facts.
    pub fn read(&self, tree: &ProvisionTree, text: &str, values: &mut Values) -> bool {
        values.clear(0);
        let mut scan = Scan { reader: self, tree, text: text.as_bytes(), at: 0, depth: 0, values };
        text.len() <= LONGEST && scan.matter().is_some()
    }

    /// Where a value lies in its frame; none where the reader does not read it.
    pub fn place(&self, frame: Frame, steps: &[(Option<RecordId>, u32)]) -> Option<u32> {
        let mut object = match frame {
            Frame::Matter => 0,
            Frame::Record(record) => *self.records.get(&record)?,
            Frame::Element(..) => return steps.is_empty().then_some(0),
        };
        let mut at = 0;
        for (n, (_, offset)) in steps.iter().enumerate() {
            let field = self.objects.get(object)?.fields.get(*offset as usize)?;
            at += field.at;
            match field.shape {
                Shape::Record(inner) => {
                    // After the mark that it is given.
                    at += 1;
                    object = inner;
                }
                Shape::Refused => return None,
                _ if n + 1 < steps.len() => return None,
                _ => {}
            }
        }
        Some(at)
    }
}

/// What a column may hold of a fact.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'r> {
    /// 0 or 1.
    YesNo,
    /// Decimals in the declared unit, with the bound they keep.
    Number(Option<&'r Ordered>),
    /// Numbers of days of a period.
    Days,
    /// Days by their number.
    Date,
    /// Names of values: the value of each name.
    Member(&'r FxHashMap<Box<[u8]>, u32>),
    /// Texts.
    Text,
}

impl Reader {
    /// The place of a fact or field that is one plain value, by its path, and what it may hold; none of others.
    pub fn column(&self, path: &str) -> Option<(u32, Kind<'_>)> {
        let mut object = self.objects.first()?;
        let mut at = 0;
        let mut steps = path.split('.').peekable();
        while let Some(step) = steps.next() {
            let field = object.fields.get(*object.by_name.get(step.as_bytes())? as usize)?;
            at += field.at;
            let kind = match &field.shape {
                Shape::Record(inner) => {
                    // After the mark that it is given.
                    at += 1;
                    object = self.objects.get(*inner)?;
                    continue;
                }
                Shape::YesNo => Kind::YesNo,
                Shape::Number(bound, _) => Kind::Number(bound.as_ref()),
                Shape::Days => Kind::Days,
                Shape::Date => Kind::Date,
                Shape::Member(members) => Kind::Member(self.members.get(*members)?),
                Shape::Text => Kind::Text,
                Shape::List(_) | Shape::Claims | Shape::Refused => return None,
            };
            return steps.peek().is_none().then_some((at, kind));
        }
        None
    }

    /// How many values a matter has, those of its lists left out.
    pub fn size(&self) -> u32 {
        self.objects.first().map_or(0, |object| object.size)
    }
}

/// Bytes in words of eight, each with the mask of those that count.
fn words(bytes: &[u8]) -> Box<[(u64, u64)]> {
    let word =
        |bytes: &[u8], of: fn(u8) -> u8| bytes.iter().rev().fold(0u64, |word, byte| word << 8 | u64::from(of(*byte)));
    bytes.chunks(8).map(|chunk| (word(chunk, |byte| byte), word(chunk, |_| 0xFF))).collect()
}

fn lower(vocabulary: &Vocabulary, record: Option<RecordId>, offset: u32) -> Option<&(Number, bool)> {
    match record {
        None => vocabulary.facts.get_index(offset as usize).and_then(|(_, fact)| fact.lower.as_ref()),
        Some(id) => vocabulary.record(id).fields.get_index(offset as usize).and_then(|(_, field)| field.lower.as_ref()),
    }
}

/// The record that lies in a record or in the matter at this place; none where there is none, where it is only named, and where it holds
/// itself, through others or not: of such there is no end.
fn inner(vocabulary: &Vocabulary, record: Option<RecordId>, offset: u32) -> Option<RecordId> {
    match declared(vocabulary, record, offset)? {
        Type::Record(inner) if !is_by_name(vocabulary, record, offset) => {
            (!holds(vocabulary, *inner, *inner, &mut Vec::new())).then_some(*inner)
        }
        _ => None,
    }
}

/// True if in a record, or in one that lies in it, lies the one that is sought.
fn holds(vocabulary: &Vocabulary, record: RecordId, sought: RecordId, seen: &mut Vec<RecordId>) -> bool {
    if seen.contains(&record) {
        return false;
    }
    seen.push(record);
    let fields = vocabulary.record(record).fields.values();
    let mut lying = fields.filter_map(|field| match field.ty {
        Type::Record(inner) if !field.by_name => Some(inner),
        _ => None,
    });
    lying.any(|inner| inner == sought || holds(vocabulary, inner, sought, seen))
}

/// How many values the frame of a record holds.
fn size_of(vocabulary: &Vocabulary, record: RecordId) -> u32 {
    let size = |offset| inner(vocabulary, Some(record), offset).map_or(1, |inner| 1 + size_of(vocabulary, inner));
    (0..vocabulary.record(record).fields.len() as u32).map(size).sum()
}

/// Most records inside one another, and longest text.
const MOST_DEPTH: u32 = 64;
const LONGEST: usize = i32::MAX as usize;

struct Scan<'a> {
    reader: &'a Reader,
    tree: &'a ProvisionTree,
    text: &'a [u8],
    at: usize,
    depth: u32,
    values: &'a mut Values,
}

/// None everywhere means: left to the reader of facts.
impl<'a> Scan<'a> {
    fn matter(&mut self) -> Option<()> {
        let size = self.reader.objects.first()?.size;
        self.values.raws.resize(size as usize, Raw::default());
        self.object(0, 0)?;
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        let mut at = self.at;
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.text.get(at) {
            at += 1;
        }
        self.at = at;
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// True for one more member or element, false at the closing bracket.
    #[inline]
    fn more(&mut self, closing: u8, first: bool) -> Option<bool> {
        self.space();
        let byte = self.peek()?;
        if byte == closing {
            self.at += 1;
            return Some(false);
        }
        if !first {
            if byte != b',' {
                return None;
            }
            self.at += 1;
            self.space();
            // No comma stands before a closing bracket.
            if self.peek()? == closing {
                return None;
            }
        }
        Some(true)
    }

    fn object(&mut self, object: usize, base: u32) -> Option<()> {
        let of: &'a Object = self.reader.objects.get(object)?;
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return None;
        }
        self.eat(b'{')?;
        let mut expected = 0;
        let mut first = true;
        while self.more(b'}', first)? {
            first = false;
            let field = self.key(of, expected)?;
            expected = field + 1;
            let field = of.fields.get(field)?;
            self.space();
            self.member(field, base + field.at)?;
        }
        self.depth -= 1;
        Some(())
    }

    /// The number of the field whose key comes next; most texts keep to the order of declaration.
    #[inline]
    fn key(&mut self, of: &'a Object, expected: usize) -> Option<usize> {
        if let Some(field) = of.fields.get(expected) {
            let mut at = self.at;
            let same = field.key.iter().all(|(word, mask)| {
                let next = self.text.get(at..).and_then(|rest| rest.first_chunk());
                at += 8;
                next.is_some_and(|bytes| u64::from_le_bytes(*bytes) & mask == *word)
            });
            if same {
                self.at += field.length;
                return Some(expected);
            }
        }
        let key = self.string()?;
        let found = match of.fields.get(expected) {
            Some(field) if *field.name == *key => expected,
            _ => *of.by_name.get(key)? as usize,
        };
        self.eat(b':')?;
        Some(found)
    }

    fn member(&mut self, field: &'a Field, at: u32) -> Option<()> {
        // Given twice: an error for the reader of facts to tell.
        let repeated = self.values.raws.get(at as usize)?.kind != 0;
        if repeated {
            return None;
        }
        if self.peek()? == b'n' {
            self.word(b"null")?;
            return field.optional.then(|| self.set(at, 0, NONE));
        }
        self.value(&field.shape, at)
    }

    fn set(&mut self, at: u32, value: i64, kind: u32) {
        if let Some(place) = self.values.raws.get_mut(at as usize) {
            *place = Raw { value, kind };
        }
    }

    fn value(&mut self, shape: &'a Shape, at: u32) -> Option<()> {
        match shape {
            Shape::YesNo => {
                let yes = self.peek()? == b't';
                self.word(if yes { b"true" } else { b"false" })?;
                self.set(at, i64::from(yes), GIVEN);
            }
            Shape::Number(bound, unit) => {
                let (mantissa, places) = self.amount(&[unit])?;
                if let Some(bound) = bound
                    && bound.code_written(mantissa, places)? == FIRST
                {
                    return None;
                }
                self.set(at, mantissa, GIVEN + places);
            }
            Shape::Days => {
                let (days, places) = self.amount(&["days", "day"])?;
                if places != 0 {
                    return None;
                }
                self.set(at, days, GIVEN);
            }
            Shape::Date => {
                let text = self.string()?;
                let day = day(text)?;
                self.set(at, day, GIVEN);
            }
            Shape::Member(members) => {
                let text = self.string()?;
                let member = *self.reader.members.get(*members)?.get(text)?;
                self.set(at, i64::from(member), GIVEN);
            }
            Shape::Text => {
                let length = self.string()?.len();
                let start = self.at - 1 - length;
                self.set(at, (start as i64) << 32 | length as i64, GIVEN);
            }
            Shape::Record(object) => {
                self.set(at, 0, GIVEN);
                self.object(*object, at + 1)?;
            }
            Shape::List(inner) => self.list(inner, at)?,
            Shape::Claims => self.claims(at)?,
            Shape::Refused => return None,
        }
        Some(())
    }

    fn list(&mut self, inner: &'a Shape, at: u32) -> Option<()> {
        self.eat(b'[')?;
        let mark = self.values.open.len();
        let mut first = true;
        while self.more(b']', first)? {
            first = false;
            let base = self.values.raws.len() as u32;
            let size = match inner {
                Shape::Record(object) => 1 + self.reader.objects.get(*object)?.size,
                _ => 1,
            };
            self.values.raws.resize((base + size) as usize, Raw::default());
            let marked = u32::from(matches!(inner, Shape::Record(_)));
            self.values.open.push(base + marked);
            self.value(inner, base)?;
        }
        let from = self.values.elements.len() as i64;
        let count = (self.values.open.len() - mark) as i64;
        self.values.elements.extend_from_slice(self.values.open.get(mark..)?);
        self.values.open.truncate(mark);
        self.set(at, from << 32 | count, GIVEN);
        Some(())
    }

    fn claims(&mut self, at: u32) -> Option<()> {
        self.eat(b'[')?;
        let mut first = true;
        while self.more(b']', first)? {
            first = false;
            let id = std::str::from_utf8(self.string()?).ok()?;
            self.values.claims.push(self.tree.find(id)?);
        }
        self.set(at, 0, GIVEN);
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let end = self.at + word.len();
        let found = self.text.get(self.at..end)? == word;
        self.at = end;
        found.then_some(())
    }

    /// A string without escapes.
    #[inline]
    fn string(&mut self) -> Option<&'a [u8]> {
        self.space();
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let rest = self.text.get(start..)?;
        let length = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
        let found = rest.get(..length)?;
        self.at = start + length + 1;
        (rest.get(length) == Some(&b'"')).then_some(found)
    }

    /// A plain decimal, as it is or as a text: alone, or before a space and one of these units.
    #[inline]
    fn amount(&mut self, units: &[impl AsRef<str>]) -> Option<(i64, u32)> {
        if self.peek()? != b'"' {
            return self.number();
        }
        self.at += 1;
        let number = self.number()?;
        if self.peek()? == b' ' {
            let rest = self.text.get(self.at + 1..)?;
            let is_unit =
                |unit: &&str| rest.strip_prefix(unit.as_bytes()).is_some_and(|after| after.first() == Some(&b'"'));
            let unit = units.iter().map(AsRef::as_ref).filter(|unit| !unit.is_empty()).find(is_unit)?;
            self.at += 1 + unit.len();
        }
        (self.peek()? == b'"').then(|| self.at += 1)?;
        Some(number)
    }

    /// A plain decimal: its digits as one number, and how many of them stand after the point.
    #[inline]
    fn number(&mut self) -> Option<(i64, u32)> {
        let rest = self.text.get(self.at..)?;
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            _ => (false, rest),
        };
        let mut mantissa = 0i64;
        let mut take = |digits: &[u8]| {
            let mut count = 0;
            while let Some(digit @ b'0'..=b'9') = digits.get(count) {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
                count += 1;
            }
            count
        };
        let whole = take(digits);
        // One digit at least, and no zero before others.
        if whole == 0 || whole > 1 && digits.first() == Some(&b'0') {
            return None;
        }
        let (mut places, mut length) = (0, whole);
        if digits.get(whole) == Some(&b'.') {
            places = take(digits.get(whole + 1..)?);
            length += 1 + places;
            if places == 0 {
                return None;
            }
        }
        self.at += length + usize::from(negative);
        let ends = !matches!(digits.get(length), Some(b'e' | b'E'));
        (ends && whole + places <= 18).then_some((if negative { -mantissa } else { mantissa }, places as u32))
    }
}

/// The number of a day written `2023-11-17`.
#[inline]
fn day(text: &[u8]) -> Option<i64> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = *text else { return None };
    let mut number = [0i64; 8];
    for (place, digit) in number.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *place = i64::from(digit.checked_sub(b'0').filter(|d| *d < 10)?);
    }
    let [a, b, c, d, e, f, g, h] = number;
    let (year, month, day) = (a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h);
    day_number(year, month, day)
}

/// The number of a day of the calendar, counted as [`Date::number`](crate::value::Date::number) counts; none where there is no such day.
#[inline]
fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    const BEFORE: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (before, next) = (*BEFORE.get((month - 1) as usize)?, *BEFORE.get(month as usize)?);
    let length = next - before + i64::from(leap && month == 2);
    if year < 1 || day < 1 || day > length {
        return None;
    }
    let past = year - 1;
    let leap_day = i64::from(leap && month > 2);
    Some(past * 365 + past / 4 - past / 100 + past / 400 + before + leap_day + day - 1)
}

// ---- values → row

/// What becomes of a value.
#[derive(Clone, Debug)]
enum Made {
    /// A code, by index into [`Encoder::codings`].
    Code(u32, u32),
    /// An exact number: so many base units to one of the declared.
    Exact(u32, Option<(i64, u32)>),
    /// The place of elements, by the number of their frame, and the cell of the list.
    List(u32, u32, Box<Read>),
}

#[derive(Clone, Debug, Default)]
struct FrameCells {
    size: u32,
    /// The place of the value, and what becomes of it.
    cells: Vec<(u32, Made)>,
}

/// Makes rows of values for one law.
#[derive(Clone, Debug, Default)]
pub struct Encoder {
    frames: Vec<(Frame, FrameCells)>,
    codings: Vec<Coding>,
    /// Words that depend on the day: its code, or its exact number.
    days: Vec<(u32, Option<u32>)>,
    /// Words that depend on what is claimed.
    counts: Vec<(u32, crate::plan::ProvisionIx)>,
}

impl Encoder {
    /// For the frames of a layout; none where something is read that the reader does not read.
    pub fn new(vocabulary: &Vocabulary, reader: &Reader, layout: &Layout) -> Option<Encoder> {
        let mut encoder = Encoder::default();
        let mut known: IndexMap<Key, u32> = IndexMap::new();
        for (frame, words) in &layout.frames {
            let mut cells = FrameCells { size: words.size, cells: Vec::new() };
            for read in words.reads.values() {
                encoder.read((vocabulary, reader, layout), *frame, read, &mut known, &mut cells)?;
            }
            encoder.frames.push((*frame, cells));
        }
        Some(encoder)
    }

    fn read(
        &mut self,
        (vocabulary, reader, layout): (&Vocabulary, &Reader, &Layout),
        frame: Frame,
        read: &Read,
        known: &mut IndexMap<Key, u32>,
        cells: &mut FrameCells,
    ) -> Option<()> {
        let coding = read.code.and_then(|word| Some((word, layout.codings.get(&read.key)?)));
        let coding = coding.map(|(word, coding)| {
            let at = *known.entry(read.key).or_insert_with(|| {
                self.codings.push(coding.clone());
                self.codings.len() as u32 - 1
            });
            (word, at)
        });
        match read.key {
            Key::Counts(exemption) => {
                self.counts.extend(coding.map(|(word, _)| (word, exemption)));
                return Some(());
            }
            Key::Day => {
                self.days.extend(coding.map(|(word, coding)| (word, Some(coding))));
                self.days.extend(read.exact.map(|word| (word, None)));
                return Some(());
            }
            Key::Cell(..) | Key::Element(..) => {}
        }
        let place = reader.place(frame, &read.steps)?;
        cells.cells.extend(coding.map(|(word, coding)| (place, Made::Code(word, coding))));
        if let Some(word) = read.exact {
            cells.cells.push((place, Made::Exact(word, factor(vocabulary, read.key))));
        }
        if let Some((word, element)) = read.list {
            let of = layout.frames.get_index_of(&element)? as u32;
            cells.cells.push((place, Made::List(word, of, Box::new(read.clone()))));
        }
        Some(())
    }

    /// Writes a row; false where only the exact number of some fact tells its code.
    pub fn write(
        &self,
        (plan, vocabulary, layout): (&Plan, &Vocabulary, &Layout),
        (text, values, claims): (&str, &Values, Option<u32>),
        on: i64,
        writer: &mut Writer,
    ) -> bool {
        writer.begin(layout);
        let mut writing = Writing { encoder: self, vocabulary, text, values, writer };
        if writing.frame(0, 0).is_none() {
            return false;
        }
        for (word, coding) in &self.days {
            match coding.map(|coding| self.codings.get(coding as usize)) {
                Some(Some(Coding::Ordered(ordered))) => match ordered.code_written(on, 0) {
                    Some(code) => writer.set(*word, code),
                    None => return false,
                },
                Some(_) => return false,
                None => writer.set_exact(*word, on, 0),
            }
        }
        if !self.counts.is_empty() {
            let given = claims.and_then(|at| values.raws.get(at as usize)).is_some_and(|raw| raw.kind != 0);
            let cell = if given { Cell::Provisions(values.claims.as_slice().into()) } else { Cell::Missing };
            for (word, exemption) in &self.counts {
                writer.set(*word, FIRST + u32::from(counts(plan, &cell, *exemption)));
            }
        }
        writer.finish(layout);
        true
    }
}

impl Reader {
    /// The place of the fact `claims`.
    pub fn claims_place(&self) -> Option<u32> {
        self.objects.first()?.fields.get(self.claims? as usize).map(|field| field.at)
    }

    /// The place of a fact that is a day.
    pub fn day_place(&self, fact: u32) -> Option<u32> {
        let field = self.objects.first()?.fields.get(fact as usize)?;
        matches!(field.shape, Shape::Date).then_some(field.at)
    }
}

/// How many base units one of the declared unit is, where that is a decimal.
fn factor(vocabulary: &Vocabulary, key: Key) -> Option<(i64, u32)> {
    let (Key::Cell(record, offset) | Key::Element(record, offset)) = key else { return Some((1, 0)) };
    let ty = match declared(vocabulary, record, offset)?.required() {
        Type::List(inner) => inner,
        other => other,
    };
    match ty {
        Type::Number(unit) => unit.factor.decimal().and_then(|(m, s)| Some((i64::try_from(m).ok()?, s))),
        _ => Some((1, 0)),
    }
}

struct Writing<'a> {
    encoder: &'a Encoder,
    vocabulary: &'a Vocabulary,
    text: &'a str,
    values: &'a Values,
    writer: &'a mut Writer,
}

impl Writing<'_> {
    fn frame(&mut self, frame: u32, from: u32) -> Option<u32> {
        let (kind, of) = self.encoder.frames.get(frame as usize)?;
        let base = self.writer.frame(*kind, of.size);
        for (place, made) in &of.cells {
            let raw = *self.values.raws.get((from + place) as usize)?;
            self.cell(raw, made, base)?;
        }
        Some(base)
    }

    #[inline]
    fn cell(&mut self, raw: Raw, made: &Made, base: u32) -> Option<()> {
        match made {
            Made::Code(word, coding) => {
                let code = match raw.kind {
                    MISSING => return Some(()),
                    NONE => NONE,
                    kind => self.code(self.encoder.codings.get(*coding as usize)?, raw.value, kind - GIVEN)?,
                };
                self.writer.set(base + word, code);
            }
            Made::Exact(word, factor) => match raw.kind {
                MISSING => {}
                NONE => self.writer.set(base + word + 2, NONE),
                kind => {
                    let exact = factor.and_then(|(m, s)| Some((raw.value.checked_mul(m)?, kind - GIVEN + s)));
                    match exact {
                        Some((mantissa, places)) => self.writer.set_exact(base + word, mantissa, places),
                        None => self.writer.set(base + word + 2, TOO_LARGE),
                    }
                }
            },
            Made::List(word, frame, read) => {
                let place = match raw.kind {
                    MISSING => {
                        self.writer.more(self.vocabulary, read);
                        MISSING
                    }
                    NONE => NONE,
                    _ => self.list(raw.value, *frame)?,
                };
                self.writer.set(base + word, place);
            }
        }
        Some(())
    }

    fn list(&mut self, value: i64, frame: u32) -> Option<u32> {
        let (from, count) = ((value >> 32) as usize, (value & 0xFFFF_FFFF) as usize);
        let values = self.values;
        let at = self.writer.begin_list(count);
        for (n, element) in values.elements.get(from..from + count)?.iter().enumerate() {
            let base = self.frame(frame, *element)?;
            self.writer.set(at + 2 + n as u32, base);
        }
        Some(at)
    }

    #[inline]
    fn code(&self, coding: &Coding, value: i64, places: u32) -> Option<u32> {
        match coding {
            Coding::Given => Some(FIRST),
            Coding::YesNo => Some(FIRST + value as u32),
            Coding::Ordered(ordered) => ordered.code_written(value, places),
            Coding::Members(codes) => codes.get(value as usize).copied(),
            Coding::Texts(codes) => {
                let (start, length) = ((value >> 32) as usize, (value & 0xFFFF_FFFF) as usize);
                Some(codes.get(self.text.get(start..start + length)?).copied().unwrap_or(FIRST))
            }
        }
    }
}
