//! Counts tests from the `test result:` lines that each test binary prints.

use std::fmt;

/// Tests that passed and that failed, summed over test binaries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counts {
    /// Adds what a line of output says. Only `test result:` lines say anything.
    pub(crate) fn add_line(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            return;
        };
        // `ok. 3 passed; 0 failed; …`; with colours, the first word is wrapped
        // in escape sequences, which hold no ". ".
        let Some((_verdict, parts)) = result.split_once(". ") else {
            return;
        };
        for part in parts.split(';') {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what), None) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let Ok(number) = number.parse::<u64>() else {
                continue;
            };
            match what {
                "passed" => self.passed = self.passed.saturating_add(number),
                "failed" => self.failed = self.failed.saturating_add(number),
                _ => {}
            }
        }
    }

    /// The sum of two counts.
    pub(crate) fn plus(self, other: Counts) -> Counts {
        Counts {
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
        }
    }
}

/// The closing line of `cargo xtask test`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(output: &str) -> (u64, u64) {
        let mut counts = Counts::default();
        for line in output.lines() {
            counts.add_line(line);
        }
        (counts.passed, counts.failed)
    }

    #[test]
    fn sums_over_test_binaries() {
        let output = "\
running 3 tests
test a ... ok
test b ... FAILED

test result: FAILED. 2 passed; 1 failed; 4 ignored; 5 measured; 6 filtered out; finished in 0.12s

running 1 test
test result: ok. 10 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 61.02s
";
        assert_eq!(counted(output), (12, 1));
    }

    #[test]
    fn reads_through_colours_and_line_ends() {
        let line = "test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 7 passed; 1 failed; 0 ignored\r";
        assert_eq!(counted(line), (7, 1));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in [
            "",
            "5 passed; 1 failed",
            "test ui/fail/no-contract.rs ... ok",
            "  test result: ok. 3 passed; 0 failed",
            "note: test result: ok. 3 passed; 0 failed",
            "test result: ok",
            "test result: ok. many passed; -1 failed; 99999999999999999999999 passed",
            "test result: ok. 3 passed over; 2 failed twice",
        ] {
            assert_eq!(counted(line), (0, 0), "{line}");
        }
    }

    #[test]
    fn is_shown_as_the_closing_line() {
        let counts = Counts {
            passed: 41,
            failed: 0,
        };
        let one = Counts {
            passed: 1,
            failed: 2,
        };
        assert_eq!(counts.plus(one).to_string(), "42 passed, 2 failed");
    }
}
