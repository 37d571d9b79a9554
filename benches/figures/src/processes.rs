//! A process has one pipeline, and one peak of memory: a program that measures
//! several things starts itself for each.

use std::env;
use std::process::Command;

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
