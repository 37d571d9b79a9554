//! All formats together: which header wins over several lines, what is counted
//! as malformed, and that what is sent on is read as what it was.

use std::process::Command;

use trace_runtime::propagation::{
    CommandEnvironment, Extracted, Extractor, Format, ProcessEnvironment, Propagators,
};
use trace_runtime::stats::Counter;
use trace_runtime::{CorrelationId, TraceId, stats};

use crate::carrier::Lines;
use crate::expected::{self, Expected};
use crate::input;

/// The lists of formats that the first byte chooses from.
fn propagators(choice: u8) -> (Propagators, Vec<Format>) {
    use Format::{B3, B3Multi, Baggage, Plain, TraceContext};
    let formats = match choice % 6 {
        0 => vec![TraceContext, Baggage, B3, Plain],
        1 => vec![TraceContext, Baggage],
        2 => vec![B3],
        3 => vec![B3Multi, Baggage],
        4 => vec![Plain],
        _ => vec![Plain, B3Multi, B3, Baggage, TraceContext],
    };
    let propagators = match choice % 6 {
        0 => Propagators::default(),
        _ => Propagators::only(formats.iter().copied()),
    };
    (propagators, formats)
}

/// Checks reading and writing with the header lines in `data`; its first byte
/// says which formats.
pub fn check(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    let (propagators, formats) = propagators(*choice);
    let lines = input::headers(data);
    let expected = expected::read(&formats, &lines);
    let extracted = counted(&propagators, &lines, expected.malformed);
    assert_eq!(seen(&extracted), expected.without_count(), "{lines:?}");
    sent_on(&propagators, &extracted, lines.clone());
    as_environment(&propagators, &extracted, &lines);
}

/// Reads, and sees that each malformed header was counted.
fn counted(propagators: &Propagators, carrier: &dyn Extractor, malformed: u64) -> Extracted {
    let before = stats().counter(Counter::InvalidHeaders);
    let extracted = propagators.extract(carrier);
    let counted = stats().counter(Counter::InvalidHeaders) - before;
    assert_eq!(counted, malformed, "malformed headers");
    extracted
}

/// Written over the headers it came from, the context is read the same: nothing
/// of the old ones is left, and writing again changes nothing.
fn sent_on(propagators: &Propagators, extracted: &Extracted, mut lines: Lines) {
    let correlation = correlation(extracted);
    let inject = |lines: &mut Lines| {
        propagators.inject(
            extracted.parent.as_ref(),
            &extracted.baggage,
            &correlation,
            lines,
        );
    };
    inject(&mut lines);
    let once = lines.clone();
    inject(&mut lines);
    assert_eq!(sorted(&lines), sorted(&once), "written twice");

    let mut alone = Lines::default();
    inject(&mut alone);
    for (name, value) in &alone.0 {
        let clean = value.iter().all(|byte| matches!(byte, b' '..=b'~'));
        assert!(clean && !value.is_empty(), "{name}: {value:?}");
    }

    let Some(parent) = &extracted.parent else {
        let of_another = counted(propagators, &lines, 0);
        assert_eq!((of_another.parent, of_another.sampled), (None, None));
        return;
    };
    let again = counted(propagators, &alone, 0);
    let same = propagators
        .written()
        .iter()
        .any(|format| *format != Format::Baggage);
    assert!(same, "a parent without a format that could carry it");
    let read = again.parent.as_ref().expect("what we write, we read");
    assert_eq!(read.trace_id(), parent.trace_id());
    assert_eq!(read.span_id(), parent.span_id());
    assert_eq!(
        read.flags().is_sampled(),
        parent.flags().is_sampled() || is_debug(parent)
    );
    if propagators.written().first() == Some(&Format::TraceContext) {
        assert_eq!(read, parent);
    }
    if propagators.written().contains(&Format::Baggage) {
        assert_eq!(again.baggage.to_string(), extracted.baggage.to_string());
    }
    assert_eq!(again.correlation_id, Some(correlation));
}

/// B3 knows no debug trace that is not recorded.
fn is_debug(parent: &trace_runtime::SpanContext) -> bool {
    parent.trace_state().get("b3") == Some("d")
}

/// Through the environment of a child process, the same arrives.
fn as_environment(propagators: &Propagators, extracted: &Extracted, lines: &Lines) {
    let variables = lines.0.iter().filter_map(|(name, value)| {
        let name = name.to_ascii_uppercase().replace('-', "_");
        Some((name, std::str::from_utf8(value).ok()?.to_owned()))
    });
    let _ = propagators.extract(&variables.collect::<ProcessEnvironment>());

    let correlation = correlation(extracted);
    let parent = extracted.parent.as_ref();
    let mut headers = Lines::default();
    propagators.inject(parent, &extracted.baggage, &correlation, &mut headers);
    let mut command = Command::new("child");
    let mut environment = CommandEnvironment(&mut command);
    propagators.inject(parent, &extracted.baggage, &correlation, &mut environment);
    let variables = command.get_envs().filter_map(|(name, value)| {
        let text = |text: &std::ffi::OsStr| text.to_str().expect("ASCII").to_owned();
        Some((text(name), text(value?)))
    });
    let environment: ProcessEnvironment = variables.collect();
    let from_child = propagators.extract(&environment);
    assert_eq!(seen(&from_child), seen(&propagators.extract(&headers)));
}

fn correlation(extracted: &Extracted) -> CorrelationId {
    let made = || CorrelationId::from(TraceId::from_u128(1).expect("not zero"));
    extracted.correlation_id.unwrap_or_else(made)
}

fn seen(extracted: &Extracted) -> Expected {
    Expected {
        parent: extracted.parent.as_ref().map(|parent| expected::Parent {
            trace_id: parent.trace_id().to_string(),
            span_id: parent.span_id().to_string(),
            flags: parent.flags().to_u8(),
            trace_state: parent.trace_state().as_str().to_owned(),
        }),
        baggage: extracted.baggage.to_string(),
        correlation_id: extracted.correlation_id.map(|id| id.to_string()),
        wish: extracted.sampled,
        malformed: 0,
    }
}

fn sorted(lines: &Lines) -> Vec<(String, Vec<u8>)> {
    let mut lines = lines.0.clone();
    lines.sort();
    lines
}
