//! The open contract: what a traced function is handed, always by reference.

mod arrived;
mod current;
pub(crate) mod lend;
mod sealed;
mod shared;
mod source;

use std::error::Error;
use std::fmt;
use std::sync::PoisonError;
use std::time::{Duration, SystemTime};

use crate::clock;
use crate::context::{
    Baggage, CorrelationId, SpanContext, SpanId, TraceFlags, TraceId, TraceState,
};
use crate::counters;
use crate::limits;
use crate::propagation::{self, Injector, Outgoing, Propagators};
use crate::record::{self, Attribute, Encoded, Failure, IntoAttributes, Late};
use crate::value::{Key, Status, ValueRef};

pub use current::{ContextMissing, CurrentSpan, current, with_current};
pub use lend::{Instrument, TraceContract};
pub use sealed::SealedContract;

pub(crate) use arrived::Arrived;
pub(crate) use lend::{Held, Holder, Kept};
pub(crate) use sealed::Origin;
pub(crate) use shared::Shared;
pub use source::ContractSource;

impl TraceContract {
    /// The trace this span belongs to.
    #[inline]
    pub fn trace_id(&self) -> TraceId {
        self.identity().trace_id
    }

    /// The id of this span. When the trace is not recorded, it stands for all that this
    /// process does in it, as in log lines; [`inject`](Self::inject) then writes another
    /// one each time, so that each outgoing request has an id of its own.
    #[inline]
    pub fn span_id(&self) -> SpanId {
        self.identity().span_id
    }

    /// The W3C trace flags of this trace.
    #[inline]
    pub fn trace_flags(&self) -> TraceFlags {
        self.identity().flags.w3c()
    }

    /// The id that joins everything done for one request, across traces: taken
    /// from the request, or the trace id in hex.
    #[inline]
    pub fn correlation_id(&self) -> CorrelationId {
        let given = self.shared().correlation_id;
        given.unwrap_or_else(|| CorrelationId::from(self.trace_id()))
    }

    /// When the span began, by the wall clock.
    pub fn started_at(&self) -> SystemTime {
        let nanos = clock::unix_nanos(self.identity().start_ticks);
        SystemTime::UNIX_EPOCH + Duration::from_nanos(nanos)
    }

    /// Whether the span is recorded: the trace is sampled and a
    /// [`Pipeline`](crate::Pipeline) was installed when it began.
    #[inline]
    pub fn is_recording(&self) -> bool {
        self.identity().flags.is_sampled()
    }

    /// The vendors' part of the W3C trace context.
    pub fn trace_state(&self) -> &TraceState {
        &self.shared().trace_state
    }

    /// The keys and values that travel with the trace.
    pub fn baggage(&self) -> &Baggage {
        &self.shared().baggage
    }

    /// The part of this span that crosses processes.
    pub fn span_context(&self) -> SpanContext {
        SpanContext::new(
            self.trace_id(),
            self.span_id(),
            self.trace_flags(),
            self.trace_state().clone(),
        )
    }

    /// Writes this span into the headers of an outgoing request, with the
    /// propagators of the installed pipeline (W3C trace context and baggage
    /// unless it says otherwise).
    pub fn inject(&self, carrier: &mut dyn Injector) {
        self.inject_with(propagation::installed(), carrier);
    }

    /// Writes it with these propagators.
    pub(crate) fn inject_with(&self, propagators: &Propagators, carrier: &mut dyn Injector) {
        // The contract of a root that is yet to start names no span: its trace begins
        // wherever it is opened, so there is nothing to continue.
        let context = (!self.identity().flags.is_root()).then(|| self.outgoing());
        let correlation_id = self.correlation_id();
        propagators.write(context, self.baggage(), &correlation_id, carrier);
    }

