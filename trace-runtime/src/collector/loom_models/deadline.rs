//! An exporter that waits between two tries, while shutdown begins.

use std::time::Instant;

use loom::thread;

use super::{FAR, World};
use crate::buffer::loom_models::explore;

/// A pause never ends by itself here.
///
/// Finds: `Deadline::wait` that asks for the end a second time before it waits
/// for it to change, and `Signal::set` that does not notify (deadlock).
#[test]
fn shutdown_ends_the_pause_of_an_exporter() {
    explore(2, "pause and shutdown", || {
        let world = World::new();
        let deadline = world.control.deadline(FAR);
        let exporter = thread::spawn(move || {
            // What is left afterwards is what shutdown allows.
            if deadline.wait(FAR / 2) {
                assert!(deadline.remaining() <= FAR / 4);
            }
        });
        let end = Instant::now() + FAR / 4;
        assert!(world.control.begin_closing(&world.buffers, end));
        exporter.join().unwrap();
    });
}
