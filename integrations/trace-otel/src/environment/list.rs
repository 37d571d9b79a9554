//! `key1=value1,key2=value2`, percent-encoded: headers and resource attributes.

/// The pairs of a list, in order, and how many entries are not pairs.
///
/// A key given twice keeps its last value.
pub(super) fn pairs(list: &str) -> (Vec<(String, String)>, usize) {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut unusable = 0;
    for entry in list
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
    {
        match pair(entry) {
            Some((key, value)) => match pairs.iter_mut().find(|(known, _)| *known == key) {
                Some(known) => known.1 = value,
                None => pairs.push((key, value)),
            },
            None => unusable += 1,
        }
    }
    (pairs, unusable)
}

fn pair(entry: &str) -> Option<(String, String)> {
    let (key, value) = entry.split_once('=')?;
    let key = percent_decoded(key.trim())?;
    (!key.is_empty()).then_some((key, percent_decoded(value.trim())?))
}

/// `None` for a broken escape and for bytes that are no UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
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
        assert_eq!(pairs(list), (expected, unusable), "{list}");
    }

    #[test]
    fn lists() {
        check("", &[], 0);
        check("a=1", &[("a", "1")], 0);
        check(" a = 1 , b = 2 ", &[("a", "1"), ("b", "2")], 0);
        check("a=1,a=2", &[("a", "2")], 0);
        check("a=b=c", &[("a", "b=c")], 0);
        check("a=", &[("a", "")], 0);
        check("a=%2C%3d%20x", &[("a", ",= x")], 0);
        check("a=caf%C3%A9", &[("a", "café")], 0);
        check("a,=1,b=%,c=%f,d=%zz,e=%FF,f=1", &[("f", "1")], 6);
    }
}
