//! A contract that something holds: a field, an `Arc`, the guard of a lock.
//!
//! Asked as a returned value is, in [`probe`](super::probe), so that every smart
//! pointer is seen through, also those of other crates.

use std::ops::Deref;

use super::contract::{Contract, Parent};
use super::probe::Else;
use crate::contract::ContractSource;
use crate::contract::{SealedContract, TraceContract};

/// What holds a contract, or is one.
#[derive(Debug)]
pub struct Source<'a, T: ?Sized>(&'a T);

/// Asks for the contract: `source(&self.sealed).__traced_keep()`.
#[inline]
pub fn source<T: ?Sized>(holder: &T) -> Else<Else<Else<Source<'_, T>>>> {
    Else(Else(Else(Source(holder))))
}

/// A contract that can be had for longer than what it was found in is borrowed: any
/// but an open one that is found by value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a trace contract",
    label = "a contract is expected here",
    note = "a contract may be `&TraceContract`, `SealedContract` or the extractor `Inbound`, also in \
            an `Arc` or behind the guard of a lock: `#[traced(cx = self.sealed as cx)]`"
)]
pub trait Keep: Contract {
    /// The same contract.
    type Kept: Contract;

    /// Costs a reference count at most.
    fn __traced_kept(&self) -> Self::Kept;
}

impl Keep for SealedContract {
    type Kept = SealedContract;

    #[inline]
    fn __traced_kept(&self) -> SealedContract {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<S: ContractSource + ?Sized> Keep for S {
    type Kept = SealedContract;

    fn __traced_kept(&self) -> SealedContract {
        self.sealed().clone()
    }
}

#[diagnostic::do_not_recommend]
impl<'a> Keep for &'a TraceContract {
    type Kept = &'a TraceContract;

    #[inline]
    fn __traced_kept(&self) -> &'a TraceContract {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<'a> Keep for &'a SealedContract {
    type Kept = &'a SealedContract;

    #[inline]
    fn __traced_kept(&self) -> &'a SealedContract {
        self
    }
}

impl<'a, T: Contract + ?Sized> Else<Else<Else<Source<'a, T>>>> {
    /// First choice: a contract as it is.
    #[inline]
    pub fn __traced_parent(&self) -> Parent<'a> {
        self.0.0.0.0.__traced_parent()
    }
}

impl<T: Keep + ?Sized> Else<Else<Else<Source<'_, T>>>> {
    /// First choice: a contract as it is.
    #[inline]
    pub fn __traced_keep(&self) -> T::Kept {
        self.0.0.0.0.__traced_kept()
    }
}

impl<'a, P: Deref<Target: Keep> + ?Sized> Else<Else<Source<'a, P>>> {
    /// Second: a pointer to one, such as an `Arc` or a guard.
    #[inline]
    pub fn __traced_parent(&self) -> Parent<'a> {
        self.0.0.0.deref().__traced_parent()
    }

    /// Second: a pointer to one, such as an `Arc` or a guard.
    #[inline]
    pub fn __traced_keep(&self) -> <P::Target as Keep>::Kept {
        self.0.0.0.deref().__traced_kept()
    }
}

impl<'a, P: Deref<Target: Deref<Target: Keep>> + ?Sized> Else<Source<'a, P>> {
    /// Third: a pointer to such a pointer, as is the guard of a lock around an `Arc`.
    #[inline]
    pub fn __traced_parent(&self) -> Parent<'a> {
        self.0.0.deref().deref().__traced_parent()
    }

    /// Third: a pointer to such a pointer, as is the guard of a lock around an `Arc`.
    #[inline]
    pub fn __traced_keep(&self) -> <<P::Target as Deref>::Target as Keep>::Kept {
        self.0.0.deref().deref().__traced_kept()
    }
}

impl<'a, T: ?Sized> Source<'a, T> {
    /// Last: whatever else, which is told that it is no contract.
    pub fn __traced_parent(&self) -> Parent<'a>
    where
        T: Contract,
    {
        self.0.__traced_parent()
    }

    /// Last: whatever else, which is told that it is no contract.
    pub fn __traced_keep(&self) -> T::Kept
    where
        T: Keep,
    {
        self.0.__traced_kept()
    }
}
