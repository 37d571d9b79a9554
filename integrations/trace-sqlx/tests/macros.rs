//! sqlx's macros, which are checked against what `.sqlx` has of each statement: no database is
//! there as this is compiled. Where one changes, with a file that `macros.sql` was read into:
//!
//! ```sh
//! DATABASE_URL=sqlite:///tmp/macros.db SQLX_OFFLINE_DIR=$PWD/.sqlx \
//!     cargo test -p trace-sqlx --all-features --test macros
//! ```

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use sqlx::Executor;
use trace_runtime::{TraceContract, traced};
use trace_sqlx::{SqlitePool, SqlitePoolOptions};
use trace_testing::record;

struct User {
    id: i64,
    name: String,
}

#[traced]
async fn rename(cx: &TraceContract, pool: &SqlitePool, id: i64, name: &str) -> sqlx::Result<User> {
    let mut tx = pool.traced(cx).begin().await?;
    let before = sqlx::query!("SELECT name FROM users WHERE id = ?", id)
        .fetch_one(tx.traced(cx).summary("SELECT users"))
        .await?;
    assert_ne!(before.name, name);
    sqlx::query!("UPDATE users SET name = ? WHERE id = ?", name, id)
        .execute(tx.traced(cx).summary("UPDATE users"))
        .await?;
    tx.commit().await?;
    sqlx::query_as!(User, "SELECT id, name FROM users WHERE id = ?", id)
        .fetch_one(pool.traced(cx).summary("SELECT users"))
        .await
}

#[tokio::test]
async fn macros_take_what_is_behind_traced() {
    let options = SqlitePoolOptions::new().max_connections(1);
    let pool = options.connect("sqlite::memory:").await.unwrap();
    let recording = record("test", async |cx| {
        pool.traced(cx)
            .summary("schema")
            .execute(include_str!("macros.sql"))
            .await
            .unwrap();
        let user = rename(cx, &pool, 1, "Grace").await.unwrap();
        assert_eq!((user.id, &*user.name), (1, "Grace"));
        let count = sqlx::query_scalar!("SELECT count(*) FROM users")
            .fetch_one(pool.traced(cx).summary("count"))
            .await;
        assert_eq!(count.unwrap(), 1);
    })
    .await;
    recording.trace.assert_no_lost_context();
    let shape = recording.trace.only_attributes(&[]);
    shape.assert_shape(
        "
        test
          schema
          rename
            transaction
              SELECT users
              UPDATE users
            SELECT users
          count
        ",
    );
}
