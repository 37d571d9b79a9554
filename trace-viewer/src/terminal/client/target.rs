//! Where the viewer is.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::Uri;

/// The address of a viewer: `http://HOST:PORT`, maybe with a path in front of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) is_tls: bool,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    /// Whose certificate is expected, where it is not the host's.
    pub(super) certificate_of: Option<String>,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("expected `http://HOST:PORT`, not `{}`", text.escape_debug());
        let uri: Uri = text.parse().map_err(|_| expected())?;
        let is_tls = uri.scheme_str() == Some("https");
        let host = uri
            .host()
            .filter(|_| is_tls || uri.scheme_str() == Some("http"))
            .ok_or_else(expected)?;
        Ok(Target {
            is_tls,
            host: host.to_owned(),
            port: uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 }),
            path: uri.path().trim_end_matches('/').to_owned(),
            certificate_of: None,
        })
    }
}

impl Target {
    /// Another port of the same program: with TLS where this one has it, and the same
    /// certificate.
    pub fn beside(&self, address: SocketAddr) -> Target {
        let name = self.certificate_of.as_ref().unwrap_or(&self.host);
        Target {
            is_tls: self.is_tls,
            host: match address.ip() {
                IpAddr::V4(ip) => ip.to_string(),
                IpAddr::V6(ip) => format!("[{ip}]"),
            },
            port: address.port(),
            path: String::new(),
            certificate_of: Some(name.clone()),
        }
    }

    /// The same place, with TLS where this is without, and the other way round.
    pub(super) fn in_the_other_scheme(&self) -> Target {
        Target {
            is_tls: !self.is_tls,
            ..self.clone()
        }
    }

    /// Host and port, as the header `Host` and a connection want them.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_shown_as_it_is_written() {
        for text in [
            "http://127.0.0.1:4319",
            "http://[::1]:80",
            "https://viewer:443/traces",
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        assert_eq!(
            "http://viewer/".parse::<Target>().unwrap().to_string(),
            "http://viewer:80"
        );
    }

    #[test]
    fn a_port_beside_it_has_the_same_certificate() {
        let viewer: Target = "https://viewer:4319/traces".parse().unwrap();
        let beside = viewer.beside("[::1]:4318".parse().unwrap());
        assert_eq!(beside.to_string(), "https://[::1]:4318");
        assert_eq!(beside.certificate_of.as_deref(), Some("viewer"));
        assert_eq!(
            viewer.in_the_other_scheme().to_string(),
            "http://viewer:4319/traces"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["viewer:4319", "ftp://viewer", "", "http://"] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
