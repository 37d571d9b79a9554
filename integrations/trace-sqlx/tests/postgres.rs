//! Statements against PostgreSQL, which the test starts.

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
use trace_runtime::exporter::FinishedSpan;
use trace_sqlx::{PgPool, PgPoolOptions};
use trace_testing::record;

/// A database of its own with a table, and a pool of one connection.
async fn pool() -> (Database<'static>, PgPool) {
    let database = Server::shared().database();
    let options = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10));
    let pool = options.connect(&database.url()).await.unwrap();
    let setup = "CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT UNIQUE)";
    pool.untraced_pool().execute(setup).await.unwrap();
    (database, pool)
}

/// How many rows there are, as anybody else sees it.
fn count(database: &Database<'_>) -> String {
    let counted = database.query("SELECT count(*) FROM users").unwrap();
    counted.trim().to_owned()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

#[tokio::test]
async fn a_statement_says_where_it_went_and_what_came() {
    let (database, pool) = pool().await;
    let recording = record("test", async |cx| {
        let insert = sqlx::query("INSERT INTO users (name) VALUES ($1), ($2)");
        let insert = insert.bind("canary 1").bind("canary 2");
        insert
            .execute(pool.traced(cx).summary("INSERT users"))
            .await
            .unwrap();
        let all = sqlx::query("SELECT * FROM users");
        let rows: Vec<_> = all
            .fetch(pool.traced(cx).summary("all"))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows.len(), 2);
        let again = sqlx::query("INSERT INTO users (name) VALUES ($1)").bind("canary 1");
        let error = again
            .execute(pool.traced(cx).summary("again"))
            .await
            .unwrap_err();
        // What the database says quotes the value; it is sqlx's own, and not recorded.
        assert!(format!("{error:?}").contains("canary 1"));
    })
    .await;
    let span = recording.trace.span("INSERT users");
    assert_eq!(text(span, "db.system.name").as_deref(), Some("postgresql"));
    assert_eq!(text(span, "db.namespace").as_deref(), Some(database.name()));
    assert_eq!(text(span, "server.address").as_deref(), Some("127.0.0.1"));
    let port = Server::shared().port().to_string();
    assert_eq!(text(span, "server.port"), Some(port));
    assert_eq!(
        text(span, "db.response.affected_rows").as_deref(),
        Some("2")
    );
    let all = recording.trace.span("all");
    assert_eq!(text(all, "db.response.returned_rows").as_deref(), Some("2"));
    let again = recording.trace.span("again");
    assert_eq!(
        text(again, "db.response.status_code").as_deref(),
        Some("23505")
    );
    assert_eq!(text(again, "error.type").as_deref(), Some("23505"));
    assert_eq!(
        again.status().message(),
        "23505: INSERT INTO users (name) VALUES ($1)"
    );
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

/// sqlx itself leaves a connection within a transaction, here after a few polls.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_begin_that_is_dropped_leaves_no_transaction() {
    let (database, pool) = pool().await;
    record("test", async |cx| {
        let mut dropped = 0;
        for times in 0..60 {
            let begun = polled(times, pool.traced(cx).begin()).await;
            dropped += usize::from(begun.is_none());
            drop(begun);
            let insert = sqlx::query("INSERT INTO users (name) VALUES ($1)");
            let insert = insert.bind(times.to_string());
            insert.execute(pool.traced(cx)).await.unwrap();
            // Everybody sees it at once.
            assert_eq!(count(&database), (times + 1).to_string());
        }
        assert!(dropped > 1, "{dropped}");
    })
    .await;
}

async fn add(
    cx: &trace_runtime::TraceContract,
    tx: &mut trace_sqlx::Transaction<'_, Postgres>,
    name: String,
) -> sqlx::Result<()> {
    let insert = sqlx::query("INSERT INTO users (name) VALUES ($1)").bind(name);
    insert.execute(tx.traced(cx)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nested_begin_that_is_dropped_breaks_its_transaction() {
    let (database, pool) = pool().await;
    record("test", async |cx| {
        let (mut broken, mut committed) = (0, 0);
        for times in 0..60 {
            let mut tx = pool.traced(cx).begin().await.unwrap();
            add(cx, &mut tx, format!("before {times}")).await.unwrap();
            let nested = polled(times, tx.traced(cx).begin()).await;
            let is_broken = nested.is_none() && times > 0;
            drop(nested);
            let after = add(cx, &mut tx, format!("after {times}")).await;
            assert_eq!(after.is_ok(), !is_broken, "{times}");
            assert_eq!(tx.commit().await.is_ok(), !is_broken, "{times}");
            broken += usize::from(is_broken);
            committed += if is_broken { 0 } else { 2 };
            assert_eq!(count(&database), committed.to_string(), "{times}");
        }
        assert!(broken > 0);
    })
    .await;
}

/// Its savepoint may be released or not; sqlx would roll back to it in any case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nested_commit_that_is_dropped_breaks_its_transaction() {
    let (database, pool) = pool().await;
    record("test", async |cx| {
        let (mut broken, mut committed) = (0, 0);
        for times in 0..60 {
            let mut tx = pool.traced(cx).begin().await.unwrap();
            add(cx, &mut tx, format!("before {times}")).await.unwrap();
            let mut nested = tx.traced(cx).begin().await.unwrap();
            add(cx, &mut nested, format!("nested {times}"))
                .await
                .unwrap();
            let done = polled(times, nested.commit()).await;
            let is_broken = done.is_none() && times > 0;
            let after = add(cx, &mut tx, format!("after {times}")).await;
            assert_eq!(after.is_ok(), !is_broken, "{times}");
            assert_eq!(tx.commit().await.is_ok(), !is_broken, "{times}");
            broken += usize::from(is_broken);
            committed += match (is_broken, done) {
                (true, _) => 0,
                // Never polled: it was dropped, and rolled back.
                (false, None) => 2,
                (false, Some(_)) => 3,
            };
            assert_eq!(count(&database), committed.to_string(), "{times}");
        }
        assert!(broken > 0);
    })
    .await;
}

/// A statement that is dropped midway, at each of its polls, leaves a pool that works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_is_dropped_costs_nobody_else() {
    let (_database, pool) = pool().await;
    let recording = record("test", async |cx| {
        for times in 0..40 {
            let query = sqlx::query("SELECT generate_series(1, 100)");
            let _ = polled(times, query.fetch_all(pool.traced(cx).summary("series"))).await;
            let one: i32 = sqlx::query_scalar("SELECT 1")
                .fetch_one(pool.traced(cx))
                .await
                .unwrap();
            assert_eq!(one, 1);
        }
    })
    .await;
    let series: Vec<_> = recording.trace.spans_named("series").collect();
    assert!(series.iter().any(|span| span.is_cancelled()));
    assert!(series.iter().all(|span| !span.status().is_error()));
}
