//! What stands for a contract that came in.

use super::SealedContract;

/// What a traced function may take in place of a contract: an extractor of a web
/// framework, a message of a broker. It holds a sealed one, and inside of the
/// function its name means the open contract of the function's span.
///
/// ```
/// use trace_runtime::integration::ContractSource;
/// use trace_runtime::{SealedContract, TraceContract, traced};
///
/// struct Delivery {
///     sealed: SealedContract,
/// }
///
/// impl ContractSource for Delivery {
///     fn sealed(&self) -> &SealedContract {
///         &self.sealed
///     }
/// }
///
/// #[traced]
/// fn consume(#[contract] cx: Delivery) {
///     cx.add_event("consumed", ()); // `cx` is a `&TraceContract` here
/// }
/// ```
pub trait ContractSource {
    /// The contract that came in.
    fn sealed(&self) -> &SealedContract;
}

impl<S: ContractSource + ?Sized> ContractSource for &S {
    fn sealed(&self) -> &SealedContract {
        (**self).sealed()
    }
}
