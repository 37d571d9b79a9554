//! What is to be set up, for code and for the environment alike.

mod destination;
mod endpoint;
mod otlp;
mod protocol;
mod sampling;
mod summary;

use std::time::Duration;

use trace_runtime::Resource;
use trace_runtime::pipeline::Limits;
use trace_runtime::propagation::Propagators;
use trace_runtime::sampling::Sampler;

pub use destination::Destination;
pub use endpoint::{Endpoint, EndpointError};
pub use otlp::{HeaderError, Otlp};
pub use protocol::{Compression, Protocol, Tls};
pub(crate) use sampling::Sampling;

use crate::notice::Notices;

/// A pipeline as it is to be: from the `OTEL_*` variables, from code, or both.
///
/// ```
/// use trace_otel::{Compression, Config, Otlp};
/// use trace_runtime::sampling::Sampler;
///
/// let (config, warnings) = Config::from_lookup(|variable| match variable {
///     "OTEL_SERVICE_NAME" => Some("payments".to_owned()),
///     "OTEL_TRACES_SAMPLER" => Some("sometimes".to_owned()),
///     _ => None,
/// });
/// assert_eq!(
///     warnings[0].to_string(),
///     "OTEL_TRACES_SAMPLER=\"sometimes\" is not a sampler known here; \
///      parentbased_always_on is used",
/// );
///
/// let config = config
///     .sampler(Sampler::ratio(0.25))
///     .otlp(Otlp::default().compression(Compression::Gzip));
/// assert_eq!(
///     config.to_string(),
///     "service=payments exporter=otlp http/protobuf http://localhost:4318/v1/traces (gzip) \
///      sampler=ratio(0.25) propagators=tracecontext,baggage",
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) disabled: bool,
    pub(crate) service_name: Option<String>,
    pub(crate) resource_attributes: Vec<(String, String)>,
    pub(crate) sampling: Sampling,
    pub(crate) propagators: Propagators,
    pub(crate) destinations: Vec<Destination>,
    pub(crate) otlp: Otlp,
    pub(crate) schedule_delay: Duration,
    pub(crate) export_timeout: Duration,
    pub(crate) max_batch: Option<usize>,
    pub(crate) limits: Limits,
    pub(crate) code_attributes: bool,
    pub(crate) notices: Notices,
}

/// Our own decision, below the specification's 5 s: what a killed process loses
/// is what it finished in this time.
pub(crate) const SCHEDULE_DELAY: Duration = Duration::from_secs(1);

impl Default for Config {
    /// The defaults of the specification, but for a schedule delay of 1 s: OTLP
    /// over HTTP to this machine, all traces unless the caller decided
    /// otherwise, W3C headers.
    fn default() -> Self {
        Self {
            disabled: false,
            service_name: None,
            resource_attributes: Vec::new(),
            sampling: Sampling::default(),
            propagators: Propagators::default(),
            destinations: vec![Destination::Otlp],
            otlp: Otlp::default(),
            schedule_delay: SCHEDULE_DELAY,
            export_timeout: Duration::from_secs(30),
            max_batch: None,
            limits: Limits::default(),
            code_attributes: true,
            notices: Notices::default(),
        }
    }
}

impl Config {
    /// The name of this service, over one in the resource attributes.
    #[must_use]
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// Says more about who produces the spans; a key given again gets the new
    /// value.
    #[must_use]
    pub fn resource_attribute(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        self.resource_attributes.retain(|(known, _)| *known != key);
        self.resource_attributes.push((key, value.into()));
        self
    }

    /// Sets which traces are recorded.
    #[must_use]
    pub fn sampler(mut self, sampler: Sampler) -> Self {
        self.sampling = Sampling::of(sampler);
        self
    }

    /// Sets which headers are read and written.
    #[must_use]
    pub fn propagators(mut self, propagators: Propagators) -> Self {
        self.propagators = propagators;
        self
    }

    /// Where finished spans go; with none, they are recorded and thrown away.
    #[must_use]
    pub fn destinations(mut self, destinations: impl IntoIterator<Item = Destination>) -> Self {
        self.destinations = destinations.into_iter().collect();
        self
    }

    /// Sets how spans travel to a receiver of OTLP.
    #[must_use]
    pub fn otlp(mut self, otlp: Otlp) -> Self {
        self.otlp = otlp;
        self
    }

    /// How long a finished span waits for others; 1 s by default.
    #[must_use]
    pub fn schedule_delay(mut self, delay: Duration) -> Self {
        self.schedule_delay = delay;
        self
    }

    /// The time that the pipeline gives its exporters for a batch; 30 s by
    /// default. OTLP has its own below it, [`Otlp::timeout`].
    #[must_use]
    pub fn export_timeout(mut self, timeout: Duration) -> Self {
        self.export_timeout = timeout;
        self
    }

    /// The most spans that are exported at once; by default, 512, and up to 4096 while
    /// more come than the exporter takes.
    #[must_use]
    pub fn max_batch(mut self, spans: usize) -> Self {
        self.max_batch = Some(spans.max(1));
        self
    }

    /// Sets how much one span may hold.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether spans of traced functions say where they are in the code, in
    /// `code.function.name`, `code.file.path` and `code.line.number`: prepared once for
    /// each function, some 150 bytes a span. They do unless told otherwise.
    #[must_use]
    pub fn code_attributes(mut self, sent: bool) -> Self {
        self.code_attributes = sent;
        self
    }

    /// Takes the lines for the operator in place of standard error: what was set
    /// up, what was wrong with it, that a receiver is away and back.
    #[must_use]
    pub fn on_notice(mut self, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.notices = Notices::to(sink);
        self
    }

    /// Who produces the spans: the attributes, with the service's name over one
    /// among them.
    #[must_use]
    pub fn resource(&self) -> Resource {
        let mut resource = Resource::default();
        for (key, value) in &self.resource_attributes {
            resource = resource.with(key.clone(), value.clone());
        }
        match &self.service_name {
            Some(name) => resource.with("service.name", name.clone()),
            None => resource,
        }
    }
}
