//! On what, and of what, something was measured: read, never typed in.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// Whose versions are told.
const CRATES: &[&str] = &[
    "trace-runtime",
    "fastrace",
    "fastrace-opentelemetry",
    "opentelemetry",
    "opentelemetry_sdk",
    "tracing",
    "tracing-opentelemetry",
    "tracing-subscriber",
    "tokio",
    "quanta",
    "fastant",
];

/// The machine and the versions, as two lines of Markdown.
///
/// Taken before anything runs: the load is that of others.
pub(crate) fn describe(root: &Path) -> String {
    let unknown = || "unknown".to_owned();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let cpu = fs::read_to_string("/proc/cpuinfo").ok();
    let cpu = cpu
        .and_then(|text| cpu_model(&text))
        .unwrap_or_else(unknown);
    let kernel = first_line("/proc/sys/kernel/osrelease").unwrap_or_else(unknown);
    let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    let clock = first_line(clock).unwrap_or_else(unknown);
    let load = first_line("/proc/loadavg").unwrap_or_else(unknown);
    let load = load.split(' ').next().unwrap_or_default();
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_or_else(
        |_| unknown(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap_or_default();
    let mut text = format!(
        "Machine: {cpu}, {cores} cores, Linux {kernel}, clock source {clock}; load before: {load}.\n\
         {rustc}, release profile as in the workspace, system allocator.\n\nCrates: "
    );
    for (at, name) in CRATES.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{comma}{name} {}", versions(&lock, name));
    }
    text.push_str(".\n");
    text
}

fn first_line(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines().next().map(str::to_owned)
}

fn cpu_model(cpuinfo: &str) -> Option<String> {
    let line = cpuinfo
        .lines()
        .find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(':')?;
    Some(name.trim().to_owned())
}

/// The version of a package in a lock file; several with a slash.
fn versions(lock: &str, package: &str) -> String {
    let name = format!("name = \"{package}\"");
    let lines = lock.lines().zip(lock.lines().skip(1));
    let versions: Vec<&str> = lines
        .filter(|(line, _)| *line == name)
        .filter_map(|(_, next)| next.strip_prefix("version = \"")?.strip_suffix('"'))
        .collect();
    if versions.is_empty() {
        "(not in Cargo.lock)".to_owned()
    } else {
        versions.join(" / ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n\n\
                    [[package]]\nname = \"a\"\nversion = \"2.0.0\"\n\n\
                    [[package]]\nname = \"ab\"\nversion = \"9.9.9\"\n";
        assert_eq!(versions(lock, "a"), "1.2.3 / 2.0.0");
        assert_eq!(versions(lock, "b"), "(not in Cargo.lock)");
    }

    #[test]
    fn every_crate_is_in_the_lock_file() {
        let text = describe(crate::root());
        assert!(!text.contains("not in Cargo.lock"), "{text}");
    }

    #[test]
    fn the_model_is_the_first_core_s() {
        let cpuinfo = "processor\t: 0\nmodel name\t: A 1\nprocessor\t: 1\nmodel name\t: B 2\n";
        assert_eq!(cpu_model(cpuinfo).as_deref(), Some("A 1"));
        assert_eq!(cpu_model(""), None);
    }
}
