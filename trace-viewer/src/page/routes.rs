//! The addresses of views and of files.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use trace_store::Store;

use super::assets::INDEX;
use super::exported;
use super::packed::{self, Packed};

/// Each view; its parameters are the business of the page.
const VIEWS: [&str; 12] = [
    "/",
    "/search",
    "/trace/{id}",
    "/compare",
    "/services",
    "/services/{name}",
    "/map",
    "/slow",
    "/errors",
    "/patterns",
    "/status",
    "/live",
];

/// The paths of the page.
pub(crate) fn router(store: Arc<dyn Store>) -> Router {
    let router = Router::new()
        .route("/page/{*path}", get(file))
        .route("/trace/{id}/export.html", get(exported::file));
    let views = VIEWS.iter();
    views
        .fold(router, |router, view| router.route(view, get(index)))
        .fallback(nowhere)
        .with_state(store)
}

/// An address that is none: a browser gets the page, which says so.
async fn nowhere(method: Method, mut asked: HeaderMap) -> Response {
    asked.remove(IF_NONE_MATCH);
    let is_browser = method == Method::GET && names(&asked, ACCEPT.as_str(), "text/html");
    let mut response = match is_browser {
        true => answer(packed::find(INDEX.path), &asked),
        false => Response::default(),
    };
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

async fn index(asked: HeaderMap) -> Response {
    answer(packed::find(INDEX.path), &asked)
}

async fn file(Path(path): Path<String>, asked: HeaderMap) -> Response {
    answer(packed::find(&path), &asked)
}

fn answer(found: Option<&'static Packed>, asked: &HeaderMap) -> Response {
    let Some(file) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = if names(asked, IF_NONE_MATCH.as_str(), &file.tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if names(asked, ACCEPT_ENCODING.as_str(), "gzip") {
        let gzip = (CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        ([gzip], Body::from(file.gzip.clone())).into_response()
    } else {
        Body::from(file.plain.clone()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    // Asked for again each time, and sent again only after an upgrade of the viewer.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&file.tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// Whether a header has this among its parts.
fn names(asked: &HeaderMap, header: &str, wanted: &str) -> bool {
    let values = asked.get_all(header);
    let mut parts = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    parts.any(|part| part.split(';').next().map(str::trim) == Some(wanted))
}
