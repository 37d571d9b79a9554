//! The book: a summary that names every page, and pages that name what is there.

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    fn docs() -> std::path::PathBuf {
        crate::root().join("docs")
    }

    /// What mdBook warns of: a page that is named and not there, or there and not named.
    #[test]
    fn the_summary_names_every_page_once() {
        let summary = fs::read_to_string(docs().join("SUMMARY.md")).expect("the summary");
        let named = summary.lines().filter_map(|line| {
            let link = line.strip_prefix("- [")?.split_once("](")?.1;
            Some(
                link.strip_suffix(')')
                    .expect("the link ends the line")
                    .to_owned(),
            )
        });
        let named: Vec<_> = named.collect();
        let pages: BTreeSet<_> = fs::read_dir(docs())
            .expect("the folder of the book")
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| name.ends_with(".md") && name != "SUMMARY.md")
            .collect();
        assert_eq!(named.iter().cloned().collect::<BTreeSet<_>>(), pages);
        assert_eq!(named.len(), pages.len(), "a page is named twice");
        let book = fs::read_to_string(crate::root().join("book.toml")).expect("its settings");
        assert!(book.contains("src = \"docs\""));
    }

    #[test]
    fn links_between_pages_and_into_the_repository_lead_somewhere() {
        let mut followed = 0;
        for entry in fs::read_dir(docs())
            .expect("the folder of the book")
            .flatten()
        {
            let path = entry.path();
            if path.extension().is_none_or(|it| it != "md") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a page");
            for link in links(&text) {
                followed += 1;
                let target = docs().join(Path::new(link));
                assert!(target.exists(), "{}: {link}", path.display());
            }
        }
        assert!(followed > 40, "{followed}");
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
