//! Texts as words: the length in bytes, then the bytes, padded with zeros to a word.

/// How many words `bytes` bytes take.
#[inline]
pub(crate) const fn padded(bytes: usize) -> usize {
    bytes.div_ceil(8)
}

/// Puts a text into `to`, which must have room for it, and returns the words
/// that it takes.
#[inline]
pub(crate) fn text<'a>(to: &'a mut [u64], text: &str) -> &'a [u64] {
    if let Some((length, to)) = to.split_first_mut() {
        *length = text.len() as u64;
        copy_padded(to, text.as_bytes());
    }
    &to[..1 + padded(text.len())]
}

/// Fills `to` with `bytes`; it is [`padded`] to their length.
#[inline]
pub(crate) fn copy_padded(to: &mut [u64], bytes: &[u8]) {
    // Identifiers, most of them: two loads, and no loop to set up.
    if let ([first, second], Some(head), Some(tail)) =
        (&mut *to, bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
    {
        *first = u64::from_ne_bytes(*head);
        *second = (u64::from_le_bytes(*tail) >> (8 * (16 - bytes.len()))).to_le();
        return;
    }
    let (whole, rest) = bytes.as_chunks::<8>();
    if whole.len() > 8 {
        return copy_long(to, bytes);
    }
    for (word, chunk) in to.iter_mut().zip(whole) {
        *word = u64::from_ne_bytes(*chunk);
    }
    if !rest.is_empty()
        && let Some(last) = to.get_mut(whole.len())
    {
        *last = last_word(bytes, rest);
    }
}

/// The same as [`copy_padded`], in one go.
#[inline(never)]
fn copy_long(to: &mut [u64], bytes: &[u8]) {
    if let Some(last) = to.last_mut() {
        *last = 0;
    }
    let to: &mut [u8] = bytemuck::cast_slice_mut(to);
    if let Some(to) = to.get_mut(..bytes.len()) {
        to.copy_from_slice(bytes);
    }
}

/// The word of what is left of `bytes` behind its whole words, which is not nothing.
#[inline]
fn last_word(bytes: &[u8], rest: &[u8]) -> u64 {
    match bytes.last_chunk::<8>() {
        // Overlaps the word before, which is cheaper than a loop.
        Some(tail) => (u64::from_le_bytes(*tail) >> (64 - 8 * rest.len())).to_le(),
        None => load_short(rest).to_le(),
    }
}

/// At most seven bytes as a number, the first one lowest.
#[inline]
pub(crate) fn load_short(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    if let (Some(head), Some(tail)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (head, tail) = (u32::from_le_bytes(*head), u32::from_le_bytes(*tail));
        return u64::from(head) | u64::from(tail) << (8 * (length - 4));
    }
    if let (Some(head), Some(tail)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        let (head, tail) = (u16::from_le_bytes(*head), u16::from_le_bytes(*tail));
        return u64::from(head) | u64::from(tail) << (8 * (length - 2));
    }
    bytes.first().copied().map_or(0, u64::from)
}

/// Appends a text.
#[inline]
pub(crate) fn push_text(to: &mut Vec<u64>, text: &str) {
    to.push(text.len() as u64);
    push_padded(to, text.as_bytes());
}

/// Appends bytes, padded to words.
#[inline]
pub(crate) fn push_padded(to: &mut Vec<u64>, bytes: &[u8]) {
    let (whole, rest) = bytes.as_chunks::<8>();
    to.reserve(whole.len() + 1);
    to.extend(whole.iter().map(|chunk| u64::from_ne_bytes(*chunk)));
    if !rest.is_empty() {
        to.push(last_word(bytes, rest));
    }
}

/// The words of a text that is known when the program is compiled; `N` is one more than
/// [`padded`] says.
pub(crate) const fn text_words<const N: usize>(text: &str) -> [u64; N] {
    let bytes = text.as_bytes();
    assert!(N == 1 + padded(bytes.len()));
    let mut words = [0; N];
    words[0] = bytes.len() as u64;
    let mut at = 0;
    while at < bytes.len() {
        // As they lie in memory.
        words[1 + at / 8] |= (bytes[at] as u64) << (8 * (at % 8));
        at += 1;
    }
    at = 1;
    while at < N {
        words[at] = words[at].to_le();
        at += 1;
    }
    words
}

/// The longest beginning of at most `limit` bytes that ends between characters.
#[inline]
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    &text[..text.floor_char_boundary(limit)]
}

/// Reads a text; what lies behind it comes second. `None` if there is none.
pub(crate) fn read_text(words: &[u64]) -> Option<(&str, &[u64])> {
    let (bytes, rest) = read_bytes(words)?;
    Some((std::str::from_utf8(bytes).ok()?, rest))
}

/// Reads the bytes of a text, without looking whether they are UTF-8; what lies behind
/// comes second.
#[inline]
pub(crate) fn read_bytes(words: &[u64]) -> Option<(&[u8], &[u64])> {
    let (&length, rest) = words.split_first()?;
    split_bytes(rest, usize::try_from(length).ok()?)
}

/// The first `length` bytes, and the words behind them.
#[inline]
pub(super) fn split_bytes(words: &[u64], length: usize) -> Option<(&[u8], &[u64])> {
    let (bytes, rest) = words.split_at_checked(padded(length))?;
    let bytes: &[u8] = bytemuck::cast_slice(bytes);
    Some((bytes.get(..length)?, rest))
}
