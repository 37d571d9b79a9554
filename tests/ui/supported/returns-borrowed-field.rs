use std::collections::HashMap;
use trace_runtime::{TraceContract, traced};

#[derive(Default)]
struct Cache {
    entries: HashMap<u64, String>,
}

#[traced]
impl Cache {
    fn entry(&mut self, cx: &TraceContract, id: u64) -> &mut String {
        self.entries.entry(id).or_default()
    }

    async fn slowly(&mut self, cx: &TraceContract, id: u64) -> &mut String {
        tokio::task::yield_now().await;
        self.entry(cx, id)
    }

    fn get(&self, cx: &TraceContract, id: u64) -> Option<&str> {
        Some(self.entries.get(&id)?.as_str())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let mut cache = Cache::default();
        cache.entry(cx, 7).push('a');
        cache.slowly(cx, 7).await.push('b');
        assert_eq!(cache.get(cx, 7), Some("ab"));
    })
    .await;
}
