//! Ways to lose a context, on demand: `--lose`. Each happens once, as the service has started,
//! and is on `/metrics`: `context_lost_total`. None of them is what a service should do.

use std::str::FromStr;
use std::thread;

use axum::extract::FromRequestParts as _;
use axum::http::Request;
use trace_runtime::{Callback, TraceContract, traced};
use trace_tower::Inbound;

/// A way to lose a context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// A thread that was started by hand asks for the current contract.
    Current,
    /// Such a thread writes a line.
    Line,
    /// Such a thread enters a span of `tracing`.
    Instrument,
    /// A trace is begun where a span is current.
    Root,
    /// A function is given an outer contract, not that of its caller.
    Span,
    /// An SDK calls back on a thread of its own.
    Sdk,
    /// A handler of HTTP is not behind the layer.
    Request,
    /// A handler of gRPC is not.
    Call,
    /// A message goes into the stream without a context: `relay` alone.
    Stream,
    /// A message is published without a context: `warehouse` alone.
    Publish,
}

impl FromStr for Loss {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "current" => Loss::Current,
            "line" => Loss::Line,
            "instrument" => Loss::Instrument,
            "root" => Loss::Root,
            "span" => Loss::Span,
            "sdk" => Loss::Sdk,
            "request" => Loss::Request,
            "call" => Loss::Call,
            "stream" => Loss::Stream,
            "publish" => Loss::Publish,
            _ => return Err(format!("there is no loss {name}")),
        })
    }
}

/// Loses what can be lost anywhere.
pub(crate) async fn lose(losses: &[Loss]) {
    for loss in losses {
        match loss {
            Loss::Current => on_a_thread(|| drop(trace_runtime::current())),
            Loss::Line => on_a_thread(|| tracing::info!("of nobody")),
            Loss::Instrument => on_a_thread(|| drop(tracing::info_span!("orphan").entered())),
            Loss::Root => {
                trace_runtime::run_sync("outer", |_| trace_runtime::run_sync("inner", |_| ()));
            }
            Loss::Span => trace_runtime::run_sync("outer", outer),
            Loss::Sdk => on_a_thread(called_back),
            Loss::Request => {
                let (mut parts, ()) = Request::new(()).into_parts();
                drop(Inbound::from_request_parts(&mut parts, &()).await);
            }
            Loss::Call => drop(trace_tonic::inbound(&tonic::Request::new(()))),
            Loss::Stream | Loss::Publish => {}
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "what is shown")]
fn on_a_thread(lose: fn()) {
    // That it panicked would be seen on its standard error.
    let _ = thread::spawn(lose).join();
}

/// What a courier's SDK is given as a plain function, which can capture nothing.
fn called_back() {
    Callback::expected_from("courier").open_sync("parcel delivered", |_| ());
}

fn outer(cx: &TraceContract) {
    cx.span_sync("caller", |_| leaf(cx));
}

#[traced]
fn leaf(_cx: &TraceContract) {}
