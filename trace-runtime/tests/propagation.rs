//! The parsers of propagated contexts, against vectors kept as data.

#[path = "vectors/rows.rs"]
mod rows;

use rows::{Headers, headers, rows};
use trace_runtime::context::{Baggage, TraceFlags, TraceState};
use trace_runtime::propagation::{Extracted, Extractor, Format, Injector, Propagators};
use trace_runtime::{CorrelationId, SpanContext, SpanId, TraceId};

fn parent(context: &SpanContext) -> String {
    assert!(context.is_remote());
    format!(
        "{}-{}-{:?}",
        context.trace_id(),
        context.span_id(),
        context.flags()
    )
}

fn outcome(extracted: &Extracted) -> String {
    match (&extracted.parent, extracted.sampled) {
        (Some(context), _) => parent(context),
        (None, Some(true)) => "hint yes".to_owned(),
        (None, Some(false)) => "hint no".to_owned(),
        (None, None) => "none".to_owned(),
    }
}

#[test]
fn trace_context() {
    let rows = rows(include_str!("vectors/trace_context.txt"));
    assert!(rows.len() > 90);
    for row in rows {
        let [name, lines, expected, rest @ ..] = row.as_slice() else {
            panic!("{row:?}")
        };
        let extracted = Propagators::default().extract(&headers(lines));
        assert_eq!(&outcome(&extracted), expected, "{name}");
        let state = extracted
            .parent
            .map(|context| context.trace_state().as_str().to_owned());
        let expected = rest.first().cloned().unwrap_or_default();
        assert_eq!(state.unwrap_or_default(), expected, "{name}");
    }
}

#[test]
fn other_formats() {
    let rows = rows(include_str!("vectors/other_formats.txt"));
    assert!(rows.len() > 40);
    for row in rows {
        let [name, lines, expected] = row.as_slice() else {
            panic!("{row:?}")
        };
        let extracted = Propagators::default().extract(&headers(lines));
        assert_eq!(&outcome(&extracted), expected, "{name}");
    }
}

#[test]
fn baggage() {
    let rows = rows(include_str!("vectors/baggage.txt"));
    assert!(rows.len() > 35);
    for row in rows {
        let column = |at: usize| row.get(at).cloned().unwrap_or_default();
        let baggage = Baggage::parse(&column(1));
        let read: Vec<_> = baggage
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(read.join("|"), column(2), "{}", column(0));
        assert_eq!(baggage.to_string(), column(3), "{}", column(0));
    }
}

#[test]
fn several_lines_of_baggage_are_one_list_with_one_limit() {
    let line = |value: &str| ("baggage".to_owned(), value.to_owned());
    let read = |lines: &Headers| Propagators::default().extract(lines).baggage;

    let two = read(&vec![line("a=1"), line("b=2")]);
    assert_eq!(two.to_string(), "a=1,b=2");

    let many: Headers = (0..500).map(|at| line(&format!("key{at}=1"))).collect();
    assert_eq!(read(&many).iter().count(), 64);

    let long = vec![line(&format!("k={}", "v".repeat(8 << 10))); 100];
    assert!(read(&long).is_empty());

    // The least that the specification asks for: 8192 bytes, commas included.
    let whole = vec![
        line("a=1"),
        line(&format!("b={}", "v".repeat(8192 - 4 - 2))),
    ];
    assert_eq!(read(&whole).to_string().len(), 8192);
}

#[test]
fn a_line_that_is_no_text_costs_its_own_members_only() {
    struct Lines(Vec<(&'static str, &'static [u8])>);
    impl Extractor for Lines {
        fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
            for (key, value) in &self.0 {
                if *key == name {
                    each(value);
                }
            }
        }
    }
    let lines = Lines(vec![
        ("baggage", b"a=1"),
        ("baggage", b"b=\xe9,c=3"),
        (
            "traceparent",
            b"00-12345678901234567890123456789012-1234567890123456-01",
        ),
        ("tracestate", b"foo=1"),
        ("tracestate", b"bar=\xe9"),
        ("x-correlation-id", b"caf\xe9"),
        ("x-request-id", b"cafe"),
    ]);
    let read = Propagators::default().extract(&lines);
    assert_eq!(read.baggage.to_string(), "a=1,c=3");
    assert_eq!(read.correlation_id.unwrap().as_str(), "cafe");
    // A trace state is one thing, and goes as a whole; the parent stays.
    assert!(read.parent.unwrap().trace_state().is_empty());
}

