//! What senders write in JSON.

use trace_model::otlp::{Batch, Limits, Refused, Signal, json, read_traces};
use trace_model::{Attribute, Span, SpanKind, Status, Trace, Value};

const IDS: &str = r#""traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203331""#;

/// A span with these members besides its ids.
fn with(members: &str) -> String {
    format!("{{{IDS},{members}}}")
}

fn request(spans: &[String]) -> String {
    let spans = spans.join(",");
    format!(r#"{{"resourceSpans":[{{"scopeSpans":[{{"spans":[{spans}]}}]}}]}}"#)
}

fn read(text: &str) -> (Vec<Trace>, Refused) {
    let (bytes, mut refused) =
        json::to_protobuf(Signal::Traces, text.as_bytes(), &Limits::default()).expect(text);
    let (batch, more) = Batch::read(Signal::Traces, bytes.into(), &Limits::default()).expect(text);
    refused.count += more.count;
    refused.first += &more.first;
    (read_traces(&batch), refused)
}

/// The only span of a request that has one.
fn span(members: &str) -> Span {
    let (mut traces, refused) = read(&request(&[with(members)]));
    assert_eq!(refused, Refused::default(), "{members}");
    traces.remove(0).spans.remove(0)
}

fn value(written: &str) -> Value {
    let attributes = format!(r#""attributes":[{{"key":"k","value":{written}}}]"#);
    span(&attributes).attributes.remove(0).value
}

fn error(text: &str) -> String {
    let read = json::to_protobuf(Signal::Traces, text.as_bytes(), &Limits::default());
    read.expect_err(text).to_string()
}

#[test]
fn null_stands_for_nothing_anywhere() {
    let members = r#""parentSpanId":null,"events":null,"attributes":null,"name":null,
        "status":null,"kind":null,"startTimeUnixNano":null,"flags":null,"links":[null]"#;
    assert_eq!(span(members), span(r#""name":"""#));
    assert_eq!(read(r#"{"resourceSpans":null}"#).0, []);
    assert_eq!(
        read(r#"{"resourceSpans":[null,{"scopeSpans":[{"spans":null}]}]}"#).0,
        []
    );
}

#[test]
fn numbers_are_numbers_or_texts() {
    for written in ["1700000000000000001", r#""1700000000000000001""#] {
        let span = span(&format!(r#""startTimeUnixNano":{written}"#));
        assert_eq!(span.start_unix_nanos, 1_700_000_000_000_000_001);
    }
    let ends = span(r#""startTimeUnixNano":"0","endTimeUnixNano":"18446744073709551615""#);
    assert_eq!([ends.start_unix_nanos, ends.end_unix_nanos], [0, u64::MAX]);
    assert_eq!(span(r#""droppedEventsCount":"7""#).dropped_events, 7);
}

#[test]
fn values_of_every_type() {
    let pair = |key: &str, value| Attribute {
        key: key.into(),
        value,
    };
    for (written, expected) in [
        ("{}", Value::Empty),
        ("null", Value::Empty),
        (r#"{"stringValue":""}"#, "".into()),
        (r#"{"stringValue":"größer 😀"}"#, "größer 😀".into()),
        (
            r#"{"stringValue":"\u0067\ud83d\ude00\n\ud83d"}"#,
            "g😀\n\u{fffd}".into(),
        ),
        (r#"{"boolValue":false}"#, false.into()),
        (r#"{"intValue":"-9223372036854775808"}"#, i64::MIN.into()),
        (r#"{"intValue":42}"#, 42.into()),
        (r#"{"int_value":42}"#, 42.into()),
        (r#"{"doubleValue":"-Infinity"}"#, f64::NEG_INFINITY.into()),
        (r#"{"doubleValue":"1.5"}"#, 1.5.into()),
        (r#"{"doubleValue":2}"#, 2.0.into()),
        (
            r#"{"bytesValue":"AP8="}"#,
            Value::Bytes([0, 255][..].into()),
        ),
        (r#"{"bytesValue":"AP8"}"#, Value::Bytes([0, 255][..].into())),
        (r#"{"arrayValue":{}}"#, Value::List(vec![])),
        (r#"{"arrayValue":{"values":null}}"#, Value::List(vec![])),
        (
            r#"{"arrayValue":{"values":[{"intValue":1},null,{}]}}"#,
            Value::List(vec![1.into(), Value::Empty, Value::Empty]),
        ),
        (r#"{"kvlistValue":{}}"#, Value::Map(vec![])),
        (
            r#"{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}},{"key":"b"}]}}"#,
            Value::Map(vec![pair("a", true.into()), pair("b", Value::Empty)]),
        ),
    ] {
        assert_eq!(value(written), expected, "{written}");
    }
    assert!(matches!(value(r#"{"doubleValue":"NaN"}"#), Value::Double(nan) if nan.is_nan()));
}

#[test]
fn names_and_enums_come_in_both_forms() {
    let camel = span(
        r#""startTimeUnixNano":"5","kind":3,"status":{"code":2,"message":"no"},
           "droppedAttributesCount":1"#,
    );
    let snake = span(
        r#""start_time_unix_nano":5,"kind":"SPAN_KIND_CLIENT",
           "status":{"code":"STATUS_CODE_ERROR","message":"no"},"dropped_attributes_count":1"#,
    );
    assert_eq!(camel, snake);
    assert_eq!(camel.kind, SpanKind::Client);
    assert_eq!(camel.start_unix_nanos, 5);
    assert_eq!(
        camel.status,
        Status::Error {
            message: "no".into()
        }
    );
}

#[test]
fn unknown_members_are_passed_over() {
    let deep = format!("{}1{}", r#"{"a":["#.repeat(500), "]}".repeat(500));
    let span = span(&format!(
        r#""wings":{deep},"name":"buy","tail":[1,-2.5e3,true,"x"]"#
    ));
    assert_eq!(&*span.name, "buy");
}

#[test]
fn one_wrong_span_is_refused_and_the_others_are_taken() {
    let deep = format!(
        r#""attributes":[{{"key":"k","value":{}{{}}{}}}]"#,
        r#"{"arrayValue":{"values":["#.repeat(64),
        "]}}".repeat(64)
    );
    for (wrong, why) in [
        (
            with(r#""startTimeUnixNano":"yesterday""#),
            "`startTimeUnixNano` has no such value",
        ),
        (
            with(r#""startTimeUnixNano":-1"#),
            "`startTimeUnixNano` has no such value",
        ),
        (with(r#""kind":"server""#), "`kind` has no such value"),
        (with(r#""name":5"#), "`name` has no such value"),
        (with(r#""name":{"a":[]}"#), "`name` has no such value"),
        (with(r#""events":{}"#), "a list belongs here"),
        (with(r#""status":[1]"#), "an object belongs here"),
        (with(r#""status":"OK""#), "an object belongs here"),
        (
            with(r#""parentSpanId":"b7ad""#),
            "`parentSpanId` has no such value",
        ),
        (
            with(r#""traceId":"CvdlGRbNQ92ESOshHIAxnA==""#),
            "`traceId` has no such value",
        ),
        (
            with(r#""attributes":[{"key":"k","value":{"bytesValue":"*"}}]"#),
            "`bytesValue` has no such value",
        ),
        (with(&deep), "values within values more than 64 deep"),
        ("[1,2]".to_owned(), "an object belongs here"),
        (
            r#"{"spanId":"b7ad6b7169203331"}"#.to_owned(),
            "a trace id of 0 bytes, where 16 are right",
        ),
    ] {
        let good = with(r#""name":"buy""#);
        let (traces, refused) = read(&request(&[good.clone(), wrong.clone(), good]));
        assert_eq!(traces[0].spans.len(), 2, "{wrong}");
        assert_eq!(refused.count, 1, "{wrong}");
        assert!(refused.first.ends_with(why), "{wrong}: {}", refused.first);
    }
}

/// A long text in the middle of many lists is not moved once for each of them.
#[test]
fn what_is_long_is_refused_where_it_ends() {
    let value = format!(r#"{{"stringValue":"{}"}}"#, "x".repeat(2 << 20));
    let deep = format!(
        r#""attributes":[{{"key":"k","value":{}{value}{}}}]"#,
        r#"{"arrayValue":{"values":["#.repeat(60),
        "]}}".repeat(60)
    );
    let good = with(r#""name":"buy""#);
    let (traces, refused) = read(&request(&[good.clone(), with(&deep), good]));
    assert_eq!(traces[0].spans.len(), 2);
    assert_eq!(refused.count, 1);
    assert!(
        refused.first.ends_with("more than 1048576 bytes end here"),
        "{}",
        refused.first
    );
}

#[test]
fn a_wrong_resource_takes_its_spans_with_it() {
    let good = with(r#""name":"buy""#);
    let text = format!(
        r#"{{"resourceSpans":[
            {{"scopeSpans":[{{"spans":[{good},{good}]}},{{"spans":[{good}]}}],"resource":7}},
            {{"scopeSpans":[{{"spans":[{good}]}}]}}]}}"#
    );
    let (traces, refused) = read(&text);
    assert_eq!(traces[0].spans.len(), 1);
    assert_eq!(refused.count, 3);
    assert!(
        refused.first.ends_with("an object belongs here"),
        "{}",
        refused.first
    );
}

#[test]
fn what_is_no_json_is_no_request_and_the_place_is_named() {
    for (text, expected) in [
        ("", "byte 0: the text ends; a value belongs here"),
        ("[]", "byte 0: an object belongs here"),
        (
            r#"{"resourceSpans":["#,
            "byte 18: the text ends; a value belongs here",
        ),
        (
            r#"{"resourceSpans":[{}}"#,
            "byte 20: `,` or `]` belongs here",
        ),
        (r#"{"a":1 "b":2}"#, "byte 7: `,` or `}` belongs here"),
        (r#"{"a" 1}"#, "byte 5: `:` belongs here"),
        (r#"{"a":01}"#, "byte 6: `,` or `}` belongs here"),
        (r#"{"a":1.}"#, "byte 7: a digit belongs here"),
        (r#"{"a":nul}"#, "byte 5: no value begins like this"),
        (r#"{"a":"\x"}"#, "byte 7: no escape is written like this"),
        (
            r#"{"a":"\u12g4"}"#,
            "byte 8: four hexadecimal digits belong here",
        ),
        (
            r#"{"a":"b"#,
            "byte 7: the text ends; a text has no end, or a control character in it",
        ),
        ("{} {}", "byte 3: something follows the end of the value"),
    ] {
        assert_eq!(error(text), format!("JSON, {expected}"), "{text}");
    }
    let deep = format!(r#"{{"a":{}"#, "[".repeat(20_000));
    assert!(error(&deep).ends_with("nested more than 10,000 deep"));
    let no_utf_8 = json::to_protobuf(Signal::Traces, b"{\"a\":\"\xff\"}", &Limits::default());
    assert_eq!(no_utf_8.unwrap_err().at(), 6);
}
