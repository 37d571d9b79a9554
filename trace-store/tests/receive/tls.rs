//! An encrypted way in, and an encrypted way on.

use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use rcgen::generate_simple_self_signed;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use trace_model::otlp::{Batch, Limits, Signal};
use trace_otel::Tls;
use trace_store::forward::{Forward, Settings};
use trace_store::receive::{Receiver, Server};
use trace_store::{MemoryStore, Store};

use crate::forward::sent;
use crate::support::{spans, trace};

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a server belongs to no trace")]
async fn spans_arrive_through_tls_and_a_connection_without_it_is_closed() {
    let identity = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = identity.signing_key.serialize_der().try_into().unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let store = Arc::new(MemoryStore::new());
    let router = Receiver::new(store.clone()).router();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let handshake = move |stream| acceptor.accept(stream);
        let server = Server::default();
        let served = server.serve(listener, router, handshake, pending());
        served.await.unwrap();
    });

    // Somebody who speaks HTTP where TLS is spoken.
    let plain = tokio::net::TcpStream::connect(address).await.unwrap();
    let (read, mut write) = plain.into_split();
    tokio::io::AsyncWriteExt::write_all(&mut write, b"GET / HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut { read }, &mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{}", answer.escape_ascii());

    let certificate = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("receive-tls.pem");
    std::fs::write(&certificate, identity.cert.pem()).unwrap();
    let endpoint = format!("https://localhost:{}", address.port());
    let mut settings = Settings::to(&endpoint.parse().unwrap());
    settings.traces = settings.traces.tls(Tls {
        certificate: Some(certificate),
        ..Tls::default()
    });
    let forward = Forward::new(Arc::new(MemoryStore::new()), &settings).unwrap();
    let (batch, _) = Batch::read(Signal::Traces, spans(1).into(), &Limits::default()).unwrap();
    forward.write(batch).await.unwrap();
    forward.close().await.unwrap();
    assert_eq!(forward.counts(), sent(1));
    let stored = store.trace(trace(1).id).await.unwrap().value.unwrap();
    assert_eq!(stored.trace.spans, trace(1).spans);
}
