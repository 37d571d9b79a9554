use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    let mut conn = pool.traced(cx).acquire().await?;
    sqlx::query("SELECT 1").execute(&mut conn).await?;
    //~ sqlx::query("SELECT 1").execute(conn.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
