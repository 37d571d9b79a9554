//! What one call sets up, seen from outside: each test runs this program again, as
//! a service with an environment of its own.

mod service;

use std::time::Duration;

use service::{Collector, run};
use trace_runtime::sampling::Sampler;
use trace_setup::{Destination, Setup};

/// The service: a trace with a log line in it, and a way to end.
fn serve(setup: Setup) -> trace_setup::Telemetry {
    let telemetry = setup.install().expect("nothing is installed yet");
    trace_runtime::run_sync("restock", |cx| {
        cx.set_attribute("items", 12);
        tracing::info!(item = "nuts", "restocked");
        tracing::debug!("not by default");
    });
    telemetry
}

fn main() {
    service::as_told(&[
        ("shutdown", || drop(serve(Setup::new("shop")).shutdown())),
        ("dropped", || drop(serve(Setup::new("shop")))),
        ("twice", || {
            let _telemetry = serve(Setup::new("shop"));
            let error = trace_setup::install("shop").expect_err("there is one");
            println!("{error}");
            let error = Setup::new("shop").without_logs().install();
            println!("{}", error.expect_err("there is one"));
        }),
        ("by_code", || {
            let setup = Setup::new("shop")
                .configure(|config| config.sampler(Sampler::always_off()))
                .configure(|config| config.service_name("by code"))
                .shutdown_timeout(Duration::from_secs(1))
                .without_logs();
            let report = serve(setup).shutdown().expect("it is the first");
            println!("exported: {}", report.stats.exported);
        }),
        ("dead_collector", || {
            let setup = Setup::new("shop").shutdown_timeout(Duration::from_millis(200));
            drop(serve(setup.configure(|config| {
                config.destinations([Destination::Otlp])
            })));
        }),
    ]);
    the_console_unless_a_collector_is_named();
    the_environment_names_the_service();
    a_collector_that_is_named_gets_the_spans();
    lines_for_people_on_request();
    what_cannot_be_used_is_told();
    nothing_is_recorded_when_disabled();
    code_has_the_last_word();
    losses_are_told();
    a_second_setup_is_refused();
    println!("test result: ok. 9 passed; 0 failed");
}

fn the_console_unless_a_collector_is_named() {
    for (program, environment) in [
        ("shutdown", &[][..]),
        ("dropped", &[]),
        // Empty is unset.
        (
            "dropped",
            &[
                ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
                ("OTEL_TRACES_EXPORTER", " "),
            ],
        ),
    ] {
        let service = run(program, environment);
        assert!(
            service.stderr.contains("service=shop exporter=console "),
            "{service:?}"
        );
        assert!(service.stderr.contains("\nrestock "), "{service:?}");
        // One line of JSON, since standard output is no terminal here.
        let line: serde_json::Value = serde_json::from_str(&service.stdout).expect("one line");
        assert_eq!(line["message"], "restocked");
        assert_eq!(line["fields"]["item"], "nuts");
        assert_eq!(line["trace_id"].as_str().map(str::len), Some(32), "{line}");
    }
}

fn the_environment_names_the_service() {
    for (environment, name) in [
        (&[("OTEL_SERVICE_NAME", "till")][..], "till"),
        (
            &[("OTEL_RESOURCE_ATTRIBUTES", "a=b,service.name=till")],
            "till",
        ),
        (&[("OTEL_RESOURCE_ATTRIBUTES", "a=b")], "shop"),
        (&[("OTEL_SERVICE_NAME", "")], "shop"),
    ] {
        let service = run("dropped", environment);
        let expected = format!("trace: service={name} ");
        assert!(
            service.stderr.contains(&expected),
            "{environment:?}: {service:?}"
        );
    }
}

fn a_collector_that_is_named_gets_the_spans() {
    for (variable, path) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces"),
    ] {
        let collector = Collector::start();
        let url = format!("{}{path}", collector.url);
        let service = run("dropped", &[(variable, &url)]);
        let received = collector.received();
        assert!(received.starts_with("POST /v1/traces "), "{received}");
        assert!(
            received.contains("restock") && received.contains("shop"),
            "{received}"
        );
        // And not on the console.
        assert!(!service.stderr.contains("\nrestock "), "{service:?}");
    }
    let service = run("dropped", &[("OTEL_TRACES_EXPORTER", "none")]);
    assert!(!service.stderr.contains("\nrestock "), "{service:?}");
}

fn lines_for_people_on_request() {
    let environment = [("TRACE_LOG_FORMAT", "terminal"), ("RUST_LOG", "debug")];
    let service = run("dropped", &environment);
    assert!(
        service.stdout.contains(": restocked item=nuts\n"),
        "{service:?}"
    );
    assert!(service.stdout.contains(": not by default\n"), "{service:?}");
}

fn what_cannot_be_used_is_told() {
    let environment = [
        ("OTEL_TRACES_SAMPLER", "sometimes"),
        ("RUST_LOG", "shop=loud"),
        ("OTEL_BSP_SCHEDULE_DELAY", "soon"),
    ];
    let service = run("dropped", &environment);
    for (variable, _) in environment {
        let told = |line: &str| line.starts_with("trace: ") && line.contains(variable);
        assert_eq!(
            service.stderr.lines().filter(|line| told(line)).count(),
            1,
            "{service:?}"
        );
    }
    assert!(service.stderr.contains("\nrestock "), "{service:?}");
}

fn nothing_is_recorded_when_disabled() {
    let service = run("dropped", &[("OTEL_SDK_DISABLED", "true")]);
    assert!(!service.stderr.contains("\nrestock "), "{service:?}");
    assert!(service.stdout.contains("\"trace_id\""), "{service:?}");
}

fn code_has_the_last_word() {
    let environment = [
        ("OTEL_SERVICE_NAME", "till"),
        ("OTEL_TRACES_SAMPLER", "always_on"),
    ];
    let service = run("by_code", &environment);
    assert!(service.stderr.contains("service=by code "), "{service:?}");
    assert_eq!(service.stdout, "exported: 0\n");
}

fn losses_are_told() {
    let url = service::nobodys_url();
    let service = run("dead_collector", &[("OTEL_EXPORTER_OTLP_ENDPOINT", &url)]);
    let told = |line: &str| line.starts_with("trace: at the end: ");
    assert_eq!(
        service.stderr.lines().filter(|line| told(line)).count(),
        1,
        "{service:?}"
    );
}

fn a_second_setup_is_refused() {
    let service = run("twice", &[]);
    let [_, logger, pipeline] = service.stdout.lines().collect::<Vec<_>>()[..] else {
        panic!("{service:?}");
    };
    assert!(logger.contains("a logger already"), "{logger}");
    assert!(pipeline.contains("pipeline"), "{pipeline}");
}
