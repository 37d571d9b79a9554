//! Ports, and who has them.

// From the top down: a module stands above what it imports.
mod bind;

mod owner;

pub use bind::{BindError, bind};
pub use owner::{Owner, owner_of};
