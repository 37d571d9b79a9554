//! What is chosen by name: sampler, propagators, exporters.

use trace_runtime::Sampler;
use trace_runtime::propagation::Propagators;

use super::{Reader, Warning};
use crate::config::{Config, Destination, Sampling};

pub(super) fn read(reader: &mut Reader<'_>, config: &mut Config) {
    sampler(reader, config);
    propagators(reader, config);
    exporters(reader, config);
}

fn sampler(reader: &mut Reader<'_>, config: &mut Config) {
    const SAMPLER: &str = "OTEL_TRACES_SAMPLER";
    const ARGUMENT: &str = "OTEL_TRACES_SAMPLER_ARG";
    let Some(name) = reader.text(SAMPLER) else {
        return;
    };
    let mut ratio = || {
        reader
            .parsed(
                &[ARGUMENT],
                "not a ratio between 0 and 1",
                "1 is used",
                |ratio| {
                    ratio
                        .parse()
                        .ok()
                        .filter(|ratio| (0.0..=1.0).contains(ratio))
                },
            )
            .unwrap_or(1.0)
    };
    let root = match name.strip_prefix("parentbased_").unwrap_or(&name) {
        "always_on" => Sampler::always_on(),
        "always_off" => Sampler::always_off(),
        "traceidratio" => Sampler::ratio(ratio()),
        _ => {
            let used = "parentbased_always_on is used";
            reader.warn(Warning::unusable(
                SAMPLER,
                &name,
                "not a sampler known here",
                used,
            ));
            return;
        }
    };
    let sampler = match name.starts_with("parentbased_") {
        true => Sampler::parent_based(root),
        false => root,
    };
    config.sampling = Sampling::named(sampler, name);
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
        let destination = match name {
            "none" => {
                none = true;
                continue;
            }
            "otlp" => Destination::Otlp,
            "console" => Destination::Console,
            unusable => {
                unknown.push(unusable);
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
