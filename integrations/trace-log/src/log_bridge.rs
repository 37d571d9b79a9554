//! From the `log` crate to `tracing`, key-values and all.
//!
//! An event of `tracing` has the fields that its callsite declares, and a record
//! has whichever it is given. So these do not travel in the event, as
//! `tracing-log` makes it, but beside it: the thread keeps them while it hands the
//! event to its subscriber (`field/key_values.rs`), and our layers take them from there.

use log::{LevelFilter, Log, Metadata, Record};
use tracing::dispatcher;
use tracing_log::AsTrace as _;

use crate::field::key_values::{Beside, KeyValue};
use crate::init::InitError;

/// Makes the records of the `log` crate events of `tracing`, with their
/// key-values as fields: numbers, booleans and texts as such, all else as the text
/// that `Display` gives. [`init_from_env`](crate::init_from_env) does so by itself.
///
/// In place of `tracing_log::LogTracer`, which loses the key-values; and so do
/// layers that are not of this crate.
///
/// # Errors
///
/// [`InitError`] when the process has a logger for them already.
///
/// ```
/// use tracing_subscriber::layer::SubscriberExt as _;
/// use tracing_subscriber::util::SubscriberInitExt as _;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// tracing_subscriber::registry().with(trace_log::json()).try_init()?;
/// trace_log::bridge_log()?;
/// log::info!(order = 42; "paid");
/// # Ok(())
/// # }
/// ```
pub fn bridge_log() -> Result<(), InitError> {
    log::set_logger(&LogBridge).map_err(InitError::of_log)?;
    // What is logged is up to the subscriber.
    log::set_max_level(LevelFilter::max());
    Ok(())
}

struct LogBridge;

impl Log for LogBridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level().as_trace() <= tracing::level_filters::LevelFilter::current()
            && dispatcher::get_default(|subscriber| subscriber.enabled(&metadata.as_trace()))
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            Beside::keep(KeyValue::all_of(record), || {
                // It does not fail.
                let _ = tracing_log::format_trace(record);
            });
        }
    }

    fn flush(&self) {}
}
