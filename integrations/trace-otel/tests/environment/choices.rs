//! Who we are, and what is chosen by name.

use super::check;

#[test]
fn identity() {
    check("OTEL_SERVICE_NAME=payments", &["service=payments "], &[]);
    let attributes =
        "OTEL_RESOURCE_ATTRIBUTES=service.name=a,deployment.environment.name=eu%20west";
    check(attributes, &["service=a ", "\"eu west\""], &[]);
    let both = format!("{attributes}\nOTEL_SERVICE_NAME=b");
    check(&both, &["service=b ", "\"eu west\""], &[]);
    check(
        "OTEL_RESOURCE_ATTRIBUTES=service.name=a,broken",
        &["service=unknown_service:"],
        &[
            "OTEL_RESOURCE_ATTRIBUTES=\"service.name=a,broken\" has entries that are not \
           key=value, percent-encoded: 1; none of its attributes is used",
        ],
    );
}

#[test]
fn switches() {
    check(
        "OTEL_SDK_DISABLED=true",
        &["disabled by OTEL_SDK_DISABLED"],
        &[],
    );
    check("OTEL_SDK_DISABLED=TRUE", &["disabled: true"], &[]);
    check("OTEL_SDK_DISABLED=false", &["disabled: false"], &[]);
    check(
        "OTEL_SDK_DISABLED=1",
        &["disabled: false"],
        &["OTEL_SDK_DISABLED=\"1\" is neither `true` nor `false`; `false` is used"],
    );
    for level in ["none", "error", "warn", "info", "debug", "DEBUG"] {
        check(&format!("OTEL_LOG_LEVEL={level}"), &[], &[]);
    }
    check(
        "OTEL_LOG_LEVEL=loud",
        &[],
        &["OTEL_LOG_LEVEL=\"loud\" is not a log level; it has no effect"],
    );
    check(
        "OTEL_CONFIG_FILE=otel.yaml",
        &[],
        &["OTEL_CONFIG_FILE is not supported; the file is not read, the other variables are"],
    );
}

#[test]
fn samplers() {
    for (name, argument, debug) in [
        ("always_on", "", "always_on"),
        ("always_off", "", "always_off"),
        ("traceidratio", "0.25", "ratio(0.25)"),
        ("traceidratio", "", "ratio(1)"),
        ("traceidratio", "0", "ratio(0)"),
        ("parentbased_always_on", "", "parent_based(always_on)"),
        ("parentbased_always_off", "0.5", "parent_based(always_off)"),
        (
            "parentbased_traceidratio",
            "0.5",
            "parent_based(ratio(0.5))",
        ),
    ] {
        let variables = format!("OTEL_TRACES_SAMPLER={name}\nOTEL_TRACES_SAMPLER_ARG={argument}");
        let summary = format!("sampler={name} ");
        check(&variables, &[&summary, &format!("sampler: {debug}")], &[]);
    }
    for argument in ["2", "-0.1", "half", "NaN", "1e-"] {
        check(
            &format!("OTEL_TRACES_SAMPLER=traceidratio\nOTEL_TRACES_SAMPLER_ARG={argument}"),
            &["sampler: ratio(1)"],
            &[&format!(
                "OTEL_TRACES_SAMPLER_ARG={argument:?} is not a ratio between 0 and 1; 1 is used"
            )],
        );
    }
    check(
        "OTEL_TRACES_SAMPLER=ALWAYS_OFF",
        &["sampler=always_off "],
        &[],
    );
    for name in ["jaeger_remote", "parentbased_", "always_on,"] {
        check(
            &format!("OTEL_TRACES_SAMPLER={name}"),
            &["sampler=parentbased_always_on "],
            &[&format!(
                "OTEL_TRACES_SAMPLER={name:?} is not a sampler known here; parentbased_always_on \
                 is used"
            )],
        );
    }
}

#[test]
fn propagators() {
    for (names, written) in [
        ("tracecontext", "propagators=tracecontext "),
        ("tracecontext,baggage", "propagators=tracecontext,baggage "),
        ("b3", "propagators=b3 "),
        (" B3Multi , Baggage ", "propagators=b3multi,baggage "),
        ("b3,b3", "propagators=b3 "),
        ("none", "propagators=none "),
    ] {
        check(&format!("OTEL_PROPAGATORS={names}"), &[written], &[]);
    }
    check(
        "OTEL_PROPAGATORS=jaeger,b3",
        &["propagators=b3 "],
        &[
            "OTEL_PROPAGATORS: \"jaeger\" is not among tracecontext, baggage, b3, b3multi and none; \
           the others are used",
        ],
    );
    check(
        "OTEL_PROPAGATORS=xray",
        &["propagators=tracecontext,baggage "],
        &[
            "OTEL_PROPAGATORS: \"xray\" is not among tracecontext, baggage, b3, b3multi and none; \
           tracecontext,baggage is used",
        ],
    );
}

#[test]
fn exporters() {
    let otlp = "exporter=otlp http/protobuf http://localhost:4318/v1/traces ";
    let both = "exporter=otlp http/protobuf http://localhost:4318/v1/traces,console ";
    for (names, exporter) in [
        ("otlp", otlp),
        ("console", "exporter=console "),
        ("otlp, console", both),
        ("console,console", "exporter=console "),
        ("none", "exporter=none "),
        ("none,console", "exporter=console "),
        ("None", "exporter=none "),
        ("OTLP,Console", both),
    ] {
        check(&format!("OTEL_TRACES_EXPORTER={names}"), &[exporter], &[]);
    }
    check(
        "OTEL_TRACES_EXPORTER=zipkin",
        &[otlp],
        &["OTEL_TRACES_EXPORTER: \"zipkin\" is not among otlp, console and none; otlp is used"],
    );
    check(
        "OTEL_TRACES_EXPORTER=zipkin,console",
        &["exporter=console "],
        &[
            "OTEL_TRACES_EXPORTER: \"zipkin\" is not among otlp, console and none; the others are \
           used",
        ],
    );
}
