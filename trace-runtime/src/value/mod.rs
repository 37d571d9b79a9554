//! What attributes are made of: as they are given, as 64-bit words in a record, and as
//! they are read there.

mod borrowed;
mod owned;
mod pairs;
mod secret;
pub(crate) mod text;
mod visitor;
pub(crate) mod words;

pub use borrowed::{Strings, ValueRef};
pub use owned::{Key, Status, Value};
pub use pairs::Pairs;
pub use secret::Secret;
pub use visitor::ValueVisitor;
