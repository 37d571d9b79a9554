//! The first program of the README is the one that is here, and does what the
//! README says.

#![expect(
    clippy::disallowed_methods,
    reason = "what reads the service's output has no trace"
)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{fs, path::Path};

const README: &str = include_str!("../../README.md");
const PROGRAM: &str = include_str!("../kiosk/main.rs");

#[test]
fn the_readme_has_the_program() {
    assert!(
        README.contains(&format!("```rust\n{PROGRAM}```\n")),
        "README.md and examples/kiosk/main.rs are not the same"
    );
}

/// What a new user copies: crates that exist, features that they have, and no crate
/// missing that the program uses.
#[test]
fn the_readme_has_the_dependencies() {
    let (_, toml) = README.split_once("```toml\n[dependencies]\n").unwrap();
    let (toml, _) = toml.split_once("```").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut names = Vec::new();
    for line in toml.lines() {
        let Some((name, dependency)) = line.split_once(" = ") else {
            continue;
        };
        names.push(name.replace('-', "_"));
        let Some((_, path)) = dependency.split_once("path = \"../trace-contract/") else {
            continue;
        };
        let (path, rest) = path.split_once('"').unwrap();
        let manifest = fs::read_to_string(root.join(path).join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{line}");
        let features = rest.split('"').skip(1).step_by(2);
        for feature in features {
            assert!(manifest.contains(&format!("\n{feature} = ")), "{line}");
        }
    }
    for used in PROGRAM.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
        let Some((name, _)) = used.split_once("::") else {
            continue;
        };
        let is_crate = ["axum", "tokio", "tracing"].contains(&name) || name.starts_with("trace_");
        assert!(!is_crate || names.contains(&name.to_owned()), "{name}");
    }
}

/// The request, the log line, the tree, the end.
#[test]
fn the_program_does_what_the_readme_says() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    let mut command = common::of(env!("CARGO_BIN_EXE_kiosk"));
    let mut kiosk = command
        .arg(address.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let mut stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(10), "{error}"),
        }
        thread::sleep(Duration::from_millis(10));
    };
    let request = "GET /buy/nuts HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("7 left\n"), "{answer}");

    let pid = kiosk.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    let (mut lines, mut trees) = (String::new(), String::new());
    kiosk
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut lines)
        .unwrap();
    kiosk
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut trees)
        .unwrap();
    assert!(kiosk.wait().unwrap().success(), "{trees}");

    let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(line["message"], "sold");
    assert_eq!(line["fields"]["item"], "nuts");
    let trace_id = line["trace_id"].as_str().unwrap();
    let (_, readme) = README.split_once("```text\n08:22").unwrap();
    let (readme, _) = readme.split_once("```").unwrap();
    let (_, readme) = readme.split_once('\n').unwrap();
    assert_eq!(common::tree_in(&trees, trace_id), common::names(readme));
}

/// What it is, and each feature that it has.
#[test]
fn each_integration_has_a_readme() {
    let integrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../integrations");
    let mut seen = 0;
    for folder in fs::read_dir(integrations).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let readme = fs::read_to_string(folder.join("README.md"))
            .unwrap_or_else(|error| panic!("{name} has no README: {error}"));
        assert!(readme.starts_with(&format!("# {name}\n")), "{name}");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let features = manifest.split_once("[features]\n").map_or("", |(_, it)| it);
        let features = features.lines().take_while(|line| !line.starts_with('['));
        for feature in features.filter_map(|line| line.split_once(" = ")) {
            let feature = feature.0;
            let is_told = readme.contains(&format!("`{feature}`"));
            assert!(feature == "default" || is_told, "{name}: {feature}");
        }
        seen += 1;
    }
    assert!(seen >= 6, "{seen} integrations");
}
