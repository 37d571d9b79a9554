//! The table of the documentation, row by row: its values are taken, its defaults
//! are those, and what it says of a value that cannot be used is what is told.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

use trace_otel::{Config, LogSettings, Otlp, Signal};

/// A row of `environment.md`.
struct Row {
    variable: &'static str,
    /// They are words, whose case does not matter.
    words: bool,
    values: Vec<&'static str>,
    default: Option<&'static str>,
    /// One that cannot be used, and what is said of it.
    wrong: Option<(&'static str, &'static str)>,
}

fn rows() -> Vec<Row> {
    let table = include_str!("../../environment.md");
    let lines = table.lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Row> = lines.map(row).collect();
    assert!(rows.len() > 30, "{} rows", rows.len());
    rows
}

fn row(line: &'static str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [variable, _, values, default, wrong] = cells[..] else {
        panic!("five cells: {line}");
    };
    Row {
        variable: variable.trim_matches('`'),
        words: values.starts_with("one of") || values.starts_with("a list of"),
        values: quoted(values),
        // With words beside it, it is none that could be set.
        default: quoted(default)
            .first()
            .copied()
            .filter(|value| format!("`{value}`") == default),
        wrong: wrong
            .strip_prefix('`')
            .and_then(|wrong| wrong.split_once("` ")),
    }
}

fn quoted(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

impl Row {
    /// A value that is not the default.
    fn other(&self) -> Option<&'static str> {
        let mut values = self.values.iter().copied().filter(|value| is_there(value));
        values.find(|value| Some(*value) != self.default)
    }

    /// The names for one signal alone.
    fn for_signals(&self) -> Option<[String; 3]> {
        let name = self.variable.strip_prefix("OTEL_EXPORTER_OTLP_")?;
        Some(
            ["TRACES", "LOGS", "METRICS"]
                .map(|signal| format!("OTEL_EXPORTER_OTLP_{signal}_{name}")),
        )
    }

    fn has_effect(&self) -> bool {
        !["OTEL_LOG_LEVEL", "OTEL_CONFIG_FILE"].contains(&self.variable)
    }
}

/// Whether this build knows what a value names.
fn is_there(value: &str) -> bool {
    cfg!(feature = "grpc") || value != "grpc"
}

