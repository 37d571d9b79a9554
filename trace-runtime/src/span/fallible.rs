//! Names of spans that say why their closure failed.

use std::borrow::Cow;
use std::error::Error;
use std::ops::DerefMut;
use std::rc::Rc;
use std::sync::Arc;

use super::{IntoSpan, SpanBuilder};
use crate::record::Failure;

/// Names a span that says why its closure failed: the text of the `Err` that the
/// closure returns, and of the error's sources, beside its type.
///
/// Goes wherever a name goes, `cx.spawn(fallible("audit"), …)`, and around what goes
/// there: `fallible(linked_trace("audit"))`. The closure then returns a `Result`
/// whose error has a text, see [`FallibleReturn`]. With a plain name it may return
/// anything, and of an `Err` the type is recorded.
///
/// ```
/// use trace_runtime::{TraceContract, fallible};
///
/// async fn load(cx: &TraceContract) -> Result<u32, std::num::ParseIntError> {
///     cx.span(fallible("parse the limit"), async |_| "no number".parse())
///         .await
/// }
/// ```
pub fn fallible<By>(span: impl IntoSpan<(), By>) -> FallibleSpan {
    FallibleSpan(span.into_span())
}

/// The name of a span that says why its closure failed, of [`fallible`].
#[derive(Debug, Clone)]
#[must_use = "a name does nothing until it is handed to something that opens a span"]
pub struct FallibleSpan(SpanBuilder);

impl<T, By> IntoSpan<T, By> for FallibleSpan
where
    T: FallibleReturn<By>,
{
    #[inline]
    fn into_span(self) -> SpanBuilder {
        self.0
    }

    fn failure(returned: &T) -> Option<Failure> {
        returned.failure()
    }
}

/// What a closure may return whose span is named with [`fallible`]: a `Result` whose
/// error is an [`Error`], a report that holds one (`anyhow::Error`, `eyre::Report`,
/// `Box`, `Rc` and `Arc` of `dyn Error`), or a text.
///
/// There is no need to name it; the parameter says what of these it is.
#[diagnostic::on_unimplemented(
    message = "a span named with `fallible` ends with a `Result` whose error has a text, not with `{Self}`",
    label = "the closure returns `{Self}`",
    note = "return a `Result` whose error implements `std::error::Error`, is a report such as \
            `anyhow::Error` or `Box<dyn Error>`, or a text; or write the name without `fallible`, \
            and of an `Err` its type alone is recorded"
)]
pub trait FallibleReturn<By> {
    /// What is recorded of the `Err`, if it is one.
    fn failure(&self) -> Option<Failure>;
}

#[diagnostic::do_not_recommend]
impl<T, E: Error> FallibleReturn<ByError> for Result<T, E> {
    fn failure(&self) -> Option<Failure> {
        self.as_ref().err().map(Failure::of_error)
    }
}

/// `DerefMut` tells reports from an `Arc`, which is an error itself.
#[diagnostic::do_not_recommend]
impl<'e, T, E> FallibleReturn<ByReport> for Result<T, E>
where
    E: AsRef<dyn Error + Send + Sync + 'e> + DerefMut,
{
    fn failure(&self) -> Option<Failure> {
        let report = self.as_ref().err()?;
        Some(Failure::of_held::<E, _>(report.as_ref()))
    }
}

macro_rules! holders {
    ($([$($generics:tt)*] $by:ident: $holder:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FallibleReturn<$by> for Result<T, $holder> {
            fn failure(&self) -> Option<Failure> {
                let holder = self.as_ref().err()?;
                Some(Failure::of_held::<$holder, _>(&**holder))
            }
        }
    )*};
}

holders! {
    ['e, T] ByHolder: Box<dyn Error + 'e>;
    ['e, T] ByHolder: Box<dyn Error + Send + 'e>;
    ['e, T] ByHolder: Box<dyn Error + Sync + 'e>;
    [T, E: Error + ?Sized] ByHolder: Rc<E>;
}

macro_rules! texts {
    ($([$($generics:tt)*] $text:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> FallibleReturn<ByText> for Result<T, $text> {
            fn failure(&self) -> Option<Failure> {
                self.as_ref().err().map(Failure::of_display)
            }
        }
    )*};
}

texts! {
    [T] String;
    ['e, T] &'e str;
    ['e, T] Cow<'e, str>;
    [T] Box<str>;
    [T] Rc<str>;
    [T] Arc<str>;
}

/// The error is an `Error`.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByError {}

/// The error lends one, as `anyhow::Error` does.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByReport {}

/// The error is a pointer to one.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByHolder {}

/// The error is a text.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByText {}
