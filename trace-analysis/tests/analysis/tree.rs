use proptest::prelude::*;
use trace_analysis::{Tree, What};
use trace_model::SpanKind::{Client, Internal, Server};
use trace_model::{SpanId, Trace};

use crate::scene::Scene;

/// Spans with any parents among 0..12, themselves, circles and nobody included.
fn any_parents() -> impl Strategy<Value = Trace> {
    let span = (0_u64..14, 0_u64..50, 0_u64..50);
    proptest::collection::vec(span, 1..12).prop_map(|spans| {
        let mut scene = Scene::new();
        for (parent, start, end) in spans {
            scene.span(parent, "a", "x", Internal, (start, end));
        }
        scene.trace()
    })
}

fn names(tree: &Tree) -> Vec<String> {
    let rows = 0..tree.rows.len() as u32;
    rows.map(|row| {
        let depth = "  ".repeat(tree.rows[row as usize].depth as usize);
        let name = match tree.rows[row as usize].what {
            What::Span(_) => tree
                .operation_name(row)
                .expect("spans have one")
                .to_string(),
            What::Missing(id) => format!("missing {id}"),
            What::Trace => "trace".to_owned(),
        };
        depth + &name
    })
    .collect()
}

proptest! {
    #[test]
    fn every_span_has_one_row_whatever_its_parent_is(trace in any_parents()) {
        let tree = Tree::of(&trace);
        let mut spans: Vec<u32> = tree.rows.iter().filter_map(|row| row.span()).collect();
        spans.sort_unstable();
        let all: Vec<u32> = (0..trace.spans.len() as u32).collect();
        prop_assert_eq!(spans, all);
    }

    #[test]
    fn rows_stand_below_their_parents_in_order(trace in any_parents()) {
        let tree = Tree::of(&trace);
        prop_assert_eq!(tree.rows[0].descendants as usize, tree.rows.len() - 1);
        for row in 0..tree.rows.len() as u32 {
            let at = &tree.rows[row as usize];
            prop_assert_eq!(at.parent.is_none(), row == 0);
            prop_assert_eq!(at.depth as usize, tree.ancestors(row).count());
            let children: Vec<u32> = tree.children(row).collect();
            let below: u32 = children.iter()
                .map(|child| tree.rows[*child as usize].descendants + 1)
                .sum();
            prop_assert_eq!(at.descendants, below);
            for child in &children {
                prop_assert_eq!(tree.rows[*child as usize].parent, Some(row));
            }
            for pair in children.windows(2) {
                let time = |row: u32| tree.rows[row as usize].time;
                prop_assert!(time(pair[0]) <= time(pair[1]));
            }
        }
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(trace in any_parents(), seed in any::<u64>()) {
        let mut turned = trace.clone();
        let by = seed as usize % turned.spans.len();
        turned.spans.rotate_left(by);
        let ids = |trace: &Trace| -> Vec<(u32, Option<SpanId>)> {
            let tree = Tree::of(trace);
            let id = |span: u32| trace.spans[span as usize].span_id;
            tree.rows.iter().map(|row| (row.depth, row.span().map(id))).collect()
        };
        prop_assert_eq!(ids(&trace), ids(&turned));
    }
}

#[test]
fn a_parent_that_did_not_arrive_has_a_row_above_all_its_children() {
    let mut scene = Scene::new();
    scene.span(0, "a", "root", Server, (0, 10));
    scene.span(99, "a", "late child", Internal, (7, 9));
    scene.span(99, "a", "early child", Internal, (3, 5));
    let tree = Tree::of(&scene.trace());
    let expected = [
        "trace",
        "  root",
        "  missing 0000000000000063",
        "    early child",
        "    late child",
    ];
    assert_eq!(names(&tree), expected);
    assert_eq!(tree.rows[2].time, tree.rows[3].time.hull(tree.rows[4].time));
}

#[test]
fn a_circle_is_cut_at_its_earliest_span() {
    let mut scene = Scene::new();
    scene.span(3, "a", "first", Internal, (5, 9));
    scene.span(1, "a", "second", Internal, (2, 9));
    scene.span(2, "a", "third", Internal, (3, 9));
    scene.span(3, "a", "leaf", Internal, (3, 9));
    let tree = Tree::of(&scene.trace());
    assert_eq!(names(&tree), ["second", "  third", "    leaf", "    first"]);
    assert!(tree.rows[0].marks.cycle);
    assert_eq!(tree.rows.iter().filter(|row| row.marks.cycle).count(), 1);
}

#[test]
fn a_span_that_is_its_own_parent_is_a_root() {
    let mut scene = Scene::new();
    scene.span(1, "a", "self", Internal, (5, 9));
    let tree = Tree::of(&scene.trace());
    assert_eq!(names(&tree), ["self"]);
    assert!(tree.rows[0].marks.cycle);
}

#[test]
fn a_span_that_arrived_twice_is_shown_once() {
    let mut scene = Scene::new();
    scene.span(0, "a", "root", Server, (0, 10));
    let mut trace = scene.trace();
    trace.spans.push(trace.spans[0].clone());
    let tree = Tree::of(&trace);
    assert_eq!(names(&tree), ["root"]);
    assert_eq!(tree.repeated, 1);
}

#[test]
fn spans_that_share_an_id_and_differ_are_both_shown() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Server, (0, 10));
    scene.span(root, "a", "one", Internal, (1, 2));
    scene.span(root, "a", "other", Internal, (3, 4));
    let mut trace = scene.trace();
    trace.spans[2].span_id = trace.spans[1].span_id;
    let tree = Tree::of(&trace);
    assert_eq!(names(&tree), ["root", "  one", "  other"]);
    assert!(tree.rows[1].marks.same_id && tree.rows[2].marks.same_id);
}

#[test]
fn a_server_that_shares_its_clients_id_stands_below_it() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "root", Server, (0, 10));
    let client = scene.span(root, "shop", "call", Client, (1, 9));
    scene.span(root, "stock", "serve", Server, (2, 8));
    scene.span(client, "stock", "SELECT", Client, (3, 7));
    scene.span(client, "shop", "connect", Internal, (1, 2));
    let mut trace = scene.trace();
    trace.spans[2].span_id = trace.spans[1].span_id;
    let tree = Tree::of(&trace);
    let expected = ["root", "  call", "    connect", "    serve", "      SELECT"];
    assert_eq!(names(&tree), expected);
    assert!(tree.rows[3].marks.shared);
}

#[test]
fn services_and_operations_are_named_once() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "x", Server, (0, 10));
    scene.span(root, "b", "x", Internal, (1, 2));
    scene.span(root, "b", "x", Internal, (2, 3));
    let tree = Tree::of(&scene.trace());
    assert_eq!(tree.names.services, ["a".into(), "b".into()]);
    assert_eq!(tree.names.operations.len(), 2);
    assert_eq!(tree.service(2), Some(1));
}
