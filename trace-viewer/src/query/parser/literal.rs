//! Words that are values.

use trace_store::search::Literal;

use crate::query::duration;

pub(super) fn one_of(names: &[&str], word: &str) -> Option<Literal> {
    names.contains(&word).then(|| Literal::Text(word.into()))
}

pub(super) fn integer(word: &str) -> Option<Literal> {
    Some(Literal::Int(word.parse().ok()?))
}

pub(super) fn boolean(word: &str) -> Option<Literal> {
    Some(Literal::Bool(word.parse().ok()?))
}

pub(super) fn double(word: &str) -> Option<Literal> {
    let starts_as_number =
        word.starts_with(|first: char| first.is_ascii_digit() || "-.".contains(first));
    let number: f64 = word.parse().ok()?;
    (starts_as_number && number.is_finite()).then_some(Literal::Double(number))
}

pub(super) fn nanos(word: &str) -> Option<Literal> {
    let (sign, digits) = match word.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, word),
    };
    let nanos = i64::try_from(duration::parse(digits)?).ok()?;
    Some(Literal::Int(sign * nanos))
}
