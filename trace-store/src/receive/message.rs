//! One message as it comes in, inflated on its way, and never longer than it may be.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::rejection::Rejection;
use super::room::Place;

/// How many bytes are inflated at once: others have their turn in between, and a kilobyte may
/// become a megabyte.
const STEP: usize = 4 << 10;

/// A message of which the first part has come.
#[derive(Debug)]
pub(super) enum Incoming {
    Plain(Capped),
    Gzip(Box<MultiGzDecoder<Capped>>),
}

impl Incoming {
    pub(super) fn new(gzip: bool, limit: usize, place: Place) -> Self {
        let capped = Capped {
            bytes: Vec::new(),
            limit,
            place,
            rejection: None,
        };
        match gzip {
            true => Incoming::Gzip(Box::new(MultiGzDecoder::new(capped))),
            false => Incoming::Plain(capped),
        }
    }

    /// Adds what has come.
    pub(super) async fn add(&mut self, data: &[u8]) -> Result<(), Rejection> {
        match self {
            Incoming::Plain(capped) => {
                let written = capped.write_all(data);
                written.map_err(|error| capped.rejection(&error))
            }
            Incoming::Gzip(decoder) => {
                for step in data.chunks(STEP) {
                    let written = decoder.write_all(step);
                    written.map_err(|error| decoder.get_mut().rejection(&error))?;
                    tokio::task::consume_budget().await;
                }
                Ok(())
            }
        }
    }

    /// The message, of which all has come, and the room that it takes.
    pub(super) fn finish(self) -> Result<(Bytes, Place), Rejection> {
        let capped = match self {
            Incoming::Plain(capped) => capped,
            Incoming::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                finished.map_err(|error| decoder.get_mut().rejection(&error))?;
                let capped = decoder.finish();
                capped.map_err(|error| Rejection::Malformed(format!("no gzip: {error}")))?
            }
        };
        Ok((capped.bytes.into(), capped.place))
    }
}

/// Bytes that may become so many, and no more.
#[derive(Debug)]
pub(super) struct Capped {
    bytes: Vec<u8>,
    limit: usize,
    place: Place,
    rejection: Option<Rejection>,
}

impl Capped {
    /// What a failed write means.
    fn rejection(&mut self, error: &io::Error) -> Rejection {
        let broken = || Rejection::Malformed(format!("the body is no gzip: {error}"));
        self.rejection.take().unwrap_or_else(broken)
    }
}

impl Write for Capped {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let limit = self.limit;
        let rejected = match data.len() <= limit - self.bytes.len() {
            true => self.place.grow(data.len()),
            false => Err(Rejection::TooLarge { limit }),
        };
        if let Err(rejection) = rejected {
            self.rejection = Some(rejection);
            return Err(io::Error::other("more than there is room for"));
        }
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
