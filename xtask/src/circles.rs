//! No two modules of a folder import each other in a circle.
//!
//! In a crate, as in each folder of one, the children are files and folders, and what
//! lies in a folder belongs to it; a `mod.rs` is its folder itself. `lib.rs` and
//! `main.rs` are left out: they name all there is. So are tests and loom models, which
//! look at what lies above them. There are no exceptions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module, by its path below the crate: `buffer::local` is `["buffer", "local"]`.
type Module = Vec<String>;

/// Whether a child needs another, and where it says so.
type Arrows = BTreeMap<(String, String), Vec<String>>;

/// What is wrong with the modules of the crate whose sources are in `src`, one text each.
pub(crate) fn of(src: &Path) -> Vec<String> {
    let mut sources = BTreeMap::new();
    read(src, &mut Vec::new(), &mut sources);
    let mut wrong = in_sources(&sources);
    let root = fs::read_to_string(src.join("lib.rs")).unwrap_or_default();
    if root.contains(ORDERED) {
        wrong.extend(upward(&sources));
    }
    wrong
}

/// What the root of a library says of the order in which it declares its modules.
const ORDERED: &str = "// From the top down: a module stands above what it imports";

fn read(folder: &Path, at: &mut Module, sources: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if matches!(&*name, "tests" | "loom_models" | "bin") {
            continue;
        }
        at.push(name.clone().into_owned());
        if path.is_dir() {
            read(&path, at, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let is_root = matches!(&*name, "mod" | "lib" | "main");
            let module = at[..at.len() - usize::from(is_root)].to_vec();
            let text = fs::read_to_string(&path).unwrap_or_default();
            sources.insert(module, code(&text));
        }
        at.pop();
    }
}

/// Without comments, and without what follows the unit tests' heading.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("mod tests"));
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn in_sources(sources: &BTreeMap<Module, String>) -> Vec<String> {
    let folders = arrows(sources);
    let of = |(folder, arrows): (&Module, &Arrows)| circles(folder, arrows);
    folders.iter().flat_map(of).collect()
}

/// Where a module of the crate needs one that the root declares above it.
fn upward(sources: &BTreeMap<Module, String>) -> Vec<String> {
    let root = sources.get(&Vec::new()).map_or("", String::as_str);
    let words: Vec<&str> = root.split_whitespace().collect();
    let pairs = words.windows(2).filter(|words| words[0] == "mod");
    let declared: Vec<&str> = pairs.map(|words| words[1].trim_end_matches(';')).collect();
    let place = |module: &String| {
        declared
            .iter()
            .position(|name| name.trim_start_matches("__") == module)
    };
    let arrows = arrows(sources).remove(&Vec::new()).unwrap_or_default();
    let upward = arrows
        .iter()
        .filter(|((from, to), _)| place(to) < place(from));
    upward
        .map(|((from, to), places)| format!("{from} needs {to}, above it: {}", places.join("; ")))
        .collect()
}

/// Who needs whom, in each folder.
fn arrows(sources: &BTreeMap<Module, String>) -> BTreeMap<Module, Arrows> {
    let exports: BTreeMap<&Module, BTreeMap<String, Module>> = sources
        .iter()
        .map(|(module, text)| (module, exports(module, text, sources)))
        .collect();
    let mut folders: BTreeMap<Module, Arrows> = BTreeMap::new();
    for (module, text) in sources.iter().filter(|(module, _)| !module.is_empty()) {
        for path in paths(text) {
            let Some(path) = absolute(module, &path, sources) else {
                continue;
            };
            let target = home(path.clone(), &exports, sources);
            let common = module
                .iter()
                .zip(&target)
                .take_while(|(a, b)| a == b)
                .count();
            if common < module.len() && common < target.len() {
                let arrows = folders.entry(module[..common].to_vec()).or_default();
                let arrow = (module[common].clone(), target[common].clone());
                let place = format!("{} names {}", module.join("::"), path.join("::"));
                arrows.entry(arrow).or_default().push(place);
            }
        }
    }
    folders
}

