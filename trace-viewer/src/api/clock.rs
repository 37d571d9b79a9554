//! Moments as others write them, and the present one.

use std::time::{SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Now: nanoseconds since 1970; zero on a clock that is set to a time before.
pub(super) fn unix_nanos() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_nanos()).unwrap_or(u64::MAX))
}

/// Reads a time of RFC 3339, in nanoseconds since 1970; what lies before is zero.
///
/// Grafana does not encode the `+` of an offset, so that a space arrives.
pub(super) fn read(text: &str) -> Option<u64> {
    let (day, rest) = text.split_at_checked(11)?;
    let moment =
        OffsetDateTime::parse(&format!("{day}{}", rest.replace(' ', "+")), &Rfc3339).ok()?;
    Some(u64::try_from(moment.unix_timestamp_nanos().max(0)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn times_are_read_with_any_offset() {
        let expected = Some(1_764_151_200_123_000_000);
        assert_eq!(read("2025-11-26T10:00:00.123Z"), expected);
        assert_eq!(read("2025-11-26T12:00:00.123+02:00"), expected);
        assert_eq!(read("2025-11-26T12:00:00.123 02:00"), expected);
        assert_eq!(read("1969-01-01T00:00:00Z"), Some(0));
        assert_eq!(read("9999-12-31T00:00:00Z"), Some(u64::MAX));
        for text in [
            "",
            "1764151200",
            "2025-11-26",
            "2025-11-26T10:00:00",
            "éééééééé",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
