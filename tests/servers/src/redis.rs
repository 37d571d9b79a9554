//! Redis, one server or a cluster of three.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::program;
use crate::server::{Place, Recipe, Server, free_port, new_folder};

const PACKAGE: &str = "redis-server";
const TOOLS: &str = "redis-tools";

/// How long a cluster may take until its nodes know one another.
const PATIENCE: Duration = Duration::from_secs(60);

/// A Redis server, until it is dropped. What it holds is in memory only.
#[derive(Debug)]
pub struct Redis {
    server: Server,
    settings: Vec<String>,
}

/// A Redis server that was killed, and has left its port and its files.
#[derive(Debug)]
pub struct KilledRedis {
    port: u16,
    settings: Vec<String>,
    files: tempfile::TempDir,
}

impl Redis {
    /// The server that all tests of a process share, started by the first that asks.
    ///
    /// # Panics
    ///
    /// If it cannot be started: a test that needs a server fails without one.
    pub fn shared() -> &'static Redis {
        static SHARED: OnceLock<Result<Redis, Error>> = OnceLock::new();
        match SHARED.get_or_init(Redis::start) {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts a server.
    ///
    /// # Errors
    ///
    /// If the program is missing, or the server does not answer: with the end of its log.
    pub fn start() -> Result<Redis, Error> {
        Redis::start_with(&[])
    }

    /// Starts a server with further settings, such as `["--requirepass", "secret"]`.
    ///
    /// # Errors
    ///
    /// See [`start`](Self::start).
    pub fn start_with(settings: &[&str]) -> Result<Redis, Error> {
        let settings: Vec<_> = settings.iter().map(ToString::to_string).collect();
        let server = Server::start(&Node {
            settings: &settings,
            files: None,
        })?;
        Ok(Redis { server, settings })
    }

    /// Kills the server, as `kill -9` does.
    ///
    /// # Errors
    ///
    /// If it does not end, or its files cannot be kept.
    pub fn kill(self) -> Result<KilledRedis, Error> {
        let info = self.cli(&["INFO", "server"])?;
        let mut lines = info.lines();
        let process = lines.find_map(|line| line.strip_prefix("process_id:"));
        let process = process.ok_or_else(|| Error::new("the server does not say its process"))?;
        self.server.kill(process.trim())?;
        let files = new_folder("killed-redis")?;
        let place = self.server.place();
        move_files(&place.folder, files.path())?;
        Ok(KilledRedis {
            port: place.port,
            settings: self.settings,
            files,
        })
    }

    /// What a client connects to.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port())
    }

    /// Where it listens, on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.place().port
    }

    /// Sends a command by `redis-cli`, and gives what it shows.
    ///
    /// # Errors
    ///
    /// If the program is missing or fails; an error of the server is no failure of it.
    pub fn cli(&self, command: &[&str]) -> Result<String, Error> {
        cli(self.port(), command)
    }
}

impl KilledRedis {
    /// Starts the server again, on its port, with the files that it has left: none, unless its
    /// settings ask for some.
    ///
    /// # Errors
    ///
    /// See [`Redis::start`]; and if another program has taken the port.
    pub fn start(self) -> Result<Redis, Error> {
        let node = Node {
            settings: &self.settings,
            files: Some(&self.files),
        };
        let server = Server::start_on(self.port, &node)?;
        Ok(Redis {
            server,
            settings: self.settings,
        })
    }
}

fn move_files(from: &Path, to: &Path) -> Result<(), Error> {
    let tried = || format!("move what is in {}", from.display());
    for entry in fs::read_dir(from).map_err(Error::io(tried()))? {
        let entry = entry.map_err(Error::io(tried()))?;
        // These two are of the run that is over.
        if entry.file_name() != "log" && entry.file_name() != "ended" {
            let moved = fs::rename(entry.path(), to.join(entry.file_name()));
            moved.map_err(Error::io(tried()))?;
        }
    }
    Ok(())
}

/// Three Redis servers that are one cluster, until they are dropped.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Redis>,
}

impl RedisCluster {
    /// Starts three nodes, and waits until each says that the cluster works.
    ///
    /// # Errors
    ///
    /// If a program is missing, or the nodes do not find together.
    pub fn start() -> Result<RedisCluster, Error> {
        let nodes = (0..3).map(|_| node()).collect::<Result<Vec<_>, _>>()?;
        let cluster = RedisCluster { nodes };
        let mut create = program::call(program::find("redis-cli", TOOLS)?);
        create
            .args(["--cluster", "create"])
            .args(cluster.addresses());
        program::output(create.arg("--cluster-yes"))?;
        cluster.ready()?;
        Ok(cluster)
    }

    /// What a client connects to.
    pub fn urls(&self) -> Vec<String> {
        self.nodes.iter().map(Redis::url).collect()
    }

    /// The servers, each of which has a third of the keys.
    pub fn nodes(&self) -> &[Redis] {
        &self.nodes
    }

    /// Gives away one of the nodes, which stays a part of the cluster.
    pub fn take_node(&mut self) -> Option<Redis> {
        self.nodes.pop()
    }

    fn addresses(&self) -> Vec<String> {
        let address = |node: &Redis| format!("127.0.0.1:{}", node.port());
        self.nodes.iter().map(address).collect()
    }

    fn ready(&self) -> Result<(), Error> {
        let since = Instant::now();
        for node in &self.nodes {
            while !node.cli(&["CLUSTER", "INFO"])?.contains("cluster_state:ok") {
                if since.elapsed() > PATIENCE {
                    let text = format!("the Redis cluster did not form within {PATIENCE:?}");
                    return Err(Error::new(text));
                }
                sleep(Duration::from_millis(20));
            }
        }
        Ok(())
    }
}

fn node() -> Result<Redis, Error> {
    // Of its own choice, the port of the bus is the other one and 10,000: often too high.
    let bus = free_port()?.to_string();
    let settings = ["--cluster-enabled", "yes", "--cluster-port", &bus];
    Redis::start_with(&settings)
}

fn cli(port: u16, command: &[&str]) -> Result<String, Error> {
    let mut call = program::call(program::find("redis-cli", TOOLS)?);
    call.args(["-h", "127.0.0.1", "-p"]).arg(port.to_string());
    program::output(call.args(command))
}

/// Without a file for what it holds, unless the settings ask for one.
struct Node<'a> {
    settings: &'a [String],
    /// Of the same server, before it was killed.
    files: Option<&'a tempfile::TempDir>,
}

impl Recipe for Node<'_> {
    const NAME: &'static str = "redis";

    const STOP: &'static str = "KILL";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        if let Some(files) = self.files {
            move_files(files.path(), &place.folder)?;
        }
        let server = program::find("redis-server", PACKAGE)?;
        let mut call = place.user.call(&server, Self::STOP);
        call.args(["--bind", "127.0.0.1", "--port"]);
        call.arg(place.port.to_string());
        call.args(["--save", "", "--appendonly", "no", "--dir"]);
        call.arg(&place.folder).args(self.settings);
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        log.contains(&format!("port={port}.")) && log.contains("Ready to accept connections")
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        let answer = cli(place.port, &["PING"])?;
        match answer == "PONG" || answer.starts_with("NOAUTH") {
            true => Ok(()),
            false => Err(Error::new(format!("PING is answered by `{answer}`"))),
        }
    }
}
