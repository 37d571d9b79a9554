//! A child ends with the program that started it, however that one ended.

use std::io::{self, Read as _};
use std::process::{self, Command};
use std::thread;

/// Set for children: their standard input is a pipe of the parent, which closes with it.
pub(crate) const MARK: &str = "SHOP_IS_CHILD";

/// Whether this program has started itself as one of its children.
pub(crate) fn is_there() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Watches the parent; nothing where a person has started this program.
#[expect(clippy::disallowed_methods, reason = "the watch is no request")]
pub(crate) fn watch() {
    if is_there() {
        thread::spawn(|| {
            let mut nothing = Vec::new();
            // An error: the pipe is gone as well.
            let _ = io::stdin().take(1).read_to_end(&mut nothing);
            end_in_order();
        });
    }
}

/// Ends as if the parent had asked for it: what was recorded is delivered.
fn end_in_order() {
    let mut kill = Command::new("kill");
    let asked = kill.args(["-TERM", &process::id().to_string()]).status();
    if !asked.is_ok_and(|status| status.success()) {
        process::exit(1);
    }
}
