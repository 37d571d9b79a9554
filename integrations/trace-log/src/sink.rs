//! Where lines go.

use std::cell::Cell;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::sync::{Mutex, PoisonError};

use trace_runtime::integration::contain;

use crate::stats;

/// A writer that all threads share. A line goes out whole, between two others.
///
/// Nothing that happens in the writer reaches the code that logs: a failure or
/// a panic is counted, and so is a line that the writer itself logs, which
/// would wait for the lock that its own caller holds.
pub(crate) struct Sink(Mutex<Output>);

struct Output {
    writer: Box<dyn Write + Send>,
    /// The writer failed within a line: the next begins on a line of its own.
    is_torn: bool,
}

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

impl Sink {
    pub(crate) fn new(writer: impl Write + Send + 'static) -> Self {
        Sink(Mutex::new(Output {
            writer: Box::new(writer),
            is_torn: false,
        }))
    }

    pub(crate) fn write(&self, line: &str) {
        // The thread may be ending, and the flag gone: then nothing logs from
        // within the writer either, for all we can know.
        if WRITING.try_with(|writing| writing.replace(true)) == Ok(true) {
            return stats::line_dropped();
        }
        {
            let mut output = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match contain(|| output.write(line)) {
                Some(Ok(())) => {}
                Some(Err(_)) => stats::write_failed(),
                None => {
                    stats::write_failed();
                    output.is_torn = true;
                }
            }
        }
        let _ = WRITING.try_with(|writing| writing.set(false));
    }
}

impl Output {
    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.is_torn {
            self.writer.write_all(b"\n")?;
            self.is_torn = false;
        }
        let mut rest = line.as_bytes();
        // As `write_all`, but for knowing how far it came.
        while !rest.is_empty() {
            match self.writer.write(rest) {
                Ok(written) if written > 0 => rest = rest.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                failed => {
                    self.is_torn = rest.len() < line.len();
                    return failed.and(Err(ErrorKind::WriteZero.into()));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Takes `room` bytes, then fails once.
    struct Narrow {
        room: usize,
        taken: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 {
                self.room = usize::MAX;
                return Err(ErrorKind::StorageFull.into());
            }
            let length = bytes.len().min(self.room);
            self.room -= length;
            self.taken.lock().unwrap().extend(&bytes[..length]);
            Ok(length)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(room: usize) -> String {
        let taken = Arc::new(Mutex::new(Vec::new()));
        let sink = Sink::new(Narrow {
            room,
            taken: taken.clone(),
        });
        sink.write("one\n");
        sink.write("two\n");
        let taken = taken.lock().unwrap();
        String::from_utf8(taken.clone()).unwrap()
    }

    #[test]
    fn a_torn_line_does_not_reach_into_the_next() {
        assert_eq!(written(2), "on\ntwo\n");
        assert_eq!(written(0), "two\n");
        assert_eq!(written(4), "one\n");
        assert_eq!(written(6), "one\ntw");
    }
}
