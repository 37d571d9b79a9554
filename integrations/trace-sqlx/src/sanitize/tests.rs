use proptest::collection::vec;
use proptest::prelude::*;
use test_servers::Postgres;

use super::super::dialect::Dialect::{self, MySql, Postgres as PostgreSql, Sqlite};
use super::*;

const ALL: [Dialect; 3] = [PostgreSql, MySql, Sqlite];

#[track_caller]
fn check(dialects: &[Dialect], text: &str, shown: &str) {
    for dialect in dialects {
        assert_eq!(sanitize(text, *dialect), shown, "{dialect:?}: {text}");
    }
}

#[test]
fn literals_are_hidden() {
    check(&ALL, "SELECT 'a', 'it''s', ''", "SELECT ?, ?, ?");
    check(&ALL, "a = 1 AND b=-1.5e-3 OR c<.5", "a = ? AND b=-? OR c<?");
    check(&ALL, "1e5+1E+5 1_000 0x1F 0x1E+1 0b01", "?+? ? ? ?+? ?");
    check(&ALL, "SELECT x'1f', X'1F'", "SELECT ?, ?");
    check(&ALL, "LIMIT 5, 10", "LIMIT ?, ?");
    check(&[PostgreSql, MySql], "B'01' n'x'", "? ?");
    check(
        &[PostgreSql],
        "'2026-01-01'::date + 1::int",
        "?::date + ?::int",
    );
    check(
        &[PostgreSql],
        "E'a\\'b' e'\\\\' U&'\\0041' || 'a\\'",
        "? ? ? || ?",
    );
    check(&[PostgreSql], "E'a' -- it's\n '\\' b'", "? ?");
    check(&[PostgreSql], "$$a'b$$, $tag$ $$ $tag$, $é$x$é$", "?, ?, ?");
    check(&[PostgreSql], "a[1:2], 1..10", "a[?:?], ?.?");
    check(&[MySql], "SELECT 'a\\'b', \"c\\\"d\"\"e\"", "SELECT ?, ?");
    check(&[MySql], "_utf8mb4'a' @'b'", "_utf8mb4? @?");
    check(&[Sqlite], "SELECT \"a\" || 'b\\'", "SELECT ? || ?");
}

#[test]
fn what_is_no_literal_stays() {
    check(
        &ALL,
        "SELECT a1, _b FROM t WHERE é = ?",
        "SELECT a1, _b FROM t WHERE é = ?",
    );
    check(
        &[PostgreSql],
        "SELECT \"a 1\", U&\"b\", $1, $23 FROM t$1",
        "SELECT \"a 1\", U&\"b\", $1, $23 FROM t$1",
    );
    check(
        &[MySql],
        "SELECT `a 1`, @b1, t.$c, 5--1",
        "SELECT `a 1`, @b1, t.$c, ?--?",
    );
    check(
        &[Sqlite],
        "SELECT [a 1], `b`, ?1, :c1, @d, $e",
        "SELECT [a 1], `b`, ?1, :c1, @d, $e",
    );
    check(&ALL, "", "");
    check(&ALL, " SELECT\n a ; ", " SELECT\n a ; ");
}

#[test]
fn comments_go() {
    check(&ALL, "SELECT a /* 'x' */ FROM t", "SELECT a FROM t");
    check(&ALL, "SELECT/**/a/**/FROM t-- b", "SELECT a FROM t");
    check(&ALL, "-- who\nSELECT a -- it's\n, b", "SELECT a , b");
    check(&ALL, "SELECT a /* open 'x'", "SELECT a");
    check(&[PostgreSql], "a /* /* */ 'x' */ b", "a b");
    check(&[PostgreSql], "a -- b\r 'c\n d'", "a ?");
    check(&[MySql, Sqlite], "a /* /* */ 'x' */ b", "a ? */ b");
    check(&[MySql, Sqlite], "a -- b\r 'c\n d'", "a d?");
    check(&[MySql], "a # 'x'\n b /*! 'y */, 'z", "a b");
}

