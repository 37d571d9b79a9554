//! The lines of a log, and what may be asserted about them.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use trace_runtime::TraceId;

use super::LogLine;
use crate::patience::{Patience, TIMEOUT};

/// Lines that a message shows; the last are the ones worth seeing.
const SHOWN: usize = 40;

/// A log that is kept in memory; a clone is the same log.
///
/// It is a writer, for `trace_log::json().writer(log.clone())`; the output of a
/// child process comes in with `from`. A line is a JSON object with `trace_id`
/// and `span_id`, as `trace-log` writes it; anything else is a line without ids.
///
/// ```
/// use trace_testing::LogLines;
///
/// let log = LogLines::from(
///     r#"{"level":"INFO","target":"shop","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",
///        "span_id":"00f067aa0ba902b7","message":"paid","fields":{"cents":1250}}"#
///         .replace('\n', "")
///         .as_str(),
/// );
/// log.assert_every_line_has_ids();
/// let paid = &log.lines()[0];
/// assert_eq!(paid.field("cents").as_deref(), Some("1250"));
/// log.assert_carries_sync(paid.trace_id().unwrap(), "paid");
/// ```
#[derive(Clone, Default)]
pub struct LogLines(Arc<Mutex<Vec<u8>>>);

impl LogLines {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The lines so far, but for one that has no end yet.
    pub fn lines(&self) -> Vec<LogLine> {
        let bytes = self.bytes().clone();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text
            .split_inclusive('\n')
            .filter(|line| line.ends_with('\n'));
        let lines = lines.map(str::trim_end).filter(|line| !line.is_empty());
        lines.map(LogLine::parse).collect()
    }

    /// Forgets all lines so far.
    pub fn clear(&self) {
        self.bytes().clear();
    }

    /// Waits for a line of this trace whose message contains `text`: what was
    /// done for the request, wherever and however much later, logged in its
    /// trace.
    ///
    /// # Panics
    ///
    /// When there is none after 5 seconds: the message shows the lines that say
    /// so in another trace, or outside of any. Outside of a tokio runtime with
    /// time enabled.
    #[track_caller]
    pub fn assert_carries<'a>(
        &'a self,
        trace_id: TraceId,
        text: &'a str,
    ) -> impl Future<Output = ()> + 'a {
        // The place of the panic would be one of ours.
        let asserted_at = Location::caller();
        async move {
            let is = |line: &LogLine| self::is(line, trace_id, text);
            if self.wait(is).await.is_none() {
                panic!(
                    "{}asserted at {asserted_at}",
                    self.not_carried(trace_id, text)
                );
            }
        }
    }

    /// Asserts the same as [`assert_carries`](Self::assert_carries), in code that is not async.
    ///
    /// # Panics
    ///
    /// When there is none after 5 seconds.
    #[track_caller]
    pub fn assert_carries_sync(&self, trace_id: TraceId, text: &str) {
        let is = |line: &LogLine| self::is(line, trace_id, text);
        if self.wait_sync(is).is_none() {
            panic!("{}", self.not_carried(trace_id, text));
        }
    }

    /// No line was written outside of a span.
    ///
    /// Lines of the start and the end of a program belong to no request: assert
    /// between them, or [`clear`](Self::clear) the log after the start.
    ///
    /// # Panics
    ///
    /// When one was; the message shows all lines, with a mark at these. When
    /// there are no lines at all.
    #[track_caller]
    pub fn assert_every_line_has_ids(&self) {
        let lines = self.lines();
        let without = lines.iter().filter(|line| !line.has_ids()).count();
        assert!(!lines.is_empty(), "nothing has been logged");
        assert!(
            without == 0,
            "{without} of {} log lines carry no ids (marked `>`): what logs there runs outside of \
             any span; hand the work over with `cx.spawn`, `cx.task` or a sealed contract\n{}",
            lines.len(),
            table(&lines, |line| !line.has_ids())
        );
    }

    /// Waits for a line whose message contains `text`, of whatever trace.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the lines there are.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    pub async fn wait_for(&self, text: &str) -> Result<LogLine, NotLogged> {
        let found = self.wait(|line| line.message().contains(text)).await;
        found.ok_or_else(|| self.not_logged(text))
    }

    /// Waits like [`wait_for`](Self::wait_for), in code that is not async.
    ///
    /// # Errors
    ///
    /// When there is none after 5 seconds. The error shows the lines there are.
    pub fn wait_for_sync(&self, text: &str) -> Result<LogLine, NotLogged> {
        let found = self.wait_sync(|line| line.message().contains(text));
        found.ok_or_else(|| self.not_logged(text))
    }

    async fn wait(&self, is: impl Fn(&LogLine) -> bool) -> Option<LogLine> {
        let mut patience = Patience::new();
        loop {
            let found = self.lines().into_iter().find(&is);
            if found.is_some() || !patience.pause().await {
                return found;
            }
        }
    }

    fn wait_sync(&self, is: impl Fn(&LogLine) -> bool) -> Option<LogLine> {
        let mut patience = Patience::new();
        loop {
            let found = self.lines().into_iter().find(&is);
            if found.is_some() || !patience.pause_sync() {
                return found;
            }
        }
    }

    fn not_carried(&self, trace_id: TraceId, text: &str) -> String {
        let lines = self.lines();
        let says = |line: &LogLine| line.message().contains(text);
        let what = if lines.iter().any(says) {
            "those that say so (marked `>`) were written in another trace, or outside of any:"
        } else {
            "no line of any trace says so:"
        };
        format!(
            "in {TIMEOUT:?} no log line of trace {trace_id} has said \"{text}\";\n{what}\n{}",
            table(&lines, says)
        )
    }

    fn not_logged(&self, text: &str) -> NotLogged {
        NotLogged {
            text: text.to_owned(),
            lines: table(&self.lines(), |_| false),
        }
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is(line: &LogLine, trace_id: TraceId, text: &str) -> bool {
    line.trace_id() == Some(trace_id) && line.message().contains(text)
}

/// The lines below each other, with `>` at some.
fn table(lines: &[LogLine], marked: impl Fn(&LogLine) -> bool) -> String {
    if lines.is_empty() {
        return "  nothing has been logged\n".to_owned();
    }
    let mut text = format!("  {:32}  span\n", "trace");
    let left_out = lines.len().saturating_sub(SHOWN);
    if left_out > 0 {
        text.push_str(&format!("  … {left_out} lines before these\n"));
    }
    for line in lines.iter().skip(left_out) {
        let mark = if marked(line) { '>' } else { ' ' };
        text.push_str(&format!("{mark} {line}\n"));
    }
    text
}

impl Write for LogLines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A log that was written elsewhere; its last line needs no end.
impl From<&str> for LogLines {
    fn from(text: &str) -> Self {
        let mut bytes = text.as_bytes().to_vec();
        if !text.ends_with('\n') {
            bytes.push(b'\n');
        }
        LogLines(Arc::new(Mutex::new(bytes)))
    }
}

impl fmt::Debug for LogLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lines()).finish()
    }
}

