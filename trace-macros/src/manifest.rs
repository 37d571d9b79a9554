//! What our crates are called where `#[traced]` is written, by its manifest.
//!
//! A macro cannot ask rustc for it, and what rustc would say, that `trace_runtime` is
//! an unlinked crate, does not lead to `crate = …`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{env, fs};

/// The packages, as manifests call them.
const RUNTIME: &str = "trace-runtime";
const TONIC: &str = "trace-tonic";

/// The crates that generated code calls.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Crates {
    pub(crate) runtime: Name,
    /// What finds a contract in a request of tonic.
    pub(crate) tonic: Name,
}

impl Crates {
    pub(crate) const PLAIN: Crates = Crates {
        runtime: Name::Plain,
        tonic: Name::Plain,
    };
}

/// What a crate is called.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Name {
    /// The name of the package, as far as we know.
    Plain,
    /// `tr = { package = "trace-runtime" }`
    Renamed(String),
    /// The manifest does not mention it.
    Absent,
}

/// For the crate that is being compiled; read once, as long as it is the same one.
pub(crate) fn crates() -> Crates {
    static LAST: Mutex<Option<(PathBuf, Crates)>> = Mutex::new(None);
    let Some(folder) = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
        return Crates::PLAIN;
    };
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some((of, crates)) if *of == folder => crates.clone(),
        _ => {
            let crates = Crates {
                runtime: read(&folder, RUNTIME),
                tonic: read(&folder, TONIC),
            };
            *last = Some((folder, crates.clone()));
            crates
        }
    }
}

fn read(folder: &Path, package: &str) -> Name {
    let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else {
        return Name::Plain;
    };
    let found = found(&manifest, "", package);
    if found != Name::Absent {
        return found;
    }
    // `tr.workspace = true`: the name is the same in the workspace's own manifest.
    let above = folder.ancestors().skip(1);
    let workspace = above
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok())
        .find(|manifest| {
            manifest
                .lines()
                .any(|line| line.trim().starts_with("[workspace"))
        });
    self::found(&manifest, &workspace.unwrap_or_default(), package)
}

/// Line by line, not as TOML: a form that is not known here is taken for the plain
/// name, and rustc has the last word.
fn found(manifest: &str, workspace: &str, package: &str) -> Name {
    let is_key = |line: &str| {
        let rest = line.trim().strip_prefix(package);
        rest.is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
    };
    let is_own = manifest.contains(&format!("name = \"{package}\""));
    if is_own || manifest.lines().any(is_key) || manifest.contains(&format!(".{package}]")) {
        return Name::Plain;
    }
    if let Some(name) = renamed(manifest, package).into_iter().next() {
        return Name::Renamed(name);
    }
    let inherited = renamed(workspace, package).into_iter().find(|name| {
        let inherits = |line: &str| {
            let rest = line.trim().strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.contains("workspace") && rest.contains("true"))
        };
        manifest.lines().any(inherits)
    });
    match inherited {
        Some(name) => Name::Renamed(name),
        None if manifest.contains(package) => Name::Plain,
        None => Name::Absent,
    }
}

/// The names that a manifest gives to the package.
fn renamed(manifest: &str, package: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut header = "";
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            header = line;
        }
        let plain: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        let Some(at) = plain.find(&format!("package=\"{package}\"")) else {
            continue;
        };
        let name = match plain.get(..at) {
            // `[dependencies.tr]`, and the line by itself
            Some("") => header.trim_matches(['[', ']']).rsplit('.').next(),
            Some(before) => before.split('=').next(),
            None => None,
        };
        names.extend(name.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_found_in_the_manifest() {
        let plain = [
            "[dependencies]\ntrace-runtime = \"0.1\"",
            "[dependencies]\ntrace-runtime.workspace = true",
            "[dependencies]\ntrace-runtime={ path = \"..\" }\ntr = { package = \"trace-runtime\" }",
            "[dependencies.trace-runtime]\nversion = \"0.1\"",
            "[package]\nname = \"trace-runtime\"",
            "[target.'cfg(unix)'.dependencies]\n\"trace-runtime\" = \"0.1\"",
        ];
        for manifest in plain {
            assert_eq!(found(manifest, "", RUNTIME), Name::Plain, "{manifest}");
        }
        let renamed = [
            "[dependencies]\ntr = { package = \"trace-runtime\", version = \"0.1\" }",
            "[dependencies]\ntr={version = \"0.1\",package=\"trace-runtime\"}",
            "[dependencies.tr]\nversion = \"0.1\"\npackage = \"trace-runtime\"",
        ];
        for manifest in renamed {
            assert_eq!(found(manifest, "", RUNTIME), Name::Renamed("tr".to_owned()));
        }
        for member in ["tr.workspace = true", "tr = { workspace = true }"] {
            let manifest = format!("[dependencies]\n{member}");
            let found = found(&manifest, renamed[0], RUNTIME);
            assert_eq!(found, Name::Renamed("tr".to_owned()));
        }
    }

    #[test]
    fn each_crate_has_its_own_name() {
        let manifest =
            "[dependencies]\ntr = { package = \"trace-runtime\" }\ntrace-tonic = \"0.1\"";
        assert_eq!(found(manifest, "", RUNTIME), Name::Renamed("tr".to_owned()));
        assert_eq!(found(manifest, "", TONIC), Name::Plain);
        let manifest = "[dependencies]\ngrpc = { package = \"trace-tonic\" }";
        assert_eq!(found(manifest, "", TONIC), Name::Renamed("grpc".to_owned()));
        assert_eq!(found(manifest, "", RUNTIME), Name::Absent);
    }

    #[test]
    fn a_manifest_may_not_mention_it() {
        let manifest = "[dependencies]\nour-tracing = \"0.1\"";
        assert_eq!(found(manifest, "", RUNTIME), Name::Absent);
        let of_another = "[workspace.dependencies]\ntr = { package = \"trace-runtime\" }";
        assert_eq!(found(manifest, of_another, RUNTIME), Name::Absent);
    }
}
