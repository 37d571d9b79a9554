//! Spans that other crates make with `tracing`, as children of the contract
//! that is current.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, SealedContract, TraceContract};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use crate::entered::{self, Innermost};
use crate::ids::Ids;
use crate::span_fields::SpanFields;
use crate::stats;

/// Which spans of `tracing` become spans of the trace at hand.
///
/// The default adopts those of level INFO and above, but for the spans of the
/// crates that an exporter sends with: it would trace itself without end.
///
/// ```
/// use tracing::level_filters::LevelFilter;
///
/// let layer = trace_log::json()
///     .adopt(trace_log::Adopt::up_to(LevelFilter::DEBUG).except("noisy_driver"));
/// # drop(layer);
/// ```
#[derive(Debug, Clone)]
pub struct Adopt {
    level: LevelFilter,
    except: Vec<Cow<'static, str>>,
}

/// The transports of exporters, and we ourselves.
const EXPORT: [&str; 8] = [
    "h2",
    "hyper",
    "hyper_util",
    "opentelemetry",
    "rustls",
    "tonic",
    "trace_otel",
    "trace_runtime",
];

impl Adopt {
    /// Spans of `level` and of those more severe.
    pub fn up_to(level: LevelFilter) -> Self {
        Adopt {
            level,
            except: EXPORT.map(Cow::Borrowed).to_vec(),
        }
    }

    /// None: log lines carry the ids of the contract alone.
    pub fn nothing() -> Self {
        Self::up_to(LevelFilter::OFF)
    }

    /// Not those of this target and of the modules below it.
    #[must_use]
    pub fn except(mut self, target: impl Into<Cow<'static, str>>) -> Self {
        self.except.push(target.into());
        self
    }

    fn takes(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
            && !self
                .except
                .iter()
                .any(|except| is_within(metadata.target(), except))
    }
}

impl Default for Adopt {
    fn default() -> Self {
        Self::up_to(LevelFilter::INFO)
    }
}

/// Whether `target` is `module` or a module below it.
fn is_within(target: &str, module: &str) -> bool {
    let below = target.strip_prefix(module);
    below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
}

/// What a span of `tracing` keeps of the span it became.
#[derive(Debug)]
struct Adopted {
    /// A thread may record on it while another does.
    span: Mutex<Recorded>,
    ids: Ids,
}

#[derive(Debug)]
struct Recorded {
    span: OpenSpan,
    status_message: Key,
}

impl Adopted {
    /// No user code runs in here, nor any of `tracing`.
    fn record<R>(&self, record: impl FnOnce(&TraceContract, &mut Key) -> R) -> R {
        let mut of = self.span.lock().unwrap_or_else(PoisonError::into_inner);
        let Recorded {
            span,
            status_message,
        } = &mut *of;
        span.enter(|cx| record(cx, status_message))
    }

    /// Of the innermost span around `span`, itself included, that was adopted.
    fn around<'a, S: LookupSpan<'a>, R>(
        span: SpanRef<'a, S>,
        read: impl Fn(&Adopted) -> R,
    ) -> Option<R> {
        span.scope()
            .find_map(|span| span.extensions().get::<Adopted>().map(&read))
    }
}

/// Opens a child span for a new span of `tracing`, if there is a parent for it.
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
    // Another layer of ours may have been first.
    if !adopt.takes(attributes.metadata()) || span.extensions().get::<Adopted>().is_some() {
        return;
    }
    let Some(parent) = parent(attributes, context) else {
        return stats::span_without_context();
    };
    let metadata = attributes.metadata();
    let mut fields = SpanFields::default();
    if parent.trace_flags().is_sampled() {
        fields = SpanFields::read(metadata, limit, |to| attributes.record(to));
    }
    let child = OpenSpan::child_of_sealed(&parent, fields.builder(metadata.name()));
    let mut status_message = Key::default();
    let ids = child.enter(|cx| {
        fields.record(cx, &mut status_message);
        Ids::from(cx)
    });
    stats::span_adopted();
    span.extensions_mut().replace(Adopted {
        span: Mutex::new(Recorded {
            span: child,
            status_message,
        }),
        ids,
    });
}

fn parent<S>(attributes: &Attributes<'_>, context: &Context<'_, S>) -> Option<SealedContract>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let seal = |id: &Id| {
        Adopted::around(context.span(id)?, |of| {
            (of.record(|cx, _| cx.seal()), of.ids)
        })
    };
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
    let recorded = |of: &Adopted| of.ids.flags.is_sampled();
    if !span.extensions().get().is_some_and(recorded) {
        return;
    }
    // Runs the `Debug` of the values, so before anything is locked.
    let fields = SpanFields::read(span.metadata(), limit, |to| values.record(to));
    if let Some(adopted) = span.extensions().get::<Adopted>() {
        adopted.record(|cx, status_message| fields.record(cx, status_message));
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
        let adopted = extensions.get::<Adopted>()?;
        Some(adopted.record(|cx, _| cx.span_context()))
    };
    let Some(cause) = of(follows) else { return };
    let Some(span) = context.span(id) else { return };
    if let Some(adopted) = span.extensions().get::<Adopted>() {
        let no_attributes: [(&'static str, i64); 0] = [];
        adopted.record(|cx, _| cx.add_link(cause, no_attributes));
    }
}

pub(crate) fn enter<S>(id: &Id, context: &Context<'_, S>)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let Some(span) = context.span(id) else { return };
    let ids = span.extensions().get::<Adopted>().map(|of| of.ids);
    if let Some(ids) = ids {
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
    let adopted = span.extensions_mut().remove::<Adopted>();
    if let Some(adopted) = adopted {
        let of = adopted.span.into_inner();
        let of = of.unwrap_or_else(PoisonError::into_inner);
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
        && let Some(ids) = Adopted::around(span, |of| of.ids)
    {
        return Some(ids);
    }
    entered::innermost().map(|innermost| innermost.ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_not_its_namesake() {
        assert!(is_within("h2", "h2"));
        assert!(is_within("h2::client", "h2"));
        assert!(!is_within("h2o", "h2"));
        assert!(!is_within("shop::h2", "h2"));
    }
}
