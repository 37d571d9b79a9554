#[trace_runtime::traced]
mod handlers {
    use trace_runtime::TraceContract;

    pub struct Orders;

    impl Orders {
        pub async fn list(&self) -> u64 {
        //~ pub async fn list(&self, cx: &TraceContract) -> u64 {
            7
        }
    }

    pub fn count(cx: &TraceContract) {}
}

fn main() {
    let _ = (handlers::Orders::list, handlers::count);
}
