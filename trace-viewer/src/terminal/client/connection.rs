//! One request over one connection.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Response;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;

use super::stream::{ConnectError, HTTP_1, Stream, connect};
use super::target::Target;

/// A viewer that is there answers at once; one that is busy may take longer.
const CONNECTING: Duration = Duration::from_secs(3);
const ANSWERING: Duration = Duration::from_secs(60);
/// Whoever waits at a terminal is not told to wait longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A viewer gave no answer, or none that helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskError {
    /// Nobody answers there.
    NobodyThere {
        /// Where.
        target: String,
        /// What happened.
        what: String,
    },
    /// What is there speaks no TLS, and was asked over TLS.
    NoTls {
        /// Where, and how to ask it.
        target: String,
    },
    /// The viewer wants a token, and none was given.
    NoToken,
    /// The token that was given is not the viewer's.
    WrongToken,
    /// What was asked for is not known; the viewer's words.
    NotFound(String),
    /// The question was refused; the viewer's words.
    Refused(String),
    /// The viewer has no room at the moment.
    Busy {
        /// The viewer's words.
        what: String,
        /// When to ask again.
        retry_after: Duration,
    },
    /// The answer cannot be read: what is wrong with it.
    Unreadable(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AskError::NobodyThere { target, what } => write!(
                f,
                "no viewer answers at {target} ({what}): start one with `trace-viewer serve`, or \
                 name another with `--url`"
            ),
            AskError::NoTls { target } => write!(
                f,
                "what answers there speaks no TLS, and was asked by `https://`: ask `{target}`"
            ),
            AskError::NoToken => f.write_str(
                "the viewer wants its token: name it with `--token` or in TRACE_VIEWER_TOKEN",
            ),
            AskError::WrongToken => f.write_str(
                "the token that was given is not the one of this viewer: correct `--token` or \
                 TRACE_VIEWER_TOKEN",
            ),
            AskError::NotFound(what) | AskError::Refused(what) | AskError::Busy { what, .. } => {
                f.write_str(what)
            }
            AskError::Unreadable(what) => {
                write!(
                    f,
                    "the answer cannot be read ({what}): is it a trace-viewer that is asked?"
                )
            }
        }
    }
}

impl Error for AskError {}

/// Sends a request, and waits for the head of its answer.
pub(super) async fn send(
    target: &Target,
    token: Option<&str>,
    method: Method,
    path: &str,
    content: Option<(&str, Bytes)>,
) -> Result<Response<Incoming>, AskError> {
    let nobody = |what: String| AskError::NobodyThere {
        target: target.to_string(),
        what,
    };
    let stream = connected(target, HTTP_1).await?;
    let shaken = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|error| nobody(error.to_string()))?;
    drive(connection);
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", target.path))
        .header(header::HOST, target.authority());
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let body = match content {
        Some((kind, body)) => {
            request = request.header(header::CONTENT_TYPE, kind);
            body
        }
        None => Bytes::new(),
    };
    let request = request
        .body(Full::new(body))
        .map_err(|error| AskError::Refused(format!("the question cannot be sent: {error}")))?;
    timeout(ANSWERING, sender.send_request(request))
        .await
        .map_err(|_| nobody("no answer within 60 s".to_owned()))?
        .map_err(|error| nobody(error.to_string()))
}

/// A connection for these protocols.
pub(super) async fn connected(
    target: &Target,
    protocols: &[&[u8]],
) -> Result<Box<dyn Stream>, AskError> {
    let nobody = |what: String| AskError::NobodyThere {
        target: target.to_string(),
        what,
    };
    timeout(CONNECTING, connect(target, protocols))
        .await
        .map_err(|_| nobody("no connection within 3 s".to_owned()))?
        .map_err(|error| match error {
            ConnectError::NoTls => AskError::NoTls {
                target: target.in_the_other_scheme().to_string(),
            },
            ConnectError::Io(error) => nobody(error.to_string()),
        })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the terminal has no trace of its own to lose"
)]
fn drive(connection: http1::Connection<TokioIo<Box<dyn Stream>>, Full<Bytes>>) {
    // What goes wrong on the connection, the request on it is told.
    tokio::spawn(async move {
        let _ = connection.await;
    });
}

/// The answer to who gave this token, if it is one; else what the viewer says instead.
pub(super) async fn accepted(
    response: Response<Incoming>,
    token: Option<&str>,
) -> Result<Response<Incoming>, AskError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = retry_after(response.headers());
    let body = whole(response).await.unwrap_or_default();
    let said = words(&body).unwrap_or_else(|| status.to_string());
    Err(match status {
        StatusCode::UNAUTHORIZED if token.is_some() => AskError::WrongToken,
        StatusCode::UNAUTHORIZED => AskError::NoToken,
        StatusCode::NOT_FOUND => AskError::NotFound(said),
        StatusCode::TOO_MANY_REQUESTS => AskError::Busy {
            what: said,
            retry_after,
        },
        _ => AskError::Refused(said),
    })
}

/// What a viewer says in whole seconds; one where it says nothing.
fn retry_after(headers: &HeaderMap) -> Duration {
    let seconds = headers.get(header::RETRY_AFTER);
    let seconds = seconds.and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1)).min(LONGEST_PAUSE)
}

/// The body, to its end.
pub(super) async fn whole(response: Response<Incoming>) -> Result<Bytes, AskError> {
    let body = timeout(ANSWERING, response.into_body().collect()).await;
    let body = body.map_err(|_| AskError::Unreadable("it does not end within 60 s".to_owned()))?;
    body.map(http_body_util::Collected::to_bytes)
        .map_err(|error| AskError::Unreadable(error.to_string()))
}

/// `{"error":"…"}`, or the text itself.
fn words(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Said {
        error: String,
    }
    if let Ok(Said { error }) = serde_json::from_slice(body) {
        return Some(error);
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty() && text.len() < 500).then(|| text.to_owned())
}