    /// What stands for the span that sends a request. Where spans are not recorded, there
    /// is none of its own for each request; an id of its own each has all the same, or those
    /// downstream could not tell two calls apart. The specification of sampling asks for it:
    /// span ids do not depend on what the sampler decides.
    fn outgoing(&self) -> Outgoing<'_> {
        Outgoing {
            trace_id: self.trace_id(),
            span_id: match self.is_recording() {
                true => self.span_id(),
                false => SpanId::random(),
            },
            flags: self.trace_flags(),
            trace_state: self.trace_state(),
        }
    }

    /// Sets an attribute. Of two with the same key, the last stays.
    ///
    /// Nothing is allocated for a number, a truth value or a text that is borrowed. Where
    /// there are several, [`set_attributes`](Self::set_attributes) is the cheaper way.
    #[inline]
    pub fn set_attribute(&self, key: impl AsRef<str>, value: impl Attribute) {
        if self.is_recording() {
            match value.borrowed() {
                Some(value) => self.set_borrowed(key.as_ref(), value),
                None => self.set_asked(key.as_ref(), &value),
            }
        }
    }

    #[inline(never)]
    fn set_borrowed(&self, key: &str, value: ValueRef<'_>) {
        self.record(|late| late.set_attribute(key, value));
    }

    /// Asks the value first, which may run code of the user's.
    #[inline(never)]
    fn set_asked(&self, key: &str, value: &dyn Attribute) {
        self.set_attributes([(key, value)]);
    }

    /// Sets several attributes. Of two with the same key, the last stays.
    ///
    /// They are `()`, a tuple of pairs whose values have several types, or whatever gives
    /// pairs one after the other: an array, a map, an iterator.
    ///
    /// ```
    /// # trace_runtime::run_sync("job", |cx| {
    /// let currency = String::from("EUR");
    /// cx.set_attributes((("order.id", 7), ("order.currency", &currency)));
    /// cx.set_attributes((1..=3).map(|part| (format!("part.{part}"), part * 10)));
    /// # });
    /// ```
    #[inline]
    pub fn set_attributes<Form>(&self, attributes: impl IntoAttributes<Form>) {
        if self.is_recording() {
            let list = record::encode(attributes, usize::MAX);
            self.put_attributes(&list);
        }
    }

    #[inline(never)]
    fn put_attributes(&self, list: &Encoded) {
        self.record(|late| late.set_attributes(list));
    }

    /// Adds an event: something that happened at this moment within the span.
    ///
    /// Its attributes are given as to [`set_attributes`](Self::set_attributes).
    ///
    /// ```
    /// # trace_runtime::run_sync("job", |cx| {
    /// cx.add_event("started", ());
    /// cx.add_event("retried", [("attempt", 2)]);
    /// cx.add_event("charged", (("cents", 1250), ("currency", "EUR")));
    /// # });
    /// ```
    #[inline]
    pub fn add_event<Form>(&self, name: impl AsRef<str>, attributes: impl IntoAttributes<Form>) {
        if self.is_recording() {
            let ticks = clock::ticks();
            let list = record::encode(attributes, limits::attributes());
            self.put_event(name.as_ref(), ticks, &list);
        }
    }

    #[inline(never)]
    fn put_event(&self, name: &str, ticks: u64, list: &Encoded) {
        self.record(|late| late.add_event(name, ticks, list));
    }

    /// Adds a link: a causal relation to another span that is not its parent.
    ///
    /// Its attributes are given as to [`set_attributes`](Self::set_attributes).
    pub fn add_link<Form>(&self, to: SpanContext, attributes: impl IntoAttributes<Form>) {
        if self.is_recording() {
            let list = record::encode(attributes, limits::attributes());
            self.record(|late| late.add_link(&to, &list));
        }
    }

    /// Records an error that the function deals with itself: an `exception`
    /// event with the type, the message and the chain of sources, and the
    /// span's status. An `Err` that a traced function returns is recorded
    /// without this call.
    ///
    /// A report that is no [`Error`] itself gives one: `error.as_ref()` of an
    /// `anyhow::Error`, `&*error` of a `Box<dyn Error>`.
    pub fn record_error<E: Error + ?Sized>(&self, error: &E) {
        if self.is_recording() {
            // Formats the error: the user's code, so before the lock is taken.
            self.record_failure(Failure::of_error(error));
        }
    }

    /// Whether anything was recorded at run time.
    pub(crate) fn has_late(&self) -> bool {
        let late = self.late().lock().unwrap_or_else(PoisonError::into_inner);
        late.is_some()
    }

    pub(crate) fn record_failure(&self, failure: Failure) {
        let ticks = clock::ticks();
        self.record(|late| failure.record(late, ticks));
    }

    /// Sets the status; a later one replaces it, and so does the `Err` of the
    /// function.
    pub fn set_status(&self, status: Status) {
        if self.is_recording() {
            self.record(|late| late.set_status(&status));
        }
    }

    /// Renames the span, for a name that is only known later, such as a route.
    pub fn set_name(&self, name: impl Into<Key>) {
        if self.is_recording() {
            let name = name.into();
            self.record(|late| late.set_name(&name));
        }
    }

    /// The text of a panic, from the hook. If the lock is taken, the panic came
    /// from inside of our own recording, and its text is let go rather than
    /// waited for.
    pub(crate) fn record_panic(&self, message: String) {
        if self.is_recording()
            && let Ok(mut late) = self.late().try_lock()
        {
            late.get_or_insert_with(record::take_late).panicked(message);
        }
    }

    /// Runs `write` on the late part. No code of the user's runs inside.
    fn record(&self, write: impl FnOnce(&mut Late)) {
        if self.is_sealed() {
            return counters::recorded_without_span();
        }
        let mut late = self.late().lock().unwrap_or_else(PoisonError::into_inner);
        write(late.get_or_insert_with(record::take_late));
    }
}

/// Shows the ids, never what was recorded.
impl fmt::Debug for TraceContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceContract")
            .field("trace_id", &self.trace_id())
            .field("span_id", &self.span_id())
            .field("recording", &self.is_recording())
            .finish_non_exhaustive()
    }
}
