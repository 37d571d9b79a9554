//! Of each program that must not compile there is one that must, in `ui/pass`. All
//! of them are compiled here, as modules: this crate builds, or one does not.

#![allow(warnings, clippy::all, clippy::disallowed_methods)]

use std::collections::BTreeSet;

include!(concat!(env!("OUT_DIR"), "/twins.rs"));

#[test]
fn none_is_left_out() {
    let failing = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail");
    let files = std::fs::read_dir(failing).expect("the directory is in the repository");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    let programs = paths.filter(|path| path.extension().is_some_and(|it| it == "rs"));
    let names = programs.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    // Those are run as programs: the lints of their crate are what they are about.
    let expected: BTreeSet<_> = names.filter(|name| !name.starts_with("still-")).collect();
    assert_eq!(
        TWINS
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>(),
        expected
    );
}
