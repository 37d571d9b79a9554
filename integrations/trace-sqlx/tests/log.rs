//! The lines that statements and transactions write.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;
use std::time::Duration;

use futures_util::TryStreamExt;
use sqlx::{Error, Executor};
use tokio::time::sleep;
use trace_sqlx::{SqlitePool, SqlitePoolOptions};
use trace_testing::{LogLine, LogLines, Trace, record};
use tracing_subscriber::layer::SubscriberExt as _;

const HELD: Duration = Duration::from_millis(100);

/// What all tests write. With a subscriber for each thread, whether a line is wanted would
/// be decided by the first thread that comes to it.
fn log() -> &'static LogLines {
    static LOG: OnceLock<LogLines> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = LogLines::new();
        let layer = trace_log::json().writer(log.clone());
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    })
}

/// A database in memory, in its one connection.
async fn pool(options: SqlitePoolOptions) -> SqlitePool {
    let options = options.max_connections(1);
    options.connect("sqlite::memory:").await.unwrap()
}

/// What is written of transactions of a trace that are idle.
fn idle(trace: &Trace) -> Vec<LogLine> {
    let holder = Some(trace.trace_id().to_string());
    let mut lines = log().lines();
    lines.retain(|line| {
        let is_idle = line.message().starts_with("transaction idle");
        is_idle && line.field("held_by_trace_id") == holder
    });
    lines
}

#[tokio::test]
async fn what_is_slow_or_dropped_writes_a_line_with_its_ids() {
    log();
    let pool = pool(SqlitePoolOptions::new().slow_threshold(Duration::ZERO)).await;
    let recording = record("test", async |cx| {
        let long = format!("SELECT 'canary', {}", "1, ".repeat(100) + "2");
        pool.traced(cx)
            .execute(sqlx::AssertSqlSafe(long))
            .await
            .unwrap();
        drop(pool.traced(cx).begin().await.unwrap());
    })
    .await;
    let mut lines = log().lines();
    let trace_id = recording.trace.trace_id();
    lines.retain(|line| {
        let is_ours = line.target().is_some_and(|of| of.starts_with("trace_sqlx"));
        is_ours && line.trace_id() == Some(trace_id)
    });
    let said: Vec<_> = lines.iter().map(|line| line.message()).collect();
    assert_eq!(
        said,
        ["slow statement", "transaction dropped: it is rolled back"]
    );
    let spans = [
        recording.trace.span("sqlite"),
        recording.trace.span("transaction"),
    ];
    for (line, span) in lines.iter().zip(spans) {
        assert_eq!(line.level(), Some("WARN"));
        assert_eq!(line.trace_id(), Some(span.trace_id), "{line}");
        assert_eq!(line.span_id(), Some(span.span_id), "{line}");
    }
    let statement = lines[0].field("statement").unwrap();
    assert!(
        statement.starts_with("SELECT ?, ?") && statement.len() <= 100,
        "{statement}"
    );
    assert_eq!(lines[0].field("returned").as_deref(), Some("1"));
}

#[tokio::test]
async fn a_transaction_that_is_idle_is_named_once() {
    log();
    let options = SqlitePoolOptions::new()
        .acquire_timeout(HELD)
        .idle_in_transaction_threshold(HELD / 2);
    let pool = pool(options).await;

    // By who waits for its connection: too early, then in time.
    let holder = record("holder", async |cx| {
        let tx = pool.traced(cx).begin().await.unwrap();
        sleep(HELD * 2).await;
        tx.commit().await.unwrap();
    });
    let waiter = async {
        sleep(HELD / 10).await;
        record("waiter", async |cx| {
            pool.traced(cx).execute("SELECT 1").await
        })
        .await
    };
    let (holder, waiter) = tokio::join!(holder, waiter);
    assert!(matches!(waiter.value, Err(Error::PoolTimedOut)));
    let lines = idle(&holder.trace);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].level(), Some("WARN"));
    assert_eq!(lines[0].trace_id(), Some(waiter.trace.trace_id()));
    let held_by = |line: &LogLine| {
        (
            line.field("held_by_trace_id"),
            line.field("held_by_span_id"),
        )
    };
    let span = holder.trace.span("transaction");
    let ids = (
        Some(span.trace_id.to_string()),
        Some(span.span_id.to_string()),
    );
    assert_eq!(held_by(&lines[0]), ids);

    // By itself, with what comes next: a statement, a nested transaction, the end.
    for next in ["statement", "nested", "commit", "drop"] {
        let holder = record("holder", async |cx| {
            let mut tx = pool.traced(cx).begin().await.unwrap();
            sleep(HELD / 2).await;
            match next {
                "statement" => drop(tx.traced(cx).execute("SELECT 1").await.unwrap()),
                "nested" => tx.traced(cx).begin().await.unwrap().commit().await.unwrap(),
                "commit" => return tx.commit().await.unwrap(),
                _ => return drop(tx),
            }
            sleep(HELD / 2).await;
            tx.commit().await.unwrap();
        })
        .await;
        let lines = idle(&holder.trace);
        assert_eq!(lines.len(), 1, "{next}");
        let trace_id = holder.trace.trace_id();
        assert_eq!(lines[0].trace_id(), Some(trace_id), "{next}");
    }
}

