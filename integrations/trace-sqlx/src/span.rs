//! What the spans contain: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "Database client
//! spans" (stable); what has no name there begins with `db.` as well, and stands in the
//! README.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Context;
use std::time::{Duration, Instant};

use sqlx::{Error, SqlStr};
use trace_runtime::integration::{CurrentStandIn, OpenSpan};
use trace_runtime::{Key, SpanBuilder, SpanKind, Status, TraceContract};

use crate::asked::Form;
use crate::dialect::Dialect;
use crate::holders::{Busy, Holder};
use crate::lexer::{Kind, Lexer};
use crate::log;
use crate::sanitize::sanitize;
use crate::target::Target;

/// How much of a parameterised text is recorded; bytes.
const LONGEST_TEXT: usize = 2000;

/// The span of a statement. Dropped before it is ended, it has the attribute `cancelled`.
#[derive(Debug)]
pub(crate) struct StatementSpan<'a> {
    span: OpenSpan,
    /// For what the driver logs on threads of its own.
    stand_in: CurrentStandIn,
    target: &'a Target,
    text: SqlStr,
    form: Form,
    started: Instant,
    /// The transaction that it is part of is not idle meanwhile.
    _busy: Option<Busy<'a>>,
}

/// How many rows a statement had.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rows {
    pub(crate) returned: u64,
    pub(crate) affected: u64,
}

impl<'a> StatementSpan<'a> {
    /// `open` makes a child of what the statement belongs to.
    pub(crate) fn start(
        target: &'a Target,
        summary: Option<Key>,
        text: SqlStr,
        form: Form,
        holder: Option<&'a Holder>,
        open: impl FnOnce(SpanBuilder) -> OpenSpan,
    ) -> Self {
        let span = open(builder(target, summary));
        let busy = holder.map(|holder| span.enter(|_| holder.busy()));
        span.enter(|cx| {
            if cx.is_recording() {
                describe(cx, target);
                match form {
                    Form::Bound => {
                        cx.set_attribute("db.query.text", cut(text.as_str(), LONGEST_TEXT))
                    }
                    Form::Unbound | Form::Raw => {
                        let text = sanitize(text.as_str(), target.facts.dialect);
                        cx.set_attribute("db.query.text", text);
                    }
                }
            }
        });
        let stand_in = match target.facts.logs_from_threads && log::driver_is_heard() {
            true => span.enter(|_| CurrentStandIn::make()),
            false => CurrentStandIn::default(),
        };
        StatementSpan {
            span,
            stand_in,
            target,
            text,
            form,
            started: Instant::now(),
            _busy: busy,
        }
    }

    /// Runs a part of the exchange with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce(&TraceContract) -> R) -> R {
        self.span.enter(|cx| self.stand_in.enter(|| part(cx)))
    }

    /// The statement's work, within the span.
    pub(crate) async fn instrument<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let step = |task: &mut Context<'_>| self.stand_in.enter(|| work.as_mut().poll(task));
        self.span.instrument(poll_fn(step)).await
    }

    /// All rows were read.
    pub(crate) fn completed(self, rows: Rows) {
        let affected = self.affected(rows);
        self.completed_with(Some(rows.returned), affected);
    }

    /// The statement came to its end, with what is known of its rows.
    pub(crate) fn completed_with(self, returned: Option<u64>, affected: Option<u64>) {
        self.enter(|cx| {
            if cx.is_recording() {
                cx.set_attribute("db.response.returned_rows", returned);
                cx.set_attribute("db.response.affected_rows", affected);
            }
            log::completed(
                || self.text_for_people(),
                self.started.elapsed(),
                returned,
                affected,
                self.target.settings.slow,
            );
        });
        self.span.finish(None);
    }

    /// The statement failed. That there was no row is no error.
    pub(crate) fn failed(self, error: &Error, rows: Rows) {
        if matches!(error, Error::RowNotFound) {
            return self.completed(rows);
        }
        self.enter(|cx| {
            let statement = self.text_for_people();
            let kind = record_error(cx, error, &statement);
            log::failed(&statement, self.started.elapsed(), &kind);
        });
        self.span.finish(None);
    }

    /// How many rows it changed, where that can be told: SQLite repeats the number of the
    /// statement before if this one changes nothing.
    fn affected(&self, rows: Rows) -> Option<u64> {
        let dialect = self.target.facts.dialect;
        let is_known = dialect != Dialect::Sqlite
            || self.form != Form::Raw && changes_rows(self.text.as_str(), dialect);
        is_known.then_some(rows.affected)
    }

    /// Without values, and cut.
    fn text_for_people(&self) -> String {
        let mut text = sanitize(self.text.as_str(), self.target.facts.dialect);
        text.truncate(text.floor_char_boundary(log::LONGEST_STATEMENT));
        text
    }
}

