//! All of it: viewer, services, customers, and the end in order.

use std::sync::Arc;
use std::time::SystemTime;

use tokio::signal::unix::{SignalKind, signal};

use crate::Failed;
use crate::balance::{self, Balance};
use crate::children::{self, Children};
use crate::config::{Faults, Options};
use crate::customers;
use crate::numbers::Numbers;
use crate::report::report;

/// Runs until the time is up, or Ctrl-C or SIGTERM comes.
pub(crate) fn run(options: &Options) -> Result<(), Failed> {
    tokio::runtime::Runtime::new()?.block_on(all(options))
}

async fn all(options: &Options) -> Result<(), Failed> {
    // From the first child on: none may be left behind.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let since = SystemTime::now();
    let folder = tempfile::tempdir()?;
    let (ports, viewer) = children::viewer(options, folder.path()).await?;
    for note in &ports.notes {
        println!("{note}");
    }
    println!("Open http://{}/", ports.page);
    let mut children = Children::start(viewer, options, &ports, folder.path()).await?;
    let viewer = format!("http://{}", ports.page);
    println!("{}", what_happens(options));

    let numbers = Arc::<Numbers>::default();
    let ended = async {
        match options.length {
            Some(length) => tokio::time::sleep(length).await,
            None => std::future::pending().await,
        }
    };
    let ended = async {
        tokio::select! {
            () = ended => {}
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    tokio::select! {
        asked = customers::ask(&children.gateway, &viewer, options.rate, &numbers, ended) => asked?,
        () = report(&numbers, &viewer, options.faults) => {}
    }

    println!("Ending in order …");
    let usage = children
        .services
        .iter()
        .map(|service| service.usage())
        .collect();
    let services = children.end_services().await?;
    let counted = numbers.take();
    let spans = services.iter().map(|last| last.started).sum();
    let (traces, spans) = balance::stored(&viewer, since, counted.requests, spans).await;
    let balance = Balance {
        counted,
        services,
        usage,
        viewer: children.viewer.usage(),
        traces,
        spans,
        lossy: balance::lossy(&viewer).await,
    };
    children.viewer.end().await?;
    println!("{balance}");
    match balance.is_even() {
        true => Ok(()),
        false => Err("what was made and what is stored are not the same".into()),
    }
}

fn what_happens(options: &Options) -> String {
    let Faults { slow, fail, lose } = options.faults;
    let mut parts = vec![format!(
        "{} requests a second through five services",
        options.rate
    )];
    parts.extend(slow.map(|role| format!("`{}` is slow", role.name())));
    parts.extend(fail.map(|role| format!("`{}` fails, one time in five", role.name())));
    parts.extend(lose.map(|role| format!("`{}` loses its trace, one time in twenty", role.name())));
    format!("{}; Ctrl-C ends them.", parts.join("; "))
}
