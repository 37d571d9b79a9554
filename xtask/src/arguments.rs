//! From the words of the command line to the [`Command`] they mean.

use std::fmt;
use std::path::PathBuf;

use crate::bench;
use crate::fuzz;
use crate::run::OnFailure;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <command> [options]

Commands:
  test     check format, lints, features, tests, loom models, coroutines and
           docs, in this order; the last line is `N passed, M failed`
             --quick       leave out what takes long: each feature alone, tests
                           without default features, loom models, sanitizer, docs
             --keep-going  run every step, even after one has failed
  loom     run the loom models alone, each with its number of executions
  sanitizer  run the tests with coroutines under AddressSanitizer
  bench    measure against other libraries, and write benches/RESULTS.md
             --instructions   count instructions instead, with valgrind
             --figures        run the programs in benches/figures instead
             --rounds N       how often each measurement is repeated, 7
             --only A,B       these subjects; prints, and writes nothing
             --workloads a,b  these workloads; prints, and writes nothing
             --quick          short and noisy; prints, and writes nothing
             --out FILE       keep every measurement, one JSON object a line
  fuzz [TARGET…]
           run the targets in fuzz/, or these, each for a minute
             --seconds N   each for so long
  lint-pack [PATH]
           merge the bans of raw spawns into the clippy.toml at PATH, or here
  bless    rewrite the expected outputs: macro snapshots and UI messages
  help     print this text";

/// A command line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Test(TestOptions),
    Loom,
    Sanitizer,
    Bench(bench::Options),
    Fuzz(fuzz::Options),
    LintPack(PathBuf),
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
    /// `bench` says what is wrong with its options.
    Bench(String),
    /// `--seconds` of `fuzz` without a number behind it, or with none above zero.
    Seconds,
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UsageError::NoCommand => f.write_str(
                "which command? One of `test`, `loom`, `sanitizer`, `bench`, `fuzz`, `lint-pack`, `bless`, `help`",
            ),
            UsageError::UnknownCommand(word) => write!(
                f,
                "there is no command `{word}`; the commands are `test`, `loom`, `sanitizer`, `bench`, `fuzz`, `lint-pack`, `bless`, `help`"
            ),
            UsageError::UnknownOption { command, option } => {
                write!(f, "`{command}` has no option `{option}`")
            }
            UsageError::Bench(what) => f.write_str(what),
            UsageError::Seconds => f.write_str("`--seconds` takes a number above zero"),
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
        "loom" => parse_bare("loom", Command::Loom, words),
        "sanitizer" => parse_bare("sanitizer", Command::Sanitizer, words),
        "bench" => parse_bench(words),
        "fuzz" => parse_fuzz(words),
        "lint-pack" => parse_lint_pack(words),
        "bless" => parse_bare("bless", Command::Bless, words),
        "help" => Ok(Command::Help),
        word if asks_for_help(word) => Ok(Command::Help),
        _ => Err(UsageError::UnknownCommand(command)),
    }
}

/// A command without options.
fn parse_bare(
    name: &'static str,
    command: Command,
    mut words: impl Iterator<Item = String>,
) -> Result<Command, UsageError> {
    match words.next() {
        None => Ok(command),
        Some(word) if asks_for_help(&word) => Ok(Command::Help),
        Some(option) => Err(UsageError::UnknownOption {
            command: name,
            option,
        }),
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

fn parse_fuzz(mut words: impl Iterator<Item = String>) -> Result<Command, UsageError> {
    let mut options = fuzz::Options::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => {
                let seconds = words.next().and_then(|seconds| seconds.parse().ok());
                let seconds = seconds.filter(|seconds| *seconds > 0);
                options.seconds = seconds.ok_or(UsageError::Seconds)?;
            }
            word if asks_for_help(word) => return Ok(Command::Help),
            word if word.starts_with('-') => {
                return Err(UsageError::UnknownOption {
                    command: "fuzz",
                    option: word.to_owned(),
                });
            }
            target => options.targets.push(target.to_owned()),
        }
    }
    Ok(Command::Fuzz(options))
}

