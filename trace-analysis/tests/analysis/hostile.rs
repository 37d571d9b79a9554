//! What a sender can do wrong costs neither a panic nor much time.

use proptest::prelude::*;
use trace_analysis::Analysis;
use trace_model::{SpanId, SpanKind, Status, Trace};

use crate::scene::Scene;

const MANY: u64 = 100_000;

/// Any spans: few ids, so that they are shared, and times at both ends of their range.
fn anything() -> impl Strategy<Value = Trace> {
    let time = || {
        prop_oneof![
            Just(0),
            Just(u64::MAX),
            Just(u64::MAX - 1),
            0_u64..9,
            any::<u64>()
        ]
    };
    let service = prop::sample::select(vec!["", "a", "b"]);
    let span = (
        0_u64..6,
        1_u64..6,
        0_usize..6,
        time(),
        time(),
        service,
        0_u8..3,
    );
    proptest::collection::vec(span, 0..20).prop_map(|spans| {
        let mut scene = Scene::new();
        for (parent, id, kind, start, end, service, status) in spans {
            let kind = SpanKind::ALL[kind];
            let number = scene.exact(parent, service, "x", kind, (start, end));
            let span = scene.change(number);
            span.span_id = SpanId::from_u64(id).expect("ids begin at one");
            span.status = match status {
                0 => Status::Unset,
                1 => Status::Ok,
                _ => Status::Error { message: "".into() },
            };
        }
        scene.trace()
    })
}

proptest! {
    #[test]
    fn any_spans_are_analysed_and_the_path_is_as_long_as_the_trace(trace in anything()) {
        let analysis = Analysis::of(&trace);
        let total: u64 = analysis.path.nanos.iter().sum();
        prop_assert_eq!(total, analysis.tree.time().nanos());
        let spans = analysis.tree.rows.iter().filter_map(|row| row.span()).count();
        prop_assert_eq!(spans + analysis.tree.repeated as usize, trace.spans.len());
        prop_assert!(analysis.bottleneck.map_or(0, |found| found.to_string().len()) < 1_000);
    }
}

#[test]
fn a_chain_of_a_hundred_thousand_spans_is_analysed() {
    let mut scene = Scene::new();
    for depth in 0..MANY {
        scene.exact(
            depth,
            "a",
            "deeper",
            SpanKind::Internal,
            (depth, 2 * MANY - depth),
        );
    }
    let trace = scene.trace();
    let analysis = Analysis::of(&trace);
    assert_eq!(analysis.tree.rows[MANY as usize - 1].depth as u64, MANY - 1);
    assert!(analysis.path.nanos.iter().all(|nanos| *nanos == 2));
}

#[test]
fn a_fan_of_a_hundred_thousand_spans_is_analysed() {
    let mut scene = Scene::new();
    let root = scene.exact(0, "a", "root", SpanKind::Internal, (0, MANY));
    for child in 0..MANY {
        scene.exact(root, "a", "child", SpanKind::Internal, (child, child + 1));
    }
    let analysis = Analysis::of(&scene.trace());
    assert_eq!(analysis.path.nanos[0], 0);
    assert!(analysis.path.nanos[1..].iter().all(|nanos| *nanos == 1));
}

#[test]
fn a_hundred_thousand_spans_of_one_id_are_analysed() {
    let mut scene = Scene::new();
    for start in 0..MANY {
        let number = scene.exact(0, "a", "x", SpanKind::Internal, (start, start));
        scene.change(number).span_id = SpanId::from_u64(1).unwrap();
    }
    let analysis = Analysis::of(&scene.trace());
    assert_eq!(analysis.tree.rows.len() as u64, MANY + 1);
}

#[test]
fn nothing_is_a_trace_without_rows() {
    let analysis = Analysis::of(&Scene::new().trace());
    assert!(analysis.tree.rows.is_empty() && analysis.bottleneck.is_none());
}
