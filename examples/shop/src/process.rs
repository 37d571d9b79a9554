//! One child process, and what the system says of it.

use std::ffi::OsStr;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::Failed;
use crate::parent;

/// How long a process may take to end.
const PATIENCE: Duration = Duration::from_secs(20);
/// Ticks of the clock in which Linux counts processor time.
const TICKS_A_SECOND: u64 = 100;

/// This program as another process. Ctrl-C does not reach it: it is ended in order. Where this
/// program is killed, its end of the pipe closes, and the child ends by itself.
pub(crate) struct Process {
    pub(crate) name: &'static str,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    _alive: ChildStdin,
}

/// What a process has used.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// Processor time, in microseconds.
    pub(crate) cpu_micros: u64,
    /// The most memory that it had at once, in KiB.
    pub(crate) peak_kib: u64,
}

impl Process {
    pub(crate) fn start<A: AsRef<OsStr>>(
        name: &'static str,
        arguments: impl IntoIterator<Item = A>,
        variables: &[(&str, String)],
    ) -> Result<Self, Failed> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(arguments);
        for (variable, value) in variables {
            command.env(variable, value);
        }
        command.env(parent::MARK, "1");
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.process_group(0).kill_on_drop(true).spawn()?;
        let out = child.stdout.take().ok_or("a pipe was asked for")?;
        let alive = child.stdin.take().ok_or("a pipe was asked for")?;
        Ok(Process {
            name,
            child,
            lines: BufReader::new(out).lines(),
            _alive: alive,
        })
    }

    /// The next line that it prints.
    pub(crate) async fn line(&mut self) -> Result<String, Failed> {
        match self.lines.next_line().await? {
            Some(line) => Ok(line),
            None => Err(format!("{} has ended: see above", self.name).into()),
        }
    }

    /// What it has used so far; nothing where the system does not say.
    pub(crate) fn usage(&self) -> Usage {
        let read = |file: &str| {
            let id = self.child.id()?;
            fs::read_to_string(format!("/proc/{id}/{file}")).ok()
        };
        Usage {
            cpu_micros: read("stat").and_then(|stat| cpu_micros(&stat)).unwrap_or(0),
            peak_kib: read("status").and_then(|status| peak(&status)).unwrap_or(0),
        }
    }

    /// Asks it to end, and waits; gives what it printed meanwhile.
    pub(crate) async fn end(mut self) -> Result<Vec<String>, Failed> {
        let name = self.name;
        if let Some(id) = self.child.id() {
            let mut kill = Command::new("kill");
            kill.args(["-TERM", &id.to_string()]).status().await?;
        }
        let ending = async {
            let mut lines = Vec::new();
            while let Some(line) = self.lines.next_line().await? {
                lines.push(line);
            }
            let status = self.child.wait().await?;
            match status.success() {
                true => Ok(lines),
                false => Err(format!("{name} ended with {status}").into()),
            }
        };
        let ended = tokio::time::timeout(PATIENCE, ending).await;
        ended.map_err(|_| format!("{name} does not end"))?
    }
}

/// User and system time are the 14th and 15th value; the second, a name, may have blanks.
/// Source: proc_pid_stat(5).
fn cpu_micros(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut values = after_name.split_whitespace().skip(11);
    let mut ticks = || values.next()?.parse::<u64>().ok();
    Some((ticks()? + ticks()?) * (1_000_000 / TICKS_A_SECOND))
}

fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_says_of_a_process() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 4 0 100";
        assert_eq!(cpu_micros(stat), Some(2_000_000));
        assert_eq!(peak("Name:\tx\nVmHWM:\t   2048 kB\n"), Some(2048));
        assert_eq!(cpu_micros("42 (x"), None);
    }
}
