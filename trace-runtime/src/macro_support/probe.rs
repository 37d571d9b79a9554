//! Asking a returned value whether it is an error, and an error what it is.
//!
//! Method resolution does it, on the types that the function names: an inherent
//! method is looked for on each [`Else`] in turn, from the outside in, and one
//! whose bounds do not hold is passed over. So `Result<T, E>` is seen through
//! aliases and in generic code, without a bound on `T` or `E`, and no trait has to
//! be in scope. The methods have names that no trait of the user's has.

use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;

use crate::record::Failure;

/// Has a method of its own, or else that of what is in it.
#[derive(Debug)]
pub struct Else<P>(pub(super) P);

impl<P> Deref for Else<P> {
    type Target = P;

    #[inline]
    fn deref(&self) -> &P {
        &self.0
    }
}

/// The value that a traced function returns.
#[derive(Debug)]
pub struct Returned<'a, R>(&'a R);

/// Asks a value for its error: `returned(&value).__traced_error()`.
#[inline]
pub fn returned<R>(value: &R) -> Else<Else<Returned<'_, R>>> {
    Else(Else(Returned(value)))
}

impl<'a, T, E> Else<Returned<'a, Result<T, E>>> {
    /// The error of a `Result`.
    #[inline]
    pub fn __traced_error(&self) -> Option<&'a E> {
        self.0.0.as_ref().err()
    }

    /// The value of a `Result` that is no error.
    #[inline]
    pub fn __traced_value(&self) -> Option<&'a T> {
        self.0.0.as_ref().ok()
    }
}

/// Holds for nothing.
#[diagnostic::on_unimplemented(
    message = "this traced function returns a boxed future, and its span would end before that runs",
    label = "the future is not awaited here",
    note = "write the return type out, `-> impl Future<Output = …>` or `-> Pin<Box<dyn Future<…>>>`, \
            or make it an `async fn`"
)]
pub trait AwaitedHere {}

/// What is, or has in it, a boxed future that would run after the span has ended:
/// behind a type alias, which the macro cannot see through. Other futures may be
/// returned: a `JoinHandle` runs by itself.
pub trait HidesFuture {}

impl<F: Future + ?Sized> HidesFuture for Pin<Box<F>> {}
impl<T> HidesFuture for Box<dyn Future<Output = T> + '_> {}
impl<T> HidesFuture for Box<dyn Future<Output = T> + Send + '_> {}
impl<T> HidesFuture for Box<dyn Future<Output = T> + Unpin + '_> {}
impl<T> HidesFuture for Box<dyn Future<Output = T> + Send + Unpin + '_> {}
impl<T> HidesFuture for Box<dyn Future<Output = T> + Send + Sync + '_> {}
impl<H: HidesFuture> HidesFuture for Option<H> {}
impl<H: HidesFuture, E> HidesFuture for Result<H, E> {}
impl<H: HidesFuture> HidesFuture for Vec<H> {}

impl<H: HidesFuture> Else<Else<Returned<'_, H>>> {
    /// Refuses a value that hides a future.
    pub fn __traced_error(&self) -> Option<&()>
    where
        H: AwaitedHere,
    {
        None
    }
}

impl<'a, R> Returned<'a, R> {
    /// Everything that is not a `Result`, `Option`, `ControlFlow`, a response, has
    /// none.
    #[inline]
    pub fn __traced_error(&self) -> Option<&()> {
        None
    }

    /// A value that is no `Result` is its own.
    #[inline]
    pub fn __traced_value(&self) -> Option<&'a R> {
        Some(self.0)
    }
}

/// An error that a traced function returns.
#[derive(Debug)]
pub struct Failed<'a, E: ?Sized>(&'a E);

/// Asks an error what it is: `failed(&error).__traced_describe()`.
#[inline]
pub fn failed<E: ?Sized>(error: &E) -> Else<Else<Else<Else<Failed<'_, E>>>>> {
    Else(Else(Else(Else(Failed(error)))))
}

impl<E: Error + ?Sized> Else<Else<Else<Else<Failed<'_, E>>>>> {
    /// First choice: an [`Error`], with its sources.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_error(self.0.0.0.0.0)
    }
}

impl<'e, E: AsRef<dyn Error + Send + Sync + 'e>> Else<Else<Else<Failed<'_, E>>>> {
    /// Second: what holds an error and is none itself, as `anyhow::Error` and
    /// `Box<dyn Error + Send + Sync>`. The report's type, the error's text and
    /// sources.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_held::<E, _>(self.0.0.0.0.as_ref())
    }
}

impl<E: Error + ?Sized> Else<Else<Failed<'_, Box<E>>>> {
    /// Third: a pointer to an error that is none itself, as `Box<dyn Error>`. The
    /// pointer's type, the error's text and sources.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_held::<Box<E>, E>(self.0.0.0)
    }
}

impl<E: Error + ?Sized> Else<Else<Failed<'_, Rc<E>>>> {
    /// Third as well: an `Rc` of an error is described as a `Box` of one is.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_held::<Rc<E>, E>(self.0.0.0)
    }
}

impl<E: Display + ?Sized> Else<Failed<'_, E>> {
    /// Fourth: what can be displayed, such as a `String`. Type and text.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_display(self.0.0)
    }
}

impl<E: ?Sized> Failed<'_, E> {
    /// Last: the type is all that is known.
    #[cold]
    pub fn __traced_describe(&self) -> Failure {
        Failure::of_type::<E>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    macro_rules! describe {
        ($returned:expr) => {
            returned(&$returned)
                .__traced_error()
                .map(|error| format!("{:?}", failed(error).__traced_describe()))
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
