//! The parsers of propagated contexts, against vectors kept as data.

use trace_runtime::propagation::{Baggage, Extracted, Injector, Propagators};
use trace_runtime::{CorrelationId, SpanContext};

type Headers = Vec<(String, String)>;

/// The rows of a file of vectors, in columns.
fn rows(file: &str) -> Vec<Vec<String>> {
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let unescape = |text: &str| text.replace("\\t", "\t").replace("\\x01", "\x01").replace("\\\\", "\\");
    let columns = |line: &str| {
        let line = format!("{line} ");
        line.split(" ; ").map(|column| unescape(column.trim_matches(' '))).collect()
    };
    lines.map(columns).collect()
}

/// Blanks inside of a value count, those of the separators do not.
fn headers(column: &str) -> Headers {
    column
        .split(" && ")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.strip_prefix(' ').unwrap_or(value).to_owned()))
        .collect()
}

fn parent(context: &SpanContext) -> String {
    assert!(context.is_remote());
    format!("{}-{}-{:?}", context.trace_id(), context.span_id(), context.flags())
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
        let [name, lines, expected, rest @ ..] = row.as_slice() else { panic!("{row:?}") };
        let extracted = Propagators::default().extract(&headers(lines));
        assert_eq!(&outcome(&extracted), expected, "{name}");
        let state = extracted.parent.map(|context| context.trace_state().as_str().to_owned());
        let expected = rest.first().cloned().unwrap_or_default();
        assert_eq!(state.unwrap_or_default(), expected, "{name}");
    }
}

#[test]
fn other_formats() {
    for row in rows(include_str!("vectors/other_formats.txt")) {
        let [name, lines, expected] = row.as_slice() else { panic!("{row:?}") };
        let extracted = Propagators::default().extract(&headers(lines));
        assert_eq!(&outcome(&extracted), expected, "{name}");
    }
}

#[test]
fn baggage() {
    for row in rows(include_str!("vectors/baggage.txt")) {
        let column = |at: usize| row.get(at).cloned().unwrap_or_default();
        let baggage = Baggage::parse(&column(1));
        let read: Vec<_> = baggage.iter().map(|(key, value)| format!("{key}={value}")).collect();
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
}

#[test]
fn what_is_written_is_read_again() {
    let rows = rows(include_str!("vectors/trace_context.txt"));
    let mut contexts = 0;
    for row in rows {
        let extracted = Propagators::default().extract(&headers(&row[1]));
        let Some(context) = extracted.parent else { continue };
        contexts += 1;
        let id = CorrelationId::from(context.trace_id());
        let baggage = Baggage::default().with("user", "é, \"x\"");
        for names in ["tracecontext,baggage", "b3,baggage", "b3multi,baggage"] {
            let (propagators, unknown) = Propagators::from_names(names);
            assert!(unknown.is_empty());
            let mut carrier = Headers::new();
            propagators.inject(&context, &baggage, &id, &mut carrier);
            let again = propagators.extract(&carrier);
            let read = again.parent.expect(names);
            assert_eq!((read.trace_id(), read.span_id()), (context.trace_id(), context.span_id()));
            assert_eq!(read.flags().is_sampled(), context.flags().is_sampled());
            if names.starts_with("trace") {
                assert_eq!(read, context);
            }
            assert_eq!(again.baggage.get("user"), Some("é, \"x\""));
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
            assert!(value.bytes().all(|byte| matches!(byte, 0x20..=0x7e)), "{name}: {value:?}");
            self.0 += 1;
        }
    }
    let nasty = ["\r\n", "\0", "é", "\u{2028}", "%", "%2", ";;;", "====", "-", "--", "----"];
    let long = ["a".repeat(100_000), ",".repeat(10_000), "a=1,".repeat(5_000), "é".repeat(9_000)];
    let names = ["traceparent", "tracestate", "baggage", "b3", "x-b3-traceid", "x-trace-id", "x-request-id"];
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
                let id = extracted.correlation_id.unwrap_or(CorrelationId::from(context.trace_id()));
                Propagators::default().inject(&context, &extracted.baggage, &id, &mut clean);
                assert!(clean.0 >= 2);
            }
        }
    }
}
