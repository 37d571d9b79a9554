//! What is recorded about an error.

use std::any::type_name;
use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Display, Write as _};

use super::late::Late;
use crate::contain::contain;
use crate::{counters, error_name};

/// Types that say nothing of an error.
const TEXTS: [&str; 4] = [
    "&str",
    "alloc::string::String",
    "alloc::borrow::Cow<str>",
    "core::fmt::Arguments",
];
/// Sources beyond this depth are left out of the recorded chain.
const MAX_SOURCES: usize = 16;
/// Longer texts are cut; bytes.
const MAX_TEXT: usize = 4096;

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
            message: Some(render(|text| write!(text, "{error}"))),
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
            message: Some(render(|text| {
                write!(text, "{error}")?;
                write_sources(text, error.source())
            })),
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

    pub(crate) fn record(self, late: &mut Late) {
        late.exception(self.exception_type, self.error_type, self.message);
    }
}

/// Each source after a colon, but for one whose text the error before it
/// already ends with.
fn write_sources(text: &mut Text, mut source: Option<&(dyn Error + 'static)>) -> fmt::Result {
    for _ in 0..MAX_SOURCES {
        let Some(error) = source else { break };
        let said = render(|text| write!(text, "{error}"));
        if !text.0.ends_with(&said) {
            write!(text, ": {said}")?;
        }
        source = error.source();
    }
    Ok(())
}

/// A `String` that stops growing at `MAX_TEXT`.
struct Text(String);

impl fmt::Write for Text {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = MAX_TEXT.saturating_sub(self.0.len());
        if part.len() <= room {
            self.0.push_str(part);
            return Ok(());
        }
        self.0.push_str(&part[..part.floor_char_boundary(room)]);
        Err(fmt::Error) // ends the formatting early: nothing more would fit
    }
}

/// Runs the user's `Display`; what it wrote before it failed or panicked stays.
fn render(write: impl FnOnce(&mut Text) -> fmt::Result) -> String {
    let mut text = Text(String::new());
    if contain(|| write(&mut text).is_ok()).is_none() {
        counters::attribute_panicked();
        text.0.push_str("<panicked>");
    }
    text.0
}

#[cfg(test)]
mod tests {
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
        let failure = Failure::of_display(&"é".repeat(MAX_TEXT));
        assert_eq!(failure.message.map(|text| text.len()), Some(MAX_TEXT));
    }
}
