//! The ban list is complete, and holds for the versions in `Cargo.lock`.
//!
//! The sources of those versions are read. A function that hands work over (it
//! takes a future or a closure that is `'static`, or its name says so) must be
//! banned or be listed in `ALLOWED` with a reason; what is banned or listed must
//! exist. So must a trait that a type implements for such work: it is shown as
//! `JoinSet::<FromIterator>`.

mod allowed;
mod public;
mod signature;
mod source;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use allowed::ALLOWED;
use serde_json::Value;

/// The crates that are read: those that run work, and those that an application
/// hands work to.
const READ: [&str; 15] = [
    "axum",
    "futures-channel",
    "futures-core",
    "futures-executor",
    "futures-task",
    "futures-util",
    "hyper",
    "hyper-util",
    "rayon",
    "rayon-core",
    "tokio",
    "tokio-stream",
    "tokio-util",
    "tonic",
    "tower",
];

/// The spawners of each crate that is read, each with its public paths.
static FOUND: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let roots = roots();
    let found = roots
        .iter()
        .flat_map(|(name, root)| public::spawners(&name.replace('-', "_"), &source::read(root)));
    found.collect()
});

#[test]
fn each_way_to_hand_work_over_is_banned_or_reviewed() {
    let banned = banned();
    let mut faults = Vec::new();
    for paths in &*FOUND {
        let allowed = paths.iter().any(|path| is_allowed(path));
        let is_banned = paths.iter().any(|path| banned.contains(path));
        match (is_banned, allowed) {
            (false, false) => faults.push(format!(
                "{}: ban it in trace-runtime/lints/clippy.toml, or say in allowed.rs why not",
                paths[0]
            )),
            (true, true) => faults.push(format!("{}: banned, and in allowed.rs", paths[0])),
            _ => {}
        }
    }
    let known: BTreeSet<_> = FOUND.iter().flatten().map(String::as_str).collect();
    let spawners = banned.iter().filter(|path| !is_of_a_client(path));
    for path in spawners.filter(|path| is_of_a_crate_read(path)) {
        if !known.contains(path.as_str()) {
            faults.push(format!("{path}: banned, and does not exist"));
        }
    }
    for (path, _) in ALLOWED {
        if !known.contains(path) {
            faults.push(format!("{path}: in allowed.rs, and does not exist"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// If `tokio::spawn` itself were not found, nothing would be.
#[test]
fn the_search_finds_what_is_hidden() {
    let found = || FOUND.iter().flatten();
    for path in [
        "tokio::spawn",       // a `pub use` of a `pub use`, both inside of a macro
        "tokio::task::spawn", // the same function
        "tokio::task::JoinSet::spawn",
        "tokio::task::join_set::Builder::spawn", // `cfg(tokio_unstable)`
        "tokio::runtime::Builder::on_thread_stop", // by its signature alone
        "tokio::task::JoinSet::<FromIterator>",
        "futures_util::task::SpawnExt::spawn", // of a trait
    ] {
        assert!(found().any(|found| found == path), "{path}");
    }
    let hidden = found().find(|path| path.contains("::scheduler::"));
    assert_eq!(hidden, None, "what no user can name is not public");
}

fn is_of_a_crate_read(path: &str) -> bool {
    let owner = path.split("::").next().unwrap_or_default();
    READ.iter().any(|name| name.replace('-', "_") == owner)
}

/// It sends, and hands no work over: `outside` has clippy check that it exists.
fn is_of_a_client(path: &str) -> bool {
    path.starts_with("tonic::transport::")
}

fn is_allowed(path: &str) -> bool {
    ALLOWED.iter().any(|(allowed, _)| *allowed == path)
}

fn banned() -> BTreeSet<String> {
    let merged = trace_lint_pack::merge("", trace_lint_pack::PACK).expect("the list is TOML");
    let banned: BTreeSet<_> = merged.added.iter().cloned().collect();
    assert_eq!(banned.len(), merged.added.len(), "a path is banned once");
    banned
}

/// The packages to read, and their root files, as `Cargo.lock` has them.
fn roots() -> Vec<(String, PathBuf)> {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let packages = metadata["packages"].as_array().expect("packages");
    let roots: Vec<_> = packages
        .iter()
        .filter_map(|package| {
            let name = text(&package["name"])?;
            let targets = package["targets"].as_array()?;
            let library = targets.iter().find(|target| target["kind"][0] == "lib")?;
            let root = text(&library["src_path"])?.into();
            READ.contains(&name.as_str()).then_some((name, root))
        })
        .collect();
    for name in READ {
        let read = roots.iter().any(|(read, _)| read == name);
        assert!(read, "{name} is not in Cargo.lock");
    }
    roots
}
