//! From a configuration to a pipeline that runs.

use std::error::Error;
use std::fmt;

use trace_runtime::Pipeline;
use trace_runtime::exporter::{SpanExporter, TreeExporter};
use trace_runtime::sampling::Sampler;

use crate::config::{Config, Destination};
use crate::environment::Warning;
use crate::exporter::OtlpExporter;
use crate::fan_out::FanOut;
use crate::sender::SetupError;

/// Reads the `OTEL_*` variables and installs the pipeline they describe. Once
/// in a process.
///
/// What it set up is one line on standard error, and each variable that could
/// not be used is another.
///
/// # Errors
///
/// If there is a pipeline already, if a certificate or a key cannot be used, or
/// if a feature of this crate is missing. No variable is an error by its text.
pub fn install_from_env() -> Result<Pipeline, InstallError> {
    let (config, warnings) = Config::from_env();
    config.tell(&warnings);
    config.install()
}

impl Config {
    /// Tells warnings as `on_notice` says.
    pub fn tell(&self, warnings: &[Warning]) {
        for warning in warnings {
            self.notices.say(format_args!("trace: {warning}"));
        }
    }

    /// The exporter of all destinations, for a pipeline that is built by hand.
    ///
    /// # Errors
    ///
    /// If a certificate or a key cannot be used, or if a feature of this crate
    /// is missing.
    pub fn exporter(&self) -> Result<Box<dyn SpanExporter>, SetupError> {
        let mut exporters: Vec<Box<dyn SpanExporter>> = Vec::new();
        for destination in &self.destinations {
            exporters.push(match destination {
                Destination::Otlp => {
                    let exporter = OtlpExporter::telling(&self.otlp, self.notices.clone())?;
                    Box::new(exporter.code_attributes(self.code_attributes))
                }
                Destination::Console => Box::new(TreeExporter::stderr()),
            });
        }
        Ok(match exporters.len() {
            1 => exporters.remove(0),
            _ => Box::new(FanOut(exporters)),
        })
    }

    /// Installs the pipeline, and tells in one line what it is. Once in a
    /// process.
    ///
    /// A configuration that is disabled records nothing; contexts pass through
    /// all the same.
    ///
    /// # Errors
    ///
    /// If there is a pipeline already, or as for [`exporter`](Self::exporter).
    pub fn install(self) -> Result<Pipeline, InstallError> {
        let builder = Pipeline::builder()
            .resource(self.resource())
            .propagators(self.propagators.clone())
            .limits(self.limits.clone());
        let builder = if self.disabled {
            let nothing = FanOut(Vec::new());
            builder.sampler(Sampler::always_off()).exporter(nothing)
        } else {
            builder
                .sampler(self.sampling.sampler.clone())
                .schedule_delay(self.schedule_delay)
                .export_timeout(self.export_timeout)
                .exporter(self.exporter()?)
        };
        let builder = match self.max_batch {
            Some(spans) => builder.max_batch(spans),
            None => builder,
        };
        let pipeline = builder.install().map_err(InstallError::Pipeline)?;
        self.notices.say(format_args!("trace: {self}"));
        Ok(pipeline)
    }
}

/// Why there is no pipeline.
#[derive(Debug)]
#[non_exhaustive]
pub enum InstallError {
    /// The exporter cannot be made as it is configured.
    Setup(SetupError),
    /// The pipeline cannot be installed, most likely since there is one.
    Pipeline(trace_runtime::pipeline::InstallError),
}

impl From<SetupError> for InstallError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setup(error) => write!(f, "the exporter cannot be set up: {error}"),
            Self::Pipeline(error) => error.fmt(f),
        }
    }
}

impl Error for InstallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Setup(error) => Some(error),
            Self::Pipeline(error) => Some(error),
        }
    }
}
