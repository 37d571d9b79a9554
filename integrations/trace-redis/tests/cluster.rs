//! Commands to a cluster of three nodes.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use redis::cluster_routing::{MultipleNodeRoutingInfo, ResponsePolicy, RoutingInfo};
use redis::{AsyncCommands, Value, cmd, pipe};
use test_servers::RedisCluster;
use trace_redis::ClusterClient;
use trace_testing::record;

#[tokio::test]
async fn commands_are_spans_whichever_node_answers() {
    let cluster = RedisCluster::start().unwrap();
    let client = ClusterClient::new(cluster.urls()).unwrap();
    let con = client.get_async_connection().await.unwrap();
    let recording = record("test", async |cx| {
        let mut view = con.traced(cx);
        for key in ["a", "b", "c", "d"] {
            let _: () = view.set(key, key).await.unwrap();
        }
        // Of several nodes.
        let all: Vec<String> = view.mget(&["a", "b", "c", "d"]).await.unwrap();
        assert_eq!(all, ["a", "b", "c", "d"]);
        let batch: ((), String, u64) = pipe()
            .set("{x}1", "a")
            .get("{x}1")
            .append("{x}1", "b")
            .query_async(&mut view)
            .await
            .unwrap();
        assert_eq!(batch, ((), "a".to_owned(), 2));
        let together = pipe()
            .atomic()
            .set("{x}1", 1)
            .set("{x}2", 2)
            .exec_async(&mut view)
            .await;
        together.unwrap();
        let apart = pipe()
            .atomic()
            .set("a", 1)
            .set("b", 2)
            .exec_async(&mut view)
            .await;
        apart.unwrap_err();
        let wrong = view.lrange::<_, Value>("a", 0, 1).await;
        wrong.unwrap_err();
        let all = (
            MultipleNodeRoutingInfo::AllMasters,
            Some(ResponsePolicy::AllSucceeded),
        );
        let flushed = view
            .route_command(cmd("FLUSHALL"), RoutingInfo::MultiNode(all))
            .await;
        flushed.unwrap();
    })
    .await;
    recording
        .trace
        .only_attributes(&["error.type", "db.operation.batch.size"])
        .assert_tree(
            r#"
        test
          SET (client)
          SET (client)
          SET (client)
          SET (client)
          MGET (client)
          PIPELINE (client) db.operation.batch.size=3
          MULTI SET (client) db.operation.batch.size=2
          MULTI SET (client) db.operation.batch.size=2 error.type=CROSSSLOT [error: CROSSSLOT]
          LRANGE (client) error.type=WRONGTYPE [error: WRONGTYPE]
          FLUSHALL (client)
        "#,
        );
}
