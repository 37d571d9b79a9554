//! Where the servers are, and what may be kept in them.

use std::time::Duration;

use crate::tail_rule::TailRule;

/// Where the servers are, and what may be kept in them.
///
/// All stores of the same servers must say the same `keep` and `prefix`.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server, `redis://user:password@host:port/database`, or some nodes of a cluster; the
    /// others are asked for. Which of the two it is, the first one that answers says.
    ///
    /// With `rediss://` the connection is encrypted. Whom to trust, the system says, or the
    /// file of certificates that the variable `SSL_CERT_FILE` names.
    pub urls: Vec<String>,
    /// What the names of all keys begin with; empty, unless others use the same servers.
    pub prefix: String,
    /// How long a trace is kept, from its first span on.
    pub keep: Duration,
    /// How long no span may have come for a trace to settle.
    pub quiet: Duration,
    /// How long a server may take to answer.
    pub timeout: Duration,
    /// How many bytes of requests may wait for an answer at a time; more are refused.
    pub waiting_bytes: usize,
    /// How many traces one search looks at, at most.
    pub search_limit: usize,
    /// Keeps only some of the ordinary traces. Counts and percentiles are of all of them. All
    /// stores of the same servers must say the same.
    pub tail: Option<TailRule>,
    /// How many failed traces are listed of each hour, the newest ones.
    pub error_limit: usize,
}

impl Settings {
    /// One server or a cluster, and what does for most.
    pub fn new(urls: impl IntoIterator<Item = String>) -> Self {
        Settings {
            urls: urls.into_iter().collect(),
            prefix: String::new(),
            keep: Duration::from_secs(24 * 3600),
            quiet: Duration::from_secs(5),
            timeout: Duration::from_secs(2),
            waiting_bytes: 64 << 20,
            search_limit: 200_000,
            tail: None,
            error_limit: 10_000,
        }
    }
}
