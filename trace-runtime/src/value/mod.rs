//! What attributes are made of, and what may become one.

mod attribute;
mod borrowed;
mod owned;

pub use attribute::Attribute;
pub use borrowed::{Strings, ValueRef};
pub use owned::{Key, Status, Value};

pub(crate) use crate::record::{Recorded, Slot};
