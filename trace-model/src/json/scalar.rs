//! Scalars of JSON as scalars of protobuf.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::lexer::Scalar;

/// With padding and without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A number, or a text that is one: so large ones are written, which JavaScript would round.
fn digits<'a>(scalar: &'a Scalar<'_>) -> Option<&'a str> {
    match scalar {
        Scalar::Number(number) => Some(number),
        Scalar::Text(text) => Some(text),
        Scalar::Null | Scalar::Bool(_) => None,
    }
}

/// A whole number; `1e3` and `5.0` are such numbers.
pub(crate) fn whole<T>(scalar: &Scalar<'_>) -> Option<T>
where
    T: std::str::FromStr + TryFrom<i128>,
{
    let digits = digits(scalar)?;
    if let Ok(number) = digits.parse() {
        return Some(number);
    }
    let number = float(digits)?;
    let is_whole = number.fract() == 0.0 && number.abs() < 1e30;
    is_whole.then(|| T::try_from(number as i128).ok())?
}

pub(crate) fn double(scalar: &Scalar<'_>) -> Option<f64> {
    match digits(scalar)? {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        digits => float(digits),
    }
}

/// A number in digits: what Rust takes besides, `inf` say, is none.
fn float(digits: &str) -> Option<f64> {
    let is_digits = digits
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    is_digits.then(|| digits.parse().ok())?
}

/// The bytes of an id, of which there are `length`; an empty one is none.
pub(crate) fn id(text: &str, length: usize) -> Option<Vec<u8>> {
    let is_id = text.len() == 2 * length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if text.is_empty() {
        return Some(Vec::new());
    }
    let bytes = (0..length).map(|at| u8::from_str_radix(&text[2 * at..][..2], 16).ok());
    is_id.then(|| bytes.collect())?
}

/// Bytes in either alphabet of Base64.
pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    match text.contains(['-', '_']) {
        false => BASE64.decode(text).ok(),
        true => BASE64.decode(text.replace('-', "+").replace('_', "/")).ok(),
    }
}

/// The number of an enum, or the place of its name.
pub(crate) fn number_of(scalar: &Scalar<'_>, names: &[&str]) -> Option<u32> {
    if let Scalar::Text(text) = scalar
        && let Some(at) = names.iter().position(|name| name == text)
    {
        return u32::try_from(at).ok();
    }
    whole(scalar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_written_in_many_ways() {
        for (written, number) in [
            ("0", 0),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("1e3", 1000),
            ("5.0", 5),
            ("-2E+2", -200),
        ] {
            assert_eq!(whole(&Scalar::Number(written)), Some(number), "{written}");
            assert_eq!(whole(&Scalar::Text(written.into())), Some(number));
        }
        for written in ["", "x", "1.5", "9223372036854775808", "1e40", "inf", "NaN"] {
            assert_eq!(
                whole::<i64>(&Scalar::Text(written.into())),
                None,
                "{written}"
            );
        }
        assert_eq!(whole::<u64>(&Scalar::Number("-1")), None);
    }

    #[test]
    fn doubles_may_be_no_numbers() {
        let double_of = |text: &'static str| double(&Scalar::Text(text.into()));
        assert!(double_of("NaN").unwrap().is_nan());
        assert_eq!(double_of("-Infinity"), Some(f64::NEG_INFINITY));
        assert_eq!(double_of("1.5e-3"), Some(0.0015));
        assert_eq!(double_of("nan"), None);
        assert_eq!(double(&Scalar::Bool(true)), None);
    }

    #[test]
    fn bytes_come_in_both_alphabets_with_padding_and_without() {
        for written in ["+/8=", "+/8", "-_8=", "-_8"] {
            assert_eq!(bytes(written), Some(vec![0xfb, 0xff]), "{written}");
        }
        assert_eq!(bytes("*"), None);
    }

    #[test]
    fn ids_have_their_length() {
        assert_eq!(id("00fF", 2), Some(vec![0, 255]));
        assert_eq!(id("", 2), Some(Vec::new()));
        for wrong in ["0", "00f", "00ff0", "00+f", "ä0f"] {
            assert_eq!(id(wrong, 2), None, "{wrong}");
        }
    }
}
