//! Contexts in the environment of a child process: `TRACEPARENT`, `TRACESTATE`,
//! `BAGGAGE` (OpenTelemetry specification, "Environment Variables as Context
//! Propagation Carriers").

use std::fmt;
use std::process::Command;

use super::{Extractor, Injector};

/// The variable of a header: upper case, an underscore for whatever is neither
/// letter nor digit, and one in front of a digit.
fn variable(name: &str) -> String {
    let upper = |character: char| match character {
        character if character.is_ascii_alphanumeric() => character.to_ascii_uppercase(),
        _ => '_',
    };
    let named = name.starts_with(|first: char| !first.is_ascii_digit());
    let front = (!named).then_some('_');
    front.into_iter().chain(name.chars().map(upper)).collect()
}

/// The header of a variable.
fn header(variable: &str) -> String {
    variable.replace('_', "-")
}

/// Writes a context into the environment of a command about to be started.
///
/// What this process was itself given of a context does not reach the command.
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

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        let inherited = std::env::vars_os().map(|(variable, _)| variable);
        let given = self.0.get_envs().map(|(variable, _)| variable.to_owned());
        for variable in inherited.chain(given).collect::<Vec<_>>() {
            // A name that is no text is none of ours.
            if variable
                .to_str()
                .is_some_and(|name| of_context(&header(name)))
            {
                self.0.env_remove(&variable);
            }
        }
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
pub struct ProcessEnvironment(Vec<(String, String)>);

impl ProcessEnvironment {
    /// Reads the variables that are text.
    pub fn read() -> Self {
        let variables = std::env::vars_os();
        ProcessEnvironment(
            variables
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
        )
    }
}

/// Shows the names; a value may be a password.
impl fmt::Debug for ProcessEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        f.debug_set().entries(names).finish()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::propagation::carrier::single;

    #[test]
    fn names_of_variables() {
        assert_eq!(variable("traceparent"), "TRACEPARENT");
        assert_eq!(variable("x-b3-traceid"), "X_B3_TRACEID");
        assert_eq!(variable("1st"), "_1ST");
        assert_eq!(variable(""), "_");
    }

    #[test]
    fn a_variable_is_found_by_its_own_name_only() {
        let variables = [("TRACEPARENT", "upper"), ("traceparent", "lower")];
        let environment: ProcessEnvironment = variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(single(&environment, "traceparent"), Some("upper"));
        assert_eq!(single(&environment, "tracestate"), None);
        assert!(!format!("{environment:?}").contains("upper"));
    }

    #[test]
    fn what_is_removed_is_not_inherited() {
        let mut command = Command::new("child");
        command
            .env("TRACESTATE", "foo=1")
            .env("X_B3_TRACEID", "1")
            .env("HOME", "/");
        let mut carrier = CommandEnvironment(&mut command);
        carrier.remove(&crate::propagation::is_context_field);
        carrier.set("traceparent", "value");
        let variables: Vec<_> = command.get_envs().collect();
        let expected = [
            ("HOME".as_ref(), Some("/".as_ref())),
            ("TRACEPARENT".as_ref(), Some("value".as_ref())),
            ("TRACESTATE".as_ref(), None),
            ("X_B3_TRACEID".as_ref(), None),
        ];
        assert_eq!(variables, expected);
    }
}
