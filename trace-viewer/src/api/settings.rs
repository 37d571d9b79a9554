//! What the APIs are told.

use super::access::Access;
use super::viewer::Ports;

/// What the APIs are told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who may ask.
    pub access: Access,
    /// Where OTLP comes in, where that is known: told with the status.
    pub ports: Option<Ports>,
}

/// For programs and browsers of this machine.
impl Default for Settings {
    fn default() -> Self {
        Settings {
            access: Access::local(),
            ports: None,
        }
    }
}
