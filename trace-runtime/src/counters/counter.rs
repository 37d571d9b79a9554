//! What is counted besides spans.

use super::table;

table! {
    /// What is counted besides spans.
    pub enum Counter: (&'static str, &'static str) {
        /// A span was started under a contract that was not the current one.
        StaleParent = (
            "trace_stale_parent_total",
            "Spans started under a contract that was not the current one.",
        ),
        /// [`current`](crate::current()) found no span on its thread, or a request had no
        /// contract for its handler.
        ContextMissing = (
            "trace_context_missing_total",
            "Calls of current() without a span on their thread, and requests without a contract.",
        ),
        /// A trace was begun where a span was already current.
        RootInContext = (
            "trace_root_in_context_total",
            "Traces begun where a span was already current.",
        ),
        /// A sampler began a trace, which is not recorded: see
        /// [`Sampler::custom`](crate::sampling::Sampler::custom).
        TraceInSampler = (
            "trace_in_sampler_total",
            "Traces that a sampler began, which are not recorded.",
        ),
        /// A message was opened that brought no context, or none that could be read.
        MessageWithoutContext = (
            "trace_messages_without_context_total",
            "Messages opened that brought no context, or none that could be read.",
        ),
        /// An SDK called back, or used its transport, without the context it was called in.
        ContextLostInSdk = (
            "trace_context_lost_in_sdk_total",
            "Callbacks of SDKs that came without the context.",
        ),
        /// Something was recorded on the contract of a closure that has no span, see
        /// [`no_span`](crate::no_span), and was left out.
        RecordedWithoutSpan = (
            "trace_recorded_without_span_total",
            "Attributes, events and errors recorded where there is no span.",
        ),
        /// A log line was written.
        LogLines = (
            "trace_log_lines_total",
            "Log lines written.",
        ),
        /// A log line was written outside of any span.
        LogLinesWithoutContext = (
            "trace_log_lines_without_context_total",
            "Log lines written outside of any span.",
        ),
        /// The `Debug` or `Display` of an attribute panicked.
        AttributePanics = (
            "trace_attribute_panics_total",
            "Attributes whose Debug or Display panicked.",
        ),
        /// A header of trace context was malformed.
        InvalidHeaders = (
            "trace_invalid_headers_total",
            "Malformed headers of trace context that came in.",
        ),
        /// Whom to trust depends on the peer's address, and the server does not give
        /// it: every caller's trace was restarted.
        PeerUnknown = (
            "trace_peer_unknown_total",
            "Requests whose trust depends on a peer's address that the server does not give.",
        ),
        /// An attribute was left out, for a limit.
        DroppedAttributes = (
            "trace_dropped_attributes_total",
            "Attributes left out for a limit.",
        ),
        /// An event was left out, for a limit.
        DroppedEvents = (
            "trace_dropped_events_total",
            "Events left out for a limit.",
        ),
        /// A link was left out, for a limit.
        DroppedLinks = (
            "trace_dropped_links_total",
            "Links left out for a limit.",
        ),
        /// Work that was handed to a `spawn…` or `task…` of a contract was dropped
        /// before it began: it was aborted, or its runtime ended. It has no span.
        Abandoned = (
            "trace_work_abandoned_total",
            "Spawned work that was dropped before it began.",
        ),
    }
}

impl Counter {
    /// The name of the metric that shows this counter, with the ending `_total`.
    pub const fn metric(self) -> &'static str {
        self.row().0
    }

    /// What the metric counts, in a sentence.
    pub const fn help(self) -> &'static str {
        self.row().1
    }
}
