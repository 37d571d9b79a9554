use std::collections::BTreeMap;

use proptest::prelude::*;
use trace_analysis::{Analysis, Interval, Times, Tree};
use trace_model::SpanKind::{Consumer, Internal, Producer};
use trace_model::{Span, Trace};

use crate::scene::{MS, Scene};

/// One root of 0–100 ms; the others stand anywhere below it.
fn one_root() -> impl Strategy<Value = Trace> {
    let span = (any::<prop::sample::Index>(), 0_u64..110, 0_u64..60);
    proptest::collection::vec(span, 0..14).prop_map(|spans| {
        let mut scene = Scene::new();
        scene.span(0, "a", "root", Internal, (0, 100));
        for (number, (parent, start, length)) in (1_u64..).zip(spans) {
            let parent = parent.index(number as usize) as u64 + 1;
            scene.span(parent, "a", "x", Internal, (start, start + length));
        }
        scene.trace()
    })
}

fn analysis(trace: &Trace) -> Analysis {
    Analysis::with(trace, Times::Sent)
}

/// The path by span id: what removing another span must not change.
fn by_span(trace: &Trace) -> Vec<(u64, Interval)> {
    let analysis = analysis(trace);
    let sections = analysis.path.sections.iter();
    sections
        .map(|section| {
            let span = analysis.tree.rows[section.row as usize].span();
            let span = span.expect("one root is a span, as all below it");
            (trace.spans[span as usize].span_id.to_u64(), section.time)
        })
        .collect()
}

/// Jaeger UI's rule, told apart from its source: from the end of a span backwards, the child
/// that ended last before the cursor; what no child explains is the span's own. Totals by
/// row. Only for trees whose children lie within their parents.
fn reference(tree: &Tree) -> BTreeMap<u32, u64> {
    fn walk(tree: &Tree, row: u32, totals: &mut BTreeMap<u32, u64>) {
        let time = tree.rows[row as usize].time;
        let mut cursor = time.end;
        loop {
            let ended = tree.children(row).filter(|child| {
                let child = tree.rows[*child as usize].time;
                child.end < cursor && child.nanos() > 0
            });
            let last = ended.max_by_key(|child| tree.rows[*child as usize].time.end);
            let Some(last) = last else { break };
            let below = tree.rows[last as usize].time;
            *totals.entry(row).or_default() += cursor - below.end;
            walk(tree, last, totals);
            cursor = below.start;
        }
        *totals.entry(row).or_default() += cursor - time.start;
    }
    let mut totals = BTreeMap::new();
    walk(tree, 0, &mut totals);
    totals.retain(|_, nanos| *nanos > 0);
    totals
}

/// A tree in which each child lies within its parent, and no two times are equal or nearly:
/// the spans' ends are spread over the numbers that a permutation gives.
fn without_ties() -> impl Strategy<Value = Trace> {
    let order = Just((1_u64..28).collect::<Vec<u64>>()).prop_shuffle();
    (order, 1_usize..13).prop_map(|(order, spans)| {
        let mut scene = Scene::new();
        scene.span(0, "a", "root", Internal, (0, 100_000));
        let mut placed = vec![(0_u64, 100_000_u64)];
        for pair in order.chunks_exact(2).take(spans) {
            let (start, end) = (pair[0].min(pair[1]) * 3_000, pair[0].max(pair[1]) * 3_000);
            // The innermost span that holds it is its parent.
            let holds = |span: &(u64, u64)| span.0 < start && end < span.1;
            let parent = placed.iter().rposition(holds);
            let parent = parent.expect("the root holds all") as u64 + 1;
            scene.span(parent, "a", "x", Internal, (start, end));
            placed.push((start, end));
        }
        scene.trace()
    })
}

