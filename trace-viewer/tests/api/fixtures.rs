//! Requests as Grafana's plugins and Jaeger UI send them, and the answers that they expect.
//!
//! A fixture says who sends it and what the sender insists on, then the request, then the
//! status and the JSON of the answer. `UPDATE_FIXTURES=1` writes the answers; they are read in
//! review like code.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{ask, viewer};

fn all() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = entries(&root)
        .iter()
        .flat_map(|folder| entries(folder))
        .collect();
    files.sort();
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("fixtures lie in folders by their APIs");
    entries
        .map(|entry| entry.expect("a folder can be read").path())
        .collect()
}

#[tokio::test]
async fn requests_get_the_answers_that_their_senders_expect() {
    let router = viewer().await;
    let is_update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let files = all();
    assert!(files.len() > 25, "{} fixtures", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display();
        let head: Vec<_> = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .collect();
        let mut rest = text.lines().skip(head.len());
        let request = rest.next().unwrap_or_else(|| panic!("{name}: no request"));
        let answer = ask(&router, request, &[]).await;
        let status = answer.status.as_u16().to_string();
        let body = serde_json::to_string_pretty(&answer.json()).unwrap();
        if is_update {
            let head = head.join("\n");
            fs::write(&file, format!("{head}\n{request}\n{status}\n{body}\n")).unwrap();
            continue;
        }
        assert_eq!(rest.next(), Some(&*status), "{name}");
        let expected: serde_json::Value =
            serde_json::from_str(&rest.collect::<Vec<_>>().join("\n")).unwrap();
        assert_eq!(answer.json(), expected, "{name}");
        assert_eq!(answer.header("content-type"), "application/json", "{name}");
    }
}
