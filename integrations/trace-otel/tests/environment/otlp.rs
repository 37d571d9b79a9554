//! Where spans go, and how.

use std::path::Path;
use std::time::Duration;

use super::{check, read};

#[test]
fn endpoints() {
    for (general, traces, expected) in [
        ("http://otel:4318", "", "http://otel:4318/v1/traces "),
        ("http://otel/base/", "", "http://otel/base/v1/traces "),
        ("", "http://otel:4318", "http://otel:4318 "),
        (
            "http://general",
            "https://traces/custom",
            "https://traces/custom ",
        ),
    ] {
        let variables = format!(
            "OTEL_EXPORTER_OTLP_ENDPOINT={general}\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT={traces}"
        );
        check(
            &variables,
            &[&format!("exporter=otlp http/protobuf {expected}")],
            &[],
        );
    }
}

#[test]
fn an_endpoint_shows_no_password() {
    check(
        "OTEL_EXPORTER_OTLP_ENDPOINT=https://user:s3cret@otel",
        &["exporter=otlp http/protobuf https://otel/v1/traces "],
        &[
            "OTEL_EXPORTER_OTLP_ENDPOINT has a user or a password; they are not sent, \
           OTEL_EXPORTER_OTLP_HEADERS is the place for credentials",
        ],
    );
    for (value, shown, what) in [
        ("otel:4318", "otel:4318", SCHEME),
        ("ftp://user:s3cret@otel", "otel", SCHEME),
        ("otel/v1?key=s3cret", "otel/v1", SCHEME),
        ("otel?key=s3cret@s3cret", "…", SCHEME),
        ("ftp://user:s3cret?s3cret@otel", "…", SCHEME),
        ("otel#s3cret", "otel", SCHEME),
        ("http://", "http://", "not a URL with a host"),
        (
            "http://user:s3cret@otel:99999",
            "otel:99999",
            "not a URL with a host",
        ),
    ] {
        check(
            &format!("OTEL_EXPORTER_OTLP_ENDPOINT={value}"),
            &["http://localhost:4318/v1/traces "],
            &[&format!(
                "OTEL_EXPORTER_OTLP_ENDPOINT={shown:?} is {what}; \
                 http://localhost:4318/v1/traces is used"
            )],
        );
    }
}

const SCHEME: &str = "a URL that begins with neither http:// nor https://";

#[test]
fn protocols() {
    let variable = "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";
    check(variable, &["protocol: HttpProtobuf"], &[]);
    check(
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json",
        &["protocol: HttpProtobuf"],
        &[
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=\"http/json\" is not supported; http/protobuf is \
           used",
        ],
    );
    check(
        "OTEL_EXPORTER_OTLP_PROTOCOL=smtp",
        &["protocol: HttpProtobuf"],
        &["OTEL_EXPORTER_OTLP_PROTOCOL=\"smtp\" is not a protocol of OTLP; http/protobuf is used"],
    );
}

#[cfg(feature = "grpc")]
#[test]
fn grpc() {
    for (variables, exporter) in [
        ("", "otlp grpc http://localhost:4317 "),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://otel:4317",
            "otlp grpc http://otel:4317 ",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT=otel:4317",
            "otlp grpc https://otel:4317 ",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT=otel:4317\nOTEL_EXPORTER_OTLP_INSECURE=true",
            "otlp grpc http://otel:4317 ",
        ),
        (
            "OTEL_EXPORTER_OTLP_ENDPOINT=https://otel\nOTEL_EXPORTER_OTLP_INSECURE=true",
            "otlp grpc https://otel ",
        ),
    ] {
        check(
            &format!("OTEL_EXPORTER_OTLP_PROTOCOL=grpc\n{variables}"),
            &[exporter],
            &[],
        );
    }
}

#[cfg(not(feature = "grpc"))]
#[test]
fn grpc() {
    check(
        "OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
        &["protocol: HttpProtobuf"],
        &[
            "OTEL_EXPORTER_OTLP_PROTOCOL=\"grpc\" is there with the feature `grpc` of trace-otel only; \
           http/protobuf is used",
        ],
    );
}

