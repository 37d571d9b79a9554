//! All modules of a view as one script, for a file that no server stands behind: a browser
//! loads no module from `file:`.
//!
//! A module becomes a function that returns what it exports, so that names need not be unique.
//! Modules of the page import by name, on one line, from a path; nothing else is understood.

use super::assets::{ALL, Asset};

/// The script that runs the module at `entry`, with all that it imports before it.
///
/// # Panics
///
/// If a module imports what is not there, or is written otherwise than all are: the tests
/// have looked.
pub(super) fn bundle(entry: &str) -> String {
    let mut order = Vec::new();
    visit(entry, &mut order);
    let mut script = String::from("\"use strict\";\n");
    for asset in &order {
        script.push_str(&wrapped(asset));
    }
    script
}

/// Puts a module behind those that it imports.
fn visit(path: &str, order: &mut Vec<&'static Asset>) {
    if order.iter().any(|asset| asset.path == path) {
        return;
    }
    let asset = ALL.iter().find(|asset| asset.path == path);
    let asset = asset.expect("a module imports modules of the page");
    for import in asset
        .text
        .lines()
        .filter_map(|line| Import::read(line, path))
    {
        visit(&import.path, order);
    }
    order.push(asset);
}

fn wrapped(asset: &Asset) -> String {
    let mut body = String::new();
    let mut exported = Vec::new();
    for line in asset.text.lines() {
        if let Some(Import { names, path }) = Import::read(line, asset.path) {
            body.push_str(&format!("const {{ {names} }} = {};", variable(&path)));
        } else if let Some(rest) = line.strip_prefix("export ") {
            exported.extend(declared(rest));
            body.push_str(rest);
        } else {
            body.push_str(line);
        }
        body.push('\n');
    }
    let exported = exported.join(", ");
    let variable = variable(asset.path);
    format!("const {variable} = (() => {{\n{body}return {{ {exported} }};\n}})();\n")
}

/// One line that imports.
struct Import<'a> {
    names: &'a str,
    path: String,
}

impl<'a> Import<'a> {
    fn read(line: &'a str, from: &str) -> Option<Self> {
        let (names, rest) = line.strip_prefix("import { ")?.split_once(" } from \"")?;
        let mut folder: Vec<&str> = from.split('/').collect();
        folder.pop();
        for part in rest.strip_suffix("\";")?.split('/') {
            match part {
                "." => {}
                ".." => drop(folder.pop()),
                _ => folder.push(part),
            }
        }
        Some(Import {
            names,
            path: folder.join("/"),
        })
    }
}

/// The name that a declaration declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let (_, rest) = line.split_once(' ')?;
    rest.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_' || char == '$'))
        .next()
}

/// The variable that holds what a module exports.
fn variable(path: &str) -> String {
    let name = path.trim_end_matches(".js").replace(['/', '.'], "_");
    format!("module_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_written_so_that_they_can_be_put_together() {
        for asset in ALL.iter().filter(|asset| asset.path.ends_with(".js")) {
            for line in asset.text.lines() {
                let understood = !line.starts_with("import ")
                    || Import::read(line, asset.path)
                        .is_some_and(|import| !import.names.contains(" as "));
                assert!(understood, "{}: {line}", asset.path);
                if let Some(rest) = line.strip_prefix("export ") {
                    let kinds = ["function ", "async function ", "class ", "const "];
                    assert!(
                        kinds.iter().any(|kind| rest.starts_with(kind)),
                        "{}: {line}",
                        asset.path
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_imported_comes_first() {
        let script = bundle("trace/alone.js");
        let at = |text: &str| {
            script
                .find(text)
                .unwrap_or_else(|| panic!("{text} is missing"))
        };
        assert!(at("const module_base_element = ") < at("const module_trace_rows = "));
        assert!(at("const module_trace_page = ") < at("const module_trace_alone = "));
        assert!(script.contains("const { Window } = module_trace_scale;"));
        assert!(script.contains("return { Window, ticks };"));
        assert_eq!(script.matches("const module_base_format = ").count(), 1);
        assert!(!script.contains("\nimport ") && !script.contains("\nexport "));
        assert!(!script.contains("</script"), "the script would end there");
    }
}
