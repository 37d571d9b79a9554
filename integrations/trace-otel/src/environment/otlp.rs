//! `OTEL_EXPORTER_OTLP_*`: each variable also in a form for one signal alone, as
//! `OTEL_EXPORTER_OTLP_TRACES_*`, which goes first.

use std::path::PathBuf;

use super::{Reader, Warning, list, shortened};
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
        }
    };
}

pub(super) fn read(reader: &mut Reader<'_>, signal: Signal) -> Otlp {
    let protocol = protocol(reader, signal);
    let mut otlp = Otlp::new(protocol, endpoint(reader, signal, protocol));
    if let Some(timeout) = reader.milliseconds(variables!(signal, "TIMEOUT"), otlp.timeout) {
        otlp.timeout = timeout;
    }
    if let Some(compression) = compression(reader, signal) {
        otlp.compression = compression;
    }
    otlp.tls = tls(reader, signal);
    headers(reader, signal, otlp)
}

fn protocol(reader: &mut Reader<'_>, signal: Signal) -> Protocol {
    const KNOWN: [&str; 3] = ["http/protobuf", "http/json", "grpc"];
    let Some((variable, value)) = reader.first(variables!(signal, "PROTOCOL")) else {
        return Protocol::default();
    };
    let instead = match value.as_str() {
        "http/protobuf" => return Protocol::HttpProtobuf,
        "grpc" if cfg!(feature = "grpc") => return Protocol::Grpc,
        "grpc" => "there with the feature `grpc` of trace-otel only",
        known if KNOWN.contains(&known) => "not supported",
        _ => "not a protocol of OTLP",
    };
    reader.warn(Warning::unusable(
        variable,
        &value,
        instead,
        "http/protobuf is used",
    ));
    Protocol::default()
}

/// The endpoint for one signal is used as it is; below the general one lies the
/// path of the signal.
fn endpoint(reader: &mut Reader<'_>, signal: Signal, protocol: Protocol) -> Endpoint {
    let [for_signal, general] = variables!(signal, "ENDPOINT");
    let default = Endpoint::default_of(signal, protocol);
    let insecure = reader
        .boolean(variables!(signal, "INSECURE"))
        .unwrap_or(false);
    for &variable in [for_signal, general] {
        let Some(value) = reader.text(variable) else {
            continue;
        };
        // gRPC knows targets without a scheme, and one variable for them.
        let url = match protocol {
            Protocol::Grpc if !value.contains("://") => {
                format!("{}://{value}", if insecure { "http" } else { "https" })
            }
            _ => value,
        };
        match url.parse::<Endpoint>() {
            Ok(endpoint) => {
                if endpoint.had_userinfo() {
                    reader.warn(userinfo(variable));
                }
                return match protocol {
                    Protocol::HttpProtobuf if variable == *general => endpoint.for_signal(signal),
                    _ => endpoint,
                };
            }
            Err(error) => {
                reader.warn(Warning::unusable(
                    variable,
                    without_secrets(&url),
                    &error.to_string(),
                    &format!("{default} is used"),
                ));
                return default;
            }
        }
    }
    default
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

fn compression(reader: &mut Reader<'_>, signal: Signal) -> Option<Compression> {
    reader.parsed(
        variables!(signal, "COMPRESSION"),
        "neither `gzip` nor `none`",
        "nothing is compressed",
        |value| match value {
            "gzip" => Some(Compression::Gzip),
            "none" => Some(Compression::None),
            _ => None,
        },
    )
}

/// Headers for one signal and general ones are not mixed. A warning counts entries
/// and shows none.
fn headers(reader: &mut Reader<'_>, signal: Signal, mut otlp: Otlp) -> Otlp {
    let Some((variable, value)) = reader.first(variables!(signal, "HEADERS")) else {
        return otlp;
    };
    let (pairs, mut unusable) = list::pairs(&value);
    for (name, value) in pairs {
        match otlp.clone().header(&name, &value) {
            Ok(with) => otlp = with,
            Err(_) => unusable += 1,
        }
    }
    if unusable > 0 {
        reader.warn(Warning::new(
            variable,
            format!(
                "{variable} has entries that are not name=value, percent-encoded, as HTTP allows \
                 them: {unusable}; the others are sent"
            ),
        ));
    }
    otlp
}

fn tls(reader: &mut Reader<'_>, signal: Signal) -> Tls {
    let mut tls = Tls {
        certificate: file(
            reader,
            variables!(signal, "CERTIFICATE"),
            "the system's are used",
        ),
        client_certificate: file(
            reader,
            variables!(signal, "CLIENT_CERTIFICATE"),
            "none is shown",
        ),
        client_key: file(
            reader,
            variables!(signal, "CLIENT_KEY"),
            "no client certificate is shown",
        ),
    };
    let (alone, missing) = match (&tls.client_certificate, &tls.client_key) {
        (Some(_), None) => (variables!(signal, "CLIENT_CERTIFICATE"), "its key"),
        (None, Some(_)) => (variables!(signal, "CLIENT_KEY"), "its certificate"),
        _ => return tls,
    };
    if let Some((variable, _)) = reader.first(alone) {
        reader.warn(Warning::new(
            variable,
            format!("{variable} is set without {missing}; no client certificate is shown"),
        ));
    }
    tls.client_certificate = None;
    tls.client_key = None;
    tls
}

/// A file that can be read now.
fn file(reader: &mut Reader<'_>, variables: &[&'static str], used: &str) -> Option<PathBuf> {
    let (variable, value) = reader.first(variables)?;
    match std::fs::File::open(&value) {
        Ok(_) => Some(PathBuf::from(value)),
        Err(error) => {
            reader.warn(Warning::new(
                variable,
                format!("{variable}={:?}: {error}; {used}", shortened(&value)),
            ));
            None
        }
    }
}
