//! The table of options that users read, beside the options that there are.

use std::collections::BTreeSet;

use super::{errors, expand};
use crate::args::{Kind, Opt};

const TABLE: &str = include_str!("../../../trace-runtime/src/traced.md");

/// Each form in the table, as it is written there.
fn forms() -> Vec<String> {
    let rows = TABLE.lines().filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|row| row.split('|').nth(1));
    let forms = first.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    forms.map(str::to_owned).collect()
}

/// A form with something in the place of each word that stands for one.
fn filled_in(form: &str) -> String {
    let form = form.replace('…', "pay card");
    if form.starts_with("attributes") {
        return form.replace("expr", "cents").replace("param", "cents");
    }
    if form.starts_with("err") {
        return form.replace("expr", "|paid: &Result<u8, E>| judge(paid)");
    }
    form.replace("expr", "self.sealed")
        .replace("as name", "as cx")
        .replace("= path", "= our::trace")
}

fn function(form: &str) -> String {
    let form = filled_in(form);
    if form.starts_with('#') {
        return format!("#[traced] fn f(&self, cx: &Cx, {form} cents: u8) {{}}");
    }
    let contract = if form.contains("as cx") {
        ""
    } else {
        "cx: &Cx, "
    };
    format!("#[traced({form})] fn f(&self, {contract}cents: u8) -> Result<u8, E> {{ pay() }}")
}

#[test]
fn the_table_has_every_option() {
    let word = |form: &String| {
        let end = form
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(form.len());
        form[..end].to_owned()
    };
    let written: BTreeSet<_> = forms()
        .iter()
        .map(word)
        .filter(|word| !word.is_empty())
        .collect();
    let known: BTreeSet<_> = Opt::ALL
        .iter()
        .map(|known| known.word().to_owned())
        .collect();
    assert_eq!(written, known);
}

#[test]
fn every_form_in_the_table_expands() {
    let forms = forms();
    assert!(forms.len() >= 14, "{forms:?}");
    for form in forms {
        let source = function(&form);
        let found = errors(expand(&source));
        assert!(found.is_empty(), "{source}: {found:?}");
    }
    for kind in Kind::ALL.map(Kind::word) {
        assert!(TABLE.contains(&format!("`{kind}`")) || TABLE.contains(&format!("= {kind}`")));
        let source = function(&format!("kind = {kind}"));
        assert!(errors(expand(&source)).is_empty(), "{source}");
    }
}

/// No form is taken for another: what is generated differs from that of no option.
#[test]
fn every_form_in_the_table_does_something() {
    let without = "#[traced] fn f(&self, cx: &Cx, cents: u8) -> Result<u8, E> { pay() }";
    let without = expand(without).to_string();
    // What is permitted leaves no trace but in what is refused without it.
    for form in forms().iter().filter(|form| !form.starts_with("allow")) {
        assert_ne!(expand(&function(form)).to_string(), without, "{form}");
    }
}

/// Of each option, one that is written wrong, and what is said of it.
#[test]
fn every_option_has_a_mistake_that_is_told() {
    let mistakes = [
        ("name", "name = 3"),
        ("kind", "kind = database"),
        ("attributes", "attributes"),
        ("cx", "cx = self.sealed"),
        ("root", "root"),
        ("err", "err(level)"),
        ("ret", "ret(json)"),
        ("allow", "allow"),
        ("crate", "crate = \"our::trace\""),
    ];
    assert_eq!(mistakes.map(|(option, _)| option), Opt::ALL.map(Opt::word));
    for (option, mistake) in mistakes {
        let source = format!("#[traced({mistake})] fn f(&self, cx: &Cx) {{}}");
        let found = errors(expand(&source));
        assert_eq!(found.len(), 1, "{option}: {found:?}");
        let again = format!("#[traced({option}, {option})] fn f(&self, cx: &Cx) {{}}");
        let found = errors(expand(&again));
        let twice = format!("`{option}` is given twice");
        assert!(found.iter().any(|(_, text)| *text == twice), "{found:?}");
    }
}
