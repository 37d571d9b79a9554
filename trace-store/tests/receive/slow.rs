//! Slow senders, idle connections, and many of both.

use std::net::SocketAddr;
use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trace_store::receive::{Server, Settings};

use crate::support::{GZIP, PROTOBUF, Running, gzip, spans};

const HEAD: &[u8] = b"POST /v1/traces HTTP/1.1\r\nhost: a\r\n\
    content-type: application/x-protobuf\r\ncontent-length: 100\r\n\r\n";

/// A connection on which this was sent, and nothing follows.
async fn connection(address: SocketAddr, sent: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(sent).await.unwrap();
    stream
}

/// What comes until the other side closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut rest = Vec::new();
    // A connection that is reset is closed as well.
    let _ = stream.read_to_end(&mut rest).await;
    String::from_utf8(rest).unwrap()
}

async fn is_served(receiver: &Running, number: u128) {
    let answer = receiver
        .post("/v1/traces", &[PROTOBUF], spans(number))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(receiver.trace(number).await.is_some());
}

#[tokio::test]
async fn nobody_waits_for_a_body_without_end() {
    let settings = Settings {
        body_time: Duration::from_millis(100),
        ..Settings::default()
    };
    let receiver = Running::with(settings, Server::default()).await;
    let mut stream = connection(receiver.address, HEAD).await;
    stream.write_all(&spans(1)[..10]).await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 408");
    is_served(&receiver, 1).await;
}

#[tokio::test]
async fn a_connection_that_asks_for_nothing_is_closed() {
    let server = Server {
        idle_time: Duration::from_millis(100),
        ..Server::default()
    };
    let receiver = Running::with(Settings::default(), server).await;
    let http2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    for sent in [&b""[..], b"P", &HEAD[..30], http2] {
        rest(connection(receiver.address, sent).await).await;
    }
    is_served(&receiver, 1).await;
}

#[tokio::test]
async fn whoever_opens_thousands_of_connections_loses_them_and_nobody_else() {
    let server = Server {
        connections: 64,
        ..Server::default()
    };
    let receiver = Running::with(Settings::default(), server).await;
    for sent in [&b""[..], &HEAD[..30]] {
        let mut open = std::collections::VecDeque::new();
        for number in 1..=2_000 {
            open.push_back(connection(receiver.address, sent).await);
            if open.len() > 200 {
                open.pop_front();
            }
            if number % 100 == 0 {
                is_served(&receiver, number).await;
            }
        }
        // Of those that are left here, the oldest were closed by the other side.
        let first = open.pop_front().unwrap();
        assert_eq!(rest(first).await, "");
    }
}

#[tokio::test]
async fn slow_bodies_do_not_keep_others_out() {
    let server = Server {
        connections: 16,
        request_time: Duration::from_millis(50),
        ..Server::default()
    };
    let receiver = Running::with(Settings::default(), server).await;
    let mut open = Vec::new();
    for _ in 0..50 {
        open.push(connection(receiver.address, HEAD).await);
    }
    is_served(&receiver, 1).await;
}

/// Each of these bodies would be a gigabyte.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "a test belongs to no trace")]
async fn bodies_that_inflate_take_nobodys_turn() {
    let settings = Settings {
        in_flight_bytes: 64 << 20,
        ..Settings::default()
    };
    let receiver = Running::with(settings, Server::default()).await;
    let bomb = gzip(&vec![0; 16 << 20]).repeat(64);
    let mut bombs = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let (address, bomb) = (receiver.address, bomb.clone());
        bombs.spawn(async move {
            let headers = [PROTOBUF, GZIP];
            crate::support::post(address, "/v1/traces", &headers, bomb).await
        });
    }
    for number in 1..=20 {
        // Where there is no room at the moment, a sender comes again.
        loop {
            let answer = receiver
                .post("/v1/traces", &[PROTOBUF], spans(number))
                .await;
            if answer.status != StatusCode::TOO_MANY_REQUESTS {
                assert_eq!(answer.status, StatusCode::OK);
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    while let Some(answer) = bombs.join_next().await {
        let status = answer.unwrap().status.as_u16();
        assert!(matches!(status, 413 | 429), "{status}");
    }
}
