use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let _ = sqlx::query("SELECT 1").fetch(pool);
    //~ let _ = sqlx::query("SELECT 1").fetch(pool.traced(cx));
    Ok(())
}

fn main() {
    let _ = load;
}
