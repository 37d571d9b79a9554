//! Where commands go, and what is told of them.

use std::time::Duration;

use redis::{ConnectionAddr, ConnectionInfo};

use crate::stats::Counters;

/// What all connections of a client have in common.
#[derive(Debug, Default)]
pub(crate) struct Target {
    pub(crate) server: Server,
    pub(crate) settings: Settings,
    pub(crate) counters: Counters,
}

/// Where a server is, if that is one place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Server {
    pub(crate) address: Option<String>,
    pub(crate) port: Option<u16>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) record_keys: bool,
    /// Commands that take as long are said to be slow.
    pub(crate) slow: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            record_keys: false,
            slow: Duration::from_millis(100),
        }
    }
}

impl Server {
    /// Nothing of who connects, nor how.
    pub(crate) fn of(info: &ConnectionInfo) -> Self {
        match info.addr() {
            ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. } => Server {
                address: Some(host.clone()),
                port: Some(*port),
            },
            ConnectionAddr::Unix(path) => Server {
                address: Some(path.display().to_string()),
                port: None,
            },
            _ => Server::default(),
        }
    }
}
