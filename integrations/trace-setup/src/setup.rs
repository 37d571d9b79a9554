//! What is to be set up.

use std::fmt;
use std::time::Duration;

use trace_otel::{Config, Destination};
use trace_runtime::Value;

use crate::collector;
use crate::error::SetupError;
use crate::telemetry::Telemetry;

/// Supervisors give a process ten seconds or more from SIGTERM on.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// Logs and traces as they are to be: from the environment, with the last word for
/// the code.
///
/// ```
/// use trace_setup::{Destination, Setup};
///
/// let telemetry = Setup::new("shop")
///     .configure(|config| config.destinations([Destination::Console]))
///     .install()?;
/// # drop(telemetry);
/// # Ok::<(), trace_setup::SetupError>(())
/// ```
#[must_use = "nothing is set up until `install` is called"]
pub struct Setup {
    service_name: String,
    has_logs: bool,
    shutdown_timeout: Duration,
    configure: Vec<Box<dyn FnOnce(Config) -> Config>>,
}

impl Setup {
    /// For a service of this name, unless the environment has another.
    pub fn new(service_name: impl Into<String>) -> Self {
        Setup {
            service_name: service_name.into(),
            has_logs: true,
            shutdown_timeout: SHUTDOWN_TIMEOUT,
            configure: Vec::new(),
        }
    }

    /// Changes what the environment says about traces: sampler, destinations,
    /// propagators, resource, limits, and where notices go.
    pub fn configure(mut self, change: impl FnOnce(Config) -> Config + 'static) -> Self {
        self.configure.push(Box::new(change));
        self
    }

    /// Leaves logging alone, for a process with a `tracing` subscriber of its own:
    /// `trace_log::from_env()` is the layer that it is to have.
    pub fn without_logs(mut self) -> Self {
        self.has_logs = false;
        self
    }

    /// How long the delivery of the last spans may take at the end; 5 seconds unless
    /// set.
    pub fn shutdown_timeout(mut self, timeout: Duration) -> Self {
        self.shutdown_timeout = timeout;
        self
    }

    /// Sets it up. Once in a process, in `main`.
    ///
    /// # Errors
    ///
    /// [`SetupError`]: there is a logger or a pipeline already, or a certificate
    /// cannot be used. No variable is an error by its text.
    pub fn install(self) -> Result<Telemetry, SetupError> {
        let (mut config, warnings) = Config::from_env();
        if !collector::is_named_for_traces() {
            config = config.destinations([Destination::Console]);
        }
        if is_nameless(&config) {
            config = config.service_name(self.service_name);
        }
        for change in self.configure {
            config = change(config);
        }
        if self.has_logs {
            trace_log::init_from_env().map_err(SetupError::Logs)?;
        }
        config.tell(&warnings);
        let pipeline = config.install().map_err(SetupError::Traces)?;
        Ok(Telemetry::new(pipeline, self.shutdown_timeout))
    }
}

/// Whether the environment leaves open which service this is.
fn is_nameless(config: &Config) -> bool {
    let resource = config.resource();
    let name = resource.get("service.name").and_then(Value::as_str);
    name.is_none_or(|name| name.is_empty() || name.starts_with("unknown_service"))
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup")
            .field("service_name", &self.service_name)
            .field("has_logs", &self.has_logs)
            .field("shutdown_timeout", &self.shutdown_timeout)
            .finish_non_exhaustive()
    }
}
