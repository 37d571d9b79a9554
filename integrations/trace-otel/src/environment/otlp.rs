//! `OTEL_EXPORTER_OTLP_*`: each variable also in a form for one signal alone, as
//! `OTEL_EXPORTER_OTLP_TRACES_*`, which goes first.

use std::path::PathBuf;

use super::{Reader, Unusable, Warning, list};
use crate::config::{Compression, Endpoint, Otlp, Protocol, Tls};
use crate::signal::Signal;

/// Both names of a variable.
macro_rules! variables {
    ($signal:expr, $name:literal) => {
        match $signal {
            Signal::Traces => &[
                concat!("OTEL_EXPORTER_OTLP_TRACES_", $name),
                concat!("OTEL_EXPORTER_OTLP_", $name),
            ],
            Signal::Logs => &[
                concat!("OTEL_EXPORTER_OTLP_LOGS_", $name),
                concat!("OTEL_EXPORTER_OTLP_", $name),
            ],
            Signal::Metrics => &[
                concat!("OTEL_EXPORTER_OTLP_METRICS_", $name),
                concat!("OTEL_EXPORTER_OTLP_", $name),
            ],
        }
    };
}

pub(super) fn read(reader: &mut Reader<'_>, signal: Signal) -> Otlp {
    let protocol = protocol(reader, signal);
    let mut otlp = Otlp::new(protocol, endpoint(reader, signal, protocol));
    otlp.timeout = reader.timeout(variables!(signal, "TIMEOUT"), otlp.timeout);
    otlp.compression = compression(reader, signal);
    otlp.tls = tls(reader, signal);
    headers(reader, signal, otlp)
}

fn protocol(reader: &mut Reader<'_>, signal: Signal) -> Protocol {
    let parse = |value: &str| {
        let what = match value.to_ascii_lowercase().as_str() {
            "http/protobuf" => return Ok(Protocol::HttpProtobuf),
            "grpc" if cfg!(feature = "grpc") => return Ok(Protocol::Grpc),
            "grpc" => "there with the feature `grpc` of trace-otel only",
            "http/json" => "not supported",
            _ => "not a protocol of OTLP",
        };
        Err(Unusable::new(value, what))
    };
    let variables = variables!(signal, "PROTOCOL");
    let chosen = reader.usable(variables, "http/protobuf is used", parse);
    chosen.map(|(_, protocol)| protocol).unwrap_or_default()
}

/// The endpoint for one signal is used as it is; below the general one lies the
/// path of the signal.
fn endpoint(reader: &mut Reader<'_>, signal: Signal, protocol: Protocol) -> Endpoint {
    let variables = variables!(signal, "ENDPOINT");
    let [_, general] = variables;
    let default = Endpoint::default_of(signal, protocol);
    let insecure = reader.boolean(variables!(signal, "INSECURE"));
    let parse = |value: &str| {
        // gRPC knows targets without a scheme, and one variable for them.
        let url = match protocol {
            Protocol::Grpc if !value.contains("://") => {
                format!("{}://{value}", if insecure { "http" } else { "https" })
            }
            _ => value.to_owned(),
        };
        url.parse::<Endpoint>()
            .map_err(|error| Unusable::new(without_secrets(&url), error.to_string()))
    };
    let chosen = reader.usable(variables, &format!("{default} is used"), parse);
    let Some((variable, endpoint)) = chosen else {
        return default;
    };
    if endpoint.had_userinfo() {
        reader.warn(userinfo(variable));
    }
    match protocol {
        Protocol::HttpProtobuf if variable == *general => endpoint.for_signal(signal),
        _ => endpoint,
    }
}

/// What can be shown of a text that is no URL: a password may stand before an
/// `@`, a key in the query. Where the `@` stands behind a `?`, either may be part
/// of the other.
fn without_secrets(text: &str) -> &str {
    let (address, query) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    match address.rsplit_once('@') {
        _ if query.contains('@') => "…",
        Some((_, host)) => host,
        None => address,
    }
}

fn userinfo(variable: &'static str) -> Warning {
    Warning::new(
        variable,
        format!(
            "{variable} has a user or a password; they are not sent, \
             OTEL_EXPORTER_OTLP_HEADERS is the place for credentials"
        ),
    )
}

fn compression(reader: &mut Reader<'_>, signal: Signal) -> Compression {
    let words = [("gzip", Compression::Gzip), ("none", Compression::None)];
    let expected = "neither `gzip` nor `none`";
    let variables = variables!(signal, "COMPRESSION");
    let chosen = reader.word(variables, &words, expected, "nothing is compressed");
    chosen.unwrap_or(Compression::None)
}

/// Headers for one signal and general ones are not mixed: the first variable that
/// has one that can be used is it. A warning counts entries and shows none.
fn headers(reader: &mut Reader<'_>, signal: Signal, otlp: Otlp) -> Otlp {
    let [for_signal, general] = *variables!(signal, "HEADERS");
    for (variable, next) in [(for_signal, Some(general)), (general, None)] {
        let Some(list) = reader.text(variable) else {
            continue;
        };
        let mut with = otlp.clone();
        let (mut used, mut unusable) = (0, 0_usize);
        for entry in list::headers(&list) {
            match entry.and_then(|(name, value)| with.clone().header_bytes(name, &value).ok()) {
                Some(more) => {
                    with = more;
                    used += 1;
                }
                None => unusable += 1,
            }
        }
        if unusable > 0 {
            let next = next.filter(|next| reader.text(next).is_some());
            let instead = match (used, next) {
                (0, Some(next)) => format!("{next} is used"),
                (0, None) => "none is sent".to_owned(),
                _ => "the others are sent".to_owned(),
            };
            reader.warn(Warning::new(
                variable,
                format!(
                    "{variable} has entries that are not name=value, percent-encoded, as HTTP \
                     allows them: {unusable}; {instead}"
                ),
            ));
        }
        if used > 0 {
            return with;
        }
    }
    otlp
}

fn tls(reader: &mut Reader<'_>, signal: Signal) -> Tls {
    let trusted = variables!(signal, "CERTIFICATE");
    let shown = variables!(signal, "CLIENT_CERTIFICATE");
    let key = variables!(signal, "CLIENT_KEY");
    let trusted = file(reader, trusted, "the system's are used");
    let shown = file(reader, shown, "none is shown");
    let key = file(reader, key, "no client certificate is shown");
    let alone = match (&shown, &key) {
        (Some((variable, _)), None) => Some((*variable, "its key")),
        (None, Some((variable, _))) => Some((*variable, "its certificate")),
        _ => None,
    };
    if let Some((variable, missing)) = alone {
        reader.warn(Warning::new(
            variable,
            format!("{variable} is set without {missing}; no client certificate is shown"),
        ));
    }
    let both = shown.zip(key).map(|((_, shown), (_, key))| (shown, key));
    let (client_certificate, client_key) = both.unzip();
    Tls {
        certificate: trusted.map(|(_, path)| path),
        client_certificate,
        client_key,
    }
}

/// A file that can be read now, and the variable that names it.
fn file(
    reader: &mut Reader<'_>,
    variables: &[&'static str],
    default: &str,
) -> Option<(&'static str, PathBuf)> {
    reader.usable(variables, default, |value| {
        match std::fs::File::open(value) {
            Ok(_) => Ok(PathBuf::from(value)),
            Err(error) => {
                let what = format!("not a file that can be read ({error})");
                Err(Unusable::new(value, what))
            }
        }
    })
}