/// What else must be set for a variable to be asked for.
fn context(variable: &str) -> Vec<(String, String)> {
    let context: &[(&str, &str)] = match variable {
        "OTEL_TRACES_SAMPLER_ARG" => &[("OTEL_TRACES_SAMPLER", "traceidratio")],
        "OTEL_EXPORTER_OTLP_INSECURE" if cfg!(feature = "grpc") => &[
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "otel:4317"),
        ],
        "OTEL_EXPORTER_OTLP_CLIENT_KEY" => {
            &[("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "client.pem")]
        }
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE" => &[("OTEL_EXPORTER_OTLP_CLIENT_KEY", "key.pem")],
        _ => &[],
    };
    let owned = context.iter();
    owned
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// All that variables say, of each signal.
#[derive(Debug, PartialEq)]
struct Read {
    settings: String,
    warnings: BTreeSet<String>,
    asked: BTreeSet<String>,
}

fn read(variables: &[(String, String)]) -> Read {
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |name: &str| {
        asked.borrow_mut().insert(name.to_owned());
        let (_, value) = variables.iter().find(|(known, _)| known == name)?;
        Some(existing(value))
    };
    let (config, of_traces) = Config::from_lookup(lookup);
    let (logs, of_logs) = LogSettings::from_lookup(lookup);
    let (metrics, of_metrics) = Otlp::from_lookup(Signal::Metrics, lookup);
    let warnings = of_traces.iter().chain(&of_logs).chain(&of_metrics);
    let warnings = warnings.map(ToString::to_string);
    Read {
        settings: format!("{config:?} {logs:?} {metrics:?}"),
        warnings: warnings.collect(),
        asked: asked.into_inner(),
    }
}

/// The table names files; these are there.
fn existing(value: &str) -> String {
    match value {
        "ca.pem" | "client.pem" | "key.pem" => {
            let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(value);
            std::fs::write(&file, "").unwrap();
            file.display().to_string()
        }
        value => value.to_owned(),
    }
}

fn with(row: &Row, value: &str) -> Read {
    let mut variables = context(row.variable);
    variables.push((row.variable.to_owned(), value.to_owned()));
    read(&variables)
}

#[test]
fn values_are_taken_in_any_case() {
    for row in rows() {
        let unset = read(&context(row.variable)).settings;
        for value in row.values.iter().filter(|value| is_there(value)) {
            let read = with(&row, value);
            let told = &read.warnings;
            assert!(told.is_empty(), "{}={value}: {told:?}", row.variable);
            let changes = row.default != Some(value) && row.has_effect();
            // Without gRPC there is no target without a scheme.
            if changes && (cfg!(feature = "grpc") || !row.variable.ends_with("_INSECURE")) {
                assert_ne!(read.settings, unset, "{}={value}", row.variable);
            }
            let mixed = value[..1].to_uppercase() + &value[1..];
            for other in [value.to_uppercase(), mixed] {
                if row.words {
                    assert_eq!(with(&row, &other), read, "{}={other}", row.variable);
                }
            }
        }
    }
}

#[test]
fn defaults_are_those() {
    for row in rows() {
        if let Some(default) = row.default {
            let unset = read(&context(row.variable));
            assert_eq!(with(&row, default), unset, "{}", row.variable);
        }
    }
}

#[test]
fn a_value_that_cannot_be_used_is_told_and_changes_nothing() {
    for row in rows() {
        let Some((value, told)) = row.wrong else {
            continue;
        };
        let variable = row.variable;
        // The half of a client certificate that is left is of no use.
        let unset = match variable.contains("_CLIENT_") {
            true => read(&[]),
            false => read(&context(variable)),
        };
        let read = with(&row, value);
        let forms = [
            format!("{variable}={value:?} {told}"),
            format!("{variable}: {value:?} {told}"),
            format!("{variable} {told}"),
        ];
        let said = forms.iter().any(|form| read.warnings.contains(form));
        assert!(said, "{variable}={value}: {:?}", read.warnings);
        assert_eq!(read.settings, unset.settings, "{variable}={value}");
    }
}

#[test]
fn the_general_variable_stands_in_for_one_of_a_signal_that_cannot_be_used() {
    for row in rows() {
        let (Some(names), Some((wrong, _)), Some(good)) =
            (row.for_signals(), row.wrong, row.other())
        else {
            continue;
        };
        let general = with(&row, good);
        for name in names {
            let mut variables = context(row.variable);
            variables.push((row.variable.to_owned(), good.to_owned()));
            variables.push((name.clone(), wrong.to_owned()));
            let read = read(&variables);
            assert_eq!(read.settings, general.settings, "{name}={wrong}");
            let told: Vec<_> = read.warnings.into_iter().collect();
            let [warning] = &told[..] else {
                panic!("{name}={wrong}: {told:?}");
            };
            assert!(warning.starts_with(&name), "{warning}");
            let used = format!("; {} is used", row.variable);
            assert!(warning.ends_with(&used), "{warning}");
        }
    }
}

#[test]
fn a_variable_for_one_signal_goes_first() {
    for row in rows() {
        let (Some(for_signals), Some(good)) = (row.for_signals(), row.other()) else {
            continue;
        };
        let set = |name: &str| {
            let mut variables = context(row.variable);
            variables.push((name.to_owned(), good.to_owned()));
            read(&variables)
        };
        let read = for_signals.map(|name| set(&name));
        // The other signals have half a client certificate.
        let told = read.iter().any(|it| !it.warnings.is_empty());
        assert_eq!(told, row.variable.contains("_CLIENT_"), "{}", row.variable);
        if cfg!(feature = "grpc") || !row.variable.ends_with("_INSECURE") {
            let settings: BTreeSet<_> = read.iter().map(|it| &it.settings).collect();
            assert_eq!(settings.len(), read.len(), "{}", row.variable);
        }
    }
}

/// The table has what is read, and nothing else.
#[test]
fn the_table_is_complete() {
    let rows = rows();
    let mut named = BTreeSet::new();
    let mut all = Vec::new();
    for row in &rows {
        named.insert(row.variable.to_owned());
        named.extend(row.for_signals().into_iter().flatten());
        if let Some(value) = row.other() {
            all.push((row.variable.to_owned(), value.to_owned()));
        }
    }
    // What is disabled or wrong is not asked for more, so: nothing set, the rest, and
    // the ratio of the sampler that has one.
    all.retain(|(name, _)| !name.ends_with("DISABLED") && !name.ends_with("_EXPORTER"));
    let mut asked = read(&[]).asked;
    asked.extend(read(&all).asked);
    asked.extend(read(&context("OTEL_TRACES_SAMPLER_ARG")).asked);
    assert_eq!(asked, named);
}
