//! Logs and traces, set up once.

use std::env;
use std::error::Error;

use trace_otel::{Config, Destination};
use trace_runtime::{Pipeline, Value};

/// Any of these says where traces are to go.
const CHOICES: [&str; 3] = [
    "OTEL_TRACES_EXPORTER",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// Log lines to standard output; traces to a collector if the environment names
/// one, else to standard error. All else is as the `OTEL_*` variables say.
pub(crate) fn install() -> Result<Pipeline, Box<dyn Error>> {
    trace_log::init_from_env()?;
    let (mut config, warnings) = Config::from_env();
    if !CHOICES
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    {
        config = config.destinations([Destination::Console]);
    }
    let name = config
        .resource()
        .get("service.name")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if name.is_none_or(|name| name.starts_with("unknown_service")) {
        config = config.service_name("payments");
    }
    config.tell(&warnings);
    Ok(config.install()?)
}
