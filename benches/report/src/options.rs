//! The options of `cargo xtask bench`.

use std::path::PathBuf;

use crate::subjects::{SUBJECTS, WORKLOADS};

/// How much, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) what: What,
    pub(crate) rounds: usize,
    /// All, if there are none.
    pub(crate) only: Vec<String>,
    pub(crate) workloads: Vec<String>,
    pub(crate) quick: bool,
    pub(crate) out: Option<PathBuf>,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Workloads,
    Instructions,
    Figures,
}

const ROUNDS: usize = 7;

impl Options {
    /// The command line that means the same, but for where measurements are kept:
    /// that is nothing to a reader of the report.
    pub(crate) fn command(&self) -> String {
        let mut command = "cargo xtask bench".to_owned();
        match self.what {
            What::Workloads => {}
            What::Instructions => command.push_str(" --instructions"),
            What::Figures => command.push_str(" --figures"),
        }
        if self.rounds != ROUNDS {
            command.push_str(&format!(" --rounds {}", self.rounds));
        }
        for (option, list) in [("--only", &self.only), ("--workloads", &self.workloads)] {
            if !list.is_empty() {
                command.push_str(&format!(" {option} {}", list.join(",")));
            }
        }
        if self.quick {
            command.push_str(" --quick");
        }
        command
    }

    /// Whether it is all there is, and goes into the report.
    pub(crate) fn is_complete(&self) -> bool {
        self.only.is_empty() && self.workloads.is_empty() && !self.quick
    }

    pub(crate) fn has_subject(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    pub(crate) fn has_workload(&self, name: &str) -> bool {
        self.workloads.is_empty() || self.workloads.iter().any(|only| only == name)
    }
}

/// What `cargo xtask bench --help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask bench [options]

Measures against other libraries, and writes benches/RESULTS.md.

  --instructions   count instructions instead, with valgrind
  --figures        run the programs in benches/figures instead
  --rounds N       how often each measurement is repeated, 7
  --only A,B       these subjects; prints, and writes nothing
  --workloads a,b  these workloads; prints, and writes nothing
  --quick          short and noisy; prints, and writes nothing
  --out FILE       keep every measurement, one JSON object a line";

/// Reads the command line; `None` if it asks for help.
///
/// # Errors
///
/// With what is wrong with it.
pub(crate) fn parse(mut words: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    use lexopt::{Arg, ValueExt};

    let mut options = Options {
        what: What::Workloads,
        rounds: ROUNDS,
        only: Vec::new(),
        workloads: Vec::new(),
        quick: false,
        out: None,
    };
    while let Some(word) = words.next()? {
        match word {
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Long("instructions") => options.what = What::Instructions,
            Arg::Long("figures") => options.what = What::Figures,
            Arg::Long("quick") => options.quick = true,
            Arg::Long("rounds") => options.rounds = words.value()?.parse_with(rounds)?,
            Arg::Long("out") => options.out = Some(words.value()?.into()),
            Arg::Long("only") => options.only = list(&words.value()?.string()?),
            Arg::Long("workloads") => {
                let names = WORKLOADS.iter().map(|workload| workload.name);
                options.workloads = known(list(&words.value()?.string()?), names, "workload")?;
            }
            other => return Err(other.unexpected()),
        }
    }
    if options.what != What::Figures {
        let names = SUBJECTS.iter().map(|subject| subject.name);
        options.only = known(options.only, names, "subject")?;
    }
    Ok(Some(options))
}

fn rounds(word: &str) -> Result<usize, String> {
    let rounds = word.parse().ok().filter(|rounds| *rounds > 0);
    rounds.ok_or(format!("`{word}` is no number of rounds"))
}

fn list(words: &str) -> Vec<String> {
    words.split(',').map(str::to_owned).collect()
}

fn known(
    words: Vec<String>,
    names: impl Iterator<Item = &'static str>,
    what: &str,
) -> Result<Vec<String>, String> {
    let names: Vec<&str> = names.collect();
    match words.iter().find(|word| !names.contains(&word.as_str())) {
        None => Ok(words),
        Some(word) => Err(format!(
            "there is no {what} `{word}`; there are {}",
            names.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, String> {
        let words = lexopt::Parser::from_args(line.split_whitespace());
        let options = parse(words).map_err(|error| error.to_string())?;
        Ok(options.expect("nobody asks for help"))
    }

    #[test]
    fn options_are_read() {
        let options = parsed("--rounds 3 --only contract,bound --workloads a,c --out x").unwrap();
        assert_eq!(options.rounds, 3);
        assert!(options.has_subject("bound") && !options.has_subject("otel"));
        assert!(options.has_workload("a") && !options.has_workload("b"));
        assert_eq!(options.out, Some("x".into()));
        assert!(!options.is_complete());
        assert_eq!(
            options.command(),
            "cargo xtask bench --rounds 3 --only contract,bound --workloads a,c"
        );
        assert_eq!(
            parsed("--quick --instructions").unwrap().command(),
            "cargo xtask bench --instructions --quick"
        );
        assert_eq!(parsed("--instructions").unwrap().what, What::Instructions);
    }

    #[test]
    fn a_run_of_all_is_complete_however_often() {
        for (line, complete) in [
            ("", true),
            ("--rounds 2 --out x", true),
            ("--figures", true),
            ("--quick", false),
            ("--workloads a", false),
        ] {
            assert_eq!(parsed(line).unwrap().is_complete(), complete, "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("--fast", "invalid option '--fast'"),
            ("fast", "unexpected argument \"fast\""),
            ("--rounds", "missing argument for option '--rounds'"),
        ] {
            assert_eq!(parsed(line).expect_err(line), message);
        }
        let error = parsed("--rounds 0").expect_err("none");
        assert!(error.contains("`0` is no number of rounds"), "{error}");
        let error = parsed("--workloads a,z").expect_err("there is no z");
        assert!(error.starts_with("there is no workload `z`; there are a, a10, b"));
        let error = parsed("--only us").expect_err("there is no us");
        assert!(error.starts_with("there is no subject `us`; there are empty, contract"));
    }
}
