//! The viewer and the five services, from the first to the last.

use std::path::Path;
use std::{env, fs};

use serde::{Deserialize, Serialize};

use crate::Failed;
use crate::config::{Options, Role, Settings};
use crate::ports::Ports;
use crate::process::Process;

/// What a service says of its spans as it ends.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) started: u64,
    pub(crate) exported: u64,
    pub(crate) dropped: u64,
}

/// All processes.
pub(crate) struct Children {
    pub(crate) viewer: Process,
    /// In the order in which a request passes them.
    pub(crate) services: Vec<Process>,
    /// Where customers go.
    pub(crate) gateway: String,
}

impl Children {
    /// Starts each service after those that it asks.
    pub(crate) async fn start(
        viewer: Process,
        options: &Options,
        ports: &Ports,
        folder: &Path,
    ) -> Result<Self, Failed> {
        let endpoint = format!("http://{}", ports.otlp);
        let variables = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            ("OTEL_RESOURCE_ATTRIBUTES", resource()),
        ];
        let mut services = Vec::new();
        let mut settings = Settings {
            faults: options.faults,
            folder: folder.to_owned(),
            ..Settings::default()
        };
        let mut gateway = String::new();
        for role in Role::ALL.into_iter().rev() {
            let arguments = arguments(role, &settings);
            let mut service = Process::start(role.name(), arguments, &variables)?;
            let url = service.line().await?;
            match role {
                Role::Gateway => gateway = url,
                Role::Auth => settings.auth = url,
                Role::Orders => settings.orders = url,
                Role::Payments => settings.payments = url,
                Role::Notifications => {}
            }
            services.insert(0, service);
        }
        Ok(Children {
            viewer,
            services,
            gateway,
        })
    }

    /// Ends the services in the order in which a request passes them, so that none is asked
    /// that is gone; what the viewer holds can still be asked for. Gives what each said last.
    pub(crate) async fn end_services(&mut self) -> Result<Vec<Last>, Failed> {
        let mut said = Vec::new();
        for service in self.services.drain(..) {
            let lines = service.end().await?;
            let last = lines.last().map(|line| serde_json::from_str(line));
            said.push(last.transpose()?.unwrap_or_default());
        }
        Ok(said)
    }
}

/// All services are on this machine: a viewer that knows it takes no difference of their times
/// for one of clocks. What the environment says comes behind, and counts.
fn resource() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = format!("host.name={}", host.trim());
    match env::var("OTEL_RESOURCE_ATTRIBUTES") {
        Ok(given) => format!("{host},{given}"),
        Err(_) => host,
    }
}

/// Starts the viewer. Between the choice of a port and its use another program may take it:
/// then another one is chosen.
pub(crate) async fn viewer(options: &Options, folder: &Path) -> Result<(Ports, Process), Failed> {
    let store = match &options.store {
        Some(store) => store.clone(),
        None => folder.join("traces").display().to_string(),
    };
    for _ in 0..5 {
        let ports = Ports::choose(options.listen)?;
        match start_viewer(&store, &ports).await {
            Err(_) if ports.were_taken() => {}
            started => return Ok((ports, started?)),
        }
    }
    Err("other programs take every port that is chosen".into())
}

async fn start_viewer(store: &str, ports: &Ports) -> Result<Process, Failed> {
    let page = ports.page.to_string();
    let otlp = ports.otlp.to_string();
    let arguments = [
        "serve",
        "--store",
        store,
        "--listen",
        &page,
        "--otlp-http",
        &otlp,
        "--otlp-grpc",
        "off",
    ];
    let mut viewer = Process::start("viewer", arguments, &[])?;
    viewer.line().await?;
    Ok(viewer)
}

fn arguments(role: Role, settings: &Settings) -> Vec<String> {
    let folder = settings.folder.display().to_string();
    let told = [
        ("--folder", &folder),
        ("--auth", &settings.auth),
        ("--orders", &settings.orders),
        ("--payments", &settings.payments),
    ];
    let told = told.into_iter().filter(|(_, value)| !value.is_empty());
    let told = told.flat_map(|(option, value)| [option.to_owned(), value.clone()]);
    std::iter::once(role.name().to_owned())
        .chain(told)
        .chain(settings.faults.options())
        .collect()
}
