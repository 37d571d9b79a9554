//! The differences that the guide to adoption shows are those of the two services in
//! `examples/migrate`, which are built and tested.

use std::fs;
use std::path::Path;

use similar::TextDiff;

/// Stands before a difference; the path below both packages follows.
const MARK: &str = "<!-- made by `cargo xtask bless`, of examples/migrate: ";
const FENCE: &str = "```";

/// The guide with each difference as it is now.
fn written_anew(guide: &str, differences: impl Fn(&str) -> String) -> String {
    let mut written = String::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(path) = line.strip_prefix(MARK) else {
            continue;
        };
        let path = path.strip_suffix(" -->").expect("the mark is closed");
        let opened = lines.next().is_some_and(|line| line.starts_with(FENCE));
        assert!(opened, "a block follows the mark of {path}");
        let closed = lines.any(|line| line == FENCE);
        assert!(closed, "the block of {path} ends");
        let difference = differences(path);
        written.push_str(&format!("{FENCE}diff\n{difference}{FENCE}\n"));
    }
    written
}

/// What changes in a file from the one package to the other.
fn difference(examples: &Path, path: &str) -> String {
    let read = |package: &str| {
        let file = examples.join(package).join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    let (before, after) = (read("before"), read("after"));
    let difference = TextDiff::from_lines(&before, &after);
    let hunks = difference.unified_diff().context_radius(2).to_string();
    assert!(!hunks.is_empty(), "{path} is the same in both");
    hunks
}

#[test]
fn the_guide_shows_the_services_that_are_built() {
    let root = crate::root();
    let (guide, examples) = (root.join("docs/adopt.md"), root.join("examples/migrate"));
    let text = fs::read_to_string(&guide).expect("the guide is there");
    assert_eq!(
        text.matches(MARK).count(),
        2,
        "its manifest and its program"
    );
    let now = written_anew(&text, |path| difference(&examples, path));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&guide, now).expect("the guide can be written");
    } else {
        assert!(
            now == text,
            "docs/adopt.md shows another difference than there is: run `cargo xtask bless`"
        );
    }
}

#[test]
fn only_what_follows_a_mark_is_written() {
    let guide = format!("a\n{MARK}x.rs -->\n```diff\nold\n```\n```rust\nb\n```\n");
    let written = written_anew(&guide, |path| format!("+{path}\n"));
    let expected = format!("a\n{MARK}x.rs -->\n```diff\n+x.rs\n```\n```rust\nb\n```\n");
    assert_eq!(written, expected);
    assert_eq!(
        written_anew(&expected, |path| format!("+{path}\n")),
        expected
    );
}
