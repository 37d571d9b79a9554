use trace_analysis::Analysis;
use trace_model::SpanKind::{Client, Internal, Server};

use crate::scene::{MS, Scene, slow_order};

#[test]
fn what_overlaps_is_subtracted_once() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Server, (0, 100));
    scene.span(root, "a", "x", Internal, (10, 40));
    scene.span(root, "a", "y", Internal, (20, 30));
    scene.span(root, "a", "z", Internal, (35, 60));
    scene.span(root, "a", "outlives its parent", Internal, (90, 500));
    let analysis = Analysis::of(&scene.trace());
    assert_eq!(analysis.times.own[0], 40 * MS);
}

#[test]
fn a_call_without_its_server_is_work_and_with_it_the_network() {
    let analysis = Analysis::of(&slow_order());
    let named = |name: &str| {
        let mut rows = 0..analysis.tree.rows.len() as u32;
        let row = rows.find(|row| &**analysis.tree.operation_name(*row).unwrap() == name);
        row.unwrap() as usize
    };
    let (call, query) = (named("POST orders"), named("SELECT orders"));
    assert_eq!(analysis.times.own[call], 0);
    assert_eq!(analysis.times.under_way[call], 20 * MS);
    assert_eq!(analysis.times.own[query], 2_310 * MS);
    assert_eq!(analysis.times.under_way[query], 0);
}

#[test]
fn a_client_with_two_servers_was_under_way_when_neither_worked() {
    let mut scene = Scene::new();
    let call = scene.span(0, "a", "call", Client, (0, 100));
    scene.span(call, "b", "first", Server, (10, 30));
    scene.span(call, "b", "second", Server, (50, 90));
    let analysis = Analysis::of(&scene.trace());
    assert_eq!(analysis.times.under_way[0], 40 * MS);
}
