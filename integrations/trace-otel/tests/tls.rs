//! Encrypted connections, with and without a client certificate.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use support::{two_spans, with_batch};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{
    RootCertStore, ServerConfig, ServerConnection, Stream, crypto::ring::default_provider,
};
use trace_otel::{Otlp, OtlpExporter, Tls};
use trace_runtime::exporter::{Deadline, ExportError, SpanExporter};

fn identity() -> CertifiedKey<rcgen::KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

/// Writes a PEM file for one test.
fn file(name: &str, pem: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, pem).unwrap();
    path
}

/// A server that says yes to whom it trusts; the URL to reach it.
fn serve(server: &CertifiedKey<rcgen::KeyPair>, client: Option<&rcgen::Certificate>) -> String {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match client {
        Some(client) => {
            let mut roots = RootCertStore::empty();
            roots.add(client.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
        None => builder.with_no_client_auth(),
    };
    let key = server.signing_key.serialize_der().try_into().unwrap();
    let config = builder
        .with_single_cert(vec![server.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    #[expect(clippy::disallowed_methods, reason = "a server without a trace")]
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = Stream::new(&mut connection, &mut stream);
            // One read takes in the short request; a client that is not trusted
            // ends in an error.
            if tls.read(&mut [0; 16_384]).is_ok_and(|read| read > 0) {
                let _ = tls.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                let _ = tls.flush();
                thread::sleep(Duration::from_millis(100));
            }
        }
    });
    format!("https://localhost:{port}/v1/traces")
}

fn export(url: &str, tls: Tls) -> Result<(), ExportError> {
    let otlp = Otlp::http(url.parse().unwrap())
        .tls(tls)
        .timeout(Duration::from_secs(2));
    with_batch(two_spans, move |batch| {
        OtlpExporter::new(&otlp)
            .unwrap()
            .export(batch, &Deadline::after(Duration::from_secs(30)))
    })
}

#[test]
fn a_certificate_that_is_named_is_trusted_and_no_other() {
    let server = identity();
    let url = serve(&server, None);
    let named = |name: &str, certificate: &CertifiedKey<_>| Tls {
        certificate: Some(file(name, &certificate.cert.pem())),
        ..Tls::default()
    };
    assert_eq!(export(&url, named("own.pem", &server)), Ok(()));
    let other = export(&url, named("other.pem", &identity()));
    assert_eq!(other, Err(ExportError::TimedOut));
}

#[test]
fn a_client_certificate_is_shown() {
    let (server, client) = (identity(), identity());
    let url = serve(&server, Some(&client.cert));
    let anonymous = Tls {
        certificate: Some(file("server.pem", &server.cert.pem())),
        ..Tls::default()
    };
    assert_eq!(export(&url, anonymous.clone()), Err(ExportError::TimedOut));
    let known = Tls {
        client_certificate: Some(file("client.pem", &client.cert.pem())),
        client_key: Some(file("client.key", &client.signing_key.serialize_pem())),
        ..anonymous
    };
    assert_eq!(export(&url, known), Ok(()));
}

#[test]
fn a_file_that_is_no_certificate_is_said_at_once() {
    let otlp = Otlp::http("https://localhost/v1/traces".parse().unwrap()).tls(Tls {
        certificate: Some(file("not.pem", "hello")),
        ..Tls::default()
    });
    let error = OtlpExporter::new(&otlp).unwrap_err().to_string();
    assert!(error.contains("not.pem"), "{error}");
}
