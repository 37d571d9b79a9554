//! A payment service, traced from end to end: `payments --help`.
//!
//! Read `payments.rs` first: it is what a service looks like under the contract.
//! `handlers.rs` shows where the contract comes from, `bank/` how it leaves
//! the process, `store/statements/` how it reaches the database, `shutdown.rs` how
//! nothing is lost at the end.

#![expect(
    clippy::duplicate_mod,
    reason = "the same statements, for two databases: see `store`"
)]

mod answer;
mod bank;
mod clock;
mod config;
mod conformance;
mod error;
mod handlers;
mod idempotency;
mod json;
mod logs;
mod lost;
mod metrics;
mod money;
mod order;
mod payments;
mod receipt;
mod records;
mod shutdown;
mod store;
mod take_up;

use std::env;
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use trace_setup::Setup;

use crate::config::{Command, Options};
use crate::payments::Payments;
use crate::shutdown::Signals;
use crate::store::Store;

/// What handlers share.
pub(crate) type App = Arc<Payments>;

fn main() -> ExitCode {
    let options = match Command::parse(env::args_os().skip(1)) {
        Ok(Command::Serve(options)) => options,
        Ok(Command::Help) => {
            print!("{}", config::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("payments: {error}\nSee `payments --help`.");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("payments: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    let runtime = Runtime::new()?;
    let signals = runtime.block_on(async { Signals::listen() })?;
    let listen = options.listen;
    let listener = runtime
        .block_on(TcpListener::bind(listen))
        .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
    let telemetry = Setup::new("payments").without_logs().install()?;
    let logs = logs::install("payments")?;
    let open = trace_runtime::untraced("before the first request", async |cx| {
        Store::open(cx, &options.database, options.sql_comments).await
    });
    let store = runtime.block_on(open)?;
    let deadline = runtime.block_on(serve(listener, signals, store, options))?;
    shutdown::deliver(telemetry.pipeline(), logs.as_ref(), runtime, deadline);
    Ok(())
}

async fn serve(
    listener: TcpListener,
    signals: Signals,
    store: Store,
    options: &Options,
) -> Result<shutdown::Deadline, Box<dyn Error>> {
    let address = listener.local_addr()?;
    let bank_url = bank::service::start(store.clone(), options.bank).await?;
    // The bank is asked on this machine: no proxy of the environment's.
    let client = reqwest::Client::builder().no_proxy().build()?;
    let app = App::new(Payments::new(
        store,
        client.into(),
        &bank_url,
        options.ledger,
    ));
    let audits = app.audits.clone();
    take_up::start(app.refunds.clone());
    let service = handlers::router(app).into_make_service_with_connect_info::<SocketAddr>();
    // Small answers should not wait for each other.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    trace_runtime::untraced_sync("start", |_| tracing::info!(%address, "listening"));
    let serve = async |stopped: tokio::sync::oneshot::Receiver<()>| {
        let until = async { drop(stopped.await) };
        axum::serve(listener, service)
            .with_graceful_shutdown(until)
            .await
    };
    Ok(shutdown::until_signal(signals, serve, &audits).await?)
}
