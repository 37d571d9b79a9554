//! What a search asks for.

use trace_store::search::Search;

use crate::api::parameters::{NotUnderstood, Parameters};
use crate::query::Form;

/// Jaeger's own default.
const DEFAULT_LIMIT: usize = 100;
/// The most traces that one answer reaches, those before `offset` included.
pub(super) const MOST: usize = 1_500;

/// A search, and how many of its first traces are left out.
pub(super) fn read(parameters: &Parameters) -> Result<(Search, usize), NotUnderstood> {
    let text = |name| parameters.first(&[name]).map(str::to_owned);
    let mut attributes = parameters.texts(&["tags"])?;
    for pair in parameters.all("tag") {
        let Some((key, value)) = pair.split_once(':') else {
            return Err(NotUnderstood::new("tag", pair, "`key:value`"));
        };
        attributes.push((key.to_owned(), value.to_owned()));
    }
    let form = Form {
        service: text("service"),
        operation: text("operation"),
        attributes,
        min_duration_nanos: parameters.duration(&["minDuration"])?,
        max_duration_nanos: parameters.duration(&["maxDuration"])?,
        errors_only: false,
    };
    let micros = |name, otherwise: u64| {
        let micros = parameters.number(&[name])?;
        Ok::<_, NotUnderstood>(micros.map_or(otherwise, |micros| micros.saturating_mul(1_000)))
    };
    let (from_unix_nanos, end) = (micros("start", 0)?, micros("end", u64::MAX)?);
    let count = |name, otherwise| {
        let count = parameters.number(&[name])?;
        Ok::<_, NotUnderstood>(count.map_or(otherwise, |count| {
            usize::try_from(count).unwrap_or(usize::MAX)
        }))
    };
    let (limit, offset) = (count("limit", DEFAULT_LIMIT)?, count("offset", 0)?);
    if offset >= MOST {
        let message = format!(
            "`offset` is {offset}, where {MOST} traces can be reached; narrow `end` instead"
        );
        return Err(NotUnderstood(message));
    }
    let search = Search {
        filter: form.filter(),
        from_unix_nanos,
        // All of the last microsecond.
        to_unix_nanos: end.saturating_add(999),
        limit: limit.saturating_add(offset).min(MOST),
        ..Search::default()
    };
    Ok((search, offset))
}
