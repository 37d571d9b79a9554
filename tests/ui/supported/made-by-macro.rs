use trace_runtime::{TraceContract, traced};

macro_rules! getter {
    ($(#[$meta:meta])* $name:ident, $ty:ty, $value:expr) => {
        $(#[$meta])*
        #[traced(attributes(kind = stringify!($name)))]
        async fn $name(cx: &TraceContract) -> $ty {
            $value
        }
    };
}

getter!(#[doc = "Seven."] seven, u64, 7);
getter!(#[allow(dead_code)] name, String, "shop".to_owned());

macro_rules! with_contract {
    ($cx:ident => $body:block) => {
        #[traced]
        fn work($cx: &TraceContract) -> bool $body
    };
}

with_contract!(context => { context.is_recording() });

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(seven(cx).await, 7);
        assert!(!work(cx));
    })
    .await;
}
