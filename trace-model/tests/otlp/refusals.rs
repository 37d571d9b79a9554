//! What senders do wrong, in protobuf.

use trace_model::otlp::{Batch, Limits, Refused, Signal, read_traces};

/// A field of bytes, text or a message.
fn bytes(number: u8, of: &[u8]) -> Vec<u8> {
    let mut field = Vec::new();
    prost::encoding::encode_key(
        number.into(),
        prost::encoding::WireType::LengthDelimited,
        &mut field,
    );
    prost::encoding::encode_varint(of.len() as u64, &mut field);
    field.extend_from_slice(of);
    field
}

fn request(spans: &[Vec<u8>]) -> Vec<u8> {
    let spans: Vec<u8> = spans.iter().flat_map(|span| bytes(2, span)).collect();
    bytes(1, &bytes(2, &spans))
}

/// A span with these ids, and more.
fn span(trace_id: &[u8], span_id: &[u8], more: &[u8]) -> Vec<u8> {
    [
        bytes(1, trace_id),
        bytes(2, span_id),
        bytes(5, b"buy"),
        more.to_vec(),
    ]
    .concat()
}

fn good(more: &[u8]) -> Vec<u8> {
    span(&[1; 16], &[1; 8], more)
}

fn read(spans: &[Vec<u8>], limits: &Limits) -> (usize, Refused) {
    let (batch, refused) =
        Batch::read(Signal::Traces, request(spans).into(), limits).expect("it is a request");
    let decoded: usize = read_traces(&batch)
        .iter()
        .map(|trace| trace.spans.len())
        .sum();
    assert_eq!(decoded, batch.entries().len());
    (decoded, refused)
}

/// A value that lies in this many lists.
fn nested(depth: usize) -> Vec<u8> {
    (0..depth).fold(Vec::new(), |value, _| bytes(5, &bytes(1, &value)))
}

