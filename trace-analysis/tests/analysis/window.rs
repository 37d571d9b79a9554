use proptest::prelude::*;
use trace_analysis::{Analysis, Window};
use trace_model::SpanKind::Internal;
use trace_model::Trace;

use crate::scene::Scene;

/// A root of 1 s, under it 300 children of 1 to 300 µs that overlap, each with a child of its
/// own; the shortest of them failed below.
fn wide() -> Trace {
    let mut scene = Scene::new();
    let root = scene.exact(0, "a", "root", Internal, (0, 1_000_000_000));
    for child in 1..=300 {
        let times = (5_000, 5_000 + child * 1_000);
        let child = scene.exact(root, "a", "child", Internal, times);
        scene.exact(child, "a", "grandchild", Internal, times);
    }
    scene.fail(3, "no");
    scene.trace()
}

#[test]
fn the_path_and_errors_come_before_the_slowest() {
    let analysis = Analysis::of(&wide());
    let window = Window::of(&analysis, 9);
    let shown = window.rows.iter().map(|row| {
        let row = &analysis.tree.rows[*row as usize];
        (row.depth, row.time.nanos() / 1_000)
    });
    let expected = [
        // The root, and the failed one.
        (0, 1_000_000),
        (1, 1),
        (2, 1),
        // The path goes through the slowest one; then come the next ones at the top.
        (1, 298),
        (2, 298),
        (1, 299),
        (2, 299),
        (1, 300),
        (2, 300),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!((window.hidden[0], window.hidden_children[0]), (592, 296));
}

#[test]
fn the_children_that_are_hidden_follow_those_that_are_there() {
    let analysis = Analysis::of(&wide());
    let mut seen = Window::of(&analysis, 9).rows;
    for after in [4, 104, 204] {
        let next = Window::under(&analysis, &[0], after, 100);
        assert_eq!(next.hidden[1..], vec![1; next.rows.len() - 1]);
        seen.extend(&next.rows[1..]);
    }
    let children = seen
        .iter()
        .filter(|row| analysis.tree.rows[**row as usize].depth == 1);
    let mut children: Vec<u32> = children.copied().collect();
    children.sort_unstable();
    assert_eq!(children, analysis.tree.children(0).collect::<Vec<_>>());
}

#[test]
fn a_row_that_is_hidden_stands_for_itself_in_the_nearest_one_above() {
    let analysis = Analysis::of(&wide());
    let window = Window::of(&analysis, 1);
    assert_eq!(window.rows, [0]);
    assert_eq!(window.nearest(&analysis.tree, 600), Some(0));
    assert_eq!(Window::of(&analysis, 0).nearest(&analysis.tree, 0), None);
}

#[test]
fn single_rows_come_with_all_rows_above_them() {
    let analysis = Analysis::of(&wide());
    let tree = &analysis.tree;
    let deep = (0..tree.rows.len() as u32).rfind(|row| tree.rows[*row as usize].depth == 2);
    let deep = deep.expect("the tree has three levels");
    let above: Vec<u32> = tree.ancestors(deep).collect();
    let window = Window::around(tree, &[deep, 1, deep, 0], 100);
    let mut expected = vec![0, 1, above[0], deep];
    expected.sort_unstable();
    expected.dedup();
    assert_eq!(window.rows, expected);
    assert_eq!(window.hidden[0] as usize, tree.rows.len() - expected.len());
    // The first is there whatever it takes; what does not fit with it is not.
    assert_eq!(
        Window::around(tree, &[deep, 1], 1).rows,
        [0, above[0], deep]
    );
    assert!(Window::around(tree, &[], 9).rows.is_empty());
}

/// Spans whose parents are among those before them.
fn any_tree() -> impl Strategy<Value = Trace> {
    let span = (0_u64..40, 0_u64..100, 0_u64..100, any::<bool>());
    proptest::collection::vec(span, 1..60).prop_map(|spans| {
        let mut scene = Scene::new();
        for (number, (parent, start, long, failed)) in (0_u64..).zip(spans) {
            let times = (start, start + long);
            let span = scene.exact(parent.min(number), "a", "x", Internal, times);
            if failed {
                scene.fail(span, "no");
            }
        }
        scene.trace()
    })
}

proptest! {
    #[test]
    fn a_window_has_whole_branches_and_first_children(trace in any_tree(), most in 1_usize..70) {
        let analysis = Analysis::of(&trace);
        let tree = &analysis.tree;
        let window = Window::of(&analysis, most);
        prop_assert_eq!(window.rows.len(), most.min(tree.rows.len()));
        for (place, row) in window.rows.iter().enumerate() {
            let parent = tree.rows[*row as usize].parent;
            prop_assert!(parent.is_none_or(|parent| window.place(parent).is_some()));
            let below = *row + 1..=*row + tree.rows[*row as usize].descendants;
            let hidden = below.filter(|below| window.place(*below).is_none()).count();
            prop_assert_eq!(window.hidden[place] as usize, hidden);
            let here: Vec<u32> = tree.children(*row).filter(|child| window.place(*child).is_some()).collect();
            let all = tree.children(*row).count();
            prop_assert_eq!(window.hidden_children[place] as usize, all - here.len());
            let first = Window::under(&analysis, &[*row], 0, here.len());
            prop_assert_eq!(&first.rows[1..], here);
        }
        let waited_for = (0..tree.rows.len() as u32).filter(|row| analysis.path.holds(*row));
        let waited_for: Vec<u32> = waited_for.collect();
        if waited_for.len() <= most {
            prop_assert!(waited_for.iter().all(|row| window.place(*row).is_some()));
        }
    }
}
