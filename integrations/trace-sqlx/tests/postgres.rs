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
use sqlx::{Executor, Postgres, Row};
use test_servers::{Database, PgBouncer, Postgres as Server};
use trace_runtime::TraceContract;
use trace_runtime::exporter::FinishedSpan;
use trace_sqlx::{PgPool, PgPoolOptions};
use trace_testing::record;

/// A database of its own with a table, and a pool of one connection.
async fn pool() -> (Database<'static>, PgPool) {
    pool_with(PgPoolOptions::new()).await
}

async fn pool_with(options: PgPoolOptions) -> (Database<'static>, PgPool) {
    let database = Server::shared().database();
    let options = options
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

/// The text that the database has of a statement, sent by each way there is.
async fn seen(cx: &TraceContract, pool: &PgPool) -> Vec<String> {
    let text = "SELECT current_query() WHERE 1 = $1;";
    let query = || sqlx::query_scalar::<_, String>(text).bind(1);
    let mut seen = vec![
        query()
            .fetch_one(pool.traced(cx).summary("0"))
            .await
            .unwrap(),
        query()
            .fetch_all(pool.traced(cx).summary("1"))
            .await
            .unwrap()
            .remove(0),
    ];
    let mut tx = pool.traced(cx).begin().await.unwrap();
    seen.push(query().fetch_one(tx.traced(cx).summary("2")).await.unwrap());
    seen.push(
        query()
            .fetch_all(tx.traced(cx).summary("3"))
            .await
            .unwrap()
            .remove(0),
    );
    tx.commit().await.unwrap();
    seen
}

/// How many statements of ours the connection keeps prepared.
async fn prepared(pool: &PgPool) -> i64 {
    let count =
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%current_query%'";
    sqlx::raw_sql(count)
        .fetch_one(pool.untraced_pool())
        .await
        .unwrap()
        .get(0)
}

#[tokio::test]
async fn a_tag_is_in_each_statement_and_keeps_it_prepared() {
    let options = PgPoolOptions::new().comment_tag("application", "shop's */");
    let (_database, pool) = pool_with(options).await;
    let recording = record("test", async |cx| {
        let mut texts = seen(cx, &pool).await;
        texts.extend(seen(cx, &pool).await);
        let with_own = "SELECT current_query() /* mine */";
        let own: String = sqlx::query_scalar(with_own)
            .fetch_one(pool.traced(cx))
            .await
            .unwrap();
        assert_eq!(own, with_own);
        texts
    })
    .await;
    let tagged = "SELECT current_query() WHERE 1 = $1 /*application='shop%27s%20%2A%2F'*/;";
    assert!(
        recording.value.iter().all(|text| text == tagged),
        "{:?}",
        recording.value
    );
    // One for the text with a tag, one for that with a comment of its own.
    assert_eq!(prepared(&pool).await, 2);
    let span = recording.trace.spans_named("0").next().unwrap();
    let shown = text(span, "db.query.text").unwrap();
    assert_eq!(shown, "SELECT current_query() WHERE 1 = $1;");
}

#[tokio::test]
async fn a_traceparent_is_that_of_the_statements_span_and_is_not_kept_prepared() {
    let options = PgPoolOptions::new().comment_traceparent();
    let (_database, pool) = pool_with(options).await;
    let recording = record("test", async |cx| {
        (seen(cx, &pool).await, cx.correlation_id().to_string())
    })
    .await;
    let (texts, correlation_id) = &recording.value;
    for (at, seen) in texts.iter().enumerate() {
        let span = recording.trace.span(&at.to_string());
        let ids = format!(
            " /*correlation_id='{correlation_id}',traceparent='00-{}-{}-03'*/;",
            span.trace_id, span.span_id
        );
        assert!(seen.ends_with(&ids), "{seen}, not {ids}");
    }
    assert_eq!(prepared(&pool).await, 0);
    // What is not recorded has no comment, and is kept.
    let texts = trace_runtime::untraced("test", async |cx| seen(cx, &pool).await).await;
    assert!(texts.iter().all(|text| !text.contains("/*")));
    assert_eq!(prepared(&pool).await, 1);
}

/// What a third one sees of a connection.
fn application_name(database: &Database<'_>, connection: i32) -> String {
    let name = "SELECT application_name FROM pg_stat_activity WHERE pid = ";
    let name = database.query(&format!("{name}{connection}")).unwrap();
    name.trim().to_owned()
}

async fn connection(cx: &TraceContract, tx: &mut trace_sqlx::Transaction<'_, Postgres>) -> i32 {
    let query = sqlx::query_scalar("SELECT pg_backend_pid()");
    query.fetch_one(tx.traced(cx)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_has_its_span_as_application_name() {
    let options = PgPoolOptions::new().application_name_traceparent();
    let (database, pool) = pool_with(options).await;
    let own = "SELECT set_config('application_name', 'shop', false)";
    pool.untraced_pool().execute(own).await.unwrap();
    let recording = record("test", async |cx| {
        let mut seen = Vec::new();
        let mut tx = pool.traced(cx).begin().await.unwrap();
        let first = connection(cx, &mut tx).await;
        seen.push(application_name(&database, first));
        let mut nested = tx.traced(cx).begin().await.unwrap();
        seen.push(application_name(&database, first));
        connection(cx, &mut nested).await;
        nested.commit().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(application_name(&database, first), "shop");

        let mut conn = pool.traced(cx).acquire().await.unwrap();
        let mut tx = conn.traced(cx).begin().await.unwrap();
        assert_eq!(connection(cx, &mut tx).await, first);
        seen.push(application_name(&database, first));
        tx.rollback().await.unwrap();
        assert_eq!(application_name(&database, first), "shop");
        let outside = sqlx::query_scalar::<_, String>("SHOW application_name");
        assert_eq!(outside.fetch_one(conn.traced(cx)).await.unwrap(), "shop");
        seen
    })
    .await;
    let spans: Vec<_> = recording.trace.spans_named("transaction").collect();
    let of = |span: &FinishedSpan| format!("00-{}-{}-03", span.trace_id, span.span_id);
    // The first has one within.
    let outer = spans.iter().filter(|span| {
        let parent = recording.trace.parent_of(span);
        parent.is_some_and(|parent| parent.name == "test")
    });
    let outer: Vec<_> = outer.map(|span| of(span)).collect();
    let [first, second] = &*outer else {
        panic!("{outer:?}")
    };
    assert_eq!(recording.value, [first, first, second].map(String::clone));

    // What is not recorded is not named.
    trace_runtime::untraced("test", async |cx| {
        let mut tx = pool.traced(cx).begin().await.unwrap();
        let connection = connection(cx, &mut tx).await;
        assert_eq!(application_name(&database, connection), "shop");
        tx.commit().await.unwrap();
    })
    .await;
}

/// Nobody else who gets the connection of the server's has the name, nor has one again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_name_does_not_stay_behind_a_pooler() {
    let server = Server::shared();
    let database = server.database();
    let pooler = PgBouncer::start(server, 1).unwrap();
    let connect = async |options: PgPoolOptions, name: &str| {
        let options = options.max_connections(1).unnamed_statements();
        let url = format!("{}?application_name={name}", pooler.url(&database));
        options.connect(&url).await.unwrap()
    };
    let ours = PgPoolOptions::new().application_name_traceparent();
    let ours = connect(ours, "ours").await;
    let other = connect(PgPoolOptions::new(), "other").await;
    record("test", async |cx| {
        let name = || sqlx::query_scalar::<_, String>("SHOW application_name");
        for _ in 0..5 {
            let mut tx = ours.traced(cx).begin().await.unwrap();
            let first = connection(cx, &mut tx).await;
            let during = application_name(&database, first);
            let trace_id = cx.trace_id().to_string();
            assert!(during.contains(&trace_id), "{during}");
            tx.commit().await.unwrap();
            let after = application_name(&database, first);
            assert!(!after.contains(&trace_id), "{after}");
            let theirs = name().fetch_one(other.traced(cx)).await.unwrap();
            assert_eq!(theirs, "other");
            let own = name().fetch_one(ours.traced(cx)).await.unwrap();
            assert_eq!(own, "ours");
        }
    })
    .await;
}

/// Three clients share one connection of the server's, which names of statements get lost
/// on, or meet a stranger's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unnamed_statements_go_through_a_pooler() {
    let server = Server::shared();
    let database = server.database();
    let pooler = PgBouncer::start(server, 1).unwrap();
    let mut pools = Vec::new();
    for _ in 0..3 {
        let options = PgPoolOptions::new().max_connections(1);
        let options = options.unnamed_statements();
        pools.push(options.connect(&pooler.url(&database)).await.unwrap());
    }
    record("test", async |cx| {
        for round in 0..12 {
            for pool in &pools {
                let query = || sqlx::query_scalar::<_, i32>("SELECT $1 + 1").bind(round);
                assert_eq!(query().fetch_one(pool.traced(cx)).await.unwrap(), round + 1);
                let all = query().fetch_all(pool.traced(cx)).await.unwrap();
                assert_eq!(all, [round + 1]);
                let mut tx = pool.traced(cx).begin().await.unwrap();
                let one = query().fetch_one(tx.traced(cx)).await.unwrap();
                let all = query().fetch_all(tx.traced(cx)).await.unwrap();
                assert_eq!((one, all), (round + 1, vec![round + 1]));
                tx.commit().await.unwrap();
            }
        }
    })
    .await;
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
    cx: &TraceContract,
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

/// Each operation, dropped after each number of polls: the next statement works, and is in
/// nobody's transaction.
#[tokio::test]
async fn whatever_is_dropped_the_connection_is_whole() {
    const POLLS: usize = 12;
    let (database, pool) = pool().await;
    record("test", async |cx| {
        for polls in 0..POLLS {
            let one = || sqlx::query("SELECT 1");
            let many = sqlx::query("SELECT generate_series(1, 1000)").fetch(pool.traced(cx));
            drop(polled(polls, one().execute(pool.traced(cx))).await);
            drop(polled(polls, one().fetch_one(pool.traced(cx))).await);
            drop(polled(polls, many.try_collect::<Vec<_>>()).await);
            drop(polled(polls, pool.traced(cx).acquire()).await);

            let insert = || sqlx::query("INSERT INTO users (name) VALUES (NULL)");
            let mut tx = pool.traced(cx).begin().await.unwrap();
            drop(polled(polls, insert().execute(tx.traced(cx))).await);
            drop(polled(polls, tx.rollback()).await);
            let mut tx = pool.traced(cx).begin().await.unwrap();
            insert().execute(tx.traced(cx)).await.unwrap();
            drop(polled(polls, tx.commit()).await);

            let name = format!("after {polls}");
            let insert = sqlx::query("INSERT INTO users (name) VALUES ($1)").bind(&name);
            insert.execute(pool.traced(cx)).await.unwrap();
            let seen = format!("SELECT count(*) FROM users WHERE name = '{name}'");
            assert_eq!(database.query(&seen).unwrap().trim(), "1", "{polls} polls");
        }
    })
    .await;
    // A commit that was dropped before it was sent is rolled back; the last ones were not.
    let committed = "SELECT count(*) FROM users WHERE name IS NULL";
    let committed: usize = database.query(committed).unwrap().trim().parse().unwrap();
    assert!((1..=POLLS).contains(&committed), "{committed}");
}
