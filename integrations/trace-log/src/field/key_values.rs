//! The key-values of a record of the `log` crate, beside the event that stands for it.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use log::Record;
use log::kv::{self, VisitSource, VisitValue};
use trace_runtime::integration::{contain, count};
use trace_runtime::stats::Counter;

use super::render::{Cut, VALUE_LIMIT, render};
use super::value::FieldValue;

/// The key-values of one record.
pub(crate) type KeyValues = Rc<[KeyValue]>;

thread_local! {
    static BESIDE: RefCell<Option<KeyValues>> = const { RefCell::new(None) };
}

/// The key-values of the record whose event a layer is handed.
pub(crate) fn current() -> KeyValues {
    // The thread may be ending, and have nothing left.
    let current = BESIDE.try_with(|beside| beside.borrow().clone());
    current.ok().flatten().unwrap_or_default()
}

/// Puts back what was there: a record may be logged while another is.
pub(crate) struct Beside(Option<KeyValues>);

impl Beside {
    pub(crate) fn keep(key_values: KeyValues, log: impl FnOnce()) {
        let _before = Beside(Self::replace(Some(key_values)));
        log();
    }

    fn replace(with: Option<KeyValues>) -> Option<KeyValues> {
        BESIDE
            .try_with(|beside| beside.replace(with))
            .ok()
            .flatten()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        Self::replace(self.0.take());
    }
}

/// One key with its value, which has been rendered if it had to be.
#[derive(Debug)]
pub(crate) struct KeyValue {
    pub(crate) key: String,
    value: Value,
}

#[derive(Debug)]
enum Value {
    Plain(FieldValue<'static>),
    Text(String),
}

impl KeyValue {
    pub(crate) fn all_of(record: &Record<'_>) -> KeyValues {
        let mut all = All(Vec::new());
        // Whoever is the source of them may be anything.
        if contain(|| record.key_values().visit(&mut all).is_ok()).is_none() {
            count(Counter::AttributePanics);
        }
        all.0.into()
    }

    pub(crate) fn value(&self) -> FieldValue<'_> {
        match &self.value {
            Value::Plain(value) => *value,
            Value::Text(text) => FieldValue::Text(text),
        }
    }
}

struct All(Vec<KeyValue>);

impl<'kvs> VisitSource<'kvs> for All {
    fn visit_pair(&mut self, key: kv::Key<'kvs>, value: kv::Value<'kvs>) -> Result<(), kv::Error> {
        let key = key.as_str().to_owned();
        let mut read = Read(Value::Plain(FieldValue::Null));
        if value.visit(&mut read).is_err() {
            read.render(|to| write!(to, "{value}"));
        }
        let value = read.0;
        self.0.push(KeyValue { key, value });
        Ok(())
    }
}

struct Read(Value);

impl Read {
    fn plain(&mut self, value: FieldValue<'static>) -> Result<(), kv::Error> {
        self.0 = Value::Plain(value);
        Ok(())
    }

    fn render(&mut self, write: impl FnOnce(&mut Cut<'_>) -> std::fmt::Result) {
        let mut text = String::new();
        render(&mut text, VALUE_LIMIT, write);
        self.0 = Value::Text(text);
    }
}

impl<'v> VisitValue<'v> for Read {
    fn visit_any(&mut self, value: kv::Value<'_>) -> Result<(), kv::Error> {
        self.render(|to| write!(to, "{value}"));
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), kv::Error> {
        self.plain(FieldValue::Null)
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), kv::Error> {
        self.plain(FieldValue::Bool(value))
    }

    fn visit_i64(&mut self, value: i64) -> Result<(), kv::Error> {
        self.plain(FieldValue::I64(value))
    }

    fn visit_u64(&mut self, value: u64) -> Result<(), kv::Error> {
        self.plain(FieldValue::U64(value))
    }

    fn visit_f64(&mut self, value: f64) -> Result<(), kv::Error> {
        self.plain(FieldValue::F64(value))
    }

    fn visit_str(&mut self, value: &str) -> Result<(), kv::Error> {
        self.render(|to| to.write_str(value));
        Ok(())
    }
}
