//! Which tasks are spawned without a contract: tokio tells of each, in a build for
//! `tokio_unstable`. In any other nobody asks, and nothing is remembered.

#[cfg(all(feature = "tokio", tokio_unstable))]
mod told;
#[cfg(not(all(feature = "tokio", tokio_unstable)))]
mod untold;

#[cfg(all(feature = "tokio", tokio_unstable))]
pub(super) use told::by_contract;
#[cfg(all(feature = "tokio", tokio_unstable))]
pub use told::task_hook;
#[cfg(not(all(feature = "tokio", tokio_unstable)))]
pub(super) use untold::by_contract;
