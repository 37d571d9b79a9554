//! Ways to get the trace into requests of an SDK that wants a `reqwest::Client` by value.
//!
//! reqwest has no hook for each request, and its default headers are those of the client,
//! fixed when it is built: so no client that is made once can send the trace of each call.
//! What there is:
//!
//! | way | the call is a client span | the trace goes out | costs for each call |
//! |---|---|---|---|
//! | the gate alone: [`gated`] | yes | no: the trace ends here | a span |
//! | the SDK's own setting: [`with_headers`] | yes | yes | a span, and the headers |
//! | a client of the call: [`client_of_the_call`] | yes | yes | a span, the headers, a client, a connection |
//!
//! Take the second where the SDK has a setting for headers, metadata or middleware, and the
//! first where it has none: the duration, the error and the callbacks are all in the trace,
//! and only the other side is not. The third is for calls that are few: no connection is
//! used twice, and with TLS each call pays for the certificates and for a handshake.
//!
//! With each of them a try and its repetition send the same `traceparent`: the SDK does
//! not say where a try begins. `cargo run --release -p sdk-client --example ways` prints
//! what they cost on your machine.

use http::HeaderMap;
use trace_http::Headers;
use trace_runtime::{Gated, TraceContract, fallible};
use vendor_sdk::{CardError, Cards, Charge, Receipt};

/// The gate alone. Nothing goes out.
///
/// # Errors
///
/// What the SDK says.
pub async fn gated(
    cx: &TraceContract,
    cards: &Gated<Cards>,
    cents: u64,
) -> Result<Receipt, CardError> {
    cards
        .call(cx, fallible("charge card"), async |_, cards| {
            cards.charge(Charge::of(cents)).await
        })
        .await
}

/// Hands the trace to the SDK's own setting, inside of the gate: to be called with the `cx`
/// of the call.
pub fn with_headers(cx: &TraceContract, charge: Charge) -> Charge {
    headers(cx).iter().fold(charge, |charge, (name, value)| {
        charge.header(name.clone(), value.clone())
    })
}

/// A client of the SDK for one call, whose `reqwest::Client` has the trace in its default
/// headers. What is behind the gate is the address of the processor: the client is made in
/// the span of the call, so that the headers name that span.
///
/// # Errors
///
/// What the SDK says, and if there can be no client.
pub async fn client_of_the_call(
    cx: &TraceContract,
    url: &Gated<String>,
    cents: u64,
) -> Result<Receipt, CardError> {
    url.call(cx, fallible("charge card"), async |cx, url| {
        let http = reqwest::Client::builder()
            .default_headers(headers(cx))
            .build()
            .map_err(CardError::Http)?;
        Cards::new(http, url).charge(Charge::of(cents)).await
    })
    .await
}

fn headers(cx: &TraceContract) -> HeaderMap {
    let mut headers = HeaderMap::new();
    cx.inject(&mut Headers(&mut headers));
    headers
}
