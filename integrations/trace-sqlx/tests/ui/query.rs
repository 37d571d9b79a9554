use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::query("SELECT 1").execute(pool).await?;
    //~ sqlx::query("SELECT 1").execute(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
