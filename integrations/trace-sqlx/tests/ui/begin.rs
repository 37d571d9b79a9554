use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    pool.begin().await?.commit().await?;
    //~ pool.traced(cx).begin().await?.commit().await?;
    Ok(())
}

fn main() {
    let _ = load;
}
