//! What came out at the far end: counted by exporters and writers, never by the
//! code that makes spans.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

/// The counters of this process.
pub static ARRIVED: Arrived = Arrived::new();

/// A batch of spans, as its exporter counted it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Batch {
    /// Spans.
    pub spans: u64,
    /// Spans without a parent.
    pub roots: u64,
    /// Attributes of spans.
    pub attributes: u64,
    /// Spans whose status is an error.
    pub errors: u64,
    /// Events of spans.
    pub events: u64,
}

/// What has arrived so far.
#[derive(Debug)]
pub struct Arrived {
    spans: AtomicU64,
    roots: AtomicU64,
    attributes: AtomicU64,
    errors: AtomicU64,
    events: AtomicU64,
    bytes: AtomicU64,
    lines: AtomicU64,
    lines_with_ids: AtomicU64,
    /// How long an exporter takes for each batch.
    delay_ms: AtomicU64,
}

impl Arrived {
    const fn new() -> Self {
        Arrived {
            spans: AtomicU64::new(0),
            roots: AtomicU64::new(0),
            attributes: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            events: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            lines: AtomicU64::new(0),
            lines_with_ids: AtomicU64::new(0),
            delay_ms: AtomicU64::new(0),
        }
    }

    /// For an exporter, once for each batch. Blocks as long as
    /// [`delay`](Self::delay) says.
    pub fn add(&self, batch: &Batch) {
        self.spans.fetch_add(batch.spans, Relaxed);
        self.roots.fetch_add(batch.roots, Relaxed);
        self.attributes.fetch_add(batch.attributes, Relaxed);
        self.errors.fetch_add(batch.errors, Relaxed);
        self.events.fetch_add(batch.events, Relaxed);
        match self.delay_ms.load(Relaxed) {
            0 => {}
            delay => thread::sleep(Duration::from_millis(delay)),
        }
    }

    /// For an exporter that encodes: bytes of a batch.
    pub fn add_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// From now on, the exporter takes this long for each batch.
    pub fn delay(&self, per_batch: Duration) {
        self.delay_ms.store(per_batch.as_millis() as u64, Relaxed);
    }

    /// Spans and what they had.
    pub fn batches(&self) -> Batch {
        Batch {
            spans: self.spans(),
            roots: self.roots.load(Relaxed),
            attributes: self.attributes.load(Relaxed),
            errors: self.errors.load(Relaxed),
            events: self.events.load(Relaxed),
        }
    }

    /// Spans.
    pub fn spans(&self) -> u64 {
        self.spans.load(Relaxed)
    }

    /// Bytes of log lines, or of batches that were encoded.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Log lines.
    pub fn lines(&self) -> u64 {
        self.lines.load(Relaxed)
    }

    /// Log lines in which the ids of a span were found. Only the first of a
    /// process are looked at, lest it be the search that is measured.
    pub fn lines_with_ids(&self) -> u64 {
        self.lines_with_ids.load(Relaxed)
    }
}

/// Log lines that are searched for ids.
pub(crate) const LINES_SEARCHED: u64 = 100;

/// A writer of log lines: counts them, and throws them away.
#[derive(Debug, Clone, Copy, Default)]
pub struct CountingWriter;

impl Write for CountingWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        ARRIVED.add_bytes(line.len());
        if line.ends_with(b"\n") && ARRIVED.lines.fetch_add(1, Relaxed) < LINES_SEARCHED {
            let found = has_id(line, b"\"trace_id\":\"", 32) && has_id(line, b"\"span_id\":\"", 16);
            ARRIVED.lines_with_ids.fetch_add(found.into(), Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether `key` stands in the line, and so many hexadecimal digits behind it.
fn has_id(line: &[u8], key: &[u8], digits: usize) -> bool {
    let at = line.windows(key.len()).position(|window| window == key);
    let id = at.and_then(|at| line.get(at + key.len()..at + key.len() + digits + 1));
    id.is_some_and(|id| id[..digits].iter().all(u8::is_ascii_hexdigit) && id[digits] == b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_all_its_digits() {
        let key = b"\"span_id\":\"";
        assert!(has_id(b"{\"span_id\":\"00f067aa0ba902b7\"}", key, 16));
        assert!(!has_id(b"{\"span_id\":\"00f067aa0ba902b\"}", key, 16));
        assert!(!has_id(b"{\"span_id\":\"00f067aa0ba902b7c\"}", key, 16));
        assert!(!has_id(b"{\"span_id\":\"00f067aa0ba902bx\"}", key, 16));
        assert!(!has_id(b"{\"span_id\":\"00f0", key, 16));
        assert!(!has_id(b"{}", key, 16));
    }
}
