//! A file that is looked at, and not stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, post};
use serde::Serialize;
use serde_json::value::RawValue;
use trace_model::otlp::json::{write_logs_data, write_traces_data};
use trace_model::{Trace, TraceId};
use trace_store::{Store, StoredTrace};

use super::failure::Failure;
use super::shapes::{Coverage, Tree, TreeTimes};
use super::tree;
use crate::exchange;

/// The largest file that is looked at; larger ones are for `trace-viewer import`.
const LARGEST: usize = 64 << 20;
/// So many traces of a file can be opened.
const SHOWN: usize = 50;

/// What is in a file.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Preview {
    /// The first traces of the file.
    traces: Vec<Previewed>,
    /// How many there are.
    all: usize,
    /// How many spans and log lines say something impossible, and are left out.
    refused: u64,
    /// Why the first of them was.
    first_refused: String,
}

/// One trace of a file.
#[derive(Debug, Serialize)]
struct Previewed {
    tree: Tree,
    whole: Whole,
}

/// The same as what `otlp.json` answers for a trace that is stored.
#[derive(Debug, Serialize)]
struct Whole {
    spans: Box<RawValue>,
    logs: Box<RawValue>,
}

pub(super) fn route() -> MethodRouter<Arc<dyn Store>> {
    post(preview).layer(DefaultBodyLimit::max(LARGEST))
}

#[expect(clippy::disallowed_methods, reason = "the viewer is not traced")]
async fn preview(file: Bytes) -> Result<Json<Preview>, Failure> {
    // A large file takes longer than a task may hold its thread.
    let read = tokio::task::spawn_blocking(move || read(&file));
    let read = read
        .await
        .map_err(|_| Failure::not_understood("the file cannot be read"))?;
    read.map(Json)
}

fn read(file: &[u8]) -> Result<Preview, Failure> {
    let misread = |error: exchange::Misread| Failure::not_understood(error.to_string());
    let mut traces = BTreeMap::<TraceId, Trace>::new();
    let (mut refused, mut first_refused) = (0, String::new());
    for document in exchange::read(file).map_err(misread)? {
        let document = document.map_err(misread)?;
        refused += document.refused;
        if first_refused.is_empty() {
            first_refused = document.first_refused;
        }
        for part in document.traces {
            let trace = traces.entry(part.id).or_insert_with(|| Trace::new(part.id));
            trace.spans.extend(part.spans);
            trace.logs.extend(part.logs);
        }
    }
    Ok(Preview {
        all: traces.len(),
        traces: traces.into_values().take(SHOWN).map(previewed).collect(),
        refused,
        first_refused,
    })
}

fn previewed(trace: Trace) -> Previewed {
    let raw = |json: String| RawValue::from_string(json).expect("the writer of OTLP writes JSON");
    let whole = Whole {
        spans: raw(write_traces_data(&trace)),
        logs: raw(write_logs_data(&trace)),
    };
    let stored = StoredTrace {
        trace,
        cut_from: None,
        lines_cut_from: None,
        is_settled: true,
        pin: None,
    };
    Previewed {
        tree: tree::of(
            &stored,
            Coverage::default(),
            TreeTimes::Best,
            tree::Extent::Whole,
        ),
        whole,
    }
}
