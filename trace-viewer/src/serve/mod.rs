//! The viewer as a server: takes OTLP in, and answers questions.

// From the top down: a module stands above what it imports.
mod run;

mod announce;
mod router;
mod stop;

mod opened;
mod tls;

pub mod ports;

mod settings;

mod link;

mod values;

pub use link::LinkTemplate;
pub use run::{ServeError, run};
pub use settings::{Settings, Storage, without_password};
pub use tls::TlsError;
pub use values::{Bytes, Keep, Percent, Place};
