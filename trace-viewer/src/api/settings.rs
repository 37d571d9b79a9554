//! What the APIs are told.

use super::access::Access;

/// What the APIs are told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Who may ask.
    pub access: Access,
}

/// For programs and browsers of this machine.
impl Default for Settings {
    fn default() -> Self {
        Settings {
            access: Access::local(),
        }
    }
}
