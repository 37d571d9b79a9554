//! What is known of Redis's commands: which argument is the first key, and which says how
//! long to wait. A test compares it with what a server says of its own commands.

use std::time::Duration;

use redis::{Arg, Cmd};

/// Where the first key of a command is. The argument 0 is its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FirstKey {
    None,
    At(usize),
    /// This argument says how many keys follow.
    BehindNumber(usize),
    /// The keys follow the word `STREAMS`.
    BehindStreams,
}

/// How long a command may wait at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// The server answers at once.
    Never,
    AtMost(Duration),
    Forever,
}

impl Wait {
    /// One behind the other.
    pub(crate) fn and(self, other: Wait) -> Wait {
        match (self, other) {
            (Wait::Forever, _) | (_, Wait::Forever) => Wait::Forever,
            (Wait::AtMost(one), Wait::AtMost(other)) => Wait::AtMost(one.saturating_add(other)),
            (Wait::Never, wait) | (wait, Wait::Never) => wait,
        }
    }
}

/// A name of at most as many bytes may be that of a command.
const LONGEST_NAME: usize = 32;

/// Commands of which nothing else is known here. Sorted, as all lists that follow.
#[rustfmt::skip]
const WITHOUT_KEY: &[&str] = &[
    "ACL", "ASKING", "AUTH", "BGREWRITEAOF", "BGSAVE", "CLIENT", "CLUSTER", "COMMAND", "CONFIG",
    "DBSIZE", "DEBUG", "DISCARD", "ECHO", "EXEC", "FAILOVER", "FLUSHALL", "FLUSHDB", "FUNCTION",
    "HELLO", "INFO", "KEYS", "LASTSAVE", "LATENCY", "LOLWUT", "MODULE", "MONITOR", "MULTI",
    "PFSELFTEST", "PING", "PSUBSCRIBE", "PSYNC", "PUBLISH", "PUBSUB", "PUNSUBSCRIBE", "QUIT",
    "RANDOMKEY", "READONLY", "READWRITE", "REPLCONF", "REPLICAOF", "RESET", "ROLE", "SAVE",
    "SCAN", "SCRIPT", "SELECT", "SHUTDOWN", "SLAVEOF", "SLOWLOG", "SUBSCRIBE", "SWAPDB", "SYNC",
    "TIME", "UNSUBSCRIBE", "UNWATCH", "WAIT", "WAITAOF",
];

/// Commands whose first argument is a key.
#[rustfmt::skip]
const KEY_FIRST: &[&str] = &[
    "APPEND", "BITCOUNT", "BITFIELD", "BITFIELD_RO", "BITPOS", "BLMOVE", "BLPOP", "BRPOP",
    "BRPOPLPUSH", "BZPOPMAX", "BZPOPMIN", "COPY", "DECR", "DECRBY", "DEL", "DUMP", "EXISTS",
    "EXPIRE", "EXPIREAT", "EXPIRETIME", "GEOADD", "GEODIST", "GEOHASH", "GEOPOS", "GEORADIUS",
    "GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO", "GEORADIUS_RO", "GEOSEARCH", "GEOSEARCHSTORE",
    "GET", "GETBIT", "GETDEL", "GETEX", "GETRANGE", "GETSET", "HDEL", "HEXISTS", "HEXPIRE",
    "HEXPIREAT", "HEXPIRETIME", "HGET", "HGETALL", "HGETDEL", "HGETEX", "HINCRBY",
    "HINCRBYFLOAT", "HKEYS", "HLEN", "HMGET", "HMSET", "HPERSIST", "HPEXPIRE", "HPEXPIREAT",
    "HPEXPIRETIME", "HPTTL", "HRANDFIELD", "HSCAN", "HSET", "HSETEX", "HSETNX", "HSTRLEN",
    "HTTL", "HVALS", "INCR", "INCRBY", "INCRBYFLOAT", "LCS", "LINDEX", "LINSERT", "LLEN",
    "LMOVE", "LPOP", "LPOS", "LPUSH", "LPUSHX", "LRANGE", "LREM", "LSET", "LTRIM", "MGET",
    "MOVE", "MSET", "MSETNX", "PERSIST", "PEXPIRE", "PEXPIREAT", "PEXPIRETIME", "PFADD",
    "PFCOUNT", "PFMERGE", "PSETEX", "PTTL", "RENAME", "RENAMENX", "RESTORE", "RESTORE-ASKING",
    "RPOP", "RPOPLPUSH", "RPUSH", "RPUSHX", "SADD", "SCARD", "SDIFF", "SDIFFSTORE", "SET",
    "SETBIT", "SETEX", "SETNX", "SETRANGE", "SINTER", "SINTERSTORE", "SISMEMBER", "SMEMBERS",
    "SMISMEMBER", "SMOVE", "SORT", "SORT_RO", "SPOP", "SPUBLISH", "SRANDMEMBER", "SREM",
    "SSCAN", "SSUBSCRIBE", "STRLEN", "SUBSTR", "SUNION", "SUNIONSTORE", "SUNSUBSCRIBE", "TOUCH",
    "TTL", "TYPE", "UNLINK", "WATCH", "XACK", "XACKDEL", "XADD", "XAUTOCLAIM", "XCLAIM", "XDEL",
    "XDELEX", "XLEN", "XPENDING", "XRANGE", "XREVRANGE", "XSETID", "XTRIM", "ZADD", "ZCARD",
    "ZCOUNT", "ZDIFFSTORE", "ZINCRBY", "ZINTERSTORE", "ZLEXCOUNT", "ZMSCORE", "ZPOPMAX",
    "ZPOPMIN", "ZRANDMEMBER", "ZRANGE", "ZRANGEBYLEX", "ZRANGEBYSCORE", "ZRANGESTORE", "ZRANK",
    "ZREM", "ZREMRANGEBYLEX", "ZREMRANGEBYRANK", "ZREMRANGEBYSCORE", "ZREVRANGE",
    "ZREVRANGEBYLEX", "ZREVRANGEBYSCORE", "ZREVRANK", "ZSCAN", "ZSCORE", "ZUNIONSTORE",
];

