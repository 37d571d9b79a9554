//! Sends the messages of the outbox to the stream.

use std::time::Duration;

use redis::RedisError;
use trace_redis::stream::Stream;
use trace_redis::{Client, ConnectionManager};
use trace_runtime::TraceContract;
use trace_sqlx::{PgPool, PgPoolOptions};

use crate::Failed;
use crate::config::Options;
use crate::lose::Loss;
use crate::order::OrderPlaced;
use crate::outbox;
use crate::serve::{Service, Stopped};

/// How long it rests when the outbox is empty.
const REST: Duration = Duration::from_millis(50);

/// Where the orders go.
pub(crate) const ORDERS: &str = "orders";

pub(crate) async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    let pool = PgPoolOptions::new()
        .comment_traceparent()
        .connect(options.database()?)
        .await?;
    let redis = Client::open(options.redis()?)?;
    let redis = redis.get_connection_manager().await?;
    let mut service = Service::new();
    service
        .serves(cx, options.listen, axum::Router::new())
        .await?;
    if options.lose.contains(&Loss::Stream) {
        without_context(&redis).await?;
    }
    service.does(relay(pool, redis, service.stopped()));
    Ok(service)
}

async fn relay(pool: PgPool, redis: ConnectionManager, mut stopped: Stopped) -> Result<(), Failed> {
    let orders = Stream::new(ORDERS).max_len(100_000);
    loop {
        let taken = outbox::take(&pool, async |cx, order: OrderPlaced| {
            orders.send(redis.traced(cx), &order).await?;
            Ok::<_, RedisError>(())
        });
        // What failed stays in the outbox; that it did is in its span.
        let is_empty = !taken.await.unwrap_or(false);
        if is_empty {
            tokio::select! {
                () = tokio::time::sleep(REST) => {}
                () = stopped.wait() => return Ok(()),
            }
        }
    }
}

/// What a producer does that knows nothing of contexts.
#[expect(clippy::disallowed_methods, reason = "what is shown")]
async fn without_context(redis: &ConnectionManager) -> Result<(), Failed> {
    let order = serde_json::to_string(&OrderPlaced::nobody())?;
    let mut add = redis::cmd("XADD");
    add.arg(ORDERS).arg("*").arg("payload").arg(order);
    add.exec_async(&mut redis.untraced().clone()).await?;
    Ok(())
}
