//! The answer.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Mutex;
use trace_store::Store;

use super::text::Text;
use super::totals::Totals;
use super::{calls, own};

const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(in crate::api) async fn metrics(
    State(store): State<Arc<dyn Store>>,
    Extension(totals): Extension<Arc<Mutex<Totals>>>,
) -> Response {
    let counted = totals.lock().await.read(&*store).await;
    let counted = match counted {
        Ok(counted) => counted,
        Err(error) => {
            return (StatusCode::SERVICE_UNAVAILABLE, error.to_string()).into_response();
        }
    };
    let mut out = Text::default();
    calls::write(&mut out, &counted);
    own::write(&mut out, &store.status().await);
    if let Some(counts) = store.forwarded() {
        own::write_forwarded(&mut out, &counts);
    }
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], out.finish()).into_response()
}
