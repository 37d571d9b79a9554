//! The runtime that this test was linked with, for a compiler that is called by hand.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Adds where the runtime is, and what it depends on.
pub(crate) fn depend_on_it(command: &mut Command) {
    let test = env::current_exe().expect("a test knows its path");
    let libraries = test.parent().expect("it is in a folder");
    let dependencies = format!("dependency={}", libraries.display());
    let runtime = format!("trace_runtime={}", newest(libraries).display());
    command.args(["-L", &dependencies, "--extern", &runtime]);
}

/// The runtime that was built last, which is the one that this test depends on, or
/// one of the same code with other features.
fn newest(libraries: &Path) -> PathBuf {
    let files = fs::read_dir(libraries).expect("the folder can be read");
    let runtimes = files
        .map(|file| file.expect("the folder can be read").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libtrace_runtime-") && name.ends_with(".rlib")
        });
    let built = |path: &PathBuf| {
        let built = fs::metadata(path).and_then(|file| file.modified());
        built.expect("the file can be read")
    };
    runtimes.max_by_key(built).expect("it has been built")
}
