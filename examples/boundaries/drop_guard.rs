//! Work in a destructor: the value keeps a sealed contract, and opens it when
//! it is dropped.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, SealedContract, TraceContract, traced};

/// A file that is gone when this is.
struct Scratch {
    path: PathBuf,
    contract: SealedContract,
}

#[traced]
impl Scratch {
    fn create(cx: &TraceContract) -> io::Result<Self> {
        let path = env::temp_dir().join(format!("scratch-{}", process::id()));
        fs::write(&path, "scratch")?;
        let contract = cx.seal();
        Ok(Scratch { path, contract })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A destructor cannot fail; the span keeps the error.
        let _ = self
            .contract
            .open_sync("drop scratch", |cx| remove(cx, &self.path));
    }
}

#[traced]
fn remove(cx: &TraceContract, path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    cx.add_event("removed", [("files", 1)]);
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run_sync("drop_guard", |cx| {
        let scratch = Scratch::create(cx)?;
        println!("{} bytes", fs::read(&scratch.path)?.len());
        Ok(())
    })
}
