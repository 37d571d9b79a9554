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
        let is_transaction = pipeline.is_transaction();
        let mut first = pipeline.cmd_iter();
        if let (Some(only), None, false) = (first.next(), first.next(), is_transaction) {
            return Asked::command(only, record_key);
        }
        let (common, wait) = together(pipeline);
        let word = if is_transaction { "MULTI" } else { "PIPELINE" };
        let commands = pipeline.len();
        Asked {
            operation: match common {
                Some(name) => format!("{word} {name}").into(),
                None => word.into(),
            },
            batch: (commands > 1).then_some(commands),
            key: None,
            script: None,
            // In a transaction nothing waits.
            wait: if is_transaction { Wait::Never } else { wait },
        }
    }
}

/// The name that all commands have, if they have the same, and how long they may wait. Most
/// are the same as the one before, and are not looked up again.
fn together(pipeline: &Pipeline) -> (Option<Key>, Wait) {
    let mut wait = Wait::Never;
    let mut are_same = true;
    let mut last: Option<(&[u8], Key)> = None;
    for command in pipeline.cmd_iter() {
        let written = commands::argument(command, 0).unwrap_or_default();
        let name = match last.take() {
            Some((before, name)) if before == written => name,
            before => {
                let name = named(command).0;
                are_same &= before.is_none_or(|(_, before)| before == name);
                name
            }
        };
        wait = wait.and(commands::wait(&name, command));
        last = Some((written, name));
    }
    let common = last.map(|(_, name)| name).filter(|_| are_same);
    (common, wait)
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
