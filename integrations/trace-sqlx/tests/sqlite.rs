//! Statements against SQLite, which is embedded.

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
use sqlx::{Connection, Error, Executor, Row, Sqlite};
use trace_runtime::exporter::FinishedSpan;
use trace_runtime::{TraceContract, traced};
use trace_sqlx::{SqlitePool, SqlitePoolOptions};
use trace_testing::record;

/// A database in memory, in its one connection.
async fn pool() -> SqlitePool {
    let options = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(2));
    let pool = options.connect("sqlite::memory:").await.unwrap();
    let setup = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE)";
    pool.untraced_pool().execute(setup).await.unwrap();
    idle(&pool).await;
    pool
}

/// Waits until the connection is back: a wait for it would be told.
async fn idle(pool: &SqlitePool) {
    while pool.num_idle() != 1 {
        tokio::task::yield_now().await;
    }
}

async fn insert(cx: &TraceContract, pool: &SqlitePool, name: &str) -> sqlx::Result<()> {
    let query = sqlx::query("INSERT INTO users (name) VALUES (?)").bind(name.to_owned());
    query.execute(pool.traced(cx)).await?;
    Ok(())
}

/// How many rows there are, as anybody sees it.
async fn count(pool: &SqlitePool) -> i64 {
    let query = sqlx::query_scalar("SELECT count(*) FROM users");
    query.fetch_one(pool.untraced_pool()).await.unwrap()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

#[tokio::test]
async fn a_statement_is_a_client_span() {
    let pool = pool().await;
    let recording = record("test", async |cx| {
        insert(cx, &pool, "Ada").await?;
        idle(&pool).await;
        let query = sqlx::query_scalar::<_, String>("SELECT name FROM users WHERE id = ?");
        let view = pool.traced(cx).summary("SELECT users");
        query.bind(1).fetch_one(view).await
    })
    .await;
    assert_eq!(recording.value.as_deref().unwrap(), "Ada");
    let shown = [
        "db.query.text",
        "db.response.returned_rows",
        "db.response.affected_rows",
    ];
    recording.trace.only_attributes(&shown).assert_tree(
        r#"
        test
          sqlite (client) db.query.text="INSERT INTO users (name) VALUES (?)" db.response.affected_rows=1 db.response.returned_rows=0
          SELECT users (client) db.query.text="SELECT name FROM users WHERE id = ?" db.response.returned_rows=1
        "#,
    );
    let span = recording.trace.span("SELECT users");
    assert_eq!(text(span, "db.system.name").as_deref(), Some("sqlite"));
    assert!(text(span, "db.namespace").unwrap().contains("memory"));
    assert_eq!(span.kind, trace_runtime::SpanKind::Client);
}

#[tokio::test]
async fn literals_are_hidden_where_values_are_not_bound() {
    let pool = pool().await;
    let recording = record("test", async |cx| {
        let raw = sqlx::raw_sql("INSERT INTO users VALUES (7, 'canary'); SELECT 'canary'");
        raw.execute(pool.traced(cx)).await.unwrap();
        pool.traced(cx)
            .execute("DELETE FROM users WHERE name = 'canary'")
            .await
            .unwrap();
        // One statement, but without bound values.
        let unbound = sqlx::query("INSERT INTO users VALUES (8, 'canary')");
        unbound
            .execute(pool.traced(cx).summary("unbound"))
            .await
            .unwrap();
    })
    .await;
    let texts: Vec<_> = recording.trace.spans_named("sqlite").collect();
    assert_eq!(
        text(texts[0], "db.query.text").unwrap(),
        "INSERT INTO users VALUES (?, ?); SELECT ?"
    );
    let unbound = recording.trace.span("unbound");
    assert_eq!(
        text(unbound, "db.query.text").unwrap(),
        "INSERT INTO users VALUES (?, ?)"
    );
    assert_eq!(text(unbound, "db.response.affected_rows").unwrap(), "1");
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

#[tokio::test]
async fn an_error_says_its_code_and_no_value() {
    let pool = pool().await;
    let recording = record("test", async |cx| {
        insert(cx, &pool, "canary").await.unwrap();
        let again = insert(cx, &pool, "canary").await.unwrap_err();
        // It is sqlx's own.
        assert!(again.as_database_error().unwrap().is_unique_violation());
        let none = sqlx::query("SELECT 1 WHERE 1 = 2")
            .fetch_one(pool.traced(cx))
            .await;
        assert!(matches!(none, Err(Error::RowNotFound)));
        let wrong = pool.traced(cx).execute("SELEC 1").await;
        assert!(wrong.is_err());
    })
    .await;
    let spans: Vec<_> = recording.trace.spans_named("sqlite").collect();
    assert_eq!(text(spans[1], "error.type").as_deref(), Some("2067"));
    assert_eq!(
        text(spans[1], "db.response.status_code").as_deref(),
        Some("2067")
    );
    assert_eq!(
        spans[1].status().message(),
        "2067: INSERT INTO users (name) VALUES (?)"
    );
    assert!(!spans[2].status().is_error());
    assert!(spans[3].status().is_error());
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

#[tokio::test]
async fn the_span_of_rows_ends_with_the_last() {
    let pool = pool().await;
    let recording = record("test", async |cx| {
        for name in ["a", "b", "c"] {
            insert(cx, &pool, name).await.unwrap();
        }
        let all = sqlx::query("SELECT * FROM users");
        let view = pool.traced(cx).summary("all");
        let rows: Vec<i64> = all
            .fetch(view)
            .map_ok(|row| row.get::<i64, _>("id"))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows, [1, 2, 3]);

        let some = sqlx::query("SELECT * FROM users");
        let mut rows = some.fetch(pool.traced(cx).summary("some"));
        rows.try_next().await.unwrap();
        drop(rows);

        // Nobody asked for a row.
        drop(sqlx::query("SELECT 1").fetch(pool.traced(cx).summary("none")));
    })
    .await;
    let all = recording.trace.span("all");
    assert_eq!(text(all, "db.response.returned_rows").as_deref(), Some("3"));
    assert!(!all.is_cancelled());
    assert!(recording.trace.span("some").is_cancelled());
    assert!(recording.trace.find("none").is_none());
}

#[tokio::test]
async fn a_transaction_is_a_span_around_its_statements() {
    #[traced]
    async fn further_in(
        cx: &TraceContract,
        tx: &mut trace_sqlx::Transaction<'_, Sqlite>,
    ) -> sqlx::Result<()> {
        tx.traced(cx).execute("SELECT 2").await?;
        Ok(())
    }
    let pool = pool().await;
    let recording = record("test", async |cx| {
        let mut tx = pool.traced(cx).begin().await.unwrap();
        tx.traced(cx)
            .execute("INSERT INTO users VALUES (1, 'a')")
            .await
            .unwrap();
        further_in(cx, &mut tx).await.unwrap();
        let mut inner = tx.traced(cx).begin().await.unwrap();
        inner
            .traced(cx)
            .execute("INSERT INTO users VALUES (2, 'b')")
            .await
            .unwrap();
        inner.rollback().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(count(&pool).await, 1);
        idle(&pool).await;

        let mut tx = pool.traced(cx).begin().await.unwrap();
        tx.traced(cx).execute("DELETE FROM users").await.unwrap();
        drop(tx);
    })
    .await;
    assert_eq!(count(&pool).await, 1);
    let shown = ["db.transaction.outcome", "db.query.text"];
    recording.trace.only_attributes(&shown).assert_tree(
        r#"
        test
          transaction (client) db.transaction.outcome=commit
            sqlite (client) db.query.text="INSERT INTO users VALUES (?, ?)"
            transaction (client) db.transaction.outcome=rollback
              sqlite (client) db.query.text="INSERT INTO users VALUES (?, ?)"
          further_in
            sqlite (client) db.query.text="SELECT ?"
          transaction (client) db.transaction.outcome=dropped
            sqlite (client) db.query.text="DELETE FROM users"
        "#,
    );
    recording.trace.assert_no_lost_context();
}

/// Whatever is dropped whenever, the next one gets a connection in no transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_begin_that_is_dropped_leaves_no_transaction() {
    let pool = pool().await;
    record("test", async |cx| {
        let mut dropped = 0;
        // Often after few polls: its thread may have answered by then.
        for times in (0..4).cycle().take(60) {
            let begun = polled(times, pool.traced(cx).begin()).await;
            dropped += usize::from(begun.is_none() && times > 0);
            drop(begun);
            // A transaction within another would be refused.
            let mut conn = pool.untraced_pool().acquire().await.unwrap();
            conn.execute("BEGIN").await.unwrap();
            conn.execute("ROLLBACK").await.unwrap();
        }
        assert!(dropped > 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nested_begin_that_is_dropped_breaks_its_transaction() {
    let pool = pool().await;
    record("test", async |cx| {
        let mut broken = 0;
        // Often after few polls: its thread may have answered by then.
        for times in (0..4).cycle().take(60) {
            let mut tx = pool.traced(cx).begin().await.unwrap();
            let row = format!("INSERT INTO users (name) VALUES ('before {times}')");
            tx.traced(cx)
                .execute(sqlx::AssertSqlSafe(row))
                .await
                .unwrap();
            let nested = polled(times, tx.traced(cx).begin()).await;
            let is_broken = nested.is_none() && times > 0;
            drop(nested);
            let row = format!("INSERT INTO users (name) VALUES ('after {times}')");
            let after = tx.traced(cx).execute(sqlx::AssertSqlSafe(row)).await;
            let expected = count_of(after.is_ok());
            let committed = tx.commit().await;
            assert_eq!(after.is_ok(), !is_broken, "{times}");
            assert_eq!(committed.is_ok(), !is_broken, "{times}");
            if is_broken {
                broken += 1;
                let said = committed.unwrap_err().to_string();
                assert!(said.contains("nested transaction"), "{said}");
            }
            assert_eq!(count(&pool).await, expected, "{times}");
            pool.untraced_pool()
                .execute("DELETE FROM users")
                .await
                .unwrap();
        }
        assert!(broken > 0);
    })
    .await;
}

/// However deep it is, and however the transaction ends that it broke first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_transaction_breaks_those_around_it() {
    let pool = pool().await;
    record("test", async |cx| {
        let mut broken = 0;
        let ends = (0..3).cycle().zip((0..4).cycle());
        for (end, times) in ends.take(60) {
            let mut tx = pool.traced(cx).begin().await.unwrap();
            tx.traced(cx)
                .execute("INSERT INTO users (name) VALUES ('a')")
                .await
                .unwrap();
            let mut nested = tx.traced(cx).begin().await.unwrap();
            let innermost = polled(times, nested.traced(cx).begin()).await;
            let is_broken = innermost.is_none() && times > 0;
            drop(innermost);
            match end {
                0 => drop(nested),
                1 => assert_eq!(nested.commit().await.is_ok(), !is_broken),
                _ => nested.rollback().await.unwrap(),
            }
            let after = tx.traced(cx).execute("SELECT 1").await;
            assert_eq!(after.is_ok(), !is_broken, "{times}");
            assert_eq!(tx.commit().await.is_ok(), !is_broken, "{times}");
            assert_eq!(count(&pool).await, if is_broken { 0 } else { 1 }, "{times}");
            pool.untraced_pool()
                .execute("DELETE FROM users")
                .await
                .unwrap();
            broken += usize::from(is_broken);
        }
        assert!(broken > 0);
    })
    .await;
}

fn count_of(committed: bool) -> i64 {
    if committed { 2 } else { 0 }
}

/// Whatever sqlx takes an executor for, in whatever context a service has.
#[tokio::test]
async fn the_views_are_executors_as_sqlx_has_them() {
    async fn generic<'e, E: Executor<'e, Database = Sqlite>>(executor: E) -> i64 {
        let query = sqlx::query_scalar("SELECT 1");
        query.fetch_one(executor).await.unwrap()
    }
    #[derive(sqlx::FromRow)]
    struct User {
        id: i64,
    }
    let pool = pool().await;
    record("test", async |cx| {
        insert(cx, &pool, "a").await.unwrap();
        let view = pool.traced(cx);
        let both = (generic(view.clone()), generic(view));
        let (one, two) = tokio::join!(both.0, both.1);
        assert_eq!(one + two, 2);
        let handle = pool.clone();
        let spawned = cx.spawn("task", async move |cx| generic(handle.traced(cx)).await);
        assert_eq!(spawned.await.unwrap(), 1);

        let mut conn = pool.traced(cx).acquire().await.unwrap();
        for _ in 0..2 {
            let user: User = sqlx::query_as("SELECT id FROM users")
                .fetch_one(conn.traced(cx))
                .await
                .unwrap();
            assert_eq!(user.id, 1);
        }
        let statement = conn
            .traced(cx)
            .prepare(sqlx::SqlSafeStr::into_sql_str("SELECT 1"))
            .await;
        assert!(statement.is_ok());
        let mut tx = conn.traced(cx).begin().await.unwrap();
        assert_eq!(generic(tx.traced(cx)).await, 1);
        tx.rollback().await.unwrap();
    })
    .await;
    let _ = <sqlx::SqliteConnection as Connection>::ping;
}
