use trace_runtime::{TraceContract, traced};
use trace_sqlx::SqlitePool;

#[traced]
async fn load(cx: &TraceContract, pool: &SqlitePool) -> sqlx::Result<()> {
    sqlx::migrate::Migrator::DEFAULT.run(pool).await?;
    //~ pool.traced(cx).migrate(&sqlx::migrate::Migrator::DEFAULT).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
