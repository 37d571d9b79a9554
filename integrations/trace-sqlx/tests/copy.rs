//! `COPY` with PostgreSQL, which the test starts.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![allow(
    clippy::disallowed_methods,
    reason = "what is looked at beside a statement belongs to no trace"
)]

#[path = "common/mod.rs"]
mod common;

use std::time::Duration;

use common::polled;
use futures_util::TryStreamExt;
use sqlx::{Executor, Postgres};
use test_servers::{Database, Postgres as Server};
use trace_runtime::TraceContract;
use trace_runtime::exporter::FinishedSpan;
use trace_sqlx::{PgPool, PgPoolOptions, Transaction};
use trace_testing::{Trace, record};

const IN: &str = "COPY users (id, name) FROM STDIN WITH (FORMAT csv, NULL 'canary')";
const OUT: &str = "COPY users TO STDOUT WITH (FORMAT csv, NULL 'canary')";

/// A database of its own with a table, and a pool of one connection, which is not asked
/// whether it is still there: what a `COPY` does begins with its first poll.
async fn pool() -> (Database<'static>, PgPool) {
    let database = Server::shared().database();
    let options = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .map(|options| options.test_before_acquire(false));
    let pool = options.connect(&database.url()).await.unwrap();
    let setup = "CREATE TABLE users (id INT, name TEXT)";
    pool.untraced_pool().execute(setup).await.unwrap();
    (database, pool)
}

/// Which connection the pool has, once that answers several statements, each with its own
/// answer, and is back.
async fn connection(pool: &PgPool) -> i32 {
    for number in 0..3 {
        let query = sqlx::query_scalar::<_, i32>("SELECT $1 + 1").bind(number);
        let answer = query.fetch_one(pool.untraced_pool()).await.unwrap();
        assert_eq!(answer, number + 1);
    }
    let query = sqlx::query_scalar("SELECT pg_backend_pid()");
    let connection = query.fetch_one(pool.untraced_pool()).await.unwrap();
    while pool.num_idle() != 1 {
        tokio::task::yield_now().await;
    }
    connection
}

