//! The `OTEL_*` variables that concern log records.

use std::time::Duration;

use super::config::Otlp;
use super::endpoint::Endpoint;

impl Otlp {
    /// Reads the `OTEL_*` variables of the process. `None` if log records are
    /// not to be exported; the texts say which variable could not be used, and
    /// what is used instead.
    ///
    /// | variable | default | |
    /// |---|---|---|
    /// | `OTEL_LOGS_EXPORTER` | `otlp` | or `none` |
    /// | `OTEL_SDK_DISABLED` | `false` | `true` exports nothing |
    /// | `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT` | `http://localhost:4318/v1/logs` | used as it is |
    /// | `OTEL_EXPORTER_OTLP_ENDPOINT` | | `/v1/logs` is added |
    /// | `OTEL_EXPORTER_OTLP_LOGS_PROTOCOL`, `OTEL_EXPORTER_OTLP_PROTOCOL` | `http/protobuf` | the only one |
    /// | `OTEL_EXPORTER_OTLP_LOGS_HEADERS`, `OTEL_EXPORTER_OTLP_HEADERS` | | `name=value,…`, percent-encoded |
    /// | `OTEL_EXPORTER_OTLP_LOGS_TIMEOUT`, `OTEL_EXPORTER_OTLP_TIMEOUT` | `10000` | ms for a batch, with all attempts |
    /// | `OTEL_BLRP_SCHEDULE_DELAY` | `1000` | ms |
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
        let is_disabled = |(_, value): (_, String)| value.eq_ignore_ascii_case("true");
        if self.first(&["OTEL_SDK_DISABLED"]).is_some_and(is_disabled) {
            return None;
        }
        match self.first(&["OTEL_LOGS_EXPORTER"]) {
            Some((_, value)) if value == "none" => return None,
            Some((variable, value)) if value != "otlp" => {
                self.warn(variable, &value, "neither `otlp` nor `none`; otlp is used");
            }
            _ => {}
        }
        let protocols = [
            "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
        ];
        if let Some((variable, value)) = self.first(&protocols)
            && value != "http/protobuf"
        {
            self.warn(
                variable,
                &value,
                "not supported for logs; http/protobuf is used",
            );
        }
        let compressions = [
            "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
            "OTEL_EXPORTER_OTLP_COMPRESSION",
        ];
        if let Some((variable, value)) = self.first(&compressions)
            && value != "none"
        {
            self.warn(
                variable,
                &value,
                "not supported for logs; nothing is compressed",
            );
        }
        let mut otlp = Otlp {
            endpoint: self.endpoint(),
            ..Otlp::default()
        };
        let timeouts = [
            "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
            "OTEL_EXPORTER_OTLP_TIMEOUT",
        ];
        otlp.timeout = self.milliseconds(&timeouts, otlp.timeout);
        otlp.schedule_delay = self.milliseconds(&["OTEL_BLRP_SCHEDULE_DELAY"], otlp.schedule_delay);
        Some(self.headers(otlp))
    }

    fn endpoint(&mut self) -> Endpoint {
        let for_logs = "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT";
        let Some((variable, url)) = self.first(&[for_logs, "OTEL_EXPORTER_OTLP_ENDPOINT"]) else {
            return Endpoint::local();
        };
        match url.parse::<Endpoint>() {
            Ok(endpoint) if variable == for_logs => endpoint,
            Ok(endpoint) => endpoint.for_logs(),
            Err(error) => {
                // The URL is not shown: it may hold a password.
                let instead = Endpoint::local();
                self.warnings.push(format!(
                    "{variable} cannot be used: {error}; {instead} is used"
                ));
                instead
            }
        }
    }

    /// A warning counts entries and shows none.
    fn headers(&mut self, mut otlp: Otlp) -> Otlp {
        let variables = [
            "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
            "OTEL_EXPORTER_OTLP_HEADERS",
        ];
        let Some((variable, value)) = self.first(&variables) else {
            return otlp;
        };
        let mut unusable = 0;
        for entry in value
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let header = entry.split_once('=').and_then(|(name, value)| {
                otlp.clone()
                    .header(&decoded(name.trim())?, &decoded(value.trim())?)
                    .ok()
            });
            match header {
                Some(with) => otlp = with,
                None => unusable += 1,
            }
        }
        if unusable > 0 {
            self.warnings.push(format!(
                "{variable} has {unusable} entries that are not name=value, percent-encoded, as \
                 HTTP allows them; the others are sent"
            ));
        }
        otlp
    }

    fn milliseconds(&mut self, variables: &[&'static str], default: Duration) -> Duration {
        let Some((variable, value)) = self.first(variables) else {
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

    /// The first that is set. An empty value is no value.
    fn first(&self, variables: &[&'static str]) -> Option<(&'static str, String)> {
        variables.iter().find_map(|&variable| {
            let value = (self.lookup)(variable)?.trim().to_owned();
            (!value.is_empty()).then_some((variable, value))
        })
    }

    fn warn(&mut self, variable: &str, value: &str, why: &str) {
        let shown: String = value.chars().take(64).collect();
        self.warnings.push(format!("{variable}={shown:?} is {why}"));
    }
}

/// Without the percent-encoding; `None` if that is not right, or hides what is
/// no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        let digits = str::from_utf8(digits).ok()?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
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
        assert_eq!(otlp.endpoint.to_string(), "http://localhost:4318/v1/logs");
        assert_eq!(otlp.timeout, Duration::from_secs(10));
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn all_is_set() {
        let (otlp, warnings) = read(&[
            ("OTEL_LOGS_EXPORTER", "otlp"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://otel:1/base"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, x=y%3D"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "9"),
            ("OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "7"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "5"),
        ]);
        let otlp = otlp.unwrap();
        assert_eq!(otlp.endpoint.to_string(), "http://otel:1/base/v1/logs");
        assert_eq!(otlp.timeout, Duration::from_millis(7));
        assert_eq!(otlp.schedule_delay, Duration::from_millis(5));
        let headers: Vec<_> = otlp
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(headers, [("api-key", "a b"), ("x", "y=")]);
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
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "s3cret"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
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
