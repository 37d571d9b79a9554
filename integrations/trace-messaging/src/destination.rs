//! Where messages go to, and come from.

use std::borrow::Cow;

/// A queue, stream or subject of a broker.
#[derive(Debug, Clone)]
pub struct Destination {
    pub(crate) system: &'static str,
    pub(crate) name: Cow<'static, str>,
    pub(crate) group: Option<Cow<'static, str>>,
    pub(crate) address: Option<String>,
    pub(crate) port: Option<u16>,
}

impl Destination {
    /// Of a broker, such as `redis`, what is called so there. The name stands in those of
    /// spans: give one that many messages share.
    pub fn new(system: &'static str, name: impl Into<Cow<'static, str>>) -> Self {
        Destination {
            system,
            name: name.into(),
            group: None,
            address: None,
            port: None,
        }
    }

    /// The group of consumers that share its messages.
    #[must_use]
    pub fn group(self, name: impl Into<Cow<'static, str>>) -> Self {
        Destination {
            group: Some(name.into()),
            ..self
        }
    }

    /// Where the broker is.
    #[must_use]
    pub fn server(self, address: Option<String>, port: Option<u16>) -> Self {
        Destination {
            address,
            port,
            ..self
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }
}
