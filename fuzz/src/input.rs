//! From the bytes that a fuzzer makes to what a target takes.

/// Long enough to be beyond every limit that a header has.
const LONGEST: usize = 9_000;

/// Writes `data` out: a NUL doubles what stands before it, up to a length beyond
/// all limits. So the limits are reached by few bytes, and by mutations of them.
pub(crate) fn expanded(data: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(data.len());
    for byte in data {
        match byte {
            0 => whole.extend_from_within(..whole.len().min(LONGEST.saturating_sub(whole.len()))),
            byte => whole.push(*byte),
        }
    }
    whole
}

/// The lines of `data`, each [`expanded`] by itself.
pub(crate) fn lines(data: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    data.split(|byte| *byte == b'\n').map(expanded)
}

/// Header lines, `name: value` each.
pub(crate) fn headers(data: &[u8]) -> crate::carrier::Lines {
    let pair = |line: Vec<u8>| {
        let at = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(at);
        let value = value[1..].strip_prefix(b" ").unwrap_or(&value[1..]);
        Some((String::from_utf8(name.to_vec()).ok()?, value.to_vec()))
    };
    crate::carrier::Lines(lines(data).filter_map(pair).collect())
}
