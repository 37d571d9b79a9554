//! A folder has one owner and one version.

use std::fs;

use tempfile::tempdir;
use trace_store::embedded::{EmbeddedStore, OpenError, Settings};

#[test]
fn a_second_owner_is_told_of_the_first() {
    let folder = tempdir().unwrap();
    let first = EmbeddedStore::open(Settings {
        address: "127.0.0.1:4318".into(),
        ..Settings::new(folder.path())
    });
    let error = EmbeddedStore::open(Settings::new(folder.path())).unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, OpenError::Taken { .. }), "{message}");
    assert!(message.contains(&format!("process {}", std::process::id())));
    let (_, said) = message.split_once("127.0.0.1:4318, since ").unwrap();
    let digits = |char: char| if char.is_ascii_digit() { '0' } else { char };
    let form: String = said.chars().map(digits).collect();
    assert!(form.starts_with("0000-00-00 00:00:00 UTC);"), "{message}");
    drop(first);
    assert!(EmbeddedStore::open(Settings::new(folder.path())).is_ok());
}

#[test]
fn a_folder_of_another_version_is_refused() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("format"), "7").unwrap();
    let error = EmbeddedStore::open(Settings::new(folder.path())).unwrap_err();
    assert!(matches!(error, OpenError::Version { .. }));
    assert!(error.to_string().contains("choose another folder"));
}

#[test]
fn fewer_bytes_than_the_journal_needs_are_refused() {
    let folder = tempdir().unwrap();
    let error = EmbeddedStore::open(Settings {
        max_bytes: Some(1_000_000),
        ..Settings::new(folder.path())
    });
    assert!(matches!(
        error,
        Err(OpenError::MaxBytes {
            asked: 1_000_000,
            ..
        })
    ));
}
