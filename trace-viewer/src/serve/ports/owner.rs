//! Which process listens on a port.

use std::fmt;
use std::fs;
use std::path::Path;

/// A process that listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The number of the process; `None` where the process is another user's, so that the system does not tell.
    pub pid: Option<u32>,
    /// The name of the program; empty where the system does not tell.
    pub program: String,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "`{}` (process {pid})", self.program.escape_debug()),
            None => f.write_str("a process of another user"),
        }
    }
}

/// Who listens on a port of TCP on this machine; `None` where nobody does, or where the system
/// has no `/proc`.
pub fn owner_of(port: u16) -> Option<Owner> {
    let sockets: Vec<u64> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| listening(&table, port))
        .collect();
    if sockets.is_empty() {
        return None;
    }
    let links: Vec<String> = sockets
        .iter()
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let processes = fs::read_dir("/proc").ok()?;
    for process in processes.flatten() {
        let Ok(pid) = process.file_name().to_string_lossy().parse() else {
            continue;
        };
        if holds(&process.path(), &links) {
            let program = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            return Some(Owner {
                pid: Some(pid),
                program: program.trim().to_owned(),
            });
        }
    }
    Some(Owner {
        pid: None,
        program: String::new(),
    })
}

/// The inodes of the sockets in a table of the kernel that listen on a port.
///
/// Source: Linux, `Documentation/networking/proc_net_tcp.rst`: the second column is the local
/// address, the fourth the state (`0A` listens), the tenth the inode.
fn listening(table: &str, port: u16) -> Vec<u64> {
    let inode = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (_, local) = columns.get(1)?.rsplit_once(':')?;
        let listens = *columns.get(3)? == "0A";
        (listens && u16::from_str_radix(local, 16).ok()? == port)
            .then(|| columns.get(9)?.parse().ok())
            .flatten()
    };
    table.lines().skip(1).filter_map(inode).collect()
}

fn holds(process: &Path, links: &[String]) -> bool {
    let Ok(files) = fs::read_dir(process.join("fd")) else {
        return false;
    };
    files.flatten().any(|file| {
        fs::read_link(file.path())
            .is_ok_and(|target| links.iter().any(|link| target.as_os_str() == link.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn only_sockets_that_listen_are_found() {
        let table = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1
   1: 0100007F:10DE 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1
   2: 0100007F:10DF 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1
   3: broken";
        assert_eq!(listening(table, 4318), [4711]);
    }

    #[test]
    fn a_port_of_this_process_is_known_as_its_own() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let owner = owner_of(port).unwrap();
        assert_eq!(owner.pid, Some(std::process::id()));
        drop(listener);
    }
}
