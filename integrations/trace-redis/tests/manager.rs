//! A connection that is made again when it is lost.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use redis::aio::ConnectionManagerConfig;
use redis::{AsyncCommands, Value, cmd};
use test_servers::Redis;
use trace_redis::Client;
use trace_testing::record;

#[tokio::test]
async fn commands_go_on_after_the_connection_was_lost() {
    let client = Client::open(Redis::shared().url()).unwrap();
    let lazy = client
        .get_connection_manager_lazy(ConnectionManagerConfig::new())
        .unwrap();
    let other = client.get_connection_manager().await.unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(1);
    client
        .get_connection_manager_with_config(config)
        .await
        .unwrap();
    let recording = record("test", async |cx| {
        let id: i64 = cmd("CLIENT")
            .arg("ID")
            .query_async(&mut lazy.traced(cx))
            .await
            .unwrap();
        let kill = cmd("CLIENT")
            .arg(&["KILL", "ID"])
            .arg(id)
            .exec_async(&mut other.traced(cx))
            .await;
        kill.unwrap();
        // The one that finds it lost fails.
        while cmd("PING")
            .query_async::<Value>(&mut lazy.traced(cx))
            .await
            .is_err()
        {}
        redis::pipe()
            .atomic()
            .incr("manager", 1)
            .query_async::<(u64,)>(&mut lazy.traced(cx))
            .await
    })
    .await;
    recording.value.unwrap();
    let pings: Vec<_> = recording.trace.spans_named("PING").collect();
    let (last, before) = pings.split_last().unwrap();
    assert!(!last.status().is_error());
    assert!(
        before
            .iter()
            .all(|span| span.attribute("error.type").unwrap().to_string() == "io")
    );
    assert!(!recording.trace.span("MULTI INCRBY").status().is_error());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_of_the_span() {
    let port = Redis::start().unwrap().port();
    let client = Client::open(format!("redis://127.0.0.1:{port}/")).unwrap();
    let config = ConnectionManagerConfig::new().set_number_of_retries(0);
    let con = client.get_connection_manager_lazy(config).unwrap();
    let recording = record("test", async |cx| con.traced(cx).get::<_, Value>("a").await).await;
    recording.value.unwrap_err();
    let span = recording.trace.span("GET");
    assert_eq!(span.attribute("error.type").unwrap().to_string(), "io");
}
