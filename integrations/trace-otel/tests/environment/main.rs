//! Every variable as rows: what is set, what it becomes, what is said about it.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod choices;
mod otlp;
mod sizes;
mod table;

use trace_otel::Config;

/// Reads `variables`, one `NAME=value` a line.
fn read(variables: &str) -> (Config, Vec<String>) {
    let (config, warnings) = Config::from_lookup(|name| {
        let mut lines = variables.lines().map(str::trim);
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.map(str::to_owned)
    });
    (config, warnings.iter().map(ToString::to_string).collect())
}

/// What `variables` become: parts of the summary, or of the settings that are
/// not in it.
#[track_caller]
fn check(variables: &str, parts: &[&str], warnings: &[&str]) {
    let (config, told) = read(variables);
    let shown = format!("{config} {config:?}");
    for part in parts {
        assert!(shown.contains(part), "{variables}: no {part} in {shown}");
    }
    assert_eq!(told, warnings, "{variables}");
    assert!(
        !shown.contains("s3cret") && !told.concat().contains("s3cret"),
        "{shown}"
    );
}

#[test]
fn nothing_set() {
    let summary = "exporter=otlp http/protobuf http://localhost:4318/v1/traces \
                   sampler=parentbased_always_on propagators=tracecontext,baggage";
    let sizes = [
        "schedule_delay: 1s",
        "export_timeout: 30s",
        "max_batch: None",
        "timeout: 10s",
    ];
    check(
        "",
        &[
            &[summary, "service=unknown_service:environment"][..],
            &sizes,
        ]
        .concat(),
        &[],
    );
}

#[test]
fn an_empty_value_is_none() {
    let (unset, _) = read("");
    for variable in variables() {
        for value in ["", "  "] {
            let (config, warnings) = read(&format!("{variable}={value}"));
            assert_eq!(format!("{config:?}"), format!("{unset:?}"), "{variable}");
            assert_eq!(warnings, [""; 0], "{variable}");
        }
    }
}

#[test]
fn no_value_is_a_panic() {
    let names = variables();
    for value in [
        "=",
        ",",
        "%",
        "\u{0}",
        "é\u{202e}",
        "://",
        "-",
        "9999999999999999999999",
    ] {
        for long in [value.to_owned(), value.repeat(10_000)] {
            let (config, warnings) =
                Config::from_lookup(|name| names.contains(&name).then(|| long.clone()));
            assert!(!config.to_string().is_empty());
            for warning in &warnings {
                let text = warning.to_string();
                assert!(names.contains(&warning.variable()), "{text}");
                assert!(
                    text.len() < 2000 && !text.contains(char::is_control),
                    "{text}"
                );
            }
        }
    }
}

/// Those of the table in the documentation.
fn variables() -> Vec<&'static str> {
    let table = include_str!("../../environment.md");
    let names = table.lines().filter_map(|line| line.strip_prefix("| `"));
    names.filter_map(|line| line.split('`').next()).collect()
}
