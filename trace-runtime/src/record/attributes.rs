//! The values of declared attributes, one after the other.

use std::fmt::{self, Debug, Display};

use super::attribute::Attribute;
use super::slot::{AttributeBuffer, Recorded, Slot};

impl<const W: usize> AttributeBuffer<[u64; W]> {
    #[inline]
    pub(crate) fn attributes(&mut self) -> Attributes<'_> {
        Attributes(self)
    }
}

/// Takes the values of a span's declared attributes: one call a key, in the
/// order of the keys.
pub struct Attributes<'a>(pub(super) &'a mut AttributeBuffer);

impl Attributes<'_> {
    /// Records a value by its own kind.
    #[inline]
    pub fn value(&mut self, value: &(impl Attribute + ?Sized)) {
        let Recorded(()) = value.record(self.slot());
    }

    /// Records the text that `Display` gives.
    pub fn display(&mut self, value: &(impl Display + ?Sized)) {
        let Recorded(()) = self.slot().display(value);
    }

    /// Records the text that `Debug` gives.
    pub fn debug(&mut self, value: &(impl Debug + ?Sized)) {
        let Recorded(()) = self.slot().debug(value);
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot(&mut *self.0)
    }
}

impl Debug for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attributes").finish_non_exhaustive()
    }
}
