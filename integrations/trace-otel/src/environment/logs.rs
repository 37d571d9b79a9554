use std::time::Duration;

use super::{DISABLED, Reader, Warning, of_process, otlp};
use crate::config::{Otlp, SCHEDULE_DELAY};
use crate::signal::Signal;

/// What the `OTEL_*` variables say of exporting log records, for whoever exports
/// them: `trace-log` does.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogSettings {
    /// The way to the receiver.
    pub otlp: Otlp,
    /// How long a record waits for others; 1 s by default.
    pub schedule_delay: Duration,
}

impl LogSettings {
    /// Reads the variables of the process. `None` if log records are not to be
    /// exported.
    #[must_use]
    pub fn from_env() -> (Option<Self>, Vec<Warning>) {
        Self::from_lookup(of_process)
    }

    /// Reads the same variables as [`from_env`](Self::from_env), from what `lookup` knows.
    ///
    /// ```
    /// use trace_otel::LogSettings;
    ///
    /// let (settings, warnings) = LogSettings::from_lookup(|variable| match variable {
    ///     "OTEL_LOGS_EXPORTER" => Some("None".to_owned()),
    ///     _ => None,
    /// });
    /// assert!(settings.is_none() && warnings.is_empty());
    /// ```
    #[must_use]
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> (Option<Self>, Vec<Warning>) {
        let mut reader = Reader::new(&lookup);
        let settings = read(&mut reader);
        (settings, reader.into_warnings())
    }
}

fn read(reader: &mut Reader<'_>) -> Option<LogSettings> {
    if reader.boolean(&[DISABLED]) {
        return None;
    }
    let words = [("otlp", true), ("none", false)];
    let expected = "neither `otlp` nor `none`";
    let exported = reader.word(&["OTEL_LOGS_EXPORTER"], &words, expected, "otlp is used");
    if exported == Some(false) {
        return None;
    }
    for (variable, why) in WITHOUT_EFFECT {
        reader.without_effect(variable, why);
    }
    Some(LogSettings {
        otlp: otlp::read(reader, Signal::Logs),
        schedule_delay: reader.delay("OTEL_BLRP_SCHEDULE_DELAY", SCHEDULE_DELAY),
    })
}

const WITHOUT_EFFECT: [(&str, &str); 3] = [
    (
        "OTEL_BLRP_EXPORT_TIMEOUT",
        "a batch has the time of OTEL_EXPORTER_OTLP_TIMEOUT",
    ),
    (
        "OTEL_BLRP_MAX_QUEUE_SIZE",
        "records wait in a buffer bounded in bytes, not in records",
    ),
    (
        "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
        "a batch is bounded in bytes, not in records",
    ),
];
