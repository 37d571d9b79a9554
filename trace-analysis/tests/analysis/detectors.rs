use trace_analysis::{Analysis, Finding, FindingKind};
use trace_model::SpanKind::{Client, Consumer, Internal, Producer, Server};

use crate::scene::{MS, Scene};

fn found(scene: Scene) -> (Vec<Finding>, Vec<String>) {
    let analysis = Analysis::of(&scene.trace());
    let sentences = analysis.findings.iter();
    let sentences = sentences
        .map(|finding| finding.sentence(&analysis.tree))
        .collect();
    (analysis.findings, sentences)
}

#[test]
fn one_query_for_each_row_is_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "orders", "GET /orders", Server, (0, 520));
    scene.span(root, "orders", "SELECT orders", Client, (0, 15));
    for item in 0..50 {
        scene.span(
            root,
            "orders",
            "SELECT item",
            Client,
            (20 + item * 10, 29 + item * 10),
        );
    }
    let (findings, sentences) = found(scene);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].nanos, 441 * MS);
    assert_eq!(findings[0].rows.len(), 50);
    assert_eq!(
        sentences[0],
        "`orders` calls `SELECT item` 50 times, one after the other: 450 ms of 520 ms in \
         `GET /orders`; one call for all saves up to 441 ms"
    );
}

#[test]
fn calls_at_the_same_time_are_not_one_query_for_each_row() {
    let mut scene = Scene::new();
    let root = scene.span(0, "orders", "GET /orders", Server, (0, 100));
    for _ in 0..50 {
        scene.span(root, "orders", "SELECT item", Client, (0, 99));
    }
    assert_eq!(found(scene).1, [""; 0]);
}

#[test]
fn calls_that_could_be_made_at_once_are_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "checkout", "POST /", Server, (0, 300));
    for (place, target) in (0..).zip(["stock", "price", "tax"]) {
        let times = (place * 90 + 1, place * 90 + 90);
        let call = scene.span(root, "checkout", "GET", Client, times);
        scene.set(call, "server.address", target);
        scene.change(call).name = format!("GET {target}").as_str().into();
    }
    let (findings, sentences) = found(scene);
    let FindingKind::Serial { targets } = &findings[0].kind else {
        panic!("{findings:?}");
    };
    assert_eq!(targets[..], ["stock".into(), "price".into(), "tax".into()]);
    assert_eq!(
        sentences,
        [
            "`checkout` calls `stock`, `price`, `tax` one after the other: up to 178 ms less at \
          once, if none needs another's answer"
        ]
    );
}

#[test]
fn calls_to_one_target_stay_one_after_the_other() {
    let mut scene = Scene::new();
    let root = scene.span(0, "checkout", "POST /", Server, (0, 200));
    for place in 0..2 {
        let name = format!("SELECT {place}");
        let times = (place * 90, place * 90 + 89);
        let call = scene.span(root, "checkout", &name, Client, times);
        scene.set(call, "db.system.name", "postgresql");
    }
    assert_eq!(found(scene).1, [""; 0]);
}

#[test]
fn a_try_that_failed_and_the_next_are_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 400));
    for place in 0..3 {
        let times = (place * 100, place * 100 + 50);
        let call = scene.span(root, "shop", "GET stock", Client, times);
        if place < 2 {
            scene.fail(call, "503");
        }
    }
    let (findings, sentences) = found(scene);
    assert_eq!(findings[0].rows, [1, 2, 3]);
    assert_eq!(
        sentences,
        ["`GET stock` was tried 3 times and succeeded in the end: 200 ms until then"]
    );
}

#[test]
fn one_failed_call_among_many_is_no_retry() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 4_000));
    for place in 0..6 {
        let times = (place * 100, place * 100 + 50);
        let call = scene.span(root, "shop", "GET stock", Client, times);
        if place == 2 {
            scene.fail(call, "503");
        }
    }
    assert_eq!(found(scene).1, [""; 0]);
}

#[test]
fn another_query_is_no_second_try() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 400));
    for (place, text) in (0..).zip(["SELECT 1", "SELECT 2"]) {
        let call = scene.span(
            root,
            "shop",
            "SELECT",
            Client,
            (place * 100, place * 100 + 50),
        );
        scene.set(call, "db.query.text", text);
        scene.fail(call, "no such column");
    }
    assert_eq!(found(scene).1, [""; 0]);
}

#[test]
fn the_one_for_which_all_waited_is_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "search", "GET /", Server, (0, 1_000));
    for shard in 0..8 {
        let end = if shard == 3 { 900 } else { 100 + shard };
        scene.span(root, "search", "GET shard", Client, (shard, end));
    }
    let (findings, sentences) = found(scene);
    assert_eq!(findings[0].rows, [4]);
    assert_eq!(
        sentences,
        [
            "one of 8 calls of `GET shard` took 897 ms, the others 100 ms in the median: \
          `search` waited 793 ms for it alone"
        ]
    );
}

#[test]
fn a_span_that_waited_for_nothing_known_is_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 1_000));
    let load = scene.span(root, "shop", "load", Internal, (0, 900));
    scene.span(load, "shop", "SELECT", Client, (0, 100));
    scene.set(load, "busy_ns", 50 * MS as i64);
    scene.set(load, "idle_ns", 850 * MS as i64);
    assert_eq!(
        found(scene).1,
        ["`load` in `shop` waited 750 ms of 900 ms for something that is not traced"]
    );
}

#[test]
fn a_message_that_lay_is_found() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "POST /", Server, (0, 1_000));
    let send = scene.span(root, "shop", "send", Producer, (100, 110));
    scene.span(send, "mail", "process", Consumer, (700, 800));
    assert_eq!(
        found(scene).1,
        ["a message of `shop` lay 590 ms before `mail` took it"]
    );
}
