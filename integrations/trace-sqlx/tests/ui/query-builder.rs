use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::QueryBuilder::<sqlx::Sqlite>::new("SELECT 1").build().execute(pool).await?;
    //~ sqlx::QueryBuilder::<sqlx::Sqlite>::new("SELECT 1").build().execute(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
