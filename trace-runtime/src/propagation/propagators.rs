//! Which formats are read and written, and in which order.

use super::carrier::{self, Single};
use super::outgoing::Outgoing;
use super::remote::Remote;
use super::{Extractor, Injector, b3, is_context_field, plain};
use crate::context::{
    Baggage, CorrelationId, SpanContext, TraceState, baggage, trace_state, traceparent,
};
use crate::counters::{self, Counter};

/// A format of the headers that carry a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `traceparent` and `tracestate`.
    TraceContext,
    /// `baggage`.
    Baggage,
    /// `b3`, in one header.
    B3,
    /// `X-B3-…`, in several.
    B3Multi,
    /// `X-Trace-Id`, `X-Span-Id`, `X-Sampled`.
    Plain,
}

/// The formats that are read, in order of preference, and those that are
/// written.
///
/// By default the W3C formats are written, and read first; then B3, then the
/// plain family, so that services of other companies and ages keep their place
/// in the trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Propagators {
    read: Vec<Format>,
    written: Vec<Format>,
}

/// What a request or a message brought along.
#[derive(Debug, Clone, Default)]
pub struct Extracted {
    /// The caller's span.
    pub parent: Option<SpanContext>,
    /// What travels with the trace.
    pub baggage: Baggage,
    /// From `x-correlation-id`, else `x-request-id`, if it is one.
    pub correlation_id: Option<CorrelationId>,
    /// Whether the caller wants the trace recorded, where it said that and
    /// nothing else (`b3: 0`).
    pub sampled: Option<bool>,
}

static W3C: std::sync::LazyLock<Propagators> =
    std::sync::LazyLock::new(|| Propagators::only([Format::TraceContext, Format::Baggage]));

impl Default for Propagators {
    fn default() -> Self {
        use Format::{B3, Baggage, Plain, TraceContext};
        Propagators {
            read: vec![TraceContext, Baggage, B3, Plain],
            written: vec![TraceContext, Baggage],
        }
    }
}

impl Propagators {
    /// These formats, read and written.
    pub fn only(formats: impl IntoIterator<Item = Format>) -> Self {
        let written: Vec<_> = formats.into_iter().collect();
        Propagators {
            read: written.clone(),
            written,
        }
    }

    /// The W3C formats alone.
    pub(crate) fn w3c() -> &'static Self {
        &W3C
    }

    /// The formats that are written.
    pub fn written(&self) -> &[Format] {
        &self.written
    }

    /// From the names of `OTEL_PROPAGATORS`: `tracecontext`, `baggage`, `b3`,
    /// `b3multi`, `none`. Also gives the names that are not known; the others
    /// are used. Without one that is known, the default.
    pub fn from_names(names: &str) -> (Self, Vec<String>) {
        let mut formats = Vec::new();
        let mut unknown = Vec::new();
        let mut none = false;
        for name in names.split(',').map(str::trim) {
            let format = match name.to_ascii_lowercase().as_str() {
                "" => continue,
                "none" => {
                    none = true;
                    continue;
                }
                "tracecontext" => Format::TraceContext,
                "baggage" => Format::Baggage,
                "b3" => Format::B3,
                "b3multi" => Format::B3Multi,
                _ => {
                    unknown.push(name.to_owned());
                    continue;
                }
            };
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        if formats.is_empty() && !none {
            return (Propagators::default(), unknown);
        }
        (Propagators::only(formats), unknown)
    }

    /// Reads a context. The first format that names a caller wins; a header
    /// that is malformed is as good as absent, and counted. Of baggage, only the
    /// members that are wrong are left out.
    pub fn extract(&self, carrier: &dyn Extractor) -> Extracted {
        let mut extracted = Extracted {
            correlation_id: correlation_id(carrier),
            ..Extracted::default()
        };
        for format in &self.read {
            if *format == Format::Baggage {
                extracted.baggage = baggage(carrier);
            } else if extracted.parent.is_none() {
                match read(*format, carrier) {
                    Remote::None => {}
                    Remote::Invalid => counters::count(Counter::InvalidHeaders),
                    Remote::Sampled(sampled) => {
                        extracted.sampled.get_or_insert(sampled);
                    }
                    Remote::Parent(parent) => extracted.parent = Some(parent),
                }
            }
        }
        extracted
    }

    /// Writes a context, and first takes away every field of another that the
    /// carrier holds, be its format one that is written here or not
    /// ([`is_context_field`]); the correlation id goes as `x-correlation-id`,
    /// unless nothing is written at all. Without a span there is only what
    /// travels beside it.
    pub fn inject(
        &self,
        context: Option<&SpanContext>,
        baggage: &Baggage,
        correlation_id: &CorrelationId,
        carrier: &mut dyn Injector,
    ) {
        let outgoing = context.map(Outgoing::of);
        self.write(outgoing, baggage, correlation_id, carrier);
    }

    /// Writes a context whose parts are borrowed; see [`inject`](Self::inject).
    pub(crate) fn write(
        &self,
        context: Option<Outgoing<'_>>,
        baggage: &Baggage,
        correlation_id: &CorrelationId,
        carrier: &mut dyn Injector,
    ) {
        carrier.remove(&is_context_field);
        for format in &self.written {
            match (format, &context) {
                (Format::Baggage, _) => {
                    set_unless_empty(carrier, baggage::NAME, &baggage.header());
                }
                (_, None) => {}
                (Format::TraceContext, Some(context)) => write_trace_context(context, carrier),
                (Format::B3, Some(context)) => b3::inject_single(context, carrier),
                (Format::B3Multi, Some(context)) => b3::inject_multi(context, carrier),
                (Format::Plain, Some(context)) => plain::inject(context, carrier),
            }
        }
        if !self.written.is_empty() {
            carrier.set("x-correlation-id", correlation_id.as_str());
        }
    }
}

