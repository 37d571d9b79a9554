//! Why are there no traces?

use crate::program::{Done, Viewer, command, run};

fn doctor(viewer: &Viewer, variables: &[(&str, &str)], more: &[&str]) -> Done {
    let mut doctor = command(&["doctor", "--url", &viewer.url]);
    doctor.envs(variables.iter().copied());
    doctor.args(["--otlp-grpc", &viewer.otlp_grpc]).args(more);
    if !more.contains(&"--otlp-http") {
        doctor.args(["--otlp-http", &viewer.otlp_http]);
    }
    run(&mut doctor, "")
}

#[test]
fn where_spans_arrive_every_way_is_tried() {
    let viewer = Viewer::start();
    let done = doctor(&viewer, &[], &[]);
    assert_eq!(done.code, Some(0), "{done:?}");
    for port in [&viewer.otlp_http, &viewer.otlp_grpc] {
        for way in ["http/protobuf", "http/json", "grpc"] {
            let arrived = format!("✓ {port}, {way}: a span arrives, and is found by its id");
            assert!(done.out.contains(&arrived), "{arrived}: {}", done.out);
        }
    }
    let pid = viewer.pid();
    assert!(
        done.out
            .contains(&format!("`trace-viewer` (process {pid}) listens")),
        "{}",
        done.out
    );
}

#[test]
fn a_port_on_which_nobody_listens_is_named() {
    let viewer = Viewer::start();
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let done = doctor(&viewer, &[], &["--otlp-http", &free.to_string()]);
    assert_eq!(done.code, Some(1));
    assert!(
        done.out
            .contains(&format!("✖ {free} (--otlp-http): nobody listens")),
        "{}",
        done.out
    );
}

#[test]
fn a_port_that_the_viewer_has_turned_off_keeps_nothing_away() {
    let viewer = Viewer::start_with(&["--otlp-grpc", "off"]);
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let doctor = |http: &str| {
        let mut doctor = command(&["doctor", "--url", &viewer.url]);
        doctor.args(["--otlp-http", http, "--otlp-grpc", &free]);
        run(&mut doctor, "")
    };
    let done = doctor(&viewer.otlp_http);
    assert_eq!(done.code, Some(0), "{done:?}");
    let said = format!("? {free} (--otlp-grpc): nobody listens; `--otlp-grpc` is off");
    assert!(done.out.contains(&said), "{}", done.out);

    let done = doctor(&free);
    assert_eq!(done.code, Some(1), "{done:?}");
    let said = format!("takes spans in at {}: name it", viewer.otlp_http);
    assert!(done.out.contains(&said), "{}", done.out);
}

#[test]
fn a_port_of_another_viewer_is_found_out() {
    let (viewer, other) = (Viewer::start(), Viewer::start());
    let done = doctor(&viewer, &[], &["--otlp-http", &other.otlp_http]);
    assert_eq!(done.code, Some(1));
    let said = format!(
        "{}, grpc: a span is taken by `trace-viewer`",
        other.otlp_http
    );
    assert!(
        done.out.contains(&said) && done.out.contains("another viewer"),
        "{}",
        done.out
    );
}

#[test]
fn what_is_no_receiver_is_found_out() {
    let viewer = Viewer::start();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    // Whoever connects is hung up on.
    std::thread::spawn(move || silent.incoming().for_each(drop));
    let done = doctor(&viewer, &[], &["--otlp-http", &address]);
    assert_eq!(done.code, Some(1));
    for way in ["http/protobuf", "http/json", "grpc"] {
        let said = format!("✖ {address}, {way}: a span is not taken: ");
        assert!(done.out.contains(&said), "{said}: {}", done.out);
    }
}

#[test]
fn an_environment_that_keeps_spans_away_is_told() {
    let viewer = Viewer::start();
    let done = doctor(&viewer, &[("OTEL_SDK_DISABLED", "true")], &[]);
    assert_eq!(done.code, Some(1));
    assert!(
        done.out.contains("✖ OTEL_SDK_DISABLED is `true`"),
        "{}",
        done.out
    );
}
