//! From the words of the command line to the [`Command`] they mean.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::fuzz;

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <command> [options]

Commands:
  test     check format, lints, features, tests, loom models, coroutines, docs
           and book, in this order; the last line is `N passed, M failed`
             --quick       leave out what takes long: each feature alone, tests
                           without default features, loom models, sanitizer, task
                           hook, docs, book
             --keep-going  run every step, even after one has failed
  loom     run the loom models alone, each with its number of executions
  sanitizer  run the tests with coroutines under AddressSanitizer
  task-hook  run the test of the hook for tasks, built for `tokio_unstable`
  bench    measure against other libraries: `cargo xtask bench --help`
  fuzz [TARGET…]
           run the targets in fuzz/, or these, each for a minute
             --seconds N   each for so long
  lint-pack [PATH]
           merge the bans of raw spawns into the clippy.toml at PATH, or here
  book     build the book of docs/ with mdBook, and follow its links
  book-links
           what mdBook calls for it: the book as JSON in, and out, with links to
           files of the repository as a built book can have them
  package  pack each crate that is published, and build it from its archive
  bless    rewrite the expected outputs: macro snapshots, UI messages, and the
           differences in docs/adopt.md
  help     print this text";

/// A command line that was understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Test(TestOptions),
    Loom,
    Sanitizer,
    TaskHook,
    /// What follows is for the benchmarks' own program.
    Bench(Vec<OsString>),
    Fuzz(fuzz::Options),
    LintPack(PathBuf),
    Book,
    BookLinks,
    Package,
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

/// What happens to the other steps when one has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnFailure {
    Stop,
    KeepGoing,
}

/// Reads the words that follow `cargo xtask`.
///
/// # Errors
///
/// If a word is unknown, or none was given.
pub(crate) fn parse(mut words: Parser) -> Result<Command, lexopt::Error> {
    let command = match words.next()? {
        Some(Arg::Value(command)) => command.string()?,
        Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected()),
        None => return Err("a command is missing".into()),
    };
    if command == "bench" {
        return Ok(Command::Bench(words.raw_args()?.collect()));
    }
    let mut test = TestOptions {
        extent: Extent::Full,
        on_failure: OnFailure::Stop,
    };
    let mut fuzz = fuzz::Options::default();
    let mut path = None;
    while let Some(word) = words.next()? {
        match (command.as_str(), word) {
            (_, Arg::Long("help") | Arg::Short('h')) => return Ok(Command::Help),
            ("test", Arg::Long("quick")) => test.extent = Extent::Quick,
            ("test", Arg::Long("keep-going")) => test.on_failure = OnFailure::KeepGoing,
            ("fuzz", Arg::Long("seconds")) => fuzz.seconds = words.value()?.parse_with(seconds)?,
            ("fuzz", Arg::Value(target)) => fuzz.targets.push(target.string()?),
            ("lint-pack", Arg::Value(given)) if path.is_none() => path = Some(given.into()),
            (_, other) => return Err(other.unexpected()),
        }
    }
    Ok(match command.as_str() {
        "test" => Command::Test(test),
        "loom" => Command::Loom,
        "sanitizer" => Command::Sanitizer,
        "task-hook" => Command::TaskHook,
        "fuzz" => Command::Fuzz(fuzz),
        "lint-pack" => Command::LintPack(path.unwrap_or_else(|| ".".into())),
        "book" => Command::Book,
        "book-links" => Command::BookLinks,
        "package" => Command::Package,
        "bless" => Command::Bless,
        "help" => Command::Help,
        other => return Err(format!("there is no command `{other}`").into()),
    })
}

fn seconds(word: &str) -> Result<u32, String> {
    let seconds = word.parse().ok().filter(|seconds| *seconds > 0);
    seconds.ok_or_else(|| "it takes a number above zero".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let words = Parser::from_args(line.split_whitespace());
        parse(words).map_err(|error| error.to_string())
    }

    #[test]
    fn commands_have_their_options() {
        use Extent::{Full, Quick};
        use OnFailure::{KeepGoing, Stop};
        let test = |extent, on_failure| Command::Test(TestOptions { extent, on_failure });
        let fuzz = |seconds, targets: &[&str]| {
            let targets = targets.iter().map(|&target| target.to_owned()).collect();
            Command::Fuzz(fuzz::Options { seconds, targets })
        };
        for (line, expected) in [
            ("test", test(Full, Stop)),
            ("test --keep-going --quick", test(Quick, KeepGoing)),
            ("loom", Command::Loom),
            ("sanitizer", Command::Sanitizer),
            ("task-hook", Command::TaskHook),
            (
                "bench --only a -h",
                Command::Bench(vec!["--only".into(), "a".into(), "-h".into()]),
            ),
            ("lint-pack", Command::LintPack(".".into())),
            ("lint-pack ../shop", Command::LintPack("../shop".into())),
            ("fuzz ids b3 --seconds 5", fuzz(5, &["ids", "b3"])),
            ("book", Command::Book),
            ("book-links", Command::BookLinks),
            ("package", Command::Package),
            ("bless", Command::Bless),
            ("help", Command::Help),
            ("-h", Command::Help),
            ("test --quick --help", Command::Help),
        ] {
            assert_eq!(parsed(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, word) in [
            ("", "a command is missing"),
            ("tests", "there is no command `tests`"),
            ("test --fast", "'--fast'"),
            ("test quick", "\"quick\""),
            ("loom --quick", "'--quick'"),
            ("lint-pack a b", "\"b\""),
            ("fuzz --seconds", "'--seconds'"),
            ("fuzz --seconds 0", "a number above zero"),
        ] {
            let error = parsed(line).expect_err(line);
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
