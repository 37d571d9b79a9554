//! Which codes there are, and which of them are errors: the one place that says so.

/// The names of the codes, 0 to 16, as `rpc.response.status_code` has them.
const CODES: [&str; 17] = [
    "OK",
    CANCELLED,
    UNKNOWN,
    "INVALID_ARGUMENT",
    DEADLINE_EXCEEDED,
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    UNIMPLEMENTED,
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

pub(super) const CANCELLED: &str = "CANCELLED";
const UNKNOWN: &str = "UNKNOWN";
pub(super) const DEADLINE_EXCEEDED: &str = "DEADLINE_EXCEEDED";
pub(super) const UNIMPLEMENTED: &str = "UNIMPLEMENTED";

/// Who looks at a call: what the caller did wrong is an error of the caller's span
/// only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Every code but `OK` is an error.
    Client,
    /// `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE`
    /// and `DATA_LOSS` are errors.
    Server,
}

impl Side {
    pub(super) fn is_error(self, code: &str) -> bool {
        match self {
            Side::Client => code != "OK",
            Side::Server => matches!(
                code,
                UNKNOWN
                    | DEADLINE_EXCEEDED
                    | UNIMPLEMENTED
                    | "INTERNAL"
                    | "UNAVAILABLE"
                    | "DATA_LOSS"
            ),
        }
    }
}

/// The name of a code as a header has it. One that is malformed, or none of those there
/// are, is `UNKNOWN`: it could be anything, and is counted by.
pub(super) fn named(code: &[u8]) -> &'static str {
    let at = match *code {
        [digit @ b'0'..=b'9'] => digit - b'0',
        [b'1', digit @ b'0'..=b'6'] => 10 + digit - b'0',
        _ => return UNKNOWN,
    };
    of_number(i32::from(at))
}

/// The name of a code.
pub(super) fn of_number(code: i32) -> &'static str {
    let at = usize::try_from(code).ok();
    at.and_then(|at| CODES.get(at)).copied().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_one_or_two_digits_and_nothing_else() {
        for (at, name) in CODES.into_iter().enumerate() {
            assert_eq!(named(at.to_string().as_bytes()), name);
        }
        for malformed in [
            "", "17", "99", "00", "01", "+1", "-1", " 1", "1 ", "OK", "1.0", "é",
        ] {
            assert_eq!(named(malformed.as_bytes()), "UNKNOWN", "{malformed}");
        }
    }
}
