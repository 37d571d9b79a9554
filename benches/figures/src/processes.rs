//! A process has one pipeline, and one peak of memory: a program that measures
//! several things starts itself for each.

use std::env;
use std::io::{self, BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::Outcome;

/// A name, and what it stands for.
pub type Part = (&'static str, fn() -> Outcome);

/// The `main` of such a program: with a part's name as its argument it runs that
/// part; without, a process for each.
///
/// # Errors
///
/// If a part fails, or there is none of that name.
pub fn in_processes(parts: &[Part]) -> Outcome {
    let Some(chosen) = env::args().nth(1) else {
        let program = env::current_exe()?;
        for (part, _) in parts {
            let status = Command::new(&program).arg(part).status()?;
            if !status.success() {
                return Err(format!("{part}: {status}").into());
            }
        }
        return Ok(());
    };
    match parts.iter().find(|(part, _)| *part == chosen) {
        Some((_, run)) => run(),
        None => Err(format!("there is no part `{chosen}`").into()),
    }
}

/// Another process of this program that serves until its standard input ends.
#[derive(Debug)]
pub struct Serving {
    /// The process; its standard input is piped.
    pub process: Child,
    /// What it says.
    pub said: BufReader<ChildStdout>,
    /// The line that it said first.
    pub address: String,
}

impl Serving {
    /// Starts it, with the argument by which it knows what it is.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or cannot be read.
    pub fn start(which: &str) -> io::Result<Serving> {
        let mut process = Command::new(env::current_exe()?)
            .arg(which)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut said = BufReader::new(said);
        let mut address = String::new();
        said.read_line(&mut address)?;
        Ok(Serving {
            process,
            said,
            address: address.trim().to_owned(),
        })
    }
}
