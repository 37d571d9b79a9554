use super::*;

const TWO: &str = r#"
disallowed-methods = [
    # a heading
    { path = "a::one", reason = "no [trace-contract]" },
    { path = "a::two", reason = "no [trace-contract]", allow-invalid = true },
]
"#;

/// Merges `TWO` into a file: the result, and `added|updated|removed|theirs`.
fn merged(file: &str) -> (String, String) {
    let merged = merge(file, TWO).expect("both are TOML");
    let lists = [
        &merged.added,
        &merged.updated,
        &merged.removed,
        &merged.theirs,
    ];
    let lists = lists.map(|paths| paths.join(" ")).join("|");
    let again = merge(&merged.text, TWO).expect("what was written is TOML");
    assert!(again.is_unchanged(), "{again:?}");
    assert_eq!(
        again.text, merged.text,
        "the second time nothing is left to do"
    );
    (merged.text, lists)
}

const ONE_LINE: &str = r#"{ path = "a::one", reason = "no [trace-contract]" },"#;
const TWO_LINE: &str =
    r#"{ path = "a::two", reason = "no [trace-contract]", allow-invalid = true },"#;

#[test]
fn files_and_what_becomes_of_them() {
    let both = format!("    {ONE_LINE}\n    {TWO_LINE}\n");
    for (what, before, after, lists) in [
        (
            "an empty file",
            "",
            format!("disallowed-methods = [\n{both}]\n"),
            "a::one a::two|||",
        ),
        (
            "other keys and comments stay",
            "# tests may\nallow-unwrap-in-tests   = true # all of them\n",
            format!(
                "# tests may\nallow-unwrap-in-tests   = true # all of them\n\
                 disallowed-methods = [\n{both}]\n"
            ),
            "a::one a::two|||",
        ),
        (
            "their bans stay, with their comments",
            "disallowed-methods = [\n  # why\n  \"std::env::set_var\", # here too\n  # last\n]\n",
            format!(
                "disallowed-methods = [\n  # why\n  \"std::env::set_var\", # here too\n  # last\n{both}]\n"
            ),
            "a::one a::two|||",
        ),
        (
            "no comma after the last, but a comment",
            "disallowed-methods = [\n  \"b::b\" # mine\n]\nmsrv = \"1.91\"\n",
            format!("disallowed-methods = [\n  \"b::b\", # mine\n{both}]\nmsrv = \"1.91\"\n"),
            "a::one a::two|||",
        ),
        (
            "all in one line",
            "disallowed-methods = [\"b::b\"]\n",
            format!("disallowed-methods = [\"b::b\",\n{both}]\n"),
            "a::one a::two|||",
        ),
        (
            "their words for a path of ours win",
            "disallowed-methods = [\n    \"a::one\",\n    { path = \"a::two\", reason = \"ask Ada\" },\n]\n",
            "disallowed-methods = [\n    \"a::one\",\n    { path = \"a::two\", reason = \"ask Ada\" },\n]\n"
                .to_owned(),
            "|||a::one a::two",
        ),
        (
            "one of ours with an older reason",
            "disallowed-methods = [\n    # kept\n    { path = \"a::one\", reason = \"old [trace-contract]\" }, # and this\n    \"a::two\",\n]\n",
            format!(
                "disallowed-methods = [\n    # kept\n    {ONE_LINE} # and this\n    \"a::two\",\n]\n"
            ),
            "|a::one||a::two",
        ),
        (
            "one of ours that is gone goes, its comments do not",
            "disallowed-methods = [\n    # first\n    { path = \"a::gone\", reason = \"x [trace-contract]\" },\n    \"a::one\",\n    \"a::two\",\n    # last\n    { path = \"a::gone\", reason = \"x [trace-contract]\" },\n]\n",
            "disallowed-methods = [\n    # first\n    \"a::one\",\n    \"a::two\",\n    # last\n]\n"
                .to_owned(),
            "||a::gone a::gone|a::one a::two",
        ),
        (
            "one of theirs that looks like ours, without the mark",
            "disallowed-methods = [\n    { path = \"a::gone\", reason = \"trace-contract\" },\n    \"a::one\",\n    \"a::two\",\n]\n",
            "disallowed-methods = [\n    { path = \"a::gone\", reason = \"trace-contract\" },\n    \"a::one\",\n    \"a::two\",\n]\n"
                .to_owned(),
            "|||a::one a::two",
        ),
    ] {
        let (text, done) = merged(before);
        assert_eq!(text, after, "{what}");
        assert_eq!(done, lists, "{what}");
    }
}

#[test]
fn tables_become_an_array() {
    let (text, done) = merged(
        "msrv = \"1.91\"\n\n[[disallowed-methods]]\npath = \"a::one\"\nreason = \"ask Ada\"\n",
    );
    let theirs = r#"{ path = "a::one", reason = "ask Ada" }"#;
    assert!(text.contains(theirs), "{text}");
    assert!(text.contains(TWO_LINE), "{text}");
    assert_eq!(done, "a::two|||a::one");
}

#[test]
fn lines_end_as_they_did() {
    let (text, _) = merged("msrv = \"1.91\"\r\n");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.starts_with("msrv = \"1.91\"\r\ndisallowed-methods = [\r\n"));
}

#[test]
fn what_cannot_be_merged_is_refused() {
    for (file, message) in [
        (
            "disallowed-methods = 3",
            "`disallowed-methods` is to be an array",
        ),
        ("disallowed-methods = [", "not TOML: "),
    ] {
        let error = merge(file, TWO).expect_err(file).to_string();
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn every_ban_that_is_shipped_can_be_known_again() {
    let pack: DocumentMut = PACK.parse().expect("TOML");
    let entries = pack[KEY].as_array().expect("an array");
    assert!(entries.len() > 100);
    for entry in entries {
        assert!(is_ours(entry), "{entry}: its reason ends with {MARK}");
    }
}