/// A wait for a connection that is told. One that is given back is idle again only when a
/// task has run: that short wait says nothing of the pool.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// A connection was waited for until now, in vain or not. The event is ours; its attribute
/// has the name of the metric.
pub(crate) fn waited(cx: &TraceContract, time: Duration) {
    if time < SHORTEST_WAIT {
        return;
    }
    let seconds = ("db.client.connection.wait_time", time.as_secs_f64());
    cx.add_event("db.client.connection.wait", [seconds]);
}

/// The span of what is no statement, such as a transaction from its `BEGIN` on.
pub(crate) fn client(cx: &TraceContract, target: &Target, name: &'static str) -> OpenSpan {
    let span = SpanBuilder::named(name).kind(SpanKind::Client);
    let span = OpenSpan::child_of(cx, span);
    span.enter(|cx| {
        if cx.is_recording() {
            describe(cx, target);
        }
    });
    span
}

/// How a transaction ended: `commit`, `rollback`, or `dropped`.
pub(crate) fn transaction_ended(cx: &TraceContract, outcome: &'static str) {
    cx.set_attribute("db.transaction.outcome", outcome);
}

/// How a `COPY` ended: `finish`, `abort`, `failed` or `dropped`.
#[cfg(feature = "postgres")]
pub(crate) fn copy_ended(cx: &TraceContract, outcome: &'static str) {
    cx.set_attribute("db.copy.outcome", outcome);
}

/// Records an error by its kind, which is given back: its text may quote values.
pub(crate) fn record_error(cx: &TraceContract, error: &Error, statement: &str) -> String {
    let code = error.as_database_error().and_then(|error| error.code());
    let kind = match &code {
        Some(code) => code.clone().into_owned(),
        None => word(error).to_owned(),
    };
    if cx.is_recording() {
        if let Some(code) = &code {
            cx.set_attribute("db.response.status_code", &**code);
        }
        cx.set_attribute("error.type", kind.as_str());
        cx.set_status(Status::Error(format!("{kind}: {statement}").into()));
    }
    kind
}

fn builder(target: &Target, summary: Option<Key>) -> SpanBuilder {
    let name = summary.unwrap_or(Key::Borrowed(target.facts.system));
    SpanBuilder::named(name).kind(SpanKind::Client)
}

fn describe(cx: &TraceContract, target: &Target) {
    let server = &target.server;
    cx.set_attributes((
        ("db.system.name", target.facts.system),
        ("db.namespace", server.namespace.as_deref()),
        ("server.address", server.address.as_deref()),
        ("server.port", server.port),
    ));
}

/// Few and stable words, to count by.
fn word(error: &Error) -> &'static str {
    match error {
        Error::Io(_) => "io",
        Error::Tls(_) => "tls",
        Error::Protocol(_) => "protocol",
        Error::Configuration(_) => "configuration",
        Error::Encode(_) | Error::InvalidArgument(_) => "encode",
        Error::Decode(_) | Error::ColumnDecode { .. } | Error::TypeNotFound { .. } => "decode",
        Error::ColumnNotFound(_) | Error::ColumnIndexOutOfBounds { .. } => "column",
        Error::PoolTimedOut => "pool_timeout",
        Error::PoolClosed => "pool_closed",
        Error::WorkerCrashed => "worker_crashed",
        _ => "_OTHER",
    }
}

/// Whether one of the words is there that change rows.
fn changes_rows(text: &str, dialect: Dialect) -> bool {
    const CHANGES: [&str; 4] = ["INSERT", "UPDATE", "DELETE", "REPLACE"];
    Lexer::new(text, dialect).any(|token| {
        let is = |word: &&str| token.text.eq_ignore_ascii_case(word);
        token.kind == Kind::Word && CHANGES.iter().any(is)
    })
}

fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}
