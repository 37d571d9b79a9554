//! The policies `ret(…)` and `err = …`.

use std::fmt::{Debug, Display};

use crate::record::{Attribute, Failure, Recorded, Slot};

struct ByDisplay<'a, T: ?Sized>(&'a T);

impl<T: Display + ?Sized> Attribute for ByDisplay<'_, T> {
    fn record(&self, slot: Slot<'_>) -> Recorded {
        slot.display(self.0)
    }
}

struct ByDebug<'a, T: ?Sized>(&'a T);

impl<T: Debug + ?Sized> Attribute for ByDebug<'_, T> {
    fn record(&self, slot: Slot<'_>) -> Recorded {
        slot.debug(self.0)
    }
}

/// Records a value by its `Display`.
pub fn as_display<T: Display + ?Sized>(value: &T) -> impl Attribute {
    ByDisplay(value)
}

/// Records a value by its `Debug`.
pub fn as_debug<T: Debug + ?Sized>(value: &T) -> impl Attribute {
    ByDebug(value)
}

/// Asks the user's own judge whether a value is a failure.
pub fn failure_by<R, E: Display>(
    returned: &R,
    judge: impl FnOnce(&R) -> Option<E>,
) -> Option<Failure> {
    judge(returned).map(|error| Failure::of_display(&error).of_returned::<R>())
}
