//! Commands that wait at the server.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![allow(
    clippy::disallowed_methods,
    reason = "what is looked at beside a command belongs to no trace"
)]

use std::sync::OnceLock;
use std::time::Duration;

use redis::{AsyncCommands, RedisResult, Value, cmd};
use test_servers::Redis;
use trace_redis::Client;
use trace_testing::{LogLine, LogLines, Trace, record};
use tracing_subscriber::layer::SubscriberExt as _;

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

fn client() -> Client {
    log();
    Client::open(Redis::shared().url()).unwrap()
}

fn warnings(trace: &Trace) -> Vec<LogLine> {
    let mut lines = log().lines();
    lines.retain(|line| line.level() == Some("WARN") && line.trace_id() == Some(trace.trace_id()));
    lines
}

#[tokio::test]
async fn on_a_shared_connection_it_is_a_warning_that_is_counted() {
    let client = client();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        for _ in 0..3 {
            // The wait is what was asked for.
            let none: Option<(String, String)> = view.blpop("nothing", 0.01).await.unwrap();
            assert_eq!(none, None);
        }
        let at_once = cmd("XREAD")
            .arg(&["STREAMS", "nothing", "$"])
            .exec_async(&mut view)
            .await;
        at_once.unwrap();
    })
    .await;
    assert!(
        recording
            .trace
            .spans()
            .iter()
            .all(|span| !span.status().is_error())
    );
    assert_eq!(client.stats().blocking_on_shared, 3);
    let warnings = warnings(&recording.trace);
    let [warning] = &warnings[..] else {
        panic!("{warnings:?}")
    };
    assert!(
        warning.message().contains("get_dedicated_connection"),
        "{warning:?}"
    );
    assert_eq!(warning.field("operation").as_deref(), Some("BLPOP"));
}

#[tokio::test]
async fn on_a_shared_connection_it_fails_after_redis_time_limit() {
    let con = client().get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        let timed_out: RedisResult<Option<(String, String)>> =
            con.traced(cx).blpop("nothing", 30.0).await;
        assert!(timed_out.unwrap_err().is_timeout());
    })
    .await;
    let span = recording.trace.span("BLPOP");
    assert_eq!(span.attribute("error.type").unwrap().to_string(), "timeout");
    assert!(span.status().is_error());
}

#[tokio::test]
async fn on_a_dedicated_connection_it_may_wait() {
    let client = client();
    let mut con = client
        .get_dedicated_connection(Some(Duration::from_secs(1)))
        .await
        .unwrap();
    let recording = record("test", async |cx| {
        let popped: Option<(String, String)> = con.traced(cx).blpop("nothing", 0.7).await.unwrap();
        assert_eq!(popped, None);
        // It is the same connection.
        let mut view = con.traced(cx);
        let one: i64 = cmd("CLIENT")
            .arg("ID")
            .query_async(&mut view)
            .await
            .unwrap();
        let batch = redis::pipe()
            .cmd("CLIENT")
            .arg("ID")
            .query_async::<(i64,)>(&mut view)
            .await;
        assert_eq!(batch.unwrap(), (one,));
    })
    .await;
    recording.trace.assert_shape(
        "
        test
          BLPOP
          CLIENT
          CLIENT
        ",
    );
    assert!(
        recording
            .trace
            .spans()
            .iter()
            .all(|span| !span.status().is_error())
    );
    assert_eq!(client.stats().blocking_on_shared, 0);
    assert!(warnings(&recording.trace).is_empty());
}

#[tokio::test]
async fn longer_than_the_connection_was_made_for_is_a_warning() {
    let client = client();
    let mut con = client
        .get_dedicated_connection(Some(Duration::ZERO))
        .await
        .unwrap();
    let recording = record("test", async |cx| {
        let _: Option<(String, String)> = con.traced(cx).brpop("nothing", 0.01).await.unwrap();
    })
    .await;
    assert_eq!(client.stats().blocking_on_shared, 1);
    let warnings = warnings(&recording.trace);
    assert!(
        warnings[0].message().contains("longer time"),
        "{warnings:?}"
    );
}

