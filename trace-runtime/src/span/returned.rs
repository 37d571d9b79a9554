//! Whether a closure returned an `Err`, where its type cannot be named.
//!
//! `#[traced]` sees the type that a function returns and asks it
//! (`macro_support/probe.rs`). `run`, `spawn`, `open` and their like are
//! generic over what the closure returns, so that a job may return anything; a
//! bound would refuse the user's own types, and stable Rust has no
//! specialization. What is left in safe code is to look: is the type named
//! `Result`, and is the value its second variant?
//!
//! [`type_name`] is made for diagnostics and may change, and so may the hash of
//! a discriminant. If either does, the tests below fail, and in the field the
//! status of such a span is unset where it was an error; nothing worse.

use std::any::type_name;
use std::hash::{Hash, Hasher};
use std::mem::discriminant;

use crate::error_name;
use crate::record::Failure;

/// The failure of a closure that returned `Err`: the error's type, without its
/// text, which needs a bound. A traced function below recorded that.
pub(crate) fn of<T>(value: &T) -> Option<Failure> {
    let error_type = error_name::of_result(type_name::<T>())?;
    (variant(value) == Some(ERR)).then(|| Failure::named(error_type))
}

/// `Ok` is declared first.
const ERR: i64 = 1;

fn variant<T>(value: &T) -> Option<i64> {
    let mut written = Written(None);
    discriminant(value).hash(&mut written);
    written.0
}

/// Keeps the integer that it is asked to hash.
struct Written(Option<i64>);

impl Hasher for Written {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.try_into().map(i64::from_ne_bytes).ok();
    }

    fn write_isize(&mut self, value: isize) {
        self.0 = i64::try_from(value).ok();
    }

    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_err_is_seen_and_its_type_named() {
        let error = of(&"x".parse::<u8>()).unwrap();
        assert_eq!(
            format!("{error:?}"),
            format!("{:?}", Failure::named("core::num::error::ParseIntError"))
        );
        assert!(of::<Result<[(u8, fn(u8) -> u8); 2], Vec<u8>>>(&Err(vec![])).is_some());
        // Layouts where the discriminant lives in a niche, or in nothing at all.
        assert!(of::<Result<(), Box<u8>>>(&Err(Box::new(1))).is_some());
        assert!(of::<Result<std::convert::Infallible, ()>>(&Err(())).is_some());
    }

    #[test]
    fn all_else_is_no_error() {
        enum Own {
            #[allow(dead_code)]
            A,
            B,
        }
        assert!(of(&Ok::<u8, u8>(1)).is_none());
        assert!(of::<Result<Box<u8>, ()>>(&Ok(Box::new(1))).is_none());
        assert!(of(&Some(1)).is_none());
        assert!(of(&Own::B).is_none());
        assert!(of(&vec![Err::<(), ()>(())]).is_none());
        assert!(of(&()).is_none());
    }
}
