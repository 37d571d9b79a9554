//! Values of a certain type; `null` stands for nothing.

use std::borrow::Cow;

use super::error::Fault;
use super::lexer::{Lexer, Scalar};
use super::scalar::whole;

/// Reads the members of an object; `null` has none.
pub(crate) fn members<'a>(
    lexer: &mut Lexer<'a>,
    mut read: impl FnMut(&mut Lexer<'a>, &str) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let at = lexer.at();
    if !lexer.take(b'{') {
        return match lexer.scalar()? {
            Some(Scalar::Null) => Ok(()),
            _ => Err(Fault::content(at, "an object belongs here")),
        };
    }
    let mut is_first = true;
    while let Some(key) = lexer.key(&mut is_first)? {
        read(lexer, &key)?;
    }
    Ok(())
}

/// Reads the items of a list; `null` has none.
pub(crate) fn items<'a>(
    lexer: &mut Lexer<'a>,
    mut read: impl FnMut(&mut Lexer<'a>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let at = lexer.at();
    if !lexer.take(b'[') {
        return match lexer.scalar()? {
            Some(Scalar::Null) => Ok(()),
            _ => Err(Fault::content(at, "a list belongs here")),
        };
    }
    let mut is_first = true;
    while lexer.item(&mut is_first)? {
        read(lexer)?;
    }
    Ok(())
}

/// Reads a text; `null` is none.
pub(crate) fn text<'a>(lexer: &mut Lexer<'a>) -> Result<Option<Cow<'a, str>>, Fault> {
    let at = lexer.at();
    match lexer.scalar()? {
        Some(Scalar::Null) => Ok(None),
        Some(Scalar::Text(text)) => Ok(Some(text)),
        _ => Err(Fault::content(at, "a text belongs here")),
    }
}

/// Reads a whole number; `null` is none.
pub(crate) fn number<T>(lexer: &mut Lexer<'_>) -> Result<Option<T>, Fault>
where
    T: std::str::FromStr + TryFrom<i128>,
{
    let at = lexer.at();
    match lexer.scalar()? {
        Some(Scalar::Null) => Ok(None),
        scalar => {
            let number = scalar.as_ref().and_then(whole);
            let wrong = || Fault::content(at, "a whole number belongs here");
            number.map(Some).ok_or_else(wrong)
        }
    }
}
