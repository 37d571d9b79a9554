//! Contexts that cross processes: reading them from headers, and writing them.
//!
//! Extracting never fails. A malformed header is no parent, as the
//! specification asks, and never costs the request.

mod b3;
mod carrier;
mod environment;
mod fields;
mod hex_id;
mod outgoing;
mod plain;
mod propagators;
mod remote;

pub use carrier::{Extractor, Injector};
pub use environment::{CommandEnvironment, ProcessEnvironment};
pub use fields::is_context_field;
pub(crate) use outgoing::Outgoing;
pub use propagators::{Extracted, Format, Propagators};

use std::sync::{LazyLock, OnceLock};

/// The propagators that the pipeline was installed with.
static INSTALLED: OnceLock<Propagators> = OnceLock::new();

/// Says which formats are in force from now on; the first call counts.
pub(crate) fn install(propagators: Propagators) {
    let _ = INSTALLED.set(propagators);
}

/// The propagators of the installed pipeline, or the default ones.
pub(crate) fn installed() -> &'static Propagators {
    static DEFAULT: LazyLock<Propagators> = LazyLock::new(Propagators::default);
    INSTALLED.get().unwrap_or_else(|| &DEFAULT)
}

/// Reads what a request or message brought, with the propagators of the
/// installed pipeline.
pub fn extract(carrier: &dyn Extractor) -> Extracted {
    installed().extract(carrier)
}
