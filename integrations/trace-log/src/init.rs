//! Why logging cannot be set up.

use std::error::Error;
use std::fmt;

/// The process has a logger already.
#[derive(Debug)]
pub struct InitError(Taken);

/// What there can be one of.
#[derive(Debug)]
enum Taken {
    #[cfg(feature = "env-filter")]
    Subscriber(tracing::subscriber::SetGlobalDefaultError),
    #[cfg(feature = "log")]
    Log(log::SetLoggerError),
}

impl InitError {
    #[cfg(feature = "env-filter")]
    pub(crate) fn of_subscriber(error: tracing::subscriber::SetGlobalDefaultError) -> Self {
        InitError(Taken::Subscriber(error))
    }

    #[cfg(feature = "log")]
    pub(crate) fn of_log(error: log::SetLoggerError) -> Self {
        InitError(Taken::Log(error))
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            #[cfg(feature = "env-filter")]
            Taken::Subscriber(_) => {
                "this process has a logger already: install one in `main` only, or add \
                 `trace_log::from_env()` to the layers of the other"
            }
            #[cfg(feature = "log")]
            Taken::Log(_) => {
                "records of the `log` crate go to a logger already: have `trace_log` take them \
                 in `main`, before anything else does"
            }
        })
    }
}

impl Error for InitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            #[cfg(feature = "env-filter")]
            Taken::Subscriber(error) => Some(error),
            #[cfg(feature = "log")]
            Taken::Log(error) => Some(error),
        }
    }
}
