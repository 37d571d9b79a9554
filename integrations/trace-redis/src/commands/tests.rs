//! The table, and what is read of commands.

#![expect(
    clippy::disallowed_methods,
    reason = "what is looked at beside a trace belongs to none"
)]

use redis::{FromRedisValue, Value, cmd};
use test_servers::Redis;

use super::*;

#[test]
fn names_are_sorted_and_each_is_there_once() {
    let mut all: Vec<&str> = Vec::new();
    for (names, _) in KNOWN {
        assert!(names.is_sorted(), "{names:?}");
        all.extend(names);
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    assert!(all.iter().all(|name| name.len() <= LONGEST_NAME));
}

#[test]
fn a_name_is_found_in_any_case() {
    assert_eq!(known(b"hGetAll"), Some(("HGETALL", FirstKey::At(1))));
    assert_eq!(known(b"xread"), Some(("XREAD", FirstKey::BehindStreams)));
    for unknown in [&b"JSON.GET"[..], b"", b"GET ", &[b'G'; 100]] {
        assert_eq!(known(unknown), None);
    }
}

#[test]
fn values_are_no_names() {
    for name in [&b"JSON.GET"[..], b"FT._LIST", b"RESTORE-ASKING"] {
        assert!(may_be_a_name(name));
    }
    let long = [b'A'; 33];
    for value in [
        &b"AUTH hunter"[..],
        b"hunter2",
        b"",
        "ключ".as_bytes(),
        &long,
    ] {
        assert!(!may_be_a_name(value));
    }
}

#[test]
fn the_first_key_is_where_the_command_has_it() {
    let key = |line: &str| {
        let mut words = line.split(' ');
        let mut command = cmd(words.next().unwrap());
        words.for_each(|word| {
            command.arg(word);
        });
        let name = argument(&command, 0).and_then(known).unwrap();
        first_key(&command, name.1).map(|key| String::from_utf8_lossy(key).into_owned())
    };
    let none: Option<String> = None;
    assert_eq!(key("GET a").as_deref(), Some("a"));
    assert_eq!(key("OBJECT ENCODING a").as_deref(), Some("a"));
    assert_eq!(key("EVAL code 2 a b value").as_deref(), Some("a"));
    assert_eq!(key("EVAL code 0 value"), none);
    assert_eq!(key("ZUNION 2 a b").as_deref(), Some("a"));
    assert_eq!(key("BLMPOP 0.5 1 a LEFT").as_deref(), Some("a"));
    assert_eq!(
        key("XREADGROUP GROUP g c COUNT 1 streams a >").as_deref(),
        Some("a")
    );
    assert_eq!(
        key("MIGRATE host 6379 a 0 10 AUTH hunter2").as_deref(),
        Some("a")
    );
    assert_eq!(key("AUTH hunter2"), none);
    assert_eq!(key("CONFIG SET requirepass hunter2"), none);
    assert_eq!(key("PUBLISH channel value"), none);
    assert_eq!(key("GET"), none);
}

#[test]
fn a_wait_is_read_from_the_command() {
    let waits = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next().unwrap();
        let mut command = cmd(name);
        words.for_each(|word| {
            command.arg(word);
        });
        wait(name, &command)
    };
    let at_most = |millis| Wait::AtMost(Duration::from_millis(millis));
    assert_eq!(waits("BLPOP a b 1.5"), at_most(1500));
    assert_eq!(waits("BLPOP a 0"), Wait::Forever);
    assert_eq!(waits("BLMOVE a b LEFT LEFT 2"), at_most(2000));
    assert_eq!(waits("BLMPOP 3 1 a LEFT"), at_most(3000));
    assert_eq!(waits("BZMPOP 0 1 a MIN"), Wait::Forever);
    assert_eq!(waits("WAIT 1 250"), at_most(250));
    assert_eq!(waits("XREAD BLOCK 100 STREAMS a $"), at_most(100));
    assert_eq!(waits("XREAD COUNT 1 STREAMS block 0"), Wait::Never);
    assert_eq!(waits("XREADGROUP GROUP g c STREAMS a >"), Wait::Never);
    assert_eq!(waits("BLPOP a soon"), Wait::Never);
    assert_eq!(waits("BLPOP a -1"), Wait::Never);
    assert_eq!(waits("BLPOP a nan"), Wait::Never);
    assert_eq!(waits("GET a"), Wait::Never);
}

/// What a server says of a command: its name, the place of its first key or 0 where that
/// varies, and whether it waits.
fn said(command: Value) -> (String, usize, bool) {
    let Value::Array(mut said) = command else {
        panic!("{command:?}")
    };
    let flags = said.swap_remove(2);
    let waits = format!("{flags:?}").contains("blocking");
    let place = usize::from_redis_value_ref(&said[3]);
    let name = String::from_redis_value_ref(&said[0]).unwrap();
    (name.to_uppercase(), place.unwrap_or(0), waits)
}

#[test]
fn a_server_says_the_same_of_its_commands() {
    let client = redis::Client::open(Redis::shared().url()).unwrap();
    let mut con = client.get_connection().unwrap();
    let all: Vec<Value> = cmd("COMMAND").query(&mut con).unwrap();
    assert!(all.len() > 200);
    for (name, place, waits) in all.into_iter().map(said) {
        let (known, first_key) = known(name.as_bytes()).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(known, name);
        if place > 0 {
            assert_eq!(first_key, FirstKey::At(place), "{name}");
        }
        let waits_with = |words: &[&str]| wait(known, cmd(known).arg(words)) != Wait::Never;
        let is_known = waits_with(&["7", "7"]) || waits_with(&["BLOCK", "7", "STREAMS"]);
        assert!(is_known || !waits, "{name} waits");
    }
}