/// Without that the server would give the next element to a command that nobody waits for.
#[tokio::test]
async fn a_wait_that_is_dropped_takes_nothing() {
    let server = Redis::start().unwrap();
    let client = Client::open(server.url()).unwrap();
    let plain = client
        .untraced()
        .get_multiplexed_async_connection()
        .await
        .unwrap();
    let mut con = client.get_dedicated_connection(None).await.unwrap();
    let recording = record("test", async |cx| {
        for _ in 0..5 {
            let dropped = {
                let mut view = con.traced(cx);
                let wait = view.blpop::<_, Option<(String, String)>>("jobs", 0.0);
                tokio::time::timeout(Duration::from_millis(20), wait).await
            };
            assert!(dropped.is_err());
        }
        // The server has heard that they are gone.
        let mut plain = plain.clone();
        while any_waits(&mut plain).await {
            tokio::task::yield_now().await;
        }
        let _: u64 = plain.rpush("jobs", "job").await.unwrap();
        con.traced(cx)
            .blpop::<_, Option<(String, String)>>("jobs", 1.0)
            .await
            .unwrap()
    })
    .await;
    assert_eq!(recording.value.unwrap().1, "job");
    let cancelled = recording
        .trace
        .spans_named("BLPOP")
        .filter(|span| span.is_cancelled());
    assert_eq!(cancelled.count(), 5);
}

/// Whether a client waits at the server.
async fn any_waits(con: &mut redis::aio::MultiplexedConnection) -> bool {
    let clients: String = cmd("CLIENT").arg("LIST").query_async(con).await.unwrap();
    clients.lines().any(|line| line.contains(" flags=b "))
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_again_is_an_error_of_the_span() {
    log();
    let server = Redis::start().unwrap();
    let client = Client::open(server.url()).unwrap();
    let mut con = client.get_dedicated_connection(None).await.unwrap();
    drop(server);
    let recording = record("test", async |cx| {
        // The first finds it lost, the second finds nobody.
        for _ in 0..2 {
            let lost = cmd("PING").query_async::<Value>(&mut con.traced(cx)).await;
            assert!(lost.is_err());
        }
        let pipeline = redis::pipe()
            .get("a")
            .get("b")
            .query_async::<Value>(&mut con.traced(cx))
            .await;
        assert!(pipeline.is_err());
    })
    .await;
    recording
        .trace
        .only_attributes(&["error.type"])
        .assert_tree(
            "
        test
          PING (client) error.type=io [error: io]
          PING (client) error.type=io [error: io]
          PIPELINE GET (client) error.type=io [error: io]
        ",
        );
}

#[tokio::test]
async fn a_connection_that_is_lost_is_made_again() {
    let mut con = client().get_dedicated_connection(None).await.unwrap();
    let plain = client();
    let recording = record("test", async |cx| {
        let id: i64 = cmd("CLIENT")
            .arg("ID")
            .query_async(&mut con.traced(cx))
            .await
            .unwrap();
        let mut plain = plain
            .untraced()
            .get_multiplexed_async_connection()
            .await
            .unwrap();
        let killed = cmd("CLIENT")
            .arg(&["KILL", "ID"])
            .arg(id)
            .exec_async(&mut plain)
            .await;
        killed.unwrap();
        let lost = cmd("PING").query_async::<Value>(&mut con.traced(cx)).await;
        assert!(lost.is_err());
        cmd("PING").query_async::<String>(&mut con.traced(cx)).await
    })
    .await;
    assert_eq!(recording.value.unwrap(), "PONG");
    let lost = recording.trace.spans_named("PING").next().unwrap();
    assert_eq!(lost.attribute("error.type").unwrap().to_string(), "io");
}
