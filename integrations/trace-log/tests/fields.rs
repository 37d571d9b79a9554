//! Each field is in its line once, under its name.

#![allow(clippy::unwrap_used)]

#[path = "support/events.rs"]
mod events;
mod support;

use serde_json::{Value, json};
use support::{json_line, logged};
use trace_runtime::run_sync;

const EVENTS: u64 = 2_000;

#[test]
fn in_json() {
    events::each(EVENTS, |log, recorded| {
        let inside = json_line(|| run_sync("job", |_| log()));
        let outside = json_line(log);
        for line in [inside, outside] {
            let fields = line.get("fields").and_then(Value::as_object).cloned();
            let fields: Vec<_> = fields.unwrap_or_default().into_iter().collect();
            events::assert_each_once(recorded, line.get("message"), &fields);
            assert_eq!(line["level"], "INFO");
            assert_eq!(line["target"], "made_up");
        }
    });
}

#[test]
fn in_a_terminal() {
    events::each(EVENTS, |log, recorded| {
        let text = logged(trace_log::terminal(), log).text();
        let line = text.strip_suffix('\n').unwrap();
        assert!(!line.chars().any(support::is_control), "{line:?}");
        let (_, rest) = line.split_once(" made_up:").unwrap();
        let message = recorded.iter().find(|(name, _)| *name == "message");
        let fields = match message {
            Some((_, message)) => {
                let message = format!(" {}", shown(&written(message), false));
                rest.strip_prefix(&*message)
                    .unwrap_or_else(|| panic!("{rest:?}"))
            }
            None => rest,
        };
        // Values as they are shown: what `Debug` has quoted is not quoted again.
        let recorded: Vec<_> = recorded
            .iter()
            .map(|(name, value)| (*name, json!(value_shown(value))))
            .collect();
        let message = message.map(|(_, value)| json!(value_shown(value)));
        events::assert_each_once(&recorded, message.as_ref(), &words(fields));
    });
}

fn value_shown(value: &Value) -> String {
    let text = written(value);
    let is_quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let is_word = !text.is_empty() && !text.contains([' ', '=', '"', '\\']);
    let inner = text.trim_matches('"');
    let is_safe = !text.chars().any(support::is_control) && !inner.contains('"');
    match is_safe && (is_word || is_quoted && !inner.ends_with('\\')) {
        true => text,
        false => format!("\"{}\"", shown(&text, true)),
    }
}

/// A value as it is written between no quotes.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => format!("{:?}", number.as_f64().unwrap()),
        value => value.to_string(),
    }
}

fn shown(text: &str, quoted: bool) -> String {
    let shown = text.chars().map(|character| match character {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '"' | '\\' if quoted => format!("\\{character}"),
        character if support::is_control(character) => {
            format!("\\u{{{:x}}}", u32::from(character))
        }
        character => character.to_string(),
    });
    shown.collect()
}

/// ` name=value name="a value"`, as somebody reads it who knows the rules.
fn words(mut rest: &str) -> Vec<(String, Value)> {
    let mut words = Vec::new();
    while let Some(from) = rest.strip_prefix(' ') {
        let (name, from) = word(from);
        let (value, from) = word(from.strip_prefix('=').unwrap_or_else(|| panic!("{rest:?}")));
        words.push((unquoted(name), json!(value)));
        rest = from;
    }
    assert_eq!(rest, "");
    words
}

fn word(text: &str) -> (&str, &str) {
    if !text.starts_with('"') {
        return text.split_at(text.find([' ', '=']).unwrap_or(text.len()));
    }
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, character)| {
        let ends = *character == '"' && !is_escaped;
        is_escaped = *character == '\\' && !is_escaped;
        ends
    });
    text.split_at(end.unwrap().0 + 1)
}

fn unquoted(word: &str) -> String {
    let Some(mut rest) = word
        .strip_prefix('"')
        .and_then(|word| word.strip_suffix('"'))
    else {
        return word.to_owned();
    };
    let mut text = String::new();
    while let Some((plain, escape)) = rest.split_once('\\') {
        text += plain;
        let (character, length) = match &escape[..1] {
            "n" => ('\n', 1),
            "r" => ('\r', 1),
            "t" => ('\t', 1),
            "u" => {
                let (digits, _) = escape[2..].split_once('}').unwrap();
                let code = u32::from_str_radix(digits, 16).unwrap();
                (char::from_u32(code).unwrap(), digits.len() + 3)
            }
            character => (character.chars().next().unwrap(), 1),
        };
        text.push(character);
        rest = &escape[length..];
    }
    text + rest
}
