//! No argument is anywhere: not in a span, not in a line, not in what `Debug` shows.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use redis::{Cmd, Value, cmd};
use test_servers::Redis;
use trace_redis::{Client, MultiplexedConnection};
use trace_runtime::TraceContract;
use trace_testing::{LogLine, LogLines, record};
use tracing_subscriber::layer::SubscriberExt as _;

const CANARY: &str = "hunter2canary";

fn of(words: &[&str]) -> Cmd {
    let mut command = Cmd::new();
    for word in words {
        command.arg(word);
    }
    command
}

/// Each has a secret in it, or something that may be one.
fn commands() -> Vec<Cmd> {
    [
        &["AUTH", CANARY][..],
        &["AUTH", "user", CANARY],
        &["HELLO", "3", "AUTH", "default", CANARY],
        &["CONFIG", "SET", "masterauth", CANARY],
        &["config", "set", "no-such-setting", CANARY],
        &["ACL", "SETUSER", "someone", "on", &format!(">{CANARY}")],
        &["ACL", "SETUSER", "someone", CANARY],
        &[
            "MIGRATE",
            "127.0.0.1",
            "1",
            "",
            "0",
            "10",
            "AUTH",
            CANARY,
            "KEYS",
            CANARY,
        ],
        &[
            "MIGRATE",
            "127.0.0.1",
            "1",
            "key",
            "0",
            "10",
            "AUTH2",
            "user",
            CANARY,
        ],
        &["SET", CANARY, CANARY],
        &["LPUSH", CANARY, CANARY],
        &[
            "EVAL",
            &format!("return redis.error_reply('{CANARY}')"),
            "0",
        ],
        &[
            "EVAL",
            &format!("return redis.error_reply('{CANARY} is wrong')"),
            "0",
        ],
        &["EVAL", CANARY, "0"],
        &["EVALSHA", CANARY, "0"],
        &["FCALL", CANARY, "0", CANARY],
        &["PUBLISH", CANARY, CANARY],
        &["ECHO", CANARY],
        &["CLIENT", "SETNAME", CANARY],
        &["XADD", "stream", "*", CANARY, CANARY],
        // Not commands at all.
        &[CANARY, "x"],
        &["NO.SUCH", CANARY],
        &[&format!("AUTH {CANARY}")],
        &["OBJECT", CANARY, CANARY],
    ]
    .map(of)
    .into()
}

async fn send_all(cx: &TraceContract, con: &MultiplexedConnection) {
    for command in commands() {
        // Some succeed, most do not.
        let _ = command.query_async::<Value>(&mut con.traced(cx)).await;
        let mut pipeline = redis::pipe();
        pipeline.add_command(command.clone()).add_command(command);
        let _ = pipeline.query_async::<Value>(&mut con.traced(cx)).await;
        let _ = pipeline
            .atomic()
            .query_async::<Value>(&mut con.traced(cx))
            .await;
    }
}

#[tokio::test]
async fn no_argument_is_told() {
    let log = LogLines::new();
    let layer = trace_log::json().writer(log.clone());
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let server = Redis::start_with(&["--requirepass", CANARY]).unwrap();
    let url = format!("redis://:{CANARY}@127.0.0.1:{}/", server.port());
    let client = Client::open(url).unwrap();
    let con = client.get_multiplexed_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        send_all(cx, &con).await;
        cmd("BLPOP")
            .arg(CANARY)
            .arg(0.01)
            .exec_async(&mut con.traced(cx))
            .await
    })
    .await;
    assert!(recording.trace.spans().len() > commands().len() * 3);
    let spans = format!("{:?}", recording.trace.spans());
    assert!(!spans.contains(CANARY), "{spans}");
    let lines = log.lines();
    let of_trace = |line: &&LogLine| line.trace_id() == Some(recording.trace.trace_id());
    assert!(lines.iter().filter(of_trace).count() >= recording.trace.spans().len() - 1);
    assert!(!format!("{lines:?}").contains(CANARY), "{lines:?}");

    let dedicated = client.get_dedicated_connection(None).await.unwrap();
    let pubsub = client.get_async_pubsub().await.unwrap();
    let shown = format!("{client:?} {con:?} {dedicated:?} {pubsub:?}");
    assert!(
        shown.contains("127.0.0.1") && !shown.contains(CANARY),
        "{shown}"
    );
}
