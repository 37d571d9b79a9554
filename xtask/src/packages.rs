//! The packages that are published, each as an archive that builds by itself.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cargo_call::CargoCall;
use crate::documents;

/// The folders of the packages that are published: those that do not say that they are not.
pub(crate) fn published(root: &Path) -> Vec<PathBuf> {
    let mut folders = documents::packages(root);
    folders.retain(|folder| {
        fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|manifest| !manifest.lines().any(|line| line == "publish = false"))
    });
    folders
}

/// Packs them, and builds each from its archive. What one needs of another, cargo takes from
/// the other's archive.
pub(crate) fn pack(root: &Path) -> CargoCall {
    let folders = published(root).into_iter();
    let names = folders.filter_map(|folder| folder.file_name().map(ToOwned::to_owned));
    names.fold(
        CargoCall::new("package --all-features --locked"),
        |call, name| call.arg("-p").arg(name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    /// What crates.io has of its categories, as far as they are used here: a slug that it does
    /// not know is refused when it is too late.
    const CATEGORIES: [&str; 17] = [
        "asynchronous",
        "command-line-utilities",
        "config",
        "data-structures",
        "database",
        "database-implementations",
        "development-tools",
        "development-tools::debugging",
        "development-tools::procedural-macro-helpers",
        "development-tools::profiling",
        "development-tools::testing",
        "network-programming",
        "visualization",
        "web-programming",
        "web-programming::http-client",
        "web-programming::http-server",
        "web-programming::websocket",
    ];

    /// The packages that are published, as cargo reads their manifests.
    fn manifests() -> Vec<Value> {
        let call = CargoCall::new("metadata --no-deps --format-version=1 --locked");
        let output = call.command(crate::root()).output().expect("cargo runs");
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON of cargo");
        let packages = metadata["packages"].as_array().expect("packages").iter();
        let published = packages.filter(|package| package["publish"].is_null());
        published.cloned().collect()
    }

    fn texts(list: &Value) -> Vec<&str> {
        let list = list.as_array().expect("a list");
        list.iter().filter_map(Value::as_str).collect()
    }

    fn name(package: &Value) -> &str {
        package["name"].as_str().expect("a name")
    }

    #[test]
    fn the_published_packages_are_found_by_name() {
        let folders = published(crate::root());
        let found = folders
            .iter()
            .filter_map(|folder| folder.file_name()?.to_str());
        let manifests = manifests();
        let named: BTreeSet<_> = manifests.iter().map(name).collect();
        assert_eq!(found.collect::<BTreeSet<_>>(), named);
        assert!(named.contains("trace-runtime") && !named.contains("xtask"));
    }

    #[test]
    fn a_manifest_says_what_a_registry_shows() {
        for package in manifests() {
            let name = name(&package);
            let folder = Path::new(package["manifest_path"].as_str().expect("a path"));
            let folder = folder.parent().expect("its folder");
            for field in ["description", "license", "readme", "rust_version"] {
                assert!(package[field].is_string(), "{name}: {field}");
            }
            let readme = package["readme"].as_str().expect("seen above");
            for file in [readme, "LICENSE-MIT", "LICENSE-APACHE"] {
                assert!(folder.join(file).is_file(), "{name}: {file}");
            }
            let keywords = texts(&package["keywords"]);
            assert!((1..=5).contains(&keywords.len()), "{name}: {keywords:?}");
            for keyword in keywords {
                let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
                let is_right = keyword.len() <= 20 && keyword.chars().all(is_plain);
                assert!(is_right, "{name}: {keyword}");
            }
            let categories = texts(&package["categories"]);
            assert!(
                (1..=5).contains(&categories.len()),
                "{name}: {categories:?}"
            );
            for category in categories {
                assert!(CATEGORIES.contains(&category), "{name}: {category}");
            }
            let has_features = package["features"]
                .as_object()
                .is_some_and(|it| !it.is_empty());
            let shown = &package["metadata"]["docs"]["rs"]["all-features"];
            assert!(
                !has_features || shown == true,
                "{name}: docs.rs shows no feature"
            );
        }
    }

    /// Publishing is one package after the other. A dependency for tests counts as well, unless
    /// it has no version: cargo leaves that out of the archive.
    #[test]
    fn the_packages_can_be_published_one_after_the_other() {
        let manifests = manifests();
        let mut left: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for package in &manifests {
            let dependencies = package["dependencies"].as_array().expect("a list").iter();
            let ours = dependencies.filter(|it| it["path"].is_string());
            let needed = ours.filter(|it| it["kind"] != "dev" || it["req"] != "*");
            let needed = needed.map(|it| {
                assert_ne!(it["req"], "*", "{}: {it} has no version", name(package));
                it["name"].as_str().expect("a name")
            });
            left.insert(name(package), needed.collect());
        }
        while !left.is_empty() {
            let names: BTreeSet<_> = left.keys().copied().collect();
            let before = left.len();
            left.retain(|_, needed| needed.iter().any(|it| names.contains(it)));
            assert!(
                left.len() < before,
                "each of these waits for another: {left:?}"
            );
        }
        let known: BTreeSet<_> = manifests.iter().map(name).collect();
        for package in &manifests {
            for it in package["dependencies"].as_array().expect("a list") {
                let is_in_archive = it["path"].is_string() && it["req"] != "*";
                let of = it["name"].as_str().expect("a name");
                assert!(
                    !is_in_archive || known.contains(of),
                    "{}: {of}",
                    name(package)
                );
            }
        }
    }

    #[test]
    fn an_archive_has_all_that_the_compiler_reads() {
        let mut read = 0;
        for folder in published(crate::root()) {
            let packed = packed(&folder);
            assert!(
                packed.contains(Path::new("README.md")),
                "{}",
                folder.display()
            );
            assert!(!packed.iter().any(|file| file.starts_with("tests")));
            let built = packed.iter().filter(|file| file.starts_with("src"));
            // Tests within are built in the workspace alone.
            let is_test = |file: &Path| {
                file.iter()
                    .any(|part| part == "tests" || part == "tests.rs")
            };
            for file in built.filter(|file| !is_test(file)) {
                let text = fs::read(folder.join(file)).expect("a source");
                for included in included(&String::from_utf8_lossy(&text)) {
                    read += 1;
                    let from = file.parent().unwrap_or(Path::new(""));
                    let target = within(&from.join(included));
                    assert!(
                        target.as_ref().is_some_and(|it| packed.contains(it)),
                        "{}: {included} is not in the archive",
                        folder.join(file).display()
                    );
                }
            }
        }
        assert!(read > 12, "{read}");
    }

    /// The page's files stand in a macro, which puts their names together.
    #[test]
    fn the_viewers_archive_has_the_whole_page() {
        let folder = crate::root().join("trace-viewer");
        let packed = packed(&folder);
        let (mut next, mut seen) = (vec![PathBuf::from("page")], 0);
        while let Some(path) = next.pop() {
            if folder.join(&path).is_dir() {
                let entries = fs::read_dir(folder.join(&path)).expect("a folder");
                next.extend(entries.flatten().map(|entry| path.join(entry.file_name())));
            } else {
                seen += 1;
                assert!(packed.contains(&path), "{}", path.display());
            }
        }
        assert!(seen > 30, "{seen}");
    }

    /// The files that cargo would pack.
    fn packed(folder: &Path) -> BTreeSet<PathBuf> {
        let list = CargoCall::new("package --list --allow-dirty --locked");
        let output = list.command(folder).output().expect("cargo runs");
        let files = String::from_utf8_lossy(&output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", folder.display());
        files.lines().map(PathBuf::from).collect()
    }

    /// The files that a source takes in by a literal path.
    fn included(source: &str) -> impl Iterator<Item = &str> {
        let macros = ["include_str!(\"", "include_bytes!(\"", "include!(\""];
        let found = macros.into_iter().flat_map(|it| source.split(it).skip(1));
        found.filter_map(|rest| rest.split('"').next())
    }

    /// The path without `..`; none if it leads out of the package.
    fn within(path: &Path) -> Option<PathBuf> {
        let mut parts = PathBuf::new();
        for part in path {
            if part == ".." {
                parts.pop().then_some(())?;
            } else {
                parts.push(part);
            }
        }
        Some(parts)
    }

    #[test]
    fn a_path_out_of_the_package_is_none_in_it() {
        assert_eq!(
            within(Path::new("src/../README.md")),
            Some("README.md".into())
        );
        assert_eq!(within(Path::new("src/../../docs/a.md")), None);
        let source = "#[doc = include_str!(\"../a.md\")]\nconst B: &[u8] = include_bytes!(\"b\");";
        assert_eq!(included(source).collect::<Vec<_>>(), ["../a.md", "b"]);
    }
}
