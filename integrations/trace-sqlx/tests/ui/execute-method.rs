use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::Executor::execute(pool, "SELECT 1").await?;
    //~ sqlx::Executor::execute(pool.traced(cx), "SELECT 1").await?;
    Ok(())
}

fn main() {
    let _ = load;
}
