//! Who produces the spans.

use super::{Reader, Warning, list, shortened};
use crate::config::Config;

pub(super) fn read(reader: &mut Reader<'_>, config: &mut Config) {
    const ATTRIBUTES: &str = "OTEL_RESOURCE_ATTRIBUTES";
    if let Some(value) = reader.text(ATTRIBUTES) {
        match list::attributes(&value) {
            (pairs, 0) => config.resource_attributes = pairs,
            // The specification asks to discard all of it.
            (_, unusable) => reader.warn(Warning::new(
                ATTRIBUTES,
                format!(
                    "{ATTRIBUTES}={:?} has entries that are not key=value, percent-encoded: \
                     {unusable}; none of its attributes is used",
                    shortened(&value)
                ),
            )),
        }
    }
    config.service_name = reader.text("OTEL_SERVICE_NAME");
}
