//! Every oracle over its seeds, and over changes to them that are the same in
//! each run: in seconds, without a fuzzer.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use trace_fuzz::TARGETS;

/// Changed inputs for each target.
const CHANGES: usize = 3_000;

fn files(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// One test, as the pipeline and the counters are the process's.
#[test]
fn no_oracle_disagrees() {
    let mut random = Random(1);
    for (name, check) in TARGETS {
        let seeds = files(&format!("seeds/{name}"));
        let seeds: Vec<Vec<u8>> = seeds.iter().map(|file| fs::read(file).unwrap()).collect();
        assert!(seeds.len() > 2, "{name} has {} seeds", seeds.len());
        let changed = (0..CHANGES).map(|_| random.change(&seeds));
        for input in seeds.iter().cloned().chain(changed.collect::<Vec<_>>()) {
            let agrees = catch_unwind(AssertUnwindSafe(|| check(&input)));
            assert!(agrees.is_ok(), "{name}: {}", input.escape_ascii());
        }
    }
}

#[test]
fn every_target_has_its_file() {
    let mut binaries = files("fuzz_targets");
    binaries.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let names = binaries
        .iter()
        .map(|file| file.file_stem().unwrap().to_str().unwrap());
    assert!(names.eq(TARGETS.iter().map(|(name, _)| *name)));
}

/// Xorshift: no more is asked of it than to be the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    /// A seed with a few bytes changed, taken out or put in, or with the end of
    /// another.
    fn change(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        const TELLING: &[u8] = b"\0\n\t \"%,-0=;\\\x7f\x85\xc2\xff";
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(4) {
            let at = self.below(input.len() + 1);
            let byte = match self.below(2) {
                0 => TELLING[self.below(TELLING.len())],
                _ => self.below(256) as u8,
            };
            match self.below(4) {
                0 => input.insert(at, byte),
                1 if at < input.len() => input[at] = byte,
                2 if at < input.len() => drop(input.remove(at)),
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    input.truncate(at);
                    input.extend_from_slice(&other[self.below(other.len() + 1)..]);
                }
            }
        }
        input
    }
}
