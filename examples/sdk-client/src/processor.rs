//! The card processor's servers, as far as its SDK can tell.

use std::io;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;

/// A server of the card processor on a free port, which remembers what it was sent. It
/// runs as long as the tokio runtime that it was started on.
#[derive(Debug)]
pub struct Processor {
    url: String,
    seen: Arc<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    traceparents: Mutex<Vec<Option<String>>>,
    failures: AtomicU32,
}

impl Processor {
    /// Starts one whose first `failures` answers are an error of the server.
    ///
    /// # Errors
    ///
    /// If no port of this machine can be listened on.
    #[expect(clippy::disallowed_methods, reason = "another company's server")]
    pub async fn start(failures: u32) -> io::Result<Self> {
        let seen = Arc::new(Seen {
            failures: AtomicU32::new(failures),
            ..Seen::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let of_listener = Arc::clone(&seen);
        let listener = listener.tap_io(move |_| {
            of_listener.connections.fetch_add(1, Ordering::Relaxed);
        });
        let app = Router::new()
            .route("/charges/{cents}", post(charge))
            .with_state(Arc::clone(&seen));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(Processor { url, seen })
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }

    /// The header `traceparent` of each request, in the order in which they came.
    pub fn traceparents(&self) -> Vec<Option<String>> {
        let seen = self.seen.traceparents.lock();
        seen.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn charge(
    State(seen): State<Arc<Seen>>,
    Path(cents): Path<u64>,
    headers: HeaderMap,
) -> Response {
    let traceparent = headers
        .get("traceparent")
        .and_then(|value| value.to_str().ok());
    let mut traceparents = seen
        .traceparents
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    traceparents.push(traceparent.map(str::to_owned));
    let fails = |left: u32| left.checked_sub(1);
    let (set, read) = (Ordering::Relaxed, Ordering::Relaxed);
    if seen.failures.fetch_update(set, read, fails).is_ok() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    Json(json!({ "id": format!("ch_{cents}"), "cents": cents })).into_response()
}
