//! Where a receiver listens.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use super::protocol::Protocol;
use crate::signal::Signal;

/// Where a receiver listens: `http` or `https`, host, port, path.
///
/// User and password in a URL are dropped and never shown; authentication
/// belongs into a header.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    tls: bool,
    authority: Authority,
    path: PathAndQuery,
    had_userinfo: bool,
}

/// A text that is no URL of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// Not a URL, or without a host.
    Malformed,
    /// A scheme other than `http` and `https`.
    Scheme,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a URL with a host",
            Self::Scheme => "a URL that begins with neither http:// nor https://",
        })
    }
}

impl std::error::Error for EndpointError {}

impl Endpoint {
    /// OTLP over HTTP on this machine: `http://localhost:4318/v1/traces`.
    #[must_use]
    pub fn local_http() -> Self {
        Self::local("localhost:4318", Signal::Traces.path())
    }

    /// OTLP over gRPC on this machine: `http://localhost:4317`.
    #[must_use]
    pub fn local_grpc() -> Self {
        Self::local("localhost:4317", "/")
    }

    /// The default of the specification.
    pub(crate) fn default_of(signal: Signal, protocol: Protocol) -> Self {
        match protocol {
            Protocol::HttpProtobuf => Self::local("localhost:4318", signal.path()),
            Protocol::Grpc => Self::local_grpc(),
        }
    }

    fn local(authority: &'static str, path: &'static str) -> Self {
        Self {
            tls: false,
            authority: Authority::from_static(authority),
            path: PathAndQuery::from_static(path),
            had_userinfo: false,
        }
    }

    /// This endpoint with `/v1/traces` below its path, as the specification
    /// derives the endpoint of a signal from the general one.
    #[must_use]
    pub fn for_traces(&self) -> Self {
        self.for_signal(Signal::Traces)
    }

    /// This endpoint with the path of a signal below its own: `/v1/logs`, for example.
    #[must_use]
    pub fn for_signal(&self, signal: Signal) -> Self {
        let path = self.path.path().trim_end_matches('/');
        let signal = signal.path();
        let path = match self.path.query() {
            Some(query) => format!("{path}{signal}?{query}"),
            None => format!("{path}{signal}"),
        };
        Self {
            path: PathAndQuery::try_from(path).unwrap_or_else(|_| self.path.clone()),
            ..self.clone()
        }
    }

    /// Whether the connection is to be encrypted.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The host, an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.host()
    }

    /// The port; 80 or 443 where none was given.
    #[must_use]
    pub fn port(&self) -> u16 {
        let default = if self.tls { 443 } else { 80 };
        self.authority.port_u16().unwrap_or(default)
    }

    pub(crate) fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(crate) fn path(&self) -> &PathAndQuery {
        &self.path
    }

    pub(crate) fn had_userinfo(&self) -> bool {
        self.had_userinfo
    }

    fn scheme(&self) -> Scheme {
        if self.tls {
            Scheme::HTTPS
        } else {
            Scheme::HTTP
        }
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let (scheme, _) = text.split_once("://").ok_or(EndpointError::Scheme)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err(EndpointError::Scheme),
        };
        let uri: Uri = text.parse().map_err(|_| EndpointError::Malformed)?;
        let parts = uri.into_parts();
        let authority = parts.authority.ok_or(EndpointError::Malformed)?;
        let (had_userinfo, authority) = match authority.as_str().rsplit_once('@') {
            Some((_, bare)) => (true, bare.parse().map_err(|_| EndpointError::Malformed)?),
            None => (false, authority),
        };
        let has_port = authority.as_str().len() > authority.host().len();
        if authority.host().is_empty() || (has_port && authority.port_u16().is_none()) {
            return Err(EndpointError::Malformed);
        }
        Ok(Self {
            tls,
            authority,
            path: parts
                .path_and_query
                .unwrap_or_else(|| PathAndQuery::from_static("/")),
            had_userinfo,
        })
    }
}

impl fmt::Display for Endpoint {
    /// The query is left out: some receivers take a key there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self.path.path() {
            "/" => "",
            path => path,
        };
        write!(f, "{}://{}{path}", self.scheme(), self.authority)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match text.parse::<Endpoint>() {
            Ok(endpoint) => endpoint.to_string(),
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn parses_and_hides() {
        check("http://otel:4318", "http://otel:4318");
        check("https://otel/custom", "https://otel/custom");
        check("HTTP://otel:1/x?key=s3cret", "http://otel:1/x");
        check("http://[::1]:4318/v1/traces", "http://[::1]:4318/v1/traces");
        check("https://user:s3cret@otel:4318/", "https://otel:4318");
        check("https://u@x:s3cret@otel", "https://otel");
        check("otel:4318", "Scheme");
        check("unix:///run/otel", "Scheme");
        check("http://", "Malformed");
        check("http:///path", "Malformed");
        check("http://otel:99999", "Malformed");
        check("http://otel/a b", "Malformed");
    }

    #[test]
    fn a_general_endpoint_gets_the_path_of_the_signal() {
        for (general, traces) in [
            ("http://otel:4318", "http://otel:4318/v1/traces"),
            ("http://otel:4318/", "http://otel:4318/v1/traces"),
            ("http://otel/base", "http://otel/base/v1/traces"),
            ("http://otel/base/", "http://otel/base/v1/traces"),
        ] {
            let endpoint: Endpoint = general.parse().unwrap();
            assert_eq!(endpoint.for_traces().to_string(), traces);
        }
    }

    #[test]
    fn ports() {
        for (text, port) in [("http://a", 80), ("https://a", 443), ("https://a:1", 1)] {
            assert_eq!(text.parse::<Endpoint>().unwrap().port(), port);
        }
    }
}
