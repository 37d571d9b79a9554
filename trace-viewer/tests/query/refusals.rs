//! What is no query: the place, and the words.

use trace_viewer::query;

#[track_caller]
fn check(text: &str, at: usize, message: &str) {
    let error = query::parse(text).expect_err("the text is no query");
    assert_eq!((error.at(), error.message()), (at, message));
}

#[test]
fn the_place_and_what_was_expected_are_told() {
    check(
        "{",
        1,
        "expected a condition, such as `name = \"orders\"`, found the end",
    );
    check(
        "{ name }",
        7,
        "expected one of `=`, `!=`, `=~`, `!~`, `~`, found `}`",
    );
    check(
        "{ name = orders }",
        9,
        "expected a text in quotes, found `orders`",
    );
    check(
        "{ status = failed }",
        11,
        "expected one of error, ok, unset, found `failed`",
    );
    check(
        "{ duration > 5 }",
        13,
        "expected a duration, such as 100ms or 1.5s, found `5`",
    );
    check(
        "{ spanCount > 5ms }",
        14,
        "expected a whole number, found `5ms`",
    );
    check(
        "{ duration =~ \"1.*\" }",
        11,
        "expected one of `=`, `!=`, `<`, `<=`, `>`, `>=`, found `=~`",
    );
    check(
        "{ .a > \"b\" }",
        7,
        "expected a number or a duration, found `\"b\"`",
    );
    check(
        "{ .a = 1 } { }",
        11,
        "expected `&&`, `||` or the end, found `{`",
    );
    check(
        "{ .a = 1 .b = 2 }",
        9,
        "expected `&&`, `||` or `}`, found `.b`",
    );
    check(
        "{ 5 = .a }",
        2,
        "`5` is a value: what is compared stands on the left",
    );
    check("{ span. = 1 }", 2, "expected a key behind `span.`");
    check("name = \"a", 7, "this quote is not closed");
    check(
        "{ name = \"\\q\" }",
        10,
        "expected `\\\"`, `\\\\`, `\\n`, `\\r` or `\\t` (between backticks a \\ is a \\)",
    );
    check("{ } | rate()", 4, "`|` has no meaning here");
    check(
        "{ } > { } > { }",
        10,
        "a second relation, where one is understood",
    );
    check(
        "{ nestedSetParent > 7 }",
        2,
        "`nestedSetParent` is understood as `nestedSetParent < 0` only: a root",
    );
    check(
        "{ .a = 1e999 }",
        7,
        "expected a value, such as \"text\", 5, 100ms or true, found `1e999`",
    );
}

#[test]
fn an_unknown_name_is_told_how_attributes_are_written() {
    let error = query::parse("{ http.method = \"GET\" }").unwrap_err();
    let start = "`http.method` is not known; an attribute is written `.http.method`; other";
    assert!(error.message().starts_with(start), "{error}");
}

#[test]
fn a_scope_that_cannot_be_searched_is_not_taken_for_an_attribute() {
    for scope in ["parent", "link", "instrumentation"] {
        let error = query::parse(&format!("{{ {scope}.x = 1 }}")).unwrap_err();
        let expected = format!(
            "`{scope}.x` cannot be searched; `span`, `resource` and `event` can, and of links \
             `link:traceID`"
        );
        assert_eq!(error.message(), expected);
    }
}

#[test]
fn a_caret_stands_under_the_place() {
    let error = query::parse("{ name = \"é\"\n  && duration ~ 5 }").unwrap_err();
    let text = error.to_string();
    let mut lines = text.lines().skip(1);
    assert_eq!(lines.next(), Some("  && duration ~ 5 }"));
    assert_eq!(lines.next(), Some("              ^"));
}

#[test]
fn no_control_character_reaches_the_terminal() {
    let error = query::parse("{ name = \u{1b}[2J }").unwrap_err();
    let text = error.to_string();
    assert!(
        text.chars().all(|char| char == '\n' || !char.is_control()),
        "{text:?}"
    );
}

#[test]
fn size_and_depth_are_limited() {
    let deep = "(".repeat(100_000);
    assert!(
        query::parse(&deep)
            .unwrap_err()
            .message()
            .contains("16384 are the most")
    );
    let deep = format!("{{ {} .a = 1 }}", "!".repeat(10_000));
    assert!(
        query::parse(&deep)
            .unwrap_err()
            .message()
            .contains("64 deep")
    );
    let deep = format!("{}{{ }}", "(".repeat(10_000));
    assert!(
        query::parse(&deep)
            .unwrap_err()
            .message()
            .contains("64 deep")
    );
    let many = vec![".a = 1"; 257].join(" && ");
    assert!(
        query::parse(&many)
            .unwrap_err()
            .message()
            .contains("256 conditions")
    );
    let many = vec!["{}"; 1_000].join("||");
    assert!(
        query::parse(&many)
            .unwrap_err()
            .message()
            .contains("256 conditions")
    );
}

#[test]
fn an_expensive_pattern_is_refused() {
    let error = query::parse("{ name =~ \"(a{1000}){1000}\" }").unwrap_err();
    assert!(
        error.message().starts_with("not a regular expression: "),
        "{error}"
    );
    assert_eq!(error.at(), 10);
    let error = query::parse("{ name =~ \"a)|(b\" }").unwrap_err();
    assert!(error.message().contains("unopened group"), "{error}");
}
