//! What the spans contain: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "Redis client
//! operations" (in development; its attributes are stable but for those of scripts).
//! `db.redis.key` is ours. A name has no target: what would be one is the server, which in a
//! cluster is not known.

use std::time::Instant;

use redis::{ErrorKind, RedisError, Value};
use trace_runtime::integration::OpenSpan;
use trace_runtime::{SpanBuilder, SpanKind, Status, TraceContract};

use crate::asked::Asked;
use crate::commands::Wait;
use crate::log;
use crate::reply;
use crate::target::Target;

/// The span of a command. Dropped before it is ended, it has the attribute `cancelled`.
#[derive(Debug)]
pub(crate) struct CommandSpan<'a> {
    span: OpenSpan,
    target: &'a Target,
    asked: Asked,
    started: Instant,
}

impl<'a> CommandSpan<'a> {
    pub(crate) fn start(cx: &TraceContract, target: &'a Target, asked: Asked, db: i64) -> Self {
        let name = SpanBuilder::named(asked.operation.clone()).kind(SpanKind::Client);
        let span = CommandSpan {
            span: OpenSpan::child_of(cx, name),
            target,
            asked,
            started: Instant::now(),
        };
        span.span.enter(|cx| {
            if cx.is_recording() {
                span.describe(cx, db);
            }
        });
        span
    }

    fn describe(&self, cx: &TraceContract, db: i64) {
        let server = &self.target.server;
        let batch = self.asked.batch.and_then(|size| i64::try_from(size).ok());
        cx.set_attributes((
            ("db.system.name", "redis"),
            ("db.operation.name", &*self.asked.operation),
            ("db.namespace", namespace(db)),
            ("server.address", server.address.as_deref()),
            ("server.port", server.port),
            ("db.operation.batch.size", batch),
            ("db.stored_procedure.name", self.asked.script.as_deref()),
            ("db.redis.key", self.asked.key.as_deref()),
        ));
    }

    /// Runs a part of the exchange with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce(&TraceContract) -> R) -> R {
        self.span.enter(part)
    }

    /// The exchange, within the span.
    pub(crate) fn instrument<F: Future>(&self, exchange: F) -> impl Future<Output = F::Output> {
        self.span.instrument(exchange)
    }

    /// A command was answered, or was not.
    pub(crate) fn ended(self, answer: &Result<Value, RedisError>) {
        match answer {
            Ok(value) => self.answered(|| reply::first_error(value)),
            Err(error) => self.failed(error),
        }
    }

    /// Several commands were answered, or were not.
    pub(crate) fn ended_all(self, answers: &Result<Vec<Value>, RedisError>) {
        match answers {
            Ok(values) => self.answered(|| reply::first_error_of(values)),
            Err(error) => self.failed(error),
        }
    }

    /// Nothing came back but that it was done, or an error.
    pub(crate) fn ended_with<T>(self, result: &Result<T, RedisError>) {
        match result {
            Ok(_) => self.answered(|| None),
            Err(error) => self.failed(error),
        }
    }

    fn answered<'v>(self, error: impl FnOnce() -> Option<&'v str>) {
        let operation = &*self.asked.operation;
        let elapsed = self.started.elapsed();
        self.enter(|cx| match error() {
            // The client sends the script, and asks again.
            Some("NOSCRIPT") => {
                cx.set_attribute("db.response.status_code", "NOSCRIPT");
                log::completed(operation, elapsed, self.slow());
            }
            Some(code) => {
                record_error(cx, Some(code), code);
                log::failed(operation, elapsed, code);
            }
            None => log::completed(operation, elapsed, self.slow()),
        });
        self.span.finish(None);
    }

    fn failed(self, error: &RedisError) {
        let code = reply::server_code(error);
        let kind = code.as_deref().unwrap_or_else(|| word(error));
        self.enter(|cx| {
            record_error(cx, code.as_deref(), kind);
            log::failed(&self.asked.operation, self.started.elapsed(), kind);
        });
        self.span.finish(None);
    }

    /// To wait is what some commands are for.
    fn slow(&self) -> std::time::Duration {
        match self.asked.wait {
            Wait::Never => self.target.settings.slow,
            Wait::AtMost(_) | Wait::Forever => std::time::Duration::MAX,
        }
    }
}

/// Records an error by its code and its kind: its text may quote arguments.
fn record_error(cx: &TraceContract, code: Option<&str>, kind: &str) {
    if cx.is_recording() {
        cx.set_attribute("db.response.status_code", code);
        cx.set_attribute("error.type", kind);
        cx.set_status(Status::Error(kind.to_owned().into()));
    }
}

/// The number of the database, as a text.
fn namespace(db: i64) -> String {
    db.to_string()
}

/// What `error.type` says of an error.
#[cfg(feature = "streams")]
pub(crate) fn error_type(error: &RedisError) -> std::borrow::Cow<'_, str> {
    reply::server_code(error).unwrap_or_else(|| word(error).into())
}

/// Few and stable words, to count by.
fn word(error: &RedisError) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    match error.kind() {
        ErrorKind::Io => "io",
        ErrorKind::Parse => "parse",
        ErrorKind::AuthenticationFailed => "authentication",
        ErrorKind::UnexpectedReturnType => "return_type",
        ErrorKind::InvalidClientConfig => "configuration",
        ErrorKind::Client => "client",
        ErrorKind::ClusterConnectionNotFound => "cluster_connection_not_found",
        ErrorKind::MasterNameNotFoundBySentinel
        | ErrorKind::NoValidReplicasFoundBySentinel
        | ErrorKind::EmptySentinelList => "sentinel",
        ErrorKind::RESP3NotSupported => "resp3_not_supported",
        _ => "_OTHER",
    }
}
