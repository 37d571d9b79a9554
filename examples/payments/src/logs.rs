//! Log lines: on standard output, and where traces go if the environment says so.

use std::env;
use std::error::Error;

use trace_log::otlp::{LogExport, Otlp};
use trace_runtime::Resource;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;

/// Writes each line, and sends it as well where `OTEL_LOGS_EXPORTER` is `otlp`; what is
/// returned then delivers the last of them.
pub(crate) fn install(service: &str) -> Result<Option<LogExport>, Box<dyn Error>> {
    let asked = env::var("OTEL_LOGS_EXPORTER").is_ok_and(|exporter| exporter == "otlp");
    let otlp = asked.then(Otlp::from_env).and_then(|(otlp, _)| otlp);
    let Some(otlp) = otlp else {
        trace_log::init_from_env()?;
        return Ok(None);
    };
    let (layer, export) = otlp.resource(Resource::service(service)).start()?;
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let subscriber = tracing_subscriber::registry()
        .with(filter)
        .with(trace_log::from_env())
        .with(layer);
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(Some(export))
}
