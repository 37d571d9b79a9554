use proptest::prelude::*;
use trace_analysis::{Comparison, Tree};
use trace_model::SpanKind::{Client, Internal, Server};

use crate::scene::{MS, Scene};

fn tree(layer: bool, query: u64, extra: bool) -> Tree {
    let mut scene = Scene::new();
    let mut parent = scene.span(0, "shop", "GET /", Server, (0, 500));
    if layer {
        parent = scene.span(parent, "shop", "middleware", Internal, (0, 500));
    }
    scene.span(parent, "shop", "SELECT", Client, (0, 50));
    scene.span(parent, "shop", "SELECT", Client, (60, 60 + query));
    if extra {
        scene.span(parent, "shop", "GET cache", Client, (300, 301));
    }
    Tree::of(&scene.trace())
}

#[test]
fn the_query_that_became_slower_is_named_and_what_was_added() {
    let (before, after) = (tree(false, 50, false), tree(false, 200, true));
    let comparison = Comparison::of(&before, &after);
    assert_eq!(comparison.both, [(0, 0), (1, 1), (2, 2)]);
    assert_eq!(
        (comparison.added.as_slice(), comparison.removed.len()),
        ([3].as_slice(), 0)
    );
    let changes = comparison.changes(&before, &after);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].after, changes[0].nanos), (2, 150 * MS as i64));
}

#[test]
fn a_layer_more_leaves_all_below_it_the_same() {
    let (before, after) = (tree(false, 50, true), tree(true, 50, true));
    let comparison = Comparison::of(&before, &after);
    assert_eq!(comparison.both, [(0, 0), (1, 2), (2, 3), (3, 4)]);
    assert_eq!(comparison.added, [1]);
    assert!(comparison.changes(&before, &after).is_empty());
}

proptest! {
    #[test]
    fn every_row_is_in_one_list(parents in proptest::collection::vec(0_u64..9, 1..9), cut in 0_usize..9) {
        let scene = |parents: &[u64]| {
            let mut scene = Scene::new();
            for parent in parents {
                scene.span(*parent, "a", if parent % 2 == 0 { "x" } else { "y" }, Internal, (0, 9));
            }
            Tree::of(&scene.trace())
        };
        let before = scene(&parents);
        let after = scene(&parents[..cut.min(parents.len())]);
        let comparison = Comparison::of(&before, &after);
        let mut of_before: Vec<u32> = comparison.both.iter().map(|both| both.0).collect();
        of_before.extend(&comparison.removed);
        let mut of_after: Vec<u32> = comparison.both.iter().map(|both| both.1).collect();
        of_after.extend(&comparison.added);
        of_before.sort_unstable();
        of_after.sort_unstable();
        prop_assert_eq!(of_before, (0..before.rows.len() as u32).collect::<Vec<_>>());
        prop_assert_eq!(of_after, (0..after.rows.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn a_trace_differs_from_itself_in_nothing(parents in proptest::collection::vec(0_u64..9, 1..9)) {
        let mut scene = Scene::new();
        for parent in parents {
            scene.span(parent, "a", "x", Internal, (0, 9));
        }
        let tree = Tree::of(&scene.trace());
        let comparison = Comparison::of(&tree, &tree);
        prop_assert!(comparison.both.iter().all(|(one, other)| one == other));
        prop_assert!(comparison.added.is_empty() && comparison.removed.is_empty());
    }
}
