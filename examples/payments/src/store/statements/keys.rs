//! Idempotency keys.

use trace_runtime::{TraceContract, traced};

use super::Pool;
use crate::clock::{left_before, now};
use crate::records::Claim;

type Row = (String, Option<i64>, Option<String>);

#[traced(name = "claim key", err(type))]
pub(in crate::store) async fn claim(
    cx: &TraceContract,
    pool: &Pool,
    key: &str,
    request: &str,
    attempt: &str,
) -> sqlx::Result<Claim> {
    let insert = "INSERT INTO idempotency_keys (key, request, attempt, changed_at) \
                  VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING";
    let inserted = sqlx::query(insert)
        .bind(key)
        .bind(request)
        .bind(attempt)
        .bind(now())
        .execute(pool.traced(cx).summary("INSERT idempotency_keys"))
        .await?;
    if inserted.rows_affected() > 0 {
        return Ok(Claim::Ours);
    }
    let select = "SELECT request, status, answer FROM idempotency_keys WHERE key = $1";
    let row: Option<Row> = sqlx::query_as(select)
        .bind(key)
        .fetch_optional(pool.traced(cx).summary("SELECT idempotency_keys"))
        .await?;
    match row {
        Some((first, _, _)) if first != request => Ok(Claim::OtherRequest),
        Some((_, Some(status), Some(answer))) => Ok(Claim::Answered { status, answer }),
        Some(_) => take_over(cx, pool, key, attempt).await,
        // It was given back a moment ago.
        None => Ok(Claim::Busy),
    }
}

/// Takes the key of an attempt that was left.
async fn take_over(
    cx: &TraceContract,
    pool: &Pool,
    key: &str,
    attempt: &str,
) -> sqlx::Result<Claim> {
    let update = "UPDATE idempotency_keys SET attempt = $1, changed_at = $2 \
                  WHERE key = $3 AND status IS NULL AND changed_at < $4";
    let taken = sqlx::query(update)
        .bind(attempt)
        .bind(now())
        .bind(key)
        .bind(left_before())
        .execute(pool.traced(cx).summary("UPDATE idempotency_keys"))
        .await?;
    match taken.rows_affected() {
        0 => Ok(Claim::Busy),
        _ => Ok(Claim::Ours),
    }
}

#[traced(name = "refuse key", err(type))]
pub(in crate::store) async fn refuse(
    cx: &TraceContract,
    pool: &Pool,
    key: &str,
    attempt: &str,
    status: u16,
    answer: &str,
) -> sqlx::Result<()> {
    let update = "UPDATE idempotency_keys SET status = $1, answer = $2 \
                  WHERE key = $3 AND attempt = $4 AND status IS NULL";
    sqlx::query(update)
        .bind(i64::from(status))
        .bind(answer)
        .bind(key)
        .bind(attempt)
        .execute(pool.traced(cx).summary("UPDATE idempotency_keys"))
        .await?;
    Ok(())
}

#[traced(name = "release key", err(type))]
pub(in crate::store) async fn release(
    cx: &TraceContract,
    pool: &Pool,
    key: &str,
    attempt: &str,
) -> sqlx::Result<()> {
    let delete = "DELETE FROM idempotency_keys WHERE key = $1 AND attempt = $2 AND status IS NULL";
    sqlx::query(delete)
        .bind(key)
        .bind(attempt)
        .execute(pool.traced(cx).summary("DELETE idempotency_keys"))
        .await?;
    Ok(())
}
