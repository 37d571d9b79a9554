//! What is sent, as far as a span may tell.

use redis::{Cmd, Pipeline};
use trace_runtime::Key;

use crate::commands::{self, FirstKey, Wait};

/// How much of a key is recorded; bytes.
const LONGEST_KEY: usize = 256;

/// A command, or several that are sent together.
#[derive(Debug)]
pub(crate) struct Asked {
    /// `GET`; of several `PIPELINE GET` if they are the same, `PIPELINE` else; in a
    /// transaction `MULTI`.
    pub(crate) operation: Key,
    /// From two commands on.
    pub(crate) batch: Option<usize>,
    pub(crate) key: Option<String>,
    /// The digest that names a script.
    pub(crate) script: Option<String>,
    pub(crate) wait: Wait,
}

impl Asked {
    pub(crate) fn command(command: &Cmd, record_key: bool) -> Self {
        let (operation, first_key) = named(command);
        Asked {
            batch: None,
            key: record_key.then(|| key(command, first_key)).flatten(),
            script: script(&operation, command),
            wait: commands::wait(&operation, command),
            operation,
        }
    }

    /// A command that is known by its name alone, without a wait.
    pub(crate) fn named(operation: &'static str) -> Self {
        Asked {
            operation: Key::Borrowed(operation),
            batch: None,
            key: None,
            script: None,
            wait: Wait::Never,
        }
    }

    pub(crate) fn pipeline(pipeline: &Pipeline, record_key: bool) -> Self {
        let commands = pipeline.len();
        let is_transaction = pipeline.is_transaction();
        let mut first = pipeline.cmd_iter();
        if let (Some(only), None, false) = (first.next(), first.next(), is_transaction) {
            return Asked::command(only, record_key);
        }
        Asked {
            operation: together(pipeline, is_transaction),
            batch: (commands > 1).then_some(commands),
            key: None,
            script: None,
            wait: longest(pipeline, is_transaction),
        }
    }
}

/// The name of a command, and where its first key is.
fn named(command: &Cmd) -> (Key, FirstKey) {
    let name = commands::argument(command, 0).unwrap_or_default();
    if let Some((name, first_key)) = commands::known(name) {
        return (Key::Borrowed(name), first_key);
    }
    let name = match commands::may_be_a_name(name) {
        true => String::from_utf8_lossy(name).to_ascii_uppercase().into(),
        false => "_OTHER".into(),
    };
    (name, FirstKey::None)
}

/// What several commands are called.
fn together(pipeline: &Pipeline, is_transaction: bool) -> Key {
    let word = if is_transaction { "MULTI" } else { "PIPELINE" };
    let mut names = pipeline.cmd_iter().map(|command| named(command).0);
    match names.next() {
        Some(first) if names.all(|name| name == first) => format!("{word} {first}").into(),
        _ => word.into(),
    }
}

/// In a transaction nothing waits.
fn longest(pipeline: &Pipeline, is_transaction: bool) -> Wait {
    if is_transaction {
        return Wait::Never;
    }
    let waits = pipeline
        .cmd_iter()
        .map(|command| commands::wait(&named(command).0, command));
    waits.fold(Wait::Never, |longest, wait| match (longest, wait) {
        (Wait::Forever, _) | (_, Wait::Forever) => Wait::Forever,
        (Wait::AtMost(one), Wait::AtMost(other)) => Wait::AtMost(one.saturating_add(other)),
        (Wait::Never, wait) | (wait, Wait::Never) => wait,
    })
}

fn key(command: &Cmd, place: FirstKey) -> Option<String> {
    let key = commands::first_key(command, place)?;
    let key = key.get(..LONGEST_KEY).unwrap_or(key);
    Some(String::from_utf8_lossy(key).into_owned())
}

/// Nothing but the digest that `EVALSHA` has: the code of a script and the name of a function
/// can be anything.
fn script(operation: &str, command: &Cmd) -> Option<String> {
    if !matches!(operation, "EVALSHA" | "EVALSHA_RO") {
        return None;
    }
    let digest = commands::argument(command, 1)?;
    let is_digest = digest.len() == 40 && digest.iter().all(u8::is_ascii_hexdigit);
    is_digest.then(|| String::from_utf8_lossy(digest).into_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use redis::{cmd, pipe};

    use super::*;

    fn name(pipeline: &Pipeline) -> (String, Option<usize>) {
        let asked = Asked::pipeline(pipeline, true);
        (asked.operation.into_owned(), asked.batch)
    }

    #[test]
    fn a_batch_is_named_by_its_commands() {
        let batch = |name: &str, size| (name.to_owned(), size);
        assert_eq!(
            name(pipe().get("a").get("b")),
            batch("PIPELINE GET", Some(2))
        );
        assert_eq!(name(pipe().get("a").del("b")), batch("PIPELINE", Some(2)));
        assert_eq!(
            name(pipe().atomic().get("a").get("b")),
            batch("MULTI GET", Some(2))
        );
        assert_eq!(
            name(pipe().atomic().get("a").del("b")),
            batch("MULTI", Some(2))
        );
        assert_eq!(name(pipe().atomic().get("a")), batch("MULTI GET", None));
        assert_eq!(name(pipe().get("a")), batch("GET", None));
        assert_eq!(name(&pipe()), batch("PIPELINE", None));
    }

    #[test]
    fn a_batch_waits_for_all_of_its_commands() {
        let waits = |pipeline: &Pipeline| Asked::pipeline(pipeline, false).wait;
        let blpop = |seconds: &str| cmd("BLPOP").arg("a").arg(seconds).clone();
        let mut two = pipe();
        two.add_command(blpop("1")).get("a").add_command(blpop("2"));
        assert_eq!(waits(&two), Wait::AtMost(Duration::from_secs(3)));
        assert_eq!(waits(two.add_command(blpop("0"))), Wait::Forever);
        assert_eq!(waits(two.atomic()), Wait::Never);
    }

    #[test]
    fn keys_and_scripts_are_told_within_bounds() {
        let asked = Asked::command(cmd("GET").arg(vec![b'k'; 1000]), true);
        assert_eq!(asked.key.unwrap().len(), LONGEST_KEY);
        assert_eq!(Asked::command(cmd("GET").arg("k"), false).key, None);
        let digest = "a".repeat(40);
        let asked = Asked::command(cmd("evalsha").arg(&digest).arg(0), false);
        assert_eq!(asked.script, Some(digest));
        let code = Asked::command(cmd("EVAL").arg("return 'hunter2'").arg(0), false);
        assert_eq!((code.script, &*code.operation), (None, "EVAL"));
        let strange = Asked::command(&cmd("AUTH hunter2"), true);
        assert_eq!((strange.key, &*strange.operation), (None, "_OTHER"));
    }
}
