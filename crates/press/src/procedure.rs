//! A procedure as a legal officer reads it: stage by stage, who may do what, under which conditions and limits.

use deadline::{Date, Term, Unit};
use kernel::definition::{
    Action, Basis, Certificate, Clock, ClockSpan, Demand, Expiry, Opening, Procedure, PublicityClass,
};
use kernel::{Rulebook, Words};

/// Picks the language of the words.
pub(crate) type Pick = fn(&Words) -> &str;

/// A procedure as Markdown.
pub fn procedure(book: &Rulebook, procedure: &Procedure, pick: Pick) -> String {
    Page { book, procedure, pick, text: String::new() }.whole()
}

struct Page<'a> {
    book: &'a Rulebook,
    procedure: &'a Procedure,
    pick: Pick,
    text: String,
}

impl<'a> Page<'a> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        // The picker itself tells which language is wanted.
        if (self.pick)(&Words::new("zh", "en")) == "en" { en } else { zh }
    }

    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
    }

    fn join(&self, parts: Vec<String>) -> String {
        parts.join(self.say("、", ", "))
    }

    fn cite(&self, basis: &[Basis]) -> String {
        let mut cited: Vec<String> = Vec::new();
        for (i, b) in basis.iter().enumerate() {
            let words = self.book.cite(b);
            let whole = (self.pick)(&words);
            // A further article of the same instrument is cited by its number alone.
            let same = i.checked_sub(1).and_then(|i| basis.get(i)).is_some_and(|before| before.law == b.law);
            let title = self.book.laws.get(&b.law).map_or("", |l| (self.pick)(&l.title));
            let rest =
                whole.trim_start_matches('《').trim_start_matches(title).trim_start_matches(['》', ',', ' ']);
            cited.push(if same { rest.to_owned() } else { whole.to_owned() });
        }
        if cited.is_empty() { String::new() } else { format!(" 〔{}〕", self.join(cited)) }
    }

    /// A term in words.
    fn term(&self, term: Term) -> String {
        let n = term.n;
        let (zh, en) = match term.unit {
            Unit::WorkingDays => ("个工作日", "working days"),
            Unit::Days => ("日(自然日)", "days"),
            Unit::Months => ("个月", "months"),
            Unit::Years => ("年", "years"),
            Unit::Hours => ("小时", "hours"),
            Unit::Minutes => ("分钟", "minutes"),
        };
        if self.say("zh", "en") == "zh" { format!("{n}{zh}") } else { format!("{n} {en}") }
    }

    /// General law offers it wherever the matter is not ended.
    fn anywhere(&self, action: &Action) -> bool {
        let unfinished = self.procedure.stages.iter().filter(|s| !s.end);
        let from = |stage: &str| matches!(&action.opening, Opening::From(from) if from.contains(stage));
        action.general.is_some() && unfinished.into_iter().all(|s| from(&s.name))
    }

    fn fields(&self, names: &[String]) -> String {
        let title = |n: &String| self.procedure.field(n).map(|f| (self.pick)(&f.title).to_owned());
        self.join(names.iter().filter_map(title).collect())
    }

    fn actions<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> String {
        let title = |n: &'n String| self.procedure.action(n).map(|a| (self.pick)(&a.title).to_owned());
        self.join(names.into_iter().filter_map(title).collect())
    }

    fn role(&self, name: &str) -> String {
        let title = |r: &kernel::definition::Role| (self.pick)(&r.title).to_owned();
        match name {
            "anyone" => self.say("任何人", "anybody").to_owned(),
            "clock" => self.say("期限届满", "time").to_owned(),
            "founder" => self.say("设立", "the founding").to_owned(),
            name => self.book.roles.get(name).map_or_else(|| name.to_owned(), title),
        }
    }

    /// The general law that a clause comes from.
    fn general(&self, name: Option<&str>) -> String {
        let law = name
            .and_then(|n| self.book.generals.get(n)?.iter().rev().find(|g| g.in_force(self.procedure.from)));
        law.map_or_else(String::new, |g| {
            format!(" ({} {})", self.say("总则:", "general law:"), (self.pick)(&g.title))
        })
    }

    fn stage(&self, name: &str) -> String {
        self.procedure.stage(name).map_or_else(String::new, |s| (self.pick)(&s.title).to_owned())
    }

    fn whole(mut self) -> String {
        let p = self.procedure;
        let from = p.until.map_or_else(|| p.from.to_string(), |u| format!("{} – {u}", p.from));
        self.line(&format!("# {} ({}, {from})\n", (self.pick)(&p.title), p.name));
        self.standing();
        self.line(&format!("\n## {}\n", self.say("怎样开始", "How it begins")));
        for action in p.actions.iter().filter(|a| a.opening == Opening::Opens) {
            self.action(action);
        }
        for stage in &p.stages {
            let end = if stage.end { self.say("(办结)", " (end)") } else { "" };
            self.line(&format!("\n## {} {}{end}\n", self.say("阶段", "Stage:"), (self.pick)(&stage.title)));
            let offered = |a: &&Action| match &a.opening {
                Opening::Opens => false,
                // The act of a limit that merely records lateness is told with the limit.
                Opening::From(from) => from.contains(&stage.name) && !self.lateness(a) && !self.anywhere(a),
            };
            let here: Vec<&Action> = p.actions.iter().filter(offered).collect();
            here.into_iter().for_each(|a| self.action(a));
        }
        let anywhere: Vec<&Action> = p.actions.iter().filter(|a| self.anywhere(a)).collect();
        if !anywhere.is_empty() {
            self.line(&format!("\n## {}\n", self.say("办结以前任何阶段", "In any stage before the end")));
            anywhere.into_iter().for_each(|a| self.action(a));
        }
        if let Some(t) = &p.transition {
            let rule = if t.moves {
                self.say("转入本规定", "go over to these rules")
            } else {
                self.say("按原规定办完", "end under the rules they began under")
            };
            self.line(&format!("\n## {}\n", self.say("以前开始的事项", "Matters that began before")));
            let line = format!("- {rule}: {}{}", (self.pick)(&t.says), self.cite(&t.basis));
            self.line(&line);
        }
        self.line(&format!("\n## {}\n", self.say("期限", "Limits")));
        p.clocks.iter().for_each(|c| self.clock(c));
        if !p.separations.is_empty() {
            self.line(&format!("\n## {}\n", self.say("谁不得办", "Who may not")));
            for s in &p.separations {
                let (acts, from) = (self.actions(&s.actions), self.actions(&s.from));
                let who = if self.say("zh", "en") == "zh" {
                    format!("办过（包括作为另一名执法人员参加）{from}的，不得办{acts}")
                } else {
                    format!("who did {from}, as second officer too, may not do {acts}")
                };
                let line = format!(
                    "- {who}: {}{}{}",
                    (self.pick)(&s.says),
                    self.cite(&s.basis),
                    self.general(s.general.as_deref())
                );
                self.line(&line);
            }
        }
        if !p.properties.is_empty() {
            self.line(&format!(
                "\n## {}\n",
                self.say("已经证明:走遍每一条合法的路都成立", "Proved on every lawful way")
            ));
            for property in &p.properties {
                let kind = self.demand(&property.demand);
                let line = format!(
                    "- {}{} — {kind}{}",
                    (self.pick)(&property.says),
                    self.cite(&property.basis),
                    self.general(property.general.as_deref())
                );
                self.line(&line);
            }
        }
        self.text
    }

    /// Number, archive term, publicity, documents.
    fn standing(&mut self) {
        let p = self.procedure;
        self.line(&format!("- {} {}", self.say("编号:", "Number:"), p.number));
        if let Some(keeps) = &p.keeps {
            let term = keeps.years.map_or_else(
                || self.say("永久", "for good").to_owned(),
                |y| format!("{y} {}", self.say("年", "years")),
            );
            let line = format!("- {} {term}{}", self.say("归档保管:", "Kept:"), self.cite(&keeps.basis));
            self.line(&line);
        }
        if let Some(publicity) = &p.publicity {
            let class = match publicity.class {
                PublicityClass::Active => self.say("主动公开", "published"),
                PublicityClass::OnRequest => self.say("依申请公开", "given on request"),
                PublicityClass::Closed => self.say("不公开", "closed"),
            };
            let line =
                format!("- {} {class}{}", self.say("公开属性:", "Publicity:"), self.cite(&publicity.basis));
            self.line(&line);
        }
    }

    fn lateness(&self, action: &Action) -> bool {
        let late =
            |c: &&Clock| action.expiry_of.as_deref() == Some(c.name.as_str()) && c.at_expiry == Expiry::Late;
        self.procedure.clocks.iter().any(|c| late(&c))
    }

    fn action(&mut self, a: &Action) {
        let by = self.join(a.by.iter().map(|r| self.role(r)).collect());
        let to = a.to.as_ref().map_or_else(String::new, |s| format!(" → {}", self.stage(s)));
        let head = format!(
            "- **{}**{to} {} {by}{}{}",
            (self.pick)(&a.title),
            self.say("由", "by"),
            self.cite(&a.basis),
            self.general(a.general.as_deref())
        );
        self.line(&head);
        let mut more = Vec::new();
        if !a.asks.is_empty() {
            more.push(format!("{} {}", self.say("必填:", "asks:"), self.fields(&a.asks)));
        }
        if !a.may_ask.is_empty() {
            more.push(format!("{} {}", self.say("可填:", "may ask:"), self.fields(&a.may_ask)));
        }
        for takes in &a.takes {
            let (field, entry) = (
                self.fields(std::slice::from_ref(&takes.field)),
                self.fields(std::slice::from_ref(&takes.entry)),
            );
            more.push(format!("{} {field} ← {entry}", self.say("自清单取:", "from the register:")));
        }
        for s in &a.states {
            more.push(format!(
                "{} {}{}{}",
                self.say("文书必须写明:", "its documents state:"),
                self.fields(&s.fields),
                self.cite(&s.basis),
                self.general(Some(&s.general))
            ));
        }
        if let Some(Certificate { basis, roles, general, .. }) = &a.certificate {
            let who = if roles.is_empty() {
                String::new()
            } else {
                format!("{} ", self.join(roles.iter().map(|r| self.role(r)).collect()))
            };
            more.push(format!(
                "{who}{}{}{}",
                self.say("须持有效证件", "needs a valid certificate"),
                self.cite(basis),
                self.general(general.as_deref())
            ));
        }
        if let Some(w) = &a.withdraws {
            more.push(format!(
                "{} {}{}",
                self.say("此后不得再办本事项:", "takes no further part in the matter:"),
                self.fields(std::slice::from_ref(&w.field)),
                self.cite(&w.basis)
            ));
        }
        if let Some((_, _, basis)) = &a.second_officer {
            more.push(format!(
                "{}{}",
                self.say("须有另一名持证人员", "needs a second officer with a certificate"),
                self.cite(basis)
            ));
        }
        for g in &a.guards {
            let cure = (self.pick)(&g.cure);
            let cure = if cure.is_empty() {
                String::new()
            } else {
                format!(" {} {cure}", self.say("补救:", "cure:"))
            };
            more.push(format!(
                "{} `{}` — {}{}{cure}{}",
                self.say("不满足则拒绝:", "refused unless"),
                g.source,
                (self.pick)(&g.says),
                self.cite(&g.basis),
                self.general(g.general.as_deref())
            ));
        }
        if !a.documents.is_empty() {
            let titles = a.documents.iter().filter_map(|d| self.procedure.documents.get(d));
            let told = |d: &kernel::definition::Document| {
                let remedy = d.remedy.as_ref().and_then(|r| self.book.remedies.get(r));
                let remedy = remedy.map_or_else(String::new, |r| {
                    format!(
                        " ({} {}{})",
                        self.say("告知救济:", "tells:"),
                        (self.pick)(&r.title),
                        self.cite(&r.basis)
                    )
                });
                format!("{}{remedy}", (self.pick)(&d.title))
            };
            let titles = titles.map(told).collect();
            more.push(format!("{} {}", self.say("文书:", "documents:"), self.join(titles)));
        }
        if !a.tells.is_empty() {
            more.push(format!("{} {}", self.say("告知:", "told:"), self.fields(&a.tells)));
        }
        more.iter().for_each(|m| self.line(&format!("  - {m}")));
    }

    fn clock(&mut self, c: &Clock) {
        let length = match &c.span {
            ClockSpan::Term(term) if c.dated.len() < 2 => self.term(*term),
            ClockSpan::Term(_) => {
                let one = |(from, term): &(Date, Term)| match *from {
                    Date::MIN => self.term(*term),
                    from => format!("{} {from} {}", self.say("自", "from"), self.term(*term)),
                };
                self.join(c.dated.iter().map(one).collect())
            }
            ClockSpan::Counted { field, unit } => {
                let one = self.term(Term::new(1, *unit));
                let unit = one.trim_start_matches(['1', ' ']);
                format!("{} ({unit})", self.fields(std::slice::from_ref(field)))
            }
            ClockSpan::Before { month, day, years } => {
                format!(
                    "{} {month:02}-{day:02} (+{years} {})",
                    self.say("早于", "before"),
                    self.say("年", "years")
                )
            }
            ClockSpan::Until { field } => {
                format!("{} {}", self.say("至", "until"), self.fields(std::slice::from_ref(field)))
            }
        };
        let local = c.parameter.as_ref().and_then(|p| self.book.parameters.get(p));
        let local = local.map_or_else(String::new, |p| {
            let above = p.above.as_ref().map_or_else(String::new, |a| {
                format!("; {} {} ({})", self.say("上一层定为", "the layer above says"), a.shown(), a.source)
            });
            format!(" ({} {}{above})", self.say("本地参数,来源:", "local number, source:"), p.source)
        });
        let head = format!(
            "- **{}**: {length}{local}{}{}",
            (self.pick)(&c.title),
            self.cite(&c.basis),
            self.general(c.general.as_deref())
        );
        self.line(&head);
        let mut more = vec![format!("{} {}", self.say("起算:", "starts:"), self.actions(&c.starts))];
        if let Some(when) = c.when.as_ref().filter(|w| w.source != "true") {
            more.push(format!("{} `{}`", self.say("仅当", "only when"), when.source));
        }
        for (on, basis) in &c.restarts {
            more.push(format!(
                "{} {}{}",
                self.say("重新起算:", "starts afresh:"),
                self.actions([on]),
                self.cite(basis)
            ));
        }
        for p in &c.pauses {
            let stages = self.join(p.stages.iter().map(|s| self.stage(s)).collect());
            more.push(format!("{} {stages}{}", self.say("不计入:", "stands still in:"), self.cite(&p.basis)));
        }
        for e in &c.extends {
            more.push(format!(
                "{} {} +{} × {}{}",
                self.say("延长:", "extended:"),
                self.actions([&e.on]),
                self.term(e.term),
                e.at_most,
                self.cite(&e.basis)
            ));
        }
        if !c.stops.is_empty() {
            more.push(format!("{} {}", self.say("停止:", "stops:"), self.actions(&c.stops)));
        }
        more.push(match &c.at_expiry {
            Expiry::Late => self.say("届满:记逾期", "at expiry: lateness is recorded").to_owned(),
            Expiry::Act(act) => format!("{} {}", self.say("届满:", "at expiry:"), self.actions([act])),
        });
        more.iter().for_each(|m| self.line(&format!("  - {m}")));
    }

    /// Actions of which one suffices.
    fn any(&self, names: &[String]) -> String {
        let titles: Vec<String> = names.iter().map(|n| self.actions([n])).collect();
        titles.join(self.say(" 或者 ", " or "))
    }

    /// What exactly is proved.
    fn demand(&self, demand: &Demand) -> String {
        let one = |field: &String| self.fields(std::slice::from_ref(field));
        let act = |name: &String| self.actions([name]);
        let chinese = self.say("zh", "en") == "zh";
        match demand {
            Demand::Before { first, last } if chinese => {
                format!("“{}”之前，一定有过“{}”", act(last), self.any(first))
            }
            Demand::Before { first, last } => format!("before {}: always {}", act(last), self.any(first)),
            Demand::NeverSamePerson { act: later, others } if chinese => {
                format!("办过“{}”的人，不办“{}”", self.any(others), act(later))
            }
            Demand::NeverSamePerson { act: later, others } => {
                format!("who did {} never does {}", self.any(others), act(later))
            }
            Demand::NoEndWithout { acts } if chinese => format!("没有“{}”，不会办结", self.any(acts)),
            Demand::NoEndWithout { acts } => format!("never ended without {}", self.any(acts)),
            Demand::IfAskedThen { asked, then, last } if chinese => {
                format!("有过“{}”的，“{}”以后才会“{}”", act(asked), self.any(then), act(last))
            }
            Demand::IfAskedThen { asked, then, last } => {
                format!("after {}, no {} before {}", act(asked), act(last), self.any(then))
            }
            Demand::AfterWithin { act: done, then, term } if chinese => format!(
                "“{}”以后，“{}”的期限不长于{}（逾期记录在案）",
                act(done),
                act(then),
                self.term(*term)
            ),
            Demand::AfterWithin { act: done, then, term } => {
                format!(
                    "{} is due within {} of {}; lateness is recorded",
                    act(then),
                    self.term(*term),
                    act(done)
                )
            }
            Demand::NotAbove { field, bound, act: at } if chinese => {
                format!("“{}”时，{}不高于{}", act(at), one(field), one(bound))
            }
            Demand::NotAbove { field, bound, act: at } => {
                format!("at {}: {} never above {}", act(at), one(field), one(bound))
            }
            Demand::Only { act: done, roles } => {
                let roles = self.join(roles.iter().map(|r| self.role(r)).collect());
                if chinese {
                    format!("“{}”只由{roles}办", act(done))
                } else {
                    format!("{} only by {roles}", act(done))
                }
            }
            Demand::Total { clock, term } => {
                let title = self.procedure.clock(clock).map_or("", |c| (self.pick)(&c.title));
                let term = self.term(*term);
                if chinese {
                    format!("“{title}”连同全部延长不长于{term}（逾期记录在案）")
                } else {
                    format!("{title} with all extensions at most {term}; lateness is recorded")
                }
            }
            Demand::NotAfter { first, then } if chinese => {
                format!("“{}”以后，不会再有“{}”", act(first), act(then))
            }
            Demand::NotAfter { first, then } => format!("never {} after {}", act(then), act(first)),
        }
    }
}
