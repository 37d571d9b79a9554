//! The ban list at work: a crate outside of this workspace, with the file as it
//! is shipped, and clippy.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const MANIFEST: &str = r#"
[package]
name = "outside"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
async-nats = { version = "0.51", default-features = false, features = ["jetstream", "ring"] }
futures-executor = { version = "0.3", features = ["thread-pool"] }
futures-util = { version = "0.3", default-features = false, features = ["std"] }
rayon = "1"
redis = { version = "1", default-features = false, features = ["cluster-async", "connection-manager", "sentinel", "tokio-comp"] }
reqwest = { version = "0.13", default-features = false, features = ["blocking"] }
sqlx = { version = "0.9", default-features = false, features = ["postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }
tokio-util = { version = "0.7", features = ["join-map", "rt"] }
tonic = { version = "0.14", default-features = false, features = ["channel"] }
tracing = { version = "0.1", default-features = false, features = ["std"] }
trace-reqwest = { path = "ROOT/integrations/trace-reqwest" }
trace-runtime = { path = "ROOT/trace-runtime", features = ["tokio-util"] }
trace-sqlx = { path = "ROOT/integrations/trace-sqlx", features = ["postgres"] }

[[bin]]
name = "caught"
path = "caught.rs"

[[bin]]
name = "clean"
path = "clean.rs"

[[bin]]
name = "unseen"
path = "unseen.rs"
"#;

/// A line of a program, and the banned path that it calls.
type Found = (String, u64, String);

#[test]
fn a_raw_spawn_is_found_and_nothing_else_is() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace");
    let outside = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("outside");
    fs::create_dir_all(&outside).expect("a directory of ours");

    let put = |file: &str, text: &str| {
        let file = outside.join(file);
        // Left alone where it is the same, so that nothing is built again.
        if fs::read_to_string(&file).is_ok_and(|there| there == text) {
            return;
        }
        fs::write(file, text).expect("a file of ours");
    };
    let mut marked = BTreeSet::new();
    for program in ["caught.rs", "clean.rs", "unseen.rs"] {
        let text = fs::read_to_string(sources.join(program)).expect("a program");
        put(program, &text);
        marked.extend(marks(program, &text));
    }
    put(
        "Cargo.toml",
        &MANIFEST.replace("ROOT", &root.to_string_lossy().replace('\\', "/")),
    );
    put("clippy.toml", &checked(trace_lint_pack::PACK));
    let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the workspace has one");
    put("Cargo.lock", &lock);

    let found = clippy(&outside);
    assert!(marked.len() > 25, "the programs have marks");
    let missed: Vec<_> = marked.difference(&found).collect();
    let wrong: Vec<_> = found.difference(&marked).collect();
    assert!(
        missed.is_empty() && wrong.is_empty(),
        "missed: {missed:#?}\nwrong: {wrong:#?}"
    );
}

/// What clippy is to find: no source is read for it. See `complete`.
const CHECKED: [&str; 7] = [
    "async_nats",
    "redis",
    "reqwest",
    "sqlx",
    "tonic::transport",
    "trace_sqlx",
    "tracing",
];

/// The shipped list, in which clippy checks that these paths exist.
fn checked(pack: &str) -> String {
    let is_checked = |line: &str| {
        let mut owners = CHECKED.iter();
        owners.any(|owner| line.contains(&format!("\"{owner}::")))
    };
    let lines = pack.lines().map(|line| {
        if is_checked(line) {
            line.replace(", allow-invalid = true", "")
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn marks(program: &str, text: &str) -> Vec<Found> {
    let lines = text.lines().zip(1..);
    let marks = lines.filter_map(|(line, number)| {
        let (_, path) = line.split_once("//~ ")?;
        Some((program.to_owned(), number, path.to_owned()))
    });
    marks.collect()
}

fn clippy(outside: &Path) -> BTreeSet<Found> {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let output = Command::new(cargo)
        // Not offline: it needs crates that this workspace never builds.
        .args(["clippy", "--message-format=json", "--target-dir"])
        .arg(outside.with_file_name("outside-target"))
        .current_dir(outside)
        // Set for the workspace's own build.
        .env_remove("RUSTFLAGS")
        .env_remove("CLIPPY_CONF_DIR")
        .output()
        .expect("cargo can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("cargo writes JSON"));
    let mut found = BTreeSet::new();
    for message in messages.filter(|message| message["reason"] == "compiler-message") {
        if message["package_id"]
            .as_str()
            .is_some_and(|id| !id.contains("outside"))
        {
            continue;
        }
        let message = &message["message"];
        let text = message["message"].as_str().unwrap_or_default();
        let Some(path) = text.strip_prefix("use of a disallowed method `") else {
            let rendered = message["rendered"].as_str().unwrap_or_default();
            // Their last message counts the others.
            assert!(text.contains("warnings emitted"), "unexpected: {rendered}");
            continue;
        };
        let span = &message["spans"][0];
        let file = span["file_name"].as_str().expect("a file").to_owned();
        let line = span["line_start"].as_u64().expect("a line");
        found.insert((file, line, path.trim_end_matches('`').to_owned()));
    }
    assert!(output.status.success(), "{said}\nfound: {found:#?}");
    found
}
