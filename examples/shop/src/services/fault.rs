//! What `--slow`, `--fail` and `--lose` do to a service.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use trace_runtime::{TraceContract, traced};

use crate::config::{Role, Settings};

/// How much longer a slow service takes.
const SLOW: Duration = Duration::from_millis(2_300);

/// What goes wrong in one service.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    is_slow: bool,
    fails: bool,
    loses: bool,
}

/// The service was told to fail.
#[derive(Debug)]
pub(super) struct Broken(Role);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.0 {
            Role::Gateway => "no route to the shop",
            Role::Auth => "the key of the tokens has expired",
            Role::Orders => "the table `orders` is locked",
            Role::Payments => "card declined: insufficient funds",
            Role::Notifications => "the mail server refuses the sender",
        };
        f.write_str(what)
    }
}

impl Error for Broken {}

impl Fault {
    pub(super) fn of(role: Role, settings: &Settings) -> Self {
        let faults = settings.faults;
        Fault {
            is_slow: faults.slow == Some(role),
            fails: faults.fail == Some(role),
            loses: faults.lose == Some(role),
        }
    }

    /// The work that is slow, where something is to be slow: a query that reads everything.
    pub(super) async fn linger(self, cx: &TraceContract) {
        if self.is_slow {
            full_scan(cx).await;
        }
    }

    /// One time in five an error, where something is to fail.
    pub(super) fn strike(self, role: Role) -> Result<(), Broken> {
        match self.fails && fastrand::u8(..5) == 0 {
            true => Err(Broken(role)),
            false => Ok(()),
        }
    }

    /// One time in twenty, where something is to be lost.
    pub(super) fn loses(self) -> bool {
        self.loses && fastrand::u8(..20) == 0
    }
}

#[traced(name = "full scan")]
async fn full_scan(cx: &TraceContract) {
    cx.set_attribute("rows", 1_250_000);
    tokio::time::sleep(SLOW).await;
}

/// A middleware that loses contexts: it stands outside of the layer that reads them.
pub(super) async fn lose(
    axum::extract::State(fault): axum::extract::State<Fault>,
    mut request: Request,
    next: Next,
) -> Response {
    if fault.loses() {
        for header in ["traceparent", "tracestate", "baggage"] {
            request.headers_mut().remove(header);
        }
    }
    next.run(request).await
}