/// Commands whose first argument is another word, and whose second one is a key.
const KEY_SECOND: &[&str] = &["BITOP", "MEMORY", "OBJECT", "PFDEBUG", "XGROUP", "XINFO"];

const KEY_THIRD: &[&str] = &["MIGRATE"];

/// Commands whose first argument says how many keys follow.
const NUMBER_FIRST: &[&str] = &[
    "LMPOP",
    "SINTERCARD",
    "ZDIFF",
    "ZINTER",
    "ZINTERCARD",
    "ZMPOP",
    "ZUNION",
];

/// Commands whose second argument says so; the first is a script, a function or a time.
const NUMBER_SECOND: &[&str] = &[
    "BLMPOP",
    "BZMPOP",
    "EVAL",
    "EVALSHA",
    "EVALSHA_RO",
    "EVAL_RO",
    "FCALL",
    "FCALL_RO",
];

const STREAMS: &[&str] = &["XREAD", "XREADGROUP"];

/// All of them, by what is known.
const KNOWN: [(&[&str], FirstKey); 7] = [
    (KEY_FIRST, FirstKey::At(1)),
    (WITHOUT_KEY, FirstKey::None),
    (KEY_SECOND, FirstKey::At(2)),
    (NUMBER_SECOND, FirstKey::BehindNumber(2)),
    (NUMBER_FIRST, FirstKey::BehindNumber(1)),
    (STREAMS, FirstKey::BehindStreams),
    (KEY_THIRD, FirstKey::At(3)),
];

/// The command of this name, in any case, as it is written, and where its first key is.
pub(crate) fn known(name: &[u8]) -> Option<(&'static str, FirstKey)> {
    let mut upper = [0; LONGEST_NAME];
    let upper = upper.get_mut(..name.len())?;
    upper.copy_from_slice(name);
    upper.make_ascii_uppercase();
    let name = &*upper;
    KNOWN.iter().find_map(|(names, first_key)| {
        let at = names.binary_search_by(|known| known.as_bytes().cmp(name));
        Some((*names.get(at.ok()?)?, *first_key))
    })
}

/// Whether this may be the name of a command that is not known here, as those of modules
/// are: no value that somebody has put in its place.
pub(crate) fn may_be_a_name(name: &[u8]) -> bool {
    let fits = (1..=LONGEST_NAME).contains(&name.len());
    let is_of_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'.' | b'_' | b'-');
    fits && name.iter().all(is_of_name)
}

/// The argument at this place.
pub(crate) fn argument(command: &Cmd, at: usize) -> Option<&[u8]> {
    match command.args_iter().nth(at)? {
        Arg::Simple(bytes) => Some(bytes),
        _ => None,
    }
}

/// The first key, for a command that has one.
pub(crate) fn first_key(command: &Cmd, place: FirstKey) -> Option<&[u8]> {
    match place {
        FirstKey::None => None,
        FirstKey::At(at) => argument(command, at),
        FirstKey::BehindNumber(at) => match argument(command, at)? {
            b"0" => None,
            _ => argument(command, at + 1),
        },
        FirstKey::BehindStreams => argument(command, place_of(command, b"STREAMS")? + 1),
    }
}

/// How long the command of this name, as [`known`] gives it, may wait.
pub(crate) fn wait(name: &str, command: &Cmd) -> Wait {
    let last = || command.args_iter().len().saturating_sub(1);
    match name {
        "BLPOP" | "BRPOP" | "BLMOVE" | "BRPOPLPUSH" | "BZPOPMAX" | "BZPOPMIN" => {
            seconds(argument(command, last()))
        }
        "BLMPOP" | "BZMPOP" => seconds(argument(command, 1)),
        "WAIT" | "WAITAOF" => millis(argument(command, last())),
        // Behind `STREAMS` a word is a key.
        "XREAD" | "XREADGROUP" => match place_of(command, b"BLOCK") {
            Some(at) if Some(at) < place_of(command, b"STREAMS") => {
                millis(argument(command, at + 1))
            }
            _ => Wait::Never,
        },
        _ => Wait::Never,
    }
}

/// Where this word is first, in any case. The name of a group or of a consumer may be the
/// same word: that is a wait too many, or a key that is no key, of a stream called so.
fn place_of(command: &Cmd, word: &[u8]) -> Option<usize> {
    let is_word = |argument: Arg<&[u8]>| match argument {
        Arg::Simple(bytes) => bytes.eq_ignore_ascii_case(word),
        _ => false,
    };
    command.args_iter().position(is_word)
}

fn seconds(argument: Option<&[u8]>) -> Wait {
    limit(argument, |text| {
        Duration::try_from_secs_f64(text.parse().ok()?).ok()
    })
}

fn millis(argument: Option<&[u8]>) -> Wait {
    limit(argument, |text| {
        Some(Duration::from_millis(text.parse().ok()?))
    })
}

/// What is no time is refused by the server, at once.
fn limit(argument: Option<&[u8]>, read: impl FnOnce(&str) -> Option<Duration>) -> Wait {
    let text = argument.and_then(|argument| std::str::from_utf8(argument).ok());
    match text.and_then(read) {
        None => Wait::Never,
        Some(Duration::ZERO) => Wait::Forever,
        Some(time) => Wait::AtMost(time),
    }
}

#[cfg(test)]
mod tests;
