//! Percentiles of durations.

use std::collections::BTreeMap;

/// The ratio of neighbouring bounds: a value is known to 1 %.
const GAMMA: f64 = 1.01 / 0.99;

/// Counts durations in bins whose bounds grow by 2 %, so that each percentile is right to
/// 1 %, and two sketches can be added without a loss.
///
/// Source: Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable quantile sketch with
/// relative-error guarantees", PVLDB 12 (2019).
///
/// ```
/// use trace_store::rollup::Sketch;
///
/// let mut sketch = Sketch::default();
/// for millis in 1..=100 {
///     sketch.add(millis * 1_000_000);
/// }
/// let median = sketch.quantile(0.5).unwrap();
/// assert!((49_500_000..=51_500_000).contains(&median));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    bins: BTreeMap<u16, u64>,
    count: u64,
}

impl Sketch {
    /// Counts a duration, in nanoseconds.
    pub fn add(&mut self, nanos: u64) {
        let held = self.bins.entry(bin_of(nanos)).or_default();
        *held = held.saturating_add(1);
        self.count = self.count.saturating_add(1);
    }

    /// Adds what another sketch has counted.
    pub fn merge(&mut self, other: &Sketch) {
        for (bin, count) in &other.bins {
            let held = self.bins.entry(*bin).or_default();
            *held = held.saturating_add(*count);
        }
        self.count = self.count.saturating_add(other.count);
    }

    /// How many durations were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The duration, in nanoseconds, below which this share of all lies; `None` where
    /// nothing was counted. 0.99 is the 99th percentile.
    pub fn quantile(&self, share: f64) -> Option<u64> {
        let last = self.count.checked_sub(1)?;
        let rank = ((share.clamp(0.0, 1.0) * last as f64) as u64).min(last);
        let mut below = 0;
        for (bin, count) in &self.bins {
            below = count.saturating_add(below);
            if below > rank {
                return Some(middle_of(*bin));
            }
        }
        None
    }

    /// The share of durations that are not longer than this one, from 0 to 1; `None` where
    /// nothing was counted.
    pub fn rank(&self, nanos: u64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let below: u64 = self
            .bins
            .range(..=bin_of(nanos))
            .fold(0, |sum, (_, count)| count.saturating_add(sum));
        Some(below as f64 / self.count as f64)
    }

    /// The upper bound of each bin, in nanoseconds, with what it has counted, from the
    /// shortest on.
    pub fn bins(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.bins
            .iter()
            .map(|(bin, count)| (bound_of(*bin), *count))
    }

    /// Appends the sketch to `out`: the number of bins, then for each the distance to the
    /// one before and its count, as variable-length integers (LEB128).
    pub fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.bins.len() as u64);
        let mut before = 0;
        for (bin, count) in &self.bins {
            write_varint(out, u64::from(bin - before));
            write_varint(out, *count);
            before = *bin;
        }
    }

    /// Reads what [`write`](Self::write) has written, from the start of `bytes`, which then
    /// begin behind it; `None` if they hold no sketch.
    pub fn read(bytes: &mut &[u8]) -> Option<Self> {
        let mut sketch = Sketch::default();
        let mut bin = 0_u16;
        for _ in 0..read_varint(bytes)? {
            bin = bin.checked_add(u16::try_from(read_varint(bytes)?).ok()?)?;
            let count = read_varint(bytes)?;
            sketch.count = sketch.count.checked_add(count)?;
            // One of the counts is a part of the sum, which is no more than that.
            *sketch.bins.entry(bin).or_default() += count;
        }
        Some(sketch)
    }
}

/// Bin 0 holds zero; bin `n` what is above `GAMMA^(n - 2)` and at most `GAMMA^(n - 1)`.
fn bin_of(nanos: u64) -> u16 {
    if nanos == 0 {
        return 0;
    }
    (((nanos as f64).ln() / GAMMA.ln()).ceil() + 1.0) as u16
}

fn bound_of(bin: u16) -> u64 {
    match bin {
        0 => 0,
        bin => GAMMA.powi(i32::from(bin) - 1) as u64,
    }
}

/// The value that is at most 1 % away from all others of the bin.
fn middle_of(bin: u16) -> u64 {
    match bin {
        0 => 0,
        bin => (2.0 * GAMMA.powi(i32::from(bin) - 1) / (GAMMA + 1.0)).round() as u64,
    }
}

pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for place in 0..10 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
