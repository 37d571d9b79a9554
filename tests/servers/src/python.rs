//! Python, for peers that are written in it.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::packages;
use crate::program;
use crate::script::Script;

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
        let asked_for = (&python3, version, packages);
        let folder = packages::installed("python", asked_for, |folder| {
            make(&python3, folder, packages)
        })?;
        Ok(Python {
            interpreter: folder.join("bin/python"),
        })
    }

    /// A call of the script in a file.
    pub fn script(&self, file: impl AsRef<Path>) -> Script {
        // Its lines come as they are printed, and no folder for compiled code is left beside it.
        Script::of(&self.interpreter)
            .arg("-u")
            .arg("-B")
            .arg(file.as_ref())
    }
}

/// Asks for the interpreter's version.
const VERSION: &str = "import sys; print(sys.version)";

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
