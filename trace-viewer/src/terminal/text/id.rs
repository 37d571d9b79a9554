//! Ids, short.

/// The beginning of a trace id, enough for `get`: 16 of its 32 digits. Of an id of 64 bits, in
/// front of which there are zeros, these are the last ones.
pub fn short_id(id: &str) -> &str {
    match id.strip_prefix("0000000000000000") {
        Some(rest) => rest,
        None => id.get(..16).unwrap_or(id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ids_of_both_lengths_tell_traces_apart() {
        assert_eq!(
            short_id("4bf92f3577b34da6a3ce929d0e0e4736"),
            "4bf92f3577b34da6"
        );
        assert_eq!(
            short_id("0000000000000000a3ce929d0e0e4736"),
            "a3ce929d0e0e4736"
        );
        assert_eq!(short_id("żółć"), "żółć");
    }
}
