//! What a statement costs with each mode of trace-sqlx, beside plain sqlx: prepared statements
//! that were found again, allocations, instructions, time.
//!
//! `cargo run --release -p bench-sqlx` measures all; with `hits`, `costs` or `instructions`
//! behind `--`, a part. It starts PostgreSQL itself.

mod instructions;
mod load;
mod mode;

use std::error::Error;
use std::process::Command;
use std::{env, fmt};

use test_servers::Postgres;

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
            hits()?;
            costs()?;
            instructions::table()
        }
        ["hits"] => hits(),
        ["costs"] => costs(),
        ["instructions"] => instructions::table(),
        ["load", mode, url, traces] => {
            let mode = MODES.get(mode.parse::<usize>()?).ok_or("no such mode")?;
            let Cost {
                allocations,
                micros,
            } = load(*mode, url, traces.parse()?)?;
            println!("{allocations} {micros}");
            Ok(())
        }
        _ => Err("hits, costs or instructions".into()),
    }
}

/// A process that sends the statements of so many traces.
fn loading(at: usize, url: &str, traces: u64) -> Outcome<[String; 5]> {
    let program = env::current_exe()?.to_string_lossy().into_owned();
    let arguments = ["load".to_owned(), at.to_string(), url.to_owned()];
    let [load, at, url] = arguments;
    Ok([program, load, at, url, traces.to_string()])
}

fn cost(at: usize, url: &str, traces: u64) -> Outcome<Cost> {
    let [program, arguments @ ..] = loading(at, url, traces)?;
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

/// Of the statements, those that found one that was prepared: the server writes a line for
/// each that it parses.
fn hits() -> Outcome<()> {
    const TRACES: u64 = 100;
    let server = Postgres::start(&[("log_min_duration_statement", "0")])?;
    println!("statements that found a prepared one");
    for (at, mode) in MODES.iter().enumerate() {
        let database = server.database();
        let before = server.log().len();
        cost(at, &database.url(), TRACES)?;
        let log = server.log();
        let ours = log[before..]
            .lines()
            .filter(|line| line.contains("SELECT $1 + "));
        let count = |step: &str| ours.clone().filter(|line| line.contains(step)).count() as f64;
        // `duration: 0.05 ms  parse sqlx_s_1: SELECT …`
        let (parsed, executed) = (count(" ms  parse "), count(" ms  execute "));
        print(
            mode,
            format_args!("{:.1} %", 100.0 * (1.0 - parsed / executed)),
        );
    }
    Ok(())
}

/// Allocations, of which each round has the same number, and time, of which the least
/// disturbed round counts.
fn costs() -> Outcome<()> {
    const TRACES: u64 = 100;
    let server = Postgres::start(&[])?;
    let database = server.database();
    let mut costs = vec![Vec::new(); MODES.len()];
    for _ in 0..ROUNDS {
        for (at, costs) in costs.iter_mut().enumerate() {
            costs.push(cost(at, &database.url(), TRACES)?);
        }
    }
    println!("a statement: allocations; µs, the best and the median of {ROUNDS} rounds");
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
    println!("  {:<46}{figures}", mode.name);
}
