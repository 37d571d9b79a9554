//! What environment variables say to the SDKs of OpenTelemetry.
//!
//! Sources: "OpenTelemetry Environment Variable Specification" and "OpenTelemetry Protocol
//! Exporter", version 1.5x of the specification.

use axum::http::Uri;

use super::finding::Finding;

/// Reads the variables that decide whether spans leave a process, and to where. `ports` are
/// those on which a viewer takes OTLP in.
pub(super) fn read(variable: impl Fn(&str) -> Option<String>, ports: &[u16]) -> Vec<Finding> {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let mut found = Vec::new();
    if set("OTEL_SDK_DISABLED").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) {
        found.push(Finding::bad(
            "OTEL_SDK_DISABLED is `true`: an SDK that reads it sends nothing; unset it",
        ));
    }
    if let Some(exporters) = set("OTEL_TRACES_EXPORTER")
        && !exporters
            .split(',')
            .any(|exporter| exporter.trim() == "otlp")
    {
        found.push(Finding::bad(format!(
            "OTEL_TRACES_EXPORTER is `{exporters}`, so that spans do not leave as OTLP; set it \
             to `otlp`"
        )));
    }
    found.extend(sampler(&set));
    found.extend(protocol(&set));
    found.extend(endpoints(&set, ports));
    found.extend(proxy(&set));
    if found.is_empty() {
        found.push(Finding::good(
            "no environment variable of this shell keeps spans away (a service may have others)",
        ));
    }
    found
}

fn sampler(set: &impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let sampler = set("OTEL_TRACES_SAMPLER")?;
    let sampler = sampler.trim();
    if sampler.ends_with("always_off") {
        return Some(Finding::bad(format!(
            "OTEL_TRACES_SAMPLER is `{sampler}`: no trace begins; set it to \
             `parentbased_always_on`"
        )));
    }
    if !sampler.ends_with("traceidratio") {
        return None;
    }
    let share = set("OTEL_TRACES_SAMPLER_ARG");
    let share = share
        .as_deref()
        .map_or(Ok(1.0), |share| share.trim().parse::<f64>());
    match share {
        Ok(share) if share >= 1.0 => None,
        Ok(share) if share > 0.0 => Some(Finding::odd(format!(
            "OTEL_TRACES_SAMPLER is `{sampler}`: of 1,000 traces, about {:.0} begin",
            share * 1_000.0
        ))),
        Ok(_) => Some(Finding::bad(format!(
            "OTEL_TRACES_SAMPLER is `{sampler}` with an OTEL_TRACES_SAMPLER_ARG of 0: no trace \
             begins"
        ))),
        Err(_) => Some(Finding::odd(
            "OTEL_TRACES_SAMPLER_ARG is no number: what an SDK does then differs",
        )),
    }
}

fn protocol(set: &impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let names = [
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
    ];
    let (name, value) = names
        .into_iter()
        .find_map(|name| Some((name, set(name)?)))?;
    let known = ["grpc", "http/protobuf", "http/json"];
    (!known.contains(&value.trim())).then(|| {
        Finding::bad(format!(
            "{name} is `{value}`, where `grpc`, `http/protobuf` and `http/json` are known"
        ))
    })
}

