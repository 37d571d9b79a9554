//! Log lines: one event is one line, in both forms; a machine reads from it what
//! was logged, and a person sees no text that could pass for something else.

use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use arbitrary::{Arbitrary, Unstructured};
use serde_json::Value;
use tracing::{Dispatch, dispatcher, info};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::{json, one_line};

/// What is logged.
#[derive(Debug, Arbitrary)]
struct Logged<'a> {
    /// By the `log` crate, whose targets are made at run time.
    by_log: bool,
    target: &'a str,
    message: &'a str,
    text: &'a str,
    display: &'a str,
    debug: &'a str,
    number: i64,
    float: f64,
}

/// The longest text that is not cut.
const LIMIT: usize = 1000;

/// Logs what `data` stands for in both forms, and reads the lines.
pub fn check(data: &[u8]) {
    let Ok(logged) = Logged::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let json = written(&JSON, &logged);
    let terminal = written(&TERMINAL, &logged);
    let (json, terminal) = (one_line::lines(&json), one_line::lines(&terminal));
    let ([json], [terminal]) = (&json[..], &terminal[..]) else {
        panic!("one line each: {json:?} {terminal:?}");
    };
    json_line(json, &logged);
    terminal_line(terminal, &logged);
}

fn log(logged: &Logged<'_>) {
    if logged.by_log {
        log_record(logged.target, format_args!("{}", logged.message));
        return;
    }
    // Names that could pass for others, or end a text.
    info!(
        text = logged.text,
        trace_id = logged.text,
        "field.trace_id" = logged.number,
        "a\"b\n=\u{1b}" = %logged.display,
        debug = ?logged.debug,
        number = logged.number,
        float = logged.float,
        "{}", logged.message
    );
}

fn log_record(target: &str, message: std::fmt::Arguments<'_>) {
    let mut record = log::Record::builder();
    let record = record.args(message).target(target).level(log::Level::Warn);
    tracing_log::format_trace(&record.build()).expect("tracing takes it");
}

/// Names and values, in order, as they must be read from JSON.
fn fields(logged: &Logged<'_>) -> Vec<(&'static str, Value)> {
    if logged.by_log {
        return Vec::new();
    }
    let float = match logged.float {
        value if value.is_nan() => Value::from("NaN"),
        f64::INFINITY => Value::from("Infinity"),
        f64::NEG_INFINITY => Value::from("-Infinity"),
        value => Value::from(value),
    };
    let debug = format!("{:?}", logged.debug);
    vec![
        ("text", Value::from(cut(logged.text))),
        ("trace_id", Value::from(cut(logged.text))),
        ("field.trace_id", Value::from(logged.number)),
        ("a\"b\n=\u{1b}", Value::from(cut(logged.display))),
        ("debug", Value::from(cut(&debug))),
        ("number", Value::from(logged.number)),
        ("float", float),
    ]
}

fn json_line(line: &str, logged: &Logged<'_>) {
    let object = json::object(line);
    assert_eq!(object["message"], cut(logged.message), "{line}");
    let level = if logged.by_log { "WARN" } else { "INFO" };
    assert_eq!(object["level"], level);
    let target = if logged.by_log {
        logged.target
    } else {
        module_path!()
    };
    assert_eq!(object["target"], target);
    assert_eq!(object["context"], "none");
    let found = object.get("fields").and_then(Value::as_object).cloned();
    let expected = fields(logged).into_iter();
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(found.unwrap_or_default(), expected.collect(), "{line}");
    let keys = [
        "timestamp",
        "level",
        "target",
        "context",
        "message",
        "fields",
    ];
    assert!(
        object.keys().all(|key| keys.contains(&key.as_str())),
        "{line}"
    );
}

/// As `LIMIT` cuts it: between characters, with an ellipsis.
fn cut(text: &str) -> String {
    if text.len() <= LIMIT {
        return text.to_owned();
    }
    let ends = text
        .char_indices()
        .map(|(at, character)| at + character.len_utf8());
    let end = ends.take_while(|&end| end <= LIMIT).last().unwrap_or(0);
    format!("{}…", &text[..end])
}

/// Time and level, then what stands where no text from outside does, then the
/// message, then the fields: read from the line, they are those that were logged.
fn terminal_line(line: &str, logged: &Logged<'_>) {
    let target = if logged.by_log {
        logged.target
    } else {
        module_path!()
    };
    let head = format!(
        "no context        {}: {}",
        escaped(target),
        escaped(&cut(logged.message))
    );
    let (_, rest) = line.split_at("HH:MM:SS.uuuuuu  INFO ".len());
    let Some(mut rest) = rest.strip_prefix(head.as_str()) else {
        panic!("{line:?} does not begin with {head:?}");
    };
    for name in names(logged) {
        let field = format!(" {name}=");
        rest = rest.strip_prefix(field.as_str()).unwrap_or_else(|| {
            panic!("{field:?} is not at {rest:?} of {line:?}");
        });
        rest = &rest[value_length(rest)..];
    }
    assert_eq!(rest, "", "{line:?}");
}

/// As they are shown.
fn names(logged: &Logged<'_>) -> &'static [&'static str] {
    match logged.by_log {
        true => &[],
        false => &[
            "text",
            "trace_id",
            "field.trace_id",
            r#""a\"b\n=\u{1b}""#,
            "debug",
            "number",
            "float",
        ],
    }
}

/// Where a value ends for someone who reads the line: at the closing quote, or at
/// the next blank.
fn value_length(text: &str) -> usize {
    let Some(quoted) = text.strip_prefix('"') else {
        return text.find(' ').unwrap_or(text.len());
    };
    let mut is_escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 2,
            _ => {}
        }
    }
    panic!("no closing quote in {text:?}");
}

/// As a person sees it.
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\n' => shown += "\\n",
            '\r' => shown += "\\r",
            '\t' => shown += "\\t",
            it if one_line::is_unsafe(it) => shown += &format!("\\u{{{:x}}}", u32::from(it)),
            it => shown.push(it),
        }
    }
    shown
}

/// A subscriber, and where its lines go.
type Log = (Dispatch, Arc<Mutex<Vec<u8>>>);

static JSON: LazyLock<Log> = LazyLock::new(|| subscriber(trace_log::json()));
static TERMINAL: LazyLock<Log> = LazyLock::new(|| subscriber(trace_log::terminal()));

struct To(Arc<Mutex<Vec<u8>>>);

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        lock(&self.0).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn subscriber(layer: trace_log::LogLayer) -> Log {
    let written = Arc::default();
    let layer = layer.writer(To(Arc::clone(&written))).value_limit(LIMIT);
    let subscriber = tracing_subscriber::registry().with(layer);
    (Dispatch::new(subscriber), written)
}

fn written((dispatch, written): &Log, logged: &Logged<'_>) -> Vec<u8> {
    dispatcher::with_default(dispatch, || log(logged));
    std::mem::take(&mut *lock(written))
}

fn lock(written: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    written.lock().unwrap_or_else(PoisonError::into_inner)
}
