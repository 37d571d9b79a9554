//! The pages of the integrations: one for each, with programs that are built elsewhere and
//! messages that the compiler has said.

use std::fs;
use std::path::{Path, PathBuf};

/// What every page has, in this order.
const SECTIONS: [&str; 4] = [
    "## Set up",
    "## What a span carries",
    "## What the compiler refuses",
    "## Limits",
];

fn pages() -> Vec<(PathBuf, String)> {
    let folder = crate::root().join("docs/integrations");
    let entries = fs::read_dir(folder).expect("the folder of the pages");
    let pages = entries.flatten().map(|entry| entry.path());
    pages.map(|path| (path.clone(), read(&path))).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The texts below the integrations, the examples and the tests with such an ending.
fn texts(folders: &[&str], ending: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Vec::new());
    next.extend(folders.iter().map(|folder| crate::root().join(folder)));
    while let Some(path) = next.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            next.extend(entries.map(|entry| entry.path()));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(read(&path));
        }
    }
    found
}

/// The fenced blocks of a text, each with what stands behind its fence.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let (mut found, mut open) = (Vec::new(), None);
    for line in text.lines() {
        let fence = line.trim_start().strip_prefix("```");
        match (fence, open.take()) {
            (Some(_), Some(block)) => found.push(block),
            (Some(kind), None) => open = Some((kind, Vec::new())),
            (None, Some((kind, mut lines))) => {
                lines.push(line.trim());
                open = Some((kind, lines));
            }
            (None, None) => {}
        }
    }
    found
}

/// The lines of what the compiler says, but for the place, which is a test's.
fn said(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("-->")).collect()
}

fn has(lines: &[&str], part: &[&str]) -> bool {
    !part.is_empty() && lines.windows(part.len()).any(|window| window == part)
}

#[test]
fn each_integration_has_a_page() {
    let pages = pages();
    let list = read(&crate::root().join("docs/integrations.md"));
    for entry in fs::read_dir(crate::root().join("integrations"))
        .expect("the integrations")
        .flatten()
    {
        let name = entry.file_name().into_string().expect("a plain name");
        let link = format!("](../../integrations/{name})");
        let linked = pages.iter().any(|(_, text)| text.contains(&link));
        assert!(linked, "no page in docs/integrations has {link}");
    }
    for (path, text) in &pages {
        let file = path.file_name().expect("a file").to_string_lossy();
        let link = format!("](integrations/{file})");
        assert!(list.contains(&link), "docs/integrations.md has not {link}");
        let mut rest = text.as_str();
        for section in SECTIONS {
            let (_, after) = rest
                .split_once(&format!("\n{section}\n"))
                .unwrap_or_else(|| panic!("{}: {section} is missing", path.display()));
            rest = after;
        }
    }
}

/// A program on a page is one that is built: a documentation test, or an example.
#[test]
fn the_programs_on_the_pages_are_built() {
    let examples = texts(&["examples"], ".rs");
    let readmes = texts(&["integrations"], "README.md");
    let built = readmes.iter().flat_map(|text| blocks(text));
    let built = built.filter(|(kind, _)| kind.starts_with("rust") && !kind.contains("ignore"));
    let built: Vec<_> = built.map(|(_, lines)| lines).collect();
    let mut seen = 0;
    for (path, text) in pages() {
        for (kind, lines) in blocks(&text) {
            if !kind.starts_with("rust") {
                continue;
            }
            seen += 1;
            let in_example = |text: &String| text.lines().map(str::trim).eq(lines.iter().copied());
            let is_built = built.contains(&lines) || examples.iter().any(in_example);
            assert!(
                is_built,
                "{}: a program stands in no README and no example:\n{}",
                path.display(),
                lines.join("\n")
            );
        }
    }
    assert!(seen > 12, "{seen}");
}

#[test]
fn the_messages_on_the_pages_are_the_compilers() {
    let outputs = texts(&["integrations", "tests/ui"], ".stderr");
    let (mut seen, outputs) = (0, outputs.iter().map(|text| said(text)).collect::<Vec<_>>());
    for (path, text) in pages() {
        for (kind, lines) in blocks(&text) {
            if kind == "text" && lines.first().is_some_and(|line| line.starts_with("error")) {
                seen += 1;
                assert!(
                    outputs.iter().any(|output| has(output, &lines)),
                    "{}: the compiler says nothing like\n{}",
                    path.display(),
                    lines.join("\n")
                );
            }
        }
    }
    assert!(seen > 20, "{seen}");
}
