use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let mut tx = pool.traced(cx).begin().await?;
    sqlx::query("SELECT 1").execute(tx.as_mut()).await?;
    //~ sqlx::query("SELECT 1").execute(tx.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
