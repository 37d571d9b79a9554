//! What sends nothing without a contract, and says what to write instead.

use std::future::Ready;

use async_nats::{HeaderMap, PublishError, RequestError};
use bytes::Bytes;

use crate::client::Client;

/// Holds for nothing: a message is sent by what `.traced(cx)` gives.
#[diagnostic::on_unimplemented(
    message = "NATS is reached without a trace contract",
    label = "write `.traced(cx)` in front of it",
    note = "`client.traced(cx).publish(…)` sends; what is before the dot does not"
)]
pub trait WriteTracedCx: private::Sealed {}

mod private {
    pub trait Sealed {}
}

pub(crate) const NEVER: &str = "nothing implements `WriteTracedCx`";

/// What people type, for its message alone. The bound has a lifetime, as one without
/// parameters would be refused here.
impl Client {
    #[doc(hidden)]
    pub fn publish(&self, _: impl Into<String>, _: Bytes) -> Ready<Result<(), PublishError>>
    where
        for<'l> &'l Client: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn publish_with_headers(
        &self,
        _: impl Into<String>,
        _: HeaderMap,
        _: Bytes,
    ) -> Ready<Result<(), PublishError>>
    where
        for<'l> &'l Client: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn request(
        &self,
        _: impl Into<String>,
        _: Bytes,
    ) -> Ready<Result<async_nats::Message, RequestError>>
    where
        for<'l> &'l Client: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}
