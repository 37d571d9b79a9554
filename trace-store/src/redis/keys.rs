//! The names of the keys.

use trace_model::TraceId;

/// The tag of each sixteenth of a cluster's slots: the smallest number whose slot lies in it.
const TAGS: [u8; 16] = [10, 3, 61, 43, 11, 2, 60, 42, 12, 1, 63, 41, 13, 0, 62, 40];

/// The longest name of a service that is part of a key as it is.
const READABLE: usize = 64;

/// What the names of the keys are, and on which shard each lies.
///
/// A shard is all keys that may be changed in one step. One server is one shard. In a cluster
/// there are sixteen: a trace is on the one that its id says, with all that is listed about
/// it, and the tag behind each name keeps them in one slot.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    prefix: String,
    cluster: bool,
}

/// One part of the keys: see [`Keys`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Shard(usize);

impl Keys {
    pub(super) fn new(prefix: &str, cluster: bool) -> Self {
        Keys {
            prefix: prefix.to_owned(),
            cluster,
        }
    }

    pub(super) fn shards(&self) -> impl Iterator<Item = Shard> + use<> {
        (0..if self.cluster { TAGS.len() } else { 1 }).map(Shard)
    }

    pub(super) fn shard(&self, id: TraceId) -> Shard {
        match self.cluster {
            true => Shard((id.to_u128() % TAGS.len() as u128) as usize),
            false => Shard(0),
        }
    }

    /// The elements of a trace: see `element.rs`.
    pub(super) fn trace(&self, id: TraceId) -> String {
        self.name(self.shard(id), &format!("trace:{id}"))
    }

    /// The traces that are not settled, by the time of the last span.
    pub(super) fn live(&self, shard: Shard) -> String {
        self.name(shard, "live")
    }

    /// Who settles the traces of a shard.
    pub(super) fn settler(&self, shard: Shard) -> String {
        self.name(shard, "settler")
    }

    /// The traces that settled in an hour, by their start; of one service, or all.
    pub(super) fn index(&self, shard: Shard, service: Option<&str>, hour: u64) -> String {
        match service {
            Some(service) => self.name(shard, &format!("idx:{}:{hour}", readable(service))),
            None => self.name(shard, &format!("idx:{hour}")),
        }
    }

    /// The traces that settled in an hour and have lines only.
    pub(super) fn lines(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("idx_lines:{hour}"))
    }

    /// There: in this hour there were more services than are indexed.
    pub(super) fn many_services(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("idx_full:{hour}"))
    }

    /// The traces that settled in an hour, by their duration.
    pub(super) fn slow(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("slow_traces:{hour}"))
    }

    /// The failed traces that settled in an hour, by their start.
    pub(super) fn errors(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("error_traces:{hour}"))
    }

    /// The hashes of correlation ids, each before the id of its trace.
    pub(super) fn correlated(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("correlation:{hour}"))
    }

    /// The operations of an hour.
    pub(super) fn operations(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("ops:{hour}"))
    }

    /// The processes of an hour, by their first span, and by their last.
    pub(super) fn runs(&self, shard: Shard, hour: u64) -> [String; 2] {
        ["first", "last"].map(|which| self.name(shard, &format!("runs_{which}:{hour}")))
    }

    /// What was counted in an hour.
    pub(super) fn roll(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("roll:{hour}"))
    }

    /// When the first spans of an hour came.
    pub(super) fn first(&self, shard: Shard, hour: u64) -> String {
        self.name(shard, &format!("first:{hour}"))
    }

    /// The pins, by the ids of their traces.
    pub(super) fn pins(&self, shard: Shard) -> String {
        self.name(shard, "pins")
    }

    /// When pinned traces would have ended, by their ids.
    pub(super) fn pin_ends(&self, shard: Shard) -> String {
        self.name(shard, "pin_ends")
    }

    /// What elements are compressed with.
    pub(super) fn dictionary(&self, shard: Shard, id: u32) -> String {
        self.name(shard, &format!("dict:{id}"))
    }

    /// The dictionary that is in use.
    pub(super) fn dictionary_in_use(&self, shard: Shard) -> String {
        self.name(shard, "dict")
    }

    /// Where the summaries of settled traces are told to all.
    pub(super) fn channel(&self) -> String {
        format!("{}live", self.prefix)
    }

    fn name(&self, Shard(shard): Shard, name: &str) -> String {
        match self.cluster {
            true => format!("{}{name}:{{{}}}", self.prefix, TAGS[shard]),
            false => format!("{}{name}", self.prefix),
        }
    }
}

/// Part of the name of a key that cannot be taken for another part of it. Two services may,
/// as good as never, have the same one: what is found by it is looked at anyway.
fn readable(service: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    match service.len() <= READABLE && service.bytes().all(plain) {
        true => service.to_owned(),
        false => format!("%{:016x}", hash(service.as_bytes())),
    }
}

/// FNV-1a: the same on each machine, and in each version.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
