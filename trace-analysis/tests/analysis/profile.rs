use trace_analysis::{Analysis, Profile};
use trace_model::SpanKind::{Client, Server};

use crate::scene::{MS, Scene};

/// The path of some traces: a request of 100 ms beside its query.
fn profile(queries: &[u64]) -> Profile {
    let mut profile = Profile::default();
    for query in queries {
        let mut scene = Scene::new();
        let root = scene.span(0, "shop", "GET /", Server, (0, 100 + query));
        scene.span(root, "shop", "SELECT", Client, (50, 50 + query));
        profile.add(&Analysis::of(&scene.trace()));
    }
    profile
}

#[test]
fn slow_traces_spend_more_time_in_the_query() {
    let differences = profile(&[400, 600]).differences(&profile(&[10, 20, 30]));
    let differences: Vec<(&str, i64)> = (differences.iter())
        .map(|difference| (&*difference.operation, difference.nanos_per_trace))
        .collect();
    assert_eq!(differences, [("SELECT", 480 * MS as i64), ("GET /", 0)]);
}

#[test]
fn nothing_differs_from_nothing_in_nothing() {
    assert!(
        Profile::default()
            .differences(&Profile::default())
            .is_empty()
    );
}
