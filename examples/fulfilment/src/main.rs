//! An order through five services, in one trace: `fulfilment --help`.
//!
//! Read them in this order: `gateway.rs` asks `orders.rs` by gRPC, which writes the order and a
//! message to the database in one transaction (`outbox.rs`); `relay.rs` sends the message to a
//! Redis stream; `warehouse.rs` works it off and tells `mailer.rs` by NATS. Each is a process
//! of its own.

mod config;
mod gateway;
mod lose;
mod mailer;
mod order;
mod orders;
mod outbox;
mod relay;
mod serve;
mod warehouse;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use trace_runtime::{TraceContract, fallible};

use crate::config::{Options, Role};
use crate::serve::Service;

type Failed = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let options = match Options::parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{}", config::HELP);
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("fulfilment: {error}\nSee `fulfilment --help`.");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fulfilment {}: {error}", options.role.name());
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failed> {
    let runtime = tokio::runtime::Runtime::new()?;
    let telemetry = trace_setup::install(options.role.name())?;
    runtime.block_on(async {
        // A trace of its own, so that what is written on the way has one.
        let service =
            trace_runtime::run(fallible("start"), async |cx| start(cx, options).await).await?;
        lose::lose(&options.lose).await;
        service.until_signal().await
    })?;
    telemetry.shutdown()?;
    Ok(())
}

async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    match options.role {
        Role::Gateway => gateway::start(cx, options).await,
        Role::Orders => orders::start(cx, options).await,
        Role::Relay => relay::start(cx, options).await,
        Role::Warehouse => warehouse::start(cx, options).await,
        Role::Mailer => mailer::start(cx, options).await,
    }
}
