//! Packages of another language, installed once for all tests.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The folder in which is what was asked for. The first test that asks for it installs it,
/// with `install`; all later ones find it there.
///
/// # Errors
///
/// If it cannot be installed, or the folder not be made.
pub(crate) fn installed(
    language: &str,
    asked_for: impl Hash,
    install: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<PathBuf, Error> {
    let folder = folder_of(language, asked_for);
    let parent = folder.parent().unwrap_or(&folder);
    fs::create_dir_all(parent)
        .map_err(Error::io(format!("make the folder {}", parent.display())))?;
    // Until this is dropped, another process waits for what is being installed here.
    let _lock = locked(&folder.with_extension("lock"))?;
    let installed = folder.join("installed");
    if !installed.exists() {
        install(&folder)?;
        File::create(&installed).map_err(Error::io(format!("create {}", installed.display())))?;
    }
    Ok(folder)
}

/// A folder of its own for all that differs, in the target folder, where `cargo clean` finds
/// it.
fn folder_of(language: &str, asked_for: impl Hash) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    asked_for.hash(&mut hasher);
    let own = env::current_exe().unwrap_or_default();
    let target = own
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists());
    let parent = target.map_or_else(env::temp_dir, Path::to_owned);
    parent
        .join(language)
        .join(format!("{:016x}", hasher.finish()))
}

fn locked(file: &Path) -> Result<File, Error> {
    let tried = || format!("lock {}", file.display());
    let lock = File::create(file).map_err(Error::io(tried()))?;
    lock.lock().map_err(Error::io(tried()))?;
    Ok(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_has_a_folder_of_its_own() {
        let folder = |version: &str, packages: &[&str]| folder_of("python", (version, packages));
        assert_eq!(folder("3.11", &["a==1"]), folder("3.11", &["a==1"]));
        assert_ne!(folder("3.11", &["a==1"]), folder("3.11", &["a==2"]));
        assert_ne!(folder("3.11", &["a==1"]), folder("3.12", &["a==1"]));
    }
}
