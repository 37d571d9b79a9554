//! What a request may cost.

use std::time::Duration;

use trace_model::otlp::Limits;

/// What a request may cost, and all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What one span or line may cost; one that costs more is refused alone.
    pub limits: Limits,
    /// The longest message, in bytes, both as it is sent and after it is inflated.
    pub message_bytes: usize,
    /// How many bytes of messages may be in memory at once, those of all requests together.
    /// A request for which there is no room is to come again: 429.
    pub in_flight_bytes: usize,
    /// How long a body may take to come.
    pub body_time: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            limits: Limits::default(),
            message_bytes: 32 << 20,
            in_flight_bytes: 64 << 20,
            body_time: Duration::from_secs(30),
        }
    }
}
