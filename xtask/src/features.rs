//! Which features each package has, as cargo says: what is added to a manifest
//! is checked from then on.

use std::io;
use std::path::Path;

use crate::cargo_call::CargoCall;

/// A package of the workspace, with all of its features.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    manifest: String,
    features: Vec<String>,
    is_published: bool,
}

/// Packages of which others choose features: built together with those, they have them.
const CHOSEN: [&str; 4] = ["trace-runtime", "trace-otel", "trace-log", "trace-tower"];

impl Package {
    fn folder(&self) -> &Path {
        Path::new(&self.manifest).parent().unwrap_or(Path::new(""))
    }

    fn is_chosen(&self) -> bool {
        CHOSEN.iter().any(|name| self.folder().ends_with(name))
    }
}

/// The packages of the workspace at `root`.
///
/// Of the benchmarks only those with features: the others are the peers, which
/// nobody who tests this should build.
///
/// # Errors
///
/// If cargo does not list them.
pub(crate) fn packages(root: &Path) -> io::Result<Vec<Package>> {
    let call = CargoCall::new("metadata --no-deps --format-version=1 --locked");
    let output = call.command(root).output()?;
    let mut packages = in_metadata(&String::from_utf8_lossy(&output.stdout));
    if packages.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!(
            "`{call}` lists no packages: {said}"
        )));
    }
    packages.retain(|package| {
        let parts = Path::new(&package.manifest).strip_prefix(root);
        let is_bench = parts.is_ok_and(|path| path.starts_with("benches"));
        !(is_bench && package.features.is_empty())
    });
    Ok(packages)
}

/// In the JSON that cargo writes, a package has one object of features, and its
/// manifest follows that. Dependencies have lists of features, no objects.
fn in_metadata(json: &str) -> Vec<Package> {
    let packages = json.split("\"features\":{").skip(1);
    let read = packages.filter_map(|text| {
        let (features, rest) = text.split_once('}')?;
        let rest = rest.strip_prefix(",\"manifest_path\":\"")?;
        let (manifest, rest) = rest.split_once('"')?;
        let (_, publish) = rest.split_once("\"publish\":")?;
        let mut pieces = features.split('"').skip(1).step_by(2);
        let mut after = features.split('"').skip(2).step_by(2);
        let mut names = Vec::new();
        while let (Some(text), Some(after)) = (pieces.next(), after.next()) {
            if after.starts_with(':') {
                names.push(text.to_owned());
            }
        }
        Some(Package {
            manifest: manifest.replace("\\\\", "\\"),
            features: names,
            is_published: !publish.starts_with("[]"),
        })
    });
    read.collect()
}

/// Each package without default features, and with each of its features alone. What has no
/// features and is not published is nobody's dependency: the lints have seen it already.
///
/// Clippy, since a warning that only one combination has is as wrong as an error.
pub(crate) fn combinations(packages: &[Package]) -> Vec<CargoCall> {
    let of = |package: &Package| {
        let bare = bare("clippy", package);
        let alone = package.features.iter().map(|feature| {
            let call = self::bare("clippy", package);
            call.arg("--features").arg(feature)
        });
        let calls: Vec<_> = std::iter::once(bare).chain(alone).collect();
        calls.into_iter()
    };
    let is_used = |package: &&Package| package.is_published || !package.features.is_empty();
    let calls = packages.iter().filter(is_used).flat_map(of);
    calls
        .map(|call| call.arg("--").arg("-D").arg("warnings"))
        .collect()
}

/// The tests of each package that has default features, without them: in one call where no
/// other one of them chooses features of it.
pub(crate) fn tests_without_default_features(packages: &[Package]) -> Vec<CargoCall> {
    let has_default = |package: &&Package| package.features.iter().any(|name| name == "default");
    let with_default = packages.iter().filter(has_default);
    let (chosen, others): (Vec<_>, Vec<_>) = with_default.partition(|package| package.is_chosen());
    let alone = chosen.into_iter().map(|package| bare("test", package));
    let together = (!others.is_empty()).then(|| together("test", &others));
    alone
        .chain(together)
        .map(|call| call.arg("--lib").arg("--tests"))
        .collect()
}

fn together(command: &str, packages: &[&Package]) -> CargoCall {
    let mut call = CargoCall::new(command);
    for package in packages {
        // By their folders: that is what is known of them.
        let folder = package.folder().display();
        call = call.arg("-p").arg(format!("path+file://{folder}"));
    }
    call.arg("--no-default-features").arg("--locked")
}

