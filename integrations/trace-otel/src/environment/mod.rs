//! The `OTEL_*` variables, as the OpenTelemetry specification has them.
//!
//! No value is an error: what cannot be used is a [`Warning`], and the next general
//! variable or the default takes its place. The table of them all, from which the
//! tests are made, is `environment.md`.

mod choices;
mod list;
mod logs;
mod otlp;
mod reader;
mod resource;
mod sizes;
mod warning;

pub use logs::LogSettings;
use reader::Reader;
pub use warning::Warning;
use warning::{Unusable, shortened};

use crate::config::{Config, Otlp};
use crate::signal::Signal;

const DISABLED: &str = "OTEL_SDK_DISABLED";

impl Config {
    /// Reads the `OTEL_*` variables of the process. What cannot be used is a
    /// warning, and its default takes its place.
    #[must_use]
    pub fn from_env() -> (Self, Vec<Warning>) {
        Self::from_lookup(of_process)
    }

    /// Reads the same variables as [`from_env`](Self::from_env), from what `lookup` knows.
    #[must_use]
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> (Self, Vec<Warning>) {
        read(&lookup)
    }
}

impl Otlp {
    /// Reads the `OTEL_EXPORTER_OTLP_…` variables of the process for `signal`,
    /// such as `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` before
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`. What cannot be used is a warning, and its
    /// default takes its place.
    ///
    /// [`Config::from_env`](crate::Config::from_env) does so for spans.
    #[must_use]
    pub fn from_env(signal: Signal) -> (Self, Vec<Warning>) {
        read_otlp(&of_process, signal)
    }

    /// Reads the same variables as [`from_env`](Self::from_env), from what `lookup` knows.
    ///
    /// ```
    /// use trace_otel::{Otlp, Signal};
    ///
    /// let (otlp, warnings) = Otlp::from_lookup(Signal::Logs, |variable| match variable {
    ///     "OTEL_EXPORTER_OTLP_ENDPOINT" => Some("https://otel.example.com".to_owned()),
    ///     "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION" => Some("gzip".to_owned()),
    ///     _ => None,
    /// });
    /// assert_eq!(
    ///     otlp.to_string(),
    ///     "otlp http/protobuf https://otel.example.com/v1/logs (gzip)",
    /// );
    /// assert!(warnings.is_empty());
    /// ```
    #[must_use]
    pub fn from_lookup(
        signal: Signal,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> (Self, Vec<Warning>) {
        read_otlp(&lookup, signal)
    }
}

/// Reads all variables of traces through `lookup`.
fn read(lookup: &dyn Fn(&str) -> Option<String>) -> (Config, Vec<Warning>) {
    let mut reader = Reader::new(lookup);
    let mut config = Config {
        disabled: reader.boolean(&[DISABLED]),
        ..Config::default()
    };
    resource::read(&mut reader, &mut config);
    choices::read(&mut reader, &mut config);
    config.otlp = otlp::read(&mut reader, Signal::Traces);
    sizes::read(&mut reader, &mut config);
    without_effect(&mut reader);

    (config, reader.into_warnings())
}

/// Reads the variables of the way to a receiver.
fn read_otlp(lookup: &dyn Fn(&str) -> Option<String>, signal: Signal) -> (Otlp, Vec<Warning>) {
    let mut reader = Reader::new(lookup);
    let otlp = otlp::read(&mut reader, signal);
    (otlp, reader.into_warnings())
}

/// A variable of this process. A value that is no text cannot be any that is
/// known.
fn of_process(variable: &str) -> Option<String> {
    std::env::var_os(variable).map(|value| value.to_string_lossy().into_owned())
}

/// Variables that are known and change nothing here.
fn without_effect(reader: &mut Reader<'_>) {
    const LEVELS: [&str; 7] = ["none", "error", "warn", "info", "debug", "verbose", "all"];
    // Nothing is logged but the notices at the start.
    reader.word(
        &["OTEL_LOG_LEVEL"],
        &LEVELS.map(|level| (level, ())),
        "not a log level",
        "it has no effect",
    );
    if reader.text("OTEL_CONFIG_FILE").is_some() {
        reader.warn(Warning::new(
            "OTEL_CONFIG_FILE",
            "OTEL_CONFIG_FILE is not supported; the file is not read, the other variables are"
                .to_owned(),
        ));
    }
}
