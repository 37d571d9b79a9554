//! The large trace that was asked about last, ready for the next question.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use trace_analysis::Analysis;
use trace_model::{Trace, TraceId};
use trace_store::Store;

use super::failure::Failure;
use super::rows;
use super::shapes::TreeTimes;

/// So long after the last question a trace is held.
const HELD: Duration = Duration::from_secs(60);
/// A trace of fewer spans is read again: that takes a moment.
const LARGE: usize = 20_000;

/// A trace, and what it says.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) trace: Trace,
    pub(super) analysis: Analysis,
    pub(super) span_count: u32,
    times: TreeTimes,
}

/// One trace at most, and not for long: somebody who types into the find box asks again and
/// again, and reading 200,000 spans takes most of a second.
#[derive(Debug, Clone, Default)]
pub(super) struct LastOpened(Arc<Mutex<Option<Held>>>);

#[derive(Debug)]
struct Held {
    opened: Arc<Opened>,
    until: Instant,
}

impl LastOpened {
    /// The trace as it was when it had `spans` spans, if it is still held so; else as it is.
    pub(super) async fn open(
        &self,
        store: &dyn Store,
        id: TraceId,
        of_times: TreeTimes,
        spans: Option<u32>,
    ) -> Result<Arc<Opened>, Failure> {
        if let Some(held) = self.held(id, of_times, spans) {
            return Ok(held);
        }
        let stored = store.trace(id).await?.value;
        let trace = stored.ok_or_else(|| Failure::no_trace(id))?.trace;
        let analysis = Analysis::with(&trace, of_times.into());
        let opened = Arc::new(Opened {
            span_count: rows::spans(&analysis),
            times: of_times,
            trace,
            analysis,
        });
        if opened.analysis.tree.rows.len() >= LARGE {
            self.hold(opened.clone());
        }
        Ok(opened)
    }

    fn held(&self, id: TraceId, times: TreeTimes, spans: Option<u32>) -> Option<Arc<Opened>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_mut()?;
        let opened = &held.opened;
        let is_meant = opened.trace.id == id && opened.times == times;
        if !is_meant || spans != Some(opened.span_count) {
            return None;
        }
        held.until = Instant::now() + HELD;
        Some(opened.clone())
    }

    #[expect(clippy::disallowed_methods, reason = "the viewer is not traced")]
    fn hold(&self, opened: Arc<Opened>) {
        let this = Arc::downgrade(&opened);
        let until = Instant::now() + HELD;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Held { opened, until });
        let place = self.0.clone();
        tokio::spawn(async move {
            let mut until = until;
            loop {
                sleep_until(until).await;
                let mut held = place.lock().unwrap_or_else(PoisonError::into_inner);
                match held.as_ref() {
                    Some(held) if Arc::as_ptr(&held.opened) != this.as_ptr() => return,
                    Some(held) if held.until > until => until = held.until,
                    _ => {
                        *held = None;
                        return;
                    }
                }
            }
        });
    }
}
