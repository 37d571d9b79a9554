//! Spans that other crates make with `tracing`: which become spans of the trace.

use std::borrow::Cow;

use tracing::Metadata;
use tracing::level_filters::LevelFilter;

/// Which spans of `tracing` become spans of the trace at hand.
///
/// The default adopts those of level INFO and above, but for the spans of the
/// crates that an exporter sends with: it would trace itself without end.
///
/// ```
/// use tracing::level_filters::LevelFilter;
///
/// let layer = trace_log::json()
///     .adopt(trace_log::Adopt::up_to(LevelFilter::DEBUG).except("noisy_driver"));
/// # drop(layer);
/// ```
#[derive(Debug, Clone)]
pub struct Adopt {
    level: LevelFilter,
    except: Vec<Cow<'static, str>>,
}

/// The transports of exporters, and we ourselves.
const EXPORT: [&str; 8] = [
    "h2",
    "hyper",
    "hyper_util",
    "opentelemetry",
    "rustls",
    "tonic",
    "trace_otel",
    "trace_runtime",
];

impl Adopt {
    /// Spans of `level` and of those more severe.
    pub fn up_to(level: LevelFilter) -> Self {
        Adopt {
            level,
            except: EXPORT.map(Cow::Borrowed).to_vec(),
        }
    }

    /// Adopts no span: log lines carry the ids of the contract alone.
    pub fn nothing() -> Self {
        Self::up_to(LevelFilter::OFF)
    }

    /// Not those of this target and of the modules below it.
    #[must_use]
    pub fn except(mut self, target: impl Into<Cow<'static, str>>) -> Self {
        self.except.push(target.into());
        self
    }

    pub(crate) fn takes(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
            && !self
                .except
                .iter()
                .any(|except| is_within(metadata.target(), except))
    }
}

impl Default for Adopt {
    fn default() -> Self {
        Self::up_to(LevelFilter::INFO)
    }
}

/// Whether `target` is `module` or a module below it.
fn is_within(target: &str, module: &str) -> bool {
    let below = target.strip_prefix(module);
    below.is_some_and(|below| below.is_empty() || below.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_not_its_namesake() {
        assert!(is_within("h2", "h2"));
        assert!(is_within("h2::client", "h2"));
        assert!(!is_within("h2o", "h2"));
        assert!(!is_within("shop::h2", "h2"));
    }
}
