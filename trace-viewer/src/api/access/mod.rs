//! Who may ask: a token, a login for browsers, and only pages of the viewer's own.
//!
//! A viewer on a developer's machine is reached by every page that its browser shows. So a
//! request is refused that
//!
//! * names a host that is not this viewer's (DNS rebinding: a name of somebody else that leads
//!   here),
//! * comes from a page of another origin, whatever it asks,
//! * has no token, where one is set. [`check_address`] sees to it that one is set wherever
//!   others than this machine reach the viewer.

// From the top down: a module stands above what it imports.
mod guard;
mod login;

mod admitted;

mod address;
mod headers;
mod refusal;
mod secret;

mod host;
mod origin;

pub use address::{AddressError, check_address};
pub use admitted::Access;

pub(super) use login::login;
