use std::fmt;

use trace_runtime::Value;
use trace_runtime::propagation::Format;

use super::{Config, Destination};

/// The one line that says what is set up. It holds no header and no password.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.disabled {
            return f.write_str("disabled by OTEL_SDK_DISABLED");
        }
        let resource = self.resource();
        let service = resource.get("service.name").and_then(Value::as_str);
        write!(f, "service={} exporter=", service.unwrap_or_default())?;
        if self.destinations.is_empty() {
            f.write_str("none")?;
        }
        for (index, destination) in self.destinations.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            match destination {
                Destination::Otlp => self.otlp.fmt(f)?,
                Destination::Console => f.write_str("console")?,
            }
        }
        write!(f, " sampler={} propagators=", self.sampling.name)?;
        if self.propagators.written().is_empty() {
            f.write_str("none")?;
        }
        for (index, format) in self.propagators.written().iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "," })?;
            f.write_str(name(*format))?;
        }
        Ok(())
    }
}

/// The name of a format in `OTEL_PROPAGATORS`.
fn name(format: Format) -> &'static str {
    match format {
        Format::TraceContext => "tracecontext",
        Format::Baggage => "baggage",
        Format::B3 => "b3",
        Format::B3Multi => "b3multi",
        _ => "other",
    }
}
