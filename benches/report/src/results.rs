//! `benches/RESULTS.md`: sections that are written by themselves, each under a
//! heading of its own. What stands under other headings is left as it is.

use std::fs;
use std::io;
use std::path::Path;

const FILE: &str = "benches/RESULTS.md";
const HEAD: &str =
    "# Results\n\nWritten by `cargo xtask bench`; [README.md](README.md) says how it measures.\n";

/// Puts `section` in place of the one under the same heading, or at the end.
///
/// # Errors
///
/// If the file cannot be read or written.
pub(crate) fn write(root: &Path, heading: &str, section: &str) -> io::Result<()> {
    let path = root.join(FILE);
    let before = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => HEAD.to_owned(),
        read => read?,
    };
    fs::write(path, replaced(&before, heading, section))
}

fn replaced(before: &str, heading: &str, section: &str) -> String {
    let mut sections: Vec<String> = Vec::new();
    for line in before.lines() {
        match sections.last_mut() {
            Some(last) if !line.starts_with("## ") => last.push_str(line),
            _ => sections.push(line.to_owned()),
        }
        if let Some(last) = sections.last_mut() {
            last.push('\n');
        }
    }
    let heading = format!("## {heading}\n");
    let new = format!("{heading}\n{}\n", section.trim());
    match sections.iter_mut().find(|old| old.starts_with(&heading)) {
        Some(old) => *old = new,
        None => sections.push(new),
    }
    let trimmed: Vec<&str> = sections.iter().map(|section| section.trim_end()).collect();
    format!("{}\n", trimmed.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_where_it_stands() {
        let before = "# Results\n\nText.\n\n## A\n\nold\n\n### Part\n\n## By hand\n\nkept\n";
        let once = replaced(before, "A", "new\n\n### Part\n");
        assert_eq!(
            once,
            "# Results\n\nText.\n\n## A\n\nnew\n\n### Part\n\n## By hand\n\nkept\n"
        );
        assert_eq!(replaced(&once, "A", "new\n\n### Part\n"), once);
    }

    #[test]
    fn a_new_section_goes_to_the_end() {
        assert_eq!(replaced(HEAD, "A", "new"), format!("{HEAD}\n## A\n\nnew\n"));
        assert_eq!(replaced("", "A", "new"), "## A\n\nnew\n");
    }
}
