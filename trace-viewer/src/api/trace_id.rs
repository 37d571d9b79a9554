//! The ids of traces, in all forms in which others write them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use trace_model::TraceId;

/// Reads up to 32 hex digits, upper or lower case: where there are fewer, zeros were left out.
/// Anything else may be the 16 bytes in base64, as gRPC's JSON has them.
pub(super) fn read(text: &str) -> Option<TraceId> {
    let is_hex =
        (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = if is_hex {
        u128::from_str_radix(text, 16).ok()?
    } else {
        let bytes = STANDARD.decode(text).ok()?;
        u128::from_be_bytes(bytes.try_into().ok()?)
    };
    TraceId::from_u128(number)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn ids_are_read_in_all_their_forms() {
        let number = |text| read(text).map(trace_model::TraceId::to_u128);
        assert_eq!(number("00000000000000000000000000000ab1"), Some(0xab1));
        assert_eq!(number("0000000000000AB1"), Some(0xab1));
        assert_eq!(number("ab1"), Some(0xab1));
        assert_eq!(number("AAAAAAAAAAAAAAAAAAAKsQ=="), Some(0xab1));
        for text in [
            "",
            "0",
            "xyz",
            "00000000000000000000000000000ab100",
            "AQL/",
            "+1",
            "-1",
            " 1",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
