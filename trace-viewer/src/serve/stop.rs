//! When to end.

use std::io;

/// Waits until somebody asks the program to end: Ctrl-C, or SIGTERM.
///
/// # Errors
///
/// The system does not tell of signals.
pub(super) async fn asked() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminated.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
