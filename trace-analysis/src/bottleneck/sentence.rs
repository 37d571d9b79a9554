//! The bottleneck in words.

use std::fmt;

use super::{Bottleneck, Place};
use crate::duration::{count, duration, percent};

impl fmt::Display for Bottleneck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = duration(self.total_nanos);
        let Some(first) = self.places.first() else {
            return Ok(());
        };
        if !self.single {
            f.write_str("no single bottleneck: of ")?;
            write!(f, "{total}, ")?;
            for (place, share) in self.places.iter().enumerate() {
                let between = if place > 0 { ", " } else { "" };
                let part = duration(share.nanos);
                let percent = percent(share.nanos, self.total_nanos);
                write!(f, "{between}{part} ({percent} %) {}", share.place.within())?;
            }
            return Ok(());
        }
        let part = duration(first.nanos);
        let percent = percent(first.nanos, self.total_nanos);
        match &first.place {
            Place::Service(name) => {
                write!(
                    f,
                    "`{name}` is the bottleneck: {part} of {total} ({percent} %)"
                )?;
            }
            Place::Between { from, to } => write!(
                f,
                "network and queue between `{from}` and `{to}` are the bottleneck: \
                 {part} of {total} ({percent} %)"
            )?,
            Place::NotTraced => {
                return write!(
                    f,
                    "the largest part was not traced: {part} of {total} ({percent} %)"
                );
            }
        }
        match &self.operation {
            Some(operation) => {
                let part = duration(operation.nanos);
                let calls = count(operation.calls, "call", "calls");
                write!(f, ", of which {part} in `{}` ({calls})", operation.name)
            }
            None => Ok(()),
        }
    }
}

impl Place {
    fn within(&self) -> String {
        match self {
            Place::Service(name) => format!("in `{name}`"),
            Place::Between { from, to } => {
                format!("in network and queue between `{from}` and `{to}`")
            }
            Place::NotTraced => "not traced".to_owned(),
        }
    }
}
