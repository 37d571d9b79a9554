//! OTLP over HTTP/1.1: one connection, kept open between messages.

use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{self, HeaderMap, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Answer, retry_after, status};
use crate::config::{Compression, Endpoint, Otlp};
use crate::signal::Signal;

/// How much of an answer is read, in bytes. A receiver has little to say.
const LONGEST_ANSWER: usize = 4 << 20;

/// How long the body of an answer may take whose head says "accepted".
const ANSWER_BODY: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Http {
    signal: Signal,
    endpoint: Endpoint,
    headers: HeaderMap,
    connection: Option<SendRequest<Full<Bytes>>>,
    #[cfg(feature = "tls")]
    tls: Option<std::sync::Arc<tokio_rustls::rustls::ClientConfig>>,
}

impl Http {
    pub(crate) fn new(otlp: &Otlp, signal: Signal) -> Result<Self, String> {
        let mut headers = otlp.headers.clone();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-protobuf"),
        );
        headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(super::USER_AGENT),
        );
        if otlp.compression == Compression::Gzip {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let host = HeaderValue::from_str(otlp.endpoint.authority().as_str())
            .map_err(|error| error.to_string())?;
        headers.insert(header::HOST, host);

        #[cfg(not(feature = "tls"))]
        if otlp.endpoint.is_tls() {
            return Err("an https:// endpoint needs the feature `tls` of trace-otel".to_owned());
        }
        Ok(Self {
            signal,
            #[cfg(feature = "tls")]
            tls: match otlp.endpoint.is_tls() {
                true => Some(super::tls::client(&otlp.tls)?),
                false => None,
            },
            endpoint: otlp.endpoint.clone(),
            headers,
            connection: None,
        })
    }

    pub(crate) fn disconnect(&mut self) {
        self.connection = None;
    }

    pub(crate) async fn send(&mut self, body: Bytes) -> Answer {
        let (mut connection, reused) = match self.kept().await {
            Some(connection) => (connection, true),
            None => match self.connect().await {
                Ok(connection) => (connection, false),
                Err(reason) => return Answer::retry(reason),
            },
        };
        let mut answer = connection.send_request(self.request(body.clone())).await;
        // The receiver may have closed a kept connection just now, before it
        // saw anything of the request: that is no failure of the receiver.
        if reused && matches!(&answer, Err(error) if error.is_canceled() || error.is_closed()) {
            connection = match self.connect().await {
                Ok(connection) => connection,
                Err(reason) => return Answer::retry(reason),
            };
            answer = connection.send_request(self.request(body)).await;
        }
        match answer {
            Ok(response) => {
                let (answer, whole) = read(response, self.signal).await;
                if whole {
                    self.connection = Some(connection);
                }
                answer
            }
            Err(error) => Answer::retry(format!("{}: {error}", self.endpoint)),
        }
    }

    /// The connection of the last request, if it is still open.
    async fn kept(&mut self) -> Option<SendRequest<Full<Bytes>>> {
        let mut connection = self.connection.take()?;
        // Its task last ran with the last request, and learns only now that the
        // receiver has closed it.
        tokio::task::yield_now().await;
        connection.ready().await.ok()?;
        Some(connection)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, String> {
        let host = self.endpoint.host();
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", self.endpoint);
        let stream = TcpStream::connect((address, self.endpoint.port()))
            .await
            .map_err(|error| failed(&error))?;
        // A message is one write; waiting for more to fill a packet helps nobody.
        let _ = stream.set_nodelay(true);
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let stream = super::tls::handshake(tls, host, stream)
                .await
                .map_err(|error| failed(&error))?;
            return start(TokioIo::new(stream))
                .await
                .map_err(|error| failed(&error));
        }
        start(TokioIo::new(stream))
            .await
            .map_err(|error| failed(&error))
    }

    fn request(&self, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.endpoint.path().clone().into();
        *request.headers_mut() = self.headers.clone();
        request
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the connection to the receiver belongs to no trace"
)]
async fn start<S>(stream: S) -> Result<SendRequest<Full<Bytes>>, hyper::Error>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let (sender, connection) = http1::handshake(stream).await?;
    // It ends with an error when the receiver goes away; the sender says so too.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(sender)
}

/// What the answer means, and whether it was read to its end, so that the
/// connection can be used again.
async fn read(response: Response<Incoming>, signal: Signal) -> (Answer, bool) {
    let (head, body) = response.into_parts();
    // The message is in: whatever becomes of the body, it must not be sent again.
    if head.status.is_success() {
        let read = tokio::time::timeout(ANSWER_BODY, collect(body)).await;
        let Ok(Some(body)) = read else {
            return (Answer::accepted(), false);
        };
        return (Answer::accepted_with(&body, signal), true);
    }

    let body = tokio::time::timeout(ANSWER_BODY, collect(body)).await;
    let body = body.ok().flatten();
    let reason = reason(
        head.status,
        &head.headers,
        body.as_deref().unwrap_or_default(),
    );
    let answer = match head.status {
        // The four of the OTLP specification.
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Answer::Retry {
            after: head
                .headers
                .get(header::RETRY_AFTER)
                .and_then(|value| retry_after::parse(value.to_str().ok()?, SystemTime::now())),
            reason,
        },
        _ => Answer::Refused { reason },
    };
    (answer, body.is_some())
}

/// The body, unless it is too long or breaks off.
async fn collect(mut body: Incoming) -> Option<BytesMut> {
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.ok()?.into_data() {
            if bytes.len() + data.len() > LONGEST_ANSWER {
                return None;
            }
            bytes.extend_from_slice(&data);
        }
    }
    Some(bytes)
}

fn reason(code: StatusCode, headers: &HeaderMap, body: &[u8]) -> String {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        .unwrap_or_default();
    let message = if content_type.starts_with(b"application/x-protobuf") {
        status::status_message(body)
    } else if content_type.starts_with(b"text/plain") {
        Some(status::shown(body))
    } else {
        None
    };
    match message.filter(|message| !message.is_empty()) {
        Some(message) => format!("{code}: {message}"),
        None => code.to_string(),
    }
}
