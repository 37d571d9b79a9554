//! What is chosen by name: sampler, propagators, exporters.

use trace_runtime::propagation::Propagators;
use trace_runtime::sampling::Sampler;

use super::{Reader, Warning};
use crate::config::{Config, Destination, Sampling};

pub(super) fn read(reader: &mut Reader<'_>, config: &mut Config) {
    sampler(reader, config);
    propagators(reader, config);
    exporters(reader, config);
}

fn sampler(reader: &mut Reader<'_>, config: &mut Config) {
    const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
    const NAMES: [&str; 6] = [
        "always_on",
        "always_off",
        "traceidratio",
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_traceidratio",
    ];
    let Some(name) = reader.word(
        &[SAMPLER],
        &NAMES.map(|name| (name, name)),
        "not a sampler known here",
        "parentbased_always_on is used",
    ) else {
        return;
    };
    let (is_parent_based, root) = match name.strip_prefix("parentbased_") {
        Some(root) => (true, root),
        None => (false, name),
    };
    let root = match root {
        "always_on" => Sampler::always_on(),
        "always_off" => Sampler::always_off(),
        _ => Sampler::ratio(ratio(reader)),
    };
    let sampler = match is_parent_based {
        true => Sampler::parent_based(root),
        false => root,
    };
    config.sampling = Sampling::named(sampler, name.to_owned());
}

fn ratio(reader: &mut Reader<'_>) -> f64 {
    let ratio = reader.parsed(
        &["OTEL_TRACES_SAMPLER_ARG"],
        "not a ratio between 0 and 1",
        "1 is used",
        |ratio| {
            let ratio = ratio.parse().ok();
            ratio.filter(|ratio| (0.0..=1.0).contains(ratio))
        },
    );
    ratio.unwrap_or(1.0)
}

fn propagators(reader: &mut Reader<'_>, config: &mut Config) {
    const PROPAGATORS: &str = "OTEL_PROPAGATORS";
    let Some(names) = reader.text(PROPAGATORS) else {
        return;
    };
    let (propagators, unknown) = Propagators::from_names(&names);
    if !unknown.is_empty() {
        let used = match propagators == Propagators::default() {
            true => "tracecontext,baggage is used",
            false => "the others are used",
        };
        let known = "tracecontext, baggage, b3, b3multi and none";
        reader.warn(Warning::not_among(
            PROPAGATORS,
            &unknown.join(","),
            known,
            used,
        ));
    }
    config.propagators = propagators;
}

/// A list. `none` in it is no exporter, and so stands alone.
fn exporters(reader: &mut Reader<'_>, config: &mut Config) {
    const EXPORTER: &str = "OTEL_TRACES_EXPORTER";
    let Some(names) = reader.text(EXPORTER) else {
        return;
    };
    let mut chosen = Vec::new();
    let mut unknown = Vec::new();
    let mut none = false;
    for name in names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
    {
        let destination = match name.to_ascii_lowercase().as_str() {
            "none" => {
                none = true;
                continue;
            }
            "otlp" => Destination::Otlp,
            "console" => Destination::Console,
            _ => {
                unknown.push(name);
                continue;
            }
        };
        if !chosen.contains(&destination) {
            chosen.push(destination);
        }
    }
    let nothing = chosen.is_empty() && !none;
    if !unknown.is_empty() {
        let used = if nothing {
            "otlp is used"
        } else {
            "the others are used"
        };
        let known = "otlp, console and none";
        reader.warn(Warning::not_among(
            EXPORTER,
            &unknown.join(","),
            known,
            used,
        ));
    }
    if !nothing {
        config.destinations = chosen;
    }
}