#[test]
fn one_wrong_span_is_refused_with_its_name_and_the_others_are_taken() {
    let attribute = |value: &[u8]| bytes(9, &[bytes(1, b"k"), bytes(2, value)].concat());
    let cases: &[(&str, Vec<u8>, &str)] = &[
        (
            "short trace id",
            span(&[1; 15], &[1; 8], &[]),
            "a trace id of 15 bytes, where 16 are right",
        ),
        (
            "long trace id",
            span(&[1; 17], &[1; 8], &[]),
            "a trace id of 17 bytes, where 16 are right",
        ),
        (
            "no trace id",
            span(&[], &[1; 8], &[]),
            "a trace id of 0 bytes, where 16 are right",
        ),
        (
            "trace id of zeros",
            span(&[0; 16], &[1; 8], &[]),
            "a trace id of zeros only",
        ),
        (
            "short span id",
            span(&[1; 16], &[1; 7], &[]),
            "a span id of 7 bytes, where 8 are right",
        ),
        (
            "span id of zeros",
            span(&[1; 16], &[0; 8], &[]),
            "a span id of zeros only",
        ),
        (
            "short parent",
            good(&bytes(4, &[1; 3])),
            "a parent span id of 3 bytes, where 8 are right",
        ),
        (
            "time of the wrong type",
            good(&bytes(7, b"noon")),
            "no protobuf message of OTLP: a field of the wrong type where a time belongs",
        ),
        (
            "kind of the wrong type",
            good(&bytes(6, b"server")),
            "no protobuf message of OTLP: a field of the wrong type where a number belongs",
        ),
        (
            "name of the wrong type",
            good(&[5 << 3, 1]),
            "no protobuf message of OTLP: a number where text or a message belongs",
        ),
        (
            "flags of the wrong type",
            good(&[0x80, 1, 1]),
            "no protobuf message of OTLP: a field of the wrong type where flags belong",
        ),
        (
            "the field number 0",
            good(&[0, 1]),
            "no protobuf message of OTLP: a field with the number 0",
        ),
        (
            "a group",
            good(&[30 << 3 | 3 & 7, 0x01]),
            "no protobuf message of OTLP: a field of a type that OTLP does not have",
        ),
        (
            "a field that is cut off",
            good(&[9 << 3 | 2, 100, 1]),
            "no protobuf message of OTLP: a field longer than its message",
        ),
        (
            "a length of 2^64",
            good(&[9 << 3 | 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
            "no protobuf message of OTLP: a field longer than its message",
        ),
        (
            "a number without an end",
            good(&[6 << 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
            "no protobuf message of OTLP: a number that does not end",
        ),
        (
            "an attribute that is cut off",
            good(&bytes(9, &[1 << 3 | 2, 9])),
            "no protobuf message of OTLP: a field longer than its message",
        ),
        (
            "a value of the wrong type",
            good(&attribute(&[1 << 3, 1])),
            "no protobuf message of OTLP: a number where text or a message belongs",
        ),
        (
            "an event that is cut off",
            good(&bytes(11, &[1 << 3 | 1, 0])),
            "no protobuf message of OTLP: a field longer than its message",
        ),
        (
            "a status of the wrong type",
            good(&bytes(15, &bytes(3, b"OK"))),
            "no protobuf message of OTLP: a field of the wrong type where a number belongs",
        ),
        (
            "values that lie deep",
            good(&attribute(&nested(64))),
            "values within values more than 64 deep",
        ),
    ];
    for (case, wrong, why) in cases {
        let spans = [good(&[]), wrong.clone(), good(&[])];
        let (taken, refused) = read(&spans, &Limits::default());
        assert_eq!(taken, 2, "{case}");
        assert_eq!(refused.count, 1, "{case}");
        assert_eq!(refused.first, format!("span \"buy\": {why}"), "{case}");
    }
}

#[test]
fn what_is_odd_and_harmless_is_taken() {
    for (case, more) in [
        ("a parent of zeros", bytes(4, &[0; 8])),
        ("an unknown field", vec![0x88, 0x27, 1]),
        ("a repeated name", bytes(5, b"sell")),
        ("a name that is no UTF-8", bytes(5, &[0xff, 0xfe])),
        ("a link without ids", bytes(13, &[])),
        ("values as deep as may be", bytes(9, &bytes(2, &nested(63)))),
    ] {
        let (taken, refused) = read(&[good(&more)], &Limits::default());
        assert_eq!((taken, refused), (1, Refused::default()), "{case}");
    }
}

#[test]
fn attributes_are_counted_wherever_they_are() {
    let limits = Limits {
        attributes: 4,
        ..Limits::default()
    };
    let key_value = |number| bytes(number, &bytes(1, b"k"));
    let two_in_a_map = bytes(6, &[key_value(1), key_value(1)].concat());
    for (case, more, is_taken) in [
        ("four", key_value(9).repeat(4), true),
        ("five", key_value(9).repeat(5), false),
        (
            "two events of one",
            bytes(11, &key_value(3)).repeat(2),
            true,
        ),
        (
            "three events of one",
            bytes(11, &key_value(3)).repeat(3),
            false,
        ),
        ("four links", bytes(13, &[]).repeat(4), true),
        ("five links", bytes(13, &[]).repeat(5), false),
        ("two in a map", bytes(9, &bytes(2, &two_in_a_map)), true),
        (
            "two maps of two",
            bytes(9, &bytes(2, &two_in_a_map)).repeat(2),
            false,
        ),
    ] {
        let (taken, refused) = read(&[good(&more)], &limits);
        assert_eq!(taken == 1, is_taken, "{case}");
        assert_eq!(refused.count, u64::from(!is_taken), "{case}");
    }
}

#[test]
fn a_long_span_is_refused_alone() {
    let limits = Limits {
        span_bytes: 100,
        ..Limits::default()
    };
    let (taken, refused) = read(&[good(&[]), good(&bytes(5, &[b'x'; 70]))], &limits);
    assert_eq!(taken, 1);
    let name = "x".repeat(70);
    assert_eq!(
        refused.first,
        format!("span {name:?}: 105 bytes, where 100 are allowed")
    );
}

#[test]
fn spans_of_a_resource_that_is_wrong_are_refused_with_it() {
    let group = |resource: &[u8]| {
        let spans = bytes(2, &[bytes(2, &good(&[])), bytes(2, &good(&[]))].concat());
        bytes(1, &[bytes(1, resource), spans].concat())
    };
    let long = bytes(1, &bytes(1, &[b'k'; 70_000]));
    for (resource, why) in [
        (
            &[1 << 3 | 2, 9][..],
            "no protobuf message of OTLP: a field longer than its message",
        ),
        (
            &long,
            "a resource and a scope of 70008 bytes, where 65536 are allowed",
        ),
    ] {
        let request = [group(resource), group(&[])].concat();
        let (batch, refused) =
            Batch::read(Signal::Traces, request.into(), &Limits::default()).unwrap();
        assert_eq!(batch.entries().len(), 2);
        assert_eq!(batch.groups().len(), 1);
        assert_eq!(refused.count, 2);
        assert_eq!(refused.first, format!("span \"buy\": {why}"));
    }
}

#[test]
fn a_request_that_breaks_off_is_none() {
    let whole = request(&[good(&[])]);
    for length in 1..whole.len() {
        let cut = whole[..length].to_vec();
        assert!(Batch::read(Signal::Traces, cut.into(), &Limits::default()).is_err());
    }
}

#[test]
fn lines_that_name_no_trace_are_left_out_and_wrong_ones_refused() {
    let line = |trace_id: &[u8], span_id: &[u8]| {
        bytes(2, &[bytes(9, trace_id), bytes(10, span_id)].concat())
    };
    let lines = [
        line(&[1; 16], &[]),
        line(&[], &[]),
        line(&[0; 16], &[1; 8]),
        line(&[1; 5], &[]),
        line(&[1; 16], &[1; 5]),
    ];
    let request = bytes(1, &bytes(2, &lines.concat()));
    let (batch, refused) = Batch::read(Signal::Logs, request.into(), &Limits::default()).unwrap();
    assert_eq!(batch.entries().len(), 1);
    assert_eq!(refused.count, 2);
    assert_eq!(refused.first, "a trace id of 5 bytes, where 16 are right");
}
