//! A service that uses another company's SDK, `vendor-sdk`, which knows nothing of traces.
//!
//! [`Shop`] is where to read: each call of the SDK is a client span, each of its callbacks
//! is in the trace of its call, and the one that loses its context is counted by name.
//! [`ways`] has the ways to get the trace into requests of an SDK that wants its
//! `reqwest::Client` by value. [`Processor`] stands for the company's servers.

mod processor;
mod shop;
pub mod ways;

pub use processor::Processor;
pub use shop::{SDK, Shop};
