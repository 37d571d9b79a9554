use trace_analysis::{Analysis, Place};
use trace_model::SpanKind::{Client, Internal, Server};

use crate::scene::{MS, Scene, slow_order};

fn sentence(scene: Scene) -> String {
    let analysis = Analysis::of(&scene.trace());
    analysis
        .bottleneck
        .expect("the scene takes time")
        .to_string()
}

#[test]
fn the_slow_order_is_named_with_its_query() {
    let analysis = Analysis::of(&slow_order());
    let bottleneck = analysis.bottleneck.unwrap();
    assert_eq!(
        bottleneck.to_string(),
        "`orders` is the bottleneck: 2,500 ms of 2,565 ms (97 %), of which 2,310 ms in \
         `SELECT orders` (1 call)"
    );
    assert_eq!(bottleneck.saved_at_most_nanos, 2_500 * MS);
    let row = bottleneck.operation.unwrap().row;
    assert_eq!(
        &**analysis.tree.operation_name(row).unwrap(),
        "SELECT orders"
    );
}

#[test]
fn the_network_can_be_the_bottleneck() {
    let mut scene = Scene::new();
    let root = scene.span(0, "gateway", "GET /", Server, (0, 1_000));
    let call = scene.span(root, "gateway", "GET stock", Client, (100, 900));
    scene.span(call, "stock", "GET /stock", Server, (600, 700));
    let trace = scene.trace();
    let analysis = Analysis::of(&trace);
    let bottleneck = analysis.bottleneck.unwrap();
    assert_eq!(
        bottleneck.to_string(),
        "network and queue between `gateway` and `stock` are the bottleneck: 700 ms of \
         1,000 ms (70 %), of which 700 ms in `GET stock` (1 call)"
    );
    let between = Place::Between {
        from: "gateway".into(),
        to: "stock".into(),
    };
    assert_eq!(bottleneck.places[0].place, between);
}

#[test]
fn without_a_large_part_three_are_named() {
    let mut scene = Scene::new();
    let root = scene.span(0, "gateway", "GET /", Server, (0, 1_000));
    for (place, service) in (0..).zip(["a", "b", "c", "d"]) {
        let from = place * 230;
        scene.span(root, service, "work", Internal, (from, from + 230 - place));
    }
    assert_eq!(
        sentence(scene),
        "no single bottleneck: of 1,000 ms, 230 ms (23 %) in `a`, 229 ms (23 %) in `b`, \
         228 ms (23 %) in `c`"
    );
}

#[test]
fn what_was_not_traced_is_not_blamed_on_anybody() {
    let mut scene = Scene::new();
    scene.span(99, "a", "work", Internal, (0, 100));
    scene.span(99, "a", "work", Internal, (900, 1_000));
    assert_eq!(
        sentence(scene),
        "the largest part was not traced: 800 ms of 1,000 ms (80 %)"
    );
}

#[test]
fn a_trace_without_time_has_no_bottleneck() {
    let mut scene = Scene::new();
    scene.span(0, "a", "work", Internal, (5, 5));
    assert_eq!(Analysis::of(&scene.trace()).bottleneck, None);
}

#[test]
fn no_more_can_be_saved_than_until_another_path_is_the_longest() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Server, (0, 100));
    scene.span(root, "b", "slow", Internal, (0, 100));
    scene.span(root, "c", "nearly as slow", Internal, (0, 80));
    let analysis = Analysis::of(&scene.trace());
    let names = |row: u32| analysis.tree.operation_name(row).unwrap().to_string();
    let slow = (0..3).find(|row| names(*row) == "slow").unwrap();
    assert_eq!(analysis.drag[slow as usize], 20 * MS);
    assert_eq!(analysis.bottleneck.unwrap().saved_at_most_nanos, 20 * MS);
}
