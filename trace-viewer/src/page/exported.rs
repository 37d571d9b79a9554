//! A trace as one file that opens in any browser, from anywhere: for a ticket, or for somebody
//! who has no viewer.

use std::iter::once;
use std::sync::{Arc, OnceLock};

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use trace_model::otlp::json::write_logs_data;
use trace_store::{Store, StoredTrace};

use super::assets::ALL;
use super::bundle::bundle;
use crate::api::viewer::failure::{Failure, trace_id};
use crate::api::viewer::{Coverage, TreeTimes, tree};
use crate::api::{chunks, otlp_json};
use crate::exchange::redacted;

/// The style sheets that a trace needs.
const STYLES: [&str; 4] = [
    "style/tokens.css",
    "style/base.css",
    "style/shell.css",
    "style/trace.css",
];

/// What is to be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    redact: Option<Redact>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Redact {
    /// Values of attributes, and texts of log lines and errors.
    Values,
}

pub(super) async fn file(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let id = trace_id(&id)?;
    let answer = store.trace(id).await?;
    let mut stored = answer.value.ok_or_else(|| Failure::no_trace(id))?;
    if let Some(Redact::Values) = asked.redact {
        stored.trace = redacted(stored.trace);
        stored.pin = None;
    }
    let name = format!("attachment; filename=\"trace-{id}.html\"");
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    let body = chunks::body(pieces(stored, answer.coverage.into()));
    Ok((headers, body).into_response())
}

/// The document, piece by piece. The data stands in an element that no browser runs.
fn pieces(stored: StoredTrace, coverage: Coverage) -> impl Iterator<Item = Vec<u8>> + Send {
    let Frame { head, foot } = frame();
    let tree = tree::of(&stored, coverage, TreeTimes::Best, tree::Extent::Whole);
    let tree = chunks::json(&tree);
    let logs = write_logs_data(&stored.trace).into_bytes();
    let data = once(br#"{"tree":"#.to_vec())
        .chain(once(tree))
        .chain(once(br#","whole":{"spans":{"resourceSpans":["#.to_vec()))
        .chain(otlp_json::resource_spans(stored.trace, false))
        .chain(once(br#"]},"logs":"#.to_vec()))
        .chain(once(logs))
        .chain(once(b"}}".to_vec()));
    once(head.clone().into_bytes())
        .chain(data.map(within_markup))
        .chain(once(foot.clone().into_bytes()))
}

/// JSON that stands in a document: in a text, `<` may be written as its number, and outside of
/// texts there is none.
fn within_markup(json: Vec<u8>) -> Vec<u8> {
    let mut written = Vec::with_capacity(json.len());
    for byte in json {
        match byte {
            b'<' => written.extend_from_slice(br"\u003c"),
            byte => written.push(byte),
        }
    }
    written
}

/// What stands before the data and after it, in every file.
struct Frame {
    head: String,
    foot: String,
}

/// The browser is told to run this one script and nothing else: it says so by its hash.
fn frame() -> &'static Frame {
    static FRAME: OnceLock<Frame> = OnceLock::new();
    FRAME.get_or_init(|| {
        let script = bundle("trace/alone.js");
        let style: String = STYLES
            .iter()
            .filter_map(|path| ALL.iter().find(|asset| asset.path == *path))
            .map(|asset| asset.text)
            .collect();
        let policy = format!(
            "default-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'; \
             style-src '{}'; script-src '{}'",
            hash(&style),
            hash(&script)
        );
        let head = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>trace</title>\n\
             <style>{style}</style>\n</head>\n<body>\n\
             <main id=\"view\" data-view=\"trace\" tabindex=\"-1\"></main>\n\
             <div id=\"announcements\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></div>\n\
             <script type=\"application/json\" id=\"trace-data\">"
        );
        let foot =
            format!("</script>\n<script type=\"module\">{script}</script>\n</body>\n</html>\n");
        Frame { head, foot }
    })
}

/// The hash of a script or a style sheet, as a policy names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