fn bare(command: &str, package: &Package) -> CargoCall {
    CargoCall::new(command)
        .arg("--manifest-path")
        .arg(&package.manifest)
        .arg("--no-default-features")
        .arg("--locked")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn root() -> &'static Path {
        crate::root()
    }

    fn shown(calls: &[CargoCall]) -> Vec<String> {
        calls.iter().map(CargoCall::to_string).collect()
    }

    /// The names in the section `[features]` of a manifest.
    fn written(manifest: &str) -> Vec<String> {
        let section = manifest.lines().skip_while(|line| *line != "[features]");
        let section = section.skip(1).take_while(|line| !line.starts_with('['));
        let named = section.filter_map(|line| line.split_once(" = ["));
        named.map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn every_feature_of_every_crate_is_checked_alone() {
        let packages = packages(root()).expect("cargo lists them");
        let calls = shown(&combinations(&packages));
        let mut features = 0;
        for package in crate::documents::packages(root()) {
            let path = package.join("Cargo.toml");
            let text = fs::read_to_string(&path).expect("a manifest");
            let written = written(&text);
            if written.is_empty() && text.contains("publish = false") {
                continue;
            }
            let start = format!(
                "cargo clippy --manifest-path {} --no-default-features --locked",
                path.display()
            );
            let bare = format!("{start} -- -D warnings");
            assert!(calls.contains(&bare), "{bare}");
            for feature in written {
                let alone = format!("{start} --features {feature} -- -D warnings");
                assert!(calls.contains(&alone), "{alone}");
                features += 1;
            }
        }
        assert!(features >= 20, "manifests have features: {features}");
        let peers = calls.iter().find(|call| call.contains("subjects"));
        assert_eq!(peers, None, "the peers are not built");
    }

    #[test]
    fn tests_run_without_default_features_where_there_are_some() {
        let package = |manifest: &str, features: &[&str]| Package {
            manifest: manifest.to_owned(),
            features: features.iter().map(|&name| name.to_owned()).collect(),
            is_published: true,
        };
        let packages = [
            package("/a/Cargo.toml", &["x"]),
            package("/b/Cargo.toml", &["default", "x"]),
            package("/trace-log/Cargo.toml", &["default"]),
            package("/c/Cargo.toml", &["default"]),
        ];
        assert_eq!(
            shown(&tests_without_default_features(&packages)),
            [
                "cargo test --manifest-path /trace-log/Cargo.toml --no-default-features --locked \
                 --lib --tests",
                "cargo test -p path+file:///b -p path+file:///c --no-default-features --locked \
                 --lib --tests"
            ]
        );
    }

    /// What is tested together has none of its own features, which is what is tested.
    #[test]
    fn packages_that_are_tested_together_choose_no_features_of_each_other() {
        let packages = packages(root()).expect("cargo lists them");
        let calls = tests_without_default_features(&packages);
        let together = calls.last().expect("some packages have default features");
        let shown = together.to_string();
        let mut tree = CargoCall::new("tree --locked --no-default-features --prefix none");
        tree = tree.arg("--format").arg("{p}|{f}|");
        let folders = shown.split("path+file://").skip(1);
        let folders: Vec<_> = folders.filter_map(|rest| rest.split(' ').next()).collect();
        for folder in &folders {
            tree = tree.arg("-p").arg(format!("path+file://{folder}"));
        }
        let output = tree.command(root()).output().expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(folders.len() >= 2, "{shown}");
        for folder in folders {
            let is_it = |line: &&str| line.contains(&format!("({folder})|"));
            let mut lines = text.lines().filter(is_it);
            let line = lines.next().expect("the tree has it");
            assert!(line.ends_with(")||"), "{line}");
        }
    }

    #[test]
    fn a_feature_that_is_named_by_another_is_listed_once() {
        let json = r#"{"name":"a","dependencies":[{"features":["y"]}],"features":{"default":["x","dep:b"],"x":[]},"manifest_path":"/a/Cargo.toml","metadata":null,"publish":null}"#;
        let expected = Package {
            manifest: "/a/Cargo.toml".to_owned(),
            features: vec!["default".to_owned(), "x".to_owned()],
            is_published: true,
        };
        assert_eq!(in_metadata(json), [expected]);
    }
}
