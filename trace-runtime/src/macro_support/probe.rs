//! Asking a returned value whether it is an error, and an error what it is.
//!
//! Method resolution does it, on the types that the function names: an inherent
//! method, or the trait with the fewest references in front, is found first.
//! So `Result<T, E>` is seen through aliases and in generic code, without a
//! bound on `T` or `E`. The methods have names that no trait of the user's has.

use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;

use crate::failure::Failure;

/// The value that a traced function returns.
#[derive(Debug)]
pub struct Returned<'a, R>(pub &'a R);

impl<'a, T, E> Returned<'a, Result<T, E>> {
    /// The error of a `Result`.
    #[inline]
    pub fn __traced_error(&self) -> Option<&'a E> {
        self.0.as_ref().err()
    }
}

/// A boxed future that would be handed out and run after its span has ended:
/// one behind a type alias, which the macro cannot see through. Found first, and
/// refused. Other futures may be returned: a `JoinHandle` runs by itself.
pub trait NotAwaited {
    /// Never to be called.
    fn __traced_error(&self) -> Option<&()>
    where
        Self: AwaitedHere;
}

/// Holds for nothing.
#[diagnostic::on_unimplemented(
    message = "this traced function returns a boxed future, and its span would end before that runs",
    label = "the future is not awaited here",
    note = "write the return type out, `-> impl Future<Output = …>` or `-> Pin<Box<dyn Future<…>>>`, \
            or make it an `async fn`"
)]
pub trait AwaitedHere {}

impl<F: Future + ?Sized> NotAwaited for &Returned<'_, Pin<Box<F>>> {
    fn __traced_error(&self) -> Option<&()>
    where
        Self: AwaitedHere,
    {
        None
    }
}

/// Everything that is not a `Result`: `Option`, `ControlFlow`, a response.
pub trait NotAResult {
    /// There is none.
    fn __traced_error(&self) -> Option<&()>;
}

impl<R> NotAResult for Returned<'_, R> {
    #[inline]
    fn __traced_error(&self) -> Option<&()> {
        None
    }
}

/// An error that a traced function returns: `(&&&Failed(error)).__traced_describe()`.
#[derive(Debug)]
pub struct Failed<'a, E: ?Sized>(pub &'a E);

/// First choice: an [`Error`], with its sources.
pub trait DescribeError {
    /// Type, text and sources.
    fn __traced_describe(&self) -> Failure;
}

impl<E: Error + ?Sized> DescribeError for &&&Failed<'_, E> {
    #[cold]
    fn __traced_describe(&self) -> Failure {
        Failure::of_error(self.0)
    }
}

/// Second: what holds an error and is none itself, as `anyhow::Error` and
/// `Box<dyn Error + Send + Sync>`.
pub trait DescribeReport {
    /// The report's type, the error's text and sources.
    fn __traced_describe(&self) -> Failure;
}

impl<E: AsRef<dyn Error + Send + Sync>> DescribeReport for &&Failed<'_, E> {
    #[cold]
    fn __traced_describe(&self) -> Failure {
        Failure::of_report::<E>(self.0.as_ref())
    }
}

/// Third: what can be displayed, such as a `String`.
pub trait DescribeDisplay {
    /// Type and text.
    fn __traced_describe(&self) -> Failure;
}

impl<E: Display + ?Sized> DescribeDisplay for &Failed<'_, E> {
    #[cold]
    fn __traced_describe(&self) -> Failure {
        Failure::of_display(self.0)
    }
}

/// Last: the type is all that is known.
pub trait DescribeAny {
    /// The type.
    fn __traced_describe(&self) -> Failure;
}

impl<E: ?Sized> DescribeAny for Failed<'_, E> {
    #[cold]
    fn __traced_describe(&self) -> Failure {
        Failure::of_type::<E>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! describe {
        ($returned:expr) => {
            (&&Returned(&$returned))
                .__traced_error()
                .map(|error| format!("{:?}", (&&&Failed(error)).__traced_describe()))
        };
    }

    struct Opaque;

    #[test]
    fn the_most_telling_description_is_chosen() {
        type Aliased = Result<u8, std::num::ParseIntError>;
        let aliased: Aliased = "x".parse();
        assert!(describe!(aliased).unwrap().contains("invalid digit"));

        let boxed: Result<(), Box<dyn Error + Send + Sync>> = Err("sent".into());
        assert!(describe!(boxed).unwrap().contains("sent"));

        let text: Result<(), String> = Err("plain".to_owned());
        assert!(describe!(text).unwrap().contains("plain"));

        let opaque: Result<(), Opaque> = Err(Opaque);
        let opaque = describe!(opaque).unwrap();
        assert!(opaque.contains("Opaque") && opaque.contains("None"));
    }

    #[test]
    fn a_generic_error_is_described_by_what_its_bounds_allow() {
        fn bare<E>(error: E) -> Option<String> {
            let returned: Result<(), E> = Err(error);
            describe!(returned)
        }
        fn displayed<E: Display>(error: E) -> Option<String> {
            let returned: Result<(), E> = Err(error);
            describe!(returned)
        }
        assert!(bare("text").unwrap().contains("None"));
        assert!(displayed("text").unwrap().contains("text\""));
    }

    #[test]
    fn what_is_no_result_has_no_error() {
        assert!(describe!(Some(1)).is_none());
        assert!(describe!(Ok::<u8, String>(1)).is_none());
        assert!(describe!(std::ops::ControlFlow::<u8>::Break(1)).is_none());
    }
}
