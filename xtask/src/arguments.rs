//! From the words of the command line to the [`Command`] they mean.

use std::fmt;

use crate::run::OnFailure;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <command> [options]

Commands:
  test     check format, lints, tests, loom models and docs, in this order;
           the last line is `N passed, M failed`
             --quick       leave out the loom models and the docs
             --keep-going  run every step, even after one has failed
  bless    rewrite the expected outputs: macro snapshots and UI messages
  help     print this text";

/// A command line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Test(TestOptions),
    Bless,
    Help,
}

/// The options of `cargo xtask test`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestOptions {
    pub(crate) extent: Extent,
    pub(crate) on_failure: OnFailure,
}

/// How much `cargo xtask test` runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    Full,
    Quick,
}

/// A command line that was not understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UsageError {
    NoCommand,
    UnknownCommand(String),
    UnknownOption {
        command: &'static str,
        option: String,
    },
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageError::NoCommand => f.write_str("which command? One of `test`, `bless`, `help`"),
            UsageError::UnknownCommand(word) => write!(
                f,
                "there is no command `{word}`; the commands are `test`, `bless`, `help`"
            ),
            UsageError::UnknownOption { command, option } => {
                write!(f, "`{command}` has no option `{option}`")
            }
        }
    }
}

/// Reads the words that follow `cargo xtask`.
///
/// # Errors
///
/// If a word is unknown, or none was given.
pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Command, UsageError> {
    let command = words.next().ok_or(UsageError::NoCommand)?;
    match command.as_str() {
        "test" => parse_test(words),
        "bless" => match words.next() {
            None => Ok(Command::Bless),
            Some(word) if asks_for_help(&word) => Ok(Command::Help),
            Some(option) => Err(UsageError::UnknownOption {
                command: "bless",
                option,
            }),
        },
        "help" => Ok(Command::Help),
        word if asks_for_help(word) => Ok(Command::Help),
        _ => Err(UsageError::UnknownCommand(command)),
    }
}

fn parse_test(words: impl Iterator<Item = String>) -> Result<Command, UsageError> {
    let mut options = TestOptions {
        extent: Extent::Full,
        on_failure: OnFailure::Stop,
    };
    for word in words {
        match word.as_str() {
            "--quick" => options.extent = Extent::Quick,
            "--keep-going" => options.on_failure = OnFailure::KeepGoing,
            word if asks_for_help(word) => return Ok(Command::Help),
            _ => {
                return Err(UsageError::UnknownOption {
                    command: "test",
                    option: word,
                });
            }
        }
    }
    Ok(Command::Test(options))
}

fn asks_for_help(word: &str) -> bool {
    matches!(word, "--help" | "-h")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, UsageError> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    fn test(extent: Extent, on_failure: OnFailure) -> Result<Command, UsageError> {
        Ok(Command::Test(TestOptions { extent, on_failure }))
    }

    #[test]
    fn commands_and_their_options() {
        use Extent::{Full, Quick};
        use OnFailure::{KeepGoing, Stop};
        for (line, expected) in [
            ("test", test(Full, Stop)),
            ("test --quick", test(Quick, Stop)),
            ("test --keep-going", test(Full, KeepGoing)),
            ("test --keep-going --quick", test(Quick, KeepGoing)),
            ("test --quick --quick", test(Quick, Stop)),
            ("bless", Ok(Command::Bless)),
        ] {
            assert_eq!(parsed(line), expected, "{line}");
        }
    }

    #[test]
    fn help_is_found_wherever_it_is_asked_for() {
        for line in ["help", "--help", "-h", "test --quick --help", "bless -h"] {
            assert_eq!(parsed(line), Ok(Command::Help), "{line}");
        }
    }

    #[test]
    fn unknown_words_are_named_in_the_error() {
        for (line, message) in [
            ("", "which command? One of `test`, `bless`, `help`"),
            (
                "tests",
                "there is no command `tests`; the commands are `test`, `bless`, `help`",
            ),
            ("test --fast", "`test` has no option `--fast`"),
            ("test quick", "`test` has no option `quick`"),
            ("bless --quick", "`bless` has no option `--quick`"),
        ] {
            let error = parsed(line).expect_err(line);
            assert_eq!(error.to_string(), message, "{line}");
        }
    }

    #[test]
    fn every_command_that_errors_list_is_in_the_help() {
        for command in ["test", "bless", "help"] {
            assert!(
                HELP.lines()
                    .any(|line| line.starts_with(&format!("  {command} "))),
                "{command}"
            );
        }
    }
}
