//! What is no async closure where one is asked for, and what is.

use super::expand;
use super::mistakes::check;

#[test]
fn a_closure_that_returns_an_async_block() {
    let message = "the closure itself is async, or it could not borrow its contract: write \
                   `async move |…| { … }`, not `|…| async move { … }`";
    let wrong = [
        (
            "cx.spawn(\"a\", |cx| async move { b(cx) })",
            "|cx| async move",
        ),
        ("f(cx.task(\"a\", move |cx| async { b(cx) }))", "|cx| async"),
        (
            "cx.stream(\"a\", |cx, out| async move {})",
            "|cx, out| async move",
        ),
        ("cx.spawn(\"a\", |_| async move {}).await", "|_| async move"),
        (
            "g.call(cx, \"a\", |cx, p| async move { p.q(cx) }).await",
            "|cx, p| async move",
        ),
        (
            "self.s.open(\"a\", move |cx| async { b(cx) })",
            "|cx| async",
        ),
        ("crate::run(\"a\", |cx| async move {})", "|cx| async move"),
    ];
    for (body, place) in wrong {
        let source = format!("#[traced] async fn f(cx: &TraceContract) {{ {body}; }}");
        check(&source, &[(place, message)]);
        // Corrected, or rustc would have its own errors beside ours.
        let text = expand(&source).to_string();
        let (_, function) = text.split_once("async fn").unwrap();
        let (_, closure) = function.split_once("async").unwrap();
        assert!(
            closure.contains('|') && !closure.contains("async"),
            "{text}"
        );
    }
    let right = [
        "cx.spawn(\"a\", async move |cx| b(cx))",
        // Compiles, as it does not borrow.
        "cx.spawn(\"a\", |_: &TraceContract| async move {})",
        "cx.spawn_every(\"a\", || async move |cx| b(cx))",
        "scope.spawn(|s| async move { s })",
        // Others' functions of these names.
        "file.open(\"a\", |options| async move {})",
        "pool.call(|cx| async move {})",
        "pool.call(\"a\", |cx| async move {})",
        "worker.run(\"a\", |cx| async move {})",
        "sealed.open(\"a\", |cx: Job| async move {})",
        "cx.set_attribute(\"a\", b | c | d)",
        "cx.spawn_blocking(\"a\", |cx| async_(cx))",
    ];
    for body in right {
        check(
            &format!("#[traced] async fn f(cx: &TraceContract) {{ {body}; }}"),
            &[],
        );
    }
}

#[test]
fn a_future_where_a_closure_belongs() {
    let message = "a closure belongs here, which is lent a contract of its own: write \
                   `async move |cx| { … }`";
    let wrong = [
        ("cx.spawn(\"a\", async move { b(cx).await })", "async move"),
        (
            "cx.timeout(\"a\", limit(), async { b(cx).await }).await",
            "async",
        ),
    ];
    for (body, place) in wrong {
        let source = format!("#[traced] async fn f(cx: &TraceContract) {{ {body}; }}");
        check(&source, &[(place, message)]);
        let text = expand(&source).to_string();
        assert!(text.contains(&format!("{place} | cx | {{ b")), "{text}");
    }
    let right = [
        "cx.spawn_blocking(\"a\", async { b })",
        "set.spawn(\"a\", async move { b })",
        "cx.spawn(\"a\", { async move |cx| b(cx) })",
    ];
    for body in right {
        let source = format!("#[traced] async fn f(cx: &TraceContract) {{ {body}; }}");
        check(&source, &[]);
    }
}

#[test]
fn a_call_where_a_closure_belongs() {
    let message = "a closure belongs here, which is lent a contract of its own: write \
                   `async move |cx| …` in front, and `.await` behind";
    let wrong = [
        "b(cx)",
        "b(cx, 1).await",
        "self.b(cx).boxed()",
        "a::b(cx, d)",
    ];
    for call in wrong {
        let source = format!(
            "#[traced] async fn f(&self, cx: &TraceContract) {{ cx.timeout(\"a\", d, {call},); }}"
        );
        check(&source, &[(call, message)]);
        let text = expand(&source).to_string();
        let (_, behind) = text.split_once("async move | cx |").unwrap();
        assert_eq!(behind.matches("await").count(), 1, "{text}");
    }
    let right = [
        "cx.spawn(\"a\", job)",
        "cx.spawn(\"a\", self.job(1))",
        "cx.span(name(cx), async |cx| b(cx).await)",
        "cx.spawn(\"a\", jobs::make())",
        "cx.interval(\"a\", period(cx))",
        "retry(\"a\", b(cx))",
    ];
    for body in right {
        let source = format!("#[traced] async fn f(&self, cx: &TraceContract) {{ {body}; }}");
        check(&source, &[]);
    }
}
