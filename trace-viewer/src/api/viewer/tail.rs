//! Traces as they settle, as server-sent events.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use trace_store::Store;

use super::shapes::TraceLine;

/// An event for each trace, and one of the type `missed` with the number of those that came
/// too fast.
pub(super) async fn tail(
    State(store): State<Arc<dyn Store>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(store.tail(), async |mut traces| {
        let event = match traces.recv().await {
            Ok(summary) => Event::default().json_data(TraceLine::from(&*summary)),
            Err(RecvError::Lagged(missed)) => Event::default()
                .event("missed")
                .json_data(json!({ "missed": missed })),
            Err(RecvError::Closed) => return None,
        };
        // A line of texts and numbers is always JSON.
        Some((Ok(event.unwrap_or_default()), traces))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