fn parse_lint_pack(mut words: impl Iterator<Item = String>) -> Result<Command, UsageError> {
    let path = words.next().unwrap_or_else(|| ".".to_owned());
    let rest = words.next();
    if asks_for_help(&path) || rest.as_deref().is_some_and(asks_for_help) {
        return Ok(Command::Help);
    }
    let option = rest.or_else(|| path.starts_with('-').then(|| path.clone()));
    match option {
        None => Ok(Command::LintPack(path.into())),
        Some(option) => Err(UsageError::UnknownOption {
            command: "lint-pack",
            option,
        }),
    }
}

fn parse_bench(words: impl Iterator<Item = String>) -> Result<Command, UsageError> {
    let words: Vec<String> = words.collect();
    if words.iter().any(|word| asks_for_help(word)) {
        return Ok(Command::Help);
    }
    let options = bench::parse(words.into_iter()).map_err(UsageError::Bench)?;
    Ok(Command::Bench(options))
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

    fn fuzz(seconds: u32, targets: &[&str]) -> Result<Command, UsageError> {
        let targets = targets.iter().map(|&target| target.to_owned()).collect();
        Ok(Command::Fuzz(fuzz::Options { seconds, targets }))
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
            ("loom", Ok(Command::Loom)),
            ("sanitizer", Ok(Command::Sanitizer)),
            ("lint-pack", Ok(Command::LintPack(".".into()))),
            ("lint-pack ../shop", Ok(Command::LintPack("../shop".into()))),
            ("fuzz", fuzz(60, &[])),
            ("fuzz ids b3 --seconds 5", fuzz(5, &["ids", "b3"])),
            ("bless", Ok(Command::Bless)),
        ] {
            assert_eq!(parsed(line), expected, "{line}");
        }
    }

    #[test]
    fn help_is_found_wherever_it_is_asked_for() {
        for line in [
            "help",
            "--help",
            "-h",
            "test --quick --help",
            "loom -h",
            "bench --quick -h",
            "fuzz ids --help",
            "lint-pack shop --help",
            "bless -h",
        ] {
            assert_eq!(parsed(line), Ok(Command::Help), "{line}");
        }
    }

    #[test]
    fn unknown_words_are_named_in_the_error() {
        for (line, message) in [
            (
                "",
                "which command? One of `test`, `loom`, `sanitizer`, `bench`, `fuzz`, `lint-pack`, `bless`, `help`",
            ),
            (
                "tests",
                "there is no command `tests`; the commands are `test`, `loom`, `sanitizer`, `bench`, `fuzz`, `lint-pack`, `bless`, `help`",
            ),
            ("test --fast", "`test` has no option `--fast`"),
            ("test quick", "`test` has no option `quick`"),
            ("loom --quick", "`loom` has no option `--quick`"),
            ("lint-pack --all", "`lint-pack` has no option `--all`"),
            ("lint-pack a b", "`lint-pack` has no option `b`"),
            ("bench --slow", "`bench` has no option `--slow`"),
            ("fuzz --fast", "`fuzz` has no option `--fast`"),
            ("fuzz --seconds", "`--seconds` takes a number above zero"),
            ("fuzz --seconds 0", "`--seconds` takes a number above zero"),
            ("bless --quick", "`bless` has no option `--quick`"),
        ] {
            let error = parsed(line).expect_err(line);
            assert_eq!(error.to_string(), message, "{line}");
        }
    }

    #[test]
    fn every_command_that_errors_list_is_in_the_help() {
        for command in [
            "test",
            "loom",
            "sanitizer",
            "bench",
            "fuzz",
            "lint-pack",
            "bless",
            "help",
        ] {
            assert!(
                HELP.lines()
                    .any(|line| line.starts_with(&format!("  {command} "))),
                "{command}"
            );
        }
    }
}
