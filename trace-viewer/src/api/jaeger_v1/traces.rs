//! Traces, one and many.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use trace_model::TraceId;
use trace_store::Store;

use super::answer::Failure;
use super::{search, written};
use crate::api::parameters::Parameters;
use crate::api::{chunks, tempo, trace_id};

/// An answer of many traces is no longer, in bytes; one that would be is sent with the first
/// spans of its traces, the roots before others.
const LONGEST: usize = 16 << 20;
/// So much of it is kept for each trace that follows, unless they are many: then they have
/// half of the answer.
const KEPT: usize = 64 << 10;

const JSON: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json");

/// One trace. `start` and `end` are a hint, and the unit in which they come is not certain:
/// they are not looked at.
pub(super) async fn one(
    state: State<Arc<dyn Store>>,
    path: Path<String>,
    headers: HeaderMap,
) -> Response {
    // Tempo's API has the same path, and another body.
    if tempo::asks_for_protobuf(&headers) {
        return tempo::trace_v1(state, path).await.into_response();
    }
    match json(state, path).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn json(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = trace_id::read(&id).ok_or_else(|| Failure::no_trace_id(&id))?;
    let stored = store.trace(id).await?.value;
    let stored = stored.filter(|stored| !stored.trace.spans.is_empty());
    let stored = stored.ok_or_else(Failure::no_trace)?;
    let head = std::iter::once(br#"{"data":["#.to_vec());
    let foot = std::iter::once(br#"],"total":0,"limit":0,"offset":0,"errors":null}"#.to_vec());
    let pieces = head.chain(written::pieces(stored, usize::MAX)).chain(foot);
    Ok(([JSON], chunks::body(pieces)).into_response())
}

/// The traces that a search finds, or those whose ids are given.
pub(super) async fn many(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Failure> {
    let by_id: Vec<_> = parameters.all("traceID").take(search::MOST).collect();
    let ids: Vec<TraceId> = if by_id.is_empty() {
        let (asked, offset) = search::read(&parameters)?;
        let found = store.search(&asked).await?.value.traces;
        found
            .iter()
            .skip(offset)
            .map(|hit| hit.summary.trace_id)
            .collect()
    } else {
        let read = |text: &str| trace_id::read(text).ok_or_else(|| Failure::no_trace_id(text));
        by_id.into_iter().map(read).collect::<Result<_, _>>()?
    };
    let total = ids.len();
    let head = stream::iter([br#"{"data":["#.to_vec()]);
    let room = LONGEST - 100;
    let foot = format!(r#"],"total":{total},"limit":0,"offset":0,"errors":null}}"#);
    let foot = stream::iter([foot.into_bytes()]);
    let body = head.chain(pieces(store, ids, room)).chain(foot);
    let body = axum::body::Body::from_stream(body.map(Ok::<_, std::convert::Infallible>));
    Ok(([JSON], body).into_response())
}

/// Reads the traces one after the other, while those before are sent. One that has ended its
/// life in between is left out. All of it has no more than `room` bytes.
fn pieces(
    store: Arc<dyn Store>,
    ids: Vec<TraceId>,
    room: usize,
) -> impl futures_util::Stream<Item = Vec<u8>> + Send {
    let kept = KEPT.min(room / 2 / ids.len().max(1));
    let state = (
        store,
        ids.into_iter(),
        room,
        None::<Box<dyn Iterator<Item = Vec<u8>> + Send>>,
        false,
    );
    stream::unfold(
        state,
        move |(store, mut ids, mut room, mut trace, mut has_one)| async move {
            loop {
                if let Some(piece) = trace.as_mut().and_then(Iterator::next) {
                    room = room.saturating_sub(piece.len());
                    return Some((piece, (store, ids, room, trace, has_one)));
                }
                let id = ids.next()?;
                let stored = store.trace(id).await.ok().and_then(|answer| answer.value);
                let Some(stored) = stored else {
                    continue;
                };
                let room = room.saturating_sub(kept * ids.len());
                let comma = has_one.then(|| b",".to_vec());
                has_one = true;
                trace = Some(Box::new(
                    comma.into_iter().chain(written::pieces(stored, room)),
                ));
            }
        },
    )
}
