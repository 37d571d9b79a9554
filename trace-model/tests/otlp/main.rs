//! OTLP in and out: of arbitrary traces, and of what senders do wrong.

mod arbitrary;
mod identity;
mod json;
mod peer;
mod refusals;
