//! Prometheus, and the program that checks what it reads.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::program;
use crate::server::{Place, Recipe, Server};

/// A Prometheus that scrapes one service each second, and evaluates rules as often, until it
/// is dropped.
///
/// ```no_run
/// # fn example(service: std::net::SocketAddr) -> Result<(), test_servers::Error> {
/// use test_servers::Prometheus;
///
/// let prometheus = Prometheus::start(service, &["deploy/prometheus/rules.yml".as_ref()])?;
/// let alerts = prometheus.get("/api/v1/alerts")?;
/// let up = prometheus.query("up")?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Prometheus {
    server: Server,
}

impl Prometheus {
    /// Starts one that scrapes `/metrics` of `service`, and has these files of rules.
    ///
    /// # Errors
    ///
    /// If the program is missing, or it does not answer: with the end of its log.
    pub fn start(service: SocketAddr, rules: &[&Path]) -> Result<Prometheus, Error> {
        let read = |path: &&Path| {
            let tried = format!("read {}", path.display());
            fs::read_to_string(path).map_err(Error::io(tried))
        };
        let rules = rules.iter().map(read).collect::<Result<_, _>>()?;
        let server = Server::start(&Configuration { service, rules })?;
        Ok(Prometheus { server })
    }

    /// The body of its answer to a `GET` of this path.
    ///
    /// # Errors
    ///
    /// If it does not answer with 200.
    pub fn get(&self, path: &str) -> Result<String, Error> {
        get(self.server.place().port, path)
    }

    /// The values of an expression of PromQL at this moment, as `promtool query` prints
    /// them: a line for each.
    ///
    /// # Errors
    ///
    /// If it refuses the expression.
    pub fn query(&self, expression: &str) -> Result<String, Error> {
        let url = format!("http://127.0.0.1:{}", self.server.place().port);
        promtool(["query", "instant", &url, expression])
    }
}

/// Prints what `promtool` says to these arguments.
///
/// # Errors
///
/// If the program is missing, or finds a mistake: with what it says.
pub fn promtool<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Result<String, Error> {
    said(program::call(find("promtool")?).args(arguments))
}

/// Checks the page in a file, as Prometheus reads it and as its guidelines ask for.
///
/// # Errors
///
/// If the program is missing, or finds a mistake: with what it says.
pub fn promtool_check_metrics(page: &Path) -> Result<(), Error> {
    let tried = format!("read {}", page.display());
    let page = File::open(page).map_err(Error::io(tried))?;
    let mut call = program::call(find("promtool")?);
    said(call.args(["check", "metrics"]).stdin(page)).map(drop)
}

/// What it wrote, also to its standard output where it finds a mistake.
fn said(call: &mut Command) -> Result<String, Error> {
    let output = call.output().map_err(Error::io("run `promtool`"))?;
    let out = String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned();
    if output.status.success() {
        return Ok(out);
    }
    let err = String::from_utf8_lossy(&output.stderr);
    Err(Error::new(format!(
        "`promtool` failed, {}: {out}\n{}",
        output.status,
        err.trim_end()
    )))
}

fn find(name: &str) -> Result<PathBuf, Error> {
    program::find(name, "prometheus")
}

fn get(port: u16, path: &str) -> Result<String, Error> {
    let failed = |error| Error::io(format!("ask Prometheus for {path}"))(error);
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n");
    connection.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).map_err(failed)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    if head.starts_with("HTTP/1.0 200") {
        return Ok(body.to_owned());
    }
    Err(Error::new(format!("Prometheus refuses {path}: {answer}")))
}

struct Configuration {
    service: SocketAddr,
    rules: Vec<String>,
}

impl Configuration {
    fn text(&self) -> String {
        let service = self.service;
        format!(
            "global: {{ scrape_interval: 1s, evaluation_interval: 1s }}\n\
             rule_files: [ 'rules-*.yml' ]\n\
             scrape_configs:\n\
             - job_name: service\n  \
               static_configs: [ {{ targets: [ '{service}' ] }} ]\n"
        )
    }
}

impl Recipe for Configuration {
    const NAME: &'static str = "prometheus";

    const STOP: &'static str = "KILL";

    fn command(&self, place: &Place) -> Result<Command, Error> {
        let prometheus = find("prometheus")?;
        let write = |name: String, text: &str| {
            let file = place.folder.join(name);
            let tried = format!("write {}", file.display());
            fs::write(&file, text).map_err(Error::io(tried))?;
            Ok(file)
        };
        for (at, rules) in self.rules.iter().enumerate() {
            write(format!("rules-{at}.yml"), rules)?;
        }
        let file = write("prometheus.yml".to_owned(), &self.text())?;
        let option = |name: &str, value: &Path| format!("--{name}={}", value.display());
        let mut call = place.user.call(&prometheus, Self::STOP);
        call.arg(option("config.file", &file))
            .arg(option("storage.tsdb.path", &place.folder.join("data")))
            .arg(format!("--web.listen-address=127.0.0.1:{}", place.port))
            .arg("--enable-feature=exemplar-storage");
        Ok(call)
    }

    fn has_port(&self, log: &str, port: u16) -> bool {
        log.lines()
            .any(|line| line.contains("Listening on") && line.contains(&format!(":{port}")))
    }

    fn probe(&self, place: &Place) -> Result<(), Error> {
        get(place.port, "/-/ready").map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn a_taken_port_is_found_out() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = other.local_addr().unwrap();
        let configuration = Configuration {
            service: address,
            rules: Vec::new(),
        };
        let error = Server::start_on(address.port(), &configuration).unwrap_err();
        assert!(error.port_taken, "{error}");
    }

    #[test]
    fn it_answers_and_says_what_is_wrong_with_a_question() {
        let prometheus = Prometheus::start("127.0.0.1:9".parse().unwrap(), &[]).unwrap();
        assert!(prometheus.query("1 + 1").unwrap().starts_with("scalar: 2"));
        let error = prometheus.query("1 +").unwrap_err().to_string();
        assert!(error.contains("parse error"), "{error}");
        let error = prometheus.get("/nowhere").unwrap_err().to_string();
        assert!(error.contains("404"), "{error}");
    }

    #[test]
    fn a_page_with_a_mistake_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.txt");
        fs::write(&page, "# TYPE a counter\na{b=} 1\n").unwrap();
        promtool_check_metrics(&page).unwrap_err();
        fs::write(
            &page,
            "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n",
        )
        .unwrap();
        promtool_check_metrics(&page).unwrap();
    }
}
