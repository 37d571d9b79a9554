//! Where a link leads, by its words alone.

use std::path::{Component, Path, PathBuf};

/// The file that `link` on the page `from` means, without `..`; none if it leads above the
/// folder in which the path of the page begins.
pub(super) fn resolved(from: &Path, link: &str) -> Option<PathBuf> {
    let mut file = PathBuf::new();
    for part in from.parent()?.join(link).components() {
        match part {
            Component::Normal(name) => file.push(name),
            Component::ParentDir => file.pop().then_some(())?,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_begins_in_the_folder_of_its_page() {
        let resolved = |link| resolved(Path::new("docs/sub/page.md"), link);
        assert_eq!(resolved("a.md"), Some("docs/sub/a.md".into()));
        assert_eq!(resolved("./../../b/c"), Some("b/c".into()));
        assert_eq!(resolved("../../../d"), None);
        assert_eq!(resolved("/e"), None);
    }
}
