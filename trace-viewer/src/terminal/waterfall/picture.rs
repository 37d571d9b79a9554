//! What a waterfall shows, before it is drawn.

use std::collections::HashMap;
use std::ops::Range;

use trace_analysis::{Analysis, Row};
use trace_model::{Span, Trace};

/// A trace, what it says, and the parts of that by row.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    pub(super) trace: &'a Trace,
    pub(super) analysis: &'a Analysis,
    /// Messages of errors, by the rows in which they began.
    causes: HashMap<u32, String>,
    sections: HashMap<u32, Vec<Range<u64>>>,
}

impl<'a> Picture<'a> {
    pub(super) fn of(trace: &'a Trace, analysis: &'a Analysis) -> Self {
        let tree = &analysis.tree;
        let causes = analysis.errors.iter().flat_map(|errors| &errors.causes);
        let causes = causes.map(|cause| {
            let failure = cause.failure(trace, tree);
            let said = match (&failure.kind, &failure.message) {
                (Some(kind), Some(message)) => format!("{kind}: {message}"),
                (Some(only), None) | (None, Some(only)) => only.to_string(),
                (None, None) => String::new(),
            };
            (cause.row, said)
        });
        let mut sections: HashMap<_, Vec<_>> = HashMap::new();
        for section in &analysis.path.sections {
            let times = section.time.start..section.time.end;
            sections.entry(section.row).or_default().push(times);
        }
        Picture {
            trace,
            analysis,
            causes: causes.collect(),
            sections,
        }
    }

    /// The rows with their places, in the order in which they are drawn.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &'a Row)> + use<'a> {
        (0..).zip(&self.analysis.tree.rows)
    }

    /// The span of a row, where it has one.
    pub(super) fn span(&self, row: &Row) -> Option<&'a Span> {
        self.trace.spans.get(row.span()? as usize)
    }

    /// The message of the error that began in a row; it may be empty.
    pub(super) fn cause(&self, at: u32) -> Option<&str> {
        self.causes.get(&at).map(String::as_str)
    }

    /// Where a row itself is on the critical path.
    pub(super) fn sections(&self, at: u32) -> &[Range<u64>] {
        self.sections.get(&at).map_or(&[], Vec::as_slice)
    }

    /// From the first start to the last end; of a trace of log lines only, their times.
    pub(super) fn times(&self) -> Range<u64> {
        let rows = &self.analysis.tree.rows;
        let start = rows.iter().map(|row| row.time.start).min();
        let end = rows.iter().map(|row| row.time.end).max();
        let first_line = || self.trace.logs.iter().map(|line| line.time()).min();
        let start = start.or_else(first_line).unwrap_or(0);
        start..end.unwrap_or(start)
    }
}
