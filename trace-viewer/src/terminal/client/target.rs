//! Where the viewer is.

use std::fmt;
use std::str::FromStr;

use axum::http::Uri;

/// The address of a viewer: `http://HOST:PORT`, maybe with a path in front of all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub(super) is_tls: bool,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
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
        })
    }
}

impl Target {
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
    fn what_is_no_address_is_refused() {
        for text in ["viewer:4319", "ftp://viewer", "", "http://"] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
