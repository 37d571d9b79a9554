//! What a call costs with each side of it under a contract, beside plain tonic: allocations,
//! instructions, time.
//!
//! `cargo run --release -p bench-tonic` measures all; with `costs` or `instructions` behind
//! `--`, a part.

mod instructions;
mod load;
mod mode;
mod service;

use std::error::Error;
use std::process::Command;
use std::{env, fmt};

use crate::load::{Cost, load};
use crate::mode::{MODES, Mode};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// Rounds of `costs`, by turns.
const ROUNDS: usize = 7;

fn main() -> Outcome<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match *arguments {
        [] => {
            costs()?;
            instructions::table()
        }
        ["costs"] => costs(),
        ["instructions"] => instructions::table(),
        ["load", mode, traces] => {
            let mode = MODES.get(mode.parse::<usize>()?).ok_or("no such mode")?;
            let Cost {
                allocations,
                micros,
            } = load(*mode, traces.parse()?)?;
            println!("{allocations} {micros}");
            Ok(())
        }
        _ => Err("costs or instructions".into()),
    }
}

/// A process that makes the calls of so many traces.
fn loading(at: usize, traces: u64) -> Outcome<[String; 4]> {
    let program = env::current_exe()?.to_string_lossy().into_owned();
    let [load, at] = ["load".to_owned(), at.to_string()];
    Ok([program, load, at, traces.to_string()])
}

fn cost(at: usize, traces: u64) -> Outcome<Cost> {
    let [program, arguments @ ..] = loading(at, traces)?;
    let done = Command::new(program).args(arguments).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
    }
    let said = String::from_utf8(done.stdout)?;
    let (allocations, micros) = said.trim().split_once(' ').ok_or("no figures")?;
    Ok(Cost {
        allocations: allocations.parse()?,
        micros: micros.parse()?,
    })
}

/// Allocations, of which each round has the same number, and time, of which the least
/// disturbed round counts.
fn costs() -> Outcome<()> {
    const TRACES: u64 = 200;
    let mut costs = vec![Vec::new(); MODES.len()];
    for _ in 0..ROUNDS {
        for (at, costs) in costs.iter_mut().enumerate() {
            costs.push(cost(at, TRACES)?);
        }
    }
    println!("a call: allocations; µs, the best and the median of {ROUNDS} rounds");
    for (mode, costs) in MODES.iter().zip(&mut costs) {
        costs.sort_by(|one, other| one.micros.total_cmp(&other.micros));
        let mut allocations: Vec<_> = costs.iter().map(|cost| cost.allocations).collect();
        allocations.sort_by(f64::total_cmp);
        let (best, median) = (costs[0].micros, costs[ROUNDS / 2].micros);
        let allocations = allocations[ROUNDS / 2];
        print(
            mode,
            format_args!("{allocations:.2}; {best:.0} {median:.0}"),
        );
    }
    Ok(())
}

pub(crate) fn print(mode: &Mode, figures: fmt::Arguments<'_>) {
    println!("  {:<30}{figures}", mode.name);
}
