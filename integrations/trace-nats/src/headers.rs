//! The headers of a message as a carrier of a context.

use async_nats::HeaderMap;
use trace_runtime::propagation::{self, Extracted, Extractor, Injector};

/// Headers to write a context into.
#[derive(Debug, Default)]
pub(crate) struct Outgoing(pub(crate) HeaderMap);

impl Injector for Outgoing {
    fn set(&mut self, name: &'static str, value: &str) {
        self.0.insert(name, value);
    }

    /// NATS has no way to take a header away, and tells upper from lower case.
    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        let mut kept = HeaderMap::new();
        for (name, values) in self.0.iter().filter(|(name, _)| !of_context(name.as_ref())) {
            for value in values {
                kept.append(name.clone(), value.clone());
            }
        }
        self.0 = kept;
    }
}

/// The context that a message brought.
pub(crate) fn context(message: &async_nats::Message) -> Extracted {
    match &message.headers {
        Some(headers) => propagation::extract(&Incoming(headers)),
        None => Extracted::default(),
    }
}

struct Incoming<'a>(&'a HeaderMap);

impl Extractor for Incoming<'_> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for (key, values) in self.0.iter() {
            let key: &str = key.as_ref();
            if key.eq_ignore_ascii_case(name) {
                values
                    .iter()
                    .for_each(|value| each(value.as_str().as_bytes()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_takes_the_place_of_one_that_is_there() {
        let mut headers = HeaderMap::new();
        headers.insert("TraceState", "old=1");
        headers.append("item", "7");
        headers.append("item", "8");
        let mut outgoing = Outgoing(headers);
        trace_runtime::run_sync("send", |cx| cx.inject(&mut outgoing));
        let Outgoing(headers) = outgoing;
        assert!(headers.get("TraceState").is_none());
        assert_eq!(headers.get_all("item").count(), 2);
        let message = async_nats::Message {
            subject: "orders".into(),
            reply: None,
            payload: Default::default(),
            headers: Some(headers),
            status: None,
            description: None,
            length: 0,
        };
        assert!(context(&message).parent.is_some());
        assert!(
            context(&async_nats::Message {
                headers: None,
                ..message
            })
            .parent
            .is_none()
        );
    }
}
