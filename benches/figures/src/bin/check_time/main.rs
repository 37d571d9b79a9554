//! How long `cargo check` takes for a crate of 300 traced async functions, over
//! the same crate without tracing: in full, and after one body was edited so that
//! all that follows moves by some bytes. And a release build of it, and how large the
//! program is that comes out.
//!
//! Times are CPU times of cargo and rustc: other work on the machine does not
//! count. `check_time 5` takes five rounds.

mod call;
mod source;

use std::env;

use bench_figures::{Outcome, Samples};
use bench_harness::Figure;

use call::{Generated, Spent};
use source::{Edit, VARIANTS, Variant};

const ROUNDS: usize = 3;

/// What was measured of one variant.
#[derive(Default)]
struct Measured {
    full: Samples,
    full_wall: Samples,
    edit: Samples,
    edit_wall: Samples,
    release: Samples,
    release_wall: Samples,
    bytes: Samples,
}

fn main() -> Outcome {
    let rounds = match env::args().nth(1) {
        Some(rounds) => rounds.parse()?,
        None => ROUNDS,
    };
    let crates: Vec<Generated> = VARIANTS
        .iter()
        .map(|variant| {
            let generated = Generated::new(variant)?;
            generated.check_full()?; // builds what it depends on
            generated.check_edited()?;
            generated.build_release()?;
            Ok(generated)
        })
        .collect::<Result<_, String>>()?;

    let mut measured: Vec<Measured> = VARIANTS.iter().map(|_| Measured::default()).collect();
    for round in 0..rounds {
        for (generated, measured) in crates.iter().zip(&mut measured) {
            generated.write(Edit::None)?;
            let Spent { cpu, wall } = generated.check_full()?;
            measured.full.push(cpu);
            measured.full_wall.push(wall);

            generated.check_edited()?;
            generated.write(Edit::Longer(round))?;
            let Spent { cpu, wall } = generated.check_edited()?;
            measured.edit.push(cpu);
            measured.edit_wall.push(wall);

            let (Spent { cpu, wall }, bytes) = generated.build_release()?;
            measured.release.push(cpu);
            measured.release_wall.push(wall);
            measured.bytes.push(bytes as f64);
        }
    }
    print(&measured);
    Ok(())
}

fn print(measured: &[Measured]) {
    let of = |variant: &Variant| VARIANTS.iter().zip(measured).find(|(of, _)| *of == variant);
    let ratio = |what: &str, over: &str, ours: &Samples, theirs: &Samples, walls: [&Samples; 2]| {
        let [wall, other_wall] = walls.map(Samples::min);
        let note = format!(
            "{:.2} s and {:.2} s; by wall time {:.2}",
            ours.median(),
            theirs.median(),
            wall / other_wall
        );
        let figure = format!("{what} over {over}");
        Figure::new(&figure, ours.median() / theirs.median(), "×").note(&note)
    };
    let Some((_, plain)) = of(&source::PLAIN) else {
        return;
    };
    for (variant, this) in VARIANTS.iter().zip(measured) {
        if *variant == source::PLAIN {
            continue;
        }
        let what = format!("cargo check, {}", variant.name);
        let walls = [&this.full_wall, &plain.full_wall];
        let figure = ratio(&what, "plain", &this.full, &plain.full, walls);
        if variant.is_ours() {
            figure.at_most(1.5).print();
        } else {
            figure.print();
        }
    }
    release(plain, measured);
    for (variant, this) in VARIANTS.iter().zip(measured) {
        if *variant == source::PLAIN {
            continue;
        }
        let what = format!("cargo check after an edit, {}", variant.name);
        let walls = [&this.edit_wall, &plain.edit_wall];
        let figure = ratio(&what, "plain", &this.edit, &plain.edit, walls);
        if variant.is_container() {
            figure.at_most(2.0).print();
        } else {
            figure.print();
        }
    }
    if let (Some((variant, ours)), Some((_, theirs))) =
        (of(&source::ON_EACH), of(&source::FASTRACE))
    {
        let what = format!("cargo check after an edit, {}", variant.name);
        let walls = [&ours.edit_wall, &theirs.edit_wall];
        ratio(&what, "fastrace", &ours.edit, &theirs.edit, walls)
            .at_most(1.0)
            .print();
    }
}

fn release(plain: &Measured, measured: &[Measured]) {
    for (variant, this) in VARIANTS.iter().zip(measured) {
        if *variant == source::PLAIN {
            continue;
        }
        let note = format!(
            "{:.2} s and {:.2} s; by wall time {:.2}",
            this.release.median(),
            plain.release.median(),
            this.release_wall.min() / plain.release_wall.min()
        );
        let built = this.release.median() / plain.release.median();
        let built = Figure::new(
            &format!("release build, {} over plain", variant.name),
            built,
            "×",
        );
        let large = this.bytes.median() / plain.bytes.median();
        let kib = |of: &Measured| of.bytes.median() / 1024.0;
        let large_note = format!("{:.0} KiB and {:.0} KiB", kib(this), kib(plain));
        let large = Figure::new(
            &format!("stripped program, {} over plain", variant.name),
            large,
            "×",
        )
        .note(&large_note);
        let built = built.note(&note);
        if variant.is_ours() {
            built.at_most(2.0).print();
            large.at_most(1.5).print();
        } else {
            built.print();
            large.print();
        }
    }
}
