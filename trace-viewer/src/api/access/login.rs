//! The link that logs a browser in.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::admitted::Access;
use super::refusal::Refusal;
use crate::api::parameters::Parameters;

/// The page goes on by itself, without a redirect: a link in another page led here, maybe, and
/// a strict cookie does not go along on a redirect from there.
const PAGE: Html<&str> = Html(
    "<!doctype html><meta charset=utf-8><title>trace-viewer</title>\
     <meta http-equiv=refresh content=\"0;url=/\"><p>Logged in. <a href=\"/\">Go on</a></p>",
);

/// Trades the code for a cookie: an event stream cannot send a token in a header, but the
/// cookie goes with it.
pub(in crate::api) async fn login(
    State(access): State<Access>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let code = parameters.first(&["code"]).unwrap_or_default();
    let Some(cookie) = access.log_in(code) else {
        return Refusal::NoCode.answer(&headers);
    };
    let cookie = HeaderValue::try_from(cookie).expect("a session's id is base64");
    ([(header::SET_COOKIE, cookie)], PAGE).into_response()
}
