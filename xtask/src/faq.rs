//! The page of questions has every message of ours under its exact text, so that a search for
//! the text leads to what to do.

use std::fs;
use std::path::{Path, PathBuf};

/// What rustc says in its own words at the mistakes in the fixtures, or of code that is none of
/// ours. `docs/limits.md` has those that it words badly.
const RUSTCS: [&str; 11] = [
    "function `forgotten` is never used",
    "cannot construct `TraceContract` with struct literal",
    "future cannot be sent between threads",
    "lifetime may not live long enough",
    "the trait bound ",
    "unreachable statement",
    "unused `Result` that must be used",
    "unused implementer of `Future`",
    "unused variable: ",
    "variable does not need to be mutable",
    "`?` couldn't convert the error",
];

/// The lines of the page's blocks, in each of which `…` stands for any text.
fn listed() -> Vec<String> {
    let page = read(&crate::root().join("docs/faq.md"));
    let (mut lines, mut is_block) = (Vec::new(), false);
    for line in page.lines() {
        if line.starts_with("```") {
            is_block = line == "```text";
        } else if is_block {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut next) = (Vec::new(), vec![crate::root().join(folder)]);
    while let Some(path) = next.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder").flatten();
            next.extend(entries.map(|entry| entry.path()));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

/// Where the parts of `pattern` between its gaps stand in `text`, one behind the other.
fn follows(text: &str, pattern: &str) -> bool {
    let mut rest = text;
    pattern.split('…').all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// Whether a line of the page is this message: from its beginning to its end.
fn is(line: &str, message: &str) -> bool {
    let first = line.split('…').next().unwrap_or("");
    let last = line.rsplit('…').next().unwrap_or("");
    message.starts_with(first) && message.ends_with(last) && follows(message, line)
}

/// The first lines of what the compiler says in the fixtures, if the words are ours.
fn compilers() -> Vec<String> {
    let mut messages = Vec::new();
    for path in ["tests/ui", "integrations"]
        .map(|it| files(it, ".stderr"))
        .concat()
    {
        for line in read(&path).lines() {
            let said = line.strip_prefix("error: ");
            let said = said.or_else(|| line.strip_prefix("error[E0277]: "));
            let Some(said) = said else { continue };
            let is_rustcs = RUSTCS.iter().any(|its| said.starts_with(its))
                || said.contains("doesn't implement")
                || said.starts_with("aborting");
            if !is_rustcs {
                messages.push(said.to_owned());
            }
        }
    }
    messages.sort();
    messages.dedup();
    messages
}

/// The texts of the viewer's and the store's errors, with `…` for what is put in.
fn viewers() -> Vec<String> {
    let mut messages = Vec::new();
    for path in ["trace-viewer/src", "trace-store/src"]
        .map(|it| files(it, ".rs"))
        .concat()
    {
        let text = read(&path);
        let text = text.split("#[cfg(test)]").next().unwrap_or("");
        let is_errors = text.lines().any(|line| {
            line.starts_with("impl") && line.contains("Display for ") && line.contains("Error ")
        });
        if is_errors || path.ends_with("refusal.rs") || path.ends_with("opened.rs") {
            // Not pieces of one, nor the head of an answer.
            let is_message = |it: &String| {
                it.split(' ').count() > 3 && !it.starts_with(',') && !it.contains("\\r\\n")
            };
            let found = literals(text).filter(is_message);
            messages.extend(found.map(|it| it.trim_end_matches("\\n").to_owned()));
        }
    }
    messages
}

/// The string literals of a source, as they read, with `…` for what is put in.
fn literals(source: &str) -> impl Iterator<Item = String> {
    let lines = source.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.contains("expect(\"") && !line.contains("reason = \"")
    });
    let code: Vec<_> = lines.collect();
    let code = code.join("\n").replace("'\"'", "").replace("\\\"", "”");
    let quoted: Vec<_> = code
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    quoted.into_iter().map(|literal| {
        let parts = literal.split("\\\n");
        let joined: String = parts
            .enumerate()
            .map(|(n, part)| if n == 0 { part } else { part.trim_start() })
            .collect();
        let (mut text, mut depth) = (String::new(), 0);
        for c in joined.replace('”', "\"").chars() {
            match c {
                '{' if depth == 0 => {
                    depth = 1;
                    text.push('…');
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 0 => text.push(c),
                _ => {}
            }
        }
        text
    })
}

#[test]
fn every_message_of_the_compiler_is_in_the_faq() {
    let (listed, messages) = (listed(), compilers());
    let missing: Vec<_> = messages
        .iter()
        .filter(|message| !listed.iter().any(|line| is(line, message)))
        .collect();
    assert!(missing.is_empty(), "docs/faq.md has not {missing:#?}");
    assert!(messages.len() > 60, "{}", messages.len());
}

#[test]
fn every_error_of_the_viewer_is_in_the_faq() {
    let (listed, messages) = (listed(), viewers());
    let missing: Vec<_> = messages
        .iter()
        .filter(|message| !listed.iter().any(|line| follows(line, message)))
        .collect();
    assert!(missing.is_empty(), "docs/faq.md has not {missing:#?}");
    assert!(messages.len() > 15, "{}", messages.len());
}

/// A text that is said no longer leads nobody here.
#[test]
fn every_message_in_the_faq_is_said() {
    let said = compilers();
    let viewers = viewers();
    let sources = ["trace-viewer", "trace-runtime/src", "integrations"];
    let sources = sources
        .map(|it| [files(it, ".rs"), files(it, ".js")].concat())
        .concat();
    // In a format, a brace is written twice.
    let said_by = |path: &PathBuf| read(path).replace("{{", "{").replace("}}", "}");
    let sources: Vec<_> = sources.iter().map(said_by).collect();
    let outputs = ["tests/ui", "integrations"].map(|it| files(it, ".stderr"));
    let outputs: Vec<_> = outputs.concat().iter().map(|it| read(it)).collect();
    for line in listed() {
        let by_compiler = said.iter().any(|message| is(&line, message));
        let by_viewer = viewers.iter().any(|message| follows(&line, message));
        let written = || sources.iter().any(|source| follows(source, &line));
        let by_rustc = || outputs.iter().any(|output| output.contains(&line));
        assert!(
            by_compiler || by_viewer || written() || by_rustc(),
            "nobody says {line:?}"
        );
    }
}

#[test]
fn a_gap_stands_for_any_text() {
    assert!(is("`…` is async: add `cx`", "`pay` is async: add `cx`"));
    assert!(!is("`…` is async", "`pay` is async: add `cx`"));
    assert!(!is("is async: add `cx`", "`pay` is async: add `cx`"));
    let source = "// \"no\"\nwrite!(f, \"{address} is in \\\n    use by {}\")";
    assert_eq!(literals(source).collect::<Vec<_>>(), ["… is in use by …"]);
}
