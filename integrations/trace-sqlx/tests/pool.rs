//! What a pool says of its connections: who waits for one, who holds one, for how long.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use sqlx::{Error, Executor};
use tokio::time::{sleep, timeout};
use trace_runtime::TraceContract;
use trace_runtime::exporter::FinishedSpan;
use trace_sqlx::{SqlitePool, SqlitePoolOptions};
use trace_testing::record;

const HELD: Duration = Duration::from_millis(100);

/// A database in memory, in its one connection, which is open.
async fn pool(options: SqlitePoolOptions) -> SqlitePool {
    let options = options.max_connections(1);
    options.connect("sqlite::memory:").await.unwrap()
}

/// Holds the connection for a while.
async fn hold(pool: &SqlitePool) {
    record("holder", async |cx| {
        let _conn = pool.traced(cx).acquire().await.unwrap();
        sleep(HELD).await;
    })
    .await;
}

/// How long a span waited for a connection, by each event that says so; seconds.
fn waits(span: &FinishedSpan) -> Vec<f64> {
    let waits = span.events.iter();
    let waits = waits.filter(|event| event.name == "db.client.connection.wait");
    let time = |name| format!("{name}").parse().unwrap();
    waits
        .map(|event| time(event.attribute("db.client.connection.wait_time").unwrap()))
        .collect()
}

async fn one(cx: &TraceContract, pool: &SqlitePool, way: &str) -> sqlx::Result<()> {
    let query = sqlx::query("SELECT 1");
    match way {
        "row" => query.fetch_one(pool.traced(cx)).await.map(drop),
        "rows" => query.fetch_all(pool.traced(cx)).await.map(drop),
        "prepared" => {
            let sql = sqlx::SqlSafeStr::into_sql_str("SELECT 1");
            pool.traced(cx).prepare(sql).await.map(drop)
        }
        "transaction" => pool.traced(cx).begin().await?.commit().await,
        _ => pool.traced(cx).acquire().await.map(drop),
    }
}

/// Which span says that it waited, by the way in.
const WAYS: [(&str, &str); 5] = [
    ("row", "sqlite"),
    ("rows", "sqlite"),
    ("prepared", "sqlite"),
    ("transaction", "transaction"),
    ("connection", "waiter"),
];

#[tokio::test]
async fn a_wait_is_told_by_the_span_that_waited() {
    for (way, name) in WAYS {
        let pool = pool(SqlitePoolOptions::new()).await;
        let before = pool.stats();
        let waiter = async {
            sleep(HELD / 10).await;
            let waiting = async {
                sleep(HELD / 10).await;
                assert_eq!(pool.stats().waiting, 1, "{way}");
            };
            let waited = record("waiter", async |cx| one(cx, &pool, way).await.unwrap());
            tokio::join!(waited, waiting).0
        };
        let (_, waiter) = tokio::join!(hold(&pool), waiter);
        let waits = waits(waiter.trace.span(name));
        assert!(matches!(*waits, [time] if time > 0.05), "{way}: {waits:?}");
        let stats = pool.stats();
        assert_eq!(stats.waits - before.waits, 1, "{way}");
        assert_eq!(stats.acquired - before.acquired, 2, "{way}");
        assert!(stats.wait_time - before.wait_time > HELD / 2, "{way}");
        assert_eq!((stats.waiting, stats.timeouts), (0, 0));
        assert_eq!((stats.max, stats.size), (1, 1));
    }
}

/// Two wait, one behind the other: each under its own trace, for its own time.
#[tokio::test]
async fn each_waits_under_its_own_trace() {
    let pool = pool(SqlitePoolOptions::new()).await;
    let second = async |name| {
        sleep(HELD / 5).await;
        record(name, async |cx| one(cx, &pool, "rows").await.unwrap()).await
    };
    let third = async {
        sleep(HELD / 5 * 2).await;
        record("third", async |cx| {
            let mut conn = pool.traced(cx).acquire().await.unwrap();
            let rows = sqlx::query("SELECT 1").fetch_all(conn.traced(cx)).await;
            assert_eq!(rows.unwrap().len(), 1);
        })
        .await
    };
    let (_, second, third) = tokio::join!(hold(&pool), second("second"), third);
    let of_second = waits(second.trace.span("sqlite"));
    let of_third = waits(third.trace.span("third"));
    assert!(matches!(*of_second, [time] if time > 0.05), "{of_second:?}");
    assert!(matches!(*of_third, [time] if time > 0.03), "{of_third:?}");
    assert!(waits(second.trace.span("second")).is_empty());
    assert!(waits(third.trace.span("sqlite")).is_empty());
}

#[tokio::test]
async fn who_finds_a_connection_says_nothing() {
    let pool = pool(SqlitePoolOptions::new()).await;
    let recording = record("test", async |cx| {
        for (way, _) in WAYS {
            one(cx, &pool, way).await.unwrap();
            // It is put back by a task.
            while pool.num_idle() != 1 {
                tokio::task::yield_now().await;
            }
        }
    })
    .await;
    let spans = recording.trace.spans();
    assert!(spans.iter().all(|span| waits(span).is_empty()), "{spans:?}");
    assert_eq!(pool.stats().acquired, 5);
    assert_eq!(pool.stats().waits, 0);
}

#[tokio::test]
async fn a_wait_in_vain_is_told_as_well() {
    let options = SqlitePoolOptions::new().acquire_timeout(HELD / 5);
    let pool = pool(options).await;
    for (way, name) in WAYS {
        let late = async {
            sleep(HELD / 10).await;
            record("waiter", async |cx| one(cx, &pool, way).await).await
        };
        let (_, late) = tokio::join!(hold(&pool), late);
        assert!(matches!(late.value, Err(Error::PoolTimedOut)), "{way}");
        assert_eq!(waits(late.trace.span(name)).len(), 1, "{way}");

        let dropped = async {
            sleep(HELD / 10).await;
            record("waiter", async |cx| {
                let one = one(cx, &pool, way);
                timeout(HELD / 10, one).await.unwrap_err();
            })
            .await
        };
        let (_, dropped) = tokio::join!(hold(&pool), dropped);
        let span = dropped.trace.span(name);
        assert_eq!(waits(span).len(), 1, "{way}");
        assert_eq!(span.is_cancelled(), name != "waiter", "{way}");
    }
    assert_eq!(pool.stats().timeouts, 5);
    assert_eq!(pool.stats().waiting, 0);
}
