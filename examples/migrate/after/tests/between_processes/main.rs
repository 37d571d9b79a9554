//! The service before and after its migration, as two processes that call each other:
//! whichever is asked, there is one trace, with the right parents.

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
