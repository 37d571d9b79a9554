//! Accounts, the ledger, payments.

use trace_runtime::{TraceContract, traced};
use trace_sqlx::Transaction;

use super::{Db, Pool};
use crate::money::{Currency, Money};
use crate::records::{NotRecorded, Payment, Settles};

/// What each account has to begin with, in each currency.
const OPENING_CENTS: i64 = 100_000 * 100;
/// Who is paid.
const MERCHANT: &str = "the merchant";
/// Whose money an account is opened with.
const EQUITY: &str = "equity";

#[traced(err(type))]
pub(in crate::store) async fn balance(
    cx: &TraceContract,
    pool: &Pool,
    holder: &str,
    currency: Currency,
) -> sqlx::Result<i64> {
    let select = "SELECT balance_cents FROM accounts WHERE holder = $1 AND currency = $2";
    let balance = sqlx::query_scalar(select)
        .bind(holder)
        .bind(currency.as_str())
        .fetch_optional(pool.traced(cx).summary("SELECT accounts"))
        .await?;
    Ok(balance.unwrap_or(OPENING_CENTS))
}

/// One transaction: the money moves, the payment is there, its compensation is settled and
/// its key answered; or nothing of it.
#[traced(attributes(payment.id = payment.id.as_str()))]
pub(in crate::store) async fn record(
    cx: &TraceContract,
    pool: &Pool,
    payment: &Payment,
    settles: &Settles,
) -> Result<(), NotRecorded> {
    let mut tx = pool.traced(cx).begin().await?;
    match write(cx, &mut tx, payment, settles).await {
        Ok(()) => Ok(tx.commit().await?),
        Err(why) => {
            tx.rollback().await?;
            Err(why)
        }
    }
}

async fn write(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    payment: &Payment,
    settles: &Settles,
) -> Result<(), NotRecorded> {
    open_account(cx, tx, &payment.user, payment.currency).await?;
    debit(cx, tx, payment).await?;
    let insert = "INSERT INTO payments (id, idempotency_key, holder, amount_cents, currency, \
                  authorisation, receipt, trace_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(insert)
        .bind(&payment.id)
        .bind(settles.key.as_ref().map(|key| &key.key))
        .bind(&payment.user)
        .bind(payment.amount_cents)
        .bind(payment.currency.as_str())
        .bind(&payment.authorisation)
        .bind(&payment.receipt)
        .bind(&payment.trace_id)
        .execute(tx.traced(cx).summary("INSERT payments"))
        .await?;
    let (from, to) = (payment.user.as_str(), MERCHANT);
    enter(cx, tx, &payment.id, from, to, payment.money()).await?;
    if settles.fails {
        return Err(NotRecorded::OnPurpose);
    }
    settle_compensation(cx, tx, settles).await?;
    answer_key(cx, tx, settles).await
}

/// Opens the account, if it is not open.
async fn open_account(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    holder: &str,
    currency: Currency,
) -> sqlx::Result<()> {
    let insert = "INSERT INTO accounts (holder, currency, balance_cents) VALUES ($1, $2, $3) \
                  ON CONFLICT (holder, currency) DO NOTHING";
    let opened = sqlx::query(insert)
        .bind(holder)
        .bind(currency.as_str())
        .bind(OPENING_CENTS)
        .execute(tx.traced(cx).summary("INSERT accounts"))
        .await?;
    if opened.rows_affected() == 0 {
        return Ok(());
    }
    let entry = format!("opening {holder} {}", currency.as_str());
    let cents = OPENING_CENTS;
    enter(cx, tx, &entry, EQUITY, holder, Money { cents, currency }).await
}

async fn debit(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    payment: &Payment,
) -> Result<(), NotRecorded> {
    let update = "UPDATE accounts SET balance_cents = balance_cents - $1 \
                  WHERE holder = $2 AND currency = $3 AND balance_cents >= $1";
    let debited = sqlx::query(update)
        .bind(payment.amount_cents)
        .bind(&payment.user)
        .bind(payment.currency.as_str())
        .execute(tx.traced(cx).summary("UPDATE accounts"))
        .await?;
    match debited.rows_affected() {
        0 => Err(NotRecorded::Funds),
        _ => Ok(()),
    }
}

/// Two lines of one entry.
async fn enter(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    entry: &str,
    from: &str,
    to: &str,
    money: Money,
) -> sqlx::Result<()> {
    let insert = "INSERT INTO ledger (entry, account, currency, cents) \
                  VALUES ($1, $2, $3, $4), ($1, $5, $3, $6)";
    sqlx::query(insert)
        .bind(entry)
        .bind(from)
        .bind(money.currency.as_str())
        .bind(-money.cents)
        .bind(to)
        .bind(money.cents)
        .execute(tx.traced(cx).summary("INSERT ledger"))
        .await?;
    Ok(())
}

/// From here on the charge is not refunded; if it is being refunded already, this payment
/// is not made.
async fn settle_compensation(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    settles: &Settles,
) -> Result<(), NotRecorded> {
    let settled = sqlx::query("DELETE FROM compensations WHERE id = $1 AND NOT claimed")
        .bind(&settles.compensation)
        .execute(tx.traced(cx).summary("DELETE compensations"))
        .await?;
    match settled.rows_affected() {
        0 => Err(NotRecorded::Overtaken),
        _ => Ok(()),
    }
}

async fn answer_key(
    cx: &TraceContract,
    tx: &mut Transaction<'static, Db>,
    settles: &Settles,
) -> Result<(), NotRecorded> {
    let Some(key) = &settles.key else {
        return Ok(());
    };
    let update = "UPDATE idempotency_keys SET status = $1, answer = $2 \
                  WHERE key = $3 AND attempt = $4 AND status IS NULL";
    let answered = sqlx::query(update)
        .bind(i64::from(key.status))
        .bind(&key.answer)
        .bind(&key.key)
        .bind(&key.attempt)
        .execute(tx.traced(cx).summary("UPDATE idempotency_keys"))
        .await?;
    match answered.rows_affected() {
        0 => Err(NotRecorded::Overtaken),
        _ => Ok(()),
    }
}

#[traced(attributes(payment.id = id), err(type))]
pub(in crate::store) async fn payment(
    cx: &TraceContract,
    pool: &Pool,
    id: &str,
) -> sqlx::Result<Option<Payment>> {
    let select = "SELECT id, holder, amount_cents, currency, authorisation, receipt, trace_id \
                  FROM payments WHERE id = $1";
    let row: Option<(String, String, i64, String, String, String, String)> = sqlx::query_as(select)
        .bind(id)
        .fetch_optional(pool.traced(cx).summary("SELECT payments"))
        .await?;
    let Some((id, user, amount_cents, currency, authorisation, receipt, trace_id)) = row else {
        return Ok(None);
    };
    let unknown = || sqlx::Error::Decode(format!("the currency {currency:?} is unknown").into());
    Ok(Some(Payment {
        id,
        user,
        amount_cents,
        currency: Currency::from_code(&currency).ok_or_else(unknown)?,
        authorisation,
        receipt,
        trace_id,
    }))
}
