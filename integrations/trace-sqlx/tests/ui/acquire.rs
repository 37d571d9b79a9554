use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let _ = pool.acquire().await?;
    //~ let _ = pool.traced(cx).acquire().await?;
    Ok(())
}

fn main() {
    let _ = load;
}
