//! What is said about a span before it starts.

use std::borrow::Cow;

use super::returned;
use crate::callsite::SpanKind;
use crate::context::SpanContext;
use crate::record::{self, Attribute, Encoded, Failure, IntoAttributes, Late};
use crate::value::Key;

/// The name of a span about to start, and what else is known of it.
///
/// Everything that opens a span takes `impl IntoSpan`, so a plain name will do: `cx.spawn("audit", …)`. The name should be of low cardinality: the
/// operation, not the order's number.
///
/// ```
/// use trace_runtime::{SpanBuilder, SpanKind};
///
/// let span = SpanBuilder::named("charge")
///     .kind(SpanKind::Client)
///     .attribute("server.address", "bank.example");
/// trace_runtime::run_sync(span, |cx| assert!(!cx.span_context().is_remote()));
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is handed to something that opens a span"]
pub struct SpanBuilder {
    pub(crate) name: Key,
    pub(crate) kind: SpanKind,
    pub(super) new_trace: bool,
    /// There is to be no span.
    none: bool,
    /// What is recorded before the start: a place of its own, as most spans have
    /// nothing there, and every future that opens a span holds a builder.
    early: Option<Box<Late>>,
}

impl SpanBuilder {
    /// An internal span of this name.
    pub fn named(name: impl Into<Key>) -> Self {
        SpanBuilder {
            name: name.into(),
            kind: SpanKind::Internal,
            new_trace: false,
            none: false,
            early: None,
        }
    }

    /// No span: what is opened under this name is a child of what is at hand.
    pub(crate) fn none() -> Self {
        SpanBuilder {
            none: true,
            ..SpanBuilder::named("")
        }
    }

    #[inline]
    pub(super) fn is_none(&self) -> bool {
        self.none
    }

    /// The role of the span in a call between services or through a queue.
    pub fn kind(mut self, kind: SpanKind) -> Self {
        self.kind = kind;
        self
    }

    /// An attribute that is known before the span starts.
    pub fn attribute(mut self, key: impl AsRef<str>, value: impl Attribute) -> Self {
        match value.borrowed() {
            Some(value) => self.early().set_attribute(key.as_ref(), value),
            None => return self.attributes([(key, value)]),
        }
        self
    }

    /// Attributes that are known before the span starts, given as to
    /// [`TraceContract::set_attributes`](crate::TraceContract::set_attributes).
    pub fn attributes<Form>(mut self, attributes: impl IntoAttributes<Form>) -> Self {
        let list = record::encode(attributes, usize::MAX);
        self.early().set_attributes(&list);
        self
    }

    /// A link to a span that caused this one and is not its parent.
    pub fn link(mut self, to: SpanContext) -> Self {
        self.push_link(to);
        self
    }

    pub(crate) fn push_link(&mut self, to: SpanContext) {
        self.early().add_link(&to, &Encoded::NONE);
    }

    fn early(&mut self) -> &mut Late {
        self.early.get_or_insert_with(record::take_late)
    }

    /// Takes what was recorded before the start.
    #[inline]
    pub(super) fn take_early(&mut self) -> Option<Box<Late>> {
        self.early.take()
    }

    /// Starts a trace of its own that links back, instead of joining the
    /// trace at hand. See [`linked_trace`].
    pub fn in_linked_trace(mut self) -> Self {
        self.new_trace = true;
        self
    }
}

/// What may stand where a span is named: a name, a [`SpanBuilder`], or either of
/// them in [`fallible`](crate::fallible).
///
/// `T` is what the closure in the span returns, and `By` how its failure is told,
/// which nobody names: a function that hands a name on leaves both to its caller.
///
/// ```
/// use trace_runtime::span::IntoSpan;
/// use trace_runtime::{TraceContract, fallible};
///
/// fn in_phase<T, By>(
///     cx: &TraceContract,
///     name: impl IntoSpan<T, By>,
///     body: impl FnOnce(&TraceContract) -> T,
/// ) -> T {
///     cx.span_sync(name, body)
/// }
///
/// # trace_runtime::run_sync("main", |cx| {
/// assert_eq!(in_phase(cx, "count", |_| 2), 2);
/// assert!(in_phase(cx, fallible("parse"), |_| "x".parse::<u8>()).is_err());
/// # });
/// ```
#[diagnostic::on_unimplemented(
    message = "the name of a span comes first",
    label = "this is neither a name nor a `SpanBuilder`",
    note = "write the name first and the closure last: `cx.spawn(\"name\", async move |cx| …)`"
)]
pub trait IntoSpan<T, By>: 'static {
    /// The span to open.
    fn into_span(self) -> SpanBuilder;

    /// The failure that the span records when its closure returns `returned`. Unless
    /// implemented otherwise, that is the type of the error in a `Result`.
    fn failure(returned: &T) -> Option<Failure> {
        returned::of(returned)
    }
}

impl<T> IntoSpan<T, ByType> for SpanBuilder {
    #[inline]
    fn into_span(self) -> SpanBuilder {
        self
    }
}

impl<T> IntoSpan<T, ByType> for &'static str {
    #[inline]
    fn into_span(self) -> SpanBuilder {
        SpanBuilder::named(Cow::Borrowed(self))
    }
}

impl<T> IntoSpan<T, ByType> for String {
    fn into_span(self) -> SpanBuilder {
        SpanBuilder::named(Cow::Owned(self))
    }
}

/// A failure is told by the type of its error alone, whatever that is.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByType {}

/// Names a span that begins a trace of its own, linked to the one at hand:
/// for work that outlives the request, such as a poller or a reminder, whose
/// spans would make the request's trace grow without end.
///
/// Goes wherever a name goes: `cx.spawn(linked_trace("reconcile"), …)`. The
/// correlation id and the baggage go along; sampling is decided anew.
pub fn linked_trace(name: impl Into<Key>) -> SpanBuilder {
    SpanBuilder::named(name).in_linked_trace()
}
