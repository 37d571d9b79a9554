use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::raw_sql("SELECT 1; SELECT 2").execute(pool).await?;
    //~ sqlx::raw_sql("SELECT 1; SELECT 2").execute(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
