//! Servers answer, and leave nothing behind.

use std::fs;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use test_servers::{MariaDb, Nats, PgBouncer, Postgres, Redis, RedisCluster};

#[test]
fn each_database_is_empty_and_apart() {
    let server = Postgres::shared();
    let (one, other) = (server.database(), server.database());
    assert_ne!(one.name(), other.name());
    one.query("CREATE TABLE cart (id int); INSERT INTO cart VALUES (1), (2)")
        .unwrap();
    assert_eq!(one.query("SELECT * FROM cart ORDER BY id").unwrap(), "1\n2");
    let error = other.query("SELECT * FROM cart").unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert!(
        one.url()
            .ends_with(&format!(":{}/{}", server.port(), one.name()))
    );
}

#[test]
fn the_log_says_who_did_what() {
    let database = Postgres::shared().database();
    let sql = "SET application_name = 'a shop'; SELECT no_such_column";
    database.query(sql).unwrap_err();
    let log = Postgres::shared().log();
    let who = format!("app=a shop db={}", database.name());
    assert!(
        log.lines()
            .any(|line| line.contains(&who) && line.contains("no_such_column")),
        "{log}"
    );
}

#[test]
fn redis_answers_and_takes_settings() {
    let server = Redis::start_with(&["--requirepass", "secret"]).unwrap();
    let refused = server.cli(&["GET", "cart"]).unwrap();
    assert!(refused.starts_with("NOAUTH"), "{refused}");
    let answer = server.cli(&["-a", "secret", "--no-auth-warning", "PING"]);
    assert_eq!(answer.unwrap(), "PONG");
}

#[test]
fn each_slot_of_a_redis_cluster_has_a_node() {
    let cluster = RedisCluster::start().unwrap();
    assert_eq!(cluster.urls().len(), 3);
    let info = Redis::start().unwrap().cli(&["CLUSTER", "INFO"]).unwrap();
    assert!(info.starts_with("ERR"), "one alone is no cluster: {info}");
}

#[test]
fn nats_has_a_port_of_its_own() {
    let (one, other) = (Nats::start().unwrap(), Nats::start().unwrap());
    assert_ne!(one.url(), other.url());
}

#[test]
fn settings_are_the_servers() {
    let server = Postgres::start(&[("work_mem", "1234kB"), ("fsync", "on")]).unwrap();
    assert_eq!(server.query("postgres", "SHOW work_mem").unwrap(), "1234kB");
    assert_eq!(server.query("postgres", "SHOW fsync").unwrap(), "on");
}

#[test]
fn pgbouncer_shares_connections_between_transactions() {
    let database = Postgres::shared().database();
    let pgbouncer = PgBouncer::start(Postgres::shared(), 1).unwrap();
    assert!(
        pgbouncer
            .url(&database)
            .contains(&pgbouncer.port().to_string())
    );
    let modes = pgbouncer.console("SHOW CONFIG").unwrap();
    assert!(modes.contains("pool_mode|transaction|"), "{modes}");

    // Eight clients at once, and what one leaves on the connection is seen by the next.
    let backends: Vec<_> = thread::scope(|scope| {
        let ask = || {
            pgbouncer
                .query(&database, "SELECT pg_backend_pid()")
                .unwrap()
        };
        let clients: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    assert!(
        backends.iter().all(|backend| *backend == backends[0]),
        "{backends:?}"
    );
    assert!(pgbouncer.log().contains("process up"));
}

/// The processes that have a path below `folder` in their command line.
fn processes(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let lines = entries.filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    let folder = folder.to_string_lossy();
    lines.filter(|line| line.contains(&*folder)).collect()
}

fn assert_gone(folder: &Path) {
    assert_eq!(processes(folder), [""; 0]);
    assert!(!folder.exists(), "{}", folder.display());
}

#[test]
fn a_server_that_is_dropped_is_gone() {
    let server = Postgres::start(&[]).unwrap();
    let pgbouncer = PgBouncer::start(&server, 2).unwrap();
    let mariadb = MariaDb::start().unwrap();
    let folders = [
        server.folder().to_owned(),
        pgbouncer.folder().to_owned(),
        mariadb.folder().to_owned(),
    ];
    for folder in &folders {
        assert_ne!(processes(folder), [""; 0]);
    }
    drop(pgbouncer);
    drop(server);
    drop(mariadb);
    folders.iter().for_each(|folder| assert_gone(folder));
}

#[test]
fn a_server_is_gone_after_a_panic() {
    let mut folder = PathBuf::new();
    let test = catch_unwind(AssertUnwindSafe(|| {
        let server = Postgres::start(&[]).unwrap();
        folder = server.folder().to_owned();
        panic!("as a test does that fails");
    }));
    assert!(test.is_err());
    assert!(!folder.as_os_str().is_empty());
    assert_gone(&folder);
}

#[test]
fn a_server_is_gone_after_its_process_was_killed() {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_hold-servers"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(owner.stdout.take().unwrap()).lines();
    let folders: Vec<PathBuf> = lines.take(3).map(|line| line.unwrap().into()).collect();
    assert_eq!(folders.len(), 3);
    for folder in &folders {
        assert_ne!(processes(folder), [""; 0]);
    }
    // SIGKILL: nothing of the owner runs any more.
    owner.kill().unwrap();
    owner.wait().unwrap();
    for folder in &folders {
        let since = Instant::now();
        while (folder.exists() || !processes(folder).is_empty())
            && since.elapsed() < Duration::from_secs(30)
        {
            thread::sleep(Duration::from_millis(20));
        }
        assert_gone(folder);
    }
}
