//! The ids of traces and spans.

use std::error::Error;
use std::fmt;
use std::num::{NonZeroU64, NonZeroU128};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::generator::{GENERATOR, Generator};
use crate::clock;

/// Names one trace; never zero. Shown as 32 lower-case hex digits.
///
/// ```
/// use trace_runtime::TraceId;
///
/// let id: TraceId = "4bf92f3577b34da6a3ce929d0e0e4736".parse()?;
/// assert_eq!(id.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
/// assert_eq!(size_of::<Option<TraceId>>(), 16);
/// assert!("4BF92F3577B34DA6A3CE929D0E0E4736".parse::<TraceId>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraceId(NonZeroU128);

/// Names one span within its trace; never zero. Shown as 16 lower-case hex
/// digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpanId(NonZeroU64);

impl TraceId {
    /// A new id, of which all bits are random.
    #[inline]
    pub fn random() -> Self {
        TraceId::random_at(clock::ticks())
    }

    /// Draws an id at a moment that is known already; see [`random`](Self::random).
    #[inline]
    pub(crate) fn random_at(ticks: u64) -> Self {
        let (high, low) = GENERATOR.with(|generator| {
            generator.stir(ticks);
            generator.next_pair()
        });
        let id = (u128::from(high) << 64) | u128::from(low);
        TraceId(NonZeroU128::new(id).unwrap_or(NonZeroU128::MIN))
    }

    /// `None` for zero, which the specification forbids.
    pub const fn from_u128(id: u128) -> Option<Self> {
        match NonZeroU128::new(id) {
            Some(id) => Some(TraceId(id)),
            None => None,
        }
    }

    /// The id as a number.
    #[inline]
    pub const fn to_u128(self) -> u128 {
        self.0.get()
    }

    /// The id as it is sent: big-endian.
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.get().to_be_bytes()
    }

    /// The id in hex, without allocating.
    pub fn to_hex(self) -> [u8; 32] {
        let mut hex = [0; 32];
        write_hex(&self.to_bytes(), &mut hex);
        hex
    }
}

impl SpanId {
    /// A new random id.
    #[inline]
    pub fn random() -> Self {
        SpanId(NonZeroU64::new(GENERATOR.with(Generator::next)).unwrap_or(NonZeroU64::MIN))
    }

    /// `None` for zero, which the specification forbids.
    pub const fn from_u64(id: u64) -> Option<Self> {
        match NonZeroU64::new(id) {
            Some(id) => Some(SpanId(id)),
            None => None,
        }
    }

    /// The id as a number.
    #[inline]
    pub const fn to_u64(self) -> u64 {
        self.0.get()
    }

    /// The id as it is sent: big-endian.
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0.get().to_be_bytes()
    }

    /// The id in hex, without allocating.
    pub fn to_hex(self) -> [u8; 16] {
        let mut hex = [0; 16];
        write_hex(&self.to_bytes(), &mut hex);
        hex
    }
}

/// The text is no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseIdError {
    digits: usize,
    mistake: Mistake,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Mistake {
    Length(usize),
    Digit(usize),
    Zero,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits;
        match self.mistake {
            Mistake::Length(length) => {
                write!(f, "an id has {digits} hex digits, this has {length} bytes")
            }
            Mistake::Digit(at) => write!(
                f,
                "an id has lower-case hex digits only, which byte {at} is not"
            ),
            Mistake::Zero => f.write_str("an id of zeros is not valid"),
        }
    }
}

impl Error for ParseIdError {}

/// Parses exactly `N` lower-case hex digits, eight at a time. Not `from_str_radix`, which
/// takes a sign, upper case and any length.
#[inline]
pub(crate) fn parse_hex<const N: usize>(text: &[u8]) -> Result<u128, ParseIdError> {
    let Ok(digits) = <&[u8; N]>::try_from(text) else {
        let mistake = Mistake::Length(text.len());
        return Err(ParseIdError { digits: N, mistake });
    };
    let (eights, rest) = digits.as_chunks::<8>();
    let mut value = 0_u128;
    for eight in eights {
        match parse_eight(*eight) {
            Some(number) => value = value << 32 | u128::from(number),
            None => return Err(wrong_digit(digits)),
        }
    }
    for digit in rest {
        match parse_digit(*digit) {
            Some(digit) => value = value << 4 | u128::from(digit),
            None => return Err(wrong_digit(digits)),
        }
    }
    Ok(value)
}

fn parse_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Eight digits at once: as if they were right, and then a look whether they would be
/// written so.
#[inline]
fn parse_eight(text: [u8; 8]) -> Option<u32> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let digits = u64::from_be_bytes(text);
    // A letter has this bit, and its lower half is nine less than what it says.
    let letters = digits >> 6 & EACH;
    let halves = (digits & (0x0f * EACH)) + 9 * letters;
    let halves = (halves | halves >> 4) & 0x00ff_00ff_00ff_00ff;
    let halves = (halves | halves >> 8) & 0x0000_ffff_0000_ffff;
    let number = (halves | halves >> 16) as u32;
    (hex_digits(number) == text).then_some(number)
}

