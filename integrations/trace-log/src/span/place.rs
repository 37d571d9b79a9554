//! Where spans of `tracing` are in the trace: those of other crates as children of
//! the contract that was current when they were made, and our own that stand for it.

use std::sync::{Mutex, PoisonError};

use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, SealedContract, TraceContract};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::adopt::Adopt;
use super::entered::{self, Innermost};
use super::fields::SpanFields;
use super::returned::Returned;
use super::stand_in;
use crate::ids::Ids;
use crate::stats;

/// What a span of `tracing` keeps of where it is in the trace.
#[derive(Debug)]
struct Place {
    of: Of,
    ids: Ids,
}

#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "what a registry keeps is in a box as it is"
)]
enum Of {
    /// The place of a span of the trace. A thread may record on it while another does.
    Adopted(Mutex<Recorded>),
    /// The place of what stands for the contract under which it was made.
    Contract(SealedContract),
}

#[derive(Debug)]
struct Recorded {
    span: OpenSpan,
    said: Said,
}

/// What was said of a span, for what may yet be.
#[derive(Debug, Default)]
struct Said {
    status_message: Key,
    /// The text of the error that its function returned.
    error: Option<String>,
}

impl Place {
    /// `None` if there is no span of its own to record on. No user code runs in
    /// here, nor any of `tracing`.
    fn record<R>(&self, record: impl FnOnce(&TraceContract, &mut Said) -> R) -> Option<R> {
        let Of::Adopted(of) = &self.of else {
            return None;
        };
        let mut of = of.lock().unwrap_or_else(PoisonError::into_inner);
        let Recorded { span, said } = &mut *of;
        Some(span.enter(|cx| record(cx, said)))
    }

    fn seal(&self) -> SealedContract {
        match &self.of {
            Of::Contract(contract) => contract.clone(),
            Of::Adopted(of) => {
                let of = of.lock().unwrap_or_else(PoisonError::into_inner);
                of.span.seal()
            }
        }
    }

    fn is_adopted(&self) -> bool {
        matches!(self.of, Of::Adopted(_))
    }

    /// `None` if it is that of a span that is yet to begin.
    fn of_contract(contract: SealedContract) -> Option<Self> {
        let ids = Ids::of_sealed(&contract)?;
        let of = Of::Contract(contract);
        Some(Place { of, ids })
    }

    /// A child span of `parent` for a new span of `tracing`.
    fn adopted(parent: &SealedContract, attributes: &Attributes<'_>, limit: usize) -> Self {
        let metadata = attributes.metadata();
        let mut fields = SpanFields::default();
        if parent.trace_flags().is_sampled() {
            fields = SpanFields::read(metadata, limit, |to| attributes.record(to));
        }
        let span = OpenSpan::child_of_sealed(parent, fields.builder(metadata.name()));
        let mut said = Said::default();
        let ids = span.enter(|cx| {
            fields.record(cx, &mut said.status_message);
            Ids::from(cx)
        });
        stats::span(true);
        let of = Of::Adopted(Mutex::new(Recorded { span, said }));
        Place { of, ids }
    }

    /// Of the innermost span around `span`, itself included, that has one.
    fn around<'a, S: LookupSpan<'a>, R>(
        span: SpanRef<'a, S>,
        read: impl Fn(&Place) -> R,
    ) -> Option<R> {
        span.scope()
            .find_map(|span| span.extensions().get::<Place>().map(&read))
    }
}

/// Gives a new span of `tracing` its place: as a child of its parent, or as what
/// stands for that, which is what it has on threads where nothing is current.
pub(crate) fn open<S>(
    adopt: &Adopt,
    limit: usize,
    attributes: &Attributes<'_>,
    id: &Id,
    context: &Context<'_, S>,
) where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.span(id) else { return };
    let metadata = attributes.metadata();
    let stands_in = stand_in::is_one(metadata);
    let is_adopted = !stands_in && adopt.takes(metadata);
    // Another layer of ours may have been first.
    let has_place = span.extensions().get().map(Place::is_adopted);
    if has_place.is_some_and(|was_adopted| was_adopted || !is_adopted) {
        return;
    }
    let parent = match stands_in {
        true => trace_runtime::current().ok(),
        false => parent(attributes, context),
    };
    let Some(parent) = parent else {
        if is_adopted {
            stats::span(false);
        }
        return;
    };
    let place = match is_adopted {
        true => Some(Place::adopted(&parent, attributes, limit)),
        false => Place::of_contract(parent),
    };
    if let Some(place) = place {
        span.extensions_mut().replace(place);
    }
    if stands_in {
        stand_in::was_seen();
    }
}

