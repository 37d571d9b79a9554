//! Logs and traces, set up once.

use std::env;
use std::error::Error;
use std::io;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, Resource};

const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];

/// Log lines to standard output; traces to a collector if the environment names
/// one, else to standard error.
pub(crate) fn install() -> Result<Pipeline, Box<dyn Error>> {
    trace_log::init_from_env()?;
    if ENDPOINTS
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
    {
        return Ok(trace_otel::install_from_env()?);
    }
    let service = env::var("OTEL_SERVICE_NAME").unwrap_or_else(|_| "payments".to_owned());
    let pipeline = Pipeline::builder()
        .resource(Resource::service(service))
        .exporter(TreeExporter::new(io::stderr()))
        .install()?;
    Ok(pipeline)
}
