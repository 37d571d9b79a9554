//! The files of the page: every one of them is named here, once.

/// One file, as it lies in the folder `page`.
#[derive(Debug)]
pub(super) struct Asset {
    /// The path under `page`, with `/` between the parts.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
}

impl Asset {
    /// The type, by the end of the name.
    pub(super) fn content_type(&self) -> &'static str {
        match self.path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        }
    }
}

macro_rules! assets {
    ($($path:literal)*) => {
        &[$(Asset {
            path: $path,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/page/", $path)),
        }),*]
    };
}

/// What every address of a view answers.
pub(super) const INDEX: &Asset = &ALL[0];

pub(super) const ALL: &[Asset] = assets![
    "index.html"
    "icon.svg"
    "main.js"
    "base/address.js"
    "base/announce.js"
    "base/ask.js"
    "base/colour.js"
    "base/element.js"
    "base/format.js"
    "base/keys.js"
    "base/sorted.js"
    "search/conditions.js"
    "search/form.js"
    "search/fresh.js"
    "search/heat.js"
    "search/page.js"
    "search/welcome.js"
    "shell/help.js"
    "shell/notes.js"
    "shell/shell.js"
    "style/base.css"
    "style/lists.css"
    "style/shell.css"
    "style/tokens.css"
    "style/trace.css"
    "trace/actions.js"
    "trace/address.js"
    "trace/alone.js"
    "trace/arriving.js"
    "trace/axis.js"
    "trace/bars.js"
    "trace/beyond.js"
    "trace/branch.js"
    "trace/canvas.js"
    "trace/copy.js"
    "trace/faces.js"
    "trace/filters.js"
    "trace/find.js"
    "trace/findings.js"
    "trace/flame.js"
    "trace/header.js"
    "trace/hint.js"
    "trace/keys.js"
    "trace/linked.js"
    "trace/logs.js"
    "trace/minimap.js"
    "trace/model.js"
    "trace/otlp.js"
    "trace/outside.js"
    "trace/page.js"
    "trace/panel.js"
    "trace/picture.js"
    "trace/rows.js"
    "trace/saving.js"
    "trace/scale.js"
    "trace/source.js"
    "trace/table.js"
    "trace/text.js"
    "trace/theme.js"
    "trace/value.js"
    "trace/view.js"
    "trace/waterfall.js"
    "views/compare.js"
    "views/different.js"
    "views/dropped.js"
    "views/errors.js"
    "views/health.js"
    "views/layers.js"
    "views/live.js"
    "views/map.js"
    "views/parts.js"
    "views/patterns.js"
    "views/runs.js"
    "views/services.js"
    "views/slow.js"
    "views/traces.js"
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the page") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                files(&path, into);
            } else {
                into.push(path);
            }
        }
    }

    #[test]
    fn every_file_of_the_page_is_named_once() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let mut there = Vec::new();
        files(&page, &mut there);
        let mut there: Vec<_> = there
            .iter()
            .map(|path| {
                path.strip_prefix(&page)
                    .expect("in the page")
                    .to_str()
                    .expect("ASCII")
            })
            .collect();
        there.sort_unstable();
        let mut named: Vec<_> = ALL.iter().map(|asset| asset.path).collect();
        named.sort_unstable();
        assert_eq!(named, there);
        assert_eq!(INDEX.path, "index.html");
    }

    #[test]
    fn what_a_file_asks_for_is_there() {
        for asset in ALL {
            let folder = Path::new(asset.path).parent().expect("a file has a folder");
            for asked in asked_for(asset.text) {
                let path = match asked.strip_prefix("/page/") {
                    Some(path) => PathBuf::from(path),
                    None => normal(&folder.join(asked)),
                };
                let is_there = ALL.iter().any(|other| Path::new(other.path) == path);
                assert!(is_there, "{} asks for {asked}", asset.path);
            }
        }
    }

    /// The files that imports and elements name.
    fn asked_for(text: &str) -> impl Iterator<Item = &str> {
        let quoted = text
            .lines()
            .filter(|line| line.starts_with("import ") || line.contains("\"/page/"));
        quoted.filter_map(|line| {
            let at = line
                .find("\"./")
                .or(line.find("\"../"))
                .or(line.find("\"/page/"))?;
            line[at + 1..].split('"').next()
        })
    }

    fn normal(path: &Path) -> PathBuf {
        let mut parts = Vec::new();
        for part in path.iter() {
            match part.to_str() {
                Some(".") => {}
                Some("..") => drop(parts.pop()),
                _ => parts.push(part),
            }
        }
        parts.iter().collect()
    }
}