#[test]
fn a_correlation_id_is_taken_only_if_it_is_one() {
    let read = |lines: &[(&str, &str)]| {
        let line = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let lines: Headers = lines.iter().map(line).collect();
        let id = Propagators::default().extract(&lines).correlation_id;
        id.map(|id| id.to_string())
    };
    let (correlation, request) = ("X-Correlation-Id", "X-Request-Id");
    let taken = |id: &str| Some(id.to_owned());
    assert_eq!(
        read(&[(correlation, "a-1"), (request, "b_2")]),
        taken("a-1")
    );
    assert_eq!(read(&[(request, " b_2 ")]), taken("b_2"));
    assert_eq!(
        read(&[(correlation, "*/ --"), (request, "b_2")]),
        taken("b_2")
    );
    assert_eq!(read(&[(correlation, "a"), (correlation, "b")]), None);
    assert_eq!(read(&[(correlation, &"x".repeat(65))]), None);
}

#[test]
fn debug_of_b3_is_kept_through_either_format() {
    let ids = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
    let single = ("b3".to_owned(), format!("{ids}-d"));
    let several = ["x-b3-traceid", "x-b3-spanid", "x-b3-flags"]
        .map(str::to_owned)
        .into_iter()
        .zip(ids.split('-').chain(["1"]).map(str::to_owned))
        .collect();
    for request in [vec![single], several] {
        let parent = Propagators::default().extract(&request).parent.unwrap();
        assert!(parent.flags().is_sampled());
        let id = CorrelationId::from(parent.trace_id());
        let send = |names: &str, context: &SpanContext| {
            let mut carrier = Headers::new();
            let (propagators, _) = Propagators::from_names(names);
            propagators.inject(Some(context), &Baggage::default(), &id, &mut carrier);
            carrier
        };
        // On to a service of W3C, which sends it on as B3.
        let carrier = send("tracecontext", &parent);
        let parent = Propagators::default().extract(&carrier).parent.unwrap();
        assert_eq!(send("b3", &parent)[0].1, format!("{ids}-d"));
        let several = send("b3multi", &parent);
        let flags = ("x-b3-flags".to_owned(), "1".to_owned());
        assert!(several.contains(&flags), "{several:?}");
        assert!(several.iter().all(|(name, _)| name != "x-b3-sampled"));
    }
}

#[test]
fn nothing_of_an_earlier_context_stays_in_a_carrier() {
    let with_all = "00-12345678901234567890123456789012-1234567890123456-01";
    let earlier = SpanContext::from_traceparent(with_all).unwrap();
    let mut carrier: Headers = vec![
        ("Tracestate".to_owned(), "foo=1".to_owned()),
        ("Baggage".to_owned(), "user=alice".to_owned()),
    ];
    let id = CorrelationId::from(earlier.trace_id());
    Propagators::default().inject(Some(&earlier), &Baggage::default(), &id, &mut carrier);
    let names: Vec<_> = carrier.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["traceparent", "x-correlation-id"]);
}

