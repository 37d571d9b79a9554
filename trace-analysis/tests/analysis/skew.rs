use proptest::prelude::*;
use trace_analysis::{Analysis, Times};
use trace_model::SpanKind::{Client, Consumer, Producer, Server};
use trace_model::Trace;

use crate::scene::{MS, ORIGIN, Scene};

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

#[test]
fn a_server_that_ends_a_little_after_its_client_accuses_no_clock() {
    for (late, found) in [(1, 0), (9, 0), (11, -1)] {
        let mut scene = Scene::new();
        let client = scene.span(0, "a", "call", Client, (0, 100));
        scene.span(client, "b", "serve", Server, (10 + late, 100 + late));
        let skew = Analysis::of(&scene.trace()).skew;
        let shift = skew
            .hosts
            .first()
            .map_or(0, |host| host.shift_nanos.signum());
        assert_eq!(shift, found, "{late} ms late: {skew}");
        assert!(skew.contradictory.is_empty());
    }
}

#[test]
fn one_late_server_of_many_accuses_no_clock() {
    let mut scene = Scene::new();
    for (call, late) in (0..).zip([0, 0, 40, 0]) {
        let from = call * 200;
        let client = scene.span(0, "a", "call", Client, (from, from + 100));
        let times = (from + 1 + late, from + 95 + late);
        scene.span(client, "b", "serve", Server, times);
    }
    let skew = Analysis::of(&scene.trace()).skew;
    assert!(
        skew.hosts.is_empty() && skew.contradictory.is_empty(),
        "{skew}"
    );
}

#[test]
fn over_a_loopback_address_only_the_order_of_starts_counts() {
    for (key, address) in [
        ("server.address", "localhost"),
        ("network.peer.address", "127.0.0.1"),
        ("server.address", "[::1]"),
    ] {
        let mut scene = Scene::new();
        let client = scene.span(0, "a", "call", Client, (0, 100));
        scene.set(client, key, address);
        scene.span(client, "b", "serve", Server, (60, 150));
        assert!(
            Analysis::of(&scene.trace()).skew.hosts.is_empty(),
            "{address}"
        );
    }
    // Before it was asked, nobody serves: there is a proxy between the two.
    let mut scene = Scene::new();
    let client = scene.span(0, "a", "call", Client, (100, 200));
    scene.set(client, "server.address", "127.0.0.1");
    scene.span(client, "b", "serve", Server, (20, 90));
    assert_eq!(Analysis::of(&scene.trace()).skew.hosts.len(), 1);
}

/// Calls in nanoseconds: how long the request takes to arrive, the server to work, the answer
/// to return, and the server to end after it has sent the answer.
fn calls(afterwards: u64) -> impl Strategy<Value = Vec<[u64; 4]>> {
    let call = (0..50 * MS, 0..50 * MS, 0..50 * MS, 0..=afterwards);
    proptest::collection::vec(
        call.prop_map(|(to, work, back, late)| [to, work, back, late]),
        1..8,
    )
}

/// The calls, with the clock of the servers `ahead`; the address is the client's.
fn called(calls: &[[u64; 4]], ahead: i64, address: &str) -> Trace {
    let mut scene = Scene::new();
    for (call, [to, work, back, late]) in (0_u64..).zip(calls) {
        let from = ORIGIN + call * 1_000 * MS;
        let client = scene.exact(0, "a", "call", Client, (from, from + to + work + back));
        scene.set(client, "server.address", address);
        let start = (from + to).saturating_add_signed(ahead);
        scene.exact(client, "b", "serve", Server, (start, start + work + late));
    }
    scene.trace()
}

proptest! {
    #[test]
    fn one_clock_is_never_accused(mut calls in calls(500 * MS)) {
        let skew = Analysis::of(&called(&calls, 0, "localhost")).skew;
        prop_assert!(skew.hosts.is_empty() && skew.contradictory.is_empty(), "{}", skew);
        for [_, _, back, late] in &mut calls {
            *late = (*late).min(*back + 10 * MS);
        }
        let skew = Analysis::of(&called(&calls, 0, "orders.example")).skew;
        prop_assert!(skew.hosts.is_empty() && skew.contradictory.is_empty(), "{}", skew);
    }

    #[test]
    fn a_difference_is_found_as_exactly_as_is_said(
        calls in calls(0),
        ahead in -4_000 * MS as i64..4_000 * MS as i64,
    ) {
        let fastest = |part: usize| calls.iter().map(|call| call[part]).min().unwrap_or(0) as i64;
        let (to, back) = (fastest(0), fastest(2));
        let skew = Analysis::of(&called(&calls, ahead, "orders.example")).skew;
        let found = skew.hosts.first().map_or(0, |host| host.shift_nanos);
        if (-to..=back + 10 * MS as i64).contains(&ahead) {
            prop_assert_eq!(found, 0);
        } else {
            prop_assert!((found + ahead).abs() <= (to + back) / 2 + 1, "{} of {}", found, ahead);
        }
        prop_assert!(skew.contradictory.is_empty());
    }
}
