#[trace_runtime::traced]
mod handlers {
    use trace_runtime::TraceContract;

    pub async fn list() -> u64 {
    //~ pub async fn list(cx: &TraceContract) -> u64 {
        7
    }

    pub async fn show(cx: &TraceContract, id: u64) -> u64 {
        id
    }
}

fn main() {
    let _ = (handlers::list, handlers::show);
}