/// A contract that is yet to begin its trace names no span: what is sent must not
/// name that of somebody else.
#[test]
fn without_a_span_nothing_of_an_earlier_context_stays_either() {
    use Format::{B3, B3Multi, Baggage as Members, Plain, TraceContext};
    let trace_id = TraceId::random().to_string();
    let span_id = SpanId::random().to_string();
    let carrier = || -> Headers {
        let fields = [
            ("traceparent", format!("00-{trace_id}-{span_id}-01")),
            ("tracestate", "foo=1".to_owned()),
            ("baggage", "user=alice".to_owned()),
            ("b3", format!("{trace_id}-{span_id}-1")),
            ("x-b3-traceid", trace_id.clone()),
            ("x-b3-spanid", span_id.clone()),
            ("x-b3-parentspanid", span_id.clone()),
            ("x-b3-sampled", "1".to_owned()),
            ("x-b3-flags", "1".to_owned()),
            ("x-trace-id", trace_id.clone()),
            ("x-span-id", span_id.clone()),
            ("x-parent-span-id", span_id.clone()),
            ("x-sampled", "1".to_owned()),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).into()
    };
    let id = CorrelationId::from(TraceId::random());
    for formats in [&[TraceContext, Members][..], &[B3], &[B3Multi], &[Plain]] {
        let propagators = Propagators::only(formats.iter().copied());
        let mut carrier = carrier();
        propagators.inject(None, &Baggage::default(), &id, &mut carrier);
        assert_eq!(names(&carrier), ["x-correlation-id"], "{formats:?}");
    }
}

fn names(carrier: &Headers) -> Vec<&str> {
    carrier.iter().map(|(name, _)| name.as_str()).collect()
}

/// A reader that prefers another format must not find another trace in it.
#[test]
fn formats_that_are_not_written_leave_nothing_of_an_earlier_context_either() {
    let context = SpanContext::remote(
        TraceId::random(),
        SpanId::random(),
        TraceFlags::SAMPLED,
        TraceState::default(),
    );
    let id = CorrelationId::from(context.trace_id());
    let forwarded = [
        "Traceparent",
        "tracestate",
        "baggage",
        "b3",
        "X-B3-TraceId",
        "X-B3-SpanId",
        "X-B3-ParentSpanId",
        "X-B3-Sampled",
        "X-B3-Flags",
        "X-Trace-Id",
        "X-Span-Id",
        "X-Parent-Span-Id",
        "X-Sampled",
        "uber-trace-id",
        "uberctx-role",
        "ot-tracer-traceid",
        "ot-tracer-spanid",
        "ot-tracer-sampled",
        "ot-baggage-role",
        "x-amzn-trace-id",
        "x-cloud-trace-context",
        "grpc-trace-bin",
        "x-datadog-trace-id",
        "x-datadog-parent-id",
        "x-datadog-sampling-priority",
        "x-datadog-origin",
        "x-datadog-tags",
        "sentry-trace",
    ];
    let all: Headers = forwarded
        .into_iter()
        .chain(["accept", "x-request-id"])
        .map(|name| (name.to_owned(), "another".to_owned()))
        .collect();
    for (formats, written) in [
        ("none", &[][..]),
        ("tracecontext,baggage", &["traceparent", "x-correlation-id"]),
        ("b3", &["b3", "x-correlation-id"]),
        (
            "b3multi",
            &[
                "x-b3-traceid",
                "x-b3-spanid",
                "x-b3-sampled",
                "x-correlation-id",
            ],
        ),
    ] {
        let (propagators, _) = Propagators::from_names(formats);
        let mut carrier = all.clone();
        propagators.inject(Some(&context), &Baggage::default(), &id, &mut carrier);
        assert_eq!(
            names(&carrier),
            [&["accept", "x-request-id"], written].concat(),
            "{formats}"
        );
    }
}

#[test]
fn a_context_in_several_headers_is_not_hidden_by_an_earlier_one() {
    let context = SpanContext::remote(
        TraceId::random(),
        SpanId::random(),
        TraceFlags::SAMPLED,
        TraceState::default(),
    );
    let id = CorrelationId::from(context.trace_id());
    let earlier = "12345678901234567890123456789012-1234567890123456-1";
    let mut carrier: Headers = vec![
        ("b3".to_owned(), earlier.to_owned()),
        (
            "x-b3-parentspanid".to_owned(),
            "1234567890123456".to_owned(),
        ),
    ];
    let propagators = Propagators::only([Format::B3Multi]);
    propagators.inject(Some(&context), &Baggage::default(), &id, &mut carrier);
    assert_eq!(propagators.extract(&carrier).parent, Some(context));
    assert!(!format!("{carrier:?}").contains("1234567890123456"));
}

