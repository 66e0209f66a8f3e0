//! What is drawn on top of the rest: ranges, chosen elements and working days.

use super::*;

impl Gen {
    pub(super) fn widen(&mut self) {
        self.wide = true;
        self.working = self.rng.chance(70);
        if self.working {
            self.book.records.push(Record { name: s("Holiday"), fields: vec![(s("day"), Type::Date)] });
        }
        let range = |of: Type| Type::Range(Box::new(of));
        let optional = |of: Type| Type::Optional(Box::new(of));
        let bound = num(self.rng.word(&["0", "0", "1", "-1"]));
        let numbers = if self.rng.chance(60) { Type::Bounded(bound, self.rng.chance(30)) } else { Type::Number };
        let fields = [
            ("Item", "band", range(numbers)),
            ("Item", "spare", optional(range(Type::Number))),
            ("Item", "rated", Type::List(Box::new(range(Type::Number)))),
            ("Shipment", "term", range(Type::Date)),
        ];
        for (record, name, ty) in fields {
            if self.rng.chance(70) {
                let record = self.book.records.iter_mut().find(|r| r.name == record).expect("a record");
                record.fields.push((s(name), ty));
            }
        }
        let facts = [
            ("shelf", range(Type::Bounded(num("0"), false))),
            ("window", range(Type::Number)),
            ("season", range(Type::Date)),
        ];
        for (name, ty) in facts {
            if self.rng.chance(70) {
                self.book.facts.push(Fact { name: s(name), ty, question: false });
            }
        }
    }

    pub(super) fn wide_atom(&mut self, ctx: &Ctx) -> Option<Cond> {
        match self.rng.below(3) {
            0 => self.ranges(ctx),
            1 if self.working => Some(self.date_test(ctx)),
            _ => self.chosen_test(ctx),
        }
    }

    pub(super) fn calendar(&mut self) -> Expr {
        let weeks = [vec![0, 1, 2, 3, 4], vec![0, 1, 2, 3, 4], vec![6, 0, 1, 2, 3], vec![0, 2, 5], vec![3]];
        let week = self.rng.pick(&weeks).clone();
        let except = self.rng.chance(80).then(|| s("HOLIDAYS"));
        // Some lists cover all that may be asked about, some end soon.
        let [before, after] = [700, 700].map(|far| if self.rng.chance(60) { far } else { self.rng.below(200) as Day });
        let (from, through) = (self.base - before, self.base + 300 + after);
        Expr::Calendar(Box::new(Calendar { week, except, from, through }))
    }

    fn a_day(&mut self) -> Day {
        self.base + self.rng.below(500) as Day - 30
    }

    pub(super) fn holidays(&mut self) -> Kind {
        let rows = (1..=2 + self.rng.below(6)).map(|n| (n.to_string(), self.a_day())).collect();
        Kind::Register { name: s("HOLIDAYS"), rows }
    }

    pub(super) fn change_of_working_days(&mut self) -> Kind {
        let label = |n: usize| n.to_string();
        match self.rng.below(4) {
            0 => Kind::Set { name: s("working_days"), value: self.calendar() },
            1 => Kind::Row { register: s("HOLIDAYS"), label: label(1 + self.rng.below(4)), day: None },
            _ => {
                let day = Some(self.a_day());
                Kind::Row { register: s("HOLIDAYS"), label: label(20 + self.rng.below(30)), day }
            }
        }
    }

    /// A test of what is read of a chosen element.
    fn chosen_test(&mut self, ctx: &Ctx) -> Option<Cond> {
        let (list, inner, var) = self.list_var(ctx)?;
        let Type::Record(record) = inner.vars[0].1.clone() else { return None };
        let by = if self.rng.chance(30) { self.date(&inner, true) } else { self.number(&inner, 1) };
        let filter = self.rng.chance(50).then(|| self.inline(&inner, 1));
        let chosen = Box::new(Chosen { var: var.clone(), list, greatest: self.rng.chance(50), by, filter });
        let element = Path { root: var, fields: vec![] };
        let of: Vec<DefineInfo> =
            self.defines[..ctx.define].iter().filter(|d| d.of.as_ref() == Some(&record)).cloned().collect();
        let (read, ty) = match of.is_empty() || self.rng.chance(70) {
            true => {
                let mut all = Vec::new();
                self.walk(element.clone(), &Type::Record(record), &mut all);
                let simple =
                    |ty: &Type| !matches!(unwrap_optional(ty), Type::Record(_) | Type::List(_) | Type::Range(_));
                all.retain(|(_, ty)| simple(ty));
                let (path, ty) = self.rng.pick(&all).clone();
                (Expr::Path(path), unwrap_optional(&ty).clone())
            }
            false => {
                let define = self.rng.pick(&of).clone();
                let ty = match define.ty {
                    Ty::YesNo => Type::YesNo,
                    Ty::Number => Type::Number,
                    Ty::Date => Type::Date,
                };
                (Expr::Define(define.name, Some(element)), ty)
            }
        };
        let subject = Expr::OfChosen(chosen, Box::new(read));
        Some(match ty {
            Type::Number | Type::Bounded(..) => self.number_test(ctx, subject),
            Type::Date => self.day_test(ctx, subject),
            Type::YesNo => Cond::Test(subject, vec![Test::Is(Expr::YesNo(self.rng.chance(50)))], false),
            Type::Values(values, ordered) => self.word_test(subject, &values, ordered),
            Type::Country => Cond::Test(subject, vec![Test::In(s("G1"))], false),
            other => panic!("{other:?}"),
        })
    }

