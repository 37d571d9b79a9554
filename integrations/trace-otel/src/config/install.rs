use std::error::Error;
use std::fmt;

use trace_runtime::{Pipeline, Sampler};

use super::Config;
use crate::fan_out::FanOut;
use crate::sender::SetupError;

impl Config {
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
                .max_batch(self.max_batch)
                .exporter(self.exporter()?)
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
    Pipeline(trace_runtime::InstallError),
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
