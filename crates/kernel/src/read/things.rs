//! Laws, roles, calendars, local numbers, registers.

use super::link::{Kind, Links};
use super::node::{At, Node, suggestion};
use crate::definition::law::{Article, Law, LawVersion, Register, Role};
use crate::definition::{Accepts, Field, FieldKind, Rulebook};
use crate::file::MediaGroup;
use crate::problem::Span;
use crate::value::Words;
use deadline::{Date, Day, Notice, RegionalDays, RegionalPolicy};
use std::collections::BTreeSet;

/// Reads everything that procedures and figures lean on.
pub(super) fn read(nodes: &[Node<'_>], book: &mut Rulebook, links: &mut Links) {
    for node in nodes {
        match node.name() {
            "law" => law(node, book),
            "role" => {
                let role = Role { name: node.text(0), title: node.title() };
                once(node, book.roles.insert(role.name.clone(), role).is_some());
            }
            "register" => register(node, book, links),
            "row" => once(node, book.rows.insert(node.text(0), node.title()).is_some()),
            "not-modelled" => {
                let why = Words::new(node.prop_text("why"), node.prop_text("en"));
                once(node, book.not_modelled.insert(node.text(0), why).is_some());
            }
            "regional-calendar" => regional(node, book),
            _ => {}
        }
    }
    super::parameters::read(nodes, book);
    nodes.iter().filter(|n| n.name() == "calendar").for_each(|n| calendar(n, book));
}

/// Tells a name that was given before.
pub(super) fn once(node: &Node<'_>, again: bool) {
    if again {
        let name = node.text(0);
        let says = Words::new(format!("`{name}` 已经定义过"), format!("`{name}` is defined twice"));
        node.problem(node.name_span(), "twice", says);
    }
}

fn law(node: &Node<'_>, book: &mut Rulebook) {
    let version = |n: &Node<'_>| {
        let adopted = n.texts().first().and_then(|t| n.date(t))?;
        Some(LawVersion { adopted, from: n.prop_date("from")?, until: n.prop_date("until") })
    };
    let article = |n: &Node<'_>| {
        let number = n.text(0);
        (number.clone(), Article { number, gist: n.title() })
    };
    let law = Law {
        key: node.text(0),
        title: node.title(),
        versions: node.children("version").iter().filter_map(version).collect(),
        articles: node.children("article").iter().map(article).collect(),
    };
    once(node, book.laws.insert(law.key.clone(), law).is_some());
}

/// A property that takes one of a few words; told, if it is none of them.
pub(super) fn one_of(node: &Node<'_>, key: &str, known: &[&str]) -> String {
    let Some(at) = node.prop(key) else { return String::new() };
    if !known.contains(&at.value.as_str()) {
        let says =
            Words::new(format!("`{key}` 不能是 `{}`", at.value), format!("`{key}` can't be `{}`", at.value));
        node.text.problem(at.span, "unknown-word", says, suggestion(&at.value, known.iter().copied()));
    }
    at.value
}

/// Whether a value is one of a few words; told, if it is none of them.
pub(super) fn known_word(node: &Node<'_>, at: &At<String>, known: &[&str]) -> bool {
    let fits = known.contains(&at.value.as_str());
    if !fits {
        let name = node.name();
        let says = Words::new(
            format!("`{name}` 不能是 `{}`", at.value),
            format!("`{name}` can't be `{}`", at.value),
        );
        node.text.problem(at.span, "unknown-word", says, suggestion(&at.value, known.iter().copied()));
    }
    fits
}

fn register(node: &Node<'_>, book: &mut Rulebook, links: &mut Links) {
    let register = Register {
        name: node.text(0),
        title: node.title(),
        basis: links.basis(node, None),
        serves: node.children("serves").iter().flat_map(Node::texts).map(|t| t.value).collect(),
        fields: node.children("field").iter().filter_map(|f| field(f, links)).collect(),
    };
    once(node, book.registers.insert(register.name.clone(), register).is_some());
}