#[cold]
fn wrong_digit(digits: &[u8]) -> ParseIdError {
    let at = digits
        .iter()
        .position(|digit| parse_digit(*digit).is_none());
    ParseIdError {
        digits: digits.len(),
        mistake: Mistake::Digit(at.unwrap_or_default()),
    }
}

/// Writes four bytes as eight digits at a time, all eight at once in one word:
/// each trace and each log line writes ids.
fn write_hex(bytes: &[u8], hex: &mut [u8]) {
    let (bytes, _) = bytes.as_chunks::<4>();
    let (hex, _) = hex.as_chunks_mut::<8>();
    for (bytes, hex) in bytes.iter().zip(hex) {
        *hex = hex_digits(u32::from_be_bytes(*bytes));
    }
}

#[inline]
fn hex_digits(number: u32) -> [u8; 8] {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Each of the eight halves of bytes moves into a byte of its own.
    let spread = u64::from(number);
    let spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff;
    let spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff;
    let spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0f;
    // One where the digit is a letter: adding six carries into the upper half.
    let letters = (spread + 6 * EACH) >> 4 & EACH;
    let digits = spread + u64::from(b'0') * EACH + u64::from(b'a' - b'9' - 1) * letters;
    digits.to_be_bytes()
}

macro_rules! text {
    ($id:ident, $number:ident, $from:ident, $digits:literal) => {
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let hex = self.to_hex();
                f.pad(str::from_utf8(&hex).unwrap_or_default())
            }
        }

        impl fmt::Debug for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        /// Takes exactly what `Display` gives: lower-case hex digits of the
        /// full length.
        impl FromStr for $id {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let value = parse_hex::<$digits>(text.as_bytes())?;
                $number::try_from(value)
                    .ok()
                    .and_then($id::$from)
                    .ok_or(ParseIdError {
                        digits: $digits,
                        mistake: Mistake::Zero,
                    })
            }
        }

        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

text!(TraceId, u128, from_u128, 32);
text!(SpanId, u64, from_u64, 16);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let trace: TraceId = "4bf92f3577b34da6a3ce929d0e0e4736".parse().unwrap();
        assert_eq!(trace.to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        let span: SpanId = "00f067aa0ba902b7".parse().unwrap();
        assert_eq!(format!("{span:?}"), "00f067aa0ba902b7");
        assert_eq!(span.to_u64(), 0x00f0_67aa_0ba9_02b7);
        let json = serde_json::to_string(&trace).unwrap();
        assert_eq!(serde_json::from_str::<TraceId>(&json).unwrap(), trace);
    }

    #[test]
    fn each_digit_is_written_at_each_place() {
        for digit in 0..16_u64 {
            for place in 0..16 {
                let id = digit << (4 * place) | u64::from(digit == 0 || place > 0);
                let shown = SpanId::from_u64(id).unwrap().to_string();
                assert_eq!(shown, format!("{id:016x}"));
            }
        }
    }

    #[test]
    fn each_byte_at_each_place_is_a_digit_or_none() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut text = *b"0f9a3c7e";
                text[place] = byte;
                let expected = str::from_utf8(&text).ok().filter(|text| {
                    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                    text.bytes().all(is_digit)
                });
                let expected = expected.map(|text| u32::from_str_radix(text, 16).unwrap());
                assert_eq!(parse_eight(text), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_no_id_says_why() {
        let why = |text: &str| text.parse::<SpanId>().unwrap_err().to_string();
        assert_eq!(why("ab"), "an id has 16 hex digits, this has 2 bytes");
        assert!(why("00F067aa0ba902b7").contains("byte 2"));
        assert!(why("+0f067aa0ba902b7").contains("byte 0"));
        assert!(why("0000000000000000").contains("zeros"));
    }

    #[test]
    fn random_ids_do_not_repeat() {
        let ids: std::collections::HashSet<_> = (0..100_000).map(|_| SpanId::random()).collect();
        assert_eq!(ids.len(), 100_000);
        assert_ne!(TraceId::random(), TraceId::random());
    }

    #[test]
    fn each_bit_is_set_half_of_the_time() {
        const IDS: u32 = 20_000;
        let mut ones = [0_u32; 128];
        for _ in 0..IDS {
            let id = TraceId::random().to_u128();
            for (bit, ones) in ones.iter_mut().enumerate() {
                *ones += (id >> bit & 1) as u32;
            }
        }
        // Seven standard deviations: one run in 10^9 fails by chance.
        let expected = IDS / 2 - 500..IDS / 2 + 500;
        assert!(ones.iter().all(|ones| expected.contains(ones)), "{ones:?}");
    }

    #[test]
    fn an_optional_id_takes_no_more_room() {
        assert_eq!(size_of::<Option<SpanId>>(), 8);
        assert_eq!(size_of::<Option<TraceId>>(), 16);
    }
}
