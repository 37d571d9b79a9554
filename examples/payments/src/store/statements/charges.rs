//! The bank's own books.

use trace_runtime::TraceContract;

use super::Pool;
use crate::records::{Charge, Charged};

pub(in crate::store) async fn charge(
    cx: &TraceContract,
    pool: &Pool,
    charge: &Charge,
) -> sqlx::Result<Charged> {
    let insert = "INSERT INTO bank_charges (id, holder, amount_cents, currency, refunded) \
                  VALUES ($1, $2, $3, $4, FALSE) ON CONFLICT (id) DO NOTHING";
    sqlx::query(insert)
        .bind(&charge.id)
        .bind(&charge.user)
        .bind(charge.amount_cents)
        .bind(charge.currency.as_str())
        .execute(pool.traced(cx).summary("INSERT bank_charges"))
        .await?;
    let refunded: bool = sqlx::query_scalar("SELECT refunded FROM bank_charges WHERE id = $1")
        .bind(&charge.id)
        .fetch_one(pool.traced(cx).summary("SELECT bank_charges"))
        .await?;
    Ok(match refunded {
        true => Charged::Refunded,
        false => Charged::Stands,
    })
}

pub(in crate::store) async fn refund(
    cx: &TraceContract,
    pool: &Pool,
    id: &str,
) -> sqlx::Result<()> {
    // Of a charge that comes later, this row is what refuses it.
    let upsert = "INSERT INTO bank_charges (id, holder, amount_cents, currency, refunded) \
                  VALUES ($1, '', 0, '', TRUE) \
                  ON CONFLICT (id) DO UPDATE SET refunded = TRUE";
    sqlx::query(upsert)
        .bind(id)
        .execute(pool.traced(cx).summary("INSERT bank_charges"))
        .await?;
    Ok(())
}
