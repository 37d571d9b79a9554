//! Writing the crate, and calls of cargo.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::source::{Edit, Variant};

/// Ticks of `/proc/self/stat` a second: the same on every Linux machine.
const TICKS_A_SECOND: f64 = 100.0;

/// What a call of cargo took; seconds.
pub(crate) struct Spent {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
}

/// A crate that was written for one variant.
pub(crate) struct Generated {
    variant: &'static Variant,
    directory: PathBuf,
    /// One for each way of building, as what is not incremental would be built anew where
    /// it is, and the other way round.
    targets: [PathBuf; 3],
}

impl Generated {
    /// Writes it below the directory that this program was built into, with the
    /// workspace's toolchain and lock file: built of the same versions.
    pub(crate) fn new(variant: &'static Variant) -> Result<Self, String> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let workspace = workspace.canonicalize().map_err(named("the workspace"))?;
        let program = env::current_exe().map_err(named("this program"))?;
        let parent = program.parent().unwrap_or(Path::new("."));
        let parent = parent.join("check_time.crates");
        let directory = parent.join(variant.package);
        fs::create_dir_all(directory.join("src")).map_err(named("the crate"))?;
        let manifest = variant.manifest(&workspace.to_string_lossy());
        fs::write(directory.join("Cargo.toml"), manifest).map_err(named("Cargo.toml"))?;
        for file in ["Cargo.lock", "rust-toolchain.toml"] {
            fs::copy(workspace.join(file), directory.join(file)).map_err(named(file))?;
        }
        let generated = Generated {
            variant,
            directory,
            targets: ["full", "incremental", "release"].map(|target| parent.join(target)),
        };
        generated.write(Edit::None)?;
        let main = generated.directory.join("src/main.rs");
        fs::write(main, variant.program()).map_err(named("src/main.rs"))?;
        Ok(generated)
    }

    /// Writes the source anew, which touches it in any case.
    pub(crate) fn write(&self, edit: Edit) -> Result<(), String> {
        let source = self.variant.source(edit);
        fs::write(self.directory.join("src/lib.rs"), source).map_err(named("src/lib.rs"))
    }

    /// All of it anew.
    pub(crate) fn check_full(&self) -> Result<Spent, String> {
        self.cargo(&["check", "--lib"], &self.targets[0], "0")
    }

    /// What the compiler does not know from the last time.
    pub(crate) fn check_edited(&self) -> Result<Spent, String> {
        self.cargo(&["check", "--lib"], &self.targets[1], "1")
    }

    /// A release build of all of it, and the bytes of the program without symbols.
    pub(crate) fn build_release(&self) -> Result<(Spent, u64), String> {
        let target = &self.targets[2];
        let spent = self.cargo(&["build", "--release"], target, "0")?;
        let program = target.join("release").join(self.variant.package);
        let program = fs::metadata(program).map_err(named("the program"))?;
        Ok((spent, program.len()))
    }

    fn cargo(&self, command: &[&str], target: &Path, incremental: &str) -> Result<Spent, String> {
        let (before, start) = (cpu_of_children(), Instant::now());
        let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
            .args(command)
            .arg("--quiet")
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_INCREMENTAL", incremental)
            .stdin(Stdio::null())
            .output()
            .map_err(named("cargo"))?;
        let wall = start.elapsed().as_secs_f64();
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{}: {errors}", self.variant.name));
        }
        Ok(Spent {
            cpu: cpu_of_children() - before,
            wall,
        })
    }
}

fn named(what: &'static str) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{what}: {error}")
}

/// CPU time of all processes that this one has waited for, and that those have;
/// seconds.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, in parentheses, is the program's name: anything.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let fields = fields.split(' ').skip(13).take(2);
    let ticks = fields
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>();
    ticks / TICKS_A_SECOND
}