#[test]
fn timeouts() {
    check("OTEL_EXPORTER_OTLP_TIMEOUT=2500", &["timeout: 2.5s"], &[]);
    check(
        "OTEL_EXPORTER_OTLP_TIMEOUT=2500\nOTEL_EXPORTER_OTLP_TRACES_TIMEOUT=50",
        &["timeout: 50ms"],
        &[],
    );
    check(
        "OTEL_EXPORTER_OTLP_TIMEOUT=0",
        &[&format!("timeout: {:?}", Duration::MAX)],
        &[],
    );
    for value in ["-1", "10s", "1.5", "99999999999999999999"] {
        check(
            &format!("OTEL_EXPORTER_OTLP_TIMEOUT={value}"),
            &["timeout: 10s"],
            &[&format!(
                "OTEL_EXPORTER_OTLP_TIMEOUT={value:?} is not a whole number of milliseconds; \
                 10000 is used"
            )],
        );
    }
}

#[test]
fn compression() {
    check(
        "OTEL_EXPORTER_OTLP_COMPRESSION=gzip",
        &["/v1/traces (gzip) "],
        &[],
    );
    check(
        "OTEL_EXPORTER_OTLP_COMPRESSION=none",
        &["compression: None"],
        &[],
    );
    check(
        "OTEL_EXPORTER_OTLP_COMPRESSION=zstd",
        &["compression: None"],
        &[
            "OTEL_EXPORTER_OTLP_COMPRESSION=\"zstd\" is neither `gzip` nor `none`; nothing is \
           compressed",
        ],
    );
}

#[test]
fn headers() {
    check(
        "OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20s3cret,X-Tenant=s3cret",
        &["headers: [\"authorization\", \"x-tenant\"]"],
        &[],
    );
    check(
        "OTEL_EXPORTER_OTLP_HEADERS=a=1\nOTEL_EXPORTER_OTLP_TRACES_HEADERS=b=2",
        &["headers: [\"b\"]"],
        &[],
    );
    // Not one of the first can be used, of the second one.
    check(
        "OTEL_EXPORTER_OTLP_HEADERS=a=1\nOTEL_EXPORTER_OTLP_TRACES_HEADERS=s3cret,b c=s3cret",
        &["headers: [\"a\"]"],
        &[
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS has entries that are not name=value, \
           percent-encoded, as HTTP allows them: 2; OTEL_EXPORTER_OTLP_HEADERS is used",
        ],
    );
    check(
        "OTEL_EXPORTER_OTLP_HEADERS=a=1,s3cret,b c=s3cret,d=%0as3cret",
        &["headers: [\"a\"]"],
        &[
            "OTEL_EXPORTER_OTLP_HEADERS has entries that are not name=value, percent-encoded, as \
           HTTP allows them: 3; the others are sent",
        ],
    );
}

#[test]
fn certificates() {
    // Any file that is there.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let file = file.display();
    for name in ["CERTIFICATE", "TRACES_CERTIFICATE"] {
        let part = format!("certificate: Some(\"{file}\")");
        check(&format!("OTEL_EXPORTER_OTLP_{name}={file}"), &[&part], &[]);
    }
    check(
        &format!(
            "OTEL_EXPORTER_OTLP_CLIENT_KEY={file}\nOTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE={file}"
        ),
        &[
            &format!("client_certificate: Some(\"{file}\")"),
            &format!("client_key: Some(\"{file}\")"),
        ],
        &[],
    );
    for (name, part, missing) in [
        ("CLIENT_KEY", "client_key: None", "its certificate"),
        ("CLIENT_CERTIFICATE", "client_certificate: None", "its key"),
    ] {
        let variable = format!("OTEL_EXPORTER_OTLP_{name}");
        let told = format!("{variable} is set without {missing}; no client certificate is shown");
        check(&format!("{variable}={file}"), &[part], &[&told]);
    }
    let (_, told) = read("OTEL_EXPORTER_OTLP_CERTIFICATE=/no/such.pem");
    let [warning] = &told[..] else {
        panic!("{told:?}")
    };
    assert!(
        warning.starts_with("OTEL_EXPORTER_OTLP_CERTIFICATE=\"/no/such.pem\" is not a file "),
        "{warning}"
    );
    assert!(warning.ends_with("; the system's are used"), "{warning}");
}
