//! Queries of people and of Grafana's builder, and what they are read as.

use trace_viewer::query::{self, Written};

#[track_caller]
fn check(text: &str, expected: &str) {
    let filter = query::parse(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(Written(&filter).to_string(), expected);
}

#[test]
fn what_grafanas_builder_writes_is_understood() {
    check("{}", "{ }");
    check(
        r#"{resource.service.name="gateway" && name="POST /buy" && duration>100ms && traceDuration<2s}"#,
        r#"{ resource.service.name = "gateway" && name = "POST /buy" && duration > 100ms && traceDuration < 2s }"#,
    );
    check(
        "{nestedSetParent<0 && status=error}",
        "{ isRoot = true && status = error }",
    );
    check("{nestedSetParent>=0}", "{ isRoot = false }");
    check(
        r#"{span.http.status_code>=500}"#,
        "{ span.http.status_code >= 500 }",
    );
    check(
        r#"{kind=server && (name="a" || name="b")}"#,
        r#"{ kind = server && (name = "a" || name = "b") }"#,
    );
    check(
        r#"{span:name =~ "GET.*" && trace:rootService != "cron" && span:status != ok}"#,
        r#"{ name =~ "GET.*" && rootServiceName != "cron" && status != ok }"#,
    );
    check(
        r#"{event.exception.type = "Timeout"}"#,
        r#"{ event.exception.type = "Timeout" }"#,
    );
}

#[test]
fn what_a_person_types_needs_no_braces() {
    check("status = error", "{ status = error }");
    check(
        r#"correlation = "order 7" || spanCount > 100 && !(errorCount = 0)"#,
        r#"{ correlation = "order 7" || (spanCount > 100 && !(errorCount = 0)) }"#,
    );
    check(
        r#"service = `a\b`"#,
        r#"{ resource.service.name = "a\\b" }"#,
    );
    check(r#"link:traceID = "0ab1""#, r#"{ link:traceID = "0ab1" }"#);
    check("", "{ }");
    check(" \n", "{ }");
}

#[test]
fn sets_of_spans_are_joined_and_related() {
    check(
        "({ status = error } || { duration > 1h }) && {isRoot = true}",
        "({ status = error } || { duration > 1h }) && { isRoot = true }",
    );
    check(r#"{ .a = 1 } >> { }"#, "{ .a = 1 } >> { }");
    check(r#"{ } > { .a = nil }"#, "{ } > { !(.a != nil) }");
}

#[test]
fn keys_may_hold_anything_in_quotes() {
    check(r#"{ span."my key" = "x" }"#, r#"{ span."my key" = "x" }"#);
    check(r#"{ ."a"."b" = true }"#, "{ .a.b = true }");
    check(
        r#"{ resource.k8s.pod/name ~ "API" }"#,
        r#"{ resource.k8s.pod/name ~ "API" }"#,
    );
    check(r#"{ ."}\"" = -1.5 }"#, r#"{ ."}\"" = -1.5 }"#);
}

#[test]
fn the_examples_that_people_read_are_queries() {
    let (_, text) = include_str!("../../APIS.md")
        .split_once("\n## The language of searches\n")
        .unwrap();
    let (_, block) = text.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let queries = block.lines().map(|line| line.split_once("   ").unwrap().0);
    let read = queries.map(|text| query::parse(text).unwrap_or_else(|error| panic!("{error}")));
    assert_eq!(read.count(), 8);
}
