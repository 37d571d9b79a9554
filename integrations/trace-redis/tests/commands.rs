//! Commands, pipelines, transactions and scripts against a real server.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]
#![expect(
    clippy::disallowed_methods,
    reason = "what is looked at beside a trace belongs to none"
)]

use redis::{AsyncCommands, Script, Value, cmd, pipe};
use test_servers::Redis;
use trace_redis::{Client, MultiplexedConnection};
use trace_runtime::exporter::FinishedSpan;
use trace_runtime::{TraceContract, traced};
use trace_testing::record;

async fn connect() -> MultiplexedConnection {
    let client = Client::open(Redis::shared().url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

fn text(span: &FinishedSpan, key: &str) -> Option<String> {
    span.attribute(key).map(ToString::to_string)
}

#[tokio::test]
async fn a_command_is_a_client_span() {
    let con = connect().await;
    let recording = record("test", async |cx| {
        let _: () = con.traced(cx).set("name:1", "Ada").await.unwrap();
        let name: Option<String> = redis::AsyncTypedCommands::get(&mut con.traced(cx), "name:1")
            .await
            .unwrap();
        // That there is none is no error.
        let none: Option<String> = con.traced(cx).get("name:none").await.unwrap();
        (name, none)
    })
    .await;
    assert_eq!(recording.value, (Some("Ada".to_owned()), None));
    recording.trace.without_attributes(&["server.port"]).assert_tree(
        r#"
        test
          SET (client) db.namespace="0" db.operation.name=SET db.system.name=redis server.address=127.0.0.1
          GET (client) db.namespace="0" db.operation.name=GET db.system.name=redis server.address=127.0.0.1
          GET (client) db.namespace="0" db.operation.name=GET db.system.name=redis server.address=127.0.0.1
        "#,
    );
    let port = text(recording.trace.span("SET"), "server.port");
    assert_eq!(port, Some(Redis::shared().port().to_string()));
}

#[tokio::test]
async fn a_command_is_a_child_of_who_sends_it() {
    #[traced]
    async fn inner(cx: &TraceContract, con: &MultiplexedConnection) -> redis::RedisResult<u64> {
        con.traced(cx).incr("child", 1).await
    }
    let con = connect().await;
    let recording = record("test", async |cx| {
        let one = inner(cx, &con).await.unwrap();
        let (mut a, mut b) = (con.traced(cx), con.traced(cx));
        let both =
            futures_util::future::join(a.exists::<_, bool>("child"), b.strlen::<_, u64>("child"));
        let _ = both.await;
        one
    })
    .await;
    assert_eq!(recording.value, 1);
    recording.trace.sorted().assert_shape(
        "
        test
          EXISTS
          STRLEN
          inner
            INCRBY
        ",
    );
    recording.trace.assert_no_lost_context();
}

#[tokio::test]
async fn several_commands_at_once_are_one_span() {
    let con = connect().await;
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        let (one, two): (u64, u64) = pipe()
            .incr("batch", 1)
            .incr("batch", 1)
            .query_async(&mut view)
            .await
            .unwrap();
        let all: (String, u64) = pipe()
            .atomic()
            .set("batch", 5)
            .incr("batch", 1)
            .query_async(&mut view)
            .await
            .unwrap();
        let _: (u64,) = pipe()
            .incr("batch", 1)
            .query_async(&mut view)
            .await
            .unwrap();
        (one, two, all.1)
    })
    .await;
    assert_eq!(recording.value, (1, 2, 6));
    recording
        .trace
        .only_attributes(&["db.operation.name", "db.operation.batch.size"])
        .assert_tree(
            r#"
            test
              PIPELINE INCRBY (client) db.operation.batch.size=2 db.operation.name="PIPELINE INCRBY"
              MULTI (client) db.operation.batch.size=2 db.operation.name=MULTI
              INCRBY (client) db.operation.name=INCRBY
            "#,
        );
}

