//! What a store can do.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::broadcast;
use trace_model::otlp::Batch;
use trace_model::{Trace, TraceId};

use crate::answer::Answer;
use crate::error::{ReadError, WriteError};
use crate::forwarded::Forwarded;
use crate::rollup::{Operation, RollUps};
use crate::search::{Found, Search};
use crate::summary::Summary;

/// Takes batches in, and answers questions about the traces in them.
///
/// What [`write`](Self::write) has acknowledged, every question that is asked afterwards
/// finds, until it is older than the store keeps, or the oldest where there is no more room.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Takes a batch of spans or log lines.
    ///
    /// OTLP delivers at least once. What is delivered again is shown and counted once: a span
    /// whose [identity](trace_model::Span::identity) its trace has already, a log line that is
    /// equal to another in all that it has. [`Status`] counts what was taken in, repeated or not.
    ///
    /// # Errors
    ///
    /// Nothing of the batch was taken. A [full](WriteError::Full) store takes it later.
    async fn write(&self, batch: Batch) -> Result<(), WriteError>;

    /// A trace, whole. `None` where nothing is known of it.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn trace(&self, id: TraceId) -> Result<Answer<Option<StoredTrace>>, ReadError>;

    /// The traces with these ids that are held, whole, in the order of the ids: for callers that
    /// look at many and keep none of them, some at a time.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn traces(&self, ids: &[TraceId]) -> Result<Vec<StoredTrace>, ReadError> {
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.trace(*id).await?.value);
        }
        Ok(found)
    }

    /// The traces that match, exactly the first ones in the order that is asked for.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn search(&self, search: &Search) -> Result<Answer<Found>, ReadError>;

    /// The traces whose id begins with these hex digits, or whose correlation id is this text:
    /// the newest first, at most `limit`.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn resolve(&self, text: &str, limit: usize) -> Result<Answer<Vec<TraceId>>, ReadError>;

    /// The operations of all traces that are held, in alphabetical order; of one service, if
    /// one is named.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn operations(&self, service: Option<&str>) -> Result<Answer<Vec<Operation>>, ReadError>;

    /// What was counted in these minutes since 1970, the last one excluded. Counts outlive the
    /// traces: 8 weeks.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn roll_ups(&self, minutes: std::ops::Range<u64>) -> Result<Answer<RollUps>, ReadError>;

    /// The same, and with it what has come and is not counted yet: many stores count a trace
    /// when it has settled. For people who look at what they have just done; the counts of two
    /// answers are not comparable, since of very many traces not all are looked at.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn roll_ups_with_live(
        &self,
        minutes: std::ops::Range<u64>,
    ) -> Result<Answer<RollUps>, ReadError> {
        self.roll_ups(minutes).await
    }

    /// The slowest traces that are held, the slowest first, at most 100.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn slow(&self, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError>;

    /// The traces with a failed span that began on this day (UTC, counted since 1970), the
    /// newest first.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn errors(&self, day: u64, limit: usize) -> Result<Answer<Vec<Summary>>, ReadError>;

    /// The processes whose spans are held, the newest first.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn runs(&self) -> Result<Answer<Vec<Run>>, ReadError>;

    /// Keeps a trace until it is unpinned. `false` where nothing is known of it.
    ///
    /// # Errors
    ///
    /// The store failed, and the trace is not pinned.
    async fn pin(&self, id: TraceId, note: &str) -> Result<bool, WriteError>;

    /// Lets a trace end its life as others do. `false` where it was not pinned.
    ///
    /// # Errors
    ///
    /// The store failed, and the trace is still pinned.
    async fn unpin(&self, id: TraceId) -> Result<bool, WriteError>;

    /// The traces that are pinned, the newest pin first.
    ///
    /// # Errors
    ///
    /// The store cannot be read.
    async fn pins(&self) -> Result<Answer<Vec<(Pin, Summary)>>, ReadError>;

    /// Traces as they settle: no span has come for a while. Who reads too slowly misses some.
    fn tail(&self) -> broadcast::Receiver<Arc<Summary>>;

    /// How the store is.
    async fn status(&self) -> Status;

    /// What became of what is sent on to another receiver; `None` where nothing is.
    fn forwarded(&self) -> Option<Forwarded> {
        None
    }

    /// Waits until the store has failed in a way that only a new start mends, and says what
    /// happened; for ever where that cannot be. From then on it takes nothing: whoever serves
    /// it ends, so that what watches over processes starts it again.
    async fn failed(&self) -> String {
        std::future::pending().await
    }

    /// Writes down what is not yet, so that the next start is quick. Nothing may be written
    /// afterwards.
    ///
    /// # Errors
    ///
    /// The store failed.
    async fn close(&self) -> Result<(), WriteError>;
}

/// A trace, and what the store did to it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTrace {
    /// The trace.
    pub trace: Trace,
    /// How many spans have come, where not all of them were kept: the trace was longer than
    /// one trace may be. The first ones, the failed ones and the slowest ones were kept.
    pub cut_from: Option<u64>,
    /// How many log lines have come, where not all of them were kept, but the first ones.
    pub lines_cut_from: Option<u64>,
    /// No span has come for a while.
    pub is_settled: bool,
    /// The pin, if the trace is pinned.
    pub pin: Option<Pin>,
}

/// A trace outlives the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The trace.
    pub trace_id: TraceId,
    /// When it was pinned: nanoseconds since 1970.
    pub unix_nanos: u64,
    /// Why, in the words of who did it; may be empty.
    pub note: Arc<str>,
}

/// One process that has sent spans: what tells a version before a change from the one after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// `service.name`.
    pub service: Arc<str>,
    /// `service.version`; may be empty.
    pub version: Arc<str>,
    /// `service.instance.id`; may be empty.
    pub instance: Arc<str>,
    /// The earliest start of its spans: nanoseconds since 1970.
    pub first_unix_nanos: u64,
    /// The latest start of its spans: nanoseconds since 1970.
    pub last_unix_nanos: u64,
}

/// How a store is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// How many spans were taken in since the start.
    pub spans_taken: u64,
    /// How many log lines were taken in since the start.
    pub logs_taken: u64,
    /// How many batches were not taken because the store was full, or failed.
    pub batches_refused: u64,
    /// How many spans were taken and not kept, since the start: by the rule for the tail, and
    /// where a trace was longer than one may be.
    pub spans_left_out: u64,
    /// How many traces are not settled yet.
    pub live_traces: u64,
    /// How many traces are held.
    pub traces: u64,
    /// How many bytes all of it takes: on disk, or in the memory of servers.
    pub bytes: u64,
    /// How many bytes it may take; `None` where there is no limit.
    pub byte_limit: Option<u64>,
    /// How long traces are kept, in seconds.
    pub keep_seconds: u64,
    /// What is wrong at the moment, in words for people; empty while all is well.
    pub troubles: Vec<String>,
}
