//! What a trace says, in sentences.

use std::collections::HashMap;

use trace_analysis::{Analysis, Cause, What, duration};
use trace_model::Trace;

use crate::number::grouped;

/// So many patterns are told; those that cost most come first.
const PATTERNS: usize = 5;

/// What the errors of a trace said, by the rows in which they began.
#[derive(Debug)]
pub(crate) struct Causes {
    by_row: HashMap<u32, String>,
}

impl Causes {
    pub(crate) fn of(trace: &Trace, analysis: &Analysis) -> Self {
        let tree = &analysis.tree;
        let causes = analysis.errors.iter().flat_map(|errors| &errors.causes);
        let by_row = causes.map(|cause| {
            let failure = cause.failure(trace, tree);
            let said = match (&failure.kind, &failure.message) {
                (Some(kind), Some(message)) => format!("{kind}: {message}"),
                (Some(only), None) | (None, Some(only)) => only.to_string(),
                (None, None) => String::new(),
            };
            (cause.row, said)
        });
        Causes {
            by_row: by_row.collect(),
        }
    }

    /// The message of the error that began in a row; it may be empty.
    pub(crate) fn get(&self, row: u32) -> Option<&str> {
        self.by_row.get(&row).map(String::as_str)
    }
}

/// Everything but where the time went: what failed, and what is odd. One sentence each.
pub(crate) fn findings(analysis: &Analysis, messages: &Causes) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(errors) = &analysis.errors {
        said.extend(
            errors
                .causes
                .first()
                .map(|cause| failed(analysis, messages, cause)),
        );
        match errors.causes.len() {
            0 | 1 => {}
            2 => said.push("one more error began elsewhere".to_owned()),
            more => said.push(format!(
                "{} more errors began elsewhere",
                grouped(more as u64 - 1)
            )),
        }
    }
    said.extend(missing(analysis));
    said.extend(clocks(analysis));
    if analysis.tree.repeated > 0 {
        let repeated = grouped(analysis.tree.repeated.into());
        said.push(format!("{repeated} spans came twice, and are shown once"));
    }
    let tree = &analysis.tree;
    let patterns = analysis.findings.iter().take(PATTERNS);
    said.extend(patterns.map(|finding| finding.sentence(tree)));
    if let Some(more @ 1..) = analysis.findings.len().checked_sub(PATTERNS) {
        said.push(format!(
            "{} more such findings: --json has them",
            grouped(more as u64)
        ));
    }
    said.extend(saved(analysis));
    said
}

/// Where the time went; empty where it took none.
pub(crate) fn sentence(analysis: &Analysis) -> String {
    let bottleneck = analysis.bottleneck.as_ref();
    bottleneck.map_or_else(String::new, ToString::to_string)
}

fn failed(analysis: &Analysis, messages: &Causes, cause: &Cause) -> String {
    let tree = &analysis.tree;
    let name = |row: u32| tree.operation_name(row).map_or("", |name| name);
    let service = |row: u32| tree.service_name(row).map_or("", |name| name);
    let after = cause.unix_nanos.saturating_sub(tree.time().start);
    let message = match messages.get(cause.row).unwrap_or_default() {
        "" => String::new(),
        message => format!(": {message}"),
    };
    let path = analysis.errors.iter().flat_map(|errors| &errors.path);
    let others = path.skip(1).filter(|passage| passage.failed);
    let others: Vec<_> = others
        .map(|passage| format!("`{}`", passage.service))
        .collect();
    let through = match others.is_empty() {
        true => String::new(),
        false => format!("; it went on to {}", others.join(", ")),
    };
    let handled = match cause.handled_by {
        Some(row) => format!("; `{}` of `{}` handled it", name(row), service(row)),
        None => String::new(),
    };
    format!(
        "after {} an error began in `{}`, in `{}`{message}{through}{handled}",
        duration(after),
        service(cause.row),
        name(cause.row),
    )
}

fn missing(analysis: &Analysis) -> Option<String> {
    let rows = analysis.tree.rows.iter();
    let missing = rows
        .filter(|row| matches!(row.what, What::Missing(_)))
        .count();
    match missing {
        0 => None,
        1 => Some("a span did not come that others name as their parent".to_owned()),
        more => Some(format!(
            "{} spans did not come that others name as their parents",
            grouped(more as u64)
        )),
    }
}

fn clocks(analysis: &Analysis) -> Option<String> {
    let skew = &analysis.skew;
    if skew.adjusted {
        let largest = duration(skew.largest_nanos());
        return Some(format!(
            "the clocks of the hosts differ by up to {largest}: the times shown are adjusted"
        ));
    }
    let (one, other) = skew.contradictory.first()?;
    Some(format!(
        "the calls between `{one}` and `{other}` contradict each other: a clock may be wrong"
    ))
}

fn saved(analysis: &Analysis) -> Option<String> {
    let bottleneck = analysis.bottleneck.as_ref().filter(|found| found.single)?;
    let saved = bottleneck.saved_at_most_nanos;
    // Where nothing else was under way meanwhile, the sentence has said it.
    let whole = bottleneck.places.first().map_or(0, |place| place.nanos);
    (0 < saved && saved < whole / 10 * 9).then(|| {
        format!(
            "without the bottleneck, the trace would be shorter by {} at most",
            duration(saved)
        )
    })
}
