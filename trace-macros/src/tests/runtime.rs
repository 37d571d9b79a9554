//! What the macro knows of the runtime, beside the runtime.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use quote::ToTokens;
use syn::{ImplItem, Item, Signature, UseTree, Visibility};

use crate::plan::closure::{FUNCTIONS, METHODS};

const RUNTIME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../trace-runtime/src");
const TONIC: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../integrations/trace-tonic/src/lib.rs"
);
const EXPAND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/expand");
const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

fn texts(folder: &str, ending: &str) -> Vec<String> {
    let mut paths = Vec::new();
    files(Path::new(folder), &mut paths);
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    assert!(!paths.is_empty(), "{folder} has no `{ending}`");
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    texts.collect()
}

/// Whether the last parameter is an async closure that is handed over as it is.
fn takes_async_closure(signature: &Signature) -> bool {
    let text = signature.to_token_stream().to_string();
    let last = signature
        .inputs
        .last()
        .map(|last| last.to_token_stream().to_string());
    text.contains("AsyncClosure") && last.is_some_and(|last| last == "body : F")
}

#[test]
fn methods_that_take_an_async_closure_are_known() {
    let (mut methods, mut functions) = (BTreeSet::new(), BTreeSet::new());
    for text in texts(RUNTIME, ".rs") {
        for item in syn::parse_file(&text).unwrap().items {
            match item {
                Item::Impl(of) if of.self_ty.to_token_stream().to_string() == "TraceContract" => {
                    for item in of.items {
                        if let ImplItem::Fn(method) = item
                            && takes_async_closure(&method.sig)
                        {
                            methods.insert(method.sig.ident.to_string());
                        }
                    }
                }
                Item::Fn(function)
                    if matches!(function.vis, Visibility::Public(_))
                        && takes_async_closure(&function.sig) =>
                {
                    functions.insert(function.sig.ident.to_string());
                }
                _ => {}
            }
        }
    }
    assert_eq!(methods, METHODS.map(str::to_owned).into());
    assert_eq!(functions, FUNCTIONS.map(str::to_owned).into());
}

/// The names that the items of a `__macro_support` export.
fn exports(items: &[Item]) -> BTreeSet<String> {
    fn leaves(tree: &UseTree, names: &mut BTreeSet<String>) {
        match tree {
            UseTree::Path(path) => leaves(&path.tree, names),
            UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, names)),
            UseTree::Name(name) => {
                names.insert(name.ident.to_string());
            }
            UseTree::Rename(rename) => {
                names.insert(rename.rename.to_string());
            }
            UseTree::Glob(_) => panic!("a glob says nothing"),
        }
    }
    let mut names = BTreeSet::new();
    for item in items {
        match item {
            Item::Use(item) if matches!(item.vis, Visibility::Public(_)) => {
                leaves(&item.tree, &mut names)
            }
            Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
                names.insert(function.sig.ident.to_string());
            }
            _ => {}
        }
    }
    names
}

fn items(file: &str) -> Vec<Item> {
    let text = fs::read_to_string(file).unwrap();
    syn::parse_file(&text).unwrap().items
}

/// The names that snapshots write behind the `__macro_support` of a crate.
fn written(krate: &str) -> BTreeSet<String> {
    let mut written = BTreeSet::new();
    for snapshot in texts(SNAPSHOTS, ".out.rs") {
        let compact: String = snapshot.split_whitespace().collect();
        for after in compact
            .split(&format!("{krate}::__macro_support::"))
            .skip(1)
        {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
            written.insert(after[..end.unwrap_or(after.len())].to_owned());
        }
    }
    written
}

#[test]
fn generated_code_may_name_what_it_does_name() {
    let of_runtime = items(&format!("{RUNTIME}/macro_support/mod.rs"));
    let mut written_of_runtime = written("trace_runtime");
    // It stands in what is refused alone, of which there are no snapshots.
    written_of_runtime.insert("absent".to_owned());
    assert_eq!(exports(&of_runtime), written_of_runtime);

    let of_tonic = items(TONIC).into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "__macro_support" => module.content,
        _ => None,
    });
    let (_, of_tonic) = of_tonic.expect("trace-tonic has a list of its own");
    assert_eq!(exports(&of_tonic), written("trace_tonic"));
}

#[test]
fn snapshots_that_comments_name_are_there() {
    let known: BTreeSet<_> = fs::read_dir(SNAPSHOTS)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let mut named = 0;
    for text in texts(EXPAND, ".rs") {
        let comments: String = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("///"))
            .collect();
        for list in comments.split("napshot").skip(1) {
            let list = list.split('.').next().unwrap_or_default();
            for name in list.split('`').skip(1).step_by(2) {
                named += 1;
                assert!(
                    known.contains(&format!("{name}.in.rs")),
                    "no snapshot `{name}`"
                );
            }
        }
    }
    assert!(named >= 10, "{named}");
}
