//! Traces as trees, for people.

use std::collections::{HashMap, HashSet};
use std::env;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Stderr, Stdout, Write};
use std::time::{Duration, Instant};

use super::escape::Plain;
use super::{
    Batch, Deadline, ExportError, FinishedEvent, FinishedLink, FinishedSpan, SpanExporter,
    SpanStatus, prominence,
};
use crate::callsite::SpanKind;
use crate::context::{SpanId, TraceId};
use crate::value::{Key, Value};

/// A trace whose root does not come is printed after so long without news.
const QUIET: Duration = Duration::from_secs(2);
/// Spans that wait for their root; beyond, what there is is printed.
const MAX_WAITING: usize = 10_000;
/// Longer values are cut; characters.
const MAX_VALUE: usize = 60;
/// Further attributes of a span are counted, not shown.
const MAX_ATTRIBUTES: usize = 6;
/// Further links of a span are counted, not shown.
const MAX_LINKS: usize = 6;

/// Prints each trace as an indented tree when its root has ended: for
/// development.
///
/// ```text
/// checkout  12.4 ms  server  4bf92f3577b34da6a3ce929d0e0e4736
/// ├─ reserve  1.2 ms  order.id=1250
/// └─ charge  9.1 ms  client  ✗ card declined
/// ```
///
/// What tells most stands first: an error, the status code, the route; what is the
/// same on most spans, such as the protocol, comes last. Links are lines of their own,
/// `↗` and the ids of the other trace and span; so are events, behind a `*`.
///
/// Spans that end after their root, or whose root is in another process, are
/// printed after two seconds without news of their trace, or at shutdown.
#[derive(Debug)]
pub struct TreeExporter<W> {
    out: W,
    colour: bool,
    waiting: HashMap<TraceId, Waiting>,
    spans: usize,
}

#[derive(Debug)]
struct Waiting {
    spans: Vec<FinishedSpan>,
    last: Instant,
    complete: bool,
}

impl TreeExporter<Stdout> {
    /// Prints to the standard output; in colour if that is a terminal and the
    /// variable `NO_COLOR` is not set.
    pub fn stdout() -> Self {
        let out = io::stdout();
        let colour = out.is_terminal() && !no_colour();
        TreeExporter::new(out).colour(colour)
    }
}

impl TreeExporter<Stderr> {
    /// Prints to standard error, where it is
    /// not in the way of log lines.
    pub fn stderr() -> Self {
        let err = io::stderr();
        let colour = err.is_terminal() && !no_colour();
        TreeExporter::new(err).colour(colour)
    }
}

impl<W: Write + Send + 'static> TreeExporter<W> {
    /// Prints to `out`, without colour.
    pub fn new(out: W) -> Self {
        TreeExporter {
            out,
            colour: false,
            waiting: HashMap::new(),
            spans: 0,
        }
    }

    /// Sets whether colour is used.
    #[must_use]
    pub fn colour(self, colour: bool) -> Self {
        TreeExporter { colour, ..self }
    }

    /// Prints the traces that `ready` says are, longest waiting first.
    fn print(&mut self, ready: impl Fn(&Waiting) -> bool) -> io::Result<()> {
        let mut traces: Vec<_> = self.waiting.extract_if(|_, trace| ready(trace)).collect();
        traces.sort_by_key(|(_, trace)| trace.spans.iter().map(|span| span.start_unix_nanos).min());
        let mut text = String::new();
        for (_, trace) in traces {
            self.spans -= trace.spans.len();
            render(&mut text, trace.spans, self.colour);
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

impl<W: Write + Send + 'static> SpanExporter for TreeExporter<W> {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        let now = Instant::now();
        for span in batch.spans() {
            let trace = self.waiting.entry(span.trace_id()).or_insert(Waiting {
                spans: Vec::new(),
                last: now,
                complete: false,
            });
            trace.last = now;
            trace.complete |= span.parent_span_id().is_none() || span.parent_is_remote();
            trace.spans.push(span.to_finished());
            self.spans += 1;
        }
        let crowded = self.spans > MAX_WAITING;
        let printed = self.print(|trace| {
            crowded || trace.complete || now.saturating_duration_since(trace.last) >= QUIET
        });
        printed.map_err(|error| ExportError::Failed(error.to_string()))
    }

    fn shutdown(&mut self, _: &Deadline) {
        // There is nobody left to tell.
        let _ = self.print(|_| true);
    }
}