/// Not idle is who works, also in a nested one, or has ended.
#[tokio::test]
async fn a_transaction_that_works_is_not_idle() {
    log();
    let options = SqlitePoolOptions::new().idle_in_transaction_threshold(HELD / 2);
    let pool = pool(options).await;
    let recording = record("test", async |cx| {
        let mut tx = pool.traced(cx).begin().await.unwrap();
        let mut nested = tx.traced(cx).begin().await.unwrap();
        for _ in 0..6 {
            sleep(HELD / 10).await;
            nested.traced(cx).execute("SELECT 1").await.unwrap();
        }
        nested.commit().await.unwrap();
        let query = sqlx::query("SELECT 1 UNION SELECT 2");
        let mut rows = query.fetch(tx.traced(cx));
        rows.try_next().await.unwrap();
        sleep(HELD).await;
        drop(rows);
        tx.commit().await.unwrap();
        sleep(HELD).await;
        pool.traced(cx).execute("SELECT 1").await.unwrap();
    })
    .await;
    assert!(idle(&recording.trace).is_empty());
}

/// SQLite's driver logs on a thread of its own, which knows nothing of contracts.
#[tokio::test]
async fn the_drivers_own_lines_have_the_ids_of_the_statement() {
    log();
    let pool = pool(SqlitePoolOptions::new()).await;
    let recording = record("test", async |cx| {
        let rows: Vec<(i64,)> = sqlx::query_as("SELECT 4711 UNION SELECT 4712")
            .fetch_all(pool.traced(cx).summary("stream"))
            .await
            .unwrap();
        let one: i64 = sqlx::query_scalar("SELECT 4711 + 1")
            .fetch_one(pool.traced(cx).summary("one"))
            .await
            .unwrap();
        (rows.len(), one)
    })
    .await;
    assert_eq!(recording.value, (2, 4712));
    for (summary, text) in [("stream", "4711 UNION"), ("one", "4711 + 1")] {
        let span = recording.trace.span(summary);
        let mut lines = log().lines();
        lines.retain(|line| line.target() == Some("sqlx::query") && line.text().contains(text));
        assert!(!lines.is_empty(), "no line of the driver's about {text}");
        for line in lines {
            assert_eq!(line.trace_id(), Some(span.trace_id), "{line}");
            assert_eq!(line.span_id(), Some(span.span_id), "{line}");
        }
    }
}

/// What takes a second would be told by sqlx as well, with the values in its text.
#[cfg(feature = "postgres")]
#[tokio::test]
async fn sqlx_does_not_tell_the_values_of_what_is_slow() {
    log();
    let database = test_servers::Postgres::shared().database();
    let pool = trace_sqlx::PgPool::connect(&database.url()).await.unwrap();
    record("test", async |cx| {
        let slow = "SELECT 'canary', pg_sleep(1.1)";
        pool.traced(cx).execute(slow).await.unwrap();
    })
    .await;
    let mut lines = log().lines();
    lines.retain(|line| line.text().contains("pg_sleep") && line.level() == Some("WARN"));
    let said: Vec<_> = lines.iter().map(|line| line.message()).collect();
    assert_eq!(said, ["slow statement"]);
    assert!(!lines[0].text().contains("canary"), "{}", lines[0]);
}
