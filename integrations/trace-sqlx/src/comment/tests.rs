use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use test_servers::Postgres;

use super::super::dialect::Dialect::{self, MySql, Postgres as PostgreSql, Sqlite};
use super::*;

const ALL: [Dialect; 3] = [PostgreSql, MySql, Sqlite];

fn with_route(text: &str, dialect: Dialect) -> Cow<'_, str> {
    comment(text, dialect, [("route", "/pay")])
}

#[test]
fn pairs_are_encoded_and_in_order() {
    let pairs = [
        (
            "traceparent",
            "00-5bd66ef5095369c7b0d1f8f4bd33716a-c532cb4098ac3dd2-01",
        ),
        ("route", "/pay/{id}!'()*"),
        ("route", "a second one"),
        ("", "no key"),
        ("the app", "größe"),
    ];
    assert_eq!(
        comment("SELECT 1", PostgreSql, pairs),
        "SELECT 1 /*route='%2Fpay%2F%7Bid%7D%21%27%28%29%2A',\
         the%20app='gr%C3%B6%C3%9Fe',\
         traceparent='00-5bd66ef5095369c7b0d1f8f4bd33716a-c532cb4098ac3dd2-01'*/"
    );
    assert_eq!(comment("SELECT 1", PostgreSql, []), "SELECT 1");
}

#[test]
fn a_semicolon_stays_last() {
    for (text, commented) in [
        ("SELECT 1;", "SELECT 1 /*route='%2Fpay'*/;"),
        ("SELECT 1 ; \n", "SELECT 1 /*route='%2Fpay'*/ ; \n"),
        ("SELECT 1;;\t;", "SELECT 1 /*route='%2Fpay'*/;;\t;"),
        ("SELECT 1\n", "SELECT 1 /*route='%2Fpay'*/\n"),
        (
            "SELECT 1; SELECT 2;",
            "SELECT 1; SELECT 2 /*route='%2Fpay'*/;",
        ),
        ("SELECT ';'", "SELECT ';' /*route='%2Fpay'*/"),
    ] {
        for dialect in ALL {
            assert_eq!(with_route(text, dialect), commented, "{dialect:?}");
        }
    }
}

#[test]
fn what_has_no_statement_or_a_comment_stays() {
    let of_all = [
        "",
        " \n",
        ";",
        " ; ; ",
        "SELECT 1 /* mine */",
        "/*route='%2Fpay'*/ SELECT 1",
        "SELECT 1 -- mine\n + 1",
        "SELECT 1 --",
        "SELECT 1 /* open",
        "SELECT 'open",
    ];
    for dialect in ALL {
        for text in of_all {
            assert_eq!(with_route(text, dialect), text, "{dialect:?}");
        }
    }
    assert_eq!(with_route("SELECT 1 # mine", MySql), "SELECT 1 # mine");
    assert_eq!(with_route("SELECT /*! x */ 1", MySql), "SELECT /*! x */ 1");
}

#[test]
fn what_only_looks_like_a_comment_is_none() {
    let changed: &[(&str, &[Dialect])] = &[
        ("SELECT '-- /*' ", &ALL),
        ("SELECT 'it''s -- fine' ", &ALL),
        ("SELECT \"--\" ", &ALL),
        ("SELECT 5 - -1", &ALL),
        ("SELECT $$ -- $$, $a$ /* $$ $a$", &[PostgreSql]),
        ("SELECT E'\\' -- '", &[PostgreSql]),
        ("SELECT E'a'\n'\\' -- '", &[PostgreSql]),
        ("SELECT '\\', ' -- '", &[PostgreSql, Sqlite]),
        ("SELECT a #- '{b}'", &[PostgreSql]),
        ("SELECT '\\' -- '", &[MySql]),
        ("SELECT 5--1, `--`", &[MySql]),
        ("SELECT [--], `/*`", &[Sqlite]),
    ];
    for (text, dialects) in changed {
        for dialect in *dialects {
            let commented = with_route(text, *dialect);
            assert!(commented.contains("/*route="), "{dialect:?}: {commented}");
        }
    }
}

