use std::error::Error;
use std::fmt;

/// Why there are no logs, or no traces.
#[derive(Debug)]
#[non_exhaustive]
pub enum SetupError {
    /// The process has a logger already: see
    /// [`Setup::without_logs`](crate::Setup::without_logs).
    Logs(trace_log::InitError),
    /// There is a pipeline already, or the exporter cannot be set up as it is
    /// configured.
    Traces(trace_otel::InstallError),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::Logs(error) => error.fmt(f),
            SetupError::Traces(error) => error.fmt(f),
        }
    }
}

impl Error for SetupError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            SetupError::Logs(error) => error.source(),
            SetupError::Traces(error) => error.source(),
        }
    }
}
