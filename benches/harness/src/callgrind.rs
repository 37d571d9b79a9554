//! A process of this program under callgrind, of which one function is counted.

use std::error::Error;
use std::process::Command;
use std::{env, fs};

/// Runs this program with these arguments under callgrind. Gives what it printed, and the
/// instructions between the beginning and the end of `function` in the first thread; as a
/// pattern, `my_bench::send*`. What is done once, such as the calibration of the clock, is
/// outside of it, so two runs differ in the last digit only.
///
/// # Errors
///
/// If there is no valgrind, or the process fails: with what it wrote to its standard error.
pub fn count_in(function: &str, arguments: &[&str]) -> Result<(String, u64), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out");
    let counted = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--separate-threads=yes"])
        .arg(format!("--toggle-collect={function}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .args(arguments)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !counted.status.success() {
        return Err(String::from_utf8_lossy(&counted.stderr).into_owned().into());
    }
    // The first thread.
    let written = fs::read_to_string(folder.path().join("out-01"))?;
    let totals = written
        .lines()
        .find_map(|line| line.strip_prefix("totals: "));
    let instructions = totals.ok_or("callgrind wrote no totals")?.trim().parse()?;
    Ok((String::from_utf8(counted.stdout)?, instructions))
}
