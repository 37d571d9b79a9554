//! Whatever a `macro_rules!` hands on arrives in groups that nobody wrote.
use trace_runtime::{SealedContract, TraceContract, traced};

macro_rules! handler {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident($contract:ident: $type:ty, $order:ident: $order_type:ty) -> $returns:ty $body:block
        named $span:literal kind $kind:ident key $key:literal = $value:expr, judged $judge:expr
    ) => {
        $(#[$attribute])*
        #[traced(name = $span, kind = $kind, attributes($key = $value, order = %$order), err = $judge, ret)]
        $visibility async fn $name($contract: $type, $order: $order_type) -> $returns $body
    };
}

handler! {
    /// Sells.
    #[allow(dead_code)]
    pub(crate) fn sell(cx: &TraceContract, order: u64) -> Result<u64, String> {
        leaf(cx);
        Ok(order)
    }
    named "sell it" kind server key "order.double" = order + order,
    judged |sold: &Result<u64, String>| sold.as_ref().err().cloned()
}

macro_rules! kept {
    ($name:literal, $state:ident, $source:expr, $as:ident, $how:ident, $kind:expr, $crate_path:path) => {
        #[traced(name = $name, cx = $source as $as, kind = $kind, err(type), ret($how), crate = $crate_path)]
        fn kept($state: &mut State) -> Option<u64> {
            leaf($as);
            $state.used += 1;
            Some($state.used)
        }
    };
}

struct State {
    sealed: SealedContract,
    used: u64,
}

kept!("kept", state, state.sealed, cx, debug, client, ::trace_runtime);

macro_rules! named {
    ($name:expr, $pattern:pat_param, $body:expr) => {
        #[traced(name = $name)]
        fn named(cx: &TraceContract, $pattern: (u64, u64)) -> u64 {
            leaf(cx);
            $body
        }
    };
}

named!("named", (_, second), second + 5);

macro_rules! whole {
    ($item:item) => {
        #[traced]
        $item
    };
}

whole! {
    async fn whole(cx: &TraceContract) -> u64 {
        leaf(cx);
        7
    }
}

macro_rules! forwarded {
    ($contract:ty, $returns:ty) => {
        whole! {
            fn forwarded<'a>(cx: $contract, text: &'a str) -> $returns {
                leaf(cx);
                Box::pin(async move { text.len() })
            }
        }
    };
}

type Pinned<'a> = std::pin::Pin<Box<dyn Future<Output = usize> + 'a>>;

forwarded!(&'a TraceContract, std::pin::Pin<Box<dyn Future<Output = usize> + 'a>>);

macro_rules! service {
    ($type:ident { $($name:ident: $span:literal),* }) => {
        struct $type;

        #[traced]
        impl $type {
            $(
                #[traced(name = $span)]
                async fn $name(&self, cx: &TraceContract, #[attribute] cents: u64) -> u64 {
                    leaf(cx);
                    cents
                }
            )*
        }
    };
}

service!(Shop { charge: "charge card", refund: "refund card" });

#[traced]
fn leaf(cx: &TraceContract) {
    cx.set_attribute("leaf", true);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(sell(cx, 7).await, Ok(7));
        let mut state = State { sealed: cx.seal(), used: 0 };
        assert_eq!(kept(&mut state), Some(1));
        assert_eq!(named(cx, (1, 2)), 7);
        assert_eq!(whole(cx).await, 7);
        assert_eq!(forwarded(cx, "four").await, 4);
        assert_eq!(Shop.charge(cx, 3).await + Shop.refund(cx, 4).await, 7);
        let _ = None::<Pinned<'_>>;
    })
    .await;
}
