//! The names under which contexts travel, ours and those of others.

/// Whether a field of this name carries a trace context, in any case of its
/// letters: of a format that this library writes, or of another tracer.
///
/// [`TraceContract::inject`](crate::TraceContract::inject) removes all of these
/// before it writes its own, so that headers which are forwarded never say two
/// things about one request. An id by which people find a request, such as
/// `x-request-id`, is no context.
///
/// ```
/// use trace_runtime::propagation::is_context_field;
///
/// assert!(is_context_field("Traceparent"));
/// assert!(is_context_field("uberctx-role"));
/// assert!(!is_context_field("x-request-id"));
/// ```
pub fn is_context_field(name: &str) -> bool {
    let mut lower = [0; LONGEST];
    let name = name.as_bytes();
    let known = lower.get_mut(..name.len()).is_some_and(|lower| {
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        is_known(lower)
    });
    known || PREFIXES.iter().any(|prefix| begins(name, prefix))
}

/// No name below is longer.
const LONGEST: usize = 32;

/// Where each member of baggage has a field of its own: Jaeger, OpenTracing.
const PREFIXES: [&[u8]; 2] = [b"uberctx-", b"ot-baggage-"];

fn begins(name: &[u8], prefix: &[u8]) -> bool {
    name.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn is_known(lower: &[u8]) -> bool {
    matches!(
        lower,
        // W3C, and its baggage when that was a draft
        b"traceparent" | b"tracestate" | b"baggage" | b"correlation-context"
        // B3
        | b"b3" | b"x-b3-traceid" | b"x-b3-spanid" | b"x-b3-parentspanid"
        | b"x-b3-sampled" | b"x-b3-flags"
        // the plain family
        | b"x-trace-id" | b"x-span-id" | b"x-parent-span-id" | b"x-sampled"
        // Jaeger, OpenTracing
        | b"uber-trace-id" | b"jaeger-baggage" | b"jaeger-debug-id"
        | b"ot-tracer-traceid" | b"ot-tracer-spanid" | b"ot-tracer-sampled"
        | b"x-ot-span-context"
        // clouds
        | b"x-amzn-trace-id" | b"x-cloud-trace-context" | b"grpc-trace-bin"
        // vendors
        | b"x-datadog-trace-id" | b"x-datadog-parent-id" | b"x-datadog-sampling-priority"
        | b"x-datadog-origin" | b"x-datadog-tags"
        | b"sentry-trace" | b"elastic-apm-traceparent" | b"newrelic" | b"x-dynatrace"
        | b"x-instana-t" | b"x-instana-s" | b"x-instana-l"
        | b"sw8" | b"sw8-correlation" | b"sw8-x"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_as_a_whole() {
        for name in ["b3", "B3", "X-B3-TraceId", "x-datadog-sampling-priority"] {
            assert!(is_context_field(name), "{name}");
        }
        for name in ["UberCtx-user", "ot-baggage-", "OT-Baggage-user"] {
            assert!(is_context_field(name), "{name}");
        }
        let long = "x".repeat(1000);
        for name in [
            "",
            "b",
            "b33",
            "traceparent2",
            "baggage-",
            "x-request-id",
            &long,
        ] {
            assert!(!is_context_field(name), "{name}");
        }
        assert!(is_context_field(&format!("uberctx-{long}")));
    }
}
