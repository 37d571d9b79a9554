//! Several servers over one Redis, or one cluster.

use std::fs::{Permissions, set_permissions, write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use test_servers::{Redis, RedisCluster};
use trace_viewer::exchange::to_lines;

use crate::program::{Viewer, command, run};
use crate::scene::{ID, checkout, now};

/// What one of them was sent, the other one shows.
fn is_shared(first: &Viewer, second: &Viewer) {
    let sent = first.given(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert!(second.shown(&["get", ID]).contains("POST /checkout"));
    assert!(second.shown(&["search"]).contains("1 trace matches"));
}

#[test]
fn a_cluster_is_found_by_all_of_its_nodes_and_by_one() {
    let cluster = RedisCluster::start().unwrap();
    let urls = cluster.urls();
    let first = Viewer::start_on(&urls.join(","), &[]);
    let second = Viewer::start_on(&urls[2], &[]);
    is_shared(&first, &second);
    let keys = cluster.nodes().iter().map(|node| node.cli(&["DBSIZE"]));
    assert!(keys.into_iter().all(|count| count.unwrap() != "0"));
}

#[test]
fn a_password_and_a_database_are_those_of_the_url() {
    let redis = Redis::start_with(&["--requirepass", "secret"]).unwrap();
    let url = format!("redis://:secret@127.0.0.1:{}/3", redis.port());
    let viewer = Viewer::start_on(&url, &[]);
    is_shared(&viewer, &viewer);
    let keys = |database| {
        let asked = redis.cli(&[
            "--no-auth-warning",
            "-a",
            "secret",
            "-n",
            database,
            "DBSIZE",
        ]);
        asked.unwrap().parse::<u64>().unwrap()
    };
    assert_eq!((keys("0"), keys("3") > 0), (0, true));
    let mut wrong = command(&["serve", "--store", &url.replace("secret", "guess")]);
    let done = run(
        wrong.args(["--listen", "0", "--otlp-http", "0", "--otlp-grpc", "0"]),
        "",
    );
    assert_eq!(done.code, Some(1));
    let said = &done.err;
    assert!(
        said.contains("authentication failed") && !said.contains("guess"),
        "{said}"
    );
}

#[test]
fn a_connection_is_encrypted_to_whom_the_certificates_trust() {
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    // The server may run as another user.
    set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        write(&path, text).unwrap();
        path.display().to_string()
    };
    let certificate = file("cert.pem", signed.cert.pem());
    let key = file("key.pem", signed.signing_key.serialize_pem());
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    drop(free);
    let _redis = Redis::start_with(&[
        "--tls-port",
        &port,
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &certificate,
        "--tls-auth-clients",
        "no",
    ])
    .unwrap();
    let url = format!("rediss://127.0.0.1:{port}");
    let viewer = Viewer::start_trusting(&certificate, &url);
    is_shared(&viewer, &viewer);
    // The system does not know who has signed it.
    let mut serve = command(&["serve", "--store", &url, "--listen", "0"]);
    let done = run(serve.args(["--otlp-http", "0", "--otlp-grpc", "0"]), "");
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("certificate"), "{}", done.err);
}
