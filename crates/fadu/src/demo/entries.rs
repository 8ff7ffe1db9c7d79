//! The entries that scenarios presuppose: whatever stands on a list in the demonstration was put there by a matter.
//!
//! A scenario says `entry legal-advisers "LS-01"` and lets it stand; in the town somebody must have engaged that
//! adviser. An entry is, in this order:
//!
//! 1. one that was made for another story, if it was told with the same contents and no story changes it;
//! 2. one that a story makes anyway: the congress's item of one story is decided on in another;
//! 3. made for the story: the acts of some scenario up to the one that makes such an entry, told again with this
//!    entry's contents and, if another entry has its name, under a name of its own, which the story then uses. A story
//!    that ends or changes an entry always gets one of its own, so it takes nothing from another.
//!
//! What is presupposed for the making is found in the same way. When all stand later than the scenario begins, the
//! scenario is told some weeks later. Each retelling is played through the engine with the entries as they will
//! really stand; what does not go as told isn't taken.

use super::retell::{self, about, at_once, later, making, mentions, moments, rename};
use super::story::Story;
use super::told::{Cast, Played};
use deadline::{Binds, Date, DateTime};
use jiff::Span;
use kernel::definition::{Line, Scenario, Told};
use kernel::problem;
use kernel::{EntryChange, Value};
use proof::scenario::{MATTER, play};
use std::collections::{BTreeMap, BTreeSet};

/// Lists are made up from the first working day of the year.
const FIRST: DateTime = Date::constant(2023, 1, 3).at(8, 30, 0, 0);
/// When the entries stand, a scenario is tried in so many weeks.
const WEEKS: u32 = 12;
/// When what it presupposes stands, a making is tried on so many days.
const DAYS: u32 = 20;
/// Making an entry presupposes others, and these again, at most so often.
const DEPTH: u8 = 3;

/// An entry by register and key.
pub(super) type EntryKey = (String, String);

/// An entry's contents.
pub(super) type Fields = BTreeMap<String, Value>;

/// What a scenario tells of an entry.
#[derive(Clone, PartialEq)]
struct Wanted {
    register: String,
    key: String,
    from: Date,
    until: Option<Date>,
    fields: Fields,
}

impl Wanted {
    /// Same entry, though told to begin on another day.
    fn same(&self, other: &Wanted) -> bool {
        Wanted { from: self.from, ..other.clone() } == *self
    }
}

/// An entry as it will stand, and what is done for it.
#[derive(Clone)]
struct Made {
    wanted: Wanted,
    /// Its name in the demonstration.
    key: String,
    from: DateTime,
    until: Option<DateTime>,
    fields: Fields,
    /// When it stands and is recorded.
    ready: DateTime,
    /// Whether other stories may rely on it.
    shared: bool,
    /// The matters that make it, unless they are told already.
    stories: Vec<(Date, Story)>,
}

impl Made {
    fn line(&self, span: problem::Span) -> Line {
        Line {
            span,
            told: Told::Entry {
                register: self.wanted.register.clone(),
                key: self.key.clone(),
                from: self.from.date(),
                until: self.until.map(|u| u.date()),
                fields: self.fields.clone(),
            },
        }
    }
}

/// When the acts that make an entry happen.
#[derive(Clone, Copy)]
enum Pace {
    /// As told, so that the entry stands on the day that the scenario says.
    OnItsDay,
    /// Within minutes.
    AtOnce,
    /// As told, as soon as it can be.
    FromTheFirst,
}

/// Tells scenarios with the entries that they presuppose.
pub(super) struct Teller<'a> {
    cast: &'a Cast<'a>,
    /// Names that are taken.
    used: BTreeSet<EntryKey>,
    /// Entries that stories make anyway; none where several stories make one of that name.
    offered: BTreeMap<EntryKey, Option<(DateTime, EntryChange)>>,
    made: Vec<Made>,
}