fn write_trace_context(context: &Outgoing<'_>, carrier: &mut dyn Injector) {
    let value = traceparent::format(context.trace_id, context.span_id, context.flags);
    carrier.set(
        traceparent::NAME,
        str::from_utf8(&value).unwrap_or_default(),
    );
    set_unless_empty(carrier, trace_state::NAME, context.trace_state.as_str());
}

/// A header without content says nothing, and is not sent.
fn set_unless_empty(carrier: &mut dyn Injector, name: &'static str, value: &str) {
    if !value.is_empty() {
        carrier.set(name, value);
    }
}

fn read(format: Format, carrier: &dyn Extractor) -> Remote {
    match format {
        Format::TraceContext => trace_context(carrier),
        Format::Baggage => Remote::None,
        Format::B3 | Format::B3Multi => b3::extract(carrier),
        Format::Plain => plain::extract(carrier),
    }
}

/// A `traceparent` that stands twice is as wrong as one that cannot be read; only
/// with a sound one is the `tracestate` looked at.
fn trace_context(carrier: &dyn Extractor) -> Remote {
    match carrier::once(carrier, traceparent::NAME) {
        Single::None => Remote::None,
        Single::One(value) => match traceparent::parse(value) {
            Ok(parent) => Remote::Parent(parent.with_trace_state(trace_state(carrier))),
            Err(_) => Remote::Invalid,
        },
        Single::Wrong => Remote::Invalid,
    }
}

/// A list that is wrong is discarded; the parent stays.
fn trace_state(carrier: &dyn Extractor) -> TraceState {
    let state = match carrier::joined(carrier, trace_state::NAME, trace_state::MAX_BYTES) {
        Ok(None) => return TraceState::default(),
        Ok(Some(list)) => str::from_utf8(&list)
            .ok()
            .and_then(|list| TraceState::parse(list).ok()),
        Err(_) => None,
    };
    state.unwrap_or_else(|| {
        counters::count(Counter::InvalidHeaders);
        TraceState::default()
    })
}

fn baggage(carrier: &dyn Extractor) -> Baggage {
    match carrier::joined(carrier, baggage::NAME, baggage::MAX_BYTES) {
        Ok(list) => list.map_or_else(Baggage::default, |list| Baggage::from_bytes(&list)),
        Err(_) => {
            counters::count(Counter::InvalidHeaders);
            Baggage::default()
        }
    }
}

fn correlation_id(carrier: &dyn Extractor) -> Option<CorrelationId> {
    ["x-correlation-id", "x-request-id"]
        .iter()
        .find_map(|name| {
            let given = carrier::without_blanks(carrier::single(carrier, name)?).parse();
            given
                .inspect_err(|_| counters::count(Counter::InvalidHeaders))
                .ok()
        })
}
