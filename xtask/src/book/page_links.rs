//! The links of a book as it was built: each leads to a file, and to a place in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::target;

/// What a page has of links, and of places to which links lead.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    links: Vec<String>,
    places: BTreeSet<String>,
}

/// What came of following the links of a book.
#[derive(Debug)]
pub(crate) struct Followed {
    pub(crate) pages: usize,
    /// The links that lead to a file of the book, or a place on a page.
    pub(crate) links: usize,
    /// Links that lead nowhere: the page, and the link as it stands there.
    pub(crate) dead: Vec<String>,
}

/// Follows the links of all pages in `folder`, but for those that lead into the web.
///
/// # Errors
///
/// If a page or a folder cannot be read.
pub(crate) fn follow(folder: &Path) -> io::Result<Followed> {
    let mut files = BTreeMap::new();
    read_folder(folder, Path::new(""), &mut files)?;
    let (mut pages, mut links, mut dead) = (0, 0, Vec::new());
    for (path, page) in &files {
        let Some(page) = page else { continue };
        pages += 1;
        for link in page.links.iter().filter(|link| is_local(link)) {
            links += 1;
            if !leads_somewhere(&files, path, link) {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    Ok(Followed { pages, links, dead })
}

/// Every file below `folder`, by its path from there; those that are pages are read.
fn read_folder(
    folder: &Path,
    below: &Path,
    files: &mut BTreeMap<PathBuf, Option<Page>>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            read_folder(folder, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let page = Page::read(&fs::read_to_string(entry.path())?);
            files.insert(path, Some(page));
        } else {
            files.insert(path, None);
        }
    }
    Ok(())
}

/// A link with a scheme leads into the web.
fn is_local(link: &str) -> bool {
    let path = link.split(['/', '#', '?']).next().unwrap_or_default();
    !path.contains(':') && !link.starts_with("//")
}

fn leads_somewhere(files: &BTreeMap<PathBuf, Option<Page>>, from: &Path, link: &str) -> bool {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
    let file = match path {
        "" => Some(from.to_owned()),
        path => target::resolved(from, path),
    };
    match file.and_then(|file| files.get(&file)) {
        Some(Some(page)) => place.is_empty() || page.places.contains(place),
        Some(None) => place.is_empty(),
        None => false,
    }
}

impl Page {
    /// Reads what mdBook wrote: values of attributes are quoted, and a `<` in a text is
    /// escaped, but in scripts.
    fn read(html: &str) -> Page {
        let mut page = Page::default();
        let mut rest = html;
        while let Some((_, after)) = rest.split_once('<') {
            let end = end_of_tag(after);
            let (tag, behind) = after.split_at(end);
            page.read_tag(tag);
            rest = behind;
            if tag.starts_with("script") {
                rest = rest.split_once("</script").map_or("", |(_, behind)| behind);
            }
        }
        page
    }

    fn read_tag(&mut self, tag: &str) {
        // Of the page for what is not there: its links begin at the root of the site.
        if tag.starts_with("base ") {
            return;
        }
        for name in ["href", "src"] {
            self.links.extend(attribute(tag, name));
        }
        self.places.extend(attribute(tag, "id"));
    }
}

/// Where a tag ends: a `>` in a quoted value is none of its own.
fn end_of_tag(tag: &str) -> usize {
    let mut is_quoted = false;
    let end = tag.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.unwrap_or(tag.len())
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    let value = value.split('"').next()?;
    Some(value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_links_and_places_of_its_tags() {
        let page = Page::read(
            "<base href=\"/\"><a title=\"a > b\" href=\"c.html?d&amp;e#f\">x href=\"g\" &lt;a href=\"h\"></a>\n\
             <script src=\"i.js\">if (1 <a href=\"j\") {}</script><h2 id=\"k\">k</h2><img src=\"l\">",
        );
        assert_eq!(page.links, ["c.html?d&e#f", "i.js", "l"]);
        assert_eq!(page.places, BTreeSet::from(["k".to_owned()]));
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        let folder = std::env::temp_dir().join(format!("book-links-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub")).expect("a folder");
        let write = |path: &str, text: &str| fs::write(folder.join(path), text).expect("a file");
        write("a.css", "");
        write(
            "a.html",
            "<h1 id=\"top\"><a href=\"#top\"><a href=\"#gone\">",
        );
        write(
            "sub/b.html",
            "<a href=\"../a.html#top\"><a href=\"../a.html#none\"><a href=\"../a.css\">\
             <a href=\"b.html\"><a href=\"c.html\"><a href=\"../../a.html\"><a href=\"/a.html\">\
             <a href=\"https://d/e\"><a href=\"mailto:f\">",
        );
        let followed = follow(&folder);
        fs::remove_dir_all(&folder).expect("the folder");
        let followed = followed.expect("pages");
        assert_eq!((followed.pages, followed.links), (2, 9));
        assert_eq!(
            followed.dead,
            [
                "a.html: #gone",
                "sub/b.html: ../a.html#none",
                "sub/b.html: c.html",
                "sub/b.html: ../../a.html",
                "sub/b.html: /a.html",
            ]
        );
    }
}
