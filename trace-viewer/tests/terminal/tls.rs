//! TLS: the same as without it, for the commands and for clients that others have written.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use prost::Message as _;
use reqwest::Version;
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tonic::transport::{Certificate, Channel, ClientTlsConfig};
use trace_model::otlp::write_trace;
use trace_viewer::exchange::to_lines;

use crate::program::{Done, Viewer, command, run};
use crate::scene::{ID, checkout, now, single};

/// A server whose certificate this machine does not trust.
struct Secure {
    viewer: Viewer,
    certificate: String,
    pem: String,
    key: String,
    _folder: TempDir,
}

impl Secure {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let pem = signed.cert.pem();
        let certificate = file("cert.pem", &pem);
        let key = file("key.pem", &signed.signing_key.serialize_pem());
        Secure {
            viewer: Viewer::start_with(&["--tls-cert", &certificate, "--tls-key", &key]),
            certificate,
            pem,
            key,
            _folder: folder,
        }
    }

    /// A command that trusts the certificate.
    fn asked(&self, arguments: &[&str], input: &str) -> Done {
        let mut trusting = command(arguments);
        trusting.env("SSL_CERT_FILE", &self.certificate);
        run(trusting.args(["--url", &self.viewer.url]), input)
    }

    fn ports(&self) -> [&str; 2] {
        [&self.viewer.otlp_http, &self.viewer.otlp_grpc]
    }
}

#[test]
fn over_tls_the_commands_are_the_same() {
    let secure = Secure::start();
    let (viewer, key) = (&secure.viewer, &secure.key);
    assert!(
        viewer.url.starts_with("https://127.0.0.1:"),
        "{}",
        viewer.url
    );
    let sent = secure.asked(&["import", "-"], &to_lines(&checkout(now())));
    assert_eq!(sent.code, Some(0), "{sent:?}");
    let shown = secure.asked(&["get", ID], "");
    assert!(shown.out.contains("POST /checkout"), "{shown:?}");

    let stranger = run(&mut command(&["get", ID, "--url", &viewer.url]), "");
    assert_eq!(stranger.code, Some(1));
    assert!(stranger.err.contains("certificate"), "{stranger:?}");

    let mut swapped = command(&["serve", "--store", "memory"]);
    let swapped = run(swapped.args(["--tls-cert", key, "--tls-key", key]), "");
    assert_eq!(swapped.code, Some(1));
    assert!(swapped.err.contains("--tls-cert"), "{swapped:?}");
}

#[tokio::test]
async fn clients_of_others_choose_their_protocol_on_each_port() {
    let secure = Secure::start();
    let request = |id| write_trace(&single(id, "a name", "")).0;
    // Whoever was first is as good: there is one provider in this program.
    let _ = ring::default_provider().install_default();
    let trusted = reqwest::Certificate::from_pem(secure.pem.as_bytes()).unwrap();
    let client = || reqwest::Client::builder().tls_certs_only([trusted.clone()]);
    let mut id = 0;
    for port in secure.ports() {
        for (client, version) in [
            (client(), Version::HTTP_2),
            (client().http1_only(), Version::HTTP_11),
        ] {
            id += 1;
            let url = format!("https://{port}/v1/traces");
            let post = client.build().unwrap().post(url).body(request(id));
            let post = post.header("content-type", "application/x-protobuf");
            let answer = post.send().await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
        }
        id += 1;
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&secure.pem));
        let channel = Channel::from_shared(format!("https://{port}")).unwrap();
        let channel = channel.tls_config(tls).unwrap().connect().await.unwrap();
        let message = ExportTraceServiceRequest::decode(&*request(id)).unwrap();
        let answer = TraceServiceClient::new(channel)
            .export(message)
            .await
            .unwrap();
        assert_eq!(answer.into_inner().partial_success, None);
    }
    let held = secure.asked(&["search"], "");
    assert!(held.out.contains("6 traces match"), "{held:?}");
}

#[test]
fn the_doctor_speaks_tls_where_the_viewer_does() {
    let secure = Secure::start();
    let [http, grpc] = secure.ports();
    let ports = ["doctor", "--otlp-http", http, "--otlp-grpc", grpc];
    let done = secure.asked(&ports, "");
    assert_eq!(done.code, Some(0), "{done:?}");
    for port in [http, grpc] {
        for way in ["http/protobuf", "http/json", "grpc"] {
            let arrived = format!("✓ {port}, {way}: a span arrives, and is found by its id");
            assert!(done.out.contains(&arrived), "{arrived}: {}", done.out);
        }
    }
    let plain = secure.asked(&[&ports[..], &["--ascii"]].concat(), "");
    assert_eq!(plain.code, Some(0), "{plain:?}");
    assert!(plain.out.is_ascii(), "{}", plain.out);
    assert!(plain.out.starts_with("v trace-viewer "), "{}", plain.out);
}

#[test]
fn who_asks_in_the_wrong_scheme_is_told_the_right_one() {
    let (secure, open) = (Secure::start(), Viewer::start());
    let https = open.url.replace("http:", "https:");
    let done = run(&mut command(&["search", "--url", &https]), "");
    assert_eq!(done.code, Some(1));
    let said = format!(
        "speaks no TLS, and was asked by `https://`: ask `{}`",
        open.url
    );
    assert!(done.err.contains(&said), "{}", done.err);

    let http = secure.viewer.url.replace("https:", "http:");
    let done = run(&mut command(&["search", "--url", &http]), "");
    assert_eq!(done.code, Some(1));
    let said = "this port speaks TLS alone: write `https://`, not `http://`";
    assert!(done.err.contains(said), "{}", done.err);
}
