//! Figures that are no workload: programs of their own, which
//! `benches/README.md` says how to add.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::json::Object;
use crate::options::Options;
use crate::program;
use crate::statistics::{Spread, short};
use crate::targets::{Reach, Target};

/// A program that prints figures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    /// Of the workspace.
    pub(crate) package: &'static str,
    /// One of the package; also its name for `--only`.
    pub(crate) program: &'static str,
    pub(crate) arguments: &'static [&'static str],
    /// How often it is run.
    pub(crate) rounds: usize,
}

/// In the order of the rows. Add a program here.
pub(crate) const FIGURES: &[Program] = &[
    figure("flat_out", &[], 7),
    figure("burst", &[], 5),
    figure("stalled", &[], 5),
    figure("scaling", &[], 3),
    figure("server", &[], 3),
    figure("log_line", &[], 3),
    figure("check_time", &["7"], 1),
];

const fn figure(
    program: &'static str,
    arguments: &'static [&'static str],
    rounds: usize,
) -> Program {
    Program {
        package: "bench-figures",
        program,
        arguments,
        rounds,
    }
}

/// A program may compile something, or serve for a while.
const LIMIT: Duration = Duration::from_secs(1800);

/// Builds and runs them. `--rounds` stands over what the table says only where
/// it asks for less.
///
/// # Errors
///
/// If one cannot be built, fails, or prints what is no figure.
pub(crate) fn run(
    options: &Options,
    root: &Path,
    mut keep: impl FnMut(&str),
) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for program in FIGURES {
        if !options.has_subject(program.program) {
            continue;
        }
        program::build(program.package, root)?;
        let rounds = if options.quick { 1 } else { program.rounds };
        for round in 1..=rounds.min(options.rounds) {
            eprintln!("{}, round {round} of {rounds}", program.program);
            let mut command = Command::new(program::path(program.program, root));
            command.args(program.arguments).current_dir(root);
            for object in program::objects(&mut command, LIMIT)? {
                keep(object.line());
                add(&mut figures, &object)?;
            }
        }
    }
    Ok(figures)
}

/// All that was said of one figure.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    name: String,
    unit: String,
    values: Vec<f64>,
    reach: Option<Reach>,
    note: String,
}

fn add(figures: &mut Vec<Figure>, object: &Object) -> Result<(), String> {
    let (Some(name), Some(value)) = (object.text("figure"), object.number("value")) else {
        return Err(format!(
            "neither `figure` nor `value` may be missing: {object:?}"
        ));
    };
    if let Some(figure) = figures.iter_mut().find(|figure| figure.name == name) {
        figure.values.push(value);
        return Ok(());
    }
    let text = |key| object.text(key).unwrap_or_default().to_owned();
    let at_most = object.number("at_most").map(Reach::AtMost);
    figures.push(Figure {
        name: name.to_owned(),
        unit: text("unit"),
        values: vec![value],
        reach: at_most.or(object.number("at_least").map(Reach::AtLeast)),
        note: text("note"),
    });
    Ok(())
}

/// The figures as a table.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut text =
        "| figure | median (min – max) | runs | to reach | | |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for figure in figures {
        let Some(spread) = Spread::of(figure.values.iter().copied()) else {
            continue;
        };
        let values = match figure.values.len() {
            1 => short(spread.median),
            _ => spread.to_string(),
        };
        let (reach, verdict) = match figure.reach {
            None => (String::new(), ""),
            Some(reach) => {
                let target = Target {
                    figure: String::new(),
                    reach,
                    measured: Some(spread.median),
                };
                (reach.shown(), target.verdict())
            }
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "| {} | {values} {} | {} | {reach} | {verdict} | {} |",
            figure.name,
            figure.unit,
            figure.values.len(),
            figure.note
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_figure_are_one_row() {
        let mut figures = Vec::new();
        for line in [
            r#"{"figure":"CPU a request","value":12,"unit":"µs","at_most":20}"#,
            r#"{"figure":"speed-up","value":1.8,"unit":"×","at_least":1.9,"note":"2 threads"}"#,
            r#"{"figure":"CPU a request","value":10,"unit":"µs","at_most":20}"#,
            r#"{"figure":"peer","value":0}"#,
        ] {
            add(&mut figures, &Object::parse(line).expect(line)).expect(line);
        }
        let table = table(&figures);
        let rows: Vec<_> = table.lines().skip(2).collect();
        assert_eq!(
            rows,
            [
                "| CPU a request | 11.0 (10.0 – 12.0) µs | 2 | ≤ 20.0 | reached |  |",
                "| speed-up | 1.80 × | 1 | ≥ 1.90 | **not reached** | 2 threads |",
                "| peer | 0  | 1 |  |  |  |",
            ]
        );
    }

    #[test]
    fn a_line_that_is_no_figure_is_an_error() {
        let object = Object::parse(r#"{"figure":"x"}"#).expect("an object");
        assert!(add(&mut Vec::new(), &object).is_err());
    }
}
