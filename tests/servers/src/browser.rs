//! A browser, for pages.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::node::Node;
use crate::program;
use crate::script::Script;

/// What drives the browser. The version is of the same months as Debian's Chromium.
const DRIVER: &str = "playwright-core@1.65.1";

/// Chromium, driven by scripts of Node.js.
#[derive(Debug, Clone)]
pub struct Browser {
    program: PathBuf,
    node: Node,
}

impl Browser {
    /// The Chromium of the machine, with `playwright-core` from npm.
    ///
    /// # Errors
    ///
    /// If the machine has no `chromium`, no `node` or no `npm`.
    pub fn find() -> Result<Browser, Error> {
        Ok(Browser {
            program: program::find("chromium", "chromium")?,
            node: Node::with(&[DRIVER])?,
        })
    }

    /// A call of the script in a file: it `require`s `playwright-core`, and finds the path of
    /// the browser in the variable `CHROMIUM`.
    pub fn script(&self, file: impl AsRef<Path>) -> Script {
        self.node.script(file).env("CHROMIUM", &self.program)
    }
}
