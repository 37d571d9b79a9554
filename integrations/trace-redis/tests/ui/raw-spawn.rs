use redis::AsyncCommands;
use trace_redis::MultiplexedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &MultiplexedConnection) {
    let con = con.clone();
    tokio::spawn(async move { con.traced(cx).del::<_, ()>("name").await });
    //~ cx.spawn("forget", async move |cx| con.traced(cx).del::<_, ()>("name").await);
}

fn main() {
    let _ = ask;
}
