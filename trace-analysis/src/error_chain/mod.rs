//! Where an error began, and how far it went.

// From the top down: a module stands above what it imports.
mod failure;

pub use failure::Failure;

use std::sync::Arc;

use trace_model::Trace;

use crate::tree::{Outcome, Tree, What};

/// Where the errors of a trace began, and how far the first of them went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorChain {
    /// All failed rows with no failed row below them. The first one explains the trace
    /// best: errors that nobody handled come before those that somebody did; then those
    /// that are in every span up to the first row; then those after which no caller went on
    /// to call somebody else; then the earliest.
    pub causes: Vec<Cause>,
    /// How many rows failed.
    pub errors: u32,
    /// The way of the first cause up to the first row: each service that it went through.
    pub path: Vec<Passage>,
}

/// A failed row with no failed row below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The row, in [`Tree::rows`].
    pub row: u32,
    /// When it failed, in nanoseconds since 1970: when the exception was recorded; where
    /// none was, the end of the span.
    pub unix_nanos: u64,
    /// The row above that did not fail, and above which none did: there the error ended.
    pub handled_by: Option<u32>,
    /// Some row on the way up did not say that it failed, though one above it did.
    gaps: bool,
    /// A row on the way up had another child begin after the error.
    went_on: bool,
}

/// A service on the way of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The name of the service.
    pub service: Arc<str>,
    /// The service's row nearest to the first row.
    pub row: u32,
    /// The service's spans failed, up to that row.
    pub failed: bool,
}

/// What is known at a row of an error that comes from below.
#[derive(Clone, Copy)]
struct Above {
    handled_by: Option<u32>,
    /// A row failed, of those from here up to the one that handles the error.
    failed: bool,
    /// One of those rows says nothing, though one above it failed.
    gaps: bool,
    /// A row above had another child begin after this one had ended.
    went_on: bool,
}

impl ErrorChain {
    /// `None` where nothing failed.
    pub(crate) fn of(trace: &Trace, tree: &Tree) -> Option<Self> {
        let mut fails_below = vec![false; tree.rows.len()];
        for (row, at) in tree.rows.iter().enumerate().rev() {
            if let Some(parent) = at.parent {
                fails_below[parent as usize] |= fails_below[row] || at.is_error();
            }
        }
        // Siblings come by their start: the last one of a parent begins last.
        let mut last_start = vec![0_u64; tree.rows.len()];
        for at in &tree.rows {
            if let Some(parent) = at.parent {
                last_start[parent as usize] = at.time.start;
            }
        }
        let mut above: Vec<Above> = Vec::with_capacity(tree.rows.len());
        let mut causes = Vec::new();
        let mut errors = 0;
        for (row, at) in (0_u32..).zip(&tree.rows) {
            let mut higher = Above::NOTHING;
            if let Some(parent) = at.parent {
                higher = above[parent as usize];
                let last = last_start[parent as usize];
                higher.went_on |= last > at.time.start && last >= at.time.end;
            }
            if at.is_error() {
                errors += 1;
                if !fails_below[row as usize] {
                    causes.push(Cause {
                        row,
                        unix_nanos: failed_at(trace, tree, row),
                        handled_by: higher.handled_by,
                        gaps: higher.gaps,
                        went_on: higher.went_on,
                    });
                }
            }
            above.push(higher.with(row, at.what, at.outcome));
        }
        let order = |cause: &Cause| {
            let handled = cause.handled_by.is_some();
            (
                handled,
                cause.gaps,
                cause.went_on,
                cause.unix_nanos,
                cause.row,
            )
        };
        causes.sort_by_key(order);
        let path = path(tree, causes.first()?.row);
        Some(ErrorChain {
            causes,
            errors,
            path,
        })
    }
}

impl Cause {
    /// What the failed span says of the error.
    pub fn failure(&self, trace: &Trace, tree: &Tree) -> Failure {
        let span = tree.rows[self.row as usize].span();
        span.map_or_else(Failure::default, |span| {
            Failure::of(&trace.spans[span as usize])
        })
    }
}

impl Above {
    const NOTHING: Above = Above {
        handled_by: None,
        failed: false,
        gaps: false,
        went_on: false,
    };

    fn with(self, row: u32, what: What, outcome: Outcome) -> Above {
        match (what, outcome) {
            (What::Missing(_) | What::Trace, _) => self,
            (_, Outcome::Error) => Above {
                failed: true,
                ..self
            },
            (_, Outcome::Unset) if self.failed => Above { gaps: true, ..self },
            _ => Above {
                handled_by: Some(row),
                failed: false,
                gaps: false,
                went_on: self.went_on,
            },
        }
    }
}

/// In the times of the row, which may be adjusted.
fn failed_at(trace: &Trace, tree: &Tree, row: u32) -> u64 {
    let at = &tree.rows[row as usize];
    let Some(span) = at.span().map(|span| &trace.spans[span as usize]) else {
        return at.time.end;
    };
    let exception = failure::exception(span);
    exception.map_or(at.time.end, |event| {
        let after_start = event.unix_nanos.saturating_sub(span.start_unix_nanos);
        at.time.start.saturating_add(after_start).min(at.time.end)
    })
}

fn path(tree: &Tree, cause: u32) -> Vec<Passage> {
    let mut path: Vec<Passage> = Vec::new();
    for row in std::iter::once(cause).chain(tree.ancestors(cause)) {
        let Some(service) = tree.service_name(row) else {
            continue;
        };
        let failed = tree.rows[row as usize].is_error();
        match path.last_mut().filter(|last| last.service == *service) {
            Some(last) => {
                last.row = row;
                last.failed &= failed;
            }
            None => path.push(Passage {
                service: service.clone(),
                row,
                failed,
            }),
        }
    }
    path
}
