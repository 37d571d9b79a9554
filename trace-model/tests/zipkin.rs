//! Spans of Zipkin.

use trace_model::otlp::{Batch, Limits, Signal, read_traces};
use trace_model::{Attribute, SpanKind, Status, Trace, Value, zipkin};

fn read(text: &str) -> (Vec<Trace>, u64, String) {
    let (bytes, refused) = zipkin::to_protobuf(text.as_bytes()).expect(text);
    let (batch, none) = Batch::read(Signal::Traces, bytes.into(), &Limits::default()).expect(text);
    assert_eq!(none.count, 0);
    (read_traces(&batch), refused.count, refused.first)
}

#[test]
fn a_span_with_all_that_it_may_have() {
    // The example of the API, and what is allowed besides.
    let (traces, refused, _) = read(
        r#"[{
            "id": "352bff9a74ca9ad2", "traceId": "5af7183fb1d4cf5f", "parentId": "6b221d5bc9e6496c",
            "name": "get /api", "timestamp": 1556604172355737, "duration": 1431, "kind": "SERVER",
            "localEndpoint": {"serviceName": "backend", "ipv4": "192.168.99.1", "port": 3306},
            "remoteEndpoint": {"ipv4": "172.19.0.2", "port": 58648, "serviceName": "größer"},
            "annotations": [{"timestamp": 1556604172355800, "value": "ws"}],
            "tags": {"http.method": "GET", "http.path": "/api", "error": "no"},
            "shared": true, "debug": false, "unknown": [{}]
        }]"#,
    );
    assert_eq!(refused, 0);
    let trace = &traces[0];
    assert_eq!(trace.id.to_string(), "00000000000000005af7183fb1d4cf5f");
    let span = &trace.spans[0];
    assert_eq!(span.span_id.to_string(), "352bff9a74ca9ad2");
    assert_eq!(span.parent.unwrap().to_string(), "6b221d5bc9e6496c");
    assert_eq!((&*span.name, span.kind), ("get /api", SpanKind::Server));
    assert_eq!(span.start_unix_nanos, 1_556_604_172_355_737_000);
    assert_eq!(span.duration_nanos(), 1_431_000);
    assert_eq!(&*span.service(), "backend");
    assert_eq!(span.resource.get("host.ip"), Some(&"192.168.99.1".into()));
    let attribute = |key: &str, value: Value| Attribute {
        key: key.into(),
        value,
    };
    assert_eq!(
        span.attributes,
        [
            attribute("network.peer.address", "172.19.0.2".into()),
            attribute("network.peer.port", 58_648.into()),
            attribute("peer.service", "größer".into()),
            attribute("http.method", "GET".into()),
            attribute("http.path", "/api".into()),
        ]
    );
    assert_eq!(
        span.status,
        Status::Error {
            message: "no".into()
        }
    );
    assert_eq!(&*span.events[0].name, "ws");
    assert_eq!(span.events[0].unix_nanos, 1_556_604_172_355_800_000);
}

#[test]
fn spans_of_several_traces_come_together() {
    let (traces, refused, _) = read(
        r#"[{"traceId":"1","id":"1"},{"traceId":"5982fe77008310cc80f1da5e10147517","id":"2"},
            {"traceId":"1","id":"3","kind":null,"tags":null,"annotations":null,"name":null}]"#,
    );
    assert_eq!(refused, 0);
    let spans: Vec<_> = traces.iter().map(|trace| trace.spans.len()).collect();
    assert_eq!(spans, [2, 1]);
}