#[test]
fn the_longest_pairs_are_left_out() {
    let long = "x".repeat(LONGEST - "/*k=''*/".len());
    assert!(comment("SELECT 1", PostgreSql, [("k", &*long)]).ends_with("x'*/"));
    let too_long = long.clone() + "x";
    let pairs = [("k", &*too_long), ("a", "1"), ("z", "2")];
    assert_eq!(
        comment("SELECT 1", PostgreSql, pairs),
        "SELECT 1 /*a='1',z='2'*/"
    );
    // Nothing is cut out of a long value either.
    let pairs = [("a", "1"), ("k", &*long)];
    assert_eq!(comment("SELECT 1", PostgreSql, pairs), "SELECT 1 /*a='1'*/");
    assert_eq!(
        comment("SELECT 1", PostgreSql, [("k", &*too_long)]),
        "SELECT 1"
    );
}

/// Text with what has a meaning in SQL, in comments, or in an encoding.
fn nasty() -> impl Strategy<Value = String> {
    let telling = prop::sample::select(vec![
        "*/", "/*", "--", "'", "\"", "`", ";", "\\", "%", "%2A%2F", "\n", "\0", "$$", "#", "=",
        ",", "é", "\u{202e}", "\u{ff07}", "*", "/", " ",
    ]);
    let piece = prop_oneof![
        telling.prop_map(str::to_owned),
        any::<String>(),
        "[a-z]{0,400}"
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn nasty_pairs() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(nasty(), nasty(), 0..6)
}

fn commented(text: &str, dialect: Dialect, pairs: &BTreeMap<String, String>) -> String {
    let pairs = pairs.iter().map(|(key, value)| (&**key, &**value));
    comment(text, dialect, pairs).into_owned()
}

/// The pairs of the one comment, which ends the text.
fn decoded(text: &str) -> BTreeMap<String, String> {
    let Some((_, comment)) = text.split_once(" /*") else {
        return BTreeMap::new();
    };
    let pairs = comment.strip_suffix("*/").expect("it ends with the text");
    assert!(pairs.len() + "/**/".len() <= LONGEST);
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = pairs.split(',').map(|pair| {
        let (key, value) = pair.split_once("='").unwrap();
        (decoded(key), decoded(value.strip_suffix('\'').unwrap()))
    });
    pairs.collect()
}

proptest! {
    #[test]
    fn nothing_leaves_the_comment(pairs in nasty_pairs()) {
        for dialect in ALL {
            let text = commented("SELECT 1", dialect, &pairs);
            let added = text.strip_prefix("SELECT 1").unwrap();
            prop_assert!(added.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert!(added.is_empty() || added.find("*/") == Some(added.len() - 2));
            prop_assert!(!added.contains(['"', '`', ';', '\\', '$', '#', '?']), "{}", added);
            prop_assert_eq!(commented(&text, dialect, &pairs), text);
        }
    }

    #[test]
    fn what_is_decoded_was_encoded(pairs in nasty_pairs()) {
        let decoded = decoded(&commented("SELECT 1", PostgreSql, &pairs));
        for (key, value) in &decoded {
            prop_assert_eq!(pairs.get(key), Some(value));
        }
        let all: usize = pairs.iter().map(|(key, value)| 3 * (key.len() + value.len()) + 4).sum();
        if all + "/**/".len() <= LONGEST {
            prop_assert_eq!(decoded.len(), pairs.keys().filter(|key| !key.is_empty()).count());
        }
    }

    #[test]
    fn the_statement_itself_stays(text in nasty(), pairs in nasty_pairs()) {
        for dialect in ALL {
            let after = commented(&text, dialect, &pairs);
            let at = text.trim_end_matches(|c: char| c == ';' || c.is_ascii_whitespace() || c == '\x0b').len();
            if after != text {
                prop_assert!(after.starts_with(&text[..at]) && after.ends_with(&text[at..]));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The server itself says which text it runs, and in how many statements: each would
    /// have a line in the answer.
    #[test]
    fn postgresql_sees_one_statement(
        pairs in nasty_pairs(),
        end in prop::sample::select(vec!["", ";", " ;", "\n"]),
    ) {
        let text = format!("SELECT current_query(), count(*) FROM pg_class WHERE relname = '--'{end}");
        let text = commented(&text, PostgreSql, &pairs);
        let answer = Postgres::shared().query("postgres", &text).unwrap();
        prop_assert_eq!(answer, format!("{text}|0"));
    }
}