fn endpoints(set: &impl Fn(&str) -> Option<String>, ports: &[u16]) -> Vec<Finding> {
    let names = [
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
    ];
    let Some((name, value)) = names.into_iter().find_map(|name| Some((name, set(name)?))) else {
        return Vec::new();
    };
    let uri: Option<Uri> = value.trim().parse().ok();
    let Some((uri, scheme)) = uri.as_ref().and_then(|uri| Some((uri, uri.scheme_str()?))) else {
        return vec![Finding::bad(format!(
            "{name} is `{value}`, which is no URL; write `http://127.0.0.1:4318`"
        ))];
    };
    let mut found = Vec::new();
    let port = uri
        .port_u16()
        .unwrap_or(if scheme == "https" { 443 } else { 80 });
    let host = uri.host().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0");
    if !is_here || !ports.contains(&port) {
        let known: Vec<_> = ports.iter().map(u16::to_string).collect();
        found.push(Finding::odd(format!(
            "{name} sends spans to {host}, port {port}; this viewer takes them in here, on {}",
            known.join(", ")
        )));
    }
    if scheme == "https" && is_here {
        found.push(Finding::odd(format!(
            "{name} is an `https` address: without --tls-cert a viewer speaks `http`"
        )));
    }
    let over_http = protocol_of(set).is_none_or(|protocol| protocol.starts_with("http/"));
    let ends_so = uri.path().trim_end_matches('/').ends_with("/v1/traces");
    match (name.contains("TRACES"), ends_so) {
        (false, true) => found.push(Finding::bad(format!(
            "{name} ends in `/v1/traces`, to which an SDK adds `/v1/traces` once more; leave it \
             out"
        ))),
        (true, false) if over_http => found.push(Finding::bad(format!(
            "{name} is used as it is: over HTTP it must end in `/v1/traces`"
        ))),
        _ => {}
    }
    found
}

fn protocol_of(set: &impl Fn(&str) -> Option<String>) -> Option<String> {
    set("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL").or_else(|| set("OTEL_EXPORTER_OTLP_PROTOCOL"))
}

fn proxy(set: &impl Fn(&str) -> Option<String>) -> Option<Finding> {
    let either = |name: &str| set(name).or_else(|| set(&name.to_ascii_lowercase()));
    let proxy = either("HTTP_PROXY")?;
    let spared = either("NO_PROXY").unwrap_or_default();
    let spares = spared.split(',').map(str::trim);
    let mut spares = spares.filter(|host| matches!(*host, "*" | "localhost" | "127.0.0.1"));
    spares.next().is_none().then(|| {
        Finding::odd(format!(
            "HTTP_PROXY is `{}` and NO_PROXY spares neither localhost nor 127.0.0.1: spans may \
             go to the proxy",
            crate::serve::without_password(&proxy)
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Vec<(Verdict, String)> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let found = read(variable, &[4318, 4317]);
        found
            .into_iter()
            .map(|found| (found.verdict, found.sentence))
            .collect()
    }

    fn one(variables: &[(&str, &str)]) -> (Verdict, String) {
        let mut found = of(variables);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    #[test]
    fn what_is_as_it_should_be_is_no_finding() {
        let (verdict, _) = one(&[
            ("OTEL_SDK_DISABLED", "false"),
            ("OTEL_TRACES_EXPORTER", "console,otlp"),
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "1.0"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ]);
        assert_eq!(verdict, Verdict::Good);
    }

    #[test]
    fn what_sends_nothing_is_bad() {
        for variables in [
            [("OTEL_SDK_DISABLED", "TRUE")].as_slice(),
            &[("OTEL_TRACES_EXPORTER", "none")],
            &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")],
            &[
                ("OTEL_TRACES_SAMPLER", "traceidratio"),
                ("OTEL_TRACES_SAMPLER_ARG", "0"),
            ],
            &[("OTEL_EXPORTER_OTLP_PROTOCOL", "http")],
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")],
            &[(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://localhost:4318/v1/traces",
            )],
            &[(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "http://localhost:4318",
            )],
        ] {
            assert_eq!(one(variables).0, Verdict::Bad, "{variables:?}");
        }
    }

    #[test]
    fn what_may_be_meant_is_odd() {
        let (verdict, sentence) = one(&[
            ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"),
            ("OTEL_TRACES_SAMPLER_ARG", "0.05"),
        ]);
        assert_eq!(verdict, Verdict::Odd);
        assert!(
            sentence.ends_with("of 1,000 traces, about 50 begin"),
            "{sentence}"
        );
        let elsewhere = one(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")]);
        assert!(
            elsewhere.1.contains("collector, port 4318"),
            "{elsewhere:?}"
        );
        let proxy = one(&[("http_proxy", "http://ann:secret@proxy:8080")]);
        assert!(proxy.1.contains("http://ann:…@proxy:8080"), "{proxy:?}");
    }
}