#[test]
fn one_wrong_span_is_refused_alone() {
    for (wrong, why) in [
        ("{}", "a span without a valid `traceId`"),
        (r#"{"traceId":"1"}"#, "a span without a valid `id`"),
        (
            r#"{"traceId":"0","id":"1"}"#,
            "a span without a valid `traceId`",
        ),
        (
            r#"{"traceId":"xyz","id":"1"}"#,
            "an id in hexadecimal digits belongs here",
        ),
        (
            r#"{"traceId":"+1","id":"1"}"#,
            "an id in hexadecimal digits belongs here",
        ),
        (
            r#"{"traceId":"1","id":"11112222333344445"}"#,
            "an id of more than 16 digits",
        ),
        (
            r#"{"traceId":"1","id":"1","kind":"BROKER"}"#,
            "no kind of span is called so",
        ),
        (
            r#"{"traceId":"1","id":"1","timestamp":-5}"#,
            "a whole number belongs here",
        ),
        (
            r#"{"traceId":"1","id":"1","tags":{"a":1}}"#,
            "a text belongs here",
        ),
        (
            r#"{"traceId":"1","id":"1","annotations":{}}"#,
            "a list belongs here",
        ),
        ("7", "an object belongs here"),
    ] {
        let good = r#"{"traceId":"1","id":"1"}"#;
        let (traces, refused, first) = read(&format!("[{good},{wrong},{good}]"));
        assert_eq!(traces[0].spans.len(), 2, "{wrong}");
        assert_eq!(refused, 1, "{wrong}");
        assert!(first.ends_with(why), "{wrong}: {first}");
    }
}

#[test]
fn times_beyond_64_bits_stop_there() {
    let text = r#"[{"traceId":"1","id":"1","timestamp":18446744073709551615,"duration":9}]"#;
    let (traces, ..) = read(text);
    assert_eq!(traces[0].spans[0].end_unix_nanos, u64::MAX);
}

#[test]
fn what_is_no_list_is_no_request() {
    for text in ["", "{}", "[", "[{}", "[{]", "[] []"] {
        assert!(zipkin::to_protobuf(text.as_bytes()).is_err(), "{text}");
    }
}

/// The first event of a span with one annotation.
fn annotated(value: &str) -> trace_model::Event {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    let (mut traces, refused, first) = read(&format!(
        r#"[{{"traceId":"1","id":"2","annotations":[{{"timestamp":5,"value":"{value}"}}]}}]"#
    ));
    assert_eq!(refused, 0, "{first}");
    traces[0].spans[0].events.remove(0)
}

#[test]
fn an_event_of_opentelemetry_in_an_annotation_has_its_attributes() {
    // As the exporter of Python, the specification, and the exporter of Go write it.
    for value in [
        r#"{"exception": {"exception.message": "no\nmoney", "exception.escaped": "False", "tries": 3}}"#,
        r#""exception": {"exception.message": "no\nmoney", "exception.escaped": "False", "tries": 3}"#,
        r#"exception: {"exception.message": "no\nmoney", "exception.escaped": "False", "tries": 3}"#,
    ] {
        let event = annotated(value);
        assert_eq!((&*event.name, event.unix_nanos), ("exception", 5_000));
        assert_eq!(event.get("exception.message"), Some(&"no\nmoney".into()));
        assert_eq!(event.get("exception.escaped"), Some(&"False".into()));
        assert_eq!(event.get("tries"), Some(&3.into()));
    }
    let event = annotated(r#"{"e": {"list": [1, "b"], "half": 0.5, "yes": true, "none": null}}"#);
    assert_eq!(event.get("list"), Some(&r#"[1, "b"]"#.into()));
    assert_eq!(event.get("half"), Some(&0.5.into()));
    assert_eq!(event.get("yes"), Some(&true.into()));
}

#[test]
fn an_annotation_that_is_no_event_is_its_name() {
    for value in [
        "ws",
        "{}",
        "{x",
        r#"{"a": {}, "b": {}}"#,
        r#"{"a": 1}"#,
        r#"retry: {"a": 1} later"#,
        r#"retry {"a": 1}"#,
        "retry: {later}",
    ] {
        let event = annotated(value);
        assert_eq!((&*event.name, event.attributes.len()), (value, 0));
    }
}
