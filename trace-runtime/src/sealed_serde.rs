//! A sealed contract across processes: the W3C headers as a map.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::entry::{self, Trust};
use crate::propagation::{self, Propagators};
use crate::sealed::SealedContract;
use crate::span::SpanBuilder;

/// Written with the standard's own names, whatever the pipeline's propagators
/// are, so that both ends agree: `traceparent`, `tracestate`, `baggage`, and
/// `x-correlation-id`.
impl Serialize for SealedContract {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = BTreeMap::<String, String>::new();
        propagation::inject_with(Propagators::w3c(), self.parent(), &mut fields);
        fields.serialize(serializer)
    }
}

/// A context that cannot be read is no parent: a new trace begins, and the
/// message is not lost.
impl<'de> Deserialize<'de> for SealedContract {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = if deserializer.is_human_readable() {
            Lenient::<BTreeMap<String, Lenient<String>>>::deserialize(deserializer)?
                .read()
                .unwrap_or_default()
                .into_iter()
                .filter_map(|(name, text)| Some((name, text.read()?)))
                .collect()
        } else {
            // Such a format cannot skip what it does not expect.
            BTreeMap::<String, String>::deserialize(deserializer)?
        };
        let inbound = Propagators::w3c().extract(&fields);
        let mut span = SpanBuilder::named("");
        Ok(entry::inbound_root(inbound, Trust::Continue, &mut span))
    }
}

/// What was expected, or anything else.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Read(T),
    Other(IgnoredAny),
}

impl<T> Lenient<T> {
    fn read(self) -> Option<T> {
        match self {
            Lenient::Read(value) => Some(value),
            Lenient::Other(IgnoredAny) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_context_begins_a_trace() {
        let of = |json: &str| serde_json::from_str::<SealedContract>(json).unwrap();
        for json in [
            "null",
            "[]",
            "7",
            "{}",
            r#"{"traceparent":1,"baggage":null}"#,
        ] {
            assert_ne!(of(json).trace_id(), of(json).trace_id(), "{json}");
        }
        let read = of(
            r#"{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","baggage":{}}"#,
        );
        assert_eq!(
            read.trace_id().to_string(),
            "4bf92f3577b34da6a3ce929d0e0e4736"
        );
    }
}
