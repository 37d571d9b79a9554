//! Where a span was made in the code goes out with it, once for each callsite.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use support::{spans, with_batch};
use trace_otel::OtlpEncoder;
use trace_runtime::{TraceContract, run_sync, traced};

#[traced]
fn plain(cx: &TraceContract) {}

#[traced(name = "another name", attributes(count = 1))]
fn named(cx: &TraceContract) {
    cx.set_attribute("late", true);
}

#[traced]
fn says_so_itself(cx: &TraceContract) {
    cx.set_attribute("code.line.number", 7);
}

#[traced(attributes(code.function.name = "mine"))]
fn declares_it(cx: &TraceContract) {}

mod inner {
    use trace_runtime::{TraceContract, traced};

    pub(super) struct Checkout<T>(pub(super) T);

    #[traced]
    impl<T> Checkout<T> {
        pub(super) fn pay(&self, cx: &TraceContract) {}
    }
}

fn sent(encoder: OtlpEncoder, name: &str) -> Span {
    let record = || {
        run_sync("root", |cx| {
            plain(cx);
            named(cx);
            says_so_itself(cx);
            declares_it(cx);
            inner::Checkout(1).pay(cx);
        });
    };
    let bytes = with_batch(record, move |batch| {
        let mut encoder = encoder;
        encoder.encode(batch).to_vec()
    });
    let request = ExportTraceServiceRequest::decode(&bytes[..]).unwrap();
    let mut spans = spans(request).into_iter();
    spans.find(|span| span.name == name).unwrap()
}

/// All attributes of the kind, as texts.
fn code(span: &Span) -> Vec<(String, String)> {
    let of_code = span.attributes.iter();
    let of_code = of_code.filter(|attribute| attribute.key.starts_with("code."));
    of_code
        .map(|attribute| {
            let value = attribute.value.clone().and_then(|value| value.value);
            let text = match value {
                Some(Value::StringValue(text)) => text,
                Some(Value::IntValue(number)) => number.to_string(),
                other => panic!("{other:?}"),
            };
            (attribute.key.clone(), text)
        })
        .collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn function_file_and_line() {
    for (span, function, line) in [
        ("plain", "code::plain", "fn plain("),
        ("another name", "code::named", "fn named("),
        ("pay", "code::inner::Checkout::pay", "fn pay("),
    ] {
        let mut lines = include_str!("code.rs").lines();
        let line = lines.position(|text| text.contains(line)).unwrap() + 1;
        let code = code(&sent(OtlpEncoder::new(), span));
        let file = code[1].1.replace('\\', "/");
        assert!(file.ends_with("trace-otel/tests/code.rs"), "{file}");
        assert_eq!(
            code,
            owned(&[
                ("code.function.name", function),
                ("code.file.path", &code[1].1),
                ("code.line.number", &line.to_string()),
            ])
        );
    }
}

#[test]
fn each_key_goes_out_once() {
    let said = code(&sent(OtlpEncoder::new(), "says_so_itself"));
    assert_eq!(said, owned(&[("code.line.number", "7")]));
    let declared = code(&sent(OtlpEncoder::new(), "declares_it"));
    assert_eq!(declared, owned(&[("code.function.name", "mine")]));
}

#[test]
fn it_can_be_turned_off() {
    for span in ["plain", "another name"] {
        let encoder = OtlpEncoder::new().code_attributes(false);
        assert!(code(&sent(encoder, span)).is_empty());
    }
}

/// Its name stands where it is made.
#[test]
fn a_span_that_is_named_at_run_time_has_none() {
    assert!(code(&sent(OtlpEncoder::new(), "root")).is_empty());
}