proptest! {
    #[test]
    fn sections_are_disjoint_and_as_long_as_the_root(trace in one_root()) {
        let analysis = analysis(&trace);
        let root = analysis.tree.time();
        let mut at = root.start;
        for section in &analysis.path.sections {
            prop_assert_eq!(section.time.start, at, "no gap, no overlap");
            prop_assert!(section.time.nanos() > 0);
            at = section.time.end;
            let row = analysis.tree.rows[section.row as usize].time;
            prop_assert_eq!(section.time.clip(row), section.time, "within its row");
        }
        prop_assert_eq!(at, root.end);
        let total: u64 = analysis.path.nanos.iter().sum();
        prop_assert_eq!(total, root.nanos());
    }

    #[test]
    fn a_leaf_that_is_not_on_the_path_changes_nothing(trace in one_root()) {
        let before = by_span(&trace);
        let is_leaf = |span: &Span| trace.spans.iter().all(|other| other.parent != Some(span.span_id));
        let on_path = |span: &Span| before.iter().any(|(id, _)| *id == span.span_id.to_u64());
        for leaf in 1..trace.spans.len() {
            if is_leaf(&trace.spans[leaf]) && !on_path(&trace.spans[leaf]) {
                let mut without = trace.clone();
                without.spans.remove(leaf);
                prop_assert_eq!(&by_span(&without), &before);
            }
        }
    }

    #[test]
    fn jaegers_rule_gives_the_same_where_no_two_times_are_equal(trace in without_ties()) {
        let analysis = analysis(&trace);
        let own = (0_u32..).zip(&analysis.path.nanos).filter(|(_, nanos)| **nanos > 0);
        let own: BTreeMap<u32, u64> = own.map(|(row, nanos)| (row, *nanos)).collect();
        prop_assert_eq!(own, reference(&analysis.tree));
    }

    #[test]
    fn nothing_saves_more_than_it_takes(trace in one_root()) {
        let analysis = analysis(&trace);
        for (row, drag) in analysis.drag.iter().enumerate() {
            prop_assert!(*drag <= analysis.tree.rows[row].time.nanos());
            prop_assert!(*drag <= analysis.tree.time().nanos());
        }
    }

    #[test]
    fn own_time_and_the_time_of_children_are_the_whole(trace in one_root()) {
        let analysis = analysis(&trace);
        let tree = &analysis.tree;
        for row in 0..tree.rows.len() as u32 {
            let time = tree.rows[row as usize].time;
            // On a grid of milliseconds the union can be counted.
            let covered = (time.start..time.end).step_by(MS as usize).filter(|moment| {
                tree.children(row).any(|child| {
                    let child = tree.rows[child as usize].time;
                    child.start <= *moment && *moment < child.end
                })
            });
            let own = analysis.times.own[row as usize];
            prop_assert_eq!(own + covered.count() as u64 * MS, time.nanos());
        }
    }
}

fn totals(scene: Scene) -> Vec<u64> {
    let trace = scene.trace();
    let analysis = analysis(&trace);
    analysis.path.nanos.iter().map(|nanos| nanos / MS).collect()
}

#[test]
fn children_back_to_back_are_both_on_the_path() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Internal, (0, 100));
    scene.span(root, "a", "first", Internal, (0, 50));
    scene.span(root, "a", "second", Internal, (50, 100));
    assert_eq!(totals(scene), [0, 50, 50]);
}

#[test]
fn an_overlap_of_one_percent_hides_nobody() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Internal, (0, 100));
    scene.span(root, "a", "first", Internal, (0, 51));
    scene.span(root, "a", "second", Internal, (50, 100));
    assert_eq!(totals(scene), [0, 50, 50]);
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Internal, (0, 100));
    scene.span(root, "a", "first", Internal, (0, 52));
    scene.span(root, "a", "second", Internal, (50, 100));
    assert_eq!(totals(scene), [50, 0, 50]);
}

#[test]
fn consumers_are_not_waited_for() {
    let mut scene = Scene::new();
    let root = scene.span(0, "a", "root", Internal, (0, 100));
    let send = scene.span(root, "a", "send", Producer, (10, 90));
    scene.span(send, "b", "process", Consumer, (20, 80));
    assert_eq!(totals(scene), [20, 80, 0]);
}
