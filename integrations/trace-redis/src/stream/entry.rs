//! An entry of a stream: the payload, and the context beside it.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redis::streams::StreamId;
use redis::{Cmd, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use trace_runtime::propagation::{self, Extracted, Extractor, Injector};

/// The field that has the payload.
const PAYLOAD: &str = "payload";

/// The fields of a context, to be written beside a payload.
#[derive(Debug, Default)]
pub(super) struct Context(Vec<(&'static str, String)>);

impl Injector for Context {
    fn set(&mut self, name: &'static str, value: &str) {
        self.0.push((name, value.to_owned()));
    }

    /// Nothing is there before.
    fn remove(&mut self, _: &dyn Fn(&str) -> bool) {}
}

/// A payload, as it is written.
pub(super) struct Payload(String);

impl Payload {
    pub(super) fn of(payload: &(impl Serialize + ?Sized)) -> serde_json::Result<Self> {
        serde_json::to_string(payload).map(Payload)
    }

    /// Adds both to an `XADD`.
    pub(super) fn write(&self, context: &Context, command: &mut Cmd) {
        command.arg(PAYLOAD).arg(&self.0);
        for (name, value) in &context.0 {
            command.arg(name).arg(value);
        }
    }
}

/// An entry that came.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    fields: HashMap<String, Value>,
}

impl Entry {
    /// `None` for one that was deleted while it was pending.
    pub(super) fn of(entry: StreamId) -> Option<Self> {
        let StreamId { id, map, .. } = entry;
        (!map.is_empty()).then_some(Entry { id, fields: map })
    }

    pub(super) fn context(&self) -> Extracted {
        propagation::extract(self)
    }

    pub(super) fn payload<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(self.bytes())
    }

    pub(super) fn size(&self) -> usize {
        self.bytes().len()
    }

    /// Empty, which is no JSON, where there is none.
    fn bytes(&self) -> &[u8] {
        self.fields.get(PAYLOAD).and_then(bytes).unwrap_or_default()
    }

    /// How long ago it was added, by the clocks of this machine and of the server: its id
    /// begins with the time.
    pub(super) fn age(&self) -> Duration {
        let millis = self.id.split('-').next().and_then(|part| part.parse().ok());
        let added = UNIX_EPOCH + Duration::from_millis(millis.unwrap_or(u64::from(u32::MAX)));
        SystemTime::now().duration_since(added).unwrap_or_default()
    }

    /// Adds all fields to an `XADD`, as they came.
    pub(super) fn write(&self, command: &mut Cmd) {
        for (name, value) in &self.fields {
            command.arg(name).arg(bytes(value).unwrap_or_default());
        }
    }
}

impl Extractor for Entry {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for (key, value) in &self.fields {
            if key.eq_ignore_ascii_case(name)
                && let Some(value) = bytes(value)
            {
                each(value);
            }
        }
    }
}

fn bytes(value: &Value) -> Option<&[u8]> {
    match value {
        Value::BulkString(bytes) => Some(bytes),
        Value::SimpleString(text) => Some(text.as_bytes()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, fields: &[(&str, &str)]) -> Entry {
        let value = |text: &str| Value::BulkString(text.as_bytes().to_owned());
        let fields = fields
            .iter()
            .map(|(key, text)| ((*key).to_owned(), value(text)));
        Entry {
            id: id.to_owned(),
            fields: fields.collect(),
        }
    }

    #[test]
    fn an_entry_without_a_payload_is_none() {
        assert!(entry("1-0", &[("other", "1")]).payload::<u32>().is_err());
        assert!(entry("1-0", &[("payload", "x")]).payload::<u32>().is_err());
        let right = entry("1-0", &[("payload", "1"), ("TraceParent", "wrong")]);
        assert_eq!(right.payload::<u32>().unwrap(), 1);
        assert!(right.context().parent.is_none());
        assert_eq!(right.size(), 1);
    }

    #[test]
    fn the_age_is_told_by_the_id() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let ago = now - Duration::from_secs(100);
        let age = entry(&format!("{}-3", ago.as_millis()), &[]).age();
        assert!(age >= Duration::from_secs(99), "{age:?}");
        // In the future, by the clock of the server.
        let ahead = now + Duration::from_secs(100);
        assert_eq!(
            entry(&format!("{}-0", ahead.as_millis()), &[]).age(),
            Duration::ZERO
        );
        // Not one of the server's own.
        assert!(entry("x", &[]).age() > Duration::from_secs(1_000_000));
    }
}
