//! TLS.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// Certificate or key cannot be used.
#[derive(Debug)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

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
