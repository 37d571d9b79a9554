//! What the guide to adoption shows of the services in `examples/migrate`, which are built
//! and tested: the differences between two of them, and items of the third.

use std::fs;
use std::path::Path;

use similar::TextDiff;

/// Stands before a block. What follows is a path below the packages `before` and `after`, or
/// how an item of the one between begins, as in `fn main(`.
const MARK: &str = "<!-- made by `cargo xtask bless`, of examples/migrate: ";
const FENCE: &str = "```";

/// The guide with each block as it is now.
fn written_anew(guide: &str, block: impl Fn(&str) -> String) -> String {
    let mut written = String::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(of) = line.strip_prefix(MARK) else {
            continue;
        };
        let of = of.strip_suffix(" -->").expect("the mark is closed");
        let opened = lines.next().is_some_and(|line| line.starts_with(FENCE));
        assert!(opened, "a block follows the mark of {of}");
        let closed = lines.any(|line| line == FENCE);
        assert!(closed, "the block of {of} ends");
        written.push_str(&format!("{FENCE}{}{FENCE}\n", block(of)));
    }
    written
}

/// A block, without its fences.
fn block(examples: &Path, of: &str) -> String {
    match of.ends_with(".rs") || of.ends_with(".toml") {
        true => format!("diff\n{}", difference(examples, of)),
        false => format!("rust,ignore\n{}", item(examples, of)),
    }
}

/// An item of the service between, with its comments and attributes.
fn item(examples: &Path, of: &str) -> String {
    let program = read(&examples.join("between/src/main.rs"));
    let mut items = program.split_inclusive("\n}\n");
    let found = items.find(|item| item.lines().any(|line| line.starts_with(of)));
    let found = found.unwrap_or_else(|| panic!("the service between has no `{of}`"));
    format!("{}\n", found.trim())
}

/// What changes in a file from the one package to the other.
fn difference(examples: &Path, path: &str) -> String {
    let read = |package: &str| read(&examples.join(package).join(path));
    let (before, after) = (read("before"), read("after"));
    let difference = TextDiff::from_lines(&before, &after);
    let hunks = difference.unified_diff().context_radius(2).to_string();
    assert!(!hunks.is_empty(), "{path} is the same in both");
    hunks
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn the_guide_shows_the_services_that_are_built() {
    let root = crate::root();
    let (guide, examples) = (root.join("docs/adopt.md"), root.join("examples/migrate"));
    let text = read(&guide);
    let shown = [
        "Cargo.toml",
        "src/main.rs",
        "fn telemetry(",
        "impl Rates for Remote",
    ];
    let marked = shown.map(|of| text.matches(&format!("{MARK}{of} -->")).count());
    assert_eq!(marked, [1; 4], "each of {shown:?} once");
    let now = written_anew(&text, |of| block(&examples, of));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&guide, now).expect("the guide can be written");
    } else {
        assert!(
            now == text,
            "docs/adopt.md shows something else than there is: run `cargo xtask bless`"
        );
    }
}

#[test]
fn only_what_follows_a_mark_is_written() {
    let guide = format!("a\n{MARK}x.rs -->\n```diff\nold\n```\n```rust\nb\n```\n");
    let block = |of: &str| format!("diff\n+{of}\n");
    let written = written_anew(&guide, block);
    let expected = format!("a\n{MARK}x.rs -->\n```diff\n+x.rs\n```\n```rust\nb\n```\n");
    assert_eq!(written, expected);
    assert_eq!(written_anew(&expected, block), expected);
}
