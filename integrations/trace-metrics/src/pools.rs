//! Pools of database connections.

use trace_sqlx::Pool;

use crate::families::Families;
use crate::source::Source;

/// The [`Source`] of what a pool of trace-sqlx says of its connections, under the names of
/// OpenTelemetry's conventions. `name` tells it from other pools of the process.
///
/// ```
/// use trace_metrics::Metrics;
/// use trace_sqlx::{Backend, Pool};
///
/// fn metrics<DB: Backend>(books: &Pool<DB>) -> Metrics {
///     Metrics::new().source(trace_metrics::pool("books", books))
/// }
/// ```
pub fn pool<DB>(name: &'static str, pool: &Pool<DB>) -> impl Source + use<DB>
where
    DB: trace_sqlx::Backend,
{
    let pool = pool.clone();
    move |to: &mut Families| {
        let stats = pool.stats();
        let of = ("db.client.connection.pool.name", name);
        to.gauge(
            "db_client_connections",
            "Connections that are open, by state.",
        )
        .otel("db.client.connection.count", "{connection}")
        .sample(
            [of, ("db.client.connection.state", "idle")],
            stats.idle.into(),
        )
        .sample(
            [of, ("db.client.connection.state", "used")],
            stats.used().into(),
        );
        to.gauge("db_client_connection_max", "Connections that may be open.")
            .otel("db.client.connection.max", "{connection}")
            .sample([of], stats.max.into());
        to.gauge(
            "db_client_connection_pending_requests",
            "Who waits for a connection.",
        )
        .otel("db.client.connection.pending_requests", "{request}")
        .sample([of], stats.waiting);
        to.counter(
            "db_client_connection_timeouts_total",
            "Requests for a connection that got none in time.",
        )
        .otel("db.client.connection.timeouts", "{timeout}")
        .sample([of], stats.timeouts);
        to.summary(
            "db_client_connection_wait_time_seconds",
            "Time that it took to get a connection.",
        )
        .otel("db.client.connection.wait_time", "s")
        .sum([of], stats.acquired, stats.wait_time.as_secs_f64());
    }
}
