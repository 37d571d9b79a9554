//! What an assertion says when it fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The message of the panic.
pub(crate) fn message(assert: impl FnOnce()) -> String {
    let panicked = catch_unwind(AssertUnwindSafe(assert)).expect_err("it should panic");
    let text = panicked.downcast_ref::<String>().cloned();
    text.or_else(|| {
        panicked
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
    })
    .expect("a panic has a text")
}
