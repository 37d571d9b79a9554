//! Makes a block, trace after trace.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use trace_model::otlp::Malformed;
use trace_model::{Resource, Trace};

use super::columns::{Columns, Part, RAW_BYTES};
use super::filter::Hashes;
use super::head::{Head, LeftOut, Row};
use super::zone::Zone;
use crate::summary::Summary;

/// A block that is being made.
#[derive(Debug, Default)]
pub(in crate::embedded) struct Builder {
    head: Head,
    zone: Zone,
    hashes: Hashes,
    columns: Columns,
    /// Resources whose attributes were taken, by their addresses, which are theirs as long as
    /// they are here.
    resources: HashMap<usize, Arc<Resource>>,
}

/// A block, as it is written.
#[derive(Debug)]
pub(in crate::embedded) struct Built {
    pub(in crate::embedded) head: Vec<u8>,
    pub(in crate::embedded) zone: Zone,
    pub(in crate::embedded) filter: Vec<u8>,
    pub(in crate::embedded) body: Vec<u8>,
}

impl Builder {
    /// Adds a trace, or a part of one: the messages, what they say, and how many of it were
    /// left out.
    pub(in crate::embedded) fn add(
        &mut self,
        parts: &[Part<'_>],
        trace: &Trace,
        summary: Summary,
        left_out: LeftOut,
    ) -> Result<(), Malformed> {
        self.columns.add(summary.start_unix_nanos, parts)?;
        for span in &trace.spans {
            self.hashes.add_span(span);
            let resource = &span.resource;
            let address = Arc::as_ptr(resource) as usize;
            if self.resources.insert(address, resource.clone()).is_none() {
                self.hashes.attributes(&resource.attributes);
            }
            self.zone.longest_span = self.zone.longest_span.max(span.duration_nanos());
        }
        for line in &trace.logs {
            // A correlation id may stand in a line only.
            self.hashes.attributes(&line.attributes);
        }
        self.zone.add(&summary);
        let bytes = parts.iter().map(|part| part.message.len() as u64).sum();
        self.head.rows.push(Row {
            summary,
            left_out,
            bytes,
        });
        Ok(())
    }

    /// Whether the block is as long as one should be.
    pub(in crate::embedded) fn is_full(&self) -> bool {
        self.columns.raw_bytes() >= RAW_BYTES
    }

    pub(in crate::embedded) fn is_empty(&self) -> bool {
        self.head.rows.is_empty()
    }

    /// The block, with this number.
    pub(in crate::embedded) fn finish(
        mut self,
        block: u32,
        zstd: &mut zstd::bulk::Compressor<'static>,
    ) -> io::Result<Built> {
        self.zone.block = block;
        Ok(Built {
            head: self.head.write(),
            zone: self.zone,
            filter: self.hashes.write(),
            body: self.columns.write(zstd)?,
        })
    }
}
