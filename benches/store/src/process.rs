//! A process, as Linux sees it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// What a process has used.
#[derive(Debug)]
pub(crate) struct Process {
    /// On all cores, in the program and in the kernel for it.
    pub(crate) cpu: Duration,
    /// Memory in use.
    pub(crate) resident_mib: u64,
    /// The most memory that was in use at a time.
    pub(crate) peak_mib: u64,
}

impl Process {
    /// Reads `/proc`.
    pub(crate) fn read(pid: u32) -> Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))
            .with_context(|| format!("no process {pid}"))?;
        // The name, in brackets, may have spaces.
        let (_, after_name) = stat.rsplit_once(')').context("/proc is not as it was")?;
        let ticks = after_name.split_whitespace().skip(11).take(2);
        let ticks: u64 = ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let mib = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            let kib = line.and_then(|line| line.split_whitespace().next());
            kib.and_then(|kib| kib.parse::<u64>().ok())
                .map_or(0, |kib| kib / 1_024)
        };
        Ok(Process {
            // A tick is a hundredth of a second on every Linux that runs this.
            cpu: Duration::from_millis(ticks * 10),
            resident_mib: mib("VmRSS:"),
            peak_mib: mib("VmHWM:"),
        })
    }
}

/// How many bytes a folder takes on the disk, holes in files left out.
pub(crate) fn disk_bytes(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += match metadata.is_dir() {
            true => disk_bytes(&entry.path())?,
            false => metadata.blocks() * 512,
        };
    }
    Ok(bytes)
}
