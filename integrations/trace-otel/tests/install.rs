//! From variables to spans at the receiver, and what the operator reads of it.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use support::{Action, Receiver, lock, spans};
use trace_otel::{Config, InstallError};

#[test]
fn variables_are_all_it_takes() {
    let away = Action::status("503 Away");
    let receiver = Receiver::start([away.clone(), away]);
    let url = receiver.url();
    let (config, warnings) = Config::from_lookup(|variable| {
        let value = match variable {
            "OTEL_SERVICE_NAME" => "payments",
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" => &url,
            "OTEL_EXPORTER_OTLP_HEADERS" => "authorization=Bearer%20s3cret,x-rate=100%",
            "OTEL_BSP_SCHEDULE_DELAY" => "soon",
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT" => "1",
            _ => return None,
        };
        Some(value.to_owned())
    });
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let config = config.on_notice(move |line| lock(&sink).push(line.to_owned()));
    config.tell(&warnings);
    let pipeline = config.clone().install().unwrap();
    assert_eq!(
        *lock(&lines),
        [
            "trace: OTEL_BSP_SCHEDULE_DELAY=\"soon\" is not a whole number of milliseconds; 1000 is \
             used"
                .to_owned(),
            format!(
                "trace: service=payments exporter=otlp http/protobuf {url} \
                 sampler=parentbased_always_on propagators=tracecontext,baggage"
            ),
        ]
    );

    trace_runtime::run_sync("charge", |cx| {
        cx.set_attribute("a", 1);
        cx.set_attribute("b", 2);
    });
    pipeline.flush(Duration::from_secs(30)).unwrap();
    let request = receiver.requests().remove(2);
    assert_eq!(request.header("authorization"), Some("Bearer s3cret"));
    assert_eq!(request.header("x-rate"), Some("100%"));
    let request = request.decode();
    let resource = request.resource_spans[0].resource.clone().unwrap();
    assert!(format!("{resource:?}").contains("payments"));
    let [span] = &spans(request)[..] else {
        panic!("one span")
    };
    assert_eq!(span.name, "charge");
    assert_eq!(
        (span.attributes.len(), span.dropped_attributes_count),
        (1, 1)
    );

    let report = pipeline.shutdown(Duration::from_secs(5)).unwrap();
    assert_eq!((report.stats.exported, report.stats.dropped()), (1, 0));
    assert!(matches!(config.install(), Err(InstallError::Pipeline(_))));
}
