//! For authors of integrations: a span that is owned, across callbacks.
//!
//! Application code has no use for this module. A server or a response body
//! needs to hold its span open from one callback to the next, which no borrow
//! can express; everything else opens spans with a closure.

#[cfg(all(feature = "tokio", tokio_unstable))]
pub use crate::boundary::task_hook;
pub use crate::boundary::{CurrentStandIn, MakeStandIn, StandIn, set_stand_in, task_if_needed};
pub use crate::contain::contain;
pub use crate::contract::ContractSource;
pub use crate::counters::{count, expect_context, observe_losses};
pub use crate::record::Failure;
#[doc(hidden)]
pub use crate::span::async_closure::SendAsyncClosure;
pub use crate::span::owned::OpenSpan;
