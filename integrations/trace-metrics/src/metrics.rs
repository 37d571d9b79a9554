//! All sources of a service.

use std::fmt;
use std::sync::Arc;

use trace_runtime::integration::contain;

use crate::families::Families;
use crate::source::Source;
use crate::spans;

/// The metrics of a service: those of [`trace_runtime`], and of the sources that are added.
/// A clone has the same ones.
///
/// ```
/// use trace_metrics::{Families, Metrics};
///
/// let metrics = Metrics::new().source(|to: &mut Families| {
///     to.gauge("queue_length", "Orders that wait.").sample([], 3);
/// });
/// let page = metrics.collect().to_text();
/// assert!(page.contains("\nqueue_length 3\n"));
/// assert!(page.contains("\ntrace_spans_started_total 0\n"));
/// ```
#[derive(Clone)]
pub struct Metrics {
    sources: Vec<Arc<dyn Source>>,
}

impl Metrics {
    /// What [`trace_runtime`] counts: spans, and contexts that were expected and lost.
    pub fn new() -> Self {
        let spans: Arc<dyn Source> = Arc::new(spans::collect);
        Metrics {
            sources: vec![spans],
        }
    }

    /// Adds the metrics of `source`.
    #[must_use]
    pub fn source(mut self, source: impl Source + 'static) -> Self {
        self.sources.push(Arc::new(source));
        self
    }

    /// All metrics as they are now, under a contract that records nothing: a scrape leaves
    /// no trace. A source that panics
    /// costs what it had still to add.
    pub fn collect(&self) -> Families {
        let mut families = Families::default();
        trace_runtime::untraced_sync("metrics", |_| {
            for source in &self.sources {
                // Of one that panics, what it has added stays.
                let _ = contain(|| source.collect(&mut families));
            }
        });
        families
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics")
            .field("sources", &self.sources.len())
            .finish()
    }
}
