//! The options of `cargo xtask bench`.

use std::path::PathBuf;

use crate::bench::subjects::{SUBJECTS, WORKLOADS};

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

    /// Whether valgrind is needed.
    pub(crate) fn counts_instructions(&self) -> bool {
        self.what == What::Instructions
    }

    pub(crate) fn has_subject(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    pub(crate) fn has_workload(&self, name: &str) -> bool {
        self.workloads.is_empty() || self.workloads.iter().any(|only| only == name)
    }
}

/// Reads the words that follow `cargo xtask bench`.
///
/// # Errors
///
/// With what is wrong with them.
pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        what: What::Workloads,
        rounds: ROUNDS,
        only: Vec::new(),
        workloads: Vec::new(),
        quick: false,
        out: None,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("`{word}` needs a value"));
        match word.as_str() {
            "--instructions" => options.what = What::Instructions,
            "--figures" => options.what = What::Figures,
            "--quick" => options.quick = true,
            "--rounds" => options.rounds = rounds(&value()?)?,
            "--out" => options.out = Some(value()?.into()),
            "--only" => options.only = list(&value()?),
            "--workloads" => {
                let names = WORKLOADS.iter().map(|workload| workload.name);
                options.workloads = known(list(&value()?), names, "workload")?;
            }
            _ => return Err(format!("`bench` has no option `{word}`")),
        }
    }
    if options.what != What::Figures {
        let names = SUBJECTS.iter().map(|subject| subject.name);
        options.only = known(options.only, names, "subject")?;
    }
    Ok(options)
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
        parse(line.split_whitespace().map(str::to_owned))
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
            ("--fast", "`bench` has no option `--fast`"),
            ("--rounds", "`--rounds` needs a value"),
            ("--rounds 0", "`0` is no number of rounds"),
        ] {
            assert_eq!(parsed(line).expect_err(line), message);
        }
        let error = parsed("--workloads a,z").expect_err("there is no z");
        assert!(error.starts_with("there is no workload `z`; there are a, a10, b"));
        let error = parsed("--only us").expect_err("there is no us");
        assert!(error.starts_with("there is no subject `us`; there are empty, contract"));
    }
}
