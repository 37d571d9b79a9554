//! Python, for peers that are written in it.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::program;
use crate::running::Running;

/// A Python that has certain packages of PyPI, apart from what the machine has.
///
/// ```no_run
/// use test_servers::Python;
///
/// # fn example() -> Result<(), test_servers::Error> {
/// let python = Python::with(&["prometheus-client==0.24.1"])?;
/// let printed = python.script("tests/parse.py").arg("metrics.txt").run()?;
/// assert_eq!(printed, "12 families");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Python {
    interpreter: PathBuf,
}

impl Python {
    /// An environment with these packages, as `pip install` takes them: name the version of
    /// each, `grpcio==1.85.3`. The first test that asks for a list installs it, into the target
    /// folder; all later ones find it there.
    ///
    /// # Errors
    ///
    /// If the machine has no `python3` that can make an environment, or pip installs not all of
    /// them: with what pip says.
    pub fn with(packages: &[&str]) -> Result<Python, Error> {
        let python3 = program::find("python3", "python3 python3-venv")?;
        let version = program::output(program::call(&python3).args(["-c", VERSION]))?;
        let folder = folder_of(&python3, &version, packages);
        let parent = folder.parent().unwrap_or(&folder);
        fs::create_dir_all(parent)
            .map_err(Error::io(format!("make the folder {}", parent.display())))?;
        // Until this is dropped, another process waits for what is being installed here.
        let _lock = locked(&folder.with_extension("lock"))?;
        let installed = folder.join("installed");
        if !installed.exists() {
            make(&python3, &folder, packages)?;
            File::create(&installed)
                .map_err(Error::io(format!("create {}", installed.display())))?;
        }
        Ok(Python {
            interpreter: folder.join("bin/python"),
        })
    }

    /// A call of the script in a file.
    pub fn script(&self, file: impl AsRef<Path>) -> Script {
        // Should whoever runs the test be killed, the script is as well. Its lines come as they
        // are printed, and no folder for compiled code is left beside it.
        let mut call = program::call("setpriv");
        call.args(["--pdeathsig", "KILL", "--"])
            .arg(&self.interpreter)
            .args(["-u", "-B"])
            .arg(file.as_ref());
        Script { call }
    }
}

/// A script that is about to run; made by [`Python::script`].
#[derive(Debug)]
pub struct Script {
    call: Command,
}

impl Script {
    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.call.arg(argument);
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.call.env(name, value);
        self
    }

    /// Runs the script to its end: what it printed, without the last line break.
    ///
    /// # Errors
    ///
    /// If it fails: with what it wrote to its standard error.
    pub fn run(mut self) -> Result<String, Error> {
        program::output(&mut self.call)
    }

    /// Starts the script, which is killed when the value that is returned is dropped.
    ///
    /// # Errors
    ///
    /// If it cannot be started.
    pub fn start(self) -> Result<Running, Error> {
        Running::start(self.call)
    }
}

/// Asks for the interpreter's version.
const VERSION: &str = "import sys; print(sys.version)";

/// An environment of its own for each list and each interpreter, in the target folder, where
/// `cargo clean` finds it.
fn folder_of(python3: &Path, version: &str, packages: &[&str]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (python3, version, packages).hash(&mut hasher);
    let own = env::current_exe().unwrap_or_default();
    let target = own
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists());
    let parent = target.map_or_else(env::temp_dir, Path::to_owned);
    parent
        .join("python")
        .join(format!("{:016x}", hasher.finish()))
}

fn locked(file: &Path) -> Result<File, Error> {
    let tried = || format!("lock {}", file.display());
    let lock = File::create(file).map_err(Error::io(tried()))?;
    lock.lock().map_err(Error::io(tried()))?;
    Ok(lock)
}

/// Makes an environment where perhaps one was begun.
fn make(python3: &Path, folder: &Path, packages: &[&str]) -> Result<(), Error> {
    let mut venv = program::call(python3);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    program::output(&mut venv).map_err(|error| {
        Error::new(format!(
            "python3 cannot make an environment: {error}\nOn Debian: apt-get install python3-venv"
        ))
    })?;
    let mut pip = program::call(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--no-input"]);
    pip.arg("--disable-pip-version-check").args(packages);
    program::output(&mut pip).map(drop).map_err(|error| {
        let packages = packages.join(" ");
        Error::new(format!("pip cannot install {packages}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_a_folder_of_its_own() {
        let folder = |version, packages| folder_of(Path::new("python3"), version, packages);
        assert_eq!(folder("3.11", &["a==1"]), folder("3.11", &["a==1"]));
        assert_ne!(folder("3.11", &["a==1"]), folder("3.11", &["a==2"]));
        assert_ne!(folder("3.11", &["a==1"]), folder("3.12", &["a==1"]));
    }
}
