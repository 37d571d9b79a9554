use trace_runtime::{TraceContract, traced};
use trace_sqlx::{PgListener, PgPool};

#[traced]
async fn listen(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<()> {
    PgListener::connect_with(pool).await?;
    //~ PgListener::connect_with(pool.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = listen;
}
