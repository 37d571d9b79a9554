//! When to end.

use std::future::Future;
use std::io;

/// From now on, being asked to end (Ctrl-C, or SIGTERM) does not end the process: what is
/// returned ends then.
///
/// # Errors
///
/// The system does not tell of signals.
#[cfg(unix)]
pub(super) fn asked() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        Ok(())
    })
}

/// What is returned ends when Ctrl-C is pressed.
///
/// # Errors
///
/// None here; the system may not tell of signals later.
#[cfg(not(unix))]
pub(super) fn asked() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}
