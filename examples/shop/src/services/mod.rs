//! The services. Each is a process, and traced the same way.

// From the top down: a module stands above what it imports.
mod auth;
mod gateway;
mod notifications;
mod orders;
mod payments;

mod queue;

mod fault;
mod order;
mod serve;

pub(crate) mod proto;

use std::io::{self, Write as _};

use trace_log::otlp::{LogExport, Otlp};
use trace_runtime::{Resource, TraceContract};
use trace_setup::Setup;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use self::serve::{DELIVERY, Service};
use crate::Failed;
use crate::children::Last;
use crate::config::{Role, Settings};

/// Runs a service until it is told to end; nothing that was recorded is lost.
pub(crate) fn run(role: Role, settings: &Settings) -> Result<(), Failed> {
    let runtime = tokio::runtime::Runtime::new()?;
    let setup = Setup::new(role.name()).without_logs();
    let telemetry = setup
        .configure(|config| config.on_notice(notice))
        .install()?;
    let logs = logs(role)?;
    runtime.block_on(async {
        let start = async |cx: &TraceContract| start(cx, role, settings).await;
        let service = trace_runtime::untraced("the start is no request", start).await?;
        service.until_told().await
    })?;
    if let Some(logs) = logs {
        logs.shutdown(DELIVERY)?;
    }
    let stats = telemetry.shutdown_within(DELIVERY)?.stats;
    let last = Last {
        started: stats.started,
        exported: stats.exported,
        dropped: stats.dropped(),
    };
    // Nobody may read it any more: the parent was killed.
    let _ = writeln!(io::stdout(), "{}", serde_json::to_string(&last)?);
    Ok(())
}

/// Tells what is wrong. Where spans go is the same for all five, and known.
fn notice(line: &str) {
    if !line.starts_with("trace: service=") {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

/// Log lines go where the spans go, each with its trace.
fn logs(role: Role) -> Result<Option<LogExport>, Failed> {
    let (Some(otlp), _) = Otlp::from_env() else {
        return Ok(None);
    };
    let (layer, export) = otlp.resource(Resource::service(role.name())).start()?;
    let filter = tracing_subscriber::filter::LevelFilter::INFO;
    tracing_subscriber::registry()
        .with(filter)
        .with(layer)
        .try_init()?;
    Ok(Some(export))
}

async fn start(cx: &TraceContract, role: Role, settings: &Settings) -> Result<Service, Failed> {
    match role {
        Role::Gateway => gateway::start(cx, settings).await,
        Role::Auth => auth::start(cx, settings).await,
        Role::Orders => orders::start(cx, settings).await,
        Role::Payments => payments::start(cx, settings).await,
        Role::Notifications => notifications::start(cx, settings).await,
    }
}
