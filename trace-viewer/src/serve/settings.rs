//! What the server is told by flags and environment.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use super::link::LinkTemplate;
use super::values::{Bytes, Keep, Percent, Place};

/// What the server is told.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where the page and the query APIs are
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4319",
        env = "TRACE_VIEWER_LISTEN"
    )]
    pub listen: Place,

    /// Where OTLP comes in; HTTP and gRPC are both understood
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4318",
        env = "TRACE_VIEWER_OTLP_HTTP"
    )]
    pub otlp_http: Place,

    /// Where OTLP comes in as well; HTTP and gRPC are both understood
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:4317",
        env = "TRACE_VIEWER_OTLP_GRPC"
    )]
    pub otlp_grpc: Place,

    /// Where traces are kept: `memory`, a folder, or `redis://USER:PASSWORD@HOST:PORT/DATABASE`
    /// (of a cluster, some of its nodes, with commas between; `rediss://` encrypts)
    #[arg(long, value_name = "STORE", env = "TRACE_VIEWER_STORE")]
    pub store: Option<Storage>,

    /// The folder for traces where `--store` names none
    #[arg(long, value_name = "FOLDER", env = "TRACE_VIEWER_DATA")]
    pub data: Option<PathBuf>,

    /// How long traces are kept
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "24h",
        env = "TRACE_VIEWER_KEEP"
    )]
    pub keep: Keep,

    /// How many bytes they may take; beyond that, the oldest go
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "10GB",
        env = "TRACE_VIEWER_MAX_BYTES"
    )]
    pub max_bytes: Bytes,

    /// What readers have to know; needed where others than this machine can connect
    #[arg(
        long,
        value_name = "SECRET",
        env = "TRACE_VIEWER_TOKEN",
        hide_env_values = true
    )]
    pub token: Option<String>,

    /// A name under which the viewer is reached, besides those of this machine
    #[arg(
        long,
        value_name = "NAME",
        env = "TRACE_VIEWER_HOST",
        value_delimiter = ','
    )]
    pub host: Vec<String>,

    /// The certificate for TLS, in PEM
    #[arg(
        long,
        value_name = "FILE",
        env = "TRACE_VIEWER_TLS_CERT",
        requires = "tls_key"
    )]
    pub tls_cert: Option<PathBuf>,

    /// The key of the certificate, in PEM
    #[arg(
        long,
        value_name = "FILE",
        env = "TRACE_VIEWER_TLS_KEY",
        requires = "tls_cert"
    )]
    pub tls_key: Option<PathBuf>,

    /// Where everything that comes in is sent as well, as OTLP/HTTP
    #[arg(long, value_name = "URL", env = "TRACE_VIEWER_FORWARD")]
    pub forward: Option<String>,

    /// A link that the page shows, `NAME=URL`, with `{trace_id}`, `{start_ms}`, `{end_ms}`,
    /// `{span_id}`, `{service}`, `{operation}` or `{attribute.KEY}` in it; may be given several
    /// times, and in the environment one a line
    #[arg(
        long,
        value_name = "LINK",
        env = "TRACE_VIEWER_LINK",
        value_delimiter = '\n'
    )]
    pub link: Vec<LinkTemplate>,

    /// Keep this share of the traces, besides the failed and the slow ones
    #[arg(long, value_name = "SHARE", env = "TRACE_VIEWER_TAIL_KEEP")]
    pub tail_keep: Option<Percent>,

    /// From this duration on a trace is slow, for `--tail-keep`
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "1s",
        env = "TRACE_VIEWER_TAIL_SLOW"
    )]
    pub tail_slow: Keep,
}

/// Where traces are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// In memory: they are gone when the server ends.
    Memory,
    /// In a folder.
    Folder(PathBuf),
    /// In Redis, which several viewers may share: one server, or some nodes of a cluster with
    /// commas between.
    Redis(String),
}

impl FromStr for Storage {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "memory" => Storage::Memory,
            url if url.starts_with("redis://") || url.starts_with("rediss://") => {
                Storage::Redis(url.to_owned())
            }
            folder => Storage::Folder(folder.into()),
        })
    }
}

/// The words of the flag; the password of a URL is left out.
impl fmt::Display for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Storage::Memory => f.write_str("memory"),
            Storage::Folder(folder) => write!(f, "{}", folder.display()),
            Storage::Redis(url) => f.write_str(&without_password(url)),
        }
    }
}

/// A URL, or several with commas between, in which dots stand for the password.
pub fn without_password(urls: &str) -> String {
    let hidden = |url: &str| {
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find('/').unwrap_or(rest.len());
        let (secrets, _) = rest[..end].rsplit_once('@')?;
        let user = secrets.split(':').next()?;
        Some(format!("{scheme}://{user}:…{}", &rest[secrets.len()..]))
    };
    let urls = urls
        .split(',')
        .map(|url| hidden(url).unwrap_or_else(|| url.to_owned()));
    urls.collect::<Vec<_>>().join(",")
}

impl Settings {
    /// Where traces are kept: what `--store` says, else the folder of `--data`, else the
    /// user's folder for data.
    pub fn storage(&self) -> Storage {
        if let Some(storage) = &self.store {
            return storage.clone();
        }
        let folder = self.data.clone().or_else(data_folder);
        folder.map_or(Storage::Memory, Storage::Folder)
    }
}

/// Source: "XDG Base Directory Specification" 0.8, `$XDG_DATA_HOME`.
fn data_folder() -> Option<PathBuf> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let data = set("XDG_DATA_HOME").filter(|folder| folder.is_absolute());
    let data = data.or_else(|| Some(set("HOME")?.join(".local/share")))?;
    Some(data.join("trace-viewer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let shown = |text: &str| text.parse::<Storage>().unwrap().to_string();
        assert_eq!(
            shown("redis://ann:pa@ss@host:1/0"),
            "redis://ann:…@host:1/0"
        );
        assert_eq!(
            shown("redis://host:1,redis://:secret@other:2/"),
            "redis://host:1,redis://:…@other:2/"
        );
        assert_eq!(shown("memory"), "memory");
        assert_eq!(shown("./traces"), "./traces");
    }
}
