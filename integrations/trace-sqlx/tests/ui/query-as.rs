use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let _: (i64,) = sqlx::query_as("SELECT 1").fetch_one(pool).await?;
    //~ let _: (i64,) = sqlx::query_as("SELECT 1").fetch_one(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
