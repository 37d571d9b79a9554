//! OTLP/HTTP: one message in the body of a POST.
//!
//! Source: "OTLP/HTTP" of <https://opentelemetry.io/docs/specs/otlp/>.

use ::http::StatusCode;
use ::http::header::{self, HeaderMap, HeaderValue};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt;
use trace_model::otlp::{Refused, Signal};

use super::intake::{Intake, Json, answer};
use super::message::Incoming;
use super::rejection::Rejection;
use super::room::Place;

/// In which form a message is, and its answer therefore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Protobuf,
    Json,
}

/// Takes the message of one request.
pub(super) async fn export(intake: Intake, signal: Signal, request: Request) -> Response {
    let form = form(request.headers());
    let taken = match form {
        Ok(form) => take(&intake, signal, form, request).await,
        Err(ref rejection) => Err(rejection.clone()),
    };
    intake.tally.count(&taken);
    // Who sends something else is no SDK, but somebody who tries things out.
    let form = form.unwrap_or(Form::Json);
    match taken {
        Ok(refused) => accepted(form, signal, &refused),
        Err(rejection) => rejected(form, &rejection),
    }
}

/// Takes a list of Zipkin's spans. Its senders read nothing of an answer but the status.
pub(super) async fn zipkin(intake: Intake, request: Request) -> Response {
    let taken = match form(request.headers()) {
        Ok(Form::Protobuf) => Err(Rejection::UnknownMedia(
            "Zipkin's spans are taken in JSON".to_owned(),
        )),
        Ok(Form::Json) => {
            take_with(&intake, request, async |message, place| {
                intake.take_json(Json::Zipkin, message, place).await
            })
            .await
        }
        Err(rejection) => Err(rejection),
    };
    intake.tally.count(&taken);
    match taken {
        Ok(_) => response(StatusCode::ACCEPTED, Form::Json, Vec::new()),
        Err(rejection) => rejected(Form::Json, &rejection),
    }
}

/// Answers to metrics, which nobody keeps.
pub(super) async fn not_kept(request: Request) -> Response {
    rejected(
        form(request.headers()).unwrap_or(Form::Json),
        &Rejection::NotKept,
    )
}

async fn take(
    intake: &Intake,
    signal: Signal,
    form: Form,
    request: Request,
) -> Result<Refused, Rejection> {
    take_with(intake, request, async |message, place| match form {
        Form::Protobuf => {
            let _place = place;
            intake.take(signal, message).await
        }
        Form::Json => intake.take_json(Json::Otlp(signal), message, place).await,
    })
    .await
}

/// Reads the body, inflated, and lets it be taken, with the room that it takes.
async fn take_with(
    intake: &Intake,
    request: Request,
    take: impl AsyncFnOnce(Bytes, Place) -> Result<Refused, Rejection>,
) -> Result<Refused, Rejection> {
    let gzip = is_gzip(request.headers())?;
    let waits = request.headers().contains_key(header::EXPECT);
    let (limit, mut body) = (intake.settings.body_time, request.into_body());
    let message = tokio::time::timeout(limit, read(intake, gzip, &mut body)).await;
    let (message, place) = match message {
        Err(_) => return Err(Rejection::TooSlow { limit }),
        Ok(Err(rejection)) => {
            // A sender that waits to be told to go on is told this instead.
            if !waits {
                let _ = tokio::time::timeout(limit, discard(intake, &mut body)).await;
            }
            return Err(rejection);
        }
        Ok(Ok(read)) => read,
    };
    take(message, place).await
}

/// Reads on, and keeps nothing: a sender that is cut off while it sends does not read why, and
/// sends the same again.
async fn discard(intake: &Intake, body: &mut Body) {
    let mut left = intake.settings.message_bytes.saturating_mul(4);
    while let Some(Ok(frame)) = body.frame().await {
        let length = frame.data_ref().map_or(0, Bytes::len);
        match left.checked_sub(length) {
            Some(less) => left = less,
            None => return,
        }
    }
}

async fn read(intake: &Intake, gzip: bool, body: &mut Body) -> Result<(Bytes, Place), Rejection> {
    let limit = intake.settings.message_bytes;
    let declared = http_body::Body::size_hint(body).lower();
    if declared > limit as u64 {
        return Err(Rejection::TooLarge { limit });
    }
    let mut message = Incoming::new(gzip, limit, intake.room.place());
    while let Some(frame) = body.frame().await {
        let broken = |error| Rejection::Malformed(format!("the body breaks off: {error}"));
        if let Ok(data) = frame.map_err(broken)?.into_data() {
            message.add(&data).await?;
        }
    }
    message.finish()
}

fn form(headers: &HeaderMap) -> Result<Form, Rejection> {
    let sent = headers.get(header::CONTENT_TYPE);
    let sent = sent.and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = sent.split(';').next().unwrap_or("").trim();
    match essence.to_ascii_lowercase().as_str() {
        "application/x-protobuf" | "application/protobuf" => Ok(Form::Protobuf),
        "application/json" => Ok(Form::Json),
        _ => Err(Rejection::UnknownMedia(format!(
            "a body of the type {essence:?}, where `application/x-protobuf` and \
             `application/json` are known"
        ))),
    }
}

fn is_gzip(headers: &HeaderMap) -> Result<bool, Rejection> {
    let sent = headers.get(header::CONTENT_ENCODING);
    let sent = sent.map(|value| value.as_bytes().to_ascii_lowercase());
    match sent.as_deref() {
        None | Some(b"" | b"identity") => Ok(false),
        Some(b"gzip" | b"x-gzip") => Ok(true),
        Some(other) => Err(Rejection::UnknownMedia(format!(
            "a body in the encoding {:?}, where `gzip` is known",
            String::from_utf8_lossy(other)
        ))),
    }
}

fn accepted(form: Form, signal: Signal, refused: &Refused) -> Response {
    let body = match form {
        Form::Protobuf => answer(refused),
        Form::Json => json_answer(signal, refused),
    };
    response(StatusCode::OK, form, body)
}

fn rejected(form: Form, rejection: &Rejection) -> Response {
    let body = match form {
        Form::Protobuf => rejection.to_protobuf(),
        Form::Json => rejection.to_json(),
    };
    let mut response = response(rejection.status_code(), form, body);
    let headers = response.headers_mut();
    if let Some(seconds) = rejection.retry_after_seconds() {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if matches!(rejection, Rejection::UnknownMedia(_)) {
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// The answer in JSON, where a number of 64 bits is a text.
fn json_answer(signal: Signal, refused: &Refused) -> Vec<u8> {
    if refused.count == 0 {
        return b"{}".to_vec();
    }
    let rejected = match signal {
        Signal::Traces => "rejectedSpans",
        Signal::Logs => "rejectedLogRecords",
    };
    let answer = serde_json::json!({
        "partialSuccess": {
            rejected: refused.count.to_string(),
            "errorMessage": refused.first,
        },
    });
    answer.to_string().into_bytes()
}

fn response(status: StatusCode, form: Form, body: Vec<u8>) -> Response {
    let content_type = match form {
        Form::Protobuf => "application/x-protobuf",
        Form::Json => "application/json",
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}