#[test]
fn baggage_of_which_nothing_can_be_sent_is_no_header() {
    let mut carrier: Headers = vec![("baggage".to_owned(), "user=alice".to_owned())];
    let long = Baggage::default().with("long", &"x".repeat(9_000));
    let id = CorrelationId::from(TraceId::random());
    Propagators::default().inject(None, &long, &id, &mut carrier);
    assert_eq!(carrier.len(), 1, "{carrier:?}");
    assert_eq!(carrier[0].0, "x-correlation-id");
}

#[test]
fn what_is_written_is_read_again() {
    let rows = rows(include_str!("vectors/trace_context.txt"));
    let mut contexts = 0;
    for row in rows {
        let extracted = Propagators::default().extract(&headers(&row[1]));
        let Some(context) = extracted.parent else {
            continue;
        };
        contexts += 1;
        let id = CorrelationId::from(context.trace_id());
        let baggage = Baggage::default().with("user", "é, \"x\"");
        for names in ["tracecontext,baggage", "b3,baggage", "b3multi,baggage"] {
            let (propagators, unknown) = Propagators::from_names(names);
            assert!(unknown.is_empty());
            let mut carrier = Headers::new();
            propagators.inject(Some(&context), &baggage, &id, &mut carrier);
            let again = propagators.extract(&carrier);
            let read = again.parent.expect(names);
            assert_eq!(
                (read.trace_id(), read.span_id()),
                (context.trace_id(), context.span_id())
            );
            assert_eq!(read.flags().is_sampled(), context.flags().is_sampled());
            if names.starts_with("trace") {
                assert_eq!(read, context);
            }
            assert_eq!(again.baggage.get("user").as_deref(), Some("é, \"x\""));
            assert_eq!(again.correlation_id, Some(id));
        }
    }
    assert!(contexts > 30);
}

#[test]
fn names_of_propagators() {
    let (propagators, unknown) = Propagators::from_names("tracecontext, xray ,b3");
    assert_eq!(unknown, ["xray"]);
    assert_eq!(propagators.written().len(), 2);
    assert_eq!(Propagators::from_names("").0, Propagators::default());
    assert_eq!(Propagators::from_names("xray").0, Propagators::default());
    assert!(Propagators::from_names("none").0.written().is_empty());
}

#[test]
fn nothing_that_comes_in_panics_or_leaves_unclean() {
    struct Clean(usize);
    impl Injector for Clean {
        fn set(&mut self, name: &'static str, value: &str) {
            assert!(
                value.bytes().all(|byte| matches!(byte, 0x20..=0x7e)),
                "{name}: {value:?}"
            );
            self.0 += 1;
        }

        fn remove(&mut self, _: &dyn Fn(&str) -> bool) {}
    }
    let nasty = [
        "\r\n", "\0", "é", "\u{2028}", "%", "%2", ";;;", "====", "-", "--", "----",
    ];
    let long = [
        "a".repeat(100_000),
        ",".repeat(10_000),
        "a=1,".repeat(5_000),
        "é".repeat(9_000),
    ];
    let names = [
        "traceparent",
        "tracestate",
        "baggage",
        "b3",
        "x-b3-traceid",
        "x-trace-id",
        "x-request-id",
    ];
    let parent = "00-12345678901234567890123456789012-1234567890123456-01".to_owned();
    for value in nasty.iter().map(|text| (*text).to_owned()).chain(long) {
        for name in names {
            let lines = vec![
                ("traceparent".to_owned(), parent.clone()),
                (name.to_owned(), value.clone()),
            ];
            let extracted = Propagators::default().extract(&lines);
            if let Some(context) = extracted.parent {
                let mut clean = Clean(0);
                let id = extracted
                    .correlation_id
                    .unwrap_or(CorrelationId::from(context.trace_id()));
                Propagators::default().inject(Some(&context), &extracted.baggage, &id, &mut clean);
                assert!(clean.0 >= 2);
            }
        }
    }
}
