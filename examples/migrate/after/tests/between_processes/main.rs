//! The service before, between and after its migration, as two processes of which one calls
//! the other: whichever it is, there is one trace, with the right parents.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod collector;
mod service;

use collector::Collector;
use service::{Service, built};

const AFTER: &str = env!("CARGO_BIN_EXE_migrate-after");

/// Asks one that has its rates from the other.
async fn trace(asked: &str, behind: &str) -> String {
    let collector = Collector::start().await;
    let behind = Service::start(behind, &collector.url, None);
    let asked = Service::start(asked, &collector.url, Some(&behind.url));
    #[expect(clippy::disallowed_methods, reason = "the client has no trace")]
    let answer = reqwest::get(format!("{}/quotes/usd/1000", asked.url)).await;
    let answer = answer.unwrap().text().await.unwrap();
    assert_eq!(answer, r#"{"currency":"usd","cents":1170}"#);
    // At their end they deliver what they have.
    asked.end();
    behind.end();
    collector.tree()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_migrated_one_calls_the_other() {
    assert_eq!(
        trace(AFTER, &built("migrate-before")).await,
        "\
migrated GET /quotes/{currency}/{cents}
  migrated quote
    migrated rate
      migrated GET
        quotes request
          quotes rate
            quotes rate
    migrated audit
      migrated journal
"
    );
}

/// In the first process, spans of ours (`migrated`, from the environment) and those of
/// OpenTelemetry (`quotes`) are each other's parents.
#[tokio::test(flavor = "multi_thread")]
async fn the_one_between_calls_the_migrated_one() {
    assert_eq!(
        trace(&built("migrate-between"), AFTER).await,
        "\
migrated GET /quotes/{currency}/{cents}
  migrated quote
    quotes rate
      migrated fetch
        migrated GET
          migrated GET /rates/{currency}
            migrated rate
              migrated rate
    quotes audit
"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_migrated_one_is_called() {
    assert_eq!(
        trace(&built("migrate-before"), AFTER).await,
        "\
quotes request
  quotes quote
    quotes rate
      migrated GET /rates/{currency}
        migrated rate
          migrated rate
    quotes audit
"
    );
}
