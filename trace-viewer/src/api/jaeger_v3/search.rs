//! What a search asks for: parameters that begin with `query.`, in camel or in snake case.

use trace_store::search::Search;

use crate::api::clock;
use crate::api::parameters::{NotUnderstood, Parameters};
use crate::query::Form;

/// Jaeger's own default.
const DEFAULT_DEPTH: usize = 100;
/// However many are asked for, an answer holds no more.
const MOST: usize = 1_500;

const SERVICE: [&str; 2] = ["query.serviceName", "query.service_name"];
const OPERATION: [&str; 2] = ["query.operationName", "query.operation_name"];
const START_MIN: [&str; 2] = ["query.startTimeMin", "query.start_time_min"];
const START_MAX: [&str; 2] = ["query.startTimeMax", "query.start_time_max"];
const DURATION_MIN: [&str; 2] = ["query.durationMin", "query.duration_min"];
const DURATION_MAX: [&str; 2] = ["query.durationMax", "query.duration_max"];
const ATTRIBUTES: [&str; 1] = ["query.attributes"];
const DEPTH: [&str; 4] = [
    "query.searchDepth",
    "query.search_depth",
    "query.numTraces",
    "query.num_traces",
];
/// Whether traces are sent as they came: here they always are.
const RAW: [&str; 2] = ["query.rawTraces", "query.raw_traces"];

pub(super) fn read(parameters: &Parameters) -> Result<Search, NotUnderstood> {
    let known: [&[&str]; 9] = [
        &SERVICE,
        &OPERATION,
        &START_MIN,
        &START_MAX,
        &DURATION_MIN,
        &DURATION_MAX,
        &ATTRIBUTES,
        &DEPTH,
        &RAW,
    ];
    // What is not known could be a filter: without it the answer would be a wrong one.
    let mut of_query = parameters.names().filter(|name| name.starts_with("query."));
    if let Some(unknown) = of_query.find(|name| !known.iter().any(|names| names.contains(name))) {
        let shown: String = unknown.chars().take(80).collect();
        return Err(NotUnderstood(format!(
            "the parameter `{shown}` is not supported"
        )));
    }
    let time = |names: &[&str]| {
        let expected = "a time such as 2026-11-26T10:00:00.000Z";
        let time = parameters.read(names, expected, clock::read)?;
        time.ok_or_else(|| NotUnderstood(format!("`{}` is missing", names[0])))
    };
    let (from_unix_nanos, to_unix_nanos) = (time(&START_MIN)?, time(&START_MAX)?);
    if from_unix_nanos >= to_unix_nanos {
        let message = "`query.startTimeMin` must lie before `query.startTimeMax`";
        return Err(NotUnderstood(message.to_owned()));
    }
    let text = |names: &[&str]| parameters.first(names).map(str::to_owned);
    let form = Form {
        service: text(&SERVICE),
        operation: text(&OPERATION),
        attributes: parameters.texts(&ATTRIBUTES)?,
        min_duration_nanos: parameters.duration(&DURATION_MIN)?,
        max_duration_nanos: parameters.duration(&DURATION_MAX)?,
        errors_only: false,
    };
    let depth = match parameters.number(&DEPTH)? {
        None => DEFAULT_DEPTH,
        Some(0) => return Err(NotUnderstood::new(DEPTH[0], "0", "a number above zero")),
        Some(depth) => usize::try_from(depth).unwrap_or(usize::MAX),
    };
    Ok(Search {
        filter: form.filter(),
        from_unix_nanos,
        to_unix_nanos,
        limit: depth.min(MOST),
        ..Search::default()
    })
}
