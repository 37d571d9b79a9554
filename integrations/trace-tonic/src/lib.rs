//! [`tonic`] under a trace contract: calls in and out, each with its span.

// From the top down: a module stands above what it imports.
#[cfg(feature = "server")]
mod inbound;
#[cfg(feature = "server")]
mod layer;

#[cfg(feature = "client")]
mod body;
#[cfg(feature = "client")]
mod channel;
#[cfg(feature = "client")]
mod gate;
#[cfg(feature = "client")]
mod response;
#[cfg(feature = "client")]
mod span;

#[cfg(feature = "client")]
pub use body::ResponseBody;
#[cfg(feature = "client")]
pub use channel::{Channel, TracedChannel};
#[cfg(feature = "client")]
pub use gate::WriteTracedCx;
#[cfg(feature = "server")]
pub use inbound::{FromRequest, MissingContract, hand_inward, inbound};
#[cfg(feature = "server")]
pub use layer::TraceLayer;

/// The complete list of names that `#[traced]` may write into a program.
#[cfg(feature = "server")]
#[doc(hidden)]
pub mod __macro_support {
    pub use crate::inbound::{inbound, refused};
}

#[cfg(feature = "client")]
pub use response::ResponseFuture;
