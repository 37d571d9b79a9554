//! Five services, their traces and a viewer, in one command: `shop --help`.
//!
//! A customer's request goes this way, each service a process of its own:
//!
//! ```text
//! gateway ─HTTP→ auth
//!    └────HTTP→ orders ─gRPC→ payments
//!                  └────queue→ notifications
//! ```
//!
//! Read the folder `services` in that order: it is what services look like under the contract.
//! `customers.rs` makes the requests, `report.rs` says every ten seconds how it goes, and `balance.rs`
//! at the end whether every request that was made is a trace that is stored.

mod balance;
mod children;
mod config;
mod customers;
mod examples;
mod numbers;
mod parent;
mod ports;
mod process;
mod report;
mod run;
mod services;
mod viewer;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use crate::config::{Command, HELP};

type Failed = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let command = match Command::parse(env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => {
            eprintln!("shop: {error}\nSee `shop --help`.");
            return ExitCode::from(2);
        }
    };
    if let Command::Service(role, _) = &command
        && !parent::is_there()
    {
        let name = role.name();
        eprintln!("shop: `{name}` is a service that `shop` starts; start all five with `shop`.");
        return ExitCode::from(2);
    }
    parent::watch();
    let done = match &command {
        Command::Help => {
            print!("{HELP}");
            Ok(())
        }
        Command::Run(options) => run::run(options),
        Command::Service(role, settings) => services::run(*role, settings),
        // `shop serve …` is `trace-viewer serve …`.
        Command::Viewer => return trace_viewer::terminal::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shop: {error}");
            ExitCode::FAILURE
        }
    }
}
