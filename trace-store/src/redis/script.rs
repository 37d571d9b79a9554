//! Several commands in one step.

use redis::{Cmd, FromRedisValue, ParsingError, ToRedisArgs, Value};

/// Carries out commands, if the lists are as long and begin as they are said to.
///
/// `KEYS` are those lists, and before them one key that says which shard it is. `ARGV` are
/// the lengths and the first elements (an empty one may be any), and then each command behind
/// the number of its words. The answer is the number of the first list that is not like that,
/// or each command that failed with why.
/// If the first command fails, none is carried out.
const BODY: &str = r"
for at = 2, #KEYS do
  local length, first = tonumber(ARGV[2 * at - 3]), ARGV[2 * at - 2]
  if redis.pcall('LLEN', KEYS[at]) ~= length then return at - 1 end
  if first ~= '' and redis.call('LINDEX', KEYS[at], 0) ~= first then return at - 1 end
end
local failed, number, at = {}, 0, 2 * #KEYS - 1
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  local reply = redis.pcall(unpack(ARGV, at + 1, at + words))
  if type(reply) == 'table' and reply.err then
    if number == 0 then return redis.error_reply(reply.err) end
    failed[#failed + 1] = number
    failed[#failed + 1] = reply.err
  end
  number, at = number + 1, at + words + 1
end
return failed
";

/// The most words of a command that Lua can take apart.
pub(super) const MOST_WORDS: usize = 4_000;

/// Commands to one shard that are carried out in one step: no other command comes between
/// them, and none is carried out without the first.
#[derive(Debug, Default)]
pub(super) struct Script {
    guards: Vec<(String, u64, Vec<u8>)>,
    words: Vec<Vec<u8>>,
    commands: usize,
}

/// One more command of a script.
pub(super) struct Words<'a> {
    script: &'a mut Script,
    /// Where the number of words stands.
    at: usize,
}

/// What came of a script.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Done, except for these commands, each with why.
    Done(Vec<(usize, String)>),
    /// Nothing was done: this list, counted from 0, has changed.
    Changed(usize),
}

impl Script {
    /// Nothing is done unless the list is so long, and begins with this element; with any, if
    /// it is empty.
    pub(super) fn guard(&mut self, list: String, elements: u64, first: Vec<u8>) {
        self.guards.push((list, elements, first));
    }

    pub(super) fn command(&mut self, name: &str) -> Words<'_> {
        let at = self.words.len();
        self.words.push(Vec::new());
        self.commands += 1;
        let words = Words { script: self, at };
        words.arg(name)
    }

    /// How many commands there are.
    pub(super) fn len(&self) -> usize {
        self.commands
    }

    /// How many bytes the words take.
    pub(super) fn bytes(&self) -> usize {
        self.words.iter().map(Vec::len).sum()
    }

    /// The command that carries the others out. `key` is any key of the shard.
    pub(super) fn call(&self, key: &str) -> Cmd {
        let mut call = redis::cmd("EVAL");
        call.arg(BODY).arg(self.guards.len() + 1).arg(key);
        for (list, ..) in &self.guards {
            call.arg(list);
        }
        for (_, elements, first) in &self.guards {
            call.arg(*elements).arg(first.as_slice());
        }
        for word in &self.words {
            call.arg(word.as_slice());
        }
        call
    }
}

impl Words<'_> {
    pub(super) fn arg(self, arg: impl ToRedisArgs) -> Self {
        let mut words = arg.to_redis_args();
        self.script.words.append(&mut words);
        let count = self.script.words.len() - self.at - 1;
        self.script.words[self.at] = count.to_string().into_bytes();
        self
    }
}

impl FromRedisValue for Outcome {
    fn from_redis_value(value: Value) -> Result<Self, ParsingError> {
        if let Value::Int(at) = value {
            let at = usize::try_from(at - 1).unwrap_or_default();
            return Ok(Outcome::Changed(at));
        }
        let failed = Vec::<Value>::from_redis_value(value)?;
        let failed = failed.chunks_exact(2).map(|pair| {
            let number = usize::from_redis_value_ref(&pair[0])?;
            Ok((number, String::from_redis_value_ref(&pair[1])?))
        });
        failed
            .collect::<Result<_, ParsingError>>()
            .map(Outcome::Done)
    }
}
