//! Where tokens end, in bytes from the beginning of the first.

use super::super::dialect::Dialect;

/// The end of the comment that `bytes` begins with.
pub(super) fn comment(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    match bytes {
        // MySQL may run what stands in it, or not, by its version: where it ends depends on
        // that, so that nothing can be said of what follows.
        [b'/', b'*', b'!', ..] | [b'/', b'*', b'M', b'!', ..] if dialect == Dialect::MySql => {
            Some(bytes.len())
        }
        [b'/', b'*', ..] => Some(block_comment(bytes, dialect)),
        [b'#', ..] if dialect == Dialect::MySql => Some(line(bytes, dialect)),
        // MySQL: `5--1` is a difference.
        [b'-', b'-', b'!'..=b'~' | 0x80.., ..] if dialect == Dialect::MySql => None,
        [b'-', b'-', ..] => Some(line(bytes, dialect)),
        _ => None,
    }
}

fn line(bytes: &[u8], dialect: Dialect) -> usize {
    let is_carriage_return = |byte| byte == b'\r' && dialect == Dialect::Postgres;
    run(bytes, 0, |byte| byte != b'\n' && !is_carriage_return(byte))
}

fn block_comment(bytes: &[u8], dialect: Dialect) -> usize {
    let (mut at, mut depth) = (2, 1);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            [b'/', b'*', ..] if dialect.nests_comments() => (at, depth) = (at + 2, depth + 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// A number, with whatever letters and digits follow: `0x1F`, `1_000`, `1.5e-3`.
pub(super) fn number(bytes: &[u8]) -> usize {
    let has_exponent = !matches!(bytes, [b'0', b'x' | b'X', ..]);
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let goes_on = match byte {
            // `1..10` is a range.
            b'.' => bytes.get(at + 1) != Some(&b'.'),
            b'+' | b'-' => {
                let after_e = at > 0 && matches!(bytes[at - 1], b'e' | b'E');
                has_exponent && after_e && digit_at(at + 1)
            }
            _ => byte.is_ascii_alphanumeric() || *byte == b'_',
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// The place behind the quote that closes; a doubled quote does not.
pub(super) fn closing(bytes: &[u8], from: usize, quote: u8, escapes: bool) -> Option<usize> {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte == b'\\' && escapes {
            at += 1;
        } else if byte == quote {
            if bytes.get(at) != Some(&quote) {
                return Some(at);
            }
            at += 1;
        }
    }
    None
}

/// The place behind the first `end` from `from` on.
pub(super) fn find(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    let mut windows = bytes.get(from..)?.windows(end.len());
    windows
        .position(|it| it == end)
        .map(|at| from + at + end.len())
}

/// The end of the bytes from `from` on that are so.
pub(super) fn run(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| is(**byte)).count()
}

pub(super) fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\x0b'
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}
