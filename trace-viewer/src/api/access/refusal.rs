//! Requests that are not answered, and what to do.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The host is not this viewer's.
    ForeignHost,
    /// The page is not this viewer's.
    ForeignOrigin,
    /// No token, or another one.
    NoToken,
    /// The link was used, or never was one.
    NoCode,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Refusal::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
            Refusal::NoToken | Refusal::NoCode => StatusCode::UNAUTHORIZED,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Refusal::ForeignHost => {
                "the viewer does not answer under this host name: use its address, or start it \
                 with `--host NAME`"
            }
            Refusal::ForeignOrigin => {
                "pages of other origins may not ask the viewer: open its own page, or ask from a \
                 program"
            }
            Refusal::NoToken => {
                "the viewer needs its token: send `Authorization: Bearer TOKEN`, or open the link \
                 that it printed when it started"
            }
            Refusal::NoCode => {
                "this link logs in one browser once, and was used: start the viewer again for \
                 another one, or send `Authorization: Bearer TOKEN`"
            }
        }
    }

    /// The refusal as text for who reads it in a browser, in JSON for programs.
    pub(super) fn answer(self, headers: &HeaderMap) -> Response {
        let accept = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        let words = self.words();
        let mut response = match accept {
            Some(accept) if accept.contains("text/html") => words.into_response(),
            _ => Json(json!({ "error": words })).into_response(),
        };
        *response.status_mut() = self.status();
        if self == Refusal::NoToken {
            let scheme = header::HeaderValue::from_static("Bearer realm=\"trace-viewer\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