/// A field of a procedure or register.
pub(super) fn field(node: &Node<'_>, links: &mut Links) -> Option<Field> {
    const KINDS: &[&str] = &[
        "text",
        "long-text",
        "number",
        "money",
        "date",
        "time",
        "flag",
        "choice",
        "person",
        "article",
        "entry",
        "entries",
        "files",
    ];
    let word = one_of(node, "type", KINDS);
    let unit = node.prop_text("unit");
    let kind = match word.as_str() {
        "text" => FieldKind::Text,
        "long-text" => FieldKind::LongText,
        "number" if unit.is_empty() => {
            let says = Words::new("数量没有单位", "a number without a unit");
            let help = Words::new("写上 unit=\"人\"", "write unit=\"人\"");
            node.text.problem(node.name_span(), "number-without-unit", says, help);
            return None;
        }
        "number" => FieldKind::Number { unit },
        "money" => FieldKind::Money,
        "date" => FieldKind::Date,
        "time" => FieldKind::Time,
        "flag" => FieldKind::Flag,
        "person" => FieldKind::Person,
        "article" => FieldKind::Article,
        "choice" => {
            let options: Vec<Words> =
                node.children("choice").iter().map(|c| Words::new(c.text(0), c.prop_text("en"))).collect();
            if options.is_empty() {
                let says = Words::new("选项字段没有 `choice`", "a choice without any `choice` inside");
                node.problem(node.name_span(), "choice-without-options", says);
            }
            FieldKind::Choice { options }
        }
        "entry" | "entries" => {
            let Some(register) = node.prop("register") else {
                let says = Words::new("没有写明是哪个清单的条目", "it does not say which register's entry");
                let help = Words::new("写上 register=…", "write register=…");
                node.text.problem(node.name_span(), "entry-without-register", says, help);
                return None;
            };
            FieldKind::Entry {
                register: links.name(node, register, Kind::Register, None),
                many: word == "entries",
            }
        }
        "files" => FieldKind::Files(accepts(node)?),
        _ => return None,
    };
    let name = node.text(0);
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        let says = Words::new(
            format!("字段名 `{name}` 只能用小写字母、数字和 _"),
            format!("field name `{name}`: lower-case letters, digits and _ only, since guards read it"),
        );
        node.problem(node.name_span(), "field-name", says);
    }
    let purpose = node.prop("purpose");
    if purpose.as_ref().is_some_and(|p| p.value.trim().is_empty()) {
        let says = Words::new("没有写明收集目的", "the purpose is empty");
        node.problem(purpose.map_or(Span::default(), |p| p.span), "field-without-purpose", says);
    }
    Some(Field {
        name,
        title: node.title(),
        kind,
        personal: node.prop_flag("personal").unwrap_or(false),
        purpose: Words::new(node.prop_text("purpose"), node.prop_text("purpose-en")),
    })
}

/// Which files a field takes: `accept="image pdf" at-most=5 megabytes=8`.
fn accepts(node: &Node<'_>) -> Option<Accepts> {
    let Some(accept) = node.prop("accept").filter(|a| !a.value.trim().is_empty()) else {
        let says = Words::new("没有写明收哪几类文件", "it does not say which kinds of files it takes");
        let help = Words::new("写上 accept=\"image\"", "write accept=\"image\"");
        node.text.problem(node.name_span(), "files-without-accept", says, help);
        return None;
    };
    let names = || MediaGroup::ALL.iter().map(|(_, name)| *name);
    let mut groups = BTreeSet::new();
    for word in accept.value.split_whitespace() {
        match MediaGroup::ALL.iter().find(|(_, name)| *name == word) {
            Some((group, _)) => drop(groups.insert(*group)),
            None => {
                let says =
                    Words::new(format!("没有 {word} 这类文件"), format!("there is no kind of files {word}"));
                node.text.problem(accept.span, "unknown-word", says, suggestion(word, names()));
            }
        }
    }
    let number = |key: &str, most: i64| {
        let given = node.prop_number(key).unwrap_or(0);
        if !(1..=most).contains(&given) {
            let says = Words::new(
                format!("要写明 {key},在 1 到 {most} 之间"),
                format!("{key} must be given and lies between 1 and {most}"),
            );
            node.problem(node.name_span(), "files-limit", says);
        }
        u8::try_from(given.clamp(1, most)).unwrap_or(1)
    };
    let at_most = number("at-most", 20);
    let bytes_max = u64::from(number("megabytes", 20)) * 1024 * 1024;
    Some(Accepts { groups, at_most, bytes_max })
}

fn regional(node: &Node<'_>, book: &mut Rulebook) {
    let days = |key: &str| match one_of(node, key, &["rest", "work"]).as_str() {
        "rest" => RegionalDays::Rest,
        _ => RegionalDays::Work,
    };
    let policy = RegionalPolicy { office: days("office"), citizen: days("citizen") };
    book.calendar.regional(&node.text(0), policy);
}

fn calendar(node: &Node<'_>, book: &mut Rulebook) {
    let day = |n: &Node<'_>| {
        let first = n.texts().first().and_then(|t| n.date(t))?;
        Some((first, n.prop_date("to").unwrap_or(first), n.prop_text("name")))
    };
    let span = |(first, last, name): (Date, Date, String)| {
        let days = first.series(jiff::Span::new().days(1)).take_while(move |d| *d <= last);
        days.map(move |date| Day { date, name: name.clone() })
    };
    let days =
        |kind: &str| -> Vec<Day> { node.children(kind).iter().filter_map(day).flat_map(span).collect() };
    let notice = Notice {
        layer: node.text(0),
        year: node.number(1).and_then(|y| i16::try_from(y).ok()).unwrap_or(0),
        source: node.prop_text("source"),
        rest: days("rest"),
        work: days("work"),
    };
    if let Err(error) = book.calendar.add(notice) {
        let says = Words::new(format!("日历有误:{error}"), error.to_string());
        node.problem(node.name_span(), "calendar", says);
    }
}
