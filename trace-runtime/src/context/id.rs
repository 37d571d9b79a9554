//! The ids of traces and spans.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::num::{NonZeroU64, NonZeroU128};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

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

/// The flags of a trace, as W3C Trace Context level 2 has them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TraceFlags(u8);

impl TraceFlags {
    /// The caller may have recorded the trace.
    pub const SAMPLED: Self = TraceFlags(1);
    /// At least the low 7 bytes of the trace id are random.
    pub const RANDOM: Self = TraceFlags(2);

    /// Flags from a byte; those that the specification does not know are left
    /// out.
    pub const fn from_u8(flags: u8) -> Self {
        TraceFlags(flags & (Self::SAMPLED.0 | Self::RANDOM.0))
    }

    /// The flags as a byte.
    pub const fn to_u8(self) -> u8 {
        self.0
    }

    /// Whether the trace is recorded.
    pub const fn is_sampled(self) -> bool {
        self.0 & Self::SAMPLED.0 != 0
    }

    /// Whether the low 7 bytes of the trace id are random.
    pub const fn is_random(self) -> bool {
        self.0 & Self::RANDOM.0 != 0
    }

    /// The same, recorded or not.
    #[must_use]
    pub const fn with_sampled(self, sampled: bool) -> Self {
        TraceFlags((self.0 & !Self::SAMPLED.0) | sampled as u8)
    }
}

impl fmt::Debug for TraceFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}", self.0)
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

/// Parses exactly `N` lower-case hex digits. Not `from_str_radix`, which takes
/// a sign, upper case and any length.
pub(crate) fn parse_hex<const N: usize>(text: &[u8]) -> Result<u128, ParseIdError> {
    let wrong = |mistake| ParseIdError { digits: N, mistake };
    let digits: &[u8; N] = text
        .try_into()
        .map_err(|_| wrong(Mistake::Length(text.len())))?;
    let mut value = 0_u128;
    for (at, digit) in digits.iter().enumerate() {
        let digit = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return Err(wrong(Mistake::Digit(at))),
        };
        value = (value << 4) | u128::from(digit);
    }
    Ok(value)
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

thread_local! {
    // Without a destructor, so that it is there as long as the thread is.
    static GENERATOR: Generator = const {
        Generator {
            counter: Cell::new(0),
            key: Cell::new(0),
        }
    };
}

/// What a thread makes its ids from.
struct Generator {
    /// Zero until it is seeded.
    counter: Cell<u64>,
    /// Belongs to the thread. All counters run through the same circle of 2^64
    /// values; without a key, a trace id would be one of only so many, and of a
    /// few billion traces two would be likely to share one.
    key: Cell<u64>,
}

impl Generator {
    /// The next 64 bits, in the construction known as wyrand: a counter, and one
    /// wide multiplication to mix it.
    #[inline]
    fn next(&self) -> u64 {
        let mut counter = self.counter.get();
        if counter == 0 {
            counter = self.seed();
        }
        counter = counter.wrapping_add(0xa076_1d64_78bd_642f);
        self.counter.set(counter);
        let wide = u128::from(counter) * u128::from(counter ^ 0xe703_7ed1_a0b4_28db);
        ((wide >> 64) ^ wide) as u64
    }

    /// Leaves the way that a fork of this process would take from the same
    /// state: it is not at the same place at the same tick. Once for each trace;
    /// asking for the process would take ten times as long.
    #[inline]
    fn stir(&self, ticks: u64) {
        if self.counter.get() != 0 {
            let leap = ticks.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.counter.set(self.counter.get().wrapping_add(leap));
            // Else two leaps to the same place would give the same trace id.
            self.key.set(self.key.get().rotate_left(17) ^ leap);
        }
    }

    /// The next 128 bits.
    #[inline]
    fn next_pair(&self) -> (u64, u64) {
        let (high, low) = (self.next(), self.next());
        (high ^ self.key.get(), low)
    }

    #[cold]
    fn seed(&self) -> u64 {
        self.key.set(seed());
        seed() | 1
    }
}

/// From the operating system; where that fails, from the keys that the standard
/// library seeds its hash maps with.
fn seed() -> u64 {
    getrandom::u64().unwrap_or_else(|_| RandomState::new().hash_one(0_u8))
}

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
    fn threads_at_the_same_count_make_different_trace_ids() {
        let at = |key| Generator {
            counter: Cell::new(1),
            key: Cell::new(key),
        };
        let (first, second) = (at(1), at(2));
        for _ in 0..1_000 {
            assert_ne!(first.next_pair(), second.next_pair());
        }
    }

    #[test]
    fn the_same_state_at_another_moment_makes_other_ids() {
        let fork = || Generator {
            counter: Cell::new(7),
            key: Cell::new(9),
        };
        let (parent, child) = (fork(), fork());
        assert_eq!(parent.next_pair(), child.next_pair());
        parent.stir(1_000);
        child.stir(1_001);
        let (parent, child) = (parent.next_pair(), child.next_pair());
        assert!(parent.0 != child.0 && parent.1 != child.1);
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
    fn flags_the_specification_does_not_know_are_left_out() {
        let flags = TraceFlags::from_u8(0xff);
        assert_eq!(flags.to_u8(), 3);
        assert!(flags.is_sampled() && flags.is_random());
        assert_eq!(flags.with_sampled(false), TraceFlags::RANDOM);
        assert_eq!(
            TraceFlags::default().with_sampled(true),
            TraceFlags::SAMPLED
        );
    }

    #[test]
    fn an_optional_id_takes_no_more_room() {
        assert_eq!(size_of::<Option<SpanId>>(), 8);
        assert_eq!(size_of::<Option<TraceId>>(), 16);
    }
}
