//! The `OTEL_*` variables that concern log records.

use std::time::Duration;

use trace_otel::Signal;

use super::config::Otlp;

impl Otlp {
    /// Reads the `OTEL_*` variables of the process. `None` if log records are
    /// not to be exported; the texts say which variable could not be used, and
    /// what is used instead.
    ///
    /// | variable | default | |
    /// |---|---|---|
    /// | `OTEL_LOGS_EXPORTER` | `otlp` | or `none` |
    /// | `OTEL_SDK_DISABLED` | `false` | `true` exports nothing |
    /// | `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` | `http://localhost:4318/v1/logs` | used as it is; gRPC: `http://localhost:4317` |
    /// | `OTEL_EXPORTER_OTLP_ENDPOINT` | | `/v1/logs` is added; gRPC: used as it is |
    /// | `OTEL_EXPORTER_OTLP_PROTOCOL` | `http/protobuf` | `grpc` with that feature of `trace-otel` |
    /// | `OTEL_EXPORTER_OTLP_HEADERS` | | `name=value,…`, percent-encoded |
    /// | `OTEL_EXPORTER_OTLP_TIMEOUT` | `10000` | ms for a batch, with all attempts |
    /// | `OTEL_EXPORTER_OTLP_COMPRESSION` | `none` | `gzip` |
    /// | `OTEL_EXPORTER_OTLP_INSECURE` | `false` | for a gRPC endpoint without scheme |
    /// | `OTEL_EXPORTER_OTLP_CERTIFICATE` | the system's | PEM, whom to trust |
    /// | `OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE`, `…_CLIENT_KEY` | | PEM, both or none |
    /// | `OTEL_BLRP_SCHEDULE_DELAY` | `1000` | ms |
    ///
    /// Each `OTEL_EXPORTER_OTLP_…` is also there as `OTEL_EXPORTER_OTLP_LOGS_…`,
    /// which goes first.
    ///
    /// The resource is not among them: give it the one of the spans, with
    /// [`resource`](Self::resource).
    pub fn from_env() -> (Option<Self>, Vec<String>) {
        // A value that is no text cannot be any that is known.
        Self::from_lookup(|variable| {
            std::env::var_os(variable).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// As [`from_env`](Self::from_env), from variables that `lookup` knows.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> (Option<Self>, Vec<String>) {
        let mut reader = Reader {
            lookup: &lookup,
            warnings: Vec::new(),
        };
        let otlp = reader.otlp();
        (otlp, reader.warnings)
    }
}

struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    warnings: Vec<String>,
}

impl Reader<'_> {
    fn otlp(&mut self) -> Option<Otlp> {
        let is_disabled = |value: String| value.eq_ignore_ascii_case("true");
        if self.text("OTEL_SDK_DISABLED").is_some_and(is_disabled) {
            return None;
        }
        const EXPORTER: &str = "OTEL_LOGS_EXPORTER";
        match self.text(EXPORTER).as_deref() {
            None | Some("otlp") => {}
            Some("none") => return None,
            Some(value) => self.warn(EXPORTER, value, "neither `otlp` nor `none`; otlp is used"),
        }
        let (transport, warnings) = trace_otel::Otlp::from_lookup(Signal::Logs, self.lookup);
        let warnings = warnings.iter().map(ToString::to_string);
        self.warnings.extend(warnings);
        let mut otlp = Otlp::new(transport);
        otlp.schedule_delay = self.milliseconds("OTEL_BLRP_SCHEDULE_DELAY", otlp.schedule_delay);
        Some(otlp)
    }

    fn milliseconds(&mut self, variable: &str, default: Duration) -> Duration {
        let Some(value) = self.text(variable) else {
            return default;
        };
        match value.parse() {
            Ok(millis @ 1..) => Duration::from_millis(millis),
            _ => {
                let used = default.as_millis();
                let instead = format!("not a number of milliseconds above zero; {used} is used");
                self.warn(variable, &value, &instead);
                default
            }
        }
    }

    /// An empty value is no value.
    fn text(&self, variable: &str) -> Option<String> {
        let value = (self.lookup)(variable)?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    }

    fn warn(&mut self, variable: &str, value: &str, why: &str) {
        let shown: String = value.chars().take(64).collect();
        self.warnings.push(format!("{variable}={shown:?} is {why}"));
    }
}

#[cfg(test)]
mod tests {
    use trace_otel::Compression;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> (Option<Otlp>, Vec<String>) {
        Otlp::from_lookup(|variable| {
            let found = variables.iter().find(|(name, _)| *name == variable);
            found.map(|(_, value)| (*value).to_owned())
        })
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
            ("OTEL_LOGS_EXPORTER", "none"),
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
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=s3cret%+1"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "0"),
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
