//! The unit of export.

use std::fmt;

use super::{InstrumentationScope, Resource, SpanRecord};
use crate::buffer::Arena;
use crate::callsite::Callsites;
use crate::clock::Anchor;

/// Finished spans of one resource, up to the pipeline's `max_batch`.
///
/// They come in no particular order, and a trace may be spread over batches.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    words: &'a [u64],
    len: usize,
    callsites: &'a Callsites,
    anchor: Anchor,
    resource: &'a Resource,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(
        arena: &'a Arena,
        callsites: &'a Callsites,
        anchor: Anchor,
        resource: &'a Resource,
    ) -> Self {
        Batch {
            words: arena.words(),
            len: arena.records(),
            callsites,
            anchor,
            resource,
        }
    }

    /// The spans of the batch.
    #[inline]
    pub fn spans(&self) -> Spans<'a> {
        Spans {
            words: self.words,
            callsites: self.callsites,
            anchor: self.anchor,
            left: self.len,
        }
    }

    /// How many spans the batch has.
    #[inline]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Never, where an exporter is called.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The program that produced them.
    pub fn resource(&self) -> &'a Resource {
        self.resource
    }

    /// The library that made them.
    pub fn scope(&self) -> InstrumentationScope {
        InstrumentationScope::OURS
    }
}

impl fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.spans()).finish()
    }
}

/// The spans of a [`Batch`].
#[derive(Clone)]
pub struct Spans<'a> {
    words: &'a [u64],
    callsites: &'a Callsites,
    anchor: Anchor,
    left: usize,
}

impl<'a> Iterator for Spans<'a> {
    type Item = SpanRecord<'a>;

    #[inline]
    fn next(&mut self) -> Option<SpanRecord<'a>> {
        loop {
            let (span, rest) = SpanRecord::read(self.words, self.callsites, self.anchor)?;
            self.words = rest;
            self.left = self.left.saturating_sub(1);
            if span.is_some() {
                return span;
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Spans<'_> {}

impl fmt::Debug for Spans<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
