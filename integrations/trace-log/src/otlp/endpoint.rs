//! Where a receiver of OTLP listens.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// The URL of a receiver: `http://host:port/path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    host: String,
    port: u16,
    path: String,
}

impl Endpoint {
    pub(super) fn local() -> Self {
        Endpoint {
            host: "localhost".to_owned(),
            port: 4318,
            path: "/v1/logs".to_owned(),
        }
    }

    /// The path of the signal below the one given.
    pub(super) fn for_logs(mut self) -> Self {
        let length = self.path.trim_end_matches('/').len();
        self.path.truncate(length);
        self.path.push_str("/v1/logs");
        self
    }

    /// Without the brackets of an address.
    pub(super) fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// `host:port`, as the `Host` header has it.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(url: &str) -> Result<Self, EndpointError> {
        let rest = match url.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => {
                return Err(EndpointError::Tls);
            }
            _ => return Err(EndpointError::NoUrl),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(EndpointError::UserInfo);
        }
        // A colon within brackets belongs to the address.
        let port_at = authority
            .rfind(':')
            .filter(|&at| !authority[at..].contains(']'));
        let (host, port) = match port_at {
            None => (authority, 80),
            Some(at) => {
                let port = authority[at + 1..]
                    .parse()
                    .map_err(|_| EndpointError::NoUrl)?;
                (&authority[..at], port)
            }
        };
        let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'#';
        if host.is_empty() || !rest.bytes().all(is_plain) {
            return Err(EndpointError::NoUrl);
        }
        Ok(Endpoint {
            host: host.to_owned(),
            port,
            path: if path.is_empty() { "/" } else { path }.to_owned(),
        })
    }
}

/// Without the query, which may hold a key.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "http://{}:{}{path}", self.host, self.port)
    }
}

/// A text that is no endpoint log records can be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// It is no URL of the form `http://host:port/path`.
    NoUrl,
    /// It is `https://`; send to a collector on this machine, or in this
    /// network, that encrypts what it passes on.
    Tls,
    /// It has a user or a password; their place is a header.
    UserInfo,
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EndpointError::NoUrl => "no URL of the form http://host:port/path",
            EndpointError::Tls => {
                "log records are sent over http:// only, to a collector that encrypts what it \
                 passes on"
            }
            EndpointError::UserInfo => "credentials in the URL; their place is a header",
        })
    }
}

impl Error for EndpointError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        for (url, shown) in [
            ("http://localhost:4318", "http://localhost:4318/"),
            ("HTTP://otel/v1/logs", "http://otel:80/v1/logs"),
            ("http://[::1]:4318/a?key=secret", "http://[::1]:4318/a"),
            ("http://[::1]", "http://[::1]:80/"),
        ] {
            assert_eq!(url.parse::<Endpoint>().unwrap().to_string(), shown);
        }
        let endpoint: Endpoint = "http://[::1]:4318/base/".parse().unwrap();
        assert_eq!(endpoint.host(), "::1");
        assert_eq!(endpoint.for_logs().path(), "/base/v1/logs");
    }

    #[test]
    fn what_is_no_url() {
        for (url, error) in [
            ("", EndpointError::NoUrl),
            ("localhost:4318", EndpointError::NoUrl),
            ("ftp://otel", EndpointError::NoUrl),
            ("http://", EndpointError::NoUrl),
            ("http://:1", EndpointError::NoUrl),
            ("http://otel:x", EndpointError::NoUrl),
            ("http://otel:70000", EndpointError::NoUrl),
            ("http://otel/a\r\nb: c", EndpointError::NoUrl),
            ("http://otel/a b", EndpointError::NoUrl),
            ("https://otel", EndpointError::Tls),
            ("http://user:password@otel", EndpointError::UserInfo),
        ] {
            assert_eq!(url.parse::<Endpoint>(), Err(error), "{url}");
        }
    }
}