fn parent<S>(attributes: &Attributes<'_>, context: &Context<'_, S>) -> Option<SealedContract>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let seal = |id: &Id| Place::around(context.span(id)?, |of| (of.seal(), of.ids));
    if let Some(id) = attributes.parent()
        && let Some((parent, _)) = seal(id)
    {
        return Some(parent);
    }
    let Innermost { ids, adopted } = entered::innermost()?;
    match adopted.as_ref().and_then(seal) {
        // It may have been entered under another subscriber, where the same
        // number means another span.
        Some((parent, of)) if of == ids => Some(parent),
        _ => entered::contract().and_then(|_| trace_runtime::current().ok()),
    }
}

/// Records the fields that a span was given after it was made.
pub(crate) fn record<S>(limit: usize, values: &Record<'_>, id: &Id, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.span(id) else { return };
    if !is_recorded(&span) {
        return;
    }
    // Runs the `Debug` of the values, so before anything is locked.
    let fields = SpanFields::read(span.metadata(), limit, |to| values.record(to));
    if let Some(of) = span.extensions().get::<Place>() {
        of.record(|cx, said| fields.record(cx, &mut said.status_message));
    }
}

fn is_recorded<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> bool {
    let is_recorded = |of: &Place| of.is_adopted() && of.ids.flags.is_sampled();
    span.extensions().get().is_some_and(is_recorded)
}

/// Records what the function of a span returned, if that is what `event` says.
pub(crate) fn record_returned<S>(limit: usize, event: &Event<'_>, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.event_span(event) else {
        return;
    };
    if !is_recorded(&span) {
        return;
    }
    // Runs the user's code, as above.
    let Some(returned) = Returned::read(event, span.metadata(), limit) else {
        return;
    };
    if let Some(of) = span.extensions().get::<Place>() {
        of.record(|cx, said| returned.record(cx, &mut said.error));
    }
}

/// Links a span to another that caused it and is not its parent.
pub(crate) fn link<S>(id: &Id, follows: &Id, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let of = |id: &Id| {
        let span = context.span(id)?;
        let extensions = span.extensions();
        extensions.get::<Place>()?.record(|cx, _| cx.span_context())
    };
    let Some(cause) = of(follows) else { return };
    let Some(span) = context.span(id) else { return };
    if let Some(of) = span.extensions().get::<Place>() {
        let no_attributes: [(&'static str, i64); 0] = [];
        of.record(|cx, _| cx.add_link(cause, no_attributes));
    }
}

pub(crate) fn enter<S>(id: &Id, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.span(id) else { return };
    let place = span
        .extensions()
        .get::<Place>()
        .map(|of| (of.ids, of.is_adopted()));
    let Some((ids, is_adopted)) = place else {
        return;
    };
    // One that the library made and we did not adopt may be of another time: it
    // says nothing where a contract is current.
    if is_adopted || stand_in::is_one(span.metadata()) || entered::contract().is_none() {
        entered::enter(id, ids);
    }
}

/// Ends the span as completed: `tracing` does not tell a future that was
/// dropped from one that came to its end.
pub(crate) fn close<S>(id: &Id, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.span(id) else { return };
    let place = span.extensions_mut().remove::<Place>();
    if let Some(Place {
        of: Of::Adopted(of),
        ..
    }) = place
    {
        let of = of.into_inner().unwrap_or_else(PoisonError::into_inner);
        of.span.finish(None);
    }
}

/// The ids of the span in which `event` happened.
pub(crate) fn ids<S>(event: &Event<'_>, context: &Context<'_, S>) -> Option<Ids>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    if let Some(id) = event.parent()
        && let Some(span) = context.span(id)
        && let Some(ids) = Place::around(span, |of| of.ids)
    {
        return Some(ids);
    }
    entered::innermost().map(|innermost| innermost.ids)
}
