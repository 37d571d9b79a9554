#![doc = include_str!("../README.md")]

// From the top down: a module stands above what it imports.
mod setup;

mod collector;
mod error;
mod telemetry;

pub use error::SetupError;
pub use setup::Setup;
pub use telemetry::Telemetry;
pub use trace_otel::{Config, Destination};

/// Sets up logs and traces as the environment says, for a service of this name
/// unless the environment has another. Once in a process, in `main`.
///
/// # Errors
///
/// [`SetupError`]: there is a logger or a pipeline already, or a certificate cannot
/// be used. No variable is an error by its text.
///
/// ```
/// let telemetry = trace_setup::install("shop")?;
/// // … the program …
/// telemetry.shutdown()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn install(service_name: impl Into<String>) -> Result<Telemetry, SetupError> {
    Setup::new(service_name).install()
}
