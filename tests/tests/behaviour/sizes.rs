//! What tracing adds to the size of a future.
//!
//! A wrapper that is a generic `async fn` stores the future it is handed twice:
//! each level of calls doubles the size, and deep ones overflow the stack.

use std::mem::size_of_val;

use trace_runtime::{TraceContract, traced};

/// Futures that are awaited within each other, each with an argument of its own.
macro_rules! levels {
    ($($(#[$attribute:meta])* $name:ident calls $next:ident;)*) => {$(
        $(#[$attribute])*
        pub(super) async fn $name(cx: &TraceContract, mut bytes: [u8; 256]) -> u8 {
            bytes[0] = bytes[0].wrapping_add(1);
            let below = $next(cx, bytes).await;
            below.wrapping_add(bytes[1])
        }
    )*};
}

async fn bottom(_: &TraceContract, bytes: [u8; 256]) -> u8 {
    tokio::task::yield_now().await;
    bytes[0]
}

mod plain {
    use super::{TraceContract, bottom};

    levels! {
        one calls two;
        two calls three;
        three calls four;
        four calls five;
        five calls six;
        six calls seven;
        seven calls bottom;
    }
}

mod wrapped {
    use super::{TraceContract, bottom, traced};

    levels! {
        #[traced]
        one calls two;
        #[traced]
        two calls three;
        #[traced]
        three calls four;
        #[traced]
        four calls five;
        #[traced]
        five calls six;
        #[traced]
        six calls seven;
        #[traced]
        seven calls bottom;
    }
}

#[tokio::test]
async fn seven_levels_add_less_than_a_third() {
    let recording = trace_testing::record("test", async |cx| {
        let (plain, wrapped) = (plain::one(cx, [7; 256]), wrapped::one(cx, [7; 256]));
        let (plain_size, size) = (size_of_val(&plain), size_of_val(&wrapped));
        assert_eq!(plain.await, wrapped.await);
        assert!(
            10 * size < 13 * plain_size,
            "{size} bytes, {plain_size} without tracing"
        );
    })
    .await;
    assert_eq!(recording.trace.spans().len(), 8);
}
