//! The folder: of which version it is, and who has it.

use std::error::Error;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

/// The version of everything in the folder.
const VERSION: &str = "2";

/// The folder could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// Another process has it.
    Taken {
        /// The folder.
        folder: PathBuf,
        /// What the other one says of itself; empty if nothing is known.
        owner: String,
    },
    /// A trace store of another version has written it.
    Version {
        /// The folder.
        folder: PathBuf,
        /// The version that it has.
        found: String,
    },
    /// So few bytes cannot be kept to.
    MaxBytes {
        /// How many were asked for.
        asked: u64,
        /// How many it must be.
        least: u64,
    },
    /// The folder cannot be read or written.
    Io {
        /// The folder.
        folder: PathBuf,
        /// What happened.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Taken { folder, owner } => {
                let folder = folder.display();
                write!(
                    f,
                    "the trace store in {folder} is in use by another process"
                )?;
                if !owner.is_empty() {
                    write!(f, " ({owner})")?;
                }
                f.write_str("; stop that one, or choose another folder")
            }
            OpenError::Version { folder, found } => {
                let folder = folder.display();
                write!(
                    f,
                    "the trace store in {folder} has the format {found:?}, and this program \
                     reads {VERSION:?}; choose another folder, or delete that one: traces are \
                     kept for a day only"
                )
            }
            OpenError::MaxBytes { asked, least } => write!(
                f,
                "a trace store cannot keep to {asked} bytes: its journal alone may take 64 MB; \
                 give it at least {least}"
            ),
            OpenError::Io { folder, source } => {
                let folder = folder.display();
                write!(f, "the trace store in {folder} cannot be opened: {source}")
            }
        }
    }
}

impl Error for OpenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            OpenError::Io { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

/// Makes the folder, or looks whether it is one of ours.
pub(super) fn prepare(folder: &Path) -> Result<(), OpenError> {
    let failed = |source: io::Error| OpenError::Io {
        folder: folder.to_owned(),
        source: source.into(),
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let file = folder.join("format");
    match fs::read_to_string(&file) {
        Ok(found) if found.trim() == VERSION => Ok(()),
        Ok(found) => Err(OpenError::Version {
            folder: folder.to_owned(),
            found: found.trim().to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::write(&file, VERSION).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

/// Says who has the folder, for the next one who wants it. Nothing depends on it.
pub(super) fn claim(folder: &Path, address: &str) {
    let now = OffsetDateTime::now_utc();
    let (hour, minute, second) = now.to_hms();
    let mut owner = format!("process {}", std::process::id());
    if !address.is_empty() {
        owner += &format!(", at {address}");
    }
    let day = now.date();
    owner += &format!(", since {day} {hour:02}:{minute:02}:{second:02} UTC");
    let _ = fs::write(folder.join("owner"), owner);
}

/// What the one who has the folder said of itself.
pub(super) fn owner(folder: &Path) -> String {
    fs::read_to_string(folder.join("owner")).unwrap_or_default()
}
