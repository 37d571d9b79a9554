//! What a server did not do.

use std::time::Duration;

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::error::{ReadError, WriteError};

/// When a sender should try again while the memory is full: something ends its life all the
/// time.
pub(super) const WHILE_FULL: Duration = Duration::from_secs(5);

/// What a server did not do, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    what: String,
    /// The server has no memory for more.
    is_full: bool,
}

impl Failure {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Failure {
            what: what.into(),
            is_full: false,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }
}

impl From<RedisError> for Failure {
    fn from(error: RedisError) -> Self {
        let what = error.to_string();
        let of_script = error.kind() == ErrorKind::Server(ServerErrorKind::ResponseError);
        let is_full = error.code() == Some("OOM") || of_script && what.contains("OOM ");
        Failure { what, is_full }
    }
}

impl From<Failure> for WriteError {
    fn from(failure: Failure) -> Self {
        match failure.is_full {
            true => WriteError::Full {
                retry_after: WHILE_FULL,
                what: "the memory of Redis (maxmemory) is full".to_owned(),
            },
            false => WriteError::Failed(failure.what),
        }
    }
}

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        ReadError(failure.what)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}
