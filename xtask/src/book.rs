//! The book: mdBook builds it, and has nothing to warn of; its links lead somewhere.

pub(crate) mod outward;
mod page_links;
mod target;

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// What installs mdBook. What it can leave out is for writers: a search, a server.
const INSTALL: &str = "cargo install mdbook --version 0.5.4 --locked --no-default-features";

/// Builds the book into `folder`, which is emptied before.
///
/// # Errors
///
/// If mdBook is not installed, fails or warns, if a link of the book leads nowhere, or if
/// `out` cannot be written.
pub(crate) fn build(root: &Path, folder: &Path, out: &mut impl Write) -> io::Result<()> {
    let built = Command::new("mdbook")
        .args(["build", "--dest-dir"])
        .arg(folder)
        // How much it says, and in which form.
        .env_remove("MDBOOK_LOG")
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(not_started)?;
    let said = String::from_utf8_lossy(&built.stderr);
    write!(out, "{said}")?;
    if !built.status.success() {
        return Err(failed(format!("mdbook: {}", built.status)));
    }
    let warnings = warnings(&said);
    if warnings > 0 {
        return Err(failed(format!("mdbook warns: {warnings} times, see above")));
    }
    let followed = page_links::follow(folder)?;
    if !followed.dead.is_empty() {
        let dead = followed.dead.join("\n  ");
        return Err(failed(format!("links that lead nowhere:\n  {dead}")));
    }
    // Each page has links to its neighbours: a book with fewer was not read as it is written.
    if followed.pages == 0 || followed.links < followed.pages {
        let (pages, links) = (followed.pages, followed.links);
        return Err(failed(format!(
            "the book has {links} links on {pages} pages"
        )));
    }
    writeln!(
        out,
        "{}: {} pages, {} links",
        folder.display(),
        followed.pages,
        followed.links
    )
}

fn failed(why: String) -> io::Error {
    io::Error::other(why)
}

fn not_started(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::NotFound => failed(format!("there is no mdbook to run; install it: {INSTALL}")),
        _ => failed(format!("mdbook could not be started: {error}")),
    }
}

/// How many lines of mdBook's log are more than information.
fn warnings(said: &str) -> usize {
    let levels = said.lines().map(str::trim_start);
    let grave = levels.filter(|line| line.starts_with("WARN ") || line.starts_with("ERROR "));
    grave.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::collections::BTreeSet;
    use std::fs;
    use std::path::PathBuf;

    fn docs() -> PathBuf {
        crate::root().join("docs")
    }

    /// The pages, by their path from the book's folder.
    fn pages() -> BTreeSet<String> {
        let (mut pages, mut next) = (BTreeSet::new(), vec![String::new()]);
        while let Some(folder) = next.pop() {
            let entries = fs::read_dir(docs().join(&folder)).expect("a folder of the book");
            for entry in entries.flatten() {
                let name = entry.file_name().into_string().expect("a plain name");
                let path = format!("{folder}{name}");
                if entry.path().is_dir() {
                    next.push(format!("{path}/"));
                } else if name.ends_with(".md") && name != "SUMMARY.md" {
                    pages.insert(path);
                }
            }
        }
        pages
    }

    /// mdBook says nothing of a page that is not named: it is in no book.
    #[test]
    fn the_summary_names_every_page_once() {
        let summary = fs::read_to_string(docs().join("SUMMARY.md")).expect("the summary");
        let named = summary.lines().filter_map(|line| {
            let link = line.trim_start().strip_prefix("- [")?.split_once("](")?.1;
            let link = link.strip_suffix(')').expect("the link ends the line");
            Some(link.to_owned())
        });
        let named: Vec<_> = named.collect();
        let pages = pages();
        assert_eq!(named.iter().cloned().collect::<BTreeSet<_>>(), pages);
        assert_eq!(named.len(), pages.len(), "a page is named twice");
        let book = fs::read_to_string(crate::root().join("book.toml")).expect("its settings");
        assert!(book.contains("src = \"docs\""));
    }

    #[test]
    fn links_between_pages_and_into_the_repository_lead_somewhere() {
        let mut followed = 0;
        for page in pages() {
            let path = docs().join(&page);
            let text = fs::read_to_string(&path).expect("a page");
            for link in links(&text) {
                followed += 1;
                let target = path.with_file_name(link);
                assert!(target.exists(), "{}: {link}", path.display());
            }
        }
        assert!(followed > 90, "{followed}");
    }

    /// The files that links lead to; not those into the web, nor those within a page.
    fn links(text: &str) -> impl Iterator<Item = &str> {
        let targets = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        let files = targets.filter_map(|target| target.split('#').next());
        files.filter(|file| !file.is_empty() && !file.contains("://") && !file.contains(' '))
    }

    #[test]
    fn warnings_are_told_from_information() {
        let said = " INFO Book building has started\n WARN Potential incomplete link\n\
                    ERROR no\n INFO a WARN \n";
        assert_eq!(warnings(said), 2);
    }

    #[test]
    fn the_script_of_ci_installs_mdbook_as_the_message_says() {
        let script = fs::read_to_string(crate::root().join(".ci/run")).expect("the script");
        assert!(script.contains(INSTALL), "{INSTALL}");
        let error = not_started(ErrorKind::NotFound.into()).to_string();
        assert!(error.ends_with(INSTALL), "{error}");
    }
}
