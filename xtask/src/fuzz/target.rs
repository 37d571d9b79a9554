//! One run of one target: how libFuzzer is called, and what it says.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// An input that takes longer is a finding; seconds.
const HANG: u32 = 10;
/// What an input may make of memory; MiB.
const MEMORY: u32 = 1024;

/// A target that was built.
#[derive(Debug)]
pub(crate) struct Target {
    binary: PathBuf,
    dictionary: Option<PathBuf>,
    /// Inputs that reached something new, kept from run to run.
    corpus: PathBuf,
    seeds: PathBuf,
    artifacts: PathBuf,
}

/// What came of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) executions: u64,
    pub(crate) per_second: u64,
    /// What was found, and how to see it again.
    pub(crate) finding: Option<String>,
}

impl Target {
    pub(crate) fn new(name: &str, binaries: &Path, directory: &Path) -> Target {
        let dictionary = directory.join("dictionaries").join(format!("{name}.dict"));
        Target {
            binary: binaries.join(name),
            dictionary: dictionary.exists().then_some(dictionary),
            corpus: directory.join("corpus").join(name),
            seeds: directory.join("seeds").join(name),
            artifacts: directory.join("artifacts").join(name),
        }
    }

    /// Runs for so many seconds, or until something is found.
    ///
    /// # Errors
    ///
    /// If the directories for what is found cannot be made, or the target cannot
    /// be started.
    pub(crate) fn run(&self, seconds: u32) -> io::Result<Outcome> {
        fs::create_dir_all(&self.corpus)?;
        fs::create_dir_all(&self.artifacts)?;
        let mut child = self.command(seconds).spawn()?;
        let mut said = String::new();
        if let Some(output) = child.stderr.take() {
            said = end_of(output)?;
        }
        Ok(self.outcome(&said, child.wait()?))
    }

    fn command(&self, seconds: u32) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-timeout={HANG}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg("-print_final_stats=1")
            .arg(format!("-artifact_prefix={}/", self.artifacts.display()))
            .arg(&self.corpus)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if let Some(dictionary) = &self.dictionary {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        if self.seeds.is_dir() {
            command.arg(&self.seeds);
        }
        command
    }

    fn outcome(&self, said: &str, status: ExitStatus) -> Outcome {
        let mut outcome = read(said);
        if !status.success() {
            let artifact = said.split("Test unit written to ").nth(1);
            let artifact = artifact.and_then(|rest| rest.lines().next());
            let again = match artifact {
                Some(artifact) => format!("again: {} {artifact}", self.binary.display()),
                None => format!("{status}, and no input was written"),
            };
            outcome.finding = Some(format!("{}\n{again}", what(said)));
        }
        outcome
    }
}

impl Outcome {
    pub(crate) fn is_clean(&self) -> bool {
        self.finding.is_none() && self.executions > 0
    }

    /// Tells the result of a run, behind its name.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub(crate) fn tell(&self, out: &mut impl Write) -> io::Result<()> {
        match &self.finding {
            None => writeln!(out, "ok, {} executions", super::grouped(self.executions)),
            Some(finding) => writeln!(out, "FOUND\n{finding}"),
        }
    }
}

/// The last part of what a process says: libFuzzer tells of every new input.
fn end_of(output: impl Read) -> io::Result<String> {
    const KEPT: usize = 400;
    let mut lines = std::collections::VecDeque::new();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        // Its own lines of progress begin with a number.
        if line.starts_with('#') && !line.contains("DONE") {
            continue;
        }
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(line);
    }
    Ok(Vec::from(lines).join("\n"))
}

/// The statistics at the end.
fn read(said: &str) -> Outcome {
    let number = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|number| number.trim().parse().ok())
            .unwrap_or(0)
    };
    Outcome {
        executions: number("stat::number_of_executed_units:"),
        per_second: number("stat::average_exec_per_sec:"),
        finding: None,
    }
}

/// What happened: a panic with its message, or what libFuzzer calls it.
fn what(said: &str) -> String {
    let panic = said
        .lines()
        .skip_while(|line| !line.contains(" panicked at "));
    let panic: Vec<&str> = panic
        .take_while(|line| !line.starts_with("stack backtrace:") && !line.starts_with("note: "))
        .take(20)
        .collect();
    match panic.is_empty() {
        false => panic.join("\n"),
        true => {
            let summary = said.lines().find(|line| line.contains("ERROR: libFuzzer"));
            summary.unwrap_or("the target ended early").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRASH: &str = "\
INFO: Seed: 1
thread '<unnamed>' (1) panicked at src/ids.rs:3:9:
assertion `left == right` failed
  left: 1
 right: 2
stack backtrace:
   0: main
==1== ERROR: libFuzzer: deadly signal
artifact_prefix='a/'; Test unit written to a/crash-1
stat::number_of_executed_units: 49
stat::average_exec_per_sec:     7
";

    #[test]
    fn what_libfuzzer_says_is_read() {
        let outcome = read(CRASH);
        assert_eq!((outcome.executions, outcome.per_second), (49, 7));
        assert_eq!(read("").executions, 0);
    }

    #[test]
    fn a_finding_is_its_panic_or_its_kind() {
        let panic = what(CRASH);
        assert!(
            panic.starts_with("thread '<unnamed>' (1) panicked"),
            "{panic}"
        );
        assert!(panic.ends_with(" right: 2"), "{panic}");
        let hang = "INFO\n==1== ERROR: libFuzzer: timeout after 10 seconds\n";
        assert_eq!(
            what(hang),
            "==1== ERROR: libFuzzer: timeout after 10 seconds"
        );
    }

    #[test]
    fn progress_is_not_kept() {
        let kept = end_of(&b"#2 NEW\nINFO\n#9 DONE\nend"[..]).expect("a slice is read");
        assert_eq!(kept, "INFO\n#9 DONE\nend");
    }

    #[test]
    fn a_run_without_executions_is_not_clean() {
        assert!(!Outcome::default().is_clean());
    }

    #[cfg(unix)]
    #[test]
    fn the_command_for_a_finding_can_be_typed() {
        use std::os::unix::process::ExitStatusExt as _;

        let target = Target::new("ids", Path::new("bin"), Path::new("fuzz"));
        let outcome = target.outcome(CRASH, ExitStatus::from_raw(77 << 8));
        let finding = outcome.finding.expect("it failed");
        assert!(finding.ends_with("\nagain: bin/ids a/crash-1"), "{finding}");
        assert_eq!(target.outcome(CRASH, ExitStatus::from_raw(0)).finding, None);
    }
}