/// No line with a text was logged in time.
#[derive(Clone, PartialEq, Eq)]
pub struct NotLogged {
    text: String,
    lines: String,
}

impl fmt::Display for NotLogged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotLogged { text, lines } = self;
        write!(
            f,
            "no log line has said \"{text}\" in {TIMEOUT:?}; those there are:\n{lines}"
        )
    }
}

/// Shows the text of `Display`: it is what a test that returns the error shows.
impl fmt::Debug for NotLogged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for NotLogged {}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: u128 = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736;

    /// One line in the trace, one in none, one that is no JSON.
    fn log() -> LogLines {
        let trace_id = format!("{TRACE:032x}");
        LogLines::from(
            format!(
                "{{\"level\":\"INFO\",\"target\":\"shop::api\",\"trace_id\":\"{trace_id}\",\
                 \"span_id\":\"00f067aa0ba902b7\",\"message\":\"answered\"}}\n\
                 {{\"level\":\"WARN\",\"target\":\"shop::bank\",\"context\":\"none\",\
                 \"message\":\"payment settled\"}}\n\
                 listening\n"
            )
            .as_str(),
        )
    }

    #[test]
    fn the_line_that_lost_its_trace_is_shown() {
        let trace_id = TraceId::from_u128(TRACE).unwrap();
        let expected = "\
in 5s no log line of trace 4bf92f3577b34da6a3ce929d0e0e4736 has said \"settled\";
those that say so (marked `>`) were written in another trace, or outside of any:
  trace                             span
  4bf92f3577b34da6a3ce929d0e0e4736  00f067aa0ba902b7  INFO  shop::api: answered
> -                                 -                 WARN  shop::bank: payment settled
  -                                 -                 not JSON: listening
";
        assert_eq!(log().not_carried(trace_id, "settled"), expected);
        let unsaid = log().not_carried(trace_id, "refunded");
        assert!(
            unsaid.contains("\"refunded\";\nno line of any trace says so:\n"),
            "{unsaid}"
        );
        let nothing = LogLines::new().not_carried(trace_id, "settled");
        assert!(
            nothing.ends_with("  nothing has been logged\n"),
            "{nothing}"
        );
    }

    #[test]
    fn a_long_log_is_shown_from_its_end() {
        let long: String = (0..50).map(|at| format!("line {at}\n")).collect();
        let shown = LogLines::from(&*long).not_logged("x").to_string();
        assert!(shown.contains("  … 10 lines before these\n"), "{shown}");
        assert!(
            !shown.contains("line 9\n") && shown.contains("line 10\n"),
            "{shown}"
        );
        assert!(shown.ends_with("line 49\n"), "{shown}");
    }

    #[test]
    fn a_line_counts_when_it_is_whole() {
        let mut log = LogLines::new();
        log.write_all(b"{\"message\":\"a\"}\n{\"message\"").unwrap();
        assert_eq!(log.lines().len(), 1);
        log.write_all(b":\"b\"}\n").unwrap();
        let messages: Vec<_> = log
            .lines()
            .iter()
            .map(|line| line.message().to_owned())
            .collect();
        assert_eq!(messages, ["a", "b"]);
        log.clear();
        assert!(log.lines().is_empty());
    }
}
