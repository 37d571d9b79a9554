use trace_analysis::{Analysis, ErrorChain};
use trace_model::SpanKind::{Client, Internal, Server};
use trace_model::{Status, Trace};

use crate::scene::{MS, ORIGIN, Scene, failed_payment};

fn errors(trace: &Trace) -> (Analysis, ErrorChain) {
    let analysis = Analysis::of(trace);
    let errors = analysis.errors.clone().expect("something failed");
    (analysis, errors)
}

#[test]
fn an_error_is_followed_through_five_services() {
    let trace = failed_payment();
    let (analysis, errors) = errors(&trace);
    assert_eq!(errors.causes.len(), 1);
    assert_eq!(errors.errors, 10);
    let cause = &errors.causes[0];
    assert_eq!(
        &**analysis.tree.operation_name(cause.row).unwrap(),
        "charge card"
    );
    assert_eq!(cause.unix_nanos, ORIGIN + 325 * MS);
    assert_eq!(cause.handled_by, None);
    let failure = cause.failure(&trace, &analysis.tree);
    assert_eq!(failure.kind.as_deref(), Some("CardDeclined"));
    assert_eq!(failure.message.as_deref(), Some("insufficient funds"));
    assert_eq!(failure.stack.as_deref(), Some("at charge (payments.rs:42)"));
    let path: Vec<&str> = errors
        .path
        .iter()
        .map(|passage| &*passage.service)
        .collect();
    assert_eq!(path, ["payments", "orders", "checkout", "shop", "gateway"]);
    assert!(errors.path.iter().all(|passage| passage.failed));
}

#[test]
fn an_error_that_somebody_handled_comes_after_one_that_nobody_did() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 100));
    let cache = scene.span(root, "shop", "GET cache", Client, (0, 10));
    let retried = scene.span(root, "shop", "retry", Internal, (20, 40));
    scene.change(retried).status = Status::Ok;
    let first = scene.span(retried, "shop", "GET stock", Client, (20, 30));
    let price = scene.span(root, "shop", "GET price", Client, (50, 60));
    scene.fail(first, "timeout");
    scene.fail(price, "no price");
    scene.fail(root, "500");
    scene.set(price, "error.type", "NoPrice");
    let trace = scene.trace();
    let (analysis, errors) = errors(&trace);
    let named = |row: u32| analysis.tree.operation_name(row).unwrap().to_string();
    let causes: Vec<(String, Option<String>)> = (errors.causes.iter())
        .map(|cause| (named(cause.row), cause.handled_by.map(named)))
        .collect();
    let expected = [("GET price", None), ("GET stock", Some("retry"))];
    let expected = expected.map(|(cause, by)| (cause.to_owned(), by.map(str::to_owned)));
    assert_eq!(causes, expected);
    let failure = errors.causes[0].failure(&trace, &analysis.tree);
    assert_eq!(failure.kind.as_deref(), Some("NoPrice"));
    assert_eq!(failure.message.as_deref(), Some("no price"));
    assert!(cache > 0);
}

#[test]
fn a_span_that_says_nothing_between_two_that_failed_did_not_handle_the_error() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 100));
    let between = scene.span(root, "shop", "load", Internal, (10, 90));
    let query = scene.span(between, "shop", "SELECT", Client, (20, 80));
    scene.fail(root, "500");
    scene.fail(query, "no such table");
    let (_, errors) = errors(&scene.trace());
    assert_eq!(errors.causes[0].handled_by, None);
    assert!(
        !errors.path[0].failed,
        "one span of the service says nothing"
    );
}

#[test]
fn an_error_after_which_the_caller_went_on_comes_after_one_that_stopped_it() {
    let mut scene = Scene::new();
    let root = scene.span(0, "shop", "GET /", Server, (0, 100));
    let cache = scene.span(root, "shop", "GET cache", Client, (0, 10));
    let price = scene.span(root, "shop", "GET price", Client, (50, 60));
    for (span, message) in [(root, "500"), (cache, "timeout"), (price, "no price")] {
        scene.fail(span, message);
    }
    let (analysis, errors) = errors(&scene.trace());
    let causes = errors.causes.iter();
    let causes = causes.map(|cause| &**analysis.tree.operation_name(cause.row).unwrap());
    assert_eq!(causes.collect::<Vec<_>>(), ["GET price", "GET cache"]);
}

#[test]
fn a_trace_without_errors_has_no_chain() {
    let mut scene = Scene::new();
    scene.span(0, "shop", "GET /", Server, (0, 100));
    assert_eq!(Analysis::of(&scene.trace()).errors, None);
}
