//! What there is to choose of a connection to a receiver.

use std::fmt;
use std::path::PathBuf;

/// The encoding and the protocol below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// Protobuf over HTTP/1.1, the default of the specification.
    #[default]
    HttpProtobuf,
    /// gRPC; needs the feature `grpc`.
    Grpc,
}

/// What is done to a message before it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// Nothing.
    #[default]
    None,
    /// gzip at its fastest level.
    Gzip,
}

/// The files of an encrypted connection, all in PEM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Certificates to trust in place of the system's.
    pub certificate: Option<PathBuf>,
    /// What this client shows of itself; only together with its key.
    pub client_certificate: Option<PathBuf>,
    /// The private key of `client_certificate`.
    pub client_key: Option<PathBuf>,
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HttpProtobuf => "http/protobuf",
            Self::Grpc => "grpc",
        })
    }
}
