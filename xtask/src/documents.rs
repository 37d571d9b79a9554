//! What documents and doc comments say, as far as a machine can read it.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that are not the project's own sources.
const LEFT_OUT: [&str; 4] = ["target", "fuzz", "subjects", ".git"];

/// The folders that have a `Cargo.toml`, but for the root's, the peers' of the
/// benchmarks, and the fuzzers', which are a workspace of their own.
pub(crate) fn packages(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut next = vec![root.to_owned()];
    while let Some(folder) = next.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && !LEFT_OUT.iter().any(|left_out| name == *left_out) {
                next.push(path);
            } else if name == "Cargo.toml" && folder != root {
                found.push(folder.clone());
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Endings by which a word in a document is told to be the name of a file.
    const ENDINGS: [&str; 8] = [
        ".rs", ".toml", ".md", ".stderr", ".yml", ".txt", ".sh", ".dict",
    ];

    /// What is no file of the repository: fuzzing makes them.
    const MADE: [&str; 2] = ["artifacts/", "corpus/"];

    fn documents(root: &Path) -> Vec<PathBuf> {
        let folders = packages(root).into_iter();
        let folders = folders.chain([
            root.to_owned(),
            root.join("docs"),
            root.join("docs/integrations"),
            root.join("fuzz"),
            root.join("benches"),
        ]);
        let mut found = Vec::new();
        for folder in folders {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.extension().is_some_and(|it| it == "md") && !path.ends_with("CHANGELOG.md")
                {
                    found.push(path);
                }
            }
        }
        found
    }

    /// Words in backticks that name a file or a folder, and the targets of links.
    fn names(text: &str) -> Vec<&str> {
        let mut names = Vec::new();
        let mut is_code = false;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            }
            if is_code {
                continue;
            }
            let quoted = line.split('`').skip(1).step_by(2);
            names.extend(quoted.filter(|word| {
                let plain = !word.contains(|c: char| {
                    c.is_whitespace() || "*…<{$(".contains(c) || word.contains("NAME")
                });
                let folder = word.ends_with('/') && !word.starts_with('/') && !word.contains("//");
                plain
                    && (folder
                        || ENDINGS
                            .iter()
                            .any(|it| word.ends_with(it) && word.len() > it.len()))
            }));
            let links = line
                .split("](")
                .skip(1)
                .filter_map(|link| link.split(')').next());
            let links = links.filter(|link| !link.contains("://") && !link.starts_with('#'));
            let paths = links.filter_map(|link| link.split('#').next());
            names.extend(paths.filter(|path| path.contains('/') || path.contains('.')));
        }
        names
    }

    /// Whether a file or a folder ends so: documents name files by as much of their path
    /// as it takes.
    fn ends_so(all: &[String], name: &str) -> bool {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let name = name.trim_start_matches("../");
        let below = format!("/{name}");
        all.iter()
            .any(|path| path == name || path.ends_with(&below))
    }

    fn all(root: &Path) -> Vec<String> {
        let (mut all, mut next) = (Vec::new(), vec![root.to_owned()]);
        while let Some(folder) = next.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let name = entry.file_name();
                if name == "target" || name == ".git" {
                    continue;
                }
                if let Ok(below) = path.strip_prefix(root) {
                    all.push(below.to_string_lossy().into_owned());
                }
                if path.is_dir() {
                    next.push(path);
                }
            }
        }
        all
    }

    #[test]
    fn files_that_documents_name_are_there() {
        let root = crate::root();
        let all = all(root);
        let (mut gone, mut named) = (Vec::new(), 0);
        for document in documents(root) {
            let text = fs::read_to_string(&document).expect("it can be read");
            for name in names(&text) {
                named += 1;
                if !MADE.contains(&name) && !ends_so(&all, name) {
                    gone.push(format!("{}: {name}", document.display()));
                }
            }
        }
        assert!(named > 60, "{named}");
        assert!(
            gone.is_empty(),
            "named, and not there:\n{}",
            gone.join("\n")
        );
    }

    /// A hover shows a doc comment without the item above it: its subject comes first.
    #[test]
    fn doc_comments_stand_alone() {
        const FRAGMENTS: [&str; 8] = ["As", "Its", "Those", "It", "Somebody", "Also", "And", "Nor"];
        let (mut wrong, mut seen) = (Vec::new(), 0);
        for package in packages(crate::root()) {
            let files = all(&package.join("src"));
            for file in files.iter().filter(|file| file.ends_with(".rs")) {
                let text = fs::read_to_string(package.join("src").join(file)).expect("readable");
                let mut before = "";
                for line in text.lines().map(str::trim) {
                    if let Some(comment) = line.strip_prefix("/// ")
                        && !before.starts_with("///")
                    {
                        seen += 1;
                        let first = comment.split([' ', '.', ',']).next().unwrap_or_default();
                        if FRAGMENTS.contains(&first) {
                            wrong.push(format!(
                                "{}: {comment}",
                                package.join("src").join(file).display()
                            ));
                        }
                    }
                    before = line;
                }
            }
        }
        assert!(seen > 1500, "{seen}");
        assert!(wrong.is_empty(), "no subject:\n{}", wrong.join("\n"));
    }

    #[test]
    fn names_are_told_from_other_words() {
        let text =
            "`a.rs` and `x.y()`, `src/`, `Foo`, [b](docs/b.md#c), `*.rs`\n```\n`no.rs`\n```\n";
        assert_eq!(names(text), ["a.rs", "src/", "docs/b.md"]);
        let all = ["src/a.rs".to_owned()];
        assert!(ends_so(&all, "a.rs") && !ends_so(&all, "b/a.rs"));
    }

    #[test]
    fn packages_are_found() {
        let packages = packages(crate::root());
        assert!(packages.iter().any(|path| path.ends_with("trace-runtime")));
        assert!(!packages.iter().any(|path| path.ends_with("subjects/otel")));
    }
}
