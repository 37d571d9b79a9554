//! B3, the headers of Zipkin: one (`b3`) or several (`X-B3-…`).
//!
//! The debug state, which W3C Trace Context has no flag for, is kept as the
//! member `b3=d` of the `tracestate`: it goes on in either format, and comes out
//! as debug again where B3 is written.

use super::carrier::{first, without_blanks};
use super::hex_id::{span_id, trace_id};
use super::outgoing::Outgoing;
use super::remote::Remote;
use super::{Extractor, Injector};
use crate::context::{SpanContext, TraceFlags, TraceState};

const SINGLE: &str = "b3";
const TRACE_ID: &str = "x-b3-traceid";
const SPAN_ID: &str = "x-b3-spanid";
const SAMPLED: &str = "x-b3-sampled";
const FLAGS: &str = "x-b3-flags";

/// What the caller decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Deny,
    Accept,
    /// Record, whatever samplers think.
    Debug,
}

/// Reads `b3`, else the `X-B3-…` headers. Of a header that stands twice the first
/// counts, as B3 has it.
pub(super) fn extract(carrier: &dyn Extractor) -> Remote {
    match first(carrier, SINGLE) {
        Some(value) => extract_single(without_blanks(value)),
        None => extract_multi(carrier),
    }
}

/// `{trace id}-{span id}-{state}-{parent}`, the last two optional, or the state
/// alone.
fn extract_single(value: &str) -> Remote {
    let mut parts = value.split('-');
    let (ids, rest) = ((parts.next(), parts.next()), (parts.next(), parts.next()));
    // A state or a parent that cannot be read, or a part too many, makes the
    // header as a whole wrong.
    let state = match rest.0.map(state) {
        Some(None) => return Remote::Invalid,
        state => state.flatten(),
    };
    let sound = rest.1.is_none_or(|parent| span_id(parent).is_some()) && parts.next().is_none();
    match ids {
        (Some(trace_id), Some(span_id)) if sound => context(trace_id, span_id, state),
        (Some(alone), None) => hint(self::state(alone)),
        _ => Remote::Invalid,
    }
}

fn extract_multi(carrier: &dyn Extractor) -> Remote {
    let read = |name| first(carrier, name).map(without_blanks);
    let state = match (read(FLAGS), read(SAMPLED)) {
        (Some("1"), _) => Some(State::Debug),
        (_, Some("1" | "true")) => Some(State::Accept),
        (_, Some("0" | "false")) => Some(State::Deny),
        (_, Some(_)) => return Remote::Invalid,
        (_, None) => None,
    };
    match (read(TRACE_ID), read(SPAN_ID)) {
        (Some(trace_id), Some(span_id)) => context(trace_id, span_id, state),
        (None, None) if state.is_none() => Remote::None,
        (None, None) => hint(state),
        _ => Remote::Invalid,
    }
}

fn hint(state: Option<State>) -> Remote {
    state.map_or(Remote::Invalid, |state| {
        Remote::Sampled(state != State::Deny)
    })
}

/// Without a state the decision is left to the one who reads it: the caller
/// took part, so its trace goes on.
fn context(trace_id: &str, span_id: &str, state: Option<State>) -> Remote {
    let ids = self::trace_id(trace_id).zip(self::span_id(span_id));
    let Some((trace_id, span_id)) = ids else {
        return Remote::Invalid;
    };
    let flags = TraceFlags::default().with_sampled(state != Some(State::Deny));
    let trace_state = match state {
        Some(State::Debug) => debug(),
        _ => TraceState::default(),
    };
    Remote::Parent(SpanContext::remote(trace_id, span_id, flags, trace_state))
}

fn state(text: &str) -> Option<State> {
    match text {
        "1" => Some(State::Accept),
        "0" => Some(State::Deny),
        "d" => Some(State::Debug),
        _ => None,
    }
}

/// Debug is a state that `b3` may have alone, and so its value in a `tracestate`.
fn debug() -> TraceState {
    TraceState::default().with(SINGLE, "d").unwrap_or_default()
}

fn state_of(context: &Outgoing<'_>) -> State {
    match context.trace_state.get(SINGLE) {
        Some("d") => State::Debug,
        _ if context.flags.is_sampled() => State::Accept,
        _ => State::Deny,
    }
}

/// `b3` in one header.
pub(super) fn inject_single(context: &Outgoing<'_>, carrier: &mut dyn Injector) {
    let state = match state_of(context) {
        State::Deny => '0',
        State::Accept => '1',
        State::Debug => 'd',
    };
    let value = format!("{}-{}-{state}", context.trace_id, context.span_id);
    carrier.set(SINGLE, &value);
}

/// The `X-B3-…` headers. Debug includes that the trace is recorded, which is
/// then not said a second time.
pub(super) fn inject_multi(context: &Outgoing<'_>, carrier: &mut dyn Injector) {
    carrier.set(TRACE_ID, &context.trace_id.to_string());
    carrier.set(SPAN_ID, &context.span_id.to_string());
    let (name, value) = match state_of(context) {
        State::Deny => (SAMPLED, "0"),
        State::Accept => (SAMPLED, "1"),
        State::Debug => (FLAGS, "1"),
    };
    carrier.set(name, value);
}