impl<'a> Teller<'a> {
    /// Nothing is told yet.
    pub(super) fn new(cast: &'a Cast<'a>) -> Teller<'a> {
        Teller { cast, used: BTreeSet::new(), offered: BTreeMap::new(), made: Vec::new() }
    }

    /// Stories may rely on what this one makes.
    pub(super) fn told(&mut self, played: &Played) {
        let mut own: BTreeMap<EntryKey, Option<(DateTime, EntryChange)>> = BTreeMap::new();
        for (at, change) in played.changed.iter().filter(|(_, c)| c.key != MATTER) {
            let place = (change.register.clone(), change.key.clone());
            self.used.insert(place.clone());
            match own.get_mut(&place) {
                Some(Some((_, entry))) if change.ends => {
                    entry.until = Some(entry.until.map_or(change.from, |u| u.min(change.from)));
                }
                Some(twice) => *twice = None,
                None => drop(own.insert(place, (!change.ends).then(|| (*at, change.clone())))),
            }
        }
        for (place, entry) in own {
            self.offered.entry(place).and_modify(|e| *e = None).or_insert(entry);
        }
    }

    /// The stories of a scenario and of what it presupposes; none if it can't be told in the year.
    pub(super) fn tell(&mut self, scenario: &Scenario) -> Option<Vec<(Date, Story)>> {
        self.cast.officers(scenario)?;
        let used = self.used.clone();
        for relies in [true, false] {
            if let Some(stories) = self.with_entries(scenario, relies) {
                return Some(stories);
            }
            self.used.clone_from(&used);
        }
        None
    }

    fn with_entries(&mut self, scenario: &Scenario, relies: bool) -> Option<Vec<(Date, Story)>> {
        let begins = moments(scenario).min()?.date();
        let procedure = self.cast.book.procedure_on(&scenario.procedure, begins)?;
        let (scenario, mut made) = self.presupposed(scenario, relies, &[], 0)?;
        let ready = made.iter().map(|m| m.ready).max().unwrap_or(DateTime::MIN);
        // Who acts before the entry stands is refused.
        let first = waiting(&scenario, ready)?.div_ceil(7);
        let played = (first..=first + WEEKS)
            .find_map(|week| self.cast.story(&later(procedure, &scenario, i32::try_from(week * 7).ok()?)?))
            .filter(|p| p.first > ready)?;
        let mut stories = Vec::new();
        for made in &mut made {
            stories.append(&mut made.stories);
        }
        self.made.extend(made.into_iter().filter(|m| m.shared));
        stories.push((played.begins, played.story));
        Some(stories)
    }

    /// The scenario with each entry that it presupposes as it will stand.
    fn presupposed(
        &mut self,
        scenario: &Scenario,
        relies: bool,
        outer: &[Made],
        depth: u8,
    ) -> Option<(Scenario, Vec<Made>)> {
        let begins = moments(scenario).min()?.date();
        let changed: BTreeSet<EntryKey> = match depth {
            0 => {
                play(self.cast.book, scenario).ok()?.into_iter().flat_map(|p| p.changed).map(place).collect()
            }
            _ => BTreeSet::new(),
        };
        let mut scenario = scenario.clone();
        let mut made: Vec<Made> = Vec::new();
        let mut at = 0;
        while let Some(line) = scenario.lines.get(at) {
            let (span, Told::Entry { register, key, from, until, fields }) = (line.span, &line.told) else {
                at += 1;
                continue;
            };
            let wanted = Wanted {
                register: register.clone(),
                key: key.clone(),
                from: *from,
                until: *until,
                fields: fields.clone(),
            };
            // It is over before the story begins, or only the rest of the maker's scenario told of it.
            if until.is_some_and(|u| u <= begins) || (depth > 0 && !mentions(&scenario, key)) {
                scenario.lines.remove(at);
                continue;
            }
            let own = changed.contains(&(register.clone(), key.clone()));
            let known: Vec<Made> = outer.iter().chain(&made).cloned().collect();
            let found = self.find(&wanted, own, relies, &known, depth)?;
            if let Some(line) = scenario.lines.get_mut(at) {
                *line = found.line(span);
            }
            rename(&mut scenario, &wanted.key, &found.key);
            made.push(found);
            at += 1;
        }
        Some((scenario, made))
    }

    fn find(&mut self, wanted: &Wanted, own: bool, relies: bool, known: &[Made], depth: u8) -> Option<Made> {
        if !own && let Some(made) = self.made.iter().find(|m| m.wanted.same(wanted)) {
            return Some(Made { stories: Vec::new(), ..made.clone() });
        }
        if !own
            && relies
            && let Some(made) = self.offer(wanted)
        {
            return Some(made);
        }
        let cast = self.cast;
        // What has stories of its own may count into a figure that the source states; it makes what nothing else does.
        [false, true].into_iter().find_map(|counted| {
            [Pace::OnItsDay, Pace::AtOnce, Pace::FromTheFirst].into_iter().find_map(|pace| {
                let mut makers =
                    cast.book.scenarios.iter().filter(|s| cast.told.contains(&s.procedure) == counted);
                makers.find_map(|s| self.maker(s, pace, wanted, own, known, depth))
            })
        })
    }

    fn offer(&self, wanted: &Wanted) -> Option<Made> {
        let (made, entry) = self.offered.get(&(wanted.register.clone(), wanted.key.clone()))?.as_ref()?;
        wanted.fields.iter().all(|(f, v)| entry.fields.get(f) == Some(v)).then_some(())?;
        Some(Made {
            wanted: wanted.clone(),
            key: entry.key.clone(),
            from: entry.from,
            until: entry.until,
            fields: entry.fields.clone(),
            ready: entry.from.max(*made),
            shared: false,
            stories: Vec::new(),
        })
    }

    /// The acts of a scenario that make such an entry, told again for this one.
    fn maker(
        &mut self,
        scenario: &Scenario,
        pace: Pace,
        wanted: &Wanted,
        own: bool,
        known: &[Made],
        depth: u8,
    ) -> Option<Made> {
        let book = self.cast.book;
        let day = wanted.from.max(FIRST.date());
        let procedure = book.procedure_on(&scenario.procedure, day)?;
        let (mut scenario, enters) = making(procedure, scenario, &wanted.register)?;
        (depth < DEPTH).then_some(())?;
        let told = enters.key.as_ref().and_then(|k| wanted.fields.get(k)).and_then(Value::as_text);
        let year = FIRST.year();
        let key = retell::fresh(&self.used, &wanted.register, told.unwrap_or(&wanted.key), year);
        let first = moments(&scenario).min()?.date();
        let days = |from: Date, to: Date| from.until(to).ok().map(|s| s.get_days());
        scenario = match pace {
            Pace::OnItsDay => {
                (wanted.from > FIRST.date()).then_some(())?;
                later(procedure, &scenario, days(moments(&scenario).next_back()?.date(), day)?)?
            }
            Pace::AtOnce => scenario,
            Pace::FromTheFirst => later(procedure, &scenario, days(first, FIRST.date())?)?,
        };
        let mut fields = wanted.fields.clone();
        if let (Some(field), Some(until)) = (&enters.until, wanted.until) {
            fields.entry(field.clone()).or_insert_with(|| Value::Text(until.to_string()));
        }
        about(procedure, &mut scenario, (&wanted.register, &key), &fields);
        let used = self.used.clone();
        self.used.insert((wanted.register.clone(), key.clone()));
        let (mut scenario, made) = self.presupposed(&scenario, true, known, depth + 1).or_else(|| {
            self.used.clone_from(&used);
            None
        })?;
        let stand: Vec<&Made> = known.iter().filter(|m| mentions(&scenario, &m.key)).collect();
        let ready = stand.iter().copied().chain(&made).map(|m| m.ready).max().unwrap_or(DateTime::MIN);
        let lines: Vec<Line> = stand.iter().map(|m| m.line(scenario.span)).collect();
        scenario.lines.splice(0..0, lines);
        let played = match pace {
            Pace::OnItsDay => self.cast.story(&scenario),
            Pace::AtOnce => self.morning(day, ready).and_then(|t| self.cast.story(&at_once(&scenario, t)?)),
            Pace::FromTheFirst => waiting(&scenario, ready).and_then(|first| {
                (first..=first + DAYS).find_map(|n| {
                    let mut scenario = later(procedure, &scenario, i32::try_from(n).ok()?)?;
                    about(procedure, &mut scenario, (&wanted.register, &key), &fields);
                    self.cast.story(&scenario)
                })
            }),
        };
        let played = played.filter(|p| p.first > ready && p.first >= FIRST);
        let entry = played.as_ref().and_then(|p| {
            let named = |c: &&EntryChange| c.key == key || (enters.key.is_none() && c.key == MATTER);
            let changes = p.changed.iter().map(|(_, c)| c);
            changes.filter(|c| c.register == wanted.register && !c.ends).find(named).cloned()
        });
        let (Some(mut played), Some(entry)) = (played, entry) else {
            self.used = used;
            return None;
        };
        played.story.known_as = enters.key.is_none().then(|| key.clone());
        let mut stories: Vec<(Date, Story)> = made.into_iter().flat_map(|m| m.stories).collect();
        stories.push((played.begins, played.story));
        Some(Made {
            wanted: wanted.clone(),
            key,
            from: entry.from,
            until: entry.until,
            fields: entry.fields,
            ready: entry.from.max(played.last),
            shared: !own,
            stories,
        })
    }

    /// The beginning of that day's work, or the time after what is presupposed stands; three minutes for each entry
    /// that was made before it.
    fn morning(&self, day: Date, ready: DateTime) -> Option<DateTime> {
        let day = self.cast.book.calendar.next_working(day, Binds::Office).ok()?;
        let waiting = i64::try_from(self.made.len()).ok()?.checked_mul(3)?.min(400);
        let morning = day.at(8, 30, 0, 0).checked_add(Span::new().minutes(waiting)).ok()?;
        Some(morning.max(ready.checked_add(Span::new().minutes(2)).unwrap_or(morning)))
    }
}

/// How many days later a scenario begins after that moment.
fn waiting(scenario: &Scenario, ready: DateTime) -> Option<u32> {
    let begins = moments(scenario).min()?;
    if begins > ready {
        return Some(0);
    }
    let days = begins.date().until(ready.date()).ok()?.get_days();
    u32::try_from(days).ok()?.checked_add(1)
}

fn place(change: EntryChange) -> EntryKey {
    (change.register, change.key)
}
