//! A connection, with TLS or without.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::target::Target;

/// What requests go over.
pub(in super::super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The protocols that a client offers over TLS, the first one first.
pub(super) const HTTP_1: &[&[u8]] = &[b"http/1.1"];
pub(super) const HTTP_2: &[&[u8]] = &[b"h2"];

/// No connection.
#[derive(Debug)]
pub(super) enum ConnectError {
    /// Something else than TLS was answered to TLS.
    NoTls,
    /// What happened.
    Io(io::Error),
}

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        let within = error.get_ref().and_then(|within| within.downcast_ref());
        match within {
            Some(rustls::Error::InvalidMessage(_)) => ConnectError::NoTls,
            _ => ConnectError::Io(error),
        }
    }
}

/// Connects. Over TLS, the certificate must be one that this machine trusts, or that the file
/// in `SSL_CERT_FILE` does.
pub(super) async fn connect(
    target: &Target,
    protocols: &[&[u8]],
) -> Result<Box<dyn Stream>, ConnectError> {
    let bare = |host: &str| host.trim_matches(['[', ']']).to_owned();
    let stream = TcpStream::connect((bare(&target.host), target.port)).await?;
    if !target.is_tls {
        return Ok(Box::new(stream));
    }
    let name = bare(target.certificate_of.as_ref().unwrap_or(&target.host));
    let name = ServerName::try_from(name).map_err(io::Error::other)?;
    let stream = connector(protocols)?.connect(name, stream).await?;
    Ok(Box::new(stream))
}

fn connector(protocols: &[&[u8]]) -> io::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Ok(TlsConnector::from(Arc::new(config)))
}
