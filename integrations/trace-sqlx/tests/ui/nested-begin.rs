use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let mut tx = pool.traced(cx).begin().await?;
    let _ = tx.begin().await?;
    //~ let _ = tx.traced(cx).begin().await?;
    Ok(())
}

fn main() {
    let _ = load;
}