/// The paths of `use` items, and those that are written out.
fn paths(text: &str) -> Vec<Module> {
    let mut found = Vec::new();
    let mut pieces = text.split("use ");
    let mut code = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (tree, rest) = piece.split_once(';').unwrap_or(("", piece));
        leaves(tree, &[], &mut found);
        code += rest;
    }
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let rest = &code[at..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            let path = rest[..end.unwrap_or(rest.len())].split("::");
            let path = path.filter(|part| !part.is_empty());
            found.push(path.map(str::to_owned).collect());
        }
    }
    found
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`.
fn leaves(tree: &str, before: &[String], found: &mut Vec<Module>) {
    let tree = tree.trim();
    let (head, group) = match tree.split_once('{') {
        Some((head, group)) => (head, Some(group.trim_end().trim_end_matches('}'))),
        None => (tree.split(" as ").next().unwrap_or_default(), None),
    };
    let mut path = before.to_vec();
    path.extend(
        head.split("::")
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned),
    );
    let Some(group) = group else {
        return found.push(path);
    };
    let (mut depth, mut start) = (0_i32, 0);
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 || at == group.len() => {
                if !group[start..at].trim().is_empty() {
                    leaves(&group[start..at], &path, found);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// From the crate on; `None` if it leads out of it.
fn absolute(
    module: &Module,
    path: &[String],
    sources: &BTreeMap<Module, String>,
) -> Option<Module> {
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => {
            let up = path.iter().take_while(|part| *part == "super").count();
            let around = &module[..module.len().checked_sub(up)?];
            Some([around, &path[up..]].concat())
        }
        child => {
            let below = [&module[..], &[child.to_owned()]].concat();
            sources
                .contains_key(&below)
                .then(|| [module, path].concat())
        }
    }
}

/// What a module gives on under its own name: `pub use a::B`.
fn exports(
    module: &Module,
    text: &str,
    sources: &BTreeMap<Module, String>,
) -> BTreeMap<String, Module> {
    let mut exports = BTreeMap::new();
    for item in text.split("\npub").skip(1) {
        let item = item.strip_prefix("(crate)").unwrap_or(item);
        let Some(item) = item.trim_start().strip_prefix("use ") else {
            continue;
        };
        let mut found = Vec::new();
        leaves(item.split(';').next().unwrap_or_default(), &[], &mut found);
        for path in found {
            if let (Some(name), Some(path)) = (path.last(), absolute(module, &path, sources)) {
                exports.insert(name.clone(), path);
            }
        }
    }
    exports
}

/// The module that a path leads to, by way of what others give on.
fn home(
    mut path: Module,
    exports: &BTreeMap<&Module, BTreeMap<String, Module>>,
    sources: &BTreeMap<Module, String>,
) -> Module {
    for _ in 0..8 {
        let mut module = path.clone();
        while !sources.contains_key(&module) && module.pop().is_some() {}
        let given_on = path
            .get(module.len())
            .and_then(|name| exports.get(&module)?.get(name));
        match given_on {
            Some(further) => path = [&further[..], &path[module.len() + 1..]].concat(),
            None => return module,
        }
    }
    path
}

/// Children that reach each other; the text has every arrow between them.
fn circles(folder: &Module, arrows: &Arrows) -> Vec<String> {
    let reached = |from: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(at) = next.pop() {
            for (_, to) in arrows.keys().filter(|(of, _)| *of == at) {
                if seen.insert(to.clone()) {
                    next.push(to.clone());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = arrows
        .keys()
        .map(|(from, _)| (from, reached(from)))
        .collect();
    let is_back = |(from, to): &&(String, String)| {
        reach.get(to).is_some_and(|reached| reached.contains(from))
    };
    let back: Vec<_> = arrows.keys().filter(is_back).collect();
    if back.is_empty() {
        return Vec::new();
    }
    let mut text = format!("a circle in `{}`:", folder.join("/"));
    for arrow in back {
        let (from, to) = arrow;
        text += &format!("\n  {from} needs {to}: {}", arrows[arrow].join("; "));
    }
    vec![text]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(path: &str) -> Module {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| (module(path), code(text)));
        in_sources(&sources.collect())
    }

    #[test]
    fn no_crate_has_a_circle() {
        let mut checked = 0;
        for package in crate::documents::packages(crate::root()) {
            let circles = of(&package.join("src"));
            assert!(
                circles.is_empty(),
                "{}: {}",
                package.display(),
                circles.join("\n")
            );
            checked += 1;
        }
        assert!(checked >= 12, "{checked}");
    }

    #[test]
    fn a_circle_is_found_and_told() {
        let circles = found(&[
            ("", ""),
            ("a", "use crate::b::{self, C};"),
            ("b", "struct C;\nfn f() { crate::a::g() }"),
        ]);
        let text = "a circle in ``:\n  a needs b: a names b::self; a names b::C\n  \
                    b needs a: b names a::g";
        assert_eq!(circles, [text]);
    }

    #[test]
    fn it_may_go_through_three_a_group_and_a_name_given_on() {
        let through_three = [
            ("", "mod a;"),
            ("a", "use crate::{b, d::{E, f::G}};"),
            ("b", "use super::c;"),
            ("c", "use crate::a::X;"),
            ("d", ""),
        ];
        assert_eq!(found(&through_three).len(), 1);
        let given_on = [
            ("", "\npub use b::Name;"),
            ("a", "use crate::Name;"),
            ("b", "use crate::a;"),
        ];
        assert_eq!(found(&given_on).len(), 1);
    }

    #[test]
    fn the_order_of_the_root_is_held_to() {
        let files = [("", "mod a;\nmod b;"), ("a", ""), ("b", "use crate::a::X;")];
        let sources = files.iter().map(|(path, text)| (module(path), code(text)));
        let upward = upward(&sources.collect());
        assert_eq!(upward, ["b needs a, above it: b names a::X"]);
    }

    #[test]
    fn in_a_folder_as_well() {
        let files = [
            ("x", "\npub(crate) use one::One;"),
            ("x/one", "use super::two::Two;"),
            ("x/two", "use super::One;"),
        ];
        let circles = found(&files);
        assert!(circles[0].starts_with("a circle in `x`"), "{circles:?}");
    }

    #[test]
    fn what_goes_down_is_none() {
        let files = [
            ("", ""),
            ("a", "use crate::b::B;\n// use crate::a\nuse std::fmt;"),
            ("b", "use super::c;"),
            ("c", "use self::below::D;"),
            ("c/below", "use super::E;"),
        ];
        assert_eq!(found(&files), [""; 0]);
        let tests = [
            ("a", "use crate::b;"),
            ("b", "mod tests {\n use crate::a; }"),
        ];
        assert_eq!(found(&tests), [""; 0]);
    }
}
