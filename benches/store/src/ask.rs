//! How soon questions are answered.

use std::time::Instant;

use anyhow::{Context as _, Result};
use trace_model::TraceId;
use trace_store::Store;
use trace_store::search::{
    Comparison, Condition, Literal, Order, Search, SpanFilter, Subject, TraceFilter,
};

/// Asks each question many times.
pub(crate) async fn ask(store: &dyn Store, ids: &[TraceId], times: usize) -> Result<()> {
    let mut random = fastrand::Rng::with_seed(11);
    if !ids.is_empty() {
        let mut took = Vec::with_capacity(times);
        for _ in 0..times {
            let id = ids[random.usize(..ids.len())];
            let begin = Instant::now();
            let found = store.trace(id).await?.value;
            took.push(begin.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(found.is_some(), "{id} is lost");
        }
        say("get a trace", took);
    }
    for (what, search) in questions() {
        let mut took = Vec::with_capacity(times);
        let mut found = 0;
        for turn in 0..times {
            let search = search(turn);
            let begin = Instant::now();
            found += store.search(&search).await?.value.traces.len();
            took.push(begin.elapsed().as_secs_f64() * 1e3);
        }
        say(&format!("{what} ({} found)", found / times.max(1)), took);
    }
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let begin = Instant::now();
        store.slow(100).await?;
        took.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    say("slow 100", took);
    let day = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let day = day.as_secs() / 86_400;
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let begin = Instant::now();
        store.errors(day, 100).await?;
        took.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    say("100 errors of the day", took);
    Ok(())
}

/// Asks for traces by their ids, each time with nothing of the disk in memory.
pub(crate) async fn ask_cold(store: &dyn Store, ids: &[TraceId], times: usize) -> Result<()> {
    anyhow::ensure!(!ids.is_empty(), "there is no id to ask for");
    let mut random = fastrand::Rng::with_seed(12);
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let id = ids[random.usize(..ids.len())];
        std::fs::write("/proc/sys/vm/drop_caches", "3").context("only root drops caches")?;
        let begin = Instant::now();
        let found = store.trace(id).await?.value;
        took.push(begin.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(found.is_some(), "{id} is lost");
    }
    say("get a trace, cold", took);
    Ok(())
}

type Question = (&'static str, fn(usize) -> Search);

fn questions() -> [Question; 6] {
    [
        ("newest 20", |_| Search::default()),
        ("newest 20 of a service", |_| {
            spans(Subject::Service, equal("payments"))
        }),
        ("newest 20 with a rare attribute", |turn| {
            let customer = format!("customer-{:06}", turn * 37);
            spans(Subject::Attribute("customer.id".into()), equal(&customer))
        }),
        ("newest 20 with an attribute all have", |_| {
            let key = Subject::Attribute("http.request.method".into());
            spans(key, equal("POST"))
        }),
        ("newest 20 with an attribute none has", |turn| {
            let nobody = format!("nobody-{turn}");
            spans(Subject::Attribute("customer.id".into()), equal(&nobody))
        }),
        ("newest 20 longer than 1 s", |_| {
            let least = Literal::Int(1_000_000_000);
            spans(Subject::Duration, Comparison::AtLeast(least))
        }),
    ]
}

fn equal(text: &str) -> Comparison {
    Comparison::Equal(Literal::Text(text.into()))
}

fn spans(subject: Subject, comparison: Comparison) -> Search {
    Search {
        filter: TraceFilter::Spans(SpanFilter::Is(Condition {
            subject,
            comparison,
        })),
        order: Order::Newest,
        ..Search::default()
    }
}

/// The first one is cold.
fn say(what: &str, mut took: Vec<f64>) {
    let first = took.first().copied().unwrap_or_default();
    took.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (took.len() as f64 * share) as usize;
        took.get(place.min(took.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    };
    println!(
        "{what}: first {first:.2} ms, p50 {:.2} ms, p99 {:.2} ms",
        at(0.5),
        at(0.99)
    );
}
