//! Counts tests from the `test result:` lines that each test binary prints.

use std::fmt;

/// Tests that passed and that failed, summed over test binaries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Tests of both that are examples in the documentation.
    pub(crate) doc_tests: u64,
    /// Programs that tests gave to the compiler, one by one.
    pub(crate) ui_programs: u64,
    in_doc_tests: bool,
}

impl Counts {
    /// Adds what a line of output says: cargo's, of a test binary or of trybuild.
    pub(crate) fn add_line(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else {
            self.add_other_line(line);
            return;
        };
        let before = self.passed.saturating_add(self.failed);
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
        if self.in_doc_tests {
            self.doc_tests += self.passed.saturating_add(self.failed) - before;
        }
    }

    fn add_other_line(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim_start();
        if line.starts_with("Doc-tests ") {
            self.in_doc_tests = true;
        } else if line.starts_with("Running ") {
            self.in_doc_tests = false;
        } else if let Some(test) = line.strip_prefix("test ")
            && !self.in_doc_tests
        {
            let name = test.split(' ').next();
            self.ui_programs += u64::from(name.is_some_and(|name| name.ends_with(".rs")));
        }
    }

    /// Adds those of another step.
    pub(crate) fn add(&mut self, other: &Counts) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
        self.doc_tests = self.doc_tests.saturating_add(other.doc_tests);
        self.ui_programs = self.ui_programs.saturating_add(other.ui_programs);
    }

    /// What ran, for the summary of a step.
    pub(crate) fn kinds(&self) -> String {
        let tests = (self.passed + self.failed).saturating_sub(self.doc_tests);
        let kinds = [
            (tests, "tests"),
            (self.doc_tests, "doc tests"),
            (self.ui_programs, "UI programs"),
        ];
        let ran = kinds.iter().filter(|(number, _)| *number > 0);
        let ran: Vec<_> = ran
            .map(|(number, kind)| format!("{number} {kind}"))
            .collect();
        ran.join(", ")
    }
}

/// The closing line of `cargo xtask test`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// trybuild writes in colours, whoever reads.
fn without_colours(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain += piece.split_once('m').map_or(piece, |(_, text)| text);
    }
    plain
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
            "test ui/function/no-contract.rs ... ok",
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
        let of = |passed, failed| Counts {
            passed,
            failed,
            ..Counts::default()
        };
        let mut counts = of(41, 0);
        counts.add(&of(1, 2));
        assert_eq!(counts.to_string(), "42 passed, 2 failed");
    }

    #[test]
    fn kinds_are_told_apart() {
        let output = "\
     Running unittests src/lib.rs (target/debug/deps/shop-0)
running 2 tests
\u{1b}[0mtest \u{1b}[0m\u{1b}[1mui/function/no-contract.rs\u{1b}[0m ... \u{1b}[0m\u{1b}[32mok
test ui/supported/root.rs ... ok
test programs ... ok
test other::rs ... ok
test result: ok. 2 passed; 0 failed; 0 ignored
   Doc-tests shop
test src/lib.rs - (line 3) ... ok
test src/lib.rs - pay (line 9) ... FAILED
test result: FAILED. 1 passed; 1 failed; 0 ignored
     Running tests/more.rs (target/debug/deps/more-0)
test result: ok. 1 passed; 0 failed; 0 ignored
";
        let mut counts = Counts::default();
        for line in output.lines() {
            counts.add_line(line);
        }
        assert_eq!(counts.kinds(), "3 tests, 2 doc tests, 2 UI programs");
        assert_eq!(counts.to_string(), "4 passed, 1 failed");
        assert_eq!(Counts::default().kinds(), "");
    }
}
