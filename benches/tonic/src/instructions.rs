//! Instructions of a call, on both sides.

use std::fs;
use std::process::{Command, Stdio};

use crate::load::CALLS;
use crate::mode::MODES;
use crate::{Outcome, loading, print};

/// Two runs of different length: what both do once falls out.
const TRACES: [u64; 2] = [20, 120];

pub(crate) fn table() -> Outcome<()> {
    println!("a call: instructions in the thread that makes and answers it");
    for (at, mode) in MODES.iter().enumerate() {
        let [few, many] = TRACES.map(|traces| count(at, traces));
        let calls = (TRACES[1] - TRACES[0]) * CALLS;
        print(mode, format_args!("{}", (many? - few?) / calls));
    }
    Ok(())
}

fn count(at: usize, traces: u64) -> Outcome<u64> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out");
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind", "--separate-threads=yes"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .args(loading(at, traces)?)
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("callgrind: {status}").into());
    }
    // The first thread.
    let written = fs::read_to_string(folder.path().join("out-01"))?;
    let totals = written
        .lines()
        .find_map(|line| line.strip_prefix("totals: "));
    Ok(totals.ok_or("callgrind wrote no totals")?.trim().parse()?)
}
