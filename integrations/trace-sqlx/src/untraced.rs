//! What a connection is without a contract.

use std::fmt;
use std::marker::PhantomData;

/// What `&mut *connection` is, where `connection.traced(cx)` was meant: no executor.
pub struct Untraced<DB>(PhantomData<fn() -> DB>);

impl<DB> Untraced<DB> {
    pub(crate) const NEW: Self = Untraced(PhantomData);
}

impl<DB> fmt::Debug for Untraced<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Untraced")
    }
}
