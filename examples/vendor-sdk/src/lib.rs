//! An SDK as a card processor would ship it.
//!
//! This crate stands for code that is not ours. No line of it knows of traces, and it does
//! what such SDKs do: [`Cards`] takes a `reqwest::Client` by value, tries again with timers
//! of its own, spawns tasks, keeps threads, and calls back from all of them.
//! `examples/sdk-client` is a service that uses it.

#![expect(
    clippy::disallowed_methods,
    reason = "another company's code, which knows no contract"
)]

mod cards;
mod charge;
mod error;

pub use cards::Cards;
pub use charge::{Charge, Confirmation, Receipt, Review};
pub use error::CardError;
