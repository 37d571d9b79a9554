//! The line that a call writes at its end, within its span, so that it has its ids.

use std::time::Instant;

/// What is called, and since when, if somebody wants to read of it.
#[derive(Debug)]
pub(crate) struct Line(Option<(String, Instant)>);

impl Line {
    pub(crate) fn of(path: &str) -> Self {
        let wanted = tracing::event_enabled!(tracing::Level::DEBUG);
        let method = path.strip_prefix('/').unwrap_or(path);
        Line(wanted.then(|| (method.to_owned(), Instant::now())))
    }

    /// Writes the line; without a code if none came.
    pub(crate) fn write(&self, code: Option<&str>) {
        if let Some((method, begun)) = &self.0 {
            let elapsed_ms = begun.elapsed().as_secs_f64() * 1e3;
            tracing::debug!(method, code, elapsed_ms, "call completed");
        }
    }
}