#[test]
fn what_has_no_end_hides_all_to_the_end() {
    for open in ["'a, b", "'it''s", "\"a 'b"] {
        check(&ALL, &format!("SELECT c, {open}"), "SELECT c, ?");
    }
    check(&[PostgreSql], "c E'a\\'", "c ?");
    check(&[PostgreSql], "c $x$ $$ $X$", "c ?");
    check(&[MySql], "c 'a\\'", "c ?");
    check(&[MySql, Sqlite], "c `a", "c ?");
    check(&[Sqlite], "c [a", "c ?");
}

#[test]
fn lists_of_literals_are_written_once() {
    check(&ALL, "a IN (1, 2,3) AND b", "a IN (?) AND b");
    check(
        &ALL,
        "a in/**/( 'x' ,'y') OR c IN (1)",
        "a in ( ?) OR c IN (?)",
    );
    check(&ALL, "a IN (1, b, 2, 3)", "a IN (?, b, ?)");
    check(&ALL, "(a, b) IN ((1, 2), (3, 4))", "(a, b) IN ((?, ?))");
    check(
        &ALL,
        "VALUES (1, 'a'), (2, 'b')\n,(3, 'c') RETURNING 1, 2",
        "VALUES (?, ?) RETURNING ?, ?",
    );
    check(
        &ALL,
        "VALUES (1, f(2)), (3, f(4)), (5, 6)",
        "VALUES (?, f(?)), (?, ?)",
    );
    check(
        &ALL,
        "VALUES (1 IN (1, 2)), (1 IN (3, 4, 5))",
        "VALUES (? IN (?))",
    );
    check(
        &ALL,
        "a IN (VALUES (1), (2)) AND b IN (1, 2)",
        "a IN (VALUES (?)) AND b IN (?)",
    );
    check(
        &ALL,
        "f(1, 1), g IN (a, a), VALUES (b), (b)",
        "f(?, ?), g IN (a, a), VALUES (b), (b)",
    );
    check(&ALL, ") IN (1, 2)) (3", ") IN (?)) (?");
    check(&ALL, "VALUES (1), (2) (3) (4", "VALUES (?) (?");
    let ids: Vec<_> = (0..100_000).map(|id| id.to_string()).collect();
    let text = format!("SELECT a FROM t WHERE id IN ({}) LIMIT 5", ids.join(", "));
    check(&ALL, &text, "SELECT a FROM t WHERE id IN (?) LIMIT ?");
}

#[test]
fn text_is_cut_between_characters() {
    let long = "SELECT ".to_owned() + &"é".repeat(LONGEST);
    let shown = sanitize(&long, PostgreSql);
    assert_eq!(shown.len(), LONGEST - 1);
    assert!(long.starts_with(&shown));
    let word = "\u{fffd}".repeat(LONGEST) + " a";
    assert_eq!(sanitize(&word, PostgreSql), word[..LONGEST / 3 * 3]);
    let many = "a, ".repeat(LONGEST);
    assert_eq!(sanitize(&many, PostgreSql), many[..LONGEST]);
}

/// Only in literals.
const CANARY: &str = "canary";

/// How a text is written as a literal, and in which dialects.
type Quoting = (fn(&str) -> String, &'static [Dialect]);

const QUOTINGS: [Quoting; 10] = [
    (
        |text| format!("'{}'", text.replace('\'', "''")),
        &[PostgreSql, Sqlite],
    ),
    (
        |text| format!("N'{}'", text.replace('\'', "''")),
        &[PostgreSql],
    ),
    (
        |text| format!("U&'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        &[PostgreSql],
    ),
    (
        |text| format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        &[PostgreSql],
    ),
    (
        |text| {
            format!(
                "E'a'\n'{}'",
                text.replace('\\', "\\\\").replace('\'', "\\'")
            )
        },
        &[PostgreSql],
    ),
    (
        |text| format!("$q${}$q$", text.replace('q', "")),
        &[PostgreSql],
    ),
    (
        |text| format!("$${}$$", text.replace('$', "")),
        &[PostgreSql],
    ),
    (
        |text| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        &[MySql],
    ),
    (
        |text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        &[MySql],
    ),
    (
        |text| format!("\"{}\"", text.replace('"', "\"\"")),
        &[Sqlite],
    ),
];

/// What a literal may hold, the canary included.
fn secret() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "'", "\"", "\\", "--", "/*", "*/", ";", "\n", "$", "$q", "#", "`", "[", "]", "é", " ", "1",
        "\u{202e}",
    ]);
    let pieces = || vec(piece.clone(), 0..6).prop_map(|pieces| pieces.concat());
    (pieces(), pieces()).prop_map(|(before, after)| before + CANARY + &after)
}

