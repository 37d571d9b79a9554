//! The handler's future, and the undoing of what it has done when it fails.

#[cfg(not(feature = "rollback"))]
mod none;
#[cfg(feature = "rollback")]
mod rollback;

#[cfg(not(feature = "rollback"))]
pub(crate) use self::none::{Guard, Guarded};
#[cfg(feature = "rollback")]
pub(crate) use self::rollback::{Guard, Guarded};

/// What came of a request.
pub(crate) struct Answer<T> {
    /// Nothing, where it was stopped because the process ends.
    pub(crate) given: Option<T>,
    /// What came of the roll-back, where there was one.
    pub(crate) rollback: Option<&'static str>,
}
