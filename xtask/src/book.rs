//! The book: a summary that names every page, and pages that name what is there.

#[cfg(test)]
mod tests {
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

    /// What mdBook warns of: a page that is named and not there, or there and not named.
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
}
