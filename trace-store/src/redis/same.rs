//! Whether a line of a trace has come before.

/// With how many others of the same time one is compared.
const SAME: usize = 8;

/// Whether one of the last of these places holds the same. Not of all: a sender may
/// write thousands of lines at once.
pub(super) fn is_among<T: PartialEq>(one: &T, all: &[T], places: &[usize]) -> bool {
    let mut last = places.iter().rev().take(SAME);
    last.any(|place| all.get(*place) == Some(one))
}
