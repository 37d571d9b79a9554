//! Errors of the server, which arrive as values: redis makes errors of them only behind the
//! connection, when a span has ended.

use std::borrow::Cow;

use redis::{RedisError, Value};

/// The longest code that is taken for one.
const LONGEST_CODE: usize = 24;

/// The code of the first error within what came back.
pub(crate) fn first_error(value: &Value) -> Option<&str> {
    match value {
        Value::ServerError(error) => Some(code(error.code())),
        Value::Array(values) | Value::Set(values) | Value::Push { data: values, .. } => {
            first_error_of(values)
        }
        Value::Map(pairs) => {
            let mut errors = pairs
                .iter()
                .filter_map(|(key, value)| first_error(key).or_else(|| first_error(value)));
            errors.next()
        }
        Value::Attribute { data, .. } => first_error(data),
        _ => None,
    }
}

/// The code of the first error within several answers.
pub(crate) fn first_error_of(values: &[Value]) -> Option<&str> {
    values.iter().find_map(first_error)
}

/// The code of the server, if it is its error; of several commands, that of the first error.
pub(crate) fn server_code(error: &RedisError) -> Option<Cow<'_, str>> {
    if let Some(of_one) = error.code() {
        return Some(Cow::Borrowed(code(of_one)));
    }
    let errors = error.clone().into_server_errors()?;
    let (_, first) = errors.first()?;
    Some(Cow::Owned(code(first.code()).to_owned()))
}

/// A script writes errors of its own: what does not look like a code could be anything.
fn code(code: &str) -> &str {
    let is_of_code = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    match (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(is_of_code) {
        true => code,
        false => "ERR",
    }
}

#[cfg(test)]
mod tests {
    use redis::parse_redis_value;

    use super::*;

    fn of(answer: &str) -> Option<String> {
        let value = parse_redis_value(answer.as_bytes()).unwrap();
        first_error(&value).map(str::to_owned)
    }

    #[test]
    fn an_error_is_found_wherever_it_is() {
        let wrong = "-WRONGTYPE Operation against a key\r\n";
        assert_eq!(of(wrong).as_deref(), Some("WRONGTYPE"));
        assert_eq!(
            of(&format!("*2\r\n+OK\r\n{wrong}")).as_deref(),
            Some("WRONGTYPE")
        );
        assert_eq!(
            of(&format!("*1\r\n*1\r\n{wrong}")).as_deref(),
            Some("WRONGTYPE")
        );
        assert_eq!(
            of(&format!("%1\r\n+key\r\n{wrong}")).as_deref(),
            Some("WRONGTYPE")
        );
        assert_eq!(of(&format!("~1\r\n{wrong}")).as_deref(), Some("WRONGTYPE"));
        assert_eq!(
            of("-NOSCRIPT No matching script\r\n").as_deref(),
            Some("NOSCRIPT")
        );
        assert_eq!(of("$-1\r\n"), None);
        assert_eq!(of("*-1\r\n"), None);
        assert_eq!(of("+OK\r\n"), None);
    }

    #[test]
    fn what_is_no_code_is_not_shown() {
        for answer in [
            "-hunter2 is wrong\r\n",
            "-Hunter\r\n",
            "-VERYLONGANDNOTACODEATALLBUTASECRET x\r\n",
        ] {
            assert_eq!(of(answer).as_deref(), Some("ERR"), "{answer}");
        }
    }
}
