//! `TRACE_LOG_FORMAT` and `RUST_LOG`.

use std::env;
use std::io::{self, IsTerminal, Write as _};

#[cfg(feature = "log")]
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::escape::{self, Spelling};
use crate::init::InitError;
use crate::layer::{LogLayer, json, terminal};

/// When `RUST_LOG` does not say, or says nothing that can be understood.
const DEFAULT_FILTER: &str = "info";

/// Logs all that `tracing` sees from now on, as the environment says.
///
/// | variable | |
/// |---|---|
/// | `RUST_LOG` | the directives of [`EnvFilter`], as in `info,sqlx=debug`; `info` unless set |
/// | `TRACE_LOG_FORMAT` | `json` or `terminal`; JSON unless standard output is a terminal |
/// | `NO_COLOR` | no colour in a terminal, if it has any value |
///
/// A value that cannot be understood is reported on standard error, and the
/// default is used. With the feature `log`, which is on by default, records of
/// the `log` crate are lines as well, with their key-values.
///
/// # Errors
///
/// [`InitError`] when the process has a logger already.
///
/// ```
/// trace_log::init_from_env()?;
/// tracing::info!("ready");
/// # Ok::<(), trace_log::InitError>(())
/// ```
pub fn init_from_env() -> Result<(), InitError> {
    let subscriber = tracing_subscriber::registry()
        .with(filter(variable("RUST_LOG").as_deref(), &mut warn))
        .with(from_env());
    // Not by `try_init`: it may have a bridge of its own, which loses key-values.
    tracing::subscriber::set_global_default(subscriber).map_err(InitError::of_subscriber)?;
    #[cfg(feature = "log")]
    {
        crate::bridge_log()?;
        log::set_max_level(tracing_log::AsLog::as_log(&LevelFilter::current()));
    }
    Ok(())
}

/// The layer that `TRACE_LOG_FORMAT` names, for a subscriber with other layers
/// beside it. See [`init_from_env`].
pub fn from_env() -> LogLayer {
    let is_terminal = io::stdout().is_terminal();
    match format(
        variable("TRACE_LOG_FORMAT").as_deref(),
        is_terminal,
        &mut warn,
    ) {
        Format::Json => json(),
        Format::Terminal => terminal(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Terminal,
}

fn format(given: Option<&str>, is_terminal: bool, warn: &mut dyn FnMut(String)) -> Format {
    match given.map(str::to_ascii_lowercase).as_deref() {
        Some("json") => Format::Json,
        Some("terminal") => Format::Terminal,
        _ => {
            let (format, name) = match is_terminal {
                true => (Format::Terminal, "terminal"),
                false => (Format::Json, "json"),
            };
            if let Some(given) = given {
                warn(format!(
                    "TRACE_LOG_FORMAT={given:?} is neither `json` nor `terminal`; using `{name}`"
                ));
            }
            format
        }
    }
}

fn filter(given: Option<&str>, warn: &mut dyn FnMut(String)) -> EnvFilter {
    let given = given.unwrap_or(DEFAULT_FILTER);
    EnvFilter::try_new(given).unwrap_or_else(|error| {
        warn(format!(
            "RUST_LOG={given:?}: {error}; using `{DEFAULT_FILTER}`"
        ));
        EnvFilter::new(DEFAULT_FILTER)
    })
}

/// One that is empty counts as not set.
fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?;
    let value = value.to_string_lossy().trim().to_owned();
    (!value.is_empty()).then_some(value)
}

fn warn(message: String) {
    let mut line = "trace: ".to_owned();
    // It quotes what it was given.
    escape::push(&mut line, &message, Spelling::Terminal);
    line.push('\n');
    // There is nobody to tell that nobody can be told.
    let _ = io::stderr().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        for (given, is_terminal, expected, warnings) in [
            (None, true, Format::Terminal, 0),
            (None, false, Format::Json, 0),
            (Some("JSON"), true, Format::Json, 0),
            (Some("terminal"), false, Format::Terminal, 0),
            (Some("xml"), true, Format::Terminal, 1),
            (Some("xml"), false, Format::Json, 1),
        ] {
            let mut warned = Vec::new();
            assert_eq!(
                format(given, is_terminal, &mut |text| warned.push(text)),
                expected
            );
            assert_eq!(warned.len(), warnings, "{given:?}: {warned:?}");
        }
    }

    #[test]
    fn filters() {
        for (given, expected, warnings) in [
            (None, "info", 0),
            (Some("warn"), "warn", 0),
            (Some("shop=trace"), "shop=trace", 0),
            (Some("shop=loud"), "info", 1),
            (Some("=,="), "info", 1),
        ] {
            let mut warned = Vec::new();
            let filter = filter(given, &mut |text| warned.push(text));
            assert_eq!(filter.to_string(), expected);
            assert_eq!(warned.len(), warnings, "{given:?}: {warned:?}");
            for text in warned {
                assert!(
                    text.contains("RUST_LOG=") && text.ends_with("using `info`"),
                    "{text}"
                );
            }
        }
    }
}
