//! Events that are records of the `log` crate: they say in fields what other
//! events say in their metadata.

use std::borrow::Cow;
use std::fmt;

use tracing::Event;
use tracing::field::{Field, Visit};
use tracing_log::NormalizeEvent as _;

const TARGET: &str = "log.target";

/// Whether `event` is one of those that `tracing-log` makes. Any other may have
/// fields of the same names.
pub(crate) fn is_record(event: &Event<'_>) -> bool {
    event.metadata().target() == "log" && event.is_log()
}

/// Whether a record has this field in place of metadata.
pub(crate) fn is_metadata(name: &str) -> bool {
    [TARGET, "log.module_path", "log.file", "log.line"].contains(&name)
}

/// The target of an event, of whichever kind.
pub(crate) fn target(event: &Event<'_>) -> Cow<'static, str> {
    let mut target = Target(None);
    if is_record(event) {
        event.record(&mut target);
    }
    match target.0 {
        Some(target) => Cow::Owned(target),
        None => Cow::Borrowed(event.metadata().target()),
    }
}

struct Target(Option<String>);

impl Visit for Target {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == TARGET {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
