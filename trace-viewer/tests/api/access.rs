//! Who may ask, and who may not.

use axum::Router;
use trace_viewer::api::access::Access;
use trace_viewer::api::{self, Settings};

use crate::support::{ask, get, job, order, store};

async fn router(access: Access) -> Router {
    api::router(
        store(&[order(), job()]).await,
        Settings {
            access,
            ..Settings::default()
        },
    )
}

/// What reads, what changes, and what is not there.
const REQUESTS: [&str; 6] = [
    "GET /api/services",
    "GET /metrics",
    "POST /api/viewer/pins/ab1",
    "DELETE /api/viewer/pins/ab1",
    "POST /api/archive/ab1",
    "GET /nowhere",
];

#[tokio::test]
async fn a_foreign_host_reads_and_changes_nothing() {
    let router = router(Access::local()).await;
    let foreign = [
        "evil.example",
        "evil.example:4318",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "192.168.1.7:4318",
        "[2001:db8::1]:4318",
        "",
        ":4318",
        "localhost:port",
        "localhost:1:2",
        "[::1",
        "[::1]x",
        "127.0.0.1@evil.example",
    ];
    for host in foreign {
        for request in REQUESTS {
            let answer = ask(&router, request, &[("host", host)]).await;
            assert_eq!(answer.status, 421, "{host} {request}");
            assert!(answer.text().contains("host name"), "{}", answer.text());
        }
    }
    assert!(
        get(&router, "/api/viewer/pins").await.json()["pins"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn every_name_of_this_machine_is_known() {
    let router = router(Access::local().with_host("traces.example.com")).await;
    let own = [
        "localhost",
        "LOCALHOST:4318",
        "127.0.0.1:4318",
        "127.8.9.1",
        "[::1]:4318",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "orders.localhost",
        "traces.example.com",
        "Traces.Example.com:443",
    ];
    for host in own {
        let answer = ask(&router, "GET /api/services", &[("host", host)]).await;
        assert_eq!(answer.status, 200, "{host}");
    }
}

#[tokio::test]
async fn two_hosts_are_none() {
    let router = router(Access::local()).await;
    let two = [("host", "localhost"), ("host", "evil.example")];
    assert_eq!(ask(&router, "GET /api/services", &two).await.status, 421);
    let other = [("host", "localhost")];
    let answer = ask(&router, "GET http://evil.example/api/services", &other).await;
    assert_eq!(answer.status, 421);
}

#[tokio::test]
async fn a_page_of_another_origin_reads_and_changes_nothing() {
    let router = router(Access::local()).await;
    let host = ("host", "localhost:4318");
    let foreign: [&[(&str, &str)]; 10] = [
        &[("origin", "http://evil.example")],
        &[("origin", "https://localhost.evil.example:4318")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", "http://localhost:8080")],
        &[("origin", "http://localhost")],
        &[("origin", "file://")],
        &[
            ("origin", "http://localhost:4318"),
            ("origin", "http://evil.example"),
        ],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "no-cors"),
        ],
        &[("sec-fetch-site", "same-site")],
    ];
    for headers in foreign {
        for request in REQUESTS {
            let headers: Vec<_> = headers.iter().copied().chain([host]).collect();
            let answer = ask(&router, request, &headers).await;
            assert_eq!(answer.status, 403, "{headers:?} {request}");
            assert!(!answer.headers.contains_key("access-control-allow-origin"));
        }
    }
    assert!(
        get(&router, "/api/viewer/pins").await.json()["pins"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn the_viewers_own_page_and_links_to_it_are_answered() {
    let router = router(Access::local()).await;
    let host = ("host", "localhost:4318");
    let own: [&[(&str, &str)]; 4] = [
        &[
            ("origin", "http://localhost:4318"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[("origin", "https://LOCALHOST:4318")],
        &[("sec-fetch-site", "none")],
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ],
    ];
    for headers in own {
        let headers: Vec<_> = headers.iter().copied().chain([host]).collect();
        let answer = ask(&router, "GET /api/services", &headers).await;
        assert_eq!(answer.status, 200, "{headers:?}");
    }
    let usual_port = [("origin", "https://localhost"), ("host", "localhost:443")];
    assert_eq!(
        ask(&router, "GET /api/services", &usual_port).await.status,
        200
    );
}

#[tokio::test]
async fn without_the_token_nothing_is_answered() {
    let router = router(Access::with_token("correct horse")).await;
    let wrong = [
        "",
        "Bearer",
        "Bearer ",
        "Bearer correct",
        "Bearer correct horse1",
        "Basic correct horse",
        "correct horse",
    ];
    for authorization in wrong {
        for request in REQUESTS {
            let answer = ask(&router, request, &[("authorization", authorization)]).await;
            assert_eq!(answer.status, 401, "{authorization} {request}");
            assert!(
                answer.text().contains("Authorization: Bearer"),
                "{}",
                answer.text()
            );
            assert!(answer.header("www-authenticate").starts_with("Bearer"));
        }
    }
    for open in ["/health", "/ready"] {
        assert_eq!(get(&router, open).await.status, 200, "{open}");
    }
    let right = [
        ("authorization", "bearer correct horse"),
        ("host", "10.0.0.1:4318"),
    ];
    assert_eq!(ask(&router, "GET /api/services", &right).await.status, 200);
    let name = [
        ("authorization", "Bearer correct horse"),
        ("host", "evil.example"),
    ];
    assert_eq!(ask(&router, "GET /api/services", &name).await.status, 421);
}

#[tokio::test]
async fn a_link_logs_in_one_browser_once() {
    let access = Access::with_token("t");
    let router = router(access.clone()).await;
    let path = access.login_path().unwrap();
    let answer = get(&router, &path).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"),
        "{cookie}"
    );
    let pair = cookie.split(';').next().unwrap();
    let with_cookie = format!("theme=dark; {pair}");
    let answer = ask(&router, "GET /api/services", &[("cookie", &with_cookie)]).await;
    assert_eq!(answer.status, 200);
    let other = ask(
        &router,
        "GET /api/services",
        &[("cookie", &format!("{pair}x"))],
    )
    .await;
    assert_eq!(other.status, 401);

    let again = ask(&router, &format!("GET {path}"), &[("accept", "text/html")]).await;
    assert_eq!(again.status, 401);
    assert!(again.header("content-type").starts_with("text/plain"));
    assert!(again.text().contains("was used"));
    assert_eq!(get(&router, "/login").await.status, 401);
    assert_eq!(get(&router, "/login?code=x").await.status, 401);
}

#[tokio::test]
async fn over_tls_the_cookie_goes_no_other_way() {
    let access = Access::with_token("t").over_tls();
    let router = router(access.clone()).await;
    let answer = get(&router, &access.login_path().unwrap()).await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
    assert!(Access::local().login_path().is_none());
}

#[test]
fn debug_shows_no_secret() {
    let access = Access::with_token("correct horse");
    assert!(!format!("{access:?}").contains("horse"));
}

#[tokio::test]
async fn every_answer_forbids_what_a_browser_could_do_with_it() {
    let router = router(Access::local()).await;
    for (path, host) in [
        ("/api/services", "localhost"),
        ("/nowhere", "localhost"),
        ("/", "evil"),
    ] {
        let answer = ask(&router, &format!("GET {path}"), &[("host", host)]).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
