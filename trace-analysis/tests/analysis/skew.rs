use trace_analysis::{Analysis, Times};
use trace_model::SpanKind::{Client, Consumer, Producer, Server};
use trace_model::Trace;

use crate::scene::{MS, Scene};

/// A call from `a` to `b` and back into `b`'s worker; `b`'s clock is `ahead` milliseconds
/// ahead.
fn scene(ahead: u64) -> Trace {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "GET /", Server, (0, 1_000));
    for call in 0..5_u64 {
        let from = call * 200;
        let client = scene.span(root, "a", "call", Client, (from, from + 100));
        let there = from + 10 + call + ahead;
        let server = scene.span(client, "b", "serve", Server, (there, there + 80));
        scene.span(server, "b", "SELECT", Client, (there + 5, there + 70));
    }
    scene.trace()
}

#[test]
fn a_clock_that_is_ahead_is_set_back_and_said() {
    let analysis = Analysis::of(&scene(250));
    assert!(analysis.skew.adjusted);
    assert_eq!(
        analysis.skew.to_string(),
        "the clock of `b` is 252 ms ahead: times are adjusted"
    );
    let tree = &analysis.tree;
    for row in &tree.rows {
        if let Some(parent) = row.parent {
            let above = tree.rows[parent as usize].time;
            assert!(above.start <= row.time.start && row.time.end <= above.end);
        }
    }
    let sent = Analysis::with(&scene(250), Times::Sent);
    assert!(!sent.skew.adjusted);
    assert_eq!(sent.skew.largest_nanos(), 252 * MS);
}

#[test]
fn clocks_that_agree_are_left_alone() {
    assert_eq!(Analysis::of(&scene(0)).skew.to_string(), "");
}

#[test]
fn a_difference_that_is_not_one_of_clocks_is_only_said() {
    let analysis = Analysis::of(&scene(20_000));
    assert!(!analysis.skew.adjusted);
    assert_eq!(
        analysis.skew.to_string(),
        "the clock of `b` is 20,002 ms ahead: times are shown as they were sent"
    );
    assert!(
        Analysis::with(&scene(20_000), Times::Adjusted)
            .skew
            .adjusted
    );
}

#[test]
fn calls_that_contradict_each_other_adjust_nothing() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "GET /", Server, (0, 1_000));
    for ahead in [100, 300] {
        let client = scene.span(root, "a", "call", Client, (400, 450));
        scene.span(client, "b", "serve", Server, (400 + ahead, 450 + ahead));
    }
    let skew = Analysis::of(&scene.trace()).skew;
    assert!(!skew.adjusted);
    assert_eq!(skew.contradictory, [("a".into(), "b".into())]);
}

#[test]
fn a_consumer_must_begin_after_its_producer_and_no_more() {
    let mut scene = Scene::new();
    let producer = scene.span(0, "a", "send", Producer, (500, 510));
    scene.span(producer, "b", "process", Consumer, (480, 900));
    let skew = Analysis::of(&scene.trace()).skew;
    assert_eq!(skew.hosts[0].shift_nanos, 20 * MS as i64);
}

#[test]
fn a_producer_that_arrived_after_its_consumer_is_judged_as_well() {
    let mut scene = Scene::new();
    let root = scene.span(0, "b", "GET /", Server, (0, 1_000));
    let producer = scene.span(root, "a", "send", Producer, (500, 510));
    scene.span(producer, "b", "process", Consumer, (480, 900));
    let skew = Analysis::of(&scene.trace()).skew;
    assert_eq!(skew.hosts[0].shift_nanos, -20 * MS as i64);
    assert!(skew.contradictory.is_empty());
}

#[test]
fn clocks_that_differ_by_all_there_is_are_left_alone() {
    for (client, server) in [(0, u64::MAX), (u64::MAX, 0), (1 << 63, 0), (0, 1 << 63)] {
        let mut scene = Scene::new();
        let call = scene.exact(0, "a", "call", Client, (client, client));
        scene.exact(call, "b", "serve", Server, (server, server));
        assert!(!Analysis::of(&scene.trace()).skew.adjusted);
    }
}

#[test]
fn services_on_one_host_have_one_clock() {
    let mut trace = scene(250);
    for span in &mut trace.spans {
        let mut resource = (*span.resource).clone();
        let host = crate::scene::attribute("host.name", "box");
        resource.attributes.push(host);
        span.resource = resource.into();
    }
    assert!(Analysis::of(&trace).skew.hosts.is_empty());
}
