//! Statements against MariaDB, which the test starts, by MySQL's driver.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![allow(
    clippy::disallowed_methods,
    reason = "what is looked at beside a statement belongs to no trace"
)]

#[path = "common/mod.rs"]
mod common;

use std::sync::atomic::{AtomicU32, Ordering};

use common::polled;
use futures_util::TryStreamExt;
use sqlx::Executor;
use test_servers::MariaDb;
use trace_runtime::exporter::FinishedSpan;
use trace_sqlx::{MySqlPool, MySqlPoolOptions};
use trace_testing::record;

/// A pool of one connection to a database of its own with a table, and the database's name.
async fn pool(options: MySqlPoolOptions) -> (String, MySqlPool) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let server = MariaDb::shared();
    let maker = sqlx::MySqlPool::connect(&server.url("")).await.unwrap();
    let make = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    maker.execute(make).await.unwrap();
    maker.close().await;
    let options = options.max_connections(1);
    let pool = options.connect(&server.url(&name)).await.unwrap();
    let setup = "CREATE TABLE users (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(99) UNIQUE)";
    pool.untraced_pool().execute(setup).await.unwrap();
    (name, pool)
}

/// How many rows there are, as anybody else sees it.
async fn count(name: &str) -> i64 {
    let pool = sqlx::MySqlPool::connect(&MariaDb::shared().url(name)).await;
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM users");
    count.fetch_one(&pool.unwrap()).await.unwrap()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

#[tokio::test]
async fn a_statement_says_where_it_went_and_what_came() {
    let (name, pool) = pool(MySqlPoolOptions::new()).await;
    let recording = record("test", async |cx| {
        let insert = sqlx::query("INSERT INTO users (name) VALUES (?), (?)");
        let insert = insert.bind("canary 1").bind("canary 2");
        insert
            .execute(pool.traced(cx).summary("INSERT users"))
            .await
            .unwrap();
        let rows: Vec<_> = sqlx::query("SELECT * FROM users")
            .fetch(pool.traced(cx).summary("all"))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows.len(), 2);
        let again = sqlx::query("INSERT INTO users (name) VALUES (?)").bind("canary 1");
        again
            .execute(pool.traced(cx).summary("again"))
            .await
            .unwrap_err();
        // In MySQL `"…"` is a string, and `\\` escapes.
        pool.traced(cx)
            .summary("raw")
            .execute(r#"SELECT "canary", 'can\'ary', 5"#)
            .await
            .unwrap();
    })
    .await;
    let span = recording.trace.span("INSERT users");
    let port = MariaDb::shared().port().to_string();
    for (key, value) in [
        ("db.system.name", "mysql"),
        ("db.namespace", name.as_str()),
        ("server.address", "127.0.0.1"),
        ("server.port", port.as_str()),
        ("db.response.affected_rows", "2"),
    ] {
        assert_eq!(text(span, key).as_deref(), Some(value), "{key}");
    }
    let all = recording.trace.span("all");
    assert_eq!(text(all, "db.response.returned_rows").as_deref(), Some("2"));
    let again = recording.trace.span("again");
    assert_eq!(text(again, "error.type").as_deref(), Some("23000"));
    let raw = recording.trace.span("raw");
    assert_eq!(
        text(raw, "db.query.text").as_deref(),
        Some("SELECT ?, ?, ?")
    );
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

#[tokio::test]
async fn a_transaction_is_a_span_around_its_statements() {
    let (name, pool) = pool(MySqlPoolOptions::new()).await;
    let recording = record("test", async |cx| {
        let mut tx = pool.traced(cx).begin().await.unwrap();
        let insert = || sqlx::query("INSERT INTO users (name) VALUES (?)");
        insert().bind("a").execute(tx.traced(cx)).await.unwrap();
        let mut nested = tx.traced(cx).begin().await.unwrap();
        insert().bind("b").execute(nested.traced(cx)).await.unwrap();
        nested.rollback().await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
    assert_eq!(count(&name).await, 1);
    recording
        .trace
        .only_attributes(&["db.transaction.outcome"])
        .assert_tree(
            "
            test
              transaction (client) db.transaction.outcome=commit
                mysql (client)
                transaction (client) db.transaction.outcome=rollback
                  mysql (client)
            ",
        );
}

#[tokio::test]
async fn a_begin_that_is_dropped_leaves_no_transaction() {
    let (name, pool) = pool(MySqlPoolOptions::new()).await;
    for polls in 0..20 {
        record("test", async |cx| {
            drop(polled(polls, pool.traced(cx).begin()).await);
            let insert = sqlx::query("INSERT INTO users (name) VALUES (?)");
            let insert = insert.bind(format!("{polls}"));
            insert.execute(pool.traced(cx)).await.unwrap();
        })
        .await;
        // Seen by others: it was in no transaction.
        assert_eq!(count(&name).await, i64::try_from(polls).unwrap() + 1);
    }
}

#[tokio::test]
async fn the_comment_is_what_the_database_sees() {
    let options = MySqlPoolOptions::new().comment_tag("application", "shop");
    let (_, pool) = pool(options.comment_traceparent()).await;
    let recording = record("test", async |cx| {
        let seen = "SELECT CAST(info AS CHAR) FROM information_schema.processlist \
                    WHERE id = CONNECTION_ID();";
        sqlx::query_scalar::<_, String>(seen)
            .fetch_one(pool.traced(cx).summary("seen"))
            .await
            .unwrap()
    })
    .await;
    let span = recording.trace.span("seen");
    let traceparent = format!("traceparent='00-{}-{}-", span.trace_id, span.span_id);
    let seen = recording.value;
    assert!(
        seen.contains("application='shop'") && seen.contains(&traceparent),
        "{seen}"
    );
    assert!(!text(span, "db.query.text").unwrap().contains("/*"));
}
