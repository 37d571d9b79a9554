//! What is recorded about an error.

use std::any::type_name;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::Display;

use super::late::Late;
use super::text::{self, Text};
use crate::error_name;

/// Types that say nothing of an error.
const TEXTS: [&str; 4] = [
    "&str",
    "alloc::string::String",
    "alloc::borrow::Cow<str>",
    "core::fmt::Arguments",
];

/// An error as a span keeps it: the type, and the text unless it was turned off.
#[derive(Debug, Clone)]
pub struct Failure {
    exception_type: Cow<'static, str>,
    /// The attribute `error.type`, where that is not the exception's.
    error_type: Option<&'static str>,
    message: Option<String>,
}

impl Failure {
    /// The type alone, of an error about which nothing else is known.
    pub fn of_type<E: ?Sized>() -> Self {
        Failure {
            exception_type: error_name::of::<E>(),
            error_type: None,
            message: None,
        }
    }

    /// The type of a text in `type_name`'s form.
    pub(crate) fn named(exception_type: &'static str) -> Self {
        Failure {
            exception_type: error_name::public(exception_type),
            error_type: None,
            message: None,
        }
    }

    /// The type, and the text that `Display` gives.
    pub fn of_display<E: Display + ?Sized>(error: &E) -> Self {
        Failure {
            exception_type: error_name::of::<E>(),
            error_type: None,
            message: Some(Text::of(error)),
        }
    }

    /// The type, the text, and the texts of its sources behind it.
    pub fn of_error<E: Error + ?Sized>(error: &E) -> Self {
        Self::of_held::<E, E>(error)
    }

    /// The text of an error and of its sources, and the type of the report that
    /// holds it and may hide its own, such as `anyhow::Error` or `Box<dyn Error>`.
    pub fn of_held<H: ?Sized, E: Error + ?Sized>(error: &E) -> Self {
        Failure {
            exception_type: error_name::of::<H>(),
            error_type: None,
            message: Some(Text::of_chain(error)),
        }
    }

    /// Without the text, for errors that may quote what must not be recorded.
    #[must_use]
    pub fn type_only(self) -> Self {
        Failure {
            message: None,
            ..self
        }
    }

    /// Named by what a function returns: by the error of a `Result`; else, if the
    /// failure is a mere text, by the returned type itself.
    pub(crate) fn of_returned<R>(self) -> Self {
        let returned = type_name::<R>();
        let exception_type = match error_name::of_result(returned) {
            Some(error) => error_name::public(error),
            None if TEXTS.contains(&&*self.exception_type) => error_name::public(returned),
            None => self.exception_type,
        };
        Failure {
            exception_type,
            ..self
        }
    }

    /// The same, with an `error.type` of the conventions, such as `timeout`, instead of
    /// the exception's type.
    #[must_use]
    pub fn with_error_type(self, error_type: &'static str) -> Self {
        Failure {
            error_type: Some(error_type),
            ..self
        }
    }

    pub(super) fn exception_type(&self) -> &str {
        &self.exception_type
    }

    /// The attribute `error.type`.
    pub(super) fn error_type(&self) -> &str {
        self.error_type.unwrap_or(&self.exception_type)
    }

    pub(super) fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Leaves the memory of its text to the next one.
    pub(super) fn give_back(self) {
        if let Some(message) = self.message {
            text::give_back(message);
        }
    }

    pub(crate) fn record(self, late: &mut Late, ticks: u64) {
        let message = self.message.as_deref();
        late.exception(self.exception_type, self.error_type, message, ticks);
        if let Some(message) = self.message {
            text::give_back(message);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);
    impl Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("bad amount")
        }
    }
    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn the_chain_of_sources_follows_the_message() {
        let error = Outer("x".parse::<u8>().unwrap_err());
        let failure = Failure::of_error(&error);
        assert_eq!(
            failure.message.as_deref(),
            Some("bad amount: invalid digit found in string")
        );
        assert!(failure.exception_type.ends_with("Outer"));
        assert_eq!(failure.type_only().message, None);
    }

    /// A source is compared as a whole, also at the end of what is kept.
    #[test]
    fn a_source_that_was_said_is_not_said_again() {
        #[derive(Debug)]
        struct Wrapped(String, Option<Box<Wrapped>>);
        impl Display for Wrapped {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Error for Wrapped {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(self.1.as_deref()?)
            }
        }
        let chain = |texts: &[&str]| {
            let texts = texts.iter().rev();
            let error = texts.fold(None, |source, text| {
                Some(Box::new(Wrapped((*text).to_owned(), source)))
            });
            let message = Failure::of_error(&*error.unwrap()).message;
            message.unwrap()
        };
        assert_eq!(chain(&["a: b", "b", "c"]), "a: b: c");
        assert_eq!(chain(&["a", "b", "a"]), "a: b: a");
        assert_eq!(chain(&["a", "", "b"]), "a: b");
        let long = "x".repeat(text::MAX - 4);
        assert_eq!(chain(&[&long, "x", "yz"]), format!("{long}: yz"));
        assert_eq!(chain(&[&long, "yzabc", "d"]), format!("{long}: yz"));
        assert_eq!(chain(&[&long, "xyabc"]), format!("{long}: xy"));
    }

    #[test]
    fn a_display_that_panics_costs_only_its_text() {
        struct Bad;
        impl Display for Bad {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("half")?;
                panic!("in Display")
            }
        }
        assert_eq!(
            Failure::of_display(&Bad).message.as_deref(),
            Some("half<panicked>")
        );
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let failure = Failure::of_display(&"é".repeat(text::MAX));
        assert_eq!(failure.message.map(|text| text.len()), Some(text::MAX));
    }
}
