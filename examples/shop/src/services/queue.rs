//! A queue between two processes: a table of SQLite. The context travels with each message.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use trace_runtime::{Carried, SpanBuilder, SpanKind, TraceContract, fallible, traced};
use trace_sqlx::{SqlitePool, SqlitePoolOptions};

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS unreadable (message TEXT NOT NULL)",
];

/// What is told to customers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Message {
    pub(super) order: i64,
    pub(super) customer: String,
}

/// The queue, as both its ends see it.
#[derive(Debug, Clone)]
pub(super) struct Queue {
    pool: SqlitePool,
}

#[traced]
impl Queue {
    pub(super) async fn open(cx: &TraceContract, folder: &Path) -> sqlx::Result<Self> {
        let pool = database(&folder.join("queue.sqlite")).await?;
        for statement in TABLES {
            sqlx::query(statement).execute(pool.traced(cx)).await?;
        }
        Ok(Queue { pool })
    }

    /// Puts a message; `has_context` is whether its trace goes with it, as it should.
    pub(super) async fn send(
        &self,
        cx: &TraceContract,
        message: Message,
        has_context: bool,
    ) -> sqlx::Result<()> {
        let span = SpanBuilder::named("send notifications").kind(SpanKind::Producer);
        let send = async |cx: &TraceContract| {
            let message = match has_context {
                true => Carried::new(cx, message),
                false => Carried::without_context(message),
            };
            let text = serde_json::to_string(&message);
            let text = text.map_err(|error| sqlx::Error::Encode(error.into()))?;
            sqlx::query("INSERT INTO messages (message) VALUES (?)")
                .bind(text)
                .execute(self.pool.traced(cx).summary("INSERT messages"))
                .await
        };
        cx.span(fallible(span), send).await.map(drop)
    }

    /// The oldest message, which is gone from the queue.
    async fn oldest(&self, cx: &TraceContract) -> sqlx::Result<Option<String>> {
        let delete =
            "DELETE FROM messages WHERE id = (SELECT min(id) FROM messages) RETURNING message";
        sqlx::query_scalar(delete)
            .fetch_optional(self.pool.traced(cx))
            .await
    }

    async fn set_aside(&self, cx: &TraceContract, text: &str) -> sqlx::Result<()> {
        let insert = sqlx::query("INSERT INTO unreadable (message) VALUES (?)").bind(text);
        insert.execute(self.pool.traced(cx)).await.map(drop)
    }
}

impl Queue {
    /// Takes the oldest message, if there is one. To look is nobody's trace. What another
    /// program has written there, and is no message, is set aside for people to look at.
    pub(super) async fn take(&self) -> sqlx::Result<Option<Carried<Message>>> {
        let look = async |cx: &TraceContract| {
            while let Some(text) = self.oldest(cx).await? {
                match serde_json::from_str(&text) {
                    Ok(message) => return Ok(Some(message)),
                    Err(error) => {
                        tracing::error!(%error, "a message cannot be read: it is set aside");
                        self.set_aside(cx, &text).await?;
                    }
                }
            }
            Ok(None)
        };
        trace_runtime::untraced("looks for messages", look).await
    }
}

/// A file of SQLite, for two processes.
pub(super) async fn database(file: &Path) -> sqlx::Result<SqlitePool> {
    let file = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5));
    let options = SqlitePoolOptions::new().max_connections(4);
    options.connect_with(file).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_no_message_is_set_aside_and_the_next_one_taken() {
        let folder = tempfile::tempdir().unwrap();
        let queue = async |cx: &TraceContract| {
            let queue = Queue::open(cx, folder.path()).await?;
            sqlx::query("INSERT INTO messages (message) VALUES ('{')")
                .execute(queue.pool.traced(cx))
                .await?;
            let message = Message {
                order: 7,
                customer: "customer-1".to_owned(),
            };
            queue.send(cx, message, true).await?;
            Ok(queue)
        };
        let queue: sqlx::Result<Queue> = trace_runtime::untraced("fills the queue", queue).await;
        let queue = queue.unwrap();
        let taken = queue.take().await.unwrap().unwrap();
        let order = taken.open("read", async |_, message: Message| message.order);
        assert_eq!(order.await, 7);
        assert!(queue.take().await.unwrap().is_none());
        let aside = async |cx: &TraceContract| {
            sqlx::query_scalar("SELECT message FROM unreadable")
                .fetch_all(queue.pool.traced(cx))
                .await
        };
        let aside: Vec<String> = trace_runtime::untraced("looks", aside).await.unwrap();
        assert_eq!(aside, ["{"]);
    }
}
