//! The program of the tutorial is the one that is here, and does what the tutorial says.

#![expect(
    clippy::disallowed_methods,
    reason = "what reads the service's output has no trace"
)]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const TUTORIAL: &str = include_str!("../../docs/tutorial.md");
const PROGRAM: &str = include_str!("../tutorial/main.rs");

#[test]
fn the_tutorial_has_the_program() {
    let is_there = TUTORIAL.contains(&format!("```rust\n{PROGRAM}```\n"));
    assert!(
        is_there,
        "docs/tutorial.md and examples/tutorial/main.rs differ"
    );
    // The mistake is one letter away from the program.
    assert!(TUTORIAL.contains("tokio::spawn(async move { remember(cx, &name).await });"));
}

/// Each crate that the program uses is among the dependencies, with its path.
#[test]
fn the_tutorial_has_the_dependencies() {
    let (_, toml) = TUTORIAL.split_once("```toml\n[dependencies]\n").unwrap();
    let (toml, _) = toml.split_once("```").unwrap();
    for name in [
        "axum",
        "tokio",
        "tracing",
        "trace-runtime",
        "trace-setup",
        "trace-tower",
    ] {
        let line = toml
            .lines()
            .find(|line| line.starts_with(&format!("{name} = ")));
        let line = line.unwrap_or_else(|| panic!("{name} is missing"));
        if let Some((_, path)) = line.split_once("path = \"../trace-contract/") {
            let path = path.split('"').next().unwrap();
            let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../");
            assert!(
                std::path::Path::new(manifest)
                    .join(path)
                    .join("Cargo.toml")
                    .exists(),
                "{line}"
            );
        }
    }
}

#[test]
fn the_program_greets_remembers_and_fails_as_it_says() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = port.local_addr().unwrap();
    drop(port);
    let mut command = common::of(env!("CARGO_BIN_EXE_tutorial"));
    let mut hello = command
        .arg(address.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let get = |path: &str| {
        let mut stream = loop {
            match TcpStream::connect(address) {
                Ok(stream) => break stream,
                Err(error) => assert!(begun.elapsed() < Duration::from_secs(10), "{error}"),
            }
            thread::sleep(Duration::from_millis(10));
        };
        let request = format!("GET {path} HTTP/1.1\r\nhost: hello\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let french = get("/fr/ada");
    assert!(french.ends_with("Bonjour, ada!\n"), "{french}");
    let unknown = get("/xx/ada");
    assert!(unknown.starts_with("HTTP/1.1 404"), "{unknown}");

    let mut kill = Command::new("kill");
    let killed = kill.args(["-TERM", &hello.id().to_string()]).status();
    assert!(killed.unwrap().success());
    let mut trees = String::new();
    let mut err = hello.stderr.take().unwrap();
    err.read_to_string(&mut trees).unwrap();
    assert!(hello.wait().unwrap().success(), "{trees}");
    for part in [
        "GET /{language}/{name}",
        "translate",
        "language=fr",
        "later",
        "remember",
        "there is no word in `xx`",
    ] {
        assert!(trees.contains(part), "{part} is missing in\n{trees}");
    }
}
