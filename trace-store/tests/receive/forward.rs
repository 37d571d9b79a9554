//! Batches that are sent on to a second receiver, which may be well or not.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::post;
use http::StatusCode;
use tokio::net::TcpListener;
use trace_model::otlp::{Batch, Limits, Signal};
use trace_store::forward::{Forward, Settings};
use trace_store::receive::{self, Receiver, Server};
use trace_store::{Forwarded, MemoryStore, Store};

use crate::support::{Running, lines, spans, trace};

/// Forwards to this address, with small limits.
fn forward(to: SocketAddr) -> (Arc<MemoryStore>, Forward) {
    let mut settings = Settings::to(&format!("http://{to}").parse().unwrap());
    settings.queue_bytes = 4 * spans(1).len();
    settings.grace = Duration::from_millis(200);
    let store = Arc::new(MemoryStore::new());
    let forward = Forward::new(store.clone(), &settings).unwrap();
    (store, forward)
}

async fn write(store: &dyn Store, signal: Signal, bytes: Vec<u8>) {
    let (batch, _) = Batch::read(signal, bytes.into(), &Limits::default()).unwrap();
    store.write(batch).await.unwrap();
}

/// What became of all that was written, once none of it waits.
async fn settled(forward: &Forward) -> Forwarded {
    loop {
        let counts = forward.counts();
        if counts.waiting == 0 {
            return counts;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// So many were sent, and nothing was lost.
pub(crate) fn sent(sent: u64) -> Forwarded {
    Forwarded {
        sent,
        ..Forwarded::default()
    }
}

/// Forwards a span to a receiver with these settings, and waits until none waits.
async fn forwarded_to(settings: receive::Settings) -> (Arc<MemoryStore>, Forward, Forwarded) {
    let receiver = Running::with(settings, Server::default()).await;
    let (store, forward) = forward(receiver.address);
    write(&forward, Signal::Traces, spans(1)).await;
    let counts = settled(&forward).await;
    (store, forward, counts)
}

#[expect(clippy::disallowed_methods, reason = "a server belongs to no trace")]
fn serve(listener: TcpListener, router: Router) {
    tokio::spawn(receive::serve(listener, router, std::future::pending()));
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

#[tokio::test]
async fn spans_and_lines_arrive_as_they_came() {
    let receiver = Running::start().await;
    let (_, forward) = forward(receiver.address);
    write(&forward, Signal::Traces, spans(1)).await;
    write(&forward, Signal::Logs, lines(1)).await;
    assert_eq!(settled(&forward).await, sent(2));
    assert_eq!(receiver.trace(1).await, Some(trace(1)));
    assert_eq!(forward.status().await.troubles, [""; 0]);
}

#[tokio::test]
async fn what_the_receiver_refuses_is_counted_and_stored() {
    let settings = receive::Settings {
        message_bytes: 10,
        ..receive::Settings::default()
    };
    let (store, forward, counts) = forwarded_to(settings).await;
    assert_eq!(
        counts,
        Forwarded {
            refused: 1,
            ..Forwarded::default()
        }
    );
    let [trouble] = &forward.status().await.troubles[..] else {
        panic!("one thing is wrong");
    };
    assert!(trouble.contains("413"), "{trouble}");
    assert!(
        trouble.ends_with("(0 spans and lines wait, 1 are lost)"),
        "{trouble}"
    );
    assert_eq!(store.status().await.spans_taken, 1);
}

#[tokio::test]
async fn spans_that_the_receiver_rejects_are_counted_apart() {
    let mut settings = receive::Settings::default();
    settings.limits.span_bytes = 10;
    let (_, _, counts) = forwarded_to(settings).await;
    assert_eq!(
        counts,
        Forwarded {
            rejected: 1,
            ..Forwarded::default()
        }
    );
    assert_eq!(counts.lost(), 1);
}

#[tokio::test]
async fn a_receiver_that_comes_back_gets_what_waited() {
    let (free, address) = listener().await;
    drop(free);
    let (_, forward) = forward(address);
    write(&forward, Signal::Traces, spans(1)).await;
    write(&forward, Signal::Traces, spans(2)).await;
    assert_eq!(forward.counts().waiting, 2);

    let store = Arc::new(MemoryStore::new());
    let listener = TcpListener::bind(address).await.unwrap();
    serve(listener, Receiver::new(store.clone()).router());
    assert_eq!(settled(&forward).await, sent(2));
    assert_eq!(store.status().await.spans_taken, 2);
}

#[tokio::test]
async fn what_the_receiver_cannot_take_now_comes_again() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let answer = move || async move {
        match counted.fetch_add(1, Ordering::Relaxed) {
            0 => StatusCode::TOO_MANY_REQUESTS,
            1 => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::OK,
        }
    };
    let (listener, address) = listener().await;
    serve(listener, Router::new().route("/v1/traces", post(answer)));
    let (_, forward) = forward(address);
    write(&forward, Signal::Traces, spans(1)).await;
    assert_eq!(settled(&forward).await, sent(1));
    assert_eq!(calls.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn a_receiver_that_hangs_slows_nobody_and_costs_the_oldest() {
    // Connections are made, and never answered.
    let (_hangs, address) = listener().await;
    let (store, forward) = forward(address);
    for number in 1..=20 {
        write(&forward, Signal::Traces, spans(number)).await;
    }
    let counts = forward.counts();
    assert_eq!(counts.waiting + counts.queue_full, 20);
    // Four wait, and one more if it is on its way.
    assert!((4..=5).contains(&counts.waiting), "{counts:?}");
    assert_eq!(store.status().await.spans_taken, 20);
    forward.close().await.unwrap();
    let counts = forward.counts();
    assert_eq!(counts.closed + counts.queue_full, 20);
    assert_eq!(counts.lost(), 20);
}

#[tokio::test]
async fn closing_waits_for_what_can_be_sent() {
    let receiver = Running::start().await;
    let (_, forward) = forward(receiver.address);
    write(&forward, Signal::Traces, spans(1)).await;
    forward.close().await.unwrap();
    assert_eq!(forward.counts(), sent(1));
    write(&forward, Signal::Traces, spans(2)).await;
    assert_eq!(forward.counts().closed, 1);
}
