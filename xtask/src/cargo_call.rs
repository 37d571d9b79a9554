//! One call of cargo: what is printed is what is run.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A call of cargo with the variables that are set for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CargoCall {
    environment: Vec<(&'static str, &'static str)>,
    arguments: Vec<OsString>,
}

impl CargoCall {
    /// The call `cargo <line>`, split at white space.
    pub(crate) fn new(line: &str) -> CargoCall {
        CargoCall {
            environment: Vec::new(),
            arguments: line.split_whitespace().map(OsString::from).collect(),
        }
    }

    /// Sets a variable for this call only.
    pub(crate) fn env(mut self, name: &'static str, value: &'static str) -> CargoCall {
        self.environment.push((name, value));
        self
    }

    /// Adds one argument, whatever characters it holds.
    pub(crate) fn arg(mut self, argument: impl Into<OsString>) -> CargoCall {
        self.arguments.push(argument.into());
        self
    }

    /// The command to start. It reads no input.
    pub(crate) fn command(&self, root: &Path) -> Command {
        // Cargo names itself to the programs it runs, so a step uses the
        // toolchain that built this program.
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command
            .args(&self.arguments)
            .current_dir(root)
            .stdin(Stdio::null());
        for (name, value) in &self.environment {
            command.env(name, value);
            // The encoded form would win over the plain one, and the step would
            // run without its flags.
            command.env_remove(format!("CARGO_ENCODED_{name}"));
        }
        command
    }
}

/// Shows the call as one would type it in a shell.
impl fmt::Display for CargoCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.environment {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str("cargo")?;
        for argument in &self.arguments {
            write!(f, " {}", quoted(&argument.to_string_lossy()))?;
        }
        Ok(())
    }
}

fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) {
        format!("\"{word}\"")
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_shown_as_one_would_type_it() {
        let call = CargoCall::new("test -p trace-runtime")
            .env("RUSTFLAGS", "--cfg loom")
            .env("BLESS", "1")
            .arg("--target-dir")
            .arg("a b/loom");
        assert_eq!(
            call.to_string(),
            "RUSTFLAGS=\"--cfg loom\" BLESS=1 cargo test -p trace-runtime --target-dir \"a b/loom\""
        );
    }

    #[test]
    fn the_command_gets_the_same_words_and_variables() {
        let command = CargoCall::new("doc --no-deps")
            .env("RUSTDOCFLAGS", "-D warnings")
            .command(Path::new("elsewhere"));
        let arguments: Vec<_> = command.get_args().collect();
        assert_eq!(arguments, ["doc", "--no-deps"]);
        assert_eq!(command.get_current_dir(), Some(Path::new("elsewhere")));
        let mut variables: Vec<_> = command.get_envs().collect();
        variables.sort();
        assert_eq!(
            variables,
            [
                ("CARGO_ENCODED_RUSTDOCFLAGS".as_ref(), None),
                ("RUSTDOCFLAGS".as_ref(), Some("-D warnings".as_ref())),
            ]
        );
    }
}