/// Appends the tree, or trees, of one trace.
fn render(text: &mut String, mut spans: Vec<FinishedSpan>, colour: bool) {
    // Children in the order in which they began, last first, as the stack below
    // turns them around.
    spans.sort_by_key(|span| std::cmp::Reverse(span.start_unix_nanos));
    let known: HashSet<SpanId> = spans.iter().map(|span| span.span_id).collect();
    let mut children: HashMap<Option<SpanId>, Vec<&FinishedSpan>> = HashMap::new();
    for span in &spans {
        let parent = span.parent_span_id.filter(|id| known.contains(id));
        children.entry(parent).or_default().push(span);
    }
    // A stack of our own: a chain of spans may be longer than the thread's.
    let roots = children.remove(&None).unwrap_or_default();
    let mut stack: Vec<(&FinishedSpan, String, Place)> = Vec::new();
    stack.extend(
        roots
            .into_iter()
            .map(|root| (root, String::new(), Place::Root)),
    );
    while let Some((span, indent, place)) = stack.pop() {
        let (branch, below) = match place {
            Place::Root => ("", ""),
            Place::Middle => ("├─ ", "│  "),
            Place::Last => ("└─ ", "   "),
        };
        text.push_str(&indent);
        text.push_str(branch);
        render_span(text, span, matches!(place, Place::Root), colour);
        let of_span = children.remove(&Some(span.span_id)).unwrap_or_default();
        let rail = if of_span.is_empty() { "   " } else { "│  " };
        let mut line = |render: &dyn Fn(&mut String)| {
            text.push_str(&indent);
            text.push_str(below);
            text.push_str(rail);
            render(text);
        };
        for link in span.links.iter().take(MAX_LINKS) {
            line(&|text| render_link(text, link, colour));
        }
        if let more @ 1.. = span.links.len().saturating_sub(MAX_LINKS) {
            line(&|text| text.push_str(&format!("↗ … +{more}\n")));
        }
        for event in span.events.iter().filter(|event| event.name != "exception") {
            line(&|text| render_event(text, event, colour));
        }
        for (at, child) in of_span.into_iter().enumerate() {
            let place = if at == 0 { Place::Last } else { Place::Middle };
            // Deeper, the lines would not fit any screen.
            let deeper = indent.len() + below.len() <= 120;
            let indent = if deeper {
                format!("{indent}{below}")
            } else {
                indent.clone()
            };
            stack.push((child, indent, place));
        }
    }
}

enum Place {
    Root,
    Middle,
    Last,
}

/// `↗ 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7`, the trace and the span.
fn render_link(text: &mut String, link: &FinishedLink, colour: bool) {
    let (dim, plain) = dimmed(colour);
    let _ = write!(text, "{dim}↗ {} {}", link.trace_id, link.span_id);
    render_attributes(text, &link.attributes);
    let _ = writeln!(text, "{plain}");
}

/// `* audited  rows=1`; exceptions stand beside their span's status.
fn render_event(text: &mut String, event: &FinishedEvent, colour: bool) {
    let (dim, plain) = dimmed(colour);
    let _ = write!(text, "{dim}* {}", Plain(&event.name));
    render_attributes(text, &event.attributes);
    let _ = writeln!(text, "{plain}");
}

fn dimmed(colour: bool) -> (&'static str, &'static str) {
    if colour {
        ("\x1b[2m", "\x1b[0m")
    } else {
        ("", "")
    }
}

fn render_attributes<'a>(
    text: &mut String,
    attributes: impl IntoIterator<Item = &'a (Key, Value)>,
) {
    let mut shown: Vec<_> = attributes.into_iter().collect();
    shown.sort_by_key(|(key, _)| prominence::of(key));
    for (key, value) in shown.iter().take(MAX_ATTRIBUTES) {
        let value = brief(&value.to_string());
        let _ = write!(text, "  {}={}", Plain(key), Plain(&value));
    }
    if let more @ 1.. = shown.len().saturating_sub(MAX_ATTRIBUTES) {
        let _ = write!(text, "  … +{more}");
    }
}

fn render_span(text: &mut String, span: &FinishedSpan, is_root: bool, colour: bool) {
    let paint = |code: &'static str| if colour { code } else { "" };
    let (bold, dim, red, plain) = (
        paint("\x1b[1m"),
        paint("\x1b[2m"),
        paint("\x1b[31m"),
        paint("\x1b[0m"),
    );
    let nanos = span.end_unix_nanos.saturating_sub(span.start_unix_nanos);
    // Writing to a `String` does not fail.
    let _ = write!(text, "{bold}{}{plain}  {}", Plain(&span.name), Span(nanos));
    if span.kind != SpanKind::Internal {
        let _ = write!(text, "  {}", span.kind);
    }
    if is_root {
        let _ = write!(text, "  {dim}{}{plain}", span.trace_id);
    }
    match span.status() {
        SpanStatus::Unset | SpanStatus::Ok => {}
        failed => {
            let message = match failed.message() {
                "" => "error".to_owned(),
                message => brief(message),
            };
            let _ = write!(text, "  {red}✗ {}{plain}", Plain(&message));
        }
    }
    text.push_str(dim);
    if span.is_cancelled() {
        text.push_str("  ⊘ cancelled");
    }
    let of_its_own = |(key, value): &&(Key, Value)| {
        !(span.is_cancelled() && key == "cancelled" && *value == Value::Bool(true))
    };
    render_attributes(text, span.attributes.iter().filter(of_its_own));
    text.push_str(plain);
    text.push('\n');
}

fn no_colour() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// The beginning, if it is long.
fn brief(value: &str) -> String {
    match value.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// A duration in the unit that suits it.
struct Span(u64);

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let nanos = self.0 as f64;
        match self.0 {
            0..1_000 => write!(f, "{} ns", self.0),
            1_000..1_000_000 => write!(f, "{:.1} µs", nanos / 1e3),
            1_000_000..1_000_000_000 => write!(f, "{:.1} ms", nanos / 1e6),
            _ => write!(f, "{:.2} s", nanos / 1e9),
        }
    }
}