    /// One range beside another.
    fn ranges(&mut self, ctx: &Ctx) -> Option<Cond> {
        let (path, ty) = self.path_of(ctx, |ty| matches!(unwrap_optional(ty), Type::Range(_)))?;
        let Type::Range(of) = unwrap_optional(&ty).clone() else { unreachable!() };
        let days = *of == Type::Date;
        let alike = |ty: &Type| matches!(unwrap_optional(ty), Type::Range(of) if (**of == Type::Date) == days);
        let how = *self.rng.pick(&[Beside::Touches, Beside::Covers, Beside::LiesWithin]);
        Some(match self.rng.below(6) {
            0 => {
                let value = self.plain(ctx, days);
                Cond::Beside(Box::new(Span::Fact(path)), Beside::Covers, Box::new(Span::Value(value)))
            }
            1 => {
                let value = if days { self.date_path(ctx) } else { self.number_path(ctx) };
                Cond::Beside(Box::new(Span::Value(value)), Beside::LiesWithin, Box::new(Span::Fact(path)))
            }
            2 | 3 => {
                let (other, _) = self.path_of(ctx, alike).expect("the same at least");
                Cond::Beside(Box::new(Span::Fact(path)), how, Box::new(Span::Fact(other)))
            }
            _ => {
                let written = self.written(ctx, days, how == Beside::Covers);
                Cond::Beside(Box::new(Span::Fact(path)), how, Box::new(written))
            }
        })
    }

    /// What may be compared with both ends.
    fn plain(&mut self, ctx: &Ctx, days: bool) -> Expr {
        match (days, self.rng.below(4)) {
            (true, 0) => Expr::Offset(self.period(), self.rng.chance(60), Box::new(self.date_path(ctx))),
            (true, _) => self.date_path(ctx),
            (false, 0) => {
                let op = *self.rng.pick(&[Op::Add, Op::Subtract, Op::Multiply, Op::Divide]);
                let other = Expr::Num(num(self.rng.word(&NUMBERS)));
                Expr::Arith(op, Box::new(self.number_path(ctx)), Box::new(other))
            }
            (false, _) => self.number_path(ctx),
        }
    }

    /// A range as the law writes it; of constants it holds something.
    fn written(&mut self, ctx: &Ctx, days: bool, both: bool) -> Span {
        let (low, high) = match days {
            true => {
                let from = self.base + self.rng.below(300) as Day;
                (Expr::Date(from), Expr::Date(from + 2 + self.rng.below(90) as Day))
            }
            false => {
                let at = self.rng.below(4);
                let above = at + 1 + self.rng.below(5 - at);
                let marks = ["0", "1", "2.5", "5", "7.5", "10"].map(num);
                (Expr::Num(marks[at]), Expr::Num(marks[above]))
            }
        };
        let other = |g: &mut Gen, end: Expr| match g.rng.below(5) {
            0 if days => g.date(ctx, true),
            0 => g.number(ctx, 1),
            _ => end,
        };
        let (low, high) = (other(self, low), other(self, high));
        let (from, to) = match days {
            // `from D through E`, `after D, before E`
            true => {
                let inside = self.rng.chance(50);
                (Some((low, inside)), Some((high, inside)))
            }
            false => (Some((low, self.rng.chance(50))), Some((high, self.rng.chance(50)))),
        };
        let open = |end: Option<(Expr, bool)>| end.map(|(e, inside)| (e, inside && !days));
        match self.rng.below(5) {
            0 if !both => Span::Written { days, from: open(from), to: None },
            1 if !both => Span::Written { days, from: None, to: open(to) },
            _ => Span::Written { days, from, to },
        }
    }

    /// A range, or one end of it.
    pub(super) fn range(&mut self, book: &Book, of: &Type, pool: &Pool, absent: usize) -> Option<Data> {
        let ends = [(); 2].map(|()| self.data(book, of, pool, 0, 0).expect("an end"));
        let [from, to] = ends;
        let past = match (&from, &to) {
            (Data::Num(a), Data::Num(b)) => a > b,
            (Data::Date(a), Data::Date(b)) => a > b,
            other => panic!("{other:?}"),
        };
        let (from, to) = if past { (to, from) } else { (from, to) };
        let mut given = BTreeMap::new();
        for (name, end) in [("from", from), ("to", to)] {
            if !self.rng.chance(absent) {
                given.insert(s(name), end);
            }
        }
        (!given.is_empty()).then_some(Data::Record(given))
    }
}
