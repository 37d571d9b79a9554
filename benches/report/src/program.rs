//! Builds programs and runs them.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::json::Object;

/// Builds a package by itself, so that its dependencies have the features that
/// it asks for and no others.
///
/// # Errors
///
/// If it does not compile.
pub(crate) fn build(package: &str, root: &Path) -> Result<(), String> {
    // Cargo names itself to the programs it runs.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let arguments = [
        "build",
        "--release",
        "--locked",
        "--quiet",
        "--package",
        package,
    ];
    let call = format!("cargo {}", arguments.join(" "));
    eprintln!("{call}");
    let mut command = Command::new(cargo);
    command
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{call}`: {status}")),
        Err(error) => Err(format!("`{call}` could not be started: {error}")),
    }
}

/// Where cargo puts the program of a package.
pub(crate) fn path(package: &str, root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    root.join(target).join("release").join(package)
}

/// Runs a command to its end, and returns the objects that it printed.
///
/// # Errors
///
/// If it fails, takes too long, or prints a line that begins with `{` and is no
/// object.
pub(crate) fn objects(command: &mut Command, limit: Duration) -> Result<Vec<Object>, String> {
    let output = finish(command, limit)
        .map_err(|error| error.to_string())
        .and_then(|(succeeded, output)| succeeded.then_some(output).ok_or("failed".to_owned()))
        .map_err(|error| format!("{command:?}: {error}"))?;
    let lines = output.lines().filter(|line| line.starts_with('{'));
    lines.map(Object::parse).collect()
}

#[expect(clippy::disallowed_methods, reason = "there is no trace here")]
fn finish(command: &mut Command, limit: Duration) -> io::Result<(bool, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    // Read by another thread, which needs no time of a core while it waits.
    let output = child.stdout.take().map(|mut output| {
        thread::spawn(move || {
            let mut text = String::new();
            output.read_to_string(&mut text).map(|_| text)
        })
    });
    let status = wait(&mut child, limit)?;
    let text = match output.map(thread::JoinHandle::join) {
        Some(Ok(text)) => text?,
        _ => String::new(),
    };
    Ok((status, text))
}

/// Looks seldom: what is measured runs on the same cores.
fn wait(child: &mut Child, limit: Duration) -> io::Result<bool> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            let message = format!("no end after {} s", limit.as_secs());
            return Err(io::Error::new(io::ErrorKind::TimedOut, message));
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<Vec<Object>, String> {
        objects(Command::new("sh").arg("-c").arg(script), limit)
    }

    #[test]
    fn a_program_prints_objects_between_comments() {
        let minute = Duration::from_secs(60);
        let objects = shell(
            "echo begin; echo '{\"value\":1}'; echo '{\"value\":2}'",
            minute,
        );
        let values: Vec<_> = objects
            .expect("it succeeds")
            .iter()
            .map(|object| object.number("value"))
            .collect();
        assert_eq!(values, [Some(1.0), Some(2.0)]);
        assert!(shell("echo '{broken'", minute).is_err());
        assert!(shell("echo '{}'; exit 3", minute).is_err());
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        let start = Instant::now();
        let error = shell("exec sleep 60", Duration::from_millis(50)).expect_err("too long");
        assert!(error.ends_with("no end after 0 s"), "{error}");
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it was waited for"
        );
    }
}
