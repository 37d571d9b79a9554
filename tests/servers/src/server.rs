//! A server that runs: its folder, its port, its log, its end.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::program;
use crate::user::User;

/// How long a server may take until it answers. Ample: a loaded machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many ports are tried. Between the moment that one is found free and the moment that
/// the server takes it, another process may.
const PORTS: usize = 5;

/// Of a path to a Unix socket, 107 bytes count; the name of the socket is one of them.
const LONGEST_TEMPORARY_FOLDER: usize = 60;

/// How a kind of server is started and stopped.
pub(crate) trait Recipe {
    /// The name in messages, and of its folder.
    const NAME: &'static str;

    /// The signal that ends it at once, whatever is under way; of its data nothing is kept.
    const STOP: &'static str;

    /// Prepares its folder, and says which command serves on the port.
    fn command(&self, place: &Place) -> Result<Command, Error>;

    /// What stands in the log once the port is the server's own: an answer on the port
    /// could be a stranger's before.
    fn has_port(&self, log: &str, port: u16) -> bool;

    /// Asks the server something.
    fn probe(&self, place: &Place) -> Result<(), Error>;
}

/// Where a server runs, and as whom.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    pub(crate) user: User,
}

impl Place {
    pub(crate) fn log(&self) -> String {
        let bytes = fs::read(self.folder.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// A server that answers, until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    place: Place,
    supervisor: Child,
}

impl Server {
    /// Starts a server on a free port, and waits until it answers.
    ///
    /// # Errors
    ///
    /// If a program is missing, or the server ends or does not answer: with the end of its
    /// log.
    pub(crate) fn start<R: Recipe>(recipe: &R) -> Result<Server, Error> {
        on_free_port(|port| Server::start_on(port, recipe))
    }

    pub(crate) fn start_on<R: Recipe>(port: u16, recipe: &R) -> Result<Server, Error> {
        let folder = new_folder(R::NAME)?;
        let prepared = User::of(folder.path()).and_then(|user| {
            let place = Place {
                folder: folder.path().to_owned(),
                port,
                user,
            };
            let command = recipe.command(&place)?;
            Ok((place, supervise(R::STOP, folder.path(), &command)?))
        });
        let (place, supervisor) = prepared?;
        // From here on the supervisor removes it.
        let _ = folder.keep();
        let server = Server { place, supervisor };
        server.ready(recipe)?;
        Ok(server)
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Kills the server, as the system does when there is no memory. Its folder stays until
    /// this is dropped.
    ///
    /// # Errors
    ///
    /// If there is no such process, or it does not end.
    pub(crate) fn kill(&self, process: &str) -> Result<(), Error> {
        program::output(program::call("kill").args(["-s", "KILL", process]))?;
        let since = Instant::now();
        while !self.place.folder.join("ended").exists() {
            if since.elapsed() > PATIENCE {
                let text = format!("process {process} did not end within {PATIENCE:?}");
                return Err(Error::new(text));
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    fn ready<R: Recipe>(&self, recipe: &R) -> Result<(), Error> {
        let place = &self.place;
        let since = Instant::now();
        let mut last = None;
        while since.elapsed() < PATIENCE {
            if place.folder.join("ended").exists() {
                return Err(ended(R::NAME, place));
            }
            if recipe.has_port(&place.log(), place.port) {
                match recipe.probe(place) {
                    Ok(()) => return Ok(()),
                    Err(error) => last = Some(error),
                }
            }
            sleep(Duration::from_millis(10));
        }
        let last = last.map_or("it did not take its port".to_owned(), |it| it.to_string());
        Err(Error::new(format!(
            "{} on port {} did not answer within {PATIENCE:?}: {last}\n{}",
            R::NAME,
            place.port,
            tail(&place.log())
        )))
    }
}

/// The supervisor stops the server and removes its folder once its standard input is closed.
impl Drop for Server {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        let _ = self.supervisor.wait();
    }
}

fn ended(name: &str, place: &Place) -> Error {
    let log = place.log();
    let text = format!("{name} ended as it was started:\n{}", tail(&log));
    let mut error = Error::new(text);
    error.port_taken = log.contains("ddress already in use");
    error
}

/// Lets `start` try ports until one is still free when the server takes it.
fn on_free_port<T>(mut start: impl FnMut(u16) -> Result<T, Error>) -> Result<T, Error> {
    let mut tried = 1;
    loop {
        match start(free_port()?) {
            Err(error) if error.port_taken && tried < PORTS => tried += 1,
            done => return done,
        }
    }
}

/// A port that nobody has at the moment.
pub(crate) fn free_port() -> Result<u16, Error> {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|it| it.local_addr());
    Ok(free.map_err(Error::io("look for a free port"))?.port())
}

/// Below the folder for temporary files, or `/tmp` where that is of no use to a server.
pub(crate) fn new_folder(name: &str) -> Result<tempfile::TempDir, Error> {
    let temporary = std::env::temp_dir();
    let is_short = temporary.as_os_str().len() <= LONGEST_TEMPORARY_FOLDER;
    let parent = match is_short && is_open_to_all(&temporary) {
        true => temporary,
        false => PathBuf::from("/tmp"),
    };
    let folder = tempfile::Builder::new().prefix(name).tempdir_in(&parent);
    folder.map_err(Error::io(format!("make a folder in {}", parent.display())))
}

/// Whether another user, whom the server may run as, can go into a folder: root's own
/// folders for temporary files are closed.
fn is_open_to_all(folder: &Path) -> bool {
    folder.ancestors().all(|folder| {
        fs::metadata(folder).is_ok_and(|folder| folder.permissions().mode() & 0o001 != 0)
    })
}

/// In a process group of its own: an interrupt from the terminal ends the test, and by way
/// of that the server, in this order.
fn supervise(signal: &str, folder: &Path, command: &Command) -> Result<Child, Error> {
    let mut call = program::call("sh");
    call.args(["-c", include_str!("supervise.sh"), "supervise"]);
    call.arg(folder).arg(signal);
    call.arg(command.get_program()).args(command.get_args());
    call.current_dir(folder).process_group(0);
    call.stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    call.spawn().map_err(Error::io("run `sh`"))
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    let last = &lines[lines.len().saturating_sub(20)..];
    format!("the end of its log:\n{}", last.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken() -> Error {
        let mut error = Error::new("taken");
        error.port_taken = true;
        error
    }

    #[test]
    fn a_port_that_was_taken_is_not_the_last_one_tried() {
        let mut left = 2;
        let started = on_free_port(|port| match left {
            0 => Ok(port),
            _ => {
                left -= 1;
                Err(taken())
            }
        });
        assert!(started.unwrap() > 0);

        let mut tried = 0;
        let started = on_free_port(|_| {
            tried += 1;
            Err::<(), _>(taken())
        });
        assert!(started.unwrap_err().port_taken);
        assert_eq!(tried, PORTS);

        let mut tried = 0;
        let started = on_free_port(|_| {
            tried += 1;
            Err::<(), _>(Error::new("another mistake"))
        });
        assert!(started.is_err());
        assert_eq!(tried, 1);
    }

    #[test]
    fn the_end_of_a_log_is_its_end() {
        let log: String = (0..100).map(|line| format!("line {line}\n")).collect();
        let tail = tail(&log);
        assert!(!tail.contains("line 79\n") && tail.contains("line 80\n"));
        assert!(tail.ends_with("line 99"));
    }

    #[test]
    fn a_folder_below_a_closed_one_is_not_open() {
        let closed = tempfile::tempdir_in("/tmp").expect("there is `/tmp`");
        let within = closed.path().join("within");
        fs::create_dir(&within).expect("it is ours");
        let of_owner = fs::Permissions::from_mode(0o700);
        fs::set_permissions(closed.path(), of_owner).expect("it is ours");
        assert!(is_open_to_all(Path::new("/tmp")));
        assert!(!is_open_to_all(&within));
    }
}
