//! Contexts in the environment of a child process: `TRACEPARENT`, `TRACESTATE`,
//! `BAGGAGE` (OpenTelemetry specification, "Environment Variables as Context
//! Propagation Carriers").

use std::process::Command;

use super::{Extractor, Injector};

/// The variable of a header: upper case, and an underscore for whatever is
/// neither letter nor digit.
fn variable(name: &str) -> String {
    let upper = |character: char| match character {
        character if character.is_ascii_alphanumeric() => character.to_ascii_uppercase(),
        _ => '_',
    };
    name.chars().map(upper).collect()
}

/// Writes a context into the environment of a command about to be started.
///
/// ```
/// use std::process::Command;
/// use trace_runtime::propagation::CommandEnvironment;
///
/// # trace_runtime::run_sync("parent", |cx| {
/// let mut command = Command::new("convert");
/// cx.inject(&mut CommandEnvironment(&mut command));
/// # });
/// ```
#[derive(Debug)]
pub struct CommandEnvironment<'a>(pub &'a mut Command);

impl Injector for CommandEnvironment<'_> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.0.env(variable(name), value);
    }
}

/// The environment that this process was started with, to continue the
/// parent's trace.
///
/// ```
/// use trace_runtime::propagation::{self, ProcessEnvironment};
/// use trace_runtime::Trust;
///
/// # async fn example() {
/// let parent = propagation::extract(&ProcessEnvironment::read());
/// trace_runtime::run_inbound(parent, Trust::Continue, "convert", async |cx| {
///     println!("{}", cx.trace_id());
/// })
/// .await;
/// # }
/// ```
#[derive(Debug)]
pub struct ProcessEnvironment(Vec<(String, String)>);

impl ProcessEnvironment {
    /// Reads the variables that are text.
    pub fn read() -> Self {
        let variables = std::env::vars_os();
        ProcessEnvironment(
            variables
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
                .collect(),
        )
    }
}

impl FromIterator<(String, String)> for ProcessEnvironment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        ProcessEnvironment(variables.into_iter().collect())
    }
}

impl Extractor for ProcessEnvironment {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        let name = variable(name);
        for (key, value) in &self.0 {
            if *key == name {
                each(value.as_bytes());
            }
        }
    }
}
