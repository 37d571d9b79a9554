//! Finds the programs that a server consists of, and runs them.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// Where Debian puts what is not meant for everybody's `PATH`. Servers of PostgreSQL lie in
/// a folder for each version.
const POSTGRES: &str = "/usr/lib/postgresql";
const SYSTEM: [&str; 2] = ["/usr/sbin", "/sbin"];

/// The path of `name`, which Debian's `package` has.
///
/// # Errors
///
/// If it is nowhere.
pub(crate) fn find(name: &str, package: &str) -> Result<PathBuf, Error> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path)
        .chain(postgres_versions())
        .chain(SYSTEM.map(PathBuf::from));
    let mut files = folders.map(|folder| folder.join(name));
    files.find(|file| file.is_file()).ok_or_else(|| {
        let system = SYSTEM.join(", ");
        Error::new(format!(
            "the program `{name}` is missing: it is neither on PATH nor in {POSTGRES}/*/bin, \
             {system}. Install it; on Debian: apt-get install {package}"
        ))
    })
}

/// The folders of programs of each installed PostgreSQL, the newest first.
fn postgres_versions() -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(POSTGRES).into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let mut versions: Vec<_> = entries.map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
    versions.into_iter().map(|folder| folder.join("bin"))
}

/// A call of `program` that neither the user's settings for PostgreSQL nor a language of
/// the machine changes.
pub(crate) fn call(program: impl AsRef<OsStr>) -> Command {
    let mut call = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("PG") {
            call.env_remove(name);
        }
    }
    call.env("LC_ALL", "C");
    call
}

/// What `call` wrote.
///
/// # Errors
///
/// If it cannot be run, or does not succeed: with what it says.
pub(crate) fn output(call: &mut Command) -> Result<String, Error> {
    let name = Path::new(call.get_program()).display().to_string();
    let output = call.output().map_err(Error::io(format!("run `{name}`")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout)
            .trim_end()
            .to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let text = format!("`{name}` failed, {}: {}", output.status, said.trim_end());
    Err(Error::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        let error = find("no-such-server", "no-such-package").unwrap_err();
        let text = error.to_string();
        assert!(text.contains("`no-such-server` is missing"), "{text}");
        assert!(text.contains("apt-get install no-such-package"), "{text}");
    }

    #[test]
    fn a_call_that_fails_says_what_the_program_said() {
        let error = output(call("sh").args(["-c", "echo too bad >&2; exit 3"])).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("exit status: 3") && text.contains("too bad"),
            "{text}"
        );
        let error = output(&mut call("no-such-program")).unwrap_err();
        assert!(error.to_string().contains("no-such-program"), "{error}");
    }
}
