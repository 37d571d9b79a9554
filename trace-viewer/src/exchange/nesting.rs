//! Where a document of JSON ends.

/// How far a text is within a JSON document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Nesting {
    pub(super) depth: usize,
    is_text: bool,
    is_escaped: bool,
}

impl Nesting {
    pub(super) fn read(&mut self, text: &[u8]) {
        for byte in text {
            match (self.is_text, byte) {
                // No text of JSON goes on on the next line: this document is broken.
                (true, b'\n') => *self = Nesting::default(),
                (true, _) if self.is_escaped => self.is_escaped = false,
                (true, b'\\') => self.is_escaped = true,
                (_, b'"') => self.is_text = !self.is_text,
                (false, b'{' | b'[') => self.depth += 1,
                (false, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }
}

/// Whether a line is a document of OTLP JSON, from its first character to its last.
pub(super) fn is_document(line: &[u8]) -> bool {
    let starts = |start: &str| line.starts_with(start.as_bytes());
    let begins = starts("{\"resourceSpans\"") || starts("{\"resourceLogs\"");
    if !begins {
        return false;
    }
    let mut nesting = Nesting::default();
    nesting.read(line);
    nesting == Nesting::default() && line.trim_ascii_end().ends_with(b"}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_otlp_begins_and_ends_with_its_line() {
        for (line, is_one) in [
            ("{\"resourceSpans\":[]}\n", true),
            ("{\"resourceLogs\": [{\"a\":\"\\\"}\"}]}\r\n", true),
            (" {\"resourceSpans\":[]}", false),
            ("{\"resourceSpans\":[]},", false),
            ("{\"resourceSpans\":[", false),
            ("{\"data\":[]}", false),
        ] {
            assert_eq!(is_document(line.as_bytes()), is_one, "{line}");
        }
    }
}
