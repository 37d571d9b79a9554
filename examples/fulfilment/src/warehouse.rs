//! Works the orders off: a shipment in the database, and a message to who writes the mails.

use trace_redis::Client;
use trace_redis::stream::Consumer;
use trace_runtime::{TraceContract, traced};
use trace_sqlx::{PgPool, PgPoolOptions};

use crate::Failed;
use crate::config::Options;
use crate::lose::Loss;
use crate::order::OrderPlaced;
use crate::relay::ORDERS;
use crate::serve::{Service, Stopped};

/// Where the mailer listens.
pub(crate) const SHIPPED: &str = "shipped";

struct Warehouse {
    pool: PgPool,
    nats: trace_nats::Client,
}

pub(crate) async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    let warehouse = Warehouse {
        pool: PgPoolOptions::new()
            .comment_traceparent()
            .connect(options.database()?)
            .await?,
        nats: trace_nats::connect(options.nats()?).await?,
    };
    let redis = Client::open(options.redis()?)?;
    if options.lose.contains(&Loss::Publish) {
        let order = serde_json::to_vec(&OrderPlaced::nobody())?;
        #[expect(clippy::disallowed_methods, reason = "what is shown")]
        let nats = warehouse.nats.untraced();
        nats.publish(SHIPPED, order.into()).await?;
    }
    let orders = Consumer::builder(
        ORDERS,
        "warehouse",
        format!("warehouse-{}", std::process::id()),
    );
    let orders = orders.join(&redis).await?;
    let mut service = Service::new();
    service
        .serves(cx, options.listen, axum::Router::new())
        .await?;
    service.does(work(warehouse, orders, service.stopped()));
    Ok(service)
}

async fn work(
    warehouse: Warehouse,
    mut orders: Consumer<OrderPlaced>,
    mut stopped: Stopped,
) -> Result<(), Failed> {
    loop {
        let batch = tokio::select! {
            batch = orders.receive() => batch?,
            () = stopped.wait() => return Ok(()),
        };
        for message in batch {
            // What failed comes again; that it did is in its span.
            let work = message.process(async |cx, order| warehouse.ship(cx, &order).await);
            let _ = work.await;
        }
    }
}

#[traced]
impl Warehouse {
    async fn ship(&self, cx: &TraceContract, order: &OrderPlaced) -> Result<(), Failed> {
        // A message may come twice, a shipment is one.
        let insert = "INSERT INTO shipments (order_id) VALUES ($1) ON CONFLICT DO NOTHING";
        sqlx::query(insert)
            .bind(order.id)
            .execute(self.pool.traced(cx).summary("INSERT shipments"))
            .await?;
        let shipped = serde_json::to_vec(order)?;
        self.nats
            .traced(cx)
            .publish(SHIPPED, shipped.into())
            .await?;
        tracing::info!(order = order.id, "order shipped");
        Ok(())
    }
}
