//! The outbox: messages that are written in the transaction of what they are about, and sent
//! afterwards. The context is stored with the message, as it is where the message is written:
//! whoever sends it later goes on in that trace.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Postgres;
use trace_runtime::{Carried, TraceContract, traced};
use trace_sqlx::{PgPool, Transaction};

#[traced(name = "outbox put")]
pub(crate) async fn put(
    cx: &TraceContract,
    tx: &mut Transaction<'_, Postgres>,
    message: impl Serialize,
) -> sqlx::Result<()> {
    let message = serde_json::to_string(&Carried::new(cx, message));
    sqlx::query("INSERT INTO outbox (message) VALUES ($1)")
        .bind(message.map_err(|error| sqlx::Error::Encode(error.into()))?)
        .execute(tx.traced(cx).summary("INSERT outbox"))
        .await?;
    Ok(())
}

/// Takes the oldest message, and hands it to `send` in the trace that it was written in. The
/// row is gone once `send` has succeeded; killed in between, the message is sent twice.
/// `false` if there is none.
pub(crate) async fn take<T, E>(
    pool: &PgPool,
    send: impl AsyncFnOnce(&TraceContract, T) -> Result<(), E>,
) -> Result<bool, crate::Failed>
where
    T: DeserializeOwned,
    E: Into<crate::Failed>,
{
    // Nobody's trace, until it is known whose message it is.
    let look = async |cx: &TraceContract| oldest(cx, pool).await;
    let (tx, message) = trace_runtime::untraced("looks for messages", look).await?;
    let Some(message) = message else {
        tx.rollback().await?;
        return Ok(false);
    };
    let message: Carried<T> = serde_json::from_str(&message)?;
    let relay = async |cx: &TraceContract, message| {
        send(cx, message).await.map_err(Into::into)?;
        tx.commit().await?;
        tracing::info!("message relayed");
        Ok::<_, crate::Failed>(())
    };
    message.open("relay", relay).await?;
    Ok(true)
}

#[traced]
async fn oldest(
    cx: &TraceContract,
    pool: &PgPool,
) -> sqlx::Result<(Transaction<'static, Postgres>, Option<String>)> {
    let mut tx = pool.traced(cx).begin().await?;
    let delete = "DELETE FROM outbox WHERE id = \
        (SELECT id FROM outbox ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING message";
    let message = sqlx::query_scalar(delete)
        .fetch_optional(tx.traced(cx))
        .await?;
    Ok((tx, message))
}
