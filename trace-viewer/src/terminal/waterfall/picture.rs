//! What a waterfall shows, before it is drawn.

use std::collections::HashMap;
use std::ops::Range;

use trace_analysis::{Analysis, Row};
use trace_model::{Span, Trace};

use crate::said::Causes;

/// A trace, what it says, and the parts of that by row.
#[derive(Debug)]
pub(super) struct Picture<'a> {
    pub(super) trace: &'a Trace,
    pub(super) analysis: &'a Analysis,
    pub(super) causes: Causes,
    sections: HashMap<u32, Vec<Range<u64>>>,
}

impl<'a> Picture<'a> {
    pub(super) fn of(trace: &'a Trace, analysis: &'a Analysis) -> Self {
        let mut sections: HashMap<_, Vec<_>> = HashMap::new();
        for section in &analysis.path.sections {
            let times = section.time.start..section.time.end;
            sections.entry(section.row).or_default().push(times);
        }
        Picture {
            trace,
            analysis,
            causes: Causes::of(trace, analysis),
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
