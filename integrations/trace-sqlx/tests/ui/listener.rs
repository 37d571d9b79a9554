use trace_runtime::{TraceContract, traced};
use trace_sqlx::{PgListener, PgPool};

#[traced]
async fn load(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool.traced(cx)).await?;
    sqlx::query("SELECT 1").execute(&mut listener).await?;
    //~ sqlx::query("SELECT 1").execute(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = load;
}
