//! Compensations that outlive the process.

use trace_rollback::durable::Entry;
use trace_runtime::TraceContract;

use super::Pool;
use crate::clock::{left_before, now};

/// So many are taken up at once.
const BATCH: i64 = 100;

pub(in crate::store) async fn write(
    cx: &TraceContract,
    pool: &Pool,
    entry: &Entry,
) -> sqlx::Result<()> {
    let insert = "INSERT INTO compensations (id, name, step, claimed, changed_at) \
                  VALUES ($1, $2, $3, FALSE, $4)";
    sqlx::query(insert)
        .bind(&entry.id)
        .bind(&entry.name)
        .bind(&entry.step)
        .bind(now())
        .execute(pool.traced(cx).summary("INSERT compensations"))
        .await?;
    Ok(())
}

pub(in crate::store) async fn claim(
    cx: &TraceContract,
    pool: &Pool,
    id: &str,
) -> sqlx::Result<bool> {
    let update = "UPDATE compensations SET claimed = TRUE, changed_at = $1 \
                  WHERE id = $2 AND (NOT claimed OR changed_at < $3)";
    let claimed = sqlx::query(update)
        .bind(now())
        .bind(id)
        .bind(left_before())
        .execute(pool.traced(cx).summary("UPDATE compensations"))
        .await?;
    Ok(claimed.rows_affected() > 0)
}

pub(in crate::store) async fn remove(
    cx: &TraceContract,
    pool: &Pool,
    id: &str,
) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM compensations WHERE id = $1")
        .bind(id)
        .execute(pool.traced(cx).summary("DELETE compensations"))
        .await?;
    Ok(())
}

pub(in crate::store) async fn unfinished(
    cx: &TraceContract,
    pool: &Pool,
) -> sqlx::Result<Vec<Entry>> {
    let select = "SELECT id, name, step FROM compensations WHERE changed_at < $1 \
                  ORDER BY changed_at LIMIT $2";
    let rows: Vec<(String, String, String)> = sqlx::query_as(select)
        .bind(left_before())
        .bind(BATCH)
        .fetch_all(pool.traced(cx).summary("SELECT compensations"))
        .await?;
    let entry = |(id, name, step)| Entry { id, name, step };
    Ok(rows.into_iter().map(entry).collect())
}
