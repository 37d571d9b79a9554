//! Node.js, for peers that are written in JavaScript.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::packages;
use crate::program;
use crate::script::Script;

/// A Node.js that has certain packages of npm, apart from what the machine has.
///
/// ```no_run
/// use test_servers::Node;
///
/// # fn example() -> Result<(), test_servers::Error> {
/// let node = Node::with(&["@opentelemetry/api@1.9.1"])?;
/// let printed = node.script("tests/version.cjs").run()?;
/// assert_eq!(printed, "1.9.1");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Node {
    program: PathBuf,
    modules: PathBuf,
}

impl Node {
    /// A folder with these packages, as `npm install` takes them: name the version of each,
    /// `@opentelemetry/api@1.9.1`. The first test that asks for a list installs it, into the
    /// target folder; all later ones find it there.
    ///
    /// # Errors
    ///
    /// If the machine has no `node` or no `npm`, or npm installs not all of them: with what npm
    /// says.
    pub fn with(packages: &[&str]) -> Result<Node, Error> {
        let program = program::find("node", "nodejs npm")?;
        let npm = program::find("npm", "nodejs npm")?;
        let version = program::output(program::call(&program).arg("--version"))?;
        let folder = packages::installed("node", (&program, version, packages), |folder| {
            make(&npm, folder, packages)
        })?;
        Ok(Node {
            program,
            modules: folder.join("node_modules"),
        })
    }

    /// A call of the script in a file, which finds its packages with `require`: what is
    /// `import`ed is looked for beside the file alone.
    pub fn script(&self, file: impl AsRef<Path>) -> Script {
        Script::of(&self.program)
            .arg(file.as_ref())
            .env("NODE_PATH", &self.modules)
    }
}

/// Fills a folder where perhaps one was begun.
fn make(npm: &Path, folder: &Path, packages: &[&str]) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .map_err(Error::io(format!("remove the folder {}", folder.display())))?;
    }
    fs::create_dir(folder).map_err(Error::io(format!("make the folder {}", folder.display())))?;
    let mut install = program::call(npm);
    install.args([
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--no-save",
    ]);
    install.arg("--prefix").arg(folder).args(packages);
    program::output(&mut install).map(drop).map_err(|error| {
        let packages = packages.join(" ");
        Error::new(format!("npm cannot install {packages}: {error}"))
    })
}
