use trace_runtime::{TraceContract, traced};
use trace_sqlx::{PgListener, PgPool};

#[traced]
async fn next(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool.traced(cx)).await?;
    listener.recv().await?;
    //~ listener.traced(cx).recv().await?;
    Ok(())
}

fn main() {
    let _ = next;
}
