//! The `OTEL_*` variables that concern log records.

use trace_otel::{LogSettings, Warning};

use super::config::Otlp;

impl Otlp {
    /// Reads the `OTEL_*` variables of the process. `None` if log records are not
    /// to be exported; a warning says which variable could not be used, and what is
    /// used instead.
    ///
    /// `trace_otel` has a table of them all: those of traces that begin with
    /// `OTEL_EXPORTER_OTLP_`, `OTEL_SDK_DISABLED`, `OTEL_LOGS_EXPORTER`, and those
    /// that begin with `OTEL_BLRP_`. Each `OTEL_EXPORTER_OTLP_…` is also there as
    /// `OTEL_EXPORTER_OTLP_LOGS_…`, which goes first.
    ///
    /// The resource is not among them: give it the one of the spans, with
    /// [`resource`](Self::resource).
    pub fn from_env() -> (Option<Self>, Vec<Warning>) {
        let (settings, warnings) = LogSettings::from_env();
        (settings.map(Self::of), warnings)
    }

    /// Reads the same variables as [`from_env`](Self::from_env), from what `lookup` knows.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> (Option<Self>, Vec<Warning>) {
        let (settings, warnings) = LogSettings::from_lookup(lookup);
        (settings.map(Self::of), warnings)
    }

    fn of(settings: LogSettings) -> Self {
        Otlp::new(settings.otlp).schedule_delay(settings.schedule_delay)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use trace_otel::Compression;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> (Option<Otlp>, Vec<String>) {
        let (otlp, warnings) = Otlp::from_lookup(|variable| {
            let found = variables.iter().find(|(name, _)| *name == variable);
            found.map(|(_, value)| (*value).to_owned())
        });
        (otlp, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_is_set() {
        let (otlp, warnings) = read(&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]);
        let otlp = otlp.unwrap();
        assert_eq!(
            otlp.transport,
            trace_otel::Otlp::http("http://localhost:4318/v1/logs".parse().unwrap())
                .timeout(Duration::from_secs(10))
        );
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn all_is_set() {
        let (otlp, warnings) = read(&[
            ("OTEL_LOGS_EXPORTER", "otlp"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel:1/base"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, x=y%3D"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "9"),
            ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "7"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "none"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "5"),
        ]);
        let otlp = otlp.unwrap();
        let expected = trace_otel::Otlp::http("https://otel:1/base/v1/logs".parse().unwrap())
            .header("api-key", "a b")
            .and_then(|otlp| otlp.header("x", "y="))
            .unwrap()
            .timeout(Duration::from_millis(7))
            .compression(Compression::Gzip);
        assert_eq!(otlp.transport, expected);
        assert_eq!(otlp.schedule_delay, Duration::from_millis(5));
        assert!(!format!("{otlp:?}").contains("a b"));
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn it_can_be_turned_off() {
        for off in [
            ("OTEL_LOGS_EXPORTER", "None"),
            ("OTEL_SDK_DISABLED", "True"),
        ] {
            assert!(read(&[off]).0.is_none());
        }
    }

    #[test]
    fn each_unusable_value_is_one_warning() {
        for (variable, value) in [
            ("OTEL_LOGS_EXPORTER", "console"),
            (
                "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
                "https://user:s3cret@otel",
            ),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "user:s3cret@otel?key=s3cret"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "s3cret"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=s3cret%0D%0A"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "-1"),
            ("OTEL_BLRP_MAX_QUEUE_SIZE", "1"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "-1"),
        ] {
            let (otlp, warnings) = read(&[(variable, value)]);
            assert!(otlp.is_some());
            assert_eq!(warnings.len(), 1, "{variable}={value}: {warnings:?}");
            assert!(warnings[0].starts_with(variable), "{warnings:?}");
            assert!(!warnings[0].contains("s3cret"), "{warnings:?}");
        }
    }
}
