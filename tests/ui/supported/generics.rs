use std::fmt::Debug;
use trace_runtime::{TraceContract, traced};

struct Store<T, const N: usize>([T; N]);

#[traced]
impl<T, const N: usize> Store<T, N>
where
    T: Clone + Debug + Send + Sync,
{
    async fn first(&self, cx: &TraceContract) -> Option<T> {
        self.0.first().cloned()
    }

    fn map<U, F: FnMut(&T) -> U>(&self, cx: &TraceContract, mut f: F) -> Vec<U> {
        self.0.iter().map(|item| f(item)).collect()
    }
}

#[traced]
async fn bare<T, E>(cx: &TraceContract, result: Result<T, E>) -> Result<T, E> {
    result
}

#[traced(ret(debug))]
fn shown<T: Debug>(cx: &TraceContract, value: T) -> T {
    value
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let store = Store(["a".to_owned(), "bc".to_owned()]);
        assert_eq!(store.first(cx).await.as_deref(), Some("a"));
        assert_eq!(store.map(cx, String::len), [1, 2]);
        assert!(bare::<(), _>(cx, Err(store)).await.is_err());
        assert_eq!(shown(cx, 7), 7);
    })
    .await;
}
