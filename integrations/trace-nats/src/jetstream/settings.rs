//! What all messages of a consumer have in common.

use std::time::Duration;

use trace_messaging::{Destination, Joins};

#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) destination: Destination,
    pub(super) joins: Joins,
    pub(super) max_deliveries: u64,
    pub(super) retry_after: Duration,
    /// The subject that messages are set aside in.
    pub(super) dead_letters: Option<String>,
}