/// How many rows there are, as anybody else sees it.
fn count(database: &Database<'_>) -> usize {
    let counted = database.query("SELECT count(*) FROM users").unwrap();
    counted.trim().parse().unwrap()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

fn outcome(trace: &Trace, name: &str) -> Option<String> {
    trace
        .find(name)
        .and_then(|span| text(span, "db.copy.outcome"))
}

async fn copy_in(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<u64> {
    let mut copy = pool
        .traced(cx)
        .summary("COPY users")
        .copy_in_raw(IN)
        .await?;
    copy.send(&b"1,Ada\n2,Gr"[..])
        .await?
        .send(&b"ace\n"[..])
        .await?;
    copy.finish().await
}

async fn copy_out(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<Vec<u8>> {
    let copy = pool
        .traced(cx)
        .summary("COPY users")
        .copy_out_raw(OUT)
        .await?;
    let parts: Vec<_> = copy.try_collect().await?;
    Ok(parts.concat())
}

#[tokio::test]
async fn a_copy_is_a_span_from_its_start_to_its_end() {
    let (database, pool) = pool().await;
    let before = connection(&pool).await;
    let recording = record("test", async |cx| {
        assert_eq!(copy_in(cx, &pool).await.unwrap(), 2);
        let mut tx = pool.traced(cx).begin().await.unwrap();
        let mut copy = tx.traced(cx).copy_in_raw(IN).await.unwrap();
        assert!(copy.is_textual() && copy.column_is_textual(1));
        assert_eq!(copy.num_columns(), 2);
        copy.read_from(&b"3,Alan\n"[..]).await.unwrap();
        assert_eq!(copy.finish().await.unwrap(), 1);
        tx.commit().await.unwrap();
        let all = copy_out(cx, &pool).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&all), "1,Ada\n2,Grace\n3,Alan\n");
    })
    .await;
    assert_eq!(count(&database), 3);
    assert_eq!(connection(&pool).await, before);
    let shown = [
        "db.copy.outcome",
        "db.query.text",
        "db.response.affected_rows",
        "db.response.returned_rows",
    ];
    let copies = recording.trace.spans().iter();
    let copies = copies.filter(|span| span.name != "test" && span.name != "transaction");
    let copies: Vec<_> = copies
        .map(|span| shown.map(|key| text(span, key)))
        .collect();
    let of = |outcome: &str, sql: &str, rows: Option<&str>| {
        let sql = sql.replace("'canary'", "?");
        [
            Some(outcome.to_owned()),
            Some(sql),
            rows.map(str::to_owned),
            None,
        ]
    };
    let expected = [
        of("finish", IN, Some("2")),
        of("finish", IN, Some("1")),
        of("finish", OUT, None),
    ];
    assert_eq!(copies, expected);
    let parent = recording
        .trace
        .parent_of(recording.trace.span("postgresql"));
    assert_eq!(parent.unwrap().name, "transaction");
}

#[tokio::test]
async fn an_aborted_copy_leaves_no_row_and_its_connection() {
    let (database, pool) = pool().await;
    let before = connection(&pool).await;
    let recording = record("test", async |cx| {
        let mut copy = pool
            .traced(cx)
            .summary("COPY")
            .copy_in_raw(IN)
            .await
            .unwrap();
        copy.send(&b"1,canary\n"[..]).await.unwrap();
        copy.abort("changed its mind").await.unwrap();
    })
    .await;
    assert_eq!(count(&database), 0);
    assert_eq!(connection(&pool).await, before);
    assert_eq!(outcome(&recording.trace, "COPY").as_deref(), Some("abort"));
    assert!(!recording.trace.span("COPY").status().is_error());
}

#[tokio::test]
async fn what_fails_says_its_code_and_closes_its_connection() {
    let (database, pool) = pool().await;
    let mut before = connection(&pool).await;
    let recording = record("test", async |cx| {
        let wrong = async |name: &'static str, statement: &str| {
            let view = pool.traced(cx).summary(name);
            let mut copy = view.copy_in_raw(statement).await?;
            copy.send(&b"a canary,1\n"[..]).await?;
            copy.finish().await
        };
        wrong("row", IN).await.unwrap_err();
        for (name, statement) in [("none", "COPY nothing FROM STDIN"), ("other", "SELECT 1")] {
            let after = connection(&pool).await;
            assert_ne!(after, before, "{name}");
            before = after;
            wrong(name, statement).await.unwrap_err();
        }
        for (name, statement) in [
            ("none out", "COPY nothing TO STDOUT"),
            ("other out", "SELECT 1"),
        ] {
            let after = connection(&pool).await;
            assert_ne!(after, before, "{name}");
            before = after;
            let view = pool.traced(cx).summary(name);
            assert!(view.copy_out_raw(statement).await.is_err());
        }
        assert_ne!(connection(&pool).await, before);
    })
    .await;
    assert_eq!(count(&database), 0);
    for (name, code) in [
        ("row", "22P02"),
        ("none", "42P01"),
        ("other", "protocol"),
        ("none out", "42P01"),
        ("other out", "protocol"),
    ] {
        let span = recording.trace.span(name);
        assert_eq!(text(span, "error.type").as_deref(), Some(code), "{name}");
        assert_eq!(outcome(&recording.trace, name).as_deref(), Some("failed"));
    }
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

/// Dropped wherever it is, a copy costs its connection, and nobody else anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_in_that_is_dropped_closes_its_connection() {
    let (database, pool) = pool().await;
    let mut before = connection(&pool).await;
    let (mut dropped, mut rows) = (0, 0);
    for times in (0..12).cycle().take(60) {
        let recording = record("test", async |cx| polled(times, copy_in(cx, &pool)).await).await;
        let after = connection(&pool).await;
        let outcome = outcome(&recording.trace, "COPY users");
        match recording.value {
            Some(copied) => {
                rows += usize::try_from(copied.unwrap()).unwrap();
                assert_eq!(outcome.as_deref(), Some("finish"));
                assert_eq!(after, before, "{times}");
                assert_eq!(count(&database), rows, "{times}");
            }
            None if times == 0 => assert_eq!((outcome, after), (None, before)),
            None => {
                dropped += 1;
                assert_eq!(outcome.as_deref(), Some("dropped"));
                assert!(recording.trace.span("COPY users").is_cancelled());
                assert_ne!(after, before, "{times}");
                // The server may have been told of the end.
                let count = count(&database);
                assert!(count == rows || count == rows + 2, "{times}: {count}");
                rows = count;
            }
        }
        before = after;
    }
    assert!(dropped > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_out_that_is_dropped_closes_its_connection() {
    let (_database, pool) = pool().await;
    let many = "INSERT INTO users SELECT n, repeat('x', 1000) FROM generate_series(1, 100) n";
    pool.untraced_pool().execute(many).await.unwrap();
    let mut before = connection(&pool).await;
    let mut dropped = 0;
    for times in (0..12).cycle().take(60) {
        let recording = record("test", async |cx| polled(times, copy_out(cx, &pool)).await).await;
        let after = connection(&pool).await;
        let outcome = outcome(&recording.trace, "COPY users");
        match recording.value {
            Some(copied) => {
                assert!(copied.unwrap().len() > 100_000);
                assert_eq!(outcome.as_deref(), Some("finish"));
                assert_eq!(after, before, "{times}");
            }
            None if times == 0 => assert_eq!((outcome, after), (None, before)),
            None => {
                dropped += 1;
                assert_eq!(outcome.as_deref(), Some("dropped"));
                assert_ne!(after, before, "{times}");
            }
        }
        before = after;
    }
    assert!(dropped > 0);
    // By whoever has read enough.
    for parts in [0, 1, 100] {
        record("test", async |cx| {
            let mut copy = pool.traced(cx).copy_out_raw(OUT).await.unwrap();
            for _ in 0..parts {
                assert!(copy.try_next().await.unwrap().is_some());
            }
        })
        .await;
        let after = connection(&pool).await;
        assert_ne!(after, before, "{parts}");
        before = after;
    }
}

async fn copy_within(cx: &TraceContract, tx: &mut Transaction<'_, Postgres>) -> sqlx::Result<u64> {
    let mut copy = tx.traced(cx).copy_in_raw(IN).await?;
    copy.send(&b"1,Ada\n"[..]).await?;
    copy.finish().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_dropped_within_a_transaction_ends_it() {
    let (database, pool) = pool().await;
    let mut before = connection(&pool).await;
    let (mut dropped, mut rows) = (0, 0);
    for (round, times) in (0..8).cycle().enumerate().take(64) {
        let is_lost = record("test", async |cx| {
            let mut conn = pool.traced(cx).acquire().await.unwrap();
            let mut tx;
            // Of the pool, of a connection, within another.
            match round % 3 {
                0 => {
                    drop(conn);
                    tx = pool.traced(cx).begin().await.unwrap();
                }
                _ => tx = conn.traced(cx).begin().await.unwrap(),
            }
            let copied = match round % 3 {
                2 => {
                    let mut nested = tx.traced(cx).begin().await.unwrap();
                    let copied = polled(times, copy_within(cx, &mut nested)).await;
                    let is_lost = copied.is_none() && times > 0;
                    assert_eq!(nested.commit().await.is_err(), is_lost);
                    copied
                }
                _ => polled(times, copy_within(cx, &mut tx)).await,
            };
            let is_lost = copied.is_none() && times > 0;
            let next = tx.traced(cx).execute("SELECT 1").await;
            assert_eq!(next.is_err(), is_lost, "{times}");
            match tx.commit().await {
                Err(error) if is_lost => assert!(error.to_string().contains("COPY")),
                committed => committed.unwrap(),
            }
            rows += usize::from(copied.is_some());
            is_lost
        })
        .await
        .value;
        let after = connection(&pool).await;
        assert_eq!(after != before, is_lost, "{times}");
        assert_eq!(count(&database), rows, "{times}");
        dropped += usize::from(is_lost);
        before = after;
    }
    assert!(dropped > 0);
}

/// Nobody knows what was sent of it.
#[tokio::test]
async fn a_part_that_is_dropped_cannot_be_finished() {
    let (database, pool) = pool().await;
    record("test", async |cx| {
        let mut copy = pool.traced(cx).copy_in_raw(IN).await.unwrap();
        drop(polled(0, copy.send(&b"1,Ada\n"[..])).await);
        // Never begun.
        copy.send(&b"1,Ada\n"[..]).await.unwrap();
        let large = vec![b'x'; 50_000_000];
        assert!(polled(1, copy.send(large)).await.is_none());
        assert!(copy.send(&b"2,Grace\n"[..]).await.is_err());
        assert!(copy.finish().await.is_err());
    })
    .await;
    connection(&pool).await;
    assert_eq!(count(&database), 0);
}

#[tokio::test]
async fn a_copy_has_the_comment_of_the_pool() {
    let database = Server::shared().database();
    let options = PgPoolOptions::new().comment_tag("application", "shop");
    let pool = options.connect(&database.url()).await.unwrap();
    let recording = record("test", async |cx| {
        let statement = "COPY (SELECT current_query()) TO STDOUT";
        let copy = pool.traced(cx).copy_out_raw(statement).await.unwrap();
        let parts: Vec<_> = copy.try_collect().await.unwrap();
        parts.concat()
    })
    .await;
    let seen = String::from_utf8(recording.value).unwrap();
    assert!(
        seen.ends_with("TO STDOUT /*application='shop'*/\n"),
        "{seen}"
    );
}
