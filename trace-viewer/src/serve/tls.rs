//! TLS.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// Certificate or key cannot be used.
#[derive(Debug)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

/// The first byte of TLS: a record of its handshake.
///
/// Source: RFC 8446, 5.1, "Record Layer".
const HANDSHAKE: u8 = 22;

/// So much of a request without TLS is read before the connection is closed.
const MOST_UNREAD: u64 = 1 << 20;

/// What hears who speaks HTTP without TLS, instead of a connection that breaks off.
const PLAIN: &str = "this port speaks TLS alone: write `https://`, not `http://`.\n";

/// Makes a connection one of TLS. Who sends something else is told so.
pub(super) async fn accept(
    acceptor: TlsAcceptor,
    mut stream: TcpStream,
) -> io::Result<TlsStream<TcpStream>> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 1 && first != [HANDSHAKE] {
        let length = PLAIN.len();
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\n\
             connection: close\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all((head + PLAIN).as_bytes()).await?;
        // Not before the request is read: with bytes unread, the answer would be thrown away.
        stream.shutdown().await?;
        let mut rest = (&mut stream).take(MOST_UNREAD);
        tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
        return Err(io::Error::other("no TLS"));
    }
    acceptor.accept(stream).await
}

/// Reads a certificate, with those that it is signed by behind it, and its key.
///
/// # Errors
///
/// A file cannot be read, or is not what it should be.
pub(super) fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let wrong = |flag: &str, file: &Path, error: &dyn fmt::Display| {
        TlsError(format!("{flag} {}: {error}", file.display()))
    };
    let of_file = |error: pem::Error| wrong("--tls-cert", certificate, &error);
    let chain = CertificateDer::pem_file_iter(certificate).map_err(of_file)?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(of_file)?;
    let secret =
        PrivateKeyDer::from_pem_file(key).map_err(|error| wrong("--tls-key", key, &error))?;
    let unfit = |error: rustls::Error| wrong("--tls-cert", certificate, &error);
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
