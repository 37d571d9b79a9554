//! A sealed contract across processes: the W3C headers as a map.

use std::collections::BTreeMap;

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
        let fields = BTreeMap::<String, String>::deserialize(deserializer)?;
        let inbound = Propagators::w3c().extract(&fields);
        let mut span = SpanBuilder::named("");
        Ok(entry::inbound_root(inbound, Trust::Continue, &mut span))
    }
}