#[tokio::test]
async fn errors_of_the_server_are_found_though_they_are_values() {
    let con = connect().await;
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        let _: () = view.set("text", "x").await.unwrap();
        let wrong: redis::RedisResult<Vec<String>> = view.lrange("text", 0, 1).await;
        // The error is redis's own.
        assert_eq!(wrong.unwrap_err().code(), Some("WRONGTYPE"));
        let wrong = pipe()
            .get("text")
            .lpush("text", 1)
            .query_async::<Value>(&mut view)
            .await;
        assert!(wrong.is_err());
        let wrong = pipe()
            .atomic()
            .get("text")
            .lpush("text", 1)
            .query_async::<Value>(&mut view)
            .await;
        assert!(wrong.is_err());
        let wrong = pipe()
            .atomic()
            .cmd("GET")
            .query_async::<Value>(&mut view)
            .await;
        assert!(wrong.is_err());
        let unknown = cmd("NO.SUCH").query_async::<Value>(&mut view).await;
        assert!(unknown.is_err());
    })
    .await;
    let kind = |name: &str| {
        let span = recording.trace.span(name);
        assert!(span.status().is_error(), "{name}");
        assert_eq!(
            text(span, "error.type"),
            text(span, "db.response.status_code")
        );
        text(span, "error.type").unwrap()
    };
    assert_eq!(kind("LRANGE"), "WRONGTYPE");
    assert_eq!(kind("PIPELINE"), "WRONGTYPE");
    assert_eq!(kind("MULTI"), "WRONGTYPE");
    assert_eq!(kind("MULTI GET"), "EXECABORT");
    assert_eq!(kind("NO.SUCH"), "ERR");
}

#[tokio::test]
async fn a_script_that_is_not_there_yet_is_no_error() {
    let con = connect().await;
    let script = Script::new("return redis.call('INCR', KEYS[1]) -- canary");
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        let one: u64 = script.key("script").invoke_async(&mut view).await.unwrap();
        let two: u64 = script.key("script").invoke_async(&mut view).await.unwrap();
        (one, two)
    })
    .await;
    assert_eq!(recording.value, (1, 2));
    recording
        .trace
        .only_attributes(&["db.response.status_code"])
        .assert_tree(
            r#"
            test
              EVALSHA (client) db.response.status_code=NOSCRIPT
              SCRIPT (client)
              EVALSHA (client)
              EVALSHA (client)
            "#,
        );
    let span = recording.trace.span("SCRIPT");
    assert!(!format!("{span:?}").contains("canary"));
    let digest = text(
        recording.trace.spans_named("EVALSHA").next().unwrap(),
        "db.stored_procedure.name",
    );
    assert_eq!(digest.as_deref(), Some(script.get_hash()));
}

#[tokio::test]
async fn each_page_of_a_scan_is_a_span() {
    let con = connect().await;
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        for member in 0..300 {
            let _: u64 = view
                .sadd("scanned", format!("member {member}"))
                .await
                .unwrap();
        }
        let mut members = view.sscan::<_, String>("scanned").await.unwrap();
        let mut found = 0;
        while let Some(member) = members.next_item().await {
            member.unwrap();
            found += 1;
        }
        found
    })
    .await;
    assert_eq!(recording.value, 300);
    assert!(recording.trace.spans_named("SSCAN").count() > 1);
}

#[tokio::test]
async fn a_key_is_recorded_where_that_is_asked_for() {
    let client = Client::open(Redis::shared().url()).unwrap().record_keys();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        let _: () = view
            .mset(&[("key:1", "canary"), ("key:2", "canary")])
            .await
            .unwrap();
        let _: u64 = view.publish("channel", "canary").await.unwrap();
    })
    .await;
    assert_eq!(
        text(recording.trace.span("MSET"), "db.redis.key").as_deref(),
        Some("key:1")
    );
    assert_eq!(text(recording.trace.span("PUBLISH"), "db.redis.key"), None);
    assert!(!format!("{:?}", recording.trace.spans()).contains("canary"));
}

#[tokio::test]
async fn a_command_that_is_dropped_says_cancelled() {
    let con = connect().await;
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        let mut get = Box::pin(view.get::<_, Option<String>>("dropped"));
        assert!(futures_util::poll!(get.as_mut()).is_pending());
        drop(get);
        // Never polled: there is none.
        drop(AsyncCommands::del::<_, ()>(&mut view, "dropped"));
    })
    .await;
    let span = recording.trace.span("GET");
    assert!(span.is_cancelled() && !span.status().is_error());
    assert!(recording.trace.find("DEL").is_none());
}

#[tokio::test]
async fn the_database_is_the_connections() {
    let client = Client::open(format!("{}3", Redis::shared().url())).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        con.traced(cx).ping::<String>().await.unwrap()
    })
    .await;
    assert_eq!(
        text(recording.trace.span("PING"), "db.namespace").as_deref(),
        Some("3")
    );
}

#[tokio::test]
async fn a_connection_that_was_made_elsewhere_is_taken_over() {
    let client = redis::Client::open(Redis::shared().url()).unwrap();
    let theirs = client.get_multiplexed_async_connection().await.unwrap();
    let con = MultiplexedConnection::from(theirs);
    let recording = record("test", async |cx| {
        con.traced(cx).ping::<String>().await.unwrap()
    })
    .await;
    assert_eq!(text(recording.trace.span("PING"), "server.address"), None);
}
