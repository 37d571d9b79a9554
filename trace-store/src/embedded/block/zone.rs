//! Between which times and durations the traces of a block lie.

use super::bytes::number;
use crate::rollup::write_varint;
use crate::summary::Summary;

/// Bounds that hold for all traces of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::embedded) struct Zone {
    /// The number of the block.
    pub(in crate::embedded) block: u32,
    /// How many traces, those without a span left out.
    pub(in crate::embedded) traces: u32,
    pub(in crate::embedded) first_start: u64,
    pub(in crate::embedded) last_start: u64,
    pub(in crate::embedded) longest_trace: u64,
    pub(in crate::embedded) longest_span: u64,
    /// Failed spans, over all traces.
    pub(in crate::embedded) errors: u64,
}

impl Default for Zone {
    fn default() -> Self {
        Zone {
            block: 0,
            traces: 0,
            first_start: u64::MAX,
            last_start: 0,
            longest_trace: 0,
            longest_span: 0,
            errors: 0,
        }
    }
}

impl Zone {
    pub(super) fn add(&mut self, summary: &Summary) {
        if summary.span_count == 0 {
            return;
        }
        self.traces += 1;
        self.first_start = self.first_start.min(summary.start_unix_nanos);
        self.last_start = self.last_start.max(summary.start_unix_nanos);
        self.longest_trace = self.longest_trace.max(summary.duration_nanos);
        self.errors += u64::from(summary.error_count);
    }

    pub(in crate::embedded) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32);
        for number in [
            self.traces.into(),
            self.first_start,
            self.last_start.wrapping_sub(self.first_start),
            self.longest_trace,
            self.longest_span,
            self.errors,
        ] {
            write_varint(&mut out, number);
        }
        out
    }

    pub(in crate::embedded) fn read(block: u32, mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let traces = u32::try_from(number(bytes)?).ok()?;
        let first_start = number(bytes)?;
        Some(Zone {
            block,
            traces,
            first_start,
            last_start: first_start.wrapping_add(number(bytes)?),
            longest_trace: number(bytes)?,
            longest_span: number(bytes)?,
            errors: number(bytes)?,
        })
    }
}
