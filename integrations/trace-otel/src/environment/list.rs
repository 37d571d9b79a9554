//! `key1=value1,key2=value2`: headers and resource attributes, which are not
//! encoded in the same way.

/// The attributes of a resource, in order, and how many entries are none. Keys and
/// values are percent-encoded; a key given twice keeps its last value.
pub(super) fn attributes(list: &str) -> (Vec<(String, String)>, usize) {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut unusable = 0;
    for entry in entries(list) {
        match attribute(entry) {
            Some((key, value)) => match pairs.iter_mut().find(|(known, _)| *known == key) {
                Some(known) => known.1 = value,
                None => pairs.push((key, value)),
            },
            None => unusable += 1,
        }
    }
    (pairs, unusable)
}

/// The headers of a request; `None` for an entry without `=`. Names stand as they
/// are, values are percent-encoded: a header may have any bytes, and a `%` that
/// begins no escape is one of them.
pub(super) fn headers(list: &str) -> impl Iterator<Item = Option<(&str, Vec<u8>)>> {
    entries(list).map(|entry| {
        let (name, value) = entry.split_once('=')?;
        Some((name.trim(), unescaped(value.trim()).0))
    })
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    let entries = list.split(',').map(str::trim);
    entries.filter(|entry| !entry.is_empty())
}

fn attribute(entry: &str) -> Option<(String, String)> {
    let (key, value) = entry.split_once('=')?;
    let key = text(key.trim())?;
    (!key.is_empty()).then_some((key, text(value.trim())?))
}

/// `None` for a broken escape, and for bytes that are no UTF-8.
fn text(encoded: &str) -> Option<String> {
    match unescaped(encoded) {
        (bytes, 0) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The bytes, and how many `%` begin no escape and were kept.
fn unescaped(encoded: &str) -> (Vec<u8>, usize) {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut broken = 0;
    let mut rest = encoded.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match (byte, escape(behind)) {
            (b'%', Some(escaped)) => {
                bytes.push(escaped);
                rest = &behind[2..];
            }
            (b'%', None) => {
                bytes.push(byte);
                broken += 1;
            }
            _ => bytes.push(byte),
        }
    }
    (bytes, broken)
}

/// What two hexadecimal digits at the head stand for.
fn escape(text: &[u8]) -> Option<u8> {
    let [high, low, ..] = text else { return None };
    Some(hex(*high)? << 4 | hex(*low)?)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, expected: &[(&str, &str)], unusable: usize) {
        let expected: Vec<_> = expected
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(attributes(list), (expected, unusable), "{list}");
    }

    #[test]
    fn attributes_of_a_resource() {
        check("", &[], 0);
        check("a=1", &[("a", "1")], 0);
        check(" a = 1 , b = 2 ", &[("a", "1"), ("b", "2")], 0);
        check("a=1,a=2", &[("a", "2")], 0);
        check("a=b=c", &[("a", "b=c")], 0);
        check("a=", &[("a", "")], 0);
        check("a=%2C%3d%20x", &[("a", ",= x")], 0);
        check("%61=caf%C3%A9", &[("a", "café")], 0);
        check("a,=1,b=%,c=%f,d=%zz,e=%FF,f=1", &[("f", "1")], 6);
    }

    #[test]
    fn headers_of_a_request() {
        let read = |list: &str| -> Vec<Option<(String, Vec<u8>)>> {
            headers(list)
                .map(|entry| entry.map(|(name, value)| (name.to_owned(), value)))
                .collect()
        };
        let one = |name: &str, value: &[u8]| vec![Some((name.to_owned(), value.to_vec()))];
        assert_eq!(read("a=1"), one("a", b"1"));
        assert_eq!(read("x%2Dy=1"), one("x%2Dy", b"1"));
        assert_eq!(read("a=100%"), one("a", b"100%"));
        assert_eq!(read("a=%zz%2"), one("a", b"%zz%2"));
        assert_eq!(read("a=%%41%4"), one("a", b"%A%4"));
        assert_eq!(read("a=%FF"), one("a", b"\xff"));
        assert_eq!(read("a=Basic%20dTpw=="), one("a", b"Basic dTpw=="));
        assert_eq!(
            read("a, ,b=2"),
            vec![None, Some(("b".to_owned(), b"2".to_vec()))]
        );
    }
}
