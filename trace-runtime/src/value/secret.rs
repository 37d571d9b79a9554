//! Values that cannot be recorded.

use std::fmt;

/// A value that cannot become an attribute, a log field or part of a message:
/// it is no [`Attribute`](crate::attribute::Attribute), has no `Display`, and its `Debug`
/// shows nothing.
///
/// ```
/// use trace_runtime::Secret;
///
/// let password = Secret::new("hunter2".to_owned());
/// assert_eq!(format!("{password:?}"), "[redacted]");
/// assert_eq!(password.expose().len(), 7);
/// ```
///
/// Where text is made for people, it does not compile:
///
/// ```compile_fail,E0277
/// let password = trace_runtime::Secret::new("hunter2");
/// println!("signing in with {password}");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Secret(value)
    }

    /// The value. A search for `expose` finds each place that reads it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Secret(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
