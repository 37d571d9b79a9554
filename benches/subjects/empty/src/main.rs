//! No tracing at all: what the workloads themselves cost. Copy it to begin a
//! subject.

use std::hint::black_box;
use std::process::ExitCode;

use bench_harness::{Config, Failed, Fields, Refused, Strings, Subject, Workload, wide_value};
use tokio::task::yield_now;

struct Empty;

#[inline(never)]
fn leaf(number: u64) {
    black_box(number);
}

#[inline(never)]
fn leaf3(id: u64, method: &'static str, user: &str) {
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
fn leaf10(
    id: u64,
    size: u64,
    retry: u64,
    shard: u64,
    method: &'static str,
    scheme: &'static str,
    protocol: &'static str,
    user: &str,
    route: &str,
    region: &str,
) {
    black_box((id, size, retry, shard));
    black_box((method, scheme, protocol, user, route, region));
}

async fn level3(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

async fn level2(number: u64) -> u64 {
    yield_now().await;
    level3(number).await
}

async fn level1(number: u64) -> u64 {
    yield_now().await;
    level2(number).await + level2(number + 1).await
}

async fn tree() -> u64 {
    yield_now().await;
    let mut sum = 0;
    for number in 0..4 {
        sum += level1(number).await;
    }
    sum
}

async fn task(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[expect(clippy::disallowed_methods, reason = "as its users write it")]
async fn spawn() -> u64 {
    let tasks = [0, 1, 2, 3].map(|number| tokio::spawn(task(number)));
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("it does not panic");
    }
    sum
}

async fn polls(n: u64) -> u64 {
    for _ in 0..n {
        yield_now().await;
    }
    n
}

#[inline(never)]
fn refuse(order: u64) -> Result<(), Refused> {
    Err(black_box(Refused { order }))
}

async fn child(id: u64, user: &str, fails: bool) -> Result<(), Failed<Failed>> {
    black_box((id, user));
    yield_now().await;
    if fails {
        return Err(Failed::to_ship(id));
    }
    Ok(())
}

#[inline(never)]
fn steps(region: &str) {
    for index in 0..10 {
        black_box((index, region));
    }
}

#[inline(never)]
fn pay(order: u64) -> Result<(), Failed> {
    Err(black_box(Failed::to_pay(order)))
}

impl Subject for Empty {
    const NAME: &'static str = "empty";

    fn install(_: &Config) -> Result<Self, String> {
        Ok(Empty)
    }

    fn records(&self) -> bool {
        false
    }

    fn empty(&self, n: u64) {
        for number in 0..n {
            leaf(number);
        }
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        for id in 0..n {
            leaf3(id, "GET", &strings.user);
        }
    }

    fn attributes10(&self, n: u64, strings: &Strings) {
        let Strings {
            user,
            route,
            region,
            ..
        } = strings;
        for id in 0..n {
            leaf10(id, 512, 0, 7, "GET", "https", "h2", user, route, region);
        }
    }

    fn tree(&self) -> impl Future<Output = u64> + Send + 'static {
        tree()
    }

    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static {
        spawn()
    }

    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static {
        polls(n)
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        for (at, key) in keys.iter().enumerate() {
            black_box((key, wide_value(at, request)));
        }
    }

    fn failures(&self, n: u64) {
        for order in 0..n {
            if let Err(refused) = refuse(order) {
                black_box(refused.order);
            }
        }
    }

    fn supports(&self, workload: Workload) -> bool {
        workload != Workload::LogLines
    }

    async fn request(&self, fails: bool, strings: &Strings) {
        black_box((&strings.path, &strings.query, &strings.agent));
        for number in 0..3 {
            let _ = black_box(child(number, &strings.user, fails && number == 0).await);
        }
    }

    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        for key in keys {
            black_box((key, &strings.customer));
        }
    }

    fn events(&self, n: u64, strings: &Strings) {
        for _ in 0..n {
            steps(&strings.region);
        }
    }

    fn errors(&self, n: u64) {
        for order in 0..n {
            let _ = black_box(pay(order));
        }
    }

    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        for _ in 0..n {
            black_box((came, &mut *to));
        }
    }

    fn read_headers(&self, came: &Fields) {
        black_box(came);
    }

    fn continued(&self, n: u64, _: &Fields, strings: &Strings) {
        for id in 0..n {
            leaf3(id, "GET", &strings.user);
        }
    }

    fn flush(&self) {}
}

fn main() -> ExitCode {
    bench_harness::main::<Empty>()
}