/// Places for a literal.
const PLACES: [&str; 9] = [
    "SELECT @",
    "SELECT a FROM t WHERE b = @ AND c = 1",
    "INSERT INTO t VALUES (1, @), (2, @)",
    "SELECT a IN (@, 1, @)",
    "SELECT f(@) /* it's */ , @",
    "UPDATE t SET a=@,b=@ -- \"why\"\n WHERE c=@",
    "@;@",
    "SELECT 1 AS \"'\", @",
    "SELECT '\"', @",
];

proptest! {
    #[test]
    fn no_literal_is_shown(
        quoting in prop::sample::select(&QUOTINGS[..]),
        place in prop::sample::select(&PLACES[..]),
        secret in secret(),
        cut in 0..200_usize,
    ) {
        let (quoted, dialects) = quoting;
        let text = place.replace('@', &quoted(&secret));
        for dialect in dialects {
            let shown = sanitize(&text, *dialect);
            prop_assert!(!shown.contains(CANARY), "{:?}: {} was shown as {}", dialect, text, shown);
            // Cut anywhere, as by a limit of somebody else.
            let shown = sanitize(&text[..text.floor_char_boundary(cut)], *dialect);
            prop_assert!(!shown.contains(CANARY), "{:?}: {} was shown as {}", dialect, text, shown);
        }
    }

    #[test]
    fn what_has_no_literal_is_itself(pieces in vec(prop::sample::select(vec![
        "SELECT", "a", "t1", "é", "IN", "VALUES", "(", ")", ",", ";", "+", "<>", ".", "::", "?",
        "*", " ", "\n", "\t",
    ]), 0..40)) {
        let text: String = pieces.iter().flat_map(|piece| [piece, " "]).collect();
        for dialect in ALL {
            prop_assert_eq!(&sanitize(&text, dialect), &text);
        }
    }

    #[test]
    fn tokens_are_the_text(text in any::<String>(), pieces in vec(secret(), 0..4)) {
        let text = text + &pieces.concat();
        for dialect in ALL {
            let tokens: String = Lexer::new(&text, dialect).map(|token| token.text).collect();
            prop_assert_eq!(&tokens, &text);
            let shown = sanitize(&text, dialect);
            prop_assert!(shown.len() <= LONGEST);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The literals above are those of the database: it gives back what is in them.
    #[test]
    fn postgresql_reads_the_same_literals(secret in secret()) {
        let quotings = QUOTINGS.iter().filter(|(_, dialects)| dialects.contains(&PostgreSql));
        let lengths: Vec<_> = quotings.map(|(quoted, _)| format!("length({})", quoted(&secret))).collect();
        let text = format!("SELECT {}", lengths.join(", "));
        let answer = Postgres::shared().query("postgres", &text).unwrap();
        let read = answer.split('|').map(|length| length.parse::<usize>().unwrap());
        prop_assert!(read.into_iter().all(|length| length >= CANARY.len()), "{}", answer);
        let shown = sanitize(&text, PostgreSql).replace("?\n?", "?");
        prop_assert_eq!(shown, format!("SELECT {}", vec!["length(?)"; lengths.len()].join(", ")));
    }
}
