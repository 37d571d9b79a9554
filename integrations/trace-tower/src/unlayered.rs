//! The server span of a request that reached its handler without a layer.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use http::request::Parts;
use trace_runtime::{SealedContract, Trust, untraced_sync};

use crate::router;
use crate::settings::{Settings, TrustPolicy};
use crate::span::ServerSpan;

/// Whoever reads the log needs to be told, and not for each request.
const QUIET: Duration = Duration::from_secs(60);

/// What the layer would have been set to: the answer that trusts nobody.
static SETTINGS: LazyLock<Settings> =
    LazyLock::new(|| Settings::new(TrustPolicy::All(Trust::Restart)));

static WARNED: Mutex<Option<Instant>> = Mutex::new(None);

/// The span is open until its last clone is dropped, which the handler holds.
#[derive(Debug, Clone)]
pub(crate) struct Unlayered(Arc<Held>);

#[derive(Debug)]
struct Held {
    sealed: SealedContract,
    /// `None` once it is ending.
    span: Option<ServerSpan>,
}

impl Unlayered {
    /// The span of this request: begun now, or by an extractor before.
    pub(crate) fn of(parts: &mut Parts) -> Self {
        if let Some(begun) = parts.extensions.get::<Unlayered>() {
            return begun.clone();
        }
        warn(parts);
        let (span, _) = ServerSpan::start(parts, &SETTINGS);
        let begun = Unlayered(Arc::new(Held {
            sealed: span.seal(),
            span: Some(span),
        }));
        // Not as a `SealedContract`: a layer further in still has to open its own span.
        parts.extensions.insert(begun.clone());
        begun
    }

    pub(crate) fn sealed(&self) -> SealedContract {
        self.0.sealed.clone()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // In a panic, the span says so when it is dropped.
        if !thread::panicking()
            && let Some(span) = self.span.take()
        {
            span.ends_unseen();
        }
    }
}

#[cold]
fn warn(parts: &Parts) {
    let now = Instant::now();
    let mut warned = WARNED.lock().unwrap_or_else(PoisonError::into_inner);
    if !is_due(*warned, now) {
        return;
    }
    *warned = Some(now);
    drop(warned);
    let method = &parts.method;
    let path = router::route(parts).unwrap_or_else(|| router::original_uri(parts).path());
    // What is said of a loss is none itself.
    untraced_sync("a layer is missing", |_| {
        tracing::warn!(
            "TRACE_CONTEXT_MISSING: the handler of `{method} {path}` takes `Inbound`, and no \
             layer gave it a contract: its trace begins with the handler and does not know the \
             answer. Write `.layer(TraceLayer::new(…))` after the last route, since a route that \
             is added after the layer has none"
        );
    });
}

fn is_due(last: Option<Instant>, now: Instant) -> bool {
    last.is_none_or(|last| now.saturating_duration_since(last) >= QUIET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_layer_is_told_once_a_minute() {
        let first = Instant::now();
        assert!(is_due(None, first));
        assert!(!is_due(Some(first), first + Duration::from_secs(59)));
        assert!(is_due(Some(first), first + Duration::from_secs(60)));
    }
}
