//! A payment service, traced from end to end: `payments --help`.
//!
//! Read `payments.rs` first: it is what a service looks like under the contract.
//! `handlers.rs` shows where the contract comes from, `bank.rs` how it leaves
//! the process, `shutdown.rs` how nothing is lost at the end.

mod accounts;
mod bank;
mod config;
mod conformance;
mod error;
mod handlers;
mod json;
mod ledger;
mod metrics;
mod money;
mod order;
mod payments;
mod receipt;
mod shutdown;

use std::env;
use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::config::Command;
use crate::payments::Payments;
use crate::shutdown::Signals;

/// What handlers share.
pub(crate) type App = Arc<Payments>;

fn main() -> ExitCode {
    let listen = match Command::parse(env::args_os().skip(1)) {
        Ok(Command::Serve { listen }) => listen,
        Ok(Command::Help) => {
            print!("{}", config::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("payments: {error}\nSee `payments --help`.");
            return ExitCode::from(2);
        }
    };
    match run(listen) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("payments: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(listen: SocketAddr) -> Result<(), Box<dyn Error>> {
    let runtime = Runtime::new()?;
    let signals = runtime.block_on(async { Signals::listen() })?;
    let listener = runtime
        .block_on(TcpListener::bind(listen))
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let telemetry = trace_setup::install("payments")?;
    let deadline = runtime.block_on(serve(listener, signals))?;
    shutdown::deliver(telemetry.pipeline(), runtime, deadline);
    Ok(())
}

async fn serve(
    listener: TcpListener,
    signals: Signals,
) -> Result<shutdown::Deadline, Box<dyn Error>> {
    let address = listener.local_addr()?;
    // The bank is asked on this machine: no proxy of the environment's.
    let client = reqwest::Client::builder().no_proxy().build()?;
    let app = App::new(Payments::new(client.into(), &base_url(address)));
    let audits = app.audits.clone();
    let service = handlers::router(app).into_make_service_with_connect_info::<SocketAddr>();
    // Small answers should not wait for each other.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    tracing::info!(%address, "listening");
    let serve = async |stopped: tokio::sync::oneshot::Receiver<()>| {
        let until = async { drop(stopped.await) };
        axum::serve(listener, service)
            .with_graceful_shutdown(until)
            .await
    };
    Ok(shutdown::until_signal(signals, serve, &audits).await?)
}

/// Where this service finds itself, also when it listens everywhere.
fn base_url(mut listening: SocketAddr) -> String {
    if listening.ip().is_unspecified() {
        listening.set_ip(match listening.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{listening}")
}
