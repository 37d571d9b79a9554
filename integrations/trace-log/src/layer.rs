//! The layer: what `tracing` calls, and what it is made of.

use std::env;
use std::io::{self, IsTerminal, Write};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use crate::field::VALUE_LIMIT;
use crate::line::{Form, compose};
use crate::scratch::Scratch;
use crate::sink::Sink;
use crate::span::{Adopt, entered, place, stand_in};
use crate::stats;

/// Writes each event as one line that says in which span it was written.
///
/// Made by [`json`] or [`terminal`]. Goes into a `tracing_subscriber` registry;
/// which events it sees is up to the filters there.
///
/// ```
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let subscriber = tracing_subscriber::registry().with(trace_log::json());
/// tracing::subscriber::with_default(subscriber, || {
///     trace_runtime::run_sync("checkout", |_| tracing::info!(order = 42, "paid"));
/// });
/// ```
#[derive(Debug)]
pub struct LogLayer {
    form: Form,
    sink: Sink,
    adopt: Adopt,
    value_limit: usize,
}

/// Lines for machines: one JSON object each, on standard output.
///
/// | key | |
/// |---|---|
/// | `timestamp` | RFC 3339, UTC, microseconds |
/// | `level`, `target` | of the event |
/// | `trace_id`, `span_id`, `trace_flags`, `correlation_id` | of the span that is current, sampled or not |
/// | `context` | `"none"`, in place of the ids, when there is no such span |
/// | `message` | the text, possibly empty |
/// | `fields` | the other fields, if there are any |
pub fn json() -> LogLayer {
    LogLayer::new(Form::Json)
}

/// Lines for people, on standard output: the time (UTC), the level, the first
/// digits of the trace id and the span id, the target, the message and the fields.
///
/// In colour when standard output is a terminal and `NO_COLOR` is not set.
pub fn terminal() -> LogLayer {
    let no_colour = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    LogLayer::new(Form::Terminal {
        coloured: !no_colour && io::stdout().is_terminal(),
    })
}

impl LogLayer {
    fn new(form: Form) -> Self {
        stand_in::for_lines(|subscriber| subscriber.is::<LogLayer>());
        LogLayer {
            form,
            sink: Sink::new(io::stdout()),
            adopt: Adopt::default(),
            value_limit: VALUE_LIMIT,
        }
    }

    /// Writes to `writer` instead, without colour. Each line is one `write`,
    /// unless the writer takes less; lines of several threads never mix.
    ///
    /// A writer that fails or panics costs its line, which is counted in
    /// [`stats`](crate::stats()). It must not wait for a thread that logs.
    #[must_use]
    pub fn writer(self, writer: impl Write + Send + 'static) -> Self {
        LogLayer {
            sink: Sink::new(writer),
            form: match self.form {
                Form::Json => Form::Json,
                Form::Terminal { .. } => Form::Terminal { coloured: false },
            },
            ..self
        }
    }

    /// Which spans of `tracing` become children of the contract at hand.
    #[must_use]
    pub fn adopt(self, adopt: Adopt) -> Self {
        LogLayer { adopt, ..self }
    }

    /// Cuts longer texts of messages and fields, and ends them with `…`; bytes,
    /// 64 KiB unless set.
    #[must_use]
    pub fn value_limit(self, bytes: usize) -> Self {
        LogLayer {
            value_limit: bytes,
            ..self
        }
    }
}

impl<S> Layer<S> for LogLayer
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        place::record_returned(self.value_limit, event, &context);
        let ids = place::ids(event, &context);
        stats::line(event.metadata().target(), ids.is_some());
        Scratch::lend(|scratch| {
            let line = compose(scratch, self.form, event, ids.as_ref(), self.value_limit);
            self.sink.write(line);
        });
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        place::open(&self.adopt, self.value_limit, attributes, id, &context);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        place::record(self.value_limit, values, id, &context);
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        place::link(id, follows, &context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        place::enter(id, &context);
    }

    fn on_exit(&self, id: &Id, _: Context<'_, S>) {
        entered::leave(id);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        place::close(&id, &context);
    }
}
