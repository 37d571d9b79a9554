//! What attributes are made of, and what may become one.

mod attribute;
mod borrowed;
mod owned;
mod pairs;

pub use attribute::Attribute;
pub use borrowed::{Strings, ValueRef};
pub use owned::{Key, Status, Value};
pub use pairs::IntoAttributes;

pub(crate) use crate::record::{Recorded, Slot};
